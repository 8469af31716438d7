//! State through regions: what they change becomes values that they take and give.

use super::{
    Lifter, Where,
    state::{Object, Slot, State},
};
use crate::{
    rebuild::{
        Emitter, arguments, defining, is_reference, key, name, operands, operations, region_block,
        results, walk,
    },
    refusal::{EFFECT, OBJECTS, STORE, refuse},
    template::Template,
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{
        Attribute, Location, OperationRef, Region, Type, Value, ValueLike,
        attribute::{FlatSymbolRefAttribute, StringAttribute},
        operation::OperationLike,
    },
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// One of the regions of an operation that is being rebuilt.
struct Side<'c, 'a> {
    region: Region<'c>,
    emitter: Emitter<'c, 'a>,
    state: State<'c, 'a>,
    /// The operands of the terminator.
    yielded: Vec<Value<'c, 'a>>,
    /// Values that only this region of the old program has.
    own: HashSet<crate::rebuild::ValueKey>,
}

impl<'c: 'a, 'a> Lifter<'c, 'a, '_> {
    /// Rebuilds a region, whose arguments come first among `types`.
    fn side(
        &mut self,
        operation: OperationRef<'c, 'a>,
        index: usize,
        types: &[Type<'c>],
        emitter: Emitter<'c, 'a>,
        enter: impl FnOnce(&mut Self, &[Value<'c, 'a>]) -> State<'c, 'a>,
    ) -> PassResult<'c, Side<'c, 'a>> {
        let old = region_block(operation, index)
            .ok_or_else(|| Diagnostic::op_error(&operation, "lacks a region"))?;
        let (region, inside) = emitter.region(types, operation.location());
        let new = arguments(inside.block);
        let old_arguments = arguments(old);
        self.mapping.insert_all(&old_arguments, &new);
        // In the loop they come from an earlier iteration; behind it they are none of anybody's business.
        let carried: Vec<_> = new[..old_arguments.len()]
            .iter()
            .copied()
            .map(key)
            .collect();
        self.carried.extend(carried.iter().copied());
        let mut state = enter(self, &new[old_arguments.len()..]);
        let statements = operations(old);
        let (end, body) = statements
            .split_last()
            .ok_or_else(|| Diagnostic::op_error(&operation, "has an empty region"))?;
        self.sequence(body, inside, &mut state, Where::Region)?;
        for value in carried {
            self.carried.remove(&value);
        }
        let yielded = operands(*end)
            .into_iter()
            .map(|value| self.mapping.get(value))
            .collect();
        let mut own = HashSet::new();
        for statement in &statements {
            walk(*statement, &mut |nested| {
                own.extend(results(nested).into_iter().map(key));
            });
        }
        Ok(Side {
            region,
            emitter: inside,
            state,
            yielded,
            own,
        })
    }

    /// `dataflow.cond`.
    pub(super) fn cond(
        &mut self,
        operation: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        state: &mut State<'c, 'a>,
        place: Where,
    ) -> PassResult<'c> {
        let location = operation.location();
        let condition = self.mapping.get(operation.operand(0)?);
        let mut sides = vec![];
        for index in 0..2 {
            let before = state.clone();
            sides.push(self.side(operation, index, &[], emitter, |_, _| before)?);
        }
        let [mut then, mut orelse] = <[Side; 2]>::try_from(sides)
            .map_err(|_| Diagnostic::op_error(&operation, "has no two paths"))?;

        // Contents.
        let (written, _) = self.declarations.changed_in(operation);
        for object in &written {
            let before = self.current(object, state, location)?;
            for side in [&mut then, &mut orelse] {
                let value = side.state.contents.get(object).copied().unwrap_or(before);
                side.yielded.push(value);
            }
        }
        // Attributes.
        let stores = self.join_stores(&mut then, &mut orelse, state, location)?;

        let types: Vec<_> = then.yielded.iter().map(|value| value.r#type()).collect();
        for side in [&then, &orelse] {
            let values = &side.yielded;
            side.emitter
                .op("dataflow.yield", location, values, &[], &[], vec![])?;
        }
        let regions = vec![then.region, orelse.region];
        let new = emitter.like(operation, &[condition], &types, regions)?;
        let values = results(new);
        let old = results(operation);
        self.mapping.insert_all(&old, &values);
        let mut parts = values[old.len()..].iter().copied();
        for object in &written {
            if let Some(value) = parts.next() {
                // Where the two differ, nothing that was made from Python comes here.
                let sides = [&then.state, &orelse.state];
                let bumps = sides.map(|side| side.bumps_since(state, object));
                let bumps = bumps[0].max(bumps[1]);
                self.write(object.clone(), value, state, (location, bumps), place);
            }
        }
        for (slot, join) in stores {
            let value = match join {
                Join::Same(value) => value,
                Join::Parts(template) => {
                    template.put_together(&mut parts, self.scratch, location)?
                }
            };
            self.store_made(slot, value, state, location, place)?;
        }
        Ok(())
    }

    /// What attributes hold behind a `dataflow.cond`; the parts are added to what is yielded.
    fn join_stores(
        &mut self,
        then: &mut Side<'c, 'a>,
        orelse: &mut Side<'c, 'a>,
        state: &mut State<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Vec<(Slot, Join<'c, 'a>)>> {
        let slots: BTreeSet<Slot> = then
            .state
            .stores
            .keys()
            .chain(orelse.state.stores.keys())
            .cloned()
            .collect();
        let mut joins: Vec<(Slot, Join<'c, 'a>)> = vec![];
        for slot in slots {
            let before = state.stores.get(&slot).copied();
            let after = [&*then, &*orelse].map(|side| side.state.stores.get(&slot).copied());
            if after.iter().all(|value| value.map(key) == before.map(key)) {
                continue;
            }
            let unknown = || {
                refuse(
                    STORE,
                    location,
                    format!(
                        "the attribute '{}' is stored on one path only, and what it holds on the \
                         other is not known",
                        slot.1
                    ),
                )
            };
            let mut values = vec![];
            for value in after {
                let value = match value {
                    Some(value) => value,
                    None => self.initial(&slot)?.ok_or_else(unknown)?,
                };
                values.push(value);
            }
            let [a, b] = values[..] else { continue };
            let emitter = then.emitter;
            let (x, y) = (Template::of(emitter, a), Template::of(emitter, b));
            let join = x.join(&y, emitter).filter(|join| {
                // A tensor that is put together must be one that only its path has.
                let is_new = then.own.contains(&key(a)) && orelse.own.contains(&key(b));
                key(a) == key(b) || is_new || !join.has_objects()
            });
            let Some(template) = join else {
                return Err(refuse(
                    STORE,
                    location,
                    format!(
                        "the attribute '{}' holds another object on each path",
                        slot.1
                    ),
                )
                .into());
            };
            if key(a) == key(b) || template.parts().is_empty() {
                joins.push((slot, Join::Same(a)));
                continue;
            }
            for (side, value) in [(&mut *then, a), (&mut *orelse, b)] {
                let emitter = side.emitter;
                let parts = self.parts(&template, value, emitter, &mut side.state, location)?;
                side.yielded.extend(parts);
            }
            joins.push((slot, Join::Parts(template)));
        }
        Ok(joins)
    }

    /// What an attribute holds before the call, where that is a number.
    fn initial(&mut self, slot: &Slot) -> PassResult<'c, Option<Value<'c, 'a>>> {
        let Some((symbol, declaration)) = self.declarations.attribute(slot) else {
            return Ok(None);
        };
        let Some(r#type) = declaration.r#type() else {
            return Ok(None);
        };
        let symbol = symbol.to_owned();
        let location = Location::unknown(self.scratch.context);
        if let Some(expected) = declaration.expected() {
            let value = self.scratch.named("value", expected);
            let constant = "pydyn.constant";
            return Ok(Some(self.scratch.value(
                constant,
                location,
                &[],
                r#type,
                &[value],
            )?));
        }
        if !declaration.varies() {
            return Ok(None);
        }
        let object: Attribute = FlatSymbolRefAttribute::new(self.scratch.context, &symbol).into();
        let object = self.scratch.named("object", object);
        let reference = "pydyn.object_ref";
        Ok(Some(self.scratch.value(
            reference,
            location,
            &[],
            r#type,
            &[object],
        )?))
    }

    /// Stores an object that was put together.
    fn store_made(
        &mut self,
        slot: Slot,
        value: Value<'c, 'a>,
        state: &mut State<'c, 'a>,
        location: Location<'c>,
        place: Where,
    ) -> PassResult<'c> {
        let Some(target) = self.references.get(&slot.0).copied() else {
            return Err(
                refuse(EFFECT, location, "an object is changed that one path makes").into(),
            );
        };
        remember(value, state);
        let attribute: Attribute = StringAttribute::new(self.scratch.context, &slot.1).into();
        let attribute = self.scratch.named("name", attribute);
        let operands = [target, value];
        let kind = "pydyn.set_attr";
        let operation = self
            .scratch
            .op(kind, location, &operands, &[], &[attribute], vec![])?;
        self.store(operation, state, place)
    }

    /// `dataflow.while` and `dataflow.for`.
    pub(super) fn repetition(
        &mut self,
        operation: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        state: &mut State<'c, 'a>,
        place: Where,
    ) -> PassResult<'c> {
        let location = operation.location();
        let (written, stored) = self.declarations.changed_in(operation);

        // What the loop changes is handed from iteration to iteration.
        let mut extra = vec![];
        for object in &written {
            extra.push(self.current(object, state, location)?);
        }
        let mut slots: BTreeMap<Slot, Template<'c, 'a>> = BTreeMap::new();
        for slot in stored {
            let before = match state.stores.get(&slot).copied() {
                Some(value) => Some(value),
                None => self.initial(&slot)?,
            };
            let template = before.map(|value| Template::of(emitter, value).carried(emitter));
            let (Some(value), Some(template)) = (before, template) else {
                return Err(refuse(
                    STORE,
                    location,
                    format!(
                        "the attribute '{}' is stored in a loop, and what it holds if the loop \
                         does not run is not known",
                        slot.1
                    ),
                )
                .into());
            };
            extra.extend(self.parts(&template, value, emitter, state, location)?);
            slots.insert(slot, template);
        }
        let types: Vec<_> = extra.iter().map(|value| value.r#type()).collect();
        let before = state.clone();
        // The state at the start of a region, by its last arguments.
        let enter = |this: &mut Self, new: &[Value<'c, 'a>]| {
            let mut state = before.clone();
            let mut parts = new.iter().copied();
            for object in &written {
                if let Some(value) = parts.next() {
                    state.contents.insert(object.clone(), value);
                }
            }
            for (slot, template) in &slots {
                let value = template.put_together(&mut parts, this.scratch, location);
                if let Ok(value) = value {
                    remember(value, &mut state);
                    state.stores.insert(slot.clone(), value);
                }
            }
            state
        };

        let mut regions = vec![];
        let mut bumped = BTreeSet::new();
        let mut inits: Vec<_> = operands(operation)
            .into_iter()
            .map(|value| self.mapping.get(value))
            .collect();
        inits.extend(&extra);
        for index in 0..operation.region_count() {
            let old = region_block(operation, index)
                .ok_or_else(|| Diagnostic::op_error(&operation, "lacks a region"))?;
            let mut all: Vec<_> = arguments(old).iter().map(|value| value.r#type()).collect();
            all.extend(&types);
            let side = self.side(operation, index, &all, emitter, |this, new| {
                enter(this, new)
            });
            let mut side = side?;
            for object in &written {
                let value = self.current(object, &mut side.state, location)?;
                side.yielded.push(value);
                if side.state.bumps_since(&before, object) > 0 {
                    bumped.insert(object.clone());
                }
            }
            for (slot, template) in &slots {
                let value = side.state.stores.get(slot).copied();
                let value =
                    value.ok_or_else(|| Diagnostic::op_error(&operation, "lost a store"))?;
                let same = Template::of(emitter, value)
                    .carried(emitter)
                    .join(template, emitter)
                    .is_some_and(|join| join.same(template));
                if !same {
                    return Err(refuse(
                        OBJECTS,
                        location,
                        format!(
                            "the attribute '{}' holds another object after each iteration",
                            slot.1
                        ),
                    )
                    .into());
                }
                let emitter = side.emitter;
                let parts = self.parts(template, value, emitter, &mut side.state, location)?;
                side.yielded.extend(parts);
            }
            let kind = if name(operation) == "dataflow.while" && index == 0 {
                "dataflow.condition"
            } else {
                "dataflow.yield"
            };
            let values = &side.yielded;
            side.emitter.op(kind, location, values, &[], &[], vec![])?;
            regions.push(side.region);
        }
        let old = results(operation);
        let mut all: Vec<_> = old.iter().map(|value| value.r#type()).collect();
        all.extend(&types);
        let new = results(emitter.like(operation, &inits, &all, regions)?);
        self.mapping.insert_all(&old, &new);
        let mut parts = new[old.len()..].iter().copied();
        for object in &written {
            if let Some(value) = parts.next() {
                let bumps = i64::from(bumped.contains(object));
                self.write(object.clone(), value, state, (location, bumps), place);
            }
        }
        for (slot, template) in slots {
            let value = template.put_together(&mut parts, self.scratch, location)?;
            self.store_made(slot, value, state, location, place)?;
        }
        Ok(())
    }
}

/// Notes the contents of tensors that were put together.
fn remember<'c: 'a, 'a>(value: Value<'c, 'a>, state: &mut State<'c, 'a>) {
    let Some(made) = defining(value) else { return };
    let boxes = name(made) == "pydyn.box" && is_reference(value.r#type());
    for operand in operands(made) {
        if boxes {
            state.contents.insert(Object::Made(key(value)), operand);
        } else {
            remember(operand, state);
        }
    }
}

/// What an attribute holds behind a `dataflow.cond`.
enum Join<'c, 'a> {
    /// One object.
    Same(Value<'c, 'a>),
    /// One that is put together from the next results.
    Parts(Template<'c, 'a>),
}
