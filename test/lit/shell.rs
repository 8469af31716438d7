//! Running test files.

use crate::{
    Report,
    script::{Paths, Script, substitute},
};
use std::{
    env,
    fmt::Write,
    fs,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The longest that one command may take.
const SECONDS: u32 = 300;

/// Runs one test file.
pub fn run_test(path: &Path, source: Vec<u8>) -> datatest_stable::Result<()> {
    let source = String::from_utf8_lossy(&source);
    let script = Script::parse(&source)?;
    if let Some(feature) = script.requires.iter().find(|feature| !has_feature(feature)) {
        eprintln!("skipped: {feature} is required");
        return Ok(());
    }
    let result = run_script(path, &script);
    if script.expected_to_fail {
        return match result {
            Ok(()) => Err("the test passed, which XFAIL says it does not".into()),
            Err(_) => Ok(()),
        };
    }
    Ok(result.map_err(Report)?)
}

fn run_script(path: &Path, script: &Script) -> Result<(), String> {
    let source = path
        .canonicalize()
        .map_err(|error| format!("{}: {error}", path.display()))?;
    let temporary = temporary_path(&source);
    // What an earlier run has left would hide what this one does not write.
    let _ = fs::remove_dir_all(&temporary);
    let _ = fs::remove_file(&temporary);
    if let Some(folder) = temporary.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let python = repository().join(".venv/bin/python");
    let paths = Paths {
        source: &source,
        temporary: &temporary,
        python: &python,
    };

    let mut report = String::new();
    for command in &script.commands {
        let text = substitute(&command.text, &paths)
            .map_err(|error| format!("{}:{}: {error}", source.display(), command.line))?;
        let output = shell(&text).map_err(|error| format!("cannot run a shell: {error}"))?;
        let _ = writeln!(report, "{}:{}: {text}", source.display(), command.line);
        if output.status.success() {
            continue;
        }
        let _ = match output.status.code() {
            Some(124) => writeln!(report, "timed out after {SECONDS} s"),
            Some(code) => writeln!(report, "exit code {code}"),
            None => writeln!(report, "killed by signal {:?}", output.status.signal()),
        };
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                let text = String::from_utf8_lossy(bytes);
                let _ = writeln!(report, "--- {name}\n{}", text.trim_end());
            }
        }
        return Err(report);
    }
    Ok(())
}

/// Runs a command line, with the tools and LLVM's on the path.
fn shell(command: &str) -> std::io::Result<Output> {
    Command::new("timeout")
        .args(["-k", "10", &SECONDS.to_string(), "bash", "-c"])
        .arg(format!("set -o pipefail; {command}"))
        .env("PATH", search_path())
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
}

/// Where `cargo` has just built `janus-opt`.
pub fn janus_opt() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_janus-opt"))
}

/// Where `cargo` has just built `janus-translate`.
pub fn janus_translate() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_janus-translate"))
}

fn search_path() -> std::ffi::OsString {
    let llvm = env::var_os("MLIR_SYS_220_PREFIX")
        .map_or_else(|| PathBuf::from("/usr/lib/llvm-22"), PathBuf::from);
    let tools = [janus_opt(), janus_translate()]
        .into_iter()
        .filter_map(|tool| tool.parent().map(Path::to_owned));
    let inherited = env::var_os("PATH").unwrap_or_default();
    let folders = tools
        .chain([llvm.join("bin")])
        .chain(env::split_paths(&inherited));
    // A folder whose name has a colon cannot be on the path in any case.
    env::join_paths(folders).unwrap_or(inherited.clone())
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// A path for what the test writes, inside cargo's target folder.
pub fn temporary_path(source: &Path) -> PathBuf {
    let relative = source
        .strip_prefix(repository().join("test"))
        .unwrap_or(source);
    let mut path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(relative);
    path.as_mut_os_string().push(".tmp");
    path
}

fn has_feature(name: &str) -> bool {
    match name {
        "torch" => fs::read_dir(repository().join(".venv/lib")).is_ok_and(|mut versions| {
            versions.any(|version| {
                version.is_ok_and(|version| version.path().join("site-packages/torch").exists())
            })
        }),
        _ => name == env::consts::ARCH || name == env::consts::OS,
    }
}
