//! Products as contractions whose maps say what is transposed.

use crate::families::{
    builder::{Builder, definition, flag, name_of},
    conv,
    linalg::{Map, Source, d, dims, iterators},
    precision::FROM_ZERO,
    registry::{Lowered, Lowering},
    types::{dtype_of, element_of, shape_of},
};
use janus_dialects::{
    Diagnostic,
    melior::ir::{
        Value, ValueLike,
        operation::{OperationLike, OperationRef},
    },
};

pub fn matmul<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    if let Some(product) = outer(lowering) {
        return Ok(vec![product]);
    }
    let b = &lowering.builder;
    let result = lowering.result();
    let zero = b.filled(&shape_of(result), &b.sizes(result), 0, dtype_of(result));
    Ok(vec![product(b, lowering.op, &lowering.operands, zero)])
}

/// A column times a row, if that is what the op multiplies: nothing is summed, and zeros have the signs of products.
fn outer<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Option<Value<'c, 'a>> {
    let b = &lowering.builder;
    let result = shape_of(lowering.result());
    let is_static = result.iter().all(Option::is_some);
    if lowering.op.has_attribute(FROM_ZERO)
        || result.len() != 2
        || !is_static
        || !dtype_of(lowering.result()).is_float()
    {
        return None;
    }
    let turned = |place: usize, name: &str| match flag(lowering.op, name) {
        true => b.permute(lowering.operands[place], &[1, 0]),
        false => lowering.operands[place],
    };
    let (column, row) = (turned(0, "transpose_lhs"), turned(1, "transpose_rhs"));
    if shape_of(column)[1] != Some(1) {
        return None;
    }
    Some(b.mul(
        b.expand(column, &result, vec![]),
        b.expand(row, &result, vec![]),
    ))
}

/// Multiplies and adds into an accumulator.
fn product<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    op: OperationRef<'c, 'a>,
    operands: &[Value<'c, 'a>],
    accumulator: Value<'c, 'a>,
) -> Value<'c, 'a> {
    let rank = shape_of(accumulator).len();
    // Loops: the batch, rows, columns, and the one that is summed over.
    let batch = rank - 2;
    let (m, n, k) = (batch, batch + 1, batch + 2);
    let order = |transposed: bool, rows: usize, columns: usize| {
        let mut loops: Vec<usize> = (0..batch).collect();
        loops.extend(if transposed {
            [columns, rows]
        } else {
            [rows, columns]
        });
        loops
    };
    let lhs = order(flag(op, "transpose_lhs"), m, k);
    let rhs = order(flag(op, "transpose_rhs"), k, n);
    let mut inputs = [
        tensor_source(b, operands[0], &lhs),
        tensor_source(b, operands[1], &rhs),
    ];
    // A size of 1 that views added is in no map: then the loop has no bound but the view's.
    if !inputs.iter().any(|(_, map)| map.contains(&d(k))) {
        inputs[0] = (operands[0], dims(lhs));
    }
    let outputs = [(accumulator, dims(0..rank))];
    b.generic(&inputs, &outputs, &iterators(rank, 1), multiply_add)[0]
}

/// An operand as a tensor: a product over a constant is rare enough to make one of it.
pub fn tensor_source<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    value: Value<'c, 'a>,
    loops: &[usize],
) -> (Value<'c, 'a>, Map) {
    match b.source(value, loops, &[]) {
        Source::Tensor(value, map) => (value, map),
        Source::Scalar(_) => (value, dims(loops.iter().copied())),
    }
}

/// The body of a contraction: `acc + x * y`, which may be rounded once, as in every kernel of PyTorch's for it.
pub fn multiply_add<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    elements: &[Value<'c, 'a>],
) -> Vec<Value<'c, 'a>> {
    let [x, y, accumulator] = [elements[0], elements[1], elements[2]];
    let float =
        crate::families::types::DType::from_mlir(x.r#type()).is_some_and(|dtype| dtype.is_float());
    let (mul, add) = if float {
        ("arith.mulf", "arith.addf")
    } else {
        ("arith.muli", "arith.addi")
    };
    let flags = b.contractible();
    let attributes: &[_] = if float { &flags } else { &[] };
    let product = b.value(mul, &[x, y], attributes, x.r#type());
    vec![b.value(add, &[accumulator, product], attributes, x.r#type())]
}

/// `nn.add` of a bias to a product or convolution that nothing else uses: the bias is what the
/// accumulator starts with. `None` where it is another addition.
pub fn lower_biased<'c, 'a>(
    lowering: &Lowering<'_, 'c, 'a>,
) -> Result<Option<Value<'c, 'a>>, Diagnostic<'c>> {
    let b = &lowering.builder;
    let result = lowering.result();
    let shape = shape_of(result);
    for (sum, bias) in [(0, 1), (1, 0)].map(|(i, j)| (lowering.operands[i], lowering.operands[j])) {
        let Some(op) = definition(sum) else { continue };
        let feature = match name_of(op).as_str() {
            "nn.matmul" => shape.len() - 1,
            "nn.convolution" => 1,
            _ => continue,
        };
        if lowering.uses_of(sum) != 1
            || sum.r#type() != result.r#type()
            || !is_vector_along(&shape_of(bias), shape.len(), feature)
        {
            continue;
        }
        let own = shape_of(bias).len();
        let loops: Vec<usize> = (shape.len() - own..shape.len()).collect();
        let destination = b.empty(&shape, &b.sizes(result), element_of(result));
        let accumulator = match b.broadcast_source(bias, &loops, &shape) {
            Source::Scalar(scalar) => b.filled_with(scalar, &shape, &b.sizes(result)),
            Source::Tensor(bias, map) => {
                let outputs = [(destination, dims(0..shape.len()))];
                let loops = iterators(shape.len(), 0);
                b.generic(&[(bias, map)], &outputs, &loops, |_, elements| {
                    vec![elements[0]]
                })[0]
            }
        };
        let operands = crate::families::builder::operands_of(op);
        let b = b.located(op.location());
        return Ok(Some(if feature == 1 && name_of(op) == "nn.convolution" {
            conv::convolve(&b, op, &operands, accumulator)
        } else {
            product(&b, op, &operands, accumulator)
        }));
    }
    Ok(None)
}

/// Whether a shape broadcasts to rank `rank` along all dimensions but `feature`.
fn is_vector_along(shape: &[Option<i64>], rank: usize, feature: usize) -> bool {
    let leading = rank - shape.len();
    feature >= leading
        && shape
            .iter()
            .enumerate()
            .all(|(i, size)| i + leading == feature || *size == Some(1))
}
