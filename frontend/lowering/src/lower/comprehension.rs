//! Comprehensions and generator expressions.

use janus_dialects::melior::ir::Region;
use janus_syntax::ast::{Comprehension, Expr, TextRange};

use super::{CodeKind, Lowerer, code::ITERABLE};
use crate::{
    ast::ComprehensionRef,
    emit::{NameScope, Val},
    error::Result,
    refusal::Refusal,
};

/// What becomes of the elements.
#[derive(Clone, Copy)]
enum Sink<'c> {
    Container(Val<'c>),
    Yield,
}

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    pub(super) fn comprehension(&mut self, expr: &'t Expr<'a>) -> Result<Val<'c>> {
        let range = expr.range();
        let Some(node) = ComprehensionRef::of(expr) else {
            return self.refuse_value(Refusal::Misplaced, range, &[]);
        };
        let Some(first) = node.generators.first() else {
            return self.refuse_value(Refusal::Misplaced, range, &[]);
        };
        if node.generators.iter().any(|generator| generator.is_async) {
            return self.refuse_value(Refusal::AsyncComprehension, range, &[]);
        }
        // The outermost iterable is evaluated at once and outside, whatever becomes of the rest.
        let iterable = self.expr(&first.iter)?;
        let scope = self.scope_of(node.generators)?;
        if !self.scopes.is_inlined(scope) {
            let qualname = self.qualname(node.code_name());
            let symbol = self.define(CodeKind::Comprehension(node), scope, qualname);
            let function = self.emit.make_function(range, &symbol, &[], &[])?;
            return self.emit.call(range, function, &[(iterable, "")]);
        }
        if !self.may_nest() {
            return self.refuse_value(Refusal::DeepNesting, range, &[]);
        }

        let number = self.code.next_fresh();
        self.code.inlined.insert(scope, number);
        let container = self.container(node)?;
        let outer = std::mem::replace(&mut self.code.scope, scope);
        self.generators(node, 0, iterable, Sink::Container(container))?;
        self.code.scope = outer;
        Ok(container)
    }

    /// The body of a comprehension's own code object.
    pub(super) fn comprehension_code(&mut self, node: ComprehensionRef<'t, 'a>) -> Result<()> {
        let range = node.expr.range();
        let iterable = self.emit.load(range, NameScope::Local, ITERABLE)?;
        let result = if node.is_generator {
            self.generators(node, 0, iterable, Sink::Yield)?;
            self.emit.constant_none(range)?
        } else {
            let container = self.container(node)?;
            self.generators(node, 0, iterable, Sink::Container(container))?;
            container
        };
        self.emit.return_value(range, result)
    }

    /// The empty container that the elements go to.
    fn container(&mut self, node: ComprehensionRef<'t, 'a>) -> Result<Val<'c>> {
        let range = node.expr.range();
        match node.expr {
            Expr::DictComp(_) => self.emit.dict(range, &[], &[]),
            Expr::SetComp(_) => self.emit.sequence("pydyn.set", range, &[]),
            _ => self.emit.sequence("pydyn.list", range, &[]),
        }
    }

    /// The loops from `index` on, the first over `iterable`.
    fn generators(
        &mut self,
        node: ComprehensionRef<'t, 'a>,
        index: usize,
        iterable: Val<'c>,
        sink: Sink<'c>,
    ) -> Result<()> {
        let generator: &'t Comprehension<'a> = &node.generators[index];
        let range = TextRange::new(generator.target.range().start, generator.iter.range().end);
        if !self.may_nest() {
            return self.refuse(Refusal::DeepNesting, range);
        }
        let body = self.bound_region(&[generator.target.range()], range, |this, item| {
            this.assign(&generator.target, item[0])?;
            this.filters(node, index, 0, sink)?;
            Ok(true)
        })?;
        let no_else = Region::new();
        self.emit
            .structured("pydyn.for", range, Some(iterable), vec![body, no_else])
    }

    /// The conditions of a loop from `filter` on, and what they guard.
    fn filters(
        &mut self,
        node: ComprehensionRef<'t, 'a>,
        index: usize,
        filter: usize,
        sink: Sink<'c>,
    ) -> Result<()> {
        if let Some(test) = node.generators[index].ifs.get(filter) {
            if !self.may_nest() {
                return self.refuse(Refusal::DeepNesting, test.range());
            }
            let condition = self.test(test)?;
            let then = self.statement_region(test.range(), |this| {
                this.filters(node, index, filter + 1, sink)?;
                Ok(true)
            })?;
            let no_else = Region::new();
            return self
                .emit
                .if_statement(test.range(), condition, then, no_else);
        }
        if let Some(next) = node.generators.get(index + 1) {
            let iterable = self.expr(&next.iter)?;
            return self.generators(node, index + 1, iterable, sink);
        }
        self.element(node, sink)
    }

    fn element(&mut self, node: ComprehensionRef<'t, 'a>, sink: Sink<'c>) -> Result<()> {
        let mut elements = node.elements();
        let (Some(first), second) = (elements.next(), elements.next()) else {
            return Ok(());
        };
        if node.unpacks() {
            return self.refuse(Refusal::UnpackingComprehension, first.range());
        }
        let value = self.expr(first)?;
        match (sink, second) {
            (Sink::Yield, _) => self
                .refuse_value(Refusal::Yield, first.range(), &[value])
                .map(drop),
            (Sink::Container(container), None) => {
                self.emit.append(first.range(), container, value, None)
            }
            (Sink::Container(container), Some(second)) => {
                let key = value;
                let value = self.expr(second)?;
                let range = TextRange::new(first.range().start, second.range().end);
                self.emit.append(range, container, value, Some(key))
            }
        }
    }
}
