//! The limit on a tree's depth.
//!
//! Parsing takes no recursion, but whoever walks a tree does. So no tree is deeper than [`MAX_DEPTH`]: deeper ones are
//! an error, as they are in CPython, and a recursive walk needs no care.

use crate::ast::NodeRef;
use crate::build::Builder;
use crate::diagnostics::Problem;
use crate::lex::{Tok, Token};
use crate::range::TextRange;

/// Nodes on the longest path from a top-level statement to a leaf. CPython's limit depends on its recursion limit
/// and the kind of node; this is below what an 8 MiB stack bears in a walk with large frames.
pub const MAX_DEPTH: usize = 2990;

/// What a chunk has less of, lines and tokens in each line, is not too deep. Blocks and brackets have limits of their own.
pub(crate) const LEAST_EXTENT: usize = MAX_DEPTH / 2;

/// Reports the first statement of a chunk, from number `first` on, whose tree is too deep.
pub(crate) fn check(tokens: &[Token], first: usize, builder: &mut Builder<'_>) {
    if !may_be_deep(tokens) {
        return;
    }
    let deep = builder.statements_from(first).iter().find_map(|statement| too_deep(NodeRef::Stmt(statement), 1));
    if let Some(range) = deep {
        builder.error(Problem::TooDeep, range);
    }
}

/// Every level of a tree takes at least one token of its logical line, or is a block or an `elif`.
fn may_be_deep(tokens: &[Token]) -> bool {
    let slack = LEAST_EXTENT;
    let mut line = 0;
    let mut elifs = 0;
    for token in tokens {
        line += 1;
        match token.kind {
            Tok::Newline => line = 0,
            Tok::Elif => elifs += 1,
            _ => {}
        }
        if line > slack || elifs > slack {
            return true;
        }
    }
    false
}

fn too_deep(node: NodeRef<'_, '_>, depth: usize) -> Option<TextRange> {
    if depth > MAX_DEPTH {
        return Some(node.node().range());
    }
    let mut found = None;
    node.children(&mut |child| {
        if found.is_none() {
            found = too_deep(child, depth + 1);
        }
    });
    found
}
