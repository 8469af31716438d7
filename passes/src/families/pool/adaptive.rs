//! Adaptive average pooling, one spatial dimension after the other.

use crate::families::{
    builder::Builder,
    linalg::{dims, iterators},
    nn::Predicate,
    registry::{Lowered, Lowering},
    types::{DType, dtype_of, element_of, shape_of},
};
use janus_dialects::melior::ir::{Type, Value};

/// The ends of each of `count` windows over `size` places.
fn bounds(size: i64, count: i64) -> Vec<(i64, i64)> {
    (0..count)
        .map(|i| (i * size / count, ((i + 1) * size + count - 1) / count))
        .collect()
}

/// Whether a place lies in a window, as an i1: both are loops.
fn covers<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    (window, place): (usize, usize),
    (size, count): (i64, i64),
) -> Value<'c, 'a> {
    let index = Type::index(b.context);
    let (window, place) = (b.loop_index(window), b.loop_index(place));
    let (size, count) = (b.index(size), b.index(count));
    let start = b.value("arith.muli", &[window, size], &[], index);
    let end = b.value("arith.addi", &[start, size], &[], index);
    let start = b.value("arith.divui", &[start, count], &[], index);
    let end = b.value("arith.ceildivui", &[end, count], &[], index);
    let from = b.scalar_compare(Predicate::Ge, DType::I64, place, start);
    let to = b.scalar_compare(Predicate::Lt, DType::I64, place, end);
    b.value("arith.andi", &[from, to], &[], DType::Bool.mlir(b.context))
}

/// Sums along one dimension: from places to windows, or back.
fn sum_along<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    tensor: Value<'c, 'a>,
    dim: usize,
    (size, count): (i64, i64),
    back: bool,
) -> Value<'c, 'a> {
    let mut shape = shape_of(tensor);
    shape[dim] = Some(if back { size } else { count });
    let (rank, dtype, element) = (shape.len(), dtype_of(tensor), element_of(tensor));
    let mut read: Vec<usize> = (0..rank).collect();
    read[dim] = rank;
    let zero = b.filled(&shape, &b.sizes(tensor), 0, dtype);
    let loops = if back { (rank, dim) } else { (dim, rank) };
    let inputs = [(tensor, dims(read))];
    let outputs = [(zero, dims(0..rank))];
    b.generic(&inputs, &outputs, &iterators(rank, 1), |b, elements| {
        let covered = covers(b, loops, (size, count));
        let term = b.scalar_select(covered, elements[0], b.number(0, dtype));
        vec![b.value("arith.addf", &[elements[1], term], &[], element)]
    })[0]
}

/// The sizes of windows along a dimension, shaped to broadcast over `rank` dimensions.
fn lengths<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    (size, count): (i64, i64),
    dtype: DType,
    rank: usize,
    dim: usize,
) -> Value<'c, 'a> {
    let lengths: Vec<f64> = bounds(size, count)
        .into_iter()
        .map(|(start, end)| (end - start) as f64)
        .collect();
    let mut shape = vec![Some(1); rank];
    shape[dim] = Some(count);
    b.reshape(b.vector(&lengths, dtype), &shape, vec![])
}

/// The sizes of a spatial dimension before and after; `None` where one is dynamic.
fn sizes(input: Value<'_, '_>, output: Value<'_, '_>, dim: usize) -> Option<(i64, i64)> {
    shape_of(input)[dim].zip(shape_of(output)[dim])
}

pub fn pool<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (input, result) = (lowering.operands[0], lowering.result());
    let rank = shape_of(input).len();
    let mut value = input;
    for dim in (2..rank).rev() {
        let Some(sizes) = sizes(input, result, dim) else {
            return lowering.unsupported("a spatial dimension has a dynamic size");
        };
        value = sum_along(b, value, dim, sizes, false);
        value = b.div(value, lengths(b, sizes, dtype_of(value), rank, dim));
    }
    Ok(vec![value])
}

pub fn pool_grad<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (grad, result) = (lowering.operands[0], lowering.result());
    let rank = shape_of(grad).len();
    let mut value = grad;
    for dim in 2..rank {
        let Some(sizes) = sizes(result, grad, dim) else {
            return lowering.unsupported("a spatial dimension has a dynamic size");
        };
        value = b.div(value, lengths(b, sizes, dtype_of(value), rank, dim));
        value = sum_along(b, value, dim, sizes, true);
    }
    Ok(vec![value])
}

#[cfg(test)]
mod tests {
    use super::bounds;

    #[test]
    fn windows_overlap_where_they_do_not_divide() {
        assert_eq!(bounds(7, 3), vec![(0, 3), (2, 5), (4, 7)]);
        assert_eq!(bounds(6, 3), vec![(0, 2), (2, 4), (4, 6)]);
        assert_eq!(bounds(1, 2), vec![(0, 1), (0, 1)]);
    }
}
