//! Graphs from text: what a module that `janus-opt` printed does when it is called.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyFunction, PyTuple};

use crate::call::{Attempt, Graph};
use crate::engine;
use crate::guards::Miss;
use crate::torch::torch;

/// A module's text after `specialize-types` or a later stage, compiled for the objects of one call.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct TextGraph {
    graph: Graph,
    function: Py<PyFunction>,
}

#[pymethods]
impl TextGraph {
    /// `function` is what `function` in the text stands for, `arguments` are those of the call that it was made for.
    #[new]
    fn new(
        text: &str,
        function: &Bound<'_, PyFunction>,
        arguments: &Bound<'_, PyTuple>,
    ) -> PyResult<Self> {
        let graph = engine::compile_text(torch(function.py())?, text, function, arguments)
            .map_err(PyValueError::new_err)?;
        Ok(TextGraph {
            graph,
            function: function.clone().unbind(),
        })
    }

    /// Runs the graph: `(True, result)`, or `(False, reason)` where nothing has happened.
    #[pyo3(signature = (*arguments))]
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<(bool, Bound<'py, PyAny>)> {
        let reason = match self
            .graph
            .call(torch(py)?, self.function.bind(py), arguments)
        {
            Attempt::Done(result) => return Ok((true, result.into_bound(py))),
            Attempt::Error(error) => return Err(error),
            Attempt::Miss(miss) => self.tell(&miss),
            Attempt::Failed(assertion) => assertion.message,
            Attempt::Unsuited(message) => message,
        };
        Ok((false, reason.into_pyobject(py)?.into_any()))
    }

    /// All sizes and numbers that are not as assumed, and what else keeps the graph from running.
    #[pyo3(signature = (*arguments))]
    fn explain(&self, py: Python<'_>, arguments: &Bound<'_, PyTuple>) -> PyResult<Vec<String>> {
        let misses = self
            .graph
            .explain(torch(py)?, self.function.bind(py), arguments);
        Ok(misses.iter().map(|miss| self.tell(miss)).collect())
    }
}

impl TextGraph {
    /// What was not as assumed, of which object.
    fn tell(&self, miss: &Miss) -> String {
        let object = miss
            .object
            .and_then(|index| self.graph.guards().object(index));
        format!(
            "@{} {}",
            object.map_or("PyTorch", |object| &object.symbol),
            miss.kind
        )
    }
}
