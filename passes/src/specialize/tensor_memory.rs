//! What tensors hold: their contents, who shares them, and changes in place.

use super::tensors::shape;
use super::{
    Specializer,
    heap::Tensor,
    protocol::Keywords,
    refusal::{Refusal, codes},
    value::{Ssa, TensorRef, Value},
};
use crate::families::TorchFunction;
use janus_dialects::melior::ir::Attribute as MlirAttribute;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The SSA value of a tensor's present contents.
    pub fn contents(&mut self, tensor: TensorRef) -> Result<Ssa, Refusal> {
        let state = self.heap.tensor(tensor);
        let contents = state.contents;
        if self.heap.contents[contents].stale {
            return Err(Refusal::new(
                codes::ALIAS,
                "a tensor is read after another view of its memory was written",
            ));
        }
        if let Some(value) = self.heap.contents[contents].value {
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
            .or_else(|| self.reference_of(tensor.contents));
        let Some(reference) = reference else {
            return Err(Refusal::new(
                codes::ALIAS,
                "a tensor has neither contents nor a reference",
            ));
        };
        let r#type = self.emit.tensor_type(&shape(&tensor.dims), tensor.dtype);
        self.op1("pydyn.read", &[reference], &[], r#type)
    }

    /// Replaces a tensor's contents in place.
    pub fn write(&mut self, tensor: TensorRef, value: Ssa) -> Result<(), Refusal> {
        self.check_one(tensor, "there is a write to")?;
        let state = self.heap.tensor(tensor);
        let (contents, storage, reference) = (state.contents, state.storage, state.reference);
        // Other views of the memory now hold something that the graph does not know.
        for other in 0..self.heap.tensors.len() {
            let other = &self.heap.tensors[other];
            if other.storage == storage && other.contents != contents {
                if other.known.is_some() {
                    return Err(Refusal::new(
                        codes::ALIAS,
                        "a tensor is written whose memory another tensor shares",
                    ));
                }
                let stale = other.contents;
                self.heap.contents[stale].stale = true;
            }
        }
        // So does a tensor that is this one or another, by a branch of the run.
        for chosen in self.heap.chosen_from(storage) {
            for index in 0..self.heap.tensors.len() {
                if self.heap.tensors[index].storage == chosen {
                    let stale = self.heap.tensors[index].contents;
                    self.heap.contents[stale].stale = true;
                }
            }
        }
        if let Some(reference) = self.reference_of(contents).or(reference) {
            self.op("pydyn.write", &[reference, value], &[], &[])?;
        }
        let contents = &mut self.heap.contents[contents];
        contents.value = Some(value);
        contents.version += 1;
        Ok(())
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
        let recording = self.grad_enabled()?;
        let state = self.heap.tensor(target);
        if recording && state.requires_grad && state.leaves.contains(&target) {
            return Err(if state.computed {
                Refusal::new(
                    codes::AUTOGRAD,
                    "a tensor that was computed outside is changed in place, on its tape",
                )
            } else {
                Refusal::new(
                    codes::RAISES,
                    "a leaf that requires grad is changed in place",
                )
            });
        }
        let (dims, dtype) = (state.dims.clone(), state.dtype);
        let name = function.names[0];
        let short = name.rsplit('.').next().unwrap_or(name);
        let result = self.call_pure(function, short, positional, keywords)?;
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
        if self.heap.tensor(made).dtype != dtype {
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
        let (requires_grad, leaves) = (
            self.heap.tensor(made).requires_grad,
            self.heap.tensor(made).leaves.clone(),
        );
        self.write(target, value)?;
        if recording {
            let contents = self.heap.tensor(target).contents;
            self.heap.contents[contents].carries_grad = requires_grad;
            if requires_grad && self.heap.tensor(target).known.is_some() {
                return Err(Refusal::new(
                    codes::AUTOGRAD,
                    "a tensor that existed before the call becomes part of the tape",
                ));
            }
            let state = &mut self.heap.tensors[target.0 as usize];
            state.requires_grad = requires_grad;
            state.leaves = leaves;
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
        let storage = state.storage;
        let shared = self
            .heap
            .tensors
            .iter()
            .any(|other| other.storage == storage && other.reference.is_some());
        if shared {
            return Err(Refusal::new(
                codes::ALIAS,
                "a view would leave the graph together with its base",
            ));
        }
        let value = self.contents(tensor)?;
        let state = self.heap.tensor(tensor);
        let (requires_grad, freed) = (state.requires_grad, state.freed);
        let r#type = self.emit.reference_type(&shape(&state.dims), state.dtype)?;
        let unit = MlirAttribute::unit(self.emit.context);
        let mut attributes = Vec::new();
        if requires_grad {
            attributes.push(("requires_grad", unit));
        }
        if freed {
            attributes.push(("graph_freed", unit));
        }
        let reference = self.op1("pydyn.box", &[value], &attributes, r#type)?;
        self.heap.tensors[tensor.0 as usize].reference = Some(reference);
        Ok(reference)
    }
}
