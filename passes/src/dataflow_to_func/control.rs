//! Control flow and assertions: `dataflow.cond`, `while`, `for` and `assert` to `scf`.
//!
//! A failed assertion must not let anything run that relies on it. So what follows one is in the
//! `scf.if` that asks it, and a region with an assertion gives its status as its first value.

use super::{Function, loads::lowered};
use crate::{
    control_flow_to_dataflow::SAME_SIZES,
    rebuild::{
        Emitter, arguments, defined_by, defining, dimensions, integer, key, name, op_key, operands,
        region_block, region_operations, results,
    },
    template::empty,
};
use janus_dialects::{
    Diagnostic, PassResult,
    ir::OperationExt,
    melior::ir::{
        Attribute, Location, OperationRef, Region, Type, Value, ValueLike,
        attribute::{DenseI32ArrayAttribute, DenseI64ArrayAttribute, IntegerAttribute},
        operation::OperationLike,
        r#type::{RankedTensorType, ShapedTypeLike},
    },
};

/// What a region gives: its status, where it has assertions, and its values.
pub type Given<'c, 'a> = (Option<Value<'c, 'a>>, Vec<Value<'c, 'a>>);

/// `arith.cmpi`'s predicates.
const EQ: i64 = 0;

impl<'c: 'a, 'a> Function<'c, 'a> {
    /// Emits the operations of a region, the terminator last.
    pub(super) fn region(
        &mut self,
        statements: &[OperationRef<'c, 'a>],
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c, Given<'c, 'a>> {
        for (index, statement) in statements.iter().enumerate() {
            let rest = &statements[index + 1..];
            let location = statement.location();
            match name(*statement).as_str() {
                "dataflow.assert" => {
                    let condition = self.mapping.get(statement.operand(0)?);
                    let number = self.assertions.get(&op_key(*statement)).copied();
                    let code = number.map_or(1, |number| number + 1);
                    let failed =
                        |arm: Emitter<'c, 'a>| arm.integer(location, code, arm.integer_type(32));
                    return self.guarded(condition, &failed, rest, emitter, location);
                }
                "dataflow.cond" | "dataflow.while" | "dataflow.for" => {
                    let guarded = self.subgraphs.may_fail(*statement);
                    let values = match name(*statement).as_str() {
                        "dataflow.cond" => self.cond(*statement, emitter, guarded)?,
                        "dataflow.while" => self.while_loop(*statement, emitter, guarded)?,
                        _ => self.for_loop(*statement, emitter, guarded)?,
                    };
                    let (status, values) = split(values, guarded);
                    self.mapping.insert_all(&results(*statement), &values);
                    if let Some(status) = status {
                        let good = is_zero(emitter, status, location)?;
                        return self.guarded(good, &|_| Ok(status), rest, emitter, location);
                    }
                }
                "dataflow.commit" | "dataflow.yield" | "dataflow.condition" => {
                    let values: Vec<_> = operands(*statement)
                        .into_iter()
                        .map(|value| self.mapping.get(value))
                        .collect();
                    if !ends_function(*statement) {
                        return Ok((None, values));
                    }
                    self.write_results(&values, emitter, location)?;
                    return Ok((None, vec![]));
                }
                "dataflow.state.read" | "dataflow.draw" => {}
                "dataflow.invoke" => {
                    let (status, values) = self.invoke(*statement, emitter)?;
                    self.mapping.insert_all(&results(*statement), &values);
                    if self.subgraphs.may_fail(*statement) {
                        let good = is_zero(emitter, status, location)?;
                        return self.guarded(good, &|_| Ok(status), rest, emitter, location);
                    }
                }
                "dataflow.record" => {
                    let record = self.record(*statement, emitter)?;
                    self.mapping.insert_all(&results(*statement), &[record]);
                }
                "dataflow.recall" => {
                    let recalled = self.recall(*statement, emitter)?;
                    self.mapping.insert_all(&results(*statement), &recalled);
                }
                _ if let Some(loaded) = self.load(*statement, emitter)? => {
                    self.loaded(*statement, &loaded);
                }
                kind if kind.starts_with("pydyn.") => {
                    return Err(Diagnostic::op_error(
                        statement,
                        "is outside of the commit; 'lift-state' should have moved it",
                    )
                    .into());
                }
                _ => {
                    emitter.copy(*statement, &mut self.mapping)?;
                }
            }
        }
        Ok((None, vec![]))
    }

    /// Emits what follows an assumption, where it holds.
    fn guarded(
        &mut self,
        condition: Value<'c, 'a>,
        failed: &dyn Fn(Emitter<'c, 'a>) -> PassResult<'c, Value<'c, 'a>>,
        rest: &[OperationRef<'c, 'a>],
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Given<'c, 'a>> {
        // The end of the whole has no values to give: it writes them.
        let values: Vec<Type<'c>> = match rest.last() {
            Some(end) if !ends_function(*end) => {
                let given = operands(*end).into_iter();
                given
                    .map(|value| lowered(emitter.context, value.r#type()))
                    .collect()
            }
            _ => vec![],
        };
        let (then, good) = emitter.region(&[], location);
        let given = self.region(rest, good)?;
        end(good, "scf.yield", given, true, location)?;
        let (orelse, bad) = emitter.region(&[], location);
        let mut nothing = vec![failed(bad)?];
        for value in &values {
            nothing.push(empty(*value, bad, location)?);
        }
        bad.op("scf.yield", location, &nothing, &[], &[], vec![])?;
        let mut types = vec![emitter.integer_type(32)];
        types.extend(values);
        let regions = vec![then, orelse];
        let made = emitter.op("scf.if", location, &[condition], &types, &[], regions)?;
        Ok(split(results(made), true))
    }

    fn types(
        &self,
        emitter: Emitter<'c, 'a>,
        values: &[Value<'c, 'a>],
        guarded: bool,
    ) -> Vec<Type<'c>> {
        let status = guarded.then(|| emitter.integer_type(32));
        status
            .into_iter()
            .chain(
                values
                    .iter()
                    .map(|value| lowered(emitter.context, value.r#type())),
            )
            .collect()
    }

    fn cond(
        &mut self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        guarded: bool,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let location = statement.location();
        let condition = self.mapping.get(statement.operand(0)?);
        let mut regions: Vec<Region<'c>> = vec![];
        for index in 0..2 {
            let (region, inside) = emitter.region(&[], location);
            let mut given = self.region(&region_operations(statement, index), inside)?;
            if guarded {
                // Where an assertion fails on the other side, that side has nothing to give, and any buffer will do
                // for it: the one that the result is to be in, say. What this side found must then not be written.
                for value in &mut given.1 {
                    *value = apart(*value, inside, location)?;
                }
            }
            end(inside, "scf.yield", given, guarded, location)?;
            regions.push(region);
        }
        let types = self.types(emitter, &results(statement), guarded);
        let made = emitter.op("scf.if", location, &[condition], &types, &[], regions)?;
        Ok(results(made))
    }

    /// The loop's values at the start, after a status of 0.
    fn inits(
        &self,
        values: &[Value<'c, 'a>],
        emitter: Emitter<'c, 'a>,
        guarded: bool,
        location: Location<'c>,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let mut inits = vec![];
        if guarded {
            inits.push(emitter.integer(location, 0, emitter.integer_type(32))?);
        }
        inits.extend(values.iter().map(|value| self.mapping.get(*value)));
        Ok(inits)
    }

    /// Enters a loop's region: maps the old arguments to the new ones, and says which is the status.
    fn enter(
        &mut self,
        statement: OperationRef<'c, 'a>,
        index: usize,
        new: &[Value<'c, 'a>],
        guarded: bool,
    ) -> Option<Value<'c, 'a>> {
        let old = region_block(statement, index)
            .map(arguments)
            .unwrap_or_default();
        let offset = usize::from(guarded);
        self.mapping.insert_all(&old, &new[offset.min(new.len())..]);
        guarded.then(|| new.first().copied()).flatten()
    }

    /// `janus-carry-buffers` keeps what a region of a loop hands on, place by place, in the buffer that
    /// it took. So both regions take all values of the first one; what the test computes besides has
    /// places of its own behind them.
    fn while_loop(
        &mut self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        guarded: bool,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let location = statement.location();
        let mut inits = self.inits(&operands(statement), emitter, guarded, location)?;
        let heads = inits.len();
        let places = Places::of(statement, guarded);
        for r#type in &places.tensors {
            inits.push(empty(*r#type, emitter, location)?);
        }
        let taken: Vec<_> = inits.iter().map(|value| value.r#type()).collect();
        let mut types = taken.clone();
        types.extend(&places.others);

        let (before, test) = emitter.region(&taken, location);
        let took = arguments(test.block);
        let status = self.enter(statement, 0, &took, guarded);
        let statements = region_operations(statement, 0);
        let (status, mut values) = match status {
            None => self.region(&statements, test)?,
            Some(status) => {
                let good = is_zero(test, status, location)?;
                self.guarded(good, &|_| Ok(status), &statements, test, location)?
            }
        };
        let condition = values.remove(0);
        let mut handed = took[..heads].to_vec();
        if let (Some(status), Some(first)) = (status, handed.first_mut()) {
            *first = status;
        }
        let (mut computed, mut others) = (vec![], vec![]);
        for (value, place) in values.iter().zip(&places.passed) {
            match place {
                At::Head(_) => {}
                At::Tensor(_) => computed.push(*value),
                At::Other(_) => others.push(*value),
            }
        }
        handed.extend(computed);
        handed.extend(others);
        let mut operands = vec![condition];
        operands.extend(handed);
        test.op("scf.condition", location, &operands, &[], &[], vec![])?;

        let (after, body) = emitter.region(&types, location);
        let took = arguments(body.block);
        let old = region_block(statement, 1)
            .map(arguments)
            .unwrap_or_default();
        self.mapping.insert_all(&old, &places.pick(&took, heads));
        let given = self.region(&region_operations(statement, 1), body)?;
        let carried = &took[usize::from(guarded)..heads];
        let (status, mut values) = same_sizes(statement, given, carried, body, location)?;
        values.extend(&took[heads..heads + places.tensors.len()]);
        end(body, "scf.yield", (status, values), guarded, location)?;
        let regions = vec![before, after];
        let made = emitter.op("scf.while", location, &inits, &types, &[], regions)?;
        let made = results(made);
        let mut picked = places.pick(&made, heads);
        picked.splice(0..0, made.first().copied().filter(|_| guarded));
        Ok(picked)
    }

    fn for_loop(
        &mut self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        guarded: bool,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let location = statement.location();
        let all = operands(statement);
        let bounds: Vec<_> = all[..3].iter().map(|v| self.mapping.get(*v)).collect();
        let inits = self.inits(&all[3..], emitter, guarded, location)?;
        let types = self.types(emitter, &results(statement), guarded);
        let i64 = emitter.integer_type(64);

        // `scf.for` counts upwards.
        let step =
            defined_by(bounds[2], "arith.constant").and_then(|constant| integer(constant, "value"));
        let counts_up = step.is_some_and(|step| step > 0);
        let (lower, upper, stride) = if counts_up {
            (bounds[0], bounds[1], bounds[2])
        } else {
            let distance =
                emitter.value("arith.subi", location, &[bounds[1], bounds[0]], i64, &[])?;
            let trips = emitter.value(
                "arith.ceildivsi",
                location,
                &[distance, bounds[2]],
                i64,
                &[],
            )?;
            let zero = emitter.integer(location, 0, i64)?;
            (zero, trips, emitter.integer(location, 1, i64)?)
        };

        let mut taken = vec![i64];
        taken.extend(&types);
        let (region, inside) = emitter.region(&taken, location);
        let new = arguments(inside.block);
        let counter = if counts_up {
            new[0]
        } else {
            let way = inside.value("arith.muli", location, &[new[0], bounds[2]], i64, &[])?;
            inside.value("arith.addi", location, &[bounds[0], way], i64, &[])?
        };
        let mut entered: Vec<_> = new[1..].to_vec();
        entered.insert(usize::from(guarded), counter);
        let status = self.enter(statement, 0, &entered, guarded);
        let statements = region_operations(statement, 0);
        let given = match status {
            None => self.region(&statements, inside)?,
            Some(status) => {
                let good = is_zero(inside, status, location)?;
                self.guarded(good, &|_| Ok(status), &statements, inside, location)?
            }
        };
        let carried = &new[1 + usize::from(guarded)..];
        let given = same_sizes(statement, given, carried, inside, location)?;
        end(inside, "scf.yield", given, guarded, location)?;
        let mut operands = vec![lower, upper, stride];
        operands.extend(inits);
        let made = emitter.op("scf.for", location, &operands, &types, &[], vec![region])?;
        Ok(results(made))
    }
}

/// Where a value is that the test of a loop hands on.
enum At {
    /// It is one that the test took.
    Head(usize),
    /// Among the tensors that it computes.
    Tensor(usize),
    /// Among other values that it computes.
    Other(usize),
}

/// Where all of them are.
struct Places<'c> {
    passed: Vec<At>,
    tensors: Vec<Type<'c>>,
    others: Vec<Type<'c>>,
}

impl<'c> Places<'c> {
    /// Of a `dataflow.while`.
    fn of<'a>(statement: OperationRef<'c, 'a>, guarded: bool) -> Self
    where
        'c: 'a,
    {
        let heads = region_block(statement, 0)
            .map(arguments)
            .unwrap_or_default();
        let mut places = Self {
            passed: vec![],
            tensors: vec![],
            others: vec![],
        };
        let passed = region_operations(statement, 0)
            .last()
            .map(|condition| operands(*condition))
            .unwrap_or_default();
        for value in passed.into_iter().skip(1) {
            let head = heads.iter().position(|head| key(*head) == key(value));
            places.passed.push(match head {
                Some(head) => At::Head(head + usize::from(guarded)),
                None if RankedTensorType::try_from(value.r#type()).is_ok() => {
                    places.tensors.push(value.r#type());
                    At::Tensor(places.tensors.len() - 1)
                }
                None => {
                    places.others.push(value.r#type());
                    At::Other(places.others.len() - 1)
                }
            });
        }
        places
    }

    /// The values that are handed on, from those of the `scf.while`.
    fn pick<'a>(&self, values: &[Value<'c, 'a>], heads: usize) -> Vec<Value<'c, 'a>> {
        let place = |at: &At| match at {
            At::Head(index) => *index,
            At::Tensor(index) => heads + index,
            At::Other(index) => heads + self.tensors.len() + index,
        };
        self.passed.iter().map(|at| values[place(at)]).collect()
    }
}

/// Says of the tensors that a loop hands on that they have the sizes of those that it took, where only the run knows these:
/// each is written over the one before, all of it.
fn same_sizes<'c: 'a, 'a>(
    statement: OperationRef<'c, 'a>,
    (status, values): Given<'c, 'a>,
    carried: &[Value<'c, 'a>],
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Given<'c, 'a>> {
    if !statement.has_attribute(SAME_SIZES) {
        return Ok((status, values));
    }
    let mut kept = vec![];
    for (value, place) in values.into_iter().zip(carried) {
        let Ok(tensor) = RankedTensorType::try_from(value.r#type()) else {
            kept.push(value);
            continue;
        };
        // One of which a part is written has its place already.
        let part = defined_by(value, "tensor.insert_slice").or(defined_by(value, "tensor.insert"));
        let in_place = part.and_then(|part| part.operand(1).ok());
        if tensor.has_static_shape()
            || [Some(value), in_place]
                .into_iter()
                .flatten()
                .any(|made| key(made) == key(*place))
        {
            kept.push(value);
            continue;
        }
        let index = Type::index(emitter.context);
        let mut operands = vec![value, *place];
        let mut known = vec![];
        for (dim, size) in dimensions(&tensor).into_iter().enumerate() {
            if size.is_none() {
                let dim = emitter.integer(location, dim as i64, index)?;
                operands.push(emitter.value("tensor.dim", location, &[*place, dim], index, &[])?);
            }
            known.push(size.map_or(i64::MIN, |size| size as i64));
        }
        let segments = [1, 1, 0, operands.len() as i32 - 2, 0];
        let array = |values: &[i64]| DenseI64ArrayAttribute::new(emitter.context, values);
        let attributes = [
            emitter.named("static_offsets", array(&vec![0; known.len()])),
            emitter.named("static_sizes", array(&known)),
            emitter.named("static_strides", array(&vec![1; known.len()])),
            emitter.named(
                "operandSegmentSizes",
                DenseI32ArrayAttribute::new(emitter.context, &segments),
            ),
        ];
        let kind = "tensor.insert_slice";
        kept.push(emitter.value(kind, location, &operands, value.r#type(), &attributes)?);
    }
    Ok((status, kept))
}

/// Whether an operation is the last of a graph or function.
fn ends_function(operation: OperationRef<'_, '_>) -> bool {
    operation.parent().is_some_and(|parent| {
        matches!(
            name(parent).as_str(),
            "dataflow.graph" | "dataflow.function"
        )
    })
}

/// A copy of a tensor that was not made in this block.
fn apart<'c: 'a, 'a>(
    value: Value<'c, 'a>,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Value<'c, 'a>> {
    let is_tensor = RankedTensorType::try_from(value.r#type()).is_ok();
    let made_here = defining(value).is_some_and(|made| made.block() == Some(emitter.block));
    if !is_tensor || made_here {
        return Ok(value);
    }
    // An operand that is copied, and no sizes.
    let segments = DenseI32ArrayAttribute::new(emitter.context, &[0, 1, 0]);
    let attributes = [emitter.named("operandSegmentSizes", segments)];
    let kind = "bufferization.alloc_tensor";
    emitter.value(kind, location, &[value], value.r#type(), &attributes)
}

fn split<'c, 'a>(mut values: Vec<Value<'c, 'a>>, guarded: bool) -> Given<'c, 'a> {
    if guarded && !values.is_empty() {
        let status = values.remove(0);
        return (Some(status), values);
    }
    (None, values)
}

/// Ends a region with what it gives.
fn end<'c: 'a, 'a>(
    emitter: Emitter<'c, 'a>,
    terminator: &str,
    (status, values): Given<'c, 'a>,
    guarded: bool,
    location: Location<'c>,
) -> PassResult<'c> {
    let mut all = vec![];
    if guarded {
        all.push(match status {
            Some(status) => status,
            None => emitter.integer(location, 0, emitter.integer_type(32))?,
        });
    }
    all.extend(values);
    emitter.op(terminator, location, &all, &[], &[], vec![])?;
    Ok(())
}

fn is_zero<'c: 'a, 'a>(
    emitter: Emitter<'c, 'a>,
    value: Value<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Value<'c, 'a>> {
    let zero = emitter.integer(location, 0, emitter.integer_type(32))?;
    let predicate: Attribute = IntegerAttribute::new(emitter.integer_type(64), EQ).into();
    let predicate = emitter.named("predicate", predicate);
    let i1 = emitter.i1();
    emitter.value("arith.cmpi", location, &[value, zero], i1, &[predicate])
}
