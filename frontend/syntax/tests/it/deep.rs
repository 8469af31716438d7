//! Deep and long input: an error or a tree, in linear time, and nothing overflows the stack, whoever walks the tree.

use std::time::{Duration, Instant};

/// Far above what any of the inputs takes, for slow builds on busy machines.
const LIMIT: Duration = Duration::from_secs(20);

/// Processor time of this thread: what others do on the machine does not count.
fn processor_time() -> Option<Duration> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Parses `source` and does with it whatever can be done with a file.
fn survives(name: &str, source: &str) {
    let (start, before) = (Instant::now(), processor_time());
    super::generated::check_bytes(source.as_bytes());
    let parsed = janus_syntax::parse_module(source);
    if let Some(tree) = parsed.module() {
        let _ = janus_syntax::dump(tree, parsed.source(), janus_syntax::LATEST_MINOR);
        let _ = janus_syntax::dump(tree, parsed.source(), 11);
    }
    let took = match (before, processor_time()) {
        (Some(before), Some(after)) => after - before,
        _ => start.elapsed(),
    };
    assert!(took < LIMIT, "{name} took {took:?}");
}

/// `unit` so many times that it has about a hundred thousand levels.
fn levels(unit: &str) -> String {
    unit.repeat(100_000)
}

#[test]
fn deep_expressions() {
    let around = |open: &str, inside: &str, close: &str| format!("x = {}{inside}{}\n", levels(open), levels(close));
    survives("parentheses", &around("(", "1", ")"));
    survives("brackets", &around("[", "", "]"));
    survives("never closed", &levels("("));
    survives("f-strings", &around("f\"{", "1", "}\""));
    survives("nested f-strings", &format!("x = {}1{}\n", "f\"{".repeat(140), "}\"".repeat(140)));
    survives("format specs", &around("f'{x:", "", "}'"));
    for prefix in ["not ", "- ", "await ", "lambda: ", "a if b else ", "a and ", "a < ", "a ** ", "a = ", "(yield "] {
        survives(prefix, &format!("x = {}a\n", levels(prefix)));
    }
    for suffix in [".a", "()", "[0]", " + a", " or a", ", a", " if a else b"] {
        survives(suffix, &format!("x{}\n", levels(suffix)));
    }
}

#[test]
fn deep_statements() {
    let indented = |depth: usize, line: &str| -> String {
        (0..depth).map(|level| format!("{}{line}\n", " ".repeat(level))).collect::<String>()
    };
    survives("ten thousand blocks", &(indented(10_000, "if x:") + &" ".repeat(10_000) + "pass\n"));
    survives("a hundred functions", &(indented(99, "def f():") + &" ".repeat(99) + "pass\n"));
    survives("else if", &format!("if x: pass\n{}", levels("elif x: pass\n")));
    survives("decorators", &format!("{}def f(): pass\n", levels("@d\n")));
    survives("with", &levels("with("));
    survives("match", &levels("match "));
    survives("patterns", &format!("match x:\n case {}a{}: pass\n", "[".repeat(190), "]".repeat(190)));
    survives("handlers", &format!("try: pass\n{}", levels("except A: pass\n")));
}

#[test]
fn long_input() {
    let items = |item: fn(usize) -> String| (0..50_000).map(item).collect::<Vec<_>>().join(",");
    survives("parameters", &format!("def f({}): pass\n", items(|at| format!("a{at}"))));
    survives("repeated keywords", &format!("f({})\n", items(|_| "a=1".to_owned())));
    survives("strings", &format!("x = {}\n", "f\"{x}\" ".repeat(50_000)));
    survives("text", &format!("x = {}\n", "f\"a\" ".repeat(200_000)));
    survives("keywords", &format!("f({})\n", items(|at| format!("a{at}=1"))));
    survives("captures", &format!("match x:\n case [{}]: pass\n", items(|at| format!("a{at}"))));
    survives("mapping keys", &format!("match x:\n case {{{}}}: pass\n", items(|at| format!("{at}: _"))));
    survives("class pattern", &format!("match x:\n case C({}): pass\n", items(|at| format!("a{at}=_"))));
    survives("a sum of a megabyte", &format!("x = {}\n", vec!["a"; 500_000].join("+")));
    for (prefix, digit) in [("0x", "f"), ("0o", "7"), ("0b", "1"), ("0x", "f_f"), ("", "9"), ("0.", "9")] {
        survives(prefix, &format!("x = {prefix}{}\n", digit.repeat(2_000_000)));
    }
}

#[test]
fn many_errors() {
    for line in
        ["x = (\n", "x y\n", "f([)]\n", "$ x\n", "x = f\"{a\n", "match x\n", "x = 'a\n", "def f(\n", "  x\n", "'''"]
    {
        survives(line, &line.repeat(20_000));
    }
    survives("brackets and what is no token", &(levels("(") + &levels("$")));
}
