//! `object.name`, in the order in which Python looks.

use super::super::{
    Specializer,
    emit::{Access, PathKey},
    heap::{FreshObject, Owner, Slot},
    refusal::{Refusal, codes},
    value::{Fresh, Known, Value},
};
use super::classes::Special;
use crate::world::{Attribute, MemberKind, Object, ObjectId, TensorMember};
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
    pub(super) fn computed_attribute(
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

    pub(super) fn own_of_fresh(&self, fresh: Fresh, name: &str) -> Option<Value> {
        match &self.heap.fresh[fresh.0 as usize] {
            FreshObject::Instance { attributes, .. } => attributes
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone()),
            _ => None,
        }
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
    pub(super) fn known_class_of(
        &mut self,
        object: &Value,
        class: ObjectId,
    ) -> Result<Known, Refusal> {
        if let Some(known) = self.heap.by_id.get(&class) {
            return Ok(*known);
        }
        match self.type_of(object)? {
            Value::Known(known) => Ok(known),
            _ => self.known_class(class),
        }
    }

    /// What the class's `__getattr__` gives, once nothing else was found.
    pub(super) fn find_by_hook(
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
    pub(super) fn found(
        &mut self,
        look_up: impl FnOnce(&mut Self) -> Result<Value, Refusal>,
    ) -> Result<Option<Value>, Refusal> {
        match look_up(self) {
            Ok(value) => Ok(Some(value)),
            Err(refusal) if self.raised_is(&refusal, "AttributeError")? => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    pub(super) fn bind_method(&self, value: Value, receiver: &Value) -> Value {
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
}
