//! Questions that are answered by calling something, because what is called is known to have no effect.

use janus_passes::world::{Layout, Membership, REPORTS, Unanswered};
use pyo3::exceptions::{PyAttributeError, PyBaseException};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyComplex, PyDict, PyFloat, PyFrozenSet, PyFunction, PyInt, PyList, PySet,
    PySlice, PyString, PySuper, PyTuple, PyType,
};

use super::lookup;
use super::names;
use super::table::Table;

/// The function of that name, if it is one that only reports.
pub fn nullary<'py>(py: Python<'py>, name: &str) -> Result<Bound<'py, PyAny>, Unanswered> {
    let Some(function) = names::find(py, name) else {
        return Err(Unanswered {
            question: format!("{name}(), which this PyTorch does not have"),
        });
    };
    // By identity, since one function has several names.
    let reports = REPORTS
        .iter()
        .any(|known| names::find(py, known).is_some_and(|known| known.is(&function)));
    if !reports {
        return Err(Unanswered {
            question: format!("{name}(), which is not known to be without effect"),
        });
    }
    Ok(function)
}

/// Who decides about members of `class` that do not derive from it: `__instancecheck__` or `__subclasscheck__`.
pub fn membership<'py>(
    class: &Bound<'py, PyType>,
    method: &str,
    table: &mut Table<'py>,
) -> PyResult<Membership> {
    let py = class.py();
    let method = PyString::intern(py, method);
    let Some(found) = lookup::in_class(&class.get_type(), &method) else {
        return Ok(Membership::Bases);
    };
    let is_of = |owner: &Bound<'py, PyType>| {
        lookup::in_class(owner, &method).is_some_and(|original| original.is(&found))
    };
    if is_of(&py.get_type::<PyType>()) {
        return Ok(Membership::Bases);
    }
    let abstract_class = py
        .import("abc")?
        .getattr("ABCMeta")?
        .cast_into::<PyType>()?;
    if is_of(&abstract_class) {
        return Ok(if asks_only_the_library(class)? {
            Membership::Registry
        } else {
            Membership::User(table.intern(found))
        });
    }
    let root = |object: &Bound<'_, PyAny>| -> PyResult<String> {
        let module: String = object.getattr("__module__")?.extract().unwrap_or_default();
        Ok(module.split('.').next().unwrap_or_default().to_owned())
    };
    if found.is_instance_of::<PyFunction>() {
        return Ok(
            if root(&found)? == "torch" && root(class.as_any())? == "torch" {
                Membership::Library
            } else {
                Membership::User(table.intern(found))
            },
        );
    }
    // Written in C: those of PyTorch's legacy classes of tensors.
    Ok(Membership::Library)
}

/// Whether an abstract class and all classes under it, which it asks too, leave what belongs to them to what is registered or
/// to the library's hooks.
fn asks_only_the_library(class: &Bound<'_, PyType>) -> PyResult<bool> {
    let py = class.py();
    if let Some(hook) = lookup::in_class(class, pyo3::intern!(py, "__subclasshook__"))
        && let Ok(function) = hook.getattr("__func__")
        && function.is_instance_of::<PyFunction>()
    {
        let module: String = function
            .getattr("__module__")?
            .extract()
            .unwrap_or_default();
        // A protocol's members are looked for on the object.
        if !matches!(
            module.as_str(),
            "collections.abc" | "_collections_abc" | "abc" | "os" | "contextlib" | "numbers"
        ) {
            return Ok(false);
        }
    }
    let subclasses = py
        .get_type::<PyType>()
        .getattr("__subclasses__")?
        .call1((class,))?
        .cast_into::<PyList>()?;
    for subclass in subclasses.iter() {
        if !asks_only_the_library(&subclass.cast_into::<PyType>()?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A class of CPython's own by its name.
pub fn builtin_type<'py>(py: Python<'py>, name: &str) -> Option<Bound<'py, PyType>> {
    let find = |module: &str, name: &str| {
        py.import(module)
            .and_then(|module| module.getattr(name))
            .ok()?
            .cast_into::<PyType>()
            .ok()
    };
    let of = |object: Bound<'py, PyAny>| Some(object.get_type());
    match name {
        "NoneType" => of(py.None().into_bound(py)),
        "ellipsis" => of(py.Ellipsis().into_bound(py)),
        "NotImplementedType" => of(py.NotImplemented().into_bound(py)),
        "object" => Some(py.get_type::<PyAny>()),
        "type" => Some(py.get_type::<PyType>()),
        "bool" => Some(py.get_type::<PyBool>()),
        "int" => Some(py.get_type::<PyInt>()),
        "float" => Some(py.get_type::<PyFloat>()),
        "complex" => Some(py.get_type::<PyComplex>()),
        "str" => Some(py.get_type::<PyString>()),
        "bytes" => Some(py.get_type::<PyBytes>()),
        "tuple" => Some(py.get_type::<PyTuple>()),
        "list" => Some(py.get_type::<PyList>()),
        "dict" => Some(py.get_type::<PyDict>()),
        "set" => Some(py.get_type::<PySet>()),
        "frozenset" => Some(py.get_type::<PyFrozenSet>()),
        "slice" => Some(py.get_type::<PySlice>()),
        "function" => Some(py.get_type::<PyFunction>()),
        "super" => Some(py.get_type::<PySuper>()),
        "method" => find("types", "MethodType"),
        // Nobody can give these other bases or members; the module's names for them could be rebound.
        "range" => of(py.eval(c"range(0)", None, None).ok()?),
        "BaseException" => Some(py.get_type::<PyBaseException>()),
        "AttributeError" => Some(py.get_type::<PyAttributeError>()),
        "builtin_function_or_method" => find("types", "BuiltinFunctionType"),
        _ => None,
    }
}

/// How instances of a class are made.
pub fn layout(class: &Bound<'_, PyType>) -> PyResult<Layout> {
    let mut base = class.clone();
    while lookup::is_made_by_python(&base)? {
        let Some(next) = base.getattr("__base__")?.cast_into::<PyType>().ok() else {
            break;
        };
        base = next;
    }
    // SAFETY: `class` is a live type object, and its fields are set once it is ready.
    let (dict, flags) = unsafe {
        let r#type = class.as_type_ptr();
        let flags = ffi::PyType_GetFlags(r#type);
        (
            (*r#type).tp_dictoffset != 0 || flags & MANAGED_DICT != 0,
            flags,
        )
    };
    Ok(Layout {
        base: names::of_class(&base)?,
        dict,
        is_abstract: flags & IS_ABSTRACT != 0,
    })
}

/// `Py_TPFLAGS_MANAGED_DICT` and `Py_TPFLAGS_IS_ABSTRACT`, whose values CPython has never changed.
const MANAGED_DICT: std::ffi::c_ulong = 1 << 4;
const IS_ABSTRACT: std::ffi::c_ulong = 1 << 20;

/// The builtin value that an instance of a subclass of `int`, `float`, `str` or `bytes` is.
pub fn payload<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = object.py();
    // Through the builtin's own method, past what the class defines.
    let plain = |class: Bound<'py, PyType>, method: &str, arguments: (Bound<'py, PyAny>,)| {
        class.getattr(method)?.call1(arguments).map(Some)
    };
    let this = (object.clone(),);
    if object.is_instance_of::<PyInt>() {
        return plain(py.get_type::<PyInt>(), "__int__", this);
    }
    if object.is_instance_of::<PyFloat>() {
        return plain(py.get_type::<PyFloat>(), "__float__", this);
    }
    if object.is_instance_of::<PyString>() {
        return plain(py.get_type::<PyString>(), "__str__", this);
    }
    if object.is_instance_of::<PyBytes>() {
        return plain(py.get_type::<PyBytes>(), "__bytes__", this);
    }
    Ok(None)
}
