//! Syntax newer than the interpreter that may be installed: fixture pairs, whose trees were printed by CPython: 3.13 for
//! `v3_12` and `v3_13`, 3.14 for `v3_14`.

use janus_syntax::{Options, dump, parse_module_with};

fn check(source: &str, expected: &str, minor: u8) {
    let parsed = parse_module_with(source, Options { minor });
    let module = parsed.module().unwrap_or_else(|| panic!("{:?}", parsed.diagnostics()));
    let printed = dump(module, parsed.source(), minor);
    for (number, (ours, theirs)) in printed.lines().zip(expected.lines()).enumerate() {
        assert_eq!(ours, theirs, "line {}", number + 1);
    }
    assert_eq!(printed.lines().count(), expected.lines().count());
}

#[test]
fn python_3_12() {
    check(include_str!("../newer/v3_12.py"), include_str!("../newer/v3_12.ast"), 13);
}

#[test]
fn python_3_13() {
    check(include_str!("../newer/v3_13.py"), include_str!("../newer/v3_13.ast"), 13);
}

#[test]
fn python_3_14() {
    check(include_str!("../newer/v3_14.py"), include_str!("../newer/v3_14.ast"), 14);
}
