//! `a is b`.

use super::super::{
    Specializer,
    refusal::{Refusal, codes},
    value::{Constant, Value},
};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `a is b`.
    pub fn is_same(&self, a: &Value, b: &Value) -> Result<bool, Refusal> {
        if is_same_object(a, b) {
            return Ok(true);
        }
        match (a, b) {
            (Value::Tensor(x), Value::Tensor(y)) => {
                self.check_one(*x, "'is' looks at")?;
                self.check_one(*y, "'is' looks at")?;
                Ok(false)
            }
            // Ints, floats and strings may or may not be one object.
            (Value::Constant(x), Value::Constant(y))
                if x == y
                    && !matches!(
                        x,
                        Constant::None
                            | Constant::Bool(_)
                            | Constant::Ellipsis
                            | Constant::NotImplemented
                    ) =>
            {
                Err(Refusal::new(
                    codes::OPERATOR,
                    "'is' between numbers or strings",
                ))
            }
            (Value::Constant(x), Value::Constant(y)) => Ok(x == y),
            (Value::Method { .. } | Value::BuiltinMethod { .. } | Value::Super { .. }, _)
            | (_, Value::Method { .. } | Value::BuiltinMethod { .. } | Value::Super { .. })
                if !matches!((a, b), (Value::Constant(_), _) | (_, Value::Constant(_))) =>
            {
                Err(Refusal::new(codes::OPERATOR, "'is' between methods"))
            }
            _ => Ok(false),
        }
    }
}

/// Whether two values are one object for sure.
pub fn is_same_object(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Tensor(a), Value::Tensor(b)) => a == b,
        (Value::Known(a), Value::Known(b)) => a == b,
        (Value::Fresh(a), Value::Fresh(b)) => a == b,
        (Value::Constant(Constant::None), Value::Constant(Constant::None)) => true,
        (Value::Constant(Constant::Bool(a)), Value::Constant(Constant::Bool(b))) => a == b,
        _ => false,
    }
}
