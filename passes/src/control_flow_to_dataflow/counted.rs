//! Counted loops: `dataflow.while` to `dataflow.for`.
//!
//! ```mlir
//! dataflow.while (%lower, %init : i64, f64) -> i64, f64 {
//! ^bb0(%i: i64, %acc: f64):
//!   %more = arith.cmpi slt, %i, %upper : i64
//!   dataflow.condition %more, %i, %acc : i64, f64
//! } do {
//! ^bb0(%i: i64, %acc: f64):
//!   …
//!   %next = arith.addi %i, %step : i64
//!   dataflow.yield %next, %sum : i64, f64
//! }
//! ```
//! ⇒
//! ```mlir
//! dataflow.for %lower to %upper step %step (%init : f64) -> f64 {
//! ^bb0(%i: i64, %acc: f64):
//!   …
//!   dataflow.yield %sum : f64
//! }
//! ```
//!
//! Restrictions: the test does nothing but compare (what it computed besides would be lost), the
//! bound is from before the loop (else it could change), and the step is a constant (its sign
//! decides the direction).

use crate::rebuild::{
    Emitter, Mapping, arguments, defined_by, integer, key, name, operands, operations,
};
use janus_dialects::{
    PassResult,
    melior::ir::{
        Attribute, BlockRef, Identifier, Location, OperationRef, Region, RegionLike, Value,
        ValueLike, attribute::IntegerAttribute, block::BlockArgument, operation::OperationLike,
    },
};

/// `arith.cmpi`'s predicates.
const SLT: i64 = 2;
const SGT: i64 = 4;

/// A loop whose trip count is known when it starts.
pub struct Counted<'c, 'a> {
    body: BlockRef<'c, 'a>,
    /// Which of the values at the test is the counter.
    counter: usize,
    /// For each value that the test hands on, which of those that it takes.
    passed: Vec<usize>,
    upper: Value<'c, 'a>,
    step: i64,
}

/// Recognizes a counted loop by its regions.
pub fn recognize<'c: 'a, 'a>(
    before: &Region<'c>,
    after: &Region<'c>,
    inits: &[Value<'c, 'a>],
) -> Option<Counted<'c, 'a>> {
    let (test, body): (BlockRef<'c, 'a>, BlockRef<'c, 'a>) =
        (before.first_block()?, after.first_block()?);
    let heads = arguments(test);
    let position = |value: Value<'c, 'a>| heads.iter().position(|head| key(*head) == key(value));

    let statements = operations(test);
    let (condition, rest) = statements.split_last()?;
    let is_idle = |operation: &OperationRef<'c, 'a>| {
        matches!(
            name(*operation).as_str(),
            "arith.cmpi" | "arith.constant" | "pydyn.box" | "pydyn.object_ref" | "pydyn.constant"
        )
    };
    if !rest.iter().all(is_idle) {
        return None;
    }
    let passed = operands(*condition)[1..]
        .iter()
        .map(|value| position(*value))
        .collect::<Option<Vec<_>>>()?;
    let compare = defined_by(condition.operand(0).ok()?, "arith.cmpi")?;
    if compare.block()? != test {
        return None;
    }
    let counter = position(compare.operand(0).ok()?)?;
    let upper = compare.operand(1).ok()?;
    let is_inside = match defined_by(upper, "arith.constant") {
        // A constant can be made again.
        Some(_) => false,
        None => match BlockArgument::try_from(upper) {
            Ok(argument) => argument.owner() == test,
            Err(_) => crate::rebuild::defining(upper)?.block()? == test,
        },
    };
    if is_inside || inits.get(counter)?.r#type().to_string() != "i64" {
        return None;
    }

    let next = operations(body).last()?.operand(counter).ok()?;
    let add = defined_by(next, "arith.addi")?;
    let BlockArgumentIndex(added) = argument_of(add.operand(0).ok()?, body)?;
    if passed.get(added) != Some(&counter) {
        return None;
    }
    let constant = defined_by(add.operand(1).ok()?, "arith.constant")?;
    let step = integer(constant, "value")?;
    let is_upwards = match integer(compare, "predicate")? {
        SLT => true,
        SGT => false,
        _ => return None,
    };
    if step == 0 || (step > 0) != is_upwards {
        return None;
    }
    Some(Counted {
        body,
        counter,
        passed,
        upper,
        step,
    })
}

struct BlockArgumentIndex(usize);

fn argument_of<'c: 'a, 'a>(
    value: Value<'c, 'a>,
    block: BlockRef<'c, 'a>,
) -> Option<BlockArgumentIndex> {
    let index = arguments(block)
        .iter()
        .position(|argument| key(*argument) == key(value))?;
    Some(BlockArgumentIndex(index))
}

impl<'c: 'a, 'a> Counted<'c, 'a> {
    /// Emits the `dataflow.for`. What stands for the results of the `dataflow.while`, and for the
    /// values in its body.
    pub fn emit(
        &self,
        emitter: Emitter<'c, 'a>,
        inits: &[Value<'c, 'a>],
        known: &[(Identifier<'c>, Attribute<'c>)],
        location: Location<'c>,
    ) -> PassResult<'c, (Vec<Value<'c, 'a>>, Mapping<'c, 'a>)> {
        let i64 = emitter.integer_type(64);
        let step = emitter.integer(location, self.step, i64)?;
        let upper = match defined_by(self.upper, "arith.constant") {
            Some(constant) => {
                let value = constant.attribute("value")?;
                emitter.constant(constant.location(), value, i64)?
            }
            None => self.upper,
        };
        // The places of the carried values in the `for`, by those in the `while`.
        let carried: Vec<_> = (0..inits.len())
            .filter(|index| *index != self.counter)
            .collect();
        let place = |head: usize| carried.iter().position(|index| *index == head);

        let mut types = vec![i64];
        types.extend(carried.iter().map(|index| inits[*index].r#type()));
        let (region, inside) = emitter.region(&types, location);
        let new = arguments(inside.block);
        let mut mapping = Mapping::default();
        for (argument, head) in arguments(self.body).into_iter().zip(&self.passed) {
            mapping.insert(argument, new[place(*head).map_or(0, |index| index + 1)]);
        }
        let statements = operations(self.body);
        if let Some((end, rest)) = statements.split_last() {
            for statement in rest {
                inside.copy(*statement, &mut mapping)?;
            }
            let yields: Vec<_> = carried
                .iter()
                .filter_map(|index| end.operand(*index).ok())
                .map(|value| mapping.get(value))
                .collect();
            inside.op("dataflow.yield", end.location(), &yields, &[], &[], vec![])?;
        }
        let mut operands = vec![inits[self.counter], upper, step];
        operands.extend(carried.iter().map(|index| inits[*index]));
        let regions = vec![region];
        let made = emitter.op(
            "dataflow.for",
            location,
            &operands,
            &types[1..],
            known,
            regions,
        )?;
        let results = crate::rebuild::results(made);
        let mut values = vec![];
        for head in &self.passed {
            values.push(match place(*head) {
                Some(index) => results[index],
                None => self.last(emitter, inits[self.counter], upper, step, location)?,
            });
        }
        Ok((values, mapping))
    }

    /// The counter behind the loop: `lower + step * ceil(max(upper - lower, 0) / step)` upwards.
    fn last(
        &self,
        emitter: Emitter<'c, 'a>,
        lower: Value<'c, 'a>,
        upper: Value<'c, 'a>,
        step: Value<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let i64 = emitter.integer_type(64);
        let zero: Value<'c, 'a> =
            emitter.constant(location, IntegerAttribute::new(i64, 0).into(), i64)?;
        let binary = |name: &str, a: Value<'c, 'a>, b: Value<'c, 'a>| {
            emitter.value(name, location, &[a, b], i64, &[])
        };
        let distance = binary("arith.subi", upper, lower)?;
        let bound = if self.step > 0 {
            "arith.maxsi"
        } else {
            "arith.minsi"
        };
        let distance = binary(bound, distance, zero)?;
        let trips = binary("arith.ceildivsi", distance, step)?;
        let way = binary("arith.muli", trips, step)?;
        binary("arith.addi", lower, way)
    }
}
