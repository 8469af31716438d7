//! Collects scopes and the names they mention, in one walk over the tree.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::checks::{self, Found};
use super::patterns::check_cases;
use super::{Resolution, Scope, ScopeId, ScopeKind, Symbol, SymbolTable, Uses, mangle};
use crate::ast::*;
use crate::diagnostics::{Diagnostic, Problem};

pub(super) fn collect<'a>(module: &Module<'a>) -> (SymbolTable<'a>, Vec<Diagnostic>) {
    let mut collector = Collector {
        table: SymbolTable { scopes: Vec::new(), by_node: HashMap::new() },
        found: Found::new(),
        current: ScopeId(0),
        class: None,
        body: Body::default(),
        in_iterable: false,
    };
    collector.open(ScopeKind::Module, "", module.range, None);
    checks::futures(&module.body, &mut collector.found);
    collector.statements(&module.body);
    let diagnostics = collector.found.iter().map(|(problem, range)| Diagnostic::new(problem, *range)).collect();
    (collector.table, diagnostics)
}

/// What surrounds a statement within its function, class or module.
#[derive(Clone, Copy, Default)]
struct Body {
    in_loop: bool,
    /// In an `except*` block, and not in a loop of it.
    in_except_star: bool,
    /// In an `except*` block, at any depth.
    return_in_except_star: bool,
}

struct Collector<'a> {
    table: SymbolTable<'a>,
    found: Found,
    current: ScopeId,
    /// Innermost class, by which private names are mangled.
    class: Option<Identifier<'a>>,
    body: Body,
    /// In an iterable of a comprehension, where no name may be assigned.
    in_iterable: bool,
}

/// A kind of mention of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mention {
    Read,
    Assign,
    Import,
    Annotate,
    Parameter,
    TypeParameter,
    Iteration,
}

impl<'a> Collector<'a> {
    fn error(&mut self, problem: Problem, range: TextRange) {
        self.found.push((problem, range));
    }

    fn scope(&mut self) -> &mut Scope<'a> {
        &mut self.table.scopes[self.current.0 as usize]
    }

    fn kind(&self) -> ScopeKind {
        self.table.scope(self.current).kind
    }

    fn open(&mut self, kind: ScopeKind, name: Identifier<'a>, range: TextRange, parent: Option<ScopeId>) -> ScopeId {
        let id = ScopeId(self.table.scopes.len() as u32);
        let symbols = IndexMap::new();
        self.table.scopes.push(Scope {
            kind,
            name,
            range,
            parent,
            symbols,
            is_generator: false,
            has_import_star: false,
        });
        self.table.by_node.insert((kind, range), id);
        id
    }

    /// Runs `inside` in a new scope.
    fn nested(&mut self, kind: ScopeKind, name: Identifier<'a>, range: TextRange, inside: impl FnOnce(&mut Self)) {
        let outer = self.current;
        self.current = self.open(kind, name, range, Some(outer));
        let (body, in_iterable) = (self.body, self.in_iterable);
        if !kind.is_comprehension() {
            self.body = Body::default();
            self.in_iterable = false;
        }
        inside(self);
        (self.body, self.in_iterable) = (body, in_iterable);
        self.current = outer;
    }

    fn mention(&mut self, name: Identifier<'a>, range: TextRange, mention: Mention) {
        let current = self.current;
        self.mention_in(current, name, range, mention);
    }

    fn mention_in(&mut self, scope: ScopeId, name: Identifier<'a>, range: TextRange, mention: Mention) {
        if name == "__debug__" && mention != Mention::Read {
            self.error(Problem::AssignDebug, range);
        }
        let name = mangle(self.class, name);
        let symbols = &mut self.table.scopes[scope.0 as usize].symbols;
        let symbol = symbols.entry(name).or_insert(Symbol {
            uses: Uses::default(),
            resolution: Resolution::GlobalImplicit,
            first: range,
        });
        let uses = &mut symbol.uses;
        match mention {
            Mention::Read => uses.read = true,
            Mention::Assign => uses.assigned = true,
            Mention::Import => (uses.assigned, uses.imported) = (true, true),
            Mention::Annotate => (uses.assigned, uses.annotated) = (true, true),
            Mention::Parameter => uses.parameter = true,
            Mention::TypeParameter => uses.type_parameter = true,
            Mention::Iteration => (uses.assigned, uses.iteration) = (true, true),
        }
    }

    fn statements(&mut self, body: &[Stmt<'a>]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn expressions(&mut self, expressions: &[Expr<'a>]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn optional(&mut self, expression: Option<&Expr<'a>>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    fn in_loop(&mut self, body: &[Stmt<'a>]) {
        let outer = self.body;
        self.body.in_loop = true;
        self.body.in_except_star = false;
        self.statements(body);
        self.body = outer;
    }

    /// Whether `await` may stand in the current scope.
    fn check_await(&mut self, range: TextRange, keyword: &'static str) {
        let mut scope = self.current;
        loop {
            let here = self.table.scope(scope);
            let problem = match here.kind {
                ScopeKind::AsyncFunction => return,
                ScopeKind::ListComp | ScopeKind::SetComp | ScopeKind::DictComp | ScopeKind::GeneratorExp => {
                    // A generator expression may await wherever it is made.
                    if here.kind == ScopeKind::GeneratorExp {
                        return;
                    }
                    match here.parent {
                        Some(parent) => {
                            scope = parent;
                            continue;
                        }
                        None => return,
                    }
                }
                ScopeKind::Module | ScopeKind::Class if keyword == "await" => Problem::AwaitOutsideFunction,
                _ => Problem::AwaitOutside { keyword },
            };
            self.error(problem, range);
            return;
        }
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
            Stmt::Delete(node) => self.expressions(&node.targets),
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
                if let Expr::Name(target) = &node.target {
                    self.mention(target.id, target.range, Mention::Read);
                }
                self.expression(&node.target);
                self.expression(&node.value);
            }
            Stmt::AnnAssign(node) => self.annotated(node),
            Stmt::For(node) => self.for_loop(&node.target, &node.iter, &node.body, &node.orelse),
            Stmt::AsyncFor(node) => {
                self.check_await(node.range, "async for");
                self.for_loop(&node.target, &node.iter, &node.body, &node.orelse);
            }
            Stmt::While(node) => {
                self.expression(&node.test);
                self.in_loop(&node.body);
                self.statements(&node.orelse);
            }
            Stmt::If(node) => self.if_statement(node),
            Stmt::With(node) => self.with(&node.items, &node.body),
            Stmt::AsyncWith(node) => {
                self.check_await(node.range, "async with");
                self.with(&node.items, &node.body);
            }
            Stmt::Match(node) => self.match_statement(node),
            Stmt::Raise(node) => {
                self.optional(node.exc.as_ref());
                self.optional(node.cause.as_ref());
            }
            Stmt::Try(node) => self.try_statement(&node.body, (&node.handlers, false), &node.orelse, &node.finalbody),
            Stmt::TryStar(node) => {
                self.try_statement(&node.body, (&node.handlers, true), &node.orelse, &node.finalbody)
            }
            Stmt::Assert(node) => {
                self.expression(&node.test);
                self.optional(node.msg.as_ref());
            }
            Stmt::Import(node) => {
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

    fn for_loop(&mut self, target: &Expr<'a>, iter: &Expr<'a>, body: &[Stmt<'a>], orelse: &[Stmt<'a>]) {
        checks::assignment_target(target, &mut self.found);
        checks::single_value(iter, &mut self.found);
        self.expression(iter);
        self.expression(target);
        self.in_loop(body);
        self.statements(orelse);
    }

    fn with(&mut self, items: &[WithItem<'a>], body: &[Stmt<'a>]) {
        for item in items {
            self.expression(&item.context_expr);
            if let Some(target) = &item.optional_vars {
                checks::assignment_target(target, &mut self.found);
                self.expression(target);
            }
        }
        self.statements(body);
    }

    fn try_statement(
        &mut self,
        body: &[Stmt<'a>],
        (handlers, star): (&[ExceptHandler<'a>], bool),
        orelse: &[Stmt<'a>],
        finalbody: &[Stmt<'a>],
    ) {
        self.statements(body);
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
            self.statements(&handler.body);
            self.body = outer;
        }
        self.statements(orelse);
        self.statements(finalbody);
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
                let declared = self.scope().symbols.get(target.id).map(|symbol| symbol.uses).unwrap_or_default();
                let kind = if declared.global { "global" } else { "nonlocal" };
                if (declared.global || declared.nonlocal) && self.kind() != ScopeKind::Module {
                    let name = target.id.to_owned();
                    self.error(Problem::AnnotatedNotLocal { name, kind }, node.range);
                }
                self.mention(target.id, target.range, Mention::Annotate);
            } else if node.value.is_some() {
                self.mention(target.id, target.range, Mention::Assign);
            }
        } else {
            self.expression(&node.target);
        }
        self.expression(&node.annotation);
        self.optional(node.value.as_ref());
    }

    fn import_from(&mut self, node: &ImportFrom<'a>) {
        if checks::is_future(node) && self.kind() != ScopeKind::Module {
            self.error(Problem::LateFuture, node.range);
        }
        for alias in &node.names {
            if alias.name == "*" {
                if self.kind() != ScopeKind::Module {
                    self.error(Problem::ImportStar, node.range);
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
            let problem = if before.parameter {
                Some(Problem::ParameterAnd { name, kind })
            } else if before.annotated {
                Some(Problem::AnnotatedNotLocal { name, kind })
            } else if before.assigned {
                Some(Problem::AssignedPrior { name, kind })
            } else if before.read {
                Some(Problem::UsedPrior { name, kind })
            } else if if global { before.nonlocal } else { before.global } {
                Some(Problem::NonlocalAndGlobal { name })
            } else {
                None
            };
            if let Some(problem) = problem {
                self.error(problem, range);
            }
            let symbol = self.scope().symbols.entry(mangled).or_insert(Symbol {
                uses: Uses::default(),
                resolution: Resolution::GlobalImplicit,
                first: range,
            });
            if global {
                symbol.uses.global = true;
            } else {
                symbol.uses.nonlocal = true;
            }
        }
    }

    fn class(&mut self, node: &ClassDef<'a>) {
        self.mention(node.name, node.range, Mention::Assign);
        self.expressions(&node.decorator_list);
        self.with_type_params(&node.type_params, node.range, |this| {
            this.expressions(&node.bases);
            this.keywords(&node.keywords);
            let class = this.class.replace(node.name);
            this.nested(ScopeKind::Class, node.name, node.range, |this| this.statements(&node.body));
            this.class = class;
        });
    }

    fn type_alias(&mut self, node: &TypeAlias<'a>) {
        self.expression(&node.name);
        self.with_type_params(&node.type_params, node.range, |this| {
            let range = node.value.range();
            this.nested(ScopeKind::TypeExpression, "", range, |this| this.expression(&node.value));
        });
    }

    /// Runs `inside` in the scope of type parameters, if there are any.
    fn with_type_params(&mut self, params: &[TypeParam<'a>], range: TextRange, inside: impl FnOnce(&mut Self)) {
        if params.is_empty() {
            inside(self);
            return;
        }
        self.nested(ScopeKind::TypeParameters, "", range, |this| {
            for param in params {
                this.type_param(param);
            }
            inside(this);
        });
    }

    fn type_param(&mut self, param: &TypeParam<'a>) {
        let (name, bound, default) = match param {
            TypeParam::TypeVar(node) => (node.name, node.bound.as_ref(), node.default_value.as_ref()),
            TypeParam::ParamSpec(node) => (node.name, None, node.default_value.as_ref()),
            TypeParam::TypeVarTuple(node) => (node.name, None, node.default_value.as_ref()),
        };
        if self.scope().symbols.get(name).is_some_and(|symbol| symbol.uses.type_parameter) {
            self.error(Problem::DuplicateTypeParameter { name: name.to_owned() }, param.range());
        }
        self.mention(name, param.range(), Mention::TypeParameter);
        for expression in [bound, default].into_iter().flatten() {
            let range = expression.range();
            self.nested(ScopeKind::TypeExpression, "", range, |this| this.expression(expression));
        }
    }

    fn function(
        &mut self,
        kind: ScopeKind,
        range: TextRange,
        (name, args, body): (Identifier<'a>, &Arguments<'a>, &[Stmt<'a>]),
        (decorators, returns, type_params): (&[Expr<'a>], Option<&Expr<'a>>, &[TypeParam<'a>]),
    ) {
        self.mention(name, range, Mention::Assign);
        self.defaults(args);
        self.expressions(decorators);
        self.with_type_params(type_params, range, |this| {
            this.annotations(args);
            this.optional(returns);
            this.nested(kind, name, range, |this| {
                this.parameters(args);
                this.statements(body);
                if kind == ScopeKind::AsyncFunction && this.scope().is_generator {
                    this.returns_with_value(body);
                }
            });
        });
    }

    /// In an async generator, `return` takes no value.
    fn returns_with_value(&mut self, body: &[Stmt<'a>]) {
        for statement in body {
            match statement {
                Stmt::Return(node) if node.value.is_some() => {
                    self.error(Problem::ReturnValueInAsyncGenerator, node.range);
                }
                Stmt::FunctionDef(_) | Stmt::AsyncFunctionDef(_) | Stmt::ClassDef(_) => {}
                _ => NodeRef::Stmt(statement).children(&mut |child| match child {
                    NodeRef::Stmt(inner) => self.returns_with_value(std::slice::from_ref(inner)),
                    NodeRef::ExceptHandler(handler) => self.returns_with_value(&handler.body),
                    NodeRef::MatchCase(case) => self.returns_with_value(&case.body),
                    _ => {}
                }),
            }
        }
    }

    fn defaults(&mut self, args: &Arguments<'a>) {
        self.expressions(&args.defaults);
        for default in args.kw_defaults.iter().flatten() {
            self.expression(default);
        }
    }

    fn annotations(&mut self, args: &Arguments<'a>) {
        for arg in all_args(args) {
            self.optional(arg.annotation.as_ref());
        }
    }

    fn parameters(&mut self, args: &Arguments<'a>) {
        for arg in all_args(args) {
            let mangled = mangle(self.class, arg.arg);
            if self.scope().symbols.contains_key(&*mangled) {
                self.error(Problem::DuplicateParameter { name: arg.arg.to_owned() }, arg.range);
            }
            self.mention(arg.arg, arg.range, Mention::Parameter);
        }
    }

    fn keywords(&mut self, keywords: &[Keyword<'a>]) {
        checks::repeated_keywords(keywords, &mut self.found);
        for keyword in keywords {
            if keyword.arg == Some("__debug__") {
                self.error(Problem::AssignDebug, keyword.range);
            }
            self.expression(&keyword.value);
        }
    }

    fn expression(&mut self, expression: &Expr<'a>) {
        match expression {
            Expr::Name(node) => {
                let mention = if node.ctx == ExprContext::Load { Mention::Read } else { Mention::Assign };
                self.mention(node.id, node.range, mention);
            }
            Expr::Constant(_) => {}
            Expr::Attribute(node) => {
                if node.attr == "__debug__" && node.ctx != ExprContext::Load {
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
                self.comprehension(ScopeKind::DictComp, node.range, &node.generators, &[&node.key, &node.value]);
            }
            Expr::GeneratorExp(node) => {
                self.comprehension(ScopeKind::GeneratorExp, node.range, &node.generators, &[&node.elt]);
            }
            Expr::Await(node) => {
                self.check_await(node.range, "await");
                self.expression(&node.value);
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

    fn yields(&mut self, range: TextRange, keyword: &'static str) {
        let problem = match self.kind() {
            ScopeKind::Function | ScopeKind::Lambda => None,
            ScopeKind::AsyncFunction => (keyword == "yield from").then_some(Problem::YieldFromAsync),
            ScopeKind::ListComp => Some(Problem::YieldInComprehension { what: "list comprehension" }),
            ScopeKind::SetComp => Some(Problem::YieldInComprehension { what: "set comprehension" }),
            ScopeKind::DictComp => Some(Problem::YieldInComprehension { what: "dict comprehension" }),
            ScopeKind::GeneratorExp => Some(Problem::YieldInComprehension { what: "generator expression" }),
            _ => Some(Problem::YieldOutside { keyword: "yield" }),
        };
        if let Some(problem) = problem {
            self.error(problem, range);
        }
        self.scope().is_generator = true;
    }

    /// An assignment expression in a comprehension binds in the function around it.
    fn named_expression(&mut self, node: &NamedExpr<'a>) {
        self.expression(&node.value);
        let Expr::Name(target) = &node.target else { return };
        if !self.kind().is_comprehension() {
            self.mention(target.id, target.range, Mention::Assign);
            return;
        }
        if self.in_iterable {
            self.error(Problem::WalrusInIterable, node.range);
            return;
        }
        let mut scope = self.current;
        while self.table.scope(scope).kind.is_comprehension() {
            let here = self.table.scope(scope);
            if here.symbols.get(target.id).is_some_and(|symbol| symbol.uses.iteration) {
                self.error(Problem::WalrusRebinds { name: target.id.to_owned() }, target.range);
                return;
            }
            let Some(parent) = here.parent else { return };
            scope = parent;
        }
        if self.table.scope(scope).kind == ScopeKind::Class {
            self.error(Problem::WalrusInClass, target.range);
            return;
        }
        self.mention_in(scope, target.id, target.range, Mention::Assign);
        // The comprehension itself sees the name from outside.
        self.mention(target.id, target.range, Mention::Read);
    }

    fn comprehension(
        &mut self,
        kind: ScopeKind,
        range: TextRange,
        generators: &[Comprehension<'a>],
        elements: &[&Expr<'a>],
    ) {
        let Some((first, rest)) = generators.split_first() else { return };
        // The first iterable belongs to the scope around.
        let in_iterable = std::mem::replace(&mut self.in_iterable, true);
        self.expression(&first.iter);
        self.in_iterable = in_iterable;
        if kind != ScopeKind::GeneratorExp && generators.iter().any(|generator| generator.is_async) {
            self.check_async_comprehension(range);
        }
        self.nested(kind, "", range, |this| {
            this.targets(first);
            for generator in rest {
                let outer = std::mem::replace(&mut this.in_iterable, true);
                this.expression(&generator.iter);
                this.in_iterable = outer;
                this.targets(generator);
            }
            for element in elements {
                this.expression(element);
            }
        });
    }

    fn check_async_comprehension(&mut self, range: TextRange) {
        let mut scope = Some(self.current);
        while let Some(id) = scope {
            let here = self.table.scope(id);
            match here.kind {
                ScopeKind::AsyncFunction | ScopeKind::GeneratorExp => return,
                kind if kind.is_comprehension() => scope = here.parent,
                _ => break,
            }
        }
        self.error(Problem::AsyncComprehension, range);
    }

    fn targets(&mut self, generator: &Comprehension<'a>) {
        checks::assignment_target(&generator.target, &mut self.found);
        self.iteration_names(&generator.target);
        self.expressions(&generator.ifs);
    }

    fn iteration_names(&mut self, target: &Expr<'a>) {
        match target {
            Expr::Name(node) => self.mention(node.id, node.range, Mention::Iteration),
            Expr::Tuple(node) => node.elts.iter().for_each(|element| self.iteration_names(element)),
            Expr::List(node) => node.elts.iter().for_each(|element| self.iteration_names(element)),
            Expr::Starred(node) => self.iteration_names(&node.value),
            other => self.expression(other),
        }
    }
}

/// All parameters, in the order in which CPython looks at them.
fn all_args<'t, 'a>(args: &'t Arguments<'a>) -> impl Iterator<Item = &'t Arg<'a>> {
    let star = args.vararg.iter().map(|arg| &**arg);
    let double = args.kwarg.iter().map(|arg| &**arg);
    args.posonlyargs.iter().chain(args.args.iter()).chain(args.kwonlyargs.iter()).chain(star).chain(double)
}
