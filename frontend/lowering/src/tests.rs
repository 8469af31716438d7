//! Tests of the crate's interface on real files. Those that need PyTorch or the standard library look for them in the
//! project's virtual environment, and say so where there is none.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use janus_dialects::{
    ir,
    melior::ir::{BlockLike, Module, OperationRef, RegionLike, operation::OperationLike},
    new_context,
};
use janus_syntax::{Options, Parsed, parse_bytes, parse_module};

use crate::{LoweringError, SourceFile, lower_function, lower_module, python_to_pydyn};

/// Lowers a function of a source text and returns the module's text.
fn function(source: &str, first_line: u32, name: &str) -> Result<String, LoweringError> {
    let context = new_context();
    let parsed = parse_module(source);
    let lines = parsed.line_index();
    let file = SourceFile::new("test.py", parsed.source(), &lines);
    let tree = parsed.module().expect("the source is valid");
    let module = lower_function(&context, tree, file, first_line, name)?;
    ir::verify(&context, &module.as_operation()).expect("the module is valid");
    Ok(module.as_operation().to_string())
}

const NESTED: &str = "\
import torch

def helper(): pass

def outer(a):
    b = 1
    class C:
        @staticmethod
        @other
        def method(x):
            __class__
            return a + b + x + helper() + C
        lambdas = [lambda: i for i in a], lambda: 1
    return C

def outer(a): pass
";

#[test]
fn a_method_is_found_by_its_first_decorator() {
    let text = function(NESTED, 8, "outer.<locals>.C.method").unwrap();
    assert!(
        text.contains("pydyn.func @\"outer.<locals>.C.method\"(%arg0: !pydyn.object)"),
        "{text}"
    );
    assert!(
        text.contains("free = [\"C\", \"__class__\", \"a\", \"b\"]"),
        "{text}"
    );
    assert!(text.contains("load global \"helper\""), "{text}");
    assert_eq!(text.matches("pydyn.func").count(), 1);
    // The line of the `def` is not where the code object begins.
    assert!(matches!(
        function(NESTED, 10, "method"),
        Err(LoweringError::NoSuchFunction { line: 10, .. })
    ));
}

#[test]
fn functions_of_one_name_are_told_apart_by_their_lines() {
    assert!(
        function(NESTED, 5, "outer")
            .unwrap()
            .contains("pydyn.class \"C\"")
    );
    assert!(
        !function(NESTED, 16, "outer")
            .unwrap()
            .contains("pydyn.class")
    );
}

#[test]
fn lambdas_are_told_apart_by_their_qualified_names() {
    let text = function("f = lambda: (lambda: 1)\n", 1, "<lambda>.<locals>.<lambda>").unwrap();
    let nested = "f = lambda: [lambda: 1 for _ in x], lambda: 2\n";
    assert!(
        function(nested, 1, "<lambda>.<locals>.<listcomp>.<locals>.<lambda>")
            .unwrap()
            .contains("constant 1")
    );
    assert!(text.contains("pydyn.constant 1"), "{text}");
    assert!(matches!(
        function("f = lambda: 1, lambda: 2\n", 1, "<lambda>"),
        Err(LoweringError::Ambiguous { .. })
    ));
}

#[test]
fn a_lambda_in_a_comprehension_has_its_variables_as_cells() {
    let text = function(
        "def f(a):\n    return [\n        (lambda: i + a)\n        for i in a]\n",
        3,
        "<lambda>",
    )
    .unwrap();
    assert!(text.contains("free = [\"a\", \"i\"]"), "{text}");
}

#[test]
fn private_names_are_mangled_in_a_method_alone() {
    let text = function(
        "class _C:\n    def f(self):\n        return self.__x\n",
        2,
        "_C.f",
    )
    .unwrap();
    assert!(text.contains("\"_C__x\""), "{text}");
}

#[test]
fn syntax_errors_are_all_reported() {
    let context = new_context();
    let failure = python_to_pydyn(b"x = = 1\ny = 2\nz = )\n", "bad.py", &context).unwrap_err();
    let places: Vec<_> = failure
        .diagnostics()
        .iter()
        .filter_map(|diagnostic| ir::place(diagnostic.location()?))
        .map(|place| (place.file, place.start_line, place.start_column))
        .collect();
    // First the one that CPython reports: tokens go before grammar.
    assert_eq!(places, [("bad.py".into(), 3, 5), ("bad.py".into(), 1, 5)]);
}

#[test]
fn deep_nesting_is_refused() {
    let context = new_context();
    let lowers = |source: String| {
        let module = python_to_pydyn(source.as_bytes(), "deep.py", &context).ok();
        module.map(|module| {
            ir::verify(&context, &module.as_operation()).expect("the module is valid");
            module.as_operation().to_string()
        })
    };
    let chain = format!("if x: pass\n{}", "elif x: pass\n".repeat(1000));
    assert!(lowers(chain).unwrap().contains("JL0502"));
    assert!(
        lowers(format!("x = {}", "a or ".repeat(1000) + "a"))
            .unwrap()
            .contains("JL0502")
    );
    assert!(
        lowers(format!("if {}: pass", "a < ".repeat(1000) + "a"))
            .unwrap()
            .contains("JL0502")
    );
    let alternatives = format!("match x:\n case {}1: pass", "1 | ".repeat(20_000));
    assert!(lowers(alternatives).unwrap().contains("JL0502"));
    // A long sum is deep to the left, and fine.
    assert!(
        !lowers(format!("x = {}", "a + ".repeat(500) + "a"))
            .unwrap()
            .contains("JL05")
    );
    // Whether the parser takes this or not, nothing may overflow.
    lowers(format!("x = {}a{}", "(".repeat(50_000), ")".repeat(50_000)));
    lowers(format!("x = {}a", "-".repeat(50_000)));
    lowers(format!("x = {}a", "not ".repeat(50_000)));
    lowers(format!("x = {}1", "lambda: ".repeat(2_000)));
}

#[test]
fn integers_beyond_decimal_digits_are_refused() {
    let context = new_context();
    for sign in ["", "-"] {
        let source = format!("x = {sign}0x1{}\n", "0".repeat(4000));
        let module = python_to_pydyn(source.as_bytes(), "huge.py", &context).unwrap();
        ir::verify(&context, &module.as_operation()).expect("the module is valid");
        assert!(module.as_operation().to_string().contains("JL0308"));
    }
}

/// What fuzzing the frontend found, one input per file, lowers to a valid module where it is valid Python.
#[test]
fn inputs_that_fuzzing_found() {
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../syntax/tests/regressions");
    for entry in std::fs::read_dir(inputs)
        .expect("the directory is there")
        .flatten()
    {
        let source = std::fs::read(entry.path()).expect("the file can be read");
        let context = new_context();
        if let Ok(module) = python_to_pydyn(&source, "found.py", &context)
            && let Err(errors) = ir::verify(&context, &module.as_operation())
        {
            panic!("{}: {errors:?}", entry.path().display());
        }
    }
}

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// Whatever the parser takes, lowering makes a valid module of it: tokens of a program with every kind of statement are
/// dropped, doubled and swapped.
#[test]
fn mutated_programs_never_panic() {
    let program = include_str!("../../../test/frontend/refusals.py").to_owned()
        + include_str!("../../../test/python/programs/flow.py")
        + include_str!("../../../test/python/programs/names.py");
    let pieces: Vec<&str> = program
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(|line| {
            line.split_inclusive([' ', '(', ')', ',', ':', '=', '.'])
                .chain(["\n"])
        })
        .collect();
    let context = new_context();
    let (mut numbers, mut lowered) = (Numbers(1), 0);
    // More of them, in another order, when asked for.
    let asked = |name: &str| std::env::var(name).ok()?.parse().ok();
    let count = asked("JANUS_MUTATIONS").unwrap_or(400);
    numbers.0 = asked("JANUS_SEED").unwrap_or(1) as u64;
    for _ in 0..count {
        let start = numbers.below(pieces.len());
        // From the beginning of a line that is not indented, a few dozen tokens.
        let start = (start..pieces.len())
            .find(|&at| at > 0 && pieces[at - 1] == "\n" && !pieces[at].starts_with([' ', '\n']))
            .unwrap_or(0);
        let mut part = pieces[start..pieces.len().min(start + 60)].to_vec();
        for _ in 0..numbers.below(4) {
            let (one, other) = (numbers.below(part.len()), numbers.below(part.len()));
            match numbers.below(3) {
                0 => drop(part.remove(one)),
                1 => part.insert(one, part[other]),
                _ => part.swap(one, other),
            }
        }
        let source = part.concat();
        if let Ok(module) = python_to_pydyn(source.as_bytes(), "mutated.py", &context) {
            lowered += 1;
            if let Err(errors) = ir::verify(&context, &module.as_operation()) {
                panic!("{source}\n{errors:?}");
            }
        }
    }
    eprintln!("{lowered} of {count} mutated programs were lowered");
    assert!(lowered > count / 20);
}

// The corpus.

fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let python = root.join(".venv/bin/python");
    python.exists().then_some(python)
}

/// The directories of the standard library and of installed packages.
fn libraries() -> Option<(PathBuf, PathBuf)> {
    let script = "import sysconfig as s; print(s.get_path('stdlib')); print(s.get_path('purelib'))";
    let output = Command::new(python()?).args(["-c", script]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut lines = text.lines().map(PathBuf::from);
    Some((lines.next()?, lines.next()?))
}

fn python_files(directory: &Path, deep: bool) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return vec![];
    };
    let mut files = vec![];
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() && deep {
            files.extend(python_files(&path, deep));
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn count_refusals(operation: OperationRef<'_, '_>, counts: &mut BTreeMap<String, usize>) {
    if operation.name().as_string_ref().as_str() == Ok("pydyn.unsupported")
        && let Ok(code) = operation.attribute("code")
    {
        *counts.entry(code.to_string()).or_default() += 1;
    }
    for region in operation.regions() {
        let mut block = region.first_block();
        while let Some(current) = block {
            let mut next = current.first_operation();
            while let Some(operation) = next {
                count_refusals(operation, counts);
                next = operation.next_in_block();
            }
            block = current.next_in_region();
        }
    }
}

/// Every file of torch.nn and the top level of the standard library lowers to a valid module.
#[test]
fn real_files_lower_to_valid_modules() {
    let Some((stdlib, packages)) = libraries() else {
        eprintln!("skipped: no virtual environment");
        return;
    };
    let mut files = python_files(&packages.join("torch/nn"), true);
    files.extend(python_files(&stdlib, false));
    let (mut counts, mut time, mut lowered) = (BTreeMap::new(), Duration::ZERO, 0);
    for path in &files {
        let Ok(source) = std::fs::read(path) else {
            continue;
        };
        let context = new_context();
        let start = Instant::now();
        let module = python_to_pydyn(&source, &path.to_string_lossy(), &context)
            .unwrap_or_else(|failure| panic!("{}: {:?}", path.display(), failure.diagnostics()));
        time += start.elapsed();
        if let Err(errors) = ir::verify(&context, &module.as_operation()) {
            panic!("{}: {errors:?}", path.display());
        }
        count_refusals(module.as_operation(), &mut counts);
        lowered += 1;
    }
    eprintln!("{lowered} files in {time:?}; refusals: {counts:?}");
    assert!(lowered > 200);
}

/// One function of a big file takes as long as the function, not as the file.
#[test]
fn one_function_of_a_big_file_is_quick() {
    let Some((_, packages)) = libraries() else {
        eprintln!("skipped: no virtual environment");
        return;
    };
    let path = packages.join("torch/nn/functional.py");
    let Ok(source) = std::fs::read(&path) else {
        eprintln!("skipped: no {}", path.display());
        return;
    };
    let parsed: Parsed = parse_bytes(&source, Options::default());
    let tree = parsed.module().expect("the file is valid");
    let lines = parsed.line_index();
    let name = path.to_string_lossy();
    let file = SourceFile::new(&name, parsed.source(), &lines);
    let context = new_context();
    let line = 1 + parsed
        .source()
        .lines()
        .position(|line| line.starts_with("def cross_entropy("))
        .expect("the file has the function") as u32;
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let module = lower_function(&context, tree, file, line, "cross_entropy").unwrap();
        best = best.min(start.elapsed());
        drop(module);
    }
    eprintln!("cross_entropy: {best:?}");
    // Far above what it takes, for slow builds on busy machines.
    assert!(best < Duration::from_millis(100), "{best:?}");

    let module: Module<'_> = lower_module(&context, tree, file).unwrap();
    ir::verify(&context, &module.as_operation()).expect("the module is valid");
}
