//! Assignment in all its forms, and `del`.

use janus_syntax::ast::{AnnAssign, AugAssign, Expr, Operator, TextRange};

use super::{Lowerer, annotation};
use crate::{
    emit::{NameScope, Val},
    error::Result,
    refusal::Refusal,
    scope::ScopeKind,
};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    /// `target = value`.
    pub(super) fn assign(&mut self, target: &'t Expr<'a>, value: Val<'c>) -> Result<()> {
        self.deeper(
            |this| this.assign_inner(target, value),
            |this| this.refuse(Refusal::DeepExpression, target.range()),
        )
    }

    fn assign_inner(&mut self, target: &'t Expr<'a>, value: Val<'c>) -> Result<()> {
        match target {
            Expr::Name(name) => self.store_name(name.range, name.id.as_str(), value),
            Expr::Attribute(node) => {
                let object = self.expr(&node.value)?;
                self.emit
                    .set_attr(node.range, object, &self.mangled(node.attr.as_str()), value)
            }
            Expr::Subscript(node) => {
                let object = self.expr(&node.value)?;
                let key = self.expr(&node.slice)?;
                self.emit.set_item(node.range, object, key, value)
            }
            Expr::Tuple(node) => self.unpack(&node.elts, node.range, value),
            Expr::List(node) => self.unpack(&node.elts, node.range, value),
            Expr::Starred(node) => self.assign(&node.value, value),
            _ => self.refuse(Refusal::Misplaced, target.range()),
        }
    }

    fn unpack(&mut self, targets: &'t [Expr<'a>], range: TextRange, value: Val<'c>) -> Result<()> {
        let mut stars = targets
            .iter()
            .enumerate()
            .filter(|(_, target)| matches!(target, Expr::Starred(_)));
        let star = stars.next().map(|(index, _)| index);
        if let Some((_, second)) = stars.next() {
            return self.refuse(Refusal::Misplaced, second.range());
        }
        let values = self.emit.unpack(range, value, targets.len(), star)?;
        for (target, value) in targets.iter().zip(values) {
            self.assign(target, value)?;
        }
        Ok(())
    }

    /// `target op= value`: the object and key are evaluated once, before the value.
    pub(super) fn augmented_assign(&mut self, node: &'t AugAssign<'a>) -> Result<()> {
        let operator = binary_operator(node.op);
        match &node.target {
            Expr::Name(name) => {
                let old = self.load_name(name.range, name.id.as_str())?;
                let value = self.expr(&node.value)?;
                let new = self.emit.inplace(node.range, operator, old, value)?;
                self.store_name(name.range, name.id.as_str(), new)
            }
            Expr::Attribute(target) => {
                let object = self.expr(&target.value)?;
                let name = self.mangled(target.attr.as_str());
                let old = self.emit.get_attr(target.range, object, &name)?;
                let value = self.expr(&node.value)?;
                let new = self.emit.inplace(node.range, operator, old, value)?;
                self.emit.set_attr(target.range, object, &name, new)
            }
            Expr::Subscript(target) => {
                let object = self.expr(&target.value)?;
                let key = self.expr(&target.slice)?;
                let old = self.emit.get_item(target.range, object, key)?;
                let value = self.expr(&node.value)?;
                let new = self.emit.inplace(node.range, operator, old, value)?;
                self.emit.set_item(target.range, object, key, new)
            }
            target => self.refuse(Refusal::Misplaced, target.range()),
        }
    }

    /// `target: annotation = value`. Annotations are evaluated in modules and classes only, and after the assignment, as
    /// CPython does up to 3.13.
    pub(super) fn annotated_assign(&mut self, node: &'t AnnAssign<'a>) -> Result<()> {
        match (&node.value, &node.target) {
            (Some(value), target) => {
                let value = self.expr(value)?;
                self.assign(target, value)?;
            }
            // Without a value nothing is stored, but the target's parts are evaluated.
            (None, Expr::Attribute(target)) => {
                self.expr(&target.value)?;
            }
            (None, Expr::Subscript(target)) => {
                self.expr(&target.value)?;
                self.expr(&target.slice)?;
            }
            (None, _) => {}
        }
        if !matches!(
            self.scopes.kind(self.code.scope),
            ScopeKind::Module | ScopeKind::Class
        ) {
            return Ok(());
        }
        let range = node.annotation.range();
        let value = match (
            self.annotations_are_strings,
            annotation::text(&node.annotation),
        ) {
            (false, _) => self.expr(&node.annotation)?,
            (true, Some(text)) => self.emit.constant_string(range, &text)?,
            (true, None) => self.refuse_value(Refusal::AnnotationText, range, &[])?,
        };
        if let (true, Expr::Name(name)) = (node.simple, &node.target) {
            let annotations = self.emit.load(range, NameScope::Name, "__annotations__")?;
            let key = self
                .emit
                .constant_string(name.range, &self.mangled(name.id.as_str()))?;
            self.emit.set_item(range, annotations, key, value)?;
        }
        Ok(())
    }

    /// `del target`.
    pub(super) fn delete(&mut self, target: &'t Expr<'a>) -> Result<()> {
        self.deeper(
            |this| this.delete_inner(target),
            |this| this.refuse(Refusal::DeepExpression, target.range()),
        )
    }

    fn delete_inner(&mut self, target: &'t Expr<'a>) -> Result<()> {
        match target {
            Expr::Name(name) => self.unbind_name(name.range, name.id.as_str()),
            Expr::Attribute(node) => {
                let object = self.expr(&node.value)?;
                self.emit
                    .del_attr(node.range, object, &self.mangled(node.attr.as_str()))
            }
            Expr::Subscript(node) => {
                let object = self.expr(&node.value)?;
                let key = self.expr(&node.slice)?;
                self.emit.del_item(node.range, object, key)
            }
            Expr::Tuple(node) => node.elts.iter().try_for_each(|target| self.delete(target)),
            Expr::List(node) => node.elts.iter().try_for_each(|target| self.delete(target)),
            _ => self.refuse(Refusal::Misplaced, target.range()),
        }
    }
}

/// `PyDyn_BinaryOperator` of an operator.
pub(super) fn binary_operator(operator: Operator) -> i64 {
    match operator {
        Operator::Add => 0,
        Operator::Sub => 1,
        Operator::Mult => 2,
        Operator::MatMult => 3,
        Operator::Div => 4,
        Operator::FloorDiv => 5,
        Operator::Mod => 6,
        Operator::Pow => 7,
        Operator::LShift => 8,
        Operator::RShift => 9,
        Operator::BitAnd => 10,
        Operator::BitOr => 11,
        Operator::BitXor => 12,
    }
}
