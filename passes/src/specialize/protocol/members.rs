//! What reading a member of an object's class through the object gives: methods bind, descriptors run.

use super::super::{
    Specializer,
    heap::{Owner, Slot},
    refusal::{Refusal, codes},
    value::{Constant, Value},
};
use super::classes::Special;
use crate::world::{Attribute, Member, MemberKind, Object, ObjectId};
use std::rc::Rc;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// What reading a member of an object's class through the object gives.
    pub(super) fn read_member(
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
