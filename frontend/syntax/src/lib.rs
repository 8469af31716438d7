//! Python's syntax: lexer, grammar, AST and diagnostics. Knows nothing of MLIR.
//!
//! ```
//! let parsed = janus_syntax::parse_module("x = 1\n");
//! let module = parsed.module().expect("no errors");
//! assert_eq!(module.body.len(), 1);
//! ```

mod arena;
pub mod ast;
mod build;
mod depth;
mod diagnose;
mod diagnostics;
mod driver;
mod dump;
mod encoding;
mod escapes;
mod first;
pub mod lex;
mod parser;
mod range;
mod recovery;
pub mod symbols;
mod unicode;
mod unparse;
mod warnings;

pub use depth::MAX_DEPTH;
pub use diagnostics::{Diagnostic, ErrorClass, ErrorCode, Note, Problem, render};
pub use dump::dump;
pub use encoding::parse_bytes;
pub use parser::{LATEST_MINOR, Options, Parsed, parse_module, parse_module_with};
pub use range::{LineColumn, LineIndex, TextRange};
pub use unparse::{unparse, unparse_with};
pub use warnings::warnings;
