//! What a test file says about how it is run.
//!
//! - `RUN: command`: a line for the shell. It must succeed; lines run in order
//!   until one does not. A line that ends in `\` goes on in the next `RUN:`.
//! - `REQUIRES: a, b`: the test is skipped where a feature is lacking.
//! - `XFAIL: *`: the test must fail.
//!
//! In commands, these stand for:
//!
//! | | |
//! |---|---|
//! | `%s` | the test file |
//! | `%S`, `%p` | its folder |
//! | `%t` | a path for a temporary file, or folder, of this test |
//! | `%T` | the folder of `%t` |
//! | `%python` | the Python of the virtual environment |
//! | `%{name}` | the same by a longer name: `%{s}`, `%{S}`, `%{t}`, `%{python}` |
//! | `%%` | `%` |

use std::path::Path;

/// The paths that stand for substitutions.
pub struct Paths<'a> {
    /// The test file.
    pub source: &'a Path,
    /// A temporary path.
    pub temporary: &'a Path,
    /// The Python interpreter.
    pub python: &'a Path,
}

/// A command and the line that it stands in.
#[derive(Debug, PartialEq)]
pub struct Command {
    /// The first line, from 1.
    pub line: usize,
    /// The text, before substitution.
    pub text: String,
}

/// What is said in a test file.
#[derive(Debug, Default, PartialEq)]
pub struct Script {
    /// The commands.
    pub commands: Vec<Command>,
    /// The features.
    pub requires: Vec<String>,
    /// Whether it must fail.
    pub expected_to_fail: bool,
}

impl Script {
    /// Reads the script out of a test file.
    pub fn parse(source: &str) -> Result<Self, String> {
        let mut script = Self::default();
        let mut open = false;
        for (index, line) in source.lines().enumerate() {
            if let Some(text) = after(line, "RUN:") {
                let (text, continued) = match text.strip_suffix('\\') {
                    Some(text) => (text.trim_end(), true),
                    None => (text, false),
                };
                if open && let Some(command) = script.commands.last_mut() {
                    command.text.push(' ');
                    command.text.push_str(text);
                } else {
                    script.commands.push(Command {
                        line: index + 1,
                        text: text.to_owned(),
                    });
                }
                open = continued;
            } else if let Some(text) = after(line, "REQUIRES:") {
                script
                    .requires
                    .extend(text.split(',').map(|feature| feature.trim().to_owned()));
            } else if after(line, "XFAIL:").is_some() {
                script.expected_to_fail = true;
            }
        }
        if open {
            return Err("the last RUN line ends in a backslash".into());
        }
        if script.commands.is_empty() {
            return Err("there is no RUN line".into());
        }
        Ok(script)
    }
}

/// The text after a keyword that stands by itself.
fn after<'a>(line: &'a str, keyword: &str) -> Option<&'a str> {
    let (before, after) = line.split_once(keyword)?;
    before
        .chars()
        .all(|character| !character.is_alphanumeric() && character != '-' && character != '_')
        .then(|| after.trim())
}

/// Replaces substitutions.
pub fn substitute(command: &str, paths: &Paths) -> Result<String, String> {
    let show = |path: &Path| path.display().to_string();
    let folder = |path: &Path| path.parent().map(show).unwrap_or_default();
    let long = |name: &str| {
        Some(match name {
            "s" => show(paths.source),
            "S" | "p" => folder(paths.source),
            "t" => show(paths.temporary),
            "T" => folder(paths.temporary),
            "python" => show(paths.python),
            _ => return None,
        })
    };

    let mut result = String::new();
    let mut rest = command;
    while let Some((before, after)) = rest.split_once('%') {
        result.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            result.push('%');
            rest = after;
        } else if let Some((name, after)) = after
            .strip_prefix('{')
            .and_then(|after| after.split_once('}'))
        {
            let value = long(name).ok_or_else(|| format!("unknown substitution %{{{name}}}"))?;
            result.push_str(&value);
            rest = after;
        } else if let Some(after) = after.strip_prefix("python") {
            result.push_str(&show(paths.python));
            rest = after;
        } else {
            let name = after.chars().next().map(String::from).unwrap_or_default();
            let value = long(&name).ok_or_else(|| format!("unknown substitution %{name}"))?;
            result.push_str(&value);
            rest = &after[name.len()..];
        }
    }
    result.push_str(rest);
    Ok(result)
}
