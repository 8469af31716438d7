//! Functions that choose between elements: by a mask, or by bounds.

use super::emission::number;
use crate::families::{
    emitter::{Emitter, Promotion, result_type},
    nn::Predicate,
    operand::{Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
};

type Result<T> = std::result::Result<T, Refusal>;

pub(super) fn choose<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let mask = args.tensor("condition")?;
    if mask.dtype != DType::Bool {
        return Err(Refusal::raises("where() takes a condition of bools"));
    }
    let (x, y) = e.promoted(args.get("input"), args.get("other"), Promotion::Common)?;
    for value in ["input", "other"] {
        e.fits(args.get(value), x.dtype)?;
    }
    Ok(e.select(mask, &x, &y)?.into())
}

pub(super) fn masked_fill<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (x, mask) = (args.tensor("input")?, args.tensor("mask")?);
    if mask.dtype != DType::Bool {
        return Err(Refusal::raises("masked_fill() takes a mask of bools"));
    }
    let value = args.get("value");
    if matches!(value, Operand::Tensor(value) if value.rank() > 0) {
        return Err(Refusal::raises(
            "masked_fill() with a value that has dimensions",
        ));
    }
    let kind = result_type(&[value], e.default_dtype)?.kind();
    if kind > x.dtype.kind() {
        return Err(Refusal::raises(format!(
            "masked_fill() of {} with a float",
            x.dtype
        )));
    }
    let value = e.scalar_as(value, x.dtype)?;
    Ok(e.select(mask, &value, x)?.into())
}

pub(super) fn clamp<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = number(args.tensor("input")?)?;
    if let (Operand::Tensor(low), Operand::Tensor(high)) = (args.get("min"), args.get("max")) {
        return clamp_between(e, &input, low, high);
    }
    let bounds = [
        ("min", "nn.maximum", Predicate::Ge, Predicate::Gt),
        ("max", "nn.minimum", Predicate::Le, Predicate::Lt),
    ];
    let mut x = input.clone();
    let mut between = None;
    let mut by_tensors = false;
    for (name, op, holds, strictly) in bounds {
        if !args.has(name) {
            continue;
        }
        let (value, bound) = e.promoted(
            &Operand::Tensor(x.clone()),
            args.get(name),
            Promotion::Common,
        )?;
        e.fits(args.get(name), value.dtype)?;
        if matches!(args.get(name), Operand::Tensor(_)) {
            by_tensors = true;
            x = e.binary(op, &value, &bound)?;
            continue;
        }
        let inside = e.compare(strictly, &value, &bound)?;
        between = Some(match between {
            Some(before) => e.binary("nn.and", &before, &inside)?,
            None => inside,
        });
        let held = e.compare(holds, &value, &bound)?;
        let nan = e.compare(Predicate::Ne, &value, &value)?;
        let keep = e.binary("nn.or", &held, &nan)?;
        x = e.select(&keep, &value, &bound)?;
    }
    match between {
        // The derivative is 0 everywhere but strictly between the numbers, for NaN too.
        Some(between) if x.dtype.is_float() && !by_tensors => {
            let input = e.cast(&input, x.dtype);
            Ok(e.select(&between, &input, &e.unary("nn.detach", &x))?
                .into())
        }
        _ => Ok(x.into()),
    }
}

/// `clamp` between two tensors. Which of the three gets the derivative is PyTorch's choice: half of it goes to the bound that
/// is met, all of it to the input that meets both, and all to the input, where that is not outside, if any is NaN.
fn clamp_between<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    input: &Tensor<'c, 'a>,
    low: &Tensor<'c, 'a>,
    high: &Tensor<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = |tensor: &Tensor<'c, 'a>| Operand::Tensor(tensor.clone());
    let (x, low) = e.promoted(&tensor(input), &tensor(low), Promotion::Common)?;
    let (x, high) = e.promoted(&tensor(&x), &tensor(high), Promotion::Common)?;
    let low = e.cast(&low, x.dtype);
    let value = e.binary("nn.minimum", &e.binary("nn.maximum", &x, &low)?, &high)?;
    if !x.dtype.is_float() {
        return Ok(value.into());
    }
    let and =
        |e: &Emitter<'_, 'c, 'a>, a: &Tensor<'c, 'a>, b: &Tensor<'c, 'a>| e.binary("nn.and", a, b);
    let not = |e: &Emitter<'_, 'c, 'a>, mask: &Tensor<'c, 'a>| e.unary("nn.not", mask);
    let (below, above) = (
        e.compare(Predicate::Lt, &x, &low)?,
        e.compare(Predicate::Gt, &x, &high)?,
    );
    let crossed = e.compare(Predicate::Gt, &low, &high)?;
    let beyond = e.binary("nn.or", &above, &crossed)?;
    let (at_low, at_high) = (
        e.compare(Predicate::Eq, &x, &low)?,
        e.compare(Predicate::Eq, &x, &high)?,
    );
    let at_low_only = and(e, &at_low, &not(e, &at_high))?;
    let at_high_only = and(e, &at_high, &not(e, &at_low))?;
    let number = e.compare(Predicate::Eq, &value, &value)?;
    let outside = e.binary("nn.or", &below, &above)?;
    let unknown = and(e, &not(e, &number), &not(e, &outside))?;
    let within = and(e, &number, &not(e, &beyond))?;
    let not_below = not(e, &below);
    let takes_x = e.binary("nn.or", &unknown, &and(e, &within, &not_below)?)?;
    let takes_low = and(e, &within, &e.binary("nn.or", &below, &at_low_only)?)?;
    let meets_high = and(e, &not_below, &at_high_only)?;
    let takes_high = and(e, &number, &e.binary("nn.or", &beyond, &meets_high)?)?;
    let takes_high = e.binary("nn.or", &takes_high, &crossed)?;
    let (half, one) = (
        e.operand_as(&Operand::Float(0.5), x.dtype)?,
        e.operand_as(&Operand::Float(1.0), x.dtype)?,
    );
    let met = e.binary("nn.or", &at_low_only, &at_high_only)?;
    let by_x = e.select(&and(e, &met, &number)?, &half, &one)?;
    let by_low = e.select(&below, &one, &half)?;
    let by_high = e.select(&beyond, &one, &half)?;
    // What gets no derivative gets 0, which is not the product of one with 0.
    let taken = |e: &Emitter<'_, 'c, 'a>, mask: &Tensor<'c, 'a>, tensor: &Tensor<'c, 'a>| {
        e.select(mask, tensor, &e.unary("nn.detach", tensor))
    };
    let (x, low, high) = (
        taken(e, &takes_x, &x)?,
        taken(e, &takes_low, &low)?,
        taken(e, &takes_high, &high)?,
    );
    let slopes = [(&x, &by_x), (&low, &by_low), (&high, &by_high)];
    Ok(e.with_slopes(&value, slopes)?.into())
}
