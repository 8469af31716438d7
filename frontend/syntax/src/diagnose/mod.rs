//! Finds words for a token that the grammar refuses. Runs only after an error, on the tokens around it.

mod fields;
mod lists;

use crate::diagnostics::{Diagnostic, Problem};
use crate::lex::{Tok, Token};
use crate::parser::Refusal;
use crate::range::{LineIndex, TextRange};

/// The tokens of a logical line: from its first to, and without, its [`Tok::Newline`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LineBounds {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl LineBounds {
    pub(crate) fn around(tokens: &[Token], at: usize) -> Self {
        let layout = |token: &Token| matches!(token.kind, Tok::Newline | Tok::Indent | Tok::Dedent);
        let end = at + tokens[at..].iter().position(|token| token.kind == Tok::Newline).unwrap_or(tokens.len() - at);
        let start = tokens[..at].iter().rposition(layout).map_or(0, |before| before + 1);
        let skipped = tokens[start..end].iter().take_while(|token| layout(token)).count();
        LineBounds { start: start + skipped, end: end.max(start + skipped) }
    }
}

/// What the messages are made from.
struct Scene<'t> {
    refusal: &'t Refusal,
    tokens: &'t [Token],
    at: usize,
    token: Token,
    line: LineBounds,
    source: &'t str,
    /// Minor version of the Python 3 whose words are wanted.
    minor: u8,
}

/// The diagnostic for a refusal.
pub(crate) fn diagnose(refusal: &Refusal, tokens: &[Token], source: &str, minor: u8) -> Diagnostic {
    let at = refusal.at.min(tokens.len().saturating_sub(1));
    let token = tokens.get(at).copied().unwrap_or(Token::new(Tok::EndMarker, 0, 0));
    let scene = Scene { refusal, tokens, at, token, line: LineBounds::around(tokens, at), source, minor };
    let rules = [
        Scene::indentation,
        Scene::missing_handler,
        Scene::field,
        Scene::old_print,
        Scene::missing_exceptions,
        Scene::missing_colon,
        Scene::missing_parameters,
        Scene::empty_type_parameters,
        Scene::missing_default,
        Scene::parenthesized_parameters,
        Scene::slash_star,
        Scene::lone_star,
        Scene::annotation,
        Scene::pattern_target,
        Scene::assignment_in_expression,
        Scene::named_in_expression,
        Scene::keyword_generator,
        Scene::bare_generator,
        Scene::missing_else,
        Scene::loop_target,
        Scene::dict,
        Scene::missing_comma,
        Scene::missing_import_names,
    ];
    let mut found = rules
        .iter()
        .find_map(|rule| rule(&scene))
        .unwrap_or_else(|| Diagnostic::new(&Problem::InvalidSyntax, token.range()));
    // The token of a bracket that is never closed stands behind others, at the place of the bracket.
    found.range.end = found.range.end.max(found.range.start);
    found
}

impl Scene<'_> {
    fn expects(&self, terminal: &str) -> bool {
        self.refusal.expected.iter().any(|expected| expected.trim_matches('"') == terminal)
    }

    /// The tokens of the line before the refused one.
    fn line_so_far(&self) -> &[Token] {
        &self.tokens[self.line.start.min(self.at)..self.at]
    }

    fn previous(&self) -> Option<Token> {
        self.at.checked_sub(1).map(|before| self.tokens[before])
    }

    fn text(&self, token: Token) -> &str {
        token.range().text(self.source)
    }

    fn line_number(&self, offset: u32) -> u32 {
        LineIndex::new(self.source).line_column(offset).line
    }

    fn indentation(&self) -> Option<Diagnostic> {
        if self.expects("indent") {
            let before = self.refusal.at.min(self.tokens.len());
            let header = self.tokens[..before].iter().rposition(|token| token.kind == Tok::Newline)?;
            let header = LineBounds::around(self.tokens, header);
            let first = self.tokens[header.start];
            let second = self.tokens.get(header.start + 1).map(|token| token.kind);
            let after = block_owner(first.kind, second)?;
            let line = self.line_number(first.start);
            // At the end of the file, the place is the end of its last line.
            let end = last_line_end(self.source);
            let range = if self.refusal.at >= self.tokens.len() {
                TextRange::at(end)
            } else if self.token.kind == Tok::Dedent {
                TextRange::at(self.token.start.min(end))
            } else {
                self.token.range()
            };
            let note = TextRange::new(first.start, self.tokens[header.end.saturating_sub(1)].end);
            return Some(
                Diagnostic::new(&Problem::ExpectedBlock { after, line }, range)
                    .with_note("this needs a block", Some(note)),
            );
        }
        if self.token.kind == Tok::Indent {
            return Some(Diagnostic::new(&Problem::UnexpectedIndent, self.token.range()));
        }
        None
    }

    fn missing_handler(&self) -> Option<Diagnostic> {
        let missing = self.expects("except") && self.expects("finally") && !self.expects("else");
        missing.then(|| {
            let end = last_line_end(self.source);
            let range = if self.token.start > end { TextRange::at(end) } else { self.token.range() };
            Diagnostic::new(&Problem::TryWithoutHandler, range)
        })
    }

    /// `print x`, as Python 2 had it.
    fn old_print(&self) -> Option<Diagnostic> {
        let previous = self.previous()?;
        let before = self.at.checked_sub(2).map(|at| self.tokens[at].kind);
        let first = self.at == self.line.start + 1 || matches!(before, Some(Tok::Semi | Tok::Colon));
        let name = self.text(previous);
        if !first || previous.kind != Tok::Name || !matches!(name, "print" | "exec") || !begins_operand(self.token.kind)
        {
            return None;
        }
        let range = TextRange::new(previous.start, self.tokens[self.line.end.saturating_sub(1)].end);
        Some(Diagnostic::new(&Problem::MissingPrintParens { name: name.to_owned() }, range))
    }

    fn missing_colon(&self) -> Option<Diagnostic> {
        let first = self.tokens.get(self.line.start)?.kind;
        let defines = self.line_so_far().iter().take(2).any(|token| token.kind == Tok::Def);
        let forced = matches!(first, Tok::Else | Tok::Try | Tok::Finally) && self.at == self.line.start + 1
            || defines && self.open_brackets().is_empty()
            || first == Tok::Class && self.token.kind == Tok::Newline;
        if self.expects(":") && is_block_keyword(first) && (self.token.kind == Tok::Newline || forced) {
            return Some(Diagnostic::new(&Problem::Expected { what: "':'" }, self.token.range()));
        }
        None
    }

    /// `except*:`
    fn missing_exceptions(&self) -> Option<Diagnostic> {
        let star = self.previous()?.kind == Tok::Star && self.at == self.line.start + 2;
        let except = star && self.tokens[self.line.start].kind == Tok::Except;
        let missing = except && matches!(self.token.kind, Tok::Colon | Tok::Newline);
        missing.then(|| Diagnostic::new(&Problem::Expected { what: "one or more exception types" }, self.token.range()))
    }

    /// `case x as 1 + 2:`
    fn pattern_target(&self) -> Option<Diagnostic> {
        let target = self.previous()?.kind == Tok::As && self.tokens.get(self.line.start)?.kind == Tok::Case;
        target.then(|| Diagnostic::new(&Problem::PatternTarget, self.token.range()))
    }

    /// `def f:`
    fn missing_parameters(&self) -> Option<Diagnostic> {
        let line = self.line_so_far();
        let line = match line {
            [first, rest @ ..] if first.kind == Tok::Async => rest,
            _ => line,
        };
        let head = match line {
            [def, name] => def.kind == Tok::Def && name.kind == Tok::Name,
            [def, name, open, .., close] => {
                let generic = open.kind == Tok::Lsqb && close.kind == Tok::Rsqb && self.expects("(");
                def.kind == Tok::Def && name.kind == Tok::Name && generic && !self.expects(":")
            }
            _ => false,
        };
        head.then(|| Diagnostic::new(&Problem::Expected { what: "'('" }, self.token.range()))
    }

    /// `'a': 1,`: what precedes the colon can have no annotation.
    fn annotation(&self) -> Option<Diagnostic> {
        let line = self.line_so_far();
        let mut depth = 0usize;
        let colon = line.iter().position(|token| {
            if token.kind.is_open_bracket() || matches!(token.kind, Tok::FStringStart | Tok::TStringStart) {
                depth += 1;
            } else if token.kind.is_close_bracket() || token.kind == Tok::FStringEnd {
                depth = depth.saturating_sub(1);
            }
            depth == 0 && token.kind == Tok::Colon
        })?;
        let operand = line.get(..colon)?;
        let constant = |token: &Token| {
            matches!(
                token.kind,
                Tok::String | Tok::Int | Tok::Float | Tok::Imaginary | Tok::None | Tok::True | Tok::False
            )
        };
        let (first, last) = (operand.first()?, operand.last()?);
        if !operand.iter().all(constant) || colon + 1 >= line.len() {
            return None;
        }
        Some(Diagnostic::new(&Problem::IllegalAnnotationTarget, TextRange::new(first.start, last.end)))
    }

    /// Depth of brackets at the refused token, counted from the beginning of its line.
    fn open_brackets(&self) -> Vec<Token> {
        let mut open = Vec::new();
        for &token in self.line_so_far() {
            if token.kind.is_open_bracket() {
                open.push(token);
            } else if token.kind.is_close_bracket() {
                open.pop();
            }
        }
        open
    }

    /// Index of the first token of the operand that ends before the refused token.
    fn operand_start(&self) -> Option<usize> {
        let mut at = self.at.checked_sub(1)?;
        let mut depth = 0usize;
        loop {
            let kind = self.tokens[at].kind;
            if kind.is_close_bracket() || kind == Tok::FStringEnd {
                depth += 1;
            } else if kind.is_open_bracket() || matches!(kind, Tok::FStringStart | Tok::TStringStart) {
                depth = depth.checked_sub(1)?;
            }
            if depth == 0 {
                let before = at.checked_sub(1).map(|before| self.tokens[before].kind);
                let goes_on = kind.is_open_bracket() && before.is_some_and(ends_operand) || before == Some(Tok::Dot);
                if !goes_on {
                    return Some(at);
                }
                if before == Some(Tok::Dot) {
                    at -= 1;
                }
            }
            at = at.checked_sub(1).filter(|&at| at >= self.line.start)?;
        }
    }

    /// Index of the first token of the operators and operands in brackets that end before the refused token.
    fn disjunction_start(&self) -> usize {
        let mut depth = 0usize;
        let mut start = self.at;
        for at in (self.line.start.min(self.at)..self.at).rev() {
            let kind = self.tokens[at].kind;
            if kind.is_close_bracket() || kind == Tok::FStringEnd {
                depth += 1;
            } else if kind.is_open_bracket() || matches!(kind, Tok::FStringStart | Tok::TStringStart) {
                let Some(outer) = depth.checked_sub(1) else { break };
                depth = outer;
            } else if depth == 0 && !continues_disjunction(kind) {
                break;
            }
            start = at;
        }
        start.min(self.at.saturating_sub(1))
    }

    fn assignment_in_expression(&self) -> Option<Diagnostic> {
        if self.token.kind != Tok::Equal || !ends_operand(self.previous()?.kind) {
            return None;
        }
        let open = self.open_brackets();
        let start = self.operand_start()?;
        let operand = &self.tokens[start..self.at];
        let next = self.tokens.get(self.at + 1).copied().unwrap_or(self.token);
        let range = TextRange::new(operand[0].start, next.end);
        let in_call = open.last().is_some_and(|bracket| {
            let index = self.tokens.iter().position(|token| token == bracket).unwrap_or(0);
            bracket.kind == Tok::Lpar && index > 0 && ends_operand(self.tokens[index - 1].kind)
        });
        if in_call {
            let before = start.checked_sub(1).map(|before| self.tokens[before].kind);
            let problem = match operand {
                _ if before == Some(Tok::Star) => Problem::CannotAssignUnpacking { what: "iterable" },
                _ if before == Some(Tok::DoubleStar) => Problem::CannotAssignUnpacking { what: "keyword" },
                [one] if matches!(one.kind, Tok::True | Tok::False | Tok::None) => {
                    Problem::CannotAssignConstant { name: self.text(*one).to_owned() }
                }
                _ => Problem::KeywordIsExpression,
            };
            return Some(Diagnostic::new(&problem, range));
        }
        let operand_range = TextRange::new(operand[0].start, operand[operand.len() - 1].end);
        match operand {
            [one] if one.kind == Tok::Name => return Some(Diagnostic::new(&Problem::MaybeComparison, range)),
            [one] if matches!(one.kind, Tok::True | Tok::False | Tok::None) => {
                let problem = Problem::CannotAssignConstant { name: self.text(*one).to_owned() };
                return Some(Diagnostic::new(&problem, operand_range));
            }
            _ => {}
        }
        let what = describe(operand)?;
        Some(Diagnostic::new(&Problem::CannotAssignHere { what }, operand_range))
    }

    /// `(f() := 1)`
    fn named_in_expression(&self) -> Option<Diagnostic> {
        if self.token.kind != Tok::ColonEqual {
            return None;
        }
        let start = self.operand_start()?;
        let operand = &self.tokens[start..self.at];
        let before = &self.tokens[self.line.start.min(start)..start];
        let lambda = before.iter().rev().take_while(|token| !token.kind.is_open_bracket() && token.kind != Tok::Comma);
        let what = match operand {
            _ if lambda.into_iter().any(|token| token.kind == Tok::Lambda) => "lambda",
            [one] => match one.kind {
                Tok::True => "True",
                Tok::False => "False",
                Tok::None => "None",
                _ => describe(operand)?,
            },
            [open, .., _] if open.kind == Tok::Lpar => "tuple",
            [open, .., _] if open.kind == Tok::Lsqb => "list",
            _ => describe(operand)?,
        };
        let range = TextRange::new(operand[0].start, operand[operand.len() - 1].end);
        Some(Diagnostic::new(&Problem::CannotNamed { what }, range))
    }

    /// `f(x for x in y, 1)`
    fn bare_generator(&self) -> Option<Diagnostic> {
        let open = self.open_brackets();
        let bracket = open.last()?;
        let index = self.tokens.iter().position(|token| token == bracket)?;
        if bracket.kind != Tok::Lpar || index == 0 || !ends_operand(self.tokens[index - 1].kind) {
            return None;
        }
        let inside = &self.tokens[index + 1..self.at];
        let generator = match self.token.kind {
            Tok::Comma => inside.iter().any(|token| token.kind == Tok::For),
            Tok::For | Tok::Async => inside.iter().any(|token| token.kind == Tok::Comma),
            _ => false,
        };
        let begin = inside.iter().rposition(|token| token.kind == Tok::Comma).map_or(0, |comma| comma + 1);
        let range = TextRange::new(inside.get(begin)?.start, self.token.end);
        generator.then(|| Diagnostic::new(&Problem::BareGenerator, range))
    }

    fn missing_comma(&self) -> Option<Diagnostic> {
        let previous = self.previous()?;
        if !ends_operand(previous.kind) || !begins_operand(self.token.kind) || self.open_brackets().is_empty() {
            return None;
        }
        if previous.kind == Tok::Name && matches!(self.token.kind, Tok::String | Tok::FStringStart) {
            // Most likely a string prefix that does not exist.
            return None;
        }
        let start = self.tokens[self.disjunction_start()].start;
        Some(Diagnostic::new(&Problem::ForgotComma, TextRange::new(start, self.token.end)))
    }

    fn missing_import_names(&self) -> Option<Diagnostic> {
        if self.minor < 13 {
            return None;
        }
        let previous = self.previous()?;
        let missing = previous.kind == Tok::Import && self.token.kind == Tok::Newline;
        missing.then(|| Diagnostic::new(&Problem::NoImportedNames, self.token.range()))
    }
}

/// What messages call an operand that is no name, from its tokens alone.
fn describe(operand: &[Token]) -> Option<&'static str> {
    Some(match operand {
        [one] if matches!(one.kind, Tok::Int | Tok::Float | Tok::Imaginary | Tok::String) => "literal",
        [.., last] if last.kind == Tok::Rpar && operand.len() > 2 && operand[0].kind == Tok::Name => "function call",
        [.., last] if last.kind == Tok::Rsqb && operand[0].kind == Tok::Name => "subscript",
        [.., dot, _] if dot.kind == Tok::Dot => "attribute",
        _ => return None,
    })
}

/// Offset of the end of the last line, which is where CPython sees the end of a file.
fn last_line_end(source: &str) -> u32 {
    source.strip_suffix("\r\n").or_else(|| source.strip_suffix(['\n', '\r'])).unwrap_or(source).len() as u32
}

fn is_block_keyword(kind: Tok) -> bool {
    matches!(
        kind,
        Tok::If
            | Tok::Elif
            | Tok::Else
            | Tok::For
            | Tok::While
            | Tok::With
            | Tok::Try
            | Tok::Except
            | Tok::Finally
            | Tok::Def
            | Tok::Class
            | Tok::Async
            | Tok::Match
            | Tok::Case
    )
}

/// CPython's name for the statement whose block is missing.
fn block_owner(first: Tok, second: Option<Tok>) -> Option<&'static str> {
    Some(match (first, second) {
        (Tok::If, _) => "'if' statement",
        (Tok::Elif, _) => "'elif' statement",
        (Tok::Else, _) => "'else' statement",
        (Tok::For, _) | (Tok::Async, Some(Tok::For)) => "'for' statement",
        (Tok::While, _) => "'while' statement",
        (Tok::With, _) | (Tok::Async, Some(Tok::With)) => "'with' statement",
        (Tok::Try, _) => "'try' statement",
        (Tok::Except, Some(Tok::Star)) => "'except*' statement",
        (Tok::Except, _) => "'except' statement",
        (Tok::Finally, _) => "'finally' statement",
        (Tok::Def, _) | (Tok::Async, Some(Tok::Def)) => "function definition",
        (Tok::Class, _) => "class definition",
        (Tok::Match, _) => "'match' statement",
        (Tok::Case, _) => "'case' statement",
        _ => return None,
    })
}

/// Whether the token, outside brackets, can stand inside an operand of a conditional expression.
fn continues_disjunction(kind: Tok) -> bool {
    !matches!(
        kind,
        Tok::Comma
            | Tok::Colon
            | Tok::ColonEqual
            | Tok::Equal
            | Tok::If
            | Tok::Else
            | Tok::For
            | Tok::In
            | Tok::Lambda
            | Tok::Yield
            | Tok::From
            | Tok::As
            | Tok::Exclamation
            | Tok::FStringMiddle
    )
}

fn ends_operand(kind: Tok) -> bool {
    kind.is_close_bracket()
        || matches!(
            kind,
            Tok::Name
                | Tok::Int
                | Tok::Float
                | Tok::Imaginary
                | Tok::String
                | Tok::FStringEnd
                | Tok::True
                | Tok::False
                | Tok::None
                | Tok::Ellipsis
        )
}

fn begins_operand(kind: Tok) -> bool {
    matches!(
        kind,
        Tok::Name
            | Tok::Int
            | Tok::Float
            | Tok::Imaginary
            | Tok::String
            | Tok::FStringStart
            | Tok::TStringStart
            | Tok::True
            | Tok::False
            | Tok::None
            | Tok::Ellipsis
            | Tok::Lambda
            | Tok::Not
            | Tok::Await
            | Tok::Lbrace
            | Tok::Tilde
    )
}
