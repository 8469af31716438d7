//! What is known of a watched function before it is ever called: where it stands in the source.

use std::sync::Arc;

/// Identity of a function in the user's source. Functions that share it (closures made by the same `def`) share their
/// profile and their compiled graphs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionKey {
    /// `co_filename`, as CPython shows it in tracebacks.
    pub file: Arc<str>,
    /// `co_qualname`.
    pub qualname: Arc<str>,
    /// `co_firstlineno`: the line of the first decorator, or of the `def`.
    pub first_line: u32,
}

/// A `def` statement of a loaded module.
#[derive(Clone, Debug)]
pub struct FunctionInfo {
    pub key: FunctionKey,
    pub name: Arc<str>,
    /// `__name__` of the module that holds it.
    pub module: Arc<str>,
    /// Line of the `def` keyword, counted from 1; differs from `first_line` under decorators.
    pub line: u32,
    /// Column of the `def` keyword in bytes, counted from 0.
    pub column: u32,
    /// Last line of the body.
    pub end_line: u32,
    /// Parameters in the order of `co_varnames`: positional, keyword-only, `*args`, `**kwargs`.
    pub parameters: Arc<[String]>,
    /// The whole text of the module as it was when it was loaded; the file may have changed since.
    pub source: Arc<str>,
}
