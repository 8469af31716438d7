//! The walk that notes what every scope does with every name.
//!
//! It keeps its own stack, so that no nesting of the source can exhaust the thread's.

use std::collections::{BTreeSet, HashMap};

use janus_syntax::ast::{
    Arguments, Comprehension, Expr, ExprContext, Module, NodeRef, Pattern, Stmt,
};

use super::{Scope, ScopeId, ScopeKind, ScopeTree, Symbol, address, mangle};
use crate::ast::{ComprehensionRef, FunctionRef};

/// Builds a [`ScopeTree`].
pub(crate) struct Collector<'t, 'a> {
    tree: ScopeTree<'a>,
    work: Vec<(NodeRef<'t, 'a>, ScopeId)>,
    /// Whether the bodies of nested functions and classes are visited.
    deep: bool,
}

impl<'t, 'a> Collector<'t, 'a> {
    pub(crate) fn new() -> Self {
        Self {
            tree: ScopeTree::default(),
            work: vec![],
            deep: true,
        }
    }

    /// A module whose whole tree is wanted.
    pub(crate) fn module(&mut self, module: &'t Module<'a>) -> ScopeId {
        let scope = self.surrounding_module();
        self.push_body(&module.body, scope);
        self.run();
        scope
    }

    /// A module of which only something nested is wanted: its names are globals whatever it does with them.
    pub(crate) fn surrounding_module(&mut self) -> ScopeId {
        self.scope(ScopeKind::Module, None, None)
    }

    /// A function of which only something nested is wanted: what it binds matters, not its nested code.
    pub(crate) fn surrounding_function(
        &mut self,
        function: FunctionRef<'t, 'a>,
        parent: ScopeId,
    ) -> ScopeId {
        self.shallow(|this| this.enter_function(function, parent))
    }

    /// A lambda of which only something nested is wanted.
    pub(crate) fn surrounding_lambda(
        &mut self,
        lambda: &'t janus_syntax::ast::Lambda<'a>,
        parent: ScopeId,
    ) -> ScopeId {
        self.shallow(|this| this.enter_lambda(lambda, parent))
    }

    /// A comprehension of which only something nested is wanted.
    pub(crate) fn surrounding_comprehension(
        &mut self,
        node: ComprehensionRef<'t, 'a>,
        parent: ScopeId,
    ) -> ScopeId {
        self.shallow(|this| this.enter_comprehension(node, parent))
    }

    /// A class of which only something nested is wanted: its names are visible to no method.
    pub(crate) fn surrounding_class(
        &mut self,
        class: &'t janus_syntax::ast::ClassDef<'a>,
        parent: ScopeId,
    ) -> ScopeId {
        let parent = self.type_parameters(&class.type_params, parent);
        self.scope(ScopeKind::Class, Some(parent), Some(class.name))
    }

    /// A function that is wanted with all that is nested in it.
    pub(crate) fn function(&mut self, function: FunctionRef<'t, 'a>, parent: ScopeId) -> ScopeId {
        let scope = self.enter_function(function, parent);
        self.run();
        scope
    }

    /// A lambda that is wanted with all that is nested in it.
    pub(crate) fn lambda(
        &mut self,
        lambda: &'t janus_syntax::ast::Lambda<'a>,
        parent: ScopeId,
    ) -> ScopeId {
        let scope = self.enter_lambda(lambda, parent);
        self.run();
        scope
    }

    pub(crate) fn finish(mut self) -> ScopeTree<'a> {
        self.tree.finish();
        self.tree
    }

    fn shallow(&mut self, enter: impl FnOnce(&mut Self) -> ScopeId) -> ScopeId {
        self.deep = false;
        let scope = enter(self);
        self.run();
        self.deep = true;
        scope
    }

    fn run(&mut self) {
        while let Some((node, scope)) = self.work.pop() {
            match node {
                NodeRef::Stmt(stmt) => self.stmt(stmt, scope),
                NodeRef::Expr(expr) => self.expr(expr, scope),
                NodeRef::Pattern(pattern) => self.pattern(pattern, scope),
                NodeRef::ExceptHandler(handler) => {
                    if let Some(name) = handler.name {
                        self.bind(scope, name);
                    }
                    self.children(node, scope);
                }
                NodeRef::TypeParam(_) => {}
                _ => self.children(node, scope),
            }
        }
    }

    // Scopes and symbols.

    fn scope(
        &mut self,
        kind: ScopeKind,
        parent: Option<ScopeId>,
        class: Option<&'a str>,
    ) -> ScopeId {
        let class = class.or_else(|| parent.and_then(|parent| self.tree.get(parent).class));
        self.tree.scopes.push(Scope {
            kind,
            parent,
            class,
            symbols: HashMap::new(),
            free: BTreeSet::new(),
            yields: false,
            inlined: kind == ScopeKind::Comprehension,
        });
        ScopeId(self.tree.scopes.len() - 1)
    }

    fn symbol(&mut self, scope: ScopeId, name: &'a str) -> &mut Symbol {
        let scope = &mut self.tree.scopes[scope.0];
        scope.symbols.entry(mangle(scope.class, name)).or_default()
    }

    fn bind(&mut self, scope: ScopeId, name: &'a str) {
        self.symbol(scope, name).bound = true;
    }

    /// A name that is read: enough to have an entry.
    fn read(&mut self, scope: ScopeId, name: &'a str) {
        self.symbol(scope, name);
    }

    /// Where `name := …` in a comprehension binds: in the code around all comprehensions.
    fn named_target(&self, mut scope: ScopeId) -> ScopeId {
        while let ScopeKind::Comprehension | ScopeKind::Generator = self.tree.get(scope).kind {
            match self.tree.get(scope).parent {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        scope
    }

    // Pushing.

    fn push_expr(&mut self, expr: &'t Expr<'a>, scope: ScopeId) {
        self.work.push((NodeRef::Expr(expr), scope));
    }

    fn push_exprs(&mut self, exprs: impl IntoIterator<Item = &'t Expr<'a>>, scope: ScopeId) {
        for expr in exprs {
            self.push_expr(expr, scope);
        }
    }

    fn push_body(&mut self, body: &'t [Stmt<'a>], scope: ScopeId) {
        for stmt in body {
            self.work.push((NodeRef::Stmt(stmt), scope));
        }
    }

    fn children(&mut self, node: NodeRef<'t, 'a>, scope: ScopeId) {
        let work = &mut self.work;
        node.children(&mut |child| work.push((child, scope)));
    }

    // Definitions.

    fn type_parameters(
        &mut self,
        parameters: &'t [janus_syntax::ast::TypeParam<'a>],
        parent: ScopeId,
    ) -> ScopeId {
        if parameters.is_empty() {
            return parent;
        }
        let scope = self.scope(ScopeKind::TypeParameters, Some(parent), None);
        for parameter in parameters {
            self.bind(scope, crate::ast::type_parameter_name(parameter));
        }
        scope
    }

    fn enter_function(&mut self, function: FunctionRef<'t, 'a>, parent: ScopeId) -> ScopeId {
        let parent = self.type_parameters(function.type_params, parent);
        let scope = self.scope(ScopeKind::Function, Some(parent), None);
        self.tree.of_node.insert(address(function.args), scope);
        self.bind_parameters(function.args, scope);
        self.push_body(function.body, scope);
        scope
    }

    fn enter_lambda(
        &mut self,
        lambda: &'t janus_syntax::ast::Lambda<'a>,
        parent: ScopeId,
    ) -> ScopeId {
        let scope = self.scope(ScopeKind::Lambda, Some(parent), None);
        self.tree.of_node.insert(address(&*lambda.args), scope);
        self.bind_parameters(&lambda.args, scope);
        self.push_expr(&lambda.body, scope);
        scope
    }

    fn bind_parameters(&mut self, arguments: &'t Arguments<'a>, scope: ScopeId) {
        for parameter in crate::ast::parameters(arguments) {
            self.bind(scope, parameter.arg.arg);
        }
    }

    /// Defaults belong to the scope around the function. Annotations are not evaluated.
    fn push_defaults(&mut self, arguments: &'t Arguments<'a>, scope: ScopeId) {
        self.push_exprs(&arguments.defaults, scope);
        self.push_exprs(arguments.kw_defaults.iter().flatten(), scope);
    }

    fn enter_comprehension(&mut self, node: ComprehensionRef<'t, 'a>, parent: ScopeId) -> ScopeId {
        let kind = if node.is_generator {
            ScopeKind::Generator
        } else {
            ScopeKind::Comprehension
        };
        let scope = self.scope(kind, Some(parent), None);
        self.tree.of_node.insert(address(node.generators), scope);
        for (
            index,
            Comprehension {
                target, iter, ifs, ..
            },
        ) in node.generators.iter().enumerate()
        {
            self.push_expr(target, scope);
            // The first iterable is evaluated outside.
            self.push_expr(iter, if index == 0 { parent } else { scope });
            self.push_exprs(ifs, scope);
        }
        self.push_exprs(node.elements(), scope);
        scope
    }

    fn function_statement(&mut self, function: FunctionRef<'t, 'a>, scope: ScopeId) {
        self.bind(scope, function.name);
        self.push_exprs(function.decorator_list, scope);
        self.push_defaults(function.args, scope);
        if self.deep {
            self.enter_function(function, scope);
        }
    }

    // Statements, expressions, patterns.

    fn stmt(&mut self, stmt: &'t Stmt<'a>, scope: ScopeId) {
        match stmt {
            Stmt::FunctionDef(_) | Stmt::AsyncFunctionDef(_) => {
                if let Some(function) = FunctionRef::of(stmt) {
                    self.function_statement(function, scope);
                }
            }
            Stmt::ClassDef(class) => {
                self.bind(scope, class.name);
                self.push_exprs(&class.decorator_list, scope);
                let around = self.type_parameters(&class.type_params, scope);
                self.push_exprs(&class.bases, around);
                self.push_exprs(class.keywords.iter().map(|keyword| &keyword.value), around);
                if self.deep {
                    let body = self.scope(ScopeKind::Class, Some(around), Some(class.name));
                    self.tree.of_node.insert(address(&**class), body);
                    self.push_body(&class.body, body);
                }
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    self.symbol(scope, name).global = true;
                }
            }
            Stmt::Nonlocal(nonlocal) => {
                for name in &nonlocal.names {
                    self.symbol(scope, name).nonlocal = true;
                }
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.bind(scope, crate::ast::imported_name(alias));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in import.names.iter().filter(|alias| alias.name != "*") {
                    self.bind(scope, alias.asname.unwrap_or(alias.name));
                }
            }
            Stmt::AnnAssign(assign) => {
                self.push_expr(&assign.target, scope);
                self.push_exprs(&assign.value, scope);
                if let ScopeKind::Module | ScopeKind::Class = self.tree.get(scope).kind {
                    self.push_expr(&assign.annotation, scope);
                    self.read(scope, "__annotations__");
                }
            }
            Stmt::TypeAlias(alias) => self.push_expr(&alias.name, scope),
            _ => self.children(NodeRef::Stmt(stmt), scope),
        }
    }

    fn expr(&mut self, expr: &'t Expr<'a>, scope: ScopeId) {
        match expr {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => {
                    self.read(scope, name.id.as_str());
                    let kind = self.tree.get(scope).kind;
                    if name.id.as_str() == "super"
                        && !matches!(kind, ScopeKind::Module | ScopeKind::Class)
                    {
                        self.read(scope, "__class__");
                    }
                }
                ExprContext::Store | ExprContext::Del => self.bind(scope, name.id.as_str()),
            },
            Expr::NamedExpr(named) => {
                self.push_expr(&named.value, scope);
                match &named.target {
                    Expr::Name(name) => {
                        let target = self.named_target(scope);
                        self.bind(target, name.id.as_str());
                        self.read(scope, name.id.as_str());
                    }
                    target => self.push_expr(target, scope),
                }
            }
            Expr::Lambda(lambda) => {
                self.push_defaults(&lambda.args, scope);
                if self.deep {
                    self.enter_lambda(lambda, scope);
                }
            }
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::GeneratorExp(_) => {
                if let Some(node) = ComprehensionRef::of(expr) {
                    self.enter_comprehension(node, scope);
                }
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.tree.scopes[scope.0].yields = true;
                self.children(NodeRef::Expr(expr), scope);
            }
            _ => self.children(NodeRef::Expr(expr), scope),
        }
    }

    fn pattern(&mut self, pattern: &'t Pattern<'a>, scope: ScopeId) {
        let name = match pattern {
            Pattern::MatchStar(star) => star.name,
            Pattern::MatchAs(capture) => capture.name,
            Pattern::MatchMapping(mapping) => mapping.rest,
            _ => None,
        };
        if let Some(name) = name {
            self.bind(scope, name);
        }
        self.children(NodeRef::Pattern(pattern), scope);
    }
}
