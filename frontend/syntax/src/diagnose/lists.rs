//! What stands in brackets: parameters, arguments, dicts, comprehensions.

use super::{Scene, ends_operand};
use crate::diagnostics::{Diagnostic, Problem};
use crate::lex::Tok;
use crate::range::TextRange;

/// Whose parameters the refused token stands among.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parameters {
    Function,
    Lambda,
}

impl Scene<'_> {
    /// Index of the innermost bracket that is open at the refused token.
    fn bracket(&self) -> Option<usize> {
        let bracket = *self.open_brackets().last()?;
        (self.line.start..self.at.max(self.line.start)).rfind(|&at| self.tokens[at] == bracket)
    }

    /// Whether the parenthesis at `at` opens the parameters of a `def`.
    fn opens_parameters(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).and_then(|at| self.tokens.get(at)).map(|token| token.kind);
        let generic = before(1) == Some(Tok::Rsqb)
            && self.tokens[self.line.start..at].iter().take(2).any(|token| token.kind == Tok::Def);
        self.tokens[at].kind == Tok::Lpar && (before(1) == Some(Tok::Name) && before(2) == Some(Tok::Def) || generic)
    }

    fn parameters(&self) -> Option<Parameters> {
        let bracket = self.bracket();
        let from = bracket.map_or(self.line.start, |bracket| bracket + 1);
        let tokens = &self.tokens[from..self.at.max(from)];
        let lambda = tokens.iter().rposition(|token| token.kind == Tok::Lambda);
        if lambda.is_some_and(|lambda| tokens[lambda..].iter().all(|token| token.kind != Tok::Colon)) {
            return Some(Parameters::Lambda);
        }
        self.opens_parameters(bracket?).then_some(Parameters::Function)
    }

    fn in_call(&self) -> bool {
        self.bracket().is_some_and(|bracket| {
            let called = bracket.checked_sub(1).is_some_and(|before| ends_operand(self.tokens[before].kind));
            self.tokens[bracket].kind == Tok::Lpar && called && !self.opens_parameters(bracket)
        })
    }

    /// `def f(a=, b)`, `f(a=)`
    pub(super) fn missing_default(&self) -> Option<Diagnostic> {
        let equal = self.previous().filter(|token| token.kind == Tok::Equal)?;
        if !matches!(self.token.kind, Tok::Comma | Tok::Rpar | Tok::Colon) {
            return None;
        }
        let what = match self.parameters() {
            Some(_) => "default value expression",
            None if self.minor >= 12 && self.in_call() && self.token.kind != Tok::Colon => "argument value expression",
            None => return None,
        };
        Some(Diagnostic::new(&Problem::Expected { what }, equal.range()))
    }

    /// `def f(x, (y, z))`
    pub(super) fn parenthesized_parameters(&self) -> Option<Diagnostic> {
        let of = match self.parameters()? {
            Parameters::Function => "Function",
            Parameters::Lambda => "Lambda expression",
        };
        if self.token.kind != Tok::Lpar {
            return None;
        }
        let inside = &self.tokens[self.at + 1..];
        let length = inside.iter().position(|token| !matches!(token.kind, Tok::Name | Tok::Comma))?;
        let close = inside[length];
        if length == 0 || close.kind != Tok::Rpar {
            return None;
        }
        let range = TextRange::new(self.token.start, close.end);
        Some(Diagnostic::new(&Problem::ParenthesizedParameters { of }, range))
    }

    /// `def f(a, /*, b)`
    pub(super) fn slash_star(&self) -> Option<Diagnostic> {
        let slash = self.previous()?.kind == Tok::Slash && self.token.kind == Tok::Star && self.parameters().is_some();
        slash.then(|| Diagnostic::new(&Problem::Expected { what: "comma between / and *" }, self.token.range()))
    }

    /// `f(x, *)`
    pub(super) fn lone_star(&self) -> Option<Diagnostic> {
        let star = self.previous().filter(|token| token.kind == Tok::Star)?;
        let before = self.tokens.get(self.at.checked_sub(2)?)?.kind;
        let lone = matches!(before, Tok::Lpar | Tok::Comma) && !begins_value(self.token.kind);
        (lone && self.minor >= 12 && self.in_call()).then(|| Diagnostic::new(&Problem::InvalidStar, star.range()))
    }

    /// `def f[](): …`
    pub(super) fn empty_type_parameters(&self) -> Option<Diagnostic> {
        let bracket = self.at.checked_sub(1)?;
        let named = self.tokens.get(bracket.checked_sub(2)?)?.kind;
        let empty = self.token.kind == Tok::Rsqb
            && self.tokens[bracket].kind == Tok::Lsqb
            && matches!(named, Tok::Def | Tok::Class | Tok::Type);
        empty.then(|| Diagnostic::new(&Problem::EmptyTypeParams, self.token.range()))
    }

    /// `{a: 1, b}`, `{a: }`
    pub(super) fn dict(&self) -> Option<Diagnostic> {
        if !matches!(self.token.kind, Tok::Rbrace | Tok::Comma) {
            return None;
        }
        let brace = self.bracket().filter(|&at| self.tokens[at].kind == Tok::Lbrace)?;
        if matches!(self.open().last(), Some(super::fields::Open::Field(_) | super::fields::Open::Spec(_))) {
            return None;
        }
        let previous = self.previous()?;
        if previous.kind == Tok::Colon {
            return Some(Diagnostic::new(&Problem::DictValueMissing, previous.range()));
        }
        let is_dict = self.tokens[brace..self.at].iter().any(|token| token.kind == Tok::Colon);
        let key = is_dict && ends_operand(previous.kind) && self.expects(":") && !self.expects("}");
        key.then(|| Diagnostic::new(&Problem::DictColonMissing, previous.range()))
    }

    /// `for x if y`, `for x + 1 in y`
    pub(super) fn loop_target(&self) -> Option<Diagnostic> {
        if !self.expects("in") || self.expects("is") || !ends_operand(self.previous()?.kind) {
            return None;
        }
        let problem = match self.token.kind {
            Tok::Plus
            | Tok::Minus
            | Tok::Star
            | Tok::Slash
            | Tok::DoubleSlash
            | Tok::Percent
            | Tok::At
            | Tok::DoubleStar
            | Tok::Amper
            | Tok::Vbar
            | Tok::Circumflex
            | Tok::LeftShift
            | Tok::RightShift
            | Tok::And
            | Tok::Or => Problem::CannotAssign { what: "expression" },
            Tok::Less | Tok::Greater | Tok::LessEqual | Tok::GreaterEqual | Tok::EqEqual | Tok::NotEqual | Tok::Is => {
                Problem::CannotAssign { what: "comparison" }
            }
            _ if self.minor < 12 => return None,
            _ => Problem::MissingIn,
        };
        Some(Diagnostic::new(&problem, self.token.range()))
    }

    /// `x if y` without its `else`
    pub(super) fn missing_else(&self) -> Option<Diagnostic> {
        if !self.expects("else") || self.token.kind == Tok::Colon || !ends_operand(self.previous()?.kind) {
            return None;
        }
        let line = self.line_so_far();
        let test = line.iter().rposition(|token| token.kind == Tok::If).filter(|&at| at > 0)?;
        let range = TextRange::new(line[test].start, self.previous()?.end);
        Some(Diagnostic::new(&Problem::MissingElse, range))
    }

    /// `f(a=x for x in y)`
    pub(super) fn keyword_generator(&self) -> Option<Diagnostic> {
        if !matches!(self.token.kind, Tok::For | Tok::Async) || !self.in_call() {
            return None;
        }
        let from = self.bracket()? + 1;
        let start = self.tokens[from..self.at].iter().rposition(|token| token.kind == Tok::Comma);
        let argument = &self.tokens[start.map_or(from, |comma| from + comma + 1)..self.at];
        match argument {
            [name, equal, ..] if name.kind == Tok::Name && equal.kind == Tok::Equal => {
                Some(Diagnostic::new(&Problem::MaybeComparison, TextRange::new(name.start, equal.end)))
            }
            _ => None,
        }
    }
}

fn begins_value(kind: Tok) -> bool {
    super::begins_operand(kind) || matches!(kind, Tok::Lpar | Tok::Lsqb | Tok::Plus | Tok::Minus | Tok::Star)
}
