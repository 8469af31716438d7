//! Names of compiled functions for Linux's `perf`: `/tmp/perf-PID.map`, a line of address, size and name for each.
//!
//! The format is that of `tools/perf/Documentation/jit-interface.txt` in Linux. CPython writes the same file under
//! `-X perf`, so lines are only ever appended.

use super::Error;
use inkwell::memory_buffer::MemoryBuffer;
use std::{fs::OpenOptions, io::Write};

/// The functions of an object file: name, offset in the code, size.
pub(super) fn functions(object: &MemoryBuffer) -> Result<Vec<(String, u64, u64)>, Error> {
    let file = object
        .create_binary_file(None)
        .map_err(|error| Error::Link(error.to_string()))?;
    let mut functions = Vec::new();
    let Some(mut symbols) = file.get_symbols() else {
        return Ok(functions);
    };
    while let Some(symbol) = symbols.next_symbol() {
        // Sections and files are symbols without a size.
        if let Some(name) = symbol.get_name().filter(|_| symbol.get_size() > 0) {
            let name = name.to_string_lossy().into_owned();
            functions.push((name, symbol.get_address(), symbol.get_size()));
        }
    }
    Ok(functions)
}

/// Appends the functions to the map. `entry` is one of them, and `address` where it has been linked to: the code of an
/// object file is one section, so all lie at the same distance.
pub(super) fn write(
    functions: &[(String, u64, u64)],
    entry: &str,
    address: u64,
) -> Result<(), Error> {
    let Some((_, origin, _)) = functions.iter().find(|(name, ..)| name == entry) else {
        return Ok(());
    };
    let lines: String = functions
        .iter()
        .map(|(name, offset, size)| {
            let start = address.wrapping_add(offset.wrapping_sub(*origin));
            format!("{start:x} {size:x} janus:{name}\n")
        })
        .collect();
    let path = format!("/tmp/perf-{}.map", std::process::id());
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(lines.as_bytes()))
        .map_err(|error| Error::Link(format!("--perf-map: cannot write {path}: {error}")))
}
