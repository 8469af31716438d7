//! The raw lexer: logos' tokens, plus what a regular automaton cannot know. It tracks open brackets, so that line
//! ends inside them vanish, and the strings that a replacement field is nested in.

use std::cell::OnceCell;

use logos::Logos;

use super::errors;
use super::names::is_name_byte;
use super::strings::{Doubled, FStringStyle, TextStop, scan_fstring_text, string_length};
use super::token::{Dialect, Tok, Token};
use crate::diagnostics::{Diagnostic, MAX_ERRORS, Problem};
use crate::range::{LineIndex, TextRange};

/// CPython's limit on open brackets.
const MAX_OPEN: usize = 200;
/// CPython's limit on replacement fields inside format specs.
const MAX_SPEC_NESTING: usize = 3;
/// CPython's limit on f-strings inside each other.
const MAX_FSTRINGS: usize = 149;

/// Something that is open and must be closed.
#[derive(Clone, Copy, Debug)]
struct Open {
    kind: OpenKind,
    at: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum OpenKind {
    Paren,
    Square,
    Brace,
    /// The `{` of a replacement field.
    Field(FStringStyle),
    /// An f-string, outside its fields.
    Text(FStringStyle),
    /// The format spec of a field.
    Spec {
        style: FStringStyle,
        /// Whether a field came before in it.
        after_field: bool,
    },
}

impl OpenKind {
    /// What the bracket opens.
    fn of(bracket: Tok) -> Self {
        match bracket {
            Tok::Lpar => OpenKind::Paren,
            Tok::Lsqb => OpenKind::Square,
            _ => OpenKind::Brace,
        }
    }

    fn is_bracket(self) -> bool {
        matches!(self, OpenKind::Paren | OpenKind::Square | OpenKind::Brace)
    }

    fn is_closed_by(self, token: Tok) -> bool {
        match self {
            OpenKind::Paren => token == Tok::Rpar,
            OpenKind::Square => token == Tok::Rsqb,
            _ => token == Tok::Rbrace,
        }
    }

    fn character(self) -> char {
        match self {
            OpenKind::Paren => '(',
            OpenKind::Square => '[',
            _ => '{',
        }
    }
}

/// What the automaton comes to.
enum Step {
    /// A token that the lexer's state has nothing to do with, between the automaton's offsets.
    Plain(Tok),
    Other(Token),
}

pub(crate) struct RawLexer<'s> {
    source: &'s str,
    inner: logos::Lexer<'s, Tok>,
    open: Vec<Open>,
    /// Brackets opened beyond the limit, which are only counted.
    excess: usize,
    /// Whether an f-string is one token, as up to 3.11.
    whole_strings: bool,
    /// Where lines begin, once a message wants to know.
    lines: OnceCell<LineIndex>,
    pub(super) errors: Vec<Diagnostic>,
}

impl<'s> RawLexer<'s> {
    pub(crate) fn new(source: &'s str, minor: u8) -> Self {
        RawLexer {
            source,
            inner: Tok::lexer_with_extras(source, Dialect { minor }),
            open: Vec::new(),
            excess: 0,
            whole_strings: false,
            lines: OnceCell::new(),
            errors: Vec::new(),
        }
    }

    /// Reads f-strings as CPython's tokenizer did up to 3.11: as strings.
    pub(crate) fn with_whole_strings(source: &'s str, minor: u8) -> Self {
        RawLexer { whole_strings: true, ..RawLexer::new(source, minor) }
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(self.source))
    }

    /// Minor version of the Python 3 whose tokens are read.
    pub(super) fn minor(&self) -> u8 {
        self.inner.extras.minor
    }

    pub(super) fn source(&self) -> &'s str {
        self.source
    }

    /// Offset of the next byte to read.
    #[inline]
    pub(super) fn position(&self) -> usize {
        self.inner.span().end
    }

    /// Skips to `offset`, which must be a character boundary at or after the position.
    #[inline]
    pub(super) fn skip_to(&mut self, offset: usize) {
        self.inner.bump(offset - self.inner.span().end);
    }

    /// Goes back to `offset`, outside all brackets, and forgets the errors found after it.
    pub(super) fn resume_at(&mut self, offset: usize) {
        self.open.clear();
        self.excess = 0;
        self.errors.retain(|error| (error.range.start as usize) < offset);
        self.move_to(offset);
    }

    fn move_to(&mut self, offset: usize) {
        self.inner = Tok::lexer_with_extras(self.source, self.inner.extras);
        self.inner.bump(offset);
    }

    /// Whether a format spec is read.
    pub(crate) fn in_format_spec(&self) -> bool {
        matches!(self.open.last(), Some(Open { kind: OpenKind::Spec { .. }, .. }))
    }

    /// Whether a line end is only white space here.
    pub(super) fn inside_brackets(&self) -> bool {
        !self.open.is_empty()
    }

    /// The brackets that are open, the outermost first: offset and character.
    pub(super) fn open_brackets(&self) -> Vec<(u32, char)> {
        let brackets = self.open.iter().filter(|open| !matches!(open.kind, OpenKind::Text(_) | OpenKind::Spec { .. }));
        brackets.map(|open| (open.at, open.kind.character())).collect()
    }

    /// Reports a bracket as never closed, and closes all.
    pub(super) fn never_closed(&mut self, (at, bracket): (u32, char)) -> TextRange {
        self.open.clear();
        self.excess = 0;
        let range = TextRange::new(at, at + 1);
        self.error(Problem::NeverClosed { bracket }, range);
        range
    }

    pub(super) fn error(&mut self, problem: Problem, range: TextRange) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(Diagnostic::new(&problem, range));
        }
    }

    fn invalid(&mut self, problem: Problem, range: TextRange) -> Token {
        self.error(problem, range);
        Token::new(Tok::Invalid, range.start, range.end)
    }

    /// The next token; [`Tok::EndMarker`] for ever at the end.
    pub(crate) fn next(&mut self) -> Token {
        match self.step() {
            Step::Plain(kind) => self.plain(kind),
            Step::Other(token) => token,
        }
    }

    /// Appends tokens to `out` up to the first that may be the last of its line; gives that.
    #[inline]
    pub(super) fn rest_of_line(&mut self, out: &mut Vec<Token>) -> Token {
        loop {
            // Pushed at two places: both ways to a token would meet in memory otherwise, and wait for it.
            match self.step() {
                Step::Plain(kind) => out.push(self.plain(kind)),
                Step::Other(token) if matches!(token.kind, Tok::LineEnd | Tok::EndMarker) => return token,
                Step::Other(token) => out.push(token),
            }
        }
    }

    #[inline(always)]
    fn step(&mut self) -> Step {
        if let Some(&Open { kind: OpenKind::Text(style) | OpenKind::Spec { style, .. }, .. }) = self.open.last() {
            return Step::Other(self.text(style));
        }
        let from = self.position();
        match self.inner.next() {
            Some(Ok(kind)) if kind.is_plain() || self.nests(kind) => Step::Plain(kind),
            result => Step::Other(self.other(result, from)),
        }
    }

    /// Whether the token just read is a bracket, or a colon, that there is nothing to say of.
    #[inline(always)]
    fn nests(&mut self, kind: Tok) -> bool {
        let top = self.open.last().map(|open| open.kind);
        if kind <= Tok::Lbrace {
            let room = self.open.len() < MAX_OPEN;
            if room {
                self.open.push(Open { kind: OpenKind::of(kind), at: self.inner.span().start as u32 });
            }
            room
        } else if kind <= Tok::Rbrace {
            // What closes a field is left to `close`.
            let closes = self.excess == 0 && top.is_some_and(|top| top.is_bracket() && top.is_closed_by(kind));
            if closes {
                self.open.pop();
            }
            closes
        } else {
            kind <= Tok::ColonEqual && !matches!(top, Some(OpenKind::Field(_)))
        }
    }

    /// A token that the lexer's state has nothing to do with.
    #[inline(always)]
    fn plain(&mut self, kind: Tok) -> Token {
        let span = self.inner.span();
        // Most often a space follows, which need not go through the automaton.
        self.inner.bump(usize::from(self.source.as_bytes().get(span.end) == Some(&b' ')));
        Token::new(kind, span.start as u32, span.end as u32)
    }

    /// Goes on after a token, read from `from`, that changes the lexer's state or that no rule matches.
    fn other(&mut self, mut result: Option<Result<Tok, ()>>, mut from: usize) -> Token {
        loop {
            let Some(found) = result else { return self.end(from) };
            let span = self.inner.span();
            let (start, end) = (span.start as u32, span.end as u32);
            match found {
                Ok(Tok::LineEnd) if self.inside_brackets() => {}
                Ok(Tok::LineEnd) => return Token::new(Tok::LineEnd, start, end),
                Ok(kind) if kind.is_plain() || self.nests(kind) => return self.plain(kind),
                Ok(kind) => return self.special(Token::new(kind, start, end)),
                Err(()) => return self.unrecognized(start, end),
            }
            from = self.position();
            result = self.inner.next();
        }
    }

    /// The end of the file, before which nothing but white space follows `from`.
    fn end(&mut self, from: usize) -> Token {
        let end = self.source.len() as u32;
        match ends_in_continuation(&self.source[from..]) {
            Some(at) => {
                let at = (from + at) as u32;
                self.invalid(Problem::EofAfterBackslash, TextRange::new(at, at + 1))
            }
            None => Token::new(Tok::EndMarker, end, end),
        }
    }

    /// Tokens that change the lexer's state or need a look at what follows.
    fn special(&mut self, token: Token) -> Token {
        let Token { kind, start, end } = token;
        match kind {
            Tok::Lpar | Tok::Lsqb | Tok::Lbrace => self.open(OpenKind::of(kind), token),
            Tok::Rpar | Tok::Rsqb | Tok::Rbrace => self.close(token),
            Tok::Colon | Tok::ColonEqual => {
                if let Some(&Open { kind: OpenKind::Field(style), .. }) = self.open.last() {
                    if kind == Tok::ColonEqual {
                        self.move_to(start as usize + 1);
                    }
                    self.open.push(Open { kind: OpenKind::Spec { style, after_field: false }, at: start });
                    return Token::new(Tok::Colon, start, start + 1);
                }
                token
            }
            Tok::Int | Tok::Float | Tok::Imaginary => {
                if self.inner.remainder().as_bytes().first().is_some_and(|&byte| is_name_byte(byte)) {
                    return self.after_number(token);
                }
                token
            }
            Tok::FStringStart | Tok::TStringStart => {
                let prefix = &self.source.as_bytes()[start as usize..end as usize];
                let quote = prefix[prefix.len() - 1];
                let rest = self.inner.remainder().as_bytes();
                if self.whole_strings {
                    let Some(length) = string_length(rest, quote) else { return self.unrecognized(start, end) };
                    self.inner.bump(length);
                    return Token::new(Tok::String, start, end + length as u32);
                }
                let triple = rest.len() >= 2 && rest[0] == quote && rest[1] == quote;
                if triple {
                    self.inner.bump(2);
                }
                let raw = prefix.iter().any(|b| matches!(b, b'r' | b'R'));
                let style = FStringStyle { quote, triple, raw, template: kind == Tok::TStringStart };
                let texts = self.open.iter().filter(|open| matches!(open.kind, OpenKind::Text(_))).count();
                self.open.push(Open { kind: OpenKind::Text(style), at: start });
                if texts == MAX_FSTRINGS {
                    return self.invalid(Problem::TooManyFStrings, token.range());
                }
                Token::new(kind, start, self.position() as u32)
            }
            _ => token,
        }
    }

    #[inline]
    fn open(&mut self, kind: OpenKind, token: Token) -> Token {
        if self.open.len() < MAX_OPEN || self.open_brackets().len() < MAX_OPEN {
            self.open.push(Open { kind, at: token.start });
            return token;
        }
        self.excess += 1;
        if self.excess == 1 {
            return self.invalid(Problem::TooManyBrackets, token.range());
        }
        // Said already.
        Token::new(Tok::Invalid, token.start, token.end)
    }

    fn close(&mut self, token: Token) -> Token {
        if self.excess > 0 {
            self.excess -= 1;
            return Token::new(Tok::Invalid, token.start, token.end);
        }
        let Some(&top) = self.open.last() else {
            let bracket = char::from(self.source.as_bytes()[token.start as usize]);
            return self.invalid(Problem::Unmatched { bracket }, token.range());
        };
        if top.kind.is_closed_by(token.kind) {
            self.close_innermost();
            return token;
        }
        let close = char::from(self.source.as_bytes()[token.start as usize]);
        let problem = if let OpenKind::Field(style) = top.kind {
            Problem::FStringUnmatched { kind: if style.template { 't' } else { 'f' }, bracket: close }
        } else {
            errors::mismatch(self.lines(), close, top.kind.character(), top.at, token.start)
        };
        // Go on as if everything up to the bracket meant had been closed; but no further than the field of an f-string.
        let inside = self.open.iter().rev().take_while(|open| !matches!(open.kind, OpenKind::Field(_)));
        let meant = inside.clone().position(|open| open.kind.is_closed_by(token.kind));
        let closed = meant.map_or_else(|| inside.count().min(1), |meant| meant + 1);
        self.open.truncate(self.open.len() - closed);
        self.invalid(problem, token.range())
    }

    /// Closes a bracket or a field. From 3.12 on, a format spec knows no escape before its first field, and `{{` after it.
    fn close_innermost(&mut self) {
        self.open.pop();
        let minor = self.minor();
        if let Some(Open { kind: OpenKind::Spec { after_field, .. }, .. }) = self.open.last_mut() {
            *after_field = minor >= 12;
        }
    }

    /// Literal text of an f-string or a format spec, or what ends it.
    fn text(&mut self, style: FStringStyle) -> Token {
        let start = self.position();
        let doubled = match self.open.last() {
            Some(Open { kind: OpenKind::Spec { after_field: true, .. }, .. }) => Doubled::Opening,
            Some(Open { kind: OpenKind::Spec { .. }, .. }) => Doubled::Neither,
            _ => Doubled::Both,
        };
        let in_spec = doubled != Doubled::Both;
        let (length, stop) = scan_fstring_text(self.inner.remainder().as_bytes(), style, doubled);
        let end = (start + length).min(self.source.len());
        self.skip_to(end);
        if end > start && stop != TextStop::Unterminated {
            return Token::new(Tok::FStringMiddle, start as u32, end as u32);
        }
        let at = end as u32;
        let kind = if style.template { 't' } else { 'f' };
        match stop {
            TextStop::Open => {
                self.inner.bump(1);
                let specs = self.open.iter().rev().take_while(|open| !matches!(open.kind, OpenKind::Text(_)));
                let depth = specs.filter(|open| matches!(open.kind, OpenKind::Spec { .. })).count();
                if depth >= MAX_SPEC_NESTING {
                    return self.invalid(Problem::FStringNested { kind }, TextRange::new(at, at + 1));
                }
                self.open(OpenKind::Field(style), Token::new(Tok::Lbrace, at, at + 1))
            }
            TextStop::Close => {
                self.inner.bump(1);
                if !in_spec {
                    return self.invalid(Problem::FStringSingleBrace { kind }, TextRange::new(at, at + 1));
                }
                // The spec, and the field that it belongs to.
                self.open.pop();
                self.close_innermost();
                Token::new(Tok::Rbrace, at, at + 1)
            }
            TextStop::Quote if !in_spec => {
                let length = if style.triple { 3 } else { 1 };
                self.inner.bump(length as usize);
                self.open.pop();
                Token::new(Tok::FStringEnd, at, at + length)
            }
            TextStop::Quote => {
                self.leave_fstring();
                self.invalid(Problem::FStringExpectBrace { kind }, TextRange::at(at))
            }
            TextStop::Unterminated => {
                let string = self.leave_fstring().unwrap_or(at);
                let problem = errors::unterminated_fstring(self.source, self.lines(), style, at);
                self.invalid(problem, TextRange::new(string, string + 1))
            }
        }
    }

    /// Closes everything up to and including the innermost f-string; gives its offset.
    fn leave_fstring(&mut self) -> Option<u32> {
        self.excess = 0;
        while let Some(open) = self.open.pop() {
            if matches!(open.kind, OpenKind::Text(_)) {
                return Some(open.at);
            }
        }
        None
    }

    /// A number that a letter or digit follows directly: an error, unless a keyword begins there.
    fn after_number(&mut self, token: Token) -> Token {
        match errors::after_number(self.source, token, self.minor()) {
            None => token,
            Some((problem, range)) => {
                let rest = self.inner.remainder();
                let junk = rest.bytes().position(|b| !is_name_byte(b)).unwrap_or(rest.len());
                self.inner.bump(junk);
                self.error(problem, range);
                Token::new(Tok::Invalid, range.start, range.end.max(range.start + 1))
            }
        }
    }

    fn unrecognized(&mut self, start: u32, end: u32) -> Token {
        // Inside a field, a quote that matches no string may be the end of the f-string around it.
        let byte = self.source.as_bytes()[start as usize];
        let enclosing = self.open.iter().rev().find_map(|open| match open.kind {
            OpenKind::Text(style) => Some(style),
            _ => None,
        });
        if let Some(style) = enclosing
            && byte == style.quote
            && !style.triple
        {
            self.move_to(start as usize + 1);
            self.leave_fstring();
            let kind = if style.template { 't' } else { 'f' };
            return self.invalid(Problem::FStringExpectBrace { kind }, TextRange::at(start));
        }
        let (problem, range, resume) = errors::unrecognized(self.source, self.lines(), start, end, self.minor());
        self.move_to(resume as usize);
        self.invalid(problem, range)
    }
}

/// Offset of a backslash that joins a line to one that the file does not have.
pub(super) fn ends_in_continuation(text: &str) -> Option<usize> {
    let line = text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r']))?;
    line.ends_with('\\').then(|| line.len() - 1)
}
