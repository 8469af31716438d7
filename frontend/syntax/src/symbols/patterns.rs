//! The names that patterns bind, and which patterns leave others unreachable.

use std::collections::BTreeSet;

use super::checks::Found;
use crate::ast::*;
use crate::diagnostics::Problem;

/// A name that a pattern binds, and where.
pub(super) type Binding<'a> = (Identifier<'a>, TextRange);

/// Checks the cases of a `match`; gives the names bound by each.
pub(super) fn check_cases<'a>(cases: &[MatchCase<'a>], found: &mut Found) -> Vec<Binding<'a>> {
    let mut all = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let mut bound = Vec::new();
        bindings(&case.pattern, &mut bound, found);
        all.append(&mut bound);
        let last = at + 1 == cases.len();
        if !last && case.guard.is_none() {
            irrefutable(&case.pattern, found);
        }
    }
    all
}

/// Reports a pattern that matches everything.
fn irrefutable(pattern: &Pattern<'_>, found: &mut Found) {
    match pattern {
        Pattern::MatchAs(node) => match (&node.pattern, node.name) {
            (None, Some(name)) => found.push((Problem::UnreachableCapture { name: name.to_owned() }, node.range)),
            (None, None) => found.push((Problem::UnreachableWildcard, node.range)),
            (Some(inner), _) => irrefutable(inner, found),
        },
        Pattern::MatchOr(node) => {
            if let Some(last) = node.patterns.last() {
                irrefutable(last, found);
            }
        }
        _ => {}
    }
}

fn bind<'a>(name: Option<Identifier<'a>>, range: TextRange, bound: &mut Vec<Binding<'a>>, found: &mut Found) {
    let Some(name) = name else { return };
    if bound.iter().any(|&(other, _)| other == name) {
        found.push((Problem::PatternRebinds { name: name.to_owned() }, range));
    }
    bound.push((name, range));
}

fn bindings<'a>(pattern: &Pattern<'a>, bound: &mut Vec<Binding<'a>>, found: &mut Found) {
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
        Pattern::MatchStar(node) => bind(node.name, node.range, bound, found),
        Pattern::MatchSequence(node) => {
            let stars = node.patterns.iter().filter(|pattern| matches!(pattern, Pattern::MatchStar(_))).count();
            if stars > 1 {
                found.push((Problem::PatternStarTwice, node.range));
            }
            for inner in &node.patterns {
                bindings(inner, bound, found);
            }
        }
        Pattern::MatchMapping(node) => {
            for inner in &node.patterns {
                bindings(inner, bound, found);
            }
            bind(node.rest, node.range, bound, found);
        }
        Pattern::MatchClass(node) => {
            for (at, name) in node.kwd_attrs.iter().enumerate() {
                if node.kwd_attrs[..at].contains(name) {
                    let problem = Problem::RepeatedAttribute { name: (*name).to_owned() };
                    found.push((problem, node.kwd_patterns[at].range()));
                }
            }
            for inner in node.patterns.iter().chain(node.kwd_patterns.iter()) {
                bindings(inner, bound, found);
            }
        }
        Pattern::MatchAs(node) => {
            if let Some(inner) = &node.pattern {
                bindings(inner, bound, found);
            }
            bind(node.name, node.range, bound, found);
        }
        Pattern::MatchOr(node) => alternatives(node, bound, found),
    }
}

/// All alternatives must bind the same names, and none but the last may match everything.
fn alternatives<'a>(node: &MatchOr<'a>, bound: &mut Vec<Binding<'a>>, found: &mut Found) {
    let names = |bound: &[Binding<'a>]| bound.iter().map(|&(name, _)| name).collect::<BTreeSet<_>>();
    let mut first: Option<Vec<Binding<'a>>> = None;
    for (at, alternative) in node.patterns.iter().enumerate() {
        if at + 1 < node.patterns.len() {
            irrefutable(alternative, found);
        }
        let mut own = Vec::new();
        bindings(alternative, &mut own, found);
        match &first {
            Some(first) if names(first) != names(&own) => {
                found.push((Problem::PatternsDiffer, node.range));
                break;
            }
            Some(_) => {}
            None => first = Some(own),
        }
    }
    for (name, range) in first.unwrap_or_default() {
        bind(Some(name), range, bound, found);
    }
}
