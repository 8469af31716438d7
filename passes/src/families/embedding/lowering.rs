//! Lookups read with `tensor.extract`; sums write row after row, as rows may repeat.

use crate::families::{
    builder::{Builder, int_attribute},
    linalg::{dims, iterators},
    nn::Predicate,
    registry::{Lowered, Lowering},
    types::{DType, Shape, dtype_of, element_of, shape_of},
};
use janus_dialects::melior::ir::{Type, Value, ValueLike};

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// One element of a tensor.
    fn extract(&self, tensor: Value<'c, 'a>, indices: &[Value<'c, 'a>]) -> Value<'c, 'a> {
        let operands = [&[tensor], indices].concat();
        self.value("tensor.extract", &operands, &[], element_of(tensor))
    }
}

pub fn embedding<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (table, indices) = (lowering.operands[0], lowering.operands[1]);
    let result = lowering.result();
    let (rank, lead) = (shape_of(result).len(), shape_of(indices).len());
    let destination = b.empty(&shape_of(result), &b.sizes(result), element_of(result));
    let inputs = [(indices, dims(0..lead))];
    let outputs = [(destination, dims(0..rank))];
    Ok(
        b.generic(&inputs, &outputs, &iterators(rank, 0), |b, elements| {
            let mut place = vec![b.to_index(elements[0])];
            place.extend((lead..rank).map(|i| b.loop_index(i)));
            vec![b.extract(table, &place)]
        }),
    )
}

pub fn gather<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (input, indices) = (lowering.operands[0], lowering.operands[1]);
    let result = lowering.result();
    let dim = lowering.int("dim") as usize;
    let rank = shape_of(result).len();
    let destination = b.empty(&shape_of(result), &b.sizes(result), element_of(result));
    let inputs = [(indices, dims(0..rank))];
    let outputs = [(destination, dims(0..rank))];
    Ok(
        b.generic(&inputs, &outputs, &iterators(rank, 0), |b, elements| {
            let place: Vec<_> = (0..rank)
                .map(|i| {
                    if i == dim {
                        b.to_index(elements[0])
                    } else {
                        b.loop_index(i)
                    }
                })
                .collect();
            vec![b.extract(input, &place)]
        }),
    )
}

/// For each index: row of the table + row of the derivative, written back.
pub fn embedding_grad<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (grad, indices) = (lowering.operands[0], lowering.operands[1]);
    let result = lowering.result();
    let (shape, dtype, element) = (shape_of(result), dtype_of(result), element_of(result));
    let lead = shape_of(indices).len();
    let padding = int_attribute(lowering.op, "padding_index");
    // One dimension of indices.
    let count: Option<i64> = shape_of(indices).iter().copied().product();
    let index = Type::index(b.context);
    let total = (0..lead)
        .map(|i| b.size(indices, i))
        .reduce(|a, c| b.value("arith.muli", &[a, c], &[], index))
        .unwrap_or_else(|| b.index(1));
    let sizes = |count: Option<i64>| if count.is_none() { vec![total] } else { vec![] };
    let flat = b.reshape(indices, &[count], sizes(count));
    let mut rows: Shape = vec![count];
    rows.extend(&shape[1..]);
    let mut row_sizes = sizes(count);
    for (i, size) in shape.iter().enumerate().skip(1) {
        if size.is_none() {
            row_sizes.push(b.size(result, i));
        }
    }
    let grad = b.reshape(grad, &rows, row_sizes.clone());
    let zeros = b.filled(&shape, &b.sizes(result), 0, dtype);
    let inner_sizes = row_sizes[usize::from(count.is_none())..].to_vec();
    let summed = b.for_all(total, &[zeros], |b, i, carried| {
        let table = carried[0];
        let number = b.extract(flat, &[i]);
        let place = b.to_index(number);
        let row =
            |b: &Builder<'c, 'a>, tensor, at| b.row(tensor, at, &shape[1..], &inner_sizes, None);
        let (old, new) = (row(b, table, place), row(b, grad, i));
        let keep = padding.map(|padding| {
            b.scalar_compare(
                Predicate::Ne,
                DType::I64,
                number,
                b.number(padding, DType::I64),
            )
        });
        let rank = shape.len() - 1;
        let inputs = [(new, dims(0..rank))];
        let sum = b.generic(
            &inputs,
            &[(old, dims(0..rank))],
            &iterators(rank, 0),
            |b, elements| {
                let sum = b.value("arith.addf", &[elements[1], elements[0]], &[], element);
                vec![keep.map_or(sum, |keep| b.scalar_select(keep, sum, elements[1]))]
            },
        )[0];
        vec![b.row(table, place, &shape[1..], &inner_sizes, Some(sum))]
    });
    Ok(summed)
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// Reads the row of a tensor, or writes it where there is a `source`.
    fn row(
        &self,
        tensor: Value<'c, 'a>,
        at: Value<'c, 'a>,
        shape: &[Option<i64>],
        sizes: &[Value<'c, 'a>],
        source: Option<Value<'c, 'a>>,
    ) -> Value<'c, 'a> {
        let mut offsets = vec![0; shape.len() + 1];
        offsets[0] = i64::MIN;
        let mut statics = vec![1];
        statics.extend(shape.iter().map(|size| size.unwrap_or(i64::MIN)));
        let mut operands: Vec<_> = source.into_iter().collect();
        operands.extend([tensor, at]);
        operands.extend(sizes);
        let mut segments = vec![1; usize::from(source.is_some()) + 1];
        segments.extend([1, sizes.len() as i32, 0]);
        let attributes = [
            ("static_offsets", self.i64s_attribute(&offsets)),
            ("static_sizes", self.i64s_attribute(&statics)),
            (
                "static_strides",
                self.i64s_attribute(&vec![1; shape.len() + 1]),
            ),
            ("operandSegmentSizes", self.i32s_attribute(&segments)),
        ];
        match source {
            Some(_) => self.value(
                "tensor.insert_slice",
                &operands,
                &attributes,
                tensor.r#type(),
            ),
            None => {
                let r#type = self.type_like(tensor, shape);
                self.value("tensor.extract_slice", &operands, &attributes, r#type)
            }
        }
    }
}

pub fn scatter_add<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let [source, indices, base] = [0, 1, 2].map(|i| lowering.operands[i]);
    let dim = lowering.int("dim") as usize;
    let rank = shape_of(indices).len();
    let sizes: Vec<_> = (0..rank).map(|i| b.size(indices, i)).collect();
    let add = if dtype_of(base).is_float() {
        "arith.addf"
    } else {
        "arith.addi"
    };
    let mut places = vec![];
    Ok(vec![nest(
        b,
        &sizes,
        base,
        &mut places,
        &mut |b, places, tensor| {
            let number = b.extract(indices, places);
            let mut target = places.to_vec();
            target[dim] = b.to_index(number);
            let (old, new) = (b.extract(tensor, &target), b.extract(source, places));
            let sum = b.value(add, &[old, new], &[], old.r#type());
            let operands = [&[sum, tensor], target.as_slice()].concat();
            b.value("tensor.insert", &operands, &[], tensor.r#type())
        },
    )])
}

/// The body of a nest of loops: it gets the indices and the tensor so far.
type NestBody<'x, 'c, 'a> =
    &'x mut dyn FnMut(&Builder<'c, 'a>, &[Value<'c, 'a>], Value<'c, 'a>) -> Value<'c, 'a>;

/// Loops over all indices below `sizes`.
fn nest<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    sizes: &[Value<'c, 'a>],
    tensor: Value<'c, 'a>,
    places: &mut Vec<Value<'c, 'a>>,
    body: NestBody<'_, 'c, 'a>,
) -> Value<'c, 'a> {
    match sizes.split_first() {
        None => body(b, places, tensor),
        Some((&count, rest)) => b.for_all(count, &[tensor], |b, i, carried| {
            places.push(i);
            let changed = nest(b, rest, carried[0], places, body);
            places.pop();
            vec![changed]
        })[0],
    }
}
