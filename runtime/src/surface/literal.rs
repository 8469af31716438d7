//! Python constants outside of Python.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyEllipsis, PyFloat, PyInt, PyNone, PyString, PyTuple};

/// A constant of a graph.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    /// Decimal digits.
    BigInt(String),
    Float(f64),
    Str(String),
    Bytes(Vec<u8>),
    Tuple(Vec<Literal>),
}

impl Literal {
    /// The Python object.
    pub fn object<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(match self {
            Literal::None => PyNone::get(py).to_owned().into_any(),
            Literal::Ellipsis => PyEllipsis::get(py).to_owned().into_any(),
            Literal::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
            Literal::Int(value) => PyInt::new(py, *value).into_any(),
            Literal::BigInt(digits) => py
                .get_type::<PyInt>()
                .call1((digits, if digits.contains('x') { 16 } else { 10 }))?,
            Literal::Float(value) => PyFloat::new(py, *value).into_any(),
            // Interned, as CPython does with constants that look like names: dict look-ups compare addresses first.
            Literal::Str(value) => PyString::intern(py, value).into_any(),
            Literal::Bytes(value) => PyBytes::new(py, value).into_any(),
            Literal::Tuple(items) => {
                let items = items
                    .iter()
                    .map(|item| item.object(py))
                    .collect::<PyResult<Vec<_>>>()?;
                PyTuple::new(py, items)?.into_any()
            }
        })
    }

    /// As Python writes it.
    pub fn text(&self) -> String {
        match self {
            Literal::None => "None".to_owned(),
            Literal::Ellipsis => "...".to_owned(),
            Literal::Bool(true) => "True".to_owned(),
            Literal::Bool(false) => "False".to_owned(),
            Literal::Int(value) => value.to_string(),
            Literal::BigInt(digits) => digits.clone(),
            Literal::Float(value) => format!("{value:?}"),
            Literal::Str(value) => format!("{value:?}"),
            Literal::Bytes(value) => format!("b\"{}\"", value.escape_ascii()),
            Literal::Tuple(items) => {
                format!(
                    "({})",
                    items
                        .iter()
                        .map(Literal::text)
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
        }
    }
}
