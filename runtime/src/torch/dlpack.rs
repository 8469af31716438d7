//! Fast access to tensors through DLPack's exchange API, a table of C functions that `torch.Tensor` carries.
//!
//! The table's layout is fixed by the DLPack standard (1.3, `DLPackExchangeAPI`); where PyTorch has none, the caller
//! falls back to Python.

use std::ffi::{c_int, c_void};
use std::ptr;

use pyo3::ffi;
use pyo3::prelude::*;

use super::view::{DType, TensorView, contiguous_strides};

#[repr(C)]
struct Version {
    major: u32,
    minor: u32,
}

#[repr(C)]
struct Header {
    version: Version,
    previous: *const Header,
}

#[repr(C)]
struct ExchangeApi {
    header: Header,
    allocate: *const c_void,
    from_object: *const c_void,
    to_object: *const c_void,
    view: Option<unsafe extern "C" fn(object: *mut c_void, out: *mut DlTensor) -> c_int>,
    stream: *const c_void,
}

#[repr(C)]
struct DlTensor {
    data: *mut c_void,
    device_type: i32,
    device_id: i32,
    rank: i32,
    code: u8,
    bits: u8,
    lanes: u16,
    sizes: *mut i64,
    strides: *mut i64,
    byte_offset: u64,
}

/// `kDLCPU`.
const CPU: i32 = 1;

/// The one function of the table that we use.
#[derive(Clone, Copy)]
pub struct Exchange {
    view: unsafe extern "C" fn(object: *mut c_void, out: *mut DlTensor) -> c_int,
}

impl Exchange {
    /// The table of `class`, `None` where it has none or one of another major version.
    pub fn of(class: &Bound<'_, PyAny>) -> Option<Self> {
        let capsule = class.getattr("__dlpack_c_exchange_api__").ok()?;
        // SAFETY: attached to the interpreter; the call checks that `capsule` is a capsule of that name, and what it
        // points to is the standard's table, which lives as long as the process.
        unsafe {
            let table =
                ffi::PyCapsule_GetPointer(capsule.as_ptr(), c"dlpack_exchange_api".as_ptr());
            if table.is_null() {
                ffi::PyErr_Clear();
                return None;
            }
            let table = &*table.cast::<ExchangeApi>();
            if table.header.version.major != 1 {
                return None;
            }
            Some(Exchange { view: table.view? })
        }
    }

    /// A tensor's memory; `None` where it is not strided numbers on the CPU.
    ///
    /// # Safety
    ///
    /// Attached to the interpreter, and `tensor` is a live object whose type is the class that the table came from, or
    /// a subclass of it.
    pub unsafe fn view(self, tensor: *mut ffi::PyObject) -> Option<TensorView> {
        let mut raw = DlTensor {
            data: ptr::null_mut(),
            device_type: 0,
            device_id: 0,
            rank: 0,
            code: 0,
            bits: 0,
            lanes: 0,
            sizes: ptr::null_mut(),
            strides: ptr::null_mut(),
            byte_offset: 0,
        };
        // SAFETY: as the caller says; `raw` outlives the call.
        if unsafe { (self.view)(tensor.cast(), &mut raw) } != 0 {
            // SAFETY: attached to the interpreter.
            unsafe { ffi::PyErr_Clear() };
            return None;
        }
        if raw.device_type != CPU || raw.lanes != 1 {
            return None;
        }
        let dtype = dtype(raw.code, raw.bits)?;
        let rank = usize::try_from(raw.rank).ok()?;
        let dims = |pointer: *mut i64| {
            if rank == 0 || pointer.is_null() {
                &[][..]
            } else {
                // SAFETY: the standard says that sizes and strides have `rank` entries; they belong to the tensor.
                unsafe { std::slice::from_raw_parts(pointer, rank) }
            }
        };
        let sizes = dims(raw.sizes);
        let strides = if raw.strides.is_null() {
            contiguous_strides(sizes)
        } else {
            dims(raw.strides).into()
        };
        Some(TensorView {
            data: raw.data.wrapping_byte_add(raw.byte_offset as usize),
            dtype,
            sizes: sizes.into(),
            strides,
        })
    }
}

/// DLPack's type codes.
fn dtype(code: u8, bits: u8) -> Option<DType> {
    Some(match (code, bits) {
        (0, 8) => DType::I8,
        (0, 16) => DType::I16,
        (0, 32) => DType::I32,
        (0, 64) => DType::I64,
        (1, 8) => DType::U8,
        (2, 16) => DType::F16,
        (2, 32) => DType::F32,
        (2, 64) => DType::F64,
        (4, 16) => DType::BF16,
        (6, 8) => DType::Bool,
        _ => return None,
    })
}
