//! Functions' code as `pydyn`, from the source that they were defined in.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use janus_dialects::melior::Context;
use janus_dialects::melior::ir::operation::{OperationLike, OperationPrintingFlags};
use janus_lowering::{SourceFile, lower_function};
use janus_passes::world::Unanswered;
use janus_syntax::ast::Module;
use janus_syntax::{LATEST_MINOR, LineIndex, Options, Parsed, parse_module_with};
use pyo3::prelude::*;
use pyo3::types::{PyCode, PyDict, PyFunction, PyString};

use super::{codes, unanswered};
use crate::function::FunctionKey;

/// Where a function stands in the source.
pub fn key(function: &Bound<'_, PyFunction>) -> PyResult<FunctionKey> {
    codes::key(&function.getattr("__code__")?)
}

/// The texts of modules as they were when they were loaded.
pub trait Sources {
    /// The module that the function at `key` was loaded from, if somebody has kept it.
    fn source(&self, key: &FunctionKey) -> Option<Arc<str>>;
}

type Text = Result<Arc<str>, String>;

/// A file that was parsed once, with its text.
struct File {
    parsed: Parsed,
    lines: LineIndex,
}

/// Functions that were lowered once. Their text depends on the source alone, so it is kept for the whole run.
#[derive(Default)]
pub struct Bodies {
    texts: Mutex<HashMap<FunctionKey, Text>>,
    files: Mutex<HashMap<Arc<str>, Result<File, String>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bodies {
    /// The code of `function` as MLIR's text.
    pub fn of(
        &self,
        function: &Bound<'_, PyFunction>,
        sources: &dyn Sources,
    ) -> Result<String, Unanswered> {
        let key = key(function).map_err(unanswered("where a function stands"))?;
        let changed = sources.source(&key).is_some() && !stands_for(function, &key);
        if changed {
            let question = format!("the code of {}, which was replaced", key.qualname);
            return Err(Unanswered { question });
        }
        let known = lock(&self.texts).get(&key).cloned();
        let text = match known {
            Some(text) => text,
            None => {
                let text = self.lower(function, &key, sources);
                lock(&self.texts).insert(key, text.clone());
                text
            }
        };
        text.map(|text| text.to_string())
            .map_err(|question| Unanswered { question })
    }

    fn lower(
        &self,
        function: &Bound<'_, PyFunction>,
        key: &FunctionKey,
        sources: &dyn Sources,
    ) -> Text {
        // Before the lock: reading a file runs Python.
        let kept = sources.source(key);
        let source = if kept.is_none() && !lock(&self.files).contains_key(&key.file) {
            Some(
                read(function, &key.file)
                    .map_err(|error| format!("the source of {} ({error})", key.file)),
            )
        } else {
            None
        };
        let mut files = lock(&self.files);
        let changed = |file: &Result<File, String>| match (file, &kept) {
            (Ok(file), Some(kept)) => file.parsed.source() != &**kept,
            _ => false,
        };
        if files.get(&key.file).is_none_or(changed) {
            let text = match (&kept, source) {
                (Some(kept), _) => Ok(kept.to_string()),
                (None, Some(source)) => source,
                (None, None) => Err(format!("the source of {}", key.file)),
            };
            files.insert(
                key.file.clone(),
                text.and_then(|text| parse(&key.file, &text, function.py())),
            );
        }
        match files.get(&key.file) {
            Some(Ok(file)) => lower(key, file),
            Some(Err(message)) => Err(message.clone()),
            None => Err(format!("the source of {}", key.file)),
        }
    }
}

/// Whether what a function runs is what its module's text says.
fn stands_for(function: &Bound<'_, PyFunction>, key: &FunctionKey) -> bool {
    function
        .getattr("__code__")
        .and_then(|code| codes::stands_for(code.cast::<PyCode>()?, key))
        .unwrap_or(false)
}

/// The lines of a file, decoded by its encoding cookie; `linecache` also knows modules in archives and notebooks' cells.
fn read(function: &Bound<'_, PyFunction>, file: &str) -> PyResult<String> {
    let py = function.py();
    let globals = function.getattr("__globals__")?.cast_into::<PyDict>()?;
    let lines = py
        .import("linecache")?
        .call_method1("getlines", (file, globals))?;
    let text: String = PyString::new(py, "")
        .call_method1("join", (lines,))?
        .extract()?;
    if text.is_empty() {
        return Err(pyo3::exceptions::PyOSError::new_err("no source"));
    }
    Ok(text)
}

/// Parses a file as the interpreter that runs it does.
fn parse(name: &str, text: &str, py: Python<'_>) -> Result<File, String> {
    let minor = py.version_info().minor.min(LATEST_MINOR);
    let parsed = parse_module_with(text, Options { minor });
    if parsed.module().is_none() {
        let line = parsed.diagnostics().first().map_or(0, |problem| {
            parsed.line_index().line_column(problem.range.start).line
        });
        return Err(format!(
            "the source of {name}, which has a syntax error in line {line}"
        ));
    }
    let lines = parsed.line_index();
    Ok(File { parsed, lines })
}

/// Lowers one function of a parsed file.
fn lower(key: &FunctionKey, file: &File) -> Text {
    let module = file.parsed.module().ok_or("a file with syntax errors")?;
    CONTEXT.with(|context| {
        lower_in(
            context.get_or_init(janus_dialects::new_context),
            key,
            file,
            module,
        )
    })
}

thread_local! {
    /// Making a context takes longer than lowering most functions.
    static CONTEXT: OnceCell<Context> = const { OnceCell::new() };
}

fn lower_in(context: &Context, key: &FunctionKey, file: &File, module: &Module<'_>) -> Text {
    let source = SourceFile::new(&key.file, file.parsed.source(), &file.lines);
    let lowered = lower_function(context, module, source, key.first_line, &key.qualname)
        .map_err(|error| format!("the code of {} ({error})", key.qualname))?;
    let flags = OperationPrintingFlags::new().enable_debug_info(true, false);
    lowered
        .as_operation()
        .to_string_with_flags(flags)
        .map(Arc::from)
        .map_err(|error| format!("the code of {} ({error})", key.qualname))
}
