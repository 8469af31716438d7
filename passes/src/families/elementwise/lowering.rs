//! Elementwise ops as loops over the result.

use crate::families::{
    builder::{Number, int_attribute, name_of},
    emitter::FUSED,
    linalg::splat,
    linear::lower_biased,
    nn::Predicate,
    registry::{Lowered, Lowering},
    types::dtype_of,
};
use janus_dialects::melior::ir::operation::OperationLike;

/// The predicates by their values.
const PREDICATES: [Predicate; 6] = [
    Predicate::Eq,
    Predicate::Ne,
    Predicate::Lt,
    Predicate::Le,
    Predicate::Gt,
    Predicate::Ge,
];

pub fn elementwise<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let name = name_of(lowering.op);
    if name == "nn.add"
        && let Some(result) = lower_biased(lowering)?
    {
        return Ok(vec![result]);
    }
    let builder = &lowering.builder;
    let dtype = lowering
        .operands
        .first()
        .map_or_else(|| dtype_of(lowering.result()), |&operand| dtype_of(operand));
    let predicate = int_attribute(lowering.op, "predicate")
        .and_then(|predicate| PREDICATES.get(predicate as usize).copied())
        .unwrap_or(Predicate::Eq);
    let to = dtype_of(lowering.result());
    let fused = dtype.is_float() && lowering.op.has_attribute(FUSED);
    // As PyTorch's kernel computes it.
    let inverse_square = name == "nn.pow"
        && lowering
            .op
            .operand(1)
            .is_ok_and(|exponent| splat(exponent).map(Number::as_f64) == Some(-2.0))
        && !dtype.is_half();
    let mut known = true;
    let result = builder.elementwise(
        &lowering.operands,
        lowering.result(),
        |b, elements| match name.as_str() {
            "nn.compare" => b.scalar_compare(predicate, dtype, elements[0], elements[1]),
            "nn.where" => b.scalar_select(elements[0], elements[1], elements[2]),
            "nn.cast" => b.scalar_cast(elements[0], dtype, to),
            "nn.add" | "nn.sub" | "nn.mul" if fused => b.contractible_op(&name, elements),
            "nn.pow" if inverse_square => {
                let square = b.scalar_op("nn.mul", dtype, &[elements[0], elements[0]]);
                let one = b.number(1, dtype);
                square
                    .and_then(|square| b.scalar_op("nn.div", dtype, &[one, square]))
                    .unwrap_or(elements[0])
            }
            name => b.scalar_op(name, dtype, elements).unwrap_or_else(|| {
                known = false;
                elements[0]
            }),
        },
    );
    if known {
        Ok(vec![result])
    } else {
        lowering.unsupported("it is not elementwise")
    }
}
