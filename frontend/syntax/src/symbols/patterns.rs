//! The names that patterns bind, and which patterns leave others unreachable.

use std::collections::{BTreeSet, HashSet};

use super::checks::Found;
use crate::ast::*;
use crate::diagnostics::Problem;
use crate::dump::repr;

/// A name that a pattern binds, and where.
pub(super) type Binding<'a> = (Identifier<'a>, TextRange);

/// Checks the cases of a `match`; gives the names bound by each.
pub(super) fn check_cases<'a>(cases: &[MatchCase<'a>], found: &mut Found) -> Vec<Binding<'a>> {
    let mut all = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let mut bound = Bound::default();
        bindings(&case.pattern, &mut bound, found);
        all.append(&mut bound.all);
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

/// The names bound by a pattern, in order and to look them up.
#[derive(Default)]
struct Bound<'a> {
    all: Vec<Binding<'a>>,
    names: HashSet<Identifier<'a>>,
}

fn bind<'a>(name: Option<Identifier<'a>>, range: TextRange, bound: &mut Bound<'a>, found: &mut Found) {
    let Some(name) = name else { return };
    if !bound.names.insert(name) {
        found.push((Problem::PatternRebinds { name: name.to_owned() }, range));
    }
    bound.all.push((name, range));
}

fn bindings<'a>(pattern: &Pattern<'a>, bound: &mut Bound<'a>, found: &mut Found) {
    match pattern {
        Pattern::MatchValue(node) => {
            if is_format(&node.value) {
                found.push((Problem::PatternLiteral { what: "patterns" }, node.range));
            }
        }
        Pattern::MatchSingleton(_) => {}
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
            repeated_keys(&node.keys, found);
            for key in node.keys.iter().filter(|key| is_format(key)) {
                found.push((Problem::PatternLiteral { what: "mapping pattern keys" }, key.range()));
            }
            for inner in &node.patterns {
                bindings(inner, bound, found);
            }
            bind(node.rest, node.range, bound, found);
        }
        Pattern::MatchClass(node) => {
            let mut seen = HashSet::new();
            for (name, pattern) in node.kwd_attrs.iter().zip(&node.kwd_patterns) {
                if *name == "__debug__" {
                    found.push((Problem::AssignDebug, pattern.range()));
                }
                if !seen.insert(name) {
                    let problem = Problem::RepeatedAttribute { name: (*name).to_owned() };
                    found.push((problem, pattern.range()));
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
fn alternatives<'a>(node: &MatchOr<'a>, bound: &mut Bound<'a>, found: &mut Found) {
    let names = |bound: &[Binding<'a>]| bound.iter().map(|&(name, _)| name).collect::<BTreeSet<_>>();
    let mut first: Option<Vec<Binding<'a>>> = None;
    for (at, alternative) in node.patterns.iter().enumerate() {
        if at + 1 < node.patterns.len() {
            irrefutable(alternative, found);
        }
        let mut own = Bound::default();
        bindings(alternative, &mut own, found);
        let own = own.all;
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

/// An f-string or t-string: a literal to the grammar, which has no constant value.
fn is_format(value: &Expr<'_>) -> bool {
    matches!(value, Expr::JoinedStr(_) | Expr::TemplateStr(_))
}

/// Two literal keys of a mapping pattern that are equal, as Python compares them.
fn repeated_keys(keys: &[Expr<'_>], found: &mut Found) {
    let mut seen = HashSet::new();
    for key in keys {
        if let Some((value, shown)) = literal_key(key)
            && !seen.insert(value)
        {
            found.push((Problem::DuplicateKey { key: shown }, key.range()));
        }
    }
}

/// A text that is the same for keys that compare equal, and the key's `repr`; `None` for what is no literal.
fn literal_key(key: &Expr<'_>) -> Option<(String, String)> {
    if let Expr::Constant(node) = key
        && node.value.is_no_number()
    {
        let mut shown = String::new();
        repr::constant(&mut shown, &node.value, crate::LATEST_MINOR);
        return Some((shown.clone(), shown));
    }
    let (real, imaginary) = number(key)?;
    let shown = match (&real, &imaginary) {
        (None, None) => return None,
        (Some(real), None) => real.shown.clone(),
        (None, Some(imaginary)) => format!("{}j", imaginary.shown),
        (Some(real), Some(imaginary)) => {
            let plus = if imaginary.shown.starts_with('-') { "" } else { "+" };
            format!("({}{plus}{}j)", real.shown, imaginary.shown)
        }
    };
    let value = |part: Option<Part>| part.map_or_else(|| "0".to_owned(), |part| part.value);
    let (real, imaginary) = (value(real), value(imaginary));
    Some((if imaginary == "0" { real } else { format!("{real}+{imaginary}j") }, shown))
}

/// The real or imaginary part of a number.
struct Part {
    /// The same for parts that are equal: `0`, `-0`, `0.0` and `False`.
    value: String,
    /// Its `repr`.
    shown: String,
}

fn number(key: &Expr<'_>) -> Option<(Option<Part>, Option<Part>)> {
    match key {
        Expr::Constant(node) => match node.value {
            ConstantValue::Imaginary(value) => Some((None, Some(float_part(value, false)))),
            ConstantValue::Float(value) => Some((Some(float_part(value, true)), None)),
            ConstantValue::Bool(value) => {
                let shown = if value { "True" } else { "False" };
                Some((Some(Part { value: u8::from(value).to_string(), shown: shown.to_owned() }), None))
            }
            ConstantValue::Int(_) => {
                let mut shown = String::new();
                repr::constant(&mut shown, &node.value, crate::LATEST_MINOR);
                Some((Some(Part { value: shown.clone(), shown }), None))
            }
            _ => None,
        },
        Expr::UnaryOp(node) if node.op == UnaryOp::USub => {
            let (real, imaginary) = number(&node.operand)?;
            Some((real.map(Part::negated), imaginary.map(Part::negated)))
        }
        Expr::BinOp(node) => {
            let (real, _) = number(&node.left)?;
            let (_, imaginary) = number(&node.right)?;
            Some((real, if node.op == Operator::Sub { imaginary.map(Part::negated) } else { imaginary }))
        }
        _ => None,
    }
}

fn float_part(value: f64, fraction: bool) -> Part {
    let mut shown = String::new();
    repr::float(&mut shown, value, fraction);
    // Digits of a whole number are exact.
    let whole = value.is_finite() && value.fract() == 0.0;
    Part { value: if whole { format!("{value:.0}") } else { shown.clone() }, shown }
}

impl Part {
    fn negated(self) -> Self {
        let zero = self.value == "0";
        let value = if zero { self.value } else { format!("-{}", self.value) };
        // The integer zero has no sign.
        let shown = if zero && self.shown == "0" { self.shown } else { format!("-{}", self.shown) };
        Part { value, shown }
    }
}
