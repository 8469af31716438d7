//! From text to the grammar's tokens, in three steps unaware of each other: [`raw`] finds tokens, [`layout`]
//! logical lines and indentation, [`soft_keywords`] decides what needs more than one token of lookahead.

mod errors;
mod keywords;
mod layout;
mod names;
mod raw;
mod soft_keywords;
mod strings;
mod token;

pub(crate) use names::is_name_byte;
pub(crate) use raw::RawLexer;
pub(crate) use strings::string_length;
pub use token::{Tok, Token};

use crate::diagnostics::Diagnostic;
use crate::parser::LATEST_MINOR;
use crate::range::TextRange;
use layout::Layout;
use soft_keywords::SoftKeywords;

/// Tokens that a chunk should have before it is cut.
pub(crate) const CHUNK_TOKENS: usize = 512;

/// Tokens that few logical lines have more of.
const LINE_TOKENS: usize = 64;

/// Reads a source in chunks of whole top-level statements, so that the tokens of a large file need not all be in
/// memory, and an error costs no more than its chunk.
pub(crate) struct Lexer<'s> {
    source: &'s str,
    layout: Layout<'s>,
    soft_keywords: SoftKeywords,
    /// Tokens already read that belong to the next chunk.
    carried: Vec<Token>,
    at_end: bool,
    /// Whatever is larger: the number of lines in this chunk, or of tokens in one of them.
    extent: usize,
}

impl<'s> Lexer<'s> {
    /// `recover`: read on after a bracket that is never closed, as if it were.
    pub(crate) fn new(source: &'s str, minor: u8, recover: bool) -> Self {
        Lexer {
            source,
            layout: Layout::new(source, minor, recover),
            soft_keywords: SoftKeywords::new(minor),
            carried: Vec::new(),
            at_end: false,
            extent: 0,
        }
    }

    /// Puts the next chunk into `tokens`; `false` when there is none.
    pub(crate) fn next_chunk(&mut self, tokens: &mut Vec<Token>) -> bool {
        tokens.clear();
        // A long statement takes much memory that those after it do not need.
        if tokens.capacity() > 8 * CHUNK_TOKENS {
            tokens.shrink_to(4 * CHUNK_TOKENS);
        }
        tokens.append(&mut self.carried);
        self.extent = tokens.len();
        let mut lines = 1;
        // Whether the last line must stay with the next one: a decorator, or the header of a block.
        let mut bound = tokens.first().is_some_and(|token| token.kind == Tok::At);
        while !self.at_end {
            let line = tokens.len();
            if tokens.capacity() - line < LINE_TOKENS {
                // By less than twice, which a chunk of one long statement would seldom fill.
                tokens.reserve_exact((line / 4).max(CHUNK_TOKENS));
            }
            self.at_end = !self.layout.line(tokens);
            lines += 1;
            self.extent = self.extent.max(tokens.len() - line).max(lines);
            if self.at_end || self.layout.depth() > 0 {
                continue;
            }
            let dedents = tokens[line..].iter().take_while(|token| token.kind == Tok::Dedent).count();
            let first = line + dedents;
            let kind = tokens[first].kind;
            let continues = matches!(kind, Tok::Elif | Tok::Else | Tok::Except | Tok::Finally | Tok::Indent);
            if first >= CHUNK_TOKENS && !continues && !bound {
                self.carried.extend_from_slice(&tokens[first..]);
                tokens.truncate(first);
                break;
            }
            bound = kind == Tok::At;
        }
        self.soft_keywords.resolve(tokens, self.source);
        !tokens.is_empty()
    }

    /// The number of logical lines in this chunk, or of tokens in one of them if that is larger; at most a few more.
    pub(crate) fn extent(&self) -> usize {
        self.extent
    }

    pub(crate) fn take_errors(&mut self) -> Vec<Diagnostic> {
        self.layout.take_errors()
    }
}

/// What reading the tokens alone, to the end of the file, comes to.
pub(crate) enum Scan {
    /// The first text that is no token.
    Error(Diagnostic),
    /// The innermost bracket that is open at the end.
    Open {
        at: u32,
        bracket: char,
    },
    Whole,
}

/// Reads the tokens of a file up to offset `until`, whatever the grammar makes of them.
pub(crate) fn scan(source: &str, minor: u8, until: u32) -> Scan {
    let mut lexer = if minor < 12 { RawLexer::with_whole_strings(source, minor) } else { RawLexer::new(source, minor) };
    loop {
        let token = lexer.next();
        // A character that begins no token is a token to CPython, which its grammar then refuses.
        lexer.errors.retain(|error| !error.is_stray_character());
        if !lexer.errors.is_empty() {
            return Scan::Error(lexer.errors.remove(0));
        }
        if token.kind == Tok::EndMarker {
            return match lexer.open_brackets().last() {
                Some(&(at, bracket)) => Scan::Open { at, bracket },
                None => Scan::Whole,
            };
        }
        if token.start >= until {
            return Scan::Whole;
        }
    }
}

/// The literals that a concatenation of strings, which covers `range`, is made of.
pub(crate) fn string_literals(source: &str, range: TextRange) -> Vec<TextRange> {
    let mut lexer = raw::RawLexer::new(range.text(source), LATEST_MINOR);
    let mut literals = Vec::new();
    // Offsets at which the f-strings begin that are open.
    let mut open = Vec::new();
    loop {
        let token = lexer.next();
        match token.kind {
            Tok::EndMarker => return literals,
            Tok::FStringStart | Tok::TStringStart => open.push(token.start),
            Tok::FStringEnd => {
                if let Some(start) = open.pop()
                    && open.is_empty()
                {
                    literals.push(TextRange::new(range.start + start, range.start + token.end));
                }
            }
            Tok::String if open.is_empty() => {
                literals.push(TextRange::new(range.start + token.start, range.start + token.end));
            }
            _ => {}
        }
    }
}

/// Offset of the bracket that closes the one at the beginning of `text`.
pub(crate) fn closing_bracket(text: &str) -> Option<usize> {
    let mut lexer = raw::RawLexer::new(text, LATEST_MINOR);
    loop {
        let token = lexer.next();
        if token.kind == Tok::EndMarker {
            return None;
        }
        if !lexer.inside_brackets() {
            return Some(token.start as usize);
        }
    }
}

/// Offset of the last `!=` in an expression's text that stands in no brackets.
pub(crate) fn last_not_equal(text: &str) -> Option<usize> {
    let mut lexer = raw::RawLexer::new(text, LATEST_MINOR);
    let mut last = None;
    loop {
        let token = lexer.next();
        match token.kind {
            Tok::EndMarker => return last,
            Tok::NotEqual if !lexer.inside_brackets() => last = Some(token.start as usize),
            _ => {}
        }
    }
}
