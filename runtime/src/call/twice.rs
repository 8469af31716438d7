//! Programs that differentiate a derivative.
//!
//! Native code has first derivatives only. So once a program asks PyTorch for a derivative that can be differentiated again,
//! calls whose results it may differentiate run imperatively. A program that does so does it from its first steps on, and is
//! mostly seen while it is still profiled; the results of native calls that are there by then are computed again
//! (`janus_jit.autograd`).

use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

static SEEN: AtomicBool = AtomicBool::new(false);

/// Whether the program has differentiated a derivative, or is about to.
pub fn seen() -> bool {
    SEEN.load(Ordering::Relaxed)
}

/// Stands before PyTorch's function that all its ways to run backward go through. In C, so that no traceback shows it.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct BackwardWatch {
    run_backward: Py<PyAny>,
}

/// Where that function takes `create_graph`: behind the outputs, their gradients and `retain_graph`.
const CREATE_GRAPH: usize = 3;

#[pymethods]
impl BackwardWatch {
    #[new]
    fn new(run_backward: Py<PyAny>) -> Self {
        BackwardWatch { run_backward }
    }

    #[pyo3(signature = (*arguments, **keywords))]
    fn __call__<'py>(
        &self,
        arguments: &Bound<'py, PyTuple>,
        keywords: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = arguments.py();
        let named = keywords.and_then(|keywords| keywords.get_item("create_graph").ok().flatten());
        let create_graph = named.or_else(|| arguments.get_item(CREATE_GRAPH).ok());
        if create_graph.is_some_and(|value| value.is_truthy().unwrap_or(false)) {
            SEEN.store(true, Ordering::Relaxed);
        }
        self.run_backward.bind(py).call(arguments, keywords)
    }
}
