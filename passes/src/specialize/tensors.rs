//! Tensors: calls of tensor functions, contents and their aliases, what autograd records.

use super::{
    Specializer,
    call::Keywords,
    emit::{Access, PathKey},
    heap::{Owner, Slot, Tensor},
    refusal::{Refusal, codes},
    value::{Constant, Known, NumberKind, Ssa, TensorRef, Value},
};
use crate::{
    families::{
        self, TorchFunction,
        builder::{Builder, result_of},
        emitter::{Draw, Emitter as FamilyEmitter, Host},
        operand::{self, Dim, Operand, Source},
        types::DType,
    },
    world::{Attribute, Object},
};
use janus_dialects::melior::ir::{
    Attribute as MlirAttribute, Type, Value as MlirValue, ValueLike,
    attribute::{ArrayAttribute, StringAttribute},
};
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

    fn call_pure(
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
            self.tape_versions.insert(tensor, version);
        }
        Ok(operand::Tensor { value, dims, dtype })
    }

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
        let (shape, dtype) = (shape(&state.dims), state.dtype);
        let Some(reference) = state.reference else {
            return Err(Refusal::new(
                codes::ALIAS,
                "a tensor has neither contents nor a reference",
            ));
        };
        let r#type = self.emit.tensor_type(&shape, dtype);
        let ssa = self.op1("pydyn.read", &[reference], &[], r#type)?;
        self.heap.contents[contents].value = Some(ssa);
        Ok(ssa)
    }

    /// Replaces a tensor's contents in place.
    pub fn write(&mut self, tensor: TensorRef, value: Ssa) -> Result<(), Refusal> {
        let state = self.heap.tensor(tensor);
        if state.anonymous {
            return Err(Refusal::new(
                codes::ALIAS,
                "a tensor is written that is one of two, by a branch of the run",
            ));
        }
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
        if let Some(reference) = self.reference_of(contents).or(reference) {
            self.op("pydyn.write", &[reference, value], &[], &[])?;
        }
        let contents = &mut self.heap.contents[contents];
        contents.value = Some(value);
        contents.version += 1;
        Ok(())
    }

    /// The reference of any tensor object over these contents: full aliases share their memory.
    fn reference_of(&self, contents: usize) -> Option<Ssa> {
        self.heap
            .tensors
            .iter()
            .filter(|tensor| tensor.contents == contents)
            .find_map(|tensor| tensor.reference)
    }

    fn call_in_place(
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
        if state.anonymous {
            return Err(Refusal::new(
                codes::ALIAS,
                "a tensor leaves the graph that is one of two, by a branch of the run",
            ));
        }
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

    /// `tensor.name`.
    pub fn tensor_attribute(&mut self, tensor: TensorRef, name: &str) -> Result<Value, Refusal> {
        let state = self.heap.tensor(tensor);
        Ok(match name {
            "grad" => return self.grad(tensor),
            "shape" => self.sizes(tensor)?,
            "ndim" => Value::int(state.dims.len() as i64),
            "requires_grad" => Value::bool(state.requires_grad),
            "is_leaf" => Value::bool(!state.requires_grad || self.is_leaf(tensor)),
            "dtype" => {
                let dtype = state.dtype;
                self.dtype_value(dtype)?
            }
            "is_cpu" => Value::bool(true),
            "is_sparse" | "is_cuda" | "is_quantized" | "is_mkldnn" | "is_nested" | "is_mps"
            | "is_meta" | "is_sparse_csr" | "is_xpu" | "is_xla" => Value::bool(false),
            "data" => self.detached(tensor),
            "T" | "mT" => {
                return self.call_tensor_function(
                    &format!("torch.Tensor.{name}"),
                    vec![Value::Tensor(tensor)],
                    vec![],
                );
            }
            "grad_fn" if !state.requires_grad || self.is_leaf(tensor) => Value::NONE,
            "grad_fn" | "device" | "layout" | "names" | "_version" | "_base" | "is_inference" => {
                match state.known {
                    Some(known) if name == "device" => return self.computed(known, name),
                    _ => {
                        return Err(Refusal::new(
                            codes::ATTRIBUTE,
                            format!("'{name}' of a tensor made by the function"),
                        ));
                    }
                }
            }
            _ => {
                // Whatever else hangs on a parameter object is an attribute like any other.
                if let Some(known) = state.known
                    && let Attribute::Own(value) =
                        self.world.attribute(self.heap.id(known), name)?
                {
                    let path = format!("{}.{name}", self.heap.symbol(known));
                    return self.reach().step(
                        Some(known),
                        Access::Dict,
                        Some(PathKey::str(name)),
                        &path,
                        value,
                    );
                }
                Value::BuiltinMethod {
                    receiver: std::rc::Rc::new(Value::Tensor(tensor)),
                    name: name.into(),
                }
            }
        })
    }

    fn computed(&mut self, known: Known, name: &str) -> Result<Value, Refusal> {
        match self.world.attribute(self.heap.id(known), name)? {
            Attribute::Computed(value) | Attribute::Own(value) => {
                let path = format!("{}.{name}", self.heap.symbol(known));
                self.reach().step(
                    Some(known),
                    Access::Attribute,
                    Some(PathKey::str(name)),
                    &path,
                    value,
                )
            }
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of a tensor"),
            )),
        }
    }

    /// Whether its gradient is kept in its own `.grad`.
    fn is_leaf(&self, tensor: TensorRef) -> bool {
        let state = self.heap.tensor(tensor);
        state.leaves.contains(&tensor) && !state.computed
    }

    fn grad(&mut self, tensor: TensorRef) -> Result<Value, Refusal> {
        if self.heap.tensor(tensor).computed {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                "'.grad' of a tensor that was computed, where PyTorch warns",
            ));
        }
        let slot = (Owner::Tensor(tensor), Slot::Attribute("grad".to_owned()));
        if let Some(stored) = self.heap.stores.get(&slot) {
            return Ok(stored.clone().unwrap_or(Value::NONE));
        }
        match self.heap.tensor(tensor).known {
            Some(known) => self.computed(known, "grad"),
            None => Ok(Value::NONE),
        }
    }

    pub fn set_tensor_attribute(
        &mut self,
        tensor: TensorRef,
        name: &str,
        value: Value,
    ) -> Result<(), Refusal> {
        match name {
            "grad" => {
                if !value.is_none() && !matches!(value, Value::Tensor(_)) {
                    return Err(Refusal::new(
                        codes::RAISES,
                        "'.grad' takes a tensor or None",
                    ));
                }
                // What it was is assumed, so that the store below is the only change.
                self.grad(tensor)?;
                self.emit_store(Owner::Tensor(tensor), name, value)
            }
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("assignment to '{name}' of a tensor"),
            )),
        }
    }

    /// A tensor object over the same contents that autograd does not follow.
    fn detached(&mut self, tensor: TensorRef) -> Value {
        let state = self.heap.tensor(tensor);
        let alias = Tensor {
            known: None,
            reference: None,
            contents: state.contents,
            dims: state.dims.clone(),
            dtype: state.dtype,
            requires_grad: false,
            leaves: BTreeSet::new(),
            computed: false,
            freed: false,
            anonymous: state.anonymous,
            storage: state.storage,
        };
        Value::Tensor(self.heap.push_tensor(alias))
    }

    fn sizes(&mut self, tensor: TensorRef) -> Result<Value, Refusal> {
        let count = self.heap.tensor(tensor).dims.len();
        let sizes: Result<Vec<_>, _> = (0..count).map(|dim| self.size(tensor, dim)).collect();
        Ok(Value::Tuple(sizes?.into()))
    }

    fn size(&mut self, tensor: TensorRef, dim: usize) -> Result<Value, Refusal> {
        match self.heap.tensor(tensor).dims[dim] {
            Dim::Known(size) => Ok(Value::int(size)),
            Dim::Symbol(symbol) => {
                let ssa = self.contents(tensor)?;
                let value = self.emit.value(ssa);
                self.emit.locate(&self.place, &[]);
                let size = self.emit.builder().dim(value, dim);
                let size = self.emit.define(size);
                let r#type = self.emit.number_type(NumberKind::Int);
                let ssa = self.op1("arith.index_cast", &[size], &[], r#type)?;
                Ok(Value::Number {
                    kind: NumberKind::Int,
                    ssa,
                    dim: Some(symbol),
                })
            }
        }
    }

    pub fn tensor_length(&mut self, tensor: &Value) -> Result<Value, Refusal> {
        match tensor {
            Value::Tensor(tensor) if !self.heap.tensor(*tensor).dims.is_empty() => {
                self.size(*tensor, 0)
            }
            _ => Err(Refusal::new(
                codes::RAISES,
                "'len' of a tensor without dimensions",
            )),
        }
    }

    pub fn iterate_tensor(&mut self, tensor: &Value) -> Result<Vec<Value>, Refusal> {
        match self.tensor_length(tensor)? {
            Value::Constant(Constant::Int(length)) => (0..length)
                .map(|index| self.get_item(tensor, &Value::int(index)))
                .collect(),
            _ => Err(Refusal::new(
                codes::ITERATION,
                "a tensor whose length only the run knows",
            )),
        }
    }

    /// `bool(tensor)`.
    pub fn tensor_truth(&mut self, tensor: &Value) -> Result<Value, Refusal> {
        let item = self.call_tensor_function("torch.Tensor.item", vec![tensor.clone()], vec![])?;
        self.truth(&item)
    }

    fn default_dtype(&mut self) -> Result<DType, Refusal> {
        let unknown = || {
            Refusal::new(
                codes::TENSOR,
                "the default dtype is none that graphs handle",
            )
        };
        let Value::Known(known) = self.query("torch.get_default_dtype")? else {
            return Err(unknown());
        };
        match self.heap.object(known) {
            Object::Builtin(name) => DType::from_torch(name).ok_or_else(unknown),
            _ => Err(unknown()),
        }
    }

    fn dtype_value(&mut self, dtype: DType) -> Result<Value, Refusal> {
        let missing = || Refusal::new(codes::UNANSWERED, format!("the dtype {dtype} is not there"));
        let id = self.world.module("torch")?.ok_or_else(missing)?;
        let module = self.reach().step(
            None,
            Access::Import,
            Some(PathKey::str("torch")),
            "torch",
            id,
        )?;
        self.find_attribute(&module, dtype.name())?
            .ok_or_else(missing)
    }

    /// Methods that are about the tensor object rather than its numbers; `None` for the others.
    fn tensor_method(
        &mut self,
        tensor: TensorRef,
        name: &str,
        arguments: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        let state = self.heap.tensor(tensor);
        Ok(Some(match (name, arguments) {
            ("backward", _) => {
                self.backward(tensor, arguments, keywords)?;
                Value::NONE
            }
            ("dim" | "ndimension", []) => Value::int(state.dims.len() as i64),
            ("size", []) => self.sizes(tensor)?,
            ("size", [Value::Constant(dim)]) => {
                let rank = state.dims.len() as i64;
                match dim.as_index() {
                    Some(dim) if (-rank..rank).contains(&dim) => {
                        self.size(tensor, dim.rem_euclid(rank) as usize)?
                    }
                    _ => {
                        return Err(Refusal::new(
                            codes::RAISES,
                            "'size' of a dimension that there is not",
                        ));
                    }
                }
            }
            ("numel" | "nelement", []) => {
                let sizes = self.sizes(tensor)?;
                return self.call_method(&sizes, "numel", vec![], vec![]).map(Some);
            }
            ("__len__", []) => self.tensor_length(&Value::Tensor(tensor))?,
            ("is_floating_point", []) => Value::bool(state.dtype.is_float()),
            ("is_complex" | "is_inference" | "is_conj" | "is_neg", []) => Value::bool(false),
            ("detach", []) => self.detached(tensor),
            ("requires_grad_", []) if state.requires_grad => Value::Tensor(tensor),
            ("requires_grad_", [Value::Constant(Constant::Bool(false))])
                if !state.requires_grad =>
            {
                Value::Tensor(tensor)
            }
            (
                "requires_grad_"
                | "retain_grad"
                | "register_hook"
                | "detach_"
                | "set_"
                | "resize_"
                | "share_memory_"
                | "data_ptr"
                | "numpy"
                | "tolist"
                | "register_post_accumulate_grad_hook",
                _,
            ) => {
                return Err(Refusal::new(
                    codes::CALL,
                    format!("the tensor method '{name}'"),
                ));
            }
            _ => return Ok(None),
        }))
    }

    /// `root.backward()`: gradients of the leaves, accumulated as PyTorch does.
    fn backward(
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
        let state = self.heap.tensor(root);
        if !state.requires_grad {
            return Err(Refusal::new(
                codes::RAISES,
                "'backward' of a tensor that does not require grad",
            ));
        }
        if state.freed {
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
        let operation = self.op("pydyn.backward", &operands, &[], &types)?;
        let gradients: Vec<Ssa> = (0..leaves.len())
            .map(|index| self.emit.define(result_of(operation, index)))
            .collect();
        if !retain {
            for tensor in &mut self.heap.tensors {
                // Every tensor whose tape could lead to the same nodes: after this, none may be used again.
                if tensor.requires_grad
                    && tensor.known.is_none()
                    && tensor.leaves.iter().any(|leaf| leaves.contains(leaf))
                {
                    tensor.freed = true;
                }
            }
        }
        for (leaf, gradient) in leaves.into_iter().zip(gradients) {
            self.accumulate(leaf, gradient)?;
        }
        Ok(())
    }

    /// PyTorch's `AccumulateGrad`: a new tensor where there was none, else in place.
    fn accumulate(&mut self, leaf: TensorRef, gradient: Ssa) -> Result<(), Refusal> {
        let (dims, dtype) = (
            self.heap.tensor(leaf).dims.clone(),
            self.heap.tensor(leaf).dtype,
        );
        let made = self.heap.make_tensor(gradient, dims, dtype);
        match self.grad(leaf)? {
            Value::Tensor(present) => {
                let before = self.grad_enabled.replace(false);
                let sum = self.call_tensor_function(
                    "torch.Tensor.add_",
                    vec![Value::Tensor(present), Value::Tensor(made)],
                    vec![],
                );
                self.grad_enabled = before;
                sum.map(drop)
            }
            _ => self.emit_store(Owner::Tensor(leaf), "grad", Value::Tensor(made)),
        }
    }
}

impl<'c: 'a, 'a> Host<'c, 'a> for Specializer<'_, 'c, 'a> {
    fn draw(
        &mut self,
        builder: &Builder<'c, 'a>,
        draw: Draw,
        dims: &[Dim],
        dtype: DType,
    ) -> Result<MlirValue<'c, 'a>, operand::Refusal> {
        let (method, parameters) = match draw {
            Draw::Bernoulli { p } => ("bernoulli_", vec![p]),
            Draw::Uniform { from, to } => ("uniform_", vec![from, to]),
            Draw::Normal { mean, std } => ("normal_", vec![mean, std]),
        };
        let parameters: Vec<MlirAttribute<'c>> = parameters
            .into_iter()
            .map(|parameter| builder.f64_attribute(parameter))
            .collect();
        let mut sizes = Vec::new();
        for dim in dims {
            if let Dim::Symbol(symbol) = dim {
                sizes.push(self.symbol(builder, *symbol)?);
            }
        }
        let r#type = self.emit.tensor_type(&shape(dims), dtype);
        let attributes = [
            (
                "distribution",
                StringAttribute::new(builder.context, method).into(),
            ),
            (
                "parameters",
                ArrayAttribute::new(builder.context, &parameters).into(),
            ),
        ];
        Ok(builder.value("dataflow.draw", &sizes, &attributes, r#type))
    }

    fn assume(
        &mut self,
        builder: &Builder<'c, 'a>,
        condition: MlirValue<'c, 'a>,
        what: &str,
    ) -> Result<(), operand::Refusal> {
        let assumption = StringAttribute::new(builder.context, what).into();
        builder.op(
            "dataflow.assert",
            &[condition],
            &[("assumption", assumption)],
            &[],
        );
        Ok(())
    }

    fn symbol(
        &mut self,
        builder: &Builder<'c, 'a>,
        symbol: u32,
    ) -> Result<MlirValue<'c, 'a>, operand::Refusal> {
        if let Some(ssa) = self.symbols.get(&symbol) {
            return Ok(self.emit.value(*ssa));
        }
        let input = self
            .heap
            .tensors
            .iter()
            .enumerate()
            .find_map(|(index, tensor)| {
                tensor.known?;
                let dim = tensor
                    .dims
                    .iter()
                    .position(|dim| *dim == Dim::Symbol(symbol))?;
                Some((TensorRef(index as u32), dim))
            });
        let unknown = || operand::Refusal::dynamic("a dimension whose size no input has");
        let (tensor, dim) = input.ok_or_else(unknown)?;
        let contents = self
            .contents(tensor)
            .map_err(|refusal| operand::Refusal::dynamic(refusal.message))?;
        let size = builder.dim(self.emit.value(contents), dim);
        let ssa = self.emit.define(size);
        self.symbols.insert(symbol, ssa);
        Ok(size)
    }

    fn derived_symbol(
        &mut self,
        builder: &Builder<'c, 'a>,
        formula: &str,
        size: MlirValue<'c, 'a>,
    ) -> Result<u32, operand::Refusal> {
        if let Some(symbol) = self.formulas.get(formula) {
            return Ok(*symbol);
        }
        let symbol = self.heap.unnamed_dim();
        self.formulas.insert(formula.to_owned(), symbol);
        let ssa = self.emit.define(size);
        self.symbols.insert(symbol, ssa);
        // Sizes 0 and 1 would broadcast.
        let one = builder.index(1);
        let bool_type: Type<'c> = self.emit.number_type(NumberKind::Bool);
        // `ugt`.
        let predicate = builder.i64_attribute(8);
        let large = builder.value(
            "arith.cmpi",
            &[size, one],
            &[("predicate", predicate)],
            bool_type,
        );
        self.assume(builder, large, "a computed dimension is at least 2")?;
        Ok(symbol)
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
