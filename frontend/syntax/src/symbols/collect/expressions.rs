//! Expressions.

use super::{Collector, Mention};
use crate::ast::*;
use crate::diagnostics::Problem;
use crate::symbols::{ScopeKind, checks};

impl<'a> Collector<'a> {
    pub(super) fn expressions(&mut self, expressions: &[Expr<'a>]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    pub(super) fn optional(&mut self, expression: Option<&Expr<'a>>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    pub(super) fn expression(&mut self, expression: &Expr<'a>) {
        match expression {
            Expr::Name(node) => {
                let mention = if node.ctx == ExprContext::Load { Mention::Read } else { Mention::Assign };
                self.mention(node.id.as_str(), node.range, mention);
            }
            Expr::Constant(_) => {}
            Expr::Attribute(node) => {
                if node.attr.as_str() == "__debug__" && node.ctx != ExprContext::Load {
                    self.error(Problem::AssignDebug, node.range);
                }
                self.expression(&node.value);
            }
            Expr::Call(node) => {
                self.expression(&node.func);
                self.expressions(&node.args);
                self.keywords(&node.keywords);
            }
            Expr::NamedExpr(node) => self.named_expression(node),
            Expr::Lambda(node) => {
                self.defaults(&node.args);
                self.nested(ScopeKind::Lambda, "", node.range, |this| {
                    this.parameters(&node.args);
                    this.expression(&node.body);
                });
            }
            Expr::ListComp(node) => {
                self.comprehension(ScopeKind::ListComp, node.range, &node.generators, &[&node.elt]);
            }
            Expr::SetComp(node) => self.comprehension(ScopeKind::SetComp, node.range, &node.generators, &[&node.elt]),
            Expr::DictComp(node) => {
                let elements: Vec<_> = [&node.key].into_iter().chain(&node.value).collect();
                self.comprehension(ScopeKind::DictComp, node.range, &node.generators, &elements);
            }
            Expr::GeneratorExp(node) => {
                self.comprehension(ScopeKind::GeneratorExp, node.range, &node.generators, &[&node.elt]);
            }
            Expr::Await(node) => {
                self.check_await(node.range, "await");
                self.expression(&node.value);
            }
            Expr::FormattedValue(node) => {
                checks::single_value(&node.value, &mut self.found);
                self.expression(&node.value);
                self.optional(node.format_spec.as_ref());
            }
            Expr::Interpolation(node) => {
                checks::single_value(&node.value, &mut self.found);
                self.expression(&node.value);
                self.optional(node.format_spec.as_ref());
            }
            Expr::Yield(node) => {
                self.yields(node.range, "yield");
                if let Some(value) = &node.value {
                    checks::single_value(value, &mut self.found);
                    self.expression(value);
                }
            }
            Expr::YieldFrom(node) => {
                self.yields(node.range, "yield from");
                self.expression(&node.value);
            }
            other => NodeRef::Expr(other).children(&mut |child| {
                if let NodeRef::Expr(inner) = child {
                    self.expression(inner);
                }
            }),
        }
    }

    pub(super) fn keywords(&mut self, keywords: &[Keyword<'a>]) {
        checks::repeated_keywords(keywords, &mut self.found);
        for keyword in keywords {
            if keyword.arg == Some("__debug__") {
                self.error(Problem::AssignDebug, keyword.range);
            }
            self.expression(&keyword.value);
        }
    }

    /// Whether `await`, `async for` or `async with` may stand in the current scope.
    pub(super) fn check_await(&mut self, range: TextRange, keyword: &'static str) {
        let mut scope = self.current;
        // An `await` makes the comprehension around it asynchronous; the outermost is blamed.
        let mut comprehension = None;
        loop {
            let here = self.table.scope(scope);
            let problem = match here.kind {
                // A generator expression may await wherever it is made.
                ScopeKind::AsyncFunction | ScopeKind::GeneratorExp => return,
                kind if kind.is_comprehension() => {
                    comprehension = Some(here.range);
                    let Some(parent) = here.parent else { return };
                    scope = parent;
                    continue;
                }
                _ if comprehension.is_some() => Problem::AsyncComprehension,
                ScopeKind::Module | ScopeKind::Class if keyword == "await" => Problem::AwaitOutsideFunction,
                ScopeKind::TypeParameters | ScopeKind::TypeExpression | ScopeKind::Annotation => {
                    Problem::NotInType { what: "await expression", place: self.type_place }
                }
                _ => Problem::AwaitOutside { keyword },
            };
            self.error(problem, comprehension.unwrap_or(range));
            return;
        }
    }

    fn yields(&mut self, range: TextRange, keyword: &'static str) {
        let problem = match self.kind() {
            ScopeKind::Function | ScopeKind::Lambda => None,
            ScopeKind::AsyncFunction => (keyword == "yield from").then_some(Problem::YieldFromAsync),
            ScopeKind::ListComp => Some(Problem::YieldInComprehension { what: "list comprehension" }),
            ScopeKind::SetComp => Some(Problem::YieldInComprehension { what: "set comprehension" }),
            ScopeKind::DictComp => Some(Problem::YieldInComprehension { what: "dict comprehension" }),
            ScopeKind::GeneratorExp => Some(Problem::YieldInComprehension { what: "generator expression" }),
            ScopeKind::TypeParameters | ScopeKind::TypeExpression | ScopeKind::Annotation => {
                Some(Problem::NotInType { what: "yield expression", place: self.type_place })
            }
            _ => Some(Problem::YieldOutside { keyword: "yield" }),
        };
        if let Some(problem) = problem {
            self.error(problem, range);
        }
        self.scope().is_generator = true;
    }
}
