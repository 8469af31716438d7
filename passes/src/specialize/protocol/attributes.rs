//! `object.name`, in the order in which Python looks.

use super::super::{
    Specializer,
    emit::{Access, PathKey},
    heap::{FreshObject, Owner, Slot},
    refusal::{Refusal, codes},
    value::{Constant, Fresh, Known, Value},
};
use super::classes::Special;
use crate::world::{Attribute, Member, MemberKind, Object, ObjectId, TensorMember};
use std::rc::Rc;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn get_attribute(&mut self, object: &Value, name: &str) -> Result<Value, Refusal> {
        match self.find_attribute(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.missing_attribute(object, name)),
        }
    }

    /// The refusal of an attribute that there is not.
    pub fn missing_attribute(&self, object: &Value, name: &str) -> Refusal {
        Refusal::new(
            codes::RAISES,
            format!("{} has no attribute '{name}'", self.describe(object)),
        )
    }

    /// The attribute, `None` where Python raises `AttributeError`.
    pub fn find_attribute(&mut self, object: &Value, name: &str) -> Result<Option<Value>, Refusal> {
        if let Some(field) = self.exception_field(object, name) {
            return Ok(Some(field));
        }
        match object {
            Value::Tensor(_) => self.find_of_tensor(object, name),
            Value::Known(known) => self.find_known(*known, name),
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::Instance { class, .. } => {
                    let class = *class;
                    self.find_of_instance(object, class, name)
                }
                _ => self.find_generically(object, name),
            },
            Value::Super { class, receiver } => {
                let (class, receiver) = (*class, receiver.clone());
                self.find_super(class, &receiver, name)
            }
            Value::Method { function, receiver } if name == "__self__" => {
                let _ = function;
                Ok(Some(receiver.as_ref().clone()))
            }
            Value::Method { function, .. } if name == "__func__" => {
                Ok(Some(function.as_ref().clone()))
            }
            Value::Function(closure) if name == "__name__" => {
                let name = closure.code.qualname.rsplit('.').next().unwrap_or_default();
                Ok(Some(self.interned(name)))
            }
            Value::Constant(_)
            | Value::Number { .. }
            | Value::Tuple(_)
            | Value::Slice(_)
            | Value::Range { .. }
            | Value::Function(_)
            | Value::InstanceDict(_) => self.find_generically(object, name),
            Value::Method { .. } | Value::BuiltinMethod { .. } => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!(
                    "'{name}' of {} is not read in a graph",
                    self.describe(object)
                ),
            )),
        }
    }

    fn find_of_tensor(&mut self, object: &Value, name: &str) -> Result<Option<Value>, Refusal> {
        let Value::Tensor(tensor) = object else {
            return self.find_attribute(object, name);
        };
        if name == "__class__" {
            return self.type_of(object).map(Some);
        }
        match self.tensor_member(*tensor, name)? {
            TensorMember::Missing | TensorMember::Replaced => {
                match self.heap.tensor(*tensor).known {
                    Some(known) => self.own_attribute(known, name),
                    None => Ok(None),
                }
            }
            member => {
                let value = self.tensor_attribute(*tensor, name)?;
                if member == TensorMember::Attribute && matches!(value, Value::BuiltinMethod { .. })
                {
                    return Err(Refusal::new(
                        codes::ATTRIBUTE,
                        format!("'{name}' of a tensor"),
                    ));
                }
                Ok(Some(value))
            }
        }
    }

    fn find_known(&mut self, known: Known, name: &str) -> Result<Option<Value>, Refusal> {
        let object = Value::Known(known);
        match self.heap.object(known).clone() {
            Object::List { .. } | Object::Set { .. } | Object::Dict { plain: true, .. } => {
                self.find_generically(&object, name)
            }
            Object::Class(_) => self.find_of_class(known, name),
            Object::Instance(_) | Object::Dict { plain: false, .. } => {
                let class = self.class_of(&object)?;
                self.find_of_instance(&object, class, name)
            }
            _ => self.find_plainly(known, name),
        }
    }

    /// An attribute of a module, function or something else that is written in C.
    fn find_plainly(&mut self, known: Known, name: &str) -> Result<Option<Value>, Refusal> {
        let slot = (Owner::Known(known), Slot::Attribute(name.to_owned()));
        if let Some(stored) = self.heap.stores.get(&slot) {
            return Ok(stored.clone());
        }
        if name == "__class__" {
            return self.type_of(&Value::Known(known)).map(Some);
        }
        if name == "__dict__" {
            return Ok(Some(Value::InstanceDict(known)));
        }
        let id = self.heap.id(known);
        let key = || Some(PathKey::str(name));
        let path = format!("{}.{name}", self.heap.symbol(known));
        let found = self.world.attribute(id, name)?;
        let receiver = Value::Known(known);
        match found {
            Attribute::Own(value) => self
                .reach()
                .step(Some(known), Access::Dict, key(), &path, value)
                .map(Some),
            Attribute::Computed(value) => self.computed_attribute(known, name, value).map(Some),
            Attribute::Opaque(what) => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!(
                    "'{name}' of {} is looked up by {what}",
                    self.describe(&receiver)
                ),
            )),
            // Everything else is found on the class, as long as the object has nothing of that name.
            Attribute::Class(value) => {
                let class = self.class_without(known, name)?;
                let value = self.member(class, name, value)?;
                Ok(Some(self.bind_method(value, &receiver)))
            }
            Attribute::Static(value) => {
                let class = self.class_without(known, name)?;
                let part = format!("{name}.__func__");
                self.member(class, &part, value).map(Some)
            }
            Attribute::ClassMethod { function, .. } => {
                let class = self.class_without(known, name)?;
                let part = format!("{name}.__func__");
                let function = Rc::new(self.member(class, &part, function)?);
                Ok(Some(Value::Method {
                    function,
                    receiver: Rc::new(Value::Known(class)),
                }))
            }
            Attribute::Property(getter) => {
                let class = self.class_value(known)?;
                let getter = self.member(class, &format!("{name}.fget"), getter)?;
                self.call_value(&getter, vec![receiver], vec![]).map(Some)
            }
            Attribute::Hook(_) => {
                let class = self.class_without(known, name)?;
                let class = self.heap.id(class);
                self.find_by_hook(&receiver, class, name)
            }
            Attribute::Missing => {
                self.class_without(known, name)?;
                Ok(None)
            }
        }
    }

    /// The class of an object, which is checked not to have an attribute of its own under a name.
    fn class_without(&mut self, known: Known, name: &str) -> Result<Known, Refusal> {
        let class = self.class_value(known)?;
        self.reach()
            .absent(known, Access::Dict, PathKey::str(name))?;
        Ok(class)
    }

    /// What a getter written in C gave, which is asked again at entry.
    fn computed_attribute(
        &mut self,
        known: Known,
        name: &str,
        value: ObjectId,
    ) -> Result<Value, Refusal> {
        let path = format!("{}.{name}", self.heap.symbol(known));
        self.reach().step(
            Some(known),
            Access::Attribute,
            Some(PathKey::str(name)),
            &path,
            value,
        )
    }

    /// An attribute of an instance of a class that was written in Python, known or made by the function.
    fn find_of_instance(
        &mut self,
        object: &Value,
        class: ObjectId,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        match self.special_of(class, object, "__getattribute__")? {
            Special::Builtin(function)
                if matches!(
                    function.as_ref(),
                    "builtins.object.__getattribute__" | "builtins.BaseException.__getattribute__"
                ) =>
            {
                self.find_generically(object, name)
            }
            // `super()` and `object` lead to the general look-up from there.
            Special::Bound(method) => {
                match self.found(|this| {
                    let name = this.interned(name);
                    this.call_value(&method, vec![name], vec![])
                })? {
                    Some(value) => Ok(Some(value)),
                    None => self.find_by_hook(object, class, name),
                }
            }
            // Written in C: what a guard can ask for again is among the getters that the world knows.
            _ => match object {
                Value::Known(known) => self.find_plainly(*known, name),
                _ => Err(Refusal::new(
                    codes::ATTRIBUTE,
                    format!("{} has a look-up of its own", self.describe(object)),
                )),
            },
        }
    }

    /// `object.__getattribute__(object, name)`, then `__getattr__`.
    pub fn find_generically(
        &mut self,
        object: &Value,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        let class = self.class_of(object)?;
        let member = self.world.member(class, name)?;
        if name == "__class__" {
            return match member.map(|member| member.kind) {
                Some(MemberKind::Getset) => self.type_of(object).map(Some),
                _ => Err(Refusal::new(
                    codes::ATTRIBUTE,
                    format!("{} says itself what its class is", self.describe(object)),
                )),
            };
        }
        let has_dict = self.world.layout(class)?.dict;
        if name == "__dict__" {
            return match object {
                Value::Known(known) if has_dict => Ok(Some(Value::InstanceDict(*known))),
                _ if !has_dict => self.find_by_hook(object, class, name),
                _ => Err(Refusal::new(
                    codes::ATTRIBUTE,
                    "the '__dict__' of an object made by the function",
                )),
            };
        }
        // Descriptors that have something to say about stores come before the instance's own attributes.
        if let Some(member) = &member
            && member.kind.is_data()
        {
            return self.read_member(object, class, name, member);
        }
        if has_dict && let Some(own) = self.own(object, name)? {
            return Ok(Some(own));
        }
        match member {
            Some(member) => self.read_member(object, class, name, &member),
            None => self.find_by_hook(object, class, name),
        }
    }

    /// What an object's own dict, or a slot, holds under a name.
    fn own(&mut self, object: &Value, name: &str) -> Result<Option<Value>, Refusal> {
        match object {
            Value::Known(known) => self.own_attribute(*known, name),
            Value::Fresh(fresh) => Ok(self.own_of_fresh(*fresh, name)),
            // A function that the program makes has none: stores to it are refused.
            _ => Ok(None),
        }
    }

    fn own_of_fresh(&self, fresh: Fresh, name: &str) -> Option<Value> {
        match &self.heap.fresh[fresh.0 as usize] {
            FreshObject::Instance { attributes, .. } => attributes
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone()),
            _ => None,
        }
    }

    /// What reading a member of an object's class through the object gives.
    fn read_member(
        &mut self,
        object: &Value,
        class: ObjectId,
        name: &str,
        member: &Member,
    ) -> Result<Option<Value>, Refusal> {
        let is_instance = self.is_python_instance(object);
        let bind = |function: Value, receiver: Value| {
            Some(Value::Method {
                function: Rc::new(function),
                receiver: Rc::new(receiver),
            })
        };
        match &member.kind {
            MemberKind::Plain => {
                let class = self.known_class_of(object, class)?;
                self.member(class, name, member.value).map(Some)
            }
            MemberKind::Function => {
                let builtin = matches!(self.world.describe(member.value)?, Object::Builtin(_));
                if builtin && !is_instance {
                    return Ok(Some(Value::BuiltinMethod {
                        receiver: Rc::new(object.clone()),
                        name: name.into(),
                    }));
                }
                let class = self.known_class_of(object, class)?;
                let function = self.member(class, name, member.value)?;
                Ok(bind(function, object.clone()))
            }
            MemberKind::Static(function) => {
                let class = self.known_class_of(object, class)?;
                let part = format!("{name}.__func__");
                self.member(class, &part, *function).map(Some)
            }
            MemberKind::ClassMethod(function) => {
                let class = self.known_class_of(object, class)?;
                let part = format!("{name}.__func__");
                let function = self.member(class, &part, *function)?;
                Ok(bind(function, Value::Known(class)))
            }
            MemberKind::Property {
                get: Some(getter), ..
            } => {
                let class_object = self.known_class_of(object, class)?;
                let getter = self.member(class_object, &format!("{name}.fget"), *getter)?;
                match self.found(|this| this.call_value(&getter, vec![object.clone()], vec![]))? {
                    Some(value) => Ok(Some(value)),
                    None => self.find_by_hook(object, class, name),
                }
            }
            MemberKind::Property { get: None, .. } => self.find_by_hook(object, class, name),
            MemberKind::Field(index) => match object {
                Value::Tuple(elements) => Ok(elements.get(*index).cloned()),
                _ => Err(Refusal::new(
                    codes::ATTRIBUTE,
                    format!("'{name}' of {}", self.describe(object)),
                )),
            },
            MemberKind::Slot | MemberKind::Getset => self.read_slot(object, class, name),
            MemberKind::Descriptor { get: false, .. } => {
                let class = self.known_class_of(object, class)?;
                self.member(class, name, member.value).map(Some)
            }
            MemberKind::Descriptor { get: true, .. } => {
                let class = self.known_class_of(object, class)?;
                let descriptor = self.member(class, name, member.value)?;
                let arguments = vec![object.clone(), Value::Known(class)];
                match self.special(&descriptor, "__get__")? {
                    Special::Bound(method) => self.call_value(&method, arguments, vec![]).map(Some),
                    _ => Err(Refusal::new(
                        codes::ATTRIBUTE,
                        format!("'{name}' is looked up by {}", self.describe(&descriptor)),
                    )),
                }
            }
        }
    }

    /// A slot of an object, or an attribute that is written in C.
    fn read_slot(
        &mut self,
        object: &Value,
        class: ObjectId,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        let unknown = |specializer: &Self| {
            Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of {}", specializer.describe(object)),
            ))
        };
        match object {
            Value::Known(known) => {
                let slot = (Owner::Known(*known), Slot::Attribute(name.to_owned()));
                if let Some(stored) = self.heap.stores.get(&slot) {
                    return Ok(stored.clone());
                }
                match self.world.attribute(self.heap.id(*known), name)? {
                    Attribute::Computed(value) => {
                        self.computed_attribute(*known, name, value).map(Some)
                    }
                    Attribute::Property(getter) => {
                        let class = self.class_value(*known)?;
                        let getter = self.member(class, &format!("{name}.fget"), getter)?;
                        self.call_value(&getter, vec![object.clone()], vec![])
                            .map(Some)
                    }
                    _ => unknown(self),
                }
            }
            Value::Fresh(fresh) => {
                match (
                    self.own_of_fresh(*fresh, name),
                    self.is_python_instance(object),
                ) {
                    (Some(value), _) => Ok(Some(value)),
                    // An exception's `args` and the like are set when it is made; a slot is not.
                    (None, true) if self.is_slot(class, name)? => {
                        self.find_by_hook(object, class, name)
                    }
                    _ => unknown(self),
                }
            }
            Value::Slice(parts) => match name {
                "start" => Ok(Some(parts[0].clone())),
                "stop" => Ok(Some(parts[1].clone())),
                "step" => Ok(Some(parts[2].clone())),
                _ => unknown(self),
            },
            Value::Range { start, stop, step } => match name {
                "start" => Ok(Some(Value::int(*start))),
                "stop" => Ok(Some(Value::int(*stop))),
                "step" => Ok(Some(Value::int(*step))),
                _ => unknown(self),
            },
            Value::Constant(Constant::Int(_) | Constant::Float(_)) if name == "real" => {
                Ok(Some(object.clone()))
            }
            _ => unknown(self),
        }
    }

    fn is_slot(&mut self, class: ObjectId, name: &str) -> Result<bool, Refusal> {
        let member = self.world.member(class, name)?;
        Ok(matches!(
            member,
            Some(Member {
                kind: MemberKind::Slot,
                ..
            })
        ))
    }

    /// Whether a value is an instance of a class that may be written in Python, rather than of a builtin type.
    pub fn is_python_instance(&self, value: &Value) -> bool {
        match value {
            Value::Known(known) => matches!(
                self.heap.object(*known),
                Object::Instance(_) | Object::Dict { plain: false, .. }
            ),
            Value::Fresh(fresh) => matches!(
                self.heap.fresh[fresh.0 as usize],
                FreshObject::Instance { .. }
            ),
            _ => false,
        }
    }

    /// The known object of the class of a value, from which its members are reached.
    fn known_class_of(&mut self, object: &Value, class: ObjectId) -> Result<Known, Refusal> {
        if let Some(known) = self.heap.by_id.get(&class) {
            return Ok(*known);
        }
        match self.type_of(object)? {
            Value::Known(known) => Ok(known),
            _ => self.known_class(class),
        }
    }

    /// What the class's `__getattr__` gives, once nothing else was found.
    fn find_by_hook(
        &mut self,
        object: &Value,
        class: ObjectId,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        let hook = match self.special_of(class, object, "__getattr__")? {
            Special::Missing => return Ok(None),
            Special::Bound(hook) => hook,
            Special::Builtin(function) => {
                return Err(Refusal::new(
                    codes::ATTRIBUTE,
                    format!("'{name}' is looked up by {function}"),
                ));
            }
        };
        self.found(|this| {
            let name = this.interned(name);
            this.call_value(&hook, vec![name], vec![])
        })
    }

    /// What a look-up gives; `AttributeError` is its way of saying that there is nothing.
    fn found(
        &mut self,
        look_up: impl FnOnce(&mut Self) -> Result<Value, Refusal>,
    ) -> Result<Option<Value>, Refusal> {
        match look_up(self) {
            Ok(value) => Ok(Some(value)),
            Err(refusal) if self.raised_is(&refusal, "AttributeError")? => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    fn bind_method(&self, value: Value, receiver: &Value) -> Value {
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
                receiver: Rc::new(receiver.clone()),
            }
        } else {
            value
        }
    }

    /// An attribute of a class: on its metaclass, on itself and its bases, by the metaclass's hook.
    fn find_of_class(&mut self, class: Known, name: &str) -> Result<Option<Value>, Refusal> {
        if name == "__class__" {
            return self.type_of(&Value::Known(class)).map(Some);
        }
        let id = self.heap.id(class);
        let found = self.world.attribute(id, name)?;
        // `type` itself is what it is; any other metaclass may come to have something of that name.
        let metaclass = self.world.class_of(id)?;
        let metaclass = if metaclass == self.world.builtin_type("type")? {
            None
        } else {
            Some(self.class_value(class)?)
        };
        let on_metaclass = |specializer: &mut Self| match metaclass {
            Some(metaclass) => Ok(metaclass),
            None => specializer.class_value(class),
        };
        match found {
            Attribute::Own(value) => self.member(class, name, value).map(Some),
            Attribute::Static(function) => {
                let part = format!("{name}.__func__");
                self.member(class, &part, function).map(Some)
            }
            Attribute::ClassMethod { function, .. } => {
                let part = format!("{name}.__func__");
                let function = Rc::new(self.member(class, &part, function)?);
                Ok(Some(Value::Method {
                    function,
                    receiver: Rc::new(Value::Known(class)),
                }))
            }
            // A name that is assigned to a class does not count as a change of it.
            Attribute::Computed(value) => self.computed_attribute(class, name, value).map(Some),
            Attribute::Class(value) => {
                let metaclass = on_metaclass(self)?;
                let value = self.member(metaclass, name, value)?;
                Ok(Some(self.bind_method(value, &Value::Known(class))))
            }
            Attribute::Property(getter) => {
                let metaclass = on_metaclass(self)?;
                let getter = self.member(metaclass, &format!("{name}.fget"), getter)?;
                self.call_value(&getter, vec![Value::Known(class)], vec![])
                    .map(Some)
            }
            Attribute::Hook(_) => {
                let metaclass = on_metaclass(self)?;
                let metaclass = self.heap.id(metaclass);
                self.find_by_hook(&Value::Known(class), metaclass, name)
            }
            Attribute::Missing => Ok(None),
            Attribute::Opaque(what) => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!(
                    "'{name}' of {} is looked up by {what}",
                    self.describe(&Value::Known(class))
                ),
            )),
        }
    }

    /// `super(class, receiver).name`.
    fn find_super(
        &mut self,
        class: ObjectId,
        receiver: &Value,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        if matches!(
            name,
            "__class__" | "__self__" | "__thisclass__" | "__self_class__"
        ) {
            return Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of 'super()'"),
            ));
        }
        // In a class method the receiver is the class whose bases are searched.
        let is_class = match receiver {
            Value::Known(known) => {
                matches!(self.heap.object(*known), Object::Class(_)) && {
                    let id = self.heap.id(*known);
                    self.world.derives(id, class)?
                }
            }
            _ => false,
        };
        let (object, start) = match receiver {
            Value::Known(known) if is_class => (self.heap.id(*known), *known),
            Value::Known(known) => {
                let start = self.class_value(*known)?;
                (self.heap.id(start), start)
            }
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
        if !self.world.derives(object, class)? {
            return Err(Refusal::new(
                codes::RAISES,
                "'super()' of an object of another class",
            ));
        }
        // The path's key tells it from the attribute that `super()` skips.
        let part = format!("super({}).{name}", class.0);
        let found = self.world.super_attribute(class, object, name)?;
        match found {
            Attribute::Class(id) => {
                let value = self.member(start, &part, id)?;
                // Through a class a function comes back as it is.
                Ok(Some(if is_class {
                    value
                } else {
                    self.bind_method(value, receiver)
                }))
            }
            Attribute::Static(id) => self.member(start, &part, id).map(Some),
            Attribute::ClassMethod { function, .. } => {
                let function = Rc::new(self.member(start, &part, function)?);
                Ok(Some(Value::Method {
                    function,
                    receiver: Rc::new(Value::Known(start)),
                }))
            }
            Attribute::Property(getter) if !is_class => {
                let getter = self.member(start, &part, getter)?;
                self.call_value(&getter, vec![receiver.clone()], vec![])
                    .map(Some)
            }
            Attribute::Missing => Ok(None),
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'super().{name}' is not a plain attribute"),
            )),
        }
    }
}

impl MemberKind {
    /// Whether it comes before an instance's own attribute when it is read.
    pub fn is_data(&self) -> bool {
        match self {
            MemberKind::Property { .. }
            | MemberKind::Slot
            | MemberKind::Field(_)
            | MemberKind::Getset => true,
            MemberKind::Descriptor { get, set, delete } => *get && (*set || *delete),
            MemberKind::Plain
            | MemberKind::Function
            | MemberKind::Static(_)
            | MemberKind::ClassMethod(_) => false,
        }
    }
}
