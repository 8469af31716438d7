//! What tensors hold: their contents, who shares them, and changes in place.

use super::tensors::{Input, shape};
use super::{
    Specializer,
    heap::{Saved, Tensor},
    protocol::Keywords,
    refusal::{Refusal, codes},
    tape::{History, Step},
    value::{Ssa, TensorRef, Value},
    views::View,
};
use crate::families::{self, TorchFunction, layout::Stride, memory::Saves, operand::Dim};
use janus_dialects::melior::ir::Attribute as MlirAttribute;
use std::collections::BTreeSet;

/// Whether PyTorch counts a write in `tensor._version`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bump {
    Seen,
    /// Kernels write running statistics without anybody's knowing.
    Unseen,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The SSA value of a tensor's present contents.
    pub fn contents(&mut self, tensor: TensorRef) -> Result<Ssa, Refusal> {
        let state = self.heap.tensor(tensor);
        let contents = state.contents;
        if self.heap.contents[contents].stale {
            return Err(Refusal::new(
                codes::ALIAS,
                "a tensor is read after memory was written that may be its, by a branch of the run",
            ));
        }
        if let Some(value) = self.heap.contents[contents].value {
            return Ok(value);
        }
        if let Some(view) = state.view.clone() {
            if !view.certain {
                return Err(uncertain());
            }
            let root = self.contents(view.root)?;
            let carries_grad =
                self.heap.contents[self.heap.tensor(view.root).contents].carries_grad;
            let value = self.look_through(&view.path, root);
            let contents = &mut self.heap.contents[contents];
            contents.value = Some(value);
            contents.carries_grad = carries_grad;
            return Ok(value);
        }
        let state = state.clone();
        let ssa = self.read_contents(&state)?;
        self.heap.contents[contents].value = Some(ssa);
        Ok(ssa)
    }

    /// Reads a tensor's contents through a reference to it.
    pub(super) fn read_contents(&mut self, tensor: &Tensor) -> Result<Ssa, Refusal> {
        let reference = tensor
            .reference
            .or_else(|| self.reference_of(tensor.contents))
            .filter(|_| tensor.view.is_none());
        let Some(reference) = reference else {
            return Err(Refusal::new(
                codes::ALIAS,
                "a tensor has neither contents nor a reference",
            ));
        };
        let r#type = self.emit.tensor_type(&shape(&tensor.dims), tensor.dtype);
        self.op1("pydyn.read", &[reference], &[], r#type)
    }

    /// Replaces a tensor's contents in place, and with them what every other view of its memory sees.
    pub fn write(&mut self, tensor: TensorRef, value: Ssa, bump: Bump) -> Result<(), Refusal> {
        self.check_one(tensor, "there is a write to")?;
        let state = self.heap.tensor(tensor);
        let refuse = |what: &str| Err(Refusal::new(codes::ALIAS, what.to_owned()));
        let (contents, storage, view) = (state.contents, state.storage, state.view.clone());
        let root = view.as_ref().map_or(tensor, |view| view.root);
        let kept_matters = bump == Bump::Seen || self.heap.tensor(root).data;
        for other in &self.heap.tensors {
            if other.storage != storage {
                continue;
            }
            if other.view.as_ref().is_some_and(|view| !view.certain) {
                return Err(uncertain());
            }
            if other.view.is_none() {
                let root = view
                    .as_ref()
                    .map_or(contents, |view| self.heap.tensor(view.root).contents);
                if other.contents != root {
                    return refuse("a tensor is written whose memory another tensor shares");
                }
            }
        }
        if self.heap.saved.iter().any(|saved| saved.storage == storage) && kept_matters {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                "a tensor is changed in place that an operation has kept for its derivative",
            ));
        }
        let (root, whole) = match &view {
            None => (contents, value),
            Some(view) => {
                let before = self.contents(view.root)?;
                let whole = self.put_back(&view.path, before, value)?;
                (self.heap.tensor(view.root).contents, whole)
            }
        };
        if let Some(reference) = self.reference_of(root) {
            let mut attributes = vec![];
            if bump == Bump::Unseen {
                attributes.push(("bumps", self.emit.builder().i64_attribute(0)));
            }
            self.op("pydyn.write", &[reference, whole], &attributes, &[])?;
        }
        // A tensor that is this one or another, by a branch of the run, now holds something that the graph does not know.
        for chosen in self.heap.chosen_from(storage) {
            for index in 0..self.heap.tensors.len() {
                if self.heap.tensors[index].storage == chosen {
                    let stale = self.heap.tensors[index].contents;
                    self.heap.contents[stale].stale = true;
                }
            }
        }
        // What is seen through the other views is looked up when somebody asks.
        let shared: BTreeSet<usize> = self
            .heap
            .tensors
            .iter()
            .filter(|other| other.storage == storage)
            .map(|other| other.contents)
            .collect();
        for other in shared {
            let other = &mut self.heap.contents[other];
            other.value = None;
            other.version += 1;
        }
        if bump == Bump::Seen {
            self.heap.contents[root].bumps += 1;
        }
        // What is written to a leaf begins its tape anew: it is read again, so that a derivative finds it.
        let leaf =
            self.heap.tensors.iter().any(|other| {
                other.contents == root && other.known.is_some() && other.requires_grad
            });
        if !leaf {
            self.heap.contents[root].value = Some(whole);
            self.heap.contents[contents].value = Some(value);
        }
        Ok(())
    }

    /// Refuses what PyTorch does not let be written, or what would cut a tape that it leaves whole. `inputs` are the tensors that
    /// the operation reads.
    pub(super) fn check_writable(
        &mut self,
        target: TensorRef,
        inputs: &[Input<'c, 'a>],
    ) -> Result<(), Refusal> {
        let recording = self.grad_enabled()?;
        let state = self.heap.tensor(target);
        let raises = |what: &str| Err(Refusal::new(codes::RAISES, what.to_owned()));
        let autograd = |what: &str| Err(Refusal::new(codes::AUTOGRAD, what.to_owned()));
        let written_twice = state.layout.as_ref().is_some_and(|layout| {
            layout
                .strides
                .iter()
                .zip(&state.dims)
                .any(|(stride, dim)| *stride == Stride::ZERO && *dim != Dim::Known(1))
        });
        if written_twice {
            return raises("a tensor is written of which several elements are one");
        }
        if state.layout.is_none() && state.view.is_some() {
            return Err(Refusal::new(
                codes::ALIAS,
                "a view is written, and how it lies in memory is not known",
            ));
        }
        let root = state.view.as_ref().map_or(target, |view| view.root);
        let is_leaf = |tensor: TensorRef| {
            let state = self.heap.tensor(tensor);
            state.requires_grad && state.leaves.contains(&tensor)
        };
        if recording {
            for tensor in [target, root] {
                if is_leaf(tensor) && self.heap.tensor(tensor).requires_grad {
                    return if self.heap.tensor(tensor).computed {
                        autograd(
                            "a tensor that was computed outside is changed in place, on its tape",
                        )
                    } else {
                        raises("a leaf that requires grad is changed in place")
                    };
                }
            }
        }
        for (index, other) in self.heap.tensors.iter().enumerate() {
            if other.storage != state.storage || !other.requires_grad {
                continue;
            }
            let leaf = is_leaf(TensorRef(index as u32)) && !other.computed;
            let view = other.view.as_ref();
            // Outside of the tape, PyTorch changes the numbers and keeps how they came about.
            let on_tape = recording && (state.requires_grad || is_followed(state));
            if !leaf && !on_tape {
                return autograd("a tensor on the tape is changed behind its back");
            }
            if recording && view.is_some_and(|view| view.part || !view.recorded) {
                return raises("a view is changed in place that autograd cannot follow");
            }
        }
        let own = (state.storage, state.contents);
        let overlaps = inputs.iter().any(|input| {
            let other = self.heap.tensor(input.tensor);
            other.storage == own.0
                && other.contents != own.1
                && !apart(state, other)
                && !(other.view.as_ref().map_or(input.tensor, |view| view.root) == root
                    && same_elements(state, other))
        });
        if overlaps {
            return raises("a tensor is written from one that may share elements with it");
        }
        Ok(())
    }

    /// A write that autograd sees: all views of the memory follow it. `history` is that of the new contents.
    pub(super) fn write_recorded(
        &mut self,
        target: TensorRef,
        value: Ssa,
        history: Option<History>,
    ) -> Result<(), Refusal> {
        let recording = self.grad_enabled()?;
        let state = self.heap.tensor(target);
        let storage = state.storage;
        let whole = state.view.is_none();
        let own = self.family_root(target);
        // `x.data` counts its versions itself.
        let bump = if self.heap.tensor(own).data {
            Bump::Unseen
        } else {
            Bump::Seen
        };
        self.write(target, value, bump)?;
        if !recording {
            return Ok(());
        }
        let mut requires_grad = history.is_some();
        let History {
            mut leaves,
            mut step,
        } = history.unwrap_or_default();
        let members: Vec<usize> = (0..self.heap.tensors.len())
            .filter(|index| {
                self.heap.tensors[*index].storage == storage
                    && self.family_root(TensorRef(*index as u32)) == own
            })
            .collect();
        if requires_grad && self.heap.tensor(own).detached {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                "a detached tensor is changed in place, and becomes part of the tape",
            ));
        }
        if !whole {
            // A part of the memory has a new history, the rest keeps its own.
            let mut before: Vec<_> = step.into_iter().collect();
            for &index in &members {
                let other = &self.heap.tensors[index];
                if other.view.is_none() && other.requires_grad {
                    requires_grad = true;
                    leaves.extend(other.leaves.iter().copied());
                    before.extend(other.step);
                }
            }
            step = requires_grad.then(|| self.heap.record(before, false, None));
        }
        for index in members {
            let other = &self.heap.tensors[index];
            let follows = index == target.0 as usize || is_followed(other);
            if !follows {
                continue;
            }
            if requires_grad && other.known.is_some() {
                return Err(Refusal::new(
                    codes::AUTOGRAD,
                    "a tensor that existed before the call becomes part of the tape",
                ));
            }
            let other = &mut self.heap.tensors[index];
            other.requires_grad = requires_grad;
            other.leaves.clone_from(&leaves);
            other.step = step;
            let contents = other.contents;
            self.heap.contents[contents].carries_grad = requires_grad;
        }
        Ok(())
    }

    /// The tensor whose history a tensor's views share: `detach()` begins a new one.
    fn family_root(&self, tensor: TensorRef) -> TensorRef {
        self.heap
            .tensor(tensor)
            .view
            .as_ref()
            .map_or(tensor, |view| view.root)
    }

    /// Notes what a function keeps of its arguments for its derivative.
    pub(super) fn keep_saved(
        &mut self,
        function: &'static TorchFunction,
        positional: &[Value],
        keywords: &Keywords,
        step: Step,
    ) {
        let tensor = |value: Option<&Value>| match value {
            Some(Value::Tensor(tensor)) => Some(*tensor),
            _ => None,
        };
        let argument = |name: &str| {
            let position = families::signature::position(function.signature, name);
            let written = position.and_then(|position| positional.get(position));
            let named = keywords
                .iter()
                .find(|(key, _)| families::signature::means(function.signature, name, key));
            tensor(written.or(named.map(|(_, value)| value)))
        };
        let differentiable = |tensor: TensorRef| self.heap.tensor(tensor).requires_grad;
        let kept: Vec<TensorRef> = match function.saves {
            Saves::Nothing | Saves::Result => vec![],
            Saves::Arguments(names) => names.iter().filter_map(|name| argument(name)).collect(),
            Saves::Products(names) => {
                let factors: Vec<_> = names.iter().filter_map(|name| argument(name)).collect();
                let needed = |place: usize| {
                    (0..factors.len()).any(|other| other != place && differentiable(factors[other]))
                };
                let kept = (0..factors.len()).filter(|place| needed(*place));
                kept.map(|place| factors[place]).collect()
            }
            Saves::Quotient => {
                let (dividend, divisor) = (argument("input"), argument("other"));
                let dividend = dividend.filter(|_| divisor.is_some_and(differentiable));
                divisor.into_iter().chain(dividend).collect()
            }
            Saves::All => {
                let named = keywords.iter().map(|(_, value)| value);
                positional
                    .iter()
                    .chain(named)
                    .flat_map(|value| match value {
                        Value::Tuple(elements) => elements.to_vec(),
                        other => vec![other.clone()],
                    })
                    .filter_map(|value| tensor(Some(&value)))
                    .collect()
            }
        };
        for tensor in kept {
            self.keep(tensor, step);
        }
    }

    /// Notes that an operation has kept a tensor. Changes of leaves are noticed by their versions.
    pub(super) fn keep(&mut self, tensor: TensorRef, step: Step) {
        let state = self.heap.tensor(tensor);
        if state.requires_grad && state.leaves.contains(&tensor) {
            return;
        }
        let storage = state.storage;
        self.heap.saved.push(Saved { storage, step });
    }

    /// The reference of any tensor object over these contents: full aliases share their memory.
    pub(super) fn reference_of(&self, contents: usize) -> Option<Ssa> {
        self.heap
            .tensors
            .iter()
            .filter(|tensor| tensor.contents == contents)
            .find_map(|tensor| tensor.reference)
    }

    pub(super) fn call_in_place(
        &mut self,
        target: TensorRef,
        function: &'static TorchFunction,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Value, Refusal> {
        let mut inputs = vec![];
        for value in positional
            .iter()
            .chain(keywords.iter().map(|(_, value)| value))
        {
            if let Value::Tensor(tensor) = value {
                let contents = self.contents(*tensor)?;
                inputs.push(Input {
                    tensor: *tensor,
                    value: self.emit.value(contents),
                });
            }
        }
        self.check_writable(target, &inputs)?;
        let state = self.heap.tensor(target);
        let (dims, dtype) = (state.dims.clone(), state.dtype);
        let name = function.names[0];
        // What was kept before must not change; what this operation keeps of its target, PyTorch copies first.
        let storage = state.storage;
        let saved = self.heap.saved.len();
        let result = self.call_pure(function.names[0], function, positional, keywords)?;
        let mut place = 0;
        self.heap.saved.retain(|kept| {
            place += 1;
            place <= saved || kept.storage != storage
        });
        let Value::Tensor(result) = result else {
            return Err(Refusal::new(
                codes::CALL,
                format!("'{name}' has no in-place form"),
            ));
        };
        if result == target {
            return Ok(Value::Tensor(target));
        }
        let mut made = result;
        if self.heap.tensor(made).dtype.kind() > dtype.kind() {
            return Err(Refusal::new(
                codes::RAISES,
                "the result of an in-place operation cannot be cast to the tensor's type",
            ));
        }
        if self.heap.tensor(made).dtype != dtype {
            if self.heap.tensor(made).dtype.kind() > dtype.kind() {
                return Err(Refusal::new(
                    codes::RAISES,
                    format!("a result that is changed in place cannot become {dtype}"),
                ));
            }
            let to = self.dtype_value(dtype)?;
            let cast = self.call_tensor_function(
                "torch.Tensor.to",
                vec![Value::Tensor(made), to],
                vec![],
            )?;
            let Value::Tensor(cast) = cast else {
                return Err(Refusal::new(codes::CALL, "a cast that gives no tensor"));
            };
            made = cast;
        }
        if self.heap.tensor(made).dims != dims {
            return Err(Refusal::new(
                codes::RAISES,
                "an in-place operation would change a tensor's shape",
            ));
        }
        let value = self.contents(made)?;
        let state = self.heap.tensor(made);
        let step = state.step;
        let history = state.requires_grad.then(|| History {
            leaves: state.leaves.clone(),
            step,
        });
        self.write_recorded(target, value, history)?;
        if let Some(step) = step
            && function.saves != Saves::Nothing
            && !matches!(function.saves, Saves::Products(_) | Saves::Quotient)
        {
            self.keep(target, step);
        }
        Ok(Value::Tensor(target))
    }

    /// `!pydyn.tensor` of a tensor: for one that the program makes, the object is made here.
    pub fn tensor_reference(&mut self, tensor: TensorRef) -> Result<Ssa, Refusal> {
        let state = self.heap.tensor(tensor);
        if let Some(reference) = state.reference {
            return Ok(reference);
        }
        self.check_one(tensor, "the graph hands out")?;
        self.check_certain(tensor)?;
        let state = self.heap.tensor(tensor);
        if let Some(view) = state.view.clone() {
            return self.view_reference(tensor, &view);
        }
        let shared = self.heap.tensors.iter().any(|other| {
            other.storage == state.storage && other.view.is_none() && other.reference.is_some()
        });
        if shared {
            return Err(Refusal::new(
                codes::ALIAS,
                "two tensors over the same memory would leave the graph, of which neither is a view of the other",
            ));
        }
        let strides = state
            .layout
            .as_ref()
            .and_then(|layout| layout.encode(&state.dims))
            .ok_or_else(unknown_layout)?;
        let contents = &self.heap.contents[state.contents];
        if contents.bumps_differ {
            return Err(Refusal::new(
                codes::BRANCH,
                "a tensor leaves the graph whose '_version' depends on a branch of the run",
            ));
        }
        let bumps = contents.bumps;
        let value = self.contents(tensor)?;
        let state = self.heap.tensor(tensor);
        let (requires_grad, freed) = (state.requires_grad, self.heap.is_freed(state.step));
        let r#type = self.emit.reference_type(&shape(&state.dims), state.dtype)?;
        let unit = MlirAttribute::unit(self.emit.context);
        let mut attributes = Vec::new();
        if requires_grad {
            // A tape that cannot be gone through again needs no derivative.
            let history = if freed {
                "graph_freed"
            } else {
                "requires_grad"
            };
            attributes.push((history, unit));
        }
        if requires_grad && let Some(name) = self.history_name(tensor) {
            attributes.push(("history", self.emit.string(&name)));
        }
        if bumps > 0 {
            attributes.push(("bumps", self.emit.builder().i64_attribute(bumps)));
        }
        if let Some(strides) = strides {
            attributes.push(("strides", self.emit.products(&strides)));
        }
        let reference = self.op1("pydyn.box", &[value], &attributes, r#type)?;
        self.heap.tensors[tensor.0 as usize].reference = Some(reference);
        Ok(reference)
    }

    /// A view that leaves the graph: of the object that its memory belongs to.
    fn view_reference(&mut self, tensor: TensorRef, view: &View) -> Result<Ssa, Refusal> {
        if !view.certain {
            return Err(uncertain());
        }
        let root = self.tensor_reference(view.root)?;
        let (state, base) = (self.heap.tensor(tensor), self.heap.tensor(view.root));
        if state.requires_grad != base.requires_grad {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                "a view leaves the graph that does not follow its base's tape",
            ));
        }
        let layout = state.layout.as_ref().ok_or_else(unknown_layout)?;
        let products = |all: &[Stride]| -> Option<Vec<Vec<i64>>> {
            all.iter().map(|one| one.encode(&base.dims)).collect()
        };
        let sizes: Vec<Stride> = state.dims.iter().copied().map(Stride::of).collect();
        let (Some(sizes), Some(strides), Some(offset)) =
            (products(&sizes), products(&layout.strides), layout.offset)
        else {
            return Err(unknown_layout());
        };
        let r#type = self.emit.reference_type(&shape(&state.dims), state.dtype)?;
        let mut attributes = vec![
            ("sizes", self.emit.products(&sizes)),
            ("strides", self.emit.products(&strides)),
            ("offset", self.emit.builder().i64_attribute(offset)),
        ];
        if state.requires_grad {
            attributes.push(("requires_grad", MlirAttribute::unit(self.emit.context)));
        }
        let reference = self.op1("pydyn.view", &[root], &attributes, r#type)?;
        self.heap.tensors[tensor.0 as usize].reference = Some(reference);
        Ok(reference)
    }
}

/// Whether a change of its memory changes a tensor's history too: PyTorch lets views made under `no_grad` and detached ones be.
fn is_followed(tensor: &Tensor) -> bool {
    match &tensor.view {
        Some(view) => view.recorded,
        None => !tensor.detached,
    }
}

/// Whether two tensors over the same memory have no element in common, for certain.
fn apart(a: &Tensor, b: &Tensor) -> bool {
    let extent = |tensor: &Tensor| {
        let layout = tensor.layout.as_ref()?;
        let start = layout.offset?;
        let mut end = start + 1;
        for (stride, dim) in layout.strides.iter().zip(&tensor.dims) {
            if !stride.symbols.is_empty() {
                return None;
            }
            end += (dim.known()? - 1).max(0) * stride.factor;
        }
        Some((start, end))
    };
    match (extent(a), extent(b)) {
        (Some((a, a_end)), Some((b, b_end))) => a_end <= b || b_end <= a,
        _ => false,
    }
}

/// Whether two views of one tensor are the same elements in the same order, as in `m[:, 0] += 1`: PyTorch minds only those that share some.
fn same_elements(a: &Tensor, b: &Tensor) -> bool {
    match (&a.layout, &b.layout) {
        (Some(x), Some(y)) => {
            x.offset.is_some()
                && x.offset == y.offset
                && x.strides == y.strides
                && a.dims == b.dims
                && a.dtype == b.dtype
        }
        _ => false,
    }
}

fn uncertain() -> Refusal {
    Refusal::new(
        codes::ALIAS,
        "whether a tensor shares its memory depends on sizes that only the run knows",
    )
}

pub(super) fn unknown_layout() -> Refusal {
    Refusal::new(
        codes::LAYOUT,
        "a tensor leaves the graph, or is asked, and how it lies in memory is not known",
    )
}
