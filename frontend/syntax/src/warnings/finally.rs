//! Jumps out of a `finally` block (PEP 765), which swallow the exception that may be on its way.

use super::warning;
use crate::ast::{NodeRef, Stmt, TextRange};
use crate::diagnostics::{Diagnostic, Problem};

pub(super) fn warnings(body: &[Stmt<'_>]) -> Vec<Diagnostic> {
    let mut walk = Walk { found: Vec::new() };
    walk.statements(body, Around::Nothing);
    walk.found
}

/// The innermost of what a jump may leave.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    Finally,
    Loop,
}

struct Walk {
    found: Vec<Diagnostic>,
}

impl Walk {
    fn statements(&mut self, body: &[Stmt<'_>], around: Around) {
        for statement in body {
            self.statement(statement, around);
        }
    }

    fn statement(&mut self, statement: &Stmt<'_>, around: Around) {
        match statement {
            Stmt::Return(node) => self.jump("return", node.range, around),
            Stmt::Break(node) => self.jump("break", node.range, around),
            Stmt::Continue(node) => self.jump("continue", node.range, around),
            Stmt::FunctionDef(node) => self.statements(&node.body, Around::Nothing),
            Stmt::AsyncFunctionDef(node) => self.statements(&node.body, Around::Nothing),
            Stmt::For(node) => self.in_loop(&node.body, &node.orelse, around),
            Stmt::AsyncFor(node) => self.in_loop(&node.body, &node.orelse, around),
            Stmt::While(node) => self.in_loop(&node.body, &node.orelse, around),
            Stmt::Try(node) => {
                self.statements(&node.body, around);
                node.handlers.iter().for_each(|handler| self.statements(&handler.body, around));
                self.statements(&node.orelse, around);
                self.statements(&node.finalbody, Around::Finally);
            }
            Stmt::TryStar(node) => {
                self.statements(&node.body, around);
                node.handlers.iter().for_each(|handler| self.statements(&handler.body, around));
                self.statements(&node.orelse, around);
                self.statements(&node.finalbody, Around::Finally);
            }
            other => NodeRef::Stmt(other).children(&mut |child| match child {
                NodeRef::Stmt(inner) => self.statement(inner, around),
                NodeRef::MatchCase(case) => self.statements(&case.body, around),
                _ => {}
            }),
        }
    }

    fn in_loop(&mut self, body: &[Stmt<'_>], orelse: &[Stmt<'_>], around: Around) {
        self.statements(body, Around::Loop);
        self.statements(orelse, around);
    }

    fn jump(&mut self, keyword: &'static str, range: TextRange, around: Around) {
        if around == Around::Finally {
            self.found.push(warning(Problem::JumpInFinally { keyword }, range));
        }
    }
}
