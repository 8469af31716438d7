//! PyTorch's views, and tensors made from nothing.

use crate::families::{
    TorchFunction,
    emitter::Emitter,
    operand::{Dim, Emitted, Operand, Refusal, Tensor, shape_of_dims},
    signature::{BoundArgs, normalize_dim},
    types::DType,
};

use super::indexing::{get_item, set_item, slice_dim};

type Result<T> = std::result::Result<T, Refusal>;

/// The dimensions that a sequence of sizes names; `None` for the -1 that is to be inferred.
pub fn requested<'c, 'a>(sizes: &Operand<'c, 'a>) -> Result<Vec<Option<Dim>>> {
    let one = std::slice::from_ref(sizes);
    let items = match sizes {
        Operand::List(items) => items.as_slice(),
        _ => one,
    };
    items
        .iter()
        .map(|item| match item {
            Operand::Int(-1) => Ok(None),
            Operand::Int(size) if *size >= 0 => Ok(Some(Dim::Known(*size))),
            Operand::Int(size) => Err(Refusal::raises(format!("the size {size} is negative"))),
            Operand::SymInt { dim: Some(dim), .. } => Ok(Some(*dim)),
            Operand::SymInt { dim: None, .. } => {
                Err(Refusal::dynamic("a size that is computed at run time"))
            }
            other => Err(Refusal::argument(format!(
                "a size that is {}",
                other.kind()
            ))),
        })
        .collect()
}

/// Sizes without one to be inferred.
fn complete<'c, 'a>(sizes: &Operand<'c, 'a>) -> Result<Vec<Dim>> {
    requested(sizes)?
        .into_iter()
        .map(|dim| dim.ok_or_else(|| Refusal::raises("the size -1 is negative")))
        .collect()
}

/// A tensor with the dimensions asked for, of which one may be inferred.
pub fn view_as<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    wanted: &[Option<Dim>],
) -> Result<Tensor<'c, 'a>> {
    // What is left of the tensor's dimensions after those that are asked for.
    let mut rest: Vec<Dim> = tensor.dims.clone();
    let mut divisor = 1;
    for dim in wanted.iter().flatten() {
        match rest.iter().position(|own| own == dim) {
            Some(index) => drop(rest.remove(index)),
            None => match dim {
                Dim::Known(size) => divisor *= size,
                Dim::Symbol(_) => {
                    return Err(Refusal::dynamic(format!(
                        "{dim} is not a size of the tensor"
                    )));
                }
            },
        }
    }
    if wanted.iter().filter(|dim| dim.is_none()).count() > 1 {
        return Err(Refusal::raises("only one size can be inferred"));
    }
    if divisor == 0 {
        return Err(Refusal::argument("a view without elements"));
    }
    let inferred = e.quotient(&rest, divisor)?;
    if !wanted.contains(&None) && inferred != Dim::Known(1) {
        return Err(Refusal::raises("the view has another number of elements"));
    }
    let dims = wanted.iter().map(|dim| dim.unwrap_or(inferred)).collect();
    e.reshape(tensor, dims)
}

fn view<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    if let Operand::List(items) = args.get("size")
        && let [Operand::Dtype(_)] = items.as_slice()
    {
        return Err(Refusal::argument("view() as another dtype"));
    }
    let wanted = requested(args.get("size"))?;
    Ok(view_as(e, tensor, &wanted)?.into())
}

fn view_as_other<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let wanted: Vec<_> = args
        .tensor("other")?
        .dims
        .iter()
        .copied()
        .map(Some)
        .collect();
    Ok(view_as(e, args.tensor("input")?, &wanted)?.into())
}

fn flatten<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    if tensor.rank() == 0 {
        return Ok(e.reshape(tensor, vec![Dim::Known(1)])?.into());
    }
    let start = args.dim("start_dim", tensor.rank())?;
    let end = args.dim("end_dim", tensor.rank())?;
    if start > end {
        return Err(Refusal::raises("flatten() has its start after its end"));
    }
    let mut dims = tensor.dims[..start].to_vec();
    dims.push(e.product(&tensor.dims[start..=end])?);
    dims.extend(&tensor.dims[end + 1..]);
    Ok(e.reshape(tensor, dims)?.into())
}

fn unflatten<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dim = args.dim("dim", tensor.rank())?;
    let mut wanted: Vec<_> = tensor.dims.iter().copied().map(Some).collect();
    wanted.splice(dim..=dim, requested(args.get("sizes"))?);
    Ok(view_as(e, tensor, &wanted)?.into())
}

fn squeeze<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dims = args.dims("dim", tensor.rank())?;
    let kept = (0..tensor.rank())
        .filter(|i| !dims.contains(i) || tensor.dims[*i] != Dim::Known(1))
        .map(|i| tensor.dims[i])
        .collect();
    Ok(e.reshape(tensor, kept)?.into())
}

fn unsqueeze<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dim = args.dim("dim", tensor.rank() + 1)?;
    let mut dims = tensor.dims.clone();
    dims.insert(dim, Dim::Known(1));
    Ok(e.reshape(tensor, dims)?.into())
}

fn permute<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let order = args
        .ints("dims")?
        .into_iter()
        .map(|dim| normalize_dim(dim, tensor.rank()))
        .collect::<Result<Vec<_>>>()?;
    let mut sorted = order.clone();
    sorted.sort_unstable();
    if sorted != (0..tensor.rank()).collect::<Vec<_>>() {
        return Err(Refusal::raises("permute() takes each dimension once"));
    }
    Ok(e.permute(tensor, &order).into())
}

fn transpose<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    if tensor.rank() == 0 {
        return Ok(tensor.clone().into());
    }
    let mut order: Vec<usize> = (0..tensor.rank()).collect();
    order.swap(
        args.dim("dim0", tensor.rank())?,
        args.dim("dim1", tensor.rank())?,
    );
    Ok(e.permute(tensor, &order).into())
}

/// `t()` and `T`: dimensions in reverse; of matrices, as PyTorch deprecates others.
fn reverse<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    if tensor.rank() > 2 {
        return Err(Refusal::argument(
            "the transpose of a tensor of more than two dimensions",
        ));
    }
    let order: Vec<usize> = (0..tensor.rank()).rev().collect();
    Ok(e.permute(tensor, &order).into())
}

/// `mT`: the last two dimensions swapped.
fn transpose_matrices<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let rank = tensor.rank();
    if rank < 2 {
        return Err(Refusal::raises("mT needs two dimensions"));
    }
    let mut order: Vec<usize> = (0..rank).collect();
    order.swap(rank - 2, rank - 1);
    Ok(e.permute(tensor, &order).into())
}

fn expand<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let wanted = requested(args.get("size"))?;
    let Some(leading) = wanted.len().checked_sub(tensor.rank()) else {
        return Err(Refusal::raises("expand() to fewer dimensions"));
    };
    let dims = wanted
        .iter()
        .enumerate()
        .map(|(i, dim)| match (dim, i.checked_sub(leading)) {
            (Some(dim), _) => Ok(*dim),
            (None, Some(own)) => Ok(tensor.dims[own]),
            (None, None) => Err(Refusal::raises("expand() with -1 for a new dimension")),
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(e.expand(tensor, dims)?.into())
}

fn expand_as<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let dims = args.tensor("other")?.dims.clone();
    Ok(e.expand(args.tensor("input")?, dims)?.into())
}

fn broadcast_tensors<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensors = args.tensors("tensors")?;
    let mut dims = vec![];
    for tensor in &tensors {
        dims = crate::families::emitter::broadcast_dims(&dims, &tensor.dims)?;
    }
    let expanded = tensors
        .into_iter()
        .map(|tensor| e.expand(tensor, dims.clone()).map(Operand::Tensor))
        .collect::<Result<Vec<_>>>()?;
    Ok(Operand::List(expanded).into())
}

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
    debug_assert_eq!(
        crate::families::types::shape_of(value),
        shape_of_dims(&dims)
    );
    Ok(e.tensor(value, dims, dtype))
}

fn cat<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let tensors: Vec<_> = args.tensors("tensors")?.into_iter().cloned().collect();
    let rank = tensors.first().map_or(0, Tensor::rank);
    let dim = args.dim("dim", rank)?;
    if rank == 0 {
        return Err(Refusal::raises("scalars are not joined"));
    }
    Ok(join(e, &tensors, dim)?.into())
}

fn stack<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let tensors = args.tensors("tensors")?;
    let rank = tensors.first().map_or(0, |tensor| tensor.rank());
    let dim = args.dim("dim", rank + 1)?;
    let mut expanded = vec![];
    for tensor in tensors {
        let mut dims = tensor.dims.clone();
        if dims.len() < dim {
            return Err(Refusal::raises("tensors of other ranks are stacked"));
        }
        dims.insert(dim, Dim::Known(1));
        expanded.push(e.reshape(tensor, dims)?);
    }
    Ok(join(e, &expanded, dim)?.into())
}

/// Parts of known sizes.
fn parts<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    dim: usize,
    sizes: &[i64],
) -> Result<Emitted<'c, 'a>> {
    let mut start = 0;
    let mut parts = vec![];
    for &size in sizes {
        parts.push(Operand::Tensor(slice_dim(
            e,
            tensor,
            dim,
            start,
            1,
            Dim::Known(size),
            None,
        )?));
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

fn split<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
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

fn chunk<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
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

fn unbind<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    if tensor.rank() == 0 {
        return Err(Refusal::raises("a scalar has no dimension to unbind"));
    }
    let dim = args.dim("dim", tensor.rank())?;
    let mut dims = tensor.dims.clone();
    dims.remove(dim);
    let mut parts = vec![];
    for start in 0..known(tensor, dim)? {
        let part = slice_dim(e, tensor, dim, start, 1, Dim::Known(1), None)?;
        parts.push(Operand::Tensor(e.reshape(&part, dims.clone())?));
    }
    Ok(Operand::List(parts).into())
}

fn narrow<'c, 'a>(
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

fn select<'c, 'a>(
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

fn item_of<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let index = match args.get("index") {
        Operand::List(items) => items.clone(),
        other => vec![other.clone()],
    };
    get_item(e, args.tensor("input")?, &index).map(Into::into)
}

fn set_item_of<'c, 'a>(
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
        writes: vec![(args.source("input"), written.value)],
    })
}

fn detach<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    Ok(e.unary("nn.detach", args.tensor("input")?).into())
}

//===----------------------------------------------------------------------===//
// Tensors made from nothing
//===----------------------------------------------------------------------===//

/// What a constructor's keywords ask for, which must be a plain tensor on the CPU.
fn plain<'c, 'a>(args: &BoundArgs<'c, 'a>) -> Result<()> {
    let cpu = match args.get("device") {
        Operand::None => true,
        Operand::Str(device) => device == "cpu",
        _ => false,
    };
    let grad = args.has("requires_grad") && args.bool("requires_grad")?;
    if !cpu || grad {
        return Err(Refusal::argument(
            "a new tensor on a device or with requires_grad",
        ));
    }
    Ok(())
}

fn filled<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    number: &Operand<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let natural = match number {
        Operand::Bool(_) => DType::Bool,
        Operand::Int(_) if args.has("fill_value") => DType::I64,
        _ => e.default_dtype,
    };
    let dtype = args.dtype("dtype")?.unwrap_or(natural);
    Ok(e.full(number, complete(args.get("size"))?, dtype)?.into())
}

fn filled_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    number: &Operand<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let like = args.tensor("input")?;
    let dtype = args.dtype("dtype")?.unwrap_or(like.dtype);
    Ok(e.full(number, like.dims.clone(), dtype)?.into())
}

fn zeros<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    filled(e, args, &Operand::Float(0.0))
}

fn ones<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    filled(e, args, &Operand::Float(1.0))
}

fn full<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    filled(e, args, args.get("fill_value"))
}

fn zeros_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled_like(e, args, &Operand::Int(0))
}

fn ones_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled_like(e, args, &Operand::Int(1))
}

fn full_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled_like(e, args, args.get("fill_value"))
}

/// `arange` of integers, of which only the end may be unknown.
fn arange<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let (start, end) = if args.has("end") {
        (args.get("start"), args.get("end"))
    } else {
        (&Operand::Int(0), args.get("start"))
    };
    let dtype = args.dtype("dtype")?.unwrap_or(DType::I64);
    let step = args.int("step")?;
    let (dim, start) = match (start, end) {
        (Operand::Int(0), Operand::SymInt { dim: Some(dim), .. }) if step == 1 => (*dim, 0),
        (Operand::Int(start), Operand::Int(end)) if step != 0 => {
            let count = (end - start + step - step.signum()) / step;
            (Dim::Known(count.max(0)), *start)
        }
        _ => {
            return Err(Refusal::argument(
                "arange() of numbers that are not known ints",
            ));
        }
    };
    let mut numbers = e.iota(dim)?;
    for (op, number, neutral) in [("nn.mul", step, 1), ("nn.add", start, 0)] {
        if number != neutral {
            let number = e.operand_as(&Operand::Int(number), DType::I64)?;
            numbers = e.binary(op, &numbers, &number)?;
        }
    }
    Ok(e.cast(&numbers, dtype).into())
}

/// In-place forms that need no old value: `zero_`, `fill_`, `copy_`.
fn zero<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    Ok(e.full(&Operand::Int(0), tensor.dims.clone(), tensor.dtype)?
        .into())
}

fn fill<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    Ok(
        e.full(args.get("value"), tensor.dims.clone(), tensor.dtype)?
            .into(),
    )
}

fn copy<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let (tensor, source) = (args.tensor("input")?, args.tensor("src")?);
    let source = e.cast(source, tensor.dtype);
    Ok(e.expand(&source, tensor.dims.clone())?.into())
}

//===----------------------------------------------------------------------===//
// What tensors say of themselves
//===----------------------------------------------------------------------===//

fn size<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    if args.has("dim") {
        if tensor.rank() == 0 {
            return Err(Refusal::raises("a scalar has no dimensions"));
        }
        let dim = tensor.dims[args.dim("dim", tensor.rank())?];
        return Ok(e.size_operand(dim)?.into());
    }
    let sizes = tensor
        .dims
        .iter()
        .map(|&dim| e.size_operand(dim))
        .collect::<Result<Vec<_>>>()?;
    Ok(Operand::List(sizes).into())
}

fn rank<'c, 'a>(_: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    Ok(Operand::Int(args.tensor("input")?.rank() as i64).into())
}

fn numel<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let dims = args.tensor("input")?.dims.clone();
    let product = e.product(&dims)?;
    Ok(e.size_operand(product)?.into())
}

fn is_float<'c, 'a>(
    _: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    Ok(Operand::Bool(args.tensor("input")?.dtype.is_float()).into())
}

/// The one element of a tensor as a number that only the run knows.
fn item<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?.clone();
    if tensor.dims.iter().any(|dim| *dim != Dim::Known(1)) {
        return Err(Refusal::raises("only one element can be a number"));
    }
    let wide = match tensor.dtype {
        DType::Bool => DType::Bool,
        dtype if dtype.is_float() => DType::F64,
        _ => DType::I64,
    };
    let scalar = e.reshape(&tensor, vec![])?;
    let scalar = e.cast(&scalar, wide);
    let r#type = wide.mlir(e.builder.context);
    let value = e
        .builder
        .value("tensor.extract", &[scalar.value], &[], r#type);
    Ok(match wide {
        DType::Bool => Operand::SymBool(value),
        DType::F64 => Operand::SymFloat(value),
        _ => Operand::SymInt { value, dim: None },
    }
    .into())
}

/// A function's emission.
type Emit = for<'x, 'y, 'c, 'a> fn(
    &'x mut Emitter<'y, 'c, 'a>,
    &'x BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>>;

const fn f(names: &'static [&'static str], signature: &'static str, emit: Emit) -> TorchFunction {
    TorchFunction {
        names,
        signature,
        emit,
    }
}

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    f(
        &["torch.Tensor.view", "torch.Tensor.reshape"],
        "(input|self, *size|shape)",
        view,
    ),
    f(&["torch.reshape"], "(input|self, size|shape)", view),
    f(
        &["torch.Tensor.view_as", "torch.Tensor.reshape_as"],
        "(input|self, other)",
        view_as_other,
    ),
    f(
        &["torch.flatten", "torch.Tensor.flatten"],
        "(input|self, start_dim=0, end_dim=-1)",
        flatten,
    ),
    f(
        &["torch.ravel", "torch.Tensor.ravel"],
        "(input|self, start_dim=0, end_dim=-1)",
        flatten,
    ),
    f(
        &["torch.unflatten", "torch.Tensor.unflatten"],
        "(input|self, dim, sizes)",
        unflatten,
    ),
    f(
        &["torch.squeeze", "torch.Tensor.squeeze"],
        "(input|self, dim=None)",
        squeeze,
    ),
    f(
        &["torch.unsqueeze", "torch.Tensor.unsqueeze"],
        "(input|self, dim)",
        unsqueeze,
    ),
    f(&["torch.Tensor.permute"], "(input|self, *dims)", permute),
    f(&["torch.permute"], "(input|self, dims)", permute),
    f(
        &[
            "torch.transpose",
            "torch.Tensor.transpose",
            "torch.swapaxes",
            "torch.Tensor.swapaxes",
        ],
        "(input|self, dim0|axis0, dim1|axis1)",
        transpose,
    ),
    f(
        &["torch.t", "torch.Tensor.t", "torch.Tensor.T"],
        "(input|self)",
        reverse,
    ),
    f(&["torch.Tensor.mT"], "(input|self)", transpose_matrices),
    f(&["torch.Tensor.expand"], "(input|self, *size)", expand),
    f(
        &["torch.broadcast_to", "torch.Tensor.broadcast_to"],
        "(input|self, size|shape)",
        expand,
    ),
    f(
        &["torch.Tensor.expand_as"],
        "(input|self, other)",
        expand_as,
    ),
    f(
        &[
            "torch.broadcast_tensors",
            "torch.functional.broadcast_tensors",
        ],
        "(*tensors)",
        broadcast_tensors,
    ),
    f(
        &["torch.cat", "torch.concat", "torch.concatenate"],
        "(tensors, dim|axis=0)",
        cat,
    ),
    f(&["torch.stack"], "(tensors, dim=0)", stack),
    f(
        &[
            "torch.split",
            "torch.Tensor.split",
            "torch.functional.split",
        ],
        "(input|self|tensor, size|split_size|split_size_or_sections|split_sizes, dim=0)",
        split,
    ),
    f(
        &["torch.chunk", "torch.Tensor.chunk"],
        "(input|self, chunks, dim=0)",
        chunk,
    ),
    f(
        &["torch.unbind", "torch.Tensor.unbind"],
        "(input|self, dim=0)",
        unbind,
    ),
    f(
        &["torch.narrow", "torch.Tensor.narrow"],
        "(input|self, dim, start, length)",
        narrow,
    ),
    f(
        &["torch.select", "torch.Tensor.select"],
        "(input|self, dim, index)",
        select,
    ),
    f(
        &["torch.Tensor.__getitem__"],
        "(input|self, index)",
        item_of,
    ),
    f(
        &["torch.Tensor.__setitem__"],
        "(input|self, index, value)",
        set_item_of,
    ),
    f(
        &["torch.detach", "torch.Tensor.detach", "torch.Tensor.data"],
        "(input|self)",
        detach,
    ),
    f(
        &["torch.zeros"],
        "(*size, dtype=None, device=None, requires_grad=False)",
        zeros,
    ),
    f(
        &["torch.ones"],
        "(*size, dtype=None, device=None, requires_grad=False)",
        ones,
    ),
    f(
        &["torch.full"],
        "(size, fill_value, *, dtype=None, device=None, requires_grad=False)",
        full,
    ),
    f(
        &["torch.zeros_like"],
        "(input|self, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        zeros_like,
    ),
    f(
        &["torch.ones_like"],
        "(input|self, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        ones_like,
    ),
    f(
        &["torch.full_like"],
        "(input|self, fill_value, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        full_like,
    ),
    f(
        &["torch.Tensor.new_zeros"],
        "(input|self, *size, dtype=None, device=None, requires_grad=False)",
        new_zeros,
    ),
    f(
        &["torch.Tensor.new_ones"],
        "(input|self, *size, dtype=None, device=None, requires_grad=False)",
        new_ones,
    ),
    f(
        &["torch.arange"],
        "(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False)",
        arange,
    ),
    f(&["torch.zero", "torch.Tensor.zero"], "(input|self)", zero),
    f(
        &["torch.fill", "torch.Tensor.fill"],
        "(input|self, value)",
        fill,
    ),
    f(
        &["torch.Tensor.copy"],
        "(input|self, src, non_blocking=False)",
        copy,
    ),
    f(
        &["torch.Tensor.size", "torch.Tensor.shape"],
        "(input|self, dim=None)",
        size,
    ),
    f(
        &[
            "torch.Tensor.dim",
            "torch.Tensor.ndim",
            "torch.Tensor.ndimension",
        ],
        "(input|self)",
        rank,
    ),
    f(
        &["torch.numel", "torch.Tensor.numel", "torch.Tensor.nelement"],
        "(input|self)",
        numel,
    ),
    f(
        &["torch.is_floating_point", "torch.Tensor.is_floating_point"],
        "(input|self)",
        is_float,
    ),
    f(&["torch.Tensor.item"], "(input|self)", item),
];

fn new_zeros<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    new_filled(e, args, 0)
}

fn new_ones<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    new_filled(e, args, 1)
}

/// `new_zeros` and its like: another shape, the tensor's type.
fn new_filled<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    number: i64,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let dtype = args.dtype("dtype")?.unwrap_or(args.tensor("input")?.dtype);
    Ok(
        e.full(&Operand::Int(number), complete(args.get("size"))?, dtype)?
            .into(),
    )
}

/// Functions that have an in-place form; `zero_`, `fill_` and `copy_` have no other.
pub const IN_PLACE: &[&str] = &[
    "torch.zero",
    "torch.fill",
    "torch.Tensor.copy",
    "torch.detach",
];
