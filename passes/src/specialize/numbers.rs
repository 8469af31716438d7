//! Arithmetic and comparison of numbers that only the run knows.

use super::{
    Specializer,
    code::{BinaryOperator, Predicate, UnaryOperator},
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Ssa, Value},
};
use janus_dialects::melior::ir::Attribute;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The machine value of a number, converted to a kind.
    pub fn number_as(&mut self, value: &Value, kind: NumberKind) -> Result<Ssa, Refusal> {
        match value {
            Value::Constant(constant) => {
                let (float, integer) = (constant.as_float(), constant.as_index());
                let exists = match kind {
                    NumberKind::Float => float.is_some(),
                    _ => integer.is_some(),
                };
                if !exists {
                    return Err(Refusal::new(
                        codes::OPERATOR,
                        format!("{} as a machine number", self.describe(value)),
                    ));
                }
                self.number(kind, float.unwrap_or(0.0), integer.unwrap_or(0))
            }
            Value::Number {
                kind: from, ssa, ..
            } => {
                let r#type = self.emit.number_type(kind);
                match (from, kind) {
                    (a, b) if *a == b => Ok(*ssa),
                    (NumberKind::Int, NumberKind::Float) => {
                        self.op1("arith.sitofp", &[*ssa], &[], r#type)
                    }
                    (NumberKind::Bool, NumberKind::Float) => {
                        self.op1("arith.uitofp", &[*ssa], &[], r#type)
                    }
                    (NumberKind::Bool, NumberKind::Int) => {
                        self.op1("arith.extui", &[*ssa], &[], r#type)
                    }
                    _ => Err(Refusal::new(
                        codes::OPERATOR,
                        "a conversion that loses digits",
                    )),
                }
            }
            _ => Err(Refusal::new(
                codes::OPERATOR,
                format!("{} as a number", self.describe(value)),
            )),
        }
    }

    pub fn number_kind(value: &Value) -> Option<NumberKind> {
        match value {
            Value::Number { kind, .. } => Some(*kind),
            Value::Constant(Constant::Bool(_)) => Some(NumberKind::Bool),
            Value::Constant(Constant::Int(_)) => Some(NumberKind::Int),
            Value::Constant(Constant::Float(_)) => Some(NumberKind::Float),
            _ => None,
        }
    }

    pub fn number_binary(
        &mut self,
        operator: BinaryOperator,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let (Some(a), Some(b)) = (Self::number_kind(lhs), Self::number_kind(rhs)) else {
            return Ok(None);
        };
        let float = a == NumberKind::Float || b == NumberKind::Float;
        if !float && operator == BinaryOperator::TrueDiv {
            // The quotient is rounded once only where both are exact as floats.
            self.assert_exact_float(lhs)?;
            self.assert_exact_float(rhs)?;
        }
        let float = float || operator == BinaryOperator::TrueDiv;
        let bitwise = matches!(
            operator,
            BinaryOperator::And | BinaryOperator::Or | BinaryOperator::Xor
        );
        let kind = if float {
            NumberKind::Float
        } else if bitwise && a == NumberKind::Bool && b == NumberKind::Bool {
            NumberKind::Bool
        } else {
            NumberKind::Int
        };
        let (x, y) = (self.number_as(lhs, kind)?, self.number_as(rhs, kind)?);
        let r#type = self.emit.number_type(kind);
        let ssa = if float {
            let name = match operator {
                BinaryOperator::Add => "arith.addf",
                BinaryOperator::Sub => "arith.subf",
                BinaryOperator::Mul => "arith.mulf",
                // A divisor of zero raises in Python; it must not be silently infinite.
                BinaryOperator::TrueDiv => {
                    self.assert_nonzero(rhs, y)?;
                    "arith.divf"
                }
                BinaryOperator::Mod => {
                    self.assert_nonzero(rhs, y)?;
                    return Ok(Some(self.float_remainder(x, y)?));
                }
                BinaryOperator::Pow => return Ok(Some(self.float_power(x, y)?)),
                _ => return Ok(None),
            };
            self.op1(name, &[x, y], &[], r#type)?
        } else {
            match operator {
                BinaryOperator::Add | BinaryOperator::Sub | BinaryOperator::Mul => {
                    self.checked_integer(operator, x, y)?
                }
                BinaryOperator::And => self.op1("arith.andi", &[x, y], &[], r#type)?,
                BinaryOperator::Or => self.op1("arith.ori", &[x, y], &[], r#type)?,
                BinaryOperator::Xor => self.op1("arith.xori", &[x, y], &[], r#type)?,
                BinaryOperator::FloorDiv | BinaryOperator::Mod => {
                    // Only by a positive constant, where rounding down needs no more care than this.
                    let Value::Constant(Constant::Int(divisor)) = rhs else {
                        return Ok(None);
                    };
                    if **divisor <= 0 {
                        return Ok(None);
                    }
                    let quotient = self.op1("arith.floordivsi", &[x, y], &[], r#type)?;
                    if operator == BinaryOperator::FloorDiv {
                        quotient
                    } else {
                        let product = self.op1("arith.muli", &[quotient, y], &[], r#type)?;
                        self.op1("arith.subi", &[x, product], &[], r#type)?
                    }
                }
                _ => return Ok(None),
            }
        };
        Ok(Some(Value::Number {
            kind,
            ssa,
            dim: None,
        }))
    }

    /// A unary operator but `not` on a number of the run.
    pub fn number_unary(
        &mut self,
        operator: UnaryOperator,
        value: &Value,
    ) -> Result<Value, Refusal> {
        let kind = match Self::number_kind(value) {
            Some(NumberKind::Float) => NumberKind::Float,
            // Of a bool they are ints.
            _ => NumberKind::Int,
        };
        let x = self.number_as(value, kind)?;
        let r#type = self.emit.number_type(kind);
        let ssa = match (operator, kind) {
            (UnaryOperator::Pos, _) if Self::number_kind(value) == Some(kind) => {
                return Ok(value.clone());
            }
            (UnaryOperator::Pos, _) => x,
            // `0 - x` has another sign at zero.
            (UnaryOperator::Neg, NumberKind::Float) => self.op1("arith.negf", &[x], &[], r#type)?,
            (UnaryOperator::Neg, _) => {
                let zero = self.number(NumberKind::Int, 0.0, 0)?;
                self.checked_integer(BinaryOperator::Sub, zero, x)?
            }
            (UnaryOperator::Invert, NumberKind::Int) => {
                let ones = self.number(NumberKind::Int, 0.0, -1)?;
                self.op1("arith.xori", &[x, ones], &[], r#type)?
            }
            _ => {
                return Err(Refusal::new(
                    codes::RAISES,
                    format!("a unary operator of {}", self.describe(value)),
                ));
            }
        };
        Ok(Value::Number {
            kind,
            ssa,
            dim: None,
        })
    }

    /// Python's `x % y` of floats, whose divisor is not zero: the sign is the divisor's, that of a zero too.
    fn float_remainder(&mut self, x: Ssa, y: Ssa) -> Result<Value, Refusal> {
        let float = self.emit.number_type(NumberKind::Float);
        let truth = self.emit.number_type(NumberKind::Bool);
        let zero = self.number(NumberKind::Float, 0.0, 0)?;
        let rest = self.op1("arith.remf", &[x, y], &[], float)?;
        // `olt` and `oeq`.
        let below = self.compare_op("arith.cmpf", 4, rest, zero)?;
        let divisor_below = self.compare_op("arith.cmpf", 4, y, zero)?;
        let differ = self.op1("arith.xori", &[below, divisor_below], &[], truth)?;
        let moved = self.op1("arith.addf", &[rest, y], &[], float)?;
        let signed = self.op1("arith.select", &[differ, moved, rest], &[], float)?;
        let none = self.compare_op("arith.cmpf", 1, rest, zero)?;
        let signed_zero = self.op1("math.copysign", &[zero, y], &[], float)?;
        let ssa = self.op1("arith.select", &[none, signed_zero, signed], &[], float)?;
        Ok(Value::Number {
            kind: NumberKind::Float,
            ssa,
            dim: None,
        })
    }

    /// `x ** y` of floats, of which the base is positive: libm's, as CPython's is. What is infinite, or no number, has rules of its
    /// own, and an overflow is an exception.
    fn float_power(&mut self, x: Ssa, y: Ssa) -> Result<Value, Refusal> {
        let float = self.emit.number_type(NumberKind::Float);
        let zero = self.number(NumberKind::Float, 0.0, 0)?;
        let infinity = self.number(NumberKind::Float, f64::INFINITY, 0)?;
        let magnitude = self.op1("math.absf", &[y], &[], float)?;
        let ssa = self.op1("math.powf", &[x, y], &[], float)?;
        // `olt`, which NaN does not satisfy.
        for (less, more) in [
            (zero, x),
            (x, infinity),
            (magnitude, infinity),
            (ssa, infinity),
        ] {
            let holds = self.compare_op("arith.cmpf", 4, less, more)?;
            self.assert(holds, "a power is one of finite floats, of a positive base")?;
        }
        Ok(Value::Number {
            kind: NumberKind::Float,
            ssa,
            dim: None,
        })
    }

    /// Asserts that an integer is one of those that floats have exactly.
    fn assert_exact_float(&mut self, value: &Value) -> Result<(), Refusal> {
        const LIMIT: i64 = 1 << 53;
        match value {
            Value::Constant(constant) => match constant.as_index() {
                Some(value) if value.abs() <= LIMIT => Ok(()),
                _ => Err(Refusal::new(
                    codes::OPERATOR,
                    "an int that no float has exactly, together with one of the run",
                )),
            },
            // No tensor has a dimension of that size.
            Value::Number { dim: Some(_), .. }
            | Value::Number {
                kind: NumberKind::Bool,
                ..
            } => Ok(()),
            _ => {
                let x = self.number_as(value, NumberKind::Int)?;
                let limit = self.number(NumberKind::Int, 0.0, LIMIT)?;
                let moved = self.emit.number_type(NumberKind::Int);
                let moved = self.op1("arith.addi", &[x, limit], &[], moved)?;
                let width = self.number(NumberKind::Int, 0.0, 2 * LIMIT)?;
                // `ule`: what wrapped is large.
                let fits = self.compare_op("arith.cmpi", 7, moved, width)?;
                self.assert(fits, "a float has an integer exactly")
            }
        }
    }

    /// `int(x)` of a float of the run.
    pub fn truncated(&mut self, x: Ssa) -> Result<Value, Refusal> {
        let float = self.emit.number_type(NumberKind::Float);
        let magnitude = self.op1("math.absf", &[x], &[], float)?;
        let limit = self.number(NumberKind::Float, 9_223_372_036_854_774_784.0, 0)?;
        // `ole`, which NaN does not satisfy.
        let fits = self.compare_op("arith.cmpf", 5, magnitude, limit)?;
        self.assert(fits, "a float fits 64 bits as an integer")?;
        let integer = self.emit.number_type(NumberKind::Int);
        let ssa = self.op1("arith.fptosi", &[x], &[], integer)?;
        Ok(Value::Number {
            kind: NumberKind::Int,
            ssa,
            dim: None,
        })
    }

    /// Integer arithmetic, with the assertion that 64 bits hold the result: Python's integers do not wrap.
    fn checked_integer(
        &mut self,
        operator: BinaryOperator,
        x: Ssa,
        y: Ssa,
    ) -> Result<Ssa, Refusal> {
        let context = self.emit.context;
        let narrow = self.emit.number_type(NumberKind::Int);
        let wide = janus_dialects::melior::ir::r#type::IntegerType::new(context, 128).into();
        let name = match operator {
            BinaryOperator::Add => "arith.addi",
            BinaryOperator::Sub => "arith.subi",
            _ => "arith.muli",
        };
        let a = self.op1("arith.extsi", &[x], &[], wide)?;
        let b = self.op1("arith.extsi", &[y], &[], wide)?;
        let exact = self.op1(name, &[a, b], &[], wide)?;
        let result = self.op1("arith.trunci", &[exact], &[], narrow)?;
        let back = self.op1("arith.extsi", &[result], &[], wide)?;
        let fits = self.compare_op("arith.cmpi", 0, exact, back)?;
        self.assert(fits, "an integer fits 64 bits")?;
        Ok(result)
    }

    fn assert_nonzero(&mut self, value: &Value, ssa: Ssa) -> Result<(), Refusal> {
        if let Value::Constant(constant) = value {
            return if constant.truth() {
                Ok(())
            } else {
                Err(Refusal::new(codes::RAISES, "division by zero"))
            };
        }
        let zero = self.number(NumberKind::Float, 0.0, 0)?;
        // `une`: unordered or not equal, as Python's `!= 0.0`.
        let nonzero = self.compare_op("arith.cmpf", 13, ssa, zero)?;
        self.assert(nonzero, "a divisor is not zero")
    }

    /// Asserts that an integer is one of those that CPython has one object of each.
    pub(super) fn assert_small(&mut self, x: Ssa) -> Result<(), Refusal> {
        let five = self.number(NumberKind::Int, 0.0, 5)?;
        let moved = self.emit.number_type(NumberKind::Int);
        let moved = self.op1("arith.addi", &[x, five], &[], moved)?;
        let largest = self.number(NumberKind::Int, 0.0, 261)?;
        // `ule`: what is negative is large.
        let fits = self.compare_op("arith.cmpi", 7, moved, largest)?;
        self.assert(
            fits,
            "which object an integer is does not matter, as it is small",
        )
    }

    fn assert(&mut self, condition: Ssa, assumption: &str) -> Result<(), Refusal> {
        let text = self.emit.string(assumption);
        self.op(
            "dataflow.assert",
            &[condition],
            &[("assumption", text)],
            &[],
        )?;
        Ok(())
    }

    pub fn compare_op(
        &mut self,
        name: &str,
        predicate: i64,
        x: Ssa,
        y: Ssa,
    ) -> Result<Ssa, Refusal> {
        let i64_type = self.emit.number_type(NumberKind::Int);
        let predicate: Attribute<'c> =
            janus_dialects::melior::ir::attribute::IntegerAttribute::new(i64_type, predicate)
                .into();
        let bool_type = self.emit.number_type(NumberKind::Bool);
        self.op1(name, &[x, y], &[("predicate", predicate)], bool_type)
    }

    pub fn compare_numbers(
        &mut self,
        predicate: Predicate,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<Value, Refusal> {
        let (Some(a), Some(b)) = (Self::number_kind(lhs), Self::number_kind(rhs)) else {
            if [lhs, rhs]
                .iter()
                .any(|value| matches!(value, Value::Constant(Constant::BigInt(_))))
            {
                return Err(Refusal::new(
                    codes::OPERATOR,
                    "a comparison with an int beyond 64 bits",
                ));
            }
            return match predicate {
                Predicate::Eq => Ok(Value::bool(false)),
                Predicate::Ne => Ok(Value::bool(true)),
                _ => Err(Refusal::new(
                    codes::OPERATOR,
                    "an ordering between a number and something else",
                )),
            };
        };
        let float = a == NumberKind::Float || b == NumberKind::Float;
        let kind = if float {
            NumberKind::Float
        } else {
            NumberKind::Int
        };
        if float && a != b {
            // Python compares the values; as floats they are compared where the conversion loses nothing. It keeps the order, so
            // next to a constant that is in the range, the other one may be anything.
            let small = |value: &Value| {
                matches!(value, Value::Constant(constant)
                    if constant.as_float().is_some_and(|x| x.abs() < 9_007_199_254_740_992.0))
            };
            for (value, other) in [(lhs, rhs), (rhs, lhs)] {
                if Self::number_kind(value) != Some(NumberKind::Float) && !small(other) {
                    self.assert_exact_float(value)?;
                }
            }
        }
        let (x, y) = (self.number_as(lhs, kind)?, self.number_as(rhs, kind)?);
        // The predicates of arith.cmpi (signed) and arith.cmpf (ordered; `une` for `!=`).
        let (integer, ordered) = match predicate {
            Predicate::Eq => (0, 1),
            Predicate::Ne => (1, 13),
            Predicate::Lt => (2, 4),
            Predicate::Le => (3, 5),
            Predicate::Gt => (4, 2),
            _ => (5, 3),
        };
        let ssa = if float {
            self.compare_op("arith.cmpf", ordered, x, y)?
        } else {
            self.compare_op("arith.cmpi", integer, x, y)?
        };
        Ok(Value::Number {
            kind: NumberKind::Bool,
            ssa,
            dim: None,
        })
    }
}
