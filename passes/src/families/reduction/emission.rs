//! PyTorch's reductions.

use super::derivative::SHARED_BY_NANS;
use crate::families::{
    TorchFunction,
    builder::definition,
    embedding::SELECTS,
    emitter::{Emitter, Promotion, reduced_dims},
    layout::Layout,
    mark_view,
    memory::{Memory, Order, Saves},
    nn::Predicate,
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::{DType, Kind},
    view::indexing::slice_dim,
};

use janus_dialects::{ir::OperationExt, melior::ir::Attribute};

type Result<T> = std::result::Result<T, Refusal>;

/// The operand in the type that a sum is made in: integers and bools are summed as `int64`.
fn summed<'c, 'a>(e: &Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Tensor<'c, 'a>> {
    let input = args.tensor("input")?;
    let natural = if input.dtype.is_float() {
        input.dtype
    } else {
        DType::I64
    };
    let dtype = args.dtype("dtype")?.unwrap_or(natural);
    if input.dtype.is_float() && !dtype.is_float() {
        return Err(Refusal::dtype(
            "a sum of floats in integers, which autograd does not know",
        ));
    }
    Ok(e.cast(input, dtype))
}

fn sum<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let input = summed(e, args)?;
    let dims = args.dims("dim", input.rank())?;
    let sum = e.reduce("nn.sum", &input, &dims, args.bool("keepdim")?);
    mark_view(sum.value);
    Ok(sum.into())
}

fn mean<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    let input = match args.dtype("dtype")? {
        Some(dtype) => e.cast(input, dtype),
        None => input.clone(),
    };
    e.need_float(&input, "mean()")?;
    let dims = args.dims("dim", input.rank())?;
    Ok(e.mean(&input, &dims, args.bool("keepdim")?).into())
}

/// Whether only one number is left of a reduction.
fn is_everything(input: &Tensor<'_, '_>, dims: &[usize]) -> bool {
    input
        .dims
        .iter()
        .enumerate()
        .all(|(place, dim)| dims.contains(&place) || *dim == Dim::Known(1))
}

/// Variance with a correction, `sum((x - mean)²) / (n - correction)`, or its root. PyTorch computes both in `float64`, and the
/// derivative `2 (x - mean) / (n - correction)` in the type of the input.
fn variance<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    is_root: bool,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    e.need_float(input, "a variance")?;
    // `var(unbiased)` and `var(dim, unbiased, keepdim)` are the older forms.
    let (whole, mut correction) = match args.get("dim") {
        Operand::Bool(unbiased) => (true, f64::from(*unbiased)),
        _ => (false, f64::from(args.bool("unbiased")?)),
    };
    if args.has("correction") {
        correction = args.float("correction")?;
    }
    let dims = if whole {
        (0..input.rank()).collect()
    } else {
        args.dims("dim", input.rank())?
    };
    // A symbol is at least 2.
    let least: i64 = dims
        .iter()
        .map(|&dim| input.dims[dim].known().unwrap_or(2))
        .product();
    if least as f64 <= correction {
        return Err(Refusal::argument(
            "a variance without degrees of freedom, of which PyTorch warns",
        ));
    }
    let freedom = |e: &Emitter<'_, 'c, 'a>, of: &Tensor<'c, 'a>| {
        let count = e.builder.numel(of.value, &dims);
        let count = e.tensor(count, vec![], of.dtype);
        match correction {
            0.0 => count,
            _ => e.with_number("nn.sub", &count, correction),
        }
    };
    let wide = e.cast(input, DType::F64);
    let centered = match input.dtype {
        dtype if dtype.is_half() => e.binary("nn.sub", &wide, &e.mean(&wide, &dims, true))?,
        // A variance of everything is PyTorch's own loop, with the mean in the type of the input.
        _ if is_everything(input, &dims) => {
            let mean = e.cast(&e.mean(input, &dims, true), DType::F64);
            e.binary("nn.sub", &wide, &mean)?
        }
        // Welford's method gives 0 for equal numbers. So does this one, where the mean of `float64` would be rounded.
        DType::F64 => {
            let mut first = wide.clone();
            for &dim in &dims {
                first = slice_dim(e, &first, dim, 0, 1, Dim::Known(1), None)?;
            }
            let shifted = e.binary("nn.sub", &wide, &first)?;
            e.binary("nn.sub", &shifted, &e.mean(&shifted, &dims, true))?
        }
        _ => e.binary("nn.sub", &wide, &e.mean(&wide, &dims, true))?,
    };
    let squares = e.binary("nn.mul", &centered, &centered)?;
    let sum = e.reduce("nn.sum", &squares, &dims, true);
    let variance = e.binary("nn.div", &sum, &freedom(e, &wide))?;
    let value = match is_root {
        true => e.unary("nn.sqrt", &variance),
        false => variance,
    };
    let value = e.cast(&value, input.dtype);
    // The derivative goes through a sum to the elements.
    let centered = e.binary("nn.sub", input, &e.mean(input, &dims, true))?;
    let slope = e.binary(
        "nn.div",
        &e.with_number("nn.mul", &centered, 2.0),
        &freedom(e, input),
    )?;
    let sloped = e.with_slopes(input, [(input, &slope)])?;
    let path = e.reduce("nn.sum", &sloped, &dims, true);
    let one = e.operand_as(&Operand::Float(1.0), input.dtype)?;
    let value = if is_root {
        // That of a root is 0 where it is 0.
        let zero = e.operand_as(&Operand::Float(0.0), input.dtype)?;
        let none = e.compare(Predicate::Eq, &value, &zero)?;
        let taken = e.select(&none, &e.unary("nn.detach", &path), &path)?;
        let by_square = e.binary("nn.div", &one, &e.with_number("nn.mul", &value, 2.0))?;
        e.with_slopes(&value, [(&taken, &by_square)])?
    } else {
        e.with_slopes(&value, [(&path, &one)])?
    };
    if args.bool("keepdim")? {
        return Ok(value.into());
    }
    Ok(e.reshape(&value, reduced_dims(&input.dims, &dims, false))?
        .into())
}

fn var<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    variance(e, args, false)
}

fn std<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    variance(e, args, true)
}

/// `amax` and `amin`: several dimensions, no indices.
fn extreme<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    op: &str,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    let dims = args.dims("dim", input.rank())?;
    Ok(e.reduce(op, input, &dims, args.bool("keepdim")?).into())
}

fn amax<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    extreme(e, args, "nn.amax")
}

fn amin<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    extreme(e, args, "nn.amin")
}

/// The index of an extreme along a dimension.
fn place<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    op: &str,
    input: &Tensor<'c, 'a>,
    dim: usize,
    keepdim: bool,
) -> Tensor<'c, 'a> {
    let value = e.builder.arg_reduce(op, input.value, dim, keepdim);
    e.tensor(
        value,
        reduced_dims(&input.dims, &[dim], keepdim),
        DType::I64,
    )
}

/// An extreme whose derivative is shared by all NaNs, if it is one.
fn shared_by_nans<'c, 'a>(e: &Emitter<'_, 'c, 'a>, extreme: Tensor<'c, 'a>) -> Tensor<'c, 'a> {
    if let Some(operation) = definition(extreme.value) {
        operation.set_attr(SHARED_BY_NANS, Attribute::unit(e.builder.context));
    }
    extreme
}

/// `max` and `min` in their three forms: of all, along a dimension with indices, and of two tensors.
fn extreme_forms<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    [all, arg, pair]: [&str; 3],
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    if !args.has("dim") {
        let dims: Vec<usize> = (0..input.rank()).collect();
        return Ok(shared_by_nans(e, e.reduce(all, input, &dims, false)).into());
    }
    if let Operand::Tensor(other) = args.get("dim") {
        let contiguous =
            |tensor: &Tensor<'c, 'a>| tensor.layout == Some(Layout::contiguous(&tensor.dims));
        if !contiguous(input) || !contiguous(other) {
            return Err(Refusal::argument(
                "the extreme of tensors that are not contiguous",
            ));
        }
        let (a, b) = e.promoted(args.get("input"), args.get("dim"), Promotion::Common)?;
        return Ok(e.binary(pair, &a, &b)?.into());
    }
    if input.rank() == 0 {
        return Err(Refusal::argument(
            "the extreme of a scalar along a dimension",
        ));
    }
    let dim = args.dim("dim", input.rank())?;
    let keepdim = args.bool("keepdim")?;
    let indices = place(e, arg, input, dim, true);
    let attributes = [
        ("dim", e.builder.i64_attribute(dim as i64)),
        (SELECTS, Attribute::unit(e.builder.context)),
    ];
    let r#type = e.type_of(&indices.dims, input.dtype);
    let operands = [input.value, indices.value];
    let values = e.builder.value("nn.gather", &operands, &attributes, r#type);
    let mut values = e.tensor(values, indices.dims.clone(), input.dtype);
    let mut indices = indices;
    if !keepdim {
        let dims = reduced_dims(&input.dims, &[dim], false);
        values = e.reshape(&values, dims.clone())?;
        indices = e.reshape(&indices, dims)?;
    }
    Ok(Operand::List(vec![Operand::Tensor(values), Operand::Tensor(indices)]).into())
}

fn max<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    extreme_forms(e, args, ["nn.amax", "nn.argmax", "nn.maximum"])
}

fn min<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    extreme_forms(e, args, ["nn.amin", "nn.argmin", "nn.minimum"])
}

fn arg_extreme<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    op: &str,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?.clone();
    if input.dtype == DType::Bool {
        return Err(Refusal::raises("the place of an extreme of bools"));
    }
    if args.has("dim") && input.rank() > 0 {
        let dim = args.dim("dim", input.rank())?;
        return Ok(place(e, op, &input, dim, args.bool("keepdim")?).into());
    }
    if args.bool("keepdim")? {
        return Err(Refusal::argument("the index in all elements with keepdim"));
    }
    let count = e.product(&input.dims)?;
    let flat = e.reshape(&input, vec![count])?;
    Ok(place(e, op, &flat, 0, false).into())
}

fn argmax<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    arg_extreme(e, args, "nn.argmax")
}

fn argmin<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    arg_extreme(e, args, "nn.argmin")
}

fn of_bools<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    op: &str,
) -> Result<Emitted<'c, 'a>> {
    let input = e.cast(args.tensor("input")?, DType::Bool);
    let dims = args.dims("dim", input.rank())?;
    Ok(e.reduce(op, &input, &dims, args.bool("keepdim")?).into())
}

fn any<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    of_bools(e, args, "nn.amax")
}

fn all<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    of_bools(e, args, "nn.amin")
}

/// The Euclidean norm, or the sum of absolute values.
fn vector_norm<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    e.need_float(input, "a norm")?;
    let input = &match args.dtype("dtype")? {
        Some(dtype) if input.dtype.promote(dtype) != dtype => {
            return Err(Refusal::raises("a norm in a narrower type"));
        }
        Some(dtype) => e.cast(input, dtype),
        None => input.clone(),
    };
    let dims = args.dims("dim", input.rank())?;
    let keepdim = args.bool("keepdim")?;
    let order = match args.get("ord") {
        Operand::None => 2.0,
        Operand::Str(name) if name == "fro" => 2.0,
        _ => args.float("ord")?,
    };
    if order == 1.0 {
        return Ok(e
            .reduce("nn.sum", &e.unary("nn.abs", input), &dims, keepdim)
            .into());
    } else if order == f64::INFINITY {
        let greatest = e.reduce("nn.amax", &e.unary("nn.abs", input), &dims, keepdim);
        return Ok(shared_by_nans(e, greatest).into());
    } else if order != 2.0 {
        return Err(Refusal::argument(format!("a norm of order {order}")));
    }
    let squares = e.binary("nn.mul", input, input)?;
    let whole = e.reduce("nn.sum", &squares, &dims, true);
    let norm = e.unary("nn.sqrt", &whole);
    // The slope of an element is its share of the norm, and 0 where that is 0. It goes through a sum to the element.
    let zero = e.operand_as(&Operand::Float(0.0), norm.dtype)?;
    let none = e.compare(Predicate::Eq, &norm, &zero)?;
    let share = e.select(&none, &zero, &e.binary("nn.div", input, &norm)?)?;
    let sloped = e.with_slopes(input, [(input, &share)])?;
    let path = e.reduce("nn.sum", &sloped, &dims, true);
    let one = e.operand_as(&Operand::Float(1.0), norm.dtype)?;
    let norm = e.with_slopes(&norm, [(&path, &one)])?;
    if keepdim {
        return Ok(norm.into());
    }
    Ok(e.reshape(&norm, reduced_dims(&input.dims, &dims, false))?
        .into())
}

fn cumsum<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = summed(e, args)?;
    let dim = args.dim("dim", input.rank())?;
    if input.rank() == 0 {
        return Ok(input.into());
    }
    let value = e.builder.along("nn.cumsum", input.value, dim);
    Ok(e.tensor(value, input.dims, input.dtype).into())
}

/// The product, which has no derivative yet, of integers and bools.
fn prod<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let input = summed(e, args)?;
    if input.dtype.kind() == Kind::Float {
        return Err(Refusal::argument("the product of floats"));
    }
    let dims = args.dims("dim", input.rank())?;
    Ok(e.reduce("nn.prod", &input, &dims, args.bool("keepdim")?)
        .into())
}

/// Whether two tensors have one shape and equal elements.
fn equal<'c, 'a>(e: &mut Emitter<'_, 'c, 'a>, args: &BoundArgs<'c, 'a>) -> Result<Emitted<'c, 'a>> {
    let (a, b) = (args.tensor("input")?, args.tensor("other")?);
    if a.dims != b.dims {
        let unknown = |dim: &Dim| dim.known().is_none();
        if a.dims.iter().chain(&b.dims).any(unknown) {
            return Err(Refusal::dynamic("tensors of unknown sizes are compared"));
        }
        return Ok(Operand::Bool(false).into());
    }
    if a.dtype != b.dtype {
        return Err(Refusal::dtype("tensors of different types are compared"));
    }
    let same = e.compare(Predicate::Eq, a, b)?;
    let dims: Vec<usize> = (0..same.rank()).collect();
    let all = e.reduce("nn.amin", &same, &dims, false);
    let r#type = DType::Bool.mlir(e.builder.context);
    let value = e.builder.value("tensor.extract", &[all.value], &[], r#type);
    Ok(Operand::SymBool(value).into())
}

const SUM: &str = "(input|self, dim|axis=None, keepdim|keepdims=False, *, dtype=None)";
const PLAIN: &str = "(input|self, dim|axis=None, keepdim|keepdims=False)";
const PAIR: &str = "(input|self, dim|axis|other=None, keepdim|keepdims=False)";
const VAR: &str =
    "(input|self, dim|axis=None, unbiased=True, keepdim|keepdims=False, *, correction=None)";

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    TorchFunction::new(
        &["torch.sum", "torch.Tensor.sum"],
        SUM,
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        sum,
    ),
    TorchFunction::new(
        &["torch.mean", "torch.Tensor.mean"],
        SUM,
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        mean,
    ),
    TorchFunction::new(
        &["torch.prod", "torch.Tensor.prod"],
        SUM,
        Memory::New(Order::Contiguous),
        Saves::All,
        prod,
    ),
    TorchFunction::new(
        &["torch.var", "torch.Tensor.var"],
        VAR,
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["input"]),
        var,
    ),
    TorchFunction::new(
        &["torch.std", "torch.Tensor.std"],
        VAR,
        Memory::New(Order::Contiguous),
        Saves::All,
        std,
    ),
    TorchFunction::new(
        &["torch.amax", "torch.Tensor.amax"],
        PLAIN,
        Memory::New(Order::Contiguous),
        Saves::All,
        amax,
    ),
    TorchFunction::new(
        &["torch.amin", "torch.Tensor.amin"],
        PLAIN,
        Memory::New(Order::Contiguous),
        Saves::All,
        amin,
    ),
    TorchFunction::new(
        &["torch.max", "torch.Tensor.max"],
        PAIR,
        Memory::New(Order::Contiguous),
        Saves::AtMost,
        max,
    ),
    TorchFunction::new(
        &["torch.min", "torch.Tensor.min"],
        PAIR,
        Memory::New(Order::Contiguous),
        Saves::AtMost,
        min,
    ),
    TorchFunction::new(
        &["torch.argmax", "torch.Tensor.argmax"],
        PLAIN,
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        argmax,
    ),
    TorchFunction::new(
        &["torch.argmin", "torch.Tensor.argmin"],
        PLAIN,
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        argmin,
    ),
    TorchFunction::new(
        &["torch.any", "torch.Tensor.any"],
        PLAIN,
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        any,
    ),
    TorchFunction::new(
        &["torch.all", "torch.Tensor.all"],
        PLAIN,
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        all,
    ),
    TorchFunction::new(
        &[
            "torch.linalg.vector_norm",
            "torch._C._linalg.linalg_vector_norm",
        ],
        "(input|self|x, ord=2, dim=None, keepdim=False, *, dtype=None)",
        Memory::New(Order::Contiguous),
        Saves::All,
        vector_norm,
    ),
    TorchFunction::new(
        &["torch.Tensor.norm", "torch.norm", "torch.functional.norm"],
        "(input|self, ord|p='fro', dim=None, keepdim=False, dtype=None)",
        Memory::New(Order::Contiguous),
        Saves::All,
        vector_norm,
    ),
    TorchFunction::new(
        &["torch.cumsum", "torch.Tensor.cumsum"],
        "(input|self, dim|axis, *, dtype=None)",
        Memory::New(Order::Contiguous),
        Saves::Nothing,
        cumsum,
    ),
    TorchFunction::new(
        &["torch.equal", "torch.Tensor.equal"],
        "(input|self, other)",
        Memory::Nothing,
        Saves::Nothing,
        equal,
    ),
];

/// Functions that are one kernel of PyTorch's: half-precision numbers are rounded once.
pub const WIDE: &[&str] = &[
    "torch.mean",
    "torch.var",
    "torch.std",
    "torch.linalg.vector_norm",
    "torch.Tensor.norm",
];

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &["torch.cumsum"];
