//! Methods of the builtin types, each by the exact type that has it.

use super::{
    Specializer,
    code::BinaryOperator,
    heap::FreshObject,
    protocol::{Keywords, ViewKind},
    refusal::{Refusal, codes},
    value::{Constant, Fresh, Value},
};
use crate::world::Object;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// A method of a builtin type.
    pub fn call_method(
        &mut self,
        receiver: &Value,
        name: &str,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Value, Refusal> {
        if matches!(receiver, Value::Tensor(_)) {
            let mut arguments = vec![receiver.clone()];
            arguments.extend(positional);
            return self.call_tensor_function(&format!("torch.Tensor.{name}"), arguments, keywords);
        }
        if name == "__len__"
            && positional.is_empty()
            && keywords.is_empty()
            && let Some(length) = self.length(receiver)?
        {
            return Ok(Value::int(length as i64));
        }
        let result = match receiver {
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(_) => self.list_method(*fresh, name, &positional, &keywords)?,
                FreshObject::Dict(_) => self.dict_method(receiver, name, &positional, &keywords)?,
                FreshObject::Set(_) => match (name, positional.as_slice(), keywords.is_empty()) {
                    ("add", [element], true) => {
                        self.append(receiver, element.clone(), None)?;
                        Some(Value::NONE)
                    }
                    _ => None,
                },
                _ => None,
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::Dict { plain: true, .. } => {
                    self.known_dict_method(receiver, name, &positional, &keywords)?
                }
                Object::List { .. } => {
                    self.sequence_method(receiver, name, &positional, &keywords)?
                }
                _ => None,
            },
            Value::InstanceDict(_) => {
                self.instance_dict_method(receiver, name, &positional, &keywords)?
            }
            Value::Tuple(_) => match (name, positional.as_slice(), keywords.is_empty()) {
                ("numel", [], true) => Some(self.product_of_sizes(receiver)?),
                _ => self.sequence_method(receiver, name, &positional, &keywords)?,
            },
            Value::Constant(constant) => {
                let constant = constant.clone();
                self.pure_method(&constant, name, &positional, &keywords)?
            }
            _ => None,
        };
        result.ok_or_else(|| {
            Refusal::new(
                codes::CALL,
                format!("the method '{name}' of {}", self.describe(receiver)),
            )
        })
    }

    fn product_of_sizes(&mut self, sizes: &Value) -> Result<Value, Refusal> {
        let mut product = Value::int(1);
        for size in self.iterate(sizes)? {
            product = self.binary(BinaryOperator::Mul, &product, &size, false)?;
        }
        Ok(product)
    }

    /// What lists and tuples share: methods that change nothing.
    fn sequence_method(
        &mut self,
        receiver: &Value,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        match (name, positional, keywords.is_empty()) {
            ("index", [wanted], true) => {
                for (index, element) in self.iterate(receiver)?.iter().enumerate() {
                    if self.is_or_equals(element, wanted)? {
                        return Ok(Some(Value::int(index as i64)));
                    }
                }
                Err(Refusal::new(codes::RAISES, "'index' finds nothing"))
            }
            ("count", [wanted], true) => {
                let mut count = 0;
                for element in self.iterate(receiver)? {
                    count += i64::from(self.is_or_equals(&element, wanted)?);
                }
                Ok(Some(Value::int(count)))
            }
            ("copy", [], true) if !matches!(receiver, Value::Tuple(_)) => {
                let elements = self.iterate(receiver)?;
                Ok(Some(self.heap.make(FreshObject::List(elements))))
            }
            _ => Ok(None),
        }
    }

    fn list_method(
        &mut self,
        list: Fresh,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        let receiver = Value::Fresh(list);
        let mut elements = match &self.heap.fresh[list.0 as usize] {
            FreshObject::List(elements) => elements.clone(),
            _ => return Ok(None),
        };
        let changes = matches!(
            name,
            "append" | "extend" | "insert" | "pop" | "remove" | "clear" | "reverse" | "sort"
        );
        if !changes {
            return self.sequence_method(&receiver, name, positional, keywords);
        }
        self.check_not_escaped(list)?;
        let mut result = Value::NONE;
        match (name, positional, keywords.is_empty()) {
            ("append", [value], true) => elements.push(value.clone()),
            ("extend", [iterable], true) => {
                // Each as it comes: the iterable may look at the list.
                let iterator = match iterable {
                    Value::Fresh(other) if *other == list => Value::Tuple(elements.clone().into()),
                    _ => iterable.clone(),
                };
                let iterator = self.iterator(&iterator)?;
                while let Some(element) = self.next(&iterator)? {
                    self.append(&receiver, element, None)?;
                }
                return Ok(Some(result));
            }
            ("insert", [Value::Constant(Constant::Int(index)), value], true) => {
                let length = elements.len() as i64;
                let index = if **index < 0 {
                    **index + length
                } else {
                    **index
                };
                elements.insert(index.clamp(0, length) as usize, value.clone());
            }
            ("pop", [] | [Value::Constant(Constant::Int(_))], true) if elements.is_empty() => {
                let message = "pop from empty list";
                let arguments = vec![Value::str(message)];
                return Err(self.raising("IndexError", arguments, message.to_owned()));
            }
            ("pop", [], true) => result = elements.pop().unwrap_or(Value::NONE),
            ("pop", [Value::Constant(Constant::Int(index))], true) => {
                let length = elements.len() as i64;
                let index = if **index < 0 {
                    **index + length
                } else {
                    **index
                };
                if !(0..length).contains(&index) {
                    let message = "pop index out of range";
                    let arguments = vec![Value::str(message)];
                    return Err(self.raising("IndexError", arguments, message.to_owned()));
                }
                result = elements.remove(index as usize);
            }
            ("remove", [wanted], true) => {
                let mut at = None;
                for (index, element) in elements.iter().enumerate() {
                    if self.is_or_equals(element, wanted)? {
                        at = Some(index);
                        break;
                    }
                }
                match at {
                    Some(at) => drop(elements.remove(at)),
                    None => {
                        return Err(Refusal::new(codes::RAISES, "'remove' finds nothing"));
                    }
                }
            }
            ("clear", [], true) => elements.clear(),
            ("reverse", [], true) => elements.reverse(),
            ("sort", [], _) => {
                // While it is sorted it is empty, and is to stay so.
                self.heap.fresh[list.0 as usize] = FreshObject::List(Vec::new());
                elements = self.sort(elements, keywords)?;
                let changed = match &self.heap.fresh[list.0 as usize] {
                    FreshObject::List(elements) => !elements.is_empty(),
                    _ => true,
                };
                if changed {
                    return Err(Refusal::new(
                        codes::RAISES,
                        "a list is changed while it is sorted",
                    ));
                }
            }
            _ => return Ok(None),
        }
        self.heap.fresh[list.0 as usize] = FreshObject::List(elements);
        Ok(Some(result))
    }

    fn view_method(&mut self, receiver: &Value, name: &str) -> Option<Value> {
        let kind = match name {
            "keys" => ViewKind::Keys,
            "values" => ViewKind::Values,
            "items" => ViewKind::Items,
            _ => return None,
        };
        self.view(kind, receiver)
    }

    fn known_dict_method(
        &mut self,
        receiver: &Value,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        if !keywords.is_empty() {
            return Ok(None);
        }
        match (name, positional) {
            ("keys" | "values" | "items", []) => Ok(self.view_method(receiver, name)),
            _ => self.instance_dict_method(receiver, name, positional, keywords),
        }
    }

    /// What the `__dict__` of an object answers as well, whose order of entries is not followed.
    fn instance_dict_method(
        &mut self,
        receiver: &Value,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        match (name, positional) {
            ("get", [key]) | ("get", [key, _]) if keywords.is_empty() => {
                if self.contains(receiver, key)? {
                    self.get_item(receiver, key).map(Some)
                } else {
                    Ok(Some(positional.get(1).cloned().unwrap_or(Value::NONE)))
                }
            }
            _ => Ok(None),
        }
    }

    fn dict_method(
        &mut self,
        receiver: &Value,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        let Value::Fresh(dict) = receiver else {
            return Ok(None);
        };
        let dict = *dict;
        match (name, positional) {
            ("update", sources) if sources.len() <= 1 => {
                self.check_not_escaped(dict)?;
                if let [source] = sources {
                    for (key, value) in self.pairs(source)? {
                        self.set_item(receiver, &key, value)?;
                    }
                }
                for (key, value) in keywords {
                    let key = self.interned(key);
                    self.set_item(receiver, &key, value.clone())?;
                }
                return Ok(Some(Value::NONE));
            }
            _ if !keywords.is_empty() => return Ok(None),
            ("setdefault", [key]) | ("setdefault", [key, _]) => {
                if !self.contains(receiver, key)? {
                    let default = positional.get(1).cloned().unwrap_or(Value::NONE);
                    self.set_item(receiver, key, default)?;
                }
                return self.get_item(receiver, key).map(Some);
            }
            _ => {}
        }
        let mut entries = match &self.heap.fresh[dict.0 as usize] {
            FreshObject::Dict(entries) => entries.clone(),
            _ => return Ok(None),
        };
        let result = match (name, positional) {
            ("pop", [key]) | ("pop", [key, _]) => {
                self.check_not_escaped(dict)?;
                let mut at = None;
                for (index, (existing, _)) in entries.iter().enumerate() {
                    if self.same_key(existing, key)? {
                        at = Some(index);
                        break;
                    }
                }
                match (at, positional.get(1)) {
                    (Some(at), _) => entries.remove(at).1,
                    (None, Some(default)) => default.clone(),
                    (None, None) => {
                        let message = "'pop' of a key that is not there".to_owned();
                        return Err(self.raising("KeyError", vec![key.clone()], message));
                    }
                }
            }
            ("popitem", []) => {
                self.check_not_escaped(dict)?;
                match entries.pop() {
                    Some((key, value)) => Value::Tuple([key, value].into()),
                    None => return Err(Refusal::new(codes::RAISES, "'popitem' of an empty dict")),
                }
            }
            ("clear", []) => {
                self.check_not_escaped(dict)?;
                entries.clear();
                Value::NONE
            }
            ("copy", []) => return Ok(Some(self.heap.make(FreshObject::Dict(entries)))),
            _ => return self.known_dict_method(receiver, name, positional, keywords),
        };
        self.heap.fresh[dict.0 as usize] = FreshObject::Dict(entries);
        Ok(Some(result))
    }

    /// Keys and values of what `dict` and `update` take: a dict, or pairs.
    pub fn pairs(&mut self, source: &Value) -> Result<Vec<(Value, Value)>, Refusal> {
        let is_dict = match source {
            Value::Fresh(fresh) => {
                matches!(self.heap.fresh[fresh.0 as usize], FreshObject::Dict(_))
            }
            Value::Known(known) => matches!(self.heap.object(*known), Object::Dict { .. }),
            _ => false,
        };
        if is_dict {
            return self.entries(source);
        }
        let is_instance = match source {
            Value::Known(_) => true,
            Value::Fresh(fresh) => {
                matches!(
                    self.heap.fresh[fresh.0 as usize],
                    FreshObject::Instance { .. }
                )
            }
            _ => false,
        };
        if is_instance {
            return Err(Refusal::new(
                codes::ITERATION,
                format!("the items of {}", self.describe(source)),
            ));
        }
        let mut pairs = Vec::new();
        for pair in self.iterate(source)? {
            match <[Value; 2]>::try_from(self.iterate(&pair)?) {
                Ok([key, value]) => pairs.push((key, value)),
                Err(_) => return Err(Refusal::new(codes::RAISES, "a dict of what is no pairs")),
            }
        }
        Ok(pairs)
    }
}
