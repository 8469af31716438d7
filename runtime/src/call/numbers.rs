//! Python numbers as native ones.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt};

/// The kinds that cross the border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Bool,
    Int,
    Float,
}

impl Number {
    /// The bits of a Python number of exactly this kind; `None` for an `int` beyond 64 bits and for everything else.
    pub fn bits(self, object: &Bound<'_, PyAny>) -> Option<u64> {
        match self {
            Number::Bool => object
                .cast_exact::<PyBool>()
                .ok()
                .map(|value| u64::from(value.is_true())),
            Number::Int => object
                .cast_exact::<PyInt>()
                .ok()?
                .extract::<i64>()
                .ok()
                .map(|value| value as u64),
            Number::Float => object
                .cast_exact::<PyFloat>()
                .ok()
                .map(|value| value.value().to_bits()),
        }
    }

    /// The Python number with these bits.
    pub fn object<'py>(self, py: Python<'py>, bits: u64) -> Bound<'py, PyAny> {
        match self {
            Number::Bool => PyBool::new(py, bits & 1 != 0).to_owned().into_any(),
            Number::Int => PyInt::new(py, bits as i64).into_any(),
            Number::Float => PyFloat::new(py, f64::from_bits(bits)).into_any(),
        }
    }
}
