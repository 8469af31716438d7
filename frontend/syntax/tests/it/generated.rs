//! Generated sources: nothing panics, and what parses survives printing.

use janus_syntax::ast::same_module;
use janus_syntax::symbols::analyze;
use janus_syntax::{
    LATEST_MINOR, Options, Parsed, parse_bytes, parse_module, parse_module_with, render, unparse, unparse_with,
    warnings,
};
use proptest::prelude::*;

/// Pieces that random sources are put together from.
const PIECES: &[&str] = &[
    "\n",
    "\n    ",
    "\n        ",
    "\n\t",
    " ",
    ";",
    ":",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    "=",
    ":=",
    "==",
    "->",
    "...",
    "*",
    "**",
    "+",
    "-",
    "@",
    "|",
    "<",
    "not ",
    "in ",
    "is ",
    "and ",
    "or ",
    "if ",
    "else ",
    "elif ",
    "for ",
    "while ",
    "def f",
    "class C",
    "lambda ",
    "async ",
    "await ",
    "yield ",
    "return ",
    "import ",
    "from ",
    "as ",
    "with ",
    "try:",
    "except ",
    "finally:",
    "match ",
    "case ",
    "type ",
    "del ",
    "global ",
    "pass",
    "x",
    "y",
    "_",
    "a.b",
    "f(x)",
    "0",
    "1.5e3",
    "2j",
    "0x",
    "'s'",
    "\"",
    "'''",
    "f'",
    "f'{x!r:>{y}}'",
    "t'{x}'",
    "rb'\\x'",
    "'\\N{DASH}'",
    "{x}",
    "!",
    "\\",
    "\\\n",
    "#c",
    "\u{e9}",
    "\u{20ac}",
    "\0",
    "\r",
    "\u{c}",
    "`",
    "?",
    "True",
    "None",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_pieces_never_panic(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        check(&pieces.concat());
    }

    #[test]
    fn damaged_sources_never_panic(at in 0usize..SOURCE.len(), length in 0usize..12, piece in proptest::sample::select(PIECES)) {
        let mut source = SOURCE.to_owned();
        let end = (at + length).min(source.len());
        source.replace_range(at..end, piece);
        check(&source);
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check_bytes(&bytes);
    }
}

/// One of everything, in ASCII.
const SOURCE: &str = include_str!("../fixtures/everything.py");

fn check(source: &str) {
    check_parsed(&parse_module(source));
}

/// Whatever a file holds, it is refused for reasons that can be shown, or its tree survives printing.
pub(super) fn check_bytes(bytes: &[u8]) {
    for minor in [8, 11, LATEST_MINOR] {
        check_parsed(&parse_bytes(bytes, Options { minor }));
        print_for(bytes, Options { minor });
    }
}

/// What is printed for a version is read by it as the same tree.
fn print_for(bytes: &[u8], options: Options) {
    let parsed = parse_bytes(bytes, options);
    let Some(tree) = parsed.module() else { return };
    let _ = warnings(tree, parsed.source(), options);
    let printed = unparse_with(tree, options);
    let again = parse_module_with(&printed, options);
    let same = again.module().is_some_and(|again| same_module(tree, again));
    assert!(same, "{:?} became {printed:?}: {:?}", parsed.source(), again.diagnostics());
}

fn check_parsed(parsed: &Parsed) {
    let source = parsed.source();
    for diagnostic in parsed.diagnostics() {
        let range = diagnostic.range;
        assert!(source.get(range.start as usize..range.end as usize).is_some(), "{diagnostic:?} in {source:?}");
        let _ = render(diagnostic, "x.py", source, false);
    }
    let Some(tree) = parsed.module() else {
        assert!(!parsed.diagnostics().is_empty(), "refused without a reason: {source:?}");
        return;
    };
    let _ = analyze(tree);
    let printed = unparse(tree);
    let again = parse_module(&printed);
    let again = again.module().unwrap_or_else(|| panic!("{source:?} became {printed:?}: {:?}", again.diagnostics()));
    assert!(same_module(tree, again), "{source:?} became {printed:?}");
}
