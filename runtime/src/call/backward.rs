//! A native backward function, and a call of it.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::autograd::{Kept, Node, Plan, Source};
use super::graph::{Entry, Pointers, fits, number_kind, rank};
use super::memory::{Arguments, Layout};
use crate::guards::{Program, Slot};
use crate::surface::{self, Argument, BackwardArgument, BackwardRole, Partial, Role, ValueType};
use crate::torch::{DType, PreparedEmpty, Torch};

/// Compiles the function of one seed.
pub type Compile =
    fn(&Partial, &[ValueType]) -> Result<(Vec<BackwardArgument>, Box<dyn Entry>), String>;

/// What to pass as one argument.
enum Pass {
    /// Something that the call has kept.
    Kept {
        source: usize,
        layout: surface::Layout,
    },
    /// An argument that the function does not look at.
    Unused { rank: usize },
    /// One that it does not look at, but PyTorch would: it raises where that was changed.
    Checked { source: usize, rank: usize },
    /// The gradient of a result, by its index among the node's roots.
    Seed {
        root: usize,
        layout: surface::Layout,
    },
    /// The gradient of an input, by its index among the node's.
    Gradient {
        input: usize,
        dtype: DType,
        sizes: Option<PreparedEmpty>,
        views: Vec<surface::View>,
    },
}

/// A backward function.
pub(super) struct Function {
    layout: Layout,
    passes: Vec<Pass>,
    native: Box<dyn Entry>,
}

/// What a node's functions are planned from.
pub(super) struct Planner<'p> {
    pub torch: &'p Torch,
    pub guards: &'p Program,
    /// The arguments of the graph's own function.
    pub forward: &'p [Argument],
    /// Types of the commit's values.
    pub values: &'p [ValueType],
}

/// What a function is called with.
pub(super) struct Tensors<'t, 'py> {
    pub kept: &'t [Kept],
    pub seeds: &'t [Option<Bound<'py, PyAny>>],
    pub sizes: &'t [Vec<i64>],
}

impl Planner<'_> {
    /// Plans the function of all seeds, and with it what is kept.
    pub fn plan(
        &self,
        py: Python<'_>,
        arguments: &[BackwardArgument],
        plan: &mut Plan,
        native: Box<dyn Entry>,
    ) -> Result<Function, String> {
        for argument in arguments {
            if let Some(source) = self.source(argument)? {
                match plan.sources.iter().position(|known| *known == source) {
                    None => {
                        plan.sources.push(source);
                        plan.private.push(!argument.kept);
                    }
                    Some(known) => plan.private[known] &= !argument.kept,
                }
            }
            if let BackwardRole::Gradient(slot) = argument.role {
                let tensor = self
                    .guards
                    .tensor_of(slot)
                    .ok_or("a gradient is that of no tensor")?;
                plan.inputs.push((slot, tensor));
            }
        }
        let find = |argument: &BackwardArgument| {
            let source = self.source(argument).ok().flatten()?;
            plan.sources.iter().position(|known| *known == source)
        };
        Function::new(
            py,
            self.torch,
            arguments,
            &find,
            &plan.roots,
            &plan.inputs,
            native,
        )
    }

    /// What is kept for an argument.
    fn source(&self, argument: &BackwardArgument) -> Result<Option<Source>, String> {
        let kind = number_kind(&argument.value);
        Ok(Some(match (&argument.role, kind) {
            _ if !argument.used && !argument.kept => return Ok(None),
            (BackwardRole::Input(slot), Some(kind)) => Source::Number(*slot, kind),
            (BackwardRole::Input(slot), None) => Source::Input(*slot),
            (BackwardRole::Draw(draw), _) => Source::Draw(*draw),
            (BackwardRole::Saved(value), None) => Source::Value(*value),
            (BackwardRole::Saved(value), Some(_)) => {
                let role = Role::Output(*value);
                let place = self.forward.iter().position(|other| other.role == role);
                Source::Computed(
                    *value,
                    place.ok_or("a number that is saved is not computed")?,
                )
            }
            (BackwardRole::Seed(_) | BackwardRole::Gradient(_), _) => return Ok(None),
        }))
    }
}

impl BackwardArgument {
    /// The value of the commit whose gradient it is.
    pub fn seed(&self) -> Option<usize> {
        match self.role {
            BackwardRole::Seed(value) => Some(value),
            _ => None,
        }
    }
}

impl Function {
    #[allow(clippy::too_many_arguments)] // what arguments refer to, one by one
    fn new(
        py: Python<'_>,
        torch: &Torch,
        arguments: &[BackwardArgument],
        find: &dyn Fn(&BackwardArgument) -> Option<usize>,
        roots: &[usize],
        inputs: &[(Slot, usize)],
        native: Box<dyn Entry>,
    ) -> Result<Self, String> {
        let mut passes = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let layout = argument.layout;
            passes.push(match &argument.role {
                BackwardRole::Seed(value) => {
                    let root = roots.iter().position(|known| known == value);
                    Pass::Seed {
                        root: root.ok_or("a seed is that of no result")?,
                        layout,
                    }
                }
                BackwardRole::Gradient(slot) => {
                    let input = inputs.iter().position(|(known, _)| known == slot);
                    let ValueType::Tensor { dtype, sizes } = &argument.value else {
                        return Err("a gradient is no tensor".to_owned());
                    };
                    let sizes: Option<Vec<i64>> = sizes.iter().copied().collect();
                    let sizes = sizes.map(|sizes| torch.prepared_empty(py, &sizes, *dtype));
                    Pass::Gradient {
                        input: input.ok_or("a gradient is that of no input")?,
                        dtype: *dtype,
                        sizes: sizes.transpose().map_err(|error| error.to_string())?,
                        views: argument.views.clone(),
                    }
                }
                _ if !argument.used => {
                    let rank = rank(&argument.value);
                    match find(argument).filter(|_| argument.kept) {
                        Some(source) => Pass::Checked { source, rank },
                        None => Pass::Unused { rank },
                    }
                }
                _ => Pass::Kept {
                    source: find(argument).ok_or("a backward function reads what is not kept")?,
                    layout,
                },
            });
        }
        Ok(Function {
            layout: Layout::new(arguments.iter().map(|argument| rank(&argument.value))),
            passes,
            native,
        })
    }

    /// The function of one of the seeds.
    pub fn like(
        &self,
        py: Python<'_>,
        torch: &Torch,
        arguments: &[BackwardArgument],
        native: Box<dyn Entry>,
        node: &Node,
    ) -> Result<Self, String> {
        let find = |argument: &BackwardArgument| node.kept_for(argument);
        Function::new(
            py,
            torch,
            arguments,
            &find,
            &node.roots,
            &node.inputs,
            native,
        )
    }

    /// Index of what is kept for an argument.
    pub fn source(&self, argument: usize) -> Option<usize> {
        match self.passes.get(argument) {
            Some(Pass::Kept { source, .. } | Pass::Checked { source, .. }) => Some(*source),
            _ => None,
        }
    }

    /// Computes gradients.
    pub fn run<'py>(
        &self,
        py: Python<'py>,
        torch: &Torch,
        tensors: &Tensors<'_, 'py>,
        gradients: &mut [Option<Bound<'py, PyAny>>],
    ) -> PyResult<()> {
        let mut arguments = Arguments::new(&self.layout);
        let mut keep = Vec::new();
        let mut pass_tensor =
            |position, tensor: Bound<'py, PyAny>, layout, arguments: &mut Arguments| {
                let mut tensor = tensor;
                let mut view = torch.view_of(&tensor)?;
                if !fits(&view, layout) {
                    let copy = torch.empty(py, &view.sizes, view.dtype)?;
                    let to = torch.view_of(&copy)?;
                    // SAFETY: both tensors are alive and of the same sizes.
                    unsafe { super::memory::copy(&view, &to) };
                    (tensor, view) = (copy, to);
                }
                arguments.set_view(&self.layout, position, &view);
                keep.push(tensor);
                PyResult::Ok(())
            };
        for (position, pass) in self.passes.iter().enumerate() {
            match pass {
                Pass::Kept { source, layout } => match &tensors.kept[*source] {
                    Kept::Number(bits) => arguments.set_scalar(&self.layout, position, *bits),
                    Kept::Own(tensor) => {
                        pass_tensor(position, tensor.bind(py).clone(), *layout, &mut arguments)?;
                    }
                    Kept::Shared(saved) => {
                        // PyTorch raises its own error where the tensor was changed in between.
                        let tensor = saved.bind(py).call_method0(pyo3::intern!(py, "unpack"))?;
                        pass_tensor(position, tensor, *layout, &mut arguments)?;
                    }
                    Kept::Freed => {
                        return Err(PyRuntimeError::new_err("what backward needs is freed"));
                    }
                },
                Pass::Seed { root, layout } => {
                    let seed = tensors.seeds.get(*root).cloned().flatten();
                    let seed = seed.ok_or_else(|| {
                        PyRuntimeError::new_err("backward was called with too few gradients")
                    })?;
                    pass_tensor(position, seed, *layout, &mut arguments)?;
                }
                Pass::Unused { rank } | Pass::Checked { rank, .. } => {
                    if let Pass::Checked { source, .. } = pass
                        && let Kept::Shared(saved) = &tensors.kept[*source]
                    {
                        saved.bind(py).call_method0(pyo3::intern!(py, "unpack"))?;
                    }
                    let zeros = vec![0; *rank];
                    arguments.set(&self.layout, position, std::ptr::null_mut(), &zeros, &zeros);
                }
                Pass::Gradient {
                    input,
                    dtype,
                    sizes,
                    ..
                } => {
                    let gradient = match sizes {
                        Some(empty) => empty.make(py)?,
                        None => torch.empty(py, &tensors.sizes[*input], *dtype)?,
                    };
                    arguments.set_view(&self.layout, position, &torch.view_of(&gradient)?);
                    gradients[*input] = Some(gradient);
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
        for pass in &self.passes {
            if let Pass::Gradient { input, views, .. } = pass
                && let Some(gradient) = &mut gradients[*input]
            {
                for view in views {
                    let numbers = PyTuple::new(py, &view.numbers)?;
                    *gradient = match view.method {
                        "channels_last" => torch.channels_last(gradient)?,
                        // The others take their numbers as one argument, too, and there may be none.
                        "narrow" => gradient.call_method1(view.method, numbers)?,
                        method => gradient.call_method1(method, (numbers,))?,
                    };
                }
            }
        }
        Ok(())
    }
}
