//! Going on after a syntax error.
//!
//! When the grammar refuses a chunk, the logical line that it stopped in is blanked out and the chunk is parsed
//! again, so that the next error is found. A line that heads a block becomes `if ...:`, so that its block is
//! still parsed; any other line becomes `...`. A header without a block gets one.

use crate::build::Builder;
use crate::diagnose::{LineBounds, diagnose};
use crate::diagnostics::Diagnostic;
use crate::lex::{Tok, Token};
use crate::parser::parse_statements;

/// Errors after which the rest of a chunk is given up.
const MAX_ERRORS: usize = 50;

/// Parses one chunk; its statements are left on the builder's stack, its errors with the builder. `lexical` are the
/// errors that the lexer found in the chunk; each has a [`Tok::Invalid`] or concerns indentation alone.
pub(crate) fn parse_chunk(tokens: &mut Vec<Token>, lexical: Vec<Diagnostic>, builder: &mut Builder<'_>) {
    let statements = builder.statement_count();
    let before = builder.errors.len();
    let mut found = lexical;
    let mut blanked = false;
    for _ in 0..MAX_ERRORS {
        let Err(refusal) = parse_statements(tokens, builder) else { break };
        builder.rewind(statements);
        builder.errors.truncate(before);
        let at = refusal.at.min(tokens.len().saturating_sub(1));
        let Some(&token) = tokens.get(at) else { break };
        let line = LineBounds::around(tokens, at);
        let orphan = blanked && at == line.start && continues_block(token.kind);
        let invalid = tokens[line.start..line.end].iter().any(|token| token.kind == Tok::Invalid);
        let diagnostic = diagnose(&refusal, tokens, builder.source, builder.minor());
        let lone_try = diagnostic.is_lone_try();
        // What the lexer has to say of the line says more than that its syntax is invalid.
        let told = token.kind == Tok::Invalid || invalid && diagnostic.is_generic();
        if !orphan && !told {
            found.push(diagnostic);
        }
        if lone_try {
            complete_try(tokens, at);
        } else {
            blank(tokens, at, line);
        }
        blanked = true;
    }
    builder.errors.append(&mut found);
}

/// The first error of a chunk, without going on after it, and the offset that CPython has read to when it reports that;
/// `Err` if the chunk ends in a bracket that is never closed, and nothing else is wrong with it.
pub(crate) fn first_error(
    tokens: &[Token],
    mut lexical: Vec<Diagnostic>,
    builder: &mut Builder<'_>,
) -> Result<Option<(Diagnostic, u32)>, ()> {
    let refusal = parse_statements(tokens, builder).err();
    lexical.append(&mut builder.errors);
    let reach = |diagnostic: Diagnostic| {
        let end = diagnostic.range.end;
        (diagnostic, end)
    };
    let mut found: Vec<_> = lexical.into_iter().map(reach).collect();
    let mut open = false;
    if let Some(refusal) = refusal {
        match tokens.get(refusal.at) {
            Some(token) if token.kind == Tok::Invalid => open = true,
            _ => {
                let diagnostic = diagnose(&refusal, tokens, builder.source, builder.minor());
                let last = tokens.get(refusal.at + diagnostic.lookahead());
                let end = last.map_or(builder.source.len() as u32, |token| token.start);
                let end = end.max(diagnostic.range.end);
                found.push((diagnostic, end));
            }
        }
    }
    let first = found.into_iter().min_by_key(|(diagnostic, _)| diagnostic.range.start);
    if open && first.is_none() { Err(()) } else { Ok(first) }
}

/// Gives the `try` whose blocks end before `at` a `finally`.
fn complete_try(tokens: &mut Vec<Token>, at: usize) {
    let place = tokens[at];
    let fill = |kind| Token::new(kind, place.start, place.start);
    let clause = [Tok::Finally, Tok::Colon, Tok::Ellipsis, Tok::Newline].map(fill);
    tokens.splice(at..at, clause);
}

/// Whether the keyword goes on a compound statement whose beginning may have been blanked out.
fn continues_block(kind: Tok) -> bool {
    matches!(kind, Tok::Elif | Tok::Else | Tok::Except | Tok::Finally | Tok::Case)
}

/// Changes the tokens around the refused one to something that the grammar accepts.
fn blank(tokens: &mut Vec<Token>, at: usize, line: LineBounds) {
    match tokens[at].kind {
        // An indent out of place: go on as if the block stood at the level around it.
        Tok::Indent => {
            let dedent = matching_dedent(tokens, at);
            if let Some(dedent) = dedent {
                tokens.remove(dedent);
            }
            tokens.remove(at);
        }
        // The line before wants something more: a block, or what it decorates.
        Tok::Dedent => complete_line(tokens, at),
        _ if at == line.start && line.start > 0 && !continues_block(tokens[at].kind) && wants_more(tokens, line) => {
            complete_line(tokens, line.start);
        }
        _ => blank_line(tokens, line),
    }
}

/// Gives the line before `at` its block, if it is the header of one; else blanks it out.
fn complete_line(tokens: &mut Vec<Token>, at: usize) {
    let newline = previous_newline(tokens, at);
    let line = LineBounds::around(tokens, newline);
    if newline > line.start && tokens[newline - 1].kind == Tok::Colon && tokens[line.start].kind != Tok::Match {
        let place = tokens[newline];
        tokens.insert(newline, Token::new(Tok::Ellipsis, place.start, place.start));
    } else {
        blank_line(tokens, line);
    }
}

fn previous_newline(tokens: &[Token], at: usize) -> usize {
    tokens[..at].iter().rposition(|token| token.kind == Tok::Newline).unwrap_or(0)
}

/// Whether the line before is a header without its block, or a decorator.
fn wants_more(tokens: &[Token], line: LineBounds) -> bool {
    let before = previous_newline(tokens, line.start);
    let bounds = LineBounds::around(tokens, before);
    let header = before > bounds.start && tokens[before - 1].kind == Tok::Colon;
    header || tokens[bounds.start].kind == Tok::At
}

fn blank_line(tokens: &mut Vec<Token>, line: LineBounds) {
    let place = tokens[line.start];
    let fill = |kind| Token::new(kind, place.start, place.end);
    let heads_block = tokens.get(line.end + 1).is_some_and(|next| next.kind == Tok::Indent);
    let new: &[Token] =
        if heads_block { &[fill(Tok::If), fill(Tok::Ellipsis), fill(Tok::Colon)] } else { &[fill(Tok::Ellipsis)] };
    tokens.splice(line.start..line.end, new.iter().copied());
}

fn matching_dedent(tokens: &[Token], indent: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(indent) {
        match token.kind {
            Tok::Indent => depth += 1,
            Tok::Dedent => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
