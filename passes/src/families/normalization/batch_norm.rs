//! Batch normalization. What is left of a channel whose sum cancels is rounding, so the steps are those of PyTorch's kernels:
//! statistics of images are added up in `float64`, those of rows of channels by each thread in their own type, and what is
//! computed of an element is one multiplication and addition.

use crate::families::{
    builder::{Builder, float_attribute, int_attribute, result_of},
    emitter::{Emitter, FUSED, IN_ORDER},
    layout::{Format, Layout},
    nn::{Predicate, reduced_shape},
    operand::{Dim, Emitted, Operand, Refusal, Tensor, Write},
    registry::{Adjoint, Gradients, Lowered, Lowering},
    signature::BoundArgs,
    types::{DType, dtype_of, shape_of},
};
use janus_dialects::melior::ir::{Attribute, Value, ValueLike, operation::OperationLike};

type Result<T> = std::result::Result<T, Refusal>;

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

/// A vector with one number for each channel of the input.
fn channels<'c, 'a>(vector: &Tensor<'c, 'a>, input: &Tensor<'c, 'a>) -> Result<Tensor<'c, 'a>> {
    if vector.dims != [input.dims[1]] || vector.dtype != input.dtype {
        return Err(Refusal::argument(
            "per-channel values of another size or type",
        ));
    }
    Ok(vector.clone())
}

/// A parameter of the call, or the number that stands for it.
fn parameter<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    (name, absent): (&str, f64),
    input: &Tensor<'c, 'a>,
) -> Result<Tensor<'c, 'a>> {
    match args.optional_tensor(name)? {
        Some(vector) => channels(vector, input),
        None => e.full(&Operand::Float(absent), vec![input.dims[1]], input.dtype),
    }
}

/// `torch.batch_norm`, by the statistics of the batch in training, by the running ones else.
pub fn batch_norm<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?.clone();
    e.need_float(&input, "batch normalization")?;
    if input.rank() < 2 {
        return Err(Refusal::raises(
            "batch normalization needs at least two dimensions",
        ));
    }
    let eps = args.float("eps")?;
    for number in ["eps", "momentum"] {
        e.fits(args.get(number), DType::F32)?;
    }
    let weight = parameter(e, args, ("weight", 1.0), &input)?;
    let bias = parameter(e, args, ("bias", 0.0), &input)?;
    let running = match (
        args.optional_tensor("running_mean")?,
        args.optional_tensor("running_var")?,
    ) {
        (Some(mean), Some(variance)) => {
            if mean.requires_grad || variance.requires_grad {
                return Err(Refusal::raises("running statistics that require gradients"));
            }
            Some((channels(mean, &input)?, channels(variance, &input)?))
        }
        _ => None,
    };
    if args.bool("training")? {
        return in_training(e, args, &input, [weight, bias], running, eps);
    }
    let Some((mean, variance)) = running else {
        return Err(Refusal::raises("evaluation without running statistics"));
    };
    let variance = e.with_number("nn.add", &variance, eps);
    let one = e.operand_as(&Operand::Float(1.0), input.dtype)?;
    let scale = e.binary("nn.div", &one, &e.unary("nn.sqrt", &variance))?;
    let mut dims = vec![Dim::Known(1); input.rank()];
    dims[1] = input.dims[1];
    if is_scattered(&input) {
        let vectors = [mean, scale, weight, bias];
        let vectors = vectors.map(|vector| e.reshape(&vector, dims.clone()));
        let [mean, scale, weight, bias] = vectors;
        let value = e.binary("nn.sub", &input, &mean?)?;
        let value = e.binary("nn.mul", &value, &scale?)?;
        let value = e.binary("nn.mul", &value, &weight?)?;
        return Ok(e.binary("nn.add", &value, &bias?)?.into());
    }
    let factor = e.binary("nn.mul", &scale, &weight)?;
    let product = e.fused_binary("nn.mul", &mean, &factor)?;
    let offset = e.fused_binary("nn.sub", &bias, &product)?;
    let [factor, offset, weight, bias, mean, scale] =
        [factor, offset, weight, bias, mean, scale].map(|vector| e.reshape(&vector, dims.clone()));
    let product = e.fused_binary("nn.mul", &input, &factor.clone()?)?;
    let value = e.fused_binary("nn.add", &product, &offset?)?;
    let normalized = e.binary("nn.mul", &e.binary("nn.sub", &input, &mean?)?, &scale?)?;
    let slopes = [(&input, &factor?), (&weight?, &normalized), (&bias?, &one)];
    Ok(e.with_slopes(&value, slopes)?.into())
}

/// Whether PyTorch takes an input element by element, as it lies in none of the formats that it has kernels for.
fn is_scattered(input: &Tensor<'_, '_>) -> bool {
    input.layout.as_ref().is_some_and(|layout| {
        let formats = [Format::Contiguous, Format::ChannelsLast];
        let lies_in = |format| layout.is(&input.dims, format) != Some(false);
        !formats.into_iter().any(lies_in)
    })
}

fn in_training<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    input: &Tensor<'c, 'a>,
    [weight, bias]: [Tensor<'c, 'a>; 2],
    running: Option<(Tensor<'c, 'a>, Tensor<'c, 'a>)>,
    eps: f64,
) -> Result<Emitted<'c, 'a>> {
    let dims = others(input.rank());
    if dims.iter().all(|&dim| input.dims[dim] == Dim::Known(1)) {
        return Err(Refusal::raises("batch statistics of one value per channel"));
    }
    // The kernels of rows are for dense ones.
    let rows = dims[1..]
        .iter()
        .all(|&dim| input.dims[dim] == Dim::Known(1))
        && input.layout == Some(Layout::contiguous(&input.dims));
    let threads = match rows {
        true => Some(e.host.threads()?),
        false => None,
    };
    let b = &e.builder;
    let mut attributes = vec![("eps", b.f64_attribute(eps))];
    attributes.extend(threads.map(|threads| ("threads", b.i64_attribute(threads))));
    attributes.extend(is_scattered(input).then(|| ("centered", Attribute::unit(b.context))));
    let op = b.op(
        "nn.batch_norm",
        &[input.value, weight.value, bias.value],
        &attributes,
        &[
            input.value.r#type(),
            weight.value.r#type(),
            weight.value.r#type(),
        ],
    );
    let result = e.tensor(result_of(op, 0), input.dims.clone(), input.dtype);
    let [mean, squares] =
        [1, 2].map(|i| e.tensor(result_of(op, i), weight.dims.clone(), input.dtype));
    let mut writes = vec![];
    if let Some((running_mean, running_var)) = running {
        // The running variance is the unbiased one.
        let count = e.builder.numel(input.value, &dims);
        let count = e.tensor(count, vec![], input.dtype);
        let variance = e.binary("nn.div", &squares, &e.with_number("nn.sub", &count, 1.0))?;
        let momentum = args.get("momentum");
        writes.push(Write {
            target: args.source("running_mean"),
            value: moved(e, &running_mean, &mean, momentum, true)?,
            recorded: false,
        });
        writes.push(Write {
            target: args.source("running_var"),
            value: moved(
                e,
                &running_var,
                &variance,
                momentum,
                input.dtype == DType::F64,
            )?,
            recorded: false,
        });
    }
    Ok(Emitted {
        result: Operand::Tensor(result),
        writes,
    })
}

/// `momentum * new + (1 - momentum) * old`, the first of which PyTorch rounds for the mean and not for the variance, in
/// `float64` for both.
fn moved<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    old: &Tensor<'c, 'a>,
    new: &Tensor<'c, 'a>,
    momentum: &Operand<'c, 'a>,
    rounded: bool,
) -> Result<Value<'c, 'a>> {
    let momentum = e.operand_as(momentum, old.dtype)?;
    let one = e.operand_as(&Operand::Float(1.0), old.dtype)?;
    let rest = e.binary("nn.sub", &one, &momentum)?;
    let kept = e.binary("nn.mul", &rest, old)?;
    let new = e.unary("nn.detach", new);
    let sum = match rounded {
        true => e.binary("nn.add", &e.binary("nn.mul", &momentum, &new)?, &kept)?,
        false => {
            let added = e.fused_binary("nn.mul", &momentum, &new)?;
            e.fused_binary("nn.add", &added, &kept)?
        }
    };
    Ok(sum.value)
}

//===----------------------------------------------------------------------===//
// The op
//===----------------------------------------------------------------------===//

/// All dimensions but that of the channels.
fn others(rank: usize) -> Vec<usize> {
    (0..rank).filter(|&dim| dim != 1).collect()
}

/// What is added up of each element: `x`, or `(x - mean) * y`, or `(x - mean)²`.
#[derive(Clone, Copy)]
struct Terms<'c, 'a> {
    x: Value<'c, 'a>,
    mean: Option<Value<'c, 'a>>,
    y: Option<Value<'c, 'a>>,
}

impl<'c: 'a, 'a> Terms<'c, 'a> {
    fn elements(x: Value<'c, 'a>) -> Self {
        let (mean, y) = (None, None);
        Self { x, mean, y }
    }

    fn products(x: Value<'c, 'a>, mean: Value<'c, 'a>, y: Option<Value<'c, 'a>>) -> Self {
        let mean = Some(mean);
        Self { x, mean, y }
    }

    /// The terms of a part of the elements.
    fn of(self, part: impl Fn(Value<'c, 'a>) -> Value<'c, 'a>) -> Self {
        Self {
            x: part(self.x),
            y: self.y.map(part),
            ..self
        }
    }

    /// Each term. The channels of rows are the last dimension, those of images the second.
    fn each(self, b: &Builder<'c, 'a>, of_rows: bool) -> Value<'c, 'a> {
        let Some(mean) = self.mean else {
            return self.x;
        };
        let rank = if of_rows { 2 } else { shape_of(self.x).len() };
        let centered = b.sub(self.x, b.along_channels(mean, rank));
        let factor = self.y.unwrap_or(centered);
        match of_rows {
            true => b.fused("nn.mul", centered, factor),
            false => b.mul(centered, factor),
        }
    }
}

/// Rows that as many threads add up as there are `parts`, `length` rows each.
struct Part {
    start: i64,
    parts: i64,
    length: Option<i64>,
}

impl Part {
    /// How PyTorch gives the rows of a tensor to threads: equal parts and a rest. `None` where that is not known.
    fn of_rows(x: Value, threads: i64) -> Option<(Self, Option<Self>)> {
        let shape = shape_of(x);
        shape[1]?;
        let part = |start, parts, length| Self {
            start,
            parts,
            length,
        };
        let Some(rows) = shape[0] else {
            return (threads == 1).then(|| (part(0, 1, None), None));
        };
        let threads = threads.max(1);
        let length = (rows + threads - 1) / threads;
        let (parts, rest) = (rows.checked_div(length)?, rows.checked_rem(length)?);
        let last = (rest > 0).then(|| part(parts * length, 1, Some(rest)));
        Some((part(0, parts, Some(length)), last))
    }

    /// The part of a tensor, `[rows, channels]` or `[parts, rows, channels]`.
    fn take<'c: 'a, 'a>(&self, b: &Builder<'c, 'a>, tensor: Value<'c, 'a>) -> Value<'c, 'a> {
        let (all, channels) = (shape_of(tensor)[0], shape_of(tensor)[1]);
        let sizes = match all {
            Some(_) => vec![],
            None => vec![b.dim(tensor, 0)],
        };
        let rows = b.reshape(tensor, &[all, channels], sizes);
        let Some(length) = self.length else {
            return rows;
        };
        let count = Some(self.parts * length);
        let taken = match count == all {
            true => rows,
            false => b.slice(rows, 0, self.start, 1, count, None, None),
        };
        match self.parts {
            1 => taken,
            parts => b.reshape(taken, &[Some(parts), Some(length), channels], vec![]),
        }
    }
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// An op that one multiplication and addition may be made of.
    fn fused(&self, name: &str, lhs: Value<'c, 'a>, rhs: Value<'c, 'a>) -> Value<'c, 'a> {
        let shape = crate::families::types::broadcast(&shape_of(lhs), &shape_of(rhs));
        let fused = [(FUSED, Attribute::unit(self.context))];
        self.value(name, &[lhs, rhs], &fused, self.type_like(lhs, &shape))
    }

    /// A vector of the channels, shaped to broadcast to a tensor of this rank.
    fn along_channels(&self, vector: Value<'c, 'a>, rank: usize) -> Value<'c, 'a> {
        let channels = shape_of(vector)[0];
        let mut shape = vec![Some(1); rank];
        shape[1] = channels;
        let sizes = match channels {
            Some(_) => vec![],
            None => vec![self.dim(vector, 0)],
        };
        self.reshape(vector, &shape, sizes)
    }

    /// The sum of each channel, in `float64`. Each thread's is made in the type of the terms.
    fn sum_of_channels(&self, threads: Option<i64>, terms: Terms<'c, 'a>) -> Value<'c, 'a> {
        let Some((parts, rest)) = threads.and_then(|threads| Part::of_rows(terms.x, threads))
        else {
            let term = terms.each(self, false);
            let dims = others(shape_of(term).len());
            return self.sum(self.cast(term, DType::F64), &dims, false);
        };
        let sum = |part: &Part| {
            let term = terms.of(|tensor| part.take(self, tensor)).each(self, true);
            let dim = shape_of(term).len() - 2;
            let sums = self.cast(self.sum_in_order(term, dim), DType::F64);
            match dim {
                0 => sums,
                _ => self.sum(sums, &[0], false),
            }
        };
        let total = sum(&parts);
        match &rest {
            Some(rest) => self.add(total, sum(rest)),
            None => total,
        }
    }

    /// A sum along a dimension, made in its own type, one element after the other.
    fn sum_in_order(&self, tensor: Value<'c, 'a>, dim: usize) -> Value<'c, 'a> {
        let attributes = [
            ("dims", self.i64s_attribute(&[dim as i64])),
            (IN_ORDER, Attribute::unit(self.context)),
        ];
        let shape = reduced_shape(&shape_of(tensor), &[dim], false);
        self.value(
            "nn.sum",
            &[tensor],
            &attributes,
            self.type_like(tensor, &shape),
        )
    }

    /// `1 / sqrt(squares / n + eps)`.
    fn inverse_deviation(
        &self,
        squares: Value<'c, 'a>,
        count: Value<'c, 'a>,
        eps: f64,
    ) -> Value<'c, 'a> {
        let variance = self.cast(self.div(squares, count), DType::F64);
        let shifted = self.add(variance, self.scalar_like(eps, variance));
        let one = self.scalar_like(1.0, variance);
        let inverse = self.div(one, self.unary("nn.sqrt", shifted));
        let inverse = self.cast(inverse, dtype_of(squares));
        if eps != 0.0 {
            return inverse;
        }
        // As PyTorch has it of a channel of one value.
        let some = self.compare(Predicate::Ne, variance, self.scalar_like(0.0, variance));
        self.masked(some, inverse)
    }
}

/// The derivative by the kernel's formula.
pub fn derivative<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let b = &adjoint.builder;
    let Some(grad) = adjoint.grads[0] else {
        return Ok(vec![None; 3]);
    };
    let (x, weight) = (adjoint.operands[0], adjoint.operands[1]);
    let (mean, squares) = (adjoint.results[1], adjoint.results[2]);
    let (rank, dtype) = (shape_of(x).len(), dtype_of(x));
    let count = b.numel(x, &others(rank));
    let eps = float_attribute(adjoint.op, "eps").unwrap_or(0.0);
    let inverse = b.inverse_deviation(squares, count, eps);
    let centered = b.sub(x, b.along_channels(mean, rank));
    let threads = int_attribute(adjoint.op, "threads");
    let sum = b.cast(b.sum_of_channels(threads, Terms::elements(grad)), dtype);
    let product = b.sum_of_channels(threads, Terms::products(x, mean, Some(grad)));
    let product = match threads {
        Some(_) => b.cast(product, dtype),
        None => product,
    };
    let slope = b.mul(b.mul(b.cast(product, dtype), inverse), inverse);
    let slope = b.along_channels(b.div(slope, count), rank);
    let shift = b.along_channels(b.div(sum, count), rank);
    let rest = b.fused(
        "nn.sub",
        b.sub(grad, shift),
        b.fused("nn.mul", centered, slope),
    );
    let scaled = b.mul(rest, b.along_channels(inverse, rank));
    let by_weight = b.mul(product, b.cast(inverse, dtype_of(product)));
    Ok(vec![
        Some(b.mul(scaled, b.along_channels(weight, rank))),
        Some(b.cast(by_weight, dtype)),
        Some(sum),
    ])
}

pub fn lower<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let [x, weight, bias] = [0, 1, 2].map(|i| lowering.operands[i]);
    let (rank, dtype) = (shape_of(x).len(), dtype_of(x));
    // As many rows as threads, or fewer, are added up by one.
    let few = |threads: i64| shape_of(x)[0].is_some_and(|rows| rows <= threads);
    let threads = int_attribute(lowering.op, "threads");
    let threads = threads.map(|threads| if few(threads) { 1 } else { threads });
    let count = b.numel(x, &others(rank));
    let eps = float_attribute(lowering.op, "eps").unwrap_or(0.0);
    if lowering.op.has_attribute("centered") {
        let mean = b.div(b.sum(x, &others(rank), false), count);
        let wide = |value| b.cast(value, DType::F64);
        let distance = b.sub(wide(x), b.along_channels(wide(mean), rank));
        let squares = b.sum(b.mul(distance, distance), &others(rank), false);
        let squares = b.cast(squares, dtype);
        let inverse = b.inverse_deviation(squares, count, eps);
        let mut value = b.sub(x, b.along_channels(mean, rank));
        for factor in [inverse, weight] {
            value = b.mul(value, b.along_channels(factor, rank));
        }
        let value = b.add(value, b.along_channels(bias, rank));
        return Ok(vec![value, mean, squares]);
    }
    let sum = b.sum_of_channels(threads, Terms::elements(x));
    let wide_count = b.numel(b.cast(x, DType::F64), &others(rank));
    let mean = b.cast(b.div(sum, wide_count), dtype);
    let squares = b.sum_of_channels(threads, Terms::products(x, mean, None));
    let squares = b.cast(squares, dtype);
    let factor = b.mul(b.inverse_deviation(squares, count, eps), weight);
    let offset = b.fused("nn.sub", bias, b.fused("nn.mul", mean, factor));
    let product = b.fused("nn.mul", x, b.along_channels(factor, rank));
    let value = b.fused("nn.add", product, b.along_channels(offset, rank));
    Ok(vec![value, mean, squares])
}
