//! Functions about infinities and what is no number.

use crate::families::{
    emitter::Emitter,
    nn::Predicate,
    operand::{Emitted, Operand, Refusal},
    signature::BoundArgs,
    types::DType,
};

type Result<T> = std::result::Result<T, Refusal>;

pub(super) fn isnan<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = args.tensor("input")?;
    Ok(e.compare(Predicate::Ne, x, x)?.into())
}

/// How an element compares to infinity, signs aside.
fn against_infinity<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    predicate: Predicate,
) -> Result<Emitted<'c, 'a>> {
    let x = args.tensor("input")?;
    if !x.dtype.is_float() {
        let is_finite = predicate == Predicate::Lt;
        let number = Operand::Bool(is_finite);
        return Ok(e.full(&number, x.dims.clone(), DType::Bool)?.into());
    }
    let infinity = e.operand_as(&Operand::Float(f64::INFINITY), x.dtype)?;
    Ok(e.compare(predicate, &e.unary("nn.abs", x), &infinity)?
        .into())
}

pub(super) fn isfinite<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    against_infinity(e, args, Predicate::Lt)
}

pub(super) fn isinf<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    against_infinity(e, args, Predicate::Eq)
}

pub(super) fn nan_to_num<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = args.tensor("input")?.clone();
    let greatest = match x.dtype {
        DType::F32 => f64::from(f32::MAX),
        DType::F64 => f64::MAX,
        DType::F16 => 65504.0,
        DType::BF16 => f64::from(f32::from_bits(0x7f7f_0000)),
        _ => return Err(Refusal::dtype("nan_to_num() of what is no float")),
    };
    let mut value = x.clone();
    for (name, usual, found) in [
        ("nan", 0.0, None),
        ("posinf", greatest, Some(f64::INFINITY)),
        ("neginf", -greatest, Some(f64::NEG_INFINITY)),
    ] {
        let number = match args.get(name) {
            Operand::None => Operand::Float(usual),
            number @ (Operand::Int(_) | Operand::Float(_)) => number.clone(),
            _ => return Err(Refusal::argument("a replacement that is no known number")),
        };
        let is_found = match found {
            None => e.compare(Predicate::Ne, &x, &x)?,
            Some(found) => {
                let found = e.operand_as(&Operand::Float(found), x.dtype)?;
                e.compare(Predicate::Eq, &x, &found)?
            }
        };
        let number = e.scalar_as(&number, x.dtype)?;
        value = e.select(&is_found, &number, &value)?;
    }
    Ok(value.into())
}
