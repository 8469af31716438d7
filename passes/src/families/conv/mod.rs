//! Convolutions and their two derivatives.

pub mod emission;
mod lowering;

use super::{
    builder::Builder,
    registry::{Adjoint, Derivative, Gradients, NnOp},
    types::shape_of,
};
use crate::refusal::{DERIVATIVE, refuse_operation};
use janus_dialects::{
    Diagnostic,
    melior::ir::{Attribute, Value, ValueLike, operation::OperationLike, operation::OperationRef},
};

pub use emission::{FUNCTIONS, IN_PLACE, WIDE};
pub use lowering::{convolve, pad, place};

/// The ops of the family.
pub const OPS: &[NnOp] = &[
    NnOp {
        name: "nn.convolution",
        derivative: Derivative::Reverse(convolution),
        lower: lowering::convolution,
    },
    NnOp {
        name: "nn.convolution_input_grad",
        derivative: Derivative::Reverse(input_grad),
        lower: lowering::input_grad,
    },
    NnOp {
        name: "nn.convolution_weight_grad",
        derivative: Derivative::Reverse(weight_grad),
        lower: lowering::weight_grad,
    },
];

/// The attributes that the three ops share.
fn attributes<'c>(op: OperationRef<'c, '_>) -> Vec<(&'static str, Attribute<'c>)> {
    ["stride", "padding", "dilation", "groups"]
        .into_iter()
        .filter_map(|name| Some((name, op.attribute(name).ok()?)))
        .collect()
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// The derivative of `op`, one of the three, with respect to an input of `like`'s shape.
    fn convolution_input_grad(
        &self,
        op: OperationRef<'c, 'a>,
        grad: Value<'c, 'a>,
        weight: Value<'c, 'a>,
        like: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let mut operands = vec![grad, weight];
        operands.extend(self.dynamic_dims(like));
        self.value(
            "nn.convolution_input_grad",
            &operands,
            &attributes(op),
            like.r#type(),
        )
    }

    /// The derivative of `op`, one of the three, with respect to a weight of `like`'s shape.
    fn convolution_weight_grad(
        &self,
        op: OperationRef<'c, 'a>,
        grad: Value<'c, 'a>,
        input: Value<'c, 'a>,
        like: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let operands = [grad, input];
        self.value(
            "nn.convolution_weight_grad",
            &operands,
            &attributes(op),
            like.r#type(),
        )
    }
}

/// Fails where a weight has a dynamic dimension, which its derivative cannot have.
fn static_weight<'c, 'a>(
    adjoint: &Adjoint<'c, 'a>,
    weight: Value<'c, 'a>,
) -> Result<(), Diagnostic<'c>> {
    if shape_of(weight).iter().all(Option::is_some) {
        return Ok(());
    }
    Err(refuse_operation(
        DERIVATIVE,
        &adjoint.op,
        "has a derivative only for weights of a static shape",
    ))
}

fn convolution<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    let (input, weight) = (adjoint.lhs(), adjoint.rhs());
    if adjoint.needed[1] {
        static_weight(adjoint, weight)?;
    }
    Ok(vec![
        adjoint.of(0, |b| {
            b.convolution_input_grad(adjoint.op, grad, weight, input)
        }),
        adjoint.of(1, |b| {
            b.convolution_weight_grad(adjoint.op, grad, input, weight)
        }),
    ])
}

/// It is linear in both operands: its derivatives are a convolution and a derivative of one.
fn input_grad<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    let (output, weight) = (adjoint.lhs(), adjoint.rhs());
    if adjoint.needed[1] {
        static_weight(adjoint, weight)?;
    }
    let mut gradients = vec![
        adjoint.of(0, |b| {
            let operands = [grad, weight];
            b.value(
                "nn.convolution",
                &operands,
                &attributes(adjoint.op),
                output.r#type(),
            )
        }),
        adjoint.of(1, |b| {
            b.convolution_weight_grad(adjoint.op, output, grad, weight)
        }),
    ];
    gradients.resize(adjoint.operands.len(), None);
    Ok(gradients)
}

fn weight_grad<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    let (output, input) = (adjoint.lhs(), adjoint.rhs());
    Ok(vec![
        adjoint.of(0, |b| {
            let operands = [input, grad];
            b.value(
                "nn.convolution",
                &operands,
                &attributes(adjoint.op),
                output.r#type(),
            )
        }),
        adjoint.of(1, |b| {
            b.convolution_input_grad(adjoint.op, output, grad, input)
        }),
    ])
}
