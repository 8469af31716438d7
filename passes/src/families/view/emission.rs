//! The ops that PyTorch's views become.

use crate::families::{
    emitter::Emitter,
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::{BoundArgs, normalize_dim},
};

use super::indexing::set_item;

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
pub(super) fn complete<'c, 'a>(sizes: &Operand<'c, 'a>) -> Result<Vec<Dim>> {
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

pub(super) fn view<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    if let Operand::List(items) = args.get("size")
        && let [Operand::Dtype(_)] = items.as_slice()
    {
        return Err(Refusal::argument("view() as another dtype"));
    }
    let wanted = requested(args.get("size"))?;
    Ok(view_as(e, tensor, &wanted)?.into())
}

pub(super) fn view_as_other<'c, 'a>(
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

pub(super) fn flatten<'c, 'a>(
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

pub(super) fn ravel<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let all = e.product(&tensor.dims)?;
    Ok(e.reshape(tensor, vec![all])?.into())
}

pub(super) fn unflatten<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dim = args.dim("dim", tensor.rank())?;
    let mut wanted: Vec<_> = tensor.dims.iter().copied().map(Some).collect();
    wanted.splice(dim..=dim, requested(args.get("sizes"))?);
    Ok(view_as(e, tensor, &wanted)?.into())
}

pub(super) fn squeeze<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dims = match args.get("dim") {
        // Unlike a reduction's, no dimensions are none.
        Operand::List(dims) if dims.is_empty() => vec![],
        _ => args.dims("dim", tensor.rank())?,
    };
    let gone: Vec<usize> = (0..tensor.rank())
        .filter(|i| dims.contains(i) && tensor.dims[*i] == Dim::Known(1))
        .collect();
    Ok(e.squeeze(tensor, &gone)?.into())
}

pub(super) fn unsqueeze<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let dim = args.dim("dim", tensor.rank() + 1)?;
    Ok(e.unsqueeze(tensor, dim)?.into())
}

pub(super) fn permute<'c, 'a>(
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

pub(super) fn transpose<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let rank = tensor.rank();
    let (one, other) = (args.dim("dim0", rank)?, args.dim("dim1", rank)?);
    let mut order: Vec<usize> = (0..rank).collect();
    if rank > 0 {
        order.swap(one, other);
    }
    Ok(e.permute(tensor, &order).into())
}

/// `t()` and `T`: dimensions in reverse; of matrices, as PyTorch deprecates others.
pub(super) fn reverse<'c, 'a>(
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
pub(super) fn transpose_matrices<'c, 'a>(
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

pub(super) fn expand<'c, 'a>(
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

pub(super) fn expand_as<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let dims = args.tensor("other")?.dims.clone();
    Ok(e.expand(args.tensor("input")?, dims)?.into())
}

pub(super) fn broadcast_tensors<'c, 'a>(
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

pub(super) fn detach<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let mut detached = e.unary("nn.detach", tensor);
    detached.layout.clone_from(&tensor.layout);
    detached.home = tensor.home.viewed();
    Ok(detached.into())
}

/// `repeat`: each repetition is a new dimension that joins the one it repeats.
pub(super) fn repeat<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let counts = args.ints("repeats")?;
    let Some(leading) = counts.len().checked_sub(tensor.rank()) else {
        return Err(Refusal::raises(
            "repeat() with less numbers than dimensions",
        ));
    };
    if counts.iter().any(|&count| count <= 0) {
        return Err(Refusal::argument("repeat() without repetitions"));
    }
    let mut own = vec![Dim::Known(1); leading];
    own.extend(&tensor.dims);
    let (mut apart, mut spread, mut result) = (vec![], vec![], vec![]);
    for (&count, &dim) in counts.iter().zip(&own) {
        apart.extend([Dim::Known(1), dim]);
        spread.extend([Dim::Known(count), dim]);
        result.push(e.product(&[Dim::Known(count), dim])?);
    }
    let apart = e.reshape(tensor, apart)?;
    let spread = e.expand(&apart, spread)?;
    Ok(e.reshape(&spread, result)?.into())
}

pub(super) fn movedim<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let along = |name: &str| {
        args.ints(name)?
            .into_iter()
            .map(|dim| normalize_dim(dim, tensor.rank()))
            .collect()
    };
    let (from, to): (Result<Vec<usize>>, Result<Vec<usize>>) =
        (along("source"), along("destination"));
    let (from, to) = (from?, to?);
    if from.len() != to.len() {
        return Err(Refusal::raises("movedim() of as many dimensions as places"));
    }
    let twice = |dims: &[usize]| (1..dims.len()).any(|i| dims[..i].contains(&dims[i]));
    if twice(&from) || twice(&to) {
        return Err(Refusal::raises("movedim() takes each dimension once"));
    }
    let mut rest = (0..tensor.rank()).filter(|dim| !from.contains(dim));
    let order: Option<Vec<usize>> = (0..tensor.rank())
        .map(
            |place| match to.iter().position(|target| *target == place) {
                Some(index) => Some(from[index]),
                None => rest.next(),
            },
        )
        .collect();
    match order {
        Some(order) => Ok(e.permute(tensor, &order).into()),
        None => Err(Refusal::raises("movedim() takes each dimension once")),
    }
}

/// Constant padding: the tensor in the middle of a larger one.
pub(super) fn pad<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?.clone();
    let widths = args.ints("pad")?;
    if args.str("mode")? != "constant" || widths.iter().any(|&width| width < 0) {
        return Err(Refusal::argument(
            "padding that is not constant, or negative",
        ));
    }
    let rank = tensor.rank();
    if widths.len() % 2 != 0 || widths.len() / 2 > rank {
        return Err(Refusal::raises("padding of more dimensions than there are"));
    }
    let whole = || Operand::Slice(Box::new([Operand::None, Operand::None, Operand::None]));
    let mut dims = tensor.dims.clone();
    let mut index: Vec<_> = (0..rank).map(|_| whole()).collect();
    // From the last dimension on, in pairs.
    for (i, pair) in widths.chunks(2).enumerate() {
        let dim = rank - 1 - i;
        if pair == [0, 0] {
            continue;
        }
        let Dim::Known(size) = tensor.dims[dim] else {
            return Err(Refusal::dynamic("padding of a dimension of unknown size"));
        };
        dims[dim] = Dim::Known(size + pair[0] + pair[1]);
        let ends = [
            Operand::Int(pair[0]),
            Operand::Int(pair[0] + size),
            Operand::None,
        ];
        index[dim] = Operand::Slice(Box::new(ends));
    }
    let value = if args.has("value") {
        args.get("value").clone()
    } else {
        Operand::Int(0)
    };
    let base = e.full(&value, dims, tensor.dtype)?;
    Ok(set_item(e, &base, &index, &Operand::Tensor(tensor))?.into())
}

/// `[N, C * r * r, H, W]` as `[N, C, H * r, W * r]`.
pub(super) fn pixel_shuffle<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    let factor = args.int("upscale_factor")?;
    let [batch, channels, height, width] = tensor.dims[..] else {
        return Err(Refusal::argument(
            "pixel_shuffle() of a tensor that is not of rank 4",
        ));
    };
    if factor <= 0 {
        return Err(Refusal::raises(
            "pixel_shuffle() by a factor that is not positive",
        ));
    }
    let (r, depth) = (
        Dim::Known(factor),
        e.quotient(&[channels], factor * factor)?,
    );
    let apart = e.reshape(tensor, vec![batch, depth, r, r, height, width])?;
    let woven = e.permute(&apart, &[0, 1, 4, 2, 5, 3]);
    let dims = vec![
        batch,
        depth,
        e.product(&[height, r])?,
        e.product(&[width, r])?,
    ];
    Ok(e.reshape(&woven, dims)?.into())
}
