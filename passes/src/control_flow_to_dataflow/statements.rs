//! Statements in a row, and branches among them.

use super::{
    Converter,
    branches::Arm,
    liveness::Targets,
    outcome::{Binding, Environment, Flag, Outcome},
};
use crate::{
    rebuild::{Emitter, integer, name, operands, region_operations, results, text},
    refusal::{STATEMENT, UNBOUND, line, refuse},
    template::Template,
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{
        Attribute, Location, OperationRef, Value, ValueLike, attribute::StringAttribute,
        operation::OperationLike,
    },
};

impl<'c: 'a, 'a> Converter<'c, 'a> {
    /// Emits statements, and says how they end.
    pub(super) fn sequence(
        &mut self,
        statements: &[OperationRef<'c, 'a>],
        emitter: Emitter<'c, 'a>,
        mut environment: Environment<'c, 'a>,
        targets: &Targets,
    ) -> PassResult<'c, Outcome<'c, 'a>> {
        for (index, statement) in statements.iter().enumerate() {
            let rest = &statements[index + 1..];
            let location = statement.location();
            match name(*statement).as_str() {
                "pydyn.store" => {
                    let local = self.local(*statement)?;
                    let value = self.mapping.get(statement.operand(0)?);
                    let bound = Flag::Always;
                    environment.insert(local, Binding { bound, value });
                }
                "pydyn.load" => {
                    let local = self.local(*statement)?;
                    let value = self.bound(*statement, &local, &environment, emitter)?;
                    if value.r#type() != statement.result(0)?.r#type() {
                        return Err(refuse(
                            crate::refusal::OBJECTS,
                            location,
                            format!(
                                "the local '{local}' is {} here, where {} was expected",
                                value.r#type(),
                                statement.result(0)?.r#type()
                            ),
                        )
                        .into());
                    }
                    self.mapping.insert(statement.result(0)?.into(), value);
                }
                "pydyn.unbind" => {
                    let local = self.local(*statement)?;
                    if environment.contains_key(&local) || emitter.block == self.top {
                        self.bound(*statement, &local, &environment, emitter)?;
                    } else {
                        self.assert_bound(&local, Flag::Never, emitter, location)?;
                    }
                    environment.remove(&local);
                }
                "pydyn.yield" | "pydyn.condition" => {
                    let mut outcome = Outcome::falls(environment);
                    outcome.yielded = self.mapped(*statement);
                    return Ok(outcome);
                }
                "pydyn.break" => {
                    let mut outcome = Outcome::leaves(environment);
                    outcome.brk = Flag::Always;
                    return Ok(outcome);
                }
                "pydyn.continue" => {
                    let mut outcome = Outcome::leaves(environment);
                    outcome.cont = Flag::Always;
                    return Ok(outcome);
                }
                "pydyn.return" => {
                    let mut outcome = Outcome::leaves(environment);
                    outcome.ret = Flag::Always;
                    outcome.returned = self.mapped(*statement).first().copied();
                    return Ok(outcome);
                }
                "pydyn.raise" | "pydyn.reraise" => {
                    let never = emitter.truth(location, false)?;
                    self.assert_no_exception(emitter, never, location)?;
                    return Ok(Outcome::leaves(environment));
                }
                "pydyn.if" => {
                    match self.branch(*statement, rest, emitter, environment, targets)? {
                        Next::Goes(behind) => environment = behind,
                        Next::Ends(outcome) => return Ok(outcome),
                    }
                }
                "pydyn.while" => {
                    let inner = Targets {
                        fall: self.liveness.behind(*statement),
                        ..targets.clone()
                    };
                    let outcome = self.repetition(*statement, emitter, environment, &inner)?;
                    match self.go_on(outcome, rest, emitter, targets, location)? {
                        Next::Goes(behind) => environment = behind,
                        Next::Ends(outcome) => return Ok(outcome),
                    }
                }
                "pydyn.for" | "pydyn.try" | "pydyn.with" | "pydyn.class" | "pydyn.unsupported" => {
                    return Err(refuse(
                        STATEMENT,
                        location,
                        format!(
                            "'{}' has no form in a graph; 'specialize-types' should have \
                             resolved or refused it",
                            name(*statement)
                        ),
                    )
                    .into());
                }
                _ => {
                    emitter.copy(*statement, &mut self.mapping)?;
                }
            }
        }
        Ok(Outcome::falls(environment))
    }

    fn mapped(&self, operation: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
        operands(operation)
            .into_iter()
            .map(|operand| self.mapping.get(operand))
            .collect()
    }

    /// The name of the local that a `pydyn.load`, `store` or `unbind` is about.
    fn local(&self, statement: OperationRef<'c, 'a>) -> PassResult<'c, String> {
        let name = text(statement, "name").unwrap_or("");
        // The enum's first case.
        if integer(statement, "scope") != Some(0) {
            return Err(refuse(
                STATEMENT,
                statement.location(),
                format!(
                    "the name '{name}' is not a local; 'specialize-types' should have resolved it"
                ),
            )
            .into());
        }
        Ok(name.to_owned())
    }

    /// The value of a local, asserting that it is bound where that is not certain.
    ///
    /// On a path where it certainly is not, nobody looks at the value: the path is assumed not to be
    /// taken.
    fn bound(
        &mut self,
        statement: OperationRef<'c, 'a>,
        local: &str,
        environment: &Environment<'c, 'a>,
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let location = statement.location();
        let binding = environment.get(local).copied();
        if let Some(Binding { bound, value }) = binding.filter(|b| b.bound.possible()) {
            self.assert_bound(local, bound, emitter, location)?;
            return Ok(value);
        }
        let stand = (emitter.block != self.top)
            .then(|| statement.result(0).ok())
            .flatten()
            .and_then(|result| Template::of_type(emitter, result.r#type()));
        let Some(template) = stand else {
            return Err(refuse(
                UNBOUND,
                location,
                format!("the local '{local}' is not bound{}", line(location)),
            )
            .into());
        };
        self.assert_bound(local, Flag::Never, emitter, location)?;
        let parts = template.take_apart(None, emitter, location)?;
        template.put_together(&mut parts.into_iter(), emitter, location)
    }

    fn assert_bound(
        &mut self,
        local: &str,
        bound: Flag<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c> {
        if matches!(bound, Flag::Always) {
            return Ok(());
        }
        let condition = bound.value(emitter, location)?;
        let sentence = format!("the local '{local}' is bound{}", line(location));
        self.assert(emitter, condition, &sentence, location)?;
        self.statistics.bound_checks += 1;
        Ok(())
    }

    fn assert(
        &self,
        emitter: Emitter<'c, 'a>,
        condition: Value<'c, 'a>,
        sentence: &str,
        location: Location<'c>,
    ) -> PassResult<'c> {
        let sentence: Attribute = StringAttribute::new(emitter.context, sentence).into();
        let sentence = emitter.named("assumption", sentence);
        emitter.op(
            "dataflow.assert",
            location,
            &[condition],
            &[],
            &[sentence],
            vec![],
        )?;
        Ok(())
    }

    fn assert_no_exception(
        &self,
        emitter: Emitter<'c, 'a>,
        condition: Value<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c> {
        let sentence = format!("no exception is raised{}", line(location));
        self.assert(emitter, condition, &sentence, location)
    }

    /// Emits a `pydyn.if`.
    fn branch(
        &mut self,
        statement: OperationRef<'c, 'a>,
        rest: &[OperationRef<'c, 'a>],
        emitter: Emitter<'c, 'a>,
        environment: Environment<'c, 'a>,
        targets: &Targets,
    ) -> PassResult<'c, Next<'c, 'a>> {
        let location = statement.location();
        let condition = self.mapping.get(statement.operand(0)?);
        if condition.r#type() != emitter.i1() {
            return Err(Diagnostic::op_error(
                &statement,
                "has a condition that is no i1; 'specialize-types' should have made it one",
            )
            .into());
        }
        let inner = Targets {
            fall: self.liveness.behind(statement),
            ..targets.clone()
        };
        let bodies = [0, 1].map(|region| region_operations(statement, region));

        // An exception ends the graph: what is left is the other path, and an assumption.
        for (index, body) in bodies.iter().enumerate() {
            let raise = body
                .last()
                .filter(|last| matches!(name(**last).as_str(), "pydyn.raise" | "pydyn.reraise"));
            if let Some(raise) = raise {
                let other = if index == 0 {
                    emitter.not(location, condition)?
                } else {
                    condition
                };
                self.assert_no_exception(emitter, other, raise.location())?;
                let outcome = self.sequence(&bodies[1 - index], emitter, environment, &inner)?;
                self.mapping
                    .insert_all(&results(statement), &outcome.yielded);
                return self.go_on(outcome, rest, emitter, targets, location);
            }
        }

        let mut arms = vec![];
        for body in &bodies {
            let (region, inside) = emitter.region(&[], location);
            let outcome = self.sequence(body, inside, environment.clone(), &inner)?;
            arms.push(Arm {
                region,
                emitter: inside,
                outcome,
            });
        }
        let [mut then, mut orelse] = <[Arm; 2]>::try_from(arms)
            .map_err(|_| Diagnostic::op_error(&statement, "has no two paths"))?;

        // Where one path leaves for good, the statements behind belong to the other.
        let falling = match (then.outcome.fall, orelse.outcome.fall) {
            (Flag::Never, Flag::Always) => Some(&mut orelse),
            (Flag::Always, Flag::Never) => Some(&mut then),
            _ => None,
        };
        if let Some(arm) = falling {
            self.mapping
                .insert_all(&results(statement), &arm.outcome.yielded);
            let environment = std::mem::take(&mut arm.outcome.environment);
            arm.outcome = self.sequence(rest, arm.emitter, environment, targets)?;
            let arms = [then, orelse];
            return Ok(Next::Ends(
                self.meet(emitter, condition, arms, targets, location)?,
            ));
        }
        let outcome = self.meet(emitter, condition, [then, orelse], &inner, location)?;
        self.mapping
            .insert_all(&results(statement), &outcome.yielded);
        self.go_on(outcome, rest, emitter, targets, location)
    }

    /// Goes on behind a statement: with the statements that follow it, where it always falls
    /// through; with those under its flag, where it may.
    fn go_on(
        &mut self,
        mut outcome: Outcome<'c, 'a>,
        rest: &[OperationRef<'c, 'a>],
        emitter: Emitter<'c, 'a>,
        targets: &Targets,
        location: Location<'c>,
    ) -> PassResult<'c, Next<'c, 'a>> {
        outcome.yielded = vec![];
        let condition = match outcome.fall {
            Flag::Always => return Ok(Next::Goes(outcome.environment)),
            Flag::Never => return Ok(Next::Ends(outcome)),
            Flag::When(condition) => condition,
        };
        if let [end] = rest
            && name(*end) == "pydyn.yield"
            && end.operand_count() == 0
        {
            return Ok(Next::Ends(outcome));
        }
        let (region, inside) = emitter.region(&[], location);
        let then = Arm {
            region,
            emitter: inside,
            outcome: self.sequence(rest, inside, outcome.environment.clone(), targets)?,
        };
        let (region, inside) = emitter.region(&[], location);
        let orelse = Arm {
            region,
            emitter: inside,
            outcome: outcome.not_falling(),
        };
        let arms = [then, orelse];
        Ok(Next::Ends(
            self.meet(emitter, condition, arms, targets, location)?,
        ))
    }
}

/// What comes behind a statement with paths.
pub(super) enum Next<'c, 'a> {
    /// The next statement, with these locals.
    Goes(Environment<'c, 'a>),
    /// Nothing: the statements behind have been emitted already, or are never reached.
    Ends(Outcome<'c, 'a>),
}
