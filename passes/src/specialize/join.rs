//! What two paths that meet agree on: one state and one frame, from those of the two sides of a branch.
//!
//! A tensor that is one object on one side and another one on the other becomes a new tensor. What can be told of
//! both is kept; whatever depends on which of the two it is, is refused where somebody asks: see
//! [`Specializer::check_one`] and [`Specializer::check_certain`].

use super::{
    Specializer,
    code::Node,
    frame::Frame,
    heap::{Contents, FreshObject, Owner, Slot, Tensor},
    origins::Origins,
    protocol::is_same_object,
    refusal::{Refusal, codes},
    residual::Side,
    state::State,
    value::{TensorRef, Value},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

/// A join under way.
struct Join<'c, 'a> {
    sides: [Side<'c, 'a>; 2],
    /// The state that both sides began with, with the objects that they came to know.
    base: State,
    /// Memory with a higher number was made, or reached for the first time, in the branch.
    first_storage: usize,
    /// What pairs of tensors, contents and storages became, one of each side.
    tensors: HashMap<(TensorRef, TensorRef), TensorRef>,
    contents: HashMap<(usize, usize), usize>,
    storages: BTreeMap<(usize, usize), usize>,
}

fn refuse<T>(what: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(codes::BRANCH, what))
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// Joins what two sides leave into the present state, which is the one that they began with.
    pub(super) fn join(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        mut sides: [Side<'c, 'a>; 2],
        first_storage: usize,
    ) -> Result<(), Refusal> {
        for side in &mut sides {
            side.state.adopt(&self.heap.state, &self.heap.at_entry);
        }
        let mut join = Join {
            sides,
            base: self.heap.state.clone(),
            first_storage,
            tensors: HashMap::new(),
            contents: HashMap::new(),
            storages: BTreeMap::new(),
        };
        self.join_facts(&join)?;
        self.join_contents(&join)?;
        self.join_tensors(&join)?;
        self.join_containers(&mut join)?;
        self.join_variables(frame, node, &mut join)?;
        self.note_choices(&join);
        Ok(())
    }

    /// What must be the same on both sides.
    fn join_facts(&mut self, join: &Join<'c, 'a>) -> Result<(), Refusal> {
        let [a, b] = [&join.sides[0].state, &join.sides[1].state];
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
            // What is known of sizes inside a side are values of its region.
            sizes: _,
            formulas: _,
            materialized,
            tape,
            saved,
            choices,
        } = &mut self.heap.state;
        if a.grad_enabled != b.grad_enabled {
            return refuse("the two sides of a branch leave different gradient modes");
        }
        *grad_enabled = a.grad_enabled;
        let same_all = |a: &[Value], b: &[Value]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(origins, a, b))
        };
        if !same_all(&a.handling, &b.handling) {
            return refuse("the two sides of a branch leave different exceptions being handled");
        }
        handling.clone_from(&a.handling);
        if [a, b].iter().any(|side| side.materialized != *materialized) {
            return refuse("one side of a branch stores a container that it makes");
        }
        if !same_stores(origins, &a.stores, &b.stores) {
            return refuse("the two sides of a branch store different objects");
        }
        stores.clone_from(&a.stores);
        for (leaf, version) in a.tape_versions.iter().chain(&b.tape_versions) {
            // The older of two: if the leaf was written since, it is not what the tape has seen.
            let seen = tape_versions.entry(*leaf).or_insert(*version);
            *seen = (*seen).min(*version);
        }
        for ((own, x), y) in tape.iter_mut().zip(&a.tape).zip(&b.tape) {
            if x.freed != y.freed {
                return refuse("one side of a branch frees a tape");
            }
            own.freed = x.freed;
        }
        // Kept on one side is kept.
        saved.extend(a.saved.iter().chain(&b.saved).cloned());
        choices.extend(a.choices.clone());
        choices.extend(b.choices.clone());
        Ok(())
    }

    /// Contents that either side wrote.
    fn join_contents(&mut self, join: &Join<'c, 'a>) -> Result<(), Refusal> {
        for index in 0..join.base.contents.len() {
            let base = &join.base.contents[index];
            let [x, y] = [0, 1].map(|side| &join.sides[side].state.contents[index]);
            let bumps_differ = x.bumps_differ || y.bumps_differ || x.bumps != y.bumps;
            if bumps_differ && self.reference_of(index).is_some() {
                return refuse(
                    "a tensor is changed in place on one side of a branch, which its '_version' tells",
                );
            }
            let (stale, carries_grad) = (x.stale || y.stale, x.carries_grad || y.carries_grad);
            let is_view = join
                .base
                .tensors
                .iter()
                .any(|tensor| tensor.contents == index && tensor.view.is_some());
            let value = if is_view {
                // Looked up in its root by whoever wants it.
                None
            } else if x.version == base.version && y.version == base.version || stale {
                base.value
            } else if self.reference_of(index).is_some() {
                // Read again by whoever wants it.
                None
            } else {
                match (x.value, y.value) {
                    (Some(x), Some(y)) if x == y => Some(x),
                    (Some(x), Some(y)) => {
                        let [a, b] = &join.sides;
                        Some(self.hand_on([(a.block, x), (b.block, y)])?)
                    }
                    _ => return refuse("a tensor that a branch changes has no contents"),
                }
            };
            let version = x.version.max(y.version);
            self.heap.contents[index] = Contents {
                value,
                stale,
                version,
                bumps: x.bumps,
                bumps_differ,
                carries_grad,
            };
        }
        Ok(())
    }

    /// What autograd knows of tensors that were there before.
    fn join_tensors(&mut self, join: &Join<'c, 'a>) -> Result<(), Refusal> {
        for index in 0..join.base.tensors.len() {
            let [x, y] = [0, 1].map(|side| &join.sides[side].state.tensors[index]);
            if (x.contents, x.storage) != (y.contents, y.storage) {
                return refuse("a tensor shares other memory on the two sides of a branch");
            }
            let step = self.heap.join_steps(x.step, y.step);
            let own = &mut self.heap.state.tensors[index];
            own.step = step;
            (own.contents, own.storage) = (x.contents, x.storage);
            join_tapes(own, x, y);
        }
        Ok(())
    }

    /// Objects that the program made before the branch.
    fn join_containers(&mut self, join: &mut Join<'c, 'a>) -> Result<(), Refusal> {
        for index in 0..join.base.fresh.len() {
            let [x, y] = [0, 1].map(|side| join.sides[side].state.fresh[index].clone());
            self.heap.fresh[index] =
                if same_fresh(&self.heap.origins, &x, &y, &join.base.fresh[index]) {
                    x
                } else {
                    self.join_elements(x, y, join)?
                };
        }
        Ok(())
    }

    /// A container that has as many elements on both sides, under the same names.
    fn join_elements(
        &mut self,
        x: FreshObject,
        y: FreshObject,
        join: &mut Join<'c, 'a>,
    ) -> Result<FreshObject, Refusal> {
        let origins = &self.heap.origins;
        let same_keys = match (&x, &y) {
            (FreshObject::Dict(a), FreshObject::Dict(b)) => {
                let mut keys = a.iter().zip(b);
                a.len() == b.len() && keys.all(|((k, _), (l, _))| same_value(origins, k, l))
            }
            _ => false,
        };
        let mut joined =
            |a: &Value, b: &Value| self.join_values("an element of a container", [a, b], join);
        match (x, y) {
            (FreshObject::List(a), FreshObject::List(b)) if a.len() == b.len() => {
                let elements = a.iter().zip(&b).map(|(a, b)| joined(a, b));
                Ok(FreshObject::List(elements.collect::<Result<_, _>>()?))
            }
            (FreshObject::Dict(a), FreshObject::Dict(b)) if same_keys => {
                let entries = a.into_iter().zip(&b);
                let entries = entries.map(|((key, a), (_, b))| Ok((key, joined(&a, b)?)));
                Ok(FreshObject::Dict(entries.collect::<Result<_, Refusal>>()?))
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
            ) if class == other
                && a.len() == b.len()
                && a.iter().zip(&b).all(|((k, _), (l, _))| k == l) =>
            {
                let entries = a.into_iter().zip(&b);
                let entries = entries.map(|((name, a), (_, b))| Ok((name, joined(&a, b)?)));
                let attributes = entries.collect::<Result<_, Refusal>>()?;
                Ok(FreshObject::Instance { class, attributes })
            }
            _ => refuse("the two sides of a branch leave a container with different elements"),
        }
    }

    /// Variables, and the values that the regions yield.
    fn join_variables(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        join: &mut Join<'c, 'a>,
    ) -> Result<(), Refusal> {
        let [x, y] = [0, 1].map(|side| join.sides[side].frame.clone());
        // All fields by name, as for the state.
        let Frame {
            code: _,
            function: _,
            profiled: _,
            values: _,
            locals,
            cells: _,
        } = x;
        // Bound on one side only: not bound afterwards, and a use is refused.
        let before = std::mem::take(&mut frame.locals);
        drop(before);
        let mut names: Vec<_> = locals.into_iter().collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, a) in names {
            if let Some(b) = y.locals.get(&name) {
                let value = self.join_values(&format!("'{name}'"), [&a, b], join)?;
                frame.locals.insert(name, value);
            }
        }
        for index in 0..join.base.cells.len() {
            let [a, b] = [0, 1].map(|side| join.sides[side].state.cells[index].clone());
            self.heap.cells[index] = match (a, b) {
                (Some(a), Some(b)) => Some(self.join_values(
                    "a variable that nested functions share",
                    [&a, &b],
                    join,
                )?),
                _ => None,
            };
        }
        for (index, result) in node.results.iter().enumerate() {
            let [a, b] = [0, 1].map(|side| join.sides[side].values.get(index).cloned());
            let (Some(a), Some(b)) = (a, b) else {
                return Err(Refusal::new(
                    codes::FRONTEND,
                    "the side of a conditional expression yields nothing",
                ));
            };
            let value = self.join_values("the result", [&a, &b], join)?;
            frame.set(*result, value);
        }
        Ok(())
    }

    fn join_values(
        &mut self,
        name: &str,
        [a, b]: [&Value; 2],
        join: &mut Join<'c, 'a>,
    ) -> Result<Value, Refusal> {
        if same_value(&self.heap.origins, a, b) {
            return Ok(a.clone());
        }
        if let (Value::Tensor(x), Value::Tensor(y)) = (a, b) {
            return self.join_objects(name, (*x, *y), join);
        }
        let (Some(x), Some(y)) = (Self::number_kind(a), Self::number_kind(b)) else {
            return refuse(format!(
                "{name} is {} on one side of a branch and {} on the other",
                self.describe(a),
                self.describe(b)
            ));
        };
        if x != y {
            return refuse(format!(
                "{name} has different types on the two sides of a branch"
            ));
        }
        let mut sides = Vec::with_capacity(2);
        for (side, value) in join.sides.iter().zip([a, b]) {
            self.emit.push_block(side.block);
            let ssa = self.number_as(value, x);
            self.emit.pop_block();
            sides.push((side.block, ssa?));
        }
        let ssa = self.hand_on([sides[0], sides[1]])?;
        self.heap.origins.either(ssa, [a, b]);
        Ok(Value::Number {
            kind: x,
            ssa,
            dim: None,
        })
    }

    /// A tensor that is one object on one side and another one on the other.
    fn join_objects(
        &mut self,
        name: &str,
        pair: (TensorRef, TensorRef),
        join: &mut Join<'c, 'a>,
    ) -> Result<Value, Refusal> {
        if let Some(joined) = join.tensors.get(&pair) {
            return Ok(Value::Tensor(*joined));
        }
        let x = join.sides[0].state.tensors[pair.0.0 as usize].clone();
        let y = join.sides[1].state.tensors[pair.1.0 as usize].clone();
        if x.dims != y.dims || x.dtype != y.dtype {
            return refuse(format!(
                "the tensor {name} has different shapes or dtypes on the two sides of a branch"
            ));
        }
        let contents = match join.contents.get(&(x.contents, y.contents)) {
            Some(contents) => *contents,
            None => {
                let made = self.join_unlike_contents([&x, &y], join)?;
                join.contents.insert((x.contents, y.contents), made);
                made
            }
        };
        let storages = (x.storage, y.storage);
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
            dims: x.dims.clone(),
            dtype: x.dtype,
            requires_grad: false,
            leaves: BTreeSet::new(),
            computed: false,
            detached: false,
            data: false,
            step: None,
            uncertain: false,
            storage,
            layout: (x.layout == y.layout).then(|| x.layout.clone()).flatten(),
            view: None,
        };
        join_tapes(&mut joined, &x, &y);
        joined.step = self.heap.join_steps(x.step, y.step);
        let joined = self.heap.push_tensor(joined);
        join.tensors.insert(pair, joined);
        Ok(Value::Tensor(joined))
    }

    /// New contents that are those of one tensor or of another.
    fn join_unlike_contents(
        &mut self,
        tensors: [&Tensor; 2],
        join: &Join<'c, 'a>,
    ) -> Result<usize, Refusal> {
        let mut sides = Vec::with_capacity(2);
        let mut made = Contents::default();
        for (side, tensor) in join.sides.iter().zip(tensors) {
            let contents = &side.state.contents[tensor.contents];
            made.stale |= contents.stale;
            made.carries_grad |= contents.carries_grad;
            made.bumps_differ |= contents.bumps_differ;
            sides.push((side.block, contents.value));
        }
        let [a, b] =
            [0, 1].map(|side| join.sides[side].state.contents[tensors[side].contents].bumps);
        made.bumps = a;
        made.bumps_differ |= a != b;
        if !made.stale {
            let mut values = Vec::with_capacity(2);
            for ((block, value), tensor) in sides.into_iter().zip(tensors) {
                let ssa = match value {
                    Some(ssa) => ssa,
                    // Not read on this side: read at its end.
                    None => {
                        self.emit.push_block(block);
                        let read = self.read_contents(tensor);
                        self.emit.pop_block();
                        read?
                    }
                };
                values.push((block, ssa));
            }
            made.value = Some(self.hand_on([values[0], values[1]])?);
        }
        self.heap.contents.push(made);
        Ok(self.heap.contents.len() - 1)
    }

    /// Notes which of the new tensors may share their memory with others.
    ///
    /// Memory that both sides made, and that nothing else refers to, is new memory. Memory that was there before may be
    /// written later; and where two new tensors share theirs on one side alone, a write to one may change the other.
    fn note_choices(&mut self, join: &Join<'c, 'a>) {
        let was_there = |side: usize, storage: usize| {
            storage <= join.first_storage
                || join.sides[side].state.choices.contains_key(&storage)
                || join.sides[side]
                    .state
                    .tensors
                    .iter()
                    .any(|tensor| tensor.storage == storage && tensor.reference.is_some())
        };
        for (&(a, b), &joined) in &join.storages {
            let shared = join
                .storages
                .keys()
                .filter(|(x, y)| *x == a || *y == b)
                .count()
                > 1;
            if shared || was_there(0, a) || was_there(1, b) {
                self.heap.choices.insert(joined, BTreeSet::from([a, b]));
            }
        }
    }
}

/// What autograd knows of a tensor, from both sides.
fn join_tapes(own: &mut Tensor, x: &Tensor, y: &Tensor) {
    own.requires_grad = x.requires_grad || y.requires_grad;
    own.leaves = x.leaves.union(&y.leaves).copied().collect();
    own.uncertain =
        x.uncertain || y.uncertain || (x.requires_grad, &x.leaves) != (y.requires_grad, &y.leaves);
}

/// Whether two values are one for certain.
fn same_value(origins: &Origins, a: &Value, b: &Value) -> bool {
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

fn same_stores(
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

fn same_fresh(origins: &Origins, a: &FreshObject, b: &FreshObject, before: &FreshObject) -> bool {
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
        (FreshObject::View(..), FreshObject::View(..)) => true,
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
