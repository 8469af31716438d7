//! Objects that a graph refers to for as long as it exists, without keeping the user's objects alive.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyModule, PyType, PyWeakrefMethods, PyWeakrefReference};

/// A reference to one object: weak where the object allows it and belongs to the program, strong otherwise.
pub enum Anchor {
    Strong(Py<PyAny>),
    Weak {
        address: usize,
        reference: Py<PyWeakrefReference>,
    },
}

impl Anchor {
    /// An anchor of `object`.
    pub fn new(object: &Bound<'_, PyAny>) -> Self {
        // Modules and classes live as long as the program; a weak reference to them would only cost time. What takes
        // no weak reference (functions in C, numbers, strings, lists) is kept.
        if !object.is_instance_of::<PyModule>()
            && !object.is_instance_of::<PyType>()
            && let Ok(reference) = PyWeakrefReference::new(object)
        {
            return Anchor::Weak {
                address: object.as_ptr() as usize,
                reference: reference.unbind(),
            };
        }
        Anchor::Strong(object.clone().unbind())
    }

    /// Whether `object` is the one.
    pub fn is(&self, py: Python<'_>, object: *mut ffi::PyObject) -> bool {
        match self {
            Anchor::Strong(known) => known.as_ptr() == object,
            // The address alone could be that of a later object.
            Anchor::Weak { address, reference } => {
                *address == object as usize
                    && reference
                        .bind(py)
                        .upgrade()
                        .is_some_and(|alive| alive.as_ptr() == object)
            }
        }
    }
}
