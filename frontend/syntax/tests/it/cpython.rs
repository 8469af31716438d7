//! `janus-parse --dump-ast` prints what CPython's `ast.dump` prints.

use std::process::Command;

#[test]
fn dumps_equal_cpython_over_the_standard_library() {
    let Some(library) = super::standard_library() else { return };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compare_with_cpython.py");
    let output = Command::new(super::python())
        .args(["-W", "ignore", script, env!("CARGO_BIN_EXE_janus-parse")])
        .arg(library)
        .args(["--sample", &super::step(80).to_string()])
        .output()
        .expect("the interpreter that named its library runs");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}{}", String::from_utf8_lossy(&output.stderr));
    assert!(report.contains("0 differ"), "{report}");
}

#[test]
fn errors_are_found_where_cpython_finds_them() {
    if super::standard_library().is_none() {
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compare_errors.py");
    let output = Command::new(super::python())
        .args(["-W", "ignore", script, env!("CARGO_BIN_EXE_janus-parse")])
        .output()
        .expect("the interpreter that named its library runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn dumps_equal_cpython_on_the_fixtures() {
    if super::standard_library().is_none() {
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compare_with_cpython.py");
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let output = Command::new(super::python())
        .args(["-W", "ignore", script, env!("CARGO_BIN_EXE_janus-parse"), fixtures])
        .output()
        .expect("the interpreter that named its library runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
