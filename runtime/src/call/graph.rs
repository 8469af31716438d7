//! One compiled graph, and a call of it.

use std::ffi::c_void;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyFunction, PyTuple};

use super::allocate;
use super::autograd::{self, Node};
use super::backward::{Compile, Planner};
use super::commit::Commit;
use super::draws;
use super::memory::{Arguments, Layout};
use super::numbers::Number;
use super::twice;
use super::values::{Home, Made, Native};
use crate::guards::{self, Frame, Miss, Program, Slot};
use crate::surface::{self, Assertion, Role, Surface, ValueType};
use crate::torch::{DType, Dims, PreparedEmpty, TensorView, Torch};

/// A native function: an array of pointers to memref descriptors in, a status out.
pub trait Entry: Send + Sync {
    /// Runs it.
    ///
    /// # Safety
    ///
    /// The pointers are as many, and to descriptors of such ranks and memory, as the function was compiled for.
    unsafe fn run(&self, arguments: *const *const c_void) -> i32;
}

/// How a call went.
pub enum Attempt {
    /// It ran, and everything is committed.
    Done(Py<PyAny>),
    /// A guard failed.
    Miss(Miss),
    /// An assertion failed; nothing has changed.
    Failed(Assertion),
    /// The graph cannot take what it was given, for a reason that guards do not see; nothing has changed.
    Unsuited(String),
    /// PyTorch or CPython raised an exception.
    Error(PyErr),
}

impl From<PyErr> for Attempt {
    fn from(error: PyErr) -> Self {
        Attempt::Error(error)
    }
}

/// What to pass as one argument.
enum Pass {
    Tensor {
        tensor: usize,
        layout: surface::Layout,
        in_place: bool,
    },
    Number {
        slot: Slot,
        kind: Number,
    },
    Draw(usize),
    /// A new tensor for this value.
    Fresh {
        value: usize,
        empty: PreparedEmpty,
        sizes: Dims,
    },
    /// A number that native code writes.
    Scalar,
}

/// Buffers of one call, reused by the next.
struct Workspace {
    frame: Frame,
    arguments: Arguments,
}

/// The functions of a compiled graph.
pub struct Code {
    /// The graph itself.
    pub native: Box<dyn Entry>,
    /// The derivative of each node of its results, in the surface's order.
    pub backward: Vec<Box<dyn Entry>>,
    /// How the derivative of a seed that arrives alone is compiled.
    pub compile: Compile,
}

/// A compiled graph.
pub struct Graph {
    guards: Program,
    layout: Layout,
    passes: Vec<Pass>,
    homes: Vec<Home>,
    /// Element types of values that native code asks memory for.
    allocated: Vec<Option<DType>>,
    draws: Vec<draws::Plan>,
    commit: Commit,
    assertions: Vec<Assertion>,
    native: Box<dyn Entry>,
    nodes: Vec<Arc<Node>>,
    idle: Mutex<Vec<Workspace>>,
}

impl Graph {
    /// Puts a graph together from its surface, generated from this very call, and its code.
    pub fn new<'py>(
        torch: &Torch,
        surface: &Surface,
        function: &Bound<'py, PyFunction>,
        arguments: &Bound<'py, PyTuple>,
        numbered: guards::Numbered<'_, 'py>,
        code: Code,
    ) -> Result<Self, guards::Unguardable> {
        let Code {
            native,
            backward,
            compile,
        } = code;
        let py = function.py();
        let mut guards = guards::compile(torch, surface, function, arguments, numbered)?;
        let broken = |message: String| guards::Unguardable { message, line: 0 };
        let failed = |error: PyErr| broken(error.to_string());
        let commit = Commit::compile(py, torch, surface, numbered).map_err(failed)?;
        commit.mark_written(&mut guards);
        if commit.has_views() || guards.has_differentiable() {
            guards.refuse_inference();
        }
        let mut homes: Vec<Home> = surface.values.iter().map(|_| Home::Fresh).collect();
        let mut allocated: Vec<Option<DType>> = surface
            .values
            .iter()
            .map(|value| match value {
                ValueType::Tensor { dtype, .. } => Some(*dtype),
                _ => None,
            })
            .collect();
        let mut passes = Vec::with_capacity(surface.arguments.len());
        for (index, argument) in surface.arguments.iter().enumerate() {
            let number = number_kind(&argument.value);
            passes.push(match (&argument.role, number) {
                (Role::Input(object), None) => {
                    let tensor = guards
                        .tensor_of(*object)
                        .ok_or_else(|| broken("an input is no tensor".to_owned()))?;
                    if let Some(value) = argument.output {
                        homes[value] = Home::InPlace {
                            slot: *object,
                            tensor,
                        };
                        allocated[value] = None;
                        guards.mark_written(*object);
                    }
                    Pass::Tensor {
                        tensor,
                        layout: argument.layout,
                        in_place: argument.output.is_some(),
                    }
                }
                (Role::Input(object), Some(kind)) => Pass::Number {
                    slot: *object,
                    kind,
                },
                (Role::Draw(draw), _) => Pass::Draw(*draw),
                (Role::Output(value), Some(kind)) => {
                    homes[*value] = Home::Number {
                        argument: index,
                        kind,
                    };
                    Pass::Scalar
                }
                (Role::Output(value), None) => {
                    allocated[*value] = None;
                    let ValueType::Tensor { dtype, sizes } = &argument.value else {
                        return Err(broken(
                            "an output is neither a tensor nor a number".to_owned(),
                        ));
                    };
                    let sizes: Option<Dims> = sizes.iter().copied().collect();
                    let sizes = sizes.ok_or_else(|| {
                        broken("an output argument has a dynamic size".to_owned())
                    })?;
                    let empty = torch.prepared_empty(py, &sizes, *dtype).map_err(failed)?;
                    Pass::Fresh {
                        value: *value,
                        empty,
                        sizes,
                    }
                }
            });
        }
        let draws = surface
            .draws
            .iter()
            .map(|draw| draws::Plan::new(py, draw, &guards))
            .collect::<PyResult<_>>()
            .map_err(failed)?;
        let planner = Planner {
            torch,
            guards: &guards,
            forward: &surface.arguments,
            values: &surface.values,
        };
        let roots: Vec<_> = commit
            .differentiable
            .iter()
            .copied()
            .zip(commit.histories.iter().map(Option::as_deref))
            .collect();
        let nodes = surface
            .backward
            .iter()
            .zip(backward)
            .map(|(node, entry)| {
                Node::new(py, &planner, node, &roots, entry, compile).map(Arc::new)
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(broken)?;
        let attached: usize = nodes.iter().map(|node| node.roots.len()).sum();
        if attached != commit.differentiable.len() {
            return Err(broken(
                "its results require grad, and it has no backward function".to_owned(),
            ));
        }
        Ok(Graph {
            layout: Layout::new(
                surface
                    .arguments
                    .iter()
                    .map(|argument| rank(&argument.value)),
            ),
            guards,
            passes,
            homes,
            allocated,
            draws,
            commit,
            assertions: surface.assertions.clone(),
            native,
            nodes,
            idle: Mutex::default(),
        })
    }

    /// The guards, to say what a miss is about.
    pub fn guards(&self) -> &Program {
        &self.guards
    }

    fn workspace(&self) -> Workspace {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.unwrap_or_else(|| Workspace {
            frame: Frame::default(),
            arguments: Arguments::new(&self.layout),
        })
    }

    fn give_back(&self, workspace: Workspace) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(workspace);
    }

    /// Runs the call if the guards hold.
    pub fn call(
        &self,
        torch: &Torch,
        function: &Bound<'_, PyFunction>,
        arguments: &Bound<'_, PyTuple>,
    ) -> Attempt {
        let py = function.py();
        let mut workspace = self.workspace();
        let attempt =
            match workspace
                .frame
                .run(py, torch, &self.guards, function.as_any(), arguments)
            {
                Ok(()) if !self.nodes.is_empty() && twice::seen() => Attempt::Unsuited(
                    "its results have a history, and the program differentiates derivatives"
                        .to_owned(),
                ),
                Ok(()) => match self.run(torch, function, arguments, &mut workspace) {
                    Ok(attempt) | Err(attempt) => attempt,
                },
                Err(miss) => Attempt::Miss(miss),
            };
        workspace.frame.clear(py);
        self.give_back(workspace);
        attempt
    }

    /// All guards that fail for this call, as far as they can be told.
    pub fn explain(
        &self,
        torch: &Torch,
        function: &Bound<'_, PyFunction>,
        arguments: &Bound<'_, PyTuple>,
    ) -> Vec<Miss> {
        let py = function.py();
        let mut frame = Frame::default();
        let misses = frame.explain(py, torch, &self.guards, function.as_any(), arguments);
        frame.clear(py);
        misses
    }

    fn run(
        &self,
        torch: &Torch,
        function: &Bound<'_, PyFunction>,
        given: &Bound<'_, PyTuple>,
        workspace: &mut Workspace,
    ) -> Result<Attempt, Attempt> {
        let py = function.py();
        let Workspace { frame, arguments } = workspace;
        let state = if self.draws.is_empty() {
            None
        } else {
            Some(torch.generator_state(py)?)
        };
        let (mut keep, mut aside) = (Vec::new(), Vec::new());
        let gathered = self.gather(py, torch, frame, arguments, (&mut keep, &mut aside));
        let (mut made, drawn) = match gathered {
            Ok(gathered) => gathered,
            Err(attempt) => {
                restore(torch, state.as_ref())?;
                // Nothing has happened yet, so that CPython can run the call, and raise what is to be raised.
                return Err(match attempt {
                    Attempt::Error(error) => Attempt::Unsuited(error.to_string()),
                    other => other,
                });
            }
        };
        let status = self.run_native(py, torch, arguments, &mut made)?;
        if status != 0 {
            restore(torch, state.as_ref())?;
            let failed = usize::try_from(status - 1)
                .ok()
                .and_then(|index| self.assertions.get(index));
            return Ok(Attempt::Failed(failed.cloned().unwrap_or_else(|| {
                Assertion {
                    message: format!("native code failed with status {status}"),
                    trace: Vec::new(),
                }
            })));
        }

        for (own, copy) in &aside {
            // SAFETY: both are alive and of the same sizes, and nothing else looks at the tensor while the GIL is held.
            unsafe { super::memory::copy(copy, own) };
        }
        let mut values = Native {
            py,
            torch,
            frame,
            homes: &self.homes,
            commit: &self.commit,
            arguments,
            made,
            differentiable: Vec::new(),
        };
        let kept = self
            .nodes
            .iter()
            .map(|node| node.keep_inputs(py, torch, frame, &drawn))
            .collect::<PyResult<Vec<_>>>()?;
        self.commit.count_versions(py, torch, frame)?;
        for (value, strides) in self.commit.differentiable.iter().zip(&self.commit.layouts) {
            let result = values.take(*value, strides.as_deref())?;
            torch.count_up(&result, self.commit.exposes(*value).unwrap_or(0))?;
            values.differentiable.push((*value, result));
        }
        // What has no effects and draws nothing may be run once more, should a derivative be differentiated.
        let again =
            (self.draws.is_empty() && self.commit.has_no_effects()).then_some((function, given));
        for (node, mut kept) in self.nodes.iter().zip(kept) {
            node.keep_values(&mut kept, &values)?;
            let of_node = |(value, _): &&mut (usize, Bound<'_, PyAny>)| node.roots.contains(value);
            let mut results: Vec<_> = values.differentiable.iter_mut().filter(of_node).collect();
            let plain = results.iter().map(|(_, result)| result.clone()).collect();
            let attached = autograd::attach(
                py,
                node,
                kept,
                plain,
                frame,
                &self.commit.differentiable,
                again,
            )?;
            for (result, attached) in results.iter_mut().zip(attached) {
                result.1 = attached;
            }
        }
        let result = self.commit.run(py, torch, frame, function, &mut values)?;
        Ok(Attempt::Done(result.unbind()))
    }

    /// Fills in the arguments. Returns fresh tensors by value, and draws; `keep` holds copies while native code runs, `aside` says
    /// what goes back from copies to tensors that are changed in place.
    #[allow(clippy::type_complexity)] // two lists of tensors
    fn gather<'py>(
        &self,
        py: Python<'py>,
        torch: &Torch,
        frame: &Frame,
        arguments: &mut Arguments,
        (keep, aside): (
            &mut Vec<Bound<'py, PyAny>>,
            &mut Vec<(TensorView, TensorView)>,
        ),
    ) -> Result<(Vec<Option<Made<'py>>>, Vec<Bound<'py, PyAny>>), Attempt> {
        let drawn = self
            .draws
            .iter()
            .map(|draw| draw.make(py, torch, frame))
            .collect::<PyResult<Vec<_>>>()?;
        let mut made: Vec<Option<Made<'py>>> = self.homes.iter().map(|_| None).collect();
        for (index, pass) in self.passes.iter().enumerate() {
            match pass {
                Pass::Tensor {
                    tensor,
                    layout,
                    in_place,
                } => {
                    let view = frame
                        .view(*tensor)
                        .ok_or_else(|| internal("a tensor has no memory"))?;
                    if fits(view, *layout) {
                        arguments.set_view(&self.layout, index, view);
                    } else {
                        let copy = torch.empty(py, &view.sizes, view.dtype)?;
                        let to = torch.view_of(&copy)?;
                        // SAFETY: both tensors are alive and of the same sizes.
                        unsafe { super::memory::copy(view, &to) };
                        if *in_place {
                            aside.push((view.clone(), to.clone()));
                        }
                        arguments.set_view(&self.layout, index, &to);
                        keep.push(copy);
                    }
                }
                Pass::Number { slot, kind } => {
                    let object = frame
                        .object(py, *slot)
                        .ok_or_else(|| internal("a number is absent"))?;
                    match kind.bits(&object) {
                        Some(bits) => arguments.set_scalar(&self.layout, index, bits),
                        None => {
                            return Err(Attempt::Unsuited(
                                "an integer does not fit 64 bits".to_owned(),
                            ));
                        }
                    }
                }
                Pass::Draw(draw) => {
                    let tensor = drawn
                        .get(*draw)
                        .ok_or_else(|| internal("a draw was not made"))?;
                    arguments.set_view(&self.layout, index, &torch.view_of(tensor)?);
                }
                Pass::Fresh {
                    value,
                    empty,
                    sizes,
                } => {
                    let object = empty.make(py)?;
                    let view = torch.view_of(&object)?;
                    arguments.set_contiguous(&self.layout, index, view.data, sizes);
                    made[*value] = Some(Made::new(object, view));
                }
                Pass::Scalar => arguments.set_scalar(&self.layout, index, 0),
            }
        }
        Ok((made, drawn))
    }

    /// Runs the code without the GIL. Tensors that it asks for go to `made`.
    fn run_native<'py>(
        &self,
        py: Python<'py>,
        torch: &Torch,
        arguments: &Arguments,
        made: &mut [Option<Made<'py>>],
    ) -> Result<i32, Attempt> {
        torch.spread_threads(py)?;
        let pointers = Pointers(arguments.pointers());
        let native = &self.native;
        if self.allocated.iter().all(Option::is_none) {
            // SAFETY: `gather` has filled in all arguments as the surface says; everything they point to is alive.
            return Ok(py.detach(|| unsafe { native.run(pointers.get()) }));
        }
        let dtypes = self.allocated.clone();
        // SAFETY: as above.
        let (status, tensors) = py.detach(|| {
            allocate::with_allocations(dtypes, || unsafe { native.run(pointers.get()) })
        });
        for (value, allocated) in tensors?.into_iter().enumerate() {
            if let Some(allocated) = allocated {
                made[value] = Some(Made::new(allocated.tensor.into_bound(py), allocated.view));
            }
        }
        Ok(status)
    }
}

/// Pointers that cross the border of `detach`.
#[derive(Clone, Copy)]
pub(super) struct Pointers(pub *const *const c_void);

// SAFETY: they are used on the same thread, while what they point to is kept alive by the caller.
unsafe impl Send for Pointers {}
// SAFETY: as above.
unsafe impl Sync for Pointers {}

impl Pointers {
    /// The pointers; a method, so that closures capture the whole.
    pub fn get(self) -> *const *const c_void {
        self.0
    }
}

fn restore(torch: &Torch, state: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
    state.map_or(Ok(()), |state| torch.set_generator_state(state))
}

fn internal(message: &'static str) -> Attempt {
    Attempt::Error(PyRuntimeError::new_err(message))
}

/// Whether a tensor lies in memory as native code expects it.
pub(super) fn fits(view: &crate::torch::TensorView, layout: surface::Layout) -> bool {
    match layout {
        surface::Layout::Strided => true,
        surface::Layout::LastContiguous => {
            view.strides.last().is_none_or(|stride| *stride == 1)
                || view.sizes.last().is_some_and(|size| *size <= 1)
        }
        surface::Layout::Contiguous => view.is_contiguous(),
    }
}

/// The kind of a number; `None` for tensors.
pub(super) fn number_kind(value: &ValueType) -> Option<Number> {
    match value {
        ValueType::Bool => Some(Number::Bool),
        ValueType::Int => Some(Number::Int),
        ValueType::Float => Some(Number::Float),
        ValueType::Tensor { .. } => None,
    }
}

/// Rank of the memref that a value is passed as.
pub(super) fn rank(value: &ValueType) -> usize {
    match value {
        ValueType::Tensor { sizes, .. } => sizes.len(),
        _ => 0,
    }
}
