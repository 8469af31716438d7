//! Qualified names of what is written in C: functions, methods, dtypes and the like.
//!
//! A C function does not know where its users find it (`torch.conv2d.__qualname__` is `_VariableFunctionsClass.conv2d`),
//! so the namespaces that matter are searched once, and the first name that an object is found under is its name.

use std::collections::HashMap;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCFunction, PyDict, PyModule, PyType};

/// Namespaces in order of preference: the object to search, and the prefix of the names.
const NAMESPACES: &[(&str, &str)] = &[
    ("torch", "torch"),
    ("torch._C._VariableFunctions", "torch"),
    ("torch._C._nn", "torch._C._nn"),
    ("torch._C._special", "torch.special"),
    ("torch._C._linalg", "torch.linalg"),
    ("torch._C._fft", "torch.fft"),
    ("torch._C", "torch._C"),
    ("torch.nn.functional", "torch.nn.functional"),
    ("torch.autograd", "torch.autograd"),
    ("builtins", "builtins"),
    ("math", "math"),
    ("operator", "operator"),
    ("functools", "functools"),
    ("itertools", "itertools"),
    ("time", "time"),
];

/// Types of C whose objects have a name of their own.
const NAMED: &[&str] = &[
    "builtin_function_or_method",
    "method_descriptor",
    "wrapper_descriptor",
    "classmethod_descriptor",
    "getset_descriptor",
    "member_descriptor",
];

/// PyTorch's constants, whose `repr` is their name.
const CONSTANTS: &[&str] = &[
    "torch.dtype",
    "torch.layout",
    "torch.memory_format",
    "torch.qscheme",
];

struct Names {
    by_address: HashMap<usize, String>,
    /// Keeps the objects alive, and so their addresses theirs.
    _objects: Vec<Py<PyAny>>,
}

static NAMES: PyOnceLock<Names> = PyOnceLock::new();

fn is_named(object: &Bound<'_, PyAny>) -> bool {
    object
        .get_type()
        .name()
        .is_ok_and(|name| name.to_str().is_ok_and(|name| NAMED.contains(&name)))
}

fn collect(py: Python<'_>) -> Names {
    let mut names = Names {
        by_address: HashMap::new(),
        _objects: Vec::new(),
    };
    let Ok(modules) = py.import("sys").and_then(|sys| sys.getattr("modules")) else {
        return names;
    };
    for (path, prefix) in NAMESPACES {
        let Some(namespace) = resolve(&modules, path) else {
            continue;
        };
        // `dir` sees what a class such as `_VariableFunctions` inherits.
        let Ok(entries) = namespace.dir() else {
            continue;
        };
        for entry in entries.iter() {
            let Ok(entry) = entry.extract::<String>() else {
                continue;
            };
            // `__new__` and the like come from `object`.
            if entry.starts_with("__") && !namespace.is_instance_of::<PyModule>() {
                continue;
            }
            let Some(value) = static_member(&namespace, &entry) else {
                continue;
            };
            if is_named(&value) {
                names
                    .by_address
                    .entry(value.as_ptr() as usize)
                    .or_insert_with(|| format!("{prefix}.{entry}"));
                names._objects.push(value.unbind());
            }
        }
    }
    names
}

/// A module's entry; or an attribute of an instance of one of PyTorch's function tables.
fn static_member<'py>(namespace: &Bound<'py, PyAny>, name: &str) -> Option<Bound<'py, PyAny>> {
    if let Ok(module) = namespace.cast::<PyModule>() {
        return module.dict().get_item(name).ok()?;
    }
    namespace.getattr(name).ok()
}

/// An object by a dotted path whose beginning is a loaded module.
fn resolve<'py>(modules: &Bound<'py, PyAny>, path: &str) -> Option<Bound<'py, PyAny>> {
    let modules = modules.cast::<PyDict>().ok()?;
    if let Some(module) = modules.get_item(path).ok()? {
        return Some(module);
    }
    let (parent, name) = path.rsplit_once('.')?;
    static_member(&resolve(modules, parent)?, name)
}

/// A builtin by the name that [`of`] gives it, as far as its namespace is loaded.
pub fn find<'py>(py: Python<'py>, name: &str) -> Option<Bound<'py, PyAny>> {
    let modules = py.import("sys").ok()?.getattr("modules").ok()?;
    resolve(&modules, name)
}

/// `module.qualname` of a class.
pub fn of_class(class: &Bound<'_, PyType>) -> PyResult<String> {
    let module = class.module()?;
    let qualname = class.qualname()?;
    Ok(format!("{}.{}", module.to_str()?, qualname.to_str()?))
}

/// The qualified name of something written in C, or `None` for everything else.
pub fn of(object: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let py = object.py();
    let names = NAMES.get_or_init(py, || collect(py));
    if let Some(name) = names.by_address.get(&(object.as_ptr() as usize)) {
        return Ok(Some(name.clone()));
    }
    let class = of_class(&object.get_type())?;
    if CONSTANTS.contains(&class.as_str()) {
        return Ok(Some(object.repr()?.extract()?));
    }
    if class == "torch.device" {
        return Ok(Some(format!("torch.device({:?})", object.str()?.to_str()?)));
    }
    if !is_named(object) {
        return Ok(None);
    }
    let name: String = object.getattr("__name__")?.extract()?;
    if object.is_instance_of::<PyCFunction>() {
        // `__new__`, and methods that were looked up on a class.
        if let Ok(class) = object.getattr("__self__")?.cast::<PyType>() {
            return Ok(Some(format!("{}.{name}", of_class(class)?)));
        }
        let module = object.getattr("__module__")?;
        return Ok(match module.extract::<String>() {
            Ok(module) => Some(format!("{module}.{name}")),
            Err(_) => None,
        });
    }
    let owner = object
        .getattr("__objclass__")?
        .cast_into::<PyType>()
        .map_err(PyErr::from)?;
    let owner = match of_class(&owner)? {
        // The class that users know.
        base if base == "torch._C.TensorBase" => "torch.Tensor".to_owned(),
        other => other,
    };
    Ok(Some(format!("{owner}.{name}")))
}
