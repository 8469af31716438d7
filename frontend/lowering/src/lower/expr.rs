//! Expressions.

use janus_syntax::ast::{Expr, TextRange, UnaryOp};

use super::{Lowerer, assign::binary_operator};
use crate::{
    emit::{NOT, Val},
    error::Result,
    refusal::Refusal,
};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    /// Lowers an expression to its value.
    pub(super) fn expr(&mut self, expr: &'t Expr<'a>) -> Result<Val<'c>> {
        self.deeper(
            |this| this.expr_inner(expr),
            |this| this.refuse_value(Refusal::DeepExpression, expr.range(), &[]),
        )
    }

    /// An expression that may be left out, and is `None` then.
    fn optional(&mut self, expr: Option<&'t Expr<'a>>, range: TextRange) -> Result<Val<'c>> {
        match expr {
            Some(expr) => self.expr(expr),
            None => self.emit.constant_none(range),
        }
    }

    fn expr_inner(&mut self, expr: &'t Expr<'a>) -> Result<Val<'c>> {
        let range = expr.range();
        match expr {
            Expr::Constant(node) => self.constant(&node.value, range),
            Expr::Name(node) => self.load_name(range, node.id.as_str()),
            Expr::Attribute(node) => {
                let object = self.expr(&node.value)?;
                self.emit
                    .get_attr(range, object, &self.mangled(node.attr.as_str()))
            }
            Expr::Subscript(node) => {
                let object = self.expr(&node.value)?;
                let key = self.expr(&node.slice)?;
                self.emit.get_item(range, object, key)
            }
            Expr::Slice(node) => {
                let lower = self.optional(node.lower.as_ref(), range)?;
                let upper = self.optional(node.upper.as_ref(), range)?;
                let step = self.optional(node.step.as_ref(), range)?;
                self.emit.slice(range, [lower, upper, step])
            }
            Expr::Call(node) => self.call(node),
            Expr::BinOp(node) => {
                let left = self.expr(&node.left)?;
                let right = self.expr(&node.right)?;
                self.emit
                    .binary(range, binary_operator(node.op), left, right)
            }
            Expr::UnaryOp(node) => {
                if let Some(constant) = self.negated_constant(node)? {
                    return Ok(constant);
                }
                let operand = self.expr(&node.operand)?;
                let operator = match node.op {
                    UnaryOp::USub => 0,
                    UnaryOp::UAdd => 1,
                    UnaryOp::Invert => 2,
                    UnaryOp::Not => NOT,
                };
                self.emit.unary(range, operator, operand)
            }
            Expr::BoolOp(node) => self.bool_op(node, 0),
            Expr::Compare(node) => self.compare(node),
            Expr::IfExp(node) => self.conditional(node),
            Expr::NamedExpr(node) => {
                let value = self.expr(&node.value)?;
                match &node.target {
                    // Inside a comprehension this binds in the code around it; the scopes know.
                    Expr::Name(name) => self.store_name(name.range, name.id.as_str(), value)?,
                    target => self.refuse(Refusal::Misplaced, target.range())?,
                }
                Ok(value)
            }
            Expr::Tuple(node) => self.display("pydyn.tuple", &node.elts, range),
            Expr::List(node) => self.display("pydyn.list", &node.elts, range),
            Expr::Set(node) => self.display("pydyn.set", &node.elts, range),
            Expr::Dict(node) => self.dict(node),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::GeneratorExp(_) => {
                self.comprehension(expr)
            }
            Expr::Lambda(node) => self.lambda(node),
            Expr::JoinedStr(node) => self.joined_string(node),
            Expr::FormattedValue(node) => self.formatted_value(node),
            Expr::TemplateStr(_) | Expr::Interpolation(_) => {
                self.refuse_value(Refusal::TemplateString, range, &[])
            }
            // The operand is what is yielded or awaited, for passes that know the consumer.
            Expr::Yield(node) => {
                let value = self.optional(node.value.as_ref(), range)?;
                self.refuse_value(Refusal::Yield, range, &[value])
            }
            Expr::YieldFrom(node) => {
                let value = self.expr(&node.value)?;
                self.refuse_value(Refusal::YieldFrom, range, &[value])
            }
            Expr::Await(node) => {
                let value = self.expr(&node.value)?;
                self.refuse_value(Refusal::Await, range, &[value])
            }
            Expr::Starred(_) => self.refuse_value(Refusal::Misplaced, range, &[]),
        }
    }
}
