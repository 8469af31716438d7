//! Powers, reciprocals and what PyTorch makes of them.

use super::emission::known_number;
use crate::families::{
    emitter::{Emitter, Promotion},
    operand::{Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
};

type Result<T> = std::result::Result<T, Refusal>;

pub(super) fn pow<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    power(e, args.get("input"), args.get("exponent"))
}

pub(super) fn rpow<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    power(e, args.get("other"), args.get("input"))
}

/// Small whole exponents are products, as in PyTorch's kernels.
pub(super) fn power<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    base: &Operand<'c, 'a>,
    exponent: &Operand<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let differentiable = matches!(base, Operand::Tensor(base) if base.requires_grad);
    if differentiable && matches!(exponent, Operand::Bool(_)) {
        // PyTorch does not see that `False` is 0, and multiplies by the power of -1.
        return Err(Refusal::argument("the derivative of a power by a bool"));
    }
    let (x, y) = e.promoted(base, exponent, Promotion::Common)?;
    if x.dtype == DType::Bool {
        return Err(Refusal::dtype("a power of bools"));
    }
    for number in [base, exponent] {
        e.fits(number, x.dtype)?;
    }
    // Where it is rounded to 0, PyTorch goes by what it was.
    let tiny = |exponent: &f64| *exponent != 0.0 && (*exponent as f32) == 0.0;
    if known_number(exponent).is_some_and(|exponent| tiny(&exponent)) {
        return Err(Refusal::argument("a power by almost 0"));
    }
    if let Some(known) = known_number(exponent).filter(|_| matches!(base, Operand::Tensor(_)))
        && let Some(value) = known_power(e, &x, known)?
    {
        return Ok(value.into());
    }
    if !x.dtype.is_float() {
        return Err(Refusal::dtype(
            "a power of integers with an exponent that is no small constant",
        ));
    }
    if x.dtype.is_half() && matches!(base, Operand::Tensor(_)) {
        return Err(Refusal::dtype("a power of half-precision numbers"));
    }
    Ok(e.binary("nn.pow", &x, &y)?.into())
}

/// A power that PyTorch has a shorter way for, and any of integers.
fn known_power<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    x: &Tensor<'c, 'a>,
    exponent: f64,
) -> Result<Option<Tensor<'c, 'a>>> {
    let square = || e.binary("nn.mul", x, x);
    if !x.dtype.is_float() {
        if exponent < 0.0 {
            return Err(Refusal::raises("integers to a negative power"));
        }
        return whole_power(e, x, exponent).map(Some);
    }
    Ok(Some(if exponent == 1.0 {
        x.clone()
    } else if exponent == 2.0 {
        square()?
    } else if exponent == 3.0 {
        e.binary("nn.mul", &square()?, x)?
    } else if x.dtype.is_half() {
        return Ok(None);
    } else if exponent == 0.5 {
        e.unary("nn.sqrt", x)
    } else if exponent == -0.5 {
        e.unary("nn.rsqrt", x)
    } else {
        return Ok(None);
    }))
}

/// An integer multiplied by itself, which wraps.
fn whole_power<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    x: &Tensor<'c, 'a>,
    exponent: f64,
) -> Result<Tensor<'c, 'a>> {
    if exponent > 64.0 {
        return Err(Refusal::argument("a large power of integers"));
    }
    let mut rest = exponent as u32;
    let mut factor = x.clone();
    let mut power: Option<Tensor<'c, 'a>> = None;
    while rest > 0 {
        if rest % 2 == 1 {
            power = Some(match power {
                Some(power) => e.binary("nn.mul", &power, &factor)?,
                None => factor.clone(),
            });
        }
        rest /= 2;
        if rest > 0 {
            factor = e.binary("nn.mul", &factor, &factor)?;
        }
    }
    match power {
        Some(power) => Ok(power),
        // The zeroth power is 1.
        None => {
            let zero = e.with_number("nn.mul", x, 0.0);
            Ok(e.with_number("nn.add", &zero, 1.0))
        }
    }
}

pub(super) fn square<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    power(e, args.get("input"), &Operand::Int(2))
}

pub(super) fn reciprocal<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    Ok(inverse(e, args.tensor("input")?)?.into())
}

/// `1 / x`, of integers in the default float.
fn inverse<'c, 'a>(e: &Emitter<'_, 'c, 'a>, x: &Tensor<'c, 'a>) -> Result<Tensor<'c, 'a>> {
    let x = e.float(x);
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    e.binary("nn.div", &one, &x)
}

/// `Tensor.__rtruediv__` multiplies by the reciprocal.
pub(super) fn rdiv<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let reciprocal = Operand::Tensor(inverse(e, args.tensor("input")?)?);
    Ok(
        e.kernel("nn.mul", &reciprocal, args.get("other"), Promotion::Common)?
            .into(),
    )
}
