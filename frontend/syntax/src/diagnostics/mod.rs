//! Diagnostics: what is wrong, where, and what may help.
//!
//! [`problems`](self) keeps every message of this crate in one place, each under a stable code.

mod problems;
mod render;

pub use problems::{ErrorCode, Problem};
pub use render::render;

use crate::range::TextRange;

/// Errors of a file that are reported; one with more is most likely no Python.
pub(crate) const MAX_ERRORS: usize = 100;

/// The exception class that CPython raises for a problem, or the category of its warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    SyntaxError,
    IndentationError,
    TabError,
    SyntaxWarning,
    DeprecationWarning,
}

impl ErrorClass {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ErrorClass::SyntaxError => "SyntaxError",
            ErrorClass::IndentationError => "IndentationError",
            ErrorClass::TabError => "TabError",
            ErrorClass::SyntaxWarning => "SyntaxWarning",
            ErrorClass::DeprecationWarning => "DeprecationWarning",
        }
    }

    #[must_use]
    pub fn is_warning(self) -> bool {
        matches!(self, ErrorClass::SyntaxWarning | ErrorClass::DeprecationWarning)
    }
}

/// Further information with a place of its own, such as "opened here".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub message: String,
    pub range: Option<TextRange>,
}

/// A problem at a place of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: ErrorCode,
    pub class: ErrorClass,
    pub message: String,
    pub range: TextRange,
    pub notes: Vec<Note>,
    pub help: Option<String>,
}

impl Diagnostic {
    #[must_use]
    pub fn new(problem: &Problem, range: TextRange) -> Self {
        Diagnostic {
            code: problem.code(),
            class: problem.class(),
            message: problem.to_string(),
            range,
            notes: Vec::new(),
            help: problem.help().map(str::to_owned),
        }
    }

    /// Whether this is about a `try` without handlers.
    pub(crate) fn is_lone_try(&self) -> bool {
        self.code == Problem::TryWithoutHandler.code()
    }

    /// Whether this is about an indentation that is out of place.
    pub(crate) fn is_about_indentation(&self) -> bool {
        let problems =
            [Problem::UnexpectedIndent, Problem::Unindent, Problem::InconsistentTabs, Problem::TooManyIndents];
        problems.iter().any(|problem| self.code == problem.code())
    }

    /// Whether this is about a character such as `$`.
    pub(crate) fn is_stray_character(&self) -> bool {
        self.code == Problem::StrayCharacter { character: ' ' }.code()
    }

    /// Whether this is about what stands in a string's quotes, expressions in fields excepted.
    pub(crate) fn is_about_text(&self) -> bool {
        let (kind, bracket) = ('f', ')');
        let problems = [
            Problem::BadUnicodeEscape { what: "", start: 0, end: 0 },
            Problem::BadHexEscape { position: 0 },
            Problem::TrailingBackslashEscape,
            Problem::FStringSingleBrace { kind },
            Problem::FStringEmpty { kind, before: '}' },
            Problem::FStringConversion { kind, found: String::new() },
            Problem::FStringExpectBrace { kind },
            Problem::FStringNested { kind },
            Problem::FStringConversionSpace { kind },
            Problem::FStringBackslash,
            Problem::FStringQuote,
            Problem::FStringComment,
            Problem::FStringNoConversion { kind },
            Problem::FStringBadConversion { kind },
            Problem::FStringUnmatched { kind, bracket },
            Problem::FStringEmptyExpression,
            Problem::FStringRequired { before: '}' },
            Problem::FStringInvalidConversion,
        ];
        problems.iter().any(|problem| self.code == problem.code())
    }

    /// How many tokens after the refused one CPython has read when it reports this.
    pub(crate) fn lookahead(&self) -> usize {
        if self.code == Problem::ForgotComma.code() {
            1
        } else if self.code == Problem::MaybeComparison.code() {
            2
        } else {
            0
        }
    }

    /// Whether this says no more than that the syntax is invalid.
    pub(crate) fn is_generic(&self) -> bool {
        self.code == Problem::InvalidSyntax.code()
    }

    #[must_use]
    pub fn with_note(mut self, message: impl Into<String>, range: Option<TextRange>) -> Self {
        self.notes.push(Note { message: message.into(), range });
        self
    }
}
