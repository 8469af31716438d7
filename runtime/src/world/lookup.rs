//! Look-ups in types and instances that run no Python code.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};

unsafe extern "C" {
    // Private by name, but exported by every CPython since 2.2, and what `super`, `property` and C extensions at large
    // (Cython, pybind11) look attributes up with.
    fn _PyType_Lookup(
        class: *mut ffi::PyTypeObject,
        name: *mut ffi::PyObject,
    ) -> *mut ffi::PyObject;
}

/// What `class` or the first of its bases that has it holds under `name`, as it stands there: no descriptor is called.
pub fn in_class<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
) -> Option<Bound<'py, PyAny>> {
    // SAFETY: attached to the interpreter; both are live objects of the right type. The result is borrowed, or null
    // without an exception, and a reference is taken before anything else runs.
    unsafe {
        let found = _PyType_Lookup(class.as_type_ptr(), name.as_ptr());
        Bound::from_borrowed_ptr_or_opt(class.py(), found)
    }
}

/// `object.__dict__` where the object has one, read past any `__getattribute__`.
pub fn instance_dict<'py>(object: &Bound<'py, PyAny>) -> Option<Bound<'py, PyDict>> {
    if object.is_instance_of::<PyType>() {
        return None; // a mappingproxy, see `in_class`
    }
    // Creating the dictionary of an object that has none yet would be a change, but not one that can be seen.
    // SAFETY: attached to the interpreter, `object` is live; the result is a new reference, or null with an exception,
    // which `from_owned_ptr_or_err` takes.
    let dict = unsafe {
        Bound::from_owned_ptr_or_err(
            object.py(),
            ffi::PyObject_GenericGetDict(object.as_ptr(), std::ptr::null_mut()),
        )
    };
    dict.ok()?.cast_into::<PyDict>().ok()
}

/// Whether the type of `descriptor` defines `__get__`, and whether it also defines `__set__` or `__delete__`.
pub fn descriptor_kind(descriptor: &Bound<'_, PyAny>) -> (bool, bool) {
    let class = descriptor.get_type();
    // SAFETY: `class` is a live type object, and its slots are set once it is ready.
    unsafe {
        let class = class.as_type_ptr();
        (
            (*class).tp_descr_get.is_some(),
            (*class).tp_descr_set.is_some(),
        )
    }
}

/// Whether `object`'s attribute look-up is `object.__getattribute__`, with at most a `__getattr__` after it.
pub fn looks_up_generically(class: &Bound<'_, PyType>) -> bool {
    looks_up_like(class, &class.py().get_type::<PyAny>())
}

/// Whether instances of `class` are looked up as those of `base` are, with at most a `__getattr__` after it.
pub fn looks_up_like(class: &Bound<'_, PyType>, base: &Bound<'_, PyType>) -> bool {
    let name = pyo3::intern!(class.py(), "__getattribute__");
    match (in_class(class, name), in_class(base, name)) {
        (Some(found), Some(standard)) => found.is(&standard),
        _ => false,
    }
}

/// A class of the standard library by its module and name there.
pub fn library_class(py: Python<'_>, module: &str, name: &str) -> PyResult<Py<PyType>> {
    let class = py.import(module)?.getattr(name)?;
    Ok(class.cast_into::<PyType>()?.unbind())
}

/// Whether `class` is, or derives from, `base`, by the real base classes.
pub fn derives(class: &Bound<'_, PyType>, base: &Bound<'_, PyType>) -> bool {
    class.mro().iter().any(|entry| entry.is(base))
}

/// Whether a class was made by a `class` statement or by a call of its metaclass, not by C code.
pub fn is_made_by_python(class: &Bound<'_, PyType>) -> PyResult<bool> {
    static DEALLOCATOR: PyOnceLock<usize> = PyOnceLock::new();
    // SAFETY: a live type object, whose slots are set once it is ready.
    let deallocator = |class: &Bound<'_, PyType>| unsafe {
        (*class.as_type_ptr())
            .tp_dealloc
            .map_or(0, |dealloc| dealloc as usize)
    };
    let py = class.py();
    // `type.__new__` gives every class the same one.
    let python = DEALLOCATOR.get_or_try_init(py, || {
        let example = py.import("abc")?.getattr("ABC")?.cast_into::<PyType>()?;
        PyResult::Ok(deallocator(&example))
    })?;
    Ok(deallocator(class) == *python)
}
