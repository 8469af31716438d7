//! What an object is, told without running code of the user's.

use janus_passes::world::{FunctionInfo, Object, TensorInfo};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyBytes, PyCFunction, PyCode, PyDict, PyEllipsis, PyFloat, PyFrozenSet, PyFunction,
    PyInt, PyList, PyModule, PyNotImplemented, PySet, PyString, PySuper, PyTuple, PyType,
};

use super::lookup;
use super::names;
use super::polyfills;
use super::table::Table;

/// Flags of code objects whose call does not run the body: generator, coroutine, asynchronous generator.
const SUSPENDS: u32 = 0x20 | 0x80 | 0x200;

/// Classes of the standard library that describing needs.
struct Classes {
    method: Py<PyType>,
    ordered_dict: Py<PyType>,
    default_dict: Py<PyType>,
}

static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();

fn classes(py: Python<'_>) -> PyResult<&Classes> {
    CLASSES.get_or_try_init(py, || {
        let class = |module, name| lookup::library_class(py, module, name);
        Ok(Classes {
            method: class("types", "MethodType")?,
            ordered_dict: class("collections", "OrderedDict")?,
            default_dict: class("collections", "defaultdict")?,
        })
    })
}

/// PyTorch's classes. Only asked for once a program has imported it.
pub struct Torch {
    pub tensor: Py<PyType>,
    pub parameter: Py<PyType>,
    pub size: Py<PyType>,
    strided: Py<PyAny>,
    no_subclass: Py<PyAny>,
}

static TORCH: PyOnceLock<Torch> = PyOnceLock::new();

/// PyTorch, if the program has imported it.
pub fn torch(py: Python<'_>) -> PyResult<Option<&Torch>> {
    if let Some(torch) = TORCH.get(py) {
        return Ok(Some(torch));
    }
    let modules = py
        .import("sys")?
        .getattr("modules")?
        .cast_into::<PyDict>()?;
    let (Some(torch), Some(nn)) = (modules.get_item("torch")?, modules.get_item("torch.nn")?)
    else {
        return Ok(None);
    };
    let found = Torch {
        tensor: torch.getattr("Tensor")?.cast_into::<PyType>()?.unbind(),
        parameter: nn.getattr("Parameter")?.cast_into::<PyType>()?.unbind(),
        size: torch.getattr("Size")?.cast_into::<PyType>()?.unbind(),
        strided: torch.getattr("strided")?.unbind(),
        no_subclass: torch
            .getattr("_C")?
            .getattr("DisableTorchFunctionSubclass")?
            .unbind(),
    };
    Ok(Some(TORCH.get_or_init(py, || found)))
}

/// Whether `object` is a tensor, of whatever subclass.
pub fn is_tensor(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(match torch(object.py())? {
        Some(torch) => lookup::derives(&object.get_type(), torch.tensor.bind(object.py())),
        None => false,
    })
}

/// Describes one object; the parts that it names get ids.
pub fn describe<'py>(object: &Bound<'py, PyAny>, table: &mut Table<'py>) -> PyResult<Object> {
    let py = object.py();
    if object.is_none() {
        return Ok(Object::None);
    }
    if let Some(scalar) = scalar(object)? {
        return Ok(scalar);
    }
    if let Some(container) = container(object, table)? {
        return Ok(container);
    }
    if is_tensor(object)? {
        return Ok(Object::Tensor(tensor(object)?));
    }
    if let Ok(function) = object.cast_exact::<PyFunction>() {
        return Ok(Object::Function(function_info(function, table)?));
    }
    if object.get_type().is(&classes(py)?.method) {
        let function = object.getattr("__func__")?;
        let receiver = object.getattr("__self__")?;
        return Ok(Object::Method {
            function: table.intern(function),
            receiver: table.intern(receiver),
        });
    }
    if let Ok(module) = object.cast::<PyModule>() {
        return Ok(Object::Module(module.name()?.extract()?));
    }
    if let Ok(class) = object.cast::<PyType>() {
        return Ok(Object::Class(names::of_class(class)?));
    }
    if let Some((function, receiver)) = bound_builtin(object)? {
        return Ok(Object::Method {
            function: table.intern(function),
            receiver: table.intern(receiver),
        });
    }
    if let Some(name) = names::of(object)? {
        return Ok(Object::Builtin(name));
    }
    Ok(Object::Instance(names::of_class(&object.get_type())?))
}

fn scalar(object: &Bound<'_, PyAny>) -> PyResult<Option<Object>> {
    let py = object.py();
    if object.is(PyEllipsis::get(py)) {
        return Ok(Some(Object::Ellipsis));
    }
    if object.is(PyNotImplemented::get(py)) {
        return Ok(Some(Object::NotImplemented));
    }
    if let Ok(value) = object.cast_exact::<PyBool>() {
        return Ok(Some(Object::Bool(value.is_true())));
    }
    if let Ok(value) = object.cast_exact::<PyInt>() {
        return Ok(Some(match value.extract::<i64>() {
            Ok(value) => Object::Int(value),
            Err(_) => Object::BigInt(decimal(value)?),
        }));
    }
    if let Ok(value) = object.cast_exact::<PyFloat>() {
        return Ok(Some(Object::Float(value.value().to_bits())));
    }
    if let Ok(value) = object.cast_exact::<PyString>() {
        // A string with lone surrogates has no UTF-8: it stays an instance of `str`.
        return Ok(value.to_str().ok().map(|text| Object::Str(text.to_owned())));
    }
    if let Ok(value) = object.cast_exact::<PyBytes>() {
        return Ok(Some(Object::Bytes(value.as_bytes().to_vec())));
    }
    Ok(None)
}

/// Digits of an integer. `str` has a limit on their number, `hex` has none.
fn decimal(value: &Bound<'_, PyInt>) -> PyResult<String> {
    match value.str() {
        Ok(text) => text.extract(),
        Err(_) => value
            .py()
            .import("builtins")?
            .getattr("hex")?
            .call1((value,))?
            .extract(),
    }
}

fn container<'py>(object: &Bound<'py, PyAny>, table: &mut Table<'py>) -> PyResult<Option<Object>> {
    let py = object.py();
    if let Ok(tuple) = object.cast::<PyTuple>() {
        if !is_plain_tuple(&object.get_type()) {
            return Ok(None);
        }
        return Ok(Some(Object::Tuple(
            tuple.iter().map(|item| table.intern(item)).collect(),
        )));
    }
    if let Ok(list) = object.cast_exact::<PyList>() {
        return Ok(Some(Object::List { length: list.len() }));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        let class = object.get_type();
        let classes = classes(py)?;
        let plain = class.is(py.get_type::<PyDict>())
            || class.is(&classes.ordered_dict)
            || class.is(&classes.default_dict);
        return Ok(Some(Object::Dict {
            length: dict.len(),
            plain,
        }));
    }
    if let Ok(set) = object.cast_exact::<PySet>() {
        return Ok(Some(Object::Set { length: set.len() }));
    }
    if let Ok(set) = object.cast_exact::<PyFrozenSet>() {
        return Ok(Some(Object::Set { length: set.len() }));
    }
    Ok(None)
}

/// Whether a subclass of `tuple` looks its elements up as `tuple` does.
fn is_plain_tuple(class: &Bound<'_, PyType>) -> bool {
    let py = class.py();
    let tuple = py.get_type::<PyTuple>();
    class.is(&tuple)
        || ["__getitem__", "__iter__", "__len__"]
            .into_iter()
            .all(|name| {
                let name = PyString::intern(py, name);
                match (
                    lookup::in_class(class, &name),
                    lookup::in_class(&tuple, &name),
                ) {
                    (Some(found), Some(original)) => found.is(&original),
                    _ => false,
                }
            })
}

/// A method of a builtin object, such as `items.append`, as function and receiver. Functions of modules are bound to
/// their module, which is not meant.
fn bound_builtin<'py>(
    object: &Bound<'py, PyAny>,
) -> PyResult<Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
    let class = object.get_type();
    let wrapper = class.name()?.to_str()? == "method-wrapper";
    if !wrapper && !object.is_instance_of::<PyCFunction>() {
        return Ok(None);
    }
    let receiver = object.getattr("__self__")?;
    if receiver.is_none()
        || receiver.is_instance_of::<PyModule>()
        || receiver.is_instance_of::<PyType>()
    {
        return Ok(None);
    }
    let name = object.getattr("__name__")?.cast_into::<PyString>()?;
    Ok(lookup::in_class(&receiver.get_type(), &name).map(|function| (function, receiver)))
}

fn function_info<'py>(
    function: &Bound<'py, PyFunction>,
    table: &mut Table<'py>,
) -> PyResult<FunctionInfo> {
    let function = polyfills::stand_in(function)?.unwrap_or_else(|| function.clone());
    let code = function.getattr("__code__")?.cast_into::<PyCode>()?;
    let defaults = match function.getattr("__defaults__")?.cast::<PyTuple>() {
        Ok(defaults) => defaults.iter().map(|value| table.intern(value)).collect(),
        Err(_) => Vec::new(),
    };
    let mut keyword_defaults = Vec::new();
    if let Ok(named) = function.getattr("__kwdefaults__")?.cast::<PyDict>() {
        for (name, value) in named.iter() {
            keyword_defaults.push((name.extract()?, table.intern(value)));
        }
    }
    let flags: u32 = code.getattr("co_flags")?.extract()?;
    Ok(FunctionInfo {
        qualname: code.getattr("co_qualname")?.extract()?,
        file: code.getattr("co_filename")?.extract()?,
        line: code.getattr("co_firstlineno")?.extract()?,
        defaults,
        keyword_defaults,
        suspends: flags & SUSPENDS != 0,
    })
}

/// What is fixed about a tensor. `plain` is false for everything that is more than strided numbers.
pub fn tensor(object: &Bound<'_, PyAny>) -> PyResult<TensorInfo> {
    let py = object.py();
    let Some(torch) = torch(py)? else {
        return Err(pyo3::exceptions::PyRuntimeError::new_err(
            "PyTorch is not loaded",
        ));
    };
    let class = object.get_type();
    let exact = class.is(&torch.tensor) || class.is(&torch.parameter);
    // A subclass's `__torch_function__` sees even `shape`; it is not to run.
    let guard = torch.no_subclass.bind(py).call0()?;
    guard.call_method0("__enter__")?;
    let info = plain_tensor(object, torch, exact);
    guard.call_method1("__exit__", (py.None(), py.None(), py.None()))?;
    info
}

fn plain_tensor(object: &Bound<'_, PyAny>, torch: &Torch, exact: bool) -> PyResult<TensorInfo> {
    let py = object.py();
    // The C class's own members, whatever the program has put on `torch.Tensor` in their place.
    let own = PySuper::new(torch.tensor.bind(py), object)?;
    let dtype: String = own.getattr("dtype")?.repr()?.extract()?;
    let strided = own.getattr("layout")?.is(&torch.strided)
        && !own.getattr("is_quantized")?.extract::<bool>()?
        && !own.getattr("is_nested")?.extract::<bool>()?;
    let numbers = strided
        && !own.call_method0("is_conj")?.extract::<bool>()?
        && !own.call_method0("is_neg")?.extract::<bool>()?
        && !own.call_method0("is_inference")?.extract::<bool>()?;
    let functorch = py.import("torch._C")?.getattr("_functorch")?;
    let wrapped = functorch
        .getattr("is_functorch_wrapped_tensor")?
        .call1((object,))?
        .extract::<bool>()?;
    let storage = if numbers && !wrapped {
        own.call_method0("untyped_storage")?
            .getattr("_cdata")?
            .extract()?
    } else {
        0
    };
    let hooks = !own.getattr("_backward_hooks")?.is_none()
        || !own.getattr("_post_accumulate_grad_hooks")?.is_none();
    Ok(TensorInfo {
        dtype: dtype.strip_prefix("torch.").unwrap_or(&dtype).to_owned(),
        shape: own.getattr("shape")?.extract()?,
        strides: if strided {
            own.call_method0("stride")?.extract()?
        } else {
            Vec::new()
        },
        device: own.getattr("device")?.str()?.extract()?,
        requires_grad: own.getattr("requires_grad")?.extract()?,
        leaf: own.getattr("is_leaf")?.extract()?,
        plain: exact && numbers && !wrapped,
        hooks,
        storage,
    })
}
