//! `type(object)`, what stands on a class, and special methods, which are looked up there alone.

use super::super::{
    Specializer,
    emit::{Access, PathKey},
    frame::Flow,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Known, NumberKind, TensorRef, TupleClass, Value},
};
use crate::world::{Attribute, MemberKind, Object, ObjectId, TensorMember};
use std::rc::Rc;

/// What answers for an object when Python looks a special method up.
pub enum Special {
    /// Its class has none, or says with `None` that it has none.
    Missing,
    /// A method written in C, by its qualified name: `builtins.object.__eq__`, `builtins.str.__hash__`.
    Builtin(Rc<str>),
    /// A function or a callable of the program's, bound to the object.
    Bound(Value),
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The class of a value. That an object's class stays what it is has been assumed by then.
    pub fn class_of(&mut self, value: &Value) -> Result<ObjectId, Refusal> {
        let unknown = |specializer: &Self| {
            Refusal::new(
                codes::CALL,
                format!("the type of {}", specializer.describe(value)),
            )
        };
        let name = match value {
            Value::Constant(constant) => constant.type_name(),
            Value::Number { kind, .. } => match kind {
                NumberKind::Bool => "bool",
                NumberKind::Int => "int",
                NumberKind::Float => "float",
            },
            Value::Tensor(tensor) => {
                let class = self.tensor_class(*tensor)?;
                return Ok(self.heap.id(class));
            }
            Value::Known(known) => return self.class_of_known(*known),
            Value::Tuple(tuple) => match tuple.class() {
                TupleClass::Plain => "tuple",
                TupleClass::Size => {
                    let class = self.torch_class("Size")?;
                    return match class {
                        Value::Known(known) => Ok(self.heap.id(known)),
                        _ => Err(unknown(self)),
                    };
                }
                TupleClass::Other(class) => {
                    if let Some(known) = tuple.as_known() {
                        self.class_value(known)?;
                    }
                    return Ok(class);
                }
            },
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(_) => "list",
                FreshObject::Dict(_) => "dict",
                FreshObject::Set(_) => "set",
                FreshObject::OpenRange { .. } => "range",
                FreshObject::FrozenSet(_) => "frozenset",
                FreshObject::Iterator(_) | FreshObject::View(..) => {
                    return match self.type_of(value)? {
                        Value::Known(known) => Ok(self.heap.id(known)),
                        _ => Err(unknown(self)),
                    };
                }
                FreshObject::Alias | FreshObject::Undecided(_) => return Err(unknown(self)),
                FreshObject::Instance { class, .. } => return Ok(*class),
            },
            Value::Function(_) => "function",
            Value::Method { function, .. } => match function.as_ref() {
                Value::Known(known) if matches!(self.heap.object(*known), Object::Builtin(_)) => {
                    return Err(unknown(self));
                }
                _ => "method",
            },
            Value::Slice(_) => "slice",
            Value::Range { .. } => "range",
            Value::Super { .. } => "super",
            Value::InstanceDict(_) => "dict",
            Value::BuiltinMethod { .. } => return Err(unknown(self)),
        };
        Ok(self.world.builtin_type(name)?)
    }

    fn class_of_known(&mut self, known: Known) -> Result<ObjectId, Refusal> {
        match self.heap.object(known) {
            // Objects of these classes cannot be given another one, and nobody changes what stands on them.
            Object::List { .. }
            | Object::Set { .. }
            | Object::Function(_)
            | Object::Builtin(_)
            | Object::Method { .. } => Ok(self.world.class_of(self.heap.id(known))?),
            _ => {
                let class = self.class_value(known)?;
                Ok(self.heap.id(class))
            }
        }
    }

    /// `type(value)`.
    pub fn type_of(&mut self, value: &Value) -> Result<Value, Refusal> {
        if let Value::Known(known) = value {
            return Ok(Value::Known(self.class_value(*known)?));
        }
        if let Value::Fresh(fresh) = value {
            match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::Iterator(iterator) => {
                    return match iterator.source.class() {
                        Some((module, name)) => self.class_in(module, name),
                        None => Err(Refusal::new(codes::CALL, "the type of an iterator")),
                    };
                }
                FreshObject::View(..) => {
                    return Err(Refusal::new(codes::CALL, "the type of a view of a dict"));
                }
                _ => {}
            }
        }
        let id = self.class_of(value)?;
        if let Some(known) = self.heap.by_id.get(&id) {
            return Ok(Value::Known(*known));
        }
        let (module, name) = match value {
            Value::Constant(constant) => match constant.type_name() {
                "NoneType" => ("types", "NoneType"),
                "ellipsis" => ("types", "EllipsisType"),
                "NotImplementedType" => ("types", "NotImplementedType"),
                name => ("builtins", name),
            },
            Value::Number { kind, .. } => (
                "builtins",
                match kind {
                    NumberKind::Bool => "bool",
                    NumberKind::Int => "int",
                    NumberKind::Float => "float",
                },
            ),
            Value::Tuple(_) => ("builtins", "tuple"),
            Value::Fresh(fresh) => (
                "builtins",
                match &self.heap.fresh[fresh.0 as usize] {
                    FreshObject::List(_) => "list",
                    FreshObject::Set(_) => "set",
                    FreshObject::FrozenSet(_) => "frozenset",
                    _ => "dict",
                },
            ),
            Value::Function(_) => ("types", "FunctionType"),
            Value::Method { .. } => ("types", "MethodType"),
            Value::Slice(_) => ("builtins", "slice"),
            Value::Range { .. } => ("builtins", "range"),
            Value::Super { .. } => ("builtins", "super"),
            Value::InstanceDict(_) => ("builtins", "dict"),
            Value::Tensor(_) | Value::Known(_) | Value::BuiltinMethod { .. } => {
                return Err(Refusal::new(
                    codes::CALL,
                    format!("the type of {}", self.describe(value)),
                ));
            }
        };
        match self.class_in(module, name)? {
            Value::Known(class) if self.heap.id(class) == id => Ok(Value::Known(class)),
            _ => Err(Refusal::new(
                codes::CALL,
                format!("'{module}.{name}' is not what it was"),
            )),
        }
    }

    /// The class of a tensor, checked not to have changed: `torch.Tensor` or `torch.nn.Parameter`, since tensors of any other
    /// class are refused where they are reached, and the check of each tensor asks for its class.
    pub fn tensor_class(&mut self, tensor: TensorRef) -> Result<Known, Refusal> {
        let Some(known) = self.heap.tensor(tensor).known else {
            return match self.torch_class("Tensor")? {
                Value::Known(class) => Ok(class),
                _ => Err(Refusal::new(
                    codes::UNANSWERED,
                    "'torch.Tensor' is no class",
                )),
            };
        };
        let id = self.world.class_of(self.heap.id(known))?;
        match self.heap.by_id.get(&id) {
            Some(class) => Ok(*class),
            None => self.class_value(known),
        }
    }

    /// What the class of a tensor has under a name, refused where the program put it there.
    pub fn tensor_member(
        &mut self,
        tensor: TensorRef,
        name: &str,
    ) -> Result<TensorMember, Refusal> {
        let class = self.tensor_class(tensor)?;
        match self.world.tensor_member(self.heap.id(class), name)? {
            TensorMember::Replaced => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of tensors is not PyTorch's"),
            )),
            member => Ok(member),
        }
    }

    /// What Python does with a tensor by a special method, such as `tensor[key]`: the class's is called, unless the
    /// program put another one there.
    pub fn tensor_special(
        &mut self,
        tensor: TensorRef,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, Refusal> {
        self.tensor_member(tensor, name)?;
        let mut all = vec![Value::Tensor(tensor)];
        all.extend(arguments);
        self.call_tensor_function(&format!("torch.Tensor.{name}"), all, vec![])
    }

    /// An object found on a class whose members are known not to have changed: it needs no check of its own. `part` tells
    /// apart what is reached through one member.
    pub fn member(&mut self, class: Known, part: &str, id: ObjectId) -> Result<Value, Refusal> {
        let path = format!("{}.{part}", self.heap.symbol(class));
        self.reach().step(
            Some(class),
            Access::Member,
            Some(PathKey::str(part)),
            &path,
            id,
        )
    }

    /// `type(object)`, checked not to have changed.
    pub fn class_value(&mut self, known: Known) -> Result<Known, Refusal> {
        let id = self.heap.id(known);
        let class = self.world.class_of(id)?;
        let name = format!("type({})", self.heap.symbol(known));
        match self
            .reach()
            .step(Some(known), Access::Type, None, &name, class)?
        {
            Value::Known(class) => Ok(class),
            _ => Err(Refusal::new(
                codes::UNANSWERED,
                "the profile contradicts itself about a class",
            )),
        }
    }

    /// The known object of a class that was reached before.
    pub fn known_class(&mut self, class: ObjectId) -> Result<Known, Refusal> {
        self.known_function(class)
    }

    /// The special method that Python finds for a value.
    pub fn special(&mut self, value: &Value, name: &str) -> Result<Special, Refusal> {
        let class = self.class_of(value)?;
        self.special_of(class, value, name)
    }

    /// The special method of an instance of a class.
    pub fn special_of(
        &mut self,
        class: ObjectId,
        value: &Value,
        name: &str,
    ) -> Result<Special, Refusal> {
        let Some(member) = self.world.member(class, name)? else {
            return Ok(Special::Missing);
        };
        let receiver = Rc::new(value.clone());
        let method = |function: Value, receiver| {
            Special::Bound(Value::Method {
                function: Rc::new(function),
                receiver,
            })
        };
        match member.kind {
            MemberKind::Function => match self.world.describe(member.value)? {
                Object::Builtin(name) => Ok(Special::Builtin(name.into())),
                _ => {
                    let class = self.known_class(class)?;
                    let function = self.member(class, name, member.value)?;
                    Ok(method(function, receiver))
                }
            },
            MemberKind::Plain => match self.world.describe(member.value)? {
                // How a class says that its instances have no hash.
                Object::None if name == "__hash__" => Ok(Special::Missing),
                // CPython calls it, or says that there is none, but never does what it would without one.
                Object::None => Err(Refusal::new(
                    codes::RAISES,
                    format!("'{name}' of the class of {} is None", self.describe(value)),
                )),
                _ => {
                    let class = self.known_class(class)?;
                    Ok(Special::Bound(self.member(class, name, member.value)?))
                }
            },
            MemberKind::Static(function) => {
                let class = self.known_class(class)?;
                let part = format!("{name}.__func__");
                Ok(Special::Bound(self.member(class, &part, function)?))
            }
            MemberKind::ClassMethod(function) => {
                let class = self.known_class(class)?;
                let part = format!("{name}.__func__");
                let function = self.member(class, &part, function)?;
                Ok(method(function, Rc::new(Value::Known(class))))
            }
            MemberKind::Property { .. }
            | MemberKind::Slot
            | MemberKind::Field(_)
            | MemberKind::Getset
            | MemberKind::Descriptor { .. } => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of a class is a descriptor"),
            )),
        }
    }

    /// Calls a special method with the object and these arguments.
    pub fn call_special(
        &mut self,
        object: &Value,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, Refusal> {
        match self.special(object, name)? {
            Special::Bound(method) => self.call_value(&method, arguments, vec![]),
            Special::Builtin(function) => self.call_builtin_method(&function, object, arguments),
            Special::Missing => Err(Refusal::new(
                codes::RAISES,
                format!("{} has no '{name}'", self.describe(object)),
            )),
        }
    }

    /// Calls a method of a C type on a value.
    pub fn call_builtin_method(
        &mut self,
        function: &str,
        receiver: &Value,
        arguments: Vec<Value>,
    ) -> Result<Value, Refusal> {
        let mut all = vec![receiver.clone()];
        all.extend(arguments);
        match self.call_builtin(function, all, vec![])? {
            Flow::Return(value) => Ok(value),
            Flow::Raise(exception) => Err(self.rising(&exception)),
            _ => Err(Refusal::new(codes::CALL, "a call ended without returning")),
        }
    }

    pub fn torch_class(&mut self, name: &str) -> Result<Value, Refusal> {
        self.class_in("torch", name)
    }

    /// A class by the module and the name under which it is found.
    pub fn class_in(&mut self, module: &str, name: &str) -> Result<Value, Refusal> {
        let missing = || {
            Refusal::new(
                codes::CALL,
                format!("the class '{module}.{name}' is not there"),
            )
        };
        let id = self.world.module(module)?.ok_or_else(missing)?;
        let module =
            self.reach()
                .step(None, Access::Import, Some(PathKey::str(module)), module, id)?;
        self.find_attribute(&module, name)?.ok_or_else(missing)
    }

    /// An attribute of a class as it stands there: functions unbound.
    pub fn class_attribute_of(
        &mut self,
        id: ObjectId,
        class: Known,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        match self.world.attribute(id, name)? {
            Attribute::Own(value) => self.member(class, name, value).map(Some),
            Attribute::Static(value) => {
                let part = format!("{name}.__func__");
                self.member(class, &part, value).map(Some)
            }
            Attribute::Missing => Ok(None),
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of a class is not a plain attribute"),
            )),
        }
    }
}
