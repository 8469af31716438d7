//! Pooling and its derivatives.

mod adaptive;
mod emission;
mod lowering;

use super::{
    builder::Builder,
    registry::{Adjoint, Derivative, Gradients, NnOp},
};
use crate::refusal::{DERIVATIVE, refuse_operation};
use janus_dialects::{
    Diagnostic,
    melior::ir::{Attribute, Value, ValueLike, operation::OperationLike, operation::OperationRef},
};

pub use emission::{FUNCTIONS, IN_PLACE};

/// The ops of the family.
pub const OPS: &[NnOp] = &[
    NnOp {
        name: "nn.max_pool",
        derivative: Derivative::Reverse(max_pool),
        lower: lowering::max_pool,
    },
    NnOp {
        name: "nn.max_pool_grad",
        derivative: Derivative::Reverse(second_order),
        lower: lowering::max_pool_grad,
    },
    NnOp {
        name: "nn.avg_pool",
        derivative: Derivative::Reverse(avg_pool),
        lower: lowering::avg_pool,
    },
    NnOp {
        name: "nn.avg_pool_grad",
        derivative: Derivative::Reverse(avg_pool_grad),
        lower: lowering::avg_pool_grad,
    },
    NnOp {
        name: "nn.adaptive_avg_pool",
        derivative: Derivative::Reverse(adaptive_avg_pool),
        lower: adaptive::pool,
    },
    NnOp {
        name: "nn.adaptive_avg_pool_grad",
        derivative: Derivative::Reverse(adaptive_avg_pool_grad),
        lower: adaptive::pool_grad,
    },
];

/// The attributes that a pooling shares with its derivative.
fn attributes<'c>(op: OperationRef<'c, '_>) -> Vec<(&'static str, Attribute<'c>)> {
    [
        "kernel",
        "stride",
        "padding",
        "dilation",
        "exclude_padding",
        "divisor",
    ]
    .into_iter()
    .filter_map(|name| Some((name, op.attribute(name).ok()?)))
    .collect()
}

/// An op with an operand's shape, whose dynamic sizes follow the operands.
fn like<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    name: &str,
    op: OperationRef<'c, 'a>,
    operands: &[Value<'c, 'a>],
    shape_of: Value<'c, 'a>,
) -> Value<'c, 'a> {
    let mut operands = operands.to_vec();
    operands.extend(b.dynamic_dims(shape_of));
    b.value(name, &operands, &attributes(op), shape_of.r#type())
}

/// An operand's derivative, and nothing for those that are sizes.
fn first<'c, 'a>(adjoint: &Adjoint<'c, 'a>, grad: Value<'c, 'a>) -> Gradients<'c, 'a> {
    let mut gradients = vec![None; adjoint.operands.len()];
    gradients[0] = Some(grad);
    Ok(gradients)
}

/// The derivative of a pooling's result, of which PyTorch adds each element to a zero: `-0` is none that it gives.
fn added<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Result<Value<'c, 'a>, Diagnostic<'c>> {
    let grad = adjoint.grad()?;
    let b = &adjoint.builder;
    Ok(b.add(grad, b.scalar_like(0.0, grad)))
}

fn max_pool<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let operands = [added(adjoint)?, adjoint.results[1]];
    let b = &adjoint.builder;
    first(
        adjoint,
        like(b, "nn.max_pool_grad", adjoint.op, &operands, adjoint.lhs()),
    )
}

fn second_order<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    Err(refuse_operation(
        DERIVATIVE,
        &adjoint.op,
        "has no derivative of its own",
    ))
}

fn avg_pool<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let operands = [added(adjoint)?];
    first(
        adjoint,
        like(b, "nn.avg_pool_grad", adjoint.op, &operands, adjoint.lhs()),
    )
}

fn avg_pool_grad<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.builder.value(
        "nn.avg_pool",
        &[adjoint.grad()?],
        &attributes(adjoint.op),
        adjoint.lhs().r#type(),
    );
    first(adjoint, grad)
}

fn adaptive_avg_pool<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let operands = [added(adjoint)?];
    first(
        adjoint,
        like(
            b,
            "nn.adaptive_avg_pool_grad",
            adjoint.op,
            &operands,
            adjoint.lhs(),
        ),
    )
}

fn adaptive_avg_pool_grad<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let r#type = adjoint.lhs().r#type();
    let grad = adjoint
        .builder
        .value("nn.adaptive_avg_pool", &[adjoint.grad()?], &[], r#type);
    first(adjoint, grad)
}
