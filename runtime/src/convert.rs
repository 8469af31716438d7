//! The door between the Python side and the compiler: a call of a hot function goes in, an outcome comes out.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use pyo3::types::{PyFunction, PyTuple};
use serde::Serialize;

use crate::engine::{Engine, FunctionState};
use crate::function::{FunctionInfo, FunctionKey};
use crate::profile::FunctionProfile;
use crate::stats::Counters;

/// Why something was not converted, or did not run native.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Stable code, `JR` and four digits.
    pub code: Cow<'static, str>,
    /// One sentence for the author of the model.
    pub message: String,
    /// Line in the function's file that it is about.
    pub line: u32,
}

impl Reason {
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>, line: u32) -> Self {
        Reason {
            code: code.into(),
            message: message.into(),
            line,
        }
    }
}

/// How a call of a hot function ended.
pub enum Outcome {
    /// It ran native, all its effects are committed, and this is its result.
    Native(Py<PyAny>),
    /// Nothing happened; CPython is to run this call.
    Fallback(Reason),
    /// Nothing happened, and the function is to stay imperative from now on.
    Refuse(Reason),
    /// Nothing happened that could be undone, and this exception is to be raised: an interrupt by the user, say.
    Raise(PyErr),
}

/// What is known of all watched functions: a graph takes callees in, and with them their profiles.
pub trait Functions {
    /// How often the branch at `line:column` of the function at `key` was taken and not taken. Lines count from 1,
    /// columns are bytes from 0, as in `ast`.
    fn branch(&self, key: &FunctionKey, line: u32, column: u32) -> Option<(u64, u64)>;
    /// The text of the module that the function at `key` was loaded from; the file may have changed since.
    fn source(&self, key: &FunctionKey) -> Option<Arc<str>>;
}

/// One call of a hot function.
pub struct Call<'a, 'py> {
    /// The function itself: its globals, closure, defaults.
    pub function: &'a Bound<'py, PyFunction>,
    pub info: &'a FunctionInfo,
    /// Values of the parameters in the order of `info.parameters`, `*args` as a tuple and `**kwargs` as a dict.
    pub arguments: &'a Bound<'py, PyTuple>,
    /// What was seen so far. Do not run Python code while holding the lock.
    pub profile: &'a Mutex<FunctionProfile>,
    /// The watched functions, this one and others.
    pub functions: &'a dyn Functions,
    /// What the engine keeps of the function.
    pub state: &'a FunctionState,
    /// Where generated graphs and reasons other than the outcome's own are counted.
    pub counters: &'a Counters,
}

/// What `janus run` and `janus_jit.configure` set.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Imperative calls before a function becomes hot.
    pub profile_calls: u64,
    /// Where the IR after each stage is written.
    pub dump_ir: Option<PathBuf>,
    pub save_profile: Option<PathBuf>,
    /// Tell Linux's `perf` the names of compiled functions.
    pub perf_map: bool,
}

/// Turns calls of hot functions into native code. One object serves all functions, on any thread that holds the GIL.
pub trait Converter: Send + Sync {
    /// Whether this build generates graphs at all.
    fn available(&self) -> bool;

    /// Runs `call` natively if it can. Must leave every Python object as it was unless it returns [`Outcome::Native`].
    fn call(&self, call: &Call<'_, '_>) -> Outcome;
}

/// The converter of this build.
pub fn converter(config: &Config) -> Arc<dyn Converter> {
    Arc::new(Engine::new(config))
}
