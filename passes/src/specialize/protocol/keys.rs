//! Hashing: keys of dicts, elements of sets; and `in`.

use super::super::{
    Specializer,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Constant, TupleClass, Value},
};
use super::classes::Special;
use super::comparison::is_scalars;
use super::iterators::ViewKind;
use crate::world::{Object, ObjectId};

/// How a value is hashed and compared as a key.
enum KeyKind {
    /// By its value.
    Constant(Constant),
    /// By a value that only the run knows.
    Number,
    /// By its elements.
    Tuple,
    /// By what device it is.
    Device(String),
    /// Only with itself.
    Identity,
    /// `TypeError`.
    Unhashable,
    /// By code that is not followed.
    Unknown,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    fn key_kind(&mut self, value: &Value) -> Result<KeyKind, Refusal> {
        Ok(match value {
            Value::Constant(constant) => KeyKind::Constant(constant.clone()),
            Value::Number { .. } => KeyKind::Number,
            Value::Tensor(tensor) => {
                self.tensor_member(*tensor, "__hash__")?;
                KeyKind::Identity
            }
            Value::Function(_) => KeyKind::Identity,
            Value::Tuple(tuple) => match tuple.class() {
                TupleClass::Plain | TupleClass::Size => KeyKind::Tuple,
                TupleClass::Other(class) => self.key_kind_by_class(class, value)?,
            },
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(_) | FreshObject::Dict(_) | FreshObject::Set(_) => {
                    KeyKind::Unhashable
                }
                FreshObject::FrozenSet(_)
                | FreshObject::View(..)
                | FreshObject::Alias
                | FreshObject::OpenRange { .. }
                | FreshObject::Undecided(_) => KeyKind::Unknown,
                FreshObject::Iterator(_) => KeyKind::Identity,
                FreshObject::Instance { class, .. } => {
                    let class = *class;
                    self.key_kind_by_class(class, value)?
                }
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::List { .. } | Object::Dict { plain: true, .. } => KeyKind::Unhashable,
                Object::Function(_) | Object::Module(_) => KeyKind::Identity,
                Object::Builtin(name) if name.starts_with("torch.device(") => KeyKind::Device(name),
                Object::Builtin(_) => KeyKind::Identity,
                Object::Set { .. } | Object::Method { .. } => KeyKind::Unknown,
                _ => {
                    let class = self.class_of(value)?;
                    self.key_kind_by_class(class, value)?
                }
            },
            Value::Slice(_) | Value::InstanceDict(_) => KeyKind::Unhashable,
            Value::Method { .. }
            | Value::BuiltinMethod { .. }
            | Value::Range { .. }
            | Value::Super { .. } => KeyKind::Unknown,
        })
    }

    fn key_kind_by_class(&mut self, class: ObjectId, value: &Value) -> Result<KeyKind, Refusal> {
        let hash = match self.special_of(class, value, "__hash__")? {
            Special::Missing => return Ok(KeyKind::Unhashable),
            Special::Builtin(name) => Some(name),
            Special::Bound(_) => None,
        };
        let Special::Builtin(equality) = self.special_of(class, value, "__eq__")? else {
            return Ok(KeyKind::Unknown);
        };
        Ok(match (equality.as_ref(), hash.as_deref()) {
            // Whatever the hash is, it is equal to nothing else.
            ("builtins.object.__eq__", _) => KeyKind::Identity,
            ("builtins.tuple.__eq__", Some("builtins.tuple.__hash__")) => KeyKind::Tuple,
            (equality, Some(hash)) if is_scalars(equality) && is_scalars(hash) => {
                match self.payload_constant(value)? {
                    Some(constant) => KeyKind::Constant(constant),
                    None => KeyKind::Unknown,
                }
            }
            _ => KeyKind::Unknown,
        })
    }

    /// The constant that a key is equal to and hashed like, if it is.
    pub fn key_constant(&mut self, key: &Value) -> Result<Option<Constant>, Refusal> {
        Ok(match self.key_kind(key)? {
            KeyKind::Constant(constant) => Some(constant),
            _ => None,
        })
    }

    /// Refuses a key whose hash raises, or is computed by code that is not followed.
    pub fn check_hashable(&mut self, key: &Value) -> Result<(), Refusal> {
        match self.key_kind(key)? {
            KeyKind::Unhashable => Err(Refusal::new(
                codes::RAISES,
                format!("{} is unhashable", self.describe(key)),
            )),
            KeyKind::Unknown if !matches!(key, Value::Fresh(_)) => self.unknown_key(key),
            KeyKind::Tuple => {
                if let Value::Tuple(elements) = key {
                    for element in elements.iter() {
                        self.check_hashable(element)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn unknown_key<T>(&self, key: &Value) -> Result<T, Refusal> {
        Err(Refusal::new(
            codes::ITEM,
            format!("{} as a key", self.describe(key)),
        ))
    }

    /// Whether two keys of a dict are one.
    pub fn same_key(&mut self, a: &Value, b: &Value) -> Result<bool, Refusal> {
        self.check_hashable(a)?;
        self.check_hashable(b)?;
        let same = self.is_same(a, b);
        if same == Some(true) {
            return Ok(true);
        }
        match (self.key_kind(a)?, self.key_kind(b)?) {
            (KeyKind::Unknown, _) => self.unknown_key(a),
            (_, KeyKind::Unknown) => self.unknown_key(b),
            (KeyKind::Constant(x), KeyKind::Constant(y)) => {
                let equal = x.equals(&y);
                // A NaN is a key like any other: it is found by itself.
                if !equal && same.is_none() {
                    return self.unknown_key(a);
                }
                Ok(equal)
            }
            (KeyKind::Number, KeyKind::Number) => {
                Err(Refusal::new(codes::ITEM, "a key that only the run knows"))
            }
            (KeyKind::Number, KeyKind::Constant(constant))
            | (KeyKind::Constant(constant), KeyKind::Number) => {
                match Self::number_kind(&Value::Constant(constant)) {
                    Some(_) => Err(Refusal::new(codes::ITEM, "a key that only the run knows")),
                    None => Ok(false),
                }
            }
            (KeyKind::Tuple, KeyKind::Tuple) => {
                let (Value::Tuple(a), Value::Tuple(b)) = (a, b) else {
                    return self.unknown_key(a);
                };
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
            (KeyKind::Device(a), KeyKind::Device(b)) => Ok(a == b),
            (KeyKind::Identity, KeyKind::Identity) => match same {
                Some(same) => Ok(same),
                None => self.unknown_key(a),
            },
            (
                KeyKind::Constant(_)
                | KeyKind::Number
                | KeyKind::Tuple
                | KeyKind::Device(_)
                | KeyKind::Identity
                | KeyKind::Unhashable,
                _,
            ) => Ok(false),
        }
    }

    /// Whether one of these keys is equal to another.
    pub fn has_key(&mut self, keys: &[Value], key: &Value) -> Result<bool, Refusal> {
        self.check_hashable(key)?;
        for existing in keys {
            if self.same_key(existing, key)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// `key in container`.
    pub fn contains(&mut self, container: &Value, key: &Value) -> Result<bool, Refusal> {
        let refuse = |specializer: &Self| {
            Err(Refusal::new(
                codes::OPERATOR,
                format!(
                    "'in' of {} and {}",
                    specializer.describe(key),
                    specializer.describe(container)
                ),
            ))
        };
        match container {
            Value::InstanceDict(known) => match key {
                Value::Constant(Constant::Str(name)) => {
                    Ok(self.own_attribute(*known, name)?.is_some())
                }
                _ => refuse(self),
            },
            Value::Constant(Constant::Str(text)) => match key.as_str() {
                Some(part) => Ok(text.contains(part)),
                None => refuse(self),
            },
            Value::Tuple(elements) => match elements.class() {
                TupleClass::Plain | TupleClass::Size => self.has_element(container, key),
                TupleClass::Other(_) => self.contains_by_class(container, key),
            },
            Value::Range { .. } => self.has_element(container, key),
            Value::Fresh(fresh) => match self.heap.fresh[fresh.0 as usize].clone() {
                FreshObject::View(ViewKind::Keys, dict) => self.contains(&dict, key),
                // Looked up by hash: in no order.
                FreshObject::Set(elements) | FreshObject::FrozenSet(elements) => {
                    self.has_key(&elements, key)
                }
                FreshObject::Dict(entries) => {
                    let keys: Vec<_> = entries.into_iter().map(|(key, _)| key).collect();
                    self.has_key(&keys, key)
                }
                FreshObject::List(_) | FreshObject::Iterator(_) | FreshObject::View(..) => {
                    self.has_element(container, key)
                }
                FreshObject::Alias | FreshObject::OpenRange { .. } | FreshObject::Undecided(_) => {
                    refuse(self)
                }
                FreshObject::Instance { .. } => self.contains_by_class(container, key),
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::Dict { plain: true, .. } => {
                    self.check_hashable(key)?;
                    Ok(self.look_up(*known, key)?.is_some())
                }
                Object::List { .. } => self.has_element(container, key),
                Object::Set { .. } => {
                    let elements = self.keys(*known)?;
                    self.has_key(&elements, key)
                }
                Object::Instance(_) | Object::Dict { .. } | Object::Class(_) => {
                    self.contains_by_class(container, key)
                }
                _ => refuse(self),
            },
            Value::Constant(_)
            | Value::Number { .. }
            | Value::Tensor(_)
            | Value::Function(_)
            | Value::Method { .. }
            | Value::BuiltinMethod { .. }
            | Value::Slice(_)
            | Value::Super { .. } => refuse(self),
        }
    }

    /// An iterator is left behind what was found.
    fn has_element(&mut self, container: &Value, key: &Value) -> Result<bool, Refusal> {
        let iterator = self.iterator(container)?;
        while let Some(element) = self.next(&iterator)? {
            if self.is_or_equals(&element, key)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn contains_by_class(&mut self, container: &Value, key: &Value) -> Result<bool, Refusal> {
        match self.special(container, "__contains__")? {
            Special::Bound(method) => {
                let answer = self.call_value(&method, vec![key.clone()], vec![])?;
                self.known_truth(&answer, "'in'")
            }
            Special::Missing => self.has_element(container, key),
            Special::Builtin(name) if name.as_ref() == "builtins.tuple.__contains__" => {
                self.has_element(container, key)
            }
            Special::Builtin(name) => Err(Refusal::new(codes::OPERATOR, format!("'in' by {name}"))),
        }
    }
}
