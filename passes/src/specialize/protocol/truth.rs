//! `bool(value)`.

use super::super::{
    Specializer,
    code::Predicate,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, TupleClass, Value},
};
use super::classes::Special;
use crate::world::Object;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The truth of a value where it must be known.
    pub fn known_truth(&mut self, value: &Value, what: &str) -> Result<bool, Refusal> {
        match self.truth(value)? {
            Value::Constant(truth) => Ok(truth.truth()),
            Value::Number {
                kind: NumberKind::Bool,
                ssa,
                ..
            } => Err(Refusal::new(
                codes::BRANCH,
                format!("{what} depends on a value that only the run knows"),
            )
            .because_of(&self.emit.origins(ssa))),
            _ => Err(Refusal::new(
                codes::BRANCH,
                format!("{what} depends on a value that only the run knows"),
            )),
        }
    }

    /// A constant, or a bool of the run.
    pub fn truth(&mut self, value: &Value) -> Result<Value, Refusal> {
        match value {
            Value::Constant(constant) => Ok(Value::bool(constant.truth())),
            Value::Number {
                kind: NumberKind::Bool,
                ..
            } => Ok(value.clone()),
            // A dimension that is not assumed to be constant is at least 2.
            Value::Number { dim: Some(_), .. } => Ok(Value::bool(true)),
            Value::Number { .. } => self.compare_numbers(Predicate::Ne, value, &Value::int(0)),
            Value::Tuple(tuple) => match tuple.class() {
                TupleClass::Plain | TupleClass::Size => Ok(Value::bool(!tuple.is_empty())),
                TupleClass::Other(_) => self.truth_by_class(value),
            },
            Value::Range { .. } | Value::InstanceDict(_) => self.truth_of_container(value),
            Value::Tensor(tensor) => {
                self.tensor_member(*tensor, "__bool__")?;
                self.tensor_truth(value)
            }
            Value::Function(_)
            | Value::Method { .. }
            | Value::BuiltinMethod { .. }
            | Value::Slice(_)
            | Value::Super { .. } => Ok(Value::bool(true)),
            Value::Known(known) => match self.heap.object(*known) {
                Object::Function(_) | Object::Builtin(_) | Object::Method { .. } => {
                    Ok(Value::bool(true))
                }
                Object::List { .. } | Object::Set { .. } | Object::Dict { plain: true, .. } => {
                    self.truth_of_container(value)
                }
                _ => self.truth_by_class(value),
            },
            Value::Fresh(_) if self.is_python_instance(value) => self.truth_by_class(value),
            Value::Fresh(_) => self.truth_of_container(value),
        }
    }

    fn truth_of_container(&mut self, value: &Value) -> Result<Value, Refusal> {
        match self.length(value)? {
            Some(length) => Ok(Value::bool(length != 0)),
            None => Err(Refusal::new(
                codes::BRANCH,
                format!("the truth of {}", self.describe(value)),
            )),
        }
    }

    /// By `__bool__`, then `__len__`, of the object's class; without either every object is true.
    fn truth_by_class(&mut self, value: &Value) -> Result<Value, Refusal> {
        let wrong = |what: &str| Err(Refusal::new(codes::RAISES, what.to_owned()));
        match self.special(value, "__bool__")? {
            Special::Bound(method) => {
                let truth = self.call_value(&method, vec![], vec![])?;
                return match truth {
                    Value::Constant(Constant::Bool(_))
                    | Value::Number {
                        kind: NumberKind::Bool,
                        ..
                    } => Ok(truth),
                    _ => wrong("'__bool__' does not return a bool"),
                };
            }
            Special::Builtin(name) => {
                return match self.payload_constant(value)? {
                    Some(constant) => Ok(Value::bool(constant.truth())),
                    None => Err(Refusal::new(
                        codes::BRANCH,
                        format!("the truth of {}, by {name}", self.describe(value)),
                    )),
                };
            }
            Special::Missing => {}
        }
        match self.special(value, "__len__")? {
            Special::Bound(method) => match self.length_by_method(&method)? {
                Value::Constant(length) => Ok(Value::bool(length.truth())),
                // A dimension of a tensor.
                _ => Ok(Value::bool(true)),
            },
            Special::Builtin(name) => match (self.payload_constant(value)?, value) {
                (Some(constant), _) => Ok(Value::bool(constant.truth())),
                (None, Value::Tuple(tuple)) if name.as_ref() == "builtins.tuple.__len__" => {
                    Ok(Value::bool(!tuple.is_empty()))
                }
                _ => Err(Refusal::new(
                    codes::BRANCH,
                    format!("the truth of {}, by {name}", self.describe(value)),
                )),
            },
            Special::Missing => Ok(Value::bool(true)),
        }
    }

    /// `len(object)` by the object's bound `__len__`: an `int`, or a dimension of a tensor, which is not 0.
    pub fn length_by_method(&mut self, method: &Value) -> Result<Value, Refusal> {
        let length = self.call_value(method, vec![], vec![])?;
        match &length {
            Value::Constant(constant @ (Constant::Int(_) | Constant::Bool(_))) => {
                match constant.as_index() {
                    Some(length) if length >= 0 => Ok(Value::int(length)),
                    _ => Err(Refusal::new(codes::RAISES, "'__len__' returns less than 0")),
                }
            }
            Value::Number { dim: Some(_), .. } => Ok(length),
            _ => Err(Refusal::new(
                codes::BRANCH,
                "'__len__' returns what is no number that is known",
            )),
        }
    }

    /// The value of an instance of a subclass of `int`, `float`, `str` or `bytes`, which never changes.
    pub fn payload_constant(&mut self, value: &Value) -> Result<Option<Constant>, Refusal> {
        let Value::Known(known) = value else {
            return Ok(match value {
                Value::Constant(constant) => Some(constant.clone()),
                _ => None,
            });
        };
        if !matches!(self.heap.object(*known), Object::Instance(_)) {
            return Ok(None);
        }
        let Some(payload) = self.world.payload(self.heap.id(*known))? else {
            return Ok(None);
        };
        Ok(Constant::of(&self.world.describe(payload)?))
    }
}
