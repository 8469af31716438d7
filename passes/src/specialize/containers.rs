//! Making builtin containers, and their methods.

use super::{
    Specializer,
    heap::FreshObject,
    protocol::Keywords,
    protocol::ViewKind,
    refusal::{Refusal, codes},
    value::{Constant, Value},
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

    /// A method of a builtin type.
    pub fn call_method(
        &mut self,
        receiver: &Value,
        name: &str,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Value, Refusal> {
        let unknown = |specializer: &Self| {
            Refusal::new(
                codes::CALL,
                format!("the method '{name}' of {}", specializer.describe(receiver)),
            )
        };
        if matches!(receiver, Value::Tensor(_)) {
            let mut arguments = vec![receiver.clone()];
            arguments.extend(positional);
            return self.call_tensor_function(&format!("torch.Tensor.{name}"), arguments, keywords);
        }
        if !keywords.is_empty() {
            return Err(unknown(self));
        }
        match (name, positional.as_slice()) {
            ("__len__", []) => match self.length(receiver)? {
                Some(length) => Ok(Value::int(length as i64)),
                None => Err(unknown(self)),
            },
            ("append", [value]) => self
                .append(receiver, value.clone(), None)
                .map(|()| Value::NONE),
            ("extend", [values]) => {
                for value in self.iterate(values)? {
                    self.append(receiver, value, None)?;
                }
                Ok(Value::NONE)
            }
            ("get", [key]) | ("get", [key, _]) => {
                if self.contains(receiver, key)? {
                    self.get_item(receiver, key)
                } else {
                    Ok(positional.get(1).cloned().unwrap_or(Value::NONE))
                }
            }
            ("keys" | "values" | "items", []) => {
                let kind = match name {
                    "keys" => ViewKind::Keys,
                    "values" => ViewKind::Values,
                    _ => ViewKind::Items,
                };
                self.view(kind, receiver).ok_or_else(|| unknown(self))
            }
            ("index", [wanted]) => {
                let elements = self.iterate(receiver)?;
                for (index, element) in elements.iter().enumerate() {
                    if self.same_key(element, wanted)? {
                        return Ok(Value::int(index as i64));
                    }
                }
                Err(Refusal::new(codes::RAISES, "'index' finds nothing"))
            }
            ("numel", []) if matches!(receiver, Value::Tuple(_)) => {
                let sizes = self.iterate(receiver)?;
                let mut product = Value::int(1);
                for size in sizes {
                    product =
                        self.binary(super::code::BinaryOperator::Mul, &product, &size, false)?;
                }
                Ok(product)
            }
            _ => match (receiver, name, positional.as_slice()) {
                (
                    Value::Constant(Constant::Str(text)),
                    "startswith",
                    [Value::Constant(Constant::Str(part))],
                ) => Ok(Value::bool(text.starts_with(part.as_ref()))),
                (
                    Value::Constant(Constant::Str(text)),
                    "endswith",
                    [Value::Constant(Constant::Str(part))],
                ) => Ok(Value::bool(text.ends_with(part.as_ref()))),
                (Value::Constant(Constant::Str(text)), "lower", []) => {
                    Ok(Value::str(&text.to_lowercase()))
                }
                (Value::Constant(Constant::Str(text)), "upper", []) => {
                    Ok(Value::str(&text.to_uppercase()))
                }
                _ => Err(unknown(self)),
            },
        }
    }
}
