//! F-strings as CPython read them up to 3.11: an f-string was one string token, in whose characters the replacement
//! fields were then found by hand. So a field could contain neither the quotes around it nor a backslash, nor a comment,
//! and nothing could follow its conversion.

use crate::ast::TextRange;
use crate::diagnostics::{Diagnostic, Problem};
use crate::lex::{RawLexer, Tok, string_length};
use crate::range::LineIndex;

/// Fields may nest once.
const MAX_NESTING: usize = 2;

/// What those versions reject in the f-string at `literal`, which newer ones take.
pub(crate) fn check(source: &str, literal: TextRange, minor: u8) -> Option<(Problem, TextRange)> {
    let text = literal.text(source).as_bytes();
    let prefix = text.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let quote = text[prefix];
    let opening = literal.start as usize + prefix + 1;
    let first = TextRange::new(literal.start, literal.start + 1);
    let Some(length) = string_length(&source.as_bytes()[opening..], quote) else {
        let line = LineIndex::new(source).line_column(literal.start).line;
        return Some((Problem::UnterminatedString { line }, first));
    };
    if opening + length != literal.end as usize {
        let at = (opening + length - 1) as u32;
        return Some((Problem::FStringQuote, TextRange::new(at, at + 1)));
    }
    let triple = text.len() >= prefix + 6 && text[prefix..].starts_with(&[quote; 3]);
    let quotes = if triple { 3 } else { 1 };
    let raw = text[..prefix].iter().any(|byte| matches!(byte, b'r' | b'R'));
    let mut fields = Fields { text: &text[..text.len() - quotes], at: prefix + quotes, raw };
    let problem = fields.text(0).err()?;
    // As of 3.9, the error is where the parser has read to.
    let place = if minor < 9 { first } else { TextRange::new(literal.end - 1, literal.end) };
    Some((problem, place))
}

/// The first error of a file as 3.9 to 3.11 report it if it is in a string.
pub(crate) fn as_reported(error: Diagnostic, source: &str, minor: u8) -> Diagnostic {
    let at = error.range.start;
    let Some((literal, next)) = literal_around(source, minor, at) else { return error };
    let is_format =
        literal.text(source).bytes().take_while(u8::is_ascii_alphabetic).any(|byte| matches!(byte, b'f' | b'F'));
    let mut error = if is_format { reworded(error, source, minor) } else { error };
    // Strings were decoded, and fields found, when all strings side by side had been read, and with them the token that
    // follows.
    if error.is_about_text() {
        error.range = next;
    }
    error
}

/// The string literal around `at`, and the token after those side by side with it.
fn literal_around(source: &str, minor: u8, at: u32) -> Option<(TextRange, TextRange)> {
    let mut lexer = RawLexer::with_whole_strings(source, minor);
    let mut found = None;
    loop {
        let token = lexer.next();
        match token.kind {
            Tok::String if (token.start..token.end).contains(&at) => found = Some(token.range()),
            Tok::String => {}
            _ if found.is_some() => return found.map(|literal| (literal, token.range())),
            _ if token.kind == Tok::EndMarker || token.start > at => return None,
            _ => {}
        }
    }
}

/// The words of the time for an error in an f-string.
fn reworded(mut error: Diagnostic, source: &str, minor: u8) -> Diagnostic {
    const PREFIX: &str = "f-string: ";
    let (kind, before) = ('f', source[error.range.start as usize..].chars().next().unwrap_or('}'));
    let is = |problem: Problem| error.code == problem.code();
    let problem = if is(Problem::FStringEmpty { kind, before }) {
        let required = minor >= 11 && before != '}';
        if required { Problem::FStringRequired { before } } else { Problem::FStringEmptyExpression }
    } else if is(Problem::FStringConversion { kind, found: String::new() })
        || is(Problem::FStringBadConversion { kind })
    {
        Problem::FStringInvalidConversion
    } else if is(Problem::FStringLambda { kind }) || is(Problem::FStringNoExpression { kind }) {
        Problem::InvalidSyntax
    } else {
        // What a field's parser or tokenizer says.
        if !error.is_about_text() && !error.message.starts_with("f-string") {
            error.message.insert_str(0, PREFIX);
        }
        return error;
    };
    let mut new = Diagnostic::new(&problem, error.range);
    if new.is_generic() {
        new.message.insert_str(0, PREFIX);
    }
    new
}

type Found = Result<(), Problem>;

struct Fields<'t> {
    text: &'t [u8],
    at: usize,
    raw: bool,
}

impl Fields<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Text and fields up to the end of the string, or of the format spec if `level` is not 0.
    fn text(&mut self, level: usize) -> Found {
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' if !self.raw => self.escape(),
                b'{' | b'}' if level == 0 && self.text.get(self.at + 1) == Some(&byte) => self.at += 2,
                b'{' => self.field(level)?,
                // Outside a format spec, the lexer has refused it.
                b'}' => return Ok(()),
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    fn escape(&mut self) {
        self.at += 1;
        // A brace cannot be escaped.
        match self.peek() {
            Some(b'N') if self.text.get(self.at + 1) == Some(&b'{') => {
                let rest = &self.text[self.at..];
                self.at += rest.iter().position(|&byte| byte == b'}').map_or(rest.len(), |length| length + 1);
            }
            Some(b'{' | b'}') | None => {}
            Some(_) => self.at += 1,
        }
    }

    fn field(&mut self, level: usize) -> Found {
        if level == MAX_NESTING {
            return Err(Problem::FStringNested { kind: 'f' });
        }
        self.at += 1;
        self.expression()?;
        if self.peek() == Some(b'=') {
            self.at += 1;
            while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
                self.at += 1;
            }
        }
        if self.peek() == Some(b'!') {
            self.at += 2;
        }
        if self.peek() == Some(b':') {
            self.at += 1;
            self.text(level + 1)?;
        }
        if self.peek() != Some(b'}') {
            return Err(Problem::FStringExpectBrace { kind: 'f' });
        }
        self.at += 1;
        Ok(())
    }

    /// The expression of a field, to what ends it.
    fn expression(&mut self) -> Found {
        let mut brackets = 0usize;
        // The quote of the string that is open in the expression, and how many of them close it.
        let mut string: Option<(u8, usize)> = None;
        while let Some(byte) = self.peek() {
            if byte == b'\\' {
                return Err(Problem::FStringBackslash);
            }
            let tripled = self.text[self.at..].starts_with(&[byte; 3]);
            if let Some((quote, count)) = string {
                if byte == quote && (count == 1 || tripled) {
                    string = None;
                    self.at += count;
                } else {
                    self.at += 1;
                }
                continue;
            }
            match byte {
                b'"' | b'\'' => {
                    let count = if tripled { 3 } else { 1 };
                    string = Some((byte, count));
                    self.at += count;
                    continue;
                }
                b'(' | b'[' | b'{' => brackets += 1,
                b'#' => return Err(Problem::FStringComment),
                b'!' | b'=' | b'<' | b'>' if brackets == 0 && self.text.get(self.at + 1) == Some(&b'=') => self.at += 1,
                b'!' | b':' | b'}' | b'=' if brackets == 0 => return Ok(()),
                b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
        Ok(())
    }
}
