//! The driver: feeds chunks of tokens to the generated parser, and goes on after errors.

use lalrpop_util::ParseError;
use self_cell::self_cell;

use crate::arena::Arena;
use crate::ast::{Module, TextRange};
use crate::build::Builder;
use crate::diagnostics::{Diagnostic, MAX_ERRORS, Problem};
use crate::driver::drive;
use crate::lex::{CHUNK_TOKENS, Lexer, Tok, Token};
use crate::range::LineIndex;
use crate::{depth, first, recovery};

#[allow(clippy::all, clippy::pedantic, unused, missing_debug_implementations)]
mod python {
    include!(concat!(env!("OUT_DIR"), "/automaton.rs"));
}

/// The newest Python whose syntax is known: 3.15.
pub const LATEST_MINOR: u8 = 15;

/// How to parse.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Minor version of the Python 3 whose syntax is accepted; newer syntax is an error.
    pub minor: u8,
}

impl Default for Options {
    fn default() -> Self {
        Options { minor: LATEST_MINOR }
    }
}

/// A tree and the source its names and strings borrow from.
struct Tree<'a> {
    source: &'a str,
    module: Option<Module<'a>>,
}

self_cell!(
    struct Cell {
        owner: Arena,
        #[covariant]
        dependent: Tree,
    }
);

/// The result of parsing a file. Owns its source and the memory of its tree.
pub struct Parsed {
    cell: Cell,
    diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// The tree, if there was no error.
    #[must_use]
    pub fn module(&self) -> Option<&Module<'_>> {
        self.cell.borrow_dependent().module.as_ref()
    }

    /// All errors: first the one that CPython would report, then the others in the order of the source.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The source, as it was decoded to UTF-8 and without a byte order mark.
    #[must_use]
    pub fn source(&self) -> &str {
        self.cell.borrow_dependent().source
    }

    /// Computes where the source's lines begin.
    #[must_use]
    pub fn line_index(&self) -> LineIndex {
        LineIndex::new(self.source())
    }

    /// Bytes of memory that the tree and its source take.
    #[must_use]
    pub fn allocated_bytes(&self) -> usize {
        self.cell.borrow_owner().allocated_bytes()
    }

    pub(crate) fn failed(source: &str, diagnostic: Diagnostic) -> Self {
        let cell = Cell::new(Arena::default(), |arena| Tree { source: arena.str(source), module: None });
        Parsed { cell, diagnostics: vec![diagnostic] }
    }
}

impl std::fmt::Debug for Parsed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parsed").field("module", &self.module()).field("diagnostics", &self.diagnostics).finish()
    }
}

/// Parses a file's source with the newest syntax.
#[must_use]
pub fn parse_module(source: &str) -> Parsed {
    parse_module_with(source, Options::default())
}

/// Parses a file's source.
#[must_use]
pub fn parse_module_with(source: &str, options: Options) -> Parsed {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    if u32::try_from(source.len()).is_err() {
        return Parsed::failed("", Diagnostic::new(&Problem::TooLarge, TextRange::default()));
    }
    if let Some(at) = memchr::memchr(0, source.as_bytes()) {
        let range = TextRange::new(at as u32, at as u32 + 1);
        return Parsed::failed(source, Diagnostic::new(&Problem::NullByte, range));
    }
    let mut diagnostics = Vec::new();
    let cell = Cell::new(Arena::for_source(source.len()), |arena| {
        let source = arena.str(source);
        let mut builder = Builder::new(arena, source, options.minor);
        parse_chunks(source, &mut builder);
        let body = builder.all_statements();
        diagnostics = std::mem::take(&mut builder.errors);
        let range = TextRange::new(0, source.len() as u32);
        let module = if diagnostics.is_empty() { Some(Module { range, body }) } else { None };
        Tree { source, module }
    });
    diagnostics.sort_by_key(|diagnostic| diagnostic.range.start);
    if !diagnostics.is_empty() {
        let source = cell.borrow_dependent().source;
        put_first(first::first_error(source, options), &mut diagnostics, source);
    }
    diagnostics.truncate(MAX_ERRORS);
    Parsed { cell, diagnostics }
}

/// Puts `first` before the other errors, of which none says the same of its line.
fn put_first(first: Option<Diagnostic>, diagnostics: &mut Vec<Diagnostic>, source: &str) {
    let Some(first) = first else { return };
    let lines = LineIndex::new(source);
    let place = |error: &Diagnostic| (error.code, lines.line_column(error.range.start).line);
    diagnostics.retain(|other| place(other) != place(&first));
    diagnostics.insert(0, first);
}

fn parse_chunks(source: &str, builder: &mut Builder<'_>) {
    let mut lexer = Lexer::new(source, builder.minor(), true);
    let mut tokens = Vec::with_capacity((source.len() / 4).min(CHUNK_TOKENS * 4));
    while lexer.next_chunk(&mut tokens) {
        let lexical = lexer.take_errors();
        let first = builder.statement_count();
        recovery::parse_chunk(&mut tokens, lexical, builder);
        if lexer.extent() > depth::LEAST_EXTENT {
            depth::check(&tokens, first, builder);
        }
        if builder.errors.len() >= MAX_ERRORS {
            return;
        }
    }
    builder.errors.extend(lexer.take_errors());
}

/// Where and why the grammar refused a chunk.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// Index of the token that fits nowhere; the number of tokens if the chunk ends too early.
    pub(crate) at: usize,
    /// The grammar's names of the tokens that would fit.
    pub(crate) expected: Vec<String>,
}

/// Parses whole statements; they are left on the builder's stack.
pub(crate) fn parse_statements(tokens: &[Token], builder: &mut Builder<'_>) -> Result<(), Refusal> {
    let (statements, errors) = (builder.statement_count(), builder.errors.len());
    if drive::<python::Packed>(tokens, builder) {
        return Ok(());
    }
    builder.rewind(statements);
    builder.errors.truncate(errors);
    let triples = tokens.iter().map(|token| Ok((token.start, token.kind, token.end)));
    match python::StatementsParser::new().parse(builder, triples) {
        Ok(_) => {
            debug_assert!(false, "the driver refused what the grammar accepts");
            Ok(())
        }
        Err(error) => Err(refusal(error, tokens)),
    }
}

fn refusal(error: ParseError<u32, Tok, std::convert::Infallible>, tokens: &[Token]) -> Refusal {
    match error {
        ParseError::UnrecognizedToken { token: (start, kind, end), expected } => {
            let token = Token::new(kind, start, end);
            let at = tokens.iter().position(|&other| other == token).unwrap_or(tokens.len());
            Refusal { at, expected }
        }
        ParseError::UnrecognizedEof { expected, .. } => Refusal { at: tokens.len(), expected },
        // The grammar's parser raises neither: its lexer is a slice, and no action fails.
        ParseError::InvalidToken { .. } | ParseError::ExtraToken { .. } => {
            Refusal { at: tokens.len(), expected: Vec::new() }
        }
        ParseError::User { error } => match error {},
    }
}
