//! Tensors made from nothing, in-place forms that need no old value, and what tensors say of themselves.

use super::emission::complete;
use crate::families::{
    emitter::Emitter,
    nn::Predicate,
    operand::{Dim, Emitted, Operand, Refusal},
    signature::BoundArgs,
    types::DType,
};

type Result<T> = std::result::Result<T, Refusal>;

/// What a constructor's keywords ask for, which must be a plain tensor on the CPU.
pub(super) fn plain<'c, 'a>(args: &BoundArgs<'c, 'a>) -> Result<()> {
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

pub(super) fn filled<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    number: &Operand<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let natural = match number {
        Operand::Bool(_) | Operand::SymBool(_) => DType::Bool,
        Operand::Int(_) | Operand::SymInt { .. } if args.has("fill_value") => DType::I64,
        Operand::Int(_) | Operand::Float(_) | Operand::SymFloat(_) => e.default_dtype,
        _ => {
            return Err(Refusal::argument(
                "it is filled with something else than a number",
            ));
        }
    };
    let dtype = args.dtype("dtype")?.unwrap_or(natural);
    Ok(e.full(number, complete(args.get("size"))?, dtype)?.into())
}

pub(super) fn filled_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    number: &Operand<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let like = args.tensor("input")?;
    let dtype = args.dtype("dtype")?.unwrap_or(like.dtype);
    Ok(e.full(number, like.dims.clone(), dtype)?.into())
}

pub(super) fn zeros<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled(e, args, &Operand::Float(0.0))
}

pub(super) fn ones<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled(e, args, &Operand::Float(1.0))
}

pub(super) fn full<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled(e, args, args.get("fill_value"))
}

pub(super) fn zeros_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled_like(e, args, &Operand::Int(0))
}

pub(super) fn ones_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled_like(e, args, &Operand::Int(1))
}

pub(super) fn full_like<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    filled_like(e, args, args.get("fill_value"))
}

/// `arange` of integers, of which only the end may be unknown.
pub(super) fn arange<'c, 'a>(
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
    if dtype == DType::Bool {
        return Err(Refusal::raises("arange() of bools"));
    }
    for bound in [start, end] {
        e.fits(bound, dtype)?;
    }
    let (dim, start) = match (start, end) {
        (Operand::Int(0), Operand::SymInt { dim: Some(dim), .. }) if step == 1 => (*dim, 0),
        (Operand::Int(start), Operand::Int(end)) if step != 0 => {
            let count = end
                .checked_sub(*start)
                .and_then(|length| length.checked_add(step - step.signum()))
                .and_then(|length| length.checked_div(step))
                .ok_or_else(|| Refusal::argument("arange() of very many numbers"))?;
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

/// `eye`: 1 where row and column agree.
pub(super) fn eye<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let rows = args.int("n")?;
    let columns = match args.get("m") {
        Operand::None => rows,
        _ => args.int("m")?,
    };
    if rows < 0 || columns < 0 {
        return Err(Refusal::raises("a matrix of negative sizes"));
    }
    let row = e.iota(Dim::Known(rows))?;
    let row = e.reshape(&row, vec![Dim::Known(rows), Dim::Known(1)])?;
    let column = e.iota(Dim::Known(columns))?;
    let hit = e.compare(Predicate::Eq, &row, &column)?;
    let dtype = args.dtype("dtype")?.unwrap_or(e.default_dtype);
    Ok(e.cast(&hit, dtype).into())
}

/// More numbers are not written into a graph.
const MAX_NUMBERS: i64 = 4096;

/// `linspace` of known numbers, as ATen's kernel rounds it: the first half from the start, the second one from the end.
pub(super) fn linspace<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    plain(args)?;
    let steps = args.int("steps")?;
    let dtype = args.dtype("dtype")?.unwrap_or(e.default_dtype);
    if dtype != DType::F32 || !(0..=MAX_NUMBERS).contains(&steps) {
        return Err(Refusal::argument(
            "linspace() of another type than float32, or of very many numbers",
        ));
    }
    let (start, end) = (args.float("start")? as f32, args.float("end")? as f32);
    let step = (end - start) / (steps - 1) as f32;
    let numbers: Vec<f64> = (0..steps)
        .map(|index| {
            let number = match index < steps / 2 {
                true => step.mul_add(index as f32, start),
                false => (-step).mul_add((steps - index - 1) as f32, end),
            };
            // One number alone is the start.
            f64::from(if steps == 1 { start } else { number })
        })
        .collect();
    let value = e.builder.vector(&numbers, dtype);
    Ok(e.tensor(value, vec![Dim::Known(steps)], dtype).into())
}

/// In-place forms that need no old value: `zero_`, `fill_`, `copy_`.
pub(super) fn zero<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    Ok(e.full(&Operand::Int(0), tensor.dims.clone(), tensor.dtype)?
        .into())
}

pub(super) fn fill<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = args.tensor("input")?;
    Ok(
        e.full(args.get("value"), tensor.dims.clone(), tensor.dtype)?
            .into(),
    )
}

pub(super) fn copy<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (tensor, source) = (args.tensor("input")?, args.tensor("src")?);
    let source = e.cast(source, tensor.dtype);
    Ok(e.expand(&source, tensor.dims.clone())?.into())
}

//===----------------------------------------------------------------------===//
// What tensors say of themselves
//===----------------------------------------------------------------------===//

pub(super) fn size<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
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

pub(super) fn rank<'c, 'a>(
    _: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    Ok(Operand::Int(args.tensor("input")?.rank() as i64).into())
}

pub(super) fn numel<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let dims = args.tensor("input")?.dims.clone();
    let product = e.product(&dims)?;
    Ok(e.size_operand(product)?.into())
}

pub(super) fn is_float<'c, 'a>(
    _: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    Ok(Operand::Bool(args.tensor("input")?.dtype.is_float()).into())
}

/// The one element of a tensor as a number that only the run knows.
pub(super) fn item<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
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

pub(super) fn new_zeros<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    new_filled(e, args, 0)
}

pub(super) fn new_ones<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    new_filled(e, args, 1)
}

/// `new_zeros` and its like: another shape, the tensor's type.
pub(super) fn new_filled<'c, 'a>(
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
