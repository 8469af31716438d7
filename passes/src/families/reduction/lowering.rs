//! Reductions as loops, parallel dimensions first.

use crate::families::{
    builder::{Builder, Number, flag, name_of},
    elementwise::fused_factors,
    emitter::IN_ORDER,
    linalg::{Source, dims, iterators},
    linear::tensor_source,
    nn::{Predicate, reduced_shape},
    registry::{Lowered, Lowering},
    types::{DType, Shape, dtype_of, element_of, shape_of},
};
use janus_dialects::{
    Diagnostic,
    melior::ir::{Type, Value, ValueLike, operation::OperationLike},
};

/// The least and the greatest number of a type.
fn limits(dtype: DType) -> (Number, Number) {
    let (least, greatest) = match dtype {
        DType::Bool => (0, 1),
        DType::I8 => (i8::MIN.into(), i8::MAX.into()),
        DType::I16 => (i16::MIN.into(), i16::MAX.into()),
        DType::I32 => (i32::MIN.into(), i32::MAX.into()),
        DType::I64 => (i64::MIN, i64::MAX),
        _ => return (f64::NEG_INFINITY.into(), f64::INFINITY.into()),
    };
    (least.into(), greatest.into())
}

/// Sums of so many elements are as exact in `float32` as PyTorch's, which adds up in blocks.
const SHORT: i64 = 128;

/// What a sum of numbers of a type is made in: `float64` where a long one in `float32` would lose what PyTorch's keeps.
fn accumulator(dtype: DType, count: Option<i64>) -> DType {
    if dtype == DType::F32 && count.is_none_or(|count| count > SHORT) {
        DType::F64
    } else {
        dtype
    }
}

/// The loops of a reduction: for each dimension of the operand, and the number of parallel ones.
fn loops(rank: usize, reduced: &[usize]) -> (Vec<usize>, usize) {
    let parallel = rank - reduced.len();
    let (mut kept, mut summed) = (0, parallel);
    let loops = (0..rank)
        .map(|i| {
            let next = if reduced.contains(&i) {
                &mut summed
            } else {
                &mut kept
            };
            *next += 1;
            *next - 1
        })
        .collect();
    (loops, parallel)
}

/// Joins reduced dimensions that are adjacent in memory: one long loop is better than two.
fn joined<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    input: Value<'c, 'a>,
    reduced: &[usize],
) -> (Value<'c, 'a>, Vec<usize>) {
    let shape = shape_of(input);
    let mut groups: Vec<Vec<i64>> = vec![];
    let mut joined = vec![];
    let mut target: Shape = vec![];
    for (i, &size) in shape.iter().enumerate() {
        let continues = i > 0 && reduced.contains(&i) && reduced.contains(&(i - 1));
        match (continues, groups.last_mut(), target.last_mut()) {
            (true, Some(group), Some(total)) => {
                group.push(i as i64);
                *total = total.zip(size).map(|(a, b)| a * b);
            }
            _ => {
                if reduced.contains(&i) {
                    joined.push(groups.len());
                }
                groups.push(vec![i as i64]);
                target.push(size);
            }
        }
    }
    (b.collapse(input, &groups, &target), joined)
}

/// Puts dimensions of size 1 back where they were reduced.
fn restore<'c: 'a, 'a>(
    lowering: &Lowering<'_, 'c, 'a>,
    b: &Builder<'c, 'a>,
    value: Value<'c, 'a>,
) -> Value<'c, 'a> {
    let result = lowering.result();
    b.reshape(value, &shape_of(result), b.sizes(result))
}

/// A sum along one dimension, in its own type, one element after the other: [`IN_ORDER`]. The loop over them is around that
/// over the others, which makes vectors of those.
fn sum_in_order<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (operand, result) = (lowering.operands[0], lowering.result());
    let &[dim] = lowering.dims("dims").as_slice() else {
        let message = "is in order along one dimension only";
        return Err(Diagnostic::op_error(&lowering.op, message));
    };
    let alike = |factor: &Value<'c, 'a>| factor.r#type() == operand.r#type();
    let inputs = match fused_factors(operand) {
        Some(factors) if factors.iter().all(alike) => factors.to_vec(),
        _ => vec![operand],
    };
    let zeros = b.filled(&shape_of(result), &b.sizes(result), 0, dtype_of(result));
    let sums = b.for_all(b.size(operand, dim), &[zeros], |b, i, sums| {
        let all = || dims(0..shape_of(result).len());
        let inputs: Vec<_> = inputs
            .iter()
            .map(|&input| (b.part_at(input, dim, i), all()))
            .collect();
        let loops = iterators(shape_of(result).len(), 0);
        b.generic(
            &inputs,
            &[(sums[0], all())],
            &loops,
            |b, elements| match elements {
                [x, y, sum] => vec![b.value("math.fma", &[*x, *y, *sum], &[], sum.r#type())],
                _ => vec![b.value(
                    "arith.addf",
                    &[elements[1], elements[0]],
                    &[],
                    elements[0].r#type(),
                )],
            },
        )
    });
    Ok(sums)
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// What a tensor has at one index of a dimension, without the dimension.
    fn part_at(&self, tensor: Value<'c, 'a>, dim: usize, index: Value<'c, 'a>) -> Value<'c, 'a> {
        let mut shape = shape_of(tensor);
        let mut offsets = vec![0; shape.len()];
        offsets[dim] = i64::MIN;
        let mut statics: Vec<_> = shape.iter().map(|size| size.unwrap_or(i64::MIN)).collect();
        statics[dim] = 1;
        shape.remove(dim);
        let r#type = self.type_like(tensor, &shape);
        let sizes = (0..statics.len()).filter(|&i| statics[i] == i64::MIN);
        let sizes: Vec<_> = sizes.map(|i| self.dim(tensor, i)).collect();
        let attributes = [
            ("static_offsets", self.i64s_attribute(&offsets)),
            ("static_sizes", self.i64s_attribute(&statics)),
            (
                "static_strides",
                self.i64s_attribute(&vec![1; statics.len()]),
            ),
            (
                "operandSegmentSizes",
                self.i32s_attribute(&[1, 1, sizes.len() as i32, 0]),
            ),
        ];
        let operands = [&[tensor, index], sizes.as_slice()].concat();
        self.value("tensor.extract_slice", &operands, &attributes, r#type)
    }
}

pub fn reduce<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    if lowering.op.has_attribute(IN_ORDER) {
        return sum_in_order(lowering);
    }
    let b = &lowering.builder;
    let operand = lowering.operands[0];
    let reduced = lowering.dims("dims");
    let rank = shape_of(operand).len();
    let dtype = dtype_of(operand);
    let element = element_of(operand);
    let (least, greatest) = limits(dtype);
    let float = dtype.is_float();
    let name = name_of(lowering.op);
    let count: Option<i64> = reduced.iter().map(|&dim| shape_of(operand)[dim]).product();
    // What it adds up in.
    let wide = if name == "nn.sum" {
        accumulator(dtype, count)
    } else {
        dtype
    };
    let (start, combine) = match name.as_str() {
        "nn.sum" => (0.into(), if float { "arith.addf" } else { "arith.addi" }),
        "nn.prod" => (1.into(), if float { "arith.mulf" } else { "arith.muli" }),
        "nn.amax" if dtype == DType::Bool => (least, "arith.ori"),
        "nn.amax" => (
            least,
            if float {
                "arith.maximumf"
            } else {
                "arith.maxsi"
            },
        ),
        _ if dtype == DType::Bool => (greatest, "arith.andi"),
        _ => (
            greatest,
            if float {
                "arith.minimumf"
            } else {
                "arith.minsi"
            },
        ),
    };
    // The result without the reduced dimensions.
    let shape = reduced_shape(&shape_of(operand), &reduced, false);
    let sizes: Vec<_> = (0..rank)
        .filter(|i| !reduced.contains(i) && shape_of(operand)[*i].is_none())
        .map(|i| b.size(operand, i))
        .collect();
    let all: Vec<usize> = (0..rank).collect();
    let (input, own) = match b.source(operand, &all, &[]) {
        // Only an operand that is read as it is has adjacent dimensions.
        Source::Tensor(value, map) if value == operand && map.len() == rank => {
            joined(b, operand, &reduced)
        }
        _ => (operand, reduced.clone()),
    };
    let (order, parallel) = loops(shape_of(input).len(), &own);
    let accumulator = b.filled(&shape, &sizes, start, wide);
    let inputs = [tensor_source(b, input, &order)];
    let complete = covers_all(&inputs[0].1, order.len());
    let inputs = if complete {
        inputs
    } else {
        [(input, dims(order.iter().copied()))]
    };
    let outputs = [(accumulator, dims(0..parallel))];
    let value = b.generic(
        &inputs,
        &outputs,
        &iterators(parallel, own.len()),
        |b, elements| {
            let x = b.scalar_cast(elements[0], dtype, wide);
            vec![b.value(combine, &[elements[1], x], &[], elements[1].r#type())]
        },
    )[0];
    let value = if wide == dtype {
        value
    } else {
        let like = b.empty(&shape, &sizes, element);
        b.elementwise(&[value], like, |b, elements| {
            b.scalar_cast(elements[0], wide, dtype)
        })
    };
    Ok(vec![restore(lowering, b, value)])
}

/// Whether a map has every loop: the bounds of the others would be unknown.
fn covers_all(map: &[String], loops: usize) -> bool {
    (0..loops).all(|i| map.contains(&format!("d{i}")))
}

pub fn arg_reduce<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let operand = lowering.operands[0];
    let reduced = [lowering.int("dim") as usize];
    let rank = shape_of(operand).len();
    let dtype = dtype_of(operand);
    let (least, greatest) = limits(dtype);
    let (start, wins) = match name_of(lowering.op).as_str() {
        "nn.argmax" => (least, Predicate::Gt),
        _ => (greatest, Predicate::Lt),
    };
    let shape = reduced_shape(&shape_of(operand), &reduced, false);
    let sizes: Vec<_> = (0..rank)
        .filter(|i| !reduced.contains(i) && shape_of(operand)[*i].is_none())
        .map(|i| b.size(operand, i))
        .collect();
    let (order, parallel) = loops(rank, &reduced);
    let outputs = [
        (b.filled(&shape, &sizes, start, dtype), dims(0..parallel)),
        (b.filled(&shape, &sizes, 0, DType::I64), dims(0..parallel)),
    ];
    let inputs = [(operand, dims(order))];
    let bool_type = DType::Bool.mlir(b.context);
    let values = b.generic(&inputs, &outputs, &iterators(parallel, 1), |b, elements| {
        let [x, best, place] = [elements[0], elements[1], elements[2]];
        let mut take = b.scalar_compare(wins, dtype, x, best);
        if dtype.is_float() {
            // The first NaN wins over everything, and keeps its place.
            let new = b.scalar_compare(Predicate::Ne, dtype, x, x);
            let old = b.scalar_compare(Predicate::Eq, dtype, best, best);
            let first = b.value("arith.andi", &[new, old], &[], bool_type);
            take = b.value("arith.ori", &[take, first], &[], bool_type);
        }
        let here = b.index_to(b.loop_index(parallel), DType::I64);
        vec![
            b.scalar_select(take, x, best),
            b.scalar_select(take, here, place),
        ]
    });
    Ok(vec![restore(lowering, b, values[1])])
}

/// Running sums, in place along the dimension: one loop for each dimension, the one that is summed along innermost.
pub fn cumsum<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let result = lowering.result();
    let (shape, dtype) = (shape_of(result), dtype_of(result));
    let dim = lowering.int("dim") as usize;
    let sums = RunningSum {
        operand: lowering.operands[0],
        dim,
        reverse: flag(lowering.op, "reverse"),
        dtype,
        wide: accumulator(dtype, None),
    };
    let outer: Vec<usize> = (0..shape.len()).filter(|&i| i != dim).collect();
    let empty = b.empty(&shape, &b.sizes(result), element_of(result));
    Ok(vec![sums.along(b, &outer, &mut vec![], empty)])
}

/// The loops of a running sum.
struct RunningSum<'c, 'a> {
    operand: Value<'c, 'a>,
    dim: usize,
    reverse: bool,
    dtype: DType,
    /// What sums are kept in.
    wide: DType,
}

impl<'c: 'a, 'a> RunningSum<'c, 'a> {
    /// The loops over the other dimensions that are left; `at` are the indices of those around.
    fn along(
        &self,
        b: &Builder<'c, 'a>,
        outer: &[usize],
        at: &mut Vec<Value<'c, 'a>>,
        sums: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let Some((&dim, rest)) = outer.split_first() else {
            let start = b.number(0, self.wide);
            return b.for_all(
                b.size(self.operand, self.dim),
                &[sums, start],
                |b, i, carried| self.step(b, at, i, carried),
            )[0];
        };
        b.for_all(b.size(self.operand, dim), &[sums], |b, i, carried| {
            at.push(i);
            let sums = self.along(b, rest, at, carried[0]);
            at.pop();
            vec![sums]
        })[0]
    }

    /// Adds one element and stores the sum so far.
    fn step(
        &self,
        b: &Builder<'c, 'a>,
        at: &[Value<'c, 'a>],
        i: Value<'c, 'a>,
        carried: &[Value<'c, 'a>],
    ) -> Vec<Value<'c, 'a>> {
        let (sums, sum) = (carried[0], carried[1]);
        let index = Type::index(b.context);
        let i = if self.reverse {
            let last = b.value(
                "arith.subi",
                &[b.size(self.operand, self.dim), b.index(1)],
                &[],
                index,
            );
            b.value("arith.subi", &[last, i], &[], index)
        } else {
            i
        };
        let mut place = at.to_vec();
        place.insert(self.dim, i);
        let operands = [&[self.operand], place.as_slice()].concat();
        let element = element_of(self.operand);
        let x = b.value("tensor.extract", &operands, &[], element);
        let x = b.scalar_cast(x, self.dtype, self.wide);
        let add = if self.wide.is_float() {
            "arith.addf"
        } else {
            "arith.addi"
        };
        let sum = b.value(add, &[sum, x], &[], sum.r#type());
        let rounded = b.scalar_cast(sum, self.wide, self.dtype);
        let operands = [&[rounded, sums], place.as_slice()].concat();
        vec![b.value("tensor.insert", &operands, &[], sums.r#type()), sum]
    }
}
