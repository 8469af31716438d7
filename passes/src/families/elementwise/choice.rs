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
    let value = e.operand_as(value, x.dtype)?;
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
    let value = e.unary("nn.detach", &value);
    let (below, above) = (
        e.compare(Predicate::Lt, &x, &low)?,
        e.compare(Predicate::Gt, &x, &high)?,
    );
    let crossed = e.compare(Predicate::Gt, &low, &high)?;
    let (at_low, at_high) = (
        e.compare(Predicate::Eq, &x, &low)?,
        e.compare(Predicate::Eq, &x, &high)?,
    );
    let half = |x: &Tensor<'c, 'a>| e.with_number("nn.mul", x, 0.5);
    let mut inside = x.clone();
    for (met, bound, other) in [(&at_low, &low, &at_high), (&at_high, &high, &at_low)] {
        let alone = e.binary("nn.and", met, &e.unary("nn.not", other))?;
        let shared = e.binary("nn.add", &half(&x), &half(bound))?;
        inside = e.select(&alone, &shared, &inside)?;
    }
    let beyond = e.binary("nn.or", &above, &crossed)?;
    let result = e.select(&below, &low, &inside)?;
    let result = e.select(&beyond, &high, &result)?;
    let nan = e.compare(Predicate::Ne, &value, &value)?;
    let outside = e.binary("nn.or", &below, &above)?;
    let unknown = e.select(&outside, &value, &e.binary("nn.add", &x, &value)?)?;
    Ok(e.select(&nan, &unknown, &result)?.into())
}
