//! The extension module `janus_jit._janus`.

mod ambient;
mod engine;
mod frames;
mod graph;
mod observe;
mod panics;
mod probe;
mod record;
mod segment;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

pub use engine::Engine;
pub use record::Record;
pub use segment::Segment;

/// The type of `MISS`, what a segment returns when CPython is to run the call.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct Miss;

#[pymethods]
impl Miss {
    fn __repr__(&self) -> &'static str {
        "MISS"
    }

    /// Pickles as the name of the one object.
    fn __reduce__(&self) -> &'static str {
        "MISS"
    }
}

static MISS: PyOnceLock<Py<Miss>> = PyOnceLock::new();

/// The one `MISS` of the process.
pub fn miss(py: Python<'_>) -> PyResult<&Py<Miss>> {
    MISS.get_or_try_init(py, || Py::new(py, Miss))
}

/// Native half of `janus_jit`.
#[pymodule]
mod _janus {
    use pyo3::prelude::*;
    use pyo3::types::PyCode;

    #[pymodule_export]
    use super::engine::{Engine, FunctionInfo, Source};
    #[pymodule_export]
    use super::graph::TextGraph;
    #[pymodule_export]
    use super::probe::{BranchProbe, CallProbe, ExitProbe, LoopEnterProbe, LoopStepProbe};
    #[pymodule_export]
    use super::segment::Segment;
    #[pymodule_export]
    use crate::call::{BackwardCall, BackwardWatch};

    /// Says that a code object stands for the text of its module.
    #[pyfunction]
    fn register_code(code: &Bound<'_, PyCode>) -> PyResult<()> {
        crate::world::codes::register(code)
    }

    /// Whether a code object stands for the text of its module, and was not set by the program.
    #[pyfunction]
    fn is_registered_code(code: &Bound<'_, PyCode>) -> bool {
        crate::world::codes::place(code).is_some()
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::panics::install();
        module.add("MISS", super::miss(module.py())?.clone_ref(module.py()))?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
