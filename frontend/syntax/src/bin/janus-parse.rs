//! `janus-parse`: parses Python files, and reports errors or prints trees.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use rayon::prelude::*;

/// Parse Python files; report syntax errors or print syntax trees.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Python files.
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// Print each tree as CPython's `ast.dump(ast.parse(source), include_attributes=True, indent=1)` does.
    #[arg(long, conflicts_with = "check")]
    dump_ast: bool,

    /// Print each tree as source that parses to the same tree.
    #[arg(long, conflicts_with_all = ["check", "dump_ast"])]
    unparse: bool,

    /// Only report errors: of syntax, and those that CPython's compiler finds after parsing. The default.
    #[arg(long)]
    check: bool,

    /// Report what CPython warns of as well.
    #[arg(long, conflicts_with = "dump_ast")]
    warnings: bool,

    /// Version of Python whose syntax is accepted and whose `ast` is printed.
    #[arg(long, value_name = "3.N", default_value = "3.15", value_parser = parse_version)]
    python_version: u8,

    /// Write each dump to FILE's name plus `.ast` below this directory instead of printing it.
    #[arg(long, hide = true)]
    dump_dir: Option<PathBuf>,

    /// Number of threads; all cores by default.
    #[arg(long, short = 'j')]
    jobs: Option<usize>,
}

fn parse_version(text: &str) -> Result<u8, String> {
    let minor = text.strip_prefix("3.").and_then(|minor| minor.parse().ok());
    minor
        .filter(|minor| (8..=janus_syntax::LATEST_MINOR).contains(minor))
        .ok_or_else(|| format!("expected a version from 3.8 to 3.{}", janus_syntax::LATEST_MINOR))
}

/// What became of one file.
struct Outcome {
    output: String,
    errors: String,
    error_count: usize,
    bytes: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let color = std::io::stderr().is_terminal();
    let mut pool = rayon::ThreadPoolBuilder::new().stack_size(64 << 20);
    if let Some(jobs) = arguments.jobs {
        pool = pool.num_threads(jobs);
    }
    let pool = match pool.build() {
        Ok(pool) => pool,
        Err(error) => {
            eprintln!("janus-parse: cannot start threads: {error}");
            return ExitCode::from(2);
        }
    };
    let start = Instant::now();
    let outcomes: Vec<Outcome> =
        pool.install(|| arguments.files.par_iter().map(|file| process(file, &arguments, color)).collect());
    let elapsed = start.elapsed();
    let mut stdout = std::io::stdout().lock();
    let mut stderr = std::io::stderr().lock();
    for outcome in &outcomes {
        // A closed pipe is the reader's choice, no error of ours.
        if stdout.write_all(outcome.output.as_bytes()).is_err() || stderr.write_all(outcome.errors.as_bytes()).is_err()
        {
            return ExitCode::from(2);
        }
    }
    let failed = outcomes.iter().filter(|outcome| outcome.error_count > 0).count();
    if arguments.files.len() > 1 {
        let bytes: usize = outcomes.iter().map(|outcome| outcome.bytes).sum();
        let errors: usize = outcomes.iter().map(|outcome| outcome.error_count).sum();
        let _ = writeln!(
            stderr,
            "{} files, {:.1} MB: {} ok, {failed} with {errors} errors, in {:.2} s",
            outcomes.len(),
            bytes as f64 / 1e6,
            outcomes.len() - failed,
            elapsed.as_secs_f64(),
        );
    }
    if failed > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn process(file: &PathBuf, arguments: &Arguments, color: bool) -> Outcome {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            let errors = format!("janus-parse: cannot read {}: {error}\n", file.display());
            return Outcome { output: String::new(), errors, error_count: 1, bytes: 0 };
        }
    };
    let options = janus_syntax::Options { minor: arguments.python_version };
    let parsed = janus_syntax::parse_bytes(&bytes, options);
    let name = file.display().to_string();
    let mut diagnostics = parsed.diagnostics().to_vec();
    if let Some(module) = parsed.module()
        && !arguments.dump_ast
    {
        // `ast.parse` leaves these to the compiler, and so does a dump.
        diagnostics = janus_syntax::symbols::analyze_with(module, options).1;
    }
    let error_count = diagnostics.len();
    if let Some(module) = parsed.module()
        && arguments.warnings
        && error_count == 0
    {
        diagnostics = janus_syntax::warnings(module, parsed.source(), options);
    }
    let errors: String = diagnostics
        .iter()
        .map(|diagnostic| janus_syntax::render(diagnostic, &name, parsed.source(), color) + "\n")
        .collect();
    let mut output = String::new();
    if let Some(module) = parsed.module()
        && arguments.unparse
    {
        output = janus_syntax::unparse_with(module, options);
    }
    if let Some(module) = parsed.module()
        && arguments.dump_ast
    {
        output = janus_syntax::dump(module, parsed.source(), arguments.python_version);
        output.push('\n');
        if let Some(directory) = &arguments.dump_dir {
            let path = directory.join(name.replace('/', "%"));
            if let Err(error) = std::fs::write(&path, &output) {
                let errors = format!("janus-parse: cannot write {}: {error}\n", path.display());
                return Outcome { output: String::new(), errors, error_count: 1, bytes: bytes.len() };
            }
            output.clear();
        }
    }
    Outcome { output, errors, error_count, bytes: bytes.len() }
}
