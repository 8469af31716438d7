//! Losses of probabilities of two classes.

use super::{Reduction, Result, need_weight};
use crate::families::{
    emitter::{Emitter, broadcast_dims},
    nn::Predicate,
    normalization,
    operand::{Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
};

/// Input and target as floats of one shape.
fn binary_operands<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<(Tensor<'c, 'a>, Tensor<'c, 'a>)> {
    let (input, target) = (args.tensor("input")?, args.tensor("target")?);
    e.need_float(input, "a loss")?;
    if input.dims != target.dims || input.dtype != target.dtype {
        return Err(Refusal::raises(
            "a target of another shape or type than the input",
        ));
    }
    Ok((input.clone(), target.clone()))
}

fn weighted<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    losses: Tensor<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let losses = match args.optional_tensor("weight")? {
        Some(weight) => {
            need_weight(weight, &losses)?;
            if broadcast_dims(&losses.dims, &weight.dims)? != losses.dims {
                return Err(Refusal::raises("weights of more dimensions than the loss"));
            }
            e.binary("nn.mul", &losses, weight)?
        }
        None => losses,
    };
    Ok(Reduction::of(args)?.apply(e, losses).into())
}

/// Logarithms are held above -100, and what the derivative divides by above `1e-12`, as PyTorch's are.
pub(super) fn binary_cross_entropy<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (input, target) = binary_operands(e, args)?;
    let (zero, one) = (
        e.operand_as(&Operand::Float(0.0), input.dtype)?,
        e.operand_as(&Operand::Float(1.0), input.dtype)?,
    );
    let low = e.compare(Predicate::Ge, &input, &zero)?;
    let high = e.compare(Predicate::Le, &input, &one)?;
    let inside = e.binary("nn.and", &low, &high)?;
    e.assume_all(&inside, "every probability is between 0 and 1")?;
    let low = e.compare(Predicate::Ge, &target, &zero)?;
    let high = e.compare(Predicate::Le, &target, &one)?;
    let inside = e.binary("nn.and", &low, &high)?;
    e.assume_all(&inside, "every target is between 0 and 1")?;
    let rest = e.binary("nn.sub", &one, &input)?;
    let (log, log_rest) = (e.unary("nn.log", &input), e.unary("nn.log", &rest));
    let present = e.with_number("nn.maximum", &log, -100.0);
    let present = e.binary("nn.mul", &target, &present)?;
    let small = e.unary("nn.log1p", &e.unary("nn.neg", &input));
    let missing = e.with_number("nn.maximum", &small, -100.0);
    let missing = e.binary("nn.mul", &e.binary("nn.sub", &target, &one)?, &missing)?;
    let losses = e.binary("nn.sub", &missing, &present)?;
    let spread = e.with_number("nn.maximum", &e.binary("nn.mul", &rest, &input)?, 1e-12);
    let by_input = e.binary("nn.div", &e.binary("nn.sub", &input, &target)?, &spread)?;
    let by_target = e.binary("nn.sub", &log_rest, &log)?;
    let losses = e.with_slopes(&losses, [(&input, &by_input), (&target, &by_target)])?;
    weighted(e, args, losses)
}

/// `(1 - y) x - (1 + (p - 1) y) log(sigmoid(x))`, each step of which PyTorch rounds, and each of the derivative's.
pub(super) fn binary_cross_entropy_with_logits<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (x, y) = binary_operands(e, args)?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let absent = e.binary("nn.sub", &one, &y)?;
    let linear = e.binary("nn.mul", &absent, &x)?;
    let log = normalization::log_sigmoid(e, &x)?;
    let (mut present, probability) = (log.clone(), e.unary("nn.sigmoid", &x));
    let (by_x, by_y) = match args.optional_tensor("pos_weight")? {
        Some(weight) => {
            need_weight(weight, &x)?;
            let more = e.binary("nn.sub", weight, &one)?;
            let factor = e.binary("nn.add", &e.binary("nn.mul", &more, &y)?, &one)?;
            present = e.binary("nn.mul", &log, &factor)?;
            let share = e.binary("nn.mul", weight, &y)?;
            let all = e.binary("nn.sub", &e.with_number("nn.add", &share, 1.0), &y)?;
            let all = e.binary("nn.mul", &all, &probability)?;
            let opposite = e.unary("nn.neg", &x);
            let opposite = normalization::log_sigmoid(e, &opposite)?;
            let own = e.binary("nn.mul", &log, weight)?;
            (
                e.binary("nn.sub", &all, &share)?,
                e.binary("nn.sub", &opposite, &own)?,
            )
        }
        None => (e.binary("nn.sub", &probability, &y)?, e.unary("nn.neg", &x)),
    };
    let losses = e.binary("nn.sub", &linear, &present)?;
    let losses = e.with_slopes(&losses, [(&x, &by_x), (&y, &by_y)])?;
    weighted(e, args, losses)
}
