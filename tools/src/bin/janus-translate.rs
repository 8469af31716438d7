//! `mlir-translate` with Janus's dialects and translations.

use std::process::ExitCode;

fn main() -> ExitCode {
    janus_dialects::tools::register_translation_to_mlir(
        "python-to-pydyn",
        "lower a Python file to the pydyn dialect",
        janus_lowering::python_to_pydyn,
    );
    janus_dialects::tools::translate_main(std::env::args_os())
}
