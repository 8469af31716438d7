//! Reaching objects of the real heap.
//!
//! Every object that specialization looks at becomes a `dataflow.object`: the path by which it was reached, with a check.
//! Two paths to one object are declared as that, so that a graph is valid exactly where aliasing is what it was.

use super::{
    emit::{Access, Check, Declaration, Emitter, PathKey, reference_type_text},
    heap::{Contents, Heap, KnownObject, Tensor},
    origins::Place,
    refusal::{Refusal, codes},
    value::{Constant, Known, NumberKind, Ssa, TensorRef, Tuple, TupleClass, Value},
};
use crate::{
    families::{layout::Layout, operand::Dim, types::DType},
    world::{Object, ObjectId, Rung, TensorInfo, World},
};

/// The state of one specialization that reaching objects needs.
pub struct Reach<'r, 'c, 'a> {
    pub heap: &'r mut Heap,
    pub world: &'r mut dyn World,
    pub emit: &'r mut Emitter<'c, 'a>,
}

/// What is checked about a known object besides the objects that are reached from it.
struct Fact {
    access: Access,
    key: Option<PathKey>,
    check: Check,
    expected: Option<PathKey>,
    r#type: &'static str,
}

impl<'c: 'a, 'a> Reach<'_, 'c, 'a> {
    /// The value at the end of one step, declared with the check that makes it so.
    pub fn step(
        &mut self,
        parent: Option<Known>,
        access: Access,
        key: Option<PathKey>,
        name: &str,
        id: ObjectId,
    ) -> Result<Value, Refusal> {
        let parent_symbol = parent.map(|parent| self.heap.symbol(parent).to_owned());
        let text = key.as_ref().map(PathKey::text).unwrap_or_default();
        let path = (parent_symbol.clone(), access, text);
        if let Some(value) = self.heap.steps.get(&path) {
            return Ok(value.clone());
        }
        let object = self.world.describe(id)?;
        let symbol = self.fresh_symbol(name);
        // A class that is checked not to have changed answers for its members.
        let trusted = access == Access::Member;
        let declare = |reach: &mut Self, check, expected, r#type: &str| {
            let (check, expected) = if trusted {
                (Check::Nothing, None)
            } else {
                (check, expected)
            };
            reach.emit.declare(Declaration {
                symbol: &symbol,
                access,
                key: key.clone(),
                parent: parent_symbol.as_deref(),
                check,
                expected,
                r#type,
                dims: None,
                strides: None,
                requires_grad: false,
                leaf: false,
                id: Some(id),
            })
        };
        let value = if let Some(constant) = Constant::of(&object) {
            match number_kind(&constant) {
                Some(kind) if !trusted && self.world.seen(&symbol)?.rung >= Rung::Type => {
                    let r#type = Emitter::constant_type(&constant);
                    declare(self, Check::Type, None, r#type)?;
                    let machine = self.emit.number_type(kind);
                    let ssa = self.emit.object_number(&symbol, r#type, machine)?;
                    self.heap.origins.number(ssa, &symbol, r#type);
                    Value::Number {
                        kind,
                        ssa,
                        dim: None,
                    }
                }
                _ => {
                    let r#type = Emitter::constant_type(&constant);
                    match constant {
                        Constant::NotImplemented | Constant::Bytes(_) | Constant::Imaginary(_) => {
                            declare(self, Check::Identity, None, r#type)?;
                        }
                        _ => declare(
                            self,
                            Check::Value,
                            Some(PathKey::Constant(constant.clone())),
                            r#type,
                        )?,
                    }
                    let place = Place::Object {
                        symbol: symbol.clone(),
                        r#type,
                    };
                    self.heap.origins.constant(&constant, place);
                    Value::Constant(constant)
                }
            }
        } else if let Some(known) = self.heap.by_id.get(&id).copied() {
            let expected = PathKey::Symbol(self.heap.symbol(known).to_owned());
            let r#type = self.heap.known[known.0 as usize].r#type.clone();
            declare(self, Check::Same, Some(expected), &r#type)?;
            self.value_of(known)
        } else {
            match &object {
                Object::Tensor(info) => self.reach_tensor(
                    &symbol,
                    parent_symbol.as_deref(),
                    access,
                    key.clone(),
                    id,
                    info.clone(),
                )?,
                Object::Tuple(elements) => {
                    let elements = elements.clone();
                    let constant = access != Access::Argument && self.all_constant(&elements)?;
                    let check = if constant {
                        Check::Identity
                    } else {
                        Check::Type
                    };
                    declare(self, check, None, "!pydyn.tuple")?;
                    let known =
                        self.register(id, object, symbol.clone(), "!pydyn.tuple".to_owned());
                    let value = self.tuple(known, &elements, constant)?;
                    self.heap.steps.insert(path, value.clone());
                    return Ok(value);
                }
                _ => {
                    let (r#type, check) = self.check_for(&object, access);
                    declare(self, check, None, &r#type)?;
                    let known = self.register(id, object, symbol.clone(), r#type);
                    Value::Known(known)
                }
            }
        };
        self.heap.steps.insert(path, value.clone());
        Ok(value)
    }

    /// Declares that a step leads nowhere.
    pub fn absent(&mut self, parent: Known, access: Access, key: PathKey) -> Result<(), Refusal> {
        let name = self.heap.symbol(parent);
        let name = format!("{name}.{}.absent", display(&key));
        let fact = Fact {
            access,
            key: Some(key),
            check: Check::Absent,
            expected: None,
            r#type: "!pydyn.none",
        };
        self.check_fact(parent, &name, fact).map(drop)
    }

    /// Checks something about a known object that is no object that anything else is reached from; once is enough. The symbol
    /// that it is declared under.
    fn check_fact(&mut self, parent: Known, name: &str, fact: Fact) -> Result<String, Refusal> {
        let parent = self.heap.symbol(parent).to_owned();
        let key = fact.key.as_ref().map(PathKey::text).unwrap_or_default();
        let path = (Some(parent.clone()), fact.access, key);
        if let Some(symbol) = self.heap.steps.get(&path) {
            return Ok(symbol.as_str().unwrap_or_default().to_owned());
        }
        let symbol = self.fresh_symbol(name);
        self.emit.declare(Declaration {
            symbol: &symbol,
            access: fact.access,
            key: fact.key,
            parent: Some(&parent),
            check: fact.check,
            expected: fact.expected,
            r#type: fact.r#type,
            dims: None,
            strides: None,
            requires_grad: false,
            leaf: false,
            id: None,
        })?;
        self.heap.steps.insert(path, Value::str(&symbol));
        Ok(symbol)
    }

    fn register(&mut self, id: ObjectId, object: Object, symbol: String, r#type: String) -> Known {
        let known = Known(self.heap.known.len() as u32);
        self.heap.known.push(KnownObject {
            id,
            object,
            symbol,
            r#type,
            reference: None,
        });
        self.heap.by_id.insert(id, known);
        known
    }

    fn value_of(&self, known: Known) -> Value {
        match (
            self.heap.tensor_of.get(&known),
            self.heap.tuple_of.get(&known),
        ) {
            (Some(tensor), _) => Value::Tensor(*tensor),
            (None, Some(tuple)) => Value::Tuple(tuple.clone()),
            (None, None) => Value::Known(known),
        }
    }

    fn tuple(
        &mut self,
        known: Known,
        elements: &[ObjectId],
        constant: bool,
    ) -> Result<Value, Refusal> {
        let name = self.heap.symbol(known).to_owned();
        if !constant {
            self.length(known, elements.len())?;
        }
        let mut values = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            let constant_element = match constant {
                true => Constant::of(&self.world.describe(*element)?),
                false => None,
            };
            values.push(if let Some(constant) = constant_element {
                Value::Constant(constant)
            } else {
                let key = Some(PathKey::int(index as i64));
                self.step(
                    Some(known),
                    Access::Item,
                    key,
                    &format!("{name}[{index}]"),
                    *element,
                )?
            });
        }
        if constant {
            self.heap.origins.items(&name, &values);
        }
        let class = self.tuple_class(self.heap.id(known))?;
        let tuple = Tuple::known(class, values, known);
        self.heap.tuple_of.insert(known, tuple.clone());
        Ok(Value::Tuple(tuple))
    }

    fn tuple_class(&mut self, tuple: ObjectId) -> Result<TupleClass, Refusal> {
        let class = self.world.class_of(tuple)?;
        if class == self.world.builtin_type("tuple")? {
            return Ok(TupleClass::Plain);
        }
        Ok(match self.world.describe(class)? {
            Object::Class(name) if name == "torch.Size" => TupleClass::Size,
            _ => TupleClass::Other(class),
        })
    }

    /// Checks the length of a container.
    pub fn length(&mut self, known: Known, length: usize) -> Result<(), Refusal> {
        let name = format!("len({})", self.heap.symbol(known));
        let length = length as i64;
        let fact = Fact {
            access: Access::Length,
            key: None,
            check: Check::Value,
            expected: Some(PathKey::int(length)),
            r#type: "!pydyn.int",
        };
        self.check_fact(known, &name, fact).map(drop)
    }

    /// Checks that a dict has the keys that it has, in their order; `elements` are these.
    pub fn keys(&mut self, dict: Known, elements: &[Value]) -> Result<(), Refusal> {
        let name = format!("keys({})", self.heap.symbol(dict));
        let fact = Fact {
            access: Access::Keys,
            key: None,
            check: Check::Identity,
            expected: None,
            r#type: "!pydyn.tuple",
        };
        let symbol = self.check_fact(dict, &name, fact)?;
        self.heap.origins.items(&symbol, elements);
        Ok(())
    }

    fn all_constant(&mut self, elements: &[ObjectId]) -> Result<bool, Refusal> {
        for element in elements {
            let constant = match self.world.describe(*element)? {
                Object::Tuple(inner) => self.all_constant(&inner)?,
                object => Constant::of(&object).is_some(),
            };
            if !constant {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The type and the check of an object that is neither a constant nor a tensor.
    fn check_for(&mut self, object: &Object, access: Access) -> (String, Check) {
        let container = if access == Access::Argument {
            Check::Type
        } else {
            Check::Identity
        };
        match object {
            Object::List { .. } => ("!pydyn.list<!pydyn.object>".to_owned(), container),
            Object::Dict { .. } => (
                "!pydyn.dict<!pydyn.object, !pydyn.object>".to_owned(),
                container,
            ),
            Object::Set { .. } => ("!pydyn.set<!pydyn.object>".to_owned(), container),
            Object::Function(_) | Object::Builtin(_) | Object::Method { .. } => {
                ("!pydyn.function".to_owned(), Check::Identity)
            }
            Object::Module(_) => ("!pydyn.module".to_owned(), Check::Identity),
            Object::Class(_) => ("!pydyn.class".to_owned(), Check::Unchanged),
            Object::Instance(class) => (format!("!pydyn.instance<{class:?}>"), Check::Identity),
            _ => ("!pydyn.object".to_owned(), Check::Identity),
        }
    }

    fn reach_tensor(
        &mut self,
        symbol: &str,
        parent: Option<&str>,
        access: Access,
        key: Option<PathKey>,
        id: ObjectId,
        info: TensorInfo,
    ) -> Result<Value, Refusal> {
        let refuse = |what: &str| Err(Refusal::new(codes::TENSOR, format!("'{symbol}' {what}")));
        if !info.plain {
            return refuse("is of a tensor subclass");
        }
        if info.device != "cpu" {
            return refuse(&format!("is on the device '{}'", info.device));
        }
        let Some(dtype) = DType::from_torch(&info.dtype) else {
            return refuse(&format!("has the dtype {}", info.dtype));
        };
        if info.hooks {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                format!("'{symbol}' has hooks"),
            ));
        }
        let dims = self.relaxed_dims(symbol, &info.shape)?;
        let shape: Vec<_> = dims
            .iter()
            .map(|dim| match dim {
                Dim::Known(size) => Some(*size),
                Dim::Symbol(_) => None,
            })
            .collect();
        let names = dims
            .iter()
            .any(|dim| matches!(dim, Dim::Symbol(_)))
            .then(|| {
                dims.iter()
                    .map(|dim| match dim {
                        Dim::Known(_) => String::new(),
                        Dim::Symbol(symbol) => self.heap.dim_name(*symbol),
                    })
                    .collect()
            });
        let layout = Layout::of_sizes(&dims, &info.shape, &info.strides);
        let Some(strides) = layout.encode(&dims) else {
            return refuse("has strides that depend on other sizes than its own");
        };
        let r#type = reference_type_text(&shape, dtype, self.emit.context);
        self.emit.declare(Declaration {
            symbol,
            access,
            key,
            parent,
            check: Check::Tensor,
            expected: None,
            r#type: &r#type,
            dims: names,
            strides,
            requires_grad: info.requires_grad,
            leaf: info.leaf,
            id: Some(id),
        })?;
        let requires_grad = info.requires_grad;
        let computed = requires_grad && !info.leaf;
        let storage = match self.heap.storages.get(&info.storage) {
            Some(storage) => *storage,
            None => {
                self.heap.next_storage += 1;
                let made = self.heap.next_storage;
                self.heap.storages.insert(info.storage, made);
                made
            }
        };
        let known = self.register(id, Object::Tensor(info), symbol.to_owned(), r#type);
        let reference = self.reference(known)?;
        self.heap.contents.push(Contents {
            carries_grad: requires_grad,
            ..Contents::default()
        });
        let number = TensorRef(self.heap.tensors.len() as u32);
        let tensor = self.heap.push_tensor(Tensor {
            known: Some(known),
            reference: Some(reference),
            contents: self.heap.contents.len() - 1,
            dims,
            dtype,
            requires_grad,
            leaves: requires_grad.then_some(number).into_iter().collect(),
            computed,
            detached: false,
            data: false,
            step: None,
            doubtful: std::collections::BTreeMap::new(),
            storage,
            layout: Some(layout),
            view: None,
            may_be_view: false,
        });
        self.heap.tensor_of.insert(known, tensor);
        Ok(Value::Tensor(tensor))
    }

    /// The dimensions that a graph assumes of an input: those that varied so far are symbols, where the ladder allows them.
    fn relaxed_dims(&mut self, symbol: &str, shape: &[i64]) -> Result<Vec<Dim>, Refusal> {
        let seen = self.world.seen(symbol)?;
        let varies = |index: usize, size: i64| match seen.rung {
            Rung::Exact => false,
            Rung::PartlyKnownShape => seen
                .shapes
                .iter()
                .any(|other| other.len() == shape.len() && other[index] != size),
            Rung::Rank | Rung::Type => true,
        };
        Ok(shape
            .iter()
            .enumerate()
            .map(|(index, size)| {
                // Sizes 0 and 1 change what broadcasting means, and stay constants.
                if *size >= 2 && varies(index, *size) {
                    self.heap.dim(*size)
                } else {
                    Dim::Known(*size)
                }
            })
            .collect())
    }

    /// `pydyn.object_ref` of a known object.
    pub fn reference(&mut self, known: Known) -> Result<Ssa, Refusal> {
        let object = &self.heap.known[known.0 as usize];
        if let Some(reference) = object.reference {
            return Ok(reference);
        }
        let reference = self.emit.object_ref(&object.symbol, &object.r#type)?;
        self.heap.known[known.0 as usize].reference = Some(reference);
        Ok(reference)
    }

    /// A number that a function of the process tells, whatever it is.
    pub fn number_of_the_run(&mut self, function: &str, id: ObjectId) -> Result<Ssa, Refusal> {
        let symbol = self.fresh_symbol(&format!("{function}()"));
        let r#type = "!pydyn.int";
        self.emit.declare(Declaration {
            symbol: &symbol,
            access: Access::Query,
            key: Some(PathKey::str(function)),
            parent: None,
            check: Check::Type,
            expected: None,
            r#type,
            dims: None,
            strides: None,
            requires_grad: false,
            leaf: false,
            id: Some(id),
        })?;
        let machine = self.emit.number_type(NumberKind::Int);
        self.emit.object_number(&symbol, r#type, machine)
    }

    pub(super) fn fresh_symbol(&mut self, name: &str) -> String {
        let mut symbol = name.to_owned();
        let mut suffix = 2;
        while !self.heap.symbols.insert(symbol.clone()) {
            symbol = format!("{name}#{suffix}");
            suffix += 1;
        }
        symbol
    }
}

fn display(key: &PathKey) -> String {
    match key {
        PathKey::Constant(Constant::Str(text)) => text.to_string(),
        other => other.text(),
    }
}

fn number_kind(constant: &Constant) -> Option<NumberKind> {
    match constant {
        Constant::Int(_) => Some(NumberKind::Int),
        Constant::Float(_) => Some(NumberKind::Float),
        Constant::Bool(_) => Some(NumberKind::Bool),
        _ => None,
    }
}
