//! What paths that meet agree on: one state and one frame, from those of each.
//!
//! A tensor that is one object on one path and another one on another becomes a new tensor. What can be told of
//! all is kept; whatever depends on which of them it is, is refused where somebody asks: see
//! [`Specializer::check_one`] and [`Specializer::check_certain`].

use super::{
    Specializer,
    frame::Frame,
    heap::{Contents, FreshObject, Owner, Slot, Tensor},
    origins::Origins,
    paths::Path,
    protocol::is_same_object,
    refusal::{Refusal, codes},
    state::State,
    tape::Step,
    value::{NumberKind, Ssa, TensorRef, Tuple, Value},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

/// A join under way.
struct Join<'c, 'a> {
    paths: Vec<Path<'c, 'a>>,
    /// The line of the branch that keeps them apart.
    line: u32,
    /// Inputs that decide which of them is taken.
    inputs: Vec<String>,
    /// The state that all paths began with, with the objects that they came to know.
    base: State,
    /// Memory with a higher number was made, or reached for the first time, on the paths.
    first_storage: usize,
    /// What tensors, contents and storages became, one of each path.
    tensors: HashMap<Vec<TensorRef>, TensorRef>,
    contents: HashMap<Vec<usize>, usize>,
    storages: BTreeMap<Vec<usize>, usize>,
}

impl<'c, 'a> Join<'c, 'a> {
    /// The states of the paths.
    fn states(&self) -> impl ExactSizeIterator<Item = &State> {
        self.paths.iter().map(|path| &path.state)
    }

    fn undecided(&self, what: &str) -> FreshObject {
        FreshObject::Undecided(self.by_the_branch(what))
    }

    /// Why nobody may look at something.
    fn by_the_branch(&self, what: &str) -> Rc<Refusal> {
        let line = self.line;
        let refusal = undecided(format!("{what}, by the branch at line {line}"));
        Rc::new(refusal.because_of(&self.inputs))
    }

    /// Something of each path's state.
    fn each<T>(&self, of: impl Fn(&State) -> T) -> Vec<T> {
        self.states().map(of).collect()
    }
}

fn refuse<T>(what: impl Into<String>) -> Result<T, Refusal> {
    Err(undecided(what))
}

pub(super) fn undecided(what: impl Into<String>) -> Refusal {
    Refusal::new(codes::BRANCH, what)
}

/// Whether all are equal to the first.
fn all_same<T>(items: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    items.windows(2).all(|pair| same(&pair[0], &pair[1]))
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// Joins two or more paths where they meet; says what their values became. A value, a variable or a container on
    /// which they do not agree is undecided: whoever asks for it is refused.
    pub(super) fn join(
        &mut self,
        frame: &mut Frame,
        mut paths: Vec<Path<'c, 'a>>,
    ) -> Result<Vec<Value>, Refusal> {
        let Some((position, split)) = self.paths.split_of(&paths) else {
            return Err(Refusal::new(codes::FRONTEND, "paths meet that never split"));
        };
        let (first_storage, line) = (split.first_storage, split.line);
        let start = split.state.clone();
        let mut inputs = vec![];
        for condition in self.paths.conditions(&position, &paths) {
            inputs.extend(self.emit.origins(condition));
        }
        self.emit.go_to(position);
        self.heap.restore(&start);
        for path in &mut paths {
            path.state.adopt(&self.heap.state, &self.heap.at_entry);
        }
        let mut join = Join {
            paths,
            line,
            inputs,
            base: self.heap.state.clone(),
            first_storage,
            tensors: HashMap::new(),
            contents: HashMap::new(),
            storages: BTreeMap::new(),
        };
        let values = self.join_all(frame, &mut join);
        values.map_err(|refusal| refusal.because_of(&join.inputs))
    }

    fn join_all(
        &mut self,
        frame: &mut Frame,
        join: &mut Join<'c, 'a>,
    ) -> Result<Vec<Value>, Refusal> {
        self.join_facts(join)?;
        self.join_contents(join)?;
        self.join_tensors(join)?;
        self.join_containers(join)?;
        self.join_variables(frame, join)?;
        let values = self.join_results(join)?;
        self.note_choices(join);
        Ok(values)
    }

    /// What must be the same on all paths.
    fn join_facts(&mut self, join: &Join<'c, 'a>) -> Result<(), Refusal> {
        let origins = &self.heap.origins;
        // All fields by name: a new one has to be thought of here.
        let State {
            tensors: _,
            contents: _,
            fresh: _,
            cells: _,
            stores,
            handling,
            grad_enabled,
            tape_versions,
            // What is known of sizes on one path are values of its regions.
            sizes: _,
            formulas: _,
            materialized,
            given_out,
            tape,
            saved,
            choices,
        } = &mut self.heap.state;
        let states: Vec<_> = join.states().collect();
        let first = states[0];
        if !all_same(&states, |a, b| a.grad_enabled == b.grad_enabled) {
            return refuse("the sides of a branch leave different gradient modes");
        }
        *grad_enabled = first.grad_enabled;
        let same_all = |a: &[Value], b: &[Value]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(origins, a, b))
        };
        if !all_same(&states, |a, b| same_all(&a.handling, &b.handling)) {
            return refuse("the sides of a branch leave different exceptions being handled");
        }
        handling.clone_from(&first.handling);
        if states.iter().any(|side| side.materialized != *materialized) {
            return refuse("one side of a branch stores a container that it makes");
        }
        if states.iter().any(|side| !side.given_out.same(given_out)) {
            return refuse("one side of a branch hands out an object that it makes");
        }
        if !all_same(&states, |a, b| same_stores(origins, &a.stores, &b.stores)) {
            return refuse("the two sides of a branch store different objects");
        }
        stores.clone_from(&first.stores);
        for (leaf, version) in states.iter().flat_map(|side| &side.tape_versions) {
            // The oldest: if the leaf was written since, it is not what the tape has seen.
            let seen = tape_versions.entry(*leaf).or_insert(*version);
            *seen = (*seen).min(*version);
        }
        for (index, own) in tape.iter_mut().enumerate() {
            own.freed = first.tape[index].freed;
            if states
                .iter()
                .any(|side| side.tape[index].freed != own.freed)
            {
                return refuse("one side of a branch frees a tape");
            }
        }
        for side in states {
            // Kept on one path is kept.
            saved.extend(side.saved.iter().cloned());
            choices.extend(side.choices.clone());
        }
        Ok(())
    }

    /// Contents that any path wrote.
    fn join_contents(&mut self, join: &Join<'c, 'a>) -> Result<(), Refusal> {
        for index in 0..join.base.contents.len() {
            let base = &join.base.contents[index];
            let sides = join.each(|state| state.contents[index].clone());
            let bumps_differ = sides.iter().any(|side| side.bumps_differ)
                || !all_same(&sides, |a, b| a.bumps == b.bumps);
            if bumps_differ && self.reference_of(index).is_some() {
                return refuse(
                    "a tensor is changed in place on one side of a branch, which its '_version' tells",
                );
            }
            let stale = sides.iter().any(|side| side.stale);
            let is_view = join
                .base
                .tensors
                .iter()
                .any(|tensor| tensor.contents == index && tensor.view.is_some());
            let value = if is_view {
                // Looked up in its root by whoever wants it.
                None
            } else if stale || sides.iter().all(|side| side.version == base.version) {
                base.value
            } else if self.reference_of(index).is_some() {
                // Read again by whoever wants it.
                None
            } else if all_same(&sides, |a, b| a.value == b.value) {
                sides[0].value
            } else {
                let ends = join.paths.iter().zip(&sides).map(|(path, side)| {
                    let value = side.value.ok_or_else(|| {
                        undecided("a tensor that a branch changes has no contents")
                    })?;
                    Ok((path.position.clone(), value))
                });
                let ends = ends.collect::<Result<Vec<_>, Refusal>>()?;
                Some(self.hand_on(&ends)?)
            };
            self.heap.contents[index] = Contents {
                value,
                stale,
                version: sides.iter().map(|side| side.version).max().unwrap_or(0),
                bumps: sides[0].bumps,
                bumps_differ,
                carries_grad: sides.iter().any(|side| side.carries_grad),
            };
        }
        Ok(())
    }

    /// What autograd knows of tensors that were there before.
    fn join_tensors(&mut self, join: &Join<'c, 'a>) -> Result<(), Refusal> {
        for index in 0..join.base.tensors.len() {
            let sides = join.each(|state| state.tensors[index].clone());
            if !all_same(&sides, |a, b| {
                (a.contents, a.storage) == (b.contents, b.storage)
            }) {
                return refuse("a tensor shares other memory on the two sides of a branch");
            }
            let step = self.join_steps(&sides);
            let mut own = self.heap.state.tensors[index].clone();
            own.step = step;
            (own.contents, own.storage) = (sides[0].contents, sides[0].storage);
            self.join_tapes(&mut own, &sides, join)?;
            self.heap.state.tensors[index] = own;
        }
        Ok(())
    }

    fn join_steps(&mut self, sides: &[Tensor]) -> Option<Step> {
        let steps = sides.iter().map(|side| side.step);
        steps
            .reduce(|a, b| self.heap.join_steps(a, b))
            .unwrap_or(None)
    }

    /// Objects that the program made before the paths split.
    fn join_containers(&mut self, join: &mut Join<'c, 'a>) -> Result<(), Refusal> {
        for index in 0..join.base.fresh.len() {
            let sides = join.each(|state| state.fresh[index].clone());
            let origins = &self.heap.origins;
            let base = &join.base.fresh[index];
            self.heap.fresh[index] = if all_same(&sides, |a, b| same_fresh(origins, a, b, base)) {
                sides[0].clone()
            } else {
                self.join_elements(&sides, join)?
            };
        }
        Ok(())
    }

    /// A container that has as many elements on all paths, under the same names.
    fn join_elements(
        &mut self,
        sides: &[FreshObject],
        join: &mut Join<'c, 'a>,
    ) -> Result<FreshObject, Refusal> {
        let origins = &self.heap.origins;
        if !all_same(sides, |a, b| same_form(origins, a, b)) {
            return Ok(join.undecided("a container has different elements"));
        }
        let all: Vec<Vec<Value>> = sides.iter().map(elements).collect();
        let mut joined = Vec::with_capacity(all[0].len());
        for index in 0..all[0].len() {
            let values: Vec<_> = all.iter().map(|side| side[index].clone()).collect();
            match self.join_values("an element of a container", &values, join) {
                Ok(value) => joined.push(value),
                Err(refusal) if refusal.code == codes::BRANCH => {
                    return Ok(join.undecided("an element of a container is another one"));
                }
                Err(refusal) => return Err(refusal),
            }
        }
        let mut joined = joined.into_iter();
        let mut container = sides[0].clone();
        match &mut container {
            FreshObject::List(elements) => *elements = joined.collect(),
            FreshObject::Dict(entries) => {
                for ((_, value), new) in entries.iter_mut().zip(&mut joined) {
                    *value = new;
                }
            }
            FreshObject::Instance { attributes, .. } => {
                for ((_, value), new) in attributes.iter_mut().zip(&mut joined) {
                    *value = new;
                }
            }
            _ => {}
        }
        Ok(container)
    }

    /// Variables of the frame, and those that nested functions share.
    fn join_variables(
        &mut self,
        frame: &mut Frame,
        join: &mut Join<'c, 'a>,
    ) -> Result<(), Refusal> {
        // All fields by name, as for the state.
        let Frame {
            code: _,
            function: _,
            profiled: _,
            values: _,
            locals,
            undecided,
            cells: _,
        } = join.paths[0].frame.clone();
        frame.clone_from(&join.paths[0].frame);
        // Bound on some paths only: not bound afterwards, and a use is refused.
        frame.locals.clear();
        frame.undecided = undecided;
        for path in &join.paths[1..] {
            frame.undecided.extend(path.frame.undecided.clone());
        }
        let mut names: Vec<_> = locals.into_keys().collect();
        names.sort();
        for name in names {
            let values: Option<Vec<_>> = join
                .paths
                .iter()
                .map(|path| path.frame.locals.get(&name).cloned())
                .collect();
            let Some(values) = values else {
                continue;
            };
            match self.join_values(&format!("'{name}'"), &values, join) {
                Ok(value) => {
                    frame.locals.insert(name, value);
                }
                Err(refusal) if refusal.code == codes::BRANCH => {
                    frame
                        .undecided
                        .insert(name, join.by_the_branch(&refusal.message));
                }
                Err(refusal) => return Err(refusal),
            }
        }
        for index in 0..join.base.cells.len() {
            let values: Option<Vec<_>> = join
                .states()
                .map(|state| state.cells[index].clone())
                .collect();
            let what = "a variable that nested functions share";
            let joined = values.map(|values| self.join_values(what, &values, join));
            self.heap.cells[index] = match joined.transpose() {
                // Not bound: a use is refused.
                Err(refusal) if refusal.code == codes::BRANCH => None,
                joined => joined?,
            };
        }
        Ok(())
    }

    /// What the paths come with.
    fn join_results(&mut self, join: &mut Join<'c, 'a>) -> Result<Vec<Value>, Refusal> {
        let count = join.paths.iter().map(|path| path.values.len()).max();
        let mut joined = vec![];
        for index in 0..count.unwrap_or(0) {
            let values = join
                .paths
                .iter()
                .map(|path| path.values.get(index).cloned());
            let values: Option<Vec<_>> = values.collect();
            let values = values.ok_or_else(|| {
                Refusal::new(
                    codes::FRONTEND,
                    "the side of a conditional expression yields nothing",
                )
            })?;
            joined.push(self.join_values("the result", &values, join)?);
        }
        Ok(joined)
    }

    fn join_values(
        &mut self,
        name: &str,
        values: &[Value],
        join: &mut Join<'c, 'a>,
    ) -> Result<Value, Refusal> {
        let origins = &self.heap.origins;
        if all_same(values, |a, b| same_value(origins, a, b)) {
            return Ok(values[0].clone());
        }
        if let Some(tensors) = all_of(values, |value| match value {
            Value::Tensor(tensor) => Some(*tensor),
            _ => None,
        }) {
            return self.join_objects(name, tensors, join);
        }
        if let Some(tuples) = all_of(values, |value| match value {
            // One that somebody else may hold is the very object.
            Value::Tuple(tuple) => tuple.as_known().is_none().then_some(tuple),
            _ => None,
        }) && all_same(&tuples, |a, b| {
            (a.class(), a.len()) == (b.class(), b.len()) && !a.is_empty()
        }) {
            return self.join_tuples(name, &tuples, join);
        }
        let kinds = all_of(values, Self::number_kind);
        let Some(kind) = kinds.filter(|kinds| all_same(kinds, |a, b| a == b)) else {
            let other = values
                .iter()
                .find(|other| !same_value(&self.heap.origins, &values[0], other));
            return refuse(format!(
                "{name} is {} on one side of a branch and {} on the other",
                self.describe(&values[0]),
                self.describe(other.unwrap_or(&values[0]))
            ));
        };
        let kind = kind[0];
        let mut ends = Vec::with_capacity(values.len());
        for (path, value) in join.paths.iter().zip(values) {
            let here = self.emit.go_to(path.position.clone());
            let ssa = self.number_as(value, kind);
            self.emit.go_to(here);
            ends.push((path.position.clone(), ssa?));
        }
        let ssa = self.hand_on(&ends)?;
        self.heap.origins.either(ssa, values);
        Ok(Value::Number {
            kind,
            ssa,
            dim: None,
        })
    }

    /// A tuple that each path makes: a new one, of what its elements became.
    fn join_tuples(
        &mut self,
        name: &str,
        tuples: &[&Tuple],
        join: &mut Join<'c, 'a>,
    ) -> Result<Value, Refusal> {
        let mut elements = Vec::with_capacity(tuples[0].len());
        for index in 0..tuples[0].len() {
            let values: Vec<_> = tuples.iter().map(|tuple| tuple[index].clone()).collect();
            elements.push(self.join_values(name, &values, join)?);
        }
        Ok(Value::Tuple(Tuple::of(tuples[0].class(), elements)))
    }

    /// A tensor that is another object on each path.
    fn join_objects(
        &mut self,
        name: &str,
        tensors: Vec<TensorRef>,
        join: &mut Join<'c, 'a>,
    ) -> Result<Value, Refusal> {
        if let Some(joined) = join.tensors.get(&tensors) {
            return Ok(Value::Tensor(*joined));
        }
        let sides: Vec<_> = join
            .states()
            .zip(&tensors)
            .map(|(state, tensor)| state.tensors[tensor.0 as usize].clone())
            .collect();
        if !all_same(&sides, |a, b| (&a.dims, a.dtype) == (&b.dims, b.dtype)) {
            return refuse(format!(
                "the tensor {name} has different shapes or dtypes on the two sides of a branch"
            ));
        }
        let own: Vec<_> = sides.iter().map(|side| side.contents).collect();
        let contents = match join.contents.get(&own) {
            Some(contents) => *contents,
            None => {
                let made = self.join_unlike_contents(&sides, join)?;
                join.contents.insert(own, made);
                made
            }
        };
        let storages: Vec<_> = sides.iter().map(|side| side.storage).collect();
        let storage = match join.storages.get(&storages) {
            Some(storage) => *storage,
            None => {
                self.heap.next_storage += 1;
                join.storages.insert(storages, self.heap.next_storage);
                self.heap.next_storage
            }
        };
        let mut joined = Tensor {
            known: None,
            reference: None,
            contents,
            dims: sides[0].dims.clone(),
            dtype: sides[0].dtype,
            requires_grad: false,
            leaves: BTreeSet::new(),
            computed: false,
            detached: false,
            data: false,
            step: None,
            doubtful: BTreeMap::new(),
            storage,
            layout: all_same(&sides, |a, b| a.layout == b.layout)
                .then(|| sides[0].layout.clone())
                .flatten(),
            view: None,
            may_be_view: sides
                .iter()
                .any(|side| side.view.is_some() || side.may_be_view),
        };
        self.join_tapes(&mut joined, &sides, join)?;
        joined.step = self.join_steps(&sides);
        let joined = self.heap.push_tensor(joined);
        join.tensors.insert(tensors, joined);
        Ok(Value::Tensor(joined))
    }

    /// What autograd knows of a tensor, from all paths.
    fn join_tapes(
        &mut self,
        own: &mut Tensor,
        sides: &[Tensor],
        join: &Join<'c, 'a>,
    ) -> Result<(), Refusal> {
        own.requires_grad = sides.iter().any(|side| side.requires_grad);
        if all_same(sides, |a, b| {
            (&a.leaves, &a.doubtful) == (&b.leaves, &b.doubtful)
        }) {
            own.leaves.clone_from(&sides[0].leaves);
            own.doubtful.clone_from(&sides[0].doubtful);
            return Ok(());
        }
        own.leaves = sides.iter().flat_map(|side| side.leaves.clone()).collect();
        own.doubtful.clear();
        for leaf in own.leaves.clone() {
            let is_sure =
                |side: &Tensor| side.leaves.contains(&leaf) && !side.doubtful.contains_key(&leaf);
            if sides.iter().all(is_sure) {
                continue;
            }
            let mut ends = Vec::with_capacity(sides.len());
            for (path, side) in join.paths.iter().zip(sides) {
                let here = self.emit.go_to(path.position.clone());
                let flag = self.depends(side, leaf);
                self.emit.go_to(here);
                ends.push((path.position.clone(), flag?));
            }
            let flag = self.hand_on(&ends)?;
            own.doubtful.insert(leaf, flag);
        }
        Ok(())
    }

    /// Whether a tensor depends on a leaf, as an `i1`.
    pub(super) fn depends(&mut self, tensor: &Tensor, leaf: TensorRef) -> Result<Ssa, Refusal> {
        match tensor.doubtful.get(&leaf) {
            Some(flag) => Ok(*flag),
            None => {
                let depends = tensor.leaves.contains(&leaf);
                self.number(NumberKind::Bool, 0.0, i64::from(depends))
            }
        }
    }

    /// New contents that are those of one of several tensors.
    fn join_unlike_contents(
        &mut self,
        tensors: &[Tensor],
        join: &Join<'c, 'a>,
    ) -> Result<usize, Refusal> {
        let sides: Vec<_> = join
            .states()
            .zip(tensors)
            .map(|(state, tensor)| state.contents[tensor.contents].clone())
            .collect();
        let mut made = Contents {
            stale: sides.iter().any(|side| side.stale),
            carries_grad: sides.iter().any(|side| side.carries_grad),
            bumps: sides[0].bumps,
            bumps_differ: sides.iter().any(|side| side.bumps_differ)
                || !all_same(&sides, |a, b| a.bumps == b.bumps),
            ..Contents::default()
        };
        if !made.stale {
            let mut ends = Vec::with_capacity(tensors.len());
            for ((path, side), tensor) in join.paths.iter().zip(&sides).zip(tensors) {
                let ssa = match side.value {
                    Some(ssa) => ssa,
                    // Not read on this path: read at its end.
                    None => {
                        let here = self.emit.go_to(path.position.clone());
                        let read = self.read_contents(tensor);
                        self.emit.go_to(here);
                        read?
                    }
                };
                ends.push((path.position.clone(), ssa));
            }
            made.value = Some(self.hand_on(&ends)?);
        }
        self.heap.contents.push(made);
        Ok(self.heap.contents.len() - 1)
    }

    /// Notes which of the new tensors may share their memory with others.
    ///
    /// Memory that all paths made, and that nothing else refers to, is new memory. Memory that was there before may be
    /// written later; and where two new tensors share theirs on some paths alone, a write to one may change the other.
    fn note_choices(&mut self, join: &Join<'c, 'a>) {
        let was_there = |state: &State, storage: usize| {
            storage <= join.first_storage
                || state.choices.contains_key(&storage)
                || state
                    .tensors
                    .iter()
                    .any(|tensor| tensor.storage == storage && tensor.reference.is_some())
        };
        for (storages, &joined) in &join.storages {
            let sharing = join.storages.keys().filter(|other| {
                let mut pairs = storages.iter().zip(other.iter());
                pairs.any(|(a, b)| a == b)
            });
            let shared = sharing.count() > 1;
            let mut sides = join.states().zip(storages);
            if shared || sides.any(|(state, storage)| was_there(state, *storage)) {
                let sources = storages.iter().copied().collect();
                self.heap.choices.insert(joined, sources);
            }
        }
    }
}

/// Something of all values, where each has it.
fn all_of<'v, T>(values: &'v [Value], of: impl Fn(&'v Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(of).collect()
}

/// Whether two values are one for certain.
pub(super) fn same_value(origins: &Origins, a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Constant(a), Value::Constant(b)) => origins.same(a, b),
        (Value::Number { ssa: a, .. }, Value::Number { ssa: b, .. }) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => {
            a.is(b)
                || (a.class(), a.as_known()) == (b.class(), b.as_known())
                    && a.len() == b.len()
                    && a.iter()
                        .zip(b.iter())
                        .all(|(a, b)| same_value(origins, a, b))
        }
        (Value::Function(a), Value::Function(b)) => Rc::ptr_eq(a, b),
        (
            Value::Range { start, stop, step },
            Value::Range {
                start: s,
                stop: t,
                step: u,
            },
        ) => (start, stop, step) == (s, t, u),
        (
            Value::Method {
                function: f,
                receiver: r,
            },
            Value::Method {
                function: g,
                receiver: s,
            },
        ) => same_value(origins, f, g) && same_value(origins, r, s),
        _ => is_same_object(a, b),
    }
}

pub(super) fn same_stores(
    origins: &Origins,
    a: &HashMap<(Owner, Slot), Option<Value>>,
    b: &HashMap<(Owner, Slot), Option<Value>>,
) -> bool {
    a.len() == b.len()
        && a.iter().all(|(key, value)| match (value, b.get(key)) {
            (Some(value), Some(Some(other))) => same_value(origins, value, other),
            (None, Some(None)) => true,
            _ => false,
        })
}

/// The elements of a container, by position.
pub(super) fn elements(container: &FreshObject) -> Vec<Value> {
    match container {
        FreshObject::List(elements) => elements.clone(),
        FreshObject::Dict(entries) => entries.iter().map(|(_, value)| value.clone()).collect(),
        FreshObject::Instance { attributes, .. } => {
            attributes.iter().map(|(_, value)| value.clone()).collect()
        }
        _ => vec![],
    }
}

/// Whether two containers have as many elements, under the same names.
pub(super) fn same_form(origins: &Origins, a: &FreshObject, b: &FreshObject) -> bool {
    match (a, b) {
        (FreshObject::List(a), FreshObject::List(b)) => a.len() == b.len(),
        (FreshObject::Dict(a), FreshObject::Dict(b)) => {
            let mut keys = a.iter().zip(b);
            a.len() == b.len() && keys.all(|((k, _), (l, _))| same_value(origins, k, l))
        }
        (
            FreshObject::Instance {
                class,
                attributes: a,
            },
            FreshObject::Instance {
                class: other,
                attributes: b,
            },
        ) => class == other && a.len() == b.len() && a.iter().zip(b).all(|((k, _), (l, _))| k == l),
        _ => false,
    }
}

pub(super) fn same_fresh(
    origins: &Origins,
    a: &FreshObject,
    b: &FreshObject,
    before: &FreshObject,
) -> bool {
    let same_all = |a: &[Value], b: &[Value]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(origins, a, b))
    };
    match (a, b) {
        (FreshObject::List(a), FreshObject::List(b))
        | (FreshObject::Set(a), FreshObject::Set(b))
        | (FreshObject::FrozenSet(a), FreshObject::FrozenSet(b)) => same_all(a, b),
        (FreshObject::Iterator(a), FreshObject::Iterator(b)) => {
            matches!(before, FreshObject::Iterator(before) if a.same(b, before))
        }
        (FreshObject::View(..), FreshObject::View(..))
        // Neither changes.
        | (FreshObject::OpenRange { .. }, FreshObject::OpenRange { .. }) => true,
        (FreshObject::Dict(a), FreshObject::Dict(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((k, v), (l, w))| same_value(origins, k, l) && same_value(origins, v, w))
        }
        (
            FreshObject::Instance {
                class: x,
                attributes: a,
            },
            FreshObject::Instance {
                class: y,
                attributes: b,
            },
        ) => {
            x == y
                && a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((k, v), (l, w))| k == l && same_value(origins, v, w))
        }
        _ => false,
    }
}
