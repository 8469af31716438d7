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
                FreshObject::List(elements)
                | FreshObject::Set(elements)
                | FreshObject::FrozenSet(elements) => elements.len(),
                FreshObject::Dict(entries) => entries.len(),
                FreshObject::View(_, dict) => {
                    let dict = dict.clone();
                    return self.length(&dict);
                }
                FreshObject::Iterator(_) | FreshObject::Alias | FreshObject::Instance { .. } => {
                    return Ok(None);
                }
                FreshObject::OpenRange { .. } => {
                    return Err(Refusal::new(
                        codes::ITERATION,
                        "the length of a range whose bounds only the run knows",
                    ));
                }
                FreshObject::Undecided(why) => return Err(why.as_ref().clone()),
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

    /// The keys of a known dict, checked to be what they are, in this order.
    pub(super) fn keys(&mut self, dict: Known) -> Result<Vec<Value>, Refusal> {
        self.refuse_changed_dict(dict)?;
        let ids = self.world.keys(self.heap.id(dict))?;
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
        self.reach().keys(dict, &keys)?;
        Ok(keys)
    }

    /// The elements of a set in the order in which CPython iterates over it, where that is certain.
    pub(super) fn set_order(&self, elements: Vec<Value>) -> Result<Vec<Value>, Refusal> {
        set_order(elements).ok_or_else(|| {
            Refusal::new(
                codes::ITERATION,
                "a set, whose order depends on hashes and history, is iterated over",
            )
        })
    }

    /// The elements of a known set of at most one.
    pub(super) fn set_elements(&mut self, set: Known) -> Result<Vec<Value>, Refusal> {
        let ids = self.world.keys(self.heap.id(set))?;
        let mut elements = Vec::with_capacity(ids.len());
        for id in ids {
            match Constant::of(&self.world.describe(id)?) {
                Some(constant) => elements.push(Value::Constant(constant)),
                None => {
                    return Err(Refusal::new(
                        codes::ITERATION,
                        "a set whose elements are objects",
                    ));
                }
            }
        }
        self.reach().keys(set, &elements)?;
        Ok(elements)
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

/// The smallest table of a set has eight places; up to four elements have never made it grow, however they came there.
const SMALL_SET: usize = 4;

/// Elements of a set in CPython's order: integers that fall into places of their own stand in the order of the places.
fn set_order(elements: Vec<Value>) -> Option<Vec<Value>> {
    if elements.len() <= 1 {
        return Some(elements);
    }
    if elements.len() > SMALL_SET {
        return None;
    }
    let mut places = Vec::with_capacity(elements.len());
    for element in elements {
        let Value::Constant(Constant::Int(value)) = &element else {
            return None;
        };
        // The hash of a small integer is the integer; that of -1 is -2.
        let hash = if **value == -1 { -2 } else { **value };
        if value.unsigned_abs() >= (1 << 61) - 1 {
            return None;
        }
        places.push((hash & 7, element));
    }
    places.sort_by_key(|(place, _)| *place);
    let distinct = places.windows(2).all(|pair| pair[0].0 != pair[1].0);
    distinct.then(|| places.into_iter().map(|(_, element)| element).collect())
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
