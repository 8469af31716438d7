//! `iter(x)` and `next(x)`: iterators are objects with a position, which give an element when they are asked for one.

use super::super::{
    Specializer,
    code::BinaryOperator,
    frame::Flow,
    heap::{FreshObject, Owner, Slot},
    iteration::range_length,
    refusal::{Refusal, codes},
    value::{Constant, Fresh, Known, Value},
};
use super::classes::Special;
use super::identity::is_same_object;
use super::iterators::{Ended, Iterator, Source, ViewKind};
use crate::world::Object;
use std::{collections::HashSet, rc::Rc};

/// More elements than this are not gathered.
const MAX_ELEMENTS: usize = 100_000;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn make_iterator(&mut self, source: Source) -> Value {
        self.heap
            .make(FreshObject::Iterator(Iterator { source, asked: 0 }))
    }

    /// `iter(iterable)`.
    pub fn iterator(&mut self, iterable: &Value) -> Result<Value, Refusal> {
        let of = iterable.clone();
        let positions = Source::Positions { of, next: 0 };
        let source = match iterable {
            Value::Tuple(_) | Value::Range { .. } | Value::Constant(Constant::Str(_)) => positions,
            Value::Constant(Constant::Bytes(bytes)) => Source::Elements {
                elements: bytes
                    .iter()
                    .map(|byte| Value::int((*byte).into()))
                    .collect(),
                next: 0,
            },
            Value::Tensor(tensor) => {
                self.tensor_member(*tensor, "__iter__")?;
                Source::Elements {
                    elements: self.iterate_tensor(iterable)?.into(),
                    next: 0,
                }
            }
            Value::Fresh(fresh) => match self.heap.fresh[fresh.0 as usize].clone() {
                FreshObject::List(_) => positions,
                FreshObject::Dict(_) => self.entries_source(ViewKind::Keys, iterable, false)?,
                FreshObject::View(view, dict) => self.entries_source(view, &dict, false)?,
                FreshObject::Set(elements) | FreshObject::FrozenSet(elements) => Source::Elements {
                    elements: self.set_order(elements)?.into(),
                    next: 0,
                },
                FreshObject::Iterator(_) => return Ok(iterable.clone()),
                FreshObject::Alias => {
                    return Err(Refusal::new(codes::ITERATION, "iteration over an alias"));
                }
                FreshObject::OpenRange { start, stop, .. } => {
                    let inputs = [start, stop].map(|bound| match bound {
                        Value::Number { ssa, .. } => self.emit.origins(ssa),
                        _ => Vec::new(),
                    });
                    return Err(Refusal::new(
                        codes::ITERATION,
                        "a range whose bounds only the run knows",
                    )
                    .because_of(&inputs.concat()));
                }
                FreshObject::Undecided(why) => return Err(why.as_ref().clone()),
                FreshObject::Instance { .. } => return self.iterator_of_object(iterable),
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::List { .. } => positions,
                Object::Dict { plain: true, .. } => {
                    self.entries_source(ViewKind::Keys, iterable, false)?
                }
                Object::Set { length } if length <= 1 => Source::Elements {
                    elements: self.set_elements(*known)?.into(),
                    next: 0,
                },
                Object::Instance(_) | Object::Dict { plain: false, .. } => {
                    return self.iterator_of_object(iterable);
                }
                _ => return Err(self.not_iterable(iterable)),
            },
            _ => return Err(self.not_iterable(iterable)),
        };
        Ok(self.make_iterator(source))
    }

    fn not_iterable(&self, value: &Value) -> Refusal {
        Refusal::new(
            codes::ITERATION,
            format!("iteration over {}", self.describe(value)),
        )
    }

    /// What the `__iter__` of an object's class returns, which must be an iterator.
    fn iterator_of_object(&mut self, object: &Value) -> Result<Value, Refusal> {
        let Some(method) = self.special_method(object, "__iter__")? else {
            return Err(self.not_iterable(object));
        };
        let iterator = self.call_value(&method, vec![], vec![])?;
        if self.is_iterator(&iterator)? {
            Ok(iterator)
        } else {
            Err(Refusal::new(
                codes::RAISES,
                "'__iter__' returns what is no iterator",
            ))
        }
    }

    /// A special method of an object's class, bound to the object.
    fn special_method(&mut self, object: &Value, name: &str) -> Result<Option<Value>, Refusal> {
        if !self.is_python_instance(object) {
            return Ok(None);
        }
        match self.special(object, name)? {
            Special::Bound(method) => Ok(Some(method)),
            Special::Missing => Ok(None),
            Special::Builtin(method) => Err(Refusal::new(
                codes::ITERATION,
                format!("an iteration by {method}"),
            )),
        }
    }

    fn is_iterator(&mut self, value: &Value) -> Result<bool, Refusal> {
        match value {
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::Iterator(_) => Ok(true),
                FreshObject::Instance { .. } => {
                    Ok(self.special_method(value, "__next__")?.is_some())
                }
                _ => Ok(false),
            },
            Value::Known(known) if matches!(self.heap.object(*known), Object::Instance(_)) => {
                Ok(self.special_method(value, "__next__")?.is_some())
            }
            _ => Ok(false),
        }
    }

    /// `reversed(iterable)`.
    pub fn reversed(&mut self, iterable: &Value) -> Result<Value, Refusal> {
        let whole = |specializer: &mut Self| -> Result<Source, Refusal> {
            Ok(Source::Reversed {
                of: iterable.clone(),
                next: specializer.length(iterable)?.unwrap_or(0),
            })
        };
        let source = match iterable {
            Value::Tuple(_) | Value::Range { .. } | Value::Constant(Constant::Str(_)) => {
                whole(self)?
            }
            Value::Fresh(fresh) => match self.heap.fresh[fresh.0 as usize].clone() {
                FreshObject::List(_) => whole(self)?,
                FreshObject::Dict(_) => self.entries_source(ViewKind::Keys, iterable, true)?,
                FreshObject::View(view, dict) => self.entries_source(view, &dict, true)?,
                _ => return Err(self.not_reversible(iterable)),
            },
            Value::Known(known) => match self.heap.object(*known) {
                Object::List { .. } => whole(self)?,
                Object::Dict { plain: true, .. } => {
                    self.entries_source(ViewKind::Keys, iterable, true)?
                }
                Object::Instance(_) => {
                    return match self.special_method(iterable, "__reversed__")? {
                        Some(method) => self.call_value(&method, vec![], vec![]),
                        None => Err(self.not_reversible(iterable)),
                    };
                }
                _ => return Err(self.not_reversible(iterable)),
            },
            _ => return Err(self.not_reversible(iterable)),
        };
        Ok(self.make_iterator(source))
    }

    fn not_reversible(&self, value: &Value) -> Refusal {
        Refusal::new(
            codes::ITERATION,
            format!("'reversed' of {}", self.describe(value)),
        )
    }

    fn entries_source(
        &mut self,
        view: ViewKind,
        dict: &Value,
        backwards: bool,
    ) -> Result<Source, Refusal> {
        let keys: Rc<[Value]> = self.dict_keys(dict)?.into();
        Ok(Source::Entries {
            view,
            dict: dict.clone(),
            next: 0,
            keys,
            backwards,
        })
    }

    /// The keys of a dict in their order.
    fn dict_keys(&mut self, dict: &Value) -> Result<Vec<Value>, Refusal> {
        match dict {
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::Dict(entries) => {
                    Ok(entries.iter().map(|(key, _)| key.clone()).collect())
                }
                _ => Err(self.not_iterable(dict)),
            },
            Value::Known(known) => self.keys(*known),
            _ => Err(self.not_iterable(dict)),
        }
    }

    /// Whether a known dict still has the keys that it had: a store to one of them leaves them as they are.
    fn has_keys(&mut self, dict: Known, keys: &[Value]) -> Result<bool, Refusal> {
        let stores = self.heap.stores.iter();
        let stored: Vec<(String, bool)> = stores
            .filter_map(|((owner, slot), value)| match slot {
                Slot::Item(key) if *owner == Owner::Known(dict) => {
                    Some((key.clone(), value.is_some()))
                }
                _ => None,
            })
            .collect();
        if stored.is_empty() {
            return Ok(true);
        }
        let mut texts = HashSet::new();
        for key in keys {
            let (.., path, _) = self.dict_key(key)?;
            texts.insert(path.text());
        }
        Ok(stored
            .iter()
            .all(|(key, there)| *there && texts.contains(key)))
    }

    /// The next element of an iterator, `None` at its end.
    pub fn next(&mut self, iterator: &Value) -> Result<Option<Value>, Refusal> {
        self.ended = None;
        if let Value::Fresh(fresh) = iterator
            && let FreshObject::Iterator(state) = &mut self.heap.fresh[fresh.0 as usize]
        {
            let fresh = *fresh;
            state.asked += 1;
            let source = std::mem::replace(&mut state.source, Source::Running);
            let (element, source) = self.advance(source)?;
            let source = match element {
                Some(_) => source,
                // CPython's iterators stay at their end, whatever becomes of what they went over; these do not.
                None => match source {
                    // What it asked last is forgotten.
                    unending @ Source::Chain { .. } => {
                        self.ended = None;
                        unending
                    }
                    unending @ (Source::Map { .. }
                    | Source::Zip { .. }
                    | Source::Enumerate { .. }
                    | Source::Filter { .. }) => unending,
                    _ => Source::Exhausted,
                },
            };
            self.put_source(fresh, source);
            return Ok(element);
        }
        let Some(method) = self.special_method(iterator, "__next__")? else {
            return Err(Refusal::new(
                codes::RAISES,
                format!("'next' of {}", self.describe(iterator)),
            ));
        };
        // `StopIteration` is its end, whoever raised it.
        self.handlers += 1;
        let flow = self.call(&method, vec![], vec![]);
        self.handlers -= 1;
        match self.caught(flow)? {
            Flow::Return(element) => Ok(Some(element)),
            Flow::Raise(exception) if self.is_exception(&exception, "StopIteration")? => {
                self.ended = Some(Ended::Raised(exception));
                Ok(None)
            }
            Flow::Raise(exception) => Err(self.rising(&exception)),
            _ => Err(Refusal::new(codes::CALL, "'__next__' did not return")),
        }
    }

    /// `next(iterator)`, which raises at the end: the exception that an iterator of the program's raised, or one with what a
    /// generator returned.
    pub fn next_or_raise(&mut self, iterator: &Value) -> Result<Value, Refusal> {
        if let Some(element) = self.next(iterator)? {
            return Ok(element);
        }
        let arguments = match self.ended.take() {
            Some(Ended::Raised(exception)) => return Err(self.rising(&exception)),
            Some(Ended::Returned(value)) => vec![value],
            None => vec![],
        };
        let message = "an iterator is at its end".to_owned();
        Err(self.raising("StopIteration", arguments, message))
    }

    fn put_source(&mut self, fresh: Fresh, source: Source) {
        if let FreshObject::Iterator(state) = &mut self.heap.fresh[fresh.0 as usize] {
            state.source = source;
        }
    }

    /// One step: the element and what the iterator is afterwards.
    fn advance(&mut self, source: Source) -> Result<(Option<Value>, Source), Refusal> {
        Ok(match source {
            Source::Positions { of, next } => {
                if next >= self.length(&of)?.unwrap_or(0) {
                    return Ok((None, Source::Exhausted));
                }
                let element = self.element_at(&of, next)?;
                (Some(element), Source::Positions { of, next: next + 1 })
            }
            Source::Reversed { of, next } => {
                if next == 0 || next > self.length(&of)?.unwrap_or(0) {
                    return Ok((None, Source::Exhausted));
                }
                let element = self.element_at(&of, next - 1)?;
                (Some(element), Source::Reversed { of, next: next - 1 })
            }
            Source::Entries {
                view,
                dict,
                keys,
                next,
                backwards,
            } => {
                let element = self.entry_at(view, &dict, &keys, next, backwards)?;
                let source = Source::Entries {
                    view,
                    dict,
                    keys,
                    next: next + 1,
                    backwards,
                };
                (element, source)
            }
            Source::Elements { elements, next } => {
                let element = elements.get(next).cloned();
                (
                    element,
                    Source::Elements {
                        elements,
                        next: next + 1,
                    },
                )
            }
            Source::Enumerate { inner, count } => match self.next(&inner)? {
                None => (None, Source::Enumerate { inner, count }),
                Some(element) => {
                    let pair = Value::Tuple([count.clone(), element].into());
                    let count = self.binary(BinaryOperator::Add, &count, &Value::int(1), false)?;
                    (Some(pair), Source::Enumerate { inner, count })
                }
            },
            Source::Zip { inners, strict } => {
                let row = self.zip_row(&inners, strict)?;
                (row, Source::Zip { inners, strict })
            }
            Source::Map { function, inners } => {
                let element = match self.row(&inners)? {
                    None => None,
                    Some(row) => Some(self.call_value(&function, row, vec![])?),
                };
                (element, Source::Map { function, inners })
            }
            Source::Generator(suspended) => {
                let (element, suspended) = self.resume(*suspended)?;
                let source = match suspended {
                    Some(suspended) => Source::Generator(Box::new(suspended)),
                    None => Source::Exhausted,
                };
                (element, source)
            }
            Source::Running => {
                return Err(Refusal::new(
                    codes::RAISES,
                    "an iterator is asked for an element while it makes one",
                ));
            }
            Source::Exhausted => (None, Source::Exhausted),
            other => return self.advance_tool(other),
        })
    }

    fn row(&mut self, inners: &[Value]) -> Result<Option<Vec<Value>>, Refusal> {
        let mut row = Vec::with_capacity(inners.len());
        for inner in inners {
            match self.next(inner)? {
                Some(element) => row.push(element),
                None => return Ok(None),
            }
        }
        Ok(Some(row))
    }

    fn zip_row(&mut self, inners: &[Value], strict: bool) -> Result<Option<Value>, Refusal> {
        if inners.is_empty() {
            return Ok(None);
        }
        let mut row = Vec::with_capacity(inners.len());
        for (index, inner) in inners.iter().enumerate() {
            match self.next(inner)? {
                Some(element) => row.push(element),
                None => {
                    let mut unequal = index > 0;
                    if strict && !unequal {
                        for other in &inners[1..] {
                            unequal |= self.next(other)?.is_some();
                        }
                    }
                    if strict && unequal {
                        return Err(Refusal::new(codes::RAISES, "'zip' of different lengths"));
                    }
                    return Ok(None);
                }
            }
        }
        Ok(Some(Value::Tuple(row.into())))
    }

    fn element_at(&mut self, of: &Value, index: usize) -> Result<Value, Refusal> {
        match of {
            Value::Tuple(elements) => Ok(elements[index].clone()),
            Value::Range { start, step, .. } => Ok(Value::int(start + step * index as i64)),
            Value::Constant(Constant::Str(text)) => {
                let letter = text.chars().nth(index).unwrap_or_default();
                Ok(Value::str(letter.encode_utf8(&mut [0; 4])))
            }
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(elements) => Ok(elements[index].clone()),
                _ => Err(self.not_iterable(of)),
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::List { length } => self.element(*known, index, length),
                _ => Err(self.not_iterable(of)),
            },
            _ => Err(self.not_iterable(of)),
        }
    }

    fn entry_at(
        &mut self,
        view: ViewKind,
        dict: &Value,
        keys: &[Value],
        next: usize,
        backwards: bool,
    ) -> Result<Option<Value>, Refusal> {
        let unchanged = match dict {
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::Dict(entries) => {
                    entries.len() == keys.len()
                        && entries
                            .iter()
                            .zip(keys)
                            .all(|((key, _), before)| same_key_object(key, before))
                }
                _ => false,
            },
            Value::Known(known) => self.has_keys(*known, keys)?,
            _ => false,
        };
        if !unchanged {
            return Err(Refusal::new(
                codes::RAISES,
                "a dict changes while it is iterated over",
            ));
        }
        let position = match backwards {
            false => next,
            true if next < keys.len() => keys.len() - 1 - next,
            true => return Ok(None),
        };
        let Some(key) = keys.get(position) else {
            return Ok(None);
        };
        if view == ViewKind::Keys {
            return Ok(Some(key.clone()));
        }
        let value = match dict {
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::Dict(entries) => entries[position].1.clone(),
                _ => return Err(self.not_iterable(dict)),
            },
            Value::Known(known) => self
                .look_up(*known, key)?
                .ok_or_else(|| Refusal::new(codes::RAISES, "a dict lost a key"))?,
            _ => return Err(self.not_iterable(dict)),
        };
        Ok(Some(match view {
            ViewKind::Items => Value::Tuple([key.clone(), value].into()),
            _ => value,
        }))
    }

    /// All elements of an iterable, from where it stands.
    pub fn iterate(&mut self, iterable: &Value) -> Result<Vec<Value>, Refusal> {
        if let Value::Tuple(elements) = iterable {
            return Ok(elements.to_vec());
        }
        if let Value::Range { start, stop, step } = iterable {
            let length = range_length(*start, *stop, *step);
            if length > MAX_ELEMENTS {
                return Err(Refusal::new(
                    codes::SIZE,
                    format!("a range of {length} elements is not unrolled"),
                ));
            }
        }
        let iterator = self.iterator(iterable)?;
        let mut elements = Vec::new();
        while let Some(element) = self.next(&iterator)? {
            elements.push(element);
            if elements.len() > MAX_ELEMENTS {
                return Err(Refusal::new(
                    codes::SIZE,
                    format!("more than {MAX_ELEMENTS} elements are not gathered"),
                ));
            }
        }
        Ok(elements)
    }

    /// A new view of a dict, `None` of anything else.
    pub fn view(&mut self, kind: ViewKind, dict: &Value) -> Option<Value> {
        let is_dict = match dict {
            Value::Fresh(fresh) => {
                matches!(self.heap.fresh[fresh.0 as usize], FreshObject::Dict(_))
            }
            Value::Known(known) => {
                matches!(self.heap.object(*known), Object::Dict { plain: true, .. })
            }
            _ => false,
        };
        is_dict.then(|| self.heap.make(FreshObject::View(kind, dict.clone())))
    }
}

/// Whether a key of a dict is the one that was there.
fn same_key_object(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Constant(a), Value::Constant(b)) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same_key_object(a, b))
        }
        _ => is_same_object(a, b),
    }
}
