//! Loops of which only the run knows how often they run: specialized once, from what holds at the test of any iteration.
//!
//! ```text
//! while x.sum() < n:          pydyn.store local "loop.1.0", x
//!     x = x * 2        ⇒      pydyn.while { x₁ = pydyn.load local "loop.1.0"; pydyn.condition sum(x₁) < n }
//!                             do { x₂ = pydyn.load local "loop.1.0"; pydyn.store local "loop.1.0", x₂ * 2 }
//!                             x₃ = pydyn.load local "loop.1.0"
//! ```
//!
//! What an iteration changes is found by trying: the loop is written with all as it was before, and what its end has
//! changed becomes a local of the loop, or, where it has no such form, undecided; until nothing changes that is not.

use super::{
    Specializer,
    code::{Kind, Node},
    forms::{Form, first_storage, same_shape},
    frame::{Flow, Frame},
    heap::{Contents, FreshObject, Saved, Tensor},
    join::{same_fresh, same_stores, same_value, undecided},
    paths::{Leave, Path},
    refusal::Refusal,
    state::State,
    value::{NumberKind, Ssa, TensorRef, Value},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

/// More attempts than what a loop changes can need.
const MAX_ATTEMPTS: usize = 32;

/// Where an iteration may leave another value than it found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Local(String),
    Cell(usize),
    /// Of a container that the program has made.
    Element(usize, usize),
    Container(usize),
}

/// What goes from iteration to iteration. A place without a form is undecided.
#[derive(Clone, Default)]
struct Carried {
    /// Of the loop: its locals' names have it.
    number: usize,
    /// Inputs that decide how often the loop runs.
    inputs: Vec<String>,
    places: BTreeMap<Place, Option<Form>>,
    /// Contents of tensors that were there before.
    contents: BTreeSet<usize>,
    saved: Vec<Saved>,
    tape_versions: HashMap<TensorRef, u32>,
    /// Places that are undecided behind the loop: where it was broken out of, they hold something else.
    behind: BTreeSet<Place>,
}

/// How a path through the body ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Iteration,
    Break,
    Return,
}

/// A loop that is being written.
pub(super) struct Loop<'n> {
    pub node: &'n Node,
    pub kind: LoopKind,
    /// Inputs that decide how often it runs.
    pub inputs: Vec<String>,
}

/// What decides whether there is another iteration.
pub(super) enum LoopKind {
    /// The first region of a `while`.
    Test,
    /// A counter that goes from a number up or down to another one, without reaching it.
    Count {
        start: Value,
        stop: Ssa,
        step: i64,
        /// Whether it is known to have an iteration.
        runs: bool,
    },
}

impl LoopKind {
    /// The region of the statement that is its body.
    fn body(&self) -> usize {
        match self {
            LoopKind::Test => 1,
            LoopKind::Count { .. } => 0,
        }
    }
}

/// How the paths through a body end: with another iteration, behind the loop, and in the function's caller.
struct Ends<'c, 'a> {
    again: Option<Path<'c, 'a>>,
    breaks: Vec<Path<'c, 'a>>,
    returns: Vec<Path<'c, 'a>>,
}

impl<'c, 'a> Ends<'c, 'a> {
    /// Those behind which the function goes on.
    fn inside(&self) -> Vec<&Path<'c, 'a>> {
        self.again.iter().chain(&self.breaks).collect()
    }
}

/// What was found out of a loop besides what goes from iteration to iteration.
struct Found {
    /// Whether it has an iteration.
    runs: bool,
    /// Variables that each iteration binds.
    bound: Vec<(String, Form)>,
    /// What the function returns in it.
    returned: Option<Form>,
}

impl Carried {
    /// The name of a local of the emitted loop.
    fn local(&self, name: &str) -> String {
        format!("loop.{}.{name}", self.number)
    }
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// Writes a loop; says how the statement ends.
    pub(super) fn residual_loop(
        &mut self,
        frame: &mut Frame,
        repeated: &Loop<'_>,
    ) -> Result<Option<Flow>, Refusal> {
        // Asked here, so that it is known before the loop.
        self.grad_enabled()?;
        self.learnt.loops = true;
        if self.learnt.loops_run {
            self.assume_iteration(frame, repeated)?;
        }
        let start = self.path(frame, vec![]);
        self.paths.loops += 1;
        let mut carried = Carried {
            number: self.paths.loops,
            inputs: repeated.inputs.clone(),
            ..Carried::default()
        };
        for _ in 0..MAX_ATTEMPTS {
            let end = self.tentatively(frame, |this, frame| {
                this.attempt_loop(frame, repeated, &start, &mut carried)
            });
            let because = |refusal: Refusal| refusal.because_of(&repeated.inputs);
            if let Some(end) = end.map_err(because)? {
                return Ok(end);
            }
        }
        Err(undecided(
            "what a loop changes differs from iteration to iteration without end",
        ))
    }

    /// Writes a loop, given what goes from iteration to iteration. `None` where more does: then all is taken back.
    fn attempt_loop(
        &mut self,
        frame: &mut Frame,
        repeated: &Loop<'_>,
        start: &Path<'c, 'a>,
        carried: &mut Carried,
    ) -> Result<Option<Option<Flow>>, Refusal> {
        let Loop { node, kind, .. } = repeated;
        let counter = carried.local("counter");
        let left = self.number(NumberKind::Bool, 0.0, 0)?;
        self.store_local(&carried.local("left"), left)?;
        self.store_carried(carried, start)?;
        if let LoopKind::Count { start, .. } = kind {
            let first = self.number_as(start, NumberKind::Int)?;
            self.store_local(&counter, first)?;
        }
        let runs = self.learnt.loops_run || matches!(kind, LoopKind::Count { runs: true, .. });
        let [test, body] = self.while_op(runs)?.map(|block| {
            let mut position = start.position.clone();
            position.push(block);
            position
        });
        self.enter_loop(frame, start, test, carried)?;
        let condition = self.loop_test(frame, node, kind, &counter)?;
        self.op("pydyn.condition", &[condition], &[], &[])?;

        self.enter_loop(frame, start, body.clone(), carried)?;
        let begin = self.path(frame, vec![]);
        let ends = self.run_body(frame, repeated, &counter)?;
        let mut wider = false;
        for (ends, kind) in [
            (ends.again.as_slice(), End::Iteration),
            (&ends.breaks, End::Break),
            (&ends.returns, End::Return),
        ] {
            for end in ends {
                wider |= self.widen(carried, start, &begin, end, kind)?;
            }
        }
        if wider {
            return Ok(None);
        }
        let found = Found {
            runs,
            bound: match runs {
                true => self.bound_in_all(start, &ends.inside()),
                false => vec![],
            },
            returned: self.returned_form(&ends.returns, start)?,
        };
        self.write_ends(kind, carried, &ends, &found)?;
        self.emit.go_to(body);
        if !self.emit.is_ended() {
            self.op("pydyn.yield", &[], &[], &[])?;
        }
        self.leave_loop(frame, repeated, start, carried, &ends, &found)
            .map(Some)
    }

    /// Runs the body of a loop once; says how its paths end.
    fn run_body(
        &mut self,
        frame: &mut Frame,
        repeated: &Loop<'_>,
        counter: &str,
    ) -> Result<Ends<'c, 'a>, Refusal> {
        let Loop { node, kind, .. } = repeated;
        let mark = self.paths.mark();
        if let LoopKind::Count { .. } = kind {
            let element = self.load_counter(counter)?;
            let argument = match node.regions.first() {
                Some(Some(block)) => block.arguments.first(),
                _ => None,
            };
            if let Some(argument) = argument {
                frame.set(*argument, element);
            }
        }
        let flow = self.run_region(frame, node, kind.body())?;
        let flow = self.end_of_iteration(frame, mark, flow)?;
        let mut ends = Ends {
            again: None,
            breaks: self.take_exits(mark, &[Leave::Break]),
            returns: self.take_exits(mark, &[Leave::Return]),
        };
        match flow {
            Flow::Next(_) => ends.again = Some(self.path(frame, vec![])),
            Flow::Break => ends.breaks.push(self.path(frame, vec![])),
            Flow::Return(value) => ends.returns.push(self.path(frame, vec![value])),
            Flow::Left => {}
            _ => return Err(undecided("each iteration of a loop of the run raises")),
        }
        Ok(ends)
    }

    /// Writes what the ends of an iteration hand on.
    fn write_ends(
        &mut self,
        kind: &LoopKind,
        carried: &Carried,
        ends: &Ends<'c, 'a>,
        found: &Found,
    ) -> Result<(), Refusal> {
        for end in ends.inside() {
            self.emit.go_to(end.position.clone());
            for (name, form) in &found.bound {
                let value = end.frame.locals.get(name).cloned();
                let value = value.ok_or_else(|| undecided("a loop lost a variable"))?;
                self.store_form(form, &value, end, &carried.local(&format!("after.{name}")))?;
            }
        }
        if let Some(end) = &ends.again {
            self.emit.go_to(end.position.clone());
            self.store_carried(carried, end)?;
            if let LoopKind::Count { step, .. } = kind {
                self.count_on(&carried.local("counter"), *step)?;
            }
        }
        for end in &ends.breaks {
            self.emit.go_to(end.position.clone());
            self.store_carried(carried, end)?;
            self.op("pydyn.break", &[], &[], &[])?;
        }
        for end in &ends.returns {
            self.emit.go_to(end.position.clone());
            self.store_carried(carried, end)?;
            let left = self.number(NumberKind::Bool, 0.0, 1)?;
            self.store_local(&carried.local("left"), left)?;
            if let (Some(form), Some(value)) = (&found.returned, end.values.first()) {
                self.store_form(form, value, end, &carried.local("result"))?;
            }
            self.op("pydyn.break", &[], &[], &[])?;
        }
        Ok(())
    }

    /// Goes on behind a loop; says how the statement ends.
    fn leave_loop(
        &mut self,
        frame: &mut Frame,
        repeated: &Loop<'_>,
        start: &Path<'c, 'a>,
        carried: &Carried,
        ends: &Ends<'c, 'a>,
        found: &Found,
    ) -> Result<Option<Flow>, Refusal> {
        let Loop { node, kind, .. } = repeated;
        let mut behind = carried.clone();
        if found.runs {
            self.narrow(&mut behind, start, &ends.inside());
        }
        self.enter_loop(frame, start, start.position.clone(), &behind)?;
        for place in &carried.behind {
            self.put(frame, place, None, &carried.inputs);
        }
        for (name, form) in &found.bound {
            let value = self.load_form(form, &carried.local(&format!("after.{name}")))?;
            frame.locals.insert(name.clone(), value);
        }
        let result = carried.local("result");
        if matches!(kind, LoopKind::Test) && is_endless(node) && ends.breaks.is_empty() {
            // There is no other way out of it.
            return Ok(Some(match &found.returned {
                Some(form) => Flow::Return(self.load_form(form, &result)?),
                None => return Err(undecided("a loop of the run has no end")),
            }));
        }
        if let Some(form) = &found.returned {
            let left = self.load_local(&carried.local("left"), NumberKind::Bool)?;
            let [leaves, goes_on] = self.split(left)?;
            self.emit.go_to(leaves);
            let value = self.load_form(form, &result)?;
            self.end_of_side(frame, Flow::Return(value))?;
            self.emit.go_to(goes_on);
        }
        let otherwise = kind.body() + 1;
        if !matches!(node.regions.get(otherwise), Some(Some(_))) {
            return Ok(None);
        }
        if !ends.breaks.is_empty() {
            return Err(undecided("a loop of the run has 'break' and 'else'"));
        }
        Ok(match self.run_region(frame, node, otherwise)? {
            Flow::Next(_) => None,
            flow => Some(flow),
        })
    }

    /// Assumes that a loop has an iteration.
    fn assume_iteration(&mut self, frame: &mut Frame, repeated: &Loop<'_>) -> Result<(), Refusal> {
        let condition = match &repeated.kind {
            LoopKind::Count { runs: true, .. } => return Ok(()),
            LoopKind::Test if is_endless(repeated.node) => return Ok(()),
            LoopKind::Test => self.run_test(frame, repeated.node)?,
            LoopKind::Count {
                start, stop, step, ..
            } => {
                let first = self.number_as(start, NumberKind::Int)?;
                self.is_within(first, *stop, *step)?
            }
        };
        let text = format!(
            "the loop at line {} has an iteration",
            repeated.node.place.line
        );
        let attributes = [("assumption", self.emit.string(&text))];
        self.op("dataflow.assert", &[condition], &attributes, &[])?;
        Ok(())
    }

    /// The variables that each iteration binds, and that were not bound before.
    fn bound_in_all(&self, start: &Path<'c, 'a>, ends: &[&Path<'c, 'a>]) -> Vec<(String, Form)> {
        let Some((first, others)) = ends.split_first() else {
            return vec![];
        };
        let mut bound = vec![];
        for (name, value) in &first.frame.locals {
            if start.frame.locals.contains_key(name) {
                continue;
            }
            let form = others
                .iter()
                .try_fold(self.form_of(value, first).ok(), |form, end| {
                    let value = end.frame.locals.get(name)?;
                    Some(form.and_then(|form| self.join_form(&form, value, start, end).ok()))
                });
            if let Some(form) = form.flatten() {
                bound.push((name.clone(), form));
            }
        }
        bound.sort_by(|a, b| a.0.cmp(&b.0));
        bound
    }

    /// What is behind a loop that has had an iteration: what is at the end of one.
    fn narrow(&self, behind: &mut Carried, start: &Path<'c, 'a>, ends: &[&Path<'c, 'a>]) {
        for (place, known) in &mut behind.places {
            let mut form = None;
            for end in ends {
                let own = value_at(place, end).and_then(|value| match &form {
                    None => self.form_of(&value, end).ok(),
                    Some(form) => self.join_form(form, &value, start, end).ok(),
                });
                let Some(own) = own else {
                    form = None;
                    break;
                };
                form = Some(own);
            }
            if let (Some(known), Some(form)) = (known, form) {
                known.narrow(form);
            }
        }
    }

    /// What the function returns where it does so in the loop.
    fn returned_form(
        &self,
        returns: &[Path<'c, 'a>],
        start: &Path<'c, 'a>,
    ) -> Result<Option<Form>, Refusal> {
        let mut form = None;
        for end in returns {
            let value = end.values.first().cloned().unwrap_or(Value::NONE);
            let own = self.form_of(&value, end)?;
            form = Some(match form {
                None => own,
                Some(Form::Same(known)) if same_value(&self.heap.origins, &known, &value) => {
                    Form::Same(known)
                }
                Some(Form::Same(_)) => {
                    return Err(undecided(
                        "what a loop of the run returns is one of two objects",
                    ));
                }
                Some(form) => self.join_form(&form, &value, start, end)?,
            });
        }
        Ok(form)
    }

    /// Whether there is another iteration.
    fn loop_test(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        kind: &LoopKind,
        counter: &str,
    ) -> Result<Ssa, Refusal> {
        let LoopKind::Count { stop, step, .. } = kind else {
            return self.run_test(frame, node);
        };
        let position = self.load_local(counter, NumberKind::Int)?;
        self.is_within(position, *stop, *step)
    }

    /// Whether a counter is before the end.
    fn is_within(&mut self, position: Ssa, stop: Ssa, step: i64) -> Result<Ssa, Refusal> {
        let predicate = if step > 0 { SLT } else { SGT };
        let predicate = self.emit.builder().i64_attribute(predicate);
        let r#type = self.emit.number_type(NumberKind::Bool);
        let attributes = [("predicate", predicate)];
        self.op1("arith.cmpi", &[position, stop], &attributes, r#type)
    }

    /// The test of a `while`, which may change nothing.
    fn run_test(&mut self, frame: &mut Frame, node: &Node) -> Result<Ssa, Refusal> {
        let head = self.path(frame, vec![]);
        let Flow::Next(values) = self.run_region(frame, node, 0)? else {
            return Err(undecided("the test of a loop of the run raises"));
        };
        let end = self.path(frame, vec![]);
        if end.position != head.position || self.changes(&head, &head, &end)?.any() {
            return Err(undecided("the test of a loop of the run changes something"));
        }
        let test = values.first().cloned().unwrap_or(Value::NONE);
        match test {
            Value::Constant(constant) => {
                self.number(NumberKind::Bool, 0.0, i64::from(constant.truth()))
            }
            Value::Number {
                kind: NumberKind::Bool,
                ssa,
                ..
            } => Ok(ssa),
            _ => Err(undecided(
                "the test of a loop depends on an object of the run",
            )),
        }
    }

    fn load_counter(&mut self, counter: &str) -> Result<Value, Refusal> {
        Ok(Value::Number {
            kind: NumberKind::Int,
            ssa: self.load_local(counter, NumberKind::Int)?,
            dim: None,
        })
    }

    /// The counter of the next iteration. It does not overflow, as it stays within a step of the bound.
    fn count_on(&mut self, counter: &str, step: i64) -> Result<(), Refusal> {
        let position = self.load_local(counter, NumberKind::Int)?;
        let step = self.number(NumberKind::Int, 0.0, step)?;
        let r#type = self.emit.number_type(NumberKind::Int);
        let next = self.op1("arith.addi", &[position, step], &[], r#type)?;
        self.store_local(counter, next)
    }

    /// All as it was before the loop, but for what goes from iteration to iteration, at some place inside of it or behind.
    fn enter_loop(
        &mut self,
        frame: &mut Frame,
        start: &Path<'c, 'a>,
        position: Vec<janus_dialects::melior::ir::BlockRef<'c, 'a>>,
        carried: &Carried,
    ) -> Result<(), Refusal> {
        self.resume_path(frame, start.clone());
        self.emit.go_to(position);
        self.heap.saved.extend(carried.saved.iter().cloned());
        for (leaf, version) in &carried.tape_versions {
            let seen = self
                .heap
                .state
                .tape_versions
                .entry(*leaf)
                .or_insert(*version);
            *seen = (*seen).min(*version);
        }
        for (index, (place, form)) in carried.places.iter().enumerate() {
            let value = match form {
                Some(form) => Some(self.load_form(form, &carried.local(&index.to_string()))?),
                None => None,
            };
            self.put(frame, place, value, &carried.inputs);
        }
        for index in &carried.contents {
            let before = self.heap.contents[*index].clone();
            let Some(value) = before.value else {
                return Err(undecided("a loop of the run changes a tensor in place"));
            };
            let r#type = self.emit.type_of(value);
            let name = carried.local(&format!("contents.{index}"));
            let value = self.load_local_of(&name, r#type)?;
            self.heap.contents[*index] = Contents {
                value: Some(value),
                version: before.version + 1,
                bumps_differ: true,
                ..before
            };
        }
        Ok(())
    }

    /// What goes from iteration to iteration, as it is at the end of a path.
    fn store_carried(&mut self, carried: &Carried, path: &Path<'c, 'a>) -> Result<(), Refusal> {
        for (index, (place, form)) in carried.places.iter().enumerate() {
            if !self.fits(form.as_ref(), place, path) {
                continue;
            }
            if let (Some(form), Some(value)) = (form, value_at(place, path)) {
                self.store_form(form, &value, path, &carried.local(&index.to_string()))?;
            }
        }
        for index in &carried.contents {
            let Some(value) = path.state.contents[*index].value else {
                return Err(undecided("a loop of the run changes a tensor in place"));
            };
            self.store_local(&carried.local(&format!("contents.{index}")), value)?;
        }
        Ok(())
    }

    /// Whether what a path has at a place is what goes from iteration to iteration.
    fn fits(&self, form: Option<&Form>, place: &Place, path: &Path<'c, 'a>) -> bool {
        match (form, value_at(place, path)) {
            (Some(form), Some(value)) => self.join_form(form, &value, path, path).is_ok(),
            _ => false,
        }
    }

    fn store_form(
        &mut self,
        form: &Form,
        value: &Value,
        path: &Path<'c, 'a>,
        name: &str,
    ) -> Result<(), Refusal> {
        let parts = self.parts(form, value, &path.state)?;
        for (own, part) in Self::part_names(form).into_iter().zip(parts) {
            self.store_local(&format!("{name}{own}"), part)?;
        }
        Ok(())
    }

    fn load_form(&mut self, form: &Form, name: &str) -> Result<Value, Refusal> {
        let mut parts = vec![];
        let types = self.part_types(form);
        for (own, r#type) in Self::part_names(form).into_iter().zip(types) {
            parts.push(self.load_local_of(&format!("{name}{own}"), r#type)?);
        }
        self.whole(form, &mut parts.into_iter())
    }

    /// Puts a value where it belongs; nothing where it is undecided.
    fn put(&mut self, frame: &mut Frame, place: &Place, value: Option<Value>, inputs: &[String]) {
        let differs = |what: &str| {
            let why = "is something else by the iterations that a loop of the run makes";
            Rc::new(undecided(format!("{what} {why}")).because_of(inputs))
        };
        match (place, value) {
            (Place::Local(name), Some(value)) => {
                frame.locals.insert(name.clone(), value);
            }
            (Place::Local(name), None) => {
                frame.locals.remove(name);
                let why = differs(&format!("'{name}' is used, and"));
                frame.undecided.insert(name.clone(), why);
            }
            (Place::Cell(index), value) => self.heap.cells[*index] = value,
            (Place::Element(container, index), Some(value)) => {
                match &mut self.heap.fresh[*container] {
                    FreshObject::List(elements) => elements[*index] = value,
                    FreshObject::Dict(entries) => entries[*index].1 = value,
                    FreshObject::Instance { attributes, .. } => attributes[*index].1 = value,
                    _ => {}
                }
            }
            (Place::Element(container, _) | Place::Container(container), _) => {
                self.heap.fresh[*container] =
                    FreshObject::Undecided(differs("an object is used that"));
            }
        }
    }
}

/// What differs between two moments.
#[derive(Default)]
pub(super) struct Changes {
    places: BTreeSet<Place>,
    /// Places that cannot go from iteration to iteration.
    lost: BTreeSet<Place>,
    contents: BTreeSet<usize>,
}

impl Changes {
    pub(super) fn any(&self) -> bool {
        !(self.places.is_empty() && self.lost.is_empty() && self.contents.is_empty())
    }
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// What an iteration has changed of all that was there before the loop.
    ///
    /// # Errors
    /// Where it has changed what must stay.
    pub(super) fn changes(
        &self,
        start: &Path<'c, 'a>,
        begin: &Path<'c, 'a>,
        end: &Path<'c, 'a>,
    ) -> Result<Changes, Refusal> {
        let origins = &self.heap.origins;
        let mut changes = Changes::default();
        self.check_facts(&start.state, &begin.state, &end.state)?;
        for (name, value) in &begin.frame.locals {
            let place = Place::Local(name.clone());
            match end.frame.locals.get(name) {
                Some(other) if same_value(origins, value, other) => {}
                Some(_) => {
                    changes.places.insert(place);
                }
                None => {
                    changes.lost.insert(place);
                }
            }
        }
        for index in 0..start.state.cells.len() {
            match (&begin.state.cells[index], &end.state.cells[index]) {
                (None, None) => {}
                (Some(a), Some(b)) if same_value(origins, a, b) => {}
                (Some(_), Some(_)) => {
                    changes.places.insert(Place::Cell(index));
                }
                _ => {
                    changes.lost.insert(Place::Cell(index));
                }
            }
        }
        for index in 0..start.state.fresh.len() {
            let (a, b) = (&begin.state.fresh[index], &end.state.fresh[index]);
            if same_fresh(origins, a, b, a) || matches!(a, FreshObject::Undecided(_)) {
                continue;
            }
            if !super::join::same_form(origins, a, b) {
                changes.lost.insert(Place::Container(index));
                continue;
            }
            let (a, b) = (super::join::elements(a), super::join::elements(b));
            for (element, (a, b)) in a.iter().zip(&b).enumerate() {
                if !same_value(origins, a, b) {
                    changes.places.insert(Place::Element(index, element));
                }
            }
        }
        for index in 0..start.state.contents.len() {
            if begin.state.contents[index].version != end.state.contents[index].version {
                changes.contents.insert(index);
            }
        }
        Ok(changes)
    }

    /// What a loop of the run may not change.
    fn check_facts(&self, start: &State, begin: &State, end: &State) -> Result<(), Refusal> {
        let origins = &self.heap.origins;
        // All fields by name: a new one has to be thought of here.
        let State {
            tensors,
            contents,
            fresh: _,
            cells: _,
            stores,
            handling,
            grad_enabled,
            tape_versions: _,
            sizes: _,
            formulas: _,
            materialized,
            given_out,
            tape,
            saved: _,
            choices: _,
        } = end;
        if *grad_enabled != begin.grad_enabled {
            return Err(undecided("a loop of the run leaves another gradient mode"));
        }
        if handling.len() != begin.handling.len() {
            return Err(undecided(
                "a loop of the run changes which exception is handled",
            ));
        }
        if *materialized != begin.materialized || !given_out.same(&begin.given_out) {
            return Err(undecided(
                "a loop of the run hands out an object that it makes",
            ));
        }
        if !same_stores(origins, stores, &begin.stores) {
            return Err(undecided("a loop of the run stores an object"));
        }
        for (before, after) in begin.tape.iter().zip(tape) {
            if before.freed != after.freed {
                return Err(undecided("a loop of the run frees a tape"));
            }
        }
        for index in 0..start.tensors.len() {
            let key = |tensor: &Tensor| {
                (
                    tensor.contents,
                    tensor.storage,
                    tensor.requires_grad,
                    tensor.step,
                    tensor.reference,
                )
            };
            let (before, after) = (&begin.tensors[index], &tensors[index]);
            if key(before) != key(after) || before.leaves != after.leaves {
                return Err(undecided(
                    "a loop of the run changes what autograd knows of a tensor, or hands one out",
                ));
            }
            let written =
                begin.contents[before.contents].version != contents[after.contents].version;
            let shared = |other: &Tensor| other.storage == after.storage && other.view.is_some();
            if written && (after.known.is_some() || tensors.iter().any(shared)) {
                return Err(undecided("a loop of the run changes a tensor in place"));
            }
            if contents[after.contents].stale != begin.contents[before.contents].stale {
                return Err(undecided(
                    "a loop of the run changes a tensor that may be another one",
                ));
            }
        }
        Ok(())
    }

    /// Adds what an iteration has changed to what goes from one to the next. Whether that is more than it was.
    fn widen(
        &self,
        carried: &mut Carried,
        start: &Path<'c, 'a>,
        begin: &Path<'c, 'a>,
        end: &Path<'c, 'a>,
        kind: End,
    ) -> Result<bool, Refusal> {
        let changes = self.changes(start, begin, end)?;
        let mut wider = false;
        // Where the function returns, nobody looks at its variables.
        let matters = |place: &Place| kind != End::Return || !matches!(place, Place::Local(_));
        for place in changes.lost.into_iter().filter(matters) {
            if kind == End::Break {
                carried.behind.insert(place);
                continue;
            }
            let known = carried.places.get(&place);
            if !matches!(known, Some(None)) {
                carried.places.insert(place, None);
                wider = true;
            }
        }
        let again = carried.places.keys().cloned().collect::<BTreeSet<_>>();
        let places = changes.places.into_iter().chain(again);
        for place in places.filter(matters) {
            if matches!(carried.places.get(&place), Some(None)) {
                continue;
            }
            let (Some(first), Some(value)) = (value_at(&place, start), value_at(&place, end))
            else {
                continue;
            };
            let known = carried.places.get(&place).cloned().flatten();
            let form = known.clone().unwrap_or(Form::Same(first));
            let joined = self.join_form(&form, &value, start, end).ok();
            if joined.is_none() && kind == End::Break {
                carried.behind.insert(place);
                continue;
            }
            wider |= match (&known, &joined) {
                (Some(known), Some(joined)) => !same_shape(known, joined, first_storage(start)),
                _ => true,
            };
            let place = match (place, &joined) {
                (Place::Element(container, _), None) => Place::Container(container),
                (place, _) => place,
            };
            carried.places.insert(place, joined);
        }
        for index in changes.contents {
            wider |= carried.contents.insert(index);
        }
        let limit = first_storage(start);
        for saved in &end.state.saved {
            let known = |own: &Saved| own.storage == saved.storage;
            let is_new = saved.storage <= limit
                && !start.state.saved.iter().any(known)
                && !carried.saved.iter().any(known);
            if is_new {
                carried.saved.push(saved.clone());
                wider = true;
            }
        }
        for (leaf, version) in &end.state.tape_versions {
            let before = begin.state.tape_versions.get(leaf);
            if before != Some(version) && !carried.tape_versions.contains_key(leaf) {
                carried.tape_versions.insert(*leaf, *version);
                wider = true;
            }
        }
        Ok(wider)
    }
}

fn value_at(place: &Place, path: &Path<'_, '_>) -> Option<Value> {
    match place {
        Place::Local(name) => path.frame.locals.get(name).cloned(),
        Place::Cell(index) => path.state.cells.get(*index).cloned().flatten(),
        Place::Element(container, index) => {
            super::join::elements(path.state.fresh.get(*container)?)
                .get(*index)
                .cloned()
        }
        Place::Container(_) => None,
    }
}

/// Whether the test of a `while` is a constant.
pub(super) fn is_endless(node: &Node) -> bool {
    match node.regions.first() {
        Some(Some(test)) => test
            .nodes
            .iter()
            .all(|node| matches!(node.kind, Kind::Constant(_) | Kind::Truth | Kind::Condition)),
        _ => false,
    }
}

/// `arith.cmpi`'s predicates.
const SLT: i64 = 2;
const SGT: i64 = 4;
