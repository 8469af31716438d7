//! PyTorch's lookups by index.

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

/// Indices as `int64`, assumed to be inside a dimension.
fn checked<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    indices: &Tensor<'c, 'a>,
    dim: Dim,
) -> Result<Tensor<'c, 'a>> {
    if !matches!(indices.dtype, DType::I64 | DType::I32) {
        return Err(Refusal::raises(format!(
            "indices of type {}",
            indices.dtype
        )));
    }
    let indices = e.cast(indices, DType::I64);
    e.assume_below(&indices, dim, "every index is in range")?;
    Ok(indices)
}

fn embedding<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (table, indices) = (args.tensor("weight")?, args.tensor("indices")?);
    if table.rank() != 2 {
        return Err(Refusal::raises("a table that is no matrix"));
    }
    if args.bool("scale_grad_by_freq")? || args.bool("sparse")? {
        return Err(Refusal::argument(
            "an embedding with scaled or sparse derivatives",
        ));
    }
    let indices = checked(e, indices, table.dims[0])?;
    let mut dims = indices.dims.clone();
    dims.push(table.dims[1]);
    // PyTorch's -1 is no padding; Python has already counted others from the start.
    let padding = args.int("padding_idx")?;
    let attributes: Vec<_> = (padding >= 0)
        .then(|| ("padding_index", e.builder.i64_attribute(padding)))
        .into_iter()
        .collect();
    let operands = [table.value, indices.value];
    let r#type = e.type_of(&dims, table.dtype);
    let value = e
        .builder
        .value("nn.embedding", &operands, &attributes, r#type);
    Ok(e.tensor(value, dims, table.dtype).into())
}

fn index_select<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (input, indices) = (args.tensor("input")?, args.tensor("index")?);
    if input.rank() == 0 || indices.rank() != 1 {
        return Err(Refusal::argument(
            "index_select() with indices that are no vector",
        ));
    }
    let dim = args.dim("dim", input.rank())?;
    let indices = checked(e, indices, input.dims[dim])?;
    // The dimension comes first, and goes back.
    let mut order: Vec<usize> = (0..input.rank()).filter(|&i| i != dim).collect();
    order.insert(0, dim);
    let table = e.permute(input, &order);
    let mut dims = table.dims.clone();
    dims[0] = indices.dims[0];
    let operands = [table.value, indices.value];
    let r#type = e.type_of(&dims, table.dtype);
    let value = e.builder.value("nn.embedding", &operands, &[], r#type);
    let rows = e.tensor(value, dims, table.dtype);
    let mut back: Vec<usize> = (1..input.rank()).collect();
    back.insert(dim, 0);
    Ok(e.permute(&rows, &back).into())
}

/// Fails unless indices have the rank of a tensor and fit into it outside of `dim`.
fn aligned<'c, 'a>(input: &Tensor<'c, 'a>, indices: &Tensor<'c, 'a>, dim: usize) -> Result<()> {
    if indices.rank() != input.rank() || input.rank() == 0 {
        return Err(Refusal::raises("indices of another rank than the tensor"));
    }
    for i in (0..input.rank()).filter(|&i| i != dim) {
        match (indices.dims[i], input.dims[i]) {
            (a, b) if a == b => {}
            (Dim::Known(count), Dim::Known(size)) if count <= size => {}
            (Dim::Known(0..=2), Dim::Symbol(_)) => {}
            _ => return Err(Refusal::dynamic("indices that may not fit the tensor")),
        }
    }
    Ok(())
}

fn gather<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (input, indices) = (args.tensor("input")?, args.tensor("index")?);
    let dim = args.dim("dim", input.rank())?;
    aligned(input, indices, dim)?;
    let indices = checked(e, indices, input.dims[dim])?;
    let attributes = [("dim", e.builder.i64_attribute(dim as i64))];
    let operands = [input.value, indices.value];
    let r#type = e.type_of(&indices.dims, input.dtype);
    let value = e.builder.value("nn.gather", &operands, &attributes, r#type);
    Ok(e.tensor(value, indices.dims, input.dtype).into())
}

fn scatter_add<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (input, indices) = (args.tensor("input")?, args.tensor("index")?);
    let source = args.tensor("src")?;
    let dim = args.dim("dim", input.rank())?;
    aligned(input, indices, dim)?;
    if source.dims != indices.dims || source.dtype != input.dtype || input.dtype == DType::Bool {
        return Err(Refusal::argument(
            "scatter_add() of a source of another shape or type",
        ));
    }
    let indices = checked(e, indices, input.dims[dim])?;
    let attributes = [("dim", e.builder.i64_attribute(dim as i64))];
    let operands = [source.value, indices.value, input.value];
    let r#type = e.type_of(&input.dims, input.dtype);
    let value = e
        .builder
        .value("nn.scatter_add", &operands, &attributes, r#type);
    Ok(e.tensor(value, input.dims.clone(), input.dtype).into())
}

fn one_hot<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    let count = args.int("num_classes")?;
    if count <= 0 || input.dtype != DType::I64 {
        return Err(Refusal::argument(
            "one_hot() of an unknown number of classes",
        ));
    }
    let indices = checked(e, input, Dim::Known(count))?;
    let classes = e.iota(Dim::Known(count))?;
    let mut dims = indices.dims.clone();
    dims.push(Dim::Known(1));
    let column = e.reshape(&indices, dims)?;
    let hit = e.compare(Predicate::Eq, &column, &classes)?;
    let made = e.cast(&hit, DType::I64);
    // Zeros, and ones put among them.
    let empty = input.dims.contains(&Dim::Known(0));
    Ok(made.written(if empty { 0 } else { 2 }).into())
}

/// The elements on and below (`tril`) or above (`triu`) a diagonal.
fn triangle<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    keeps: Predicate,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?.clone();
    let rank = input.rank();
    if rank < 2 {
        return Err(Refusal::raises(
            "a triangle of a tensor of less than two dimensions",
        ));
    }
    let rows = e.iota(input.dims[rank - 2])?;
    let rows = e.reshape(&rows, vec![input.dims[rank - 2], Dim::Known(1)])?;
    let columns = e.iota(input.dims[rank - 1])?;
    let diagonal = e.operand_as(&Operand::Int(args.int("diagonal")?), DType::I64)?;
    let rows = e.binary("nn.add", &rows, &diagonal)?;
    let mask = e.compare(keeps, &columns, &rows)?;
    let zero = e.operand_as(&Operand::Int(0), input.dtype)?;
    Ok(e.select(&mask, &input, &zero)?.into())
}

fn tril<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    triangle(e, args, Predicate::Le)
}

fn triu<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    triangle(e, args, Predicate::Ge)
}

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    TorchFunction::new(
        &["torch.embedding"],
        "(weight, indices, padding_idx=-1, scale_grad_by_freq=False, sparse=False)",
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["indices"]),
        embedding,
    ),
    TorchFunction::new(
        &["torch.index_select", "torch.Tensor.index_select"],
        "(input|self, dim, index)",
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["index"]),
        index_select,
    ),
    TorchFunction::new(
        &["torch.gather", "torch.Tensor.gather"],
        "(input|self, dim, index, *, sparse_grad=False)",
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["input", "index"]),
        gather,
    ),
    TorchFunction::new(
        &["torch.scatter_add", "torch.Tensor.scatter_add"],
        "(input|self, dim, index, src)",
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["index"]),
        scatter_add,
    ),
    TorchFunction::new(
        &["torch._C._nn.one_hot", "torch.nn.functional.one_hot"],
        "(input|tensor|self, num_classes=-1)",
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        one_hot,
    ),
    TorchFunction::new(
        &["torch.tril", "torch.Tensor.tril"],
        "(input|self, diagonal=0)",
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        tril,
    ),
    TorchFunction::new(
        &["torch.triu", "torch.Tensor.triu"],
        "(input|self, diagonal=0)",
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        triu,
    ),
];

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &["torch.scatter_add", "torch.tril", "torch.triu"];
