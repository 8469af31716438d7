//! Why a function is left to CPython.

use super::value::Fresh;
use crate::world::Unanswered;

/// A reason for not converting, with the place in the user's source where it arose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable: one of [`codes`].
    pub code: &'static str,
    /// One sentence.
    pub message: String,
    /// File, line and column (both from 1), innermost call last.
    pub trace: Vec<Place>,
    /// Inputs, by symbol, whose sizes or values would have to be constants: with them exact, it might be converted.
    pub inputs: Vec<String>,
    /// The exception of the program's own that this is, where something around may catch it.
    pub raised: Option<Fresh>,
    /// Whether it is no refusal at all: this path of the program does not go on, for all that is known.
    pub left: bool,
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

impl Refusal {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Refusal {
            code,
            message: message.into(),
            trace: Vec::new(),
            inputs: Vec::new(),
            raised: None,
            left: false,
        }
    }

    /// The end of a path that does not go on.
    pub fn left() -> Self {
        Refusal {
            left: true,
            ..Refusal::new(codes::BRANCH, "a function calls itself without end")
        }
    }

    /// The same, with inputs that would have to be constants, where it names none.
    pub fn because_of(mut self, inputs: &[String]) -> Self {
        if self.inputs.is_empty() {
            self.inputs = inputs.to_vec();
        }
        self
    }
}

impl From<Unanswered> for Refusal {
    fn from(unanswered: Unanswered) -> Self {
        Refusal::new(codes::UNANSWERED, unanswered.to_string())
    }
}

/// The stable codes of specialization's refusals, explained in `docs/refusals.md`.
pub mod codes {
    /// The profile or the heap has no answer to a question.
    pub const UNANSWERED: &str = "JS0001";
    /// A call of something that has no lowering.
    pub const CALL: &str = "JS0002";
    /// An operator on operands for which it has no lowering.
    pub const OPERATOR: &str = "JS0003";
    /// An attribute that cannot be read or written without running unknown code.
    pub const ATTRIBUTE: &str = "JS0004";
    /// An item that cannot be read or written without running unknown code.
    pub const ITEM: &str = "JS0005";
    /// A statement whose conversion does not exist yet.
    pub const STATEMENT: &str = "JS0006";
    /// The program would raise here.
    pub const RAISES: &str = "JS0007";
    /// Calls nest too deeply, or the graph grows too large.
    pub const SIZE: &str = "JS0008";
    /// An iterable that cannot be unrolled.
    pub const ITERATION: &str = "JS0009";
    /// A tensor of a kind that graphs do not handle (subclass, device, layout, no elements).
    pub const TENSOR: &str = "JS0010";
    /// Mutation through aliases that the graph cannot keep apart.
    pub const ALIAS: &str = "JS0011";
    /// Something about gradients: hooks, a freed graph, a leaf changed in place.
    pub const AUTOGRAD: &str = "JS0012";
    /// A branch on a value that only the run knows.
    pub const BRANCH: &str = "JS0013";
    /// A construct that the frontend parsed but did not lower.
    pub const FRONTEND: &str = "JS0014";
    /// A name that is not bound.
    pub const NAME: &str = "JS0015";
    /// A value that a graph cannot return or store.
    pub const ESCAPE: &str = "JS0016";

    /// Something depends on how a tensor lies in memory, and that is not known.
    pub const LAYOUT: &str = "JS0017";

    /// Every code with its sentence, for `docs/refusals.md` and its test.
    pub const ALL: &[(&str, &str)] = &[
        (
            UNANSWERED,
            "The profile or the heap has no answer to a question.",
        ),
        (CALL, "A call of something that has no lowering."),
        (
            OPERATOR,
            "An operator on operands for which it has no lowering.",
        ),
        (
            ATTRIBUTE,
            "An attribute that cannot be read or written without running unknown code.",
        ),
        (
            ITEM,
            "An item that cannot be read or written without running unknown code.",
        ),
        (
            STATEMENT,
            "A statement whose conversion does not exist yet.",
        ),
        (
            RAISES,
            "The program would raise here; CPython does it better.",
        ),
        (SIZE, "Calls nest too deeply, or the graph grows too large."),
        (ITERATION, "An iterable that cannot be unrolled."),
        (
            TENSOR,
            "A tensor of a kind that graphs do not handle: subclass, device, layout, or without elements.",
        ),
        (
            ALIAS,
            "Mutation through aliases that the graph cannot keep apart.",
        ),
        (
            AUTOGRAD,
            "Something about gradients: hooks, a freed graph, a leaf changed in place.",
        ),
        (BRANCH, "A branch on a value that only the run knows."),
        (
            FRONTEND,
            "A construct that the frontend parsed but did not lower.",
        ),
        (NAME, "A name that is not bound."),
        (ESCAPE, "A value that a graph cannot return or store."),
        (
            LAYOUT,
            "Something depends on how a tensor lies in memory, and that is not known.",
        ),
    ];
}

#[cfg(test)]
mod tests {
    use super::codes;
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique() {
        let unique: HashSet<_> = codes::ALL.iter().map(|(code, _)| code).collect();
        assert_eq!(unique.len(), codes::ALL.len());
    }

    /// Each code has its heading in the page, in order, and the page has no other.
    #[test]
    fn the_page_has_every_code() {
        let page = include_str!("../../../docs/refusals.md");
        let headings: Vec<_> = page
            .lines()
            .filter(|line| line.starts_with("### `JS"))
            .collect();
        let expected: Vec<_> = codes::ALL
            .iter()
            .map(|(code, sentence)| format!("### `{code}` {sentence}"))
            .collect();
        assert_eq!(headings, expected);
    }
}
