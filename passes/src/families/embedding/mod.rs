//! Lookups by index, and the sums that are their derivatives.

mod emission;
mod lowering;

use super::{
    nn::Predicate,
    registry::{Adjoint, Derivative, Gradients, NnOp},
    types::shape_of,
};
use crate::refusal::{DERIVATIVE, refuse_operation};
use janus_dialects::melior::ir::{ValueLike, operation::OperationLike};

pub use emission::{FUNCTIONS, IN_PLACE};

/// The ops of the family.
pub const OPS: &[NnOp] = &[
    NnOp {
        name: "nn.embedding",
        derivative: Derivative::Reverse(embedding),
        lower: lowering::embedding,
    },
    NnOp {
        name: "nn.embedding_grad",
        derivative: Derivative::Reverse(embedding_grad),
        lower: lowering::embedding_grad,
    },
    NnOp {
        name: "nn.gather",
        derivative: Derivative::Reverse(gather),
        lower: lowering::gather,
    },
    NnOp {
        name: "nn.scatter_add",
        derivative: Derivative::Reverse(scatter_add),
        lower: lowering::scatter_add,
    },
];

/// A lookup carries its layer's `padding_index`, which only its derivative looks at.
fn embedding<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let (table, indices) = (adjoint.lhs(), adjoint.rhs());
    let mut operands = vec![adjoint.grad()?, indices];
    operands.extend(b.dynamic_dims(table));
    let attributes: Vec<_> = adjoint
        .op
        .attribute("padding_index")
        .ok()
        .map(|attribute| ("padding_index", attribute))
        .into_iter()
        .collect();
    Ok(vec![
        Some(b.value("nn.embedding_grad", &operands, &attributes, table.r#type())),
        None,
    ])
}

fn embedding_grad<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let operands = [adjoint.grad()?, adjoint.rhs()];
    let r#type = adjoint.lhs().r#type();
    let mut gradients = vec![None; adjoint.operands.len()];
    let padded = adjoint.op.has_attribute("padding_index");
    if padded {
        return Err(refuse_operation(
            DERIVATIVE,
            &adjoint.op,
            "has no derivative of its own where an index is padding",
        ));
    }
    gradients[0] = adjoint.of(0, |b| b.value("nn.embedding", &operands, &[], r#type));
    Ok(gradients)
}

/// Set on a gather of one element along the dimension, for each place in the others: what an extreme is.
pub const SELECTS: &str = "nn.selects";

fn gather<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    if adjoint.op.has_attribute(SELECTS) {
        // Added to zeros, a `-0` would not stay one.
        let places = b.iota_along(adjoint.lhs(), adjoint.int("dim") as usize);
        let hit = b.compare(Predicate::Eq, places, adjoint.rhs());
        return Ok(vec![Some(b.masked(hit, adjoint.grad()?)), None]);
    }
    let zeros = b.zeros_like(adjoint.lhs());
    let operands = [adjoint.grad()?, adjoint.rhs(), zeros];
    let attributes = [("dim", b.i64_attribute(adjoint.int("dim")))];
    Ok(vec![
        Some(b.value("nn.scatter_add", &operands, &attributes, zeros.r#type())),
        None,
    ])
}

fn scatter_add<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    let (source, indices) = (adjoint.operands[0], adjoint.operands[1]);
    debug_assert_eq!(shape_of(source).len(), shape_of(indices).len());
    Ok(vec![
        adjoint.of(0, |b| {
            let attributes = [("dim", b.i64_attribute(adjoint.int("dim")))];
            b.value("nn.gather", &[grad, indices], &attributes, source.r#type())
        }),
        None,
        Some(grad),
    ])
}
