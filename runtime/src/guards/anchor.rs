//! Objects that a graph refers to for as long as it exists, without keeping the user's objects alive.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyModule, PyType, PyWeakrefMethods, PyWeakrefReference};

/// A reference to one object.
pub enum Anchor {
    /// Kept: it lives as long as the program, or holds nothing of the user's.
    Strong(Py<PyAny>),
    Weak {
        address: usize,
        reference: Py<PyWeakrefReference>,
    },
    /// A container that takes no weak reference, by its address and its class. Where it is gone, another one of that class
    /// may take its place, and nobody can tell: every item and attribute that a graph uses is checked by itself.
    Place { address: usize, class: Box<Anchor> },
}

impl Anchor {
    /// An anchor of `object`.
    pub fn new(object: &Bound<'_, PyAny>) -> Self {
        // A weak reference to what lives as long as the program would only cost time.
        let permanent = object.is_instance_of::<PyModule>()
            || object
                .cast::<PyType>()
                .is_ok_and(|class| !is_heap_type(class));
        if permanent {
            return Anchor::Strong(object.clone().unbind());
        }
        if let Ok(reference) = PyWeakrefReference::new(object) {
            return Anchor::Weak {
                address: object.as_ptr() as usize,
                reference: reference.unbind(),
            };
        }
        let class = object.get_type();
        let container = object.is_exact_instance_of::<PyList>()
            || object.is_exact_instance_of::<PyDict>()
            || has_slots_only(&class) && is_heap_type(&class);
        if container {
            return Anchor::Place {
                address: object.as_ptr() as usize,
                class: Box::new(Anchor::new(&class)),
            };
        }
        Anchor::Strong(object.clone().unbind())
    }

    /// Whether `object`, which is live or null, is the one.
    pub(super) fn is(&self, py: Python<'_>, object: *mut ffi::PyObject) -> bool {
        match self {
            Anchor::Strong(known) => known.as_ptr() == object,
            // The address alone could be that of a later object.
            Anchor::Weak { address, .. } => {
                *address == object as usize
                    && self.get(py).is_some_and(|alive| alive.as_ptr() == object)
            }
            Anchor::Place { address, class } => {
                // SAFETY: attached to the interpreter; it is not null, having an object's address.
                *address == object as usize && class.is(py, unsafe { ffi::Py_TYPE(object) }.cast())
            }
        }
    }

    /// The object, unless it is gone or cannot be known to be there.
    pub(super) fn get<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        match self {
            Anchor::Strong(known) => Some(known.bind(py).clone()),
            Anchor::Weak { reference, .. } => reference.bind(py).upgrade(),
            Anchor::Place { .. } => None,
        }
    }
}

/// Whether a class was made while the program ran.
fn is_heap_type(class: &Bound<'_, PyType>) -> bool {
    // SAFETY: attached to the interpreter; `class` is a live type object.
    unsafe { ffi::PyType_HasFeature(class.as_type_ptr(), ffi::Py_TPFLAGS_HEAPTYPE) != 0 }
}

/// Whether instances hold nothing but attributes, in slots: so it is where each class has them, but `object`.
fn has_slots_only(class: &Bound<'_, PyType>) -> bool {
    let object = class.py().get_type::<PyAny>();
    let slots = pyo3::intern!(class.py(), "__slots__");
    class.mro().iter().all(|base| {
        base.is(&object)
            || base
                .getattr(pyo3::intern!(class.py(), "__dict__"))
                .and_then(|members| members.contains(slots))
                .unwrap_or(false)
    })
}
