//! PyTorch's softmaxes and normalizations, and the table of the family.

use super::{activations::*, batch_norm::batch_norm};
use crate::families::{
    TorchFunction,
    emitter::Emitter,
    memory::{Memory, Order, Saves},
    nn::Predicate,
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
};

type Result<T> = std::result::Result<T, Refusal>;

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

fn along<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    op: &str,
) -> Result<Emitted<'c, 'a>> {
    let mut input = args.tensor("input")?.clone();
    if let Some(dtype) = args.dtype("dtype")? {
        input = e.cast(&input, dtype);
    }
    e.need_float(&input, "softmax")?;
    if input.rank() == 0 {
        return Err(Refusal::argument("softmax of a scalar"));
    }
    let dim = args.dim("dim", input.rank())?;
    let value = e.builder.along(op, input.value, dim);
    Ok(e.tensor(value, input.dims, input.dtype).into())
}

fn softmax<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    along(e, args, "nn.softmax")
}

fn log_softmax<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    along(e, args, "nn.log_softmax")
}

fn logsumexp<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    e.need_float(input, "logsumexp")?;
    let dims = args.dims("dim", input.rank())?;
    let greatest = e.reduce("nn.amax", input, &dims, true);
    let greatest = e.unary("nn.detach", &greatest);
    // Infinity minus infinity is no number: an infinite maximum is left where it is.
    let zero = e.operand_as(&Operand::Float(0.0), greatest.dtype)?;
    let infinity = e.operand_as(&Operand::Float(f64::INFINITY), greatest.dtype)?;
    let infinite = e.compare(Predicate::Eq, &e.unary("nn.abs", &greatest), &infinity)?;
    let greatest = e.select(&infinite, &zero, &greatest)?;
    let shifted = e.binary("nn.sub", input, &greatest)?;
    let exponentials = e.unary("nn.exp", &shifted);
    let sum = e.reduce("nn.sum", &exponentials, &dims, true);
    let value = e.binary("nn.add", &e.unary("nn.log", &sum), &greatest)?;
    // The derivative is PyTorch's, which goes through a sum to the elements.
    let slope = e.unary("nn.exp", &e.binary("nn.sub", input, &value)?);
    let sloped = e.with_slopes(input, [(input, &slope)])?;
    let path = e.reduce("nn.sum", &sloped, &dims, true);
    let one = e.operand_as(&Operand::Float(1.0), value.dtype)?;
    let value = e.with_slopes(&value, [(&path, &one)])?;
    if args.bool("keepdim")? {
        return Ok(value.into());
    }
    let kept = crate::families::emitter::reduced_dims(&input.dims, &dims, false);
    Ok(e.reshape(&value, kept)?.into())
}

//===----------------------------------------------------------------------===//
// Normalization
//===----------------------------------------------------------------------===//

/// A vector of one number for each channel, shaped to broadcast.
pub(super) fn per_channel<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    vector: &Tensor<'c, 'a>,
    input: &Tensor<'c, 'a>,
) -> Result<Tensor<'c, 'a>> {
    if vector.dims != [input.dims[1]] || vector.dtype != input.dtype {
        return Err(Refusal::argument(
            "per-channel values of another size or type",
        ));
    }
    let mut dims = vec![Dim::Known(1); input.rank()];
    dims[1] = input.dims[1];
    e.reshape(vector, dims)
}

/// Scales and shifts by optional parameters.
fn affine<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    mut value: Tensor<'c, 'a>,
    weight: Option<Tensor<'c, 'a>>,
    bias: Option<Tensor<'c, 'a>>,
) -> Result<Tensor<'c, 'a>> {
    for (op, parameter) in [("nn.mul", weight), ("nn.add", bias)] {
        if let Some(parameter) = parameter {
            value = e.binary(op, &value, &parameter)?;
        }
    }
    Ok(value)
}

/// A parameter for each channel, if the call has one.
fn channel_parameter<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    name: &str,
    input: &Tensor<'c, 'a>,
) -> Result<Option<Tensor<'c, 'a>>> {
    match args.optional_tensor(name)? {
        Some(vector) => per_channel(e, vector, input).map(Some),
        None => Ok(None),
    }
}

/// Normalized values, mean and biased variance, the latter two with size 1 in `dims`.
fn normalized<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    input: &Tensor<'c, 'a>,
    dims: &[usize],
    eps: f64,
) -> Result<(Tensor<'c, 'a>, Tensor<'c, 'a>, Tensor<'c, 'a>)> {
    let [value, mean, variance] = e.builder.normalize(input.value, dims, eps);
    let kept = crate::families::emitter::reduced_dims(&input.dims, dims, true);
    let value = e.tensor(value, input.dims.clone(), input.dtype);
    let mean = e.tensor(mean, kept.clone(), input.dtype);
    let variance = e.tensor(variance, kept, input.dtype);
    Ok((spoilt(e, value, &mean, dims)?, mean, variance))
}

/// NaN where the square of the mean overflows, if fewer values are normalized than fit a vector.
///
/// `RowwiseMoments` of PyTorch takes these one by one, and then joins them with a vector of none: that adds the square of
/// the mean times 0 to the sum of squares.
fn spoilt<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    value: Tensor<'c, 'a>,
    mean: &Tensor<'c, 'a>,
    dims: &[usize],
) -> Result<Tensor<'c, 'a>> {
    let count: Option<i64> = dims.iter().map(|dim| value.dims[*dim].known()).product();
    let lanes = match value.dtype {
        DType::F64 => 4,
        // Halves are single here already.
        _ => 8,
    };
    if count.is_none_or(|count| count >= lanes) {
        return Ok(value);
    }
    let mean = e.unary("nn.detach", mean);
    let nothing = e.with_number("nn.mul", &e.binary("nn.mul", &mean, &mean)?, 0.0);
    e.binary("nn.mul", &value, &e.with_number("nn.add", &nothing, 1.0))
}

fn layer_norm<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?.clone();
    e.need_float(&input, "layer normalization")?;
    let shape: Vec<Dim> = args
        .ints("normalized_shape")?
        .into_iter()
        .map(Dim::Known)
        .collect();
    if !input.dims.ends_with(&shape) || shape.is_empty() {
        return Err(Refusal::raises(
            "a normalized shape that is not the end of the input's",
        ));
    }
    let dims: Vec<usize> = (input.rank() - shape.len()..input.rank()).collect();
    if shape.iter().all(|dim| *dim == Dim::Known(1)) {
        return Err(Refusal::argument(
            "normalization over a single element, of which only rounding is left",
        ));
    }
    e.fits(args.get("eps"), DType::F32)?;
    let (value, ..) = normalized(e, &input, &dims, args.float("eps")?)?;
    let weight = args.optional_tensor("weight")?.cloned();
    let bias = args.optional_tensor("bias")?.cloned();
    let fits = |parameter: &Option<Tensor<'c, 'a>>| {
        parameter
            .as_ref()
            .is_none_or(|parameter| parameter.dims == shape && parameter.dtype == input.dtype)
    };
    if !fits(&weight) || !fits(&bias) {
        return Err(Refusal::argument("parameters of another shape or type"));
    }
    let has_bias = bias.is_some();
    let value = affine(e, value, weight, bias)?;
    // PyTorch's kernel adds a zero in its place, so that no zero is negative.
    Ok(match has_bias {
        true => value,
        false => e.with_number("nn.add", &value, 0.0),
    }
    .into())
}

fn group_norm<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?.clone();
    e.need_float(&input, "group normalization")?;
    let groups = args.int("num_groups")?;
    let Some(Dim::Known(channels)) = input.dims.get(1).copied() else {
        return Err(Refusal::dynamic("an unknown number of channels"));
    };
    if groups <= 0 || channels % groups != 0 {
        return Err(Refusal::raises("channels that cannot be split into groups"));
    }
    let mut split = vec![
        input.dims[0],
        Dim::Known(groups),
        Dim::Known(channels / groups),
    ];
    split.extend(&input.dims[2..]);
    let grouped = e.reshape(&input, split)?;
    let dims: Vec<usize> = (2..grouped.rank()).collect();
    e.fits(args.get("eps"), DType::F32)?;
    let (value, ..) = normalized(e, &grouped, &dims, args.float("eps")?)?;
    let value = e.reshape(&value, input.dims.clone())?;
    let weight = channel_parameter(e, args, "weight", &input)?;
    let bias = channel_parameter(e, args, "bias", &input)?;
    Ok(affine(e, value, weight, bias)?.into())
}

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    TorchFunction::new(
        &["torch.softmax", "torch.Tensor.softmax"],
        "(input|self, dim, dtype=None)",
        Memory::New(Order::Contiguous),
        Saves::Result,
        softmax,
    ),
    TorchFunction::new(
        &["torch.log_softmax", "torch.Tensor.log_softmax"],
        "(input|self, dim, dtype=None)",
        Memory::New(Order::Contiguous),
        Saves::Result,
        log_softmax,
    ),
    TorchFunction::new(
        &["torch.logsumexp", "torch.Tensor.logsumexp"],
        "(input|self, dim, keepdim=False)",
        Memory::New(Order::Contiguous),
        Saves::All,
        logsumexp,
    ),
    TorchFunction::new(
        &["torch.batch_norm"],
        "(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled=False)",
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input", "weight"]),
        batch_norm,
    ),
    TorchFunction::new(
        &["torch.layer_norm"],
        "(input, normalized_shape, weight=None, bias=None, eps=0.00001, cudnn_enable=False)",
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["input", "weight"]),
        layer_norm,
    ),
    TorchFunction::new(
        &["torch.group_norm"],
        "(input, num_groups, weight=None, bias=None, eps=0.00001, cudnn_enabled=False)",
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input", "weight"]),
        group_norm,
    ),
    TorchFunction::new(
        &["torch._C._nn.gelu"],
        "(input|self, *, approximate='none')",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        gelu,
    ),
    TorchFunction::new(
        &["torch._C._nn.silu"],
        "(input|self)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        silu,
    ),
    TorchFunction::new(
        &["torch._C._nn.leaky_relu"],
        "(input|self, negative_slope=0.01)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        leaky_relu,
    ),
    TorchFunction::new(
        &["torch._C._nn.elu"],
        "(input|self, alpha=1.0, scale=1.0, input_scale=1.0)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        elu,
    ),
    TorchFunction::new(
        &["torch._C._nn.hardtanh"],
        "(input|self, min_val=-1.0, max_val=1.0)",
        Memory::New(Order::Like),
        Saves::Arguments(&["input"]),
        hardtanh,
    ),
    TorchFunction::new(
        &["torch._C._nn.relu6"],
        "(input|self)",
        Memory::New(Order::Like),
        Saves::Arguments(&["input"]),
        relu6,
    ),
    TorchFunction::new(
        &["torch._C._nn.softplus"],
        "(input|self, beta=1.0, threshold=20.0)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        softplus_call,
    ),
    TorchFunction::new(
        &["torch._C._nn.log_sigmoid"],
        "(input|self)",
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["input"]),
        log_sigmoid_call,
    ),
    TorchFunction::new(
        &["torch.prelu", "torch.Tensor.prelu"],
        "(input|self, weight)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input", "weight"]),
        prelu,
    ),
    TorchFunction::new(
        &["torch._C._nn.hardswish"],
        "(input|self)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        hardswish,
    ),
    TorchFunction::new(
        &["torch._C._nn.hardsigmoid"],
        "(input|self)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        hardsigmoid,
    ),
    TorchFunction::new(
        &["torch._C._nn.mish"],
        "(input|self)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        mish,
    ),
    TorchFunction::new(
        &["torch.selu"],
        "(input|self)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        selu,
    ),
    TorchFunction::new(
        &["torch.celu"],
        "(input|self, alpha=1.0)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        celu,
    ),
    TorchFunction::new(
        &["torch.threshold"],
        "(input|self, threshold, value)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input"]),
        threshold,
    ),
    TorchFunction::new(
        &["torch._C._nn.glu"],
        "(input|self, dim=-1)",
        Memory::New(Order::Halved),
        Saves::Arguments(&["input"]),
        glu,
    ),
];

/// Functions that are one kernel of PyTorch's: half-precision numbers are rounded once.
pub const WIDE: &[&str] = &[
    "torch.batch_norm",
    "torch.layer_norm",
    "torch.group_norm",
    "torch._C._nn.gelu",
    "torch._C._nn.silu",
    "torch._C._nn.leaky_relu",
    "torch._C._nn.elu",
    "torch._C._nn.hardtanh",
    "torch._C._nn.relu6",
    "torch._C._nn.softplus",
    "torch._C._nn.log_sigmoid",
    "torch.prelu",
    "torch._C._nn.hardswish",
    "torch._C._nn.hardsigmoid",
    "torch._C._nn.mish",
    "torch.selu",
    "torch.celu",
    "torch.threshold",
    "torch._C._nn.glu",
];

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &[
    "torch._C._nn.silu",
    "torch._C._nn.leaky_relu",
    "torch._C._nn.elu",
    "torch._C._nn.hardtanh",
];
