//! Statements.

use janus_dialects::melior::ir::Region;
use janus_syntax::ast::{Expr, Stmt, TextRange};

use super::Lowerer;
use crate::{emit::Val, error::Result, refusal::Refusal};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    /// Lowers statements until one leaves the suite; the rest is never executed. Returns whether the end is reached.
    pub(super) fn suite(&mut self, body: &'t [Stmt<'a>]) -> Result<bool> {
        for stmt in body {
            if !self.stmt(stmt)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A region that runs statements and then goes on after its operation.
    pub(super) fn suite_region(
        &mut self,
        body: &'t [Stmt<'a>],
        range: TextRange,
    ) -> Result<Region<'c>> {
        self.statement_region(range, |this| this.suite(body))
    }

    /// A region without arguments of which `fill` says whether its end is reached.
    pub(super) fn statement_region(
        &mut self,
        range: TextRange,
        fill: impl FnOnce(&mut Self) -> Result<bool>,
    ) -> Result<Region<'c>> {
        self.bound_region(&[], range, |this, _| fill(this))
    }

    /// A region with arguments of which `fill` says whether its end is reached.
    pub(super) fn bound_region(
        &mut self,
        arguments: &[TextRange],
        range: TextRange,
        fill: impl FnOnce(&mut Self, &[Val<'c>]) -> Result<bool>,
    ) -> Result<Region<'c>> {
        let (region, values) = self.emit.open(arguments)?;
        if fill(self, &values)? {
            self.emit.yield_nothing(range)?;
        }
        self.emit.close();
        Ok(region)
    }

    /// The region of an `else` or `finally`, without a block where there is none.
    pub(super) fn optional_region(
        &mut self,
        body: &'t [Stmt<'a>],
        range: TextRange,
    ) -> Result<Region<'c>> {
        if body.is_empty() {
            return Ok(Region::new());
        }
        self.suite_region(body, range)
    }

    /// Lowers a statement and returns whether what follows it can be reached.
    pub(super) fn stmt(&mut self, stmt: &'t Stmt<'a>) -> Result<bool> {
        if is_block(stmt) && !self.may_nest() {
            self.refuse(Refusal::DeepNesting, stmt.range())?;
            return Ok(true);
        }
        self.deeper(
            |this| this.stmt_inner(stmt),
            |this| {
                this.refuse(Refusal::DeepNesting, stmt.range())?;
                Ok(true)
            },
        )
    }

    fn stmt_inner(&mut self, stmt: &'t Stmt<'a>) -> Result<bool> {
        match stmt {
            Stmt::Expr(statement) => {
                // Docstrings and other constants are not evaluated.
                if !matches!(statement.value, Expr::Constant(_)) {
                    self.expr(&statement.value)?;
                }
            }
            Stmt::Assign(assign) => {
                let value = self.expr(&assign.value)?;
                for target in &assign.targets {
                    self.assign(target, value)?;
                }
            }
            Stmt::AugAssign(assign) => self.augmented_assign(assign)?,
            Stmt::AnnAssign(assign) => self.annotated_assign(assign)?,
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    self.delete(target)?;
                }
            }
            Stmt::Return(statement) => {
                if !self.code.in_function {
                    self.refuse(Refusal::ReturnOutsideFunction, statement.range)?;
                    return Ok(true);
                }
                let value = match &statement.value {
                    Some(value) => self.expr(value)?,
                    None => self.emit.constant_none(statement.range)?,
                };
                self.emit.return_value(statement.range, value)?;
                return Ok(false);
            }
            Stmt::Raise(raise) => {
                match &raise.exc {
                    None => self.emit.reraise(raise.range)?,
                    Some(exception) => {
                        let exception = self.expr(exception)?;
                        let cause = raise
                            .cause
                            .as_ref()
                            .map(|cause| self.expr(cause))
                            .transpose()?;
                        self.emit.raise(raise.range, exception, cause)?;
                    }
                }
                return Ok(false);
            }
            Stmt::Break(node) => return self.leave_loop(node.range, true),
            Stmt::Continue(node) => return self.leave_loop(node.range, false),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => {}
            Stmt::Assert(assert) => self.assert(assert)?,
            Stmt::Import(import) => self.import(import)?,
            Stmt::ImportFrom(import) => self.import_from(import)?,
            Stmt::If(node) => self.if_statement(node)?,
            Stmt::While(node) => self.while_statement(node)?,
            Stmt::For(node) => self.for_statement(node)?,
            Stmt::With(node) => self.with_items(&node.items, &node.body, node.range)?,
            Stmt::Try(node) => self.try_statement(node)?,
            Stmt::Match(node) => self.match_statement(node)?,
            Stmt::FunctionDef(_) | Stmt::AsyncFunctionDef(_) => self.function_definition(stmt)?,
            Stmt::ClassDef(class) => self.class_definition(class)?,
            Stmt::TypeAlias(node) => self.refuse(Refusal::TypeAlias, node.range)?,
            Stmt::AsyncFor(node) => self.refuse(Refusal::AsyncFor, node.range)?,
            Stmt::AsyncWith(node) => self.refuse(Refusal::AsyncWith, node.range)?,
            Stmt::TryStar(node) => self.refuse(Refusal::ExceptStar, node.range)?,
        }
        Ok(true)
    }

    fn leave_loop(&mut self, range: TextRange, is_break: bool) -> Result<bool> {
        if !self.code.in_loop {
            self.refuse(Refusal::OutsideLoop, range)?;
            return Ok(true);
        }
        if is_break {
            self.emit.break_loop(range)?;
        } else {
            self.emit.continue_loop(range)?;
        }
        Ok(false)
    }
}

/// Whether a statement opens regions.
fn is_block(stmt: &Stmt<'_>) -> bool {
    matches!(
        stmt,
        Stmt::If(_)
            | Stmt::While(_)
            | Stmt::For(_)
            | Stmt::With(_)
            | Stmt::Try(_)
            | Stmt::Match(_)
            | Stmt::ClassDef(_)
            | Stmt::Assert(_)
    )
}
