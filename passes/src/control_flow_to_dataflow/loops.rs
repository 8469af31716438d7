//! Loops: `pydyn.while` to `dataflow.while`.

use super::{
    Converter,
    branches::Arm,
    counted,
    liveness::{Locals, Targets, changed},
    outcome::{Environment, Flag, Outcome},
    slots::{Slot, Slots, put_together},
};
use crate::refusal::{STATEMENT, refuse_operation};
use crate::{
    rebuild::{Emitter, Mapping, arguments, defined_by, name, region_operations, results},
    refusal::{OBJECTS, refuse},
    template::{Template, placeholder},
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{
        Location, OperationRef, Region, Type, Value, ValueLike, operation::OperationLike,
    },
};

/// What is fixed about a loop.
struct Shape<'c, 'a> {
    statement: OperationRef<'c, 'a>,
    location: Location<'c>,
    /// Locals that the loop binds and that are handed to the next test.
    head: Locals,
    /// Locals that the loop binds and that are handed on by the test.
    passed: Locals,
    /// Locals that the loop binds.
    changed: Locals,
    breaks: bool,
    returns: bool,
    /// Whether the test never fails.
    endless: bool,
}

impl Shape<'_, '_> {
    /// Whether the loop can be left from its body.
    fn exits(&self) -> bool {
        self.breaks || self.returns
    }
}

/// An attempt at a loop: what the head hands on, and its regions.
struct Attempt<'c, 'a> {
    before: Region<'c>,
    after: Region<'c>,
    passed: Slots<'c, 'a>,
    /// Objects that are put together at the head, with what they stand for behind the test.
    at_head: Environment<'c, 'a>,
    in_body: Environment<'c, 'a>,
    behind_test: Environment<'c, 'a>,
    types: Vec<Type<'c>>,
    end: Emitter<'c, 'a>,
    outcome: Outcome<'c, 'a>,
}

/// What of the body's exits is only decided when the program runs.
fn exits(statements: &[OperationRef<'_, '_>], in_inner_loop: bool) -> (bool, bool) {
    let (mut breaks, mut returns) = (false, false);
    for statement in statements {
        match name(*statement).as_str() {
            "pydyn.break" => breaks |= !in_inner_loop,
            "pydyn.return" => returns = true,
            kind => {
                let is_loop = kind == "pydyn.while";
                for index in 0..statement.region_count() {
                    // A loop's `else` belongs to the loop around it.
                    let inner = in_inner_loop || (is_loop && index < 2);
                    let (b, r) = exits(&region_operations(*statement, index), inner);
                    breaks |= b;
                    returns |= r;
                }
            }
        }
    }
    (breaks, returns)
}

/// More joins than a template can go through.
const ATTEMPTS: usize = 64;

impl<'c: 'a, 'a> Converter<'c, 'a> {
    /// Emits a `pydyn.while`; `targets.fall` is what is live behind it.
    pub(super) fn repetition(
        &mut self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        environment: Environment<'c, 'a>,
        targets: &Targets,
    ) -> PassResult<'c, Outcome<'c, 'a>> {
        let live = self.liveness.in_loop(statement);
        let (test, body) = (
            region_operations(statement, 0),
            region_operations(statement, 1),
        );
        let (breaks, returns) = exits(&body, false);
        let mut changed_locals = changed(&test);
        changed_locals.extend(changed(&body));
        let pick = |sets: &[&Locals]| -> Locals {
            let all = sets.iter().flat_map(|set| set.iter());
            all.filter(|local| changed_locals.contains(*local))
                .cloned()
                .collect()
        };
        let mut head = pick(&[&live.head]);
        if breaks || returns {
            head.extend(pick(&[&targets.fall]));
        }
        let shape = Shape {
            statement,
            location: statement.location(),
            head,
            passed: pick(&[&live.body, &live.orelse, &targets.fall]),
            endless: is_endless(&test),
            changed: changed_locals,
            breaks,
            returns,
        };

        // What the body hands back must be what it takes. Start from what is there before the
        // loop, and widen until it is.
        let mut slots = Slots::new();
        for local in &shape.head {
            if let Some(binding) = environment.get(local) {
                let template = Template::of(emitter, binding.value).carried(emitter);
                slots.insert(local.clone(), Slot::of(*binding, template));
            }
        }
        let mut returned = None;
        let mark = self.identities.mark();
        for _ in 0..ATTEMPTS {
            let statistics = self.statistics;
            let attempt =
                self.attempt(&shape, emitter, &environment, &slots, &returned, targets)?;
            if !self.widen(&shape, &attempt, &mut slots, &mut returned, emitter)? {
                return self.finish(
                    &shape,
                    attempt,
                    emitter,
                    environment,
                    &slots,
                    &returned,
                    targets,
                    mark,
                );
            }
            self.identities.forget(mark);
            self.statistics = statistics;
        }
        Err(refuse_operation(STATEMENT, &statement, "has values that change without end").into())
    }

    /// Emits the regions, given what goes from iteration to iteration.
    fn attempt(
        &mut self,
        shape: &Shape<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        environment: &Environment<'c, 'a>,
        slots: &Slots<'c, 'a>,
        returned: &Option<Template<'c, 'a>>,
        targets: &Targets,
    ) -> PassResult<'c, Attempt<'c, 'a>> {
        let location = shape.location;
        let live = self.liveness.in_loop(shape.statement);
        let returned_types = returned.as_ref().map(Template::parts).unwrap_or_default();
        let mut flags = vec![];
        if shape.exits() {
            flags.push(emitter.i1());
        }
        if shape.returns {
            flags.push(emitter.i1());
            flags.extend(returned_types);
        }
        let mut head_types: Vec<_> = slots.values().flat_map(|s| s.types(emitter)).collect();
        let first_flag = head_types.len();
        head_types.extend(&flags);

        // The test.
        let (before, test) = emitter.region(&head_types, location);
        let head_arguments = arguments(test.block);
        let mut invariant = environment.clone();
        invariant.retain(|local, _| !shape.changed.contains(local));
        let mut parts = head_arguments.iter().copied();
        let at_head = put_together(slots, &mut parts, test, location)?;
        let mut inside = invariant.clone();
        inside.extend(at_head.clone());
        let statements = region_operations(shape.statement, 0);
        let test_targets = Targets {
            fall: [&live.body, &live.orelse, &targets.fall]
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
            ..Targets::default()
        };
        let tested = if shape.exits() {
            let (region, in_test) = test.region(&[], location);
            let then = Arm {
                region,
                emitter: in_test,
                outcome: self.sequence(&statements, in_test, inside.clone(), &test_targets)?,
            };
            let (region, in_end) = test.region(&[], location);
            let mut outcome = Outcome::falls(inside);
            outcome.yielded = vec![in_end.truth(location, false)?];
            let orelse = Arm {
                region,
                emitter: in_end,
                outcome,
            };
            let running = head_arguments[first_flag];
            self.meet(test, running, [then, orelse], &test_targets, location)?
        } else {
            self.sequence(&statements, test, inside, &test_targets)?
        };
        let condition = tested.yielded.first().copied().ok_or_else(|| {
            Diagnostic::op_error(&shape.statement, "has a test without a condition")
        })?;
        if condition.r#type() != emitter.i1() {
            return Err(Diagnostic::op_error(
                &shape.statement,
                "has a condition that is no i1; 'specialize-types' should have made it one",
            )
            .into());
        }

        // What the test hands on.
        let mut passed = Slots::new();
        for local in &shape.passed {
            if let Some(binding) = tested.environment.get(local) {
                let template = Template::of(test, binding.value);
                if template.is_made_in(&[test]) {
                    return Err(refuse(
                        OBJECTS,
                        location,
                        format!("the local '{local}' is an object that the test makes"),
                    )
                    .into());
                }
                passed.insert(local.clone(), Slot::of(*binding, template));
            }
        }
        let mut values = vec![condition];
        for (local, slot) in &passed {
            let binding = tested.environment.get(local).copied();
            values.extend(slot.take_apart(binding, test, location)?);
        }
        values.extend(&head_arguments[first_flag..]);
        test.op("dataflow.condition", location, &values, &[], &[], vec![])?;
        let types: Vec<_> = values[1..].iter().map(|value| value.r#type()).collect();

        // The body.
        let (after, body) = emitter.region(&types, location);
        let mut parts = arguments(body.block).into_iter();
        let in_body = put_together(&passed, &mut parts, body, location)?;
        let mut inside = invariant;
        inside.extend(in_body.clone());
        let outcome = self.sequence(
            &region_operations(shape.statement, 1),
            body,
            inside,
            &Targets {
                fall: live.head.clone(),
                cont: live.head,
                brk: targets.fall.clone(),
            },
        )?;
        Ok(Attempt {
            before,
            after,
            passed,
            at_head,
            in_body,
            behind_test: tested.environment,
            types,
            end: body,
            outcome,
        })
    }

    /// Makes slots as wide as what the body hands back. Whether that changed any.
    fn widen(
        &self,
        shape: &Shape<'c, 'a>,
        attempt: &Attempt<'c, 'a>,
        slots: &mut Slots<'c, 'a>,
        returned: &mut Option<Template<'c, 'a>>,
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c, bool> {
        let mut widened = false;
        let refusal = |what: &str| {
            refuse(
                OBJECTS,
                shape.location,
                format!("{what} is another object after each iteration"),
            )
        };
        for local in &shape.head {
            let what = format!("the local '{local}'");
            let Some(binding) = attempt.outcome.environment.get(local) else {
                // Not bound at the end, or nobody looks.
                let unbound = !attempt.outcome.environment.contains_key(local)
                    && self.liveness.in_loop(shape.statement).head.contains(local)
                    && (attempt.outcome.fall.possible() || attempt.outcome.cont.possible());
                if let Some(slot) = slots.get_mut(local)
                    && unbound
                    && !slot.optional
                {
                    slot.optional = true;
                    widened = true;
                }
                continue;
            };
            let template = Template::of(emitter, binding.value);
            let is_optional = !matches!(binding.bound, Flag::Always);
            let wider = match slots.get(local) {
                Some(slot) => Slot {
                    template: slot
                        .template
                        .join(&template, emitter)
                        .ok_or_else(|| refusal(&what))?,
                    optional: slot.optional || is_optional,
                },
                // It is not bound before the loop.
                None => Slot {
                    template: template.carried(emitter),
                    optional: true,
                },
            };
            if wider.template.is_made_in(&[attempt.end]) {
                return Err(refusal(&what).into());
            }
            let is_same = slots.get(local).is_some_and(|slot| {
                slot.optional == wider.optional && slot.template.same(&wider.template)
            });
            if !is_same {
                slots.insert(local.clone(), wider);
                widened = true;
            }
        }
        if let Some(value) = attempt.outcome.returned {
            let template = Template::of(emitter, value);
            let what = "what the function returns";
            let wider = match returned.as_ref() {
                Some(known) => known
                    .join(&template, emitter)
                    .ok_or_else(|| refusal(what))?,
                None => template,
            };
            if wider.is_made_in(&[attempt.end]) {
                return Err(refusal(what).into());
            }
            if !returned.as_ref().is_some_and(|known| known.same(&wider)) {
                *returned = Some(wider);
                widened = true;
            }
        }
        Ok(widened)
    }

    /// Makes the loop of its regions, and what is behind it.
    #[expect(clippy::too_many_arguments, reason = "the parts of one loop")]
    fn finish(
        &mut self,
        shape: &Shape<'c, 'a>,
        attempt: Attempt<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        mut environment: Environment<'c, 'a>,
        slots: &Slots<'c, 'a>,
        returned: &Option<Template<'c, 'a>>,
        targets: &Targets,
        mark: usize,
    ) -> PassResult<'c, Outcome<'c, 'a>> {
        let location = shape.location;
        let outcome = &attempt.outcome;
        let end = attempt.end;

        // The end of an iteration.
        let mut yields = vec![];
        for (local, slot) in slots {
            let binding = outcome.environment.get(local).copied();
            yields.extend(slot.take_apart(binding, end, location)?);
        }
        if shape.exits() {
            let leaves = match (outcome.brk, outcome.ret) {
                (Flag::When(a), Flag::When(b)) => {
                    Flag::When(end.value("arith.ori", location, &[a, b], end.i1(), &[])?)
                }
                (Flag::Never, flag) | (flag, Flag::Never) => flag,
                _ => Flag::Always,
            };
            yields.push(leaves.not(end, location)?.value(end, location)?);
        }
        if shape.returns {
            yields.push(outcome.ret.value(end, location)?);
            if let Some(template) = returned {
                yields.extend(template.take_apart(outcome.returned, end, location)?);
            }
        }
        end.op("dataflow.yield", location, &yields, &[], &[], vec![])?;

        // What it starts with.
        let mut inits = vec![];
        for (local, slot) in slots {
            let binding = environment.get(local).copied();
            inits.extend(slot.take_apart(binding, emitter, location)?);
        }
        if shape.exits() {
            inits.push(emitter.truth(location, true)?);
        }
        if shape.returns {
            inits.push(emitter.truth(location, false)?);
            for part in returned.as_ref().map(Template::parts).unwrap_or_default() {
                inits.push(placeholder(part, emitter, location)?);
            }
        }

        let regions = [attempt.before, attempt.after];
        let counted = if shape.exits() {
            None
        } else {
            counted::recognize(&regions[0], &regions[1], &inits)
        };
        // Which objects are one of several. A counted loop is left without a test, and so without
        // the objects that are put together for it.
        let (at_head, behind_test) = match counted {
            Some(_) => (&attempt.in_body, &attempt.in_body),
            None => (&attempt.at_head, &attempt.behind_test),
        };
        for (local, slot) in slots {
            let ends = [environment.get(local), outcome.environment.get(local)];
            let originals: Vec<_> = ends.into_iter().flatten().map(|b| b.value).collect();
            if let Some(made) = at_head.get(local) {
                self.note(slot, made.value, &originals, local, location);
            }
        }
        if counted.is_none() {
            self.note_passed(&attempt.passed, &attempt.in_body, behind_test, location);
        }
        let known: Vec<_> = shape.statement.attributes().collect();
        let (values, mapping) = match counted {
            Some(counted) => {
                self.statistics.fors += 1;
                counted.emit(emitter, &inits, &known, location)?
            }
            None => {
                self.statistics.whiles += 1;
                let types = &attempt.types;
                let regions = regions.into();
                let made =
                    emitter.op("dataflow.while", location, &inits, types, &known, regions)?;
                (results(made), Mapping::default())
            }
        };
        let mut behind_test = behind_test.clone();
        for binding in behind_test.values_mut() {
            binding.value = mapping.get(binding.value);
        }
        self.identities.map(mark, &mapping);

        // Behind it.
        environment.retain(|local, _| !shape.changed.contains(local));
        let mut parts = values.iter().copied();
        let passed = put_together(&attempt.passed, &mut parts, emitter, location)?;
        self.note_passed(&attempt.passed, &passed, &behind_test, location);
        environment.extend(passed);
        let orelse = region_operations(shape.statement, 2);
        if !shape.exits() {
            if orelse.is_empty() {
                return Ok(Outcome::falls(environment));
            }
            return self.sequence(&orelse, emitter, environment, targets);
        }
        let mut left = Outcome::falls(environment.clone());
        let running = parts.next().ok_or_else(|| {
            Diagnostic::op_error(
                &shape.statement,
                "lost the flag that says whether it goes on",
            )
        })?;
        if shape.returns {
            left.ret = match parts.next() {
                Some(flag) if shape.breaks || !shape.endless || !orelse.is_empty() => {
                    Flag::When(flag)
                }
                _ => Flag::Always,
            };
            left.fall = left.ret.not(emitter, location)?;
            if let Some(template) = returned {
                let value = template.put_together(&mut parts, emitter, location)?;
                let originals: Vec<_> = attempt.outcome.returned.into_iter().collect();
                let what = "what the function returns";
                self.identities
                    .note(template, value, &originals, what, location);
                left.returned = Some(value);
            }
        }
        if orelse.is_empty() {
            return Ok(left);
        }
        // The test has failed: neither `break` nor `return` was the reason.
        let (region, inside) = emitter.region(&[], location);
        let then = Arm {
            region,
            emitter: inside,
            outcome: self.sequence(&orelse, inside, environment, targets)?,
        };
        let (region, inside) = emitter.region(&[], location);
        if shape.returns && !shape.breaks {
            left = left.not_falling();
        }
        let orelse = Arm {
            region,
            emitter: inside,
            outcome: left,
        };
        self.meet(emitter, running, [then, orelse], targets, location)
    }
}

impl<'c: 'a, 'a> Converter<'c, 'a> {
    fn note(
        &mut self,
        slot: &Slot<'c, 'a>,
        made: Value<'c, 'a>,
        originals: &[Value<'c, 'a>],
        local: &str,
        location: Location<'c>,
    ) {
        let what = format!("the local '{local}'");
        self.identities
            .note(&slot.template, made, originals, &what, location);
    }

    /// Notes that objects that were put together stand for those behind the test.
    fn note_passed(
        &mut self,
        passed: &Slots<'c, 'a>,
        made: &Environment<'c, 'a>,
        behind_test: &Environment<'c, 'a>,
        location: Location<'c>,
    ) {
        for (local, slot) in passed {
            if let (Some(made), Some(original)) = (made.get(local), behind_test.get(local)) {
                self.note(slot, made.value, &[original.value], local, location);
            }
        }
    }
}

/// Whether a test is `True`.
fn is_endless(test: &[OperationRef<'_, '_>]) -> bool {
    test.last()
        .and_then(|condition| condition.operand(0).ok())
        .and_then(|value| defined_by(value, "arith.constant"))
        .and_then(|constant| constant.attribute("value").ok())
        .is_some_and(|value| value.to_string() == "true")
}
