//! Derivatives of elementwise ops.

use crate::families::{
    builder::{Builder, Number},
    linalg::splat,
    nn::Predicate,
    registry::{Adjoint, Gradients},
    types::{DType, dtype_of},
};
use janus_dialects::melior::ir::Value;

/// One operand: the result is the operand's derivative from (builder, grad, x, y).
fn unary<'c, 'a>(
    adjoint: &Adjoint<'c, 'a>,
    derive: impl FnOnce(&Builder<'c, 'a>, Value<'c, 'a>, Value<'c, 'a>, Value<'c, 'a>) -> Value<'c, 'a>,
) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    Ok(vec![Some(derive(
        &adjoint.builder,
        grad,
        adjoint.lhs(),
        adjoint.result(),
    ))])
}

/// Two operands, each of whose derivatives is summed where the operand was broadcast.
fn binary<'c, 'a>(
    adjoint: &Adjoint<'c, 'a>,
    lhs: impl FnOnce(&Builder<'c, 'a>, Value<'c, 'a>) -> Value<'c, 'a>,
    rhs: impl FnOnce(&Builder<'c, 'a>, Value<'c, 'a>) -> Value<'c, 'a>,
) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    Ok(vec![
        adjoint.of(0, |b| b.sum_to(lhs(b, grad), adjoint.lhs())),
        adjoint.of(1, |b| b.sum_to(rhs(b, grad), adjoint.rhs())),
    ])
}

pub fn exp<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, y| b.mul(g, y))
}

pub fn expm1<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, y| {
        b.mul(g, b.add(y, b.scalar_like(1.0, y)))
    })
}

pub fn log<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, x, _| b.div(g, x))
}

pub fn log1p<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, x, _| {
        b.div(g, b.add(x, b.scalar_like(1.0, x)))
    })
}

pub fn sqrt<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, y| b.div(g, b.scale(y, 2.0)))
}

pub fn rsqrt<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, y| {
        b.mul(b.scale(g, -0.5), b.mul(y, b.mul(y, y)))
    })
}

pub fn sin<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, x, _| b.mul(g, b.unary("nn.cos", x)))
}

pub fn cos<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, x, _| b.neg(b.mul(g, b.unary("nn.sin", x))))
}

pub fn tan<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, y| {
        b.mul(g, b.add(b.mul(y, y), b.scalar_like(1.0, y)))
    })
}

pub fn atan<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, x, _| {
        b.div(g, b.add(b.mul(x, x), b.scalar_like(1.0, x)))
    })
}

pub fn tanh<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, y| {
        b.mul(g, b.sub(b.scalar_like(1.0, y), b.mul(y, y)))
    })
}

pub fn erf<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, x, _| {
        let density = b.unary("nn.exp", b.neg(b.mul(x, x)));
        b.mul(g, b.scale(density, std::f64::consts::FRAC_2_SQRT_PI))
    })
}

pub fn sigmoid<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, y| {
        b.mul(b.mul(g, y), b.sub(b.scalar_like(1.0, y), y))
    })
}

pub fn neg<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, _| b.neg(g))
}

pub fn abs<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, x, _| b.mul(g, b.unary("nn.sign", x)))
}

/// Zero, whatever arrives: what the operands come of is multiplied by it, and NaN is not zero then.
pub fn zeros<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    Ok((0..adjoint.operands.len())
        .map(|index| adjoint.of(index, |b| b.zeros_like(adjoint.operands[index])))
        .collect())
}

/// Zero where the result is not positive; a NaN lets the derivative through, as in PyTorch.
pub fn relu<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    unary(adjoint, |b, g, _, y| {
        let zero = b.scalar_like(0.0, y);
        b.select(b.compare(Predicate::Le, y, zero), zero, g)
    })
}

pub fn cast<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let dtype: DType = dtype_of(adjoint.lhs());
    if !dtype.is_float() || !dtype_of(adjoint.result()).is_float() {
        return Ok(vec![None]);
    }
    unary(adjoint, |b, g, _, _| b.cast(g, dtype))
}

pub fn add<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    binary(adjoint, |_, g| g, |_, g| g)
}

pub fn sub<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    binary(adjoint, |_, g| g, |b, g| b.neg(g))
}

pub fn mul<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    binary(
        adjoint,
        |b, g| b.mul(g, adjoint.rhs()),
        |b, g| b.mul(g, adjoint.lhs()),
    )
}

pub fn div<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    binary(
        adjoint,
        |b, g| b.div(g, adjoint.rhs()),
        |b, g| b.neg(b.div(b.mul(g, adjoint.result()), adjoint.rhs())),
    )
}

pub fn pow<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let (base, exponent) = (adjoint.lhs(), adjoint.rhs());
    binary(
        adjoint,
        |b, g| {
            let power = match known_power(exponent) {
                Some(known) => b.power(base, known - 1.0),
                None => None,
            };
            let power = power.unwrap_or_else(|| {
                let less = b.sub(exponent, b.scalar_like(1.0, exponent));
                b.binary("nn.pow", base, less)
            });
            let slope = b.mul(exponent, power);
            // x ** 0 is constant, even where x ** -1 is infinite.
            let zero = b.scalar_like(0.0, exponent);
            let constant = b.compare(Predicate::Eq, exponent, zero);
            b.select(constant, zero, b.mul(g, slope))
        },
        |b, g| {
            let slope = b.mul(adjoint.result(), b.unary("nn.log", base));
            // 0 ** y is constant for positive y, where log(0) is infinite.
            let zero = b.scalar_like(0.0, base);
            let constant = b.binary(
                "nn.and",
                b.compare(Predicate::Eq, base, zero),
                b.compare(Predicate::Ge, exponent, zero),
            );
            b.mul(g, b.select(constant, zero, slope))
        },
    )
}

/// The exponent, where it is one number.
fn known_power(exponent: Value<'_, '_>) -> Option<f64> {
    splat(exponent).map(Number::as_f64)
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// A power that PyTorch does not compute as one, which shows at infinities and at zeros.
    fn power(&self, base: Value<'c, 'a>, exponent: f64) -> Option<Value<'c, 'a>> {
        let one = || self.scalar_like(1.0, base);
        let square = || self.mul(base, base);
        Some(match exponent {
            0.5 => self.unary("nn.sqrt", base),
            -0.5 => self.unary("nn.rsqrt", base),
            1.0 => base,
            2.0 => square(),
            3.0 => self.mul(square(), base),
            -1.0 => self.div(one(), base),
            -2.0 => self.div(one(), square()),
            _ => return None,
        })
    }
}

/// `1 / (x² + y²)`, and 0 at the origin, where PyTorch's derivative is 0.
pub fn atan2<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let (y, x) = (adjoint.lhs(), adjoint.rhs());
    let inverse = |b: &Builder<'c, 'a>| {
        let size = b.add(b.mul(y, y), b.mul(x, x));
        let zero = b.scalar_like(0.0, size);
        let inverse = b.div(b.scalar_like(1.0, size), size);
        b.select(b.compare(Predicate::Eq, size, zero), zero, inverse)
    };
    binary(
        adjoint,
        |b, g| b.mul(g, b.mul(x, inverse(b))),
        |b, g| b.mul(g, b.mul(b.neg(y), inverse(b))),
    )
}

pub fn remainder<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    binary(
        adjoint,
        |_, g| g,
        |b, g| b.neg(b.mul(g, b.binary("nn.floor_div", adjoint.lhs(), adjoint.rhs()))),
    )
}

pub fn maximum<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    extreme(adjoint, Predicate::Lt)
}

pub fn minimum<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    extreme(adjoint, Predicate::Gt)
}

/// The loser gets nothing; where both are equal each gets half, and where one is NaN both get all of it, as in PyTorch.
fn extreme<'c, 'a>(adjoint: &Adjoint<'c, 'a>, loses: Predicate) -> Gradients<'c, 'a> {
    let share = |b: &Builder<'c, 'a>, g, own, other| {
        let equal = b.compare(Predicate::Eq, own, other);
        let shared = b.select(equal, b.scale(g, 0.5), g);
        b.select(b.compare(loses, own, other), b.scalar_like(0.0, g), shared)
    };
    let (lhs, rhs) = (adjoint.lhs(), adjoint.rhs());
    binary(
        adjoint,
        |b, g| share(b, g, lhs, rhs),
        |b, g| share(b, g, rhs, lhs),
    )
}

/// `nn.where`: each side gets the derivative where it was taken.
pub fn choose<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    let mask = adjoint.operands[0];
    let zero = |b: &Builder<'c, 'a>| b.scalar_like(0.0, grad);
    Ok(vec![
        None,
        adjoint.of(1, |b| {
            b.sum_to(b.select(mask, grad, zero(b)), adjoint.operands[1])
        }),
        adjoint.of(2, |b| {
            b.sum_to(b.select(mask, zero(b), grad), adjoint.operands[2])
        }),
    ])
}
