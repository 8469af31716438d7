//! What CPython warns of when it compiles a file: `SyntaxWarning`, and before 3.12 `DeprecationWarning` for escapes.

mod code;
mod finally;
mod tokens;

use crate::ast::{Module, TextRange};
use crate::diagnostics::{Diagnostic, Problem};
use crate::parser::Options;
use crate::symbols::checks::has_future;

/// The warnings of CPython 3.`options.minor` for a module without errors: first those about its tokens, then those about its
/// code. `source` is the text that it was parsed from. What CPython says twice, of code that it compiles twice, is said once.
#[must_use]
pub fn warnings(module: &Module<'_>, source: &str, options: Options) -> Vec<Diagnostic> {
    let minor = options.minor;
    let mut found = tokens::warnings(source, minor);
    if minor >= 14 {
        found.extend(finally::warnings(&module.body));
    }
    let annotations = !has_future(&module.body, "annotations", minor);
    found.extend(code::warnings(&module.body, minor, annotations));
    found
}

fn warning(problem: Problem, range: TextRange) -> Diagnostic {
    Diagnostic::new(&problem, range)
}
