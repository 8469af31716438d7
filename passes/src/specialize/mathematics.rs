//! Builtin functions on numbers, and the module `math`.

use super::{
    Specializer,
    code::{BinaryOperator, Predicate},
    folding::{from_integer, integer, round_digits, round_float, whole},
    heap::FreshObject,
    protocol::Keywords,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Value},
};
use num_bigint::BigInt;
use num_traits::Signed;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// A builtin function on numbers by its name, `None` for any other, and for operands of other kinds.
    pub fn call_numeric(
        &mut self,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        if let Some(function) = name.strip_prefix("math.") {
            return match keywords.as_slice() {
                [] => self.call_math(function, positional),
                _ => Ok(None),
            };
        }
        let Some(function) = name.strip_prefix("builtins.") else {
            return Ok(None);
        };
        match (function, positional, keywords.as_slice()) {
            ("min" | "max", arguments, _) if !arguments.is_empty() => self
                .extreme(function == "max", arguments, keywords)
                .map(Some),
            ("sum", [iterable], []) => self.sum(iterable, Value::int(0)).map(Some),
            ("sum", [iterable, start], []) => self.sum(iterable, start.clone()).map(Some),
            ("sum", [iterable], [(key, start)]) if key == "start" => {
                self.sum(iterable, start.clone()).map(Some)
            }
            ("sorted", [iterable], _) => {
                let elements = self.iterate(iterable)?;
                let elements = self.sort(elements, keywords)?;
                Ok(Some(self.heap.make(FreshObject::List(elements))))
            }
            ("divmod", [a, b], []) if is_number(a) && is_number(b) => {
                // The words are other ones than `//`'s.
                if matches!(b, Value::Constant(divisor) if !divisor.truth()) {
                    return Err(Refusal::new(codes::RAISES, "'divmod' by zero"));
                }
                let quotient = self.binary(BinaryOperator::FloorDiv, a, b, false)?;
                let rest = self.binary(BinaryOperator::Mod, a, b, false)?;
                Ok(Some(Value::Tuple([quotient, rest].into())))
            }
            ("pow", [a, b], []) => self.binary(BinaryOperator::Pow, a, b, false).map(Some),
            ("abs", [value], []) => self.absolute(value),
            ("round", [Value::Constant(value)], []) => Ok(match value {
                Constant::Float(value) => round_float(**value),
                other => whole_number(other),
            }
            .map(Value::Constant)),
            ("round", [Value::Constant(value), Value::Constant(digits)], []) => {
                Ok(match (value, digits) {
                    (Constant::Float(value), Constant::None) => round_float(**value),
                    (Constant::Float(value), Constant::Int(digits)) => usize::try_from(**digits)
                        .ok()
                        .and_then(|digits| round_digits(**value, digits))
                        .map(Constant::float),
                    (other, Constant::Int(digits)) if **digits >= 0 => whole_number(other),
                    _ => None,
                }
                .map(Value::Constant))
            }
            _ => Ok(None),
        }
    }

    fn absolute(&mut self, value: &Value) -> Result<Option<Value>, Refusal> {
        match value {
            Value::Constant(Constant::Float(value)) => {
                Ok(Some(Value::Constant(Constant::float(value.abs()))))
            }
            Value::Constant(constant) => {
                let absolute = |value: BigInt| match value.is_negative() {
                    true => Some(from_integer(-value)),
                    false => whole_number(constant),
                };
                Ok(integer(constant).and_then(absolute).map(Value::Constant))
            }
            Value::Number {
                kind: kind @ NumberKind::Float,
                ssa,
                ..
            } => {
                let r#type = self.emit.number_type(*kind);
                let ssa = self.op1("math.absf", &[*ssa], &[], r#type)?;
                Ok(Some(Value::Number {
                    kind: *kind,
                    ssa,
                    dim: None,
                }))
            }
            Value::Tensor(tensor) => self.tensor_special(*tensor, "__abs__", vec![]).map(Some),
            _ => Ok(None),
        }
    }

    /// `sum`, in CPython's way: before 3.12 every addition of floats is rounded; later ones carry what was lost.
    fn sum(&mut self, iterable: &Value, start: Value) -> Result<Value, Refusal> {
        if matches!(
            start,
            Value::Constant(Constant::Str(_) | Constant::Bytes(_))
        ) {
            return Err(Refusal::new(codes::RAISES, "'sum' of strings"));
        }
        let iterator = self.iterator(iterable)?;
        let mut total = start;
        let mut floats = 0;
        while let Some(element) = self.next(&iterator)? {
            floats += usize::from(Self::number_kind(&element) == Some(NumberKind::Float));
            if floats == 2 && self.python_minor()? >= 12 {
                return Err(Refusal::new(
                    codes::OPERATOR,
                    "'sum' of floats, which this Python compensates",
                ));
            }
            total = self.binary(BinaryOperator::Add, &total, &element, false)?;
        }
        Ok(total)
    }

    /// `min` and `max`: the first of equal elements.
    fn extreme(
        &mut self,
        greatest: bool,
        arguments: &[Value],
        keywords: &Keywords,
    ) -> Result<Value, Refusal> {
        let (mut key, mut default) = (None, None);
        for (name, value) in keywords {
            match name.as_str() {
                "key" => key = (!value.is_none()).then(|| value.clone()),
                "default" if arguments.len() == 1 => default = Some(value.clone()),
                _ => {
                    return Err(Refusal::new(
                        codes::RAISES,
                        "'min' or 'max' with this keyword",
                    ));
                }
            }
        }
        let elements = match arguments {
            [iterable] => self.iterator(iterable)?,
            several => {
                let several = Value::Tuple(several.to_vec().into());
                self.iterator(&several)?
            }
        };
        let mut best: Option<(Value, Value)> = None;
        while let Some(element) = self.next(&elements)? {
            let rank = match &key {
                Some(key) => self.call_value(key, vec![element.clone()], vec![])?,
                None => element.clone(),
            };
            best = Some(match best {
                None => (rank, element),
                Some(best) => self.better(greatest, best, (rank, element))?,
            });
        }
        match (best, default) {
            (Some((_, best)), _) | (None, Some(best)) => Ok(best),
            (None, None) => {
                let name = if greatest { "max" } else { "min" };
                let message = format!("{name}() arg is an empty sequence");
                match self.python_minor()? {
                    11 => {
                        let arguments = vec![Value::str(&message)];
                        Err(self.raising("ValueError", arguments, message))
                    }
                    _ => Err(Refusal::new(codes::RAISES, message)),
                }
            }
        }
    }

    /// The better of two elements with their ranks.
    fn better(
        &mut self,
        greatest: bool,
        best: (Value, Value),
        other: (Value, Value),
    ) -> Result<(Value, Value), Refusal> {
        let predicate = if greatest {
            Predicate::Gt
        } else {
            Predicate::Lt
        };
        let verdict = self.compare(predicate, &other.0, &best.0)?;
        let verdict = self.truth(&verdict)?;
        let Value::Number { ssa: condition, .. } = verdict else {
            let wins = self.known_truth(&verdict, "'min' or 'max'")?;
            return Ok(if wins { other } else { best });
        };
        // The element itself is the rank, and a number of one kind: which of them, the run says.
        let kinds = [&best.1, &other.1].map(Self::number_kind);
        let itself = |(rank, element): &(Value, Value)| same_number(rank, element);
        match kinds {
            [Some(a), Some(b)] if a == b && itself(&best) && itself(&other) => {
                let (x, y) = (self.number_as(&other.1, a)?, self.number_as(&best.1, a)?);
                let r#type = self.emit.number_type(a);
                let ssa = self.op1("arith.select", &[condition, x, y], &[], r#type)?;
                self.heap.origins.either(ssa, [&best.1, &other.1]);
                let chosen = Value::Number {
                    kind: a,
                    ssa,
                    dim: None,
                };
                Ok((chosen.clone(), chosen))
            }
            _ => Err(Refusal::new(
                codes::BRANCH,
                "'min' or 'max' of values that only the run knows",
            )),
        }
    }

    /// A list sorted as `sorted` does it: by constants that have an order.
    pub fn sort(
        &mut self,
        elements: Vec<Value>,
        keywords: &Keywords,
    ) -> Result<Vec<Value>, Refusal> {
        let (mut key, mut reverse) = (None, false);
        for (name, value) in keywords {
            match name.as_str() {
                "key" => key = (!value.is_none()).then(|| value.clone()),
                "reverse" => match value {
                    Value::Constant(Constant::Bool(value)) => reverse = *value,
                    Value::Constant(Constant::Int(value)) if i32::try_from(**value).is_ok() => {
                        reverse = **value != 0;
                    }
                    _ => {
                        let message = "sorting with a 'reverse' that is no known int";
                        return Err(Refusal::new(codes::OPERATOR, message));
                    }
                },
                _ => return Err(Refusal::new(codes::RAISES, "sorting with this keyword")),
            }
        }
        let mut ranked = Vec::with_capacity(elements.len());
        for element in elements {
            let rank = match &key {
                Some(key) => self.call_value(key, vec![element.clone()], vec![])?,
                None => element.clone(),
            };
            if !is_ordered(&rank) {
                return Err(Refusal::new(
                    codes::OPERATOR,
                    format!("sorting by {}", self.describe(&rank)),
                ));
            }
            ranked.push((rank, element));
        }
        // Equal elements keep their order, in reverse too.
        let mut sorted: Vec<(Value, Value)> = Vec::with_capacity(ranked.len());
        for (rank, element) in ranked {
            let mut at = sorted.len();
            while at > 0 {
                let before = &sorted[at - 1].0.clone();
                let (a, b) = if reverse {
                    (before, &rank)
                } else {
                    (&rank, before)
                };
                let less = self.compare(Predicate::Lt, a, b)?;
                if !self.known_truth(&less, "sorting")? {
                    break;
                }
                at -= 1;
            }
            sorted.insert(at, (rank, element));
        }
        Ok(sorted.into_iter().map(|(_, element)| element).collect())
    }

    fn call_math(&mut self, name: &str, positional: &[Value]) -> Result<Option<Value>, Refusal> {
        match (name, positional) {
            ("floor" | "ceil" | "trunc", [Value::Constant(constant)]) => {
                let Constant::Float(value) = constant else {
                    return Ok(whole_number(constant).map(Value::Constant));
                };
                let rounded = match name {
                    "floor" => value.floor(),
                    "ceil" => value.ceil(),
                    _ => value.trunc(),
                };
                Ok(value
                    .is_finite()
                    .then(|| Value::Constant(from_integer(whole(rounded)))))
            }
            (
                "floor" | "ceil" | "trunc",
                [
                    Value::Number {
                        kind: NumberKind::Float,
                        ssa,
                        ..
                    },
                ],
            ) => {
                let r#type = self.emit.number_type(NumberKind::Float);
                let rounded = self.op1(&format!("math.{name}"), &[*ssa], &[], r#type)?;
                self.truncated(rounded).map(Some)
            }
            ("gcd", numbers) if !numbers.is_empty() => {
                let mut result = BigInt::from(0);
                for number in numbers {
                    let Value::Constant(constant) = number else {
                        return Ok(None);
                    };
                    let Some(value) = integer(constant) else {
                        return Ok(None);
                    };
                    result = gcd(result, value.abs());
                }
                Ok(Some(Value::Constant(from_integer(result))))
            }
            ("prod", [iterable]) => {
                let mut product = Value::int(1);
                for element in self.iterate(iterable)? {
                    product = self.binary(BinaryOperator::Mul, &product, &element, false)?;
                }
                Ok(Some(product))
            }
            _ => {
                let mut arguments = Vec::with_capacity(positional.len());
                for argument in positional {
                    match argument {
                        Value::Constant(constant) => match constant.as_float() {
                            Some(value) => arguments.push(value),
                            None => return Ok(None),
                        },
                        _ => return Ok(None),
                    }
                }
                Ok(math(name, &arguments).map(Value::Constant))
            }
        }
    }
}

/// A function of `math` on floats, by the same functions of C's library. `None` where it raises, and for those that CPython
/// computes itself.
fn math(name: &str, arguments: &[f64]) -> Option<Constant> {
    let result = match (name, arguments) {
        ("isnan", [x]) => return Some(Constant::Bool(x.is_nan())),
        ("isinf", [x]) => return Some(Constant::Bool(x.is_infinite())),
        ("isfinite", [x]) => return Some(Constant::Bool(x.is_finite())),
        ("fabs", [x]) => return Some(Constant::float(x.abs())),
        ("copysign", [x, y]) => return Some(Constant::float(x.copysign(*y))),
        ("sqrt", [x]) => x.sqrt(),
        ("exp", [x]) => x.exp(),
        ("expm1", [x]) => x.exp_m1(),
        ("log", [x]) if *x > 0.0 => x.ln(),
        ("log2", [x]) if *x > 0.0 => x.log2(),
        ("log10", [x]) if *x > 0.0 => x.log10(),
        ("log1p", [x]) if *x > -1.0 && *x != 0.0 => x.ln_1p(),
        ("sin", [x]) => x.sin(),
        ("cos", [x]) => x.cos(),
        ("tan", [x]) => x.tan(),
        ("asin", [x]) => x.asin(),
        ("acos", [x]) => x.acos(),
        ("atan", [x]) => x.atan(),
        ("atan2", [y, x]) if *x != 0.0 && *y != 0.0 => y.atan2(*x),
        ("sinh", [x]) => x.sinh(),
        ("cosh", [x]) => x.cosh(),
        ("tanh", [x]) => x.tanh(),
        ("fmod", [x, y]) if *y != 0.0 => x % y,
        ("degrees", [x]) => x * (180.0 / std::f64::consts::PI),
        ("radians", [x]) => x * (std::f64::consts::PI / 180.0),
        _ => return None,
    };
    // Infinities and NaNs have rules of their own in each.
    let ordinary = arguments.iter().all(|argument| argument.is_finite()) && result.is_finite();
    ordinary.then_some(Constant::float(result))
}

fn gcd(a: BigInt, b: BigInt) -> BigInt {
    let (mut a, mut b) = (a, b);
    while b != BigInt::from(0) {
        let rest = &a % &b;
        a = b;
        b = rest;
    }
    a
}

/// The `int` that an integer is: itself, unless it is a bool.
fn whole_number(constant: &Constant) -> Option<Constant> {
    match constant {
        Constant::Int(_) | Constant::BigInt(_) => Some(constant.clone()),
        other => integer(other).map(from_integer),
    }
}

fn is_number(value: &Value) -> bool {
    match value {
        Value::Number { .. } => true,
        Value::Constant(constant) => constant.as_float().is_some(),
        _ => false,
    }
}

fn same_number(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Constant(a), Value::Constant(b)) => a == b,
        (Value::Number { ssa: a, .. }, Value::Number { ssa: b, .. }) => a == b,
        _ => false,
    }
}

/// Whether a value has a place in an order that any algorithm of sorting finds.
fn is_ordered(value: &Value) -> bool {
    match value {
        Value::Constant(Constant::Float(value)) => !value.is_nan(),
        Value::Constant(
            Constant::Bool(_) | Constant::Int(_) | Constant::BigInt(_) | Constant::Str(_),
        ) => true,
        _ => false,
    }
}
