//! The commit's values while it runs: where native code left them, and the Python objects made of them.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use super::autograd::Kept;
use super::commit::{Commit, Values};
use super::memory::{self, Arguments};
use super::numbers::Number;
use crate::guards::{Frame, Slot};
use crate::surface::Product;
use crate::torch::{Dims, TensorView, Torch};

/// Where native code leaves a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the memory of a tensor that was there before: its slot, and its index among the guards' tensors.
    InPlace { slot: Slot, tensor: usize },
    /// In a new tensor.
    Fresh,
    /// In a scalar argument.
    Number { argument: usize, kind: Number },
}

/// A tensor made for this call.
pub struct Made<'py> {
    pub object: Bound<'py, PyAny>,
    pub view: TensorView,
    /// Whether the object has gone to the program; the value's next box is a copy.
    taken: bool,
}

impl<'py> Made<'py> {
    pub fn new(object: Bound<'py, PyAny>, view: TensorView) -> Self {
        Made {
            object,
            view,
            taken: false,
        }
    }
}

/// See the module.
pub struct Native<'c, 'py> {
    pub py: Python<'py>,
    pub torch: &'c Torch,
    pub frame: &'c Frame,
    pub homes: &'c [Home],
    pub commit: &'c Commit,
    pub arguments: &'c Arguments,
    /// The fresh tensors, by value.
    pub made: Vec<Option<Made<'py>>>,
    /// Differentiable results, made before the commit began.
    pub differentiable: Vec<(usize, Bound<'py, PyAny>)>,
}

impl<'py> Native<'_, 'py> {
    /// A new tensor with the contents of `view`.
    fn copy(&self, view: &TensorView, strides: Option<&[Product]>) -> PyResult<Bound<'py, PyAny>> {
        let copy = match strides {
            None => self.torch.empty(self.py, &view.sizes, view.dtype)?,
            Some(strides) => {
                let strides: Dims = strides
                    .iter()
                    .map(|stride| stride.value(&view.sizes))
                    .collect();
                self.torch
                    .empty_strided(self.py, &view.sizes, &strides, view.dtype)?
            }
        };
        let to = self.torch.view_of(&copy)?;
        // SAFETY: both tensors are alive, and the new one has the sizes of the other.
        unsafe { memory::copy(view, &to) };
        Ok(copy)
    }

    fn made(&self, value: usize) -> PyResult<&Made<'py>> {
        self.made
            .get(value)
            .and_then(Option::as_ref)
            .ok_or_else(|| {
                PyRuntimeError::new_err("native code did not make a result that the commit uses")
            })
    }

    /// A value as a call keeps it for its backward: where the program can reach its memory, with its version, or, if it
    /// may change that, a copy.
    pub fn keep(&self, value: usize, private: bool) -> PyResult<Kept> {
        let target = match self.homes.get(value) {
            Some(Home::InPlace { slot, .. }) => Some(*slot),
            _ => self.commit.target(value),
        };
        if let Some(target) = target.and_then(|slot| self.frame.object(self.py, slot)) {
            return Ok(match private {
                true => Kept::Own(self.torch.copy_of(self.py, &target)?.unbind()),
                false => Kept::Shared(self.torch.save(&target)?.unbind()),
            });
        }
        let result = self
            .differentiable
            .iter()
            .find(|(known, _)| *known == value);
        let made = match (result, self.commit.exposes(value)) {
            (Some((_, result)), _) => result,
            (None, Some(0)) => &self.made(value)?.object,
            _ => return Ok(Kept::Own(self.made(value)?.object.clone().unbind())),
        };
        if private {
            return Ok(Kept::Own(self.torch.copy_of(self.py, made)?.unbind()));
        }
        // The result itself will hold the node that keeps this; another tensor over its memory has its versions too.
        let alias = made.call_method0(pyo3::intern!(self.py, "detach"))?;
        Ok(Kept::Shared(self.torch.save(&alias)?.unbind()))
    }

    /// The tensor of a fresh value, which goes to the program.
    pub fn take(
        &mut self,
        value: usize,
        strides: Option<&[Product]>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let made = self.made(value)?;
        if made.taken || strides.is_some() {
            return self.copy(&made.view, strides);
        }
        let object = made.object.clone();
        if let Some(Some(made)) = self.made.get_mut(value) {
            made.taken = true;
        }
        Ok(object)
    }
}

impl<'py> Values<'py> for Native<'_, 'py> {
    fn boxed(
        &mut self,
        value: usize,
        differentiable: bool,
        strides: Option<&[Product]>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if differentiable
            && let Some((_, object)) = self
                .differentiable
                .iter()
                .find(|(known, _)| *known == value)
        {
            return Ok(object.clone());
        }
        match self.homes.get(value) {
            Some(Home::Number { argument, kind }) => {
                Ok(kind.object(self.py, self.arguments.scalar(*argument)))
            }
            Some(Home::Fresh) => self.take(value, strides),
            Some(Home::InPlace { tensor, .. }) => match self.frame.view(*tensor) {
                Some(view) => self.copy(view, strides),
                None => Err(PyRuntimeError::new_err(
                    "a graph changes a tensor that it does not check",
                )),
            },
            None => Err(PyRuntimeError::new_err(
                "a commit uses a value that its graph does not have",
            )),
        }
    }

    fn memory(&self, value: usize, target: &Bound<'py, PyAny>) -> PyResult<Option<TensorView>> {
        match self.homes.get(value) {
            Some(Home::InPlace { slot, tensor }) => {
                let own = self.frame.object(self.py, *slot);
                if own.is_some_and(|own| own.is(target)) {
                    return Ok(None);
                }
                Ok(self.frame.view(*tensor).cloned())
            }
            Some(Home::Fresh) => Ok(Some(self.made(value)?.view.clone())),
            _ => Err(PyRuntimeError::new_err(
                "a commit writes a number into a tensor",
            )),
        }
    }
}
