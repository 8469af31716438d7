//! Results that the program differentiates itself: a native call as nodes of PyTorch's tape.
//!
//! `janus_jit.autograd` has the `torch.autograd.Function`; this is what its `backward` calls. What a call keeps is what
//! PyTorch's own operations would have saved, as `SavedTensor`s of PyTorch's, so that a change in place is noticed as there;
//! and it is freed when theirs would be.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyFunction, PyTuple};

use super::backward::{Compile, Function, Planner, Tensors};
use super::graph::Entry;
use super::numbers::Number;
use super::values::Native;
use crate::guards::{Frame, Slot};
use crate::surface::{BackwardArgument, BackwardNode, BackwardRole, Partial, ValueType};
use crate::torch::{Torch, torch};

/// Something that a call keeps for its backward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A tensor of the guards.
    Input(Slot),
    /// A number of the guards.
    Number(Slot, Number),
    Draw(usize),
    /// A tensor that native code has computed, by its index among the commit's values.
    Value(usize),
    /// A number that it has computed, by that and the argument that it is in.
    Computed(usize, usize),
}

/// Statements of the tape that are freed together.
struct Class {
    /// Bits of roots, by their index.
    seeds: u64,
    /// Indices of sources.
    reads: Vec<usize>,
}

/// One node of PyTorch's tape, at every call of a graph.
pub(super) struct Node {
    /// The commit's values that it is the history of.
    pub roots: Vec<usize>,
    /// Slots of the tensors that get gradients, in order, and their indices among the guards' tensors.
    pub inputs: Vec<(Slot, usize)>,
    /// What PyTorch calls the history of each root, where that is known.
    names: Vec<Option<String>>,
    sources: Vec<Source>,
    /// Of each source, whether PyTorch does not keep it: the program may change it.
    private: Vec<bool>,
    classes: Vec<Class>,
    whole: Function,
    /// The functions of single roots, compiled when they are asked for.
    partial: Vec<(Partial, OnceLock<Function>)>,
    /// Types of the commit's values.
    values: Vec<ValueType>,
    compile: Compile,
}

impl Node {
    /// Plans a node's functions.
    pub fn new(
        py: Python<'_>,
        planner: &Planner<'_>,
        node: &BackwardNode,
        roots: &[(usize, Option<&str>)],
        native: Box<dyn Entry>,
        compile: Compile,
    ) -> Result<Self, String> {
        let mut plan = Plan::default();
        let seeds: Vec<usize> = node
            .arguments
            .iter()
            .filter_map(|argument| argument.seed())
            .collect();
        let own = || roots.iter().filter(|(root, _)| seeds.contains(root));
        plan.roots = own().map(|(root, _)| *root).collect();
        let names = own().map(|(_, name)| name.map(str::to_owned)).collect();
        if plan.roots.len() != seeds.len() || plan.roots.len() > u64::BITS as usize {
            return Err("its backward has seeds for what is not differentiable".to_owned());
        }
        let whole = planner.plan(py, &node.arguments, &mut plan, native)?;
        let bit = |value: &usize| {
            plan.roots
                .iter()
                .position(|root| root == value)
                .map(|root| 1 << root)
        };
        let mut classes = Vec::new();
        for class in &node.classes {
            let seeds: Option<Vec<u64>> = class.seeds.iter().map(bit).collect();
            classes.push(Class {
                seeds: seeds
                    .ok_or("its tape has a seed that it does not take")?
                    .into_iter()
                    .sum(),
                reads: class
                    .reads
                    .iter()
                    .filter_map(|argument| whole.source(*argument))
                    .collect(),
            });
        }
        Ok(Node {
            roots: plan.roots,
            names,
            inputs: plan.inputs,
            sources: plan.sources,
            private: plan.private,
            classes,
            whole,
            partial: node
                .partial
                .iter()
                .map(|partial| (partial.clone(), OnceLock::new()))
                .collect(),
            values: planner.values.to_vec(),
            compile,
        })
    }

    /// What backward will need that was there before the call, before anything changes.
    pub fn keep_inputs<'py>(
        &self,
        py: Python<'py>,
        torch: &Torch,
        frame: &Frame,
        drawn: &[Bound<'py, PyAny>],
    ) -> PyResult<Vec<Kept>> {
        let absent = || PyRuntimeError::new_err("an input of a graph is absent");
        self.sources
            .iter()
            .zip(&self.private)
            .map(|(source, private)| {
                Ok(match source {
                    Source::Input(slot) => {
                        let tensor = frame.object(py, *slot).ok_or_else(absent)?;
                        match private {
                            true => Kept::Own(torch.copy_of(py, &tensor)?.unbind()),
                            false => Kept::Shared(torch.save(&tensor)?.unbind()),
                        }
                    }
                    Source::Number(slot, kind) => {
                        let object = frame.object(py, *slot).ok_or_else(absent)?;
                        Kept::Number(kind.bits(&object).ok_or_else(absent)?)
                    }
                    Source::Draw(draw) => {
                        Kept::Own(drawn.get(*draw).ok_or_else(absent)?.clone().unbind())
                    }
                    Source::Value(_) | Source::Computed(..) => Kept::Freed,
                })
            })
            .collect()
    }

    /// What backward will need of what native code has computed, when changed tensors have their new versions.
    pub fn keep_values(&self, kept: &mut [Kept], values: &Native<'_, '_>) -> PyResult<()> {
        for ((source, private), kept) in self.sources.iter().zip(&self.private).zip(kept) {
            match source {
                Source::Value(value) => *kept = values.keep(*value, *private)?,
                Source::Computed(_, argument) => {
                    *kept = Kept::Number(values.arguments.scalar(*argument))
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The function of one root.
    fn partial(&self, py: Python<'_>, root: usize) -> PyResult<&Function> {
        let value = self.roots[root];
        let entry = self
            .partial
            .iter()
            .find(|(partial, _)| partial.seed == value);
        let Some((partial, function)) = entry else {
            return Ok(&self.whole);
        };
        if let Some(function) = function.get() {
            return Ok(function);
        }
        let failed = |message: String| {
            PyRuntimeError::new_err(format!(
                "internal error in Janus, please report it: {message}"
            ))
        };
        let (arguments, native) = py
            .detach(|| (self.compile)(partial, &self.values))
            .map_err(failed)?;
        let made = self
            .whole
            .like(py, torch(py)?, &arguments, native, self)
            .map_err(failed)?;
        Ok(function.get_or_init(|| made))
    }

    /// Index of what is kept for an argument of one of its functions.
    pub fn kept_for(&self, argument: &BackwardArgument) -> Option<usize> {
        self.sources
            .iter()
            .position(|source| match (*source, &argument.role) {
                (Source::Input(slot) | Source::Number(slot, _), BackwardRole::Input(other)) => {
                    slot == *other
                }
                (Source::Draw(draw), BackwardRole::Draw(other)) => draw == *other,
                (Source::Value(value) | Source::Computed(value, _), BackwardRole::Saved(other)) => {
                    value == *other
                }
                _ => false,
            })
    }
}

/// What the arguments of a node's functions refer to.
#[derive(Default)]
pub(super) struct Plan {
    pub roots: Vec<usize>,
    pub inputs: Vec<(Slot, usize)>,
    pub sources: Vec<Source>,
    /// Of each, whether no argument says that PyTorch keeps it.
    pub private: Vec<bool>,
}

/// What a call has kept.
pub enum Kept {
    Number(u64),
    /// A tensor that nobody else sees.
    Own(Py<PyAny>),
    /// One of PyTorch's `SavedTensor`s.
    Shared(Py<PyAny>),
    /// Not there yet, or not any more.
    Freed,
}

impl Kept {
    fn clone_ref(&self, py: Python<'_>) -> Self {
        match self {
            Kept::Number(bits) => Kept::Number(*bits),
            Kept::Own(tensor) => Kept::Own(tensor.clone_ref(py)),
            Kept::Shared(saved) => Kept::Shared(saved.clone_ref(py)),
            Kept::Freed => Kept::Freed,
        }
    }
}

struct State {
    kept: Vec<Kept>,
    /// Classes that are freed.
    freed: Vec<bool>,
}

/// The backward of one node of one call, for `janus_jit.autograd`.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct BackwardCall {
    node: Arc<Node>,
    /// Sizes of the inputs that get gradients.
    sizes: Vec<Vec<i64>>,
    state: Mutex<State>,
}

/// What PyTorch says.
const FREED: &str = "Trying to backward through the graph a second time (or directly access saved tensors after they have \
already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify \
retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after \
calling backward.";

#[pymethods]
impl BackwardCall {
    /// The gradients of the node's inputs, from those of its results; `None` for what does not arrive, or is not reached.
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        seeds: Vec<Option<Bound<'py, PyAny>>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let torch = torch(py)?;
        let present: Vec<usize> = (0..seeds.len())
            .filter(|root| seeds[*root].is_some())
            .collect();
        let mask: u64 = present.iter().map(|root| 1 << root).sum();
        let kept = self.kept(py, mask)?;
        let tensors = Tensors {
            kept: &kept,
            seeds: &seeds,
            sizes: &self.sizes,
        };
        let mut gradients: Vec<Option<Bound<'py, PyAny>>> = vec![None; self.node.inputs.len()];
        if present.len() == seeds.len() {
            self.node.whole.run(py, torch, &tensors, &mut gradients)?;
        } else {
            for root in present {
                let mut part = vec![None; gradients.len()];
                self.node
                    .partial(py, root)?
                    .run(py, torch, &tensors, &mut part)?;
                for (sum, part) in gradients.iter_mut().zip(part) {
                    *sum = match (sum.take(), part) {
                        (Some(sum), Some(part)) => Some(sum.add(part)?),
                        (sum, part) => sum.or(part),
                    };
                }
            }
        }
        if !torch.keeps_graph(py)? {
            self.free(mask);
        }
        PyTuple::new(py, gradients)
    }
}

impl BackwardCall {
    /// What these seeds' derivatives may read.
    fn kept(&self, py: Python<'_>, seeds: u64) -> PyResult<Vec<Kept>> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for (class, freed) in self.node.classes.iter().zip(&state.freed) {
            if *freed && class.seeds & seeds != 0 {
                return Err(PyRuntimeError::new_err(FREED));
            }
        }
        Ok(state.kept.iter().map(|kept| kept.clone_ref(py)).collect())
    }

    /// Frees what the nodes that these seeds go through have saved.
    fn free(&self, seeds: u64) {
        let mut dropped = Vec::new();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for (class, freed) in self.node.classes.iter().zip(&mut state.freed) {
            *freed |= class.seeds & seeds != 0;
        }
        for source in 0..state.kept.len() {
            let mut readers = self
                .node
                .classes
                .iter()
                .zip(&state.freed)
                .filter(|(class, _)| class.reads.contains(&source))
                .peekable();
            if readers.peek().is_some()
                && readers.all(|(_, freed)| *freed)
                && !matches!(state.kept[source], Kept::Number(_))
            {
                dropped.push(std::mem::replace(&mut state.kept[source], Kept::Freed));
            }
        }
        // What is dropped may run code of the program's, not while the state is locked.
        drop(state);
        drop(dropped);
    }
}

/// Puts the results of a node on PyTorch's tape.
pub(super) fn attach<'py>(
    py: Python<'py>,
    node: &Arc<Node>,
    kept: Vec<Kept>,
    results: Vec<Bound<'py, PyAny>>,
    frame: &Frame,
    roots: &[usize],
    again: Option<(&Bound<'_, PyFunction>, &Bound<'_, PyTuple>)>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let absent = || PyRuntimeError::new_err("an input of a graph is absent");
    let mut inputs = Vec::with_capacity(node.inputs.len());
    let mut sizes = Vec::with_capacity(node.inputs.len());
    for (slot, tensor) in &node.inputs {
        inputs.push(frame.object(py, *slot).ok_or_else(absent)?);
        sizes.push(frame.view(*tensor).ok_or_else(absent)?.sizes.to_vec());
    }
    let call = BackwardCall {
        node: node.clone(),
        sizes,
        state: Mutex::new(State {
            kept,
            freed: vec![false; node.classes.len()],
        }),
    };
    let again =
        again.map(|(function, arguments)| (function.clone().unbind(), arguments.clone().unbind()));
    // Which of all results are the node's, for who computes them again.
    let mut own = Vec::with_capacity(node.roots.len());
    for root in &node.roots {
        own.extend(roots.iter().position(|other| other == root));
    }
    let attach = py.import("janus_jit.autograd")?.getattr("attach")?;
    attach
        .call1((
            Py::new(py, call)?,
            PyTuple::new(py, results)?,
            PyTuple::new(py, inputs)?,
            again,
            (own, roots.len()),
            PyTuple::new(py, &node.names)?,
        ))?
        .extract()
}
