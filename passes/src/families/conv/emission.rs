//! PyTorch's convolutions.

use crate::families::{
    TorchFunction,
    emitter::Emitter,
    memory::{Memory, Order, Saves},
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
};
use janus_dialects::melior::ir::Attribute;

type Result<T> = std::result::Result<T, Refusal>;

/// The arguments of a convolution that are not tensors.
struct Geometry {
    stride: Vec<i64>,
    padding: Vec<i64>,
    dilation: Vec<i64>,
    groups: i64,
}

impl Geometry {
    fn of(args: &BoundArgs<'_, '_>, kernel: &[Dim]) -> Result<Self> {
        let spatial = kernel.len();
        let stride = args.spatial("stride", spatial)?;
        let dilation = args.spatial("dilation", spatial)?;
        let padding = match args.get("padding") {
            Operand::Str(word) if word == "valid" => vec![0; spatial],
            Operand::Str(word) if word == "same" => {
                if stride.iter().any(|&stride| stride != 1) {
                    return Err(Refusal::raises("padding='same' with a stride"));
                }
                let mut padding = vec![];
                for (dim, dilation) in kernel.iter().zip(&dilation) {
                    let reach = dilation * (dim.known().unwrap_or(1) - 1);
                    if reach % 2 != 0 {
                        return Err(Refusal::argument("padding='same' with an even kernel"));
                    }
                    padding.push(reach / 2);
                }
                padding
            }
            _ => args.spatial("padding", spatial)?,
        };
        let groups = args.int("groups")?;
        let positive = stride
            .iter()
            .chain(&dilation)
            .chain([&groups])
            .all(|&value| value > 0);
        if !positive || padding.iter().any(|&value| value < 0) {
            return Err(Refusal::raises(
                "a convolution with a stride or padding out of range",
            ));
        }
        Ok(Self {
            stride,
            padding,
            dilation,
            groups,
        })
    }

    fn attributes<'c>(&self, e: &Emitter<'_, 'c, '_>) -> [(&'static str, Attribute<'c>); 4] {
        let b = &e.builder;
        [
            ("stride", b.i64s_attribute(&self.stride)),
            ("padding", b.i64s_attribute(&self.padding)),
            ("dilation", b.i64s_attribute(&self.dilation)),
            ("groups", b.i64_attribute(self.groups)),
        ]
    }
}

/// The input with a batch dimension, and whether it had none.
pub fn batched<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    input: &Tensor<'c, 'a>,
    spatial: usize,
) -> Result<(Tensor<'c, 'a>, bool)> {
    if input.rank() == spatial + 2 {
        return Ok((input.clone(), false));
    }
    if input.rank() != spatial + 1 {
        return Err(Refusal::raises(format!(
            "a tensor of rank {} where one of rank {} is expected",
            input.rank(),
            spatial + 2
        )));
    }
    let mut dims = vec![Dim::Known(1)];
    dims.extend(&input.dims);
    Ok((e.reshape(input, dims)?, true))
}

/// Takes the batch dimension away that [`batched`] has added.
pub fn unbatched<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: Tensor<'c, 'a>,
    added: bool,
) -> Result<Tensor<'c, 'a>> {
    if !added {
        return Ok(tensor);
    }
    let dims = tensor.dims[1..].to_vec();
    e.reshape(&tensor, dims)
}

/// How many windows there are along a dimension.
pub fn windows(
    dim: Dim,
    kernel: i64,
    (stride, padding, dilation): (i64, i64, i64),
    ceil: bool,
) -> Result<Dim> {
    if kernel == 1 && stride == 1 && padding == 0 {
        return Ok(dim);
    }
    let Dim::Known(size) = dim else {
        return Err(Refusal::dynamic("windows over a dimension of unknown size"));
    };
    let room = size + 2 * padding - dilation * (kernel - 1) - 1;
    if room < 0 {
        return Err(Refusal::raises("a kernel that is larger than its input"));
    }
    let mut more = room / stride;
    // PyTorch drops a window that would start in the padding at the end.
    if ceil && room % stride != 0 && (more + 1) * stride < size + padding {
        more += 1;
    }
    Ok(Dim::Known(more + 1))
}

/// Adds a bias to each channel.
fn add_bias<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    value: Tensor<'c, 'a>,
    bias: Option<&Tensor<'c, 'a>>,
    spatial: usize,
) -> Result<Tensor<'c, 'a>> {
    let Some(bias) = bias else { return Ok(value) };
    if bias.dims != [value.dims[1]] || bias.dtype != value.dtype {
        return Err(Refusal::raises(
            "a bias of another size or type than the channels",
        ));
    }
    let mut dims = bias.dims.clone();
    dims.extend(vec![Dim::Known(1); spatial]);
    let bias = e.reshape(bias, dims)?;
    e.binary("nn.add", &value, &bias)
}

/// Fails unless operands are floats of one type, and the weight is static.
fn check<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    input: &Tensor<'c, 'a>,
    weight: &Tensor<'c, 'a>,
) -> Result<()> {
    e.need_float(input, "a convolution")?;
    if input.dtype != weight.dtype {
        return Err(Refusal::raises("input and weight have different types"));
    }
    if weight.dims.iter().any(|dim| dim.known().is_none()) {
        return Err(Refusal::dynamic("a weight of unknown size"));
    }
    Ok(())
}

fn convolve<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    spatial: usize,
) -> Result<Emitted<'c, 'a>> {
    let weight = args.tensor("weight")?;
    let (input, added) = batched(e, args.tensor("input")?, spatial)?;
    check(e, &input, weight)?;
    if weight.rank() != spatial + 2 {
        return Err(Refusal::raises("a weight of another rank than the input"));
    }
    let geometry = Geometry::of(args, &weight.dims[2..])?;
    let known = |dim: Dim| dim.known().unwrap_or(0);
    let (filters, depth) = (known(weight.dims[0]), known(weight.dims[1]));
    if input.dims[1] != Dim::Known(depth * geometry.groups) || filters % geometry.groups != 0 {
        return Err(Refusal::raises("channels that do not fit the weight"));
    }
    let mut dims = vec![input.dims[0], weight.dims[0]];
    for i in 0..spatial {
        let window = (
            geometry.stride[i],
            geometry.padding[i],
            geometry.dilation[i],
        );
        dims.push(windows(
            input.dims[2 + i],
            known(weight.dims[2 + i]),
            window,
            false,
        )?);
    }
    let value = e.builder.value(
        "nn.convolution",
        &[input.value, weight.value],
        &geometry.attributes(e),
        e.type_of(&dims, input.dtype),
    );
    let value = e.tensor(value, dims, input.dtype);
    let value = add_bias(e, value, args.optional_tensor("bias")?, spatial)?;
    Ok(unbatched(e, value, added)?.into())
}

/// The transposed convolution is the derivative of a convolution with respect to its input.
fn convolve_transposed<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    spatial: usize,
) -> Result<Emitted<'c, 'a>> {
    let weight = args.tensor("weight")?;
    let (input, added) = batched(e, args.tensor("input")?, spatial)?;
    check(e, &input, weight)?;
    if weight.rank() != spatial + 2 || input.dims[1] != weight.dims[0] {
        return Err(Refusal::raises("channels that do not fit the weight"));
    }
    let geometry = Geometry::of(args, &weight.dims[2..])?;
    let extra = args.spatial("output_padding", spatial)?;
    let known = |dim: Dim| dim.known().unwrap_or(0);
    let mut dims = vec![
        input.dims[0],
        Dim::Known(known(weight.dims[1]) * geometry.groups),
    ];
    for (i, extra) in extra.into_iter().enumerate() {
        let Dim::Known(count) = input.dims[2 + i] else {
            return Err(Refusal::dynamic("windows over a dimension of unknown size"));
        };
        if extra >= geometry.stride[i].max(geometry.dilation[i]) || extra >= geometry.stride[i] {
            return Err(Refusal::argument(
                "an output padding that is not less than the stride",
            ));
        }
        let reach = geometry.dilation[i] * (known(weight.dims[2 + i]) - 1);
        let size = (count - 1) * geometry.stride[i] - 2 * geometry.padding[i] + reach + extra + 1;
        dims.push(Dim::Known(size));
    }
    if dims
        .iter()
        .any(|dim| dim.known().is_some_and(|size| size <= 0))
    {
        return Err(Refusal::raises("a transposed convolution without a result"));
    }
    let mut operands = vec![input.value, weight.value];
    operands.extend(e.sizes(&dims)?);
    let value = e.builder.value(
        "nn.convolution_input_grad",
        &operands,
        &geometry.attributes(e),
        e.type_of(&dims, input.dtype),
    );
    let value = e.tensor(value, dims, input.dtype);
    let value = add_bias(e, value, args.optional_tensor("bias")?, spatial)?;
    Ok(unbatched(e, value, added)?.into())
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
    conv1d => convolve(1),
    conv2d => convolve(2),
    conv3d => convolve(3),
    conv_transpose1d => convolve_transposed(1),
    conv_transpose2d => convolve_transposed(2),
    conv_transpose3d => convolve_transposed(3)
}

const CONV: &str = "(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)";
const TRANSPOSED: &str =
    "(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)";

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    TorchFunction::new(
        &["torch.conv1d"],
        CONV,
        Memory::New(Order::Plain),
        Saves::Products(&["input", "weight"]),
        conv1d,
    ),
    TorchFunction::new(
        &["torch.conv2d"],
        CONV,
        Memory::New(Order::ChannelsOf(&["input", "weight"])),
        Saves::Products(&["input", "weight"]),
        conv2d,
    ),
    TorchFunction::new(
        &["torch.conv3d"],
        CONV,
        Memory::New(Order::ChannelsOf(&["input", "weight"])),
        Saves::Products(&["input", "weight"]),
        conv3d,
    ),
    TorchFunction::new(
        &["torch.conv_transpose1d"],
        TRANSPOSED,
        Memory::New(Order::Plain),
        Saves::Products(&["input", "weight"]),
        conv_transpose1d,
    ),
    TorchFunction::new(
        &["torch.conv_transpose2d"],
        TRANSPOSED,
        Memory::New(Order::ChannelsOf(&["input", "weight"])),
        Saves::Products(&["input", "weight"]),
        conv_transpose2d,
    ),
    TorchFunction::new(
        &["torch.conv_transpose3d"],
        TRANSPOSED,
        Memory::New(Order::ChannelsOf(&["input", "weight"])),
        Saves::Products(&["input", "weight"]),
        conv_transpose3d,
    ),
];

/// Functions that are one kernel of PyTorch's: half-precision numbers are rounded once.
pub const WIDE: &[&str] = &[
    "torch.conv1d",
    "torch.conv2d",
    "torch.conv3d",
    "torch.conv_transpose1d",
    "torch.conv_transpose2d",
    "torch.conv_transpose3d",
];

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &[];
