//! `isinstance` and `issubclass`.

use super::super::{
    Specializer,
    refusal::{Refusal, codes},
    value::{Constant, Known, TensorRef, Value},
};
use crate::world::{Membership, Object};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `isinstance(object, class)`.
    pub fn is_instance(&mut self, object: &Value, class: &Value) -> Result<bool, Refusal> {
        if let Some(classes) = self.alternatives(class)? {
            for class in classes {
                if self.is_instance(object, &class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let (class, name) = self.class_argument("isinstance", class)?;
        let id = self.heap.id(class);
        let own = self.class_of(object)?;
        if own == id || name == "builtins.object" {
            return Ok(true);
        }
        self.check_class_attribute(own, object)?;
        match self.world.membership(id, false)? {
            Membership::Bases => Ok(self.world.derives(own, id)?),
            Membership::Registry => self.is_registered(own, class),
            Membership::Library => {
                self.class_of_class(class)?;
                if self.world.derives(own, id)? {
                    return Ok(true);
                }
                self.is_by_library(object, class, &name)
            }
            Membership::User(check) => {
                let metaclass = self.class_value(class)?;
                let check = self.member(metaclass, "__instancecheck__", check)?;
                let arguments = vec![Value::Known(class), object.clone()];
                let answer = self.call_value(&check, arguments, vec![])?;
                self.known_truth(&answer, "'isinstance'")
            }
        }
    }

    /// `issubclass(class, of)`.
    pub fn is_subclass(&mut self, class: &Value, of: &Value) -> Result<bool, Refusal> {
        if let Some(classes) = self.alternatives(of)? {
            for of in classes {
                if self.is_subclass(class, &of)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let (class, _) = self.class_argument("issubclass", class)?;
        let (of, _) = self.class_argument("issubclass", of)?;
        let (id, of_id) = (self.heap.id(class), self.heap.id(of));
        match self.world.membership(of_id, true)? {
            Membership::Bases => Ok(self.world.derives(id, of_id)?),
            Membership::Registry => self.is_registered(id, of),
            Membership::Library => Err(Refusal::new(
                codes::CALL,
                "'issubclass' that a metaclass of PyTorch's decides",
            )),
            Membership::User(check) => {
                let metaclass = self.class_value(of)?;
                let check = self.member(metaclass, "__subclasscheck__", check)?;
                let arguments = vec![Value::Known(of), Value::Known(class)];
                let answer = self.call_value(&check, arguments, vec![])?;
                self.known_truth(&answer, "'issubclass'")
            }
        }
    }

    /// The members of a tuple or union of classes.
    fn alternatives(&mut self, class: &Value) -> Result<Option<Vec<Value>>, Refusal> {
        match class {
            Value::Tuple(classes) => Ok(Some(classes.to_vec())),
            Value::Known(known) if matches!(self.heap.object(*known), Object::Instance(name) if name == "types.UnionType") => {
                match self.get_attribute(class, "__args__")? {
                    Value::Tuple(classes) => {
                        let mut members = Vec::with_capacity(classes.len());
                        for class in classes.iter() {
                            members.push(match class {
                                Value::Constant(Constant::None) => self.type_of(class)?,
                                class => class.clone(),
                            });
                        }
                        Ok(Some(members))
                    }
                    _ => Err(Refusal::new(codes::CALL, "a union of something else")),
                }
            }
            _ => Ok(None),
        }
    }

    fn class_argument(&self, function: &str, class: &Value) -> Result<(Known, String), Refusal> {
        if let Value::Known(known) = class
            && let Object::Class(name) = self.heap.object(*known)
        {
            return Ok((*known, name.clone()));
        }
        Err(Refusal::new(
            codes::CALL,
            format!("'{function}' with something that is no class"),
        ))
    }

    /// A class that says itself what the class of its instances is would be asked.
    fn check_class_attribute(
        &mut self,
        class: crate::world::ObjectId,
        object: &Value,
    ) -> Result<(), Refusal> {
        if !self.is_python_instance(object) {
            return Ok(());
        }
        match self
            .world
            .member(class, "__class__")?
            .map(|member| member.kind)
        {
            Some(crate::world::MemberKind::Getset) => Ok(()),
            _ => Err(Refusal::new(
                codes::CALL,
                format!("{} says itself what its class is", self.describe(object)),
            )),
        }
    }

    /// The metaclass, which is checked to stay what it is.
    fn class_of_class(&mut self, class: Known) -> Result<(), Refusal> {
        self.class_value(class).map(drop)
    }

    /// Whether a class counts as a subclass of an abstract one. What is registered may change; CPython counts how often it did.
    fn is_registered(
        &mut self,
        own: crate::world::ObjectId,
        class: Known,
    ) -> Result<bool, Refusal> {
        self.class_of_class(class)?;
        let id = self.heap.id(class);
        if self.world.derives(own, id)? {
            return Ok(true);
        }
        if !matches!(
            self.query("abc.get_cache_token")?,
            Value::Constant(Constant::Int(_))
        ) {
            return Err(Refusal::new(
                codes::CALL,
                "'isinstance' of an abstract class, while classes are being registered",
            )
            .because_of(&["abc.get_cache_token()".to_owned()]));
        }
        Ok(self.world.is_subclass(own, id)?)
    }

    /// What a metaclass of PyTorch's says of an object that is no instance of a subclass.
    fn is_by_library(&mut self, object: &Value, class: Known, name: &str) -> Result<bool, Refusal> {
        match object {
            Value::Tensor(tensor) => self.is_tensor_of(*tensor, class, name),
            // They ask whether it is a tensor, first of all.
            Value::Constant(_) | Value::Number { .. } | Value::Tuple(_) | Value::Function(_) => {
                Ok(false)
            }
            Value::Fresh(_) | Value::Known(_) if self.is_plainly_no_tensor(object)? => Ok(false),
            _ => Err(Refusal::new(
                codes::CALL,
                format!("'isinstance' of {}", self.describe(object)),
            )),
        }
    }

    fn is_plainly_no_tensor(&mut self, object: &Value) -> Result<bool, Refusal> {
        let class = self.class_of(object)?;
        Ok(self.world.layout(class)?.base != "torch._C.TensorBase")
    }

    fn is_tensor_of(
        &mut self,
        tensor: TensorRef,
        class: Known,
        name: &str,
    ) -> Result<bool, Refusal> {
        if let Some(known) = self.heap.tensor(tensor).known {
            let (id, class) = (self.heap.id(known), self.heap.id(class));
            return Ok(self.world.is_instance(id, class)?);
        }
        // What the function makes is a plain tensor.
        match name {
            "torch.nn.parameter.Parameter" | "torch.nn.parameter.Buffer" => Ok(false),
            _ => Err(Refusal::new(
                codes::CALL,
                format!("'isinstance' of a tensor and '{name}'"),
            )),
        }
    }
}
