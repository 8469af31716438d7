//! Statements.

use super::{Builder, Seq, span};
use crate::ast::*;
use crate::diagnostics::Problem;

/// The `except` clauses of a `try` under construction.
#[derive(Clone, Copy)]
pub struct Handlers {
    /// Start on the stack of handlers; a [`Seq`] would carry the tree's lifetime into the grammar's types.
    start: u32,
    star: bool,
}

impl<'a> Builder<'a> {
    /// Ends a line of simple statements at `r`, before its line end.
    pub fn line(&mut self, all: Seq<Stmt<'a>>, r: u32) -> Seq<Stmt<'a>> {
        self.last_end = r;
        all
    }

    pub fn line_of_one(&mut self, statement: Stmt<'a>, r: u32) -> Seq<Stmt<'a>> {
        self.last_end = r;
        self.first(statement)
    }

    /// From `l` to the end of the block read last.
    fn to_block_end(&self, l: u32) -> TextRange {
        span(l, self.last_end)
    }

    pub fn expression_statement(&mut self, l: u32, value: Expr<'a>, r: u32) -> Stmt<'a> {
        self.add(ExprStmt { range: span(l, r), value })
    }

    pub fn assign(&mut self, l: u32, targets: Seq<Expr<'a>>, value: Expr<'a>, r: u32) -> Stmt<'a> {
        let targets = self.list(targets);
        self.add(Assign { range: span(l, r), targets, value })
    }

    pub fn augmented_assign(
        &mut self,
        l: u32,
        mut target: Expr<'a>,
        op: Operator,
        value: Expr<'a>,
        r: u32,
    ) -> Stmt<'a> {
        self.single_target(&mut target);
        if matches!(value, Expr::Starred(_)) {
            self.needs(9, "Unpacking in an augmented assignment", value.range());
        }
        self.add(AugAssign { range: span(l, r), target, op, value })
    }

    pub fn annotated_assign(
        &mut self,
        l: u32,
        mut target: Expr<'a>,
        annotation: Expr<'a>,
        value: Option<Expr<'a>>,
        r: u32,
    ) -> Stmt<'a> {
        self.annotated_target(&mut target);
        // A parenthesized name begins after its statement.
        let simple = matches!(target, Expr::Name(_)) && target.range().start == l;
        self.add(AnnAssign { range: span(l, r), target, annotation, value, simple })
    }

    pub fn type_alias(
        &mut self,
        l: u32,
        name: Expr<'a>,
        type_params: Option<List<'a, TypeParam<'a>>>,
        value: Expr<'a>,
        r: u32,
    ) -> Stmt<'a> {
        self.needs(12, "Type statement", span(l, r));
        let type_params = type_params.unwrap_or_else(List::empty);
        self.add(TypeAlias { range: span(l, r), name, type_params, value })
    }

    pub fn alias(&mut self, l: u32, name: Identifier<'a>, asname: Option<Identifier<'a>>, r: u32) -> Seq<Alias<'a>> {
        self.first(Alias { range: span(l, r), name, asname })
    }

    pub fn import(&mut self, l: u32, is_lazy: bool, names: Seq<Alias<'a>>, r: u32) -> Stmt<'a> {
        let names = self.list(names);
        self.add(Import { range: span(l, r), names, is_lazy })
    }

    pub fn import_from(
        &mut self,
        l: u32,
        is_lazy: bool,
        (level, module): (u32, Option<Identifier<'a>>),
        names: List<'a, Alias<'a>>,
        r: u32,
    ) -> Stmt<'a> {
        let range = span(l, r);
        let node = ImportFrom { range, module, names, level, is_lazy };
        if node.is_future(self.minor) {
            if is_lazy {
                self.error(Problem::LazyFuture, range);
            }
            // Older versions leave it to the compiler.
            if self.minor >= 14 {
                node.unknown_futures().for_each(|(problem, range)| self.error(problem, range));
            }
        }
        self.add(node)
    }

    pub fn trailing_import_comma(&mut self, all: Seq<Alias<'a>>, l: u32, r: u32) -> List<'a, Alias<'a>> {
        self.error(Problem::TrailingImportComma, span(l, r));
        self.list(all)
    }

    pub fn if_statement(
        &mut self,
        l: u32,
        test: Expr<'a>,
        body: List<'a, Stmt<'a>>,
        orelse: List<'a, Stmt<'a>>,
    ) -> Stmt<'a> {
        let range = self.to_block_end(l);
        self.add(If { range, test, body, orelse })
    }

    pub fn elif(
        &mut self,
        l: u32,
        test: Expr<'a>,
        body: List<'a, Stmt<'a>>,
        orelse: List<'a, Stmt<'a>>,
    ) -> List<'a, Stmt<'a>> {
        let nested = self.if_statement(l, test, body, orelse);
        let nested = self.first(nested);
        self.list(nested)
    }

    pub fn while_statement(
        &mut self,
        l: u32,
        test: Expr<'a>,
        body: List<'a, Stmt<'a>>,
        orelse: List<'a, Stmt<'a>>,
    ) -> Stmt<'a> {
        let range = self.to_block_end(l);
        self.add(While { range, test, body, orelse })
    }

    pub fn for_statement(
        &mut self,
        l: u32,
        is_async: bool,
        mut target: Expr<'a>,
        iter: Expr<'a>,
        body: List<'a, Stmt<'a>>,
        orelse: List<'a, Stmt<'a>>,
    ) -> Stmt<'a> {
        self.store(&mut target);
        if let Expr::Tuple(tuple) = &iter
            && self.minor < 9
            && tuple.elts.iter().any(|element| matches!(element, Expr::Starred(_)))
            && !tuple.range.text(self.source).starts_with('(')
        {
            self.needs(9, "Unpacking in the iterable of a loop without parentheses", tuple.range);
        }
        let range = self.to_block_end(l);
        if is_async {
            self.add(AsyncFor { range, target, iter, body, orelse })
        } else {
            self.add(For { range, target, iter, body, orelse })
        }
    }

    pub fn with_item(
        &mut self,
        l: u32,
        context_expr: Expr<'a>,
        optional_vars: Option<Expr<'a>>,
        r: u32,
    ) -> Seq<WithItem<'a>> {
        self.first(WithItem { range: span(l, r), context_expr, optional_vars })
    }

    pub fn with_statement(
        &mut self,
        l: u32,
        is_async: bool,
        items: List<'a, WithItem<'a>>,
        body: List<'a, Stmt<'a>>,
    ) -> Stmt<'a> {
        let range = self.to_block_end(l);
        if is_async { self.add(AsyncWith { range, items, body }) } else { self.add(With { range, items, body }) }
    }

    pub fn handler(
        &mut self,
        l: u32,
        r: u32,
        star: bool,
        r#type: Option<Expr<'a>>,
        name: Option<Identifier<'a>>,
        body: List<'a, Stmt<'a>>,
    ) -> Handlers {
        if star {
            self.needs(11, "Exception groups", span(l, r));
        }
        let range = self.to_block_end(l);
        let start = self.first(ExceptHandler { range, r#type, name, body }).start;
        Handlers { start, star }
    }

    /// `except A, B:`, as of Python 3.14.
    pub fn handler_of_several(
        &mut self,
        l: u32,
        star: bool,
        (types_l, types): (u32, Seq<Expr<'a>>),
        name: Option<Identifier<'a>>,
        r: u32,
        body: List<'a, Stmt<'a>>,
    ) -> Handlers {
        if self.minor < 14 {
            self.error(Problem::ExceptParenthesized { as_name: "" }, span(types_l, r));
        } else if name.is_some() {
            self.error(Problem::ExceptParenthesized { as_name: " when using 'as'" }, span(types_l, r));
        }
        let types = self.tuple(types_l, types, r);
        self.handler(l, r, star, Some(types), None, body)
    }

    /// Appends a handler, which already lies on the stack.
    pub fn push_handler(&mut self, all: Handlers, next: Handlers) -> Handlers {
        if all.star != next.star
            && let Some(handler) = self.stacks.handlers.last()
        {
            let range = span(handler.range.start, handler.range.start + "except".len() as u32);
            self.error(Problem::MixedExcept, range);
        }
        all
    }

    pub fn try_statement(
        &mut self,
        l: u32,
        body: List<'a, Stmt<'a>>,
        handlers: Handlers,
        orelse: List<'a, Stmt<'a>>,
        finalbody: Option<List<'a, Stmt<'a>>>,
    ) -> Stmt<'a> {
        let range = self.to_block_end(l);
        let star = handlers.star;
        let handlers = self.list(Seq { start: handlers.start, element: std::marker::PhantomData });
        let finalbody = finalbody.unwrap_or_else(List::empty);
        if star {
            self.add(TryStar { range, body, handlers, orelse, finalbody })
        } else {
            self.add(Try { range, body, handlers, orelse, finalbody })
        }
    }

    pub fn try_finally(&mut self, l: u32, body: List<'a, Stmt<'a>>, finalbody: List<'a, Stmt<'a>>) -> Stmt<'a> {
        let range = self.to_block_end(l);
        self.add(Try { range, body, handlers: List::empty(), orelse: List::empty(), finalbody })
    }

    pub fn match_statement(&mut self, l: u32, subject: Expr<'a>, cases: Seq<MatchCase<'a>>) -> Stmt<'a> {
        let range = self.to_block_end(l);
        self.needs(10, "Pattern matching", span(l, l + "match".len() as u32));
        let cases = self.list(cases);
        self.add(Match { range, subject, cases })
    }

    pub fn case(
        &mut self,
        l: u32,
        pattern: Pattern<'a>,
        guard: Option<Expr<'a>>,
        body: List<'a, Stmt<'a>>,
    ) -> Seq<MatchCase<'a>> {
        let range = self.to_block_end(l);
        self.first(MatchCase { range, pattern, guard, body })
    }
}
