//! Where two paths meet: `dataflow.cond`.

use super::{
    Converter,
    liveness::Targets,
    outcome::{Binding, Environment, Flag, Outcome},
};
use crate::{
    rebuild::{Emitter, key, operations},
    refusal::{OBJECTS, line, refuse},
    template::Template,
};
use janus_dialects::{
    PassResult,
    melior::ir::{Location, Region, Type, Value, ValueLike},
};
use std::{collections::HashMap, ops::Range};

/// One of the two regions of a `dataflow.cond` that is being made.
pub struct Arm<'c, 'a> {
    /// The region.
    pub region: Region<'c>,
    /// Its end.
    pub emitter: Emitter<'c, 'a>,
    /// How the statements in it end.
    pub outcome: Outcome<'c, 'a>,
}

/// What the arms yield.
struct Meeting<'c, 'a> {
    arms: [Emitter<'c, 'a>; 2],
    yields: [Vec<Value<'c, 'a>>; 2],
    location: Location<'c>,
}

/// A flag behind the `dataflow.cond`.
enum JoinedFlag<'c, 'a> {
    Same(Flag<'c, 'a>),
    Condition,
    NotCondition,
    Result(usize),
}

/// A value behind it.
enum JoinedValue<'c, 'a> {
    Same(Value<'c, 'a>),
    Parts {
        template: Template<'c, 'a>,
        results: Range<usize>,
        sources: Vec<Value<'c, 'a>>,
    },
}

impl<'c: 'a, 'a> Meeting<'c, 'a> {
    fn flag(&mut self, flags: [Flag<'c, 'a>; 2]) -> PassResult<'c, JoinedFlag<'c, 'a>> {
        Ok(match flags {
            [Flag::Always, Flag::Always] => JoinedFlag::Same(Flag::Always),
            [Flag::Never, Flag::Never] => JoinedFlag::Same(Flag::Never),
            [Flag::Always, Flag::Never] => JoinedFlag::Condition,
            [Flag::Never, Flag::Always] => JoinedFlag::NotCondition,
            [Flag::When(a), Flag::When(b)] if key(a) == key(b) => JoinedFlag::Same(Flag::When(a)),
            flags => {
                for (index, flag) in flags.into_iter().enumerate() {
                    let value = flag.value(self.arms[index], self.location)?;
                    self.yields[index].push(value);
                }
                JoinedFlag::Result(self.yields[0].len() - 1)
            }
        })
    }

    /// `None` on a path on which nobody looks at the value.
    fn value(
        &mut self,
        values: [Option<Value<'c, 'a>>; 2],
        outer: Emitter<'c, 'a>,
        what: &str,
    ) -> PassResult<'c, Option<JoinedValue<'c, 'a>>> {
        let sources: Vec<_> = values.iter().flatten().copied().collect();
        let template = match sources[..] {
            [] => return Ok(None),
            [a, b] if key(a) == key(b) => return Ok(Some(JoinedValue::Same(a))),
            [a] => Template::of(outer, a),
            [a, b, ..] => {
                let (a, b) = (Template::of(outer, a), Template::of(outer, b));
                a.join(&b, outer).ok_or_else(|| {
                    let (a, b) = (sources[0].r#type(), sources[1].r#type());
                    let another = if a == b { "another " } else { "" };
                    refuse(
                        OBJECTS,
                        self.location,
                        format!("{what} is {a} on one path and {another}{b} on the other"),
                    )
                })?
            }
        };
        if template.is_made_in(&self.arms) {
            return Err(refuse(
                OBJECTS,
                self.location,
                format!("{what} is an object that only one path makes"),
            )
            .into());
        }
        let start = self.yields[0].len();
        for (index, value) in values.into_iter().enumerate() {
            let parts = template.take_apart(value, self.arms[index], self.location)?;
            self.yields[index].extend(parts);
        }
        Ok(Some(JoinedValue::Parts {
            template,
            results: start..self.yields[0].len(),
            sources,
        }))
    }
}

impl<'c: 'a, 'a> Converter<'c, 'a> {
    /// Makes a `dataflow.cond` of two arms, and says how it ends.
    ///
    /// Only what is live where the arms lead is handed on.
    pub(super) fn meet(
        &mut self,
        emitter: Emitter<'c, 'a>,
        condition: Value<'c, 'a>,
        [then, orelse]: [Arm<'c, 'a>; 2],
        targets: &Targets,
        location: Location<'c>,
    ) -> PassResult<'c, Outcome<'c, 'a>> {
        let mut meeting = Meeting {
            arms: [then.emitter, orelse.emitter],
            yields: [vec![], vec![]],
            location,
        };
        // Of two ways to end, one is the opposite of the other.
        let pairs: Vec<_> = then
            .outcome
            .flags()
            .into_iter()
            .zip(orelse.outcome.flags())
            .map(|(a, b)| [a, b])
            .collect();
        let possible: Vec<_> = (0..pairs.len())
            .filter(|index| pairs[*index].iter().any(|flag| flag.possible()))
            .collect();
        let opposite = match possible[..] {
            [_, second] => Some(second),
            _ => None,
        };
        let mut flags = vec![];
        for (index, pair) in pairs.into_iter().enumerate() {
            let pair = if opposite == Some(index) {
                [Flag::Never; 2]
            } else {
                pair
            };
            flags.push(meeting.flag(pair)?);
        }

        let live = [then.outcome.live(targets), orelse.outcome.live(targets)];
        let mut locals = vec![];
        for local in live[0].union(&live[1]) {
            let what = format!("the local '{local}'");
            let arms = [(&then, &live[0]), (&orelse, &live[1])];
            let sides = arms.map(|(arm, live)| {
                live.contains(local)
                    .then(|| arm.outcome.environment.get(local).copied())
            });
            let values = sides.map(|side| side.flatten().map(|binding| binding.value));
            // A path on which nobody looks at the local does not unbind it either.
            let flag = |binding: Option<Binding<'c, 'a>>| binding.map_or(Flag::Never, |b| b.bound);
            let bound = match sides {
                [Some(a), Some(b)] => [flag(a), flag(b)],
                [a, b] => match flag(a.or(b).flatten()) {
                    // Known in its region only.
                    known @ Flag::When(_) if a.is_some() => [known, Flag::Never],
                    known @ Flag::When(_) => [Flag::Never, known],
                    certain => [certain; 2],
                },
            };
            let bound = meeting.flag(bound)?;
            if let Some(value) = meeting.value(values, emitter, &what)? {
                locals.push((local.clone(), bound, value));
            }
        }
        let returned = meeting.value(
            [then.outcome.returned, orelse.outcome.returned],
            emitter,
            "what the function returns",
        )?;
        let mut yielded = vec![];
        let count = then.outcome.yielded.len().max(orelse.outcome.yielded.len());
        for index in 0..count {
            let values = [&then, &orelse].map(|arm| arm.outcome.yielded.get(index).copied());
            yielded.extend(meeting.value(values, emitter, "the value of the expression")?);
        }

        let types: Vec<Type<'c>> = meeting.yields[0].iter().map(|v| v.r#type()).collect();
        let idle = types.is_empty()
            && [then.emitter, orelse.emitter]
                .iter()
                .all(|arm| operations(arm.block).is_empty());
        let results = if idle {
            vec![]
        } else {
            for (arm, values) in [then.emitter, orelse.emitter].iter().zip(&meeting.yields) {
                arm.op("dataflow.yield", location, values, &[], &[], vec![])?;
            }
            let regions = vec![then.region, orelse.region];
            let cond = emitter.op(
                "dataflow.cond",
                location,
                &[condition],
                &types,
                &[],
                regions,
            )?;
            self.statistics.conds += 1;
            crate::rebuild::results(cond)
        };

        let flag = |joined: JoinedFlag<'c, 'a>| -> PassResult<'c, Flag<'c, 'a>> {
            Ok(match joined {
                JoinedFlag::Same(flag) => flag,
                JoinedFlag::Condition => Flag::When(condition),
                JoinedFlag::NotCondition => Flag::When(emitter.not(location, condition)?),
                JoinedFlag::Result(index) => Flag::When(results[index]),
            })
        };
        let mut behind = vec![];
        for joined in flags {
            behind.push(flag(joined)?);
        }
        let mut environment = Environment::new();
        let mut aliases = HashMap::new();
        for (local, bound, value) in locals {
            // Locals that hold one object on either path hold one object behind them.
            let pair: Vec<_> = match &value {
                JoinedValue::Same(value) => vec![key(*value)],
                JoinedValue::Parts { sources, .. } => sources.iter().copied().map(key).collect(),
            };
            let value = match aliases.get(&pair) {
                Some(value) => *value,
                None => self.behind(value, &results, emitter, location, Some(&local))?,
            };
            aliases.insert(pair, value);
            let bound = flag(bound)?;
            environment.insert(local, Binding { bound, value });
        }
        let returned = match returned {
            Some(value) => Some(self.behind(value, &results, emitter, location, None)?),
            None => None,
        };
        let mut values = vec![];
        for value in yielded {
            values.push(self.behind(value, &results, emitter, location, None)?);
        }
        let outcome = Outcome {
            returned,
            yielded: values,
            ..Outcome::falls(environment)
        };
        if let [first, second] = possible[..] {
            behind[second] = behind[first].not(emitter, location)?;
        }
        let [fall, brk, cont, ret] = behind[..] else {
            return Ok(outcome);
        };
        Ok(outcome.with_flags([fall, brk, cont, ret]))
    }

    /// The value behind a `dataflow.cond` with these results.
    fn behind(
        &mut self,
        joined: JoinedValue<'c, 'a>,
        results: &[Value<'c, 'a>],
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
        local: Option<&str>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        match joined {
            JoinedValue::Same(value) => Ok(value),
            JoinedValue::Parts {
                template,
                results: range,
                sources,
            } => {
                let mut parts = results[range].iter().copied();
                let value = template.put_together(&mut parts, emitter, location)?;
                let what = match local {
                    Some(local) => format!("the local '{local}'"),
                    None => format!("the object that the paths{} yield", line(location)),
                };
                self.identities
                    .note(&template, value, &sources, &what, location);
                Ok(value)
            }
        }
    }
}
