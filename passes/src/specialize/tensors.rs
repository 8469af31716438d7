//! Calls of tensor functions: from Python values to the op families and back, and what autograd records.

use super::{
    Specializer,
    protocol::Keywords,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, TensorRef, Value},
};
use crate::{
    families::{
        self, TorchFunction,
        emitter::Emitter as FamilyEmitter,
        operand::{self, Dim, Operand, Source},
        types::DType,
    },
    world::Object,
};
use janus_dialects::melior::ir::ValueLike;
use std::collections::BTreeSet;

/// Functions whose result may be a view of their first argument.
const VIEWS: &[&str] = &[
    "view",
    "view_as",
    "reshape",
    "reshape_as",
    "flatten",
    "unflatten",
    "ravel",
    "transpose",
    "swapaxes",
    "t",
    "T",
    "mT",
    "permute",
    "movedim",
    "squeeze",
    "unsqueeze",
    "expand",
    "expand_as",
    "broadcast_to",
    "narrow",
    "select",
    "diagonal",
    "unfold",
    "split",
    "chunk",
    "unbind",
    "tensor_split",
    "__getitem__",
    "alias",
    "real",
];

/// Functions whose result has no gradient, whatever goes in.
const CONSTANT_LIKE: &[&str] = &[
    "zeros_like",
    "ones_like",
    "full_like",
    "empty_like",
    "rand_like",
    "randn_like",
    "new_zeros",
    "new_ones",
    "new_full",
    "new_tensor",
    "bernoulli",
    "sign",
    "floor",
    "ceil",
    "round",
    "trunc",
];

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// Calls a function on tensors by its qualified name.
    pub fn call_tensor_function(
        &mut self,
        name: &str,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Value, Refusal> {
        let short = name.rsplit('.').next().unwrap_or(name);
        if let Some(Value::Tensor(tensor)) = positional.first()
            && let Some(value) = self.tensor_method(*tensor, short, &positional[1..], &keywords)?
        {
            return Ok(value);
        }
        let Some(resolved) = families::resolve(name) else {
            return Err(Refusal::new(
                codes::CALL,
                format!("'{name}' has no lowering"),
            ));
        };
        match (resolved.in_place, positional.first()) {
            (false, _) => self.call_pure(resolved.function, short, positional, keywords),
            (true, Some(Value::Tensor(target))) => {
                self.call_in_place(*target, resolved.function, positional, keywords)
            }
            (true, _) => Err(Refusal::new(
                codes::CALL,
                format!("'{name}' of something that is no tensor"),
            )),
        }
    }

    pub(super) fn call_pure(
        &mut self,
        function: &'static TorchFunction,
        short: &str,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Value, Refusal> {
        let name = function.names[0];
        let recording = self.grad_enabled()?;
        let default_dtype = self.default_dtype()?;
        let mut inputs = Vec::new();
        let mut operands = Vec::with_capacity(positional.len());
        for value in &positional {
            operands.push(self.operand(value, &mut inputs)?);
        }
        let mut named = Vec::with_capacity(keywords.len());
        for (key, value) in &keywords {
            if key == "out" && !value.is_none() {
                return Err(Refusal::new(codes::CALL, "the argument 'out'"));
            }
            named.push((key.clone(), self.operand(value, &mut inputs)?));
        }
        self.emit
            .locate(&self.place, &self.callers[self.callers.len().min(1)..]);
        let builder = self.emit.builder();
        let emitted = function
            .call(
                &mut FamilyEmitter {
                    builder,
                    host: self,
                    default_dtype,
                },
                &operands,
                &named,
            )
            .map_err(|refusal| {
                Refusal::new(codes::CALL, format!("'{name}': {}", refusal.message))
            })?;
        let mut leaves = BTreeSet::new();
        if recording && !CONSTANT_LIKE.contains(&short) {
            for input in &inputs {
                let tensor = self.heap.tensor(*input);
                if tensor.requires_grad {
                    leaves.extend(tensor.leaves.iter().copied());
                }
            }
        }
        for (source, value) in emitted.writes {
            let target = match &source {
                Source::Positional(index) => positional.get(*index),
                Source::Keyword(name) => keywords
                    .iter()
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value),
                Source::Default => None,
            };
            let Some(Value::Tensor(target)) = target.cloned() else {
                return Err(Refusal::new(
                    codes::CALL,
                    format!("'{name}' writes to an argument that is no tensor"),
                ));
            };
            let value = self.emit.define(value);
            self.write(target, value)?;
        }
        let view_of = VIEWS
            .contains(&short)
            .then(|| inputs.first().copied())
            .flatten();
        self.result(emitted.result, &inputs, view_of, &leaves)
    }

    /// The values of what a family emitted.
    fn result(
        &mut self,
        operand: Operand<'c, 'a>,
        inputs: &[TensorRef],
        view_of: Option<TensorRef>,
        leaves: &BTreeSet<TensorRef>,
    ) -> Result<Value, Refusal> {
        Ok(match operand {
            Operand::Tensor(made) => {
                let same = inputs.iter().copied().find(|input| {
                    let contents = &self.heap.contents[self.heap.tensor(*input).contents];
                    contents
                        .value
                        .is_some_and(|ssa| self.emit.value(ssa) == made.value)
                });
                // A function that had nothing to do returns its argument itself.
                if let Some(input) = same
                    && view_of.is_none()
                {
                    return Ok(Value::Tensor(input));
                }
                let ssa = self.emit.define(made.value);
                let tensor = self.heap.make_tensor(ssa, made.dims, made.dtype);
                let requires_grad = !leaves.is_empty() && made.dtype.is_float();
                let storage = view_of.map(|base| self.heap.tensor(base).storage);
                // Using what `backward()` has left is allowed; going backward through it again is not.
                let freed = inputs.iter().any(|input| self.heap.tensor(*input).freed);
                let made = &mut self.heap.tensors[tensor.0 as usize];
                if requires_grad {
                    made.freed = freed;
                    made.requires_grad = true;
                    made.leaves.clone_from(leaves);
                    let contents = made.contents;
                    self.heap.contents[contents].carries_grad = true;
                }
                if let Some(storage) = storage {
                    self.heap.tensors[tensor.0 as usize].storage = storage;
                }
                Value::Tensor(tensor)
            }
            Operand::Int(value) => Value::int(value),
            Operand::Float(value) => Value::Constant(Constant::Float(value)),
            Operand::Bool(value) => Value::bool(value),
            Operand::Str(text) => Value::str(&text),
            Operand::None => Value::NONE,
            Operand::Ellipsis => Value::Constant(Constant::Ellipsis),
            Operand::Slice(_) => {
                return Err(Refusal::new(
                    codes::CALL,
                    "a tensor function that returns a slice",
                ));
            }
            Operand::Dtype(dtype) => self.dtype_value(dtype)?,
            Operand::List(elements) => {
                let values: Result<Vec<_>, _> = elements
                    .into_iter()
                    .map(|element| self.result(element, inputs, view_of, leaves))
                    .collect();
                Value::Tuple(values?.into())
            }
            Operand::SymInt { value, dim } => {
                let ssa = self.emit.define(value);
                let dim = match dim {
                    Some(Dim::Symbol(symbol)) => Some(symbol),
                    _ => None,
                };
                Value::Number {
                    kind: NumberKind::Int,
                    ssa,
                    dim,
                }
            }
            Operand::SymFloat(value) => {
                let ssa = self.emit.define(value);
                Value::Number {
                    kind: NumberKind::Float,
                    ssa,
                    dim: None,
                }
            }
            Operand::SymBool(value) => {
                let ssa = self.emit.define(value);
                Value::Number {
                    kind: NumberKind::Bool,
                    ssa,
                    dim: None,
                }
            }
        })
    }

    fn operand(
        &mut self,
        value: &Value,
        inputs: &mut Vec<TensorRef>,
    ) -> Result<Operand<'c, 'a>, Refusal> {
        Ok(match value {
            Value::Tensor(tensor) => {
                inputs.push(*tensor);
                Operand::Tensor(self.family_tensor(*tensor)?)
            }
            Value::Constant(Constant::None) => Operand::None,
            Value::Constant(Constant::Bool(value)) => Operand::Bool(*value),
            Value::Constant(Constant::Int(value)) => Operand::Int(*value),
            Value::Constant(Constant::Float(value)) => Operand::Float(*value),
            Value::Constant(Constant::Str(text)) => Operand::Str(text.to_string()),
            Value::Constant(Constant::Ellipsis) => Operand::Ellipsis,
            Value::Slice(parts) => {
                let [start, stop, step] = parts.as_ref();
                let parts = [
                    self.operand(start, inputs)?,
                    self.operand(stop, inputs)?,
                    self.operand(step, inputs)?,
                ];
                Operand::Slice(Box::new(parts))
            }
            Value::Number {
                kind: NumberKind::Int,
                ssa,
                dim,
            } => Operand::SymInt {
                value: self.emit.value(*ssa),
                dim: dim.map(Dim::Symbol),
            },
            Value::Number {
                kind: NumberKind::Float,
                ssa,
                ..
            } => Operand::SymFloat(self.emit.value(*ssa)),
            Value::Number {
                kind: NumberKind::Bool,
                ssa,
                ..
            } => Operand::SymBool(self.emit.value(*ssa)),
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::Builtin(name) => match DType::from_torch(&name) {
                    Some(dtype) => Operand::Dtype(dtype),
                    None => Operand::Str(name),
                },
                Object::List { .. } => self.operand_list(value, inputs)?,
                _ => {
                    return Err(Refusal::new(
                        codes::CALL,
                        format!(
                            "{} as an argument of a tensor function",
                            self.describe(value)
                        ),
                    ));
                }
            },
            Value::Tuple(_) | Value::Fresh(_) | Value::Sequence(_) => {
                self.operand_list(value, inputs)?
            }
            _ => {
                return Err(Refusal::new(
                    codes::CALL,
                    format!(
                        "{} as an argument of a tensor function",
                        self.describe(value)
                    ),
                ));
            }
        })
    }

    fn operand_list(
        &mut self,
        value: &Value,
        inputs: &mut Vec<TensorRef>,
    ) -> Result<Operand<'c, 'a>, Refusal> {
        let mut operands = Vec::new();
        for element in self.iterate(value)? {
            operands.push(self.operand(&element, inputs)?);
        }
        Ok(Operand::List(operands))
    }

    /// A tensor's contents, as the tape of this place sees them.
    fn family_tensor(&mut self, tensor: TensorRef) -> Result<operand::Tensor<'c, 'a>, Refusal> {
        let recording = self.grad_enabled()?;
        let ssa = self.contents(tensor)?;
        if recording {
            self.check_certain(tensor)?;
        }
        let state = self.heap.tensor(tensor);
        let (dims, dtype) = (state.dims.clone(), state.dtype);
        let (requires_grad, leaf, contents) = (
            state.requires_grad,
            state.leaves.contains(&tensor),
            state.contents,
        );
        let mut value = self.emit.value(ssa);
        if self.heap.contents[contents].carries_grad && !(recording && requires_grad) {
            let r#type = value.r#type();
            let detached = self.op1("nn.detach", &[ssa], &[], r#type)?;
            value = self.emit.value(detached);
        } else if leaf && recording {
            let version = self.heap.contents[contents].version;
            self.heap.tape_versions.insert(tensor, version);
        }
        Ok(operand::Tensor { value, dims, dtype })
    }
}

/// The shape of dimensions, symbols being dynamic.
pub fn shape(dims: &[Dim]) -> families::types::Shape {
    dims.iter()
        .map(|dim| match dim {
            Dim::Known(size) => Some(*size),
            Dim::Symbol(_) => None,
        })
        .collect()
}
