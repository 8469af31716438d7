//! Matrix products and layers that are one.

mod attention;
mod emission;
mod lowering;

use super::{
    builder::{definition, operands_of},
    precision::{FROM_ZERO, begin_with_zero},
    registry::{Adjoint, Derivative, Gradients, NnOp},
    types::dtype_of,
};
use janus_dialects::melior::ir::operation::OperationLike;

pub use emission::{FUNCTIONS, IN_PLACE, WIDE};
pub use lowering::{lower_biased, multiply_add, tensor_source};

/// The ops of the family.
pub const OPS: &[NnOp] = &[NnOp {
    name: "nn.matmul",
    derivative: Derivative::Reverse(matmul),
    lower: lowering::matmul,
}];

/// Derivatives of products are products; transposes only change which of their operands is stored transposed.
fn matmul<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    let (lhs, rhs) = (adjoint.lhs(), adjoint.rhs());
    let transpose_lhs = adjoint.op.has_attribute("transpose_lhs");
    let transpose_rhs = adjoint.op.has_attribute("transpose_rhs");
    Ok(vec![
        adjoint
            .of(0, |b| {
                if transpose_lhs {
                    b.matmul(rhs, grad, (transpose_rhs, true))
                } else {
                    b.matmul(grad, rhs, (false, !transpose_rhs))
                }
            })
            .map(|value| adjoint.builder.retyped(value, lhs)),
        adjoint
            .of(1, |b| {
                if transpose_rhs {
                    b.matmul(grad, lhs, (true, transpose_lhs))
                } else {
                    b.matmul(lhs, grad, (!transpose_lhs, false))
                }
            })
            .map(|value| {
                // That by the left operand may be of a vector: PyTorch's is an outer product then.
                let half = dtype_of(operands_of(adjoint.op)[1]).is_half();
                if let (true, Some(product)) = (
                    half || adjoint.op.has_attribute(FROM_ZERO),
                    definition(value),
                ) {
                    begin_with_zero(&adjoint.builder, product);
                }
                adjoint.builder.retyped(value, rhs)
            }),
    ])
}
