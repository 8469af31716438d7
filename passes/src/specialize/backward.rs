//! `tensor.backward()`.

use super::tensors::shape;
use super::{
    Specializer,
    heap::Owner,
    protocol::Keywords,
    refusal::{Refusal, codes},
    value::{Constant, Ssa, TensorRef, Value},
};
use crate::families::{
    NEW_GRADIENTS, NewGradient,
    builder::result_of,
    layout::{Format, Layout},
    operand::Dim,
};
use janus_dialects::ir::i64_array_attr;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `root.backward()`: gradients of the leaves, accumulated as PyTorch does.
    pub(super) fn backward(
        &mut self,
        root: TensorRef,
        arguments: &[Value],
        keywords: &Keywords,
    ) -> Result<(), Refusal> {
        let refuse = |what: &str| Err(Refusal::new(codes::AUTOGRAD, what.to_owned()));
        for (name, value) in keywords {
            let default =
                value.is_none() || matches!(value, Value::Constant(Constant::Bool(false)));
            if !default && name != "gradient" && name != "retain_graph" {
                return refuse(&format!("'backward' with '{name}'"));
            }
        }
        let keyword = |name: &str| {
            keywords
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        let gradient = arguments
            .first()
            .cloned()
            .or_else(|| keyword("gradient"))
            .unwrap_or(Value::NONE);
        let retain = arguments
            .get(1)
            .cloned()
            .or_else(|| keyword("retain_graph"))
            .unwrap_or(Value::NONE);
        if arguments.len() > 2 {
            return refuse("'backward' with 'create_graph' or 'inputs'");
        }
        let retain = matches!(retain, Value::Constant(Constant::Bool(true)));
        self.assume_leaves(root)?;
        let state = self.heap.tensor(root);
        if !state.requires_grad {
            return Err(Refusal::new(
                codes::RAISES,
                "'backward' of a tensor that does not require grad",
            ));
        }
        if self.heap.is_freed(state.step) {
            return Err(Refusal::new(
                codes::RAISES,
                "'backward' through a tape that has been freed",
            ));
        }
        let (dims, dtype, leaves) = (state.dims.clone(), state.dtype, state.leaves.clone());
        let seed = match gradient {
            Value::Tensor(seed) => {
                if self.heap.tensor(seed).dims != dims {
                    return Err(Refusal::new(
                        codes::RAISES,
                        "a seed of another shape than the tensor",
                    ));
                }
                if self.heap.tensor(seed).dtype != dtype {
                    return refuse("'backward' with a seed of another dtype than the tensor");
                }
                self.contents(seed)?
            }
            _ if dims.iter().all(|dim| *dim == Dim::Known(1)) => {
                self.emit.locate(&self.place, &[]);
                let one = if dims.is_empty() {
                    self.emit.builder().scalar(1.0, dtype)
                } else {
                    return refuse("'backward' of a tensor that has dimensions, without a seed");
                };
                self.emit.define(one)
            }
            _ => {
                return Err(Refusal::new(
                    codes::RAISES,
                    "'backward' of more than one number, without a seed",
                ));
            }
        };
        let leaves: Vec<TensorRef> = leaves.into_iter().collect();
        let mut operands = vec![self.contents(root)?, seed];
        let mut types = Vec::new();
        for leaf in &leaves {
            if self.heap.tensor(*leaf).computed {
                return refuse("'backward' leads out of the graph, to where a tensor was computed");
            }
            let version = self.heap.contents[self.heap.tensor(*leaf).contents].version;
            if self
                .heap
                .tape_versions
                .get(leaf)
                .is_some_and(|read| *read != version)
            {
                return refuse("a leaf is changed in place between its use and 'backward'");
            }
            operands.push(self.tensor_reference(*leaf)?);
            let state = self.heap.tensor(*leaf);
            types.push(self.emit.tensor_type(&shape(&state.dims), state.dtype));
        }
        let mut new = Vec::with_capacity(leaves.len());
        for leaf in &leaves {
            new.push(self.new_gradient(*leaf)? as i64);
        }
        let new = i64_array_attr(self.emit.context, &new);
        let attributes = [(NEW_GRADIENTS, new)];
        let operation = self.op("pydyn.backward", &operands, &attributes, &types)?;
        let gradients: Vec<Ssa> = (0..leaves.len())
            .map(|index| self.emit.define(result_of(operation, index)))
            .collect();
        if !retain {
            self.free_tape(root)?;
        }
        for (leaf, gradient) in leaves.into_iter().zip(gradients) {
            self.accumulate(leaf, gradient)?;
        }
        Ok(())
    }

    fn new_gradient(&mut self, leaf: TensorRef) -> Result<NewGradient, Refusal> {
        if matches!(self.grad(leaf)?, Value::Tensor(_)) {
            return Ok(NewGradient::Added);
        }
        let leaf = self.heap.tensor(leaf);
        let contiguous = leaf
            .layout
            .as_ref()
            .and_then(|layout| layout.is(&leaf.dims, Format::Contiguous));
        Ok(match contiguous {
            Some(true) => NewGradient::Contiguous,
            _ => NewGradient::AsLeaf,
        })
    }

    /// A new gradient lies in memory as its leaf does, if that has no gaps; otherwise it is contiguous.
    fn gradient_layout(&self, leaf: TensorRef) -> Option<Layout> {
        let leaf = self.heap.tensor(leaf);
        let layout = leaf.layout.as_ref()?;
        if layout.is_dense(&leaf.dims)? {
            return layout.like(&leaf.dims);
        }
        Some(Layout::contiguous(&leaf.dims))
    }

    /// PyTorch's `AccumulateGrad`: a new tensor where there was none, else in place.
    pub(super) fn accumulate(&mut self, leaf: TensorRef, gradient: Ssa) -> Result<(), Refusal> {
        let (dims, dtype) = (
            self.heap.tensor(leaf).dims.clone(),
            self.heap.tensor(leaf).dtype,
        );
        let layout = self.gradient_layout(leaf);
        let made = self.heap.make_tensor(gradient, dims, dtype);
        self.heap.tensors[made.0 as usize].layout = layout;
        match self.grad(leaf)? {
            Value::Tensor(present) => {
                let before = self.heap.grad_enabled.replace(false);
                let sum = self.call_tensor_function(
                    "torch.Tensor.add_",
                    vec![Value::Tensor(present), Value::Tensor(made)],
                    vec![],
                );
                self.heap.grad_enabled = before;
                sum.map(drop)
            }
            _ => self.emit_store(Owner::Tensor(leaf), "grad", Value::Tensor(made)),
        }
    }
}
