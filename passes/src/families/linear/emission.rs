//! PyTorch's products.

use crate::families::{
    TorchFunction,
    emitter::{Emitter, broadcast_dims},
    mark_view,
    memory::{Memory, Order, Saves},
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
};

type Result<T> = std::result::Result<T, Refusal>;

/// A product of matrices, or of batches of them, of one type.
fn product<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    lhs: &Tensor<'c, 'a>,
    rhs: &Tensor<'c, 'a>,
    transpose_rhs: bool,
) -> Result<Tensor<'c, 'a>> {
    if lhs.dtype != rhs.dtype || lhs.dtype == DType::Bool {
        return Err(Refusal::raises(
            "matrices of different types or of bools are multiplied",
        ));
    }
    let rank = lhs.rank();
    let (inner, columns) = if transpose_rhs {
        (rhs.dims[rank - 1], rhs.dims[rank - 2])
    } else {
        (rhs.dims[rank - 2], rhs.dims[rank - 1])
    };
    if lhs.dims[rank - 1] != inner || lhs.dims[..rank - 2] != rhs.dims[..rank - 2] {
        return Err(Refusal::raises(format!(
            "matrices do not fit: {} columns and {inner} rows",
            lhs.dims[rank - 1]
        )));
    }
    let mut dims = lhs.dims[..rank - 1].to_vec();
    dims.push(columns);
    let value = e
        .builder
        .matmul(lhs.value, rhs.value, (false, transpose_rhs));
    Ok(e.tensor(value, dims, lhs.dtype))
}

/// A tensor with its leading dimensions joined, `keep` of them left at the end.
fn joined<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    tensor: &Tensor<'c, 'a>,
    keep: usize,
) -> Result<Tensor<'c, 'a>> {
    let lead = tensor.rank() - keep;
    let mut dims = vec![e.product(&tensor.dims[..lead])?];
    dims.extend(&tensor.dims[lead..]);
    e.reshape(tensor, dims)
}

/// `input @ weight.T` for an input of any rank.
fn linear<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (input, weight) = (args.tensor("input")?, args.tensor("weight")?);
    if input.rank() == 0 || weight.rank() != 2 {
        return Err(Refusal::argument(
            "a linear layer with a weight that is no matrix",
        ));
    }
    let rows = if input.rank() == 2 {
        input.clone()
    } else {
        joined(e, input, 1)?
    };
    let mut value = product(e, &rows, weight, true)?;
    let bias = args.optional_tensor("bias")?;
    if let Some(bias) = bias {
        if bias.dtype != value.dtype {
            return Err(Refusal::raises("a bias of another type than the weight"));
        }
        value = e.binary("nn.add", &value, bias)?;
    }
    if input.rank() != 2 {
        let mut dims = input.dims[..input.rank() - 1].to_vec();
        dims.push(weight.dims[0]);
        value = e.reshape(&value, dims)?;
    }
    if bias.is_none() {
        value = from_row(value, input, weight);
    }
    Ok(value.into())
}

/// A vector times a matrix is the only row of a product in PyTorch, and loses that dimension in place.
fn from_row<'c, 'a>(
    value: Tensor<'c, 'a>,
    lhs: &Tensor<'c, 'a>,
    rhs: &Tensor<'c, 'a>,
) -> Tensor<'c, 'a> {
    match (lhs.rank(), rhs.rank()) {
        (1, 2) => value.written(1),
        _ => value,
    }
}

/// A vector or a matrix times a batch, as ATen computes it where the first is differentiated: the transposed batch is one tall
/// matrix, of which the result and the gradient are transposed again.
fn folded<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    lhs: &Tensor<'c, 'a>,
    rhs: &Tensor<'c, 'a>,
) -> Result<Tensor<'c, 'a>> {
    let mut order: Vec<usize> = (0..rhs.rank()).collect();
    order.swap(rhs.rank() - 2, rhs.rank() - 1);
    let turned = e.permute(rhs, &order);
    mark_view(turned.value);
    let tall = joined(e, &turned, 1)?;
    let size = lhs.dims[lhs.rank() - 1];
    let rows = lhs.dims[..lhs.rank() - 1].to_vec();
    let matrix = e.reshape(
        lhs,
        vec![rows.first().copied().unwrap_or(Dim::Known(1)), size],
    )?;
    let value = product(e, &tall, &matrix, true)?;
    let mut dims = turned.dims[..rhs.rank() - 1].to_vec();
    dims.extend(&rows);
    let value = e.reshape(&value, dims)?;
    let Some(count) = rows.first() else {
        return Ok(value);
    };
    if [*count, turned.dims[rhs.rank() - 2]].contains(&Dim::Known(1)) {
        return Err(Refusal::argument(
            "a product that PyTorch returns as a view of its transpose",
        ));
    }
    let value = e.permute(&value, &order);
    Ok(e.tensor(value.value, value.dims, value.dtype))
}

/// `torch.matmul`: vectors become matrices, batches broadcast.
pub fn multiply<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    lhs: &Tensor<'c, 'a>,
    rhs: &Tensor<'c, 'a>,
) -> Result<Tensor<'c, 'a>> {
    if lhs.rank() == 0 || rhs.rank() == 0 {
        return Err(Refusal::raises("scalars are not multiplied as matrices"));
    }
    if lhs.requires_grad && rhs.rank() >= 3 {
        // A batch of one counts as a matrix, times a batch of more.
        let one = |tensor: &Tensor<'c, 'a>| tensor.rank() == 3 && tensor.dims[0] == Dim::Known(1);
        if lhs.rank() <= 2 {
            return folded(e, lhs, rhs);
        } else if one(lhs) && rhs.rank() == 3 && !one(rhs) {
            let matrix = e.reshape(lhs, lhs.dims[1..].to_vec())?;
            return folded(e, &matrix, rhs);
        }
    }
    // A vector on the left is a row, one on the right a column; both go again at the end.
    let as_matrix = |e: &mut Emitter<'_, 'c, 'a>, tensor: &Tensor<'c, 'a>, row: bool| {
        if tensor.rank() > 1 {
            return Ok(tensor.clone());
        }
        let size = tensor.dims[0];
        e.reshape(
            tensor,
            if row {
                vec![Dim::Known(1), size]
            } else {
                vec![size, Dim::Known(1)]
            },
        )
    };
    let (a, b) = (as_matrix(e, lhs, true)?, as_matrix(e, rhs, false)?);
    let (rows, columns) = (a.dims[a.rank() - 2], b.dims[b.rank() - 1]);
    let (mut dims, value) = if b.rank() == 2 {
        let lead = a.dims[..a.rank() - 2].to_vec();
        let flat = if a.rank() == 2 { a } else { joined(e, &a, 1)? };
        (lead, product(e, &flat, &b, false)?)
    } else {
        let lead = broadcast_dims(&a.dims[..a.rank() - 2], &b.dims[..b.rank() - 2])?;
        let mut batch = |tensor: &Tensor<'c, 'a>| {
            let mut dims = lead.clone();
            dims.extend(&tensor.dims[tensor.rank() - 2..]);
            let expanded = e.expand(tensor, dims)?;
            joined(e, &expanded, 2)
        };
        let (a, b) = (batch(&a)?, batch(&b)?);
        let value = product(e, &a, &b, false)?;
        (lead, value)
    };
    if lhs.rank() > 1 {
        dims.push(rows);
    }
    if rhs.rank() > 1 {
        dims.push(columns);
    }
    e.reshape(&value, dims)
}

fn matmul<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, rhs) = (args.tensor("input")?, args.tensor("other")?);
    Ok(from_row(multiply(e, lhs, rhs)?, lhs, rhs).into())
}

fn reversed_matmul<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, rhs) = (args.tensor("other")?, args.tensor("input")?);
    Ok(from_row(multiply(e, lhs, rhs)?, lhs, rhs).into())
}

/// Fails unless two operands have these ranks.
fn ranks<'c, 'a, 'x>(
    args: &'x BoundArgs<'c, 'a>,
    (lhs, left): (&str, usize),
    (rhs, right): (&str, usize),
) -> Result<(&'x Tensor<'c, 'a>, &'x Tensor<'c, 'a>)> {
    let (a, b) = (args.tensor(lhs)?, args.tensor(rhs)?);
    if a.rank() != left || b.rank() != right {
        return Err(Refusal::raises(format!(
            "`{}` of other ranks",
            args.function()
        )));
    }
    Ok((a, b))
}

fn mm<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let (a, b) = ranks(args, ("input", 2), ("other", 2))?;
    Ok(product(e, a, b, false)?.into())
}

fn bmm<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let (a, b) = ranks(args, ("input", 3), ("other", 3))?;
    Ok(product(e, a, b, false)?.into())
}

fn mv<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let (a, b) = ranks(args, ("input", 2), ("other", 1))?;
    Ok(multiply(e, a, b)?.into())
}

fn dot<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let (a, b) = ranks(args, ("input", 1), ("other", 1))?;
    Ok(multiply(e, a, b)?.into())
}

fn outer<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let (a, b) = ranks(args, ("input", 1), ("other", 1))?;
    if a.dtype != b.dtype || a.dtype == DType::Bool {
        return Err(Refusal::dtype(
            "an outer product of different types, or of bools",
        ));
    }
    let column = e.reshape(a, vec![a.dims[0], Dim::Known(1)])?;
    Ok(e.binary("nn.mul", &column, b)?.into())
}

/// `beta * input + alpha * (mat1 @ mat2)`.
fn addmm<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?.clone();
    let value = multiply(e, args.tensor("mat1")?, args.tensor("mat2")?)?;
    if value.dtype != input.dtype {
        return Err(Refusal::raises("operands of different types"));
    }
    let scaled = |e: &mut Emitter<'_, 'c, 'a>, tensor: Tensor<'c, 'a>, name: &str| {
        match args.get(name) {
            Operand::Int(1) => return Ok(tensor),
            // What is multiplied by 0 is not looked at: its infinities make no NaNs.
            Operand::Int(0) => return Err(Refusal::argument(format!("an `{name}` of 0"))),
            Operand::Float(0.0) => return Err(Refusal::argument(format!("an `{name}` of 0"))),
            Operand::Int(_) | Operand::Float(_) => {}
            _ => return Err(Refusal::argument(format!("an `{name}` that may be 0"))),
        }
        let factor = e.scalar_as(args.get(name), tensor.dtype)?;
        e.binary("nn.mul", &tensor, &factor)
    };
    let (value, input) = (scaled(e, value, "alpha")?, scaled(e, input, "beta")?);
    Ok(e.binary("nn.add", &value, &input)?.into())
}

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    TorchFunction::new(
        &["torch._C._nn.linear"],
        "(input, weight, bias=None)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["input", "weight"]),
        linear,
    ),
    TorchFunction::new(
        &[
            "torch.matmul",
            "torch.Tensor.matmul",
            "torch.Tensor.__matmul__",
        ],
        "(input|self, other)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["input", "other"]),
        matmul,
    ),
    TorchFunction::new(
        &["torch.Tensor.__rmatmul__"],
        "(input|self, other)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["input", "other"]),
        reversed_matmul,
    ),
    TorchFunction::new(
        &["torch.mm", "torch.Tensor.mm"],
        "(input|self, other|mat2)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["input", "other"]),
        mm,
    ),
    TorchFunction::new(
        &["torch.bmm", "torch.Tensor.bmm"],
        "(input|self, other|mat2)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["input", "other"]),
        bmm,
    ),
    TorchFunction::new(
        &["torch.mv", "torch.Tensor.mv"],
        "(input|self, other|vec)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["input", "other"]),
        mv,
    ),
    TorchFunction::new(
        &["torch.dot", "torch.Tensor.dot"],
        "(input|self, other|tensor)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["input", "other"]),
        dot,
    ),
    TorchFunction::new(
        &["torch.outer", "torch.Tensor.outer"],
        "(input|self, other|vec2)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["input", "other"]),
        outer,
    ),
    TorchFunction::new(
        &["torch.addmm", "torch.Tensor.addmm"],
        "(input|self, mat1, mat2, *, beta=1, alpha=1)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["mat1", "mat2"]),
        addmm,
    ),
    TorchFunction::new(
        &["torch.baddbmm", "torch.Tensor.baddbmm"],
        "(input|self, mat1|batch1, mat2|batch2, *, beta=1, alpha=1)",
        Memory::New(Order::Contiguous),
        Saves::Products(&["mat1", "mat2"]),
        addmm,
    ),
    TorchFunction::new(
        &["torch._C._nn.scaled_dot_product_attention"],
        "(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, *, scale=None, enable_gqa=False)",
        Memory::New(Order::Attention),
        Saves::All,
        super::attention::attention,
    ),
];

/// Functions that are one kernel of PyTorch's: half-precision numbers are rounded once.
pub const WIDE: &[&str] = &[
    "torch._C._nn.linear",
    "torch.addmm",
    "torch.baddbmm",
    "torch._C._nn.scaled_dot_product_attention",
];

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &["torch.addmm", "torch.baddbmm"];
