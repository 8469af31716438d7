//! Which of a file's errors CPython would report.
//!
//! CPython stops at its first error. That is what the grammar first refuses, unless text that is no token comes later:
//! before an error is reported, the rest of the file is read as tokens, as of 3.10, and what is found there goes first. So does a
//! bracket that is still open at the end if it was opened on an earlier line, because most likely it is to blame.

use crate::arena::Arena;
use crate::build::{Builder, old_fields};
use crate::diagnostics::{Diagnostic, Problem};
use crate::lex::{Lexer, Scan, scan};
use crate::parser::Options;
use crate::range::{LineIndex, TextRange};
use crate::recovery;

/// The error that CPython would report for a file that has one.
pub(crate) fn first_error(source: &str, options: Options) -> Option<Diagnostic> {
    let first = found_first(source, options)?;
    let old = (9..12).contains(&options.minor);
    Some(if old { old_fields::as_reported(first, source, options.minor) } else { first })
}

fn found_first(source: &str, options: Options) -> Option<Diagnostic> {
    let refused = refused(source, options);
    // CPython reads on after none of these, nor does it before 3.10.
    if let Some((error, _)) = &refused
        && (error.is_about_indentation() || options.minor < 10)
    {
        return refused.map(|(error, _)| error);
    }
    match scan(source, options.minor, u32::MAX) {
        Scan::Error(error) => Some(error),
        Scan::Open { at, bracket } => {
            let lines = LineIndex::new(source);
            let line = |offset| lines.line_column(offset).line;
            let earlier = refused.as_ref().is_none_or(|&(_, reach)| line(reach) > line(at));
            if earlier {
                return Some(Diagnostic::new(&Problem::NeverClosed { bracket }, TextRange::new(at, at + 1)));
            }
            refused.map(|(error, _)| error)
        }
        Scan::Whole => refused.map(|(error, _)| error),
    }
}

/// What the grammar refuses first, if it is anything but the end of a file in which a bracket is open, and the offset
/// that CPython has read to by then.
fn refused(source: &str, options: Options) -> Option<(Diagnostic, u32)> {
    let arena = Arena::default();
    let mut builder = Builder::new(&arena, source, options.minor);
    let mut lexer = Lexer::new(source, options.minor, false);
    let mut tokens = Vec::new();
    while lexer.next_chunk(&mut tokens) {
        let lexical = lexer.take_errors();
        match recovery::first_error(&tokens, lexical, &mut builder) {
            Ok(None) => builder.rewind(0),
            Ok(error) => return error,
            Err(()) => return None,
        }
    }
    let error = lexer.take_errors().into_iter().next()?;
    let end = error.range.end;
    Some((error, end))
}
