//! Calls of CPython's functions that have no effect and depend on their arguments alone: CPython itself is asked.

use janus_passes::world::{Plain, PureCall, PureResult};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PySlice, PyString, PyTuple, PyType,
};

/// What the call gives.
///
/// # Errors
/// For a function that is not in `builtins`, a result that is no [`Plain`] and an exception that a message does not tell.
pub fn call(py: Python<'_>, call: &PureCall) -> PyResult<PureResult> {
    let mut function = py.import("builtins")?.into_any();
    for name in call.function.split('.') {
        function = function.getattr(name)?;
    }
    let arguments: Vec<_> = (call.positional.iter())
        .map(|argument| object(py, argument))
        .collect::<PyResult<_>>()?;
    let keywords = PyDict::new(py);
    for (name, value) in &call.keywords {
        keywords.set_item(name, object(py, value)?)?;
    }
    match function.call(PyTuple::new(py, &arguments)?, Some(&keywords)) {
        Ok(result) => plain(&result, &arguments).map(PureResult::Value),
        Err(error) => raised(py, error),
    }
}

fn raised(py: Python<'_>, error: PyErr) -> PyResult<PureResult> {
    let value = error.value(py);
    let arguments = value.getattr("args")?.cast_into::<PyTuple>()?;
    let class = value.get_type();
    let builtin = class.getattr("__module__")?.eq("builtins")?;
    match arguments.as_slice() {
        [message] if builtin && message.is_exact_instance_of::<PyString>() => {
            Ok(PureResult::Raised {
                class: class.getattr("__name__")?.extract()?,
                message: message.extract()?,
            })
        }
        _ => Err(error),
    }
}

fn object<'py>(py: Python<'py>, plain: &Plain) -> PyResult<Bound<'py, PyAny>> {
    let all = |elements: &[Plain]| -> PyResult<Vec<_>> {
        elements.iter().map(|element| object(py, element)).collect()
    };
    Ok(match plain {
        Plain::None => py.None().into_bound(py),
        Plain::Ellipsis => py.Ellipsis().into_bound(py),
        Plain::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
        Plain::Int(value) => PyInt::new(py, *value).into_any(),
        Plain::BigInt(digits) => py.get_type::<PyInt>().call1((digits,))?,
        Plain::Float(bits) => PyFloat::new(py, f64::from_bits(*bits)).into_any(),
        Plain::Str(text) => PyString::new(py, text).into_any(),
        Plain::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
        Plain::Tuple(elements) => PyTuple::new(py, all(elements)?)?.into_any(),
        Plain::List(elements) => PyList::new(py, all(elements)?)?.into_any(),
        Plain::Slice(parts) => {
            let [start, stop, step] = &**parts;
            let parts = (object(py, start)?, object(py, stop)?, object(py, step)?);
            py.get_type::<PySlice>().call1(parts)?
        }
        Plain::Argument(_) => return Err(PyTypeError::new_err("an argument that is an argument")),
    })
}

fn plain(object: &Bound<'_, PyAny>, arguments: &[Bound<'_, PyAny>]) -> PyResult<Plain> {
    let py = object.py();
    if let Some(place) = arguments.iter().position(|argument| argument.is(object)) {
        return Ok(Plain::Argument(place));
    }
    let is = |class: Bound<'_, PyType>| object.get_type().is(&class);
    let all = |elements: Vec<Bound<'_, PyAny>>| -> PyResult<Vec<_>> {
        elements
            .iter()
            .map(|element| plain(element, arguments))
            .collect()
    };
    Ok(if object.is_none() {
        Plain::None
    } else if object.is(py.Ellipsis()) {
        Plain::Ellipsis
    } else if is(py.get_type::<PyBool>()) {
        Plain::Bool(object.extract()?)
    } else if is(py.get_type::<PyInt>()) {
        match object.extract() {
            Ok(value) => Plain::Int(value),
            Err(_) => Plain::BigInt(object.str()?.extract()?),
        }
    } else if is(py.get_type::<PyFloat>()) {
        Plain::Float(object.extract::<f64>()?.to_bits())
    } else if is(py.get_type::<PyString>()) {
        Plain::Str(object.extract()?)
    } else if is(py.get_type::<PyBytes>()) {
        Plain::Bytes(object.cast::<PyBytes>()?.as_bytes().to_vec())
    } else if is(py.get_type::<PyTuple>()) {
        Plain::Tuple(all(object.cast::<PyTuple>()?.iter().collect())?)
    } else if is(py.get_type::<PyList>()) {
        Plain::List(all(object.cast::<PyList>()?.iter().collect())?)
    } else {
        return Err(PyTypeError::new_err("a result of another type"));
    })
}
