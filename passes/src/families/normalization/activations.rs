//! PyTorch's activations that are composed of other functions.

use super::emission::per_channel;
use crate::families::{
    emitter::Emitter,
    nn::Predicate,
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
    view::part,
};

type Result<T> = std::result::Result<T, Refusal>;

pub(super) fn float_input<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Tensor<'c, 'a>> {
    let input = args.tensor("input")?;
    e.need_float(input, args.function())?;
    Ok(input.clone())
}

/// Chooses between two tensors by whether the input is above a number.
pub(super) fn above<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    input: &Tensor<'c, 'a>,
    bound: f64,
    (yes, no): (&Tensor<'c, 'a>, &Tensor<'c, 'a>),
) -> Result<Tensor<'c, 'a>> {
    let bound = e.operand_as(&Operand::Float(bound), input.dtype)?;
    let mask = e.compare(Predicate::Gt, input, &bound)?;
    e.select(&mask, yes, no)
}

pub(super) fn gelu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let half = e.with_number("nn.mul", &x, 0.5);
    let scale = std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2;
    // The derivative is `gate / 2 + x / 2 * gate'`.
    let (gate, rest) = match args.str("approximate")? {
        "none" => {
            let scaled = e.with_number("nn.mul", &x, std::f64::consts::FRAC_1_SQRT_2);
            let gate = e.with_number("nn.add", &e.unary("nn.erf", &scaled), 1.0);
            let square = e.binary("nn.mul", &x, &x)?;
            let density = e.unary("nn.exp", &e.with_number("nn.mul", &square, -0.5));
            let density = e.with_number("nn.mul", &density, scale * 0.5);
            (gate, e.binary("nn.mul", &x, &density)?)
        }
        "tanh" => {
            let square = e.binary("nn.mul", &x, &x)?;
            let cubic = e.with_number("nn.mul", &e.binary("nn.mul", &square, &x)?, 0.044715);
            let inner = e.binary("nn.add", &x, &cubic)?;
            let bent = e.unary("nn.tanh", &e.with_number("nn.mul", &inner, scale));
            let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
            let outer_slope = e.binary("nn.sub", &one, &e.binary("nn.mul", &bent, &bent)?)?;
            let inner_slope = e.with_number("nn.mul", &square, 3.0 * 0.044715);
            let inner_slope = e.with_number("nn.add", &inner_slope, 1.0);
            let inner_slope = e.with_number("nn.mul", &inner_slope, scale);
            let rest = e.binary("nn.mul", &half, &outer_slope)?;
            let rest = e.binary("nn.mul", &rest, &inner_slope)?;
            (e.with_number("nn.add", &bent, 1.0), rest)
        }
        other => {
            return Err(Refusal::raises(format!(
                "gelu has no approximation {other}"
            )));
        }
    };
    let value = e.binary("nn.mul", &half, &gate)?;
    let slope = e.binary("nn.add", &e.with_number("nn.mul", &gate, 0.5), &rest)?;
    Ok(e.with_slopes(&value, [(&x, &slope)])?.into())
}

pub(super) fn silu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let gate = e.unary("nn.sigmoid", &x);
    let value = e.binary("nn.mul", &x, &gate)?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let rest = e.binary("nn.mul", &x, &e.binary("nn.sub", &one, &gate)?)?;
    let slope = e.binary("nn.mul", &gate, &e.with_number("nn.add", &rest, 1.0))?;
    Ok(e.with_slopes(&value, [(&x, &slope)])?.into())
}

pub(super) fn leaky_relu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    if x.requires_grad {
        not_negative(&x, args.float("negative_slope")?)?;
    }
    let low = e.scalar_as(args.get("negative_slope"), x.dtype)?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let scaled = e.binary("nn.mul", &x, &low)?;
    let value = above(e, &x, 0.0, (&x, &scaled))?;
    let slope = above(e, &x, 0.0, (&one, &low))?;
    Ok(e.with_slopes(&value, [(&x, &slope)])?.into())
}

pub(super) fn elu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let [alpha, scale, input_scale] = [
        finite(e, args, "alpha", x.dtype)?,
        finite(e, args, "scale", x.dtype)?,
        finite(e, args, "input_scale", x.dtype)?,
    ];
    not_negative(&x, alpha)?;
    exponential(e, &x, (alpha, scale), input_scale, input_scale)
}

/// A number of the call that is finite, in its type and in that of the tensor.
fn finite<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    name: &str,
    dtype: DType,
) -> Result<f64> {
    let number = args.float(name)?;
    if !number.is_finite() {
        return Err(Refusal::argument(format!("'{name}' is not finite")));
    }
    e.fits(&Operand::Float(number), dtype)?;
    Ok(number)
}

/// `scale * x` above 0, and `scale * alpha * (exp(input_scale * x) - 1)` below, with a scale of its own in the derivative.
pub(super) fn exponential<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    x: &Tensor<'c, 'a>,
    (alpha, scale): (f64, f64),
    input_scale: f64,
    slope_scale: f64,
) -> Result<Emitted<'c, 'a>> {
    let positive = e.with_number("nn.mul", x, scale);
    let scaled = e.with_number("nn.mul", x, input_scale);
    let negative = e.with_number("nn.mul", &e.unary("nn.expm1", &scaled), alpha * scale);
    // A zero keeps its sign.
    let zero = e.operand_as(&Operand::Float(0.0), x.dtype)?;
    let value = e.select(&e.compare(Predicate::Ge, x, &zero)?, &positive, &negative)?;
    let high = e.operand_as(&Operand::Float(scale), x.dtype)?;
    let grown = e.unary("nn.exp", &e.with_number("nn.mul", x, slope_scale));
    let low = e.with_number("nn.mul", &grown, slope_scale * alpha * scale);
    // That of NaN is NaN, as in PyTorch's vectors; where those leave elements over, it is the one above.
    let slope = above(e, x, 0.0, (&high, &low))?;
    Ok(e.with_slopes(&value, [(x, &slope)])?.into())
}

/// PyTorch's form in place raises in the backward pass where the factor below 0 is negative, since it has only the result.
fn not_negative(x: &Tensor<'_, '_>, factor: f64) -> Result<()> {
    if x.requires_grad && factor < 0.0 {
        return Err(Refusal::argument(
            "the derivative of an activation with a negative slope",
        ));
    }
    Ok(())
}

pub(super) fn hardtanh<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let (low, high) = (args.float("min_val")?, args.float("max_val")?);
    for bound in [low, high] {
        if bound.is_nan() {
            return Err(Refusal::argument("a bound that is no number"));
        }
        e.fits(&Operand::Float(bound), x.dtype)?;
    }
    held(e, &x, low, high).map(Into::into)
}

pub(super) fn relu6<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    held(e, &x, 0.0, 6.0).map(Into::into)
}

/// A value held between bounds. Its derivative is 0 everywhere but between them, for NaN too.
pub(super) fn held<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    x: &Tensor<'c, 'a>,
    low: f64,
    high: f64,
) -> Result<Tensor<'c, 'a>> {
    let (low_bound, high_bound) = (
        e.operand_as(&Operand::Float(low), x.dtype)?,
        e.operand_as(&Operand::Float(high), x.dtype)?,
    );
    let inside = e.binary(
        "nn.and",
        &e.compare(Predicate::Gt, x, &low_bound)?,
        &e.compare(Predicate::Lt, x, &high_bound)?,
    )?;
    let constant = bounded(e, &e.unary("nn.detach", x), low, high)?;
    e.select(&inside, x, &constant)
}

/// A value held between bounds, at which its derivative is 0.
pub(super) fn bounded<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    x: &Tensor<'c, 'a>,
    low: f64,
    high: f64,
) -> Result<Tensor<'c, 'a>> {
    let (low, high) = (
        e.operand_as(&Operand::Float(low), x.dtype)?,
        e.operand_as(&Operand::Float(high), x.dtype)?,
    );
    // At a bound it is the input itself, which may be the other zero.
    let at = |bound: &Tensor<'c, 'a>| {
        let same = e.compare(Predicate::Eq, x, bound)?;
        e.select(&same, &e.unary("nn.detach", x), bound)
    };
    let below = e.compare(Predicate::Le, x, &low)?;
    let value = e.select(&below, &at(&low)?, x)?;
    let beyond = e.compare(Predicate::Ge, x, &high)?;
    e.select(&beyond, &at(&high)?, &value)
}

/// `x * clamp(x + 3, 0, 6) / 6`.
pub(super) fn hardswish<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let gate = bounded(e, &e.with_number("nn.add", &x, 3.0), 0.0, 6.0)?;
    let value = e.binary("nn.mul", &x, &e.with_number("nn.div", &gate, 6.0))?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let rising = e.with_number("nn.add", &e.with_number("nn.div", &x, 3.0), 0.5);
    let three = e.operand_as(&Operand::Float(3.0), x.dtype)?;
    let slope = e.select(&e.compare(Predicate::Ge, &x, &three)?, &one, &rising)?;
    // Where the derivative is 0 it is not a product with 0.
    let low = e.operand_as(&Operand::Float(-3.0), x.dtype)?;
    let flat = e.compare(Predicate::Le, &x, &low)?;
    let taken = e.select(&flat, &e.unary("nn.detach", &x), &x)?;
    Ok(e.with_slopes(&value, [(&taken, &slope)])?.into())
}

pub(super) fn hardsigmoid<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    if x.dtype == DType::F64 {
        // PyTorch's derivative multiplies by a sixth that was rounded to `float32`.
        return Err(Refusal::dtype("hardsigmoid of float64"));
    }
    let gate = held(e, &e.with_number("nn.add", &x, 3.0), 0.0, 6.0)?;
    Ok(e.with_number("nn.div", &gate, 6.0).into())
}

pub(super) fn mish<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let gate = e.unary("nn.tanh", &softplus(e, &x)?);
    let value = e.binary("nn.mul", &x, &gate)?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let bent = e.binary("nn.sub", &one, &e.binary("nn.mul", &gate, &gate)?)?;
    let rest = e.binary("nn.mul", &x, &e.unary("nn.sigmoid", &x))?;
    let slope = e.binary("nn.add", &gate, &e.binary("nn.mul", &rest, &bent)?)?;
    Ok(e.with_slopes(&value, [(&x, &slope)])?.into())
}

pub(super) fn selu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let (alpha, scale) = (1.673_263_242_354_377_2, 1.050_700_987_355_480_5);
    exponential(e, &x, (alpha, scale), 1.0, 1.0)
}

pub(super) fn celu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let alpha = finite(e, args, "alpha", x.dtype)?;
    if alpha == 0.0 {
        return Err(Refusal::raises("CELU with an alpha of 0"));
    }
    not_negative(&x, alpha)?;
    // PyTorch's derivative takes the number as `float32`.
    let rounded = f64::from(alpha as f32);
    exponential(e, &x, (alpha, 1.0), 1.0 / alpha, 1.0 / rounded)
}

pub(super) fn threshold<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let value = e.scalar_as(args.get("value"), x.dtype)?;
    let bound = e.scalar_as(args.get("threshold"), x.dtype)?;
    let below = e.compare(Predicate::Le, &x, &bound)?;
    Ok(e.select(&below, &value, &x)?.into())
}

/// Half of the channels, gated by the other half.
pub(super) fn glu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let dim = args.dim("dim", x.rank())?;
    let Some(&Dim::Known(size)) = x.dims.get(dim) else {
        return Err(Refusal::dynamic("half of a dimension of unknown size"));
    };
    if size % 2 != 0 || size == 0 {
        return Err(Refusal::raises("half of an odd number of channels"));
    }
    let input = part(e, &x, dim, 0, size / 2)?;
    let gate = part(e, &x, dim, size / 2, size / 2)?;
    let open = e.unary("nn.sigmoid", &gate);
    let value = e.binary("nn.mul", &input, &open)?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let rising = e.binary("nn.mul", &e.binary("nn.sub", &one, &open)?, &open)?;
    let by_gate = e.binary("nn.mul", &rising, &input)?;
    Ok(e.with_slopes(&value, [(&input, &open), (&gate, &by_gate)])?
        .into())
}

/// `log(1 + exp(x))` without overflow.
fn softplus<'c: 'a, 'a>(e: &Emitter<'_, 'c, 'a>, x: &Tensor<'c, 'a>) -> Result<Tensor<'c, 'a>> {
    let small = e.unary("nn.exp", &e.unary("nn.neg", &e.unary("nn.abs", x)));
    let positive = e.with_number("nn.maximum", x, 0.0);
    e.binary("nn.add", &positive, &e.unary("nn.log1p", &small))
}

pub(super) fn softplus_call<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let beta = finite(e, args, "beta", x.dtype)?;
    let threshold = finite(e, args, "threshold", x.dtype)?;
    let scaled = e.with_number("nn.mul", &x, beta);
    let grown = e.unary("nn.exp", &scaled);
    let smooth = e.with_number("nn.div", &e.unary("nn.log1p", &grown), beta);
    let value = above(e, &scaled, threshold, (&x, &smooth))?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let rising = e.binary("nn.div", &grown, &e.with_number("nn.add", &grown, 1.0))?;
    let slope = above(e, &scaled, threshold, (&one, &rising))?;
    Ok(e.with_slopes(&value, [(&x, &slope)])?.into())
}

/// `log(sigmoid(x))`, of half-precision numbers rounded once.
pub fn log_sigmoid<'c: 'a, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    x: &Tensor<'c, 'a>,
) -> Result<Tensor<'c, 'a>> {
    if x.dtype.is_half() {
        let wide = log_sigmoid(e, &e.cast(x, DType::F32))?;
        return Ok(e.cast(&wide, x.dtype));
    }
    let small = e.unary("nn.exp", &e.unary("nn.neg", &e.unary("nn.abs", x)));
    let negative = e.with_number("nn.minimum", x, 0.0);
    let value = e.binary("nn.sub", &negative, &e.unary("nn.log1p", &small))?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let zero = e.operand_as(&Operand::Float(0.0), x.dtype)?;
    let share = e.binary("nn.div", &small, &e.with_number("nn.add", &small, 1.0))?;
    let is_negative = e.compare(Predicate::Lt, x, &zero)?;
    let slope = e.select(&is_negative, &e.binary("nn.sub", &one, &share)?, &share)?;
    e.with_slopes(&value, [(x, &slope)])
}

pub(super) fn log_sigmoid_call<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    Ok(log_sigmoid(e, &float_input(e, args)?)?.into())
}

pub(super) fn prelu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let weight = args.tensor("weight")?.clone();
    let weight = if weight.dims == [Dim::Known(1)] {
        e.reshape(&weight, vec![])?
    } else if x.rank() >= 2 {
        per_channel(e, &weight, &x)?
    } else {
        return Err(Refusal::argument("prelu of a vector with several weights"));
    };
    let value = above(e, &x, 0.0, (&x, &e.binary("nn.mul", &x, &weight)?))?;
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    let slope = above(e, &x, 0.0, (&one, &weight))?;
    // Where the weight is not taken its derivative is not a product with 0.
    let taken = above(e, &x, 0.0, (&e.unary("nn.detach", &weight), &weight))?;
    Ok(e.with_slopes(&value, [(&x, &slope), (&taken, &x)])?.into())
}
