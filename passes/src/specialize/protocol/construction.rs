//! `Class(...)`: making instances.

use super::{
    super::{
        Specializer,
        frame::Flow,
        heap::FreshObject,
        refusal::{Refusal, codes},
        types::is_exception_name,
        value::{Known, Value},
    },
    calls::Keywords,
};
use crate::world::Object;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `Class(...)` of a Python class: a new object, and `__init__`.
    pub fn construct(
        &mut self,
        class: Known,
        name: &str,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Flow, Refusal> {
        if let Some(value) = self.call_type(name, &positional, &keywords)? {
            return Ok(Flow::Return(value));
        }
        let id = self.heap.id(class);
        // A `__new__` of the class's own may do anything; so may a metaclass.
        for (method, plain) in [
            ("__new__", "builtins.object.__new__"),
            ("__setattr__", "builtins.object.__setattr__"),
        ] {
            if let Some(found) = self.class_attribute_of(id, class, method)?
                && !self.is_builtin(&found, plain)
                && !self.is_plain_new(&found)
            {
                return Err(Refusal::new(
                    codes::CALL,
                    format!(
                        "the class '{name}' has its own {method}, {}",
                        self.describe(&found)
                    ),
                ));
            }
        }
        let object = self.heap.make(FreshObject::Instance {
            class: id,
            attributes: Vec::new(),
        });
        let is_exception = self.is_exception_class(id)?;
        if is_exception {
            self.start_exception(&object, &positional)?;
        }
        match self.class_attribute_of(id, class, "__init__")? {
            Some(init)
                if !self.is_builtin(&init, "builtins.object.__init__")
                    && !self.is_exception_init(&init) =>
            {
                let mut arguments = vec![object.clone()];
                arguments.extend(positional);
                match self.call(&init, arguments, keywords)? {
                    Flow::Raise(exception) => return Ok(Flow::Raise(exception)),
                    Flow::Return(_) => {}
                    _ => return Err(Refusal::new(codes::CALL, "'__init__' did not return")),
                }
            }
            _ if positional.is_empty() && keywords.is_empty() => {}
            _ if keywords.is_empty() && is_exception => {}
            _ => {
                return Err(Refusal::new(
                    codes::RAISES,
                    format!("'{name}' takes no arguments"),
                ));
            }
        }
        Ok(Flow::Return(object))
    }

    /// Whether a function is a `__new__` or `__setattr__` that does what `object`'s does.
    fn is_plain_new(&self, value: &Value) -> bool {
        let Value::Known(known) = value else {
            return false;
        };
        let Object::Builtin(name) = self.heap.object(*known) else {
            return false;
        };
        // `OSError` makes one of its subclasses by the error's number.
        name.ends_with("object.__new__")
            || name == "builtins.BaseException.__setattr__"
            || name
                .strip_suffix(".__new__")
                .is_some_and(|class| class != "builtins.OSError" && is_exception_name(class))
    }

    /// Whether a function is the `__init__` of exceptions that only keeps its arguments.
    fn is_exception_init(&self, value: &Value) -> bool {
        let Value::Known(known) = value else {
            return false;
        };
        matches!(self.heap.object(*known), Object::Builtin(name)
            if name.strip_suffix(".__init__").is_some_and(is_exception_name))
    }
}
