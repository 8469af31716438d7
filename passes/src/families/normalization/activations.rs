//! PyTorch's activations that are composed of other functions.

use super::emission::per_channel;
use crate::families::{
    emitter::Emitter,
    nn::Predicate,
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
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
    let gate = match args.str("approximate")? {
        "none" => {
            let scaled = e.with_number("nn.mul", &x, std::f64::consts::FRAC_1_SQRT_2);
            e.unary("nn.erf", &scaled)
        }
        "tanh" => {
            let square = e.binary("nn.mul", &x, &x)?;
            let cubic = e.with_number("nn.mul", &e.binary("nn.mul", &square, &x)?, 0.044715);
            let inner = e.binary("nn.add", &x, &cubic)?;
            let scale = std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2;
            e.unary("nn.tanh", &e.with_number("nn.mul", &inner, scale))
        }
        other => {
            return Err(Refusal::raises(format!(
                "gelu has no approximation {other}"
            )));
        }
    };
    let half = e.with_number("nn.mul", &x, 0.5);
    Ok(
        e.binary("nn.mul", &half, &e.with_number("nn.add", &gate, 1.0))?
            .into(),
    )
}

pub(super) fn silu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    Ok(e.binary("nn.mul", &x, &e.unary("nn.sigmoid", &x))?.into())
}

pub(super) fn leaky_relu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let scaled = e.with_number("nn.mul", &x, args.float("negative_slope")?);
    Ok(above(e, &x, 0.0, (&x, &scaled))?.into())
}

pub(super) fn elu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let (alpha, scale) = (args.float("alpha")?, args.float("scale")?);
    exponential(e, &x, alpha, scale, args.float("input_scale")?)
}

/// `scale * x` above 0, and `scale * alpha * (exp(input_scale * x) - 1)` below.
pub(super) fn exponential<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    x: &Tensor<'c, 'a>,
    alpha: f64,
    scale: f64,
    input_scale: f64,
) -> Result<Emitted<'c, 'a>> {
    let positive = e.with_number("nn.mul", x, scale);
    // The exponential of what is taken only, so that its derivative cannot overflow.
    let zero = e.operand_as(&Operand::Float(0.0), x.dtype)?;
    let low = above(e, x, 0.0, (&zero, x))?;
    let grown = e.unary("nn.expm1", &e.with_number("nn.mul", &low, input_scale));
    let negative = e.with_number("nn.mul", &grown, alpha * scale);
    Ok(above(e, x, 0.0, (&positive, &negative))?.into())
}

pub(super) fn hardtanh<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    held(e, &x, args.float("min_val")?, args.float("max_val")?).map(Into::into)
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
    let below = e.compare(Predicate::Le, x, &low)?;
    let inside = e.compare(Predicate::Eq, x, &low)?;
    // At the bound it is the input itself, which may be the other zero.
    let least = e.select(&inside, &e.unary("nn.detach", x), &low)?;
    let value = e.select(&below, &least, x)?;
    let beyond = e.compare(Predicate::Ge, x, &high)?;
    e.select(&beyond, &high, &value)
}

/// `x * clamp(x + 3, 0, 6) / 6`.
pub(super) fn hardswish<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let gate = bounded(e, &e.with_number("nn.add", &x, 3.0), 0.0, 6.0)?;
    let gate = e.with_number("nn.div", &gate, 6.0);
    Ok(e.binary("nn.mul", &x, &gate)?.into())
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
    Ok(e.binary("nn.mul", &x, &gate)?.into())
}

pub(super) fn selu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    exponential(e, &x, 1.673_263_242_354_377_2, 1.050_700_987_355_480_5, 1.0)
}

pub(super) fn celu<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let alpha = args.float("alpha")?;
    exponential(e, &x, alpha, 1.0, 1.0 / alpha)
}

pub(super) fn threshold<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let value = e.operand_as(args.get("value"), x.dtype)?;
    let bound = e.operand_as(args.get("threshold"), x.dtype)?;
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
    let half = |start| {
        let value = e
            .builder
            .slice(x.value, dim, start, 1, Some(size / 2), None, None);
        let mut dims = x.dims.clone();
        dims[dim] = Dim::Known(size / 2);
        e.tensor(value, dims, x.dtype)
    };
    Ok(
        e.binary("nn.mul", &half(0), &e.unary("nn.sigmoid", &half(size / 2)))?
            .into(),
    )
}

/// `log(1 + exp(x))` without overflow, and with the right derivative at 0.
pub fn softplus<'c: 'a, 'a>(e: &Emitter<'_, 'c, 'a>, x: &Tensor<'c, 'a>) -> Result<Tensor<'c, 'a>> {
    let small = e.unary("nn.exp", &e.unary("nn.neg", &e.unary("nn.abs", x)));
    let positive = e.with_number("nn.maximum", x, 0.0);
    e.binary("nn.add", &positive, &e.unary("nn.log1p", &small))
}

pub(super) fn softplus_call<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = float_input(e, args)?;
    let (beta, threshold) = (args.float("beta")?, args.float("threshold")?);
    let scaled = e.with_number("nn.mul", &x, beta);
    let smooth = e.with_number("nn.div", &softplus(e, &scaled)?, beta);
    Ok(above(e, &scaled, threshold, (&x, &smooth))?.into())
}

/// `log(sigmoid(x))`, of half-precision numbers rounded once.
pub fn log_sigmoid<'c: 'a, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    x: &Tensor<'c, 'a>,
) -> Result<Tensor<'c, 'a>> {
    if x.dtype.is_half() {
        let wide = log_sigmoid(e, &e.cast(x, DType::F32))?;
        return Ok(e.cast(&wide, x.dtype));
    }
    let small = e.unary("nn.exp", &e.unary("nn.neg", &e.unary("nn.abs", x)));
    let negative = e.with_number("nn.minimum", x, 0.0);
    e.binary("nn.sub", &negative, &e.unary("nn.log1p", &small))
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
    // What is not taken is 0, so that its derivative is not NaN.
    let zero = e.operand_as(&Operand::Float(0.0), x.dtype)?;
    let low = above(e, &x, 0.0, (&zero, &x))?;
    let scaled = e.binary("nn.mul", &low, &weight)?;
    Ok(above(e, &x, 0.0, (&x, &scaled))?.into())
}
