//! The ops that PyTorch's elementwise functions become.

use crate::families::{
    emitter::{Emitter, Promotion},
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
            let (lhs, rhs) = e.promoted(args.get("input"), args.get("other"), Promotion::Bool)?;
            Ok(e.compare(Predicate::$predicate, &lhs, &rhs)?.into())
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
binary!(div_true, "nn.div", Float, |_| Ok(()));
binary!(atan2, "nn.atan2", Float, |_| Ok(()));
binary!(maximum, "nn.maximum", Common, |_| Ok(()));
binary!(minimum, "nn.minimum", Common, |_| Ok(()));
binary!(bit_and, "nn.and", Common, no_float);
binary!(bit_or, "nn.or", Common, no_float);
binary!(bit_xor, "nn.xor", Common, no_float);

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

/// `add` and `sub` with PyTorch's `alpha`, which scales the other operand.
pub(super) fn scaled<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    (lhs, rhs): (&str, &str),
    op: &str,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, mut rhs) = e.promoted(args.get(lhs), args.get(rhs), Promotion::Common)?;
    let alpha = args.get("alpha");
    if lhs.dtype == DType::Bool {
        if op == "nn.add" && matches!(alpha, Operand::Int(1)) {
            return Ok(e.binary("nn.or", &lhs, &rhs)?.into());
        }
        return Err(Refusal::raises("bools are not subtracted"));
    }
    if !matches!(alpha, Operand::Int(1)) && alpha_number(alpha) != Some(1.0) {
        if lhs.dtype.kind() == Kind::Int
            && matches!(alpha, Operand::Float(_) | Operand::SymFloat(_))
        {
            return Err(Refusal::raises("a float alpha with integers"));
        }
        let alpha = e.operand_as(alpha, lhs.dtype)?;
        // One kernel in PyTorch, which rounds once.
        rhs = e.fused_binary("nn.mul", &rhs, &alpha)?;
        return Ok(e.fused_binary(op, &lhs, &rhs)?.into());
    }
    Ok(e.binary(op, &lhs, &rhs)?.into())
}

/// The number that an operand is known to be.
fn alpha_number(operand: &Operand<'_, '_>) -> Option<f64> {
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
    let (lhs, rhs) = e.promoted(args.get("input"), args.get("other"), Promotion::Common)?;
    let op = if lhs.dtype == DType::Bool {
        "nn.and"
    } else {
        "nn.mul"
    };
    Ok(e.binary(op, &lhs, &rhs)?.into())
}

pub(super) fn div<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    if !args.has("rounding_mode") {
        return div_true(e, args);
    }
    match args.str("rounding_mode")? {
        "floor" => floor_div(e, args),
        "trunc" => {
            let (lhs, rhs) = e.promoted(args.get("input"), args.get("other"), Promotion::Common)?;
            e.need_float(&lhs, "truncated division in graphs")?;
            let quotient = e.binary("nn.div", &lhs, &rhs)?;
            Ok(e.unary("nn.trunc", &quotient).into())
        }
        other => Err(Refusal::raises(format!(
            "the rounding mode {other} does not exist"
        ))),
    }
}

pub(super) fn rdiv<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, rhs) = e.promoted(args.get("other"), args.get("input"), Promotion::Float)?;
    Ok(e.binary("nn.div", &lhs, &rhs)?.into())
}

/// Integers are divided by known numbers only: PyTorch raises for 0.
pub(super) fn divisible<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<(Tensor<'c, 'a>, Tensor<'c, 'a>)> {
    let (lhs, rhs) = e.promoted(args.get("input"), args.get("other"), Promotion::Common)?;
    match lhs.dtype.kind() {
        Kind::Bool => Err(Refusal::dtype("division of bools")),
        Kind::Int if !matches!(args.get("other"), Operand::Int(n) if *n != 0) => Err(
            Refusal::argument("integers are divided in graphs by known numbers only"),
        ),
        _ => Ok((lhs, rhs)),
    }
}

pub(super) fn floor_div<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, rhs) = divisible(e, args)?;
    Ok(e.binary("nn.floor_div", &lhs, &rhs)?.into())
}

pub(super) fn remainder<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (lhs, rhs) = divisible(e, args)?;
    Ok(e.binary("nn.remainder", &lhs, &rhs)?.into())
}

pub(super) fn pow<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    power(e, args.get("input"), args.get("exponent"))
}

pub(super) fn rpow<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    power(e, args.get("other"), args.get("input"))
}

/// Small whole exponents are products, as in PyTorch's kernels.
pub(super) fn power<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    base: &Operand<'c, 'a>,
    exponent: &Operand<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (x, y) = e.promoted(base, exponent, Promotion::Common)?;
    let number = alpha_number(exponent);
    if let Some(known) = number.filter(|_| matches!(base, Operand::Tensor(_))) {
        let x2 = |e: &Emitter<'_, 'c, 'a>| e.binary("nn.mul", &x, &x);
        if x.dtype != DType::Bool {
            if known == 1.0 {
                return Ok(x.into());
            } else if known == 2.0 {
                return Ok(x2(e)?.into());
            } else if known == 3.0 {
                let square = x2(e)?;
                return Ok(e.binary("nn.mul", &square, &x)?.into());
            }
        }
        if x.dtype.is_float() && known == 0.5 {
            return Ok(e.unary("nn.sqrt", &x).into());
        }
    }
    e.need_float(&x, "this power in graphs")?;
    Ok(e.binary("nn.pow", &x, &y)?.into())
}

pub(super) fn square<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    power(e, args.get("input"), &Operand::Int(2))
}

pub(super) fn reciprocal<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = e.float(args.tensor("input")?);
    let one = e.operand_as(&Operand::Float(1.0), x.dtype)?;
    Ok(e.binary("nn.div", &one, &x)?.into())
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
    let lhs = e.operand_as(args.get("input"), DType::Bool)?;
    let rhs = e.operand_as(args.get("other"), DType::Bool)?;
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

pub(super) fn isnan<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = args.tensor("input")?;
    Ok(e.compare(Predicate::Ne, x, x)?.into())
}

pub(super) fn choose<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let mask = args.tensor("condition")?;
    if mask.dtype != DType::Bool {
        return Err(Refusal::raises("where() takes a condition of bools"));
    }
    let (x, y) = e.promoted(args.get("input"), args.get("other"), Promotion::Common)?;
    Ok(e.select(mask, &x, &y)?.into())
}

pub(super) fn masked_fill<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (x, mask) = (args.tensor("input")?, args.tensor("mask")?);
    if mask.dtype != DType::Bool {
        return Err(Refusal::raises("masked_fill() takes a mask of bools"));
    }
    let value = e.operand_as(args.get("value"), x.dtype)?;
    Ok(e.select(mask, &value, x)?.into())
}

pub(super) fn clamp<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = number(args.tensor("input")?)?;
    if let (Operand::Tensor(low), Operand::Tensor(high)) = (args.get("min"), args.get("max")) {
        return clamp_between(e, &input, low, high);
    }
    let bounds = [
        ("min", "nn.maximum", Predicate::Ge, Predicate::Gt),
        ("max", "nn.minimum", Predicate::Le, Predicate::Lt),
    ];
    let mut x = input.clone();
    let mut between = None;
    let mut by_tensors = false;
    for (name, op, holds, strictly) in bounds {
        if !args.has(name) {
            continue;
        }
        let (value, bound) = e.promoted(
            &Operand::Tensor(x.clone()),
            args.get(name),
            Promotion::Common,
        )?;
        if matches!(args.get(name), Operand::Tensor(_)) {
            by_tensors = true;
            x = e.binary(op, &value, &bound)?;
            continue;
        }
        let inside = e.compare(strictly, &value, &bound)?;
        between = Some(match between {
            Some(before) => e.binary("nn.and", &before, &inside)?,
            None => inside,
        });
        let held = e.compare(holds, &value, &bound)?;
        let nan = e.compare(Predicate::Ne, &value, &value)?;
        let keep = e.binary("nn.or", &held, &nan)?;
        x = e.select(&keep, &value, &bound)?;
    }
    match between {
        // The derivative is 0 everywhere but strictly between the numbers, for NaN too.
        Some(between) if x.dtype.is_float() && !by_tensors => {
            let input = e.cast(&input, x.dtype);
            Ok(e.select(&between, &input, &e.unary("nn.detach", &x))?
                .into())
        }
        _ => Ok(x.into()),
    }
}

/// `clamp` between two tensors. Which of the three gets the derivative is PyTorch's choice: half of it goes to the bound that
/// is met, all of it to the input that meets both, and all to the input, where that is not outside, if any is NaN.
fn clamp_between<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    input: &Tensor<'c, 'a>,
    low: &Tensor<'c, 'a>,
    high: &Tensor<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let tensor = |tensor: &Tensor<'c, 'a>| Operand::Tensor(tensor.clone());
    let (x, low) = e.promoted(&tensor(input), &tensor(low), Promotion::Common)?;
    let (x, high) = e.promoted(&tensor(&x), &tensor(high), Promotion::Common)?;
    let low = e.cast(&low, x.dtype);
    let value = e.binary("nn.minimum", &e.binary("nn.maximum", &x, &low)?, &high)?;
    if !x.dtype.is_float() {
        return Ok(value.into());
    }
    let value = e.unary("nn.detach", &value);
    let (below, above) = (
        e.compare(Predicate::Lt, &x, &low)?,
        e.compare(Predicate::Gt, &x, &high)?,
    );
    let crossed = e.compare(Predicate::Gt, &low, &high)?;
    let (at_low, at_high) = (
        e.compare(Predicate::Eq, &x, &low)?,
        e.compare(Predicate::Eq, &x, &high)?,
    );
    let half = |x: &Tensor<'c, 'a>| e.with_number("nn.mul", x, 0.5);
    let mut inside = x.clone();
    for (met, bound, other) in [(&at_low, &low, &at_high), (&at_high, &high, &at_low)] {
        let alone = e.binary("nn.and", met, &e.unary("nn.not", other))?;
        let shared = e.binary("nn.add", &half(&x), &half(bound))?;
        inside = e.select(&alone, &shared, &inside)?;
    }
    let beyond = e.binary("nn.or", &above, &crossed)?;
    let result = e.select(&below, &low, &inside)?;
    let result = e.select(&beyond, &high, &result)?;
    let nan = e.compare(Predicate::Ne, &value, &value)?;
    let outside = e.binary("nn.or", &below, &above)?;
    let unknown = e.select(&outside, &value, &e.binary("nn.add", &x, &value)?)?;
    Ok(e.select(&nan, &unknown, &result)?.into())
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

/// `x.to(dtype)`, `x.to(other)`, `x.to("cpu")`: what only moves a tensor is the identity on one device.
pub(super) fn to<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let x = args.tensor("input")?;
    if args.has("copy") && args.bool("copy")? {
        return Err(Refusal::argument("to() with copy=True"));
    }
    let mut dtype = args.dtype("dtype")?;
    let Operand::List(targets) = args.get("target") else {
        return Err(Refusal::argument("to() without a target"));
    };
    for target in targets {
        match target {
            Operand::Dtype(target) => dtype = Some(*target),
            Operand::Tensor(other) => dtype = Some(other.dtype),
            Operand::Str(device) if device == "cpu" => {}
            Operand::None | Operand::Bool(_) => {}
            other => {
                return Err(Refusal::argument(format!(
                    "to() a target that is {}",
                    other.kind()
                )));
            }
        }
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
    e.need_float(x, args.function())?;
    let combined = {
        let (a, b) = e.promoted(args.get("tensor1"), args.get("tensor2"), Promotion::Common)?;
        if a.dtype != x.dtype {
            return Err(Refusal::dtype("operands of different types"));
        }
        let value = e.operand_as(args.get("value"), x.dtype)?;
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
    let (start, end) = e.promoted(args.get("input"), args.get("end"), Promotion::Float)?;
    let weight = e.operand_as(args.get("weight"), start.dtype)?;
    let difference = e.binary("nn.sub", &end, &start)?;
    let large = alpha_number(args.get("weight")).is_some_and(|weight| weight.abs() >= 0.5);
    if large {
        let one = e.operand_as(&Operand::Float(1.0), start.dtype)?;
        let rest = e.binary("nn.sub", &one, &weight)?;
        let back = e.binary("nn.mul", &difference, &rest)?;
        return Ok(e.binary("nn.sub", &end, &back)?.into());
    }
    let step = e.binary("nn.mul", &weight, &difference)?;
    Ok(e.binary("nn.add", &start, &step)?.into())
}

pub(super) fn clone<'c, 'a>(
    _: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    Ok(args.tensor("input")?.clone().into())
}
