//! Operators on constants.

use super::{
    code::{BinaryOperator, Predicate},
    refusal::{Refusal, codes},
    value::{Constant, Value},
};

pub(super) fn compare_constants(
    predicate: Predicate,
    a: &Constant,
    b: &Constant,
) -> Result<Value, Refusal> {
    use std::cmp::Ordering;
    let equal = a.equals(b);
    match predicate {
        Predicate::Eq => return Ok(Value::bool(equal)),
        Predicate::Ne => return Ok(Value::bool(!equal)),
        _ => {}
    }
    let ordering = match (a, b) {
        (Constant::Str(a), Constant::Str(b)) => Some(a.cmp(b)),
        _ => match (a.as_index(), b.as_index()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => match (a.as_float(), b.as_float()) {
                (Some(a), Some(b)) => match a.partial_cmp(&b) {
                    // A NaN is neither less nor greater than anything.
                    None => return Ok(Value::bool(false)),
                    ordering => ordering,
                },
                _ => None,
            },
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

/// Arithmetic on constants, `None` where it is not done at compile time.
pub(super) fn fold(
    operator: BinaryOperator,
    a: &Constant,
    b: &Constant,
) -> Result<Option<Value>, Refusal> {
    use BinaryOperator::*;
    let zero = || Refusal::new(codes::RAISES, "division by zero");
    if let (Constant::Str(a), Constant::Str(b)) = (a, b) {
        return Ok((operator == Add).then(|| Value::str(&format!("{a}{b}"))));
    }
    if let (Some(x), Some(y)) = (a.as_index(), b.as_index()) {
        let result = match operator {
            Add => x.checked_add(y),
            Sub => x.checked_sub(y),
            Mul => x.checked_mul(y),
            FloorDiv | Mod if y == 0 => return Err(zero()),
            FloorDiv => x.checked_div_euclid(y).map(|_| floor_div(x, y)),
            Mod => x.checked_rem_euclid(y).map(|_| x - floor_div(x, y) * y),
            Pow if y >= 0 => u32::try_from(y).ok().and_then(|y| x.checked_pow(y)),
            LShift if (0..63).contains(&y) => x.checked_mul(1i64 << y),
            RShift if y >= 0 => Some(x >> y.min(63)),
            And => Some(x & y),
            Or => Some(x | y),
            Xor => Some(x ^ y),
            TrueDiv if y == 0 => return Err(zero()),
            TrueDiv => return Ok(Some(Value::Constant(Constant::Float(x as f64 / y as f64)))),
            _ => None,
        };
        let both_bool = matches!((a, b), (Constant::Bool(_), Constant::Bool(_)));
        return Ok(result.map(|value| {
            if both_bool && matches!(operator, And | Or | Xor) {
                Value::bool(value != 0)
            } else {
                Value::int(value)
            }
        }));
    }
    if let (Some(x), Some(y)) = (a.as_float(), b.as_float()) {
        let result = match operator {
            Add => x + y,
            Sub => x - y,
            Mul => x * y,
            TrueDiv if y == 0.0 => return Err(zero()),
            TrueDiv => x / y,
            Pow if x > 0.0 || (x == 0.0 && y >= 0.0) || y.fract() == 0.0 && x != 0.0 => x.powf(y),
            _ => return Ok(None),
        };
        return Ok(Some(Value::Constant(Constant::Float(result))));
    }
    Ok(None)
}

pub(super) fn floor_div(x: i64, y: i64) -> i64 {
    let quotient = x / y;
    if x % y != 0 && (x < 0) != (y < 0) {
        quotient - 1
    } else {
        quotient
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_down() {
        for (x, y, quotient) in [(7, 2, 3), (-7, 2, -4), (7, -2, -4), (-7, -2, 3), (6, 3, 2)] {
            assert_eq!(floor_div(x, y), quotient);
        }
    }

    #[test]
    fn folding_refuses_what_would_overflow_or_raise() {
        let int = |value| Constant::Int(value);
        assert!(
            fold(BinaryOperator::Add, &int(i64::MAX), &int(1))
                .unwrap()
                .is_none()
        );
        assert!(fold(BinaryOperator::FloorDiv, &int(1), &int(0)).is_err());
    }
}
