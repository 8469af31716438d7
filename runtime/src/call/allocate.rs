//! Buffers for results whose sizes only native code knows.

use std::cell::RefCell;
use std::ffi::c_void;

use pyo3::prelude::*;

use crate::torch::{DType, TensorView, Torch, torch};

/// A tensor that native code asked for.
pub struct Allocated {
    pub tensor: Py<PyAny>,
    pub view: TensorView,
}

/// The results of the call that this thread is running.
struct Running {
    dtypes: Vec<Option<DType>>,
    tensors: Vec<Option<Allocated>>,
    error: Option<PyErr>,
}

thread_local! {
    static RUNNING: RefCell<Option<Running>> = const { RefCell::new(None) };
}

/// Runs native code that may ask for results of these element types; `None` for results that it does not ask for.
/// Returns what it asked for.
pub fn with_allocations<T>(
    dtypes: Vec<Option<DType>>,
    body: impl FnOnce() -> T,
) -> (T, Result<Vec<Option<Allocated>>, PyErr>) {
    let tensors = dtypes.iter().map(|_| None).collect();
    let outer = RUNNING.replace(Some(Running {
        dtypes,
        tensors,
        error: None,
    }));
    let result = body();
    let running = RUNNING.replace(outer);
    let allocated = match running {
        Some(Running {
            error: Some(error), ..
        }) => Err(error),
        Some(running) => Ok(running.tensors),
        None => Ok(Vec::new()),
    };
    (result, allocated)
}

/// Called by native code: memory for result `output`, with `rank` sizes at `sizes`. Null where there is none; native code
/// then writes nothing, and the call fails.
///
/// # Safety
///
/// `sizes` points to `rank` numbers, on the thread that runs the call.
pub unsafe extern "C" fn janus_allocate(output: i64, rank: i64, sizes: *const i64) -> *mut c_void {
    let sizes = match usize::try_from(rank) {
        Ok(0) | Err(_) => &[][..],
        // SAFETY: as the caller says.
        Ok(rank) => unsafe { std::slice::from_raw_parts(sizes, rank) },
    };
    let Ok(output) = usize::try_from(output) else {
        return std::ptr::null_mut();
    };
    let dtype =
        RUNNING.with_borrow(|running| running.as_ref()?.dtypes.get(output).copied().flatten());
    let Some(dtype) = dtype else {
        return std::ptr::null_mut();
    };
    // Not while `RUNNING` is borrowed: making an object may start a collection, and with it any code of the program.
    let made = Python::attach(|py| make(py, torch(py)?, sizes, dtype));
    RUNNING.with_borrow_mut(|running| {
        let Some(running) = running else {
            return std::ptr::null_mut();
        };
        match made {
            Ok(allocated) => {
                let data = allocated.view.data;
                running.tensors[output] = Some(allocated);
                data
            }
            Err(error) => {
                running.error = Some(error);
                std::ptr::null_mut()
            }
        }
    })
}

fn make(py: Python<'_>, torch: &Torch, sizes: &[i64], dtype: DType) -> PyResult<Allocated> {
    let tensor = torch.empty(py, sizes, dtype)?;
    let view = torch.view_of(&tensor)?;
    Ok(Allocated {
        tensor: tensor.unbind(),
        view,
    })
}
