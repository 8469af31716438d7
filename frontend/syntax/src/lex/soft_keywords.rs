//! What one token of lookahead cannot decide.
//!
//! The grammar is LR(1); Python's is not. This filter, between the layout and the grammar, looks as far ahead as
//! needed and leaves the answer in the kind of a token:
//!
//! * **`match`** is a keyword if it begins a logical line and the line's first colon outside brackets and
//!   lambdas is not its first token and ends the line. CPython's parser gets to the same answer by backtracking.
//! * **`case`** is a keyword if it begins a logical line directly inside the block of a `match`.
//! * **`type`** is a keyword if it begins a statement and a name follows that `=` or `[` follows.
//! * **`lazy`** is a keyword if it begins a statement and `import` or `from` follows.
//! * **`(` after `with`** opens a list of with-items, and becomes [`Tok::WithLpar`], if a colon follows its `)`, or
//!   the end of the line where the colon was forgotten and an item has an `as`,
//!   and no item is what only a parenthesized expression can be: starred, a `yield`, an assignment expression
//!   or a generator.
//!
//! Everything else that looks ambiguous the grammar decides by itself: an assignment's targets are parsed as
//! expressions and checked afterwards; a lambda cannot stand unparenthesized in the condition of a comprehension,
//! because conditions begin one level below it.

use super::token::{Tok, Token};

/// The filter's memory between chunks of a file.
pub(super) struct SoftKeywords {
    /// Minor version of the Python 3 whose keywords they are.
    minor: u8,
    /// Depth of indentation at the current token.
    depth: usize,
    /// Depths at which `case` begins a clause.
    case_depths: Vec<usize>,
}

impl SoftKeywords {
    pub(super) fn new(minor: u8) -> Self {
        SoftKeywords { minor, depth: 0, case_depths: Vec::new() }
    }

    /// Decides all ambiguous tokens of `tokens`, which end where a logical line ends.
    pub(super) fn resolve(&mut self, tokens: &mut [Token], source: &str) {
        let mut at = 0;
        while let Some(skipped) = tokens[at..].iter().position(|token| token.kind.concerns_soft_keywords()) {
            at += skipped;
            match tokens[at].kind {
                Tok::Indent => self.depth += 1,
                Tok::Dedent => {
                    self.depth = self.depth.saturating_sub(1);
                    while self.case_depths.last().is_some_and(|&depth| depth > self.depth) {
                        self.case_depths.pop();
                    }
                }
                Tok::Match => {
                    if begins_line(tokens, at) && is_match_header(&tokens[at + 1..], source) {
                        self.case_depths.push(self.depth + 1);
                    } else {
                        tokens[at].kind = Tok::Name;
                    }
                }
                Tok::Case if !(begins_line(tokens, at) && self.case_depths.last() == Some(&self.depth)) => {
                    tokens[at].kind = Tok::Name;
                }
                Tok::Type if !(begins_statement(tokens, at) && is_type_alias(&tokens[at + 1..])) => {
                    tokens[at].kind = Tok::Name;
                }
                Tok::Lazy
                    if !(self.minor >= 15 && begins_statement(tokens, at) && begins_import(&tokens[at + 1..])) =>
                {
                    tokens[at].kind = Tok::Name;
                }
                // Up to 3.8 the parentheses are those of an expression.
                Tok::With if self.minor >= 9 && begins_with(tokens, at) && opens_with_items(&tokens[at + 1..]) => {
                    tokens[at + 1].kind = Tok::WithLpar
                }
                _ => {}
            }
            at += 1;
        }
    }
}

fn begins_line(tokens: &[Token], at: usize) -> bool {
    at == 0 || matches!(tokens[at - 1].kind, Tok::Newline | Tok::Indent | Tok::Dedent)
}

/// Whether the `with` at `at` begins a line, or the `async` before it does.
fn begins_with(tokens: &[Token], at: usize) -> bool {
    begins_line(tokens, at) || tokens[at - 1].kind == Tok::Async && begins_line(tokens, at - 1)
}

fn begins_statement(tokens: &[Token], at: usize) -> bool {
    begins_line(tokens, at) || matches!(tokens[at - 1].kind, Tok::Semi | Tok::Colon)
}

fn is_type_alias(rest: &[Token]) -> bool {
    let named = rest.first().is_some_and(|token| token.kind == Tok::Name || token.kind.is_soft_keyword());
    named && rest.get(1).is_some_and(|token| matches!(token.kind, Tok::Equal | Tok::Lsqb))
}

/// Follows brackets, so that callers see the tokens of one level.
#[derive(Default)]
struct Level {
    brackets: usize,
}

impl Level {
    /// Whether `kind` stands outside all brackets (opening and closing ones count as inside).
    fn outside(&mut self, kind: Tok) -> bool {
        if kind.is_open_bracket() || matches!(kind, Tok::FStringStart | Tok::TStringStart) {
            self.brackets += 1;
            return false;
        }
        if kind.is_close_bracket() || kind == Tok::FStringEnd {
            self.brackets = self.brackets.saturating_sub(1);
            return false;
        }
        self.brackets == 0
    }
}

/// Whether the tokens after a `match` make its line the header of a match statement.
fn is_match_header(rest: &[Token], source: &str) -> bool {
    let mut level = Level::default();
    let mut lambdas = 0;
    for (at, token) in rest.iter().enumerate() {
        if token.kind == Tok::Newline {
            // `match x` without its colon, when a `case` follows: still meant as a match statement.
            return at > 0 && begins_case(&rest[at..], source) && may_begin_subject(rest[0].kind);
        }
        if !level.outside(token.kind) {
            continue;
        }
        match token.kind {
            Tok::Lambda => lambdas += 1,
            Tok::Colon if lambdas > 0 => lambdas -= 1,
            Tok::Colon => {
                return at > 0 && rest.get(at + 1).is_some_and(|next| next.kind == Tok::Newline);
            }
            Tok::Equal | Tok::Semi => return false,
            _ => {}
        }
    }
    false
}

fn may_begin_subject(kind: Tok) -> bool {
    kind == Tok::Name || matches!(kind, Tok::Int | Tok::Float | Tok::Imaginary | Tok::String | Tok::FStringStart)
}

/// Whether an import comes next; `yield from` has no name before it.
fn begins_import(rest: &[Token]) -> bool {
    rest.first().is_some_and(|next| matches!(next.kind, Tok::Import | Tok::From))
}

/// Whether a line end, an indent and `case` come next.
fn begins_case(rest: &[Token], source: &str) -> bool {
    matches!(rest, [newline, indent, case, ..]
        if newline.kind == Tok::Newline && indent.kind == Tok::Indent && case.range().text(source) == "case")
}

/// Whether the tokens after `with` are a parenthesized list of with-items and a colon.
fn opens_with_items(rest: &[Token]) -> bool {
    let Some((Token { kind: Tok::Lpar, .. }, rest)) = rest.split_first() else { return false };
    let mut brackets = 0usize;
    let mut lambdas = 0usize;
    let mut item_begins = true;
    let mut named = false;
    for (at, token) in rest.iter().enumerate() {
        let kind = token.kind;
        if brackets == 0 {
            match kind {
                Tok::Rpar => {
                    let next = rest.get(at + 1).map(|next| next.kind);
                    return at > 0 && (next == Some(Tok::Colon) || named && next == Some(Tok::Newline));
                }
                Tok::Star | Tok::DoubleStar | Tok::Yield if item_begins && lambdas == 0 => {
                    return false;
                }
                Tok::ColonEqual | Tok::For | Tok::Async | Tok::Newline => return false,
                Tok::Lambda => lambdas += 1,
                Tok::Colon => lambdas = lambdas.saturating_sub(1),
                Tok::As => named = true,
                _ => {}
            }
        }
        if kind.is_open_bracket() || matches!(kind, Tok::FStringStart | Tok::TStringStart) {
            brackets += 1;
        } else if kind.is_close_bracket() || kind == Tok::FStringEnd {
            brackets = brackets.saturating_sub(1);
        }
        item_begins = brackets == 0 && kind == Tok::Comma;
    }
    false
}
