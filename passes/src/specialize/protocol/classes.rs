//! `type(object)`, and what stands on a class.

use super::super::{
    Specializer,
    emit::{Access, PathKey},
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Known, NumberKind, Value},
};
use crate::world::{Attribute, ObjectId};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// An object found on a class whose members are known not to have changed: it needs no check of its own.
    pub fn member(
        &mut self,
        class: Known,
        name: &str,
        path: &str,
        id: ObjectId,
    ) -> Result<Value, Refusal> {
        self.reach().step(
            Some(class),
            Access::Member,
            Some(PathKey::str(name)),
            path,
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

    /// A special method of a known object, looked up on its class alone, unbound.
    pub fn class_attribute(&mut self, known: Known, name: &str) -> Result<Option<Value>, Refusal> {
        let class = self.class_value(known)?;
        let id = self.heap.id(class);
        self.class_attribute_of(id, class, name)
    }

    /// An attribute of a class as it stands there: functions unbound.
    pub fn class_attribute_of(
        &mut self,
        id: ObjectId,
        class: Known,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        let path = format!("{}.{name}", self.heap.symbol(class));
        match self.world.attribute(id, name)? {
            Attribute::Own(value)
            | Attribute::Class(value)
            | Attribute::Static(value)
            | Attribute::Computed(value) => self.member(class, name, &path, value).map(Some),
            Attribute::Missing => Ok(None),
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of a class is not a plain attribute"),
            )),
        }
    }

    /// The known object of a class that was reached before.
    pub fn known_class(&mut self, class: ObjectId) -> Result<Known, Refusal> {
        self.known_function(class)
    }

    pub fn type_of(&mut self, value: &Value) -> Result<Value, Refusal> {
        match value {
            Value::Known(known) => Ok(Value::Known(self.class_value(*known)?)),
            Value::Tensor(tensor) => match self.heap.tensor(*tensor).known {
                Some(known) => Ok(Value::Known(self.class_value(known)?)),
                None => self.torch_class("Tensor"),
            },
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::Instance { class, .. } => {
                    let class = *class;
                    Ok(Value::Known(self.known_class(class)?))
                }
                FreshObject::List(_) => self.builtin_class("list"),
                FreshObject::Dict(_) => self.builtin_class("dict"),
                FreshObject::Set(_) => self.builtin_class("set"),
                FreshObject::FrozenSet(_) => self.builtin_class("frozenset"),
                FreshObject::Iterator(iterator) => match iterator.source.class() {
                    Some((module, name)) => self.class_in(module, name),
                    None => Err(Refusal::new(codes::CALL, "the type of an iterator")),
                },
                FreshObject::View(..) => {
                    Err(Refusal::new(codes::CALL, "the type of a view of a dict"))
                }
            },
            Value::Constant(constant) => self.builtin_class(constant.type_name()),
            Value::Number { kind, .. } => self.builtin_class(match kind {
                NumberKind::Bool => "bool",
                NumberKind::Int => "int",
                NumberKind::Float => "float",
            }),
            Value::Tuple(_) => self.builtin_class("tuple"),
            _ => Err(Refusal::new(
                codes::CALL,
                format!("the type of {}", self.describe(value)),
            )),
        }
    }

    pub fn builtin_class(&mut self, name: &str) -> Result<Value, Refusal> {
        self.class_in("builtins", name)
    }

    pub fn torch_class(&mut self, name: &str) -> Result<Value, Refusal> {
        self.class_in("torch", name)
    }

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
}
