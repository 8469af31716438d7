//! The derivative of a loop: the states of its iterations are computed again and kept, and gone through from the last one.
//!
//! ```mlir
//! %y = dataflow.for %a to %b step %s (%x : tensor<4xf32>) -> tensor<4xf32> { ^bb0(%i, %h): … yield f(%h, %w) }
//! // has the derivative
//! %states = dataflow.for %0 to %trips step %1 (%x, %none : …, tensor<?x4xf32>) { … yield f(%h, %w), insert(%h, %kept) }
//! %dx, %dw = dataflow.for %0 to %trips step %1 (%dy, %zeros : …) { … from the state of iteration trips - 1 - k … }
//! ```
//!
//! What an iteration computes on the way is computed once more, from its state: memory is that of the states.

use super::{Reverse, captures, is_differentiable, prune, region_operations};
use crate::{
    control_flow_to_dataflow::SAME_SIZES,
    families::builder::{Builder, key, name_of, operands_of, results_of},
    rebuild::{
        Emitter, Mapping, arguments, copy_without_assertions, dimensions, operands, region_block,
        walk,
    },
    refusal::{DERIVATIVE, refuse_operation},
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::{
        Context, IrRewriter,
        ir::{
            Attribute, Identifier, Location, Type, Value, ValueLike,
            attribute::{DenseI32ArrayAttribute, DenseI64ArrayAttribute},
            operation::{OperationLike, OperationRef},
            r#type::RankedTensorType,
        },
    },
};
use std::collections::HashSet;

const FOR: &str = "dataflow.for";
const WHILE: &str = "dataflow.while";
/// Says that the last value of a `dataflow.while` counts its iterations.
const COUNTED: &str = "counted";
/// A size or an offset that an operand gives, in the attributes of `tensor.insert_slice` and `extract_slice`.
const DYNAMIC: i64 = i64::MIN;

pub fn is_loop(name: &str) -> bool {
    matches!(name, FOR | WHILE)
}

/// Marks what of a loop depends on active values.
pub fn activate<'c: 'a, 'a>(op: OperationRef<'c, 'a>, active: &mut HashSet<usize>) {
    let Some(repeated) = Repeated::of(op) else {
        // It has no derivative, which is said where one is asked for.
        if super::inputs(op)
            .iter()
            .any(|input| active.contains(&key(*input)))
        {
            let results = results_of(op).into_iter();
            active.extend(results.filter(|value| is_differentiable(*value)).map(key));
        }
        return;
    };
    let mark = |value: Value<'c, 'a>, active: &mut HashSet<usize>| {
        if is_differentiable(value) {
            active.insert(key(value));
        }
    };
    loop {
        let known = active.len();
        for (index, taken) in repeated.taken.iter().enumerate() {
            let ends = [repeated.inits.get(index), repeated.yielded.get(index)];
            if ends
                .into_iter()
                .flatten()
                .any(|end| active.contains(&key(*end)))
            {
                mark(*taken, active);
            }
        }
        for (inner, place) in repeated.inner.iter().zip(&repeated.places) {
            if active.contains(&key(repeated.taken[*place])) {
                mark(*inner, active);
            }
        }
        for nested in &repeated.body {
            super::activate(*nested, active);
        }
        if active.len() == known {
            break;
        }
    }
    for (result, place) in results_of(op).into_iter().zip(&repeated.places) {
        if active.contains(&key(repeated.taken[*place])) {
            mark(result, active);
        }
    }
}

/// A loop, of either kind.
struct Repeated<'c, 'a> {
    /// What it starts with, and what an iteration takes and gives in its places.
    inits: Vec<Value<'c, 'a>>,
    taken: Vec<Value<'c, 'a>>,
    yielded: Vec<Value<'c, 'a>>,
    /// What the body sees of it, and in which places: the values of the loop are these, too.
    inner: Vec<Value<'c, 'a>>,
    places: Vec<usize>,
    body: Vec<OperationRef<'c, 'a>>,
    /// The counter in the body of a `for`.
    counter: Option<Value<'c, 'a>>,
    /// The place in which a `while` counts its iterations, which its body does not look at.
    count: Option<usize>,
}

impl<'c: 'a, 'a> Repeated<'c, 'a> {
    /// `None` where the test of a `while` hands on what it computes.
    fn of(op: OperationRef<'c, 'a>) -> Option<Self> {
        let split = |index| {
            let mut all: Vec<OperationRef<'c, 'a>> = region_operations(op, index);
            let end = all.pop().map(operands).unwrap_or_default();
            (all, end)
        };
        let all = operands_of(op);
        if name_of(op) == FOR {
            let mut inner = arguments(region_block(op, 0)?);
            let counter = inner.remove(0);
            let (body, yielded) = split(0);
            return Some(Self {
                inits: all[3..].to_vec(),
                taken: inner.clone(),
                yielded,
                places: (0..inner.len()).collect(),
                inner,
                body,
                counter: Some(counter),
                count: None,
            });
        }
        let taken = arguments(region_block(op, 0)?);
        let handed = split(0).1;
        let place = |value: &Value<'c, 'a>| taken.iter().position(|one| key(*one) == key(*value));
        let places = handed[1..].iter().map(place).collect::<Option<Vec<_>>>()?;
        let (body, yielded) = split(1);
        Some(Self {
            inits: all,
            yielded,
            inner: arguments(region_block(op, 1)?),
            places,
            body,
            counter: None,
            count: op.has_attribute(COUNTED).then(|| taken.len() - 1),
            taken,
        })
    }

    /// Whether an iteration looks at what is in a place.
    fn is_used(&self, place: usize) -> bool {
        if self.count == Some(place) {
            return false;
        }
        let mut used = false;
        let seen: HashSet<_> = (self.inner.iter().zip(&self.places))
            .filter(|(_, at)| **at == place)
            .map(|(inner, _)| key(*inner))
            .collect();
        for operation in &self.body {
            walk(*operation, &mut |nested| {
                let mut taken = operands(nested).into_iter();
                used |= taken.any(|operand| seen.contains(&key(operand)));
            });
        }
        // What goes to another place is looked at there.
        used || (self.yielded.iter().enumerate())
            .any(|(at, value)| at != place && seen.contains(&key(*value)))
    }

    /// Emits an iteration on values; says what it gives.
    fn iterate(
        &self,
        values: &[Value<'c, 'a>],
        counter: Option<Value<'c, 'a>>,
        inside: Emitter<'c, 'a>,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let mut mapping = Mapping::default();
        for (inner, place) in self.inner.iter().zip(&self.places) {
            mapping.insert(*inner, values[*place]);
        }
        if let (Some(old), Some(new)) = (self.counter, counter) {
            mapping.insert(old, new);
        }
        for statement in &self.body {
            if name_of(*statement) == "dataflow.draw" {
                return Err(refuse_operation(
                    DERIVATIVE,
                    statement,
                    "is drawn in a loop: what is computed from it has no derivative",
                )
                .into());
            }
            copy_without_assertions(*statement, inside, &mut mapping)?;
        }
        Ok(self
            .yielded
            .iter()
            .map(|value| mapping.get(*value))
            .collect())
    }
}

/// Gives each `while` inside of an operation a counter of its iterations, as its last value.
pub fn count_iterations<'c: 'a, 'a>(
    context: &'c Context,
    root: OperationRef<'c, 'a>,
) -> PassResult<'c> {
    let mut found = vec![];
    walk(root, &mut |operation| {
        if name_of(operation) == WHILE && !operation.has_attribute(COUNTED) {
            found.push(operation);
        }
    });
    // Inner ones first, as an outer one is copied with what it has in it.
    for operation in found.into_iter().rev() {
        count(context, operation)?;
    }
    Ok(())
}

fn count<'c: 'a, 'a>(context: &'c Context, operation: OperationRef<'c, 'a>) -> PassResult<'c> {
    let location = operation.location();
    let Some(builder) = Builder::before(context, operation) else {
        return Ok(());
    };
    let builder = builder.located(location);
    let emitter = Emitter::new(context, builder.block());
    let i64 = emitter.integer_type(64);
    let zero = builder.value(
        "arith.constant",
        &[],
        &[("value", builder.i64_attribute(0))],
        i64,
    );
    let mut inits = operands_of(operation);
    inits.push(zero);
    let mut regions = vec![];
    for index in 0..2 {
        let old = region_block(operation, index)
            .ok_or_else(|| Diagnostic::op_error(&operation, "lacks a region"))?;
        let mut types: Vec<_> = arguments(old).iter().map(|value| value.r#type()).collect();
        types.push(i64);
        let (region, inside) = emitter.region(&types, location);
        let new = arguments(inside.block);
        let mut mapping = Mapping::default();
        mapping.insert_all(&arguments(old), &new);
        let mut body = region_operations(operation, index);
        let end = body
            .pop()
            .ok_or_else(|| Diagnostic::op_error(&operation, "lacks an end"))?;
        for statement in body {
            inside.copy(statement, &mut mapping)?;
        }
        let mut given: Vec<_> = operands(end).iter().map(|v| mapping.get(*v)).collect();
        let trips = new[new.len() - 1];
        given.push(match index {
            0 => trips,
            _ => {
                let one = inside.integer(location, 1, i64)?;
                inside.value("arith.addi", location, &[trips, one], i64, &[])?
            }
        });
        inside.op(&name_of(end), location, &given, &[], &[], vec![])?;
        regions.push(region);
    }
    let mut types: Vec<_> = results_of(operation).iter().map(|v| v.r#type()).collect();
    types.push(i64);
    let mut counted = vec![(COUNTED, Attribute::unit(context))];
    if operation.has_attribute(SAME_SIZES) {
        counted.push((SAME_SIZES, Attribute::unit(context)));
    }
    let made = builder.op_with_regions(WHILE, &inits, &counted, &types, regions);
    let mut results = results_of(made);
    results.pop();
    IrRewriter::new(context)
        .as_rewriter_base()
        .replace_op_with_values(operation, &results);
    Ok(())
}

impl<'c: 'a, 'a> Reverse<'c, 'a, '_> {
    /// The derivative of a loop by each active value that it starts with or uses from outside.
    pub(super) fn repetition(
        &self,
        builder: &Builder<'c, 'a>,
        op: OperationRef<'c, 'a>,
        grads: &[Option<Value<'c, 'a>>],
        active: &HashSet<usize>,
    ) -> PassResult<'c, Vec<(Value<'c, 'a>, Value<'c, 'a>)>> {
        let Some(repeated) = Repeated::of(op) else {
            return Err(refuse_operation(
                DERIVATIVE,
                &op,
                "has a test that hands on what it computes, which has no derivative yet",
            )
            .note(self.gradient.location(), "the derivative is asked for here")
            .into());
        };
        let location = op.location();
        let emitter = Emitter::new(builder.context, builder.block());
        let is_active =
            |value: Value<'c, 'a>| active.contains(&key(value)) && is_differentiable(value);
        let captured: Vec<_> = captures(op).into_iter().filter(|v| is_active(*v)).collect();
        let places: Vec<usize> = (0..repeated.taken.len())
            .filter(|place| is_active(repeated.taken[*place]))
            .collect();
        let trips = Trips::of(builder, op)?;
        let stacks = self.states(builder, &repeated, &trips, location)?;

        // What arrives at the values behind the last iteration.
        let mut seeds = vec![];
        for place in &places {
            let mut seed = None;
            for (at, grad) in repeated.places.iter().zip(grads) {
                if let (true, Some(grad)) = (at == place, grad) {
                    let grad = builder.retyped(*grad, repeated.inits[*place]);
                    seed = Some(seed.map_or(grad, |sum| builder.add(sum, grad)));
                }
            }
            seeds.push(seed.unwrap_or_else(|| builder.zeros_like(repeated.inits[*place])));
        }
        seeds.extend(captured.iter().map(|value| builder.zeros_like(*value)));

        let types: Vec<Type<'c>> = seeds.iter().map(|seed| seed.r#type()).collect();
        let mut taken = vec![emitter.integer_type(64)];
        taken.extend(&types);
        let (region, inside) = emitter.region(&taken, location);
        let at_end = Builder::at_end(builder.context, location, inside.block);
        let arriving = arguments(inside.block);
        let from_last = trips.index(inside, arriving[0], true, location)?;
        let mut values = repeated.inits.clone();
        for (place, stack) in stacks.iter().enumerate() {
            if let Some(stack) = stack {
                values[place] = stack.get(inside, from_last, location)?;
            }
        }
        let counter = trips.counter(inside, from_last, location)?;
        let given = repeated.iterate(&values, counter, inside)?;
        let outputs: Vec<_> = (places.iter().zip(&arriving[1..]))
            .map(|(place, grad)| (given[*place], *grad))
            .collect();
        let kept: Vec<usize> = (places.iter().copied())
            .filter(|place| stacks[*place].is_some())
            .collect();
        let mut wrt: Vec<_> = kept.iter().map(|place| values[*place]).collect();
        wrt.extend(&captured);
        let partial = self.sweep(&at_end, &outputs, &wrt, Some(inside.block))?;
        let mut next = vec![];
        for (index, place) in places.iter().enumerate() {
            // A value that no iteration looks at goes on as it is, or is lost.
            let own = match kept.iter().position(|kept| kept == place) {
                Some(at) => partial[at],
                None if key(given[*place]) == key(repeated.inits[*place]) => {
                    Some(arriving[1 + index])
                }
                None => None,
            };
            let own = own.unwrap_or_else(|| at_end.zeros_like(repeated.inits[*place]));
            next.push(at_end.retyped(own, seeds[index]));
        }
        for (index, value) in captured.iter().enumerate() {
            let sum = arriving[1 + places.len() + index];
            next.push(match partial[kept.len() + index] {
                Some(grad) => at_end.add(sum, at_end.retyped(grad, *value)),
                None => sum,
            });
        }
        at_end.op("dataflow.yield", &next, &[], &[]);
        prune(builder.context, inside.block);
        let mut operands = trips.bounds(builder)?;
        operands.extend(&seeds);
        let same_sizes = [(SAME_SIZES, Attribute::unit(builder.context))];
        let made = builder.op_with_regions(FOR, &operands, &same_sizes, &types, vec![region]);
        let from = places.iter().map(|place| repeated.inits[*place]);
        Ok(from.chain(captured).zip(results_of(made)).collect())
    }

    /// The values that each iteration took, one behind the other: of those places that it looks at.
    fn states(
        &self,
        builder: &Builder<'c, 'a>,
        repeated: &Repeated<'c, 'a>,
        trips: &Trips<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Vec<Option<Stack<'c, 'a>>>> {
        let emitter = Emitter::new(builder.context, builder.block());
        let count = repeated.inits.len();
        let used: Vec<usize> = (0..count)
            .filter(|place| repeated.is_used(*place))
            .collect();
        let mut inits = repeated.inits.clone();
        for place in &used {
            inits.push(Stack::empty(builder, repeated.inits[*place], trips.count)?);
        }
        let types: Vec<Type<'c>> = inits.iter().map(|init| init.r#type()).collect();
        let mut taken = vec![emitter.integer_type(64)];
        taken.extend(&types);
        let (region, inside) = emitter.region(&taken, location);
        let values = arguments(inside.block);
        let index = trips.index(inside, values[0], false, location)?;
        let mut pushed = vec![];
        for (at, place) in used.iter().enumerate() {
            let stack = Stack {
                values: values[1 + count + at],
                like: repeated.inits[*place],
            };
            pushed.push(stack.put(inside, values[1 + place], index, location)?);
        }
        let counter = trips.counter(inside, index, location)?;
        let mut given = repeated.iterate(&values[1..=count], counter, inside)?;
        given.extend(pushed);
        inside.op("dataflow.yield", location, &given, &[], &[], vec![])?;
        let mut operands = trips.bounds(builder)?;
        operands.extend(&inits);
        let same_sizes = [(SAME_SIZES, Attribute::unit(builder.context))];
        let made = builder.op_with_regions(FOR, &operands, &same_sizes, &types, vec![region]);
        let made = results_of(made);
        let mut stacks: Vec<Option<Stack<'c, 'a>>> = (0..count).map(|_| None).collect();
        for (at, place) in used.into_iter().enumerate() {
            stacks[place] = Some(Stack {
                values: made[count + at],
                like: repeated.inits[place],
            });
        }
        Ok(stacks)
    }
}

/// How often a loop has run.
struct Trips<'c, 'a> {
    /// As `i64` and as `index`.
    number: Value<'c, 'a>,
    count: Value<'c, 'a>,
    /// Where a `for` starts, and its step.
    start: Option<(Value<'c, 'a>, Value<'c, 'a>)>,
}

impl<'c: 'a, 'a> Trips<'c, 'a> {
    fn of(builder: &Builder<'c, 'a>, op: OperationRef<'c, 'a>) -> PassResult<'c, Self> {
        let emitter = Emitter::new(builder.context, builder.block());
        let i64 = emitter.integer_type(64);
        let (number, start) = if name_of(op) == FOR {
            let all = operands_of(op);
            let [lower, upper, step] = all[..3] else {
                return Err(Diagnostic::op_error(&op, "lacks bounds").into());
            };
            let distance = builder.value("arith.subi", &[upper, lower], &[], i64);
            let trips = builder.value("arith.ceildivsi", &[distance, step], &[], i64);
            let zero = [("value", builder.i64_attribute(0))];
            let zero = builder.value("arith.constant", &[], &zero, i64);
            let trips = builder.value("arith.maxsi", &[trips, zero], &[], i64);
            (trips, Some((lower, step)))
        } else {
            let number = results_of(op).last().copied();
            let number = number.filter(|_| op.has_attribute(COUNTED));
            let number =
                number.ok_or_else(|| Diagnostic::op_error(&op, "does not count its iterations"))?;
            (number, None)
        };
        let index = Type::index(builder.context);
        Ok(Self {
            number,
            count: builder.value("arith.index_cast", &[number], &[], index),
            start,
        })
    }

    /// The bounds and the step of a `for` over as many iterations.
    fn bounds(&self, builder: &Builder<'c, 'a>) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let i64 = self.number.r#type();
        let constant = |value| {
            let value = [("value", builder.i64_attribute(value))];
            builder.value("arith.constant", &[], &value, i64)
        };
        Ok(vec![constant(0), self.number, constant(1)])
    }

    /// The number of an iteration, from the first or from the last.
    fn index(
        &self,
        inside: Emitter<'c, 'a>,
        step: Value<'c, 'a>,
        from_last: bool,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let i64 = inside.integer_type(64);
        let mut number = step;
        if from_last {
            let one = inside.integer(location, 1, i64)?;
            let last = inside.value("arith.subi", location, &[self.number, one], i64, &[])?;
            number = inside.value("arith.subi", location, &[last, step], i64, &[])?;
        }
        let index = Type::index(inside.context);
        inside.value("arith.index_cast", location, &[number], index, &[])
    }

    /// The counter of a `for` in an iteration.
    fn counter(
        &self,
        inside: Emitter<'c, 'a>,
        index: Value<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Option<Value<'c, 'a>>> {
        let Some((lower, step)) = self.start else {
            return Ok(None);
        };
        let i64 = inside.integer_type(64);
        let number = inside.value("arith.index_cast", location, &[index], i64, &[])?;
        let way = inside.value("arith.muli", location, &[number, step], i64, &[])?;
        let counter = inside.value("arith.addi", location, &[lower, way], i64, &[])?;
        Ok(Some(counter))
    }
}

/// Values of one type, one for each iteration.
#[derive(Clone, Copy)]
struct Stack<'c, 'a> {
    values: Value<'c, 'a>,
    /// One of the type and the sizes of each.
    like: Value<'c, 'a>,
}

/// Where one of them is: sizes that only the run knows, and attributes.
type Place<'c, 'a> = (Vec<Value<'c, 'a>>, Vec<(Identifier<'c>, Attribute<'c>)>);

impl<'c: 'a, 'a> Stack<'c, 'a> {
    /// Without contents yet.
    fn empty(
        builder: &Builder<'c, 'a>,
        like: Value<'c, 'a>,
        count: Value<'c, 'a>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let mut sizes = vec![count];
        let text = match RankedTensorType::try_from(like.r#type()) {
            Err(_) => format!("tensor<?x{}>", like.r#type()),
            Ok(tensor) => {
                for (dim, size) in dimensions(&tensor).into_iter().enumerate() {
                    if size.is_none() {
                        sizes.push(builder.dim(like, dim));
                    }
                }
                let inner = tensor.to_string();
                format!("tensor<?x{}", inner.trim_start_matches("tensor<"))
            }
        };
        let r#type = Type::parse(builder.context, &text)
            .ok_or_else(|| Diagnostic::unlocated(format!("'{text}' is no type")))?;
        Ok(builder.value("tensor.empty", &sizes, &[], r#type))
    }

    /// The same with a value in its place.
    fn put(
        &self,
        inside: Emitter<'c, 'a>,
        value: Value<'c, 'a>,
        index: Value<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let r#type = self.values.r#type();
        let mut operands = vec![value, self.values, index];
        if RankedTensorType::try_from(value.r#type()).is_err() {
            return inside.value("tensor.insert", location, &operands, r#type, &[]);
        }
        let (sizes, attributes) = self.place(inside, &[1, 1], location)?;
        operands.extend(sizes);
        inside.value(
            "tensor.insert_slice",
            location,
            &operands,
            r#type,
            &attributes,
        )
    }

    /// The value in a place.
    fn get(
        &self,
        inside: Emitter<'c, 'a>,
        index: Value<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let r#type = self.like.r#type();
        let mut operands = vec![self.values, index];
        if RankedTensorType::try_from(r#type).is_err() {
            return inside.value("tensor.extract", location, &operands, r#type, &[]);
        }
        let (sizes, attributes) = self.place(inside, &[1], location)?;
        operands.extend(sizes);
        inside.value(
            "tensor.extract_slice",
            location,
            &operands,
            r#type,
            &attributes,
        )
    }

    fn place(
        &self,
        inside: Emitter<'c, 'a>,
        tensors: &[i32],
        location: Location<'c>,
    ) -> PassResult<'c, Place<'c, 'a>> {
        let context = inside.context;
        let tensor = RankedTensorType::try_from(self.like.r#type())?;
        let (mut sizes, mut known) = (vec![], vec![1]);
        for (dim, size) in dimensions(&tensor).into_iter().enumerate() {
            if size.is_none() {
                let index = Type::index(context);
                let dim = inside.integer(location, dim as i64, index)?;
                sizes.push(inside.value("tensor.dim", location, &[self.like, dim], index, &[])?);
            }
            known.push(size.map_or(DYNAMIC, |size| size as i64));
        }
        let mut offsets = vec![0; known.len()];
        offsets[0] = DYNAMIC;
        let strides = vec![1; known.len()];
        let mut segments = tensors.to_vec();
        segments.extend([1, sizes.len() as i32, 0]);
        let array = |values: &[i64]| DenseI64ArrayAttribute::new(context, values);
        let attributes = vec![
            inside.named("static_offsets", array(&offsets)),
            inside.named("static_sizes", array(&known)),
            inside.named("static_strides", array(&strides)),
            inside.named(
                "operandSegmentSizes",
                DenseI32ArrayAttribute::new(context, &segments),
            ),
        ];
        Ok((sizes, attributes))
    }
}
