//! Views of all of a tensor in another order.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::{TensorView, contiguous_strides};

/// How to make a view without strides: by other sizes of a tensor that lies contiguous, and the order of the dimensions.
#[derive(Debug, PartialEq)]
pub(super) struct Permuted {
    sizes: Option<Vec<i64>>,
    order: Vec<usize>,
}

impl Permuted {
    /// `None` for a view that is something else, or where sizes do not tell.
    pub fn new(base: &TensorView, sizes: &[i64], strides: &[i64]) -> Option<Self> {
        if let Some(order) = matched(base, sizes, strides) {
            return Some(Self { sizes: None, order });
        }
        if !base.is_contiguous() || sizes.iter().product::<i64>() != base.elements() {
            return None;
        }
        // From the outermost dimension in memory to the innermost.
        let mut inner: Vec<usize> = (0..sizes.len()).collect();
        inner.sort_by_key(|&dim| (-strides[dim], -sizes[dim], dim));
        let dense: Vec<i64> = inner.iter().map(|&dim| sizes[dim]).collect();
        let found: Vec<i64> = inner.iter().map(|&dim| strides[dim]).collect();
        if *contiguous_strides(&dense) != *found {
            return None;
        }
        let mut order = vec![0; inner.len()];
        for (place, dim) in inner.into_iter().enumerate() {
            order[dim] = place;
        }
        Some(Self {
            sizes: Some(dense),
            order,
        })
    }

    pub fn make<'py>(&self, base: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = base.py();
        let mut base = base.clone();
        if let Some(sizes) = &self.sizes {
            let sizes = PyTuple::new(py, sizes)?;
            base = base.call_method1(pyo3::intern!(py, "view"), (sizes,))?;
        }
        let order = PyTuple::new(py, &self.order)?;
        base.call_method1(pyo3::intern!(py, "permute"), (order,))
    }
}

/// The dimensions of a tensor in the order in which a view has them.
fn matched(base: &TensorView, sizes: &[i64], strides: &[i64]) -> Option<Vec<usize>> {
    let mut left: Vec<usize> = (0..base.sizes.len()).collect();
    let order: Option<Vec<usize>> = sizes
        .iter()
        .zip(strides)
        .map(|(size, stride)| {
            let place = left
                .iter()
                .position(|&dim| base.sizes[dim] == *size && base.strides[dim] == *stride)?;
            Some(left.remove(place))
        })
        .collect();
    order.filter(|_| left.is_empty())
}
