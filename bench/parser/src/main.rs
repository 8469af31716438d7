//! Measures parsing on one core against CPython's `ast.parse` and the `rustpython-parser` crate.
//!
//! `parser-bench [PYTHON]`: over the standard library of PYTHON (default `python3`), then time and memory as a file
//! grows.

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Counts the bytes in use, and the most there ever were.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is left to the system's allocator; the counters are atomic.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = IN_USE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's promises are those of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
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

/// Shortest of five runs.
fn best(mut run: impl FnMut()) -> Duration {
    let once = |run: &mut dyn FnMut()| {
        let (wall, before) = (Instant::now(), processor_time());
        run();
        let used = processor_time() - before;
        if used.is_zero() { wall.elapsed() } else { used }
    };
    (0..5).map(|_| once(&mut run)).min().unwrap_or_default()
}

fn main() {
    let python = std::env::args().nth(1).unwrap_or_else(|| "python3".to_owned());
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let library = Command::new(&python).args(["-c", script]).output().expect("Python runs");
    let mut files = Vec::new();
    python_files(Path::new(String::from_utf8_lossy(&library.stdout).trim()), &mut files);
    // What both peers read as well: UTF-8, and no errors.
    let read = |path: &PathBuf| {
        let source = std::fs::read_to_string(path).ok()?;
        let options = janus_syntax::Options::default();
        let ours = janus_syntax::parse_bytes(source.as_bytes(), options).module().is_some();
        let peer = rustpython_parser::parse(&source, rustpython_parser::Mode::Module, "x").is_ok();
        (ours && peer).then(|| (path.clone(), source))
    };
    let sources: Vec<(PathBuf, String)> = files.iter().filter_map(read).collect();
    let megabytes = sources.iter().map(|(_, source)| source.len()).sum::<usize>() as f64 / 1e6;
    println!("{} of {} files, {megabytes:.1} MB, one core", sources.len(), files.len());
    println!("| parser | s | MB/s |\n| --- | ---: | ---: |");
    let row = |name: &str, seconds: f64| {
        println!("| {name} | {seconds:.2} | {:.1} |", megabytes / seconds);
        megabytes / seconds
    };
    let ours = row(
        "janus-syntax",
        best(|| {
            for (_, source) in &sources {
                std::hint::black_box(janus_syntax::parse_module(source));
            }
        })
        .as_secs_f64(),
    );
    let rustpython = row(
        "rustpython-parser 0.4",
        best(|| {
            for (_, source) in &sources {
                let _ = std::hint::black_box(rustpython_parser::parse(source, rustpython_parser::Mode::Module, "x"));
            }
        })
        .as_secs_f64(),
    );
    let cpython = row("CPython ast.parse", cpython_seconds(&python, &sources));
    println!("{:.1} x ast.parse, {:.1} x rustpython-parser", ours / cpython, ours / rustpython);
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
    println!("\n| one file of | ms | MB/s | peak memory / source |\n| ---: | ---: | ---: | ---: |");
    let mut all = String::new();
    for (_, source) in sources.iter().filter(|(_, source)| !source.contains("__future__")) {
        all.push_str(source);
        all.push('\n');
    }
    for size in [1_000_000, 2_000_000, 4_000_000, 8_000_000] {
        let cut = all[..size].rfind("\ndef ").unwrap_or(0) + 1;
        let source = &all[..cut];
        let time = best(|| {
            std::hint::black_box(janus_syntax::parse_module(source));
        });
        let before = IN_USE.load(Ordering::Relaxed);
        PEAK.store(before, Ordering::Relaxed);
        let parsed = janus_syntax::parse_module(source);
        let peak = PEAK.load(Ordering::Relaxed) - before;
        assert!(parsed.module().is_some(), "{:?}", parsed.diagnostics().first());
        let (megabytes, seconds) = (source.len() as f64 / 1e6, time.as_secs_f64());
        let memory = peak as f64 / source.len() as f64;
        println!("| {megabytes:.1} MB | {:.1} | {:.1} | {memory:.1} |", seconds * 1e3, megabytes / seconds);
    }
}
