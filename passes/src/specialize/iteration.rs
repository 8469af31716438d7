//! Iteration over containers and mappings, and their lengths.

use super::{
    Specializer,
    heap::{FreshObject, Owner, Slot},
    refusal::{Refusal, codes},
    value::{Constant, Known, Value},
};
use crate::world::Object;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `len(container)`, where it has one.
    pub fn length(&mut self, container: &Value) -> Result<Option<usize>, Refusal> {
        Ok(Some(match container {
            Value::Tuple(elements) => elements.len(),
            Value::Constant(Constant::Str(text)) => text.chars().count(),
            Value::Constant(Constant::Bytes(bytes)) => bytes.len(),
            Value::Range { start, stop, step } => range_length(*start, *stop, *step),
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(elements) | FreshObject::Set(elements) => elements.len(),
                FreshObject::Dict(entries) => entries.len(),
                FreshObject::Instance { .. } => return Ok(None),
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::List { length } => {
                    self.reach().length(*known, length)?;
                    length
                }
                Object::Dict {
                    length,
                    plain: true,
                } => {
                    self.refuse_changed_dict(*known)?;
                    self.reach().length(*known, length)?;
                    length
                }
                Object::Set { length } => {
                    self.reach().length(*known, length)?;
                    length
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    /// The iteration order of a dict that the program stores to is not followed.
    pub(super) fn refuse_changed_dict(&self, dict: Known) -> Result<(), Refusal> {
        let changed = self
            .heap
            .stores
            .keys()
            .any(|(owner, slot)| *owner == Owner::Known(dict) && matches!(slot, Slot::Item(_)));
        if changed {
            return Err(Refusal::new(
                codes::ITEM,
                "a dict is iterated over after the function stored to it",
            ));
        }
        Ok(())
    }

    /// All elements of an iterable.
    pub fn iterate(&mut self, iterable: &Value) -> Result<Vec<Value>, Refusal> {
        match iterable {
            Value::Tuple(elements) | Value::Sequence(elements) => Ok(elements.to_vec()),
            Value::Range { start, stop, step } => {
                let length = range_length(*start, *stop, *step);
                if length > 100_000 {
                    return Err(Refusal::new(
                        codes::SIZE,
                        format!("a range of {length} elements is not unrolled"),
                    ));
                }
                Ok((0..length as i64)
                    .map(|index| Value::int(start + step * index))
                    .collect())
            }
            Value::Constant(Constant::Str(text)) => Ok(text
                .chars()
                .map(|letter| Value::str(letter.encode_utf8(&mut [0; 4])))
                .collect()),
            Value::Fresh(fresh) => match self.heap.fresh[fresh.0 as usize].clone() {
                FreshObject::List(elements) | FreshObject::Set(elements) => Ok(elements),
                FreshObject::Dict(entries) => Ok(entries.into_iter().map(|(key, _)| key).collect()),
                FreshObject::Instance { .. } => self.iterate_object(iterable),
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::List { length } => {
                    self.reach().length(*known, length)?;
                    (0..length)
                        .map(|index| self.element(*known, index, length))
                        .collect()
                }
                Object::Dict { plain: true, .. } => self.keys(*known),
                Object::Instance(_) => self.iterate_object(iterable),
                _ => Err(Refusal::new(
                    codes::ITERATION,
                    format!("iteration over {}", self.describe(iterable)),
                )),
            },
            Value::Tensor(_) => self.iterate_tensor(iterable),
            _ => Err(Refusal::new(
                codes::ITERATION,
                format!("iteration over {}", self.describe(iterable)),
            )),
        }
    }

    /// `iter(object)` of a class whose `__iter__` returns something that can be iterated over at once.
    pub(super) fn iterate_object(&mut self, object: &Value) -> Result<Vec<Value>, Refusal> {
        match self.find_attribute(object, "__iter__")? {
            Some(method) => {
                let iterator = self.call_value(&method, vec![], vec![])?;
                if matches!(&iterator, Value::Known(_))
                    || matches!(iterator, Value::Fresh(fresh) if matches!(self.heap.fresh[fresh.0 as usize], FreshObject::Instance { .. }))
                {
                    return Err(Refusal::new(
                        codes::ITERATION,
                        "an iterator written in Python",
                    ));
                }
                self.iterate(&iterator)
            }
            None => Err(Refusal::new(
                codes::ITERATION,
                format!("iteration over {}", self.describe(object)),
            )),
        }
    }

    /// The keys of a known dict, checked to be what they are, in this order.
    pub(super) fn keys(&mut self, dict: Known) -> Result<Vec<Value>, Refusal> {
        self.refuse_changed_dict(dict)?;
        let ids = self.world.keys(self.heap.id(dict))?;
        self.reach().keys(dict)?;
        let mut keys = Vec::with_capacity(ids.len());
        for id in ids {
            let object = self.world.describe(id)?;
            match Constant::of(&object) {
                Some(constant) => keys.push(Value::Constant(constant)),
                None => {
                    return Err(Refusal::new(
                        codes::ITERATION,
                        "a dict whose keys are objects",
                    ));
                }
            }
        }
        Ok(keys)
    }

    /// Keys and values of a mapping.
    pub fn entries(&mut self, mapping: &Value) -> Result<Vec<(Value, Value)>, Refusal> {
        match mapping {
            Value::Fresh(fresh) => match self.heap.fresh[fresh.0 as usize].clone() {
                FreshObject::Dict(entries) => Ok(entries),
                _ => Err(Refusal::new(
                    codes::ITERATION,
                    "'**' of something that is no dict",
                )),
            },
            Value::Known(known)
                if matches!(self.heap.object(*known), Object::Dict { plain: true, .. }) =>
            {
                let known = *known;
                let keys = self.keys(known)?;
                let mut entries = Vec::with_capacity(keys.len());
                for key in keys {
                    let value = self
                        .look_up(known, &key)?
                        .ok_or_else(|| self.key_error(&key))?;
                    entries.push((key, value));
                }
                Ok(entries)
            }
            _ => Err(Refusal::new(
                codes::ITERATION,
                format!("the items of {}", self.describe(mapping)),
            )),
        }
    }
}

/// `len(range(start, stop, step))`.
pub fn range_length(start: i64, stop: i64, step: i64) -> usize {
    let (low, high, step) = if step > 0 {
        (start, stop, step)
    } else {
        (stop, start, -step)
    };
    if low >= high {
        0
    } else {
        ((high - low - 1) / step + 1) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::range_length;

    #[test]
    fn ranges_have_pythons_length() {
        assert_eq!(range_length(0, 10, 3), 4);
        assert_eq!(range_length(10, 0, -3), 4);
        assert_eq!(range_length(0, 0, 1), 0);
        assert_eq!(range_length(5, 0, 1), 0);
    }
}
