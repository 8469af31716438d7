//! Generates the parser from `src/python.lalrpop`, and packs its tables for `src/driver.rs`.
//!
//! lalrpop writes `python.rs` into `OUT_DIR`. What the driver needs of it is private to a module, so that module is
//! extended: `automaton.rs` is the same text with an implementation of `driver::Automaton` in it. What is read here
//! is the text that lalrpop 0.23 writes; whatever else is found fails the build.

mod automaton;
mod gotos;
mod packing;
mod renames;

use std::path::PathBuf;

use automaton::Automaton;
use packing::packed;

type Result<T, E = String> = std::result::Result<T, E>;

fn main() {
    println!("cargo::rerun-if-changed=src/python.lalrpop");
    println!("cargo::rerun-if-changed=build");
    let generated = lalrpop::Configuration::new().use_cargo_dir_conventions().process();
    let done = generated.map_err(|error| error.to_string()).and_then(|()| {
        let directory = PathBuf::from(std::env::var("OUT_DIR").map_err(|error| error.to_string())?);
        let text = std::fs::read_to_string(directory.join("python.rs")).map_err(|error| error.to_string())?;
        let extended = extended(&text)?;
        std::fs::write(directory.join("automaton.rs"), extended).map_err(|error| error.to_string())
    });
    if let Err(error) = done {
        eprintln!("cannot generate the parser: {error}");
        std::process::exit(1);
    }
}

/// The generated text, with the packed automaton in the module of the parser.
fn extended(text: &str) -> Result<String> {
    const MODULE: &str = "\nmod __parse__Statements {\n";
    let (before, rest) = text.split_once(MODULE).ok_or("no module")?;
    let (module, after) = rest.split_once("\n}\n").ok_or("an endless module")?;
    let automaton = Automaton::read(module, after)?;
    automaton.check()?;
    let packed = packed(automaton)?;
    // Private to its module otherwise.
    let public = "\npub(crate) use self::__parse__Statements::Packed;\n";
    Ok(format!("{before}{MODULE}{module}\n{packed}}}\n{public}{after}"))
}
