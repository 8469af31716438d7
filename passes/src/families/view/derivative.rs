//! Derivatives of views.

use crate::families::{
    PART, VIEW,
    builder::definition,
    linalg::splat,
    registry::{Adjoint, Gradients},
    types::shape_of,
};
use crate::refusal::{DERIVATIVE, refuse_operation};
use janus_dialects::{
    ir::OperationExt,
    melior::ir::{Attribute, Value, operation::OperationLike},
};

/// One derivative and nothing for the operands that are sizes.
fn first<'c, 'a>(adjoint: &Adjoint<'c, 'a>, grad: Value<'c, 'a>) -> Gradients<'c, 'a> {
    let mut gradients = vec![None; adjoint.operands.len()];
    gradients[0] = Some(grad);
    Ok(gradients)
}

pub fn copy<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    first(adjoint, adjoint.grad()?)
}

pub fn reshape<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    first(
        adjoint,
        adjoint.builder.reshape_like(adjoint.grad()?, adjoint.lhs()),
    )
}

pub fn expand<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    // A constant has no derivative that anybody could ask for.
    if splat(adjoint.lhs()).is_some() {
        return Ok(vec![None; adjoint.operands.len()]);
    }
    first(
        adjoint,
        adjoint.builder.sum_to(adjoint.grad()?, adjoint.lhs()),
    )
}

pub fn permute<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let permutation = adjoint.dims("permutation");
    let mut inverse = vec![0; permutation.len()];
    for (i, dim) in permutation.into_iter().enumerate() {
        inverse[dim] = i;
    }
    first(adjoint, adjoint.builder.permute(adjoint.grad()?, &inverse))
}

/// Zeros with the derivative in the place that was read.
pub fn slice<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let place = (
        adjoint.int("dim") as usize,
        adjoint.int("start"),
        adjoint.int("step"),
    );
    let grad = b.slice_scatter(
        adjoint.grad()?,
        b.zeros_like(adjoint.lhs()),
        place,
        offset(adjoint),
    );
    if let (true, Some(scatter)) = (adjoint.op.has_attribute(PART), definition(grad)) {
        scatter.set_attr(PART, Attribute::unit(b.context));
    }
    first(adjoint, grad)
}

/// The operand that says where a slice starts: the second of a slice's three segments.
fn offset<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Option<Value<'c, 'a>> {
    let dim = adjoint.int("dim") as usize;
    let sized = shape_of(adjoint.result())[dim].is_none();
    let extra = adjoint.operands.len() - 1 - usize::from(sized);
    (extra == 1).then(|| adjoint.operands[1])
}

pub fn slice_scatter<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let grad = adjoint.grad()?;
    let (source, offset) = (adjoint.operands[0], adjoint.operands.get(2).copied());
    let (dim, start, step) = (
        adjoint.int("dim") as usize,
        adjoint.int("start"),
        adjoint.int("step"),
    );
    let mut gradients = vec![None; adjoint.operands.len()];
    gradients[0] = adjoint.of(0, |b| {
        let count = shape_of(source)[dim];
        let size = count.is_none().then(|| b.dim(source, dim));
        b.slice(grad, dim, start, step, count, offset, size)
    });
    gradients[1] = adjoint.of(1, |_| {
        b.slice_scatter(b.zeros_like(source), grad, (dim, start, step), offset)
    });
    Ok(gradients)
}

/// Each operand gets its part of the derivative.
pub fn concat<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    let dim = adjoint.int("dim") as usize;
    let mut start = Some(0);
    let mut gradients = vec![];
    for (i, &operand) in adjoint.operands.iter().enumerate() {
        let count = shape_of(operand)[dim];
        let Some(from) = start else {
            return Err(refuse_operation(
                DERIVATIVE,
                &adjoint.op,
                "has a derivative only where all but the last operand have a static size",
            ));
        };
        gradients.push(adjoint.of(i, |b| {
            let size = count.is_none().then(|| b.dim(operand, dim));
            let part = b.slice(grad, dim, from, 1, count, None, size);
            if let (true, Some(slice)) = (adjoint.op.has_attribute(VIEW), definition(part)) {
                slice.set_attr(VIEW, Attribute::unit(b.context));
            }
            part
        }));
        start = count.map(|count| from + count);
    }
    Ok(gradients)
}
