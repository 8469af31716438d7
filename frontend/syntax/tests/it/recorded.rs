//! What CPython 3.8 to 3.15 make of the same sources: trees, and the lines of errors and warnings. Recorded once, by
//! `tests/recorded/record.py` under each of them, so that none needs to be installed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use janus_syntax::symbols::analyze_with;
use janus_syntax::{Diagnostic, LineIndex, Options, dump, parse_bytes, warnings};

const CASES: &str = include_str!("../recorded/cases.txt");

/// Sources whose outcome is known to differ: what is recorded is CPython's fault, or not worth its code.
///
/// - In 3.8, places inside f-strings, and errors that its parser finds later or earlier than ours.
/// - Up to 3.13, `(1 + 2)()` is computed before it is warned of.
/// - In 3.9, places after the first line of an f-string.
/// - In 3.12.1 and 3.13.0, which were recorded, the text of self-documenting fields has its escapes decoded and ends at any
///   `#`; both warn of escapes in raw format specs; 3.12.1 adds empty text to format specs. Later releases do neither.
const KNOWN: [(u8, usize); 8] = [(8, 123), (9, 13), (10, 1), (11, 1), (12, 48), (13, 26), (14, 1), (15, 0)];

/// A line of the cases, in which `\\`, `\n` and `\xHH` are escapes.
fn source(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = line.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match (byte, byte == b'\\') {
            (_, false) => byte,
            _ => match rest.next() {
                Some(b'n') => b'\n',
                Some(b'x') => {
                    let digits = [rest.next(), rest.next()].map(|digit| char::from(digit.unwrap_or(b'0')));
                    digits.iter().fold(0, |value, digit| value * 16 + digit.to_digit(16).unwrap_or(0) as u8)
                }
                other => other.unwrap_or(b'\\'),
            },
        });
    }
    bytes
}

/// The checksum of zlib.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// What we make of a source, as the script has it.
fn outcome(bytes: &[u8], minor: u8) -> String {
    let options = Options { minor };
    let parsed = parse_bytes(bytes, options);
    let lines = parsed.line_index();
    let Some(module) = parsed.module() else {
        return format!("no {}", line(&lines, parsed.diagnostics().first()));
    };
    let mut text = format!("ok {:08x}", crc32(dump(module, parsed.source(), minor).as_bytes()));
    let (_, rejected) = analyze_with(module, options);
    if !rejected.is_empty() {
        let _ = write!(text, " compile {}", line(&lines, rejected.first()));
        return text;
    }
    let warned: BTreeSet<_> = warnings(module, parsed.source(), options)
        .iter()
        .map(|warning| line(&lines, Some(warning)).to_string())
        .collect();
    if !warned.is_empty() {
        let _ = write!(text, " warn {}", warned.into_iter().collect::<Vec<_>>().join(","));
    }
    text
}

fn line(lines: &LineIndex, diagnostic: Option<&Diagnostic>) -> u32 {
    diagnostic.map_or(0, |diagnostic| lines.line_column(diagnostic.range.start).line)
}

/// Compares with a record; gives the differences.
fn differences(record: &str) -> (u8, Vec<String>) {
    let mut expected = record.lines();
    let version = expected.next().unwrap_or_default();
    let minor = version.strip_prefix("3.").and_then(|minor| minor.parse().ok()).expect("a record names its version");
    let mut found = Vec::new();
    let cases: Vec<_> = CASES.lines().collect();
    assert_eq!(cases.len(), expected.clone().count(), "the record of {version} is of other sources");
    for (case, theirs) in cases.iter().zip(expected) {
        // What is compiled twice is warned of twice.
        let theirs = match theirs.split_once(" warn ") {
            Some((outcome, lines)) => {
                let lines: BTreeSet<_> = lines.split(',').collect();
                format!("{outcome} warn {}", lines.into_iter().collect::<Vec<_>>().join(","))
            }
            None => theirs.to_owned(),
        };
        let ours = outcome(&source(case), minor);
        // Some errors have no line in CPython.
        let same = ours == theirs || theirs.ends_with(" 0") && ours.starts_with(theirs.trim_end_matches(" 0"));
        if !same {
            found.push(format!("{version} {case}: {ours}, CPython {theirs}"));
        }
    }
    (minor, found)
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded")
}

#[test]
fn every_version_as_recorded() {
    let mut more = String::new();
    for (minor, known) in KNOWN {
        let record = std::fs::read_to_string(directory().join(format!("3_{minor}.txt"))).expect("the record is there");
        let (_, found) = differences(&record);
        if found.len() > known {
            let _ =
                writeln!(more, "3.{minor}: {} differ, of which {known} are known:\n{}", found.len(), found.join("\n"));
        }
    }
    assert!(more.is_empty(), "{more}");
}

/// Against a live interpreter newer than the installed one: CPython for Node, where `JANUS_PYODIDE` names the directory in
/// which the npm package `pyodide` is installed.
#[test]
fn the_newest_cpython_under_node() {
    let (Some(installed), Ok(cases)) =
        (std::env::var_os("JANUS_PYODIDE"), std::fs::File::open(directory().join("cases.txt")))
    else {
        eprintln!("JANUS_PYODIDE is not set: skipped");
        return;
    };
    let script = directory().join("record.mjs");
    let node = Command::new("node").arg(script).arg(installed).stdin(cases).stderr(Stdio::inherit()).output();
    let Ok(output) = node else {
        eprintln!("there is no Node: skipped");
        return;
    };
    assert!(output.status.success(), "{}", output.status);
    let (minor, found) = differences(&String::from_utf8_lossy(&output.stdout));
    let known = KNOWN.iter().find(|(known, _)| *known == minor).map_or(0, |(_, known)| *known);
    assert!(found.len() <= known, "{}", found.join("\n"));
}
