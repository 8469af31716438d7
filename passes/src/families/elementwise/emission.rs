//! The ops that PyTorch's elementwise functions become.

use crate::families::{
    emitter::{Emitter, Promotion, result_type},
    nn::Predicate,
    operand::{Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::{DType, Kind},
};

type Result<T> = std::result::Result<T, Refusal>;

/// One operand, floats only: integers become floats first.
macro_rules! float_unary {
    ($emit:ident, $op:literal) => {
        pub(super) fn $emit<'c, 'a>(
            e: &mut Emitter<'_, 'c, 'a>,
            args: &BoundArgs<'c, 'a>,
        ) -> Result<Emitted<'c, 'a>> {
            let tensor = e.float(args.tensor("input")?);
            Ok(e.unary($op, &tensor).into())
        }
    };
}

/// One operand of any number type.
macro_rules! unary {
    ($emit:ident, $op:literal) => {
        pub(super) fn $emit<'c, 'a>(
            e: &mut Emitter<'_, 'c, 'a>,
            args: &BoundArgs<'c, 'a>,
        ) -> Result<Emitted<'c, 'a>> {
            let tensor = number(args.tensor("input")?)?;
            Ok(e.unary($op, &tensor).into())
        }
    };
}

/// One operand, which rounding leaves as it is where it is an integer.
macro_rules! rounding {
    ($emit:ident, $op:literal) => {
        pub(super) fn $emit<'c, 'a>(
            e: &mut Emitter<'_, 'c, 'a>,
            args: &BoundArgs<'c, 'a>,
        ) -> Result<Emitted<'c, 'a>> {
            let tensor = number(args.tensor("input")?)?;
            if !tensor.dtype.is_float() {
                return Ok(tensor.into());
            }
            Ok(e.unary($op, &tensor).into())
        }
    };
}

/// A comparison.
macro_rules! comparison {
    ($emit:ident, $predicate:ident) => {
        pub(super) fn $emit<'c, 'a>(
            e: &mut Emitter<'_, 'c, 'a>,
            args: &BoundArgs<'c, 'a>,
        ) -> Result<Emitted<'c, 'a>> {
            args.tensor("input")?;
            let (lhs, rhs) = e.promoted(args.get("input"), args.get("other"), Promotion::Bool)?;
            Ok(e.compare(Predicate::$predicate, &lhs, &rhs)?.into())
        }
    };
}

/// Two tensors in the type that they promote to; PyTorch takes no numbers.
macro_rules! of_tensors {
    ($emit:ident, $op:literal, $promotion:ident) => {
        pub(super) fn $emit<'c, 'a>(
            e: &mut Emitter<'_, 'c, 'a>,
            args: &BoundArgs<'c, 'a>,
        ) -> Result<Emitted<'c, 'a>> {
            let (lhs, rhs) = tensors(args)?;
            let (lhs, rhs) = e.promoted(lhs, rhs, Promotion::$promotion)?;
            Ok(e.binary($op, &lhs, &rhs)?.into())
        }
    };
}

/// Two operands of the type that they promote to.
macro_rules! binary {
    ($emit:ident, $op:literal, $promotion:ident, $check:expr) => {
        pub(super) fn $emit<'c, 'a>(
            e: &mut Emitter<'_, 'c, 'a>,
            args: &BoundArgs<'c, 'a>,
        ) -> Result<Emitted<'c, 'a>> {
            let (lhs, rhs) =
                e.promoted(args.get("input"), args.get("other"), Promotion::$promotion)?;
            let check: fn(DType) -> Result<()> = $check;
            check(lhs.dtype)?;
            Ok(e.binary($op, &lhs, &rhs)?.into())
        }
    };
}

float_unary!(exp, "nn.exp");
float_unary!(expm1, "nn.expm1");
float_unary!(log, "nn.log");
float_unary!(log1p, "nn.log1p");
float_unary!(sqrt, "nn.sqrt");
float_unary!(rsqrt, "nn.rsqrt");
float_unary!(sin, "nn.sin");
float_unary!(cos, "nn.cos");
float_unary!(tan, "nn.tan");
float_unary!(atan, "nn.atan");
float_unary!(tanh, "nn.tanh");
float_unary!(erf, "nn.erf");
float_unary!(sigmoid, "nn.sigmoid");
unary!(neg, "nn.neg");
unary!(abs, "nn.abs");
unary!(sign, "nn.sign");
unary!(relu, "nn.relu");
rounding!(floor, "nn.floor");
rounding!(ceil, "nn.ceil");
rounding!(trunc, "nn.trunc");
comparison!(eq, Eq);
comparison!(ne, Ne);
comparison!(lt, Lt);
comparison!(le, Le);
comparison!(gt, Gt);
comparison!(ge, Ge);
of_tensors!(atan2, "nn.atan2", Float);
of_tensors!(maximum, "nn.maximum", Common);
of_tensors!(minimum, "nn.minimum", Common);
binary!(bit_and, "nn.and", Common, no_float);
binary!(bit_or, "nn.or", Common, no_float);
binary!(bit_xor, "nn.xor", Common, no_float);

/// The two operands of a function that takes no numbers.
fn tensors<'c, 'a, 'x>(
    args: &'x BoundArgs<'c, 'a>,
) -> Result<(&'x Operand<'c, 'a>, &'x Operand<'c, 'a>)> {
    args.tensor("input")?;
    args.tensor("other")?;
    Ok((args.get("input"), args.get("other")))
}

fn no_float(dtype: DType) -> Result<()> {
    if dtype.is_float() {
        return Err(Refusal::raises(format!(
            "bit operations are not implemented for {dtype}"
        )));
    }
    Ok(())
}

/// The tensor, whose elements must be numbers.
pub(super) fn number<'c, 'a>(tensor: &Tensor<'c, 'a>) -> Result<Tensor<'c, 'a>> {
    if tensor.dtype == DType::Bool {
        return Err(Refusal::dtype("this operation on bools"));
    }
    Ok(tensor.clone())
}

/// Whether an operand is a bool, or a tensor of them.
fn is_bool(operand: &Operand<'_, '_>) -> bool {
    match operand {
        Operand::Tensor(tensor) => tensor.dtype == DType::Bool,
        Operand::Bool(_) | Operand::SymBool(_) => true,
        _ => false,
    }
}

/// `add` and `sub` with PyTorch's `alpha`, which scales the other operand.
pub(super) fn scaled<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    (lhs, rhs): (&str, &str),
    op: &str,
) -> Result<Emitted<'c, 'a>> {
    args.tensor("input")?;
    let (lhs, rhs) = (args.get(lhs), args.get(rhs));
    let alpha = args.get("alpha");
    if op == "nn.sub" && (is_bool(lhs) || is_bool(rhs)) {
        return Err(Refusal::raises("bools are not subtracted"));
    }
    let (lhs, mut rhs) = e.promoted(lhs, rhs, Promotion::Common)?;
    let plain = matches!(alpha, Operand::Int(1));
    if lhs.dtype == DType::Bool {
        if plain {
            return Ok(e.binary("nn.or", &lhs, &rhs)?.into());
        }
        return Err(Refusal::argument("bools added with a factor"));
    }
    if !plain {
        if lhs.dtype.is_half() {
            // Whole registers of PyTorch's round the product, the rest of them does not.
            return Err(Refusal::dtype(
                "numbers of half precision added with a factor",
            ));
        }
        let float = match alpha {
            Operand::Int(_) | Operand::SymInt { .. } => false,
            Operand::Float(_) | Operand::SymFloat(_) => true,
            other => {
                return Err(Refusal::argument(format!(
                    "a factor that is {}",
                    other.kind()
                )));
            }
        };
        if float && lhs.dtype.kind() == Kind::Int {
            return Err(Refusal::raises("a float alpha with integers"));
        }
        if rhs.rank() == 0 {
            // Whole registers of PyTorch's round once, the rest of them twice.
            return Err(Refusal::argument("a factor of a number"));
        }
        // A difference is the sum with the negative factor.
        let (op, alpha) = match (op, alpha) {
            ("nn.sub", Operand::Int(alpha)) => match alpha.checked_neg() {
                Some(negative) => ("nn.add", Operand::Int(negative)),
                None => return Err(Refusal::argument("a factor whose negative is none")),
            },
            ("nn.sub", Operand::Float(alpha)) => ("nn.add", Operand::Float(-alpha)),
            _ => (op, alpha.clone()),
        };
        let alpha = e.scalar_as(&alpha, lhs.dtype)?;
        // One kernel in PyTorch, which rounds once.
        rhs = e.fused_binary("nn.mul", &rhs, &alpha)?;
        return Ok(e.fused_binary(op, &lhs, &rhs)?.into());
    }
    Ok(e.binary(op, &lhs, &rhs)?.into())
}

/// The number that an operand is known to be.
pub(super) fn known_number(operand: &Operand<'_, '_>) -> Option<f64> {
    match operand {
        Operand::Int(value) => Some(*value as f64),
        Operand::Float(value) => Some(*value),
        _ => None,
    }
}

pub(super) fn add<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    scaled(e, args, ("input", "other"), "nn.add")
}

pub(super) fn sub<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    scaled(e, args, ("input", "other"), "nn.sub")
}

pub(super) fn rsub<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    scaled(e, args, ("other", "input"), "nn.sub")
}

pub(super) fn mul<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    args.tensor("input")?;
    let (lhs, rhs) = (args.get("input"), args.get("other"));
    let bools = result_type(&[lhs, rhs], e.default_dtype)? == DType::Bool;
    let op = if bools { "nn.and" } else { "nn.mul" };
    Ok(e.kernel(op, lhs, rhs, Promotion::Common)?.into())
}

pub(super) fn div<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    args.tensor("input")?;
    let (lhs, rhs) = (args.get("input"), args.get("other"));
    if !args.has("rounding_mode") {
        return Ok(e.kernel("nn.div", lhs, rhs, Promotion::Float)?.into());
    }
    match args.str("rounding_mode")? {
        "floor" => floor_div(e, args),
        "trunc" => {
            let dtype = result_type(&[lhs, rhs], e.default_dtype)?;
            if !dtype.is_float() {
                return Err(Refusal::dtype("truncated division of integers"));
            }
            let (lhs, rhs, half) = e.kernel_operands(lhs, rhs, Promotion::Common)?;
            let quotient = e.binary("nn.div", &lhs, &rhs)?;
            let tensors = matches!(args.get("other"), Operand::Tensor(other) if other.rank() > 0);
            let quotient = match half {
                // Of two tensors the quotient is rounded before it is cut off.
                Some(half) if tensors => e.cast(&quotient, half),
                _ => quotient,
            };
            // Its derivative is 0 by both operands, neither of which is ever chosen; a quotient that 0 were handed on to would make
            // NaN of it where the divisor is 0.
            let mut value = e.unary("nn.trunc", &e.unary("nn.detach", &quotient));
            let never = e.compare(Predicate::Lt, &value, &value)?;
            for operand in [&lhs, &rhs] {
                value = e.select(&never, &e.cast(operand, value.dtype), &value)?;
            }
            Ok(e.cast(&value, dtype).into())
        }
        other => Err(Refusal::raises(format!(
            "the rounding mode {other} does not exist"
        ))),
    }
}

/// Integers are divided by known numbers only: PyTorch raises for 0.
pub(super) fn divisible<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<(Tensor<'c, 'a>, Tensor<'c, 'a>)> {
    let (lhs, rhs) = e.promoted(args.get("input"), args.get("other"), Promotion::Common)?;
    match lhs.dtype.kind() {
        Kind::Bool => Err(Refusal::dtype("division of bools")),
        Kind::Int if !matches!(args.get("other"), Operand::Int(n) if *n != 0) => Err(
            Refusal::argument("integers are divided in graphs by known numbers only"),
        ),
        Kind::Int => {
            e.fits(args.get("other"), lhs.dtype)?;
            Ok((lhs, rhs))
        }
        Kind::Float => Ok((lhs, rhs)),
    }
}

pub(super) fn floor_div<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, rhs) = divisible(e, args)?;
    if lhs.dtype.is_half() {
        // Whole registers of PyTorch's round at the end, the rest of them at each step.
        return Err(Refusal::dtype("floored division of half-precision numbers"));
    }
    Ok(e.binary("nn.floor_div", &lhs, &rhs)?.into())
}

pub(super) fn remainder<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, rhs) = divisible(e, args)?;
    if rhs.requires_grad && !matches!(args.get("input"), Operand::Tensor(_)) {
        return Err(Refusal::raises(
            "PyTorch has no derivative of a number's remainder",
        ));
    }
    Ok(e.binary("nn.remainder", &lhs, &rhs)?.into())
}

pub(super) fn round<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = number(args.tensor("input")?)?;
    if args.int("decimals")? != 0 {
        return Err(Refusal::argument("round() to decimals"));
    }
    Ok(if x.dtype.is_float() {
        e.unary("nn.round", &x)
    } else {
        x
    }
    .into())
}

pub(super) fn invert<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = args.tensor("input")?;
    no_float(x.dtype)?;
    Ok(e.unary("nn.not", x).into())
}

pub(super) fn logical_not<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = e.cast(args.tensor("input")?, DType::Bool);
    Ok(e.unary("nn.not", &x).into())
}

pub(super) fn logical<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    op: &str,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, rhs) = tensors(args)?;
    let (lhs, rhs) = (
        e.operand_as(lhs, DType::Bool)?,
        e.operand_as(rhs, DType::Bool)?,
    );
    Ok(e.binary(op, &lhs, &rhs)?.into())
}

pub(super) fn logical_and<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    logical(e, args, "nn.and")
}

pub(super) fn logical_or<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    logical(e, args, "nn.or")
}

pub(super) fn cast_to<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    dtype: DType,
) -> Result<Emitted<'c, 'a>> {
    Ok(e.cast(args.tensor("input")?, dtype).into())
}

macro_rules! casts {
    ($($emit:ident => $dtype:ident),*) => {
        $(pub(super) fn $emit<'c, 'a>(
            e: &mut Emitter<'_, 'c, 'a>,
            args: &BoundArgs<'c, 'a>,
        ) -> Result<Emitted<'c, 'a>> {
            cast_to(e, args, DType::$dtype)
        })*
    };
}

casts! {
    to_float => F32, to_double => F64, to_half => F16, to_bfloat16 => BF16,
    to_long => I64, to_int => I32, to_short => I16, to_bool => Bool
}

/// Whether an argument names the device of all tensors of a graph, or none.
fn is_cpu(device: &Operand<'_, '_>) -> bool {
    match device {
        Operand::None => true,
        Operand::Str(device) => device == "cpu",
        _ => false,
    }
}

/// `x.to(dtype)`, `x.to(other)`, `x.to("cpu")`: what only moves a tensor is the identity on one device.
pub(super) fn to<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = args.tensor("input")?;
    if args.has("copy") && args.bool("copy")? {
        return Err(Refusal::argument("to() with copy=True"));
    }
    let Operand::List(targets) = args.get("target") else {
        return Err(Refusal::argument("to() without a target"));
    };
    args.bool("non_blocking")?;
    if !is_cpu(args.get("device")) {
        return Err(Refusal::argument("to() another device"));
    }
    let mut dtype = args.dtype("dtype")?;
    // `to(dtype)`, `to(other)` or `to(device, dtype)`, and then `non_blocking` and `copy`.
    let flags = match targets.as_slice() {
        [] => &[],
        [Operand::Dtype(target), flags @ ..] => {
            dtype = Some(*target);
            flags
        }
        [Operand::Tensor(other), flags @ ..] => {
            dtype = Some(other.dtype);
            flags
        }
        [device, rest @ ..] if is_cpu(device) => match rest {
            [Operand::Dtype(target), flags @ ..] => {
                dtype = Some(*target);
                flags
            }
            [Operand::None, flags @ ..] => flags,
            [] => &[],
            _ => return Err(Refusal::raises("to() a device and what is no dtype")),
        },
        [other, ..] => {
            return Err(Refusal::argument(format!(
                "to() a target that is {}",
                other.kind()
            )));
        }
    };
    match flags {
        [] | [Operand::Bool(_)] | [Operand::Bool(_), Operand::Bool(false)] => {}
        _ => return Err(Refusal::argument("to() with these flags")),
    }
    Ok(e.cast(x, dtype.unwrap_or(x.dtype)).into())
}

/// `addcmul` and `addcdiv`: `input + value * tensor1 (op) tensor2`.
pub(super) fn add_combined<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    op: &str,
) -> Result<Emitted<'c, 'a>> {
    let x = args.tensor("input")?;
    if !matches!(x.dtype, DType::F32 | DType::F64) {
        return Err(Refusal::dtype(format!(
            "{} of {}",
            args.function(),
            x.dtype
        )));
    }
    let combined = {
        let (a, b) = e.promoted(args.get("tensor1"), args.get("tensor2"), Promotion::Common)?;
        if a.dtype != x.dtype {
            return Err(Refusal::dtype("operands of different types"));
        }
        let value = e.scalar_as(args.get("value"), x.dtype)?;
        let scaled = e.binary("nn.mul", &value, &a)?;
        e.binary(op, &scaled, &b)?
    };
    Ok(e.binary("nn.add", x, &combined)?.into())
}

pub(super) fn addcmul<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    add_combined(e, args, "nn.mul")
}

pub(super) fn addcdiv<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    add_combined(e, args, "nn.div")
}

/// `start + weight * (end - start)`, from the end where the weight is large, as PyTorch computes it.
pub(super) fn lerp<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (start, end) = (args.tensor("input")?.clone(), args.tensor("end")?.clone());
    let other =
        matches!(args.get("weight"), Operand::Tensor(weight) if weight.dtype != start.dtype);
    if !start.dtype.is_float() || end.dtype != start.dtype || other {
        return Err(Refusal::raises("lerp() takes floats of one type"));
    }
    let weight = e.scalar_as(args.get("weight"), start.dtype)?;
    let difference = e.binary("nn.sub", &end, &start)?;
    let near = |e: &Emitter<'_, 'c, 'a>| {
        let step = e.binary("nn.mul", &weight, &difference)?;
        e.binary("nn.add", &start, &step)
    };
    let far = |e: &Emitter<'_, 'c, 'a>| {
        let one = e.operand_as(&Operand::Float(1.0), start.dtype)?;
        let rest = e.binary("nn.sub", &one, &weight)?;
        let back = e.binary("nn.mul", &difference, &rest)?;
        e.binary("nn.sub", &end, &back)
    };
    let value = match known_number(args.get("weight")) {
        Some(weight) if weight.abs() < 0.5 => near(e)?,
        Some(_) => far(e)?,
        None => {
            let half = e.operand_as(&Operand::Float(0.5), start.dtype)?;
            let small = e.compare(Predicate::Lt, &e.unary("nn.abs", &weight), &half)?;
            e.select(&small, &near(e)?, &far(e)?)?
        }
    };
    let one = e.operand_as(&Operand::Float(1.0), start.dtype)?;
    let rest = e.binary("nn.sub", &one, &weight)?;
    let slopes = [(&start, &rest), (&end, &weight), (&weight, &difference)];
    Ok(e.with_slopes(&value, slopes)?.into())
}

pub(super) fn clone<'c, 'a>(
    _: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    Ok(args.tensor("input")?.clone().into())
}
