//! Calls and displays: what takes arguments, with `*` and `**`.
//!
//! CPython unpacks `*xs` before it evaluates what follows. An operation unpacks its operands when all are there, so
//! where evaluating what follows could make a difference, the unpacked values are kept in a tuple or dict first.

use janus_syntax::ast::{Call, Dict, Expr, Keyword, TextRange};

use super::Lowerer;
use crate::{
    emit::{Argument, NameScope, Val},
    error::Result,
};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    pub(super) fn call(&mut self, node: &'t Call<'a>) -> Result<Val<'c>> {
        let callee = self.expr(&node.func)?;
        let arguments = self.arguments(&node.args, &node.keywords)?;
        self.emit.call(node.range, callee, &arguments)
    }

    /// Positional arguments first, whatever order they are written in, as CPython evaluates them.
    pub(super) fn arguments(
        &mut self,
        positional: &'t [Expr<'a>],
        keywords: &'t [Keyword<'a>],
    ) -> Result<Vec<Argument<'c, 'a>>> {
        let values = keywords.iter().map(|keyword| &keyword.value);
        let last = self.last_active(positional.iter().chain(values));
        let mut arguments = Vec::with_capacity(positional.len() + keywords.len());
        for (index, argument) in positional.iter().enumerate() {
            arguments.push(self.unpackable(argument, index < last)?);
        }
        for (index, keyword) in (positional.len()..).zip(keywords) {
            let value = self.expr(&keyword.value)?;
            arguments.push(match keyword.arg {
                Some(name) => (value, name),
                None if index < last => (self.kept_mapping(value, keyword.range)?, "**"),
                None => (value, "**"),
            });
        }
        Ok(arguments)
    }

    /// A tuple, list or set display.
    pub(super) fn display(
        &mut self,
        name: &str,
        elements: &'t [Expr<'a>],
        range: TextRange,
    ) -> Result<Val<'c>> {
        let last = self.last_active(elements);
        let elements = elements
            .iter()
            .enumerate()
            .map(|(index, element)| self.unpackable(element, index < last))
            .collect::<Result<Vec<_>>>()?;
        self.emit.sequence(name, range, &elements)
    }

    pub(super) fn dict(&mut self, node: &'t Dict<'a>) -> Result<Val<'c>> {
        let items = || node.keys.iter().zip(&node.values);
        let active = |item: (&'t Option<Expr<'a>>, &'t Expr<'a>)| {
            item.0.as_ref().is_some_and(|key| self.is_active(key)) || self.is_active(item.1)
        };
        let mut last = 0;
        for (index, item) in items().enumerate() {
            if active(item) {
                last = index;
            }
        }
        let mut unpacked = vec![];
        let mut pairs = Vec::with_capacity(node.values.len());
        for (index, (key, value)) in items().enumerate() {
            if let Some(key) = key {
                pairs.push((self.expr(key)?, self.expr(value)?));
                continue;
            }
            unpacked.push(index as i64);
            let mut mapping = self.expr(value)?;
            if index < last {
                mapping = self.kept_mapping(mapping, value.range())?;
            }
            pairs.push((mapping, mapping));
        }
        self.emit.dict(node.range, &pairs, &unpacked)
    }

    /// An element with its kind; `keep` says that an unpacked one must be unpacked now.
    fn unpackable(&mut self, element: &'t Expr<'a>, keep: bool) -> Result<Argument<'c, 'a>> {
        let Expr::Starred(node) = element else {
            return Ok((self.expr(element)?, ""));
        };
        let value = self.expr(&node.value)?;
        if keep {
            return Ok((
                self.emit
                    .sequence("pydyn.tuple", node.range, &[(value, "*")])?,
                "*",
            ));
        }
        Ok((value, "*"))
    }

    fn kept_mapping(&self, mapping: Val<'c>, range: TextRange) -> Result<Val<'c>> {
        self.emit.dict(range, &[(mapping, mapping)], &[0])
    }

    /// The position of the last expression whose evaluation could see or change what an iteration does.
    fn last_active(&self, exprs: impl IntoIterator<Item = &'t Expr<'a>>) -> usize {
        let active = exprs
            .into_iter()
            .enumerate()
            .filter(|(_, expr)| self.is_active(expr));
        active.map(|(index, _)| index).last().unwrap_or(0)
    }

    fn is_active(&self, expr: &Expr<'a>) -> bool {
        match expr {
            Expr::Constant(_) => false,
            Expr::Name(name) => self.place(name.id.as_str()).0 != NameScope::Local,
            Expr::Starred(node) => self.is_active(&node.value),
            _ => true,
        }
    }
}
