//! The heap through CPython's C API: how guards reach objects and compare constants.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::Get;

/// The object that a step is about, as a new reference; null where there is none. No exception is left behind.
pub(super) fn reach(
    py: Python<'_>,
    slots: &[*mut ffi::PyObject],
    get: &Get,
    function: &Bound<'_, PyAny>,
    arguments: &Bound<'_, PyTuple>,
) -> *mut ffi::PyObject {
    // SAFETY: attached to the interpreter; slots hold owned references or null.
    unsafe {
        let object = match get {
            Get::Argument(index) => {
                borrowed(ffi::PyTuple_GetItem(arguments.as_ptr(), *index as isize))
            }
            Get::Function => borrowed(function.as_ptr()),
            Get::Entry { dict, key, before } => {
                let hidden = before
                    .as_ref()
                    .is_some_and(|before| ffi::PyDict_Contains(before.as_ptr(), key.as_ptr()) != 0);
                if hidden {
                    std::ptr::null_mut()
                } else {
                    entry(dict.as_ptr(), key.as_ptr())
                }
            }
            Get::Cell(cell) => ffi::PyCell_Get(cell.as_ptr()),
            Get::Constant(object) => borrowed(object.as_ptr()),
            Get::Anchored(anchor) => anchor
                .get(py)
                .map_or(std::ptr::null_mut(), |object| object.into_ptr()),
            Get::Import(name) => entry(ffi::PyImport_GetModuleDict(), name.as_ptr()),
            Get::Query(function) => ffi::PyObject_CallNoArgs(function.as_ptr()),
            Get::Lookup { parent, key } if slots[*key].is_null() => {
                let _ = parent;
                std::ptr::null_mut()
            }
            Get::Lookup { parent, key } => match slots[*parent] {
                dict if dict.is_null() => dict,
                dict => entry(dict, slots[*key]),
            },
            Get::Global {
                function: parent, ..
            }
            | Get::FreeVariable {
                function: parent, ..
            }
            | Get::PositionalDefault {
                function: parent, ..
            }
            | Get::KeywordDefault {
                function: parent, ..
            } => match slots[*parent] {
                function if function.is_null() || ffi::PyFunction_Check(function) == 0 => {
                    std::ptr::null_mut()
                }
                function => of_function(function, get),
            },
            Get::Attribute { parent, .. }
            | Get::Property { parent, .. }
            | Get::InstanceEntry { parent, .. }
            | Get::DictItem { parent, .. }
            | Get::ListItem { parent, .. }
            | Get::TupleItem { parent, .. }
            | Get::Type { parent }
            | Get::Length { parent }
            | Get::Keys { parent }
            | Get::Referent { parent } => match slots[*parent] {
                parent if parent.is_null() => parent,
                parent => of_object(parent, get),
            },
        };
        if object.is_null() && !ffi::PyErr_Occurred().is_null() {
            // Also fetched by pyo3 where the exception is one of its panics; those do not come from look-ups.
            drop(PyErr::take(py));
        }
        object
    }
}

/// What hangs on a Python function.
///
/// # Safety
///
/// Attached to the interpreter; `function` is a live function object.
unsafe fn of_function(function: *mut ffi::PyObject, get: &Get) -> *mut ffi::PyObject {
    // SAFETY: as the caller says; what CPython lends is made ours before other code runs.
    unsafe {
        match get {
            Get::Global { key, builtins, .. } => {
                let globals = ffi::PyFunction_GetGlobals(function);
                match builtins {
                    None => entry(globals, key.as_ptr()),
                    // It was a builtin; a global hides it now.
                    Some(_) if ffi::PyDict_Contains(globals, key.as_ptr()) != 0 => {
                        std::ptr::null_mut()
                    }
                    Some(builtins) => entry(builtins.as_ptr(), key.as_ptr()),
                }
            }
            Get::FreeVariable { index, .. } => {
                let closure = ffi::PyFunction_GetClosure(function);
                let cell = tuple_item(closure, *index);
                if cell.is_null() {
                    cell
                } else {
                    ffi::PyCell_Get(cell)
                }
            }
            Get::PositionalDefault { index, .. } => {
                borrowed(tuple_item(ffi::PyFunction_GetDefaults(function), *index))
            }
            Get::KeywordDefault { name, .. } => {
                entry(ffi::PyFunction_GetKwDefaults(function), name.as_ptr())
            }
            _ => std::ptr::null_mut(),
        }
    }
}

/// What hangs on any object.
///
/// # Safety
///
/// Attached to the interpreter; `parent` is live. For a property it is a tensor of exactly PyTorch's class.
unsafe fn of_object(parent: *mut ffi::PyObject, get: &Get) -> *mut ffi::PyObject {
    // SAFETY: as the caller says; types are checked before they matter.
    unsafe {
        match get {
            Get::Attribute { name, .. } => ffi::PyObject_GetAttr(parent, name.as_ptr()),
            Get::Property { property, .. } => property.get(parent),
            Get::InstanceEntry { name, .. } => instance_entry(parent, name.as_ptr()),
            Get::DictItem { key, .. } => entry(parent, key.as_ptr()),
            Get::ListItem { index, .. } => {
                if ffi::PyList_Check(parent) == 0 || *index >= ffi::PyList_GET_SIZE(parent) {
                    return std::ptr::null_mut();
                }
                borrowed(ffi::PyList_GET_ITEM(parent, *index))
            }
            Get::TupleItem { index, .. } => borrowed(tuple_item(parent, *index)),
            Get::Type { .. } => borrowed(ffi::Py_TYPE(parent).cast()),
            Get::Length { .. } => match ffi::PyObject_Size(parent) {
                -1 => std::ptr::null_mut(),
                length => ffi::PyLong_FromSsize_t(length),
            },
            Get::Keys { .. } => ffi::PySequence_Tuple(parent),
            Get::Referent { .. } => referent(parent),
            _ => std::ptr::null_mut(),
        }
    }
}

/// What a weak reference refers to, `None` where that is gone; null for everything else.
///
/// # Safety
///
/// Attached to the interpreter; `reference` is live.
unsafe fn referent(reference: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: as the caller says; the type is checked, and the call gives a new reference or null.
    unsafe {
        if ffi::PyWeakref_CheckRef(reference) == 0 {
            return std::ptr::null_mut();
        }
        let mut object = std::ptr::null_mut();
        match ffi::compat::PyWeakref_GetRef(reference, &mut object) {
            0 => borrowed(ffi::Py_None()),
            _ => object,
        }
    }
}

/// A new reference to an object that CPython lent, or null.
unsafe fn borrowed(object: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: attached to the interpreter; `object` is live or null.
    unsafe {
        ffi::Py_XINCREF(object);
    }
    object
}

/// `dict[key]` as a new reference, null where `dict` is null, no dict, or has no such key.
unsafe fn entry(dict: *mut ffi::PyObject, key: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: attached to the interpreter; `dict` is live or null, `key` is live.
    unsafe {
        if dict.is_null() || ffi::PyDict_Check(dict) == 0 {
            return std::ptr::null_mut();
        }
        borrowed(ffi::PyDict_GetItemWithError(dict, key))
    }
}

/// `tuple[index]`, lent; null where `tuple` is null, no tuple, or shorter.
unsafe fn tuple_item(tuple: *mut ffi::PyObject, index: isize) -> *mut ffi::PyObject {
    // SAFETY: attached to the interpreter; `tuple` is live or null, and the index is checked.
    unsafe {
        if tuple.is_null()
            || ffi::PyTuple_Check(tuple) == 0
            || index >= ffi::PyTuple_GET_SIZE(tuple)
        {
            return std::ptr::null_mut();
        }
        ffi::PyTuple_GET_ITEM(tuple, index)
    }
}

/// `object.__dict__[name]` as a new reference, or null.
unsafe fn instance_entry(
    object: *mut ffi::PyObject,
    name: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: attached to the interpreter; both are live. The dict is a new reference and given back.
    unsafe {
        if ffi::PyModule_Check(object) != 0 {
            return entry(ffi::PyModule_GetDict(object), name);
        }
        if ffi::PyType_Check(object) != 0 {
            return std::ptr::null_mut();
        }
        let dict = ffi::PyObject_GenericGetDict(object, std::ptr::null_mut());
        if dict.is_null() {
            return dict;
        }
        let found = entry(dict, name);
        ffi::Py_DECREF(dict);
        found
    }
}

/// The value of an `int` of 64 bits; `None` for everything else.
///
/// # Safety
///
/// Attached to the interpreter; `object` is live.
pub(crate) unsafe fn small_int(object: *mut ffi::PyObject) -> Option<i64> {
    // SAFETY: as the caller says; the type is checked first, and for an exact `int` no code runs.
    unsafe {
        if ffi::PyLong_CheckExact(object) == 0 {
            return None;
        }
        let mut overflow = 0;
        let value = ffi::PyLong_AsLongLongAndOverflow(object, &mut overflow);
        (overflow == 0).then_some(value)
    }
}

/// The bits of a `float`; `None` for everything else.
///
/// # Safety
///
/// Attached to the interpreter; `object` is live.
pub(crate) unsafe fn float_bits(object: *mut ffi::PyObject) -> Option<u64> {
    // SAFETY: as the caller says; the type is checked before the value is read.
    unsafe {
        (ffi::PyFloat_CheckExact(object) != 0).then(|| ffi::PyFloat_AS_DOUBLE(object).to_bits())
    }
}

/// Equality of constants: the same type, and for tuples the same types all the way down.
///
/// # Safety
///
/// Attached to the interpreter; both are live, and `expected` is built of exact builtin types and devices, so that comparing it with
/// an object of its own type runs no other code.
pub(super) unsafe fn exactly_equal(
    object: *mut ffi::PyObject,
    expected: *mut ffi::PyObject,
) -> bool {
    if object == expected {
        return true;
    }
    // SAFETY: as the caller says.
    unsafe {
        if ffi::Py_TYPE(object) != ffi::Py_TYPE(expected) {
            return false;
        }
        if ffi::PyTuple_CheckExact(expected) != 0 {
            let length = ffi::PyTuple_GET_SIZE(expected);
            return ffi::PyTuple_GET_SIZE(object) == length
                && (0..length).all(|index| {
                    exactly_equal(
                        ffi::PyTuple_GET_ITEM(object, index),
                        ffi::PyTuple_GET_ITEM(expected, index),
                    )
                });
        }
        if ffi::PyFloat_CheckExact(expected) != 0 {
            return float_bits(object) == float_bits(expected);
        }
        match ffi::PyObject_RichCompareBool(object, expected, ffi::Py_EQ) {
            -1 => {
                ffi::PyErr_Clear();
                false
            }
            equal => equal == 1,
        }
    }
}

/// A class's version tag; `None` while it has none. CPython gives a class a new one, never used before, after anything
/// about it or its bases has changed.
///
/// # Safety
///
/// Attached to the interpreter; `class` is a live type object.
pub(super) unsafe fn version_tag(class: *mut ffi::PyTypeObject) -> Option<u32> {
    // SAFETY: as the caller says.
    let tag = unsafe { (*class).tp_version_tag };
    (tag != 0).then_some(tag)
}
