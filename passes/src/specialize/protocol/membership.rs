//! `isinstance` and `issubclass`.

use super::super::{
    Specializer,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Value},
};
use crate::world::Object;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `isinstance(object, class)`.
    pub fn is_instance(&mut self, object: &Value, class: &Value) -> Result<bool, Refusal> {
        if let Value::Tuple(classes) = class {
            for class in classes.clone().iter() {
                if self.is_instance(object, class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let Value::Known(class) = class else {
            return Err(Refusal::new(
                codes::CALL,
                "'isinstance' with something that is no class",
            ));
        };
        let Object::Class(name) = self.heap.object(*class).clone() else {
            return Err(Refusal::new(
                codes::CALL,
                "'isinstance' with something that is no class",
            ));
        };
        let class = self.heap.id(*class);
        let known = match object {
            Value::Known(known) => Some(*known),
            Value::Tensor(tensor) => self.heap.tensor(*tensor).known,
            _ => None,
        };
        if let Some(known) = known {
            self.class_value(known)?;
            return Ok(self.world.is_instance(self.heap.id(known), class)?);
        }
        if name == "builtins.object" {
            return Ok(true);
        }
        let is = |names: &[&str]| names.contains(&name.as_str());
        Ok(match object {
            Value::Constant(constant) => {
                is(&[&format!("builtins.{}", constant.type_name())])
                    || (matches!(constant, Constant::Bool(_)) && name == "builtins.int")
                    || self.is_abstract_number(&name, constant)
            }
            Value::Number {
                kind: NumberKind::Int,
                ..
            } => is(&["builtins.int"]),
            Value::Number {
                kind: NumberKind::Bool,
                ..
            } => is(&["builtins.int", "builtins.bool"]),
            Value::Number {
                kind: NumberKind::Float,
                ..
            } => is(&["builtins.float"]),
            Value::Tensor(_) => is(&["torch.Tensor", "torch._C.TensorBase"]),
            Value::Tuple(_) => is(&[
                "builtins.tuple",
                "collections.abc.Sequence",
                "collections.abc.Iterable",
            ]),
            Value::Slice(_) => is(&["builtins.slice"]),
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(_) => is(&[
                    "builtins.list",
                    "collections.abc.Sequence",
                    "collections.abc.Iterable",
                ]),
                FreshObject::Dict(_) => is(&["builtins.dict", "collections.abc.Mapping"]),
                FreshObject::Set(_) => is(&["builtins.set"]),
                FreshObject::FrozenSet(_) => is(&["builtins.frozenset"]),
                FreshObject::Iterator(_) | FreshObject::View(..) => {
                    return Err(Refusal::new(
                        codes::CALL,
                        format!("'isinstance' of {}", self.describe(object)),
                    ));
                }
                FreshObject::Instance { class: own, .. } => {
                    let own = *own;
                    self.world.is_subclass(own, class)?
                }
            },
            Value::Function(_) | Value::Method { .. } => {
                is(&["types.FunctionType", "collections.abc.Callable"])
            }
            _ => {
                return Err(Refusal::new(
                    codes::CALL,
                    format!("'isinstance' of {}", self.describe(object)),
                ));
            }
        })
    }

    fn is_abstract_number(&self, class: &str, constant: &Constant) -> bool {
        let integral = constant.as_index().is_some();
        match class {
            "numbers.Integral" => integral,
            "numbers.Real" | "numbers.Number" => integral || constant.as_float().is_some(),
            "collections.abc.Iterable" | "collections.abc.Sequence" => {
                matches!(constant, Constant::Str(_) | Constant::Bytes(_))
            }
            _ => false,
        }
    }
}
