//! Probes: callables among the constants of an instrumented code object. None of them ever raises.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Instant;

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::engine::Shared;
use super::record::{LoopSite, Record, lock};

/// How a probe is pickled (cloudpickle takes functions of `__main__` with their constants): as a callable that does
/// nothing, since there is no engine where it is loaded.
fn reduce_inert(py: Python<'_>) -> PyResult<(Bound<'_, PyAny>, Bound<'_, PyTuple>)> {
    let inert = py.import("janus_jit.inert")?.getattr("make_probe")?;
    Ok((inert, PyTuple::empty(py)))
}

thread_local! {
    /// The watched calls that run on this thread, innermost last.
    static RUNNING: RefCell<Vec<(Arc<Record>, Instant)>> = const { RefCell::new(Vec::new()) };
}

/// Called with the parameters at the start of a call.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct CallProbe {
    pub(super) shared: Arc<Shared>,
    pub(super) record: Arc<Record>,
}

#[pymethods]
impl CallProbe {
    #[pyo3(signature = (*arguments))]
    fn __call__(&self, arguments: &Bound<'_, PyTuple>) {
        self.shared.observe_call(&self.record, None, arguments);
        RUNNING.with_borrow_mut(|running| running.push((self.record.clone(), Instant::now())));
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        reduce_inert(py)
    }
}

/// Called at the end of a call, however it ends.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct ExitProbe {
    pub(super) record: Arc<Record>,
}

#[pymethods]
impl ExitProbe {
    fn __call__(&self) {
        // An exception raised from outside between a call's two probes leaves its entry: what lies above is stale.
        let duration = RUNNING.with_borrow_mut(|running| {
            let index = running
                .iter()
                .rposition(|(record, _)| Arc::ptr_eq(record, &self.record))?;
            let (_, start) = running.swap_remove(index);
            running.truncate(index);
            Some(start.elapsed())
        });
        if let Some(duration) = duration {
            self.record.counters.time_imperative(duration);
        }
        self.record.close_loops();
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        reduce_inert(py)
    }
}

/// Called where a branch was decided. Given a value it returns it, so that it can stand inside an expression.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct BranchProbe {
    pub(super) record: Arc<Record>,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) taken: bool,
}

#[pymethods]
impl BranchProbe {
    #[pyo3(signature = (value=None))]
    fn __call__<'py>(&self, value: Option<Bound<'py, PyAny>>) -> Option<Bound<'py, PyAny>> {
        lock(&self.record.profile).observe_branch(self.line, self.column, self.taken);
        value
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        reduce_inert(py)
    }
}

/// Called before a loop.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct LoopEnterProbe {
    pub(super) record: Arc<Record>,
    pub(super) site: Arc<LoopSite>,
}

#[pymethods]
impl LoopEnterProbe {
    fn __call__(&self) {
        self.record.enter_loop(&self.site);
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        reduce_inert(py)
    }
}

/// Called first in the body of a loop.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct LoopStepProbe {
    pub(super) site: Arc<LoopSite>,
}

#[pymethods]
impl LoopStepProbe {
    fn __call__(&self) {
        self.site.step();
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        reduce_inert(py)
    }
}
