//! `bool(value)`.

use super::super::{
    Specializer,
    code::Predicate,
    refusal::{Refusal, codes},
    value::{NumberKind, Value},
};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `bool(value)`: a constant, or a bool of the run.
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
            Value::Tuple(_) | Value::Range { .. } => {
                Ok(Value::bool(self.length(value)?.unwrap_or(0) != 0))
            }
            Value::Tensor(_) => self.tensor_truth(value),
            Value::Function(_) | Value::Method { .. } | Value::BuiltinMethod { .. } => {
                Ok(Value::bool(true))
            }
            Value::Known(_) | Value::Fresh(_) => {
                if let Some(length) = self.length(value)? {
                    return Ok(Value::bool(length != 0));
                }
                for method in ["__bool__", "__len__"] {
                    if let Value::Known(known) = value
                        && !matches!(self.heap.object(*known), crate::world::Object::Instance(_))
                    {
                        return Ok(Value::bool(true));
                    }
                    // On the class alone: an instance's own attribute does not count.
                    let found = match value {
                        Value::Known(known) => self.class_attribute(*known, method)?,
                        _ => None,
                    };
                    if let Some(function) = found {
                        let result = self.call_value(&function, vec![value.clone()], vec![])?;
                        return self.truth(&result);
                    }
                }
                Ok(Value::bool(true))
            }
            _ => Err(Refusal::new(
                codes::BRANCH,
                format!("the truth of {}", self.describe(value)),
            )),
        }
    }
}
