//! `def`, `lambda` and `class`.

use janus_dialects::melior::ir::Region;
use janus_syntax::ast::{Arguments, ClassDef, Expr, Lambda, Stmt, TextRange};

use super::{CodeKind, Lowerer};
use crate::{
    ast::FunctionRef,
    emit::Val,
    error::{LoweringError, Result},
    refusal::Refusal,
    scope::ScopeId,
};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    pub(super) fn function_definition(&mut self, stmt: &'t Stmt<'a>) -> Result<()> {
        let Some(function) = FunctionRef::of(stmt) else {
            return Ok(());
        };
        let decorators = self.values(function.decorator_list)?;
        let qualname = self.qualname(function.name);
        let made = if function.type_params.is_empty() {
            let kind = CodeKind::Function(function);
            self.make_function(kind, function.args, qualname, function.range)?
        } else {
            self.refuse_value(Refusal::GenericFunction, function.range, &[])?
        };
        let decorated = self.decorate(made, function.decorator_list, &decorators)?;
        self.store_name(function.range, function.name, decorated)
    }

    pub(super) fn lambda(&mut self, lambda: &'t Lambda<'a>) -> Result<Val<'c>> {
        let qualname = self.qualname("<lambda>");
        self.make_function(
            CodeKind::Lambda(lambda),
            &lambda.args,
            qualname,
            lambda.range,
        )
    }

    /// Evaluates the defaults, in the scope around the function, and makes the function object.
    fn make_function(
        &mut self,
        kind: CodeKind<'t, 'a>,
        arguments: &'t Arguments<'a>,
        qualname: String,
        range: TextRange,
    ) -> Result<Val<'c>> {
        let defaults = self.values(&arguments.defaults)?;
        let scope = self.scope_of(arguments)?;
        let mut keyword_defaults = vec![];
        for (parameter, default) in arguments.kwonlyargs.iter().zip(&arguments.kw_defaults) {
            if let Some(default) = default {
                let name = self.scopes.mangle(scope, parameter.arg).into_owned();
                keyword_defaults.push((name, self.expr(default)?));
            }
        }
        let symbol = self.define(kind, scope, qualname);
        self.emit
            .make_function(range, &symbol, &defaults, &keyword_defaults)
    }

    /// The scope that the collector made for a node.
    pub(super) fn scope_of<T: ?Sized>(&self, node: &T) -> Result<ScopeId> {
        self.scopes
            .of_node(node)
            .ok_or_else(|| LoweringError::Internal("a definition without a scope".into()))
    }

    pub(super) fn class_definition(&mut self, class: &'t ClassDef<'a>) -> Result<()> {
        let decorators = self.values(&class.decorator_list)?;
        let made = if class.type_params.is_empty() {
            let arguments = self.arguments(&class.bases, &class.keywords)?;
            let qualname = self.qualname(class.name);
            let body = self.class_body(class, &qualname)?;
            self.emit
                .class(class.range, class.name, &qualname, &arguments, body)?
        } else {
            self.refuse_value(Refusal::GenericClass, class.range, &[])?
        };
        let decorated = self.decorate(made, &class.decorator_list, &decorators)?;
        self.store_name(class.range, class.name, decorated)
    }

    fn class_body(&mut self, class: &'t ClassDef<'a>, qualname: &str) -> Result<Region<'c>> {
        let outer = self.code.clone();
        self.code.scope = self.scope_of(class)?;
        self.code.prefix = format!("{qualname}.");
        self.code.in_function = false;
        self.code.in_loop = false;
        let region = self.statement_region(class.range, |this| {
            this.namespace_prologue(&class.body)?;
            this.suite(&class.body)
        });
        let fresh = self.code.fresh;
        self.code = outer;
        // The body runs in the same code object: its fresh names must not come again.
        self.code.fresh = fresh;
        region
    }

    fn values(&mut self, exprs: &'t [Expr<'a>]) -> Result<Vec<Val<'c>>> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    /// Applies decorators, the last one first.
    fn decorate(
        &mut self,
        mut value: Val<'c>,
        exprs: &[Expr<'a>],
        decorators: &[Val<'c>],
    ) -> Result<Val<'c>> {
        for (expr, &decorator) in exprs.iter().zip(decorators).rev() {
            value = self.emit.call(expr.range(), decorator, &[(value, "")])?;
        }
        Ok(value)
    }
}
