//! The code objects of loaded modules: which function of the source each stands for.
//!
//! A function's code changes while it is watched: it is counted, instrumented, replaced by a segment. All of these mean the
//! same text. A program may set `__code__`, too, and then the text says nothing any more of what the function does. So every
//! code object that stands for a text is registered here when it is made.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyCode, PyWeakrefMethods, PyWeakrefReference};

use crate::function::FunctionKey;

struct Registered {
    /// Weak: a segment's code dies with its function.
    code: Py<PyWeakrefReference>,
    key: Arc<FunctionKey>,
}

/// By address; an entry whose code is gone says nothing.
static CODES: Mutex<Option<HashMap<usize, Registered>>> = Mutex::new(None);

fn codes() -> MutexGuard<'static, Option<HashMap<usize, Registered>>> {
    CODES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a code object says that it stands in the source.
pub fn key(code: &Bound<'_, PyAny>) -> PyResult<FunctionKey> {
    Ok(FunctionKey {
        file: code.getattr("co_filename")?.extract::<String>()?.into(),
        qualname: code.getattr("co_qualname")?.extract::<String>()?.into(),
        first_line: code.getattr("co_firstlineno")?.extract()?,
    })
}

/// Says that `code` stands for the text of its module, at the place that it names.
pub fn register(code: &Bound<'_, PyCode>) -> PyResult<()> {
    let registered = Registered {
        code: PyWeakrefReference::new(code)?.unbind(),
        key: Arc::new(key(code)?),
    };
    let before = codes()
        .get_or_insert_default()
        .insert(code.as_ptr() as usize, registered);
    // Outside of the lock.
    drop(before);
    Ok(())
}

/// The place that `code` stands for, if it was registered.
pub fn place(code: &Bound<'_, PyAny>) -> Option<Arc<FunctionKey>> {
    let codes = codes();
    let found = codes.as_ref()?.get(&(code.as_ptr() as usize))?;
    let alive = found.code.bind(code.py()).upgrade()?;
    alive.is(code).then(|| found.key.clone())
}

/// Whether `code` stands for the text at `key`: it is registered, or equal to what is. The second is so where a module was
/// loaded before it was watched.
pub fn stands_for(code: &Bound<'_, PyCode>, key: &FunctionKey) -> PyResult<bool> {
    if let Some(known) = place(code) {
        return Ok(*known == *key);
    }
    let candidates: Vec<Bound<'_, PyAny>> = codes()
        .iter()
        .flat_map(HashMap::values)
        .filter(|registered| *registered.key == *key)
        .filter_map(|registered| registered.code.bind(code.py()).upgrade())
        .collect();
    for candidate in candidates {
        if candidate.eq(code)? {
            register(code)?;
            return Ok(true);
        }
    }
    Ok(false)
}
