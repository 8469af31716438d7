//! Bytes, as a file might hold them, through the whole frontend: encoding, lexer, parser, symbol pass, lowering to
//! `pydyn`. Nothing may panic, hang or take memory without bound; beyond that,
//!
//! - a file is refused with a reason, and every reason stands inside the file,
//! - a tree that is printed as source and parsed again is the same tree,
//! - what is lowered is a valid module.
#![no_main]

use std::cell::RefCell;

use janus_dialects::{ir, melior::Context, new_context};
use janus_lowering::{SourceFile, lower_module};
use janus_syntax::ast::{Module, same_module};
use janus_syntax::symbols::analyze;
use janus_syntax::{LATEST_MINOR, Options, Parsed, dump, parse_bytes, parse_module, render, unparse};
use libfuzzer_sys::fuzz_target;

/// A context keeps every constant and location it ever saw, so each serves only so many inputs.
const INPUTS_PER_CONTEXT: usize = 1000;

struct Shared {
    context: Context,
    left: usize,
}

impl Shared {
    fn new() -> Self {
        Shared { context: new_context(), left: INPUTS_PER_CONTEXT }
    }
}

thread_local! {
    static SHARED: RefCell<Shared> = RefCell::new(Shared::new());
}

fuzz_target!(|bytes: &[u8]| {
    // An older Python as well: newer syntax has its own errors.
    let minor = 8 + (bytes.len() % usize::from(LATEST_MINOR - 8)) as u8;
    let older = parse_bytes(bytes, Options { minor });
    report(&older);
    if let Some(tree) = older.module() {
        let _ = dump(tree, older.source(), minor);
    }

    let parsed = parse_bytes(bytes, Options::default());
    report(&parsed);
    let Some(tree) = parsed.module() else { return };
    let _ = dump(tree, parsed.source(), LATEST_MINOR);
    round_trip(tree);
    let (_, rejected) = analyze(tree);
    places(&rejected, parsed.source());
    if rejected.is_empty() {
        lower(tree, &parsed);
    }
});

/// Whatever is refused is refused for a reason that can be shown.
fn report(parsed: &Parsed) {
    assert_eq!(parsed.module().is_none(), !parsed.diagnostics().is_empty(), "refused without a reason");
    places(parsed.diagnostics(), parsed.source());
}

fn places(diagnostics: &[janus_syntax::Diagnostic], source: &str) {
    for diagnostic in diagnostics {
        let notes = diagnostic.notes.iter().filter_map(|note| note.range);
        for range in notes.chain([diagnostic.range]) {
            let shown = source.get(range.start as usize..range.end as usize);
            assert!(shown.is_some(), "{diagnostic:?} is no part of the source");
        }
        let _ = render(diagnostic, "fuzz.py", source, false);
    }
}

fn round_trip(tree: &Module<'_>) {
    let printed = unparse(tree);
    let again = parse_module(&printed);
    let Some(same) = again.module() else {
        panic!("printed as {printed:?}, which is refused: {:?}", again.diagnostics());
    };
    assert!(same_module(tree, same), "printed as {printed:?}, which is another tree");
}

fn lower(tree: &Module<'_>, parsed: &Parsed) {
    SHARED.with_borrow_mut(|shared| {
        if shared.left == 0 {
            *shared = Shared::new();
        }
        shared.left -= 1;
        let lines = parsed.line_index();
        let file = SourceFile::new("fuzz.py", parsed.source(), &lines);
        let module = lower_module(&shared.context, tree, file).expect("what cannot be lowered is refused in the module");
        if let Err(errors) = ir::verify(&shared.context, &module.as_operation()) {
            panic!("the module is invalid: {errors:?}");
        }
    });
}
