//! Arithmetic and comparison of numbers that only the run knows.

use super::{
    Specializer,
    code::{BinaryOperator, Predicate},
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Ssa, Value},
};
use janus_dialects::melior::ir::Attribute;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The machine value of a number, converted to a kind.
    pub fn number_as(&mut self, value: &Value, kind: NumberKind) -> Result<Ssa, Refusal> {
        match value {
            Value::Constant(constant) => {
                let float = constant.as_float().unwrap_or(0.0);
                self.number(kind, float, constant.as_index().unwrap_or(0))
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
        let float =
            a == NumberKind::Float || b == NumberKind::Float || operator == BinaryOperator::TrueDiv;
        let kind = if float {
            NumberKind::Float
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
                _ => return Ok(None),
            };
            self.op1(name, &[x, y], &[], r#type)?
        } else {
            match operator {
                BinaryOperator::Add | BinaryOperator::Sub | BinaryOperator::Mul => {
                    self.checked_integer(operator, x, y)?
                }
                BinaryOperator::FloorDiv | BinaryOperator::Mod => {
                    // Only by a positive constant, where rounding down needs no more care than this.
                    let Value::Constant(Constant::Int(divisor)) = rhs else {
                        return Ok(None);
                    };
                    if *divisor <= 0 {
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
