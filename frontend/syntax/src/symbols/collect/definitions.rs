//! Functions, classes and type aliases: parameters, and the scopes that type parameters make.

use super::{Annotations, Collector, Mention};
use crate::ast::*;
use crate::diagnostics::Problem;
use crate::symbols::{ScopeKind, mangle, order};

impl<'a> Collector<'a> {
    pub(super) fn class(&mut self, node: &ClassDef<'a>) {
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

    pub(super) fn type_alias(&mut self, node: &TypeAlias<'a>) {
        self.expression(&node.name);
        self.with_type_params(&node.type_params, node.range, |this| {
            this.type_expression(&node.value, "a type alias");
        });
    }

    /// Runs `inside` in the scope of type parameters, if there are any.
    fn with_type_params(&mut self, params: &[TypeParam<'a>], range: TextRange, inside: impl FnOnce(&mut Self)) {
        if params.is_empty() {
            inside(self);
            return;
        }
        let place = std::mem::replace(&mut self.type_place, "the definition of a generic");
        self.nested(ScopeKind::TypeParameters, "", range, |this| {
            let mut defaulted = false;
            for param in params {
                this.type_param(param);
                if defaulted && param.default_value().is_none() {
                    this.error(Problem::TypeParamDefault { name: param.name().to_owned() }, param.range());
                }
                defaulted |= param.default_value().is_some();
            }
            inside(this);
        });
        self.type_place = place;
    }

    /// An expression that is evaluated when it is asked for, in a scope of its own.
    fn type_expression(&mut self, expression: &Expr<'a>, place: &'static str) {
        let place = std::mem::replace(&mut self.type_place, place);
        self.nested(ScopeKind::TypeExpression, "", expression.range(), |this| this.expression(expression));
        self.type_place = place;
    }

    fn type_param(&mut self, param: &TypeParam<'a>) {
        let (name, bound, default, default_place) = match param {
            TypeParam::TypeVar(node) => {
                (node.name, node.bound.as_ref(), node.default_value.as_ref(), "a TypeVar default")
            }
            TypeParam::ParamSpec(node) => (node.name, None, node.default_value.as_ref(), "a ParamSpec default"),
            TypeParam::TypeVarTuple(node) => (node.name, None, node.default_value.as_ref(), "a TypeVarTuple default"),
        };
        if self.scope().symbols.get(name).is_some_and(|symbol| symbol.uses.type_parameter) {
            self.error(Problem::DuplicateTypeParameter { name: name.to_owned() }, param.range());
        }
        self.mention(name, param.range(), Mention::TypeParameter);
        if let Some(bound) = bound {
            let constraints = matches!(bound, Expr::Tuple(_));
            self.type_expression(bound, if constraints { "a TypeVar constraint" } else { "a TypeVar bound" });
        }
        if let Some(default) = default {
            self.type_expression(default, default_place);
        }
    }

    pub(super) fn function(
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
            if let Some(returns) = returns {
                this.annotation(returns);
            }
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

    pub(super) fn defaults(&mut self, args: &Arguments<'a>) {
        self.expressions(&args.defaults);
        for default in args.kw_defaults.iter().flatten() {
            self.expression(default);
        }
    }

    fn annotations(&mut self, args: &Arguments<'a>) {
        for annotation in all_args(args).filter_map(|arg| arg.annotation.as_ref()) {
            self.annotation(annotation);
        }
    }

    pub(super) fn annotation(&mut self, annotation: &Expr<'a>) {
        match self.annotations {
            Annotations::Eager => return self.expression(annotation),
            Annotations::Never => {
                let before = self.found.len();
                self.expression(annotation);
                let inside = self.found.split_off(before);
                self.found.extend(inside.into_iter().filter(|(problem, _)| !order::is_about_code(problem)));
                return;
            }
            Annotations::Later => {}
        }
        let place = std::mem::replace(&mut self.type_place, "an annotation");
        self.nested(ScopeKind::Annotation, "", annotation.range(), |this| this.expression(annotation));
        self.type_place = place;
    }

    pub(super) fn parameters(&mut self, args: &Arguments<'a>) {
        for arg in all_args(args) {
            let mangled = mangle(self.class, arg.arg);
            if self.scope().symbols.contains_key(&*mangled) {
                self.error(Problem::DuplicateParameter { name: arg.arg.to_owned() }, arg.range);
            }
            self.mention(arg.arg, arg.range, Mention::Parameter);
        }
    }
}

/// All parameters, in the order in which CPython looks at them.
fn all_args<'t, 'a>(args: &'t Arguments<'a>) -> impl Iterator<Item = &'t Arg<'a>> {
    let star = args.vararg.iter().map(|arg| &**arg);
    let double = args.kwarg.iter().map(|arg| &**arg);
    args.posonlyargs.iter().chain(args.args.iter()).chain(args.kwonlyargs.iter()).chain(star).chain(double)
}
