//! Random numbers: PyTorch's generator fills buffers of ours, in the program's order.

use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use crate::guards::{Frame, Program};
use crate::surface::{Draw, Product, Size};
use crate::torch::{DType, Dims, Torch};

/// One draw.
pub struct Plan {
    method: Py<PyString>,
    parameters: Py<PyTuple>,
    dtype: DType,
    sizes: Vec<PlannedSize>,
    strides: Option<Vec<Product>>,
}

enum PlannedSize {
    Exact(i64),
    /// A dimension of a tensor among the guards'.
    Of(usize, usize),
    Product(Vec<PlannedSize>),
}

impl Plan {
    pub fn new(py: Python<'_>, draw: &Draw, guards: &Program) -> PyResult<Self> {
        let parameters = draw
            .parameters
            .iter()
            .map(|value| value.object(py))
            .collect::<PyResult<Vec<_>>>()?;
        Ok(Plan {
            method: PyString::intern(py, &draw.method).unbind(),
            parameters: PyTuple::new(py, parameters)?.unbind(),
            dtype: draw.dtype,
            sizes: draw
                .sizes
                .iter()
                .map(|size| plan_size(size, guards))
                .collect::<PyResult<_>>()?,
            strides: draw.strides.clone(),
        })
    }

    /// A tensor of random numbers, as the program would have drawn them.
    pub fn make<'py>(
        &self,
        py: Python<'py>,
        torch: &Torch,
        frame: &Frame,
    ) -> PyResult<Bound<'py, PyAny>> {
        let sizes: Dims = self.sizes.iter().map(|size| size.value(frame)).collect();
        let tensor = match &self.strides {
            None => torch.empty(py, &sizes, self.dtype)?,
            Some(strides) => {
                let strides: Dims = strides.iter().map(|stride| stride.value(&sizes)).collect();
                torch.empty_strided(py, &sizes, &strides, self.dtype)?
            }
        };
        tensor.call_method1(self.method.bind(py), self.parameters.bind(py).clone())?;
        if self.strides.is_some() {
            // Numbers come in the order of memory; native code wants them contiguous.
            return tensor.call_method0(pyo3::intern!(py, "contiguous"));
        }
        Ok(tensor)
    }
}

fn plan_size(size: &Size, guards: &Program) -> PyResult<PlannedSize> {
    Ok(match size {
        Size::Exact(size) => PlannedSize::Exact(*size),
        Size::Of(object, dimension) => match guards.tensor_of(*object) {
            Some(tensor) => PlannedSize::Of(tensor, *dimension),
            None => {
                return Err(pyo3::exceptions::PyRuntimeError::new_err(
                    "the size of a draw is that of no tensor",
                ));
            }
        },
        Size::Product(factors) => PlannedSize::Product(
            factors
                .iter()
                .map(|factor| plan_size(factor, guards))
                .collect::<PyResult<_>>()?,
        ),
    })
}

impl PlannedSize {
    fn value(&self, frame: &Frame) -> i64 {
        match self {
            PlannedSize::Exact(size) => *size,
            PlannedSize::Of(tensor, dimension) => frame
                .view(*tensor)
                .and_then(|view| view.sizes.get(*dimension))
                .copied()
                .unwrap_or(0),
            PlannedSize::Product(factors) => {
                factors.iter().map(|factor| factor.value(frame)).product()
            }
        }
    }
}
