//! Attributes of classes themselves, and those that `super()` finds.

use super::super::{
    Specializer,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Known, Value},
};
use crate::world::{Attribute, Object, ObjectId};
use std::rc::Rc;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// An attribute of a class: on its metaclass, on itself and its bases, by the metaclass's hook.
    pub(super) fn find_of_class(
        &mut self,
        class: Known,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
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
    pub(super) fn find_super(
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
