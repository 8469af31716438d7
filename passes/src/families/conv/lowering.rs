//! Convolutions as contractions over a padded input.

use crate::families::{
    builder::{Builder, Number, int_attribute, ints_attribute, result_of},
    linalg::{Iterator, Map, d, dims, iterators},
    linear::multiply_add,
    registry::{Lowered, Lowering},
    types::{Shape, dtype_of, element_of, shape_of},
};
use janus_dialects::melior::ir::{
    Region, Type, Value,
    operation::{OperationLike, OperationRef},
};

/// The attributes of a convolution.
struct Geometry {
    stride: Vec<i64>,
    padding: Vec<i64>,
    dilation: Vec<i64>,
    groups: i64,
}

impl Geometry {
    fn of(op: OperationRef<'_, '_>) -> Self {
        Self {
            stride: ints_attribute(op, "stride"),
            padding: ints_attribute(op, "padding"),
            dilation: ints_attribute(op, "dilation"),
            groups: int_attribute(op, "groups").unwrap_or(1),
        }
    }

    fn spatial(&self) -> usize {
        self.stride.len()
    }

    fn grouped(&self) -> bool {
        self.groups > 1
    }

    /// The places of the padded input under window `windows + i`, element `kernel + i`.
    fn places(&self, windows: usize, kernel: usize) -> Map {
        (0..self.spatial())
            .map(|i| {
                place(
                    &d(windows + i),
                    self.stride[i],
                    &d(kernel + i),
                    self.dilation[i],
                )
            })
            .collect()
    }

    /// The sizes of the padded input.
    fn padded(&self, shape: &[Option<i64>]) -> Shape {
        let mut padded = shape.to_vec();
        for (i, padding) in self.padding.iter().enumerate() {
            padded[2 + i] = padded[2 + i].map(|size| size + 2 * padding);
        }
        padded
    }
}

/// `window * stride + element * dilation`.
pub fn place(window: &str, stride: i64, element: &str, dilation: i64) -> String {
    let times = |dim: &str, factor: i64| match factor {
        1 => dim.to_owned(),
        _ => format!("{dim} * {factor}"),
    };
    format!("{} + {}", times(window, stride), times(element, dilation))
}

/// `tensor.pad` of the dimensions after the first two; the tensor itself where there is nothing to add.
pub fn pad<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    tensor: Value<'c, 'a>,
    low: &[i64],
    high: &[i64],
    number: impl Into<Number>,
) -> Value<'c, 'a> {
    if low.iter().chain(high).all(|&size| size == 0) {
        return tensor;
    }
    let mut shape = shape_of(tensor);
    let widths = |spatial: &[i64]| [&[0, 0], spatial].concat();
    for i in 0..low.len() {
        shape[2 + i] = shape[2 + i].map(|size| size + low[i] + high[i]);
    }
    let dtype = dtype_of(tensor);
    let value = b.number(number, dtype);
    let operation = b.op_with_regions(
        "tensor.pad",
        &[tensor],
        &[
            ("static_low", b.i64s_attribute(&widths(low))),
            ("static_high", b.i64s_attribute(&widths(high))),
            ("operandSegmentSizes", b.i32s_attribute(&[1, 0, 0])),
        ],
        &[b.type_like(tensor, &shape)],
        vec![Region::new()],
    );
    let region = operation.region(0).expect("the op was made with a region");
    let indices = vec![Type::index(b.context); shape.len()];
    b.fill_region(&region, &indices, |inner, _| {
        inner.op("tensor.yield", &[value], &[], &[]);
    });
    result_of(operation, 0)
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// Splits a dimension into groups.
    pub(super) fn split_groups(
        &self,
        tensor: Value<'c, 'a>,
        dim: usize,
        groups: i64,
    ) -> Value<'c, 'a> {
        let mut shape = shape_of(tensor);
        let rest = shape[dim].map(|size| size / groups);
        shape[dim] = rest;
        shape.insert(dim, Some(groups));
        let mut sizes = vec![];
        for (i, size) in shape.iter().enumerate() {
            if size.is_none() {
                sizes.push(self.size(tensor, if i > dim { i - 1 } else { i }));
            }
        }
        self.expand_dims(tensor, &split(shape.len(), dim), &shape, &sizes)
    }

    /// Undoes [`Self::split_groups`].
    fn join_groups(&self, tensor: Value<'c, 'a>, dim: usize) -> Value<'c, 'a> {
        let mut shape = shape_of(tensor);
        let groups = shape.remove(dim);
        shape[dim] = shape[dim].zip(groups).map(|(size, groups)| size * groups);
        self.collapse(tensor, &split(shape.len() + 1, dim), &shape)
    }
}

/// Reassociation of `rank` dimensions that joins `dim` and the one after it.
fn split(rank: usize, dim: usize) -> Vec<Vec<i64>> {
    (0..rank as i64)
        .filter(|&i| i != dim as i64 + 1)
        .map(|i| {
            if i == dim as i64 {
                vec![i, i + 1]
            } else {
                vec![i]
            }
        })
        .collect()
}

pub fn convolution<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let result = lowering.result();
    let zero = b.filled(&shape_of(result), &b.sizes(result), 0, dtype_of(result));
    Ok(vec![convolve(b, lowering.op, &lowering.operands, zero)])
}

/// Convolves and adds to an accumulator.
pub fn convolve<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    op: OperationRef<'c, 'a>,
    operands: &[Value<'c, 'a>],
    accumulator: Value<'c, 'a>,
) -> Value<'c, 'a> {
    let geometry = Geometry::of(op);
    let spatial = geometry.spatial();
    let mut input = pad(b, operands[0], &geometry.padding, &geometry.padding, 0);
    let (mut weight, mut output) = (operands[1], accumulator);
    // Loops: n, (group,) f, windows, c, kernel.
    let g = usize::from(geometry.grouped());
    if geometry.grouped() {
        input = b.split_groups(input, 1, geometry.groups);
        weight = b.split_groups(weight, 0, geometry.groups);
        output = b.split_groups(output, 1, geometry.groups);
    }
    let group = 1..1 + g;
    let f = 1 + g;
    let windows = f + 1;
    let c = windows + spatial;
    let kernel = c + 1;
    let mut input_map = dims([0]);
    input_map.extend(dims(group.clone()));
    input_map.push(d(c));
    input_map.extend(geometry.places(windows, kernel));
    let mut weight_map = dims(group);
    weight_map.extend(dims([f, c]));
    weight_map.extend(dims(kernel..kernel + spatial));
    let inputs = [(input, input_map), (weight, weight_map)];
    let outputs = [(output, dims(0..c))];
    let result = b.generic(&inputs, &outputs, &iterators(c, 1 + spatial), multiply_add)[0];
    if geometry.grouped() {
        b.join_groups(result, 1)
    } else {
        result
    }
}

pub fn weight_grad<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let geometry = Geometry::of(lowering.op);
    let spatial = geometry.spatial();
    let mut grad = lowering.operands[0];
    let mut input = pad(
        b,
        lowering.operands[1],
        &geometry.padding,
        &geometry.padding,
        0,
    );
    let result = lowering.result();
    let mut shape = shape_of(result);
    let g = usize::from(geometry.grouped());
    if geometry.grouped() {
        grad = b.split_groups(grad, 1, geometry.groups);
        input = b.split_groups(input, 1, geometry.groups);
        shape[0] = shape[0].map(|filters| filters / geometry.groups);
        shape.insert(0, Some(geometry.groups));
    }
    // Loops: (group,) f, c, kernel, n, windows.
    let (f, c) = (g, g + 1);
    let kernel = c + 1;
    let n = kernel + spatial;
    let windows = n + 1;
    let mut grad_map = dims([n]);
    grad_map.extend(dims(0..g));
    grad_map.push(d(f));
    grad_map.extend(dims(windows..windows + spatial));
    let mut input_map = dims([n]);
    input_map.extend(dims(0..g));
    input_map.push(d(c));
    input_map.extend(geometry.places(windows, kernel));
    let zero = b.filled(&shape, &[], 0, dtype_of(result));
    let inputs = [(grad, grad_map), (input, input_map)];
    let outputs = [(zero, dims(0..n))];
    let value = b.generic(&inputs, &outputs, &iterators(n, 1 + spatial), multiply_add)[0];
    Ok(vec![if geometry.grouped() {
        b.join_groups(value, 0)
    } else {
        value
    }])
}

/// The scatter form: every product is added to the place that it came from.
pub fn input_grad<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let geometry = Geometry::of(lowering.op);
    let spatial = geometry.spatial();
    let (mut grad, mut weight) = (lowering.operands[0], lowering.operands[1]);
    let result = lowering.result();
    let shape = shape_of(result);
    if shape[2..].iter().any(Option::is_none) && geometry.padding.iter().any(|&p| p != 0) {
        return lowering.unsupported("a padded dimension has a dynamic size");
    }
    let mut padded = geometry.padded(&shape);
    let sizes = b.sizes(result);
    let g = usize::from(geometry.grouped());
    if geometry.grouped() {
        grad = b.split_groups(grad, 1, geometry.groups);
        weight = b.split_groups(weight, 0, geometry.groups);
        padded[1] = padded[1].map(|channels| channels / geometry.groups);
        padded.insert(1, Some(geometry.groups));
    }
    // Loops: n, (group,) c, kernel, windows, f.
    let c = 1 + g;
    let kernel = c + 1;
    let windows = kernel + spatial;
    let f = windows + spatial;
    let mut weight_map = dims(1..1 + g);
    weight_map.extend(dims([f, c]));
    weight_map.extend(dims(kernel..kernel + spatial));
    let mut grad_map = dims(0..1 + g);
    grad_map.push(d(f));
    grad_map.extend(dims(windows..windows + spatial));
    let mut output_map = dims(0..2 + g);
    output_map.extend(geometry.places(windows, kernel));
    let zero = b.filled(&padded, &sizes, 0, dtype_of(result));
    let inputs = [(weight, weight_map), (grad, grad_map)];
    let mut loops = vec![Iterator::Parallel; 2 + g];
    loops.resize(f + 1, Iterator::Reduction);
    let mut value = b.generic(&inputs, &[(zero, output_map)], &loops, multiply_add)[0];
    if geometry.grouped() {
        value = b.join_groups(value, 1);
    }
    if geometry.padding.iter().all(|&padding| padding == 0) {
        return Ok(vec![value]);
    }
    debug_assert_eq!(
        element_of(value).to_string(),
        element_of(result).to_string()
    );
    let offsets = [&[0, 0], geometry.padding.as_slice()].concat();
    Ok(vec![b.crop(value, &offsets, &shape, &sizes)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_places() {
        assert_eq!(place("d2", 1, "d5", 1), "d2 + d5");
        assert_eq!(place("d2", 2, "d5", 3), "d2 * 2 + d5 * 3");
    }

    #[test]
    fn joins_two_dimensions() {
        assert_eq!(split(4, 1), vec![vec![0], vec![1, 2], vec![3]]);
    }
}
