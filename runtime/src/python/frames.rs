//! Looks at the Python frames that are running.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCode, PyFrame, PyFrameMethods};

use crate::function::FunctionKey;

/// Frames looked at; a deeper caller is not worth the walk.
const MAX_DEPTH: usize = 200;

/// What is left of the recursion limit to what runs at the innermost call.
const RESERVED_CALLS: i64 = 20;

/// Address of the globals of the frame that is running, to be compared and never dereferenced.
pub fn running_globals(_py: Python<'_>) -> usize {
    // SAFETY: the caller is attached to the interpreter. The borrowed pointer is only turned into a number.
    unsafe { ffi::PyEval_GetGlobals() as usize }
}

/// The innermost frame that is running.
fn running_frame(py: Python<'_>) -> Option<Bound<'_, PyFrame>> {
    // SAFETY: the caller is attached to the interpreter; `PyEval_GetFrame` returns a borrowed frame or null.
    unsafe { Bound::from_borrowed_ptr_or_opt(py, ffi::PyEval_GetFrame().cast()) }
        .and_then(|frame| frame.cast_into::<PyFrame>().ok())
}

/// The key of a code object.
pub fn key_of(code: &Bound<'_, PyCode>) -> PyResult<FunctionKey> {
    Ok(FunctionKey {
        file: code.getattr("co_filename")?.extract::<String>()?.into(),
        qualname: code.getattr("co_qualname")?.extract::<String>()?.into(),
        first_line: code.getattr("co_firstlineno")?.extract()?,
    })
}

/// How much deeper Python functions may call one another for certain before CPython raises `RecursionError`. What C functions
/// between them take of its limit is not known, so that half as much again is left to them.
#[pyfunction]
pub fn calls_left(py: Python<'_>) -> PyResult<i64> {
    let limit: i64 = py
        .import("sys")?
        .getattr("getrecursionlimit")?
        .call0()?
        .extract()?;
    let mut frames = 0;
    let mut frame = running_frame(py);
    while let Some(current) = frame {
        frames += 1;
        frame = current.outer();
    }
    Ok(limit - frames - frames / 2 - RESERVED_CALLS)
}

/// Whether `accepts` holds for the key of a caller of the running function, from the inside out.
pub fn any_caller(py: Python<'_>, mut accepts: impl FnMut(&FunctionKey) -> bool) -> bool {
    let mut frame = running_frame(py).and_then(|frame| frame.outer());
    for _ in 0..MAX_DEPTH {
        let Some(current) = frame else { return false };
        if key_of(&current.code()).is_ok_and(|key| accepts(&key)) {
            return true;
        }
        frame = current.outer();
    }
    false
}
