//! What may be assigned to, and deleted. Targets are parsed as expressions; here they get their context.

use super::{Builder, Seq, span};
use crate::ast::*;
use crate::diagnostics::Problem;

/// What an expression is called in a message.
#[must_use]
pub(crate) fn describe(expr: &Expr<'_>) -> &'static str {
    match expr {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::GeneratorExp(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::JoinedStr(_) | Expr::FormattedValue(_) => "f-string expression",
        Expr::TemplateStr(_) | Expr::Interpolation(_) => "t-string expression",
        Expr::Constant(node) => match node.value {
            ConstantValue::None => "None",
            ConstantValue::Bool(true) => "True",
            ConstantValue::Bool(false) => "False",
            ConstantValue::Ellipsis => "ellipsis",
            _ => "literal",
        },
        Expr::Compare(_) => "comparison",
        Expr::IfExp(_) => "conditional expression",
        Expr::NamedExpr(_) => "named expression",
        Expr::Slice(_) => "slice",
    }
}

impl<'a> Builder<'a> {
    /// Makes `target` a target of `=`, `for`, `with` or `import`.
    pub(super) fn store(&mut self, target: &mut Expr<'a>) {
        if let Err((range, what)) = set_context(target, ExprContext::Store) {
            self.error(Problem::CannotAssign { what }, range);
        }
    }

    pub fn first_target(&mut self, target: Expr<'a>) -> Seq<Expr<'a>> {
        let target = self.assign_target(target);
        self.first(target)
    }

    pub fn push_target(&mut self, all: Seq<Expr<'a>>, target: Expr<'a>) -> Seq<Expr<'a>> {
        let target = self.assign_target(target);
        self.push(all, target)
    }

    fn assign_target(&mut self, mut target: Expr<'a>) -> Expr<'a> {
        if let Err((range, what)) = set_context(&mut target, ExprContext::Store) {
            // Where the whole target is no target, a comparison may be meant.
            let whole = range == target.range()
                && !matches!(
                    target,
                    Expr::Lambda(_)
                        | Expr::IfExp(_)
                        | Expr::Compare(_)
                        | Expr::BoolOp(_)
                        | Expr::NamedExpr(_)
                        | Expr::GeneratorExp(_)
                )
                && !matches!(what, "True" | "False" | "None");
            let problem = if whole { Problem::CannotAssignHere { what } } else { Problem::CannotAssign { what } };
            self.error(problem, range);
        }
        target
    }

    /// `yield` as a target; `before` are the targets before it.
    pub fn yield_target(&mut self, before: Option<Seq<Expr<'a>>>, l: u32, target: Expr<'a>, r: u32) -> Seq<Expr<'a>> {
        self.error(Problem::YieldTarget, span(l, r));
        match before {
            Some(all) => self.push(all, target),
            None => self.first(target),
        }
    }

    pub fn target(&mut self, mut target: Expr<'a>) -> Expr<'a> {
        self.store(&mut target);
        target
    }

    pub fn star_target(&mut self, l: u32, value: Expr<'a>, r: u32) -> Expr<'a> {
        let mut target = self.starred(l, value, r);
        self.store(&mut target);
        target
    }

    pub fn target_tuple_of_one(&mut self, l: u32, target: Expr<'a>, r: u32) -> Expr<'a> {
        let targets = self.first(target);
        self.target_tuple(l, targets, r)
    }

    pub fn target_tuple(&mut self, l: u32, targets: Seq<Expr<'a>>, r: u32) -> Expr<'a> {
        let elts = self.list(targets);
        self.add(Tuple { range: span(l, r), elts, ctx: ExprContext::Store })
    }

    pub fn delete(&mut self, l: u32, targets: Seq<Expr<'a>>, r: u32) -> Stmt<'a> {
        let mut targets = self.list(targets);
        for target in targets.iter_mut() {
            if let Err((range, what)) = set_context(target, ExprContext::Del) {
                self.error(Problem::CannotDelete { what }, range);
            }
        }
        self.add(Delete { range: span(l, r), targets })
    }

    /// The target of an augmented assignment: one name, attribute or item.
    pub(super) fn single_target(&mut self, target: &mut Expr<'a>) {
        let allowed = matches!(target, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_));
        if !allowed || set_context(target, ExprContext::Store).is_err() {
            self.error(Problem::IllegalAugAssign { what: describe(target) }, target.range());
        }
    }

    pub(super) fn annotated_target(&mut self, target: &mut Expr<'a>) {
        let problem = match target {
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => {
                self.store(target);
                return;
            }
            Expr::List(_) | Expr::Tuple(_) => Problem::AnnotatedNotSingle { what: describe(target) },
            _ => Problem::IllegalAnnotationTarget,
        };
        self.error(problem, target.range());
    }
}

/// Sets the context of a target and of all targets in it; gives the first part that is none. Recursion is
/// bounded by the lexer's limit on open brackets.
fn set_context(target: &mut Expr<'_>, ctx: ExprContext) -> Result<(), (TextRange, &'static str)> {
    match target {
        Expr::Name(node) => node.ctx = ctx,
        Expr::Attribute(node) => node.ctx = ctx,
        Expr::Subscript(node) => node.ctx = ctx,
        Expr::Starred(node) if ctx == ExprContext::Store => {
            node.ctx = ctx;
            return set_context(&mut node.value, ctx);
        }
        Expr::List(node) => {
            node.ctx = ctx;
            return node.elts.iter_mut().try_for_each(|element| set_context(element, ctx));
        }
        Expr::Tuple(node) => {
            node.ctx = ctx;
            return node.elts.iter_mut().try_for_each(|element| set_context(element, ctx));
        }
        other => return Err((other.range(), describe(other))),
    }
    Ok(())
}
