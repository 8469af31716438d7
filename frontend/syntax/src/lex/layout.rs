//! The indentation filter: turns physical lines into logical ones, with [`Tok::Newline`], [`Tok::Indent`] and
//! [`Tok::Dedent`].

use memchr::{memchr2, memrchr2};

use super::raw::{RawLexer, ends_in_continuation};
use super::token::{Tok, Token};
use crate::diagnostics::{Diagnostic, Problem};
use crate::range::TextRange;

/// CPython's limit on indentation levels.
const MAX_INDENTS: usize = 100;
const TAB_SIZE: u32 = 8;
/// How often a file's rest is read again after a bracket that is never closed.
const MAX_RESUMED: usize = 20;

/// Width of an indentation, with tabs as eight columns and as one. Two lines are indented consistently only if
/// both measures compare alike.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Width {
    columns: u32,
    characters: u32,
}

pub(super) struct Layout<'s> {
    raw: RawLexer<'s>,
    indents: Vec<Width>,
    too_deep: bool,
    /// Whether reading goes on after a bracket that is never closed.
    recover: bool,
    /// How often it did.
    resumed: usize,
}

impl<'s> Layout<'s> {
    pub(super) fn new(source: &'s str, minor: u8, recover: bool) -> Self {
        Layout { raw: RawLexer::new(source, minor), indents: Vec::new(), too_deep: false, recover, resumed: 0 }
    }

    /// Number of open indented blocks.
    pub(super) fn depth(&self) -> usize {
        self.indents.len()
    }

    pub(super) fn take_errors(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.raw.errors)
    }

    /// Appends the next logical line, led by the indents and dedents that come before it. `false` at the end of
    /// the file, when only dedents are left to append.
    pub(super) fn line(&mut self, out: &mut Vec<Token>) -> bool {
        let (width, start) = self.next_line();
        if self.raw.position() >= self.raw.source().len() {
            self.check_last_line();
            let end = self.raw.source().len() as u32;
            out.extend(self.indents.drain(..).map(|_| Token::new(Tok::Dedent, end, end)));
            return false;
        }
        self.indent(width, start, out);
        let last = self.raw.rest_of_line(out);
        if last.kind == Tok::LineEnd {
            out.push(Token::new(Tok::Newline, last.start, last.end));
            return true;
        }
        let mut last_end = last.start;
        if !self.recover && self.raw.inside_brackets() {
            // The parser's first error counts, and where there is none this token is it.
            out.push(Token::new(Tok::Invalid, last_end, last_end));
        } else if let Some((bracket, resume)) = self.unclosed(width) {
            if let Some(resume) = resume {
                // What the bracket swallowed is read again, as statements of their own.
                self.resumed += 1;
                self.raw.resume_at(resume);
                out.retain(|token| (token.start as usize) < resume);
                last_end = resume as u32;
            }
            let range = self.raw.never_closed(bracket);
            out.push(Token::new(Tok::Invalid, range.start, range.end));
            last_end = last_end.max(range.end);
        }
        out.push(Token::new(Tok::Newline, last_end, last_end));
        true
    }

    /// At the end of the file: the bracket to blame if any is open, and where the statement after it most likely begins.
    /// It is the outermost one that such a beginning follows before the next bracket; else the innermost.
    fn unclosed(&self, width: Width) -> Option<((u32, char), Option<usize>)> {
        let brackets = self.raw.open_brackets();
        let last = *brackets.last()?;
        if self.resumed == MAX_RESUMED {
            return Some((last, None));
        }
        let ends = brackets.iter().skip(1).map(|next| next.0 as usize).chain([usize::MAX]);
        for (&bracket, end) in brackets.iter().zip(ends) {
            if let Some(resume) = self.next_statement(bracket.0 as usize + 1, end, width) {
                return Some((bracket, Some(resume)));
            }
        }
        Some((last, None))
    }

    /// Offset of the first line after `from`, and no later than `end`, that most likely begins a statement, indented no more than `width`.
    fn next_statement(&self, from: usize, end: usize, width: Width) -> Option<usize> {
        let source = self.raw.source();
        let mut at = from + memchr2(b'\n', b'\r', &source.as_bytes()[from..])? + 1;
        while at <= end {
            let rest = &source[at..];
            let text = rest.trim_start_matches([' ', '\t']);
            if rest.len() - text.len() <= width.characters as usize && begins_statement(text) {
                return Some(at);
            }
            at += memchr2(b'\n', b'\r', rest.as_bytes())? + 1;
        }
        None
    }

    /// Skips blank lines and comments; leaves the lexer at the first token of the next logical line. Gives its
    /// indentation and the offset of its line. The lines that a backslash in the indentation joins count as one, up to
    /// the first backslash that is not at column 0.
    fn next_line(&mut self) -> (Width, usize) {
        let bytes = self.raw.source().as_bytes();
        let mut at = self.raw.position();
        let mut line = at;
        let mut width = Width::default();
        // The columns before the first backslash in the indentation that is not at column 0.
        let mut continued = 0;
        let mut joined = false;
        loop {
            match bytes.get(at) {
                Some(b' ') => {
                    let spaces = spaces(&bytes[at..]);
                    width.columns += spaces as u32;
                    width.characters += spaces as u32;
                    at += spaces;
                    continue;
                }
                Some(b'\t') => {
                    width.columns = (width.columns / TAB_SIZE + 1) * TAB_SIZE;
                    width.characters += 1;
                }
                Some(b'\x0c') => width = Width::default(),
                Some(b'\n' | b'\r') => {
                    width = Width::default();
                    (continued, joined) = (0, false);
                    line = at + 1;
                }
                Some(b'#') => {
                    at = memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |length| at + length);
                    continue;
                }
                Some(b'\\') if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => {
                    if self.raw.minor() < 9 {
                        // The line that the backslash is in counts alone.
                        break;
                    }
                    joined = true;
                    if continued == 0 {
                        continued = width.columns;
                    }
                    at += if bytes[at + 1..].starts_with(b"\r\n") { 2 } else { 1 };
                }
                _ => break,
            }
            at += 1;
        }
        self.raw.skip_to(at);
        if joined && self.raw.minor() == 9 {
            // Such a line has no indentation that counts.
            width = self.indents.last().copied().unwrap_or_default();
        } else if continued > 0 {
            width = Width { columns: continued, characters: continued };
        }
        (width, line)
    }

    /// Reports a backslash at the end of the file where a logical line would begin.
    fn check_last_line(&mut self) {
        let source = self.raw.source();
        let Some(at) = ends_in_continuation(source) else { return };
        // It may stand in a comment.
        let line = source[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        if source[line..at].bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')) {
            self.raw.error(Problem::EofAfterBackslash, TextRange::new(at as u32, at as u32 + 1));
        }
    }

    /// Compares a line's indentation with the open blocks.
    fn indent(&mut self, width: Width, line: usize, out: &mut Vec<Token>) {
        let at = self.raw.position() as u32;
        let current = self.indents.last().copied().unwrap_or_default();
        if width == current {
            return;
        }
        // After a backslash in the indentation, its last line.
        let indentation = &self.raw.source().as_bytes()[line..at as usize];
        let last = line + memrchr2(b'\n', b'\r', indentation).map_or(0, |end| end + 1);
        let range = TextRange::new(last as u32, at);
        if width.columns > current.columns {
            if width.characters <= current.characters {
                self.raw.error(Problem::InconsistentTabs, range);
            }
            if self.indents.len() >= MAX_INDENTS && !self.too_deep {
                self.too_deep = true;
                self.raw.error(Problem::TooManyIndents, range);
            }
            self.indents.push(width);
            out.push(Token::new(Tok::Indent, last as u32, at));
            return;
        }
        while self.indents.last().is_some_and(|open| open.columns > width.columns) {
            self.indents.pop();
            out.push(Token::new(Tok::Dedent, at, at));
        }
        let now = self.indents.last().copied().unwrap_or_default();
        if now.columns != width.columns {
            self.raw.error(Problem::Unindent, range);
        } else if now.characters != width.characters {
            self.raw.error(Problem::InconsistentTabs, range);
        }
    }
}

/// How many spaces `bytes` begins with.
#[inline]
fn spaces(bytes: &[u8]) -> usize {
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    let mut length = 0;
    // Most lines are indented by few times eight.
    while let Some(&eight) = bytes[length..].first_chunk() {
        let others = u64::from_le_bytes(eight) ^ SPACES;
        if others != 0 {
            return length + others.trailing_zeros() as usize / 8;
        }
        length += eight.len();
    }
    length + bytes[length..].iter().take_while(|&&byte| byte == b' ').count()
}

/// Whether text begins with a word that no expression can begin a line with, or with an assignment to a name.
fn begins_statement(text: &str) -> bool {
    const WORDS: [&str; 17] = [
        "assert", "break", "class", "continue", "def", "del", "except", "finally", "global", "import", "nonlocal",
        "pass", "raise", "return", "try", "while", "with",
    ];
    let word = text.len() - text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    let after = text[word..].trim_start_matches([' ', '\t']);
    text.starts_with('@') || WORDS.contains(&&text[..word]) || word > 0 && after.starts_with("= ")
}
