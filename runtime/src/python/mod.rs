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

pub use engine::Engine;
pub use record::Record;
pub use segment::Segment;

/// Native half of `janus_jit`.
#[pymodule]
mod _janus {
    use pyo3::prelude::*;
    use pyo3::types::PyCode;

    #[pymodule_export]
    use super::engine::{Engine, FunctionInfo, Source};
    #[pymodule_export]
    use super::frames::calls_left;
    #[pymodule_export]
    use super::graph::TextGraph;
    #[pymodule_export]
    use super::probe::{BranchProbe, CallProbe, ExitProbe, LoopEnterProbe, LoopStepProbe};
    #[pymodule_export]
    use super::segment::{Segment, take_result};
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
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
