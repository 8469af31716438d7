//! Why a specialized program is not turned into a graph.

use janus_dialects::{
    Diagnostic,
    melior::ir::{Location, operation::OperationLike},
};
use std::fmt::Display;

/// A stable code with its sentence; `docs/graph-refusals.md` lists them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Code(pub &'static str, pub &'static str);

/// A local is not bound where it is read.
pub const UNBOUND: Code = Code("JC0001", "A local is not bound where it is read.");
/// A local holds different objects on two paths that meet.
pub const OBJECTS: Code = Code(
    "JC0002",
    "A local holds different objects on two paths that meet.",
);
/// Which object a local holds is seen although only its contents are known.
pub const IDENTITY: Code = Code(
    "JC0003",
    "Which object a local holds is seen, although only its contents are known.",
);
/// A statement has no form in a graph.
pub const STATEMENT: Code = Code("JC0004", "A statement has no form in a graph.");
/// An effect happens on some paths, or a varying number of times.
pub const EFFECT: Code = Code(
    "JC0005",
    "An effect happens only on some paths, or a varying number of times.",
);
/// An attribute is stored on some paths, and what it holds on the others is not known.
pub const STORE: Code = Code(
    "JC0006",
    "An attribute is stored on some paths, and what it holds on the others is not known.",
);
/// A leaf is changed between its use and `backward()`.
pub const LEAF: Code = Code(
    "JC0007",
    "A leaf is changed between its use and `backward()`.",
);
/// `backward()` crosses iterations of the loop that it is in.
pub const ITERATIONS: Code = Code(
    "JC0008",
    "`backward()` crosses iterations of the loop that it is in.",
);
/// The contents of an object are read that is only made when the graph commits.
pub const CONTENTS: Code = Code(
    "JC0009",
    "The contents of an object are read that is only made when the graph commits.",
);

/// Random numbers are drawn on some paths, or a varying number of times.
pub const DRAW: Code = Code(
    "JC0010",
    "Random numbers are drawn only on some paths, or a varying number of times.",
);
/// An operation has no derivative that a graph could compute.
pub const DERIVATIVE: Code = Code(
    "JC0011",
    "An operation has no derivative that a graph could compute.",
);
/// An operation has no native form for its operands.
pub const LOWERING: Code = Code(
    "JC0012",
    "An operation has no native form for its operands.",
);
/// A result requires grad, and which inputs its derivative leads to is not known.
pub const REACH: Code = Code(
    "JC0013",
    "A result requires grad, and which inputs its derivative leads to is not known.",
);

/// Every code.
pub const ALL: &[Code] = &[
    UNBOUND, OBJECTS, IDENTITY, STATEMENT, EFFECT, STORE, LEAF, ITERATIONS, CONTENTS, DRAW,
    DERIVATIVE, LOWERING, REACH,
];

/// The diagnostic of a refusal: `JC0001: message`.
pub fn refuse<'c>(code: Code, location: Location<'c>, message: impl Display) -> Diagnostic<'c> {
    Diagnostic::error(location, format!("{}: {message}", code.0))
}

/// The refusal of one operation: `JC0011: 'nn.prod' has no derivative yet`.
pub fn refuse_operation<'c: 'a, 'a>(
    code: Code,
    operation: &impl OperationLike<'c, 'a>,
    message: impl Display,
) -> Diagnostic<'c> {
    let name = operation.name();
    let name = name.as_string_ref().as_str().unwrap_or("an operation");
    refuse(code, operation.location(), format!("'{name}' {message}"))
}

/// The code that a diagnostic's message begins with, and the rest of it.
pub fn read(message: &str) -> Option<(Code, &str)> {
    ALL.iter().find_map(|code| {
        let rest = message.strip_prefix(code.0)?.strip_prefix(": ")?;
        Some((*code, rest))
    })
}

/// ` (line 12)` of a location in Python, or nothing.
pub fn line(location: Location<'_>) -> String {
    janus_dialects::ir::place(location)
        .map(|place| format!(" at line {}", place.start_line))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<_> = ALL.iter().map(|code| code.0).collect();
        codes.dedup();
        assert_eq!(codes.len(), ALL.len());
    }

    #[test]
    fn a_message_is_read_as_it_was_written() {
        assert_eq!(
            read("JC0011: 'nn.prod' has no derivative yet"),
            Some((DERIVATIVE, "'nn.prod' has no derivative yet"))
        );
        assert_eq!(read("JC9999: x"), None);
        assert_eq!(read("'nn.prod' op is malformed"), None);
    }

    #[test]
    fn the_page_has_every_code() {
        let page = include_str!("../../docs/graph-refusals.md");
        let listed: Vec<_> = page
            .lines()
            .filter(|line| line.starts_with("| `JC"))
            .collect();
        assert_eq!(listed.len(), ALL.len());
        for (line, Code(code, sentence)) in listed.iter().zip(ALL) {
            assert!(
                line.starts_with(&format!("| `{code}` | {sentence} |")),
                "{code} is not described by {line}"
            );
        }
    }
}
