//! Arithmetic on constants, as CPython computes it: integers of any size, floats rounded once.

use super::{
    Specializer,
    code::{BinaryOperator, Predicate, UnaryOperator},
    refusal::{Refusal, codes},
    value::{Constant, Value},
};
use num_bigint::BigInt;
use num_traits::{Float, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

/// Integers of more bits are not computed at generation.
const MAX_BITS: u64 = 4096;

/// Strings and bytes that repetition makes are not longer.
const MAX_TEXT: usize = 100_000;

/// An exception that an operation raises: the class, and what it is made of.
#[derive(Debug, PartialEq)]
pub struct Raised(pub &'static str, pub &'static str);

/// A number that is known.
enum Number {
    Int(BigInt),
    Float(f64),
}

fn number(constant: &Constant) -> Option<Number> {
    match constant {
        Constant::Float(value) => Some(Number::Float(**value)),
        other => integer(other).map(Number::Int),
    }
}

/// The value of an `int` or `bool`.
pub(super) fn integer(constant: &Constant) -> Option<BigInt> {
    match constant {
        Constant::BigInt(digits) => match digits.strip_prefix("0x") {
            Some(digits) => BigInt::parse_bytes(digits.as_bytes(), 16),
            None => match digits.strip_prefix("-0x") {
                Some(digits) => BigInt::parse_bytes(digits.as_bytes(), 16).map(|value| -value),
                None => BigInt::parse_bytes(digits.as_bytes(), 10),
            },
        },
        other => other.as_index().map(BigInt::from),
    }
}

/// The constant that an integer is.
pub(super) fn from_integer(value: BigInt) -> Constant {
    match value.to_i64() {
        Some(value) => Constant::int(value),
        None => Constant::BigInt(value.to_string().into()),
    }
}

/// `float(integer)`, correctly rounded; `None` where it overflows.
pub(super) fn to_float(value: &BigInt) -> Option<f64> {
    // `as` rounds to even; so does the conversion of more digits.
    let float = match value.to_i64() {
        Some(value) => value as f64,
        None => value.to_f64()?,
    };
    float.is_finite().then_some(float)
}

impl Constant {
    /// The value as a float, as arithmetic with a float takes it: correctly rounded, `None` where that overflows.
    pub fn as_float(&self) -> Option<f64> {
        match number(self)? {
            Number::Float(value) => Some(value),
            Number::Int(value) => to_float(&value),
        }
    }

    /// Python's `==` between constants.
    pub fn equals(&self, other: &Constant) -> bool {
        match (number(self), number(other)) {
            (Some(a), Some(b)) => order(&a, &b) == Some(Ordering::Equal),
            (None, None) => self == other,
            (Some(Number::Float(0.0)), None) => matches!(other, Constant::Imaginary(0.0)),
            (None, Some(_)) => other.equals(self),
            (Some(Number::Int(a)), None) => {
                a.is_zero() && matches!(other, Constant::Imaginary(0.0))
            }
            _ => false,
        }
    }
}

/// How two numbers compare, exactly; `None` where one is NaN.
fn order(a: &Number, b: &Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(b)),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(b),
        (Number::Int(a), Number::Float(b)) => order_mixed(a, *b),
        (Number::Float(a), Number::Int(b)) => order_mixed(b, *a).map(Ordering::reverse),
    }
}

fn order_mixed(a: &BigInt, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    if b.is_infinite() {
        return Some(if b > 0.0 {
            Ordering::Less
        } else {
            Ordering::Greater
        });
    }
    let whole = whole(b.floor());
    Some(match a.cmp(&whole) {
        // Equal to the floor, but not to what lies above it.
        Ordering::Equal if b.fract() != 0.0 => Ordering::Less,
        ordering => ordering,
    })
}

/// The integer that a float without a fraction is.
pub(super) fn whole(value: f64) -> BigInt {
    let (mantissa, exponent, sign) = Float::integer_decode(value);
    let mantissa = BigInt::from(mantissa) * BigInt::from(sign);
    match u32::try_from(exponent) {
        Ok(up) => mantissa << up,
        // No bits are lost, as there is no fraction.
        Err(_) => mantissa >> exponent.unsigned_abs(),
    }
}

pub(super) fn compare_constants(
    predicate: Predicate,
    a: &Constant,
    b: &Constant,
) -> Result<Value, Refusal> {
    match predicate {
        Predicate::Eq => return Ok(Value::bool(a.equals(b))),
        Predicate::Ne => return Ok(Value::bool(!a.equals(b))),
        _ => {}
    }
    let ordering = match (a, b) {
        // By code points, which is the order of UTF-8.
        (Constant::Str(a), Constant::Str(b)) => Some(a.cmp(b)),
        (Constant::Bytes(a), Constant::Bytes(b)) => Some(a.cmp(b)),
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => match order(&a, &b) {
                // A NaN is neither less nor greater than anything.
                None => return Ok(Value::bool(false)),
                ordering => ordering,
            },
            _ => None,
        },
    };
    let Some(ordering) = ordering else {
        return Err(Refusal::new(
            codes::RAISES,
            format!(
                "a {} and a {} are not ordered",
                a.type_name(),
                b.type_name()
            ),
        ));
    };
    Ok(Value::bool(match predicate {
        Predicate::Lt => ordering == Ordering::Less,
        Predicate::Le => ordering != Ordering::Greater,
        Predicate::Gt => ordering == Ordering::Greater,
        _ => ordering != Ordering::Less,
    }))
}

/// An operator on constants, `None` where it is not computed at generation.
pub(super) fn fold(
    operator: BinaryOperator,
    a: &Constant,
    b: &Constant,
) -> Result<Option<Constant>, Raised> {
    use BinaryOperator::*;
    match (a, b) {
        // An empty string leaves the other one as it is, and so does one repetition.
        (Constant::Str(empty), other @ Constant::Str(_))
        | (other @ Constant::Str(_), Constant::Str(empty))
            if operator == Add && empty.is_empty() =>
        {
            return Ok(Some(other.clone()));
        }
        (Constant::Str(a), Constant::Str(b)) if operator == Add => {
            return Ok(Some(Constant::Str(format!("{a}{b}").into())));
        }
        (text @ Constant::Str(_), times) | (times, text @ Constant::Str(_))
            if operator == Mul && times.as_index() == Some(1) =>
        {
            return Ok(Some(text.clone()));
        }
        (Constant::Str(text), times) | (times, Constant::Str(text)) if operator == Mul => {
            return Ok(times.as_index().and_then(|times| {
                let times = usize::try_from(times).unwrap_or(0);
                let length = text.len().checked_mul(times)?;
                (length <= MAX_TEXT).then(|| Constant::Str(text.repeat(times).into()))
            }));
        }
        _ => {}
    }
    if let (Constant::Bool(x), Constant::Bool(y)) = (a, b) {
        match operator {
            And => return Ok(Some(Constant::Bool(x & y))),
            Or => return Ok(Some(Constant::Bool(x | y))),
            Xor => return Ok(Some(Constant::Bool(x ^ y))),
            _ => {}
        }
    }
    match (number(a), number(b)) {
        (Some(Number::Int(x)), Some(Number::Int(y))) => fold_integers(operator, x, y),
        (Some(x), Some(y)) => match (as_float(x), as_float(y)) {
            (Some(x), Some(y)) => Ok(fold_floats(operator, x, y)?.map(Constant::float)),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

fn as_float(number: Number) -> Option<f64> {
    match number {
        Number::Float(value) => Some(value),
        Number::Int(value) => to_float(&value),
    }
}

fn fold_integers(
    operator: BinaryOperator,
    x: BigInt,
    y: BigInt,
) -> Result<Option<Constant>, Raised> {
    use BinaryOperator::*;
    let result = match operator {
        Add => x + y,
        Sub => x - y,
        Mul => x * y,
        FloorDiv if y.is_zero() => {
            return Err(Raised(
                "ZeroDivisionError",
                "integer division or modulo by zero",
            ));
        }
        Mod if y.is_zero() => return Err(Raised("ZeroDivisionError", "integer modulo by zero")),
        FloorDiv => floor_div(&x, &y).0,
        Mod => floor_div(&x, &y).1,
        TrueDiv if y.is_zero() => return Err(Raised("ZeroDivisionError", "division by zero")),
        TrueDiv => return Ok(true_div(&x, &y).map(Constant::float)),
        Pow if y.is_negative() => {
            return match (to_float(&x), to_float(&y)) {
                (Some(x), Some(y)) => Ok(power(x, y)?.map(Constant::float)),
                _ => Ok(None),
            };
        }
        Pow => match y.to_u32() {
            Some(exponent) if x.bits().saturating_mul(exponent.into()) <= MAX_BITS => {
                x.pow(exponent)
            }
            _ => return Ok(None),
        },
        LShift | RShift if y.is_negative() => {
            return Err(Raised("ValueError", "negative shift count"));
        }
        LShift => match y.to_u64() {
            Some(by) if by <= MAX_BITS => x << by,
            _ if x.is_zero() => x,
            _ => return Ok(None),
        },
        // Rounds down, whatever the sign.
        RShift => x >> y.to_u64().unwrap_or(u64::MAX).min(2 * MAX_BITS),
        And => x & y,
        Or => x | y,
        Xor => x ^ y,
        MatMul => return Ok(None),
    };
    Ok((result.bits() <= MAX_BITS).then(|| from_integer(result)))
}

/// Quotient and remainder of `//` and `%`.
pub(super) fn floor_div(x: &BigInt, y: &BigInt) -> (BigInt, BigInt) {
    let (quotient, rest) = (x / y, x % y);
    if !rest.is_zero() && rest.is_negative() != y.is_negative() {
        (quotient - 1, rest + y)
    } else {
        (quotient, rest)
    }
}

/// `x / y`, correctly rounded; `None` beyond normal floats.
fn true_div(x: &BigInt, y: &BigInt) -> Option<f64> {
    const EXACT: u64 = 53;
    if x.bits() <= EXACT && y.bits() <= EXACT {
        return Some(x.to_f64()? / y.to_f64()?);
    }
    // A quotient of at least 64 bits, its last bit set where anything was cut off: rounding it is rounding the quotient.
    let shift = 66 + y.bits() as i64 - x.bits() as i64;
    let (up, down) = (shift.max(0) as u64, (-shift).max(0) as u64);
    let (numerator, denominator) = (x.abs() << up, y.abs() << down);
    let mut quotient = &numerator / &denominator;
    if !(&numerator % &denominator).is_zero() {
        quotient |= BigInt::from(1);
    }
    let scaled = to_float(&quotient)?;
    let result = scaled * 2f64.powi(i32::try_from(-shift).ok()?);
    let result = if x.is_negative() == y.is_negative() {
        result
    } else {
        -result
    };
    (result.is_normal() && shift.abs() < 900).then_some(result)
}

fn fold_floats(operator: BinaryOperator, x: f64, y: f64) -> Result<Option<f64>, Raised> {
    use BinaryOperator::*;
    let by_zero = |message| Err(Raised("ZeroDivisionError", message));
    Ok(Some(match operator {
        Add => x + y,
        Sub => x - y,
        Mul => x * y,
        TrueDiv if y == 0.0 => return by_zero("float division by zero"),
        TrueDiv => x / y,
        FloorDiv if y == 0.0 => return by_zero("float floor division by zero"),
        FloorDiv => divide_floats(x, y).0,
        Mod if y == 0.0 => return by_zero("float modulo"),
        Mod => divide_floats(x, y).1,
        Pow => return power(x, y),
        _ => return Ok(None),
    }))
}

/// CPython's `float_divmod`.
pub(super) fn divide_floats(x: f64, y: f64) -> (f64, f64) {
    let mut rest = x % y;
    let mut quotient = (x - rest) / y;
    if rest != 0.0 {
        if (y < 0.0) != (rest < 0.0) {
            rest += y;
            quotient -= 1.0;
        }
    } else {
        rest = 0f64.copysign(y);
    }
    let quotient = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        }
    } else {
        0f64.copysign(x / y)
    };
    (quotient, rest)
}

/// CPython's `float_pow`: C's `pow`, with its errors. `None` for a complex result and for an overflow.
fn power(x: f64, y: f64) -> Result<Option<f64>, Raised> {
    if y == 0.0 || x == 1.0 {
        return Ok(Some(1.0));
    }
    if x == 0.0 && y < 0.0 {
        return Err(Raised(
            "ZeroDivisionError",
            "0.0 cannot be raised to a negative power",
        ));
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y.fract() != 0.0 {
        return Ok(None);
    }
    let result = x.powf(y);
    Ok((result.is_finite() || !x.is_finite() || !y.is_finite()).then_some(result))
}

/// A unary operator but `not` on a number, `None` of anything else.
pub(super) fn fold_unary(operator: UnaryOperator, value: &Constant) -> Option<Constant> {
    match (operator, number(value)?) {
        (UnaryOperator::Neg, Number::Float(value)) => Some(Constant::float(-value)),
        // `+x` of what is a number already is `x`.
        (UnaryOperator::Pos, _) if !matches!(value, Constant::Bool(_)) => Some(value.clone()),
        (UnaryOperator::Neg, Number::Int(value)) => Some(from_integer(-value)),
        // Of a bool it is an int.
        (UnaryOperator::Pos, Number::Int(value)) => Some(from_integer(value)),
        (UnaryOperator::Invert, Number::Int(value)) => Some(from_integer(!value)),
        _ => None,
    }
}

/// The half-way cases go to the even neighbour, as in `round(x)`.
pub(super) fn round_float(value: f64) -> Option<Constant> {
    value
        .is_finite()
        .then(|| from_integer(whole(value.round_ties_even())))
}

/// `round(x, digits)`: the decimal text of that many digits, which is correctly rounded, read back.
pub(super) fn round_digits(value: f64, digits: usize) -> Option<f64> {
    if !value.is_finite() || digits > 22 {
        return None;
    }
    format!("{value:.digits$}").parse().ok()
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// An operator on constants.
    pub fn fold_constants(
        &mut self,
        operator: BinaryOperator,
        a: &Constant,
        b: &Constant,
    ) -> Result<Option<Value>, Refusal> {
        match fold(operator, a, b) {
            Ok(result) => Ok(result.map(Value::Constant)),
            Err(raised) => Err(self.raised(&raised)),
        }
    }

    /// The exception, in the words of the Python that runs; other versions have others.
    pub fn raised(&mut self, Raised(class, message): &Raised) -> Refusal {
        match self.python_minor() {
            Ok(11) => {
                let arguments = vec![Value::str(message)];
                self.raising(class, arguments, (*message).to_owned())
            }
            Ok(_) => Refusal::new(codes::RAISES, *message),
            Err(refusal) => refusal,
        }
    }

    /// The `y` of Python 3.y.
    pub fn python_minor(&mut self) -> Result<i64, Refusal> {
        use crate::world::{Attribute, Object};
        let unknown = || Refusal::new(codes::UNANSWERED, "the version of Python");
        let sys = self.world.module("sys")?.ok_or_else(unknown)?;
        let Attribute::Own(version) = self.world.attribute(sys, "hexversion")? else {
            return Err(unknown());
        };
        match self.world.describe(version)? {
            Object::Int(version) => Ok((version >> 16) & 0xff),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BinaryOperator::*;

    fn int(value: i64) -> Constant {
        Constant::int(value)
    }

    fn float(value: f64) -> Constant {
        Constant::float(value)
    }

    #[test]
    fn division_rounds_down() {
        for (x, y, quotient, rest) in [
            (7, 2, 3, 1),
            (-7, 2, -4, 1),
            (7, -2, -4, -1),
            (-7, -2, 3, -1),
            (6, 3, 2, 0),
        ] {
            assert_eq!(fold(FloorDiv, &int(x), &int(y)), Ok(Some(int(quotient))));
            assert_eq!(fold(Mod, &int(x), &int(y)), Ok(Some(int(rest))));
        }
    }

    #[test]
    fn integers_have_any_size() {
        let big = Constant::BigInt("9223372036854775808".into());
        assert_eq!(fold(Add, &int(i64::MAX), &int(1)), Ok(Some(big.clone())));
        assert_eq!(fold(Sub, &big, &int(1)), Ok(Some(int(i64::MAX))));
        assert_eq!(
            fold_unary(UnaryOperator::Neg, &int(i64::MIN)),
            Some(big.clone())
        );
        assert_eq!(fold(RShift, &int(-5), &int(1)), Ok(Some(int(-3))));
        assert_eq!(fold(And, &int(-1), &big), Ok(Some(big)));
        assert_eq!(fold(LShift, &int(1), &int(1 << 40)), Ok(None));
    }

    #[test]
    fn quotients_are_rounded_once() {
        // 2**53 + 1 over 3: rounding the numerator first is wrong.
        let quotient = fold(TrueDiv, &int((1 << 53) + 1), &int(3));
        assert_eq!(quotient, Ok(Some(float(3002399751580331.0))));
        let quotient = fold(TrueDiv, &int(i64::MAX), &int(i64::MAX - 1));
        assert_eq!(quotient, Ok(Some(float(1.0))));
        assert!(fold(TrueDiv, &int(1), &int(0)).is_err());
    }

    #[test]
    fn comparisons_of_integers_and_floats_are_exact() {
        let (large, next) = (float(9007199254740992.0), int((1 << 53) + 1));
        assert!(!next.equals(&large));
        let compare = |predicate| match compare_constants(predicate, &next, &large) {
            Ok(Value::Constant(constant)) => constant.truth(),
            _ => panic!("a comparison of numbers"),
        };
        assert!(compare(Predicate::Gt));
        assert!(!compare(Predicate::Le));
        assert!(Constant::Bool(true).equals(&int(1)));
        assert!(int(1).equals(&float(1.0)));
        assert!(!float(f64::NAN).equals(&float(f64::NAN)));
        assert!(!Constant::Str("1".into()).equals(&int(1)));
    }

    #[test]
    fn zeros_keep_their_sign() {
        let Ok(Some(Constant::Float(rest))) = fold(Mod, &float(-4.0), &float(2.0)) else {
            panic!("a remainder");
        };
        assert!(*rest == 0.0 && rest.is_sign_positive());
        assert_eq!(divide_floats(-1e-20, 3.0), (-1.0, 3.0));
    }
}
