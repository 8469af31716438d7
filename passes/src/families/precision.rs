//! Half-precision numbers: what is computed with `float16` or `bfloat16` is computed in `float32` and rounded once, as
//! PyTorch's kernels do.
//!
//! There are three places where that matters. A call that is one kernel of PyTorch's but several ops here (a loss, a
//! normalization, a product with its bias) is made of `float32` ops as a whole: its family lists it under `WIDE`. An op
//! by itself is widened when it is lowered. And the derivative of an op is computed in `float32` from what the op took
//! and gave, which has been rounded.

use super::{
    builder::{Builder, definition, key, name_of, operands_of, result_of, results_of},
    emitter::Emitter,
    operand::{Emitted, Operand, Refusal, Write},
    registry::{Adjoint, Derivative, Gradients},
    signature::BoundArgs,
    types::{DType, dtype_of, shape_of, tensor_type},
};
use janus_dialects::{
    ir::OperationExt,
    melior::ir::{
        Attribute, Type, Value, ValueLike,
        operation::{OperationLike, OperationRef},
        r#type::RankedTensorType,
    },
};
use std::collections::HashSet;

/// Ops that move elements, choose between them or compare them, which is the same in any precision, and conversions. (LLVM
/// has no code for the maximum of two numbers of half precision.)
const EXACT: &[&str] = &[
    "nn.argmax",
    "nn.argmin",
    "nn.cast",
    "nn.compare",
    "nn.concat",
    "nn.constant",
    "nn.copy",
    "nn.detach",
    "nn.embedding",
    "nn.expand",
    "nn.gather",
    "nn.gradient",
    "nn.permute",
    "nn.reshape",
    "nn.slice",
    "nn.slice_scatter",
    "nn.where",
    "nn.with_slopes",
];

/// Ops that round in between, too: their lowerings do it.
const OWN: &[&str] = &["nn.log_softmax", "nn.softmax"];

/// Ops whose derivatives are sums or views.
const MOVES: &[&str] = &[
    "nn.cast",
    "nn.concat",
    "nn.copy",
    "nn.permute",
    "nn.reshape",
    "nn.slice",
    "nn.slice_scatter",
    "nn.sum",
    "nn.where",
];

/// Set on a product whose sums begin with zero even where they have one term, which shows in the signs of zeros: PyTorch's own
/// kernels for half-precision numbers do that, and BLAS does not.
pub const FROM_ZERO: &str = "nn.from_zero";

/// Marks an op, if it is a product.
pub fn begin_with_zero<'c: 'a, 'a>(b: &Builder<'c, 'a>, op: OperationRef<'c, 'a>) {
    if name_of(op) == "nn.matmul" {
        op.set_attr(FROM_ZERO, Attribute::unit(b.context));
    }
}

impl DType {
    /// Whether it is a float that numbers are only kept in.
    pub fn is_half(self) -> bool {
        matches!(self, Self::F16 | Self::BF16)
    }
}

/// Whether a value is a tensor of half-precision numbers.
fn is_half(value: Value<'_, '_>) -> bool {
    RankedTensorType::try_from(value.r#type()).is_ok() && dtype_of(value).is_half()
}

/// The value in `float32`, if it is one of half-precision numbers.
pub fn widen<'c: 'a, 'a>(b: &Builder<'c, 'a>, value: Value<'c, 'a>) -> Value<'c, 'a> {
    if is_half(value) {
        b.cast(value, DType::F32)
    } else {
        value
    }
}

fn widened_type<'c>(b: &Builder<'c, '_>, value: Value<'c, '_>) -> Type<'c> {
    if is_half(value) {
        tensor_type(&shape_of(value), DType::F32.mlir(b.context))
    } else {
        value.r#type()
    }
}

/// An op on half-precision numbers as the same op on `float32` and conversions around it; `None` for an op that is none
/// or needs none. Returns what takes the place of its results.
pub fn widened<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    op: OperationRef<'c, 'a>,
) -> Option<Vec<Value<'c, 'a>>> {
    let name = name_of(op);
    let (operands, results) = (operands_of(op), results_of(op));
    let as_it_is = EXACT.contains(&name.as_str()) || OWN.contains(&name.as_str());
    if as_it_is || !operands.iter().chain(&results).any(|&v| is_half(v)) {
        return None;
    }
    let operands: Vec<_> = operands.iter().map(|&operand| widen(b, operand)).collect();
    let types: Vec<_> = results
        .iter()
        .map(|&result| widened_type(b, result))
        .collect();
    let attributes: Vec<_> = op.attributes().collect();
    let attributes: Vec<_> = attributes
        .iter()
        .filter_map(|(name, attribute)| Some((name.as_string_ref().as_str().ok()?, *attribute)))
        .collect();
    let wide = b.op(&name, &operands, &attributes, &types);
    begin_with_zero(b, wide);
    Some(
        results
            .iter()
            .enumerate()
            .map(|(i, &result)| b.cast(result_of(wide, i), dtype_of(result)))
            .collect(),
    )
}

/// An op's derivatives by its family's rule, in `float32` where the op is about half-precision numbers.
pub fn derive<'c: 'a, 'a>(adjoint: &Adjoint<'c, 'a>, derivative: Derivative) -> Gradients<'c, 'a> {
    let Derivative::Reverse(derive) = derivative else {
        return Ok(vec![None; adjoint.operands.len()]);
    };
    let values = adjoint.operands.iter().chain(&adjoint.results);
    if MOVES.contains(&name_of(adjoint.op).as_str()) || !values.copied().any(is_half) {
        return derive(adjoint);
    }
    let b = &adjoint.builder;
    let wide = Adjoint {
        builder: adjoint.builder,
        op: adjoint.op,
        operands: adjoint
            .operands
            .iter()
            .map(|&operand| widen(b, operand))
            .collect(),
        results: adjoint
            .results
            .iter()
            .map(|&result| widen(b, result))
            .collect(),
        grads: adjoint
            .grads
            .iter()
            .map(|grad| grad.map(|grad| widen(b, grad)))
            .collect(),
        needed: adjoint.needed.clone(),
    };
    let gradients = derive(&wide)?;
    Ok(gradients
        .into_iter()
        .zip(&adjoint.operands)
        .map(|(grad, &operand)| grad.map(|grad| b.cast(grad, dtype_of(operand))))
        .collect())
}

/// The type of a call's floats, if that is one of half precision.
fn half_of<'c, 'a>(operands: &[&Operand<'c, 'a>]) -> Option<DType> {
    let mut found = vec![];
    let mut stack: Vec<&Operand<'c, 'a>> = operands.to_vec();
    while let Some(operand) = stack.pop() {
        match operand {
            Operand::Tensor(tensor) if tensor.dtype.is_float() => found.push(tensor.dtype),
            Operand::List(items) => stack.extend(items),
            _ => {}
        }
    }
    let first = *found.first()?;
    (first.is_half() && found.iter().all(|&dtype| dtype == first)).then_some(first)
}

/// An operand whose half-precision tensors are `float32`.
fn wide_operand<'c: 'a, 'a>(e: &Emitter<'_, 'c, 'a>, operand: &Operand<'c, 'a>) -> Operand<'c, 'a> {
    match operand {
        Operand::Tensor(tensor) if tensor.dtype.is_half() => {
            Operand::Tensor(e.cast(tensor, DType::F32))
        }
        Operand::List(items) => {
            Operand::List(items.iter().map(|item| wide_operand(e, item)).collect())
        }
        other => other.clone(),
    }
}

/// A result whose `float32` tensors are of half precision again.
fn rounded<'c: 'a, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    operand: Operand<'c, 'a>,
    half: DType,
) -> Operand<'c, 'a> {
    match operand {
        Operand::Tensor(tensor) if tensor.dtype == DType::F32 => {
            Operand::Tensor(e.cast(&tensor, half))
        }
        Operand::List(items) => Operand::List(
            items
                .into_iter()
                .map(|item| rounded(e, item, half))
                .collect(),
        ),
        other => other,
    }
}

/// Makes the ops of a call that is one kernel of PyTorch's.
pub fn emit_wide<'c: 'a, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    arguments: &BoundArgs<'c, 'a>,
    emit: super::Emit,
) -> Result<Emitted<'c, 'a>, Refusal> {
    // What converts its operand first says itself what it computes in.
    let half = if arguments.has("dtype") {
        None
    } else {
        half_of(&arguments.operands())
    };
    let Some(half) = half else {
        return emit(e, arguments);
    };
    for number in arguments.operands() {
        e.fits(number, half)?;
    }
    let wide = arguments.map(|operand| wide_operand(e, operand));
    let emitted = emit(e, &wide)?;
    if let Operand::Tensor(result) = &emitted.result {
        let inputs = wide.all_tensors();
        let mut seen: HashSet<_> = inputs.iter().map(|own| key(own.value)).collect();
        let mut values = vec![result.value];
        while let Some(value) = values.pop() {
            if let Some(op) = definition(value).filter(|_| seen.insert(key(value))) {
                begin_with_zero(&e.builder, op);
                values.extend(operands_of(op));
            }
        }
    }
    Ok(Emitted {
        result: rounded(e, emitted.result, half),
        writes: emitted
            .writes
            .into_iter()
            .map(|write| Write {
                value: e.builder.cast(write.value, half),
                ..write
            })
            .collect(),
    })
}
