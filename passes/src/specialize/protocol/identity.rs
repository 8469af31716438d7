//! `a is b`: true or false where that is certain, refused where two references may or may not be one object.

use super::super::{
    Specializer,
    code::Predicate,
    refusal::{Refusal, codes},
    value::{Constant, Known, NumberKind, Value},
};
use crate::world::Object;
use std::rc::Rc;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `a is b`: a constant, or a bool of the run.
    pub fn identical(&mut self, a: &Value, b: &Value) -> Result<Value, Refusal> {
        if let Some(same) = self.is_same(a, b) {
            return Ok(Value::bool(same));
        }
        let is_bool = |value: &Value| Self::number_kind(value) == Some(NumberKind::Bool);
        // There are two bools, and each is one object.
        if is_bool(a) && is_bool(b) {
            return self.compare_numbers(Predicate::Eq, a, b);
        }
        Err(Refusal::new(
            codes::OPERATOR,
            format!("whether {} is {}", self.describe(a), self.describe(b)),
        ))
    }

    /// Whether two values are one object; `None` where that is not certain.
    pub fn is_same(&self, a: &Value, b: &Value) -> Option<bool> {
        match (a, b) {
            (Value::Constant(a), Value::Constant(b)) => same_constant(a, b),
            (Value::Tensor(a), Value::Tensor(b)) if a == b => Some(true),
            (Value::Tensor(a), Value::Tensor(b)) => {
                let certain = [a, b]
                    .iter()
                    .all(|tensor| self.check_one(**tensor, "'is' looks at").is_ok());
                certain.then_some(false)
            }
            (Value::Known(a), Value::Known(b)) => self.same_known(*a, *b),
            (Value::Fresh(a), Value::Fresh(b)) => Some(a == b),
            (Value::Function(a), Value::Function(b)) => Some(Rc::ptr_eq(a, b)),
            (Value::Tuple(a), Value::Tuple(b)) => {
                if a.is(b) {
                    return Some(true);
                }
                match (a.as_known(), b.as_known()) {
                    (Some(a), Some(b)) => Some(a == b),
                    // Nobody can tell two empty tuples apart, nor equal constants of one function.
                    _ if a.class() != b.class() || a.len() != b.len() => Some(false),
                    _ if a
                        .iter()
                        .zip(b.iter())
                        .any(|(a, b)| self.is_same(a, b) == Some(false)) =>
                    {
                        Some(false)
                    }
                    _ => None,
                }
            }
            // Each look-up of a method makes another object; a reference to one that was kept is the same one.
            (Value::Method { receiver: a, .. }, Value::Method { receiver: b, .. })
            | (
                Value::BuiltinMethod { receiver: a, .. },
                Value::BuiltinMethod { receiver: b, .. },
            ) => Some(Rc::ptr_eq(a, b)),
            (Value::Slice(a), Value::Slice(b)) => Some(Rc::ptr_eq(a, b)),
            (Value::InstanceDict(a), Value::InstanceDict(b)) => Some(a == b),
            (Value::InstanceDict(a), Value::Known(b))
            | (Value::Known(b), Value::InstanceDict(a)) => {
                let dict = matches!(self.heap.object(*b), Object::Dict { .. });
                let _ = a;
                (!dict).then_some(false)
            }
            (Value::Number { kind: a, .. }, Value::Number { kind: b, .. }) if a != b => Some(false),
            (Value::Number { kind, .. }, Value::Constant(constant))
            | (Value::Constant(constant), Value::Number { kind, .. }) => {
                let same_type = matches!(
                    (kind, constant),
                    (NumberKind::Bool, Constant::Bool(_))
                        | (NumberKind::Int, Constant::Int(_) | Constant::BigInt(_))
                        | (NumberKind::Float, Constant::Float(_))
                );
                (!same_type).then_some(false)
            }
            (Value::Number { .. }, Value::Number { .. })
            | (Value::Range { .. }, Value::Range { .. })
            | (Value::Super { .. }, Value::Super { .. }) => None,
            // Values of different kinds are of different classes.
            (
                Value::Constant(_)
                | Value::Number { .. }
                | Value::Tensor(_)
                | Value::Known(_)
                | Value::Tuple(_)
                | Value::Fresh(_)
                | Value::Function(_)
                | Value::Method { .. }
                | Value::BuiltinMethod { .. }
                | Value::Slice(_)
                | Value::Range { .. }
                | Value::Super { .. }
                | Value::InstanceDict(_),
                _,
            ) => Some(false),
        }
    }

    fn same_known(&self, a: Known, b: Known) -> Option<bool> {
        // A device is made anew each time that a tensor is asked for it.
        let anew = |known: Known| matches!(self.heap.object(known), Object::Builtin(name) if name.starts_with("torch.device("));
        if anew(a) && anew(b) {
            return None;
        }
        Some(a == b)
    }
}

/// Whether two constants are one object.
fn same_constant(a: &Constant, b: &Constant) -> Option<bool> {
    match (a, b) {
        (Constant::None, Constant::None)
        | (Constant::Ellipsis, Constant::Ellipsis)
        | (Constant::NotImplemented, Constant::NotImplemented) => Some(true),
        (Constant::Bool(a), Constant::Bool(b)) => Some(a == b),
        // CPython keeps one object for each of these.
        (Constant::Int(a), Constant::Int(b)) if a == b && (-5..=256).contains(&**a) => Some(true),
        _ if a.identity().is_some() && a.identity() == b.identity() => Some(true),
        // Two equal ones may be one; a NaN may be itself.
        (Constant::Float(a), Constant::Float(b)) if a.to_bits() == b.to_bits() => None,
        _ if a == b => None,
        _ => Some(false),
    }
}

/// Whether two values are one object for sure.
pub fn is_same_object(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Tensor(a), Value::Tensor(b)) => a == b,
        (Value::Known(a), Value::Known(b)) => a == b,
        (Value::Fresh(a), Value::Fresh(b)) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => a.is(b),
        (Value::Constant(a), Value::Constant(b)) => same_constant(a, b) == Some(true),
        _ => false,
    }
}
