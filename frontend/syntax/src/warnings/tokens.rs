//! Escapes that are none, and numbers that a keyword follows without a space.

use super::warning;
use crate::diagnostics::{Diagnostic, ErrorClass, Problem};
use crate::lex::{RawLexer, Tok, Token, is_name_byte};
use crate::range::{LineIndex, TextRange};

pub(super) fn warnings(source: &str, minor: u8) -> Vec<Diagnostic> {
    let mut scan = Scan { source, minor, lines: LineIndex::new(source), found: Vec::new() };
    let mut lexer = RawLexer::new(source, minor);
    // The f-strings that are open: whether raw, where they begin, and the escapes found in their text.
    let mut strings: Vec<FString> = Vec::new();
    loop {
        let token = lexer.next();
        match token.kind {
            Tok::EndMarker => break,
            Tok::Int | Tok::Float | Tok::Imaginary => scan.number(token),
            Tok::String => scan.string(token),
            Tok::FStringStart | Tok::TStringStart => {
                let raw = token.range().text(source).contains(['r', 'R']);
                strings.push(FString { raw, start: token.start, escapes: Vec::new() });
            }
            Tok::FStringMiddle => {
                if let Some(string) = strings.last_mut().filter(|string| !string.raw) {
                    let in_spec = lexer.in_format_spec();
                    string
                        .escapes
                        .extend(first_invalid(token.range(), source, false, minor).map(|at| (token, at, in_spec)));
                }
            }
            Tok::FStringEnd => {
                if let Some(string) = strings.pop() {
                    string.escapes.iter().for_each(|&(text, at, in_spec)| {
                        // CPython looks for the line from where the string ends, or in a format spec from its text.
                        let from = match minor {
                            ..12 => string.start,
                            _ if in_spec => text.start,
                            _ => token.start,
                        };
                        scan.escape(from, text.start, at);
                    });
                }
            }
            _ => {}
        }
    }
    scan.found
}

struct FString {
    raw: bool,
    start: u32,
    /// A piece of text, the place of its first escape that is none, and whether it belongs to a format spec.
    escapes: Vec<(Token, u32, bool)>,
}

struct Scan<'s> {
    source: &'s str,
    minor: u8,
    lines: LineIndex,
    found: Vec<Diagnostic>,
}

impl Scan<'_> {
    /// A number that a keyword follows directly: what else may follow is an error.
    fn number(&mut self, token: Token) {
        let follows = self.source.as_bytes().get(token.end as usize).is_some_and(|&byte| is_name_byte(byte));
        if self.minor < 10 || !follows {
            return;
        }
        let second = token.range().text(self.source).as_bytes().get(1).map(u8::to_ascii_lowercase);
        let problem = match (token.kind, second) {
            (Tok::Imaginary, _) => Problem::NumberBefore { what: "imaginary" },
            (Tok::Int, Some(b'x')) => Problem::NumberBefore { what: "hexadecimal" },
            (Tok::Int, Some(b'o')) => Problem::NumberBefore { what: "octal" },
            (Tok::Int, Some(b'b')) => Problem::NumberBefore { what: "binary" },
            _ => Problem::NumberBefore { what: "decimal" },
        };
        self.push(problem, token.range(), 11);
    }

    fn string(&mut self, token: Token) {
        let text = token.range().text(self.source);
        let prefix = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (prefix, quoted) = text.split_at(prefix);
        if prefix.contains(['r', 'R']) {
            return;
        }
        let quotes = if quoted.len() >= 6 && quoted.as_bytes()[1] == quoted.as_bytes()[0] { 3 } else { 1 };
        let start = token.start + prefix.len() as u32;
        let body = TextRange::new(start + quotes, token.end - quotes);
        if let Some(at) = first_invalid(body, self.source, prefix.contains(['b', 'B']), self.minor) {
            self.escape(token.start, token.start, at);
        }
    }

    /// The escape at `at`, in text that begins at `text`, of a token that CPython takes to begin at `token`.
    fn escape(&mut self, token: u32, text: u32, at: u32) {
        let rest = &self.source[at as usize + 1..];
        let octal = rest.starts_with(|c: char| c.is_digit(8));
        let length = if octal { 3 } else { rest.chars().next().map_or(0, char::len_utf8) };
        let escape = self.source[at as usize..at as usize + 1 + length].to_owned();
        let octal = if octal { "octal " } else { "" };
        let problem = match self.minor {
            ..10 => Problem::InvalidEscapeBare { escape },
            10..14 => Problem::InvalidEscape { escape, octal },
            _ => Problem::InvalidEscapeFuture { escape, octal },
        };
        // As of 3.14, the line ends before the escape are counted.
        let line = self.lines.line_column(token).line;
        let line = if self.minor >= 14 {
            line + self.lines.line_column(at).line - self.lines.line_column(text).line
        } else {
            line
        };
        let own = self.lines.line_column(at).line == line;
        let place = self.lines.line_range(line.min(self.lines.line_count())).start;
        let range = if own { TextRange::new(at, at + 1 + length as u32) } else { TextRange::at(place) };
        self.push(problem, range, 12);
    }

    /// Reports what is deprecated before 3.`since`.
    fn push(&mut self, problem: Problem, range: TextRange, since: u8) {
        let mut diagnostic = warning(problem, range);
        if self.minor < since {
            diagnostic.class = ErrorClass::DeprecationWarning;
        }
        self.found.push(diagnostic);
    }
}

/// Offset of the first escape of a literal's body that is none.
fn first_invalid(body: TextRange, source: &str, is_bytes: bool, minor: u8) -> Option<u32> {
    let text = body.text(source).as_bytes();
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'\\', &text[at..]) {
        at += length;
        let valid = match text.get(at + 1) {
            // The brace of a field, or the end of one, follows the text.
            None => match source.as_bytes().get(body.end as usize) {
                Some(b'{') => false,
                Some(b'}') => minor < 12,
                _ => true,
            },
            Some(b'\n' | b'\r' | b'\\' | b'\'' | b'"' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'x') => true,
            Some(b'N' | b'u' | b'U') => !is_bytes,
            Some(b'4'..=b'7') => {
                minor < 11
                    || !text
                        .get(at + 2..at + 4)
                        .is_some_and(|more| more.iter().all(|digit| matches!(digit, b'0'..=b'7')))
            }
            Some(b'0'..=b'3') => true,
            // CPython makes ASCII of the text first, and of such a backslash an escape.
            Some(0x80..) => true,
            Some(_) => false,
        };
        if !valid {
            return Some(body.start + at as u32);
        }
        at += 2;
        if at >= text.len() {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_escapes() {
        let first = |body: &str| first_invalid(TextRange::new(0, body.len() as u32), body, false, 14);
        assert_eq!(first(r"a\\d\n"), None);
        assert_eq!(first(r"a\d\e"), Some(1));
        assert_eq!(first(r"\é\П"), None);
        assert_eq!(first(r"\П\d"), Some(3));
    }
}
