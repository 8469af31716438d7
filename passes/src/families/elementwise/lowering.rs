//! Elementwise ops as loops over the result.

use crate::families::{
    builder::{Number, definition, int_attribute, name_of, operands_of},
    emitter::FUSED,
    linalg::splat,
    linear::lower_biased,
    nn::Predicate,
    registry::{Lowered, Lowering},
    types::dtype_of,
};
use janus_dialects::melior::ir::{Value, ValueLike, operation::OperationLike};

/// The predicates by their values.
const PREDICATES: [Predicate; 6] = [
    Predicate::Eq,
    Predicate::Ne,
    Predicate::Lt,
    Predicate::Le,
    Predicate::Gt,
    Predicate::Ge,
];

/// The factors of a product that is one kernel with what takes it: [`FUSED`].
pub fn fused_factors<'c: 'a, 'a>(product: Value<'c, 'a>) -> Option<[Value<'c, 'a>; 2]> {
    let op = definition(product)?;
    let fused = name_of(op) == "nn.mul" && op.has_attribute(FUSED);
    fused.then(|| operands_of(op).try_into().ok()).flatten()
}

/// `x * y + z`, `z - x * y` or `x * y - z`, rounded once, where sum and product are one kernel.
fn fused_multiply_add<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Option<Value<'c, 'a>> {
    let name = name_of(lowering.op);
    let &[lhs, rhs] = lowering.operands.as_slice() else {
        return None;
    };
    let float = dtype_of(lowering.result()).is_float();
    let fused = lowering.op.has_attribute(FUSED) && float;
    if !fused || !matches!(name.as_str(), "nn.add" | "nn.sub") {
        return None;
    }
    let left = fused_factors(lhs).map(|factors| (factors, rhs));
    let ([x, y], z) = left.or_else(|| fused_factors(rhs).map(|factors| (factors, lhs)))?;
    let negated = match (name.as_str(), left) {
        ("nn.add", _) => None,
        (_, Some(_)) => Some(2),
        (_, None) => Some(0),
    };
    let (b, result) = (&lowering.builder, lowering.result());
    Some(b.elementwise(&[x, y, z], result, |b, elements| {
        let mut elements = elements.to_vec();
        let r#type = elements[0].r#type();
        if let Some(place) = negated {
            elements[place] = b.value("arith.negf", &[elements[place]], &[], r#type);
        }
        b.value("math.fma", &elements, &[], r#type)
    }))
}

pub fn elementwise<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let name = name_of(lowering.op);
    if name == "nn.add"
        && let Some(result) = lower_biased(lowering)?
    {
        return Ok(vec![result]);
    }
    if let Some(result) = fused_multiply_add(lowering) {
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
