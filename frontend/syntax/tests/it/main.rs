//! Tests against real sources, against CPython, and with generated input.

mod cpython;
mod deep;
mod errors;
mod generated;
mod newer;
mod recorded;
mod regressions;
mod stdlib;

use std::path::PathBuf;
use std::process::Command;

/// The interpreter to compare with: `JANUS_PYTHON`, or `python3`.
fn python() -> String {
    std::env::var("JANUS_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// Directory of that interpreter's standard library; `None`, with a message, where there is no Python.
fn standard_library() -> Option<PathBuf> {
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let output = Command::new(python()).args(["-c", script]).output().ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("no standard library found: skipped");
    None
}

/// Every how many files are looked at: 1 with `JANUS_ALL_FILES=1`.
fn step(default: usize) -> usize {
    if std::env::var_os("JANUS_ALL_FILES").is_some() { 1 } else { default }
}
