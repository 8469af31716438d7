//! Measures parsing on one core against ruff's parser and CPython's `ast.parse`, over the standard library of a Python.
//!
//! `parser-bench [PYTHON] [--rounds N]` (default `python3`, 11): the two Rust parsers take turns, file by file, with the same
//! allocator and the same optimization; the ratio is the median over the rounds. Then time and memory as one file grows.

use std::alloc::{GlobalAlloc, Layout};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use mimalloc::MiMalloc;

/// Counts the bytes in use, and the most there ever were, while it is told to.
struct Counting;

static ON: AtomicBool = AtomicBool::new(false);
static IN_USE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

impl Counting {
    #[inline]
    fn change(more: usize, less: usize) {
        if ON.load(Relaxed) {
            let now = IN_USE.load(Relaxed).wrapping_add(more).wrapping_sub(less);
            IN_USE.store(now, Relaxed);
            PEAK.fetch_max(now, Relaxed);
        }
    }

    /// The most bytes that were in use while `run` ran, beyond those before it.
    fn peak<T>(run: impl FnOnce() -> T) -> (usize, T) {
        // Far from zero, because what is freed meanwhile may be older.
        let before = usize::MAX / 4;
        IN_USE.store(before, Relaxed);
        PEAK.store(before, Relaxed);
        ON.store(true, Relaxed);
        let result = run();
        ON.store(false, Relaxed);
        (PEAK.load(Relaxed) - before, result)
    }
}

// SAFETY: everything is left to mimalloc; the counters are atomic.
unsafe impl GlobalAlloc for Counting {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Counting::change(layout.size(), 0);
        // SAFETY: the caller's promises are those of `MiMalloc`.
        unsafe { MiMalloc.alloc(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        Counting::change(0, layout.size());
        // SAFETY: as above.
        unsafe { MiMalloc.dealloc(pointer, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Counting::change(size, layout.size());
        // SAFETY: as above.
        unsafe { MiMalloc.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const CPYTHON: &str = "
import ast, sys, time, warnings
warnings.simplefilter('ignore')
sources = []
for path in sys.stdin.read().split('\\n'):
    with open(path, 'rb') as file: sources.append(file.read())
best = 1e9
for _ in range(2):
    start = time.process_time()
    for source in sources: ast.parse(source)
    best = min(best, time.process_time() - start)
print(best)
";

fn python_files(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && path.file_name().is_none_or(|name| name != "site-packages") {
            python_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

/// Processor time of this process: what others do on the machine does not count.
fn processor_time() -> Duration {
    let ticks = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(ticks.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0))
}

fn seconds(run: impl FnOnce()) -> f64 {
    let (wall, before) = (Instant::now(), processor_time());
    run();
    let used = processor_time() - before;
    if used.is_zero() { wall.elapsed() } else { used }.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn ours(source: &str) {
    black_box(janus_syntax::parse_module(source));
}

fn ruff(source: &str) {
    let _ = black_box(ruff_python_parser::parse_module(source));
}

fn main() {
    let mut python = "python3".to_owned();
    let mut rounds = 11;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rounds" => rounds = arguments.next().and_then(|n| n.parse().ok()).expect("a number of rounds"),
            _ => python = argument,
        }
    }
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let library = Command::new(&python).args(["-c", script]).output().expect("Python runs");
    let mut files = Vec::new();
    python_files(Path::new(String::from_utf8_lossy(&library.stdout).trim()), &mut files);
    files.sort();
    // What both read: UTF-8, and no errors.
    let read = |path: &PathBuf| {
        let source = std::fs::read_to_string(path).ok()?;
        let ours = janus_syntax::parse_bytes(source.as_bytes(), janus_syntax::Options::default()).module().is_some();
        let peer = ruff_python_parser::parse_module(&source).is_ok();
        (ours && peer).then(|| (path.clone(), source))
    };
    let sources: Vec<(PathBuf, String)> = files.iter().filter_map(read).collect();
    let megabytes = sources.iter().map(|(_, source)| source.len()).sum::<usize>() as f64 / 1e6;
    println!("{} of {} files, {megabytes:.1} MB, one core, {rounds} rounds", sources.len(), files.len());
    let all = |parse: fn(&str)| seconds(|| sources.iter().for_each(|(_, source)| parse(source)));
    let times: Vec<(f64, f64)> = (0..rounds).map(|_| (all(ours), all(ruff))).collect();
    println!("| parser | s | MB/s |\n| --- | ---: | ---: |");
    let row = |name: &str, seconds: f64| println!("| {name} | {seconds:.3} | {:.1} |", megabytes / seconds);
    let our_time = median(times.iter().map(|time| time.0).collect());
    row("janus-syntax", our_time);
    row("ruff 0.15.8", median(times.iter().map(|time| time.1).collect()));
    let cpython = cpython_seconds(&python, &sources);
    row("CPython ast.parse", cpython);
    let ratio = median(times.iter().map(|(ours, ruff)| ruff / ours).collect());
    println!("{ratio:.2} x ruff, {:.1} x ast.parse", cpython / our_time);
    growth(&sources);
}

fn cpython_seconds(python: &str, sources: &[(PathBuf, String)]) -> f64 {
    use std::io::Write;
    let mut child = Command::new(python)
        .args(["-c", CPYTHON])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("Python runs");
    let paths: Vec<_> = sources.iter().map(|(path, _)| path.display().to_string()).collect();
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(paths.join("\n").as_bytes()).expect("Python reads");
    drop(input);
    let output = child.wait_with_output().expect("Python ends");
    String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(f64::NAN)
}

/// Time and memory for one file of 1, 2, 4 and 8 MB.
fn growth(sources: &[(PathBuf, String)]) {
    println!("\n| one file of | ms | MB/s | peak memory / source | ruff's |\n| ---: | ---: | ---: | ---: | ---: |");
    let mut all = String::new();
    for (_, source) in sources.iter().filter(|(_, source)| !source.contains("__future__")) {
        all.push_str(source);
        all.push('\n');
    }
    for size in [1_000_000, 2_000_000, 4_000_000, 8_000_000] {
        let cut = all[..size].rfind("\ndef ").unwrap_or(0) + 1;
        let source = &all[..cut];
        let time = median((0..5).map(|_| seconds(|| ours(source))).collect());
        let (peak, parsed) = Counting::peak(|| janus_syntax::parse_module(source));
        assert!(parsed.module().is_some(), "{:?}", parsed.diagnostics().first());
        let (ruffs, _) = Counting::peak(|| ruff_python_parser::parse_module(source));
        let length = source.len() as f64;
        let (megabytes, memory, ruffs) = (length / 1e6, peak as f64 / length, ruffs as f64 / length);
        println!("| {megabytes:.1} MB | {:.1} | {:.1} | {memory:.1} | {ruffs:.1} |", time * 1e3, megabytes / time);
    }
}
