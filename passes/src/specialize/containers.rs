//! Making builtin containers.

use super::{
    Specializer,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::Value,
};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn make_set(&mut self, elements: Vec<Value>) -> Result<Value, Refusal> {
        let elements = self.unique(elements)?;
        Ok(self.heap.make(FreshObject::Set(elements)))
    }

    /// The first of equal elements each.
    pub(super) fn unique(&mut self, elements: Vec<Value>) -> Result<Vec<Value>, Refusal> {
        let mut unique: Vec<Value> = Vec::new();
        'elements: for element in elements {
            self.check_hashable(&element)?;
            for existing in &unique {
                if self.same_key(existing, &element)? {
                    continue 'elements;
                }
            }
            unique.push(element);
        }
        Ok(unique)
    }

    /// What a set is made of: of another set the elements, whose order nobody sees.
    pub(super) fn set_source(&mut self, iterable: &Value) -> Result<Vec<Value>, Refusal> {
        if let Value::Fresh(fresh) = iterable
            && let FreshObject::Set(elements) | FreshObject::FrozenSet(elements) =
                &self.heap.fresh[fresh.0 as usize]
        {
            return Ok(elements.clone());
        }
        self.iterate(iterable)
    }

    pub fn make_dict(
        &mut self,
        keys: Vec<Value>,
        values: Vec<Value>,
        unpacked: &[i64],
    ) -> Result<Value, Refusal> {
        let dict = self.heap.make(FreshObject::Dict(Vec::new()));
        for (index, (key, value)) in keys.into_iter().zip(values).enumerate() {
            if unpacked.contains(&(index as i64)) {
                for (key, value) in self.entries(&value)? {
                    self.set_item(&dict, &key, value)?;
                }
            } else {
                self.set_item(&dict, &key, value)?;
            }
        }
        Ok(dict)
    }

    /// What a comprehension does with each element.
    pub fn append(
        &mut self,
        container: &Value,
        value: Value,
        key: Option<Value>,
    ) -> Result<(), Refusal> {
        if let Some(key) = key {
            return self.set_item(container, &key, value);
        }
        let Value::Fresh(fresh) = container else {
            return Err(Refusal::new(
                codes::ITEM,
                format!("appending to {}", self.describe(container)),
            ));
        };
        self.check_not_escaped(*fresh)?;
        match &mut self.heap.fresh[fresh.0 as usize] {
            FreshObject::List(elements) => elements.push(value),
            FreshObject::Set(elements) => {
                let mut all = elements.clone();
                all.push(value);
                let all = self.unique(all)?;
                self.heap.fresh[fresh.0 as usize] = FreshObject::Set(all);
            }
            _ => return Err(Refusal::new(codes::ITEM, "appending to a dict")),
        }
        Ok(())
    }
}
