//! `mlir-translate` with Janus's dialects and translations.

use std::process::ExitCode;

fn main() -> ExitCode {
    janus_dialects::tools::translate_main(std::env::args_os())
}
