//! PyTorch as the runtime uses it at every call: reading tensors' memory, making tensors, the generator, the modes.

mod dlpack;
mod getters;
mod modes;
mod permuted;
mod view;

use std::ffi::c_void;

use pyo3::exceptions::PyRuntimeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyTuple, PyType};

use crate::parallel;
use dlpack::Exchange;
pub use getters::Property;
pub use modes::Modes;
use permuted::Permuted;
pub use view::{DType, Dims, TensorView, contiguous_strides};

/// Handles of PyTorch that never change.
pub struct Torch {
    pub tensor: Py<PyType>,
    pub parameter: Py<PyType>,
    pub device: Py<PyType>,
    exchange: Option<Exchange>,
    pub requires_grad: Property,
    pub grad_fn: Property,
    pub grad: Property,
    version: Property,
    hooks: [Property; 2],
    is_neg: Py<PyAny>,
    empty: Py<PyAny>,
    empty_strided: Py<PyAny>,
    set_grad_enabled: Py<PyAny>,
    increment_version: Py<PyAny>,
    save: Py<PyAny>,
    keeps_graph: Py<PyAny>,
    generator: Py<PyAny>,
    threads: Py<PyAny>,
    modes: modes::Queries,
    dtypes: [(DType, Py<PyAny>); 10],
}

static TORCH: PyOnceLock<Torch> = PyOnceLock::new();

/// PyTorch. Conversion starts only once a program uses it, so importing it here loads nothing new.
pub fn torch(py: Python<'_>) -> PyResult<&Torch> {
    TORCH.get_or_try_init(py, || Torch::load(py))
}

impl Torch {
    fn load(py: Python<'_>) -> PyResult<Self> {
        let torch = py.import("torch")?;
        let base = py.import("torch._C")?.getattr("TensorBase").or_else(|_| {
            // Before 2.1 it was called so.
            py.import("torch._C")?.getattr("_TensorBase")
        })?;
        let base = base.cast_into::<PyType>()?;
        let property = |name: &std::ffi::CStr| {
            Property::of(&base, name).ok_or_else(|| {
                PyRuntimeError::new_err(format!(
                    "this PyTorch has no Tensor.{}",
                    name.to_string_lossy()
                ))
            })
        };
        let tensor = torch.getattr("Tensor")?.cast_into::<PyType>()?;
        let dtype = |dtype: DType| -> PyResult<(DType, Py<PyAny>)> {
            Ok((dtype, torch.getattr(dtype.name())?.unbind()))
        };
        let autograd = |name: &str| -> PyResult<Py<PyAny>> {
            let module = py.import("torch._C")?.getattr("_autograd")?;
            Ok(module.getattr(name)?.unbind())
        };
        use DType::{BF16, Bool, F16, F32, F64, I8, I16, I32, I64, U8};
        Ok(Torch {
            exchange: Exchange::of(&tensor),
            device: torch.getattr("device")?.cast_into::<PyType>()?.unbind(),
            parameter: torch
                .getattr("nn")?
                .getattr("Parameter")?
                .cast_into::<PyType>()?
                .unbind(),
            requires_grad: property(c"requires_grad")?,
            grad_fn: property(c"grad_fn")?,
            grad: property(c"grad")?,
            version: property(c"_version")?,
            hooks: [
                property(c"_backward_hooks")?,
                property(c"_post_accumulate_grad_hooks")?,
            ],
            is_neg: base.getattr("is_neg")?.unbind(),
            empty: torch.getattr("empty")?.unbind(),
            empty_strided: torch.getattr("empty_strided")?.unbind(),
            set_grad_enabled: torch.getattr("_C")?.getattr("_set_grad_enabled")?.unbind(),
            increment_version: torch
                .getattr("autograd")?
                .getattr("graph")?
                .getattr("increment_version")?
                .unbind(),
            save: autograd("_make_saved_tensor")?,
            keeps_graph: autograd("_get_current_graph_task_keep_graph")?,
            generator: torch.getattr("default_generator")?.unbind(),
            threads: torch.getattr("get_num_threads")?.unbind(),
            modes: modes::Queries::load(py)?,
            dtypes: [
                dtype(Bool)?,
                dtype(U8)?,
                dtype(I8)?,
                dtype(I16)?,
                dtype(I32)?,
                dtype(I64)?,
                dtype(F16)?,
                dtype(BF16)?,
                dtype(F32)?,
                dtype(F64)?,
            ],
            tensor: tensor.unbind(),
        })
    }

    /// Whether `object` is exactly a `torch.Tensor` or a `torch.nn.Parameter`.
    pub fn is_exact(&self, object: &Bound<'_, PyAny>) -> bool {
        let class = object.get_type();
        class.is(&self.tensor) || class.is(&self.parameter)
    }

    /// The memory of a tensor, `None` where it is not strided numbers on the CPU.
    ///
    /// # Safety
    ///
    /// Attached to the interpreter; `tensor` is live and [`Self::is_exact`].
    pub unsafe fn view(&self, py: Python<'_>, tensor: *mut ffi::PyObject) -> Option<TensorView> {
        match self.exchange {
            // SAFETY: as the caller says.
            Some(exchange) => unsafe { exchange.view(tensor) },
            None => {
                // SAFETY: as the caller says.
                let tensor = unsafe { Bound::from_borrowed_ptr(py, tensor) };
                self.view_through_python(&tensor).ok().flatten()
            }
        }
    }

    /// The memory of a tensor that must be a plain one on the CPU.
    pub fn view_of(&self, tensor: &Bound<'_, PyAny>) -> PyResult<TensorView> {
        let view = if self.is_exact(tensor) {
            // SAFETY: attached to the interpreter; the tensor is live and exactly one of PyTorch's.
            unsafe { self.view(tensor.py(), tensor.as_ptr()) }
        } else {
            None
        };
        view.ok_or_else(|| PyRuntimeError::new_err("expected a plain tensor on the CPU"))
    }

    /// For a PyTorch without DLPack's exchange API, before 2.10.
    fn view_through_python(&self, tensor: &Bound<'_, PyAny>) -> PyResult<Option<TensorView>> {
        let py = tensor.py();
        if !tensor.getattr("is_cpu")?.extract::<bool>()?
            || tensor.getattr("is_sparse")?.extract::<bool>()?
        {
            return Ok(None);
        }
        let dtype = tensor.getattr("dtype")?;
        let Some((dtype, _)) = self
            .dtypes
            .iter()
            .find(|(_, object)| object.bind(py).is(&dtype))
        else {
            return Ok(None);
        };
        Ok(Some(TensorView {
            data: tensor.call_method0("data_ptr")?.extract::<usize>()? as *mut c_void,
            dtype: *dtype,
            sizes: tensor.getattr("shape")?.extract::<Vec<i64>>()?.into(),
            strides: tensor.call_method0("stride")?.extract::<Vec<i64>>()?.into(),
        }))
    }

    /// Whether nothing is to be called when a gradient for this tensor comes.
    ///
    /// # Safety
    ///
    /// As for [`Self::view`].
    pub unsafe fn has_no_hooks(&self, tensor: *mut ffi::PyObject) -> bool {
        // SAFETY: as the caller says.
        self.hooks
            .iter()
            .all(|hook| unsafe { hook.is(tensor, ffi::Py_None()) })
    }

    /// Whether a tensor's numbers are stored with the opposite sign, as the imaginary part of a conjugate is.
    ///
    /// # Safety
    ///
    /// As for [`Self::view`].
    pub unsafe fn is_negated(&self, py: Python<'_>, tensor: *mut ffi::PyObject) -> bool {
        // SAFETY: as the caller says; the result is a new reference or null.
        let result = unsafe {
            Bound::from_owned_ptr_or_opt(py, ffi::PyObject_CallOneArg(self.is_neg.as_ptr(), tensor))
        };
        match result {
            Some(result) => result.is_truthy().unwrap_or(true),
            None => {
                drop(PyErr::take(py));
                true
            }
        }
    }

    /// Whether a tensor was made in inference mode: outside of it, autograd and writes in place refuse it. Such tensors
    /// are those that count no versions, which is faster to find out than by `is_inference()`.
    ///
    /// # Safety
    ///
    /// As for [`Self::view`].
    pub unsafe fn is_inference(&self, tensor: *mut ffi::PyObject) -> bool {
        // SAFETY: as the caller says; the result is a new reference, or null with an exception.
        unsafe {
            let version = self.version.get(tensor);
            if version.is_null() {
                ffi::PyErr_Clear();
                return true;
            }
            ffi::Py_DECREF(version);
            false
        }
    }

    /// `torch.empty(sizes, dtype=dtype)`: a tensor of PyTorch's own, in its own memory.
    pub fn empty<'py>(
        &self,
        py: Python<'py>,
        sizes: &[i64],
        dtype: DType,
    ) -> PyResult<Bound<'py, PyAny>> {
        let sizes = PyTuple::new(py, sizes)?;
        let options = PyDict::new(py);
        options.set_item(pyo3::intern!(py, "dtype"), self.dtype(py, dtype))?;
        options.set_item(pyo3::intern!(py, "device"), pyo3::intern!(py, "cpu"))?;
        self.empty.bind(py).call((sizes,), Some(&options))
    }

    /// The tensor with channels last in memory: itself, or a copy.
    pub fn channels_last<'py>(&self, tensor: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = tensor.py();
        let rank: usize = tensor.call_method0(pyo3::intern!(py, "dim"))?.extract()?;
        let format = match rank {
            5 => "channels_last_3d",
            _ => "channels_last",
        };
        let options = PyDict::new(py);
        options.set_item(
            pyo3::intern!(py, "memory_format"),
            py.import("torch")?.getattr(format)?,
        )?;
        tensor.call_method(pyo3::intern!(py, "contiguous"), (), Some(&options))
    }

    /// A tensor with elements of no particular value, laid out in memory as asked.
    pub fn empty_strided<'py>(
        &self,
        py: Python<'py>,
        sizes: &[i64],
        strides: &[i64],
        dtype: DType,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (sizes, strides) = (PyTuple::new(py, sizes)?, PyTuple::new(py, strides)?);
        let options = PyDict::new(py);
        options.set_item(pyo3::intern!(py, "dtype"), self.dtype(py, dtype))?;
        options.set_item(pyo3::intern!(py, "device"), pyo3::intern!(py, "cpu"))?;
        self.empty_strided
            .bind(py)
            .call((sizes, strides), Some(&options))
    }

    /// A tensor of its own with the contents of another, which nothing is differentiated by.
    pub fn copy_of<'py>(
        &self,
        py: Python<'py>,
        tensor: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let view = self.view_of(tensor)?;
        let copy = self.empty(py, &view.sizes, view.dtype)?;
        // SAFETY: both tensors are alive and of the same sizes.
        unsafe { crate::call::memory::copy(&view, &self.view_of(&copy)?) };
        Ok(copy)
    }

    /// A view of a tensor, with elements counted from its first one.
    pub fn as_strided<'py>(
        &self,
        base: &Bound<'py, PyAny>,
        sizes: &[i64],
        strides: &[i64],
        offset: i64,
        requires_grad: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = base.py();
        let view = self.view_of(base)?;
        let mut whole = view.is_contiguous() && offset == 0;
        whole &= sizes.iter().product::<i64>() == view.elements();
        whole &= strides == contiguous_strides(sizes).as_slice();
        let permuted = match offset {
            0 if !whole => Permuted::new(&view, sizes, strides),
            _ => None,
        };
        let sizes = PyTuple::new(py, sizes)?;
        let make = || {
            // Its derivative is a view too, unlike that of a view by strides.
            if let Some(permuted) = &permuted {
                return permuted.make(base);
            }
            if whole {
                return base.call_method1(pyo3::intern!(py, "view"), (sizes,));
            }
            let start: i64 = base
                .call_method0(pyo3::intern!(py, "storage_offset"))?
                .extract()?;
            let strides = PyTuple::new(py, strides)?;
            base.call_method1(
                pyo3::intern!(py, "as_strided"),
                (sizes, strides, start + offset),
            )
        };
        if !requires_grad {
            return make();
        }
        // The mode around the call is not always that of the place in the function.
        let before = self.modes(py)?.grad;
        let set = |enabled: bool| self.set_grad_enabled.bind(py).call1((enabled,));
        set(true)?;
        let made = make();
        set(before)?;
        made
    }

    /// What to call to make a tensor of one fixed size and dtype, as fast as it goes.
    pub fn prepared_empty(
        &self,
        py: Python<'_>,
        sizes: &[i64],
        dtype: DType,
    ) -> PyResult<PreparedEmpty> {
        Ok(PreparedEmpty {
            function: self.empty.clone_ref(py),
            sizes: PyTuple::new(py, sizes)?.unbind(),
            dtype: self.dtype(py, dtype).clone().unbind(),
            device: pyo3::intern!(py, "cpu").clone().unbind().into_any(),
            keywords: PyTuple::new(py, ["dtype", "device"])?.unbind(),
        })
    }

    /// PyTorch's object for a dtype.
    pub fn dtype<'a, 'py>(&'a self, py: Python<'py>, dtype: DType) -> &'a Bound<'py, PyAny> {
        let index = self
            .dtypes
            .iter()
            .position(|(known, _)| *known == dtype)
            .unwrap_or(0);
        self.dtypes[index].1.bind(py)
    }

    /// Tells autograd that these tensors were changed in place.
    pub fn increment_versions(&self, py: Python<'_>, tensors: &Bound<'_, PyList>) -> PyResult<()> {
        self.increment_version.bind(py).call1((tensors,)).map(drop)
    }

    /// Tells autograd that a tensor was changed in place so many times.
    pub fn count_up(&self, tensor: &Bound<'_, PyAny>, times: usize) -> PyResult<()> {
        if times == 0 {
            return Ok(());
        }
        self.increment_versions(tensor.py(), &PyList::new(tensor.py(), vec![tensor; times])?)
    }

    /// A tensor as PyTorch's own operations save it for their backward.
    pub fn save<'py>(&self, tensor: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.save.bind(tensor.py()).call1((tensor, false))
    }

    /// Whether the backward that is running leaves the tape as it is.
    pub fn keeps_graph(&self, py: Python<'_>) -> PyResult<bool> {
        self.keeps_graph.bind(py).call0()?.extract()
    }

    /// The state of PyTorch's default generator.
    pub fn generator_state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.generator
            .bind(py)
            .call_method0(pyo3::intern!(py, "get_state"))
    }

    /// Puts the default generator back into a state.
    pub fn set_generator_state(&self, state: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = state.py();
        self.generator
            .bind(py)
            .call_method1(pyo3::intern!(py, "set_state"), (state,))
            .map(drop)
    }

    /// Lets compiled code use as many threads as PyTorch does at this moment.
    pub fn spread_threads(&self, py: Python<'_>) -> PyResult<()> {
        parallel::set_threads(self.threads.bind(py).call0()?.extract()?);
        Ok(())
    }

    /// PyTorch's modes at this moment, in this thread.
    pub fn modes(&self, py: Python<'_>) -> PyResult<Modes> {
        self.modes.ask(py)
    }
}

/// See [`Torch::prepared_empty`].
pub struct PreparedEmpty {
    function: Py<PyAny>,
    sizes: Py<PyTuple>,
    dtype: Py<PyAny>,
    device: Py<PyAny>,
    keywords: Py<PyTuple>,
}

impl PreparedEmpty {
    /// A new tensor.
    pub fn make<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let arguments = [
            self.sizes.as_ptr(),
            self.dtype.as_ptr(),
            self.device.as_ptr(),
        ];
        // SAFETY: attached to the interpreter; one positional argument and as many others as there are keywords, all
        // alive as long as `self`; the result is a new reference or null with an exception.
        unsafe {
            Bound::from_owned_ptr_or_err(
                py,
                ffi::PyObject_Vectorcall(
                    self.function.as_ptr(),
                    arguments.as_ptr(),
                    1,
                    self.keywords.as_ptr(),
                ),
            )
        }
    }
}
