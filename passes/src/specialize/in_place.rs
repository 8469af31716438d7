//! Changes in place: what PyTorch lets be written, what becomes of the tape, and what operations have kept for their derivatives.

use super::{
    Specializer,
    heap::{Saved, Tensor},
    protocol::Keywords,
    refusal::{Refusal, codes},
    tape::{History, Step},
    tensor_memory::Bump,
    tensors::Input,
    value::{Ssa, TensorRef, Value},
};
use crate::{
    families::{self, TorchFunction, layout::Stride, memory::Saves, operand::Dim},
    rebuild::op_key,
};
use janus_dialects::ir::ValueExt;
use std::collections::BTreeSet;

/// Of more elements it is not found out one by one whether two tensors share some.
const MAX_PLACES: i64 = 4096;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// Refuses what PyTorch does not let be written, or what would cut a tape that it leaves whole. `place` is the part of the
    /// target that is written, `inputs` are the tensors that the operation reads.
    pub(super) fn check_writable(
        &mut self,
        target: TensorRef,
        place: TensorRef,
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
        // Its elements are computed one by one, and put back one after the other.
        let base = self.heap.tensor(root);
        let is_injective = match &base.layout {
            Some(layout) => layout.is_injective(&base.dims),
            None => base.known.is_none(),
        };
        if !is_injective {
            return Err(Refusal::new(
                codes::ALIAS,
                "a part is written of a tensor of which several elements may be one",
            ));
        }
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
        let (own, place) = (state.contents, self.heap.tensor(place));
        let overlaps = inputs.iter().any(|input| {
            let other = self.heap.tensor(input.tensor);
            let one_root = other.view.as_ref().map_or(input.tensor, |view| view.root) == root;
            other.storage == place.storage
                && other.contents != own
                && !apart(place, other)
                && !(one_root && same_elements(place, other))
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
            doubtful,
            mut step,
        } = history.unwrap_or_default();
        self.check_certain(target)?;
        if !doubtful.is_empty() {
            return Err(Refusal::new(
                codes::BRANCH,
                "what is written in place is on a tape, or not, by a branch of the run",
            ));
        }
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

    /// Notes what a function keeps of its arguments for its derivative.
    pub(super) fn keep_saved(
        &mut self,
        function: &'static TorchFunction,
        positional: &[Value],
        keywords: &Keywords,
        inputs: &[Input<'c, 'a>],
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
            Saves::All | Saves::AtMost => {
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
            let told = function.saves != Saves::AtMost;
            for input in inputs.iter().filter(|input| told && input.tensor == tensor) {
                let used = input.value.uses().into_iter();
                for used in used.filter(|used| !input.users.contains(&op_key(used.owner))) {
                    families::mark_kept(used.owner, Some(used.index as i64));
                }
            }
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
                    users: vec![],
                });
            }
        }
        self.check_writable(target, target, &inputs)?;
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
            doubtful: state.doubtful.clone(),
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
}

/// Whether a change of its memory changes a tensor's history too: PyTorch lets views made under `no_grad` and detached ones be.
fn is_followed(tensor: &Tensor) -> bool {
    match &tensor.view {
        Some(view) => view.recorded,
        None => !tensor.detached,
    }
}

/// Where a tensor's elements are in the memory that it shares, if that is known and there are not too many to look at.
fn places(tensor: &Tensor) -> Option<BTreeSet<i64>> {
    let layout = tensor.layout.as_ref()?;
    let mut places = BTreeSet::from([layout.offset?]);
    for (stride, dim) in layout.strides.iter().zip(&tensor.dims) {
        let size = dim.known()?;
        if !stride.symbols.is_empty() || places.len() as i64 * size > MAX_PLACES {
            return None;
        }
        places = places
            .iter()
            .flat_map(|place| (0..size).map(move |index| place + index * stride.factor))
            .collect();
    }
    Some(places)
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
        (Some((a, a_end)), Some((b, b_end))) if a_end <= b || b_end <= a => true,
        (Some(_), Some(_)) => match (places(a), places(b)) {
            (Some(a), Some(b)) => a.is_disjoint(&b),
            _ => false,
        },
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
