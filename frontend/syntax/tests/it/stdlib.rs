//! Printing a tree and parsing it again gives the same tree.

use std::path::{Path, PathBuf};

use janus_syntax::ast::same_module;
use janus_syntax::{Options, parse_bytes, parse_module, unparse};

fn python_files(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && path.file_name().is_none_or(|name| name != "site-packages") {
            python_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

#[test]
fn unparse_round_trips_over_the_standard_library() {
    let Some(library) = super::standard_library() else { return };
    let mut files = Vec::new();
    python_files(&library, &mut files);
    let mut compared = 0;
    // Debug builds walk a deep tree with large frames.
    let walk = move || {
        for path in files.iter().step_by(super::step(12)) {
            let Ok(bytes) = std::fs::read(path) else { continue };
            let parsed = parse_bytes(&bytes, Options::default());
            let Some(tree) = parsed.module() else { continue };
            let printed = unparse(tree);
            let again = parse_module(&printed);
            let again = again.module().unwrap_or_else(|| {
                panic!("{}: not parsed again: {:?}", path.display(), again.diagnostics().first());
            });
            assert!(same_module(tree, again), "{}: another tree", path.display());
            compared += 1;
        }
        compared
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(walk).expect("a thread starts");
    assert!(thread.join().expect("no file fails") > 0);
}
