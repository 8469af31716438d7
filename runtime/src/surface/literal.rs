//! Python constants outside of Python.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyCode, PyEllipsis, PyFloat, PyInt, PyNone, PyString, PyTuple};

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

    /// A new object, where there can be several that are equal.
    pub fn make<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Literal::Str(value) => Ok(PyString::new(py, value).into_any()),
            other => other.object(py),
        }
    }

    /// The object that it is in code: among the constants, in their tuples, or in the code of nested functions.
    pub fn in_code<'py>(&self, code: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
        let constants = code.getattr("co_consts").ok()?;
        self.among(constants.cast::<PyTuple>().ok()?)
    }

    fn among<'py>(&self, constants: &Bound<'py, PyTuple>) -> Option<Bound<'py, PyAny>> {
        constants.iter().find_map(|constant| {
            if let Ok(inner) = constant.cast::<PyTuple>() {
                return self.among(inner);
            }
            if constant.cast::<PyCode>().is_ok() {
                return self.in_code(&constant);
            }
            self.is(&constant).then_some(constant)
        })
    }

    /// Whether an object has exactly this value.
    fn is(&self, object: &Bound<'_, PyAny>) -> bool {
        match self {
            Literal::Float(value) => object
                .cast_exact::<PyFloat>()
                .is_ok_and(|object| object.value().to_bits() == value.to_bits()),
            Literal::Int(_) | Literal::BigInt(_) | Literal::Str(_) | Literal::Bytes(_) => {
                let made = self.make(object.py());
                made.is_ok_and(|made| {
                    made.get_type().is(object.get_type()) && made.eq(object).unwrap_or(false)
                })
            }
            Literal::None | Literal::Ellipsis | Literal::Bool(_) | Literal::Tuple(_) => false,
        }
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
