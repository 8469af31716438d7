//! `tensor.name`, and methods that are about the object rather than its contents.

use super::{
    Specializer,
    emit::{Access, PathKey},
    heap::{Owner, Slot, Tensor},
    protocol::Keywords,
    refusal::{Refusal, codes},
    tensor_memory::unknown_layout,
    value::{Constant, Known, NumberKind, TensorRef, Tuple, TupleClass, Value},
};
use crate::{
    families::{
        layout::{Format, Stride},
        operand::Dim,
        types::DType,
    },
    world::{Attribute, Object},
};
use std::collections::BTreeSet;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `tensor.name`.
    pub fn tensor_attribute(&mut self, tensor: TensorRef, name: &str) -> Result<Value, Refusal> {
        if matches!(name, "grad" | "requires_grad" | "is_leaf" | "grad_fn") {
            self.check_certain(tensor)?;
        }
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
            // What is changed through it counts no version of the base's, while its views' changes count those of a view.
            "data" if state.view.is_some() => {
                return Err(Refusal::new(codes::ALIAS, "'data' of a view"));
            }
            "data" => self.detached(tensor, true),
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

    pub(super) fn computed(&mut self, known: Known, name: &str) -> Result<Value, Refusal> {
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
    pub(super) fn is_leaf(&self, tensor: TensorRef) -> bool {
        let state = self.heap.tensor(tensor);
        state.leaves.contains(&tensor) && !state.computed
    }

    pub(super) fn grad(&mut self, tensor: TensorRef) -> Result<Value, Refusal> {
        self.check_one(tensor, "'.grad' is read of")?;
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
        self.check_one(tensor, "an attribute is stored in")?;
        match name {
            "grad" => {
                if !value.is_none() && !matches!(value, Value::Tensor(_)) {
                    return Err(Refusal::new(
                        codes::RAISES,
                        "'.grad' takes a tensor or None",
                    ));
                }
                if let Value::Tensor(grad) = &value {
                    let (own, grad) = (self.heap.tensor(tensor), self.heap.tensor(*grad));
                    if own.dims != grad.dims || own.dtype != grad.dtype {
                        return Err(Refusal::new(
                            codes::RAISES,
                            "'.grad' takes a tensor of the same shape and dtype",
                        ));
                    }
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
    pub(super) fn detached(&mut self, tensor: TensorRef, data: bool) -> Value {
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
            detached: true,
            data: data || state.data,
            step: None,
            doubtful: std::collections::BTreeMap::new(),
            storage: state.storage,
            layout: state.layout.clone(),
            view: state.view.clone(),
            may_be_view: state.may_be_view,
        };
        Value::Tensor(self.heap.push_tensor(alias))
    }

    pub(super) fn sizes(&mut self, tensor: TensorRef) -> Result<Value, Refusal> {
        let count = self.heap.tensor(tensor).dims.len();
        let sizes: Result<Vec<_>, _> = (0..count).map(|dim| self.size(tensor, dim)).collect();
        Ok(Value::Tuple(Tuple::of(TupleClass::Size, sizes?)))
    }

    pub(super) fn size(&mut self, tensor: TensorRef, dim: usize) -> Result<Value, Refusal> {
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
            Value::Constant(Constant::Int(length)) => (0..*length)
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

    pub(super) fn default_dtype(&mut self) -> Result<DType, Refusal> {
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

    pub(super) fn dtype_value(&mut self, dtype: DType) -> Result<Value, Refusal> {
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
    pub(super) fn tensor_method(
        &mut self,
        tensor: TensorRef,
        name: &str,
        arguments: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        if let ("size", [], [(key, dim)]) = (name, arguments, keywords.as_slice())
            && key == "dim"
        {
            return self.tensor_method(tensor, name, std::slice::from_ref(dim), &vec![]);
        }
        // A call with keywords is another one than those below.
        if name != "backward" && !keywords.is_empty() {
            return Ok(None);
        }
        let state = self.heap.tensor(tensor);
        Ok(Some(match (name, arguments) {
            ("backward", _) => {
                self.backward(tensor, arguments, keywords)?;
                Value::NONE
            }
            ("dim" | "ndimension", []) => Value::int(state.dims.len() as i64),
            ("size", [] | [Value::Constant(Constant::None)]) => self.sizes(tensor)?,
            ("size", [Value::Constant(dim @ Constant::Int(_))]) => {
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
            ("is_contiguous", []) => {
                let contiguous = state
                    .layout
                    .as_ref()
                    .and_then(|layout| layout.is(&state.dims, Format::Contiguous));
                Value::bool(contiguous.ok_or_else(unknown_layout)?)
            }
            ("stride", []) => {
                let layout = state.layout.as_ref().ok_or_else(unknown_layout)?;
                let known = |stride: &Stride| {
                    let known = stride.symbols.is_empty();
                    known.then(|| Value::int(stride.factor))
                };
                let strides: Option<Vec<Value>> = layout.strides.iter().map(known).collect();
                Value::Tuple(strides.ok_or_else(unknown_layout)?.into())
            }
            ("__len__", []) => self.tensor_length(&Value::Tensor(tensor))?,
            ("is_floating_point", []) => Value::bool(state.dtype.is_float()),
            ("is_complex" | "is_inference" | "is_conj" | "is_neg", []) => Value::bool(false),
            ("detach", []) => self.detached(tensor, false),
            ("requires_grad_" | "retain_grad", _) if !state.doubtful.is_empty() => {
                self.check_certain(tensor)?;
                return Ok(None);
            }
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
}
