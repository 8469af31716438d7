//! Code that cannot be meant: comparing identity with a literal, asserting a tuple, calling or indexing what most likely stands
//! before a forgotten comma.

use super::warning;
use crate::ast::*;
use crate::diagnostics::{Diagnostic, Problem};

/// `annotations`: whether code is made of them.
pub(super) fn warnings(body: &[Stmt<'_>], minor: u8, annotations: bool) -> Vec<Diagnostic> {
    let mut walk = Walk { found: Vec::new(), minor, annotations, in_function: false };
    body.iter().for_each(|statement| walk.statement(statement));
    walk.found
}

struct Walk {
    found: Vec<Diagnostic>,
    minor: u8,
    annotations: bool,
    /// Where annotations of variables are not evaluated.
    in_function: bool,
}

impl Walk {
    fn push(&mut self, problem: Problem, range: TextRange) {
        self.found.push(warning(problem, range));
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::FunctionDef(node) => {
                self.function((&node.decorator_list, &node.args, node.returns.as_ref()), &node.type_params, &node.body);
            }
            Stmt::AsyncFunctionDef(node) => {
                self.function((&node.decorator_list, &node.args, node.returns.as_ref()), &node.type_params, &node.body);
            }
            Stmt::ClassDef(_) => {
                let outer = std::mem::replace(&mut self.in_function, false);
                self.children(NodeRef::Stmt(statement));
                self.in_function = outer;
            }
            Stmt::AnnAssign(node) => self.annotated(node),
            Stmt::Assert(node) => {
                if matches!(&node.test, Expr::Tuple(tuple) if !tuple.elts.is_empty()) {
                    self.push(Problem::AssertTuple, node.range);
                }
                self.children(NodeRef::Stmt(statement));
            }
            _ => self.children(NodeRef::Stmt(statement)),
        }
    }

    fn children(&mut self, node: NodeRef<'_, '_>) {
        node.children(&mut |child| match child {
            NodeRef::Stmt(inner) => self.statement(inner),
            NodeRef::Expr(inner) => self.expression(inner),
            other => self.children(other),
        });
    }

    fn function(
        &mut self,
        (decorators, args, returns): (&[Expr<'_>], &Arguments<'_>, Option<&Expr<'_>>),
        type_params: &[TypeParam<'_>],
        body: &[Stmt<'_>],
    ) {
        decorators.iter().for_each(|decorator| self.expression(decorator));
        type_params.iter().for_each(|param| self.children(NodeRef::TypeParam(param)));
        NodeRef::Arguments(args).children(&mut |child| match child {
            NodeRef::Expr(default) => self.expression(default),
            NodeRef::Arg(arg) if self.annotations => self.children(NodeRef::Arg(arg)),
            _ => {}
        });
        if self.annotations
            && let Some(returns) = returns
        {
            self.expression(returns);
        }
        let outer = std::mem::replace(&mut self.in_function, true);
        body.iter().for_each(|statement| self.statement(statement));
        self.in_function = outer;
    }

    fn annotated(&mut self, node: &AnnAssign<'_>) {
        node.value.iter().for_each(|value| self.expression(value));
        self.expression(&node.target);
        // As of 3.14, only those of names are kept.
        let kept = self.minor < 14 || node.simple;
        if self.annotations && !self.in_function && kept {
            self.expression(&node.annotation);
        }
    }

    fn expression(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::Compare(node) => self.comparison(node, false),
            Expr::UnaryOp(node) if node.op == UnaryOp::Not && self.minor < 14 => {
                // CPython turns the comparison round first.
                if let Expr::Compare(inner) = &node.operand
                    && inner.ops.len() == 1
                {
                    self.comparison(inner, true);
                    return self.children(NodeRef::Expr(&node.operand));
                }
            }
            Expr::Call(node) => {
                if let Some(what) = self.not_callable(&node.func) {
                    self.push(Problem::NotCallable { what }, node.range);
                }
            }
            Expr::Subscript(node) if node.ctx == ExprContext::Load => self.subscript(node),
            _ => {}
        }
        self.children(NodeRef::Expr(expression));
    }

    fn comparison(&mut self, node: &Compare<'_>, negated: bool) {
        let mut left = &node.left;
        for (op, right) in node.ops.iter().zip(&node.comparators) {
            let (op, correct) = match (op, negated) {
                (CmpOp::Is, false) | (CmpOp::IsNot, true) => ("is", "=="),
                (CmpOp::Is, true) | (CmpOp::IsNot, false) => ("is not", "!="),
                _ => {
                    left = right;
                    continue;
                }
            };
            if let Some(literal) = self.literal(left).or_else(|| self.literal(right)) {
                let what = if self.minor < 12 { "a".to_owned() } else { format!("'{literal}'") };
                return self.push(Problem::IsLiteral { op, correct, what }, node.range);
            }
            left = right;
        }
    }

    /// The type of a value that has no identity to speak of.
    fn literal(&self, value: &Expr<'_>) -> Option<&'static str> {
        match value {
            Expr::Constant(node) => match node.value {
                ConstantValue::None | ConstantValue::Bool(_) | ConstantValue::Ellipsis => None,
                _ => Some(constant_type(&node.value)),
            },
            Expr::Tuple(_) => self.is_constant(value).then_some("tuple"),
            // Up to 3.13, CPython computes it first.
            Expr::UnaryOp(_) if self.is_constant(value) => self.type_of(value),
            _ => None,
        }
    }

    fn is_constant(&self, value: &Expr<'_>) -> bool {
        match value {
            Expr::Constant(_) => true,
            Expr::Tuple(node) => node.elts.iter().all(|element| self.is_constant(element)),
            Expr::UnaryOp(node) => {
                self.minor < 14
                    && node.op != UnaryOp::Not
                    && matches!(&node.operand, Expr::Constant(number) if !number.value.is_no_number())
            }
            _ => false,
        }
    }

    fn not_callable(&self, func: &Expr<'_>) -> Option<&'static str> {
        if matches!(func, Expr::Lambda(_)) { None } else { self.type_of(func) }
    }

    fn subscript(&mut self, node: &Subscript<'_>) {
        let Some(what) = self.type_of(&node.value) else { return };
        match what {
            "dict" => {}
            "str" | "bytes" | "tuple" | "list" => {
                if let Some(index) = self.type_of(&node.slice).filter(|index| !matches!(*index, "int" | "bool")) {
                    self.push(Problem::BadIndex { what, index }, node.range);
                }
            }
            _ => self.push(Problem::NotSubscriptable { what }, node.range),
        }
    }

    /// The type that an expression has as far as its form tells.
    fn type_of(&self, value: &Expr<'_>) -> Option<&'static str> {
        Some(match value {
            Expr::Tuple(_) => "tuple",
            Expr::List(_) | Expr::ListComp(_) => "list",
            Expr::Dict(_) | Expr::DictComp(_) => "dict",
            Expr::Set(_) | Expr::SetComp(_) => "set",
            Expr::GeneratorExp(_) => "generator",
            Expr::Lambda(_) => "function",
            Expr::JoinedStr(_) | Expr::FormattedValue(_) => "str",
            Expr::TemplateStr(_) | Expr::Interpolation(_) => "string.templatelib.Template",
            Expr::Constant(node) => constant_type(&node.value),
            Expr::UnaryOp(node) if self.is_constant(value) => return self.type_of(&node.operand),
            _ => return None,
        })
    }
}

fn constant_type(value: &ConstantValue<'_>) -> &'static str {
    match value {
        ConstantValue::None => "NoneType",
        ConstantValue::Bool(_) => "bool",
        ConstantValue::Ellipsis => "ellipsis",
        ConstantValue::Str(_) | ConstantValue::SurrogateStr(_) => "str",
        ConstantValue::Bytes(_) => "bytes",
        ConstantValue::Int(_) => "int",
        ConstantValue::Float(_) => "float",
        ConstantValue::Imaginary(_) => "complex",
    }
}
