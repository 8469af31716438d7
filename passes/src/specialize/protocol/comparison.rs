//! Equality, order, and what is built on them: keys of dicts, membership.

use super::super::{
    Specializer,
    code::Predicate,
    folding::compare_constants,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Constant, Value},
};
use super::iteration::ViewKind;
use crate::world::Object;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn compare(
        &mut self,
        predicate: Predicate,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<Value, Refusal> {
        match predicate {
            Predicate::Is => return self.is_same(lhs, rhs).map(Value::bool),
            Predicate::IsNot => return self.is_same(lhs, rhs).map(|same| Value::bool(!same)),
            Predicate::In => return self.contains(rhs, lhs).map(Value::bool),
            Predicate::NotIn => {
                return self
                    .contains(rhs, lhs)
                    .map(|contains| Value::bool(!contains));
            }
            _ => {}
        }
        let method = match predicate {
            Predicate::Eq => "__eq__",
            Predicate::Ne => "__ne__",
            Predicate::Lt => "__lt__",
            Predicate::Le => "__le__",
            Predicate::Gt => "__gt__",
            _ => "__ge__",
        };
        match (lhs, rhs) {
            (Value::Tensor(_), Value::Constant(Constant::None))
            | (Value::Constant(Constant::None), Value::Tensor(_)) => {
                Ok(Value::bool(predicate == Predicate::Ne))
            }
            (Value::Tensor(_), _) => {
                let name = format!("torch.Tensor.{method}");
                self.call_tensor_function(&name, vec![lhs.clone(), rhs.clone()], vec![])
            }
            (_, Value::Tensor(_)) => {
                let mirrored = match predicate {
                    Predicate::Lt => Predicate::Gt,
                    Predicate::Le => Predicate::Ge,
                    Predicate::Gt => Predicate::Lt,
                    Predicate::Ge => Predicate::Le,
                    same => same,
                };
                self.compare(mirrored, rhs, lhs)
            }
            (Value::Constant(a), Value::Constant(b)) => compare_constants(predicate, a, b),
            (Value::Number { dim: Some(a), .. }, Value::Number { dim: Some(b), .. })
                if a == b && matches!(predicate, Predicate::Eq | Predicate::Ne) =>
            {
                Ok(Value::bool(predicate == Predicate::Eq))
            }
            (Value::Number { .. }, Value::Number { .. } | Value::Constant(_))
            | (Value::Constant(_), Value::Number { .. }) => {
                self.compare_numbers(predicate, lhs, rhs)
            }
            (Value::Tuple(_) | Value::Fresh(_), Value::Tuple(_) | Value::Fresh(_))
                if matches!(predicate, Predicate::Eq | Predicate::Ne) =>
            {
                let equal = self.equal_sequences(lhs, rhs)?;
                Ok(Value::bool(equal == (predicate == Predicate::Eq)))
            }
            (Value::Known(a), Value::Known(b))
                if matches!(predicate, Predicate::Eq | Predicate::Ne) =>
            {
                // Classes, functions, dtypes, devices: equality is identity; instances may define it.
                let plain = [a, b].iter().all(|known| {
                    use crate::world::Object;
                    matches!(
                        self.heap.object(**known),
                        Object::Class(_)
                            | Object::Builtin(_)
                            | Object::Module(_)
                            | Object::Function(_)
                    )
                });
                if a == b || plain {
                    return Ok(Value::bool((a == b) == (predicate == Predicate::Eq)));
                }
                Err(Refusal::new(codes::OPERATOR, "a comparison of two objects"))
            }
            (Value::Constant(_), Value::Known(_) | Value::Tuple(_) | Value::Fresh(_))
            | (
                Value::Known(_) | Value::Tuple(_) | Value::Fresh(_),
                Value::Constant(Constant::None | Constant::Str(_)),
            ) if matches!(predicate, Predicate::Eq | Predicate::Ne) => {
                Ok(Value::bool(predicate == Predicate::Ne))
            }
            _ => Err(Refusal::new(
                codes::OPERATOR,
                format!(
                    "a comparison of {} and {}",
                    self.describe(lhs),
                    self.describe(rhs)
                ),
            )),
        }
    }

    fn equal_sequences(&mut self, lhs: &Value, rhs: &Value) -> Result<bool, Refusal> {
        for value in [lhs, rhs] {
            if let Value::Fresh(fresh) = value
                && !matches!(
                    self.heap.fresh[fresh.0 as usize],
                    FreshObject::List(_) | FreshObject::Instance { .. }
                )
            {
                return Err(Refusal::new(
                    codes::OPERATOR,
                    format!("a comparison of {}", self.describe(value)),
                ));
            }
        }
        if std::mem::discriminant(lhs) != std::mem::discriminant(rhs) {
            return Ok(false);
        }
        let (a, b) = (self.iterate(lhs)?, self.iterate(rhs)?);
        if a.len() != b.len() {
            return Ok(false);
        }
        for (a, b) in a.iter().zip(&b) {
            match self.compare(Predicate::Eq, a, b)? {
                Value::Constant(equal) if equal.truth() => {}
                Value::Constant(_) => return Ok(false),
                _ => {
                    return Err(Refusal::new(
                        codes::BRANCH,
                        "a comparison of values that only the run knows",
                    ));
                }
            }
        }
        Ok(true)
    }

    /// Whether two keys of a dict are one.
    pub fn same_key(&self, a: &Value, b: &Value) -> Result<bool, Refusal> {
        match (a, b) {
            (Value::Constant(a), Value::Constant(b)) => Ok(a.equals(b)),
            (Value::Known(a), Value::Known(b)) => Ok(a == b),
            (Value::Tensor(a), Value::Tensor(b)) => Ok(a == b),
            (Value::Tuple(a), Value::Tuple(b)) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (a, b) in a.iter().zip(b.iter()) {
                    if !self.same_key(a, b)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Value::Number { .. }, _) | (_, Value::Number { .. }) => {
                Err(Refusal::new(codes::ITEM, "a key that only the run knows"))
            }
            _ => Ok(false),
        }
    }

    /// `key in container`.
    pub fn contains(&mut self, container: &Value, key: &Value) -> Result<bool, Refusal> {
        match container {
            Value::Known(known)
                if matches!(self.heap.object(*known), Object::Dict { plain: true, .. }) =>
            {
                Ok(self.look_up(*known, key)?.is_some())
            }
            Value::InstanceDict(known) => match key.as_str() {
                Some(name) => Ok(self.own_attribute(*known, name)?.is_some()),
                None => Ok(false),
            },
            Value::Constant(Constant::Str(text)) => match key.as_str() {
                Some(part) => Ok(text.contains(part)),
                None => Err(Refusal::new(
                    codes::OPERATOR,
                    "'in' between a string and something else",
                )),
            },
            _ => {
                if let Value::Fresh(fresh) = container {
                    match &self.heap.fresh[fresh.0 as usize] {
                        FreshObject::View(ViewKind::Keys, dict) => {
                            let dict = dict.clone();
                            return self.contains(&dict, key);
                        }
                        // Looked up by hash: in no order.
                        FreshObject::Set(elements) | FreshObject::FrozenSet(elements) => {
                            return self.any_same(&elements.clone(), key);
                        }
                        FreshObject::Dict(entries) => {
                            let keys: Vec<_> = entries.iter().map(|(key, _)| key.clone()).collect();
                            return self.any_same(&keys, key);
                        }
                        _ => {}
                    }
                }
                // An iterator is left behind what was found.
                let iterator = self.iterator(container)?;
                while let Some(element) = self.next(&iterator)? {
                    if self.same_key(&element, key)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    fn any_same(&mut self, keys: &[Value], key: &Value) -> Result<bool, Refusal> {
        for existing in keys {
            if self.same_key(existing, key)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
