//! What tensors hold: their contents, and who shares them.

use super::tensors::shape;
use super::{
    Specializer,
    heap::Tensor,
    refusal::{Refusal, codes},
    value::{Ssa, TensorRef},
    views::View,
};
use crate::families::layout::Stride;
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
                    if self.heap.tensors[index].reference.is_some() {
                        return Err(Refusal::new(
                            codes::ALIAS,
                            "a tensor is written that may be one that was handed out, by a branch of the run",
                        ));
                    }
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

    /// The tensor whose history a tensor's views share: `detach()` begins a new one.
    pub(super) fn family_root(&self, tensor: TensorRef) -> TensorRef {
        self.heap
            .tensor(tensor)
            .view
            .as_ref()
            .map_or(tensor, |view| view.root)
    }

    /// The reference of any tensor object over these contents: full aliases share their memory.
    pub(super) fn reference_of(&self, contents: usize) -> Option<Ssa> {
        self.heap
            .tensors
            .iter()
            .filter(|tensor| tensor.contents == contents)
            .find_map(|tensor| tensor.reference)
    }

    /// `!pydyn.tensor` of a tensor: for one that the program makes, the object is made here.
    pub fn tensor_reference(&mut self, tensor: TensorRef) -> Result<Ssa, Refusal> {
        let state = self.heap.tensor(tensor);
        if let Some(reference) = state.reference {
            return Ok(reference);
        }
        // Of two that may be one, one alone may leave.
        if state.may_be_view || self.heap.may_be_outside(state.storage) {
            return Err(Refusal::new(
                codes::ALIAS,
                "the graph hands out a tensor that is one of two, by a branch of the run",
            ));
        }
        self.assume_leaves(tensor)?;
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
        if view.part && state.requires_grad {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                "one of several views of a tensor on the tape leaves the graph, which autograd does not let be written",
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
