//! Modes of PyTorch that change what the same Python code means. A graph is valid in the modes it was generated in. What keeps
//! every call from running native (autocast, function modes, transforms) is asked before, once a call (`python::ambient`).

use pyo3::ffi;
use pyo3::prelude::*;

use crate::world::names;

/// The modes of one moment, in one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes {
    pub grad: bool,
    pub inference: bool,
    pub deterministic: bool,
    /// Address of the default dtype's object.
    default_dtype: usize,
}

impl Modes {
    /// Why no graph can run in these modes.
    pub fn obstacle(&self) -> Option<&'static str> {
        if self.inference {
            return Some("inference mode is on");
        }
        None
    }
}

/// Functions that tell the modes.
pub struct Queries {
    grad: Py<PyAny>,
    inference: Py<PyAny>,
    deterministic: Py<PyAny>,
    default_dtype: Py<PyAny>,
}

impl Queries {
    pub(super) fn load(py: Python<'_>) -> PyResult<Self> {
        let torch = py.import("torch")?;
        Ok(Queries {
            grad: torch.getattr("is_grad_enabled")?.unbind(),
            inference: torch.getattr("is_inference_mode_enabled")?.unbind(),
            deterministic: names::find(py, "torch._C._get_deterministic_algorithms").map_or_else(
                || {
                    torch
                        .getattr("are_deterministic_algorithms_enabled")
                        .map(Bound::unbind)
                },
                |found| Ok(found.unbind()),
            )?,
            default_dtype: torch.getattr("get_default_dtype")?.unbind(),
        })
    }

    pub(super) fn ask(&self, py: Python<'_>) -> PyResult<Modes> {
        // Their results are `True`, `False`, `None` and small integers.
        let truth = |function: &Py<PyAny>| -> PyResult<bool> {
            Ok(call(py, function)?.as_ptr() == truth_object())
        };
        Ok(Modes {
            grad: truth(&self.grad)?,
            inference: truth(&self.inference)?,
            deterministic: truth(&self.deterministic)?,
            default_dtype: call(py, &self.default_dtype)?.as_ptr() as usize,
        })
    }
}

fn truth_object() -> *mut ffi::PyObject {
    // SAFETY: `True` is immortal; only its address is used.
    unsafe { ffi::Py_True() }
}

fn call<'py>(py: Python<'py>, function: &Py<PyAny>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: attached to the interpreter; the result is a new reference or null with an exception.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyObject_CallNoArgs(function.as_ptr())) }
}
