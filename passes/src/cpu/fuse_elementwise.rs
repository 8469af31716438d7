//! `janus-fuse-elementwise`: chains of elementwise operations as one loop nest.

use super::{
    edit,
    linalg::{Body, Generic, Index, array},
};
use crate::rebuild::{self, Emitter, Mapping, results};
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult, StatisticSpec, ir::OperationExt,
};
use melior::ir::{
    Attribute, BlockLike, OperationRef, RegionLike, Type, Value, ValueLike,
    attribute::{ArrayAttribute, DenseI32ArrayAttribute},
    operation::OperationLike,
};
use std::collections::HashMap;

/// Fuses an elementwise operation into the next one that reads its result element by element. The fused operation yields
/// what either one did, as far as anything else reads it: a producer with other readers is not computed twice.
///
/// ```text
///   %b = linalg.generic … ins(%m) { mulf %x, %momentum }
///   %c = linalg.generic … ins(%b, %g) { addf }
///   %d = linalg.generic … ins(%p, %c) { subf }          // %c is also a result
/// ⇒
///   %c, %d = linalg.generic … ins(%p, %m, %g) { mulf; addf; subf }
/// ```
///
/// Both have the same loops, as the reader's map of the value is the identity. Where the producer's value is read at other
/// places (broadcast, transposed, under a window), or by anything between the two, it stays where it is. So does one that
/// only makes the initial value of accumulators: the schedule of a contraction computes that in registers.
///
/// Upstream's `linalg-fuse-elementwise-ops` fuses producers of one reader only.
#[derive(Clone, Default)]
pub struct FuseElementwise;

impl Pass for FuseElementwise {
    const ARGUMENT: &'static str = "janus-fuse-elementwise";
    const DESCRIPTION: &'static str = "fuse chains of elementwise operations";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Linalg]
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[StatisticSpec::new("fused", "Producers fused")];
        SPECS
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for consumer in edit::named(module, "linalg.generic") {
            // The results of a fused operation are in the place of its consumer, so that what follows sees one operation.
            let mut consumer = consumer;
            while let Some(producer) = producer_of(consumer) {
                consumer = fuse(producer, consumer, pass)?;
                pass.count("fused", 1);
            }
        }
        Ok(())
    }
}

/// Operands and body operations beyond which a fused loop would run out of registers.
const OPERANDS: usize = 12;
const OPERATIONS: usize = 48;

/// An operation of parallel loops over all of its results, which reads nothing but its inputs.
fn elementwise<'c: 'a, 'a>(operation: OperationRef<'c, 'a>) -> Option<Generic<'c, 'a>> {
    let generic = Generic::new(operation)?;
    let block = operation.first_region()?.first_block()?;
    let whole = |index: usize| {
        let indices = &generic.indices[index];
        indices.len() == generic.rank()
            && (indices.iter().enumerate()).all(|(axis, index)| *index == Index::Dim(axis))
    };
    let plain = generic.is_parallel()
        && generic.rank() > 0
        && generic.is_projected()
        && (generic.inputs..generic.maps.len()).all(|index| {
            whole(index)
                && block
                    .argument(index)
                    .is_ok_and(|argument| edit::users(argument.into()).is_empty())
        })
        // Bodies that know where they are cannot be flattened; those that pick elements are scalar.
        && rebuild::operations(block).iter().all(|inner| {
            inner.region_count() == 0
                && !matches!(edit::name(*inner).as_str(), "linalg.index" | "tensor.extract")
        });
    plain.then_some(generic)
}

/// The operation that can be fused into this one, if there is one.
fn producer_of<'c: 'a, 'a>(operation: OperationRef<'c, 'a>) -> Option<OperationRef<'c, 'a>> {
    let consumer = elementwise(operation)?;
    let block = operation.block()?;
    let source = |input: usize| edit::definition(operation.operand(input).ok()?);
    let identity = |input: usize| {
        consumer.indices[input].len() == consumer.rank()
            && (consumer.indices[input].iter().enumerate())
                .all(|(axis, index)| *index == Index::Dim(axis))
    };
    (0..consumer.inputs).find_map(|input| {
        let definition = source(input)?;
        // One reading at other places, such as that of the transpose in `a + a.T`, needs the whole value.
        let in_place =
            (0..consumer.inputs).all(|other| source(other) != Some(definition) || identity(other));
        if !in_place || definition.block()? != block {
            return None;
        }
        let producer = elementwise(definition)?;
        // The consumer's loops must not be larger than what it reads.
        if producer.rank() != consumer.rank() {
            return None;
        }
        let size = |operation| body_operations(operation).map_or(0, |body| body.len());
        let broadcast = producer.body == Body::Copy && !producer.maps[0].is_identity();
        let others: Vec<_> = results(definition)
            .into_iter()
            .flat_map(edit::users)
            .filter(|user| *user != operation)
            .collect();
        let repeated = broadcast && !others.is_empty();
        let fits = producer.maps.len() + consumer.maps.len() <= OPERANDS
            && size(definition) + size(operation) <= OPERATIONS
            && !repeated;
        let after = |user: OperationRef<'c, 'a>| {
            enclosing(user, operation).is_some_and(|user| is_before(operation, user))
        };
        (fits && others.into_iter().all(after)).then_some(definition)
    })
}

fn body_operations<'c: 'a, 'a>(
    operation: OperationRef<'c, 'a>,
) -> Option<Vec<OperationRef<'c, 'a>>> {
    Some(rebuild::operations(
        operation.first_region()?.first_block()?,
    ))
}

/// The operation in the block of `sibling` that is or contains `operation`.
fn enclosing<'c: 'a, 'a>(
    mut operation: OperationRef<'c, 'a>,
    sibling: OperationRef<'c, 'a>,
) -> Option<OperationRef<'c, 'a>> {
    while operation.block()? != sibling.block()? {
        // SAFETY: a parent lives as long as its child.
        operation = unsafe { OperationRef::from_raw(operation.parent_operation()?.to_raw()) };
    }
    Some(operation)
}

/// Whether one operation comes before another in their block.
fn is_before(first: OperationRef, second: OperationRef) -> bool {
    std::iter::successors(first.next_in_block(), |operation| operation.next_in_block())
        .any(|operation| operation == second)
}

/// One operation in the place of both, before the consumer.
fn fuse<'c: 'a, 'a>(
    producer: OperationRef<'c, 'a>,
    consumer: OperationRef<'c, 'a>,
    pass: &PassContext<'c, '_>,
) -> PassResult<'c, OperationRef<'c, 'a>> {
    let parts = [Part::new(producer)?, Part::new(consumer)?];
    let made = results(producer);
    // Inputs, each tensor once for each map; then the destinations of results that somebody reads.
    let mut inputs: Vec<(Value, Attribute)> = vec![];
    let mut positions = HashMap::new();
    for (number, part) in parts.iter().enumerate() {
        for index in 0..part.inputs {
            if number == 1 && made.contains(&part.operands[index]) {
                continue;
            }
            let input = (part.operands[index], part.maps[index]);
            let position = inputs.iter().position(|known| *known == input);
            let position = position.unwrap_or_else(|| {
                inputs.push(input);
                inputs.len() - 1
            });
            positions.insert((number, index), position);
        }
    }
    let read_elsewhere =
        |value: Value<'c, 'a>| edit::users(value).into_iter().any(|user| user != consumer);
    let outputs: Vec<(usize, usize)> = (0..made.len())
        .filter(|&index| read_elsewhere(made[index]))
        .map(|index| (0, index))
        .chain((0..parts[1].results()).map(|index| (1, index)))
        .collect();
    let destination = |&(number, index): &(usize, usize)| {
        let part: &Part = &parts[number];
        (
            part.operands[part.inputs + index],
            part.maps[part.inputs + index],
        )
    };
    let mut operands: Vec<_> = inputs.clone();
    operands.extend(outputs.iter().map(destination));

    let block = consumer
        .block()
        .ok_or_else(|| Diagnostic::error(consumer.location(), "in no block"))?;
    let emitter = Emitter::new(pass.context(), block);
    let elements: Vec<Type> = operands
        .iter()
        .map(|(value, _)| crate::families::types::element_of(*value))
        .collect();
    let (region, body) = emitter.region(&elements, consumer.location());
    let arguments = rebuild::arguments(body.block);
    let mut mapping = Mapping::default();
    let mut yielded = [vec![], vec![]];
    for (number, part) in parts.iter().enumerate() {
        for index in 0..part.inputs {
            let value = match positions.get(&(number, index)) {
                Some(&position) => arguments[position],
                None => {
                    let result = made.iter().position(|value| *value == part.operands[index]);
                    yielded[0][result.unwrap_or(0)]
                }
            };
            mapping.insert(part.arguments[index], value);
        }
        for &inner in &part.body {
            if edit::name(inner) == "linalg.yield" {
                yielded[number] = rebuild::operands(inner)
                    .into_iter()
                    .map(|value| mapping.get(value))
                    .collect();
            } else {
                body.copy(inner, &mut mapping)?;
            }
        }
    }
    let values: Vec<_> = outputs
        .iter()
        .map(|&(number, index)| yielded[number][index])
        .collect();
    body.op(
        "linalg.yield",
        consumer.location(),
        &values,
        &[],
        &[],
        vec![],
    )?;

    let maps: Vec<_> = operands.iter().map(|(_, map)| *map).collect();
    let segments = [inputs.len() as i32, outputs.len() as i32];
    let segments = DenseI32ArrayAttribute::new(pass.context(), &segments);
    let attributes = [
        emitter.named("indexing_maps", ArrayAttribute::new(pass.context(), &maps)),
        emitter.named("iterator_types", consumer.attribute("iterator_types")?),
        emitter.named("operandSegmentSizes", segments),
    ];
    let values: Vec<_> = operands.iter().map(|(value, _)| *value).collect();
    let types: Vec<_> = values[inputs.len()..]
        .iter()
        .map(|value| value.r#type())
        .collect();
    let fused = emitter.op(
        "linalg.generic",
        consumer.location(),
        &values,
        &types,
        &attributes,
        vec![region],
    )?;
    fused.move_to_before(consumer);
    for (&(number, index), new) in outputs.iter().zip(results(fused)) {
        let old = results(if number == 0 { producer } else { consumer })[index];
        edit::replace_uses(old, new);
    }
    edit::erase(consumer);
    edit::erase_dead(producer);
    Ok(fused)
}

/// What fusion needs of an operation.
struct Part<'c, 'a> {
    operands: Vec<Value<'c, 'a>>,
    maps: Vec<Attribute<'c>>,
    inputs: usize,
    arguments: Vec<Value<'c, 'a>>,
    body: Vec<OperationRef<'c, 'a>>,
}

impl<'c: 'a, 'a> Part<'c, 'a> {
    fn new(operation: OperationRef<'c, 'a>) -> PassResult<'c, Self> {
        let block = operation
            .first_region()
            .and_then(|region| region.first_block())
            .ok_or_else(|| Diagnostic::error(operation.location(), "no body"))?;
        let maps = operation.attribute("indexing_maps")?;
        Ok(Self {
            operands: rebuild::operands(operation),
            maps: array(maps).map(Iterator::collect).unwrap_or_default(),
            inputs: operation.operand_count() - operation.result_count(),
            arguments: rebuild::arguments(block),
            body: rebuild::operations(block),
        })
    }

    fn results(&self) -> usize {
        self.operands.len() - self.inputs
    }
}
