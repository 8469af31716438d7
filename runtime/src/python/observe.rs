//! Describes live objects for the profile. Nothing here may run user code: types are compared by their place in the
//! MRO, attributes are read only of exact tensors, and instance dictionaries are read directly.

use std::cell::Cell;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyCode, PyDict, PyFloat, PyFunction, PyInt, PyList, PyModule, PyString, PyTuple, PyType,
};

use crate::profile::Value;

/// Items of a container that are described or searched.
const MAX_ITEMS: usize = 8;
/// Depth of containers that are described or searched.
const MAX_DEPTH: usize = 2;
/// Longer strings are described by their type.
const MAX_STRING: usize = 200;

/// PyTorch's classes, known once the program has imported it.
struct Torch {
    tensor: Py<PyType>,
    parameter: Py<PyType>,
    module: Py<PyType>,
    optimizer: Py<PyType>,
}

static TORCH: PyOnceLock<Torch> = PyOnceLock::new();

fn torch(py: Python<'_>) -> Option<&Torch> {
    if let Some(torch) = TORCH.get(py) {
        return Some(torch);
    }
    let modules = py.import("sys").ok()?.getattr("modules").ok()?;
    let modules = modules.cast_into::<PyDict>().ok()?;
    let find = |module: &str, class: &str| -> Option<Py<PyType>> {
        let module = modules.get_item(module).ok()??;
        let class = module.getattr(class).ok()?;
        Some(class.cast_into::<PyType>().ok()?.unbind())
    };
    let found = Torch {
        tensor: find("torch", "Tensor")?,
        parameter: find("torch.nn", "Parameter")?,
        module: find("torch.nn", "Module")?,
        optimizer: find("torch.optim", "Optimizer")?,
    };
    Some(TORCH.get_or_init(py, || found))
}

/// `value`'s type is `class` or derives from it. Unlike `isinstance` it runs no `__instancecheck__`.
fn derives(value: &Bound<'_, PyAny>, class: &Py<PyType>) -> bool {
    value.get_type().mro().iter().any(|base| base.is(class))
}

/// The value as far as specialization can use it.
pub fn describe(value: &Bound<'_, PyAny>, depth: usize) -> Value {
    let py = value.py();
    if value.is_none() {
        return Value::None;
    }
    if let Ok(value) = value.cast_exact::<PyBool>() {
        return Value::Bool {
            value: value.is_true(),
        };
    }
    if value.is_exact_instance_of::<PyInt>() {
        return Value::Int {
            value: value.extract().ok(),
        };
    }
    if let Ok(value) = value.cast_exact::<PyFloat>() {
        return Value::Float {
            value: Some(value.value()).filter(|v| v.is_finite()),
        };
    }
    if let Ok(text) = value.cast_exact::<PyString>()
        && let Ok(text) = text.extract::<String>()
        && text.len() <= MAX_STRING
    {
        return Value::Str { value: text };
    }
    if depth < MAX_DEPTH {
        if let Ok(tuple) = value.cast_exact::<PyTuple>() {
            return Value::Tuple {
                items: tuple
                    .iter()
                    .take(MAX_ITEMS)
                    .map(|item| describe(&item, depth + 1))
                    .collect(),
                length: tuple.len(),
            };
        }
        if let Ok(list) = value.cast_exact::<PyList>() {
            return Value::List {
                items: list
                    .iter()
                    .take(MAX_ITEMS)
                    .map(|item| describe(&item, depth + 1))
                    .collect(),
                length: list.len(),
            };
        }
    }
    if let Some(torch) = torch(py) {
        let class = value.get_type();
        if (class.is(&torch.tensor) || class.is(&torch.parameter))
            && let Ok(tensor) = describe_tensor(value)
        {
            return tensor;
        }
    }
    let class = value.get_type();
    Value::Object {
        class: class
            .fully_qualified_name()
            .and_then(|name| name.extract::<String>())
            .unwrap_or_default(),
    }
}

fn describe_tensor(tensor: &Bound<'_, PyAny>) -> PyResult<Value> {
    let dtype = tensor.getattr("dtype")?.str()?.extract::<String>()?;
    Ok(Value::Tensor {
        dtype: dtype.strip_prefix("torch.").unwrap_or(&dtype).to_owned(),
        shape: tensor.getattr("shape")?.extract()?,
        device: tensor.getattr("device")?.str()?.extract()?,
        requires_grad: tensor.getattr("requires_grad")?.extract()?,
    })
}

/// Whether `value` is, or holds, a tensor, a module or an optimizer.
pub fn holds_tensors(value: &Bound<'_, PyAny>, depth: usize) -> bool {
    let Some(torch) = torch(value.py()) else {
        return false;
    };
    if [&torch.tensor, &torch.module, &torch.optimizer]
        .into_iter()
        .any(|class| derives(value, class))
    {
        return true;
    }
    if depth >= MAX_DEPTH {
        return false;
    }
    let search = |item: Bound<'_, PyAny>| holds_tensors(&item, depth + 1);
    if let Ok(tuple) = value.cast::<PyTuple>() {
        return tuple.iter().take(MAX_ITEMS).any(search);
    }
    if let Ok(list) = value.cast::<PyList>() {
        return list.iter().take(MAX_ITEMS).any(search);
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        return values(dict).into_iter().any(search);
    }
    if value.is_instance_of::<PyModule>() || value.is_instance_of::<PyType>() {
        return false;
    }
    instance_dict(value).is_some_and(|dict| values(&dict).into_iter().any(search))
}

/// The first values of a dict, taken out before they are looked at.
fn values<'py>(dict: &Bound<'py, PyDict>) -> Vec<Bound<'py, PyAny>> {
    dict.iter()
        .take(4 * MAX_ITEMS)
        .map(|(_, value)| value)
        .collect()
}

/// `value.__dict__`, read past any `__getattribute__`.
fn instance_dict<'py>(value: &Bound<'py, PyAny>) -> Option<Bound<'py, PyDict>> {
    // Creating a dictionary for an object that has none yet would be a change, but not one that can be seen.
    // SAFETY: attached to the interpreter, `value` is a live object; the result is a new reference, or null with an
    // exception, which `from_owned_ptr_or_err` takes.
    let dict = unsafe {
        Bound::from_owned_ptr_or_err(
            value.py(),
            ffi::PyObject_GenericGetDict(value.as_ptr(), std::ptr::null_mut()),
        )
    };
    dict.ok()?.cast_into::<PyDict>().ok()
}

/// Whether a global or a captured variable that `function` uses says that it does tensor work.
pub fn uses_tensors(function: &Bound<'_, PyFunction>) -> bool {
    uses_tensors_fallible(function).unwrap_or(false)
}

fn uses_tensors_fallible(function: &Bound<'_, PyFunction>) -> PyResult<bool> {
    if let Ok(closure) = function.getattr("__closure__")?.cast::<PyTuple>() {
        for cell in closure.iter() {
            // An empty cell raises.
            if let Ok(value) = cell.getattr("cell_contents")
                && holds_tensors(&value, MAX_DEPTH - 1)
            {
                return Ok(true);
            }
        }
    }
    let globals = function.getattr("__globals__")?.cast_into::<PyDict>()?;
    let mut codes = vec![function.getattr("__code__")?];
    while let Some(code) = codes.pop() {
        for name in code.getattr("co_names")?.cast::<PyTuple>()?.iter() {
            if let Some(value) = globals.get_item(name)?
                && (holds_tensors(&value, MAX_DEPTH - 1) || belongs_to_torch(&value))
            {
                return Ok(true);
            }
        }
        let constants = code.getattr("co_consts")?;
        codes.extend(
            constants
                .cast::<PyTuple>()?
                .iter()
                .filter(|c| c.is_instance_of::<PyCode>()),
        );
    }
    Ok(false)
}

/// `import torch`, `import torch.nn.functional as F`, `from torch import relu`.
fn belongs_to_torch(value: &Bound<'_, PyAny>) -> bool {
    let name = if let Ok(module) = value.cast::<PyModule>() {
        module.name().and_then(|name| name.extract::<String>())
    } else if value.is_instance_of::<PyFunction>()
        || value.is_instance_of::<pyo3::types::PyCFunction>()
    {
        value
            .getattr("__module__")
            .and_then(|name| name.extract::<String>())
    } else {
        return false;
    };
    name.is_ok_and(|name| name == "torch" || name.starts_with("torch."))
}

thread_local! {
    static OBSERVING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `body` unless this thread is observing already.
pub fn once_per_thread(body: impl FnOnce()) {
    if !OBSERVING.replace(true) {
        body();
        OBSERVING.set(false);
    }
}
