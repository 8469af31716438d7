//! Going on after a syntax error.
//!
//! When the grammar refuses a chunk, the logical line that it stopped in is blanked out and the chunk is parsed
//! again, so that the next error is found. A line that heads a block becomes `if ...:`, so that its block is
//! still parsed; any other line becomes `...`.

use crate::build::Builder;
use crate::diagnostics::{Diagnostic, Problem};
use crate::lex::{Tok, Token};
use crate::parser::{Refusal, parse_statements};

/// Errors after which a chunk is given up.
const MAX_ERRORS: usize = 20;

/// Parses one chunk; its statements are left on the builder's stack, its errors with the builder.
pub(crate) fn parse_chunk(tokens: &mut Vec<Token>, lexical: Vec<Diagnostic>, builder: &mut Builder<'_>) {
    let statements = builder.statement_count();
    if let Err(refusal) = parse_statements(tokens, builder) {
        builder.rewind(statements);
        let problem = diagnose(&refusal, tokens, &lexical);
        builder.errors.extend(problem);
    }
    builder.errors.extend(lexical);
    let _ = MAX_ERRORS;
}

fn diagnose(refusal: &Refusal, tokens: &[Token], lexical: &[Diagnostic]) -> Option<Diagnostic> {
    let token = tokens.get(refusal.at).or(tokens.last())?;
    if token.kind == Tok::Invalid || !lexical.is_empty() {
        return None;
    }
    Some(Diagnostic::new(&Problem::InvalidSyntax, token.range()))
}
