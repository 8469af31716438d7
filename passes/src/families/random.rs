//! What draws from PyTorch's generator: the numbers themselves are drawn by PyTorch, at entry.

use super::{
    TorchFunction,
    emitter::{Draw, Emitter},
    layout::Layout,
    memory::{self, Memory, Order, Saves},
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
};

type Result<T> = std::result::Result<T, Refusal>;

/// Scales a tensor by noise of these dimensions, as aten's `_dropout_impl` does on the CPU:
/// `noise.bernoulli_(1 - p).div_(1 - p)`.
fn drop_out<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    noise: impl FnOnce(&Tensor<'c, 'a>) -> Result<(Vec<Dim>, Layout)>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    let (p, train) = (args.float("p")?, args.bool("train")?);
    if !(0.0..=1.0).contains(&p) {
        return Err(Refusal::raises(
            "a dropout probability that is not between 0 and 1",
        ));
    }
    if p == 0.0 || !train {
        return Ok(input.clone().into());
    }
    e.need_float(input, "dropout")?;
    if p == 1.0 {
        return Ok(e.with_number("nn.mul", input, 0.0).into());
    }
    let (dims, layout) = noise(input)?;
    let keep = 1.0 - p;
    let draw = Draw::Bernoulli { p: keep };
    let draw = e.host.draw(&e.builder, draw, &dims, input.dtype, &layout)?;
    let drawn = e.tensor(draw, dims, input.dtype);
    let noise = e.with_number("nn.div", &drawn, keep);
    Ok(e.binary("nn.mul", input, &noise)?.into())
}

fn dropout<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    drop_out(e, args, |input| {
        Ok((input.dims.clone(), memory::like(args, input)?))
    })
}

/// Whole channels are dropped.
fn feature_dropout<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    drop_out(e, args, |input| {
        if input.rank() < 2 {
            return Err(Refusal::raises(
                "feature dropout needs at least two dimensions",
            ));
        }
        let mut dims = input.dims[..2].to_vec();
        dims.resize(input.rank(), Dim::Known(1));
        let layout = Layout::contiguous(&dims);
        Ok((dims, layout))
    })
}

/// Fails where a generator of one's own is asked for, or anything but a plain tensor.
fn plain<'c, 'a>(args: &BoundArgs<'c, 'a>) -> Result<()> {
    let device = match args.get("device") {
        Operand::None => true,
        Operand::Str(device) => device == "cpu",
        _ => false,
    };
    let grad = args.has("requires_grad") && args.bool("requires_grad")?;
    if args.has("generator") || grad || !device {
        return Err(Refusal::argument(
            "random numbers with a generator, device or requires_grad",
        ));
    }
    Ok(())
}

fn drawn<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    draw: Draw,
    (dims, layout): (Vec<Dim>, Layout),
    dtype: DType,
) -> Result<Emitted<'c, 'a>> {
    if !dtype.is_float() {
        return Err(Refusal::dtype("random numbers that are no floats"));
    }
    let value = e.host.draw(&e.builder, draw, &dims, dtype, &layout)?;
    Ok(e.tensor(value, dims, dtype).into())
}

/// Numbers of a shape that the arguments say.
fn fresh<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    draw: Draw,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let Operand::List(sizes) = args.get("size") else {
        return Err(Refusal::argument(
            "random numbers of a size that is no sequence",
        ));
    };
    let dims = sizes
        .iter()
        .map(|size| match size {
            Operand::Int(size) if *size >= 0 => Ok(Dim::Known(*size)),
            Operand::SymInt { dim: Some(dim), .. } => Ok(*dim),
            other => Err(Refusal::argument(format!(
                "a size that is {}",
                other.kind()
            ))),
        })
        .collect::<Result<Vec<_>>>()?;
    let dtype = args.dtype("dtype")?.unwrap_or(e.default_dtype);
    let layout = Layout::contiguous(&dims);
    drawn(e, draw, (dims, layout), dtype)
}

/// Numbers of a tensor's shape.
fn alike<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    draw: Draw,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let input = args.tensor("input")?;
    let dtype = args.dtype("dtype")?.unwrap_or(input.dtype);
    drawn(
        e,
        draw,
        (input.dims.clone(), memory::like(args, input)?),
        dtype,
    )
}

const UNIFORM: Draw = Draw::Uniform { from: 0.0, to: 1.0 };
const NORMAL: Draw = Draw::Normal {
    mean: 0.0,
    std: 1.0,
};

fn rand<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    fresh(e, args, UNIFORM)
}

fn randn<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    fresh(e, args, NORMAL)
}

fn rand_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    alike(e, args, UNIFORM)
}

fn randn_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    alike(e, args, NORMAL)
}

const FRESH: &str = "(*size, generator=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=None)";
const ALIKE: &str = "(input|self, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, generator=None)";

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    TorchFunction::new(
        &["torch.dropout"],
        "(input, p=0.5, train=True)",
        Memory::ItselfOr(Order::Iterator),
        Saves::Nothing,
        dropout,
    ),
    TorchFunction::new(
        &["torch.feature_dropout"],
        "(input, p=0.5, train=True)",
        Memory::ItselfOr(Order::Iterator),
        Saves::Nothing,
        feature_dropout,
    ),
    TorchFunction::new(
        &["torch.rand"],
        FRESH,
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        rand,
    ),
    TorchFunction::new(
        &["torch.randn"],
        FRESH,
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        randn,
    ),
    TorchFunction::new(
        &["torch.rand_like"],
        ALIKE,
        Memory::New(Order::Like),
        Saves::Nothing,
        rand_like,
    ),
    TorchFunction::new(
        &["torch.randn_like"],
        ALIKE,
        Memory::New(Order::Like),
        Saves::Nothing,
        randn_like,
    ),
];

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &["torch.dropout", "torch.feature_dropout"];
