//! Results that the program differentiates itself: a native call as one node of PyTorch's tape.
//!
//! `janus_jit.autograd` has the `torch.autograd.Function`; this is what its `backward` calls.

use std::sync::Arc;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::commit::Commit;
use super::graph::{Entry, Pointers, fits, number_kind, rank};
use super::memory::{self, Arguments, Layout};
use super::numbers::Number;
use crate::guards::{Frame, Program, Slot};
use crate::surface::{self, Argument, BackwardArgument, BackwardRole, Role, ValueType};
use crate::torch::{DType, PreparedEmpty, TensorView, Torch, torch};

/// What to pass as one argument of the backward function.
enum Pass {
    /// A saved tensor, by its index among the saved ones.
    Saved {
        index: usize,
        layout: surface::Layout,
    },
    /// An argument that the function does not look at.
    Unused { sizes: usize },
    /// A number, by its index among the saved ones.
    Number(usize),
    /// The gradient of a result, by its index among the differentiable ones.
    Seed {
        index: usize,
        layout: surface::Layout,
    },
    /// The gradient of an input, by its index among those, with the type of that input.
    Gradient {
        index: usize,
        dtype: DType,
        sizes: Option<PreparedEmpty>,
    },
}

/// A tensor that backward needs.
enum Save {
    /// A tensor of the guards; `copied` where the graph overwrites it in place.
    Input {
        slot: Slot,
        tensor: usize,
        copied: bool,
    },
    Draw(usize),
}

/// The backward function of a graph.
pub struct Backward {
    layout: Layout,
    passes: Vec<Pass>,
    saves: Vec<Save>,
    numbers: Vec<(Slot, Number)>,
    /// Slots of the tensors that get gradients, in order.
    inputs: Vec<Slot>,
    /// Their indices among the guards' tensors.
    tensors: Vec<usize>,
    native: Box<dyn Entry>,
}

/// What a call keeps for its backward.
pub struct Saved<'py> {
    tensors: Vec<Bound<'py, PyAny>>,
    numbers: Vec<u64>,
    /// Sizes of the inputs that get gradients.
    sizes: Vec<Vec<i64>>,
}

impl Backward {
    /// Plans the backward function's arguments.
    pub(super) fn new(
        py: Python<'_>,
        torch: &Torch,
        guards: &Program,
        commit: &Commit,
        forward: &[Argument],
        arguments: &[BackwardArgument],
        native: Box<dyn Entry>,
    ) -> Result<Self, String> {
        let mut backward = Backward {
            layout: Layout::new(arguments.iter().map(|argument| rank(&argument.value))),
            passes: Vec::with_capacity(arguments.len()),
            saves: Vec::new(),
            numbers: Vec::new(),
            inputs: Vec::new(),
            tensors: Vec::new(),
            native,
        };
        let overwritten = |slot: Slot| {
            forward
                .iter()
                .any(|argument| argument.role == Role::Input(slot) && argument.output.is_some())
        };
        for argument in arguments {
            let pass = match &argument.role {
                BackwardRole::Input(_) | BackwardRole::Draw(_) if !argument.used => Pass::Unused {
                    sizes: rank(&argument.value),
                },
                BackwardRole::Input(slot) => match number_kind(&argument.value) {
                    Some(kind) => {
                        backward.numbers.push((*slot, kind));
                        Pass::Number(backward.numbers.len() - 1)
                    }
                    None => {
                        let tensor = guards
                            .tensor_of(*slot)
                            .ok_or("an input of its backward is no tensor")?;
                        backward.saves.push(Save::Input {
                            slot: *slot,
                            tensor,
                            copied: overwritten(*slot),
                        });
                        Pass::Saved {
                            index: backward.saves.len() - 1,
                            layout: argument.layout,
                        }
                    }
                },
                BackwardRole::Draw(draw) => {
                    backward.saves.push(Save::Draw(*draw));
                    Pass::Saved {
                        index: backward.saves.len() - 1,
                        layout: argument.layout,
                    }
                }
                BackwardRole::Seed(value) => {
                    let index = commit
                        .differentiable
                        .iter()
                        .position(|known| known == value);
                    let index =
                        index.ok_or("its backward has a seed for what is not differentiable")?;
                    Pass::Seed {
                        index,
                        layout: argument.layout,
                    }
                }
                BackwardRole::Gradient(slot) => {
                    let ValueType::Tensor { dtype, sizes } = &argument.value else {
                        return Err("a gradient is no tensor".to_owned());
                    };
                    let tensor = guards
                        .tensor_of(*slot)
                        .ok_or("a gradient is that of no tensor")?;
                    backward.inputs.push(*slot);
                    backward.tensors.push(tensor);
                    let sizes: Option<Vec<i64>> = sizes.iter().copied().collect();
                    let sizes = match sizes {
                        Some(sizes) => Some(
                            torch
                                .prepared_empty(py, &sizes, *dtype)
                                .map_err(|error| error.to_string())?,
                        ),
                        None => None,
                    };
                    Pass::Gradient {
                        index: backward.inputs.len() - 1,
                        dtype: *dtype,
                        sizes,
                    }
                }
            };
            backward.passes.push(pass);
        }
        Ok(backward)
    }

    /// What backward will need of this call, before native code changes anything.
    pub(super) fn save<'py>(
        &self,
        py: Python<'py>,
        torch: &Torch,
        frame: &Frame,
        _arguments: &Arguments,
        drawn: &[Bound<'py, PyAny>],
    ) -> PyResult<Saved<'py>> {
        let absent = || PyRuntimeError::new_err("an input of a graph is absent");
        let mut tensors = Vec::with_capacity(self.saves.len());
        for save in &self.saves {
            tensors.push(match save {
                Save::Input {
                    slot,
                    copied: false,
                    ..
                } => frame.object(py, *slot).ok_or_else(absent)?,
                Save::Input { tensor, .. } => {
                    let view = frame.view(*tensor).ok_or_else(absent)?;
                    let copy = torch.empty(py, &view.sizes, view.dtype)?;
                    // SAFETY: both tensors are alive and of the same sizes.
                    unsafe { memory::copy(view, &torch.view_of(&copy)?) };
                    copy
                }
                Save::Draw(draw) => drawn.get(*draw).cloned().ok_or_else(absent)?,
            });
        }
        let numbers = self
            .numbers
            .iter()
            .map(|(slot, kind)| {
                frame
                    .object(py, *slot)
                    .and_then(|object| kind.bits(&object))
                    .ok_or_else(absent)
            })
            .collect::<PyResult<_>>()?;
        let sizes = self
            .tensors
            .iter()
            .map(|tensor| {
                frame
                    .view(*tensor)
                    .map(|view| view.sizes.to_vec())
                    .ok_or_else(absent)
            })
            .collect::<PyResult<_>>()?;
        Ok(Saved {
            tensors,
            numbers,
            sizes,
        })
    }

    /// The gradients of the inputs.
    fn run<'py>(
        &self,
        py: Python<'py>,
        torch: &Torch,
        call: &BackwardCall,
        saved: &[Bound<'py, PyAny>],
        seeds: &[Bound<'py, PyAny>],
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let mut arguments = Arguments::new(&self.layout);
        let mut keep = Vec::new();
        let mut gradients = vec![None; self.inputs.len()];
        for (position, pass) in self.passes.iter().enumerate() {
            let mut pass_tensor =
                |tensor: Option<&Bound<'py, PyAny>>, layout, arguments: &mut Arguments| {
                    let tensor = tensor.ok_or_else(|| {
                        PyRuntimeError::new_err("backward was called with too few tensors")
                    })?;
                    let mut tensor = tensor.clone();
                    let mut view = torch.view_of(&tensor)?;
                    if !fits(&view, layout) {
                        tensor = tensor.call_method0("contiguous")?;
                        view = torch.view_of(&tensor)?;
                    }
                    arguments.set_view(&self.layout, position, &view);
                    keep.push(tensor);
                    PyResult::Ok(())
                };
            match pass {
                Pass::Saved { index, layout } => {
                    pass_tensor(saved.get(*index), *layout, &mut arguments)?
                }
                Pass::Seed { index, layout } => {
                    pass_tensor(seeds.get(*index), *layout, &mut arguments)?
                }
                Pass::Unused { sizes } => {
                    let zeros = vec![0; *sizes];
                    arguments.set(&self.layout, position, std::ptr::null_mut(), &zeros, &zeros);
                }
                Pass::Number(index) => {
                    arguments.set_scalar(&self.layout, position, call.numbers[*index])
                }
                Pass::Gradient {
                    index,
                    dtype,
                    sizes,
                } => {
                    let gradient = match sizes {
                        Some(empty) => empty.make(py)?,
                        None => torch.empty(py, &call.sizes[*index], *dtype)?,
                    };
                    let view: TensorView = torch.view_of(&gradient)?;
                    arguments.set_view(&self.layout, position, &view);
                    gradients[*index] = Some(gradient);
                }
            }
        }
        torch.spread_threads(py)?;
        let pointers = Pointers(arguments.pointers());
        // SAFETY: all arguments are filled in as the surface says, and what they point to is kept until after the call.
        let status = py.detach(|| unsafe { self.native.run(pointers.get()) });
        drop(keep);
        if status != 0 {
            return Err(PyRuntimeError::new_err(format!(
                "the native backward failed with status {status}"
            )));
        }
        gradients
            .into_iter()
            .map(|gradient| {
                gradient.ok_or_else(|| PyRuntimeError::new_err("a gradient was not computed"))
            })
            .collect()
    }
}

/// The backward of one call, for `janus_jit.autograd`.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct BackwardCall {
    backward: Arc<Backward>,
    numbers: Vec<u64>,
    sizes: Vec<Vec<i64>>,
}

#[pymethods]
impl BackwardCall {
    /// The gradients of the call's inputs, from the tensors that it saved and the gradients of its results.
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        saved: Vec<Bound<'py, PyAny>>,
        seeds: Vec<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.backward.run(py, torch(py)?, self, &saved, &seeds)?)
    }
}

/// Puts `results` on PyTorch's tape.
pub(super) fn attach<'py>(
    py: Python<'py>,
    backward: Arc<Backward>,
    saved: Saved<'py>,
    results: Vec<Bound<'py, PyAny>>,
    frame: &Frame,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let inputs = backward
        .inputs
        .iter()
        .map(|slot| {
            frame
                .object(py, *slot)
                .ok_or_else(|| PyRuntimeError::new_err("an input of a graph is absent"))
        })
        .collect::<PyResult<Vec<_>>>()?;
    let call = Py::new(
        py,
        BackwardCall {
            backward,
            numbers: saved.numbers,
            sizes: saved.sizes,
        },
    )?;
    let attach = py.import("janus_jit.autograd")?.getattr("attach")?;
    attach
        .call1((
            call,
            PyTuple::new(py, results)?,
            PyTuple::new(py, saved.tensors)?,
            PyTuple::new(py, inputs)?,
        ))?
        .extract()
}
