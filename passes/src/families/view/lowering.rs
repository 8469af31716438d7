//! Views as ops of the tensor dialect.

use crate::families::{
    builder::Builder,
    linalg::{Source, dims, iterators},
    registry::{Lowered, Lowering},
    types::{DType, Shape, dtype_of, element_of, shape_of, tensor_type},
};
use janus_dialects::melior::ir::{Type, Value, ValueLike, operation::OperationLike};

pub fn constant<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let Ok(value) = lowering.op.attribute("value") else {
        return lowering.unsupported("it has no value");
    };
    let r#type = lowering.result().r#type();
    Ok(vec![lowering.builder.value(
        "arith.constant",
        &[],
        &[("value", value)],
        r#type,
    )])
}

pub fn iota<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let result = lowering.result();
    let dtype = dtype_of(result);
    Ok(vec![b.elementwise(&[], result, |b, _| {
        b.index_to(b.loop_index(0), dtype)
    })])
}

pub fn numel<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let index = Type::index(b.context);
    let count = lowering
        .dims("dims")
        .into_iter()
        .map(|dim| b.size(lowering.operands[0], dim))
        .reduce(|a, c| b.value("arith.muli", &[a, c], &[], index))
        .unwrap_or_else(|| b.index(1));
    let number = b.index_to(count, dtype_of(lowering.result()));
    Ok(vec![b.value(
        "tensor.from_elements",
        &[number],
        &[],
        lowering.result().r#type(),
    )])
}

pub fn detach<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    Ok(vec![lowering.operands[0]])
}

pub fn broadcast<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (input, result) = (lowering.operands[0], lowering.result());
    let shape = shape_of(result);
    let loops: Vec<usize> = (shape.len() - shape_of(input).len()..shape.len()).collect();
    if let Source::Scalar(scalar) = b.broadcast_source(input, &loops, &shape) {
        return Ok(vec![b.filled_with(scalar, &shape, &b.sizes(result))]);
    }
    Ok(vec![
        b.elementwise(&[input], result, |_, elements| elements[0]),
    ])
}

pub fn permute<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let result = lowering.result();
    // The result read through the permutation is a loop over its own dimensions.
    let rank = shape_of(result).len();
    let destination = b.empty(&shape_of(result), &b.sizes(result), element_of(result));
    let loops: Vec<usize> = (0..rank).collect();
    let input = match b.source(result, &loops, &[]) {
        Source::Tensor(value, map) => (value, map),
        Source::Scalar(scalar) => {
            return Ok(vec![b.filled_with(
                scalar,
                &shape_of(result),
                &b.sizes(result),
            )]);
        }
    };
    let outputs = [(destination, dims(0..rank))];
    Ok(
        b.generic(&[input], &outputs, &iterators(rank, 0), |_, elements| {
            vec![elements[0]]
        }),
    )
}

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

pub fn reshape<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (input, result) = (lowering.operands[0], lowering.result());
    let (from, to) = (shape_of(input), shape_of(result));
    let sizes = lowering.operands[1..].to_vec();
    Ok(vec![reshape_to(b, input, &from, &to, &sizes)])
}

/// Collapses to what both shapes are an expansion of, and expands from there.
fn reshape_to<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    input: Value<'c, 'a>,
    from: &[Option<i64>],
    to: &[Option<i64>],
    sizes: &[Value<'c, 'a>],
) -> Value<'c, 'a> {
    let groups = common_groups(from, to).unwrap_or_else(|| vec![(from.len(), to.len())]);
    let (mut collapsing, mut expanding, mut middle): (Vec<_>, Vec<_>, Shape) = Default::default();
    let (mut i, mut j) = (0, 0);
    for (a, c) in groups {
        let product = |shape: &[Option<i64>]| shape.iter().copied().product::<Option<i64>>();
        collapsing.push((i as i64..(i + a) as i64).collect::<Vec<_>>());
        expanding.push((j as i64..(j + c) as i64).collect::<Vec<_>>());
        middle.push(product(&from[i..i + a]));
        (i, j) = (i + a, j + c);
    }
    if from.is_empty() || to.is_empty() {
        // Rank 0 is on one side: all dimensions of the other are 1.
        if from.is_empty() && to.is_empty() {
            return input;
        }
        return if to.is_empty() {
            b.collapse(input, &[], to)
        } else {
            b.expand_dims(input, &[], to, sizes)
        };
    }
    // Upstream's expansion of strided metadata cannot split a size into several dynamic ones.
    let splits = |group: &Vec<i64>| {
        group
            .iter()
            .filter(|&&dim| to[dim as usize].is_none())
            .count()
            > 1
    };
    if expanding.iter().any(splits) {
        return reshape_at_run_time(b, input, to, sizes);
    }
    let collapsed = b.collapse(input, &collapsing, &middle);
    // What the operand does not say of a size, the result's type may.
    let agreed: Shape = expanding
        .iter()
        .map(|group| {
            group
                .iter()
                .map(|&dim| to[dim as usize])
                .product::<Option<i64>>()
        })
        .collect();
    let collapsed = if agreed == middle {
        collapsed
    } else {
        b.value(
            "tensor.cast",
            &[collapsed],
            &[],
            b.type_like(collapsed, &agreed),
        )
    };
    b.expand_dims(collapsed, &expanding, to, sizes)
}

/// A copy, element by element in row-major order.
fn reshape_at_run_time<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    input: Value<'c, 'a>,
    to: &[Option<i64>],
    sizes: &[Value<'c, 'a>],
) -> Value<'c, 'a> {
    let all = (0..shape_of(input).len() as i64).collect();
    let flat = b.collapse(input, &[all], &[None]);
    let flat = if shape_of(input).len() == 1 {
        input
    } else {
        flat
    };
    let index = Type::index(b.context);
    let mut dynamic = sizes.iter();
    let bounds: Vec<_> = to
        .iter()
        .filter_map(|size| size.map_or_else(|| dynamic.next().copied(), |size| Some(b.index(size))))
        .collect();
    let destination = b.empty(to, sizes, element_of(input));
    let outputs = [(destination, dims(0..to.len()))];
    b.generic(&[], &outputs, &iterators(to.len(), 0), |b, _| {
        let mut place = b.loop_index(0);
        for (i, &bound) in bounds.iter().enumerate().skip(1) {
            let row = b.value("arith.muli", &[place, bound], &[], index);
            place = b.value("arith.addi", &[row, b.loop_index(i)], &[], index);
        }
        vec![b.value("tensor.extract", &[flat, place], &[], element_of(input))]
    })[0]
}

/// The finest groups of dimensions of two shapes with equal numbers of elements: how many
/// dimensions of each. Dynamic dimensions pair up one to one, in order. `None` where that does
/// not work out.
fn common_groups(from: &[Option<i64>], to: &[Option<i64>]) -> Option<Vec<(usize, usize)>> {
    let mut groups = vec![];
    let (mut i, mut j) = (0, 0);
    while i < from.len() && j < to.len() {
        let (start_i, start_j) = (i, j);
        let (Some(mut a), Some(mut c)) = (from[i], to[j]) else {
            if from[i].is_none() && to[j].is_none() {
                groups.push((1, 1));
                (i, j) = (i + 1, j + 1);
                continue;
            }
            return None;
        };
        (i, j) = (i + 1, j + 1);
        while a != c {
            if a < c {
                a *= (*from.get(i)?)?;
                i += 1;
            } else {
                c *= (*to.get(j)?)?;
                j += 1;
            }
        }
        groups.push((i - start_i, j - start_j));
    }
    // Trailing ones join the last group.
    let ones = |shape: &[Option<i64>]| shape.iter().all(|size| *size == Some(1));
    if !ones(&from[i..]) || !ones(&to[j..]) {
        return None;
    }
    let last = groups.last_mut()?;
    last.0 += from.len() - i;
    last.1 += to.len() - j;
    Some(groups)
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

/// Offsets, sizes and strides of a slice along one dimension, static where they can be.
struct Place<'c, 'a> {
    offsets: Vec<i64>,
    sizes: Vec<i64>,
    strides: Vec<i64>,
    operands: [Vec<Value<'c, 'a>>; 2],
}

impl<'c: 'a, 'a> Place<'c, 'a> {
    /// `part` is the slice, which is where sizes come from.
    fn new(
        lowering: &Lowering<'_, 'c, 'a>,
        part: Value<'c, 'a>,
        offset: Option<Value<'c, 'a>>,
    ) -> Self {
        let b = &lowering.builder;
        let shape = shape_of(part);
        let dim = lowering.int("dim") as usize;
        let start = lowering.int("start");
        let mut offsets = vec![0; shape.len()];
        let mut strides = vec![1; shape.len()];
        offsets[dim] = start;
        strides[dim] = lowering.int("step");
        let mut dynamic_offsets = vec![];
        if let Some(offset) = offset {
            offsets[dim] = i64::MIN;
            let sum = [offset, b.index(start)];
            let offset = if start == 0 {
                offset
            } else {
                b.value("arith.addi", &sum, &[], Type::index(b.context))
            };
            dynamic_offsets.push(offset);
        }
        Self {
            offsets,
            sizes: shape.iter().map(|size| size.unwrap_or(i64::MIN)).collect(),
            strides,
            operands: [dynamic_offsets, b.sizes(part)],
        }
    }

    /// `tensor.extract_slice` or `insert_slice` of it.
    fn op(
        self,
        b: &Builder<'c, 'a>,
        name: &str,
        tensors: &[Value<'c, 'a>],
        result: Type<'c>,
    ) -> Value<'c, 'a> {
        let [offsets, sizes] = self.operands;
        let mut segments = vec![1; tensors.len()];
        segments.extend([offsets.len() as i32, sizes.len() as i32, 0]);
        let mut operands = tensors.to_vec();
        operands.extend(offsets);
        operands.extend(sizes);
        let attributes = [
            ("static_offsets", b.i64s_attribute(&self.offsets)),
            ("static_sizes", b.i64s_attribute(&self.sizes)),
            ("static_strides", b.i64s_attribute(&self.strides)),
            ("operandSegmentSizes", b.i32s_attribute(&segments)),
        ];
        b.value(name, &operands, &attributes, result)
    }
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// An index as a number of an element type.
    pub fn index_to(&self, index: Value<'c, 'a>, dtype: DType) -> Value<'c, 'a> {
        if dtype.is_float() {
            let wide = self.index_to(index, DType::I64);
            return self.scalar_cast(wide, DType::I64, dtype);
        }
        self.value("arith.index_cast", &[index], &[], dtype.mlir(self.context))
    }

    /// An integer of a type as an index.
    pub fn to_index(&self, number: Value<'c, 'a>) -> Value<'c, 'a> {
        self.value(
            "arith.index_cast",
            &[number],
            &[],
            Type::index(self.context),
        )
    }

    /// `tensor.extract_slice` of all but some leading and trailing elements.
    pub fn crop(
        &self,
        tensor: Value<'c, 'a>,
        offsets: &[i64],
        shape: &[Option<i64>],
        sizes: &[Value<'c, 'a>],
    ) -> Value<'c, 'a> {
        Place {
            offsets: offsets.to_vec(),
            sizes: shape.iter().map(|size| size.unwrap_or(i64::MIN)).collect(),
            strides: vec![1; shape.len()],
            operands: [vec![], sizes.to_vec()],
        }
        .op(
            self,
            "tensor.extract_slice",
            &[tensor],
            self.type_like(tensor, shape),
        )
    }
}

pub fn slice<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let result = lowering.result();
    let dim = lowering.int("dim") as usize;
    let sized = shape_of(result)[dim].is_none();
    let offset = (lowering.operands.len() - usize::from(sized) == 2).then(|| lowering.operands[1]);
    let place = Place::new(lowering, result, offset);
    let operands = &lowering.operands[..1];
    Ok(vec![place.op(
        &lowering.builder,
        "tensor.extract_slice",
        operands,
        result.r#type(),
    )])
}

pub fn slice_scatter<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let place = Place::new(
        lowering,
        lowering.operands[0],
        lowering.operands.get(2).copied(),
    );
    let operands = &lowering.operands[..2];
    let r#type = lowering.result().r#type();
    Ok(vec![place.op(
        &lowering.builder,
        "tensor.insert_slice",
        operands,
        r#type,
    )])
}

pub fn concat<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let result = lowering.result();
    let (shape, dim) = (shape_of(result), lowering.int("dim") as usize);
    let index = Type::index(b.context);
    // Where each operand starts: known as long as the sizes before it are.
    let mut start: (i64, Option<Value<'c, 'a>>) = (0, None);
    let mut starts = vec![];
    for &operand in &lowering.operands {
        starts.push(start);
        start = match (shape_of(operand)[dim], start) {
            (Some(size), (known, None)) => (known + size, None),
            (_, (known, dynamic)) => {
                let sum = [
                    dynamic.unwrap_or_else(|| b.index(known)),
                    b.size(operand, dim),
                ];
                (0, Some(b.value("arith.addi", &sum, &[], index)))
            }
        };
    }
    let mut sizes = vec![];
    for (i, size) in shape.iter().enumerate() {
        if size.is_none() {
            let total = start.1.filter(|_| i == dim);
            sizes.push(total.unwrap_or_else(|| b.size(lowering.operands[0], i)));
        }
    }
    let mut joined = b.empty(&shape, &sizes, element_of(result));
    for (&operand, (known, dynamic)) in lowering.operands.iter().zip(starts) {
        let mut offsets = vec![0; shape.len()];
        offsets[dim] = if dynamic.is_some() { i64::MIN } else { known };
        let place = Place {
            offsets,
            sizes: shape_of(operand)
                .iter()
                .map(|size| size.unwrap_or(i64::MIN))
                .collect(),
            strides: vec![1; shape.len()],
            operands: [dynamic.into_iter().collect(), b.sizes(operand)],
        };
        let r#type = tensor_type(&shape, element_of(result));
        joined = place.op(b, "tensor.insert_slice", &[operand, joined], r#type);
    }
    Ok(vec![joined])
}

#[cfg(test)]
mod tests {
    use super::common_groups;

    #[test]
    fn groups_dimensions() {
        let some = |sizes: &[i64]| sizes.iter().map(|&size| Some(size)).collect::<Vec<_>>();
        assert_eq!(
            common_groups(&some(&[4, 16, 5, 5]), &some(&[4, 400])),
            Some(vec![(1, 1), (3, 1)])
        );
        assert_eq!(
            common_groups(&some(&[6, 4]), &some(&[4, 6])),
            Some(vec![(2, 2)])
        );
        assert_eq!(
            common_groups(&some(&[6]), &some(&[6, 1, 1])),
            Some(vec![(1, 3)])
        );
        let dynamic = [None, Some(16), Some(25)];
        assert_eq!(
            common_groups(&dynamic, &[None, Some(400)]),
            Some(vec![(1, 1), (2, 1)])
        );
        assert_eq!(common_groups(&[None, Some(4)], &[Some(4), None]), None);
    }
}
