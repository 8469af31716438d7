//! The commit: what is done with objects, in order.

use super::{
    Lifter,
    state::{Object, Slot, State},
};
use crate::{
    rebuild::{
        Emitter, ValueKey, defining, integer, is_object, is_reference, key, name, op_key, operands,
        results,
    },
    refusal::{EFFECT, refuse},
    template::DISPLAYS,
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{
        Attribute, BlockLike, Location, OperationRef, Region, Type, Value, ValueLike,
        attribute::{FlatSymbolRefAttribute, IntegerAttribute},
        operation::OperationLike,
    },
};
use std::collections::HashMap;

/// Something that the commit does.
pub enum Entry<'c, 'a> {
    /// An operation on objects. Its operands are values of the old program.
    Operation(OperationRef<'c, 'a>),
    /// A tensor gets its last contents, and its version goes up so often.
    Write(Object, Value<'c, 'a>, Location<'c>, i64),
}

/// All that the commit does.
#[derive(Default)]
pub struct Effects<'c, 'a> {
    entries: Vec<Entry<'c, 'a>>,
    /// Where an attribute is stored that nothing has looked at since.
    stores: HashMap<Slot, usize>,
}

/// Whether an operation makes an object without anybody noticing when.
pub fn is_maker(operation: OperationRef<'_, '_>) -> bool {
    let kind = name(operation);
    matches!(
        kind.as_str(),
        "pydyn.object_ref" | "pydyn.constant" | "pydyn.box" | "pydyn.view" | "pydyn.slice"
    ) || DISPLAYS.contains(&kind.as_str())
}

impl<'c: 'a, 'a> Effects<'c, 'a> {
    /// Adds an operation that may look at anything.
    pub fn add(&mut self, operation: OperationRef<'c, 'a>) {
        self.stores.clear();
        self.entries.push(Entry::Operation(operation));
    }

    /// Adds an operation on one item, which no attribute depends on.
    pub fn add_item(&mut self, operation: OperationRef<'c, 'a>) {
        self.entries.push(Entry::Operation(operation));
    }

    /// Adds the removal of an attribute.
    pub fn remove(&mut self, slot: &Slot, operation: OperationRef<'c, 'a>) {
        self.stores.remove(slot);
        self.entries.push(Entry::Operation(operation));
    }

    /// Adds a store. Returns whether it took the place of an earlier one.
    ///
    /// A new attribute keeps its place in the object's `__dict__`, so the store is made where the
    /// first one was, if its value can be made there.
    pub fn store(&mut self, slot: Slot, operation: OperationRef<'c, 'a>) -> bool {
        let can_move = operation
            .operand(1)
            .ok()
            .and_then(defining)
            .is_some_and(is_movable);
        match self.stores.get(&slot) {
            Some(index) if can_move => {
                self.entries[*index] = Entry::Operation(operation);
                true
            }
            _ => {
                self.stores.insert(slot, self.entries.len());
                self.entries.push(Entry::Operation(operation));
                false
            }
        }
    }

    /// Adds a write. Returns whether it took the place of an earlier one.
    pub fn write(
        &mut self,
        object: Object,
        reference: Value<'c, 'a>,
        location: Location<'c>,
        bumps: i64,
    ) -> bool {
        let earlier = self
            .entries
            .iter_mut()
            .find(|entry| matches!(entry, Entry::Write(other, ..) if *other == object));
        match earlier {
            Some(Entry::Write(_, _, place, total)) => {
                *place = location;
                *total += bumps;
                true
            }
            _ => {
                self.entries
                    .push(Entry::Write(object, reference, location, bumps));
                false
            }
        }
    }
}

/// Whether an object can be made earlier: nothing that it is made of depends on an effect.
fn is_movable(operation: OperationRef<'_, '_>) -> bool {
    is_maker(operation)
        && operands(operation)
            .into_iter()
            .filter(|operand| is_object(operand.r#type()))
            .all(|operand| defining(operand).is_some_and(is_movable))
}

/// A commit that is being emitted.
struct Commit<'c, 'a, 's> {
    emitter: Emitter<'c, 'a>,
    state: &'s State<'c, 'a>,
    arguments: Vec<Value<'c, 'a>>,
    places: HashMap<ValueKey, Value<'c, 'a>>,
    /// What stands for objects of the old program.
    objects: HashMap<ValueKey, Value<'c, 'a>>,
    known: HashMap<String, Value<'c, 'a>>,
    /// How often tensors that the program makes are written after that.
    bumps: HashMap<Object, i64>,
}

impl<'c: 'a, 'a> Lifter<'c, 'a, '_> {
    /// Emits the `dataflow.commit`. `end` is the old one's `pydyn.return`.
    pub(super) fn commit(
        &mut self,
        end: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        state: &State<'c, 'a>,
    ) -> PassResult<'c> {
        let location = end.location();
        let (region, inside): (Region<'c>, _) = emitter.region(&[], location);
        let mut commit = Commit {
            emitter: inside,
            state,
            arguments: vec![],
            places: HashMap::new(),
            objects: HashMap::new(),
            known: HashMap::new(),
            bumps: HashMap::new(),
        };
        let entries = std::mem::take(&mut self.effects.entries);
        for entry in &entries {
            if let Entry::Write(object @ Object::Made(_), _, _, bumps) = entry {
                commit.bumps.insert(object.clone(), *bumps);
            }
        }
        for entry in entries {
            match entry {
                Entry::Operation(operation) => {
                    self.emit_effect(operation, &mut commit)?;
                }
                Entry::Write(object, reference, location, bumps) => {
                    let (Object::Known(_), Some(value)) = (&object, state.contents.get(&object))
                    else {
                        // A tensor that the program makes is made with its last contents.
                        continue;
                    };
                    let value = commit.argument(*value);
                    let reference = self.emit_object(reference, &mut commit, location)?;
                    let operands = [reference, value];
                    let mut attributes = vec![];
                    if bumps != 1 {
                        attributes.push(
                            commit
                                .emitter
                                .named("bumps", bumps_attribute(bumps, inside)),
                        );
                    }
                    inside.op("pydyn.write", location, &operands, &[], &attributes, vec![])?;
                    self.statistics.writes += 1;
                }
            }
        }
        let returned = self.emit_object(end.operand(0)?, &mut commit, location)?;
        inside.op("pydyn.return", location, &[returned], &[], &[], vec![])?;
        let values = commit.arguments;
        emitter.op("dataflow.commit", location, &values, &[], &[], vec![region])?;
        Ok(())
    }

    fn emit_effect(
        &mut self,
        operation: OperationRef<'c, 'a>,
        commit: &mut Commit<'c, 'a, '_>,
    ) -> PassResult<'c> {
        let mut values = vec![];
        for operand in operands(operation) {
            values.push(self.emit_operand(operand, commit, operation.location())?);
        }
        let types: Vec<Type<'c>> = results(operation).iter().map(|v| v.r#type()).collect();
        let copy = commit.emitter.like(operation, &values, &types, vec![])?;
        for (old, new) in results(operation).into_iter().zip(results(copy)) {
            commit.objects.insert(key(old), new);
        }
        Ok(())
    }

    fn emit_operand(
        &mut self,
        value: Value<'c, 'a>,
        commit: &mut Commit<'c, 'a, '_>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        if is_object(value.r#type()) {
            return self.emit_object(value, commit, location);
        }
        Ok(commit.argument(self.mapping.get(value)))
    }

    /// Emits what stands for an object, making it where that has not been done.
    fn emit_object(
        &mut self,
        value: Value<'c, 'a>,
        commit: &mut Commit<'c, 'a, '_>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        if let Some(object) = commit.objects.get(&key(value)) {
            return Ok(*object);
        }
        let Some(maker) = defining(value).filter(|operation| is_maker(*operation)) else {
            return Err(refuse(
                EFFECT,
                location,
                "an object is used that the commit does not make",
            )
            .into());
        };
        let object = match (name(maker).as_str(), self.declarations.object(value)) {
            ("pydyn.object_ref", Object::Known(symbol)) => match commit.known.get(&symbol) {
                Some(object) => *object,
                None => {
                    let context = commit.emitter.context;
                    let attribute: Attribute = FlatSymbolRefAttribute::new(context, &symbol).into();
                    let attribute = commit.emitter.named("object", attribute);
                    let object = commit.emitter.value(
                        "pydyn.object_ref",
                        maker.location(),
                        &[],
                        value.r#type(),
                        &[attribute],
                    )?;
                    commit.known.insert(symbol, object);
                    object
                }
            },
            ("pydyn.box", object) if is_reference(value.r#type()) => {
                let contents = match commit.state.contents.get(&object) {
                    Some(contents) => *contents,
                    None => self.mapping.get(maker.operand(0)?),
                };
                let contents = commit.argument(contents);
                let mut attributes: Vec<_> = maker.attributes().collect();
                if let Some(more) = commit.bumps.get(&object) {
                    let bumps = integer(maker, "bumps").unwrap_or(0) + more;
                    let bumps = bumps_attribute(bumps, commit.emitter);
                    let bumps = commit.emitter.named("bumps", bumps);
                    attributes.retain(|(name, _)| *name != bumps.0);
                    attributes.push(bumps);
                }
                commit.emitter.value(
                    "pydyn.box",
                    maker.location(),
                    &[contents],
                    value.r#type(),
                    &attributes,
                )?
            }
            _ => {
                self.emit_effect(maker, commit)?;
                *commit.objects.get(&key(value)).ok_or_else(|| {
                    Diagnostic::op_error(&maker, format!("was not made ({})", op_key(maker)))
                })?
            }
        };
        commit.objects.insert(key(value), object);
        Ok(object)
    }
}

fn bumps_attribute<'c>(bumps: i64, emitter: Emitter<'c, '_>) -> Attribute<'c> {
    IntegerAttribute::new(emitter.integer_type(64), bumps).into()
}

impl<'c: 'a, 'a> Commit<'c, 'a, '_> {
    /// The argument of the region that stands for a value of the graph.
    fn argument(&mut self, value: Value<'c, 'a>) -> Value<'c, 'a> {
        *self.places.entry(key(value)).or_insert_with(|| {
            self.arguments.push(value);
            self.emitter
                .block
                .add_argument(value.r#type(), value.location())
        })
    }
}
