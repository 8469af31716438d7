//! Objects that stand for one of several.
//!
//! Behind a `dataflow.cond` a local that holds one tensor object on one path and another on the
//! other is a new object with the contents of the right one. Nobody must be able to tell: either
//! only its contents are read and none of the originals is written afterwards, or the originals
//! were made by the program and nobody else has them.

use crate::{
    rebuild::{
        Mapping, ValueKey, defined_by, defining, key, name, op_key, operands, results, symbol, walk,
    },
    refusal::{IDENTITY, refuse},
    template::{DISPLAYS, Template},
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{Location, OperationRef, Value, operation::OperationLike},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// An object that stands for one of several.
#[derive(Clone)]
struct Stand<'c, 'a> {
    object: Value<'c, 'a>,
    originals: Vec<Value<'c, 'a>>,
    what: String,
    location: Location<'c>,
}

/// All objects of a graph that stand for one of several.
#[derive(Default)]
pub struct Identities<'c, 'a> {
    stands: Vec<Stand<'c, 'a>>,
}

/// How an object is used.
#[derive(Default)]
struct Uses {
    /// Positions of writes to it.
    writes: Vec<usize>,
    /// Something other than its contents is looked at.
    escapes: bool,
}

impl<'c: 'a, 'a> Identities<'c, 'a> {
    /// How many there are; to be given to [`Self::forget`].
    pub fn mark(&self) -> usize {
        self.stands.len()
    }

    /// Forgets those since `mark`, whose operations are gone.
    pub fn forget(&mut self, mark: usize) {
        self.stands.truncate(mark);
    }

    /// Replaces values in those since `mark`.
    pub fn map(&mut self, mark: usize, mapping: &Mapping<'c, 'a>) {
        for stand in &mut self.stands[mark..] {
            stand.object = mapping.get(stand.object);
            for original in &mut stand.originals {
                *original = mapping.get(*original);
            }
        }
    }

    /// Notes that `object`, put together by a template, stands for one of `originals`.
    pub fn note(
        &mut self,
        template: &Template<'c, 'a>,
        object: Value<'c, 'a>,
        originals: &[Value<'c, 'a>],
        what: &str,
        location: Location<'c>,
    ) {
        if let Template::Display { elements, .. } = template {
            let made = defining(object).map(operands).unwrap_or_default();
            let parts: Vec<_> = originals
                .iter()
                .filter_map(|original| defining(*original).map(operands))
                .collect();
            for (index, element) in elements.iter().enumerate() {
                let originals: Vec<_> = parts
                    .iter()
                    .filter_map(|operands| operands.get(index).copied())
                    .collect();
                if let Some(object) = made.get(index) {
                    self.note(element, *object, &originals, what, location);
                }
            }
        }
        if template.makes_object() {
            self.stands.push(Stand {
                object,
                originals: originals.to_vec(),
                what: what.to_owned(),
                location,
            });
        }
    }

    /// Refuses where somebody could tell.
    pub fn check(&self, graph: OperationRef<'c, 'a>) -> PassResult<'c> {
        if self.stands.is_empty() {
            return Ok(());
        }
        let program = Program::of(graph);
        let by_object: HashMap<ValueKey, &Stand> = self
            .stands
            .iter()
            .map(|stand| (key(stand.object), stand))
            .collect();

        // What must be indistinguishable from the real object: what is looked at otherwise than
        // for its contents, and whatever such an object stands for.
        let mut strict: Vec<&Stand> = self
            .stands
            .iter()
            .filter(|stand| {
                let uses = program.uses(stand.object);
                uses.is_some_and(|uses| uses.escapes || !uses.writes.is_empty())
                    || stand
                        .originals
                        .iter()
                        .any(|original| program.is_written_after(*original, stand))
            })
            .collect();
        let mut seen: HashSet<_> = strict.iter().map(|stand| key(stand.object)).collect();
        while let Some(stand) = strict.pop() {
            for original in &stand.originals {
                if let Some(next) = by_object.get(&key(*original))
                    && seen.insert(key(next.object))
                {
                    strict.push(next);
                }
                if !self.is_exclusive(*original, stand, &program) {
                    return Err(self.refusal(stand, *original).into());
                }
            }
        }
        Ok(())
    }

    /// Whether an original was made by the program and is only known by its stand.
    fn is_exclusive(
        &self,
        original: Value<'c, 'a>,
        stand: &Stand<'c, 'a>,
        program: &Program,
    ) -> bool {
        if defined_by(original, "pydyn.object_ref").is_some() {
            return false;
        }
        let made = defining(original).is_some_and(|operation| {
            ["pydyn.box", "pydyn.list", "pydyn.dict", "pydyn.set"]
                .contains(&name(operation).as_str())
        });
        // Two stands for one object are two objects where it was one, unless one of them is only
        // a step on the way (a loop's value, and its value behind the loop).
        let shared = self.stands.iter().any(|other| {
            key(other.object) != key(stand.object)
                && key(other.object) != key(original)
                && other
                    .originals
                    .iter()
                    .any(|value| key(*value) == key(original))
                && !self.leads_to(other, stand)
                && !self.leads_to(stand, other)
        });
        let escapes = program.uses(original).is_some_and(|uses| uses.escapes);
        made && !shared && (!escapes || key(original) == key(stand.object))
    }

    /// Whether `to` stands for `from`, directly or through others.
    fn leads_to(&self, from: &Stand<'c, 'a>, to: &Stand<'c, 'a>) -> bool {
        let mut reached = HashSet::from([key(from.object)]);
        loop {
            let before = reached.len();
            for stand in &self.stands {
                if stand
                    .originals
                    .iter()
                    .any(|value| reached.contains(&key(*value)))
                {
                    reached.insert(key(stand.object));
                }
            }
            if reached.contains(&key(to.object)) {
                return true;
            }
            if reached.len() == before {
                return false;
            }
        }
    }

    fn refusal(&self, stand: &Stand<'c, 'a>, original: Value<'c, 'a>) -> Diagnostic<'c> {
        let diagnostic = refuse(
            IDENTITY,
            stand.location,
            format!(
                "{} is one of several objects, and which one it is can be seen",
                stand.what
            ),
        );
        match defining(original) {
            Some(operation) => diagnostic.note(operation.location(), "this is one of them"),
            None => diagnostic,
        }
    }
}

/// Positions and uses in a graph.
struct Program {
    positions: HashMap<ValueKey, usize>,
    uses: HashMap<ValueKey, Uses>,
    /// Positions of writes to objects that were there before the call.
    writes: BTreeMap<String, Vec<usize>>,
    /// First and last positions of loops.
    loops: Vec<(usize, usize)>,
}

impl Program {
    fn of(graph: OperationRef<'_, '_>) -> Self {
        let mut program = Self {
            positions: HashMap::new(),
            uses: HashMap::new(),
            writes: BTreeMap::new(),
            loops: vec![],
        };
        let mut all = vec![];
        walk(graph, &mut |operation| all.push(operation));
        // A display that was taken apart is left without uses: it shows its elements to nobody.
        let mut used = HashSet::new();
        let mut order = HashMap::new();
        for (position, operation) in all.iter().enumerate().rev() {
            order.insert(op_key(*operation), position);
            let results = results(*operation);
            let is_dead = DISPLAYS.contains(&name(*operation).as_str())
                && !results.iter().any(|result| used.contains(&key(*result)));
            if !is_dead {
                used.extend(operands(*operation).into_iter().map(key));
                program.note(*operation, position);
            }
        }
        walk(graph, &mut |operation| {
            if matches!(name(operation).as_str(), "dataflow.while" | "dataflow.for") {
                let first = order.get(&op_key(operation)).copied().unwrap_or(0);
                let mut last = first;
                walk(operation, &mut |nested| {
                    last = last.max(order.get(&op_key(nested)).copied().unwrap_or(0));
                });
                program.loops.push((first, last));
            }
        });
        program
    }

    fn note(&mut self, operation: OperationRef<'_, '_>, position: usize) {
        for result in results(operation) {
            self.positions.insert(key(result), position);
        }
        let kind = name(operation);
        for (index, operand) in operands(operation).into_iter().enumerate() {
            let uses = self.uses.entry(key(operand)).or_default();
            match (kind.as_str(), index) {
                ("pydyn.read", _) => {}
                ("pydyn.write", 0) => {
                    uses.writes.push(position);
                    if let Some(symbol) = defined_by(operand, "pydyn.object_ref")
                        .and_then(|reference| symbol(reference, "object"))
                    {
                        self.writes
                            .entry(symbol.to_owned())
                            .or_default()
                            .push(position);
                    }
                }
                _ => uses.escapes = true,
            }
        }
    }

    fn uses(&self, value: Value<'_, '_>) -> Option<&Uses> {
        self.uses.get(&key(value))
    }

    /// Whether an original is written where its stand has been made already.
    fn is_written_after(&self, original: Value<'_, '_>, stand: &Stand<'_, '_>) -> bool {
        let made = self.positions.get(&key(stand.object)).copied().unwrap_or(0);
        let symbol = defined_by(original, "pydyn.object_ref")
            .and_then(|reference| symbol(reference, "object"));
        let writes = match symbol {
            Some(symbol) => self.writes.get(symbol),
            None => self.uses(original).map(|uses| &uses.writes),
        };
        writes.into_iter().flatten().any(|write| {
            *write > made
                || self.loops.iter().any(|(first, last)| {
                    (*first..=*last).contains(write) && (*first..=*last).contains(&made)
                })
        })
    }
}
