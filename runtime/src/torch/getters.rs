//! PyTorch's C getters and setters, called without a look-up.
//!
//! `torch.Tensor`'s properties are entries of a `PyGetSetDef` table, CPython's public way to declare them. Reading
//! `requires_grad` of thirty tensors at every call through `getattr` would take longer than everything else.

use std::ffi::{CStr, c_int, c_void};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// One property of a C type.
#[derive(Clone, Copy)]
pub struct Property {
    get: unsafe extern "C" fn(*mut ffi::PyObject, *mut c_void) -> *mut ffi::PyObject,
    set: Option<unsafe extern "C" fn(*mut ffi::PyObject, *mut ffi::PyObject, *mut c_void) -> c_int>,
    closure: *mut c_void,
}

// SAFETY: function pointers and an opaque constant, all as immutable as the table that they come from.
unsafe impl Send for Property {}
// SAFETY: as above.
unsafe impl Sync for Property {}

impl Property {
    /// The property `name` that `class` itself declares.
    pub fn of(class: &Bound<'_, PyType>, name: &CStr) -> Option<Self> {
        // SAFETY: `class` is a live, ready type; its table, if it has one, ends with an entry without a name and lives
        // as long as the type.
        unsafe {
            let mut entry = (*class.as_type_ptr()).tp_getset;
            if entry.is_null() {
                return None;
            }
            while !(*entry).name.is_null() {
                if CStr::from_ptr((*entry).name) == name {
                    return Some(Property {
                        get: (*entry).get?,
                        set: (*entry).set,
                        closure: (*entry).closure,
                    });
                }
                entry = entry.add(1);
            }
            None
        }
    }

    /// A new reference, or null with an exception set.
    ///
    /// # Safety
    ///
    /// Attached to the interpreter; `object` is a live instance of the property's class.
    pub unsafe fn get(self, object: *mut ffi::PyObject) -> *mut ffi::PyObject {
        // SAFETY: as the caller says.
        unsafe { (self.get)(object, self.closure) }
    }

    /// Whether the property is this very object, `None` or `True` say. An exception counts as no.
    ///
    /// # Safety
    ///
    /// As for [`Self::get`].
    pub unsafe fn is(self, object: *mut ffi::PyObject, expected: *mut ffi::PyObject) -> bool {
        // SAFETY: as the caller says; the new reference is given back.
        unsafe {
            let value = self.get(object);
            if value.is_null() {
                ffi::PyErr_Clear();
                return false;
            }
            let same = value == expected;
            ffi::Py_DECREF(value);
            same
        }
    }

    /// Sets the property; 0, or -1 with an exception set.
    ///
    /// # Safety
    ///
    /// As for [`Self::get`]; `value` is a live object.
    pub unsafe fn set(self, object: *mut ffi::PyObject, value: *mut ffi::PyObject) -> c_int {
        match self.set {
            // SAFETY: as the caller says.
            Some(set) => unsafe { set(object, value, self.closure) },
            None => -1,
        }
    }
}
