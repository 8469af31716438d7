//! Putting tensors together, and taking them apart.

use crate::families::{
    PART,
    builder::definition,
    emitter::Emitter,
    mark_view,
    operand::{Dim, Emitted, Operand, Refusal, Tensor, Write, shape_of_dims},
    signature::BoundArgs,
    types::DType,
};

use super::indexing::{get_item, set_item, slice_dim};
use janus_dialects::{ir::OperationExt, melior::ir::Attribute};

type Result<T> = std::result::Result<T, Refusal>;

/// Tensors joined along a dimension, in the type that they promote to.
pub fn join<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensors: &[Tensor<'c, 'a>],
    dim: usize,
) -> Result<Tensor<'c, 'a>> {
    let Some(first) = tensors.first() else {
        return Err(Refusal::raises("no tensors to join"));
    };
    let dtype = tensors
        .iter()
        .map(|tensor| tensor.dtype)
        .fold(first.dtype, DType::promote);
    let mut dims = first.dims.clone();
    for tensor in tensors {
        let fits = tensor.rank() == dims.len()
            && (0..dims.len()).all(|i| i == dim || tensor.dims[i] == dims[i]);
        if !fits {
            return Err(Refusal::dynamic(
                "tensors of other or unknown sizes are joined",
            ));
        }
    }
    let joined: Vec<Dim> = tensors.iter().map(|tensor| tensor.dims[dim]).collect();
    dims[dim] = e.sum_of(&joined, 0)?;
    let values: Vec<_> = tensors
        .iter()
        .map(|tensor| e.cast(tensor, dtype).value)
        .collect();
    let value = e.builder.concat(&values, dim);
    mark_view(value);
    debug_assert_eq!(
        crate::families::types::shape_of(value),
        shape_of_dims(&dims)
    );
    Ok(e.tensor(value, dims, dtype))
}

pub(super) fn cat<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensors: Vec<_> = args.tensors("tensors")?.into_iter().cloned().collect();
    let rank = tensors.first().map_or(0, Tensor::rank);
    let dim = args.dim("dim", rank)?;
    if rank == 0 {
        return Err(Refusal::raises("scalars are not joined"));
    }
    Ok(join(e, &tensors, dim)?.into())
}

/// `hstack`: joined along columns; vectors along the only dimension they have.
pub(super) fn hstack<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensors: Vec<_> = args.tensors("tensors")?.into_iter().cloned().collect();
    match tensors.first().map(Tensor::rank) {
        None | Some(0) => Err(Refusal::argument("hstack() of scalars or of nothing")),
        Some(rank) => Ok(join(e, &tensors, usize::from(rank > 1))?.into()),
    }
}

/// `vstack`: joined along rows; a vector is one.
pub(super) fn vstack<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let mut rows = vec![];
    for tensor in args.tensors("tensors")? {
        rows.push(match tensor.rank() {
            0 => return Err(Refusal::argument("vstack() of scalars")),
            1 => e.unsqueeze(tensor, 0)?,
            _ => tensor.clone(),
        });
    }
    Ok(join(e, &rows, 0)?.into())
}

pub(super) fn stack<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensors = args.tensors("tensors")?;
    let rank = tensors.first().map_or(0, |tensor| tensor.rank());
    let dim = args.dim("dim", rank + 1)?;
    let mut expanded = vec![];
    for tensor in tensors {
        if tensor.rank() < dim {
            return Err(Refusal::raises("tensors of other ranks are stacked"));
        }
        expanded.push(e.unsqueeze(tensor, dim)?);
    }
    Ok(join(e, &expanded, dim)?.into())
}

/// Elements moved along dimensions, around the end; along all of them as one where none is named.
pub(super) fn roll<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?.clone();
    let whole = match args.get("dims") {
        Operand::None => true,
        Operand::List(dims) => dims.is_empty(),
        _ => false,
    };
    let mut value = input.clone();
    if whole {
        let size = e.product(&input.dims)?;
        value = e.reshape(&value, vec![size])?;
    }
    let numbers = |name: &str| match args.get(name) {
        Operand::Int(number) => Ok(vec![*number]),
        _ => args.ints(name),
    };
    let shifts = numbers("shifts")?;
    let dims = if whole { vec![0] } else { numbers("dims")? };
    if shifts.len() != dims.len() {
        return Err(Refusal::raises(
            "another number of shifts than of dimensions",
        ));
    }
    for (shift, dim) in shifts.into_iter().zip(dims) {
        let rank = value.rank() as i64;
        let dim = if dim < 0 { dim + rank } else { dim };
        if !(0..rank).contains(&dim) {
            return Err(Refusal::raises("a dimension that is out of range"));
        }
        let dim = dim as usize;
        let size = known(&value, dim)?;
        if size == 0 {
            continue;
        }
        let first = (-shift).rem_euclid(size);
        if first == 0 {
            continue;
        }
        let end = part(e, &value, dim, first, size - first)?;
        let start = part(e, &value, dim, 0, first)?;
        value = join(e, &[end, start], dim)?;
    }
    let value = e.reshape(&value, input.dims)?;
    Ok(e.tensor(value.value, value.dims, value.dtype).into())
}

/// A part of those that a function takes a tensor apart into: PyTorch puts their derivatives beside each other.
pub fn part<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    dim: usize,
    start: i64,
    size: i64,
) -> Result<Tensor<'c, 'a>> {
    let part = slice_dim(e, tensor, dim, start, 1, Dim::Known(size), None)?;
    if let (true, Some(slice)) = (part.value != tensor.value, definition(part.value)) {
        slice.set_attr(PART, Attribute::unit(e.builder.context));
    }
    Ok(part)
}

/// Parts of known sizes.
pub(super) fn parts<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    dim: usize,
    sizes: &[i64],
) -> Result<Emitted<'c, 'a>> {
    let mut start = 0;
    let mut parts = vec![];
    for &size in sizes {
        parts.push(Operand::Tensor(part(e, tensor, dim, start, size)?));
        start += size;
    }
    Ok(Operand::List(parts).into())
}

/// The size of a dimension that must be known.
fn known(tensor: &Tensor<'_, '_>, dim: usize) -> Result<i64> {
    tensor
        .dims
        .get(dim)
        .copied()
        .and_then(Dim::known)
        .ok_or_else(|| Refusal::dynamic("a dimension of unknown size is split"))
}

pub(super) fn split<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dim = args.dim("dim", tensor.rank())?;
    let total = known(tensor, dim)?;
    let sizes = match args.get("size") {
        Operand::Int(size) if *size > 0 => (0..total)
            .step_by(*size as usize)
            .map(|start| (*size).min(total - start))
            .collect(),
        _ => args.ints("size")?,
    };
    if sizes.iter().sum::<i64>() != total || sizes.iter().any(|&size| size < 0) {
        return Err(Refusal::raises("the sizes of a split do not add up"));
    }
    parts(e, tensor, dim, &sizes)
}

pub(super) fn chunk<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dim = args.dim("dim", tensor.rank())?;
    let (total, chunks) = (known(tensor, dim)?, args.int("chunks")?);
    if chunks <= 0 || total == 0 {
        return Err(Refusal::raises("chunk() makes at least one chunk"));
    }
    let size = (total + chunks - 1) / chunks;
    let sizes: Vec<i64> = (0..total)
        .step_by(size as usize)
        .map(|start| size.min(total - start))
        .collect();
    parts(e, tensor, dim, &sizes)
}

pub(super) fn unbind<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    if tensor.rank() == 0 {
        return Err(Refusal::raises("a scalar has no dimension to unbind"));
    }
    let dim = args.dim("dim", tensor.rank())?;
    let mut parts = vec![];
    for start in 0..known(tensor, dim)? {
        let row = part(e, tensor, dim, start, 1)?;
        parts.push(Operand::Tensor(e.squeeze(&row, &[dim])?));
    }
    Ok(Operand::List(parts).into())
}

pub(super) fn narrow<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dim = args.dim("dim", tensor.rank())?;
    let (start, length) = (args.int("start")?, args.int("length")?);
    if start < 0 || length < 0 || start + length > known(tensor, dim)? {
        return Err(Refusal::raises("narrow() leaves the dimension"));
    }
    Ok(slice_dim(e, tensor, dim, start, 1, Dim::Known(length), None)?.into())
}

pub(super) fn select<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dim = args.dim("dim", tensor.rank())?;
    let mut index =
        vec![Operand::Slice(Box::new([Operand::None, Operand::None, Operand::None])); dim];
    index.push(args.get("index").clone());
    get_item(e, tensor, &index).map(Into::into)
}

pub(super) fn item_of<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let index = match args.get("index") {
        Operand::List(items) => items.clone(),
        other => vec![other.clone()],
    };
    get_item(e, args.tensor("input")?, &index).map(Into::into)
}

pub(super) fn set_item_of<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let index = match args.get("index") {
        Operand::List(items) => items.clone(),
        other => vec![other.clone()],
    };
    let written = set_item(e, args.tensor("input")?, &index, args.get("value"))?;
    Ok(Emitted {
        result: Operand::None,
        writes: vec![Write {
            target: args.source("input"),
            value: written.value,
            recorded: true,
        }],
    })
}
