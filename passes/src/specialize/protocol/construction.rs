//! `Class(...)`: making instances.

use super::{
    super::{
        Specializer,
        frame::Flow,
        heap::FreshObject,
        refusal::{Refusal, codes},
        types::is_exception_name,
        value::{Constant, Known, Value},
    },
    calls::Keywords,
    classes::Special,
};
use crate::world::{MemberKind, Object};

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
        // A metaclass may make of the call what it likes.
        match self.special(&Value::Known(class), "__call__")? {
            Special::Builtin(name) if name.as_ref() == "builtins.type.__call__" => {}
            Special::Bound(method) => return self.call(&method, positional, keywords),
            _ => {
                return Err(Refusal::new(
                    codes::CALL,
                    format!("the class '{name}' is called by its metaclass"),
                ));
            }
        }
        self.instantiate(class, name, positional, keywords)
    }

    /// `type.__call__(class, …)`: `__new__`, then `__init__`.
    pub fn instantiate(
        &mut self,
        class: Known,
        name: &str,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Flow, Refusal> {
        let id = self.heap.id(class);
        let object = match self.class_attribute_of(id, class, "__new__")? {
            Some(new) if !self.is_plain_new(&new) => {
                if matches!(&new, Value::Known(known) if matches!(self.heap.object(*known), Object::Builtin(_)))
                {
                    return Err(Refusal::new(
                        codes::CALL,
                        format!("the class '{name}' makes its instances in C"),
                    ));
                }
                let mut arguments = vec![Value::Known(class)];
                arguments.extend(positional.iter().cloned());
                let made = match self.call(&new, arguments, keywords.clone())? {
                    Flow::Return(made) => made,
                    flow => return Ok(flow),
                };
                let own = self.class_of(&made)?;
                if !self.world.derives(own, id)? {
                    return Ok(Flow::Return(made));
                }
                made
            }
            _ => {
                let made = self.make_instance(class, name)?;
                if self.is_exception_class(id)? {
                    self.start_exception(&made, &positional)?;
                }
                made
            }
        };
        let is_exception = self.is_exception_class(id)?;
        let own = self.class_of(&object)?;
        match self.special_of(own, &object, "__init__")? {
            Special::Builtin(init) if init.as_ref() == "builtins.object.__init__" => {
                let own_new = self.world.member(id, "__new__")?.map(|member| member.kind);
                if (!positional.is_empty() || !keywords.is_empty())
                    && !matches!(own_new, Some(MemberKind::Static(_)))
                {
                    return Err(Refusal::new(
                        codes::RAISES,
                        format!("'{name}' takes no arguments"),
                    ));
                }
            }
            Special::Builtin(init)
                if is_exception
                    && keywords.is_empty()
                    && init
                        .strip_suffix(".__init__")
                        .is_some_and(is_exception_name) => {}
            Special::Bound(init) => match self.call(&init, positional, keywords)? {
                Flow::Return(Value::Constant(Constant::None)) => {}
                Flow::Return(_) => {
                    return Err(Refusal::new(codes::RAISES, "'__init__' returns something"));
                }
                flow => return Ok(flow),
            },
            _ => {
                return Err(Refusal::new(
                    codes::CALL,
                    format!("the class '{name}' prepares its instances in C"),
                ));
            }
        }
        Ok(Flow::Return(object))
    }

    /// `object.__new__(class)`.
    pub fn make_instance(&mut self, class: Known, name: &str) -> Result<Value, Refusal> {
        let id = self.heap.id(class);
        let layout = self.world.layout(id)?;
        if layout.is_abstract {
            return Err(Refusal::new(
                codes::RAISES,
                format!("the class '{name}' is abstract"),
            ));
        }
        let is_exception = self.is_exception_class(id)?;
        if layout.base != "builtins.object" && !is_exception {
            return Err(Refusal::new(
                codes::CALL,
                format!(
                    "an instance of '{name}', which is laid out as a '{}'",
                    layout.base
                ),
            ));
        }
        if self.world.member(id, "__del__")?.is_some() {
            return Err(Refusal::new(
                codes::CALL,
                format!("the class '{name}' has a finalizer"),
            ));
        }
        Ok(self.heap.make(FreshObject::Instance {
            class: id,
            attributes: Vec::new(),
        }))
    }

    /// Whether a function is a `__new__` that does what `object`'s does.
    fn is_plain_new(&self, value: &Value) -> bool {
        let Value::Known(known) = value else {
            return false;
        };
        let Object::Builtin(name) = self.heap.object(*known) else {
            return false;
        };
        // `OSError` makes one of its subclasses by the error's number.
        name.ends_with("object.__new__")
            || name
                .strip_suffix(".__new__")
                .is_some_and(|class| class != "builtins.OSError" && is_exception_name(class))
    }
}
