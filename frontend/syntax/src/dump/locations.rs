//! Lines and columns as the chosen CPython reports them.
//!
//! Up to 3.11, CPython parsed f-strings by hand, after tokens and grammar, and located their parts coarsely: text
//! and replacement fields have the location of the whole concatenated string; a format spec has that of the one
//! literal it stands in, and so has the text at its end; an expression in a field is parsed as if the field's
//! braces were parentheses, so that a tuple or a generator begins and ends with them.

use std::rc::Rc;

use crate::ast::{Expr, NodeRef, TextRange};
use crate::lex::string_literals;
use crate::range::{LineColumn, LineIndex};

/// Where the children of an open node stand.
#[derive(Clone)]
enum Context {
    /// Where the tree says.
    Own,
    /// In an f-string that covers `whole` and is made of `literals`.
    Strings { whole: TextRange, literals: Rc<[TextRange]> },
    /// In a replacement field of the literal `literal`.
    Field { whole: TextRange, literal: TextRange },
    /// In the expression of the field that begins at `open`.
    Expression { open: u32 },
    /// In a format spec whose last part covers `last`.
    Spec { whole: TextRange, literal: TextRange, last: TextRange },
}

pub(super) struct Locations<'s> {
    index: LineIndex,
    source: &'s str,
    /// Whether f-strings are located as up to 3.11.
    coarse: bool,
    contexts: Vec<Context>,
}

impl<'s> Locations<'s> {
    pub(super) fn new(source: &'s str, minor: u8) -> Self {
        Locations { index: LineIndex::new(source), source, coarse: minor < 12, contexts: Vec::new() }
    }

    fn range(&self, node: NodeRef<'_, '_>) -> TextRange {
        let own = node.node().range();
        match self.contexts.last() {
            None | Some(Context::Own) => own,
            Some(Context::Strings { whole, .. }) => *whole,
            Some(Context::Field { literal, .. }) => *literal,
            Some(Context::Spec { whole, literal, last }) => {
                if matches!(node, NodeRef::Expr(Expr::Constant(_))) && own == *last { *literal } else { *whole }
            }
            Some(Context::Expression { open }) => match node {
                NodeRef::Expr(Expr::Tuple(_) | Expr::GeneratorExp(_)) if !self.is_parenthesized(own) => {
                    let rest = &self.source[own.end as usize..];
                    let spaces = rest.len() - rest.trim_start().len();
                    TextRange::new(*open, own.end + spaces as u32 + 1)
                }
                _ => own,
            },
        }
    }

    /// Whether a tuple's or a generator's own parentheses are its first and last character.
    fn is_parenthesized(&self, own: TextRange) -> bool {
        let text = own.text(self.source);
        text.starts_with('(') && crate::lex::closing_bracket(text) == Some(text.len() - 1)
    }

    /// Called before the fields of a node are printed.
    pub(super) fn enter(&mut self, node: NodeRef<'_, '_>) {
        let own = node.node().range();
        let context = match (node, self.contexts.last()) {
            (NodeRef::Expr(Expr::JoinedStr(_)), None | Some(Context::Own | Context::Expression { .. }))
                if self.coarse =>
            {
                Context::Strings { whole: own, literals: string_literals(self.source, own).into() }
            }
            (NodeRef::Expr(Expr::JoinedStr(spec)), Some(Context::Field { whole, literal })) => {
                let last = spec.values.last().map(Expr::range).unwrap_or_default();
                Context::Spec { whole: *whole, literal: *literal, last }
            }
            (NodeRef::Expr(Expr::FormattedValue(_)), Some(Context::Strings { whole, literals })) => {
                let at = literals.partition_point(|literal| literal.end < own.end);
                let literal = literals.get(at).filter(|literal| literal.contains(own)).unwrap_or(whole);
                Context::Field { whole: *whole, literal: *literal }
            }
            (NodeRef::Expr(Expr::FormattedValue(_)), Some(Context::Spec { whole, literal, .. })) => {
                Context::Field { whole: *whole, literal: *literal }
            }
            _ => Context::Own,
        };
        self.contexts.push(context);
    }

    /// Called after the fields of a node are printed.
    pub(super) fn leave(&mut self) {
        self.contexts.pop();
    }

    /// Called before a field is printed.
    pub(super) fn enter_field(&mut self, node: NodeRef<'_, '_>, name: &str) {
        let context = match (self.contexts.last(), name) {
            (Some(Context::Field { .. }), "value") => Context::Expression { open: node.node().range().start },
            (Some(context), _) => context.clone(),
            (None, _) => Context::Own,
        };
        self.contexts.push(context);
    }

    pub(super) fn leave_field(&mut self) {
        self.contexts.pop();
    }

    pub(super) fn of(&self, node: NodeRef<'_, '_>) -> (LineColumn, LineColumn) {
        let range = self.range(node);
        (self.index.line_column(range.start), self.index.line_column(range.end))
    }
}
