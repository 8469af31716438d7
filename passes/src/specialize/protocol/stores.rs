//! `object.name = value` and `del object.name`.

use super::super::{
    Specializer,
    heap::{FreshObject, Owner, Slot},
    refusal::{Refusal, codes},
    value::{Fresh, Value},
};
use super::classes::Special;
use crate::world::{Member, MemberKind, ObjectId};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn set_attribute(
        &mut self,
        object: &Value,
        name: &str,
        value: Value,
    ) -> Result<(), Refusal> {
        if let Value::Tensor(tensor) = object {
            return self.set_tensor_attribute(*tensor, name, value);
        }
        if !self.is_python_instance(object) {
            return Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of {} is assigned", self.describe(object)),
            ));
        }
        match self.special(object, "__setattr__")? {
            Special::Builtin(function) if is_general(&function) => {
                self.set_generically(object, name, value)
            }
            Special::Bound(setter) => {
                let name = self.interned(name);
                self.call_value(&setter, vec![name, value], vec![])
                    .map(drop)
            }
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("{} has a store of its own", self.describe(object)),
            )),
        }
    }

    /// `object.__setattr__(object, name, value)`: past any `__setattr__` of its class.
    pub fn set_generically(
        &mut self,
        object: &Value,
        name: &str,
        value: Value,
    ) -> Result<(), Refusal> {
        let class = self.class_of(object)?;
        if let Some(member) = self.world.member(class, name)?
            && let Some(()) = self.set_member(object, class, name, &member, &value)?
        {
            return Ok(());
        }
        if !self.world.layout(class)?.dict {
            return Err(Refusal::new(
                codes::RAISES,
                format!("{} has no attribute '{name}'", self.describe(object)),
            ));
        }
        self.store_own(object, name, value)
    }

    /// What a member of the class does with the store; `None` where it leaves it to the object.
    fn set_member(
        &mut self,
        object: &Value,
        class: ObjectId,
        name: &str,
        member: &Member,
        value: &Value,
    ) -> Result<Option<()>, Refusal> {
        match &member.kind {
            MemberKind::Plain
            | MemberKind::Function
            | MemberKind::Static(_)
            | MemberKind::ClassMethod(_)
            | MemberKind::Descriptor {
                set: false,
                delete: false,
                ..
            } => Ok(None),
            MemberKind::Property {
                set: Some(setter), ..
            } => {
                let class = self.known_class(class)?;
                let setter = self.member(class, &format!("{name}.fset"), *setter)?;
                self.call_value(&setter, vec![object.clone(), value.clone()], vec![])?;
                Ok(Some(()))
            }
            MemberKind::Property { set: None, .. }
            | MemberKind::Field(_)
            | MemberKind::Descriptor { set: false, .. } => Err(Refusal::new(
                codes::RAISES,
                format!("'{name}' of {} cannot be set", self.describe(object)),
            )),
            MemberKind::Slot => self.store_own(object, name, value.clone()).map(Some),
            MemberKind::Descriptor { set: true, .. } => {
                let class = self.known_class(class)?;
                let descriptor = self.member(class, name, member.value)?;
                match self.special(&descriptor, "__set__")? {
                    Special::Bound(setter) => {
                        self.call_value(&setter, vec![object.clone(), value.clone()], vec![])?;
                        Ok(Some(()))
                    }
                    _ => Err(Refusal::new(
                        codes::ATTRIBUTE,
                        format!("'{name}' is stored by {}", self.describe(&descriptor)),
                    )),
                }
            }
            MemberKind::Getset => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of {} is assigned", self.describe(object)),
            )),
        }
    }

    /// Stores into the object's own dict or slot.
    fn store_own(&mut self, object: &Value, name: &str, value: Value) -> Result<(), Refusal> {
        match object {
            Value::Known(known) => self.emit_store(Owner::Known(*known), name, value),
            Value::Fresh(fresh) => {
                self.check_not_escaped(*fresh)?;
                self.own_attributes(*fresh, name, |attributes, at| match at {
                    Some(at) => attributes[at].1 = value,
                    None => attributes.push((name.to_owned(), value)),
                })
            }
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of {} is assigned", self.describe(object)),
            )),
        }
    }

    /// The attributes of an object that the function makes, with the place of one of them.
    fn own_attributes(
        &mut self,
        fresh: Fresh,
        name: &str,
        change: impl FnOnce(&mut Vec<(String, Value)>, Option<usize>),
    ) -> Result<(), Refusal> {
        match &mut self.heap.fresh[fresh.0 as usize] {
            FreshObject::Instance { attributes, .. } => {
                let at = attributes.iter().position(|(key, _)| key == name);
                change(attributes, at);
                Ok(())
            }
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                "a container has no attributes to assign",
            )),
        }
    }

    /// `del object.name` of an object that the function makes.
    pub fn delete_attribute(&mut self, object: &Value, name: &str) -> Result<(), Refusal> {
        let refuse = |specializer: &Self| {
            Err(Refusal::new(
                codes::STATEMENT,
                format!("'del' of '{name}' of {}", specializer.describe(object)),
            ))
        };
        let Value::Fresh(fresh) = object else {
            return refuse(self);
        };
        if !self.is_python_instance(object) {
            return refuse(self);
        }
        match self.special(object, "__delattr__")? {
            Special::Builtin(function) if is_general(&function) => {}
            Special::Bound(deleter) => {
                let name = self.interned(name);
                return self.call_value(&deleter, vec![name], vec![]).map(drop);
            }
            _ => return refuse(self),
        }
        let class = self.class_of(object)?;
        match self.world.member(class, name)?.map(|member| member.kind) {
            None
            | Some(
                MemberKind::Plain
                | MemberKind::Function
                | MemberKind::Static(_)
                | MemberKind::ClassMethod(_)
                | MemberKind::Slot,
            ) => {}
            Some(MemberKind::Property {
                delete: Some(deleter),
                ..
            }) => {
                let class = self.known_class(class)?;
                let deleter = self.member(class, &format!("{name}.fdel"), deleter)?;
                return self
                    .call_value(&deleter, vec![object.clone()], vec![])
                    .map(drop);
            }
            Some(_) => return refuse(self),
        }
        self.check_not_escaped(*fresh)?;
        let mut found = false;
        self.own_attributes(*fresh, name, |attributes, at| {
            if let Some(at) = at {
                attributes.remove(at);
                found = true;
            }
        })?;
        if found {
            return Ok(());
        }
        Err(Refusal::new(
            codes::RAISES,
            format!("{} has no attribute '{name}'", self.describe(object)),
        ))
    }

    /// Stores in the heap's log and in the program.
    pub fn emit_store(&mut self, owner: Owner, name: &str, value: Value) -> Result<(), Refusal> {
        let reference = match owner {
            Owner::Known(known) => self.reach().reference(known)?,
            Owner::Tensor(tensor) => self.tensor_reference(tensor)?,
        };
        let stored = self.materialize(&value)?;
        let attribute = self.emit.string(name);
        self.op(
            "pydyn.set_attr",
            &[reference, stored],
            &[("name", attribute)],
            &[],
        )?;
        self.heap
            .stores
            .insert((owner, Slot::Attribute(name.to_owned())), Some(value));
        Ok(())
    }
}

/// Whether a `__setattr__` or `__delattr__` that is written in C does what `object`'s does.
fn is_general(function: &str) -> bool {
    ["object", "BaseException"].iter().any(|class| {
        function
            .strip_prefix("builtins.")
            .and_then(|rest| rest.strip_prefix(class))
            .is_some_and(|method| matches!(method, ".__setattr__" | ".__delattr__"))
    })
}
