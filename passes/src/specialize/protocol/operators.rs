//! Unary and binary operators: which method answers.

use super::super::{
    Specializer,
    code::{BinaryOperator, UnaryOperator},
    folding::fold_unary,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Value},
};

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
            (Value::Constant(a), Value::Constant(b)) => self
                .fold_constants(operator, a, b)?
                .ok_or_else(|| unknown(self)),
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
            (_, Value::Constant(constant)) => fold_unary(operator, constant)
                .map(Value::Constant)
                .ok_or_else(|| {
                    let what = self.describe(value);
                    Refusal::new(codes::RAISES, format!("a unary operator of {what}"))
                }),
            (_, Value::Number { .. }) => self.number_unary(operator, value),
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
}
