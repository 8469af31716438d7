//! `object.name`, in the order in which Python looks.

use super::super::{
    Specializer,
    emit::{Access, PathKey},
    frame::Flow,
    heap::{FreshObject, Owner, Slot},
    refusal::{Refusal, codes},
    value::{Fresh, Known, Value},
};
use crate::world::{Attribute, Object, ObjectId};
use std::rc::Rc;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn get_attribute(&mut self, object: &Value, name: &str) -> Result<Value, Refusal> {
        match self.find_attribute(object, name)? {
            Some(value) => Ok(value),
            None => Err(Refusal::new(
                codes::RAISES,
                format!("{} has no attribute '{name}'", self.describe(object)),
            )),
        }
    }

    /// The attribute, `None` where Python raises `AttributeError`.
    pub fn find_attribute(&mut self, object: &Value, name: &str) -> Result<Option<Value>, Refusal> {
        if let Some(field) = self.exception_field(object, name) {
            return Ok(Some(field));
        }
        match object {
            Value::Tensor(tensor) => self.tensor_attribute(*tensor, name).map(Some),
            Value::Known(known) => self.find_known(*known, name),
            Value::Fresh(fresh) => self.find_fresh(*fresh, name),
            Value::Super { class, receiver } => {
                let (class, receiver) = (*class, receiver.clone());
                self.find_super(class, &receiver, name)
            }
            Value::Function(closure) if name == "__name__" => {
                let name = closure.code.qualname.rsplit('.').next().unwrap_or_default();
                Ok(Some(Value::str(name)))
            }
            Value::Slice(parts) => match name {
                "start" => Ok(Some(parts[0].clone())),
                "stop" => Ok(Some(parts[1].clone())),
                "step" => Ok(Some(parts[2].clone())),
                _ => Ok(None),
            },
            Value::Constant(_)
            | Value::Tuple(_)
            | Value::Range { .. }
            | Value::InstanceDict(_)
            | Value::Number { .. } => {
                let receiver = Rc::new(object.clone());
                Ok(Some(Value::BuiltinMethod {
                    receiver,
                    name: name.into(),
                }))
            }
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!(
                    "'{name}' of {} is not read in a graph",
                    self.describe(object)
                ),
            )),
        }
    }

    fn find_known(&mut self, known: Known, name: &str) -> Result<Option<Value>, Refusal> {
        let slot = (Owner::Known(known), Slot::Attribute(name.to_owned()));
        if let Some(stored) = self.heap.stores.get(&slot) {
            return Ok(stored.clone());
        }
        let object = self.heap.object(known).clone();
        let id = self.heap.id(known);
        match object {
            Object::List { .. } | Object::Set { .. } | Object::Dict { plain: true, .. } => {
                let receiver = Rc::new(Value::Known(known));
                return Ok(Some(Value::BuiltinMethod {
                    receiver,
                    name: name.into(),
                }));
            }
            Object::Class(class) => return self.find_class_attribute(known, &class, name),
            _ => {}
        }
        if name == "__class__" {
            return self
                .class_value(known)
                .map(|class| Some(Value::Known(class)));
        }
        if name == "__dict__" {
            return Ok(Some(Value::InstanceDict(known)));
        }
        let key = || Some(PathKey::str(name));
        let path = format!("{}.{name}", self.heap.symbol(known));
        let found = self.world.attribute(id, name)?;
        match &found {
            Attribute::Own(value) => {
                return self
                    .reach()
                    .step(Some(known), Access::Dict, key(), &path, *value)
                    .map(Some);
            }
            Attribute::Computed(value) => {
                return self
                    .reach()
                    .step(Some(known), Access::Attribute, key(), &path, *value)
                    .map(Some);
            }
            Attribute::Opaque(what) => {
                return Err(Refusal::new(
                    codes::ATTRIBUTE,
                    format!(
                        "'{name}' of {} is looked up by {what}",
                        self.describe(&Value::Known(known))
                    ),
                ));
            }
            _ => {}
        }
        // Everything else is found on the class, as long as the instance has nothing of that name.
        let class = self.class_value(known)?;
        if !matches!(found, Attribute::Property(_)) {
            self.reach()
                .absent(known, Access::Dict, PathKey::str(name))?;
        }
        self.bind_found(found, class, Value::Known(known), name)
    }

    /// What was found on a class, as an instance of it has it.
    fn bind_found(
        &mut self,
        found: Attribute,
        class: Known,
        receiver: Value,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        let path = format!("{}.{name}", self.heap.symbol(class));
        let member =
            |specializer: &mut Self, id: ObjectId| specializer.member(class, name, &path, id);
        match found {
            Attribute::Class(id) => {
                let value = member(self, id)?;
                Ok(Some(self.bind_method(value, receiver)))
            }
            Attribute::Static(id) => member(self, id).map(Some),
            Attribute::ClassMethod { function, .. } => {
                let function = member(self, function)?;
                let receiver = Rc::new(Value::Known(class));
                Ok(Some(Value::Method {
                    function: Rc::new(function),
                    receiver,
                }))
            }
            Attribute::Property(getter) => {
                let getter = member(self, getter)?;
                self.call_value(&getter, vec![receiver], vec![]).map(Some)
            }
            Attribute::Hook(hook) => {
                let path = format!("{}.__getattr__", self.heap.symbol(class));
                let hook = self.member(class, "__getattr__", &path, hook)?;
                match self.call(&hook, vec![receiver, Value::str(name)], vec![])? {
                    Flow::Return(value) => Ok(Some(value)),
                    // The hook's way of saying that there is none; anything else would be a surprise.
                    Flow::Raise(_) => Ok(None),
                    _ => Err(Refusal::new(
                        codes::ATTRIBUTE,
                        "'__getattr__' did not return",
                    )),
                }
            }
            Attribute::Missing => Ok(None),
            Attribute::Own(_) | Attribute::Computed(_) => Err(Refusal::new(
                codes::UNANSWERED,
                format!("the profile contradicts itself about '{name}'"),
            )),
            Attribute::Opaque(what) => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' is looked up by {what}"),
            )),
        }
    }

    fn bind_method(&self, value: Value, receiver: Value) -> Value {
        let binds = match &value {
            Value::Known(known) => match self.heap.object(*known) {
                Object::Function(_) => true,
                // Slots and methods of C types bind; builtin functions kept as attributes do not.
                Object::Builtin(name) => {
                    name.matches('.').count() >= 2 && !name.starts_with("torch._C._nn")
                }
                _ => false,
            },
            _ => false,
        };
        if binds {
            Value::Method {
                function: Rc::new(value),
                receiver: Rc::new(receiver),
            }
        } else {
            value
        }
    }

    fn find_class_attribute(
        &mut self,
        class: Known,
        class_name: &str,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        if matches!(name, "__name__" | "__qualname__") {
            let short = class_name.rsplit('.').next().unwrap_or(class_name);
            return Ok(Some(Value::str(short)));
        }
        let id = self.heap.id(class);
        let path = format!("{}.{name}", self.heap.symbol(class));
        match self.world.attribute(id, name)? {
            Attribute::Own(value)
            | Attribute::Class(value)
            | Attribute::Static(value)
            | Attribute::Computed(value) => self.member(class, name, &path, value).map(Some),
            Attribute::ClassMethod { function, .. } => {
                let function = Rc::new(self.member(class, name, &path, function)?);
                Ok(Some(Value::Method {
                    function,
                    receiver: Rc::new(Value::Known(class)),
                }))
            }
            Attribute::Missing => Ok(None),
            Attribute::Property(_) | Attribute::Hook(_) | Attribute::Opaque(_) => {
                Err(Refusal::new(
                    codes::ATTRIBUTE,
                    format!("'{name}' of the class '{class_name}' is not a plain attribute"),
                ))
            }
        }
    }

    fn find_super(
        &mut self,
        class: ObjectId,
        receiver: &Value,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        let (object, holder) = match receiver {
            Value::Known(known) => (self.heap.id(*known), self.class_value(*known)?),
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::Instance { class, .. } => {
                    let class = *class;
                    (class, self.known_class(class)?)
                }
                _ => return Err(Refusal::new(codes::ATTRIBUTE, "'super()' of a container")),
            },
            _ => {
                return Err(Refusal::new(
                    codes::ATTRIBUTE,
                    "'super()' of something that is no instance",
                ));
            }
        };
        let found = self.world.super_attribute(class, object, name)?;
        // The path's key tells it from the attribute that `super()` skips.
        let key = Some(PathKey::str(&format!("super({}).{name}", class.0)));
        let path = format!("super({}).{name}", self.heap.symbol(holder));
        let mut step = |id: ObjectId| {
            self.reach()
                .step(Some(holder), Access::Member, key.clone(), &path, id)
        };
        match found {
            Attribute::Class(id) | Attribute::Own(id) => {
                let value = step(id)?;
                let value = match &value {
                    Value::Known(_) => Value::Method {
                        function: Rc::new(value),
                        receiver: Rc::new(receiver.clone()),
                    },
                    _ => value,
                };
                Ok(Some(value))
            }
            Attribute::Static(id) => step(id).map(Some),
            Attribute::Missing => Ok(None),
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'super().{name}' is not a plain method"),
            )),
        }
    }

    fn find_fresh(&mut self, fresh: Fresh, name: &str) -> Result<Option<Value>, Refusal> {
        let class = match &self.heap.fresh[fresh.0 as usize] {
            FreshObject::Instance { class, attributes } => {
                if let Some((_, value)) = attributes.iter().find(|(key, _)| key == name) {
                    return Ok(Some(value.clone()));
                }
                *class
            }
            _ => {
                let receiver = Rc::new(Value::Fresh(fresh));
                return Ok(Some(Value::BuiltinMethod {
                    receiver,
                    name: name.into(),
                }));
            }
        };
        let known = self.known_class(class)?;
        if name == "__class__" {
            return Ok(Some(Value::Known(known)));
        }
        let found = match self.world.attribute(class, name)? {
            Attribute::Own(id) => match self.world.describe(id)? {
                Object::Instance(name) if name == "builtins.property" => {
                    return Err(Refusal::new(
                        codes::ATTRIBUTE,
                        "a property of an object made by the function",
                    ));
                }
                _ => Attribute::Class(id),
            },
            other => other,
        };
        self.bind_found(found, known, Value::Fresh(fresh), name)
    }
}
