//! `x[…]` and `x[…] = y` with ints, slices, None and `...`: basic indexing, which makes views.

use crate::families::{
    emitter::Emitter,
    layout::Layout,
    operand::{Dim, Operand, Refusal, Tensor, shape_of_dims},
    types::DType,
};
use janus_dialects::melior::ir::{Type, Value};

type Result<T> = std::result::Result<T, Refusal>;

/// Some elements along one dimension. `offset` is an `index` that is added to `start`.
pub fn slice_dim<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    dim: usize,
    start: i64,
    step: i64,
    count: Dim,
    offset: Option<Value<'c, 'a>>,
) -> Result<Tensor<'c, 'a>> {
    if tensor.dims[dim] == count && start == 0 && step == 1 && offset.is_none() {
        return Ok(tensor.clone());
    }
    let size = match count {
        Dim::Known(_) => None,
        Dim::Symbol(_) => Some(e.size(count)?),
    };
    let value = e
        .builder
        .slice(tensor.value, dim, start, step, count.known(), offset, size);
    let start = offset.is_none().then_some(start);
    let mut part = tensor.clone();
    part.value = value;
    part.dims[dim] = count;
    part.home = tensor.home.viewed();
    part.layout = tensor
        .layout
        .as_ref()
        .map(|layout| layout.slice(dim, start, step));
    Ok(part)
}

/// What an index does to one dimension of the tensor.
struct Cut<'c, 'a> {
    dim: usize,
    start: i64,
    step: i64,
    count: Dim,
    offset: Option<Value<'c, 'a>>,
}

/// A basic index: cuts of dimensions, and the shape that is left.
struct Index<'c, 'a> {
    cuts: Vec<Cut<'c, 'a>>,
    /// The dimensions of the result: those that ints picked are gone, None made new ones.
    dims: Vec<Dim>,
    /// What each item does, from left to right: strides are computed as PyTorch does, an item at a time.
    items: Vec<Item>,
}

/// An item of an index; dimensions are counted in what the items before it have left.
enum Item {
    Unsqueeze(usize),
    Select {
        dim: usize,
        start: Option<i64>,
    },
    Slice {
        dim: usize,
        start: i64,
        step: i64,
        count: Dim,
    },
}

impl Item {
    fn apply(&self, layout: &Layout, dims: &mut Vec<Dim>) -> Layout {
        match *self {
            Self::Unsqueeze(dim) => {
                let layout = layout.unsqueeze(dims, dim);
                dims.insert(dim, Dim::Known(1));
                layout
            }
            Self::Select { dim, start } => {
                dims.remove(dim);
                layout.slice(dim, start, 1).without(dim)
            }
            Self::Slice {
                dim,
                start,
                step,
                count,
            } => {
                dims[dim] = count;
                layout.slice(dim, Some(start), step)
            }
        }
    }
}

fn optional_int(operand: &Operand<'_, '_>) -> Result<Option<i64>> {
    match operand {
        Operand::None => Ok(None),
        Operand::Int(value) => Ok(Some(*value)),
        _ => Err(Refusal::dynamic(
            "a slice with bounds that only the run knows",
        )),
    }
}

/// `start:stop:step` of a dimension as start, step and number of elements.
fn slice_bounds<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    [start, stop, step]: &[Operand<'c, 'a>; 3],
    dim: Dim,
) -> Result<(i64, i64, Dim)> {
    let (start, stop) = (optional_int(start)?, optional_int(stop)?);
    let step = optional_int(step)?.unwrap_or(1);
    if step <= 0 {
        return Err(Refusal::raises("tensors are sliced with positive steps"));
    }
    match dim {
        Dim::Known(size) => {
            let clamp = |bound: i64| (if bound < 0 { bound + size } else { bound }).clamp(0, size);
            let start = clamp(start.unwrap_or(0));
            let stop = clamp(stop.unwrap_or(size)).max(start);
            Ok((start, step, Dim::Known((stop - start + step - 1) / step)))
        }
        Dim::Symbol(_) => match (start.unwrap_or(0), stop) {
            (0, None) if step == 1 => Ok((0, 1, dim)),
            // A symbol is at least 2, so that these cannot run over its ends.
            (1, None) if step == 1 => Ok((1, 1, e.sum_of(&[dim], -1)?)),
            (0, Some(-1)) if step == 1 => Ok((0, 1, e.sum_of(&[dim], -1)?)),
            (0, Some(1 | 2)) if step == 1 => Ok((0, 1, Dim::Known(stop.unwrap_or(1)))),
            _ => Err(Refusal::dynamic("a slice of a dimension of unknown size")),
        },
    }
}

fn analyze<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    index: &[Operand<'c, 'a>],
) -> Result<Index<'c, 'a>> {
    let consumed = index
        .iter()
        .filter(|item| !matches!(item, Operand::None | Operand::Ellipsis))
        .count();
    let Some(rest) = tensor.rank().checked_sub(consumed) else {
        return Err(Refusal::raises("too many indices"));
    };
    let mut result = Index {
        cuts: vec![],
        dims: vec![],
        items: vec![],
    };
    let mut dim = 0;
    let mut ellipsis = false;
    for item in index {
        match item {
            Operand::None => {
                result.items.push(Item::Unsqueeze(result.dims.len()));
                result.dims.push(Dim::Known(1));
            }
            Operand::Ellipsis if ellipsis => return Err(Refusal::raises("two ellipses")),
            Operand::Ellipsis => {
                ellipsis = true;
                result.dims.extend(&tensor.dims[dim..dim + rest]);
                dim += rest;
            }
            Operand::Int(place) => {
                let place = place_in(*place, tensor.dims[dim])?;
                result.items.push(Item::Select {
                    dim: result.dims.len(),
                    start: place.1.is_none().then_some(place.0),
                });
                result.cuts.push(Cut {
                    dim,
                    start: place.0,
                    step: 1,
                    count: Dim::Known(1),
                    offset: match place.1 {
                        None => None,
                        Some(below) => Some(from_end(e, tensor.dims[dim], below)?),
                    },
                });
                dim += 1;
            }
            Operand::SymInt { value, .. } => {
                let offset = checked_index(e, *value, tensor.dims[dim])?;
                let count = Dim::Known(1);
                result.items.push(Item::Select {
                    dim: result.dims.len(),
                    start: None,
                });
                result.cuts.push(Cut {
                    dim,
                    start: 0,
                    step: 1,
                    count,
                    offset: Some(offset),
                });
                dim += 1;
            }
            Operand::Slice(bounds) => {
                let (start, step, count) = slice_bounds(e, bounds, tensor.dims[dim])?;
                if count == Dim::Known(0) {
                    return Err(Refusal::argument("a slice without elements"));
                }
                result.cuts.push(Cut {
                    dim,
                    start,
                    step,
                    count,
                    offset: None,
                });
                result.items.push(Item::Slice {
                    dim: result.dims.len(),
                    start,
                    step,
                    count,
                });
                result.dims.push(count);
                dim += 1;
            }
            other => {
                return Err(Refusal::argument(format!(
                    "an index that is {}",
                    other.kind()
                )));
            }
        }
    }
    result.dims.extend(&tensor.dims[dim..]);
    Ok(result)
}

/// A known place in a dimension: counted from the start, or so many before the end of a symbol.
fn place_in(place: i64, dim: Dim) -> Result<(i64, Option<i64>)> {
    match dim {
        Dim::Known(size) if place < -size || place >= size => Err(Refusal::raises(format!(
            "the index {place} is out of range for size {size}"
        ))),
        Dim::Known(size) => Ok((if place < 0 { place + size } else { place }, None)),
        // A symbol is at least 2.
        Dim::Symbol(_) if place == 0 || place == 1 => Ok((place, None)),
        Dim::Symbol(_) if place == -1 || place == -2 => Ok((0, Some(-place))),
        Dim::Symbol(_) => Err(Refusal::dynamic(
            "an index into a dimension of unknown size",
        )),
    }
}

/// The place so many before the end of a dimension.
fn from_end<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, dim: Dim, below: i64) -> Result<Value<'c, 'a>> {
    let operands = [e.size(dim)?, e.builder.index(below)];
    Ok(e.builder
        .value("arith.subi", &operands, &[], Type::index(e.builder.context)))
}

/// An index that only the run knows, assumed to be in range and not negative.
fn checked_index<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    index: Value<'c, 'a>,
    dim: Dim,
) -> Result<Value<'c, 'a>> {
    let b = e.builder;
    let r#type = Type::index(b.context);
    let index = b.value("arith.index_cast", &[index], &[], r#type);
    let size = e.size(dim)?;
    // Unsigned: a negative index is a large one.
    let attributes = [("predicate", b.i64_attribute(6))];
    let bool_type = DType::Bool.mlir(b.context);
    let inside = b.value("arith.cmpi", &[index, size], &attributes, bool_type);
    e.host.assume(&b, inside, "the index is in range")?;
    Ok(index)
}

/// `tensor[index]`.
pub fn get_item<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    index: &[Operand<'c, 'a>],
) -> Result<Tensor<'c, 'a>> {
    let index = analyze(e, tensor, index)?;
    let mut part = tensor.clone();
    for cut in &index.cuts {
        part = slice_dim(
            e, &part, cut.dim, cut.start, cut.step, cut.count, cut.offset,
        )?;
    }
    let mut dims = tensor.dims.clone();
    let layout = tensor.layout.as_ref().map(|layout| {
        let apply = |layout: Layout, item: &Item| item.apply(&layout, &mut dims);
        index.items.iter().fold(layout.clone(), apply)
    });
    let mut item = e.reshape(&part, index.dims)?;
    item.layout = layout;
    Ok(item)
}

/// The tensor after `tensor[index] = value`.
pub fn set_item<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    index: &[Operand<'c, 'a>],
    value: &Operand<'c, 'a>,
) -> Result<Tensor<'c, 'a>> {
    let index = analyze(e, tensor, index)?;
    let value = e.scalar_as(value, tensor.dtype)?;
    let value = e.expand(&value, index.dims)?;
    // The parts from the whole down, to be put back from the last one up.
    let mut parts = vec![tensor.clone()];
    for cut in &index.cuts {
        let part = slice_dim(
            e,
            parts.last().unwrap_or(tensor),
            cut.dim,
            cut.start,
            cut.step,
            cut.count,
            cut.offset,
        )?;
        parts.push(part);
    }
    let innermost = parts.pop().unwrap_or_else(|| tensor.clone());
    let sizes = e.sizes(&innermost.dims)?;
    let shape = shape_of_dims(&innermost.dims);
    let mut written = e.builder.reshape(value.value, &shape, sizes);
    for (cut, base) in index.cuts.iter().zip(&parts).rev() {
        let place = (cut.dim, cut.start, cut.step);
        written = e
            .builder
            .slice_scatter(written, base.value, place, cut.offset);
    }
    Ok(e.tensor(written, tensor.dims.clone(), tensor.dtype))
}
