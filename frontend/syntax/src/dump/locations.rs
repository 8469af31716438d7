//! Lines and columns as CPython reports them.

use crate::ast::NodeRef;
use crate::range::{LineColumn, LineIndex};

pub(super) struct Locations<'s> {
    index: LineIndex,
    source: &'s str,
    minor: u8,
}

pub(super) struct Scope;

impl<'s> Locations<'s> {
    pub(super) fn new(source: &'s str, minor: u8) -> Self {
        Locations { index: LineIndex::new(source), source, minor }
    }
    pub(super) fn enter(&mut self, _node: NodeRef<'_, '_>) -> Scope {
        Scope
    }
    pub(super) fn leave(&mut self, _scope: Scope) {}
    pub(super) fn enter_field(&mut self, _node: NodeRef<'_, '_>, _name: &str) {}
    pub(super) fn leave_field(&mut self, _node: NodeRef<'_, '_>, _name: &str) {}
    pub(super) fn of(&self, node: NodeRef<'_, '_>) -> (LineColumn, LineColumn) {
        let _ = (self.source, self.minor);
        let range = node.node().range();
        (self.index.line_column(range.start), self.index.line_column(range.end))
    }
}
