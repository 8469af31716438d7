//! Rules that need no scope: stars, keywords, futures.

use std::collections::HashSet;

use crate::ast::*;
use crate::diagnostics::Problem;

/// Targets before a starred one that CPython's bytecode has room for.
const MAX_BEFORE_STAR: usize = 255;

pub(super) type Found = Vec<(Problem, TextRange)>;

/// Stars in a target of an assignment.
pub(super) fn assignment_target(target: &Expr<'_>, found: &mut Found) {
    match target {
        Expr::Starred(node) => found.push((Problem::StarTarget, node.range)),
        _ => nested_target(target, found),
    }
}

fn nested_target(target: &Expr<'_>, found: &mut Found) {
    let elements = match target {
        Expr::Tuple(node) => &node.elts,
        Expr::List(node) => &node.elts,
        _ => return,
    };
    let stars = elements.iter().filter(|element| matches!(element, Expr::Starred(_))).count();
    if stars > 1 {
        found.push((Problem::TwoStars, target.range()));
    }
    let first = elements.iter().position(|element| matches!(element, Expr::Starred(_)));
    if first.is_some_and(|first| first > MAX_BEFORE_STAR) {
        found.push((Problem::StarTooLate, target.range()));
    }
    for element in elements {
        match element {
            Expr::Starred(starred) => nested_target(&starred.value, found),
            other => nested_target(other, found),
        }
    }
}

/// A star where one value is wanted.
pub(super) fn single_value(value: &Expr<'_>, found: &mut Found) {
    if let Expr::Starred(node) = value {
        found.push((Problem::StarredValue, node.range));
    }
}

pub(super) fn repeated_keywords(keywords: &[Keyword<'_>], found: &mut Found) {
    if keywords.len() < 2 {
        return;
    }
    let mut seen = HashSet::new();
    for keyword in keywords {
        if let Some(name) = keyword.arg
            && !seen.insert(name)
        {
            found.push((Problem::RepeatedKeyword { name: name.to_owned() }, keyword.range));
        }
    }
}

/// Features that the `from __future__ import` at the top level of a module ask for and that there are not; gives the end of
/// the last import that comes first, as all must.
pub(super) fn futures(body: &[Stmt<'_>], minor: u8, found: &mut Found) -> u32 {
    let mut last = 0;
    let mut late = false;
    for (at, statement) in body.iter().enumerate() {
        match statement {
            Stmt::ImportFrom(node) if node.is_future(minor) => {
                // The parser has reported them as of 3.14.
                if minor < 14 {
                    found.extend(node.unknown_futures());
                }
                if !late {
                    last = node.range.end;
                }
            }
            Stmt::Expr(node) if at == 0 && is_string(&node.value) => {}
            _ => late = true,
        }
    }
    last
}

/// Whether the module asks for `feature` of the future.
pub(crate) fn has_future(body: &[Stmt<'_>], feature: &str, minor: u8) -> bool {
    body.iter().any(|statement| {
        matches!(statement, Stmt::ImportFrom(node) if node.is_future(minor) && node.names.iter().any(|alias| alias.name == feature))
    })
}

fn is_string(value: &Expr<'_>) -> bool {
    matches!(value, Expr::Constant(node) if node.value.string_bytes().is_some())
}
