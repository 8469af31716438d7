//! Softmax and normalization: ops that are composed of others, kept whole for their derivatives.

mod activations;
mod batch_norm;
mod emission;

use super::{
    precision::widen,
    registry::{Adjoint, Derivative, Gradients, Lowered, Lowering, NnOp},
    types::{DType, dtype_of, shape_of},
};
use crate::families::builder::float_attribute;

pub use activations::log_sigmoid;
pub use emission::{FUNCTIONS, IN_PLACE, WIDE};

/// The ops of the family.
pub const OPS: &[NnOp] = &[
    NnOp {
        name: "nn.softmax",
        derivative: Derivative::Reverse(softmax),
        lower: lower_softmax,
    },
    NnOp {
        name: "nn.log_softmax",
        derivative: Derivative::Reverse(log_softmax),
        lower: lower_log_softmax,
    },
    NnOp {
        name: "nn.normalize",
        derivative: Derivative::Reverse(normalize),
        lower: lower_normalize,
    },
    NnOp {
        name: "nn.batch_norm",
        derivative: Derivative::Reverse(batch_norm::derivative),
        lower: batch_norm::lower,
    },
];

fn softmax<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let (grad, y) = (adjoint.grad()?, adjoint.result());
    let weighted = b.sum(b.mul(grad, y), &[adjoint.int("dim") as usize], true);
    Ok(vec![Some(b.mul(b.sub(grad, weighted), y))])
}

fn log_softmax<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let (grad, y) = (adjoint.grad()?, adjoint.result());
    let total = b.sum(grad, &[adjoint.int("dim") as usize], true);
    Ok(vec![Some(b.sub(grad, b.mul(b.unary("nn.exp", y), total)))])
}

/// The derivative through the normalized values, the mean and the variance.
fn normalize<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let (x, dims) = (adjoint.lhs(), adjoint.dims("dims"));
    let [y, mean, variance] = [adjoint.results[0], adjoint.results[1], adjoint.results[2]];
    let count = b.numel(x, &dims);
    let mut terms = vec![];
    if let Some(grad) = adjoint.grads[0] {
        let eps = b.scalar_like(float_attribute(adjoint.op, "eps").unwrap_or(0.0), x);
        let scale = b.unary("nn.rsqrt", b.add(variance, eps));
        let shift = b.div(b.sum(grad, &dims, true), count);
        let slope = b.div(b.sum(b.mul(grad, y), &dims, true), count);
        terms.push(b.mul(b.sub(b.sub(grad, shift), b.mul(y, slope)), scale));
    }
    if let Some(grad) = adjoint.grads[1] {
        terms.push(b.expand_like(b.div(grad, count), x));
    }
    if let Some(grad) = adjoint.grads[2] {
        let slope = b.div(b.scale(grad, 2.0), count);
        terms.push(b.mul(b.sub(x, mean), slope));
    }
    Ok(vec![terms.into_iter().reduce(|sum, term| b.add(sum, term))])
}

/// Of half-precision numbers PyTorch's kernel for the last dimension divides in `float32`; the one for the others keeps the
/// exponentials in between, rounded.
fn lower_softmax<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (x, dim) = (lowering.operands[0], lowering.int("dim") as usize);
    let (dtype, dims, is_last) = (dtype_of(x), [dim], dim + 1 == shape_of(x).len());
    let x = widen(b, x);
    let shifted = b.sub(x, b.reduce("nn.amax", x, &dims, true));
    let exponentials = b.unary("nn.exp", shifted);
    let sum = b.sum(exponentials, &dims, true);
    let kept = match dtype.is_half() && !is_last {
        true => b.cast(b.cast(exponentials, dtype), DType::F32),
        false => exponentials,
    };
    Ok(vec![b.cast(b.div(kept, sum), dtype)])
}

/// Of half-precision numbers PyTorch's kernel for the last dimension rounds the sum and its logarithm.
fn lower_log_softmax<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (x, dim) = (lowering.operands[0], lowering.int("dim") as usize);
    let (dtype, dims, is_last) = (dtype_of(x), [dim], dim + 1 == shape_of(x).len());
    let x = widen(b, x);
    let shifted = b.sub(x, b.reduce("nn.amax", x, &dims, true));
    let sum = b.sum(b.unary("nn.exp", shifted), &dims, true);
    let rounded = |value| match dtype.is_half() && is_last {
        true => b.cast(b.cast(value, dtype), DType::F32),
        false => value,
    };
    let logarithm = rounded(b.unary("nn.log", rounded(sum)));
    Ok(vec![b.cast(b.sub(shifted, logarithm), dtype)])
}

fn lower_normalize<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let (x, dims) = (lowering.operands[0], lowering.dims("dims"));
    debug_assert!(dims.iter().all(|&dim| dim < shape_of(x).len()));
    let eps = b.scalar_like(float_attribute(lowering.op, "eps").unwrap_or(0.0), x);
    let count = b.numel(x, &dims);
    let mean = b.div(b.sum(x, &dims, true), count);
    let centered = b.sub(x, mean);
    let variance = b.div(b.sum(b.mul(centered, centered), &dims, true), count);
    let scale = b.unary("nn.rsqrt", b.add(variance, eps));
    Ok(vec![b.mul(centered, scale), mean, variance])
}
