//! Replacement fields of f-strings and t-strings.

use super::{Scene, begins_operand, ends_operand};
use crate::diagnostics::{Diagnostic, Problem};
use crate::lex::Tok;

/// What is open at the refused token; the indices are those of the tokens that opened it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Bracket(usize),
    Text(usize),
    /// A field, up to its format spec.
    Field(usize),
    Spec(usize),
}

impl Scene<'_> {
    /// What is open at the refused token, counted from the beginning of its line, the outermost first.
    pub(super) fn open(&self) -> Vec<Open> {
        let mut open = Vec::new();
        for at in self.line.start..self.at.max(self.line.start) {
            let kind = self.tokens[at].kind;
            match (kind, open.last()) {
                (Tok::FStringStart | Tok::TStringStart, _) => open.push(Open::Text(at)),
                (Tok::FStringEnd, _) => while !matches!(open.pop(), None | Some(Open::Text(_))) {},
                (Tok::Lbrace, Some(Open::Text(_) | Open::Spec(_))) => open.push(Open::Field(at)),
                (Tok::Colon, Some(&Open::Field(field))) => open.push(Open::Spec(field)),
                (Tok::Rbrace, Some(Open::Spec(_))) => {
                    open.pop();
                    open.pop();
                }
                _ if kind.is_open_bracket() => open.push(Open::Bracket(at)),
                _ if kind.is_close_bracket() => {
                    open.pop();
                }
                _ => {}
            }
        }
        open
    }

    /// In a field: `f'{}'`, `f'{!r}'`, `f'{x!}'` and the like.
    pub(super) fn field(&self) -> Option<Diagnostic> {
        let open = self.open();
        let (field, in_spec) = match *open.last()? {
            Open::Field(field) => (field, false),
            Open::Spec(field) => (field, true),
            _ => return None,
        };
        let string = open.iter().rev().find_map(|open| match *open {
            Open::Text(string) => Some(string),
            _ => None,
        })?;
        let kind = if self.tokens[string].kind == Tok::TStringStart { 't' } else { 'f' };
        let first = self.tokens.get(field + 1)?.kind;
        let previous = self.previous()?.kind;
        let problem = if first == Tok::Lambda && (in_spec || matches!(self.token.kind, Tok::Rbrace | Tok::Colon)) {
            // The colon of the lambda has begun a format spec.
            let lambda = self.tokens[field + 1].range();
            return Some(Diagnostic::new(&Problem::FStringLambda { kind }, lambda));
        } else if in_spec {
            return None;
        } else if self.at == field + 1 {
            match self.token.kind {
                Tok::Rbrace | Tok::Exclamation | Tok::Colon | Tok::Equal => {
                    let before = self.text(self.token).chars().next().unwrap_or('}');
                    Problem::FStringEmpty { kind, before }
                }
                _ => Problem::FStringNoExpression { kind },
            }
        } else if previous == Tok::Exclamation {
            match self.token.kind {
                Tok::Rbrace | Tok::Colon => Problem::FStringNoConversion { kind },
                _ => Problem::FStringBadConversion { kind },
            }
        } else if self.at >= 2 && self.tokens[self.at - 2].kind == Tok::Exclamation {
            Problem::FStringExpecting { kind, what: "':' or '}'" }
        } else if previous == Tok::Equal {
            Problem::FStringExpecting { kind, what: "'!', or ':', or '}'" }
        } else if ends_operand(previous) && !begins_operand(self.token.kind) && self.expects("}") {
            Problem::FStringExpecting { kind, what: "'=', or '!', or ':', or '}'" }
        } else {
            return None;
        };
        Some(Diagnostic::new(&problem, self.token.range()))
    }
}
