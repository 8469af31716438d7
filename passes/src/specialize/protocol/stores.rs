//! `object.name = value`.

use super::super::{
    Specializer,
    heap::{FreshObject, Owner, Slot},
    refusal::{Refusal, codes},
    value::{Known, Value},
};
use crate::world::{Attribute, Object};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn set_attribute(
        &mut self,
        object: &Value,
        name: &str,
        value: Value,
    ) -> Result<(), Refusal> {
        match object {
            Value::Tensor(tensor) => self.set_tensor_attribute(*tensor, name, value),
            Value::Known(known) => {
                let refuse = |what: &str| {
                    Err(Refusal::new(
                        codes::ATTRIBUTE,
                        format!("assignment to '{name}' {what}"),
                    ))
                };
                if !matches!(self.heap.object(*known), Object::Instance(_)) {
                    return refuse("of a module, class or function");
                }
                match self.class_attribute(*known, "__setattr__")? {
                    Some(setter) if !self.is_builtin(&setter, "builtins.object.__setattr__") => {
                        let arguments = vec![object.clone(), Value::str(name), value];
                        self.call_value(&setter, arguments, vec![]).map(drop)
                    }
                    _ => self.set_plain_attribute(*known, name, value),
                }
            }
            Value::Fresh(fresh) => {
                self.check_not_escaped(*fresh)?;
                match &mut self.heap.fresh[fresh.0 as usize] {
                    FreshObject::Instance { attributes, .. } => {
                        attributes.retain(|(key, _)| key != name);
                        attributes.push((name.to_owned(), value));
                        Ok(())
                    }
                    _ => Err(Refusal::new(
                        codes::ATTRIBUTE,
                        "a container has no attributes to assign",
                    )),
                }
            }
            _ => Err(Refusal::new(
                codes::ATTRIBUTE,
                format!("'{name}' of {} cannot be assigned", self.describe(object)),
            )),
        }
    }

    /// `object.__setattr__(name, value)`: into the instance's dict, past any `__setattr__` of its class.
    pub fn set_plain_attribute(
        &mut self,
        known: Known,
        name: &str,
        value: Value,
    ) -> Result<(), Refusal> {
        let id = self.heap.id(known);
        match self.world.attribute(id, name)? {
            Attribute::Property(_) | Attribute::Opaque(_) | Attribute::Computed(_) => {
                return Err(Refusal::new(
                    codes::ATTRIBUTE,
                    format!("'{name}' is a property or a descriptor"),
                ));
            }
            _ => {}
        }
        self.class_value(known)?;
        self.emit_store(Owner::Known(known), name, value)
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
