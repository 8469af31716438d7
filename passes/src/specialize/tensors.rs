//! Calls of tensor functions: from Python values to the op families and back, and what autograd records.

use super::{
    Specializer,
    protocol::Keywords,
    refusal::{Refusal, codes},
    tape::History,
    tensor_memory::Bump,
    value::{Constant, NumberKind, Ssa, TensorRef, Tuple, TupleClass, Value},
    views::View,
};
use crate::rebuild::op_key;
use crate::{
    families::{
        self, Differentiable, TorchFunction,
        builder::key,
        emitter::Emitter as FamilyEmitter,
        memory::{Memory, Saves},
        operand::{self, Dim, Home, Operand, Source},
        types::DType,
    },
    world::{Attribute, Object},
};
use janus_dialects::{
    ir::ValueExt,
    melior::ir::{Value as MlirValue, ValueLike},
};

/// A tensor among the arguments of a call, and the value that the family got for it.
pub(super) struct Input<'c, 'a> {
    pub tensor: TensorRef,
    pub value: MlirValue<'c, 'a>,
    /// The operations that used the value before the call.
    pub users: Vec<usize>,
}

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
        // A list picks along the first dimension, where a tuple has an index for each.
        if matches!(short, "__getitem__" | "__setitem__")
            && let Some(Value::Fresh(_) | Value::Known(_)) = positional.get(1)
        {
            return Err(Refusal::new(
                codes::ITEM,
                "a tensor is indexed by something other than ints, slices and tuples of them",
            ));
        }
        let Some(resolved) = families::resolve(name) else {
            return Err(Refusal::new(
                codes::CALL,
                format!("'{name}' has no lowering"),
            ));
        };
        // A method's descriptor asks for a tensor before anything else: `torch.Tensor.__ror__(1, x)` raises.
        let is_method = ["torch.Tensor.", "torch._C.TensorBase."]
            .iter()
            .any(|class| name.starts_with(class));
        if is_method && !matches!(positional.first(), Some(Value::Tensor(_))) {
            return Err(Refusal::new(
                codes::CALL,
                format!("'{name}' of something that is no tensor"),
            ));
        }
        self.check_accepted(name, &positional, &keywords)?;
        match (resolved.in_place, positional.first()) {
            (false, _) => self.call_pure(name, resolved.function, positional, keywords),
            (true, Some(Value::Tensor(target))) => {
                self.call_in_place(*target, resolved.function, positional, keywords)
            }
            (true, _) => Err(Refusal::new(
                codes::CALL,
                format!("'{name}' of something that is no tensor"),
            )),
        }
    }

    /// The part of a tensor that an assignment to an item writes, where other parts of its memory are read for it.
    fn written_place(
        &mut self,
        called: &str,
        target: TensorRef,
        positional: &[Value],
        inputs: &[Input<'c, 'a>],
    ) -> TensorRef {
        let state = self.heap.tensor(target);
        let (storage, contents) = (state.storage, state.contents);
        let reads_others = inputs.iter().any(|input| {
            let other = self.heap.tensor(input.tensor);
            other.storage == storage && other.contents != contents
        });
        if reads_others
            && called == "torch.Tensor.__setitem__"
            && let [object, key, _] = positional
            && let Ok(Value::Tensor(place)) = self.get_item(object, key)
        {
            return place;
        }
        target
    }

    /// Calls a function by the name `called`, which is one of its names.
    pub(super) fn call_pure(
        &mut self,
        called: &str,
        function: &'static TorchFunction,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Value, Refusal> {
        let name = function.names[0];
        let recording = self.grad_enabled()?;
        let default_dtype = self.default_dtype()?;
        let mut inputs = Vec::new();
        let mut operands = Vec::with_capacity(positional.len());
        // Of the tensors among them, those that the function is differentiated by.
        let mut differentiated = Vec::new();
        for (place, value) in positional.iter().enumerate() {
            let first = inputs.len();
            operands.push(self.operand(value, &mut inputs)?);
            if function.is_differentiated_by(&Source::Positional(place)) {
                differentiated.extend(inputs[first..].iter().map(|input| input.tensor));
            }
        }
        let mut named = Vec::with_capacity(keywords.len());
        for (key, value) in &keywords {
            if key == "out" && !value.is_none() {
                return Err(Refusal::new(codes::CALL, "the argument 'out'"));
            }
            let first = inputs.len();
            named.push((key.clone(), self.operand(value, &mut inputs)?));
            if function.is_differentiated_by(&Source::Keyword(key.clone())) {
                differentiated.extend(inputs[first..].iter().map(|input| input.tensor));
            }
        }
        self.emit
            .locate(&self.place, &self.callers[self.callers.len().min(1)..]);
        let builder = self.emit.builder();
        for input in &mut inputs {
            input.users = input
                .value
                .uses()
                .into_iter()
                .map(|used| op_key(used.owner))
                .collect();
        }
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
        let tape = if recording {
            differentiated
        } else {
            Vec::new()
        };
        let call = match recording {
            true => self.sample_call(called, &positional, &keywords),
            false => None,
        };
        let history = self.recorded(&tape, function.saves != Saves::Nothing, call.clone())?;
        let requires_grad = !history.leaves.is_empty();
        if requires_grad && function.differentiable() == Differentiable::Raises {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                format!(
                    "'{name}' of a tensor that requires grad, which PyTorch does not differentiate"
                ),
            ));
        }
        for write in emitted.writes {
            let target = match &write.target {
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
            let value = match write.recorded && requires_grad {
                true => self.own_value(write.value, &inputs)?,
                false => self.emit.define(write.value),
            };
            if write.recorded {
                let place = self.written_place(called, target, &positional, &inputs);
                self.check_writable(target, place, &inputs)?;
                let history = requires_grad.then(|| history.clone());
                self.write_recorded(target, value, history)?;
            } else {
                self.write(target, value, Bump::Unseen)?;
            }
        }
        if let Some(step) = history.step {
            if function.saves != Saves::AtMost {
                let values: Vec<_> = inputs.iter().map(|input| input.value).collect();
                families::mark_call(&emitted.result, &values);
            }
            self.keep_saved(function, &positional, &keywords, &inputs, step);
            if matches!(function.saves, Saves::Result | Saves::All)
                && let Operand::Tensor(result) = &emitted.result
                && let Some(operation) = families::builder::definition(result.value)
            {
                families::mark_kept(operation, Some(-1));
            }
        }
        let made = match emitted.result {
            // Each result by the argument in its place.
            Operand::List(elements) if function.differentiable() == Differentiable::ByEach => {
                let mut values = Vec::with_capacity(elements.len());
                for (place, element) in elements.into_iter().enumerate() {
                    let own = tape.get(place..=place).unwrap_or_default();
                    let history = self.recorded(own, false, call.clone())?;
                    values.push(self.result(element, function, &inputs, &history)?);
                }
                Value::Tuple(values.into())
            }
            result => self.result(result, function, &inputs, &history)?,
        };
        let made = self.named_results(name, made)?;
        if let Some(step) = history.step
            && matches!(function.saves, Saves::Result | Saves::All | Saves::AtMost)
            && let Value::Tensor(result) = made
        {
            self.keep(result, step);
        }
        Ok(made)
    }

    /// The value of a tensor on the tape, where tensors are told apart by their values: a copy of one that is handed on.
    fn own_value(
        &mut self,
        value: MlirValue<'c, 'a>,
        inputs: &[Input<'c, 'a>],
    ) -> Result<Ssa, Refusal> {
        let ssa = self.emit.define(value);
        match inputs.iter().any(|input| key(input.value) == key(value)) {
            true => self.op1("nn.copy", &[ssa], &[], value.r#type()),
            false => Ok(ssa),
        }
    }

    /// The values of what a family emitted.
    fn result(
        &mut self,
        operand: Operand<'c, 'a>,
        function: &'static TorchFunction,
        inputs: &[Input<'c, 'a>],
        history: &History,
    ) -> Result<Value, Refusal> {
        Ok(match operand {
            Operand::Tensor(made) => {
                Self::nonempty(&made.dims)?;
                if let Home::Of(tensor) = made.home {
                    return Ok(Value::Tensor(TensorRef(tensor)));
                }
                let view = self.view_of(&made, function, inputs)?;
                let requires_grad = !history.leaves.is_empty() && made.dtype.is_float();
                let ssa = match requires_grad && view.is_none() {
                    true => self.own_value(made.value, inputs)?,
                    false => self.emit.define(made.value),
                };
                let tensor = self.heap.make_tensor(ssa, made.dims, made.dtype);
                if let Home::Written(times) = made.home {
                    let contents = self.heap.tensor(tensor).contents;
                    self.heap.contents[contents].bumps = times.into();
                }
                let storage = view
                    .as_ref()
                    .map(|view| self.heap.tensor(view.root).storage);
                let state = &mut self.heap.tensors[tensor.0 as usize];
                state.layout = made.layout;
                state.view = view;
                if let Some(storage) = storage {
                    state.storage = storage;
                }
                if requires_grad {
                    state.step = history.step;
                    state.requires_grad = true;
                    state.leaves.clone_from(&history.leaves);
                    state.doubtful.clone_from(&history.doubtful);
                    let contents = state.contents;
                    self.heap.contents[contents].carries_grad = true;
                }
                Value::Tensor(tensor)
            }
            Operand::Int(value) => Value::int(value),
            Operand::Float(value) => Value::Constant(Constant::float(value)),
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
                    .map(|element| self.result(element, function, inputs, history))
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

    /// Several results in the tuple with names that PyTorch returns them in, where it has one for the function.
    fn named_results(&mut self, function: &str, results: Value) -> Result<Value, Refusal> {
        let Value::Tuple(elements) = &results else {
            return Ok(results);
        };
        let Some(types) = self.world.module("torch.return_types")? else {
            return Ok(results);
        };
        let short = function
            .trim_start_matches("torch.Tensor.")
            .trim_start_matches("torch.")
            .replace('.', "_");
        let Attribute::Own(class) = self.world.attribute(types, &short)? else {
            return Ok(results);
        };
        self.class_in("torch.return_types", &short)?;
        Ok(Value::Tuple(Tuple::of(
            TupleClass::Other(class),
            elements.to_vec(),
        )))
    }

    fn operand(
        &mut self,
        value: &Value,
        inputs: &mut Vec<Input<'c, 'a>>,
    ) -> Result<Operand<'c, 'a>, Refusal> {
        Ok(match value {
            Value::Tensor(tensor) => {
                let operand = self.family_tensor(*tensor)?;
                inputs.push(Input {
                    tensor: *tensor,
                    value: operand.value,
                    users: vec![],
                });
                Operand::Tensor(operand)
            }
            Value::Constant(Constant::None) => Operand::None,
            Value::Constant(Constant::Bool(value)) => Operand::Bool(*value),
            Value::Constant(Constant::Int(value)) => Operand::Int(**value),
            Value::Constant(Constant::Float(value)) => Operand::Float(**value),
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
            Value::Tuple(_) => self.operand_list(value, inputs)?,
            // PyTorch takes no other iterables.
            Value::Fresh(fresh)
                if matches!(
                    self.heap.fresh[fresh.0 as usize],
                    super::heap::FreshObject::List(_)
                ) =>
            {
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
        inputs: &mut Vec<Input<'c, 'a>>,
    ) -> Result<Operand<'c, 'a>, Refusal> {
        let mut operands = Vec::new();
        for element in self.iterate(value)? {
            operands.push(self.operand(&element, inputs)?);
        }
        Ok(Operand::List(operands))
    }

    /// Fails for a tensor without elements. There is nothing to be gained from compiling it, and most rules of PyTorch's
    /// have an exception for it: what a reduction, a view or an index of nothing is, and where it raises.
    fn nonempty(dims: &[Dim]) -> Result<(), Refusal> {
        if dims.contains(&Dim::Known(0)) {
            return Err(Refusal::new(codes::TENSOR, "a tensor without elements"));
        }
        Ok(())
    }

    /// A tensor's contents, as the tape of this place sees them.
    fn family_tensor(&mut self, tensor: TensorRef) -> Result<operand::Tensor<'c, 'a>, Refusal> {
        let recording = self.grad_enabled()?;
        Self::nonempty(&self.heap.tensor(tensor).dims)?;
        let ssa = self.contents(tensor)?;
        let state = self.heap.tensor(tensor);
        let (dims, dtype, layout) = (state.dims.clone(), state.dtype, state.layout.clone());
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
        Ok(operand::Tensor {
            value,
            dims,
            dtype,
            layout,
            home: Home::Of(tensor.0),
            requires_grad: recording && requires_grad,
        })
    }

    /// The place in another tensor's memory of what a family emitted.
    fn view_of(
        &mut self,
        made: &operand::Tensor<'c, 'a>,
        function: &'static TorchFunction,
        inputs: &[Input<'c, 'a>],
    ) -> Result<Option<View>, Refusal> {
        let (Home::ViewOf(base) | Home::PerhapsViewOf(base)) = made.home else {
            return Ok(None);
        };
        let base = TensorRef(base);
        let recorded = self.grad_enabled()?;
        let value = inputs
            .iter()
            .find(|input| input.tensor == base)
            .map(|input| input.value);
        let steps = value.and_then(|value| self.trace_view(value, made.value));
        let part = function.memory == Memory::View(families::memory::View::Parts);
        let certain = matches!(made.home, Home::ViewOf(_)) && steps.is_some();
        let steps = steps.unwrap_or_default();
        Ok(Some(match &self.heap.tensor(base).view {
            None => View {
                root: base,
                path: steps.into(),
                part,
                recorded,
                certain,
            },
            Some(outer) => View {
                root: outer.root,
                path: outer.path.iter().cloned().chain(steps).collect(),
                part: part || outer.part,
                recorded: recorded && outer.recorded,
                certain: certain && outer.certain,
            },
        }))
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
