//! Modes of PyTorch that change what the same Python code means. A graph is valid in the modes it was generated in.

use pyo3::ffi;
use pyo3::prelude::*;

use crate::world::names;

/// The modes of one moment, in one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes {
    pub grad: bool,
    pub inference: bool,
    pub autocast: bool,
    pub anomaly: bool,
    /// Something sees every operation: a function mode, a dispatch mode, a tracer, a transform such as `vmap`.
    pub watched: bool,
    pub deterministic: bool,
    /// Address of the default dtype's object.
    default_dtype: usize,
}

impl Modes {
    /// Why no graph can run in these modes.
    pub fn obstacle(&self) -> Option<&'static str> {
        if self.watched {
            return Some("a torch function mode, dispatch mode or functorch transform is active");
        }
        if self.autocast {
            return Some("autocast is on");
        }
        if self.anomaly {
            return Some("anomaly detection is on");
        }
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
    autocast: Option<Py<PyAny>>,
    anomaly: Py<PyAny>,
    deterministic: Py<PyAny>,
    default_dtype: Py<PyAny>,
    function_modes: Option<Py<PyAny>>,
    dispatch_modes: Option<Py<PyAny>>,
    functorch_level: Option<Py<PyAny>>,
}

impl Queries {
    pub(super) fn load(py: Python<'_>) -> PyResult<Self> {
        let torch = py.import("torch")?;
        let find = |name: &str| names::find(py, name).map(Bound::unbind);
        Ok(Queries {
            grad: torch.getattr("is_grad_enabled")?.unbind(),
            inference: torch.getattr("is_inference_mode_enabled")?.unbind(),
            autocast: find("torch._C._is_any_autocast_enabled")
                .or_else(|| find("torch.is_autocast_cpu_enabled")),
            anomaly: torch.getattr("is_anomaly_enabled")?.unbind(),
            deterministic: names::find(py, "torch._C._get_deterministic_algorithms").map_or_else(
                || {
                    torch
                        .getattr("are_deterministic_algorithms_enabled")
                        .map(Bound::unbind)
                },
                |found| Ok(found.unbind()),
            )?,
            default_dtype: torch.getattr("get_default_dtype")?.unbind(),
            function_modes: find("torch._C._len_torch_function_stack"),
            dispatch_modes: find("torch._C._len_torch_dispatch_stack"),
            functorch_level: find("torch._C._functorch.maybe_current_level"),
        })
    }

    pub(super) fn ask(&self, py: Python<'_>) -> PyResult<Modes> {
        // Their results are `True`, `False`, `None` and small integers.
        let truth = |function: &Py<PyAny>| -> PyResult<bool> {
            Ok(call(py, function)?.as_ptr() == truth_object())
        };
        let count = |function: &Option<Py<PyAny>>| -> PyResult<usize> {
            function
                .as_ref()
                .map_or(Ok(0), |function| call(py, function)?.extract())
        };
        let transformed = match &self.functorch_level {
            Some(level) => !call(py, level)?.is_none(),
            None => false,
        };
        Ok(Modes {
            grad: truth(&self.grad)?,
            inference: truth(&self.inference)?,
            autocast: self.autocast.as_ref().map_or(Ok(false), truth)?,
            anomaly: truth(&self.anomaly)?,
            watched: transformed
                || count(&self.function_modes)? > 0
                || count(&self.dispatch_modes)? > 0,
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
