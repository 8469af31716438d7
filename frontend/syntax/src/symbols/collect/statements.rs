//! Statements: what they bind, and where they may stand.

use super::{Collector, Mention};
use crate::ast::*;
use crate::diagnostics::Problem;
use crate::symbols::patterns::check_cases;
use crate::symbols::{Resolution, ScopeKind, Symbol, Uses, checks, mangle};

/// CPython's limit on blocks inside each other in one function.
const MAX_BLOCKS: usize = 21;

impl<'a> Collector<'a> {
    pub(super) fn statements(&mut self, body: &[Stmt<'a>]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn in_loop(&mut self, range: TextRange, body: &[Stmt<'a>]) {
        let outer = self.body;
        self.body.in_loop = true;
        self.body.in_except_star = false;
        self.in_blocks(1, range, body);
        self.body = outer;
    }

    /// A body around which CPython's compiler opens `blocks` blocks, for the statement or handler at `range`.
    fn in_blocks(&mut self, blocks: usize, range: TextRange, body: &[Stmt<'a>]) {
        let outer = self.body.blocks;
        self.body.blocks += blocks;
        // Said once, at the outermost that is too deep.
        if outer <= MAX_BLOCKS && self.body.blocks > MAX_BLOCKS {
            self.error(Problem::TooManyBlocks, range);
        }
        self.statements(body);
        self.body.blocks = outer;
    }

    fn statement(&mut self, statement: &Stmt<'a>) {
        match statement {
            Stmt::FunctionDef(node) => self.function(
                ScopeKind::Function,
                node.range,
                (node.name, &node.args, &node.body),
                (&node.decorator_list, node.returns.as_ref(), &node.type_params),
            ),
            Stmt::AsyncFunctionDef(node) => self.function(
                ScopeKind::AsyncFunction,
                node.range,
                (node.name, &node.args, &node.body),
                (&node.decorator_list, node.returns.as_ref(), &node.type_params),
            ),
            Stmt::ClassDef(node) => self.class(node),
            Stmt::Return(node) => {
                if !matches!(self.kind(), ScopeKind::Function | ScopeKind::AsyncFunction) {
                    self.error(Problem::ReturnOutside, node.range);
                } else if self.body.return_in_except_star {
                    self.error(Problem::JumpInExceptStar, node.range);
                }
                if let Some(value) = &node.value {
                    checks::single_value(value, &mut self.found);
                    self.expression(value);
                }
            }
            Stmt::Delete(node) => node.targets.iter().for_each(|target| self.deleted(target)),
            Stmt::Assign(node) => {
                checks::single_value(&node.value, &mut self.found);
                self.expression(&node.value);
                for target in &node.targets {
                    checks::assignment_target(target, &mut self.found);
                    self.expression(target);
                }
            }
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::AugAssign(node) => {
                checks::single_value(&node.value, &mut self.found);
                self.expression(&node.target);
                self.expression(&node.value);
            }
            Stmt::AnnAssign(node) => self.annotated(node),
            Stmt::For(node) => self.for_loop(node.range, (&node.target, &node.iter), &node.body, &node.orelse),
            Stmt::AsyncFor(node) => {
                self.check_await(node.range, "async for");
                self.for_loop(node.range, (&node.target, &node.iter), &node.body, &node.orelse);
            }
            Stmt::While(node) => {
                self.expression(&node.test);
                self.in_loop(node.range, &node.body);
                self.statements(&node.orelse);
            }
            Stmt::If(node) => self.if_statement(node),
            Stmt::With(node) => self.with(node.range, &node.items, &node.body),
            Stmt::AsyncWith(node) => {
                self.check_await(node.range, "async with");
                self.with(node.range, &node.items, &node.body);
            }
            Stmt::Match(node) => self.match_statement(node),
            Stmt::Raise(node) => {
                self.optional(node.exc.as_ref());
                self.optional(node.cause.as_ref());
            }
            Stmt::Try(node) => {
                self.try_statement(node.range, &node.body, (&node.handlers, false), &node.orelse, &node.finalbody);
            }
            Stmt::TryStar(node) => {
                self.try_statement(node.range, &node.body, (&node.handlers, true), &node.orelse, &node.finalbody);
            }
            Stmt::Assert(node) => {
                self.expression(&node.test);
                self.optional(node.msg.as_ref());
            }
            Stmt::Import(node) => {
                self.check_lazy(node.is_lazy, node.range);
                for alias in &node.names {
                    let name = alias.asname.unwrap_or_else(|| alias.name.split('.').next().unwrap_or(alias.name));
                    self.mention(name, alias.range, Mention::Import);
                }
            }
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Global(node) => self.declare(&node.names, node.range, true),
            Stmt::Nonlocal(node) => self.declare(&node.names, node.range, false),
            Stmt::Expr(node) => {
                checks::single_value(&node.value, &mut self.found);
                self.expression(&node.value);
            }
            Stmt::Pass(_) => {}
            Stmt::Break(node) => self.jump(node.range, Problem::BreakOutside),
            Stmt::Continue(node) => self.jump(node.range, Problem::ContinueOutside),
        }
    }

    fn deleted(&mut self, target: &Expr<'a>) {
        match target {
            Expr::Name(node) if node.id.as_str() == "__debug__" => {
                if self.minor >= 10 {
                    self.error(Problem::DeleteDebug, node.range);
                }
            }
            Expr::Attribute(node) if self.minor < 14 => self.expression(&node.value),
            Expr::Tuple(node) => node.elts.iter().for_each(|element| self.deleted(element)),
            Expr::List(node) => node.elts.iter().for_each(|element| self.deleted(element)),
            other => self.expression(other),
        }
    }

    /// A lazy import belongs to the module alone.
    fn check_lazy(&mut self, is_lazy: bool, range: TextRange) {
        let what = match self.kind() {
            _ if !is_lazy => return,
            ScopeKind::Function | ScopeKind::AsyncFunction => "functions",
            ScopeKind::Class => "classes",
            _ if self.body.in_try => "try/except blocks",
            _ => return,
        };
        self.error(Problem::LazyInside { what }, range);
    }

    fn jump(&mut self, range: TextRange, outside: Problem) {
        if self.body.in_except_star {
            self.error(Problem::JumpInExceptStar, range);
        } else if !self.body.in_loop {
            self.error(outside, range);
        }
    }

    /// An `elif` chain is a list, not a nest, to whoever reads it; so it is walked.
    fn if_statement(&mut self, node: &If<'a>) {
        self.expression(&node.test);
        self.statements(&node.body);
        self.statements(&node.orelse);
    }

    fn for_loop(
        &mut self,
        range: TextRange,
        (target, iter): (&Expr<'a>, &Expr<'a>),
        body: &[Stmt<'a>],
        orelse: &[Stmt<'a>],
    ) {
        checks::assignment_target(target, &mut self.found);
        checks::single_value(iter, &mut self.found);
        self.expression(iter);
        self.expression(target);
        self.in_loop(range, body);
        self.statements(orelse);
    }

    fn with(&mut self, range: TextRange, items: &[WithItem<'a>], body: &[Stmt<'a>]) {
        for item in items {
            self.expression(&item.context_expr);
            if let Some(target) = &item.optional_vars {
                checks::assignment_target(target, &mut self.found);
                self.expression(target);
            }
        }
        let too_deep = items.get(MAX_BLOCKS.saturating_sub(self.body.blocks));
        self.in_blocks(items.len(), too_deep.map_or(range, |item| item.context_expr.range()), body);
    }

    fn try_statement(
        &mut self,
        range: TextRange,
        body: &[Stmt<'a>],
        (handlers, star): (&[ExceptHandler<'a>], bool),
        orelse: &[Stmt<'a>],
        finalbody: &[Stmt<'a>],
    ) {
        let around = self.body.in_try;
        self.body.in_try = true;
        // One block for a `finally`, one for the handlers.
        let finally = usize::from(!finalbody.is_empty());
        self.in_blocks(finally + usize::from(!handlers.is_empty()), range, body);
        for (at, handler) in handlers.iter().enumerate() {
            if handler.r#type.is_none() && at + 1 < handlers.len() {
                self.error(Problem::DefaultExceptLast, handler.range);
            }
            self.optional(handler.r#type.as_ref());
            if let Some(name) = handler.name {
                self.mention(name, handler.range, Mention::Assign);
            }
            let outer = self.body;
            if star {
                (self.body.in_except_star, self.body.return_in_except_star) = (true, true);
            }
            self.in_blocks(finally + 2, handler.range, &handler.body);
            self.body = outer;
        }
        self.in_blocks(finally, range, orelse);
        self.in_blocks(finally, range, finalbody);
        self.body.in_try = around;
    }

    fn match_statement(&mut self, node: &Match<'a>) {
        self.expression(&node.subject);
        for (name, range) in check_cases(&node.cases, &mut self.found) {
            self.mention(name, range, Mention::Assign);
        }
        for case in &node.cases {
            self.pattern(&case.pattern);
            self.optional(case.guard.as_ref());
            self.statements(&case.body);
        }
    }

    /// The expressions in a pattern.
    fn pattern(&mut self, pattern: &Pattern<'a>) {
        NodeRef::Pattern(pattern).children(&mut |child| match child {
            NodeRef::Pattern(inner) => self.pattern(inner),
            NodeRef::Expr(inner) => self.expression(inner),
            _ => {}
        });
    }

    fn annotated(&mut self, node: &AnnAssign<'a>) {
        if let Expr::Name(target) = &node.target {
            if node.simple {
                let declared =
                    self.scope().symbols.get(target.id.as_str()).map(|symbol| symbol.uses).unwrap_or_default();
                let kind = if declared.global { "global" } else { "nonlocal" };
                if (declared.global || declared.nonlocal) && self.kind() != ScopeKind::Module {
                    let name = target.id.as_str().to_owned();
                    self.error(Problem::AnnotatedNotLocal { name, kind }, node.range);
                    if let Some(symbol) = self.scope().symbols.get_mut(target.id.as_str()) {
                        symbol.uses.conflict = true;
                    }
                }
                self.mention(target.id.as_str(), target.range, Mention::Annotate);
            } else if node.value.is_some() {
                self.mention(target.id.as_str(), target.range, Mention::Assign);
            }
        } else {
            self.expression(&node.target);
        }
        self.annotation(&node.annotation);
        if let Some(value) = &node.value {
            checks::single_value(value, &mut self.found);
            self.expression(value);
        }
    }

    fn import_from(&mut self, node: &ImportFrom<'a>) {
        if node.is_future(self.minor) && node.range.end > self.futures_end {
            self.error(Problem::LateFuture, node.range);
        }
        self.check_lazy(node.is_lazy, node.range);
        for alias in &node.names {
            if alias.name == "*" {
                if node.is_lazy {
                    self.error(Problem::LazyStar, node.range);
                }
                if self.kind() != ScopeKind::Module {
                    // Older versions show where the scope begins.
                    let range = if self.minor < 10 { self.scope().range } else { node.range };
                    self.error(Problem::ImportStar, range);
                }
                self.scope().has_import_star = true;
            } else {
                self.mention(alias.asname.unwrap_or(alias.name), alias.range, Mention::Import);
            }
        }
    }

    /// `global` and `nonlocal`.
    fn declare(&mut self, names: &[Identifier<'a>], range: TextRange, global: bool) {
        let kind = if global { "global" } else { "nonlocal" };
        if !global && self.kind() == ScopeKind::Module {
            self.error(Problem::NonlocalAtModule, range);
            return;
        }
        for &name in names {
            let mangled = mangle(self.class, name);
            let before = self.scope().symbols.get(&*mangled).map(|symbol| symbol.uses).unwrap_or_default();
            let name = mangled.clone().into_owned();
            let mut place = range;
            let problem = if before.parameter {
                Some(Problem::ParameterAnd { name, kind })
            } else if before.annotated {
                Some(Problem::AnnotatedNotLocal { name, kind })
            } else if before.read {
                Some(Problem::UsedPrior { name, kind })
            } else if before.assigned {
                Some(Problem::AssignedPrior { name, kind })
            } else if if global { before.nonlocal } else { before.global } {
                // The first declaration is blamed.
                place = self.scope().symbols.get(&*mangled).map_or(range, |symbol| symbol.first);
                Some(Problem::NonlocalAndGlobal { name })
            } else {
                None
            };
            let conflict = problem.is_some();
            if let Some(problem) = problem {
                self.error(problem, place);
            }
            let symbol = self.scope().symbols.entry(mangled).or_insert(Symbol {
                uses: Uses::default(),
                resolution: Resolution::GlobalImplicit,
                first: range,
            });
            symbol.uses.conflict |= conflict;
            if global {
                symbol.uses.global = true;
            } else {
                symbol.uses.nonlocal = true;
            }
        }
    }
}
