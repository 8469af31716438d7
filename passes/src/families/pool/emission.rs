//! PyTorch's poolings.

use crate::families::{
    TorchFunction,
    builder::result_of,
    conv::emission::{batched, unbatched, windows},
    emitter::Emitter,
    memory::{Memory, Order, Saves},
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
};
use janus_dialects::melior::ir::Attribute;

type Result<T> = std::result::Result<T, Refusal>;

/// The arguments of a pooling.
struct Geometry {
    kernel: Vec<i64>,
    stride: Vec<i64>,
    padding: Vec<i64>,
    dilation: Vec<i64>,
    ceil: bool,
}

impl Geometry {
    fn of(args: &BoundArgs<'_, '_>, spatial: usize) -> Result<Self> {
        let kernel = args.spatial("kernel_size", spatial)?;
        // No stride, None or an empty sequence, is the kernel's size.
        let stride = match args.get("stride") {
            Operand::None => kernel.clone(),
            Operand::List(items) if items.is_empty() => kernel.clone(),
            _ => args.spatial("stride", spatial)?,
        };
        let padding = args.spatial("padding", spatial)?;
        let dilation = if args.has("dilation") {
            args.spatial("dilation", spatial)?
        } else {
            vec![1; spatial]
        };
        let positive = kernel
            .iter()
            .chain(&stride)
            .chain(&dilation)
            .all(|&value| value > 0);
        let padded = (0..spatial).all(|i| padding[i] >= 0 && padding[i] <= kernel[i] / 2);
        if !positive || !padded {
            return Err(Refusal::raises(
                "a pooling with a kernel, stride or padding out of range",
            ));
        }
        Ok(Self {
            kernel,
            stride,
            padding,
            dilation,
            ceil: args.bool("ceil_mode")?,
        })
    }

    fn dims(&self, input: &[Dim]) -> Result<Vec<Dim>> {
        let mut dims = input[..2].to_vec();
        for i in 0..self.kernel.len() {
            let window = (self.stride[i], self.padding[i], self.dilation[i]);
            dims.push(windows(input[2 + i], self.kernel[i], window, self.ceil)?);
        }
        Ok(dims)
    }

    fn attributes<'c>(&self, e: &Emitter<'_, 'c, '_>) -> Vec<(&'static str, Attribute<'c>)> {
        let b = &e.builder;
        vec![
            ("kernel", b.i64s_attribute(&self.kernel)),
            ("stride", b.i64s_attribute(&self.stride)),
            ("padding", b.i64s_attribute(&self.padding)),
        ]
    }
}

/// Values and positions in the windows.
fn max<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    input: &Tensor<'c, 'a>,
    geometry: &Geometry,
) -> Result<(Tensor<'c, 'a>, Tensor<'c, 'a>)> {
    if !input.dtype.is_float() {
        return Err(Refusal::dtype(format!("max pooling of {}", input.dtype)));
    }
    let dims = geometry.dims(&input.dims)?;
    let mut attributes = geometry.attributes(e);
    attributes.push(("dilation", e.builder.i64s_attribute(&geometry.dilation)));
    let types = [e.type_of(&dims, input.dtype), e.type_of(&dims, DType::I32)];
    let op = e
        .builder
        .op("nn.max_pool", &[input.value], &attributes, &types);
    Ok((
        e.tensor(result_of(op, 0), dims.clone(), input.dtype),
        e.tensor(result_of(op, 1), dims, DType::I32),
    ))
}

/// Places in the input's spatial dimensions, from positions in the windows.
fn places<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    positions: &Tensor<'c, 'a>,
    input: &[Dim],
    geometry: &Geometry,
) -> Result<Tensor<'c, 'a>> {
    let spatial = geometry.kernel.len();
    let rank = positions.rank();
    let number = |e: &Emitter<'_, 'c, 'a>, value| e.operand_as(&Operand::Int(value), DType::I64);
    let mut rest = e.cast(positions, DType::I64);
    let mut place: Option<Tensor<'c, 'a>> = None;
    let mut scale = 1;
    // From the last dimension, which varies fastest.
    for i in (0..spatial).rev() {
        let Dim::Known(size) = input[2 + i] else {
            return Err(Refusal::dynamic("indices into a dimension of unknown size"));
        };
        let kernel = number(e, geometry.kernel[i])?;
        let element = e.binary("nn.remainder", &rest, &kernel)?;
        rest = e.binary("nn.floor_div", &rest, &kernel)?;
        let mut window = e.iota(positions.dims[2 + i])?;
        let mut shape = vec![Dim::Known(1); rank];
        shape[2 + i] = positions.dims[2 + i];
        window = e.reshape(&window, shape)?;
        let stride = number(e, geometry.stride[i])?;
        let dilation = number(e, geometry.dilation[i])?;
        let padding = number(e, geometry.padding[i])?;
        let start = e.binary("nn.mul", &window, &stride)?;
        let start = e.binary("nn.sub", &start, &padding)?;
        let offset = e.binary("nn.mul", &element, &dilation)?;
        let along = e.binary("nn.add", &start, &offset)?;
        let along = e.binary("nn.mul", &along, &number(e, scale)?)?;
        place = Some(match place {
            None => along,
            Some(place) => e.binary("nn.add", &place, &along)?,
        });
        scale *= size;
    }
    place.ok_or_else(|| Refusal::raises("a pooling without spatial dimensions"))
}

fn max_pool<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    spatial: usize,
) -> Result<Emitted<'c, 'a>> {
    let (input, added) = batched(e, args.tensor("input")?, spatial)?;
    let geometry = Geometry::of(args, spatial)?;
    let (value, _) = max(e, &input, &geometry)?;
    Ok(unbatched(e, value, added)?.into())
}

fn max_pool_indices<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    spatial: usize,
) -> Result<Emitted<'c, 'a>> {
    let (input, added) = batched(e, args.tensor("input")?, spatial)?;
    let geometry = Geometry::of(args, spatial)?;
    let (value, positions) = max(e, &input, &geometry)?;
    let places = places(e, &positions, &input.dims, &geometry)?;
    Ok(Operand::List(vec![
        Operand::Tensor(unbatched(e, value, added)?),
        Operand::Tensor(unbatched(e, places, added)?),
    ])
    .into())
}

fn avg_pool<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    spatial: usize,
) -> Result<Emitted<'c, 'a>> {
    let (input, added) = batched(e, args.tensor("input")?, spatial)?;
    e.need_float(&input, "average pooling")?;
    let geometry = Geometry::of(args, spatial)?;
    let dims = geometry.dims(&input.dims)?;
    let mut attributes = geometry.attributes(e);
    if !args.bool("count_include_pad")? {
        attributes.push(("exclude_padding", Attribute::unit(e.builder.context)));
    }
    if args.has("divisor_override") {
        let divisor = args.int("divisor_override")?;
        if divisor <= 0 {
            return Err(Refusal::argument("a divisor that is not positive"));
        }
        attributes.push(("divisor", e.builder.i64_attribute(divisor)));
    }
    let r#type = e.type_of(&dims, input.dtype);
    let value = e
        .builder
        .value("nn.avg_pool", &[input.value], &attributes, r#type);
    let value = e.tensor(value, dims, input.dtype);
    Ok(unbatched(e, value, added)?.into())
}

/// The sizes that an adaptive pooling makes; None keeps one.
fn adaptive_dims(args: &BoundArgs<'_, '_>, input: &[Dim]) -> Result<Vec<Dim>> {
    let spatial = input.len() - 2;
    let sizes: Vec<Operand> = match args.get("output_size") {
        Operand::List(items) => items.clone(),
        other => vec![other.clone(); spatial],
    };
    if sizes.len() != spatial {
        return Err(Refusal::raises(
            "an output size of another rank than the input",
        ));
    }
    let mut dims = input[..2].to_vec();
    for (i, size) in sizes.into_iter().enumerate() {
        dims.push(match size {
            Operand::Int(size) if size > 0 => Dim::Known(size),
            Operand::None => input[2 + i],
            _ => {
                return Err(Refusal::argument(
                    "an output size that is no known positive int",
                ));
            }
        });
    }
    Ok(dims)
}

/// An adaptive pooling as an ordinary one, where its windows do not overlap.
fn even(input: &[Dim], output: &[Dim]) -> Option<Geometry> {
    let kernel = input[2..]
        .iter()
        .zip(&output[2..])
        .map(|pair| match pair {
            (a, b) if a == b => Some(1),
            (Dim::Known(size), Dim::Known(count)) if size % count == 0 => Some(size / count),
            _ => None,
        })
        .collect::<Option<Vec<i64>>>()?;
    let spatial = kernel.len();
    Some(Geometry {
        stride: kernel.clone(),
        kernel,
        padding: vec![0; spatial],
        dilation: vec![1; spatial],
        ceil: false,
    })
}

fn adaptive_avg_pool<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    spatial: usize,
) -> Result<Emitted<'c, 'a>> {
    let (input, added) = batched(e, args.tensor("input")?, spatial)?;
    e.need_float(&input, "average pooling")?;
    let dims = adaptive_dims(args, &input.dims)?;
    if dims == input.dims {
        return Ok(args.tensor("input")?.clone().into());
    }
    let whole: Vec<usize> = (2..input.rank()).collect();
    let value = if dims[2..].iter().all(|dim| *dim == Dim::Known(1)) {
        e.mean(&input, &whole, true)
    } else {
        if input.dims[2..]
            .iter()
            .chain(&dims[2..])
            .any(|dim| dim.known().is_none())
        {
            return Err(Refusal::dynamic(
                "adaptive windows over a dimension of unknown size",
            ));
        }
        let r#type = e.type_of(&dims, input.dtype);
        let value = match even(&input.dims, &dims) {
            Some(geometry) => {
                let attributes = geometry.attributes(e);
                e.builder
                    .value("nn.avg_pool", &[input.value], &attributes, r#type)
            }
            None => e
                .builder
                .value("nn.adaptive_avg_pool", &[input.value], &[], r#type),
        };
        e.tensor(value, dims, input.dtype)
    };
    Ok(unbatched(e, value, added)?.into())
}

fn adaptive_max_pool<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    spatial: usize,
) -> Result<Emitted<'c, 'a>> {
    let (input, added) = batched(e, args.tensor("input")?, spatial)?;
    let dims = adaptive_dims(args, &input.dims)?;
    let Some(geometry) = even(&input.dims, &dims) else {
        return Err(Refusal::argument(
            "an adaptive max pooling whose windows overlap",
        ));
    };
    let (value, positions) = max(e, &input, &geometry)?;
    let places = places(e, &positions, &input.dims, &geometry)?;
    Ok(Operand::List(vec![
        Operand::Tensor(unbatched(e, value, added)?),
        Operand::Tensor(unbatched(e, places, added)?),
    ])
    .into())
}

macro_rules! spatial {
    ($($name:ident => $emit:ident($spatial:literal)),*) => {
        $(fn $name<'c, 'a>(
            e: &mut Emitter<'_, 'c, 'a>,
            args: &BoundArgs<'c, 'a>,
        ) -> Result<Emitted<'c, 'a>> {
            $emit(e, args, $spatial)
        })*
    };
}

spatial! {
    max_pool1d => max_pool(1),
    max_pool2d => max_pool(2),
    max_pool3d => max_pool(3),
    max_pool1d_indices => max_pool_indices(1),
    max_pool2d_indices => max_pool_indices(2),
    max_pool3d_indices => max_pool_indices(3),
    avg_pool1d => avg_pool(1),
    avg_pool2d => avg_pool(2),
    avg_pool3d => avg_pool(3),
    adaptive_avg_pool1d => adaptive_avg_pool(1),
    adaptive_avg_pool2d => adaptive_avg_pool(2),
    adaptive_avg_pool3d => adaptive_avg_pool(3),
    adaptive_max_pool1d => adaptive_max_pool(1),
    adaptive_max_pool2d => adaptive_max_pool(2)
}

const MAX: &str = "(input|self, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False)";
const AVG: &str = "(input|self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None)";
const ADAPTIVE: &str = "(input|self, output_size)";

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    TorchFunction::new(
        &["torch.max_pool1d"],
        MAX,
        Memory::New(Order::Plain),
        Saves::Arguments(&["input"]),
        max_pool1d,
    ),
    TorchFunction::new(
        &["torch.max_pool2d"],
        MAX,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        max_pool2d,
    ),
    TorchFunction::new(
        &["torch.max_pool3d"],
        MAX,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        max_pool3d,
    ),
    TorchFunction::new(
        &["torch.max_pool1d_with_indices"],
        MAX,
        Memory::New(Order::Plain),
        Saves::Arguments(&["input"]),
        max_pool1d_indices,
    ),
    TorchFunction::new(
        &["torch._C._nn.max_pool2d_with_indices"],
        MAX,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        max_pool2d_indices,
    ),
    TorchFunction::new(
        &["torch._C._nn.max_pool3d_with_indices"],
        MAX,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        max_pool3d_indices,
    ),
    TorchFunction::new(
        &["torch.avg_pool1d"],
        AVG,
        Memory::New(Order::Plain),
        Saves::Arguments(&["input"]),
        avg_pool1d,
    ),
    TorchFunction::new(
        &["torch._C._nn.avg_pool2d"],
        AVG,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        avg_pool2d,
    ),
    TorchFunction::new(
        &["torch._C._nn.avg_pool3d"],
        AVG,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        avg_pool3d,
    ),
    TorchFunction::new(
        &["torch.adaptive_avg_pool1d"],
        ADAPTIVE,
        Memory::New(Order::Plain),
        Saves::Arguments(&["input"]),
        adaptive_avg_pool1d,
    ),
    TorchFunction::new(
        &["torch._C._nn.adaptive_avg_pool2d"],
        ADAPTIVE,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        adaptive_avg_pool2d,
    ),
    TorchFunction::new(
        &["torch._C._nn.adaptive_avg_pool3d"],
        ADAPTIVE,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        adaptive_avg_pool3d,
    ),
    TorchFunction::new(
        &["torch.adaptive_max_pool1d"],
        ADAPTIVE,
        Memory::New(Order::Plain),
        Saves::Arguments(&["input"]),
        adaptive_max_pool1d,
    ),
    TorchFunction::new(
        &["torch._C._nn.adaptive_max_pool2d"],
        ADAPTIVE,
        Memory::New(Order::ChannelsOf(&["input"])),
        Saves::Arguments(&["input"]),
        adaptive_max_pool2d,
    ),
];

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &[];
