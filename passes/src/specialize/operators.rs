//! Operators on abstract values.

use super::{
    Specializer,
    code::{BinaryOperator, Predicate, UnaryOperator},
    folding::{compare_constants, fold},
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Ssa, Value},
};
use janus_dialects::melior::ir::Attribute;

impl BinaryOperator {
    /// The special method's name without underscores.
    pub fn method(self) -> &'static str {
        match self {
            BinaryOperator::Add => "add",
            BinaryOperator::Sub => "sub",
            BinaryOperator::Mul => "mul",
            BinaryOperator::MatMul => "matmul",
            BinaryOperator::TrueDiv => "truediv",
            BinaryOperator::FloorDiv => "floordiv",
            BinaryOperator::Mod => "mod",
            BinaryOperator::Pow => "pow",
            BinaryOperator::LShift => "lshift",
            BinaryOperator::RShift => "rshift",
            BinaryOperator::And => "and",
            BinaryOperator::Or => "or",
            BinaryOperator::Xor => "xor",
        }
    }
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn binary(
        &mut self,
        operator: BinaryOperator,
        lhs: &Value,
        rhs: &Value,
        inplace: bool,
    ) -> Result<Value, Refusal> {
        let unknown = |specializer: &Self| {
            Refusal::new(
                codes::OPERATOR,
                format!(
                    "'{}' of {} and {}",
                    operator.method(),
                    specializer.describe(lhs),
                    specializer.describe(rhs)
                ),
            )
        };
        match (lhs, rhs) {
            (Value::Tensor(_), _) if inplace && Self::has_inplace(operator) => {
                let name = format!("torch.Tensor.__i{}__", operator.method());
                self.call_tensor_function(&name, vec![lhs.clone(), rhs.clone()], vec![])
            }
            (Value::Tensor(_), _) => {
                let name = format!("torch.Tensor.__{}__", operator.method());
                self.call_tensor_function(&name, vec![lhs.clone(), rhs.clone()], vec![])
            }
            (_, Value::Tensor(_)) => {
                let name = format!("torch.Tensor.__r{}__", operator.method());
                self.call_tensor_function(&name, vec![rhs.clone(), lhs.clone()], vec![])
            }
            (Value::Constant(a), Value::Constant(b)) => {
                fold(operator, a, b)?.ok_or_else(|| unknown(self))
            }
            (Value::Number { .. }, Value::Number { .. } | Value::Constant(_))
            | (Value::Constant(_), Value::Number { .. }) => self
                .number_binary(operator, lhs, rhs)?
                .ok_or_else(|| unknown(self)),
            (Value::Tuple(a), Value::Tuple(b)) if operator == BinaryOperator::Add => {
                Ok(Value::Tuple(a.iter().chain(b.iter()).cloned().collect()))
            }
            (Value::Tuple(elements), Value::Constant(Constant::Int(times)))
            | (Value::Constant(Constant::Int(times)), Value::Tuple(elements))
                if operator == BinaryOperator::Mul =>
            {
                let times = (*times).max(0) as usize;
                if elements.len().saturating_mul(times) > 100_000 {
                    return Err(Refusal::new(
                        codes::SIZE,
                        "a tuple that is repeated too often",
                    ));
                }
                Ok(Value::Tuple(
                    std::iter::repeat_n(elements.iter().cloned(), times)
                        .flatten()
                        .collect(),
                ))
            }
            (Value::Fresh(a), _) if operator == BinaryOperator::Add => {
                let FreshObject::List(mut elements) = self.heap.fresh[a.0 as usize].clone() else {
                    return Err(unknown(self));
                };
                elements.extend(self.iterate(rhs)?);
                if inplace {
                    self.check_not_escaped(*a)?;
                    self.heap.fresh[a.0 as usize] = FreshObject::List(elements);
                    return Ok(lhs.clone());
                }
                Ok(self.heap.make(FreshObject::List(elements)))
            }
            (Value::Known(_) | Value::Fresh(_), _) => {
                let method = self.find_attribute(lhs, &format!("__{}__", operator.method()))?;
                match method {
                    Some(method @ Value::Method { .. }) => {
                        self.call_value(&method, vec![rhs.clone()], vec![])
                    }
                    _ => Err(unknown(self)),
                }
            }
            _ => Err(unknown(self)),
        }
    }

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

    fn number_binary(
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

    fn compare_op(&mut self, name: &str, predicate: i64, x: Ssa, y: Ssa) -> Result<Ssa, Refusal> {
        let i64_type = self.emit.number_type(NumberKind::Int);
        let predicate: Attribute<'c> =
            janus_dialects::melior::ir::attribute::IntegerAttribute::new(i64_type, predicate)
                .into();
        let bool_type = self.emit.number_type(NumberKind::Bool);
        self.op1(name, &[x, y], &[("predicate", predicate)], bool_type)
    }

    pub fn unary(&mut self, operator: UnaryOperator, value: &Value) -> Result<Value, Refusal> {
        match (operator, value) {
            (UnaryOperator::Not, _) => match self.truth(value)? {
                Value::Constant(constant) => Ok(Value::bool(!constant.truth())),
                Value::Number { ssa, .. } => {
                    let one = self.number(NumberKind::Bool, 0.0, 1)?;
                    let r#type = self.emit.number_type(NumberKind::Bool);
                    let ssa = self.op1("arith.xori", &[ssa, one], &[], r#type)?;
                    Ok(Value::Number {
                        kind: NumberKind::Bool,
                        ssa,
                        dim: None,
                    })
                }
                _ => Err(Refusal::new(codes::OPERATOR, "'not' of this value")),
            },
            (UnaryOperator::Neg, Value::Constant(Constant::Int(value))) => value
                .checked_neg()
                .map(Value::int)
                .ok_or_else(|| Refusal::new(codes::OPERATOR, "an int beyond 64 bits")),
            (UnaryOperator::Neg, Value::Constant(Constant::Float(value))) => {
                Ok(Value::Constant(Constant::Float(-value)))
            }
            (UnaryOperator::Neg | UnaryOperator::Pos, Value::Constant(Constant::Bool(value))) => {
                let value = i64::from(*value);
                Ok(Value::int(if operator == UnaryOperator::Neg {
                    -value
                } else {
                    value
                }))
            }
            (
                UnaryOperator::Pos,
                Value::Constant(Constant::Int(_) | Constant::Float(_)) | Value::Number { .. },
            ) => Ok(value.clone()),
            (UnaryOperator::Invert, Value::Constant(constant)) if constant.as_index().is_some() => {
                Ok(Value::int(!constant.as_index().unwrap_or_default()))
            }
            (UnaryOperator::Neg, Value::Number { .. }) => {
                self.binary(BinaryOperator::Sub, &Value::int(0), value, false)
            }
            (_, Value::Tensor(_)) => {
                let name = match operator {
                    UnaryOperator::Neg => "torch.Tensor.__neg__",
                    UnaryOperator::Pos => "torch.Tensor.__pos__",
                    _ => "torch.Tensor.__invert__",
                };
                self.call_tensor_function(name, vec![value.clone()], vec![])
            }
            _ => Err(Refusal::new(
                codes::OPERATOR,
                format!("a unary operator of {}", self.describe(value)),
            )),
        }
    }

    pub fn compare(
        &mut self,
        predicate: Predicate,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<Value, Refusal> {
        match predicate {
            Predicate::Is => return self.is_same(lhs, rhs).map(Value::bool),
            Predicate::IsNot => return self.is_same(lhs, rhs).map(|same| Value::bool(!same)),
            Predicate::In => return self.contains(rhs, lhs).map(Value::bool),
            Predicate::NotIn => {
                return self
                    .contains(rhs, lhs)
                    .map(|contains| Value::bool(!contains));
            }
            _ => {}
        }
        let method = match predicate {
            Predicate::Eq => "__eq__",
            Predicate::Ne => "__ne__",
            Predicate::Lt => "__lt__",
            Predicate::Le => "__le__",
            Predicate::Gt => "__gt__",
            _ => "__ge__",
        };
        match (lhs, rhs) {
            (Value::Tensor(_), Value::Constant(Constant::None))
            | (Value::Constant(Constant::None), Value::Tensor(_)) => {
                Ok(Value::bool(predicate == Predicate::Ne))
            }
            (Value::Tensor(_), _) => {
                let name = format!("torch.Tensor.{method}");
                self.call_tensor_function(&name, vec![lhs.clone(), rhs.clone()], vec![])
            }
            (_, Value::Tensor(_)) => {
                let mirrored = match predicate {
                    Predicate::Lt => Predicate::Gt,
                    Predicate::Le => Predicate::Ge,
                    Predicate::Gt => Predicate::Lt,
                    Predicate::Ge => Predicate::Le,
                    same => same,
                };
                self.compare(mirrored, rhs, lhs)
            }
            (Value::Constant(a), Value::Constant(b)) => compare_constants(predicate, a, b),
            (Value::Number { dim: Some(a), .. }, Value::Number { dim: Some(b), .. })
                if a == b && matches!(predicate, Predicate::Eq | Predicate::Ne) =>
            {
                Ok(Value::bool(predicate == Predicate::Eq))
            }
            (Value::Number { .. }, Value::Number { .. } | Value::Constant(_))
            | (Value::Constant(_), Value::Number { .. }) => {
                self.compare_numbers(predicate, lhs, rhs)
            }
            (Value::Tuple(_) | Value::Fresh(_), Value::Tuple(_) | Value::Fresh(_))
                if matches!(predicate, Predicate::Eq | Predicate::Ne) =>
            {
                let equal = self.equal_sequences(lhs, rhs)?;
                Ok(Value::bool(equal == (predicate == Predicate::Eq)))
            }
            (Value::Known(a), Value::Known(b))
                if matches!(predicate, Predicate::Eq | Predicate::Ne) =>
            {
                // Classes, functions, dtypes, devices: equality is identity; instances may define it.
                let plain = [a, b].iter().all(|known| {
                    use crate::world::Object;
                    matches!(
                        self.heap.object(**known),
                        Object::Class(_)
                            | Object::Builtin(_)
                            | Object::Module(_)
                            | Object::Function(_)
                    )
                });
                if a == b || plain {
                    return Ok(Value::bool((a == b) == (predicate == Predicate::Eq)));
                }
                Err(Refusal::new(codes::OPERATOR, "a comparison of two objects"))
            }
            (Value::Constant(_), Value::Known(_) | Value::Tuple(_) | Value::Fresh(_))
            | (
                Value::Known(_) | Value::Tuple(_) | Value::Fresh(_),
                Value::Constant(Constant::None | Constant::Str(_)),
            ) if matches!(predicate, Predicate::Eq | Predicate::Ne) => {
                Ok(Value::bool(predicate == Predicate::Ne))
            }
            _ => Err(Refusal::new(
                codes::OPERATOR,
                format!(
                    "a comparison of {} and {}",
                    self.describe(lhs),
                    self.describe(rhs)
                ),
            )),
        }
    }

    fn equal_sequences(&mut self, lhs: &Value, rhs: &Value) -> Result<bool, Refusal> {
        if std::mem::discriminant(lhs) != std::mem::discriminant(rhs) {
            return Ok(false);
        }
        let (a, b) = (self.iterate(lhs)?, self.iterate(rhs)?);
        if a.len() != b.len() {
            return Ok(false);
        }
        for (a, b) in a.iter().zip(&b) {
            match self.compare(Predicate::Eq, a, b)? {
                Value::Constant(equal) if equal.truth() => {}
                Value::Constant(_) => return Ok(false),
                _ => {
                    return Err(Refusal::new(
                        codes::BRANCH,
                        "a comparison of values that only the run knows",
                    ));
                }
            }
        }
        Ok(true)
    }

    fn compare_numbers(
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

    /// `bool(value)`: a constant, or a bool of the run.
    pub fn truth(&mut self, value: &Value) -> Result<Value, Refusal> {
        match value {
            Value::Constant(constant) => Ok(Value::bool(constant.truth())),
            Value::Number {
                kind: NumberKind::Bool,
                ..
            } => Ok(value.clone()),
            // A dimension that is not assumed to be constant is at least 2.
            Value::Number { dim: Some(_), .. } => Ok(Value::bool(true)),
            Value::Number { .. } => self.compare_numbers(Predicate::Ne, value, &Value::int(0)),
            Value::Tuple(_) | Value::Range { .. } => {
                Ok(Value::bool(self.length(value)?.unwrap_or(0) != 0))
            }
            Value::Tensor(_) => self.tensor_truth(value),
            Value::Function(_) | Value::Method { .. } | Value::BuiltinMethod { .. } => {
                Ok(Value::bool(true))
            }
            Value::Known(_) | Value::Fresh(_) => {
                if let Some(length) = self.length(value)? {
                    return Ok(Value::bool(length != 0));
                }
                for method in ["__bool__", "__len__"] {
                    if let Value::Known(known) = value
                        && !matches!(self.heap.object(*known), crate::world::Object::Instance(_))
                    {
                        return Ok(Value::bool(true));
                    }
                    // On the class alone: an instance's own attribute does not count.
                    let found = match value {
                        Value::Known(known) => self.class_attribute(*known, method)?,
                        _ => None,
                    };
                    if let Some(function) = found {
                        let result = self.call_value(&function, vec![value.clone()], vec![])?;
                        return self.truth(&result);
                    }
                }
                Ok(Value::bool(true))
            }
            _ => Err(Refusal::new(
                codes::BRANCH,
                format!("the truth of {}", self.describe(value)),
            )),
        }
    }
}
