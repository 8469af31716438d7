//! `container[key]`.

use super::{
    Specializer,
    emit::{Access, PathKey},
    heap::{FreshObject, Owner, Slot},
    iteration::range_length,
    protocol::is_same_object,
    refusal::{Refusal, codes},
    value::{Constant, Fresh, Known, Tuple, TupleClass, Value},
};
use crate::world::{Attribute, Key, Object};

/// Classes whose items are aliases for annotations.
const GENERIC: [&str; 6] = [
    "builtins.dict",
    "builtins.frozenset",
    "builtins.list",
    "builtins.set",
    "builtins.tuple",
    "builtins.type",
];

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn get_item(&mut self, object: &Value, key: &Value) -> Result<Value, Refusal> {
        match object {
            Value::Tensor(tensor) => self.tensor_special(*tensor, "__getitem__", vec![key.clone()]),
            Value::Tuple(elements) => {
                let elements = elements.clone();
                match self.selection("tuple", elements.len(), key)? {
                    Selection::One(index) => Ok(elements[index].clone()),
                    // Some of the sizes are sizes; any other subclass gives a plain tuple.
                    Selection::Many(indices) => Ok(Value::Tuple(Tuple::of(
                        match elements.class() {
                            TupleClass::Size => TupleClass::Size,
                            TupleClass::Plain | TupleClass::Other(_) => TupleClass::Plain,
                        },
                        indices
                            .into_iter()
                            .map(|index| elements[index].clone())
                            .collect(),
                    ))),
                }
            }
            Value::Constant(text @ (Constant::Str(_) | Constant::Bytes(_))) => {
                let key = std::slice::from_ref(key);
                let item = self.pure_method(text, "__getitem__", key, &Vec::new())?;
                item.ok_or_else(|| {
                    Refusal::new(
                        codes::ITEM,
                        "an item of a text whose place only the run knows",
                    )
                })
            }
            Value::Fresh(fresh) => self.get_fresh_item(*fresh, key),
            Value::InstanceDict(known) => match key.as_str() {
                Some(name) => match self.own_attribute(*known, name)? {
                    Some(value) => Ok(value),
                    None => Err(self.key_error(key)),
                },
                None => Err(self.key_error(key)),
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::List { length } => {
                    // Also where no element is looked at: of an empty slice, and of an index that is out of range.
                    self.reach().length(*known, length)?;
                    match self.selection("list", length, key)? {
                        Selection::One(index) => self.element(*known, index, length),
                        Selection::Many(indices) => {
                            let elements: Result<Vec<_>, _> = indices
                                .into_iter()
                                .map(|index| self.element(*known, index, length))
                                .collect();
                            Ok(self.heap.make(FreshObject::List(elements?)))
                        }
                    }
                }
                Object::Dict { plain: true, .. } => match self.look_up(*known, key)? {
                    Some(value) => Ok(value),
                    None => Err(self.key_error(key)),
                },
                Object::Class(name) if GENERIC.contains(&name.as_ref()) => {
                    Ok(self.heap.make(FreshObject::Alias))
                }
                Object::Instance(_) => {
                    let object = object.clone();
                    self.call_special(&object, "__getitem__", vec![key.clone()])
                }
                _ => Err(Refusal::new(
                    codes::ITEM,
                    format!("items of {}", self.describe(object)),
                )),
            },
            Value::Range { start, stop, step } => {
                let length = range_length(*start, *stop, *step);
                match self.selection("range object", length, key)? {
                    Selection::One(index) => Ok(Value::int(start + step * index as i64)),
                    Selection::Many(_) => Err(Refusal::new(codes::ITEM, "a slice of a range")),
                }
            }
            _ => Err(Refusal::new(
                codes::ITEM,
                format!("items of {}", self.describe(object)),
            )),
        }
    }

    pub(super) fn key_error(&self, key: &Value) -> Refusal {
        let key = match key {
            Value::Constant(Constant::Str(text)) => format!("'{text}'"),
            Value::Constant(Constant::Int(value)) => value.to_string(),
            other => self.describe(other),
        };
        Refusal::new(codes::RAISES, format!("there is no item {key}"))
    }

    fn get_fresh_item(&mut self, fresh: Fresh, key: &Value) -> Result<Value, Refusal> {
        match self.heap.fresh[fresh.0 as usize].clone() {
            FreshObject::List(elements) => match self.selection("list", elements.len(), key)? {
                Selection::One(index) => Ok(elements[index].clone()),
                Selection::Many(indices) => {
                    let elements = indices
                        .into_iter()
                        .map(|index| elements[index].clone())
                        .collect();
                    Ok(self.heap.make(FreshObject::List(elements)))
                }
            },
            FreshObject::Dict(entries) => {
                self.check_hashable(key)?;
                for (existing, value) in entries {
                    if self.same_key(&existing, key)? {
                        return Ok(value);
                    }
                }
                let message = self.key_error(key).message;
                Err(self.raising("KeyError", vec![key.clone()], message))
            }
            FreshObject::Instance { .. } => {
                self.call_special(&Value::Fresh(fresh), "__getitem__", vec![key.clone()])
            }
            FreshObject::Set(_)
            | FreshObject::FrozenSet(_)
            | FreshObject::Iterator(_)
            | FreshObject::View(..) => Err(Refusal::new(
                codes::RAISES,
                format!("{} has no items", self.describe(&Value::Fresh(fresh))),
            )),
            FreshObject::Alias => Err(Refusal::new(codes::ITEM, "items of an alias")),
            FreshObject::OpenRange { .. } => Err(Refusal::new(
                codes::ITERATION,
                "an item of a range whose bounds only the run knows",
            )),
            FreshObject::Undecided(why) => Err(why.as_ref().clone()),
        }
    }

    pub(super) fn element(
        &mut self,
        list: Known,
        index: usize,
        length: usize,
    ) -> Result<Value, Refusal> {
        let slot = (Owner::Known(list), Slot::Item(index.to_string()));
        if let Some(Some(stored)) = self.heap.stores.get(&slot) {
            return Ok(stored.clone());
        }
        self.reach().length(list, length)?;
        let id = self.world.element(self.heap.id(list), index)?;
        let path = format!("{}[{index}]", self.heap.symbol(list));
        self.reach().step(
            Some(list),
            Access::Item,
            Some(PathKey::int(index as i64)),
            &path,
            id,
        )
    }

    /// `dict[key]` of a known dict.
    pub fn look_up(&mut self, dict: Known, key: &Value) -> Result<Option<Value>, Refusal> {
        let (key, access, path_key, text) = self.dict_key(key)?;
        let slot = (Owner::Known(dict), Slot::Item(path_key.text()));
        if let Some(stored) = self.heap.stores.get(&slot) {
            return Ok(stored.clone());
        }
        match self.world.lookup(self.heap.id(dict), &key)? {
            Some(id) => {
                let path = format!("{}[{text}]", self.heap.symbol(dict));
                self.reach()
                    .step(Some(dict), access, Some(path_key), &path, id)
                    .map(Some)
            }
            None => {
                self.reach().absent(dict, access, path_key)?;
                Ok(None)
            }
        }
    }

    pub(super) fn dict_key(
        &mut self,
        key: &Value,
    ) -> Result<(Key, Access, PathKey, String), Refusal> {
        match key {
            Value::Constant(Constant::Str(text)) => Ok((
                Key::Str(text.to_string()),
                Access::Item,
                PathKey::str(text),
                format!("'{text}'"),
            )),
            Value::Constant(Constant::Int(value)) => Ok((
                Key::Int(**value),
                Access::Item,
                PathKey::int(**value),
                value.to_string(),
            )),
            Value::Known(known) => {
                // An instance of a subclass of `str` or `int` is the same key as its value.
                if let Some(constant) = self.key_constant(key)? {
                    return self.dict_key(&Value::Constant(constant));
                }
                let symbol = self.heap.symbol(*known).to_owned();
                let id = self.heap.id(*known);
                Ok((
                    Key::Object(id),
                    Access::Lookup,
                    PathKey::Symbol(symbol.clone()),
                    symbol,
                ))
            }
            Value::Tensor(tensor) => match self.heap.tensor(*tensor).known {
                Some(known) => {
                    self.tensor_member(*tensor, "__hash__")?;
                    self.dict_key(&Value::Known(known))
                }
                None => Err(Refusal::new(
                    codes::ITEM,
                    "a tensor made by the function as a key",
                )),
            },
            _ => Err(Refusal::new(
                codes::ITEM,
                format!("{} as a key", self.describe(key)),
            )),
        }
    }

    /// An entry of an instance's own dict.
    pub fn own_attribute(&mut self, known: Known, name: &str) -> Result<Option<Value>, Refusal> {
        let slot = (Owner::Known(known), Slot::Attribute(name.to_owned()));
        if let Some(stored) = self.heap.stores.get(&slot) {
            return Ok(stored.clone());
        }
        let id = self.heap.id(known);
        let found = match self.world.instance_dict(id)? {
            Some(dict) => self.world.lookup(dict, &Key::Str(name.to_owned()))?,
            None => match self.world.attribute(id, name)? {
                Attribute::Own(value) => Some(value),
                _ => None,
            },
        };
        match found {
            Some(value) => {
                let path = format!("{}.{name}", self.heap.symbol(known));
                self.reach()
                    .step(
                        Some(known),
                        Access::Dict,
                        Some(PathKey::str(name)),
                        &path,
                        value,
                    )
                    .map(Some)
            }
            None => {
                self.reach()
                    .absent(known, Access::Dict, PathKey::str(name))?;
                Ok(None)
            }
        }
    }

    pub fn set_item(&mut self, object: &Value, key: &Value, value: Value) -> Result<(), Refusal> {
        match object {
            Value::Fresh(fresh) => {
                self.check_not_escaped(*fresh)?;
                match self.heap.fresh[fresh.0 as usize].clone() {
                    FreshObject::List(mut elements) => {
                        let Selection::One(index) = self.index_or_slice(elements.len(), key)?
                        else {
                            return Err(Refusal::new(codes::ITEM, "assignment to a slice"));
                        };
                        elements[index] = value;
                        self.heap.fresh[fresh.0 as usize] = FreshObject::List(elements);
                        Ok(())
                    }
                    FreshObject::Dict(mut entries) => {
                        self.check_hashable(key)?;
                        let mut at = None;
                        for (index, (existing, _)) in entries.iter().enumerate() {
                            if self.same_key(existing, key)? {
                                at = Some(index);
                                break;
                            }
                        }
                        match at {
                            Some(index) => entries[index].1 = value,
                            None => entries.push((key.clone(), value)),
                        }
                        self.heap.fresh[fresh.0 as usize] = FreshObject::Dict(entries);
                        Ok(())
                    }
                    _ => self
                        .call_special(object, "__setitem__", vec![key.clone(), value])
                        .map(drop),
                }
            }
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::Dict { plain: true, .. } => self.store_item(*known, key, value),
                Object::List { length } => {
                    let Selection::One(index) = self.index_or_slice(length, key)? else {
                        return Err(Refusal::new(codes::ITEM, "assignment to a slice"));
                    };
                    self.reach().length(*known, length)?;
                    self.emit_item(*known, &Value::int(index as i64), &index.to_string(), value)
                }
                _ => Err(Refusal::new(
                    codes::ITEM,
                    format!("assignment to an item of {}", self.describe(object)),
                )),
            },
            Value::InstanceDict(_) => Err(Refusal::new(
                codes::ITEM,
                "assignment to an item of a '__dict__'",
            )),
            Value::Tensor(tensor) => {
                self.tensor_special(*tensor, "__setitem__", vec![key.clone(), value])?;
                Ok(())
            }
            _ => Err(Refusal::new(
                codes::ITEM,
                format!("assignment to an item of {}", self.describe(object)),
            )),
        }
    }

    fn store_item(&mut self, dict: Known, key: &Value, value: Value) -> Result<(), Refusal> {
        // Storing what is there already changes nothing, not even the order.
        if let Some(present) = self.look_up(dict, key)?
            && is_same_object(&present, &value)
        {
            return Ok(());
        }
        let text = self.dict_key(key)?.2.text();
        self.emit_item(dict, key, &text, value)
    }

    fn emit_item(
        &mut self,
        container: Known,
        key: &Value,
        slot: &str,
        value: Value,
    ) -> Result<(), Refusal> {
        let reference = self.reach().reference(container)?;
        let key = self.materialize(key)?;
        let stored = self.materialize(&value)?;
        self.op("pydyn.set_item", &[reference, key, stored], &[], &[])?;
        self.heap.stores.insert(
            (Owner::Known(container), Slot::Item(slot.to_owned())),
            Some(value),
        );
        Ok(())
    }

    /// The same where an index out of range raises: `kind` is what the message calls the container.
    fn selection(&mut self, kind: &str, length: usize, key: &Value) -> Result<Selection, Refusal> {
        let length_of = length as i64;
        if let Value::Constant(constant) = key
            && let Some(index) = constant.as_index()
            && !(-length_of..length_of).contains(&index)
        {
            let message = format!("{kind} index out of range");
            let arguments = vec![Value::str(&message)];
            return Err(self.raising("IndexError", arguments, message));
        }
        self.index_or_slice(length, key)
    }

    fn index_or_slice(&self, length: usize, key: &Value) -> Result<Selection, Refusal> {
        let size = length as i64;
        match key {
            Value::Constant(constant) => {
                let Some(index) = constant.as_index() else {
                    return Err(Refusal::new(
                        codes::RAISES,
                        format!("a {} is no index", constant.type_name()),
                    ));
                };
                let index = if index < 0 { index + size } else { index };
                if (0..size).contains(&index) {
                    Ok(Selection::One(index as usize))
                } else {
                    Err(Refusal::new(codes::RAISES, "an index is out of range"))
                }
            }
            Value::Slice(parts) => {
                let part = |value: &Value| match value {
                    Value::Constant(Constant::None) => Ok(None),
                    Value::Constant(constant) => constant
                        .as_index()
                        .map(Some)
                        .ok_or_else(|| Refusal::new(codes::RAISES, "a slice needs integers")),
                    _ => Err(Refusal::new(
                        codes::ITEM,
                        "a slice whose bounds only the run knows",
                    )),
                };
                let step = part(&parts[2])?.unwrap_or(1);
                if step == 0 {
                    return Err(Refusal::new(codes::RAISES, "the step of a slice is zero"));
                }
                // PySlice_AdjustIndices.
                let (low, high) = if step > 0 { (0, size) } else { (-1, size - 1) };
                let adjust = |bound: Option<i64>, default: i64| match bound {
                    None => default,
                    Some(bound) if bound < 0 => (bound + size).clamp(low, high),
                    Some(bound) => bound.clamp(low, high),
                };
                let (first, last) = if step > 0 { (low, high) } else { (high, low) };
                let (start, stop) = (
                    adjust(part(&parts[0])?, first),
                    adjust(part(&parts[1])?, last),
                );
                let count = range_length(start, stop, step) as i64;
                Ok(Selection::Many(
                    (0..count)
                        .map(|index| (start + step * index) as usize)
                        .collect(),
                ))
            }
            _ => Err(Refusal::new(
                codes::ITEM,
                format!("{} as an index", self.describe(key)),
            )),
        }
    }
}

enum Selection {
    One(usize),
    Many(Vec<usize>),
}
