//! Compound statements: `if`, `while`, `for`, `with`, `try`, and `assert`.

use janus_dialects::melior::ir::Region;
use janus_syntax::ast::{
    Assert, ExceptHandler, Expr, For, If, Stmt, TextRange, Try, While, WithItem,
};

use super::Lowerer;
use crate::{
    emit::{NameScope, Val},
    error::Result,
    refusal::Refusal,
};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    pub(super) fn if_statement(&mut self, node: &'t If<'a>) -> Result<()> {
        let condition = self.test(&node.test)?;
        let then = self.suite_region(&node.body, node.range)?;
        let or_else = self.optional_region(&node.orelse, node.range)?;
        // The place of the decision, as a profile knows it.
        self.emit
            .if_statement(node.test.range(), condition, then, or_else)
    }

    pub(super) fn while_statement(&mut self, node: &'t While<'a>) -> Result<()> {
        let (test, _) = self.emit.open(&[])?;
        let condition = self.test(&node.test)?;
        self.emit.condition(node.test.range(), condition)?;
        self.emit.close();
        let body = self.loop_body(&[], node.range, |this, _| this.suite(&node.body))?;
        let or_else = self.optional_region(&node.orelse, node.range)?;
        self.emit
            .structured("pydyn.while", node.range, None, vec![test, body, or_else])
    }

    pub(super) fn for_statement(&mut self, node: &'t For<'a>) -> Result<()> {
        let iterable = self.expr(&node.iter)?;
        let body = self.loop_body(&[node.target.range()], node.range, |this, item| {
            this.assign(&node.target, item[0])?;
            this.suite(&node.body)
        })?;
        let or_else = self.optional_region(&node.orelse, node.range)?;
        self.emit
            .structured("pydyn.for", node.range, Some(iterable), vec![body, or_else])
    }

    /// A region in which `break` and `continue` mean this loop.
    fn loop_body(
        &mut self,
        arguments: &[TextRange],
        range: TextRange,
        fill: impl FnOnce(&mut Self, &[Val<'c>]) -> Result<bool>,
    ) -> Result<Region<'c>> {
        let outer = std::mem::replace(&mut self.code.in_loop, true);
        let region = self.bound_region(arguments, range, fill);
        self.code.in_loop = outer;
        region
    }

    /// `with` with its items nested, the first outermost.
    pub(super) fn with_items(
        &mut self,
        items: &'t [WithItem<'a>],
        body: &'t [Stmt<'a>],
        range: TextRange,
    ) -> Result<()> {
        let Some((item, rest)) = items.split_first() else {
            return Ok(());
        };
        if !self.may_nest() {
            return self.refuse(Refusal::DeepNesting, range);
        }
        let manager = self.expr(&item.context_expr)?;
        let place = item
            .optional_vars
            .as_ref()
            .map_or(item.context_expr.range(), Expr::range);
        let region = self.bound_region(&[place], range, |this, entered| {
            if let Some(target) = &item.optional_vars {
                this.assign(target, entered[0])?;
            }
            if rest.is_empty() {
                return this.suite(body);
            }
            this.with_items(rest, body, range)?;
            Ok(true)
        })?;
        self.emit.structured(
            "pydyn.with",
            item.context_expr.range(),
            Some(manager),
            vec![region],
        )
    }

    pub(super) fn try_statement(&mut self, node: &'t Try<'a>) -> Result<()> {
        let body = self.suite_region(&node.body, node.range)?;
        let handlers = if node.handlers.is_empty() {
            Region::new()
        } else {
            self.bound_region(&[node.handlers[0].range], node.range, |this, exception| {
                this.handlers(&node.handlers, exception[0], node.range)
            })?
        };
        let or_else = self.optional_region(&node.orelse, node.range)?;
        let finally = self.optional_region(&node.finalbody, node.range)?;
        self.emit.structured(
            "pydyn.try",
            node.range,
            None,
            vec![body, handlers, or_else, finally],
        )
    }

    /// The chain of `except` clauses. Returns whether its end is reached in the present block.
    fn handlers(
        &mut self,
        handlers: &'t [ExceptHandler<'a>],
        exception: Val<'c>,
        range: TextRange,
    ) -> Result<bool> {
        let Some((handler, rest)) = handlers.split_first() else {
            self.emit.reraise(range)?;
            return Ok(false);
        };
        let Some(class) = &handler.r#type else {
            return self.handler_body(handler, exception);
        };
        if !self.may_nest() {
            self.refuse(Refusal::DeepNesting, handler.range)?;
            return Ok(true);
        }
        let class_value = self.expr(class)?;
        let matches = self
            .emit
            .exception_match(class.range(), exception, class_value)?;
        let then =
            self.statement_region(handler.range, |this| this.handler_body(handler, exception))?;
        let or_else = self.statement_region(range, |this| this.handlers(rest, exception, range))?;
        self.emit
            .if_statement(handler.range, matches, then, or_else)?;
        Ok(true)
    }

    fn handler_body(&mut self, handler: &'t ExceptHandler<'a>, exception: Val<'c>) -> Result<bool> {
        let Some(name) = handler.name else {
            return self.suite(&handler.body);
        };
        // However the handler is left, its name is unbound: `name = None; del name`.
        self.store_name(handler.range, name, exception)?;
        let body = self.suite_region(&handler.body, handler.range)?;
        let finally = self.statement_region(handler.range, |this| {
            let none = this.emit.constant_none(handler.range)?;
            this.store_name(handler.range, name, none)?;
            this.unbind_name(handler.range, name)?;
            Ok(true)
        })?;
        let regions = vec![body, Region::new(), Region::new(), finally];
        self.emit
            .structured("pydyn.try", handler.range, None, regions)?;
        Ok(true)
    }

    /// `assert test, message` is `if not test: raise AssertionError(message)`.
    pub(super) fn assert(&mut self, node: &'t Assert<'a>) -> Result<()> {
        let condition = self.test(&node.test)?;
        let then = self.statement_region(node.range, |_| Ok(true))?;
        let or_else = self.statement_region(node.range, |this| {
            let mut exception = this
                .emit
                .load(node.range, NameScope::Global, "AssertionError")?;
            if let Some(message) = &node.msg {
                let message = this.expr(message)?;
                exception = this.emit.call(node.range, exception, &[(message, "")])?;
            }
            this.emit.raise(node.range, exception, None)?;
            Ok(false)
        })?;
        self.emit
            .if_statement(node.test.range(), condition, then, or_else)
    }
}
