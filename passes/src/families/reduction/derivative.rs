//! Derivatives of reductions.

use crate::families::{
    builder::Builder,
    nn::{Predicate, reduced_shape},
    registry::{Adjoint, Gradients},
    types::{dtype_of, shape_of},
};
use crate::refusal::{DERIVATIVE, refuse_operation};
use janus_dialects::melior::ir::{Attribute, Value, ValueLike, operation::OperationLike};

/// A reduced value with size 1 in the place of the dimensions that were reduced.
pub fn keepdim<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    reduced: Value<'c, 'a>,
    input: Value<'c, 'a>,
    dims: &[usize],
) -> Value<'c, 'a> {
    let from = shape_of(input);
    let shape = reduced_shape(&from, dims, true);
    if shape_of(reduced).len() == shape.len() {
        return reduced;
    }
    let sizes = (0..shape.len())
        .filter(|&i| shape[i].is_none())
        .map(|i| b.dim(input, i))
        .collect();
    b.reshape(reduced, &shape, sizes)
}

pub fn sum<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let grad = keepdim(b, adjoint.grad()?, adjoint.lhs(), &adjoint.dims("dims"));
    Ok(vec![Some(b.expand_like(grad, adjoint.lhs()))])
}

pub fn prod<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    Err(refuse_operation(
        DERIVATIVE,
        &adjoint.op,
        "has no derivative yet",
    ))
}

/// Set on an extreme of all elements, as `max()` gives it: if it is NaN, all NaNs share the derivative.
pub const SHARED_BY_NANS: &str = "nn.shared_by_nans";

/// All elements that are extreme share the derivative equally. Where the extreme is NaN no element equals it, and every
/// derivative is NaN, unless the NaNs are to share it.
pub fn extreme<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let (input, dims) = (adjoint.lhs(), adjoint.dims("dims"));
    let grad = keepdim(b, adjoint.grad()?, input, &dims);
    let result = keepdim(b, adjoint.result(), input, &dims);
    let mut hit = b.compare(Predicate::Eq, input, result);
    let shared = adjoint.op.has_attribute(SHARED_BY_NANS);
    if shared {
        hit = b.binary("nn.or", hit, b.compare(Predicate::Ne, input, input));
    }
    let hits = b.cast(hit, dtype_of(input));
    let taken = match shared {
        true => b.masked(hit, grad),
        false => b.mul(grad, hits),
    };
    Ok(vec![Some(b.div(taken, b.sum(hits, &dims, true)))])
}

/// The running sum from the other end.
pub fn cumsum<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let mut attributes = vec![("dim", b.i64_attribute(adjoint.int("dim")))];
    if !adjoint.op.has_attribute("reverse") {
        attributes.push(("reverse", Attribute::unit(b.context)));
    }
    let grad = adjoint.grad()?;
    Ok(vec![Some(b.value(
        "nn.cumsum",
        &[grad],
        &attributes,
        grad.r#type(),
    ))])
}
