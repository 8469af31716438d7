//! Plain-Python equivalents of library functions whose own source cannot be converted.
//!
//! `janus_jit.polyfills` names them by the module and the qualified name of the code object that they stand in for. A
//! stand-in takes the same parameters; names that it does not define itself are looked up in the original's closure
//! first, so that a stand-in for a decorator's wrapper can call what was wrapped.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyFunction, PyTuple};

static TABLE: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

fn table(py: Python<'_>) -> PyResult<&Bound<'_, PyDict>> {
    TABLE
        .get_or_try_init(py, || {
            let table = match py.import("janus_jit.polyfills") {
                Ok(module) => module.getattr("TABLE")?.cast_into::<PyDict>()?,
                // The extension alone, as in tests of the engine.
                Err(_) => PyDict::new(py),
            };
            Ok(table.unbind())
        })
        .map(|table| table.bind(py))
}

/// The function that is converted in place of `function`, if there is one.
pub fn stand_in<'py>(
    function: &Bound<'py, PyFunction>,
) -> PyResult<Option<Bound<'py, PyFunction>>> {
    let py = function.py();
    let table = table(py)?;
    if table.is_empty() {
        return Ok(None);
    }
    let module = function.getattr("__globals__")?.get_item("__name__");
    let Ok(module) = module else { return Ok(None) };
    let qualname = function.getattr("__code__")?.getattr("co_qualname")?;
    match table.get_item(PyTuple::new(py, [module, qualname])?)? {
        Some(found) => Ok(Some(found.cast_into::<PyFunction>()?)),
        None => Ok(None),
    }
}
