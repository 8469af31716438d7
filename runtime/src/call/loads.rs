//! What native code asks of objects that only the run knows.
//!
//! Each function is called while the thread is attached to the interpreter and no Python code runs: objects stay what they are, and
//! what one holds stays alive without a count of its own.

use std::ffi::c_void;
use std::ptr;

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;

use crate::torch::{DType, Torch, torch};

/// As `janus_passes::families::types::DType` numbers them.
const TYPES: [DType; 9] = [
    DType::Bool,
    DType::I8,
    DType::I16,
    DType::I32,
    DType::I64,
    DType::F16,
    DType::BF16,
    DType::F32,
    DType::F64,
];

/// What an instance holds under a name, 0 where it holds nothing. Its class has nothing of that name.
///
/// # Safety
///
/// `object` is a live object and `name` an interned string.
pub unsafe extern "C" fn janus_load_attr(object: *mut PyObject, name: *mut PyObject) -> i64 {
    if object.is_null() {
        return 0;
    }
    // SAFETY: as the caller says. The instance keeps what it holds alive.
    unsafe {
        let found = ffi::PyObject_GenericGetAttr(object, name);
        if found.is_null() {
            ffi::PyErr_Clear();
            return 0;
        }
        ffi::Py_DECREF(found);
        found as i64
    }
}

/// An item of a list or tuple, 0 where there is none.
///
/// # Safety
///
/// `object` is a live object, or null.
pub unsafe extern "C" fn janus_load_item(object: *mut PyObject, index: i64) -> i64 {
    // SAFETY: as the caller says; the index is checked against the length.
    unsafe {
        if index < 0 || index >= janus_length(object) {
            return 0;
        }
        let index = index as ffi::Py_ssize_t;
        match ffi::PyList_Check(object) {
            0 => ffi::PyTuple_GET_ITEM(object, index) as i64,
            _ => ffi::PyList_GET_ITEM(object, index) as i64,
        }
    }
}

/// The length of a list or tuple, -1 of anything else.
///
/// # Safety
///
/// `object` is a live object, or null.
pub unsafe extern "C" fn janus_length(object: *mut PyObject) -> i64 {
    if object.is_null() {
        return -1;
    }
    // SAFETY: as the caller says.
    unsafe {
        if ffi::PyList_Check(object) != 0 {
            ffi::PyList_GET_SIZE(object) as i64
        } else if ffi::PyTuple_Check(object) != 0 {
            ffi::PyTuple_GET_SIZE(object) as i64
        } else {
            -1
        }
    }
}

/// The type of an object.
///
/// # Safety
///
/// `object` is a live object, or null.
pub unsafe extern "C" fn janus_type(object: *mut PyObject) -> i64 {
    if object.is_null() {
        return 0;
    }
    // SAFETY: as the caller says.
    unsafe { ffi::Py_TYPE(object) as i64 }
}

/// The memory of a contiguous tensor of these sizes that does not require grad; null where the object is none. `dtype` is the number
/// of the type in `janus_passes::families::types::DType`.
///
/// # Safety
///
/// `object` is a live object, or null; `sizes` points to `rank` numbers.
pub unsafe extern "C" fn janus_load_tensor(
    object: *mut PyObject,
    dtype: i64,
    rank: i64,
    sizes: *const i64,
) -> *mut c_void {
    if object.is_null() {
        return ptr::null_mut();
    }
    let rank = usize::try_from(rank).unwrap_or(0);
    let sizes = match rank {
        0 => &[][..],
        // SAFETY: as the caller says.
        _ => unsafe { std::slice::from_raw_parts(sizes, rank) },
    };
    Python::attach(|py| {
        let Ok(torch) = torch(py) else {
            return ptr::null_mut();
        };
        // SAFETY: a live object, as the caller says.
        let object = unsafe { Bound::from_borrowed_ptr(py, object) };
        plain_memory(py, torch, &object, dtype, sizes).unwrap_or(ptr::null_mut())
    })
}

fn plain_memory(
    py: Python<'_>,
    torch: &Torch,
    object: &Bound<'_, PyAny>,
    dtype: i64,
    sizes: &[i64],
) -> Option<*mut c_void> {
    if !torch.is_exact(object) {
        return None;
    }
    // SAFETY: attached, and a tensor.
    let view = unsafe {
        if !torch.requires_grad.is(object.as_ptr(), ffi::Py_False()) {
            return None;
        }
        torch.view(py, object.as_ptr())
    }?;
    let is_wanted = TYPES.get(usize::try_from(dtype).ok()?) == Some(&view.dtype)
        && *view.sizes == *sizes
        && view.is_contiguous();
    is_wanted.then_some(view.data)
}

/// An `int` (kind 1), a `float` (2) or a `bool` (0) that is exactly that; whether it is, and fits 64 bits.
///
/// # Safety
///
/// `object` is a live object, or null; `place` points to 8 bytes.
pub unsafe extern "C" fn janus_load_number(
    object: *mut PyObject,
    kind: i64,
    place: *mut c_void,
) -> i64 {
    if object.is_null() {
        return 0;
    }
    // SAFETY: as the caller says; the type is looked at first.
    unsafe {
        let r#type = ffi::Py_TYPE(object);
        match kind {
            0 if r#type == &raw mut ffi::PyBool_Type => {
                place.cast::<u8>().write(u8::from(object == ffi::Py_True()));
                1
            }
            1 if r#type == &raw mut ffi::PyLong_Type => {
                let mut overflow = 0;
                let number = ffi::PyLong_AsLongLongAndOverflow(object, &raw mut overflow);
                place.cast::<i64>().write(number);
                i64::from(overflow == 0)
            }
            2 if r#type == &raw mut ffi::PyFloat_Type => {
                place.cast::<f64>().write(ffi::PyFloat_AS_DOUBLE(object));
                1
            }
            _ => 0,
        }
    }
}
