//! What PyTorch calls the history of a result, and what it raises, asked with arguments made for the question.

use janus_passes::world::{Sample, SampleCall};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySlice, PyTuple};

use super::names;
use super::table::Table;

/// What can be asked of a call.
#[derive(Clone, Copy)]
pub enum Question {
    /// The name of the `grad_fn` of what it makes.
    Name,
    /// What PyTorch raises.
    Raised,
}

/// PyTorch's answer, `None` where the call makes no history, or raises nothing.
///
/// # Errors
/// Where the arguments cannot be made up; of a name, too, where PyTorch does not accept them, sizes of the run being
/// made up.
pub fn ask<'py>(
    py: Python<'py>,
    table: &Table<'py>,
    call: &SampleCall,
    question: Question,
) -> PyResult<Option<String>> {
    let helper = py.import("janus_jit.history")?;
    let function = names::find(py, &call.function)
        .ok_or_else(|| PyValueError::new_err(format!("no function {}", call.function)))?;
    let keywords = PyDict::new(py);
    for (key, value) in &call.keywords {
        keywords.set_item(key, object(&helper, table, value)?)?;
    }
    let positional = PyTuple::new(py, objects(&helper, table, &call.positional)?)?;
    let answer = match question {
        Question::Name => "name",
        Question::Raised => "raised",
    };
    helper
        .getattr(answer)?
        .call1((function, positional, keywords))?
        .extract()
}

fn objects<'py>(
    helper: &Bound<'py, PyModule>,
    table: &Table<'py>,
    samples: &[Sample],
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    samples
        .iter()
        .map(|sample| object(helper, table, sample))
        .collect()
}

fn object<'py>(
    helper: &Bound<'py, PyModule>,
    table: &Table<'py>,
    sample: &Sample,
) -> PyResult<Bound<'py, PyAny>> {
    let py = helper.py();
    Ok(match sample {
        Sample::None => py.None().into_bound(py),
        Sample::Ellipsis => py.Ellipsis().into_bound(py),
        Sample::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        Sample::Int(value) => value.into_pyobject(py)?.into_any(),
        Sample::Float(value) => value.into_pyobject(py)?.into_any(),
        Sample::Str(text) => text.into_pyobject(py)?.into_any(),
        Sample::Object(id) => {
            let known = table.get(*id);
            known.map_err(|unanswered| PyValueError::new_err(unanswered.question))?
        }
        Sample::Slice(parts) => {
            let parts = objects(helper, table, parts.as_ref())?;
            py.get_type::<PySlice>().call1(PyTuple::new(py, parts)?)?
        }
        Sample::List(elements) => PyList::new(py, objects(helper, table, elements)?)?.into_any(),
        Sample::Tuple(elements) => PyTuple::new(py, objects(helper, table, elements)?)?.into_any(),
        Sample::Tensor {
            dtype,
            sizes,
            strides,
            requires_grad,
        } => {
            let dtype = py.import("torch")?.getattr(dtype.as_str())?;
            let sizes = PyTuple::new(py, sizes)?;
            let strides = PyTuple::new(py, strides)?;
            helper
                .getattr("sample")?
                .call1((dtype, sizes, strides, *requires_grad))?
        }
    })
}
