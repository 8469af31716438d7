//! Unary and binary operators: which method answers.

use super::super::{
    Specializer,
    code::{BinaryOperator, UnaryOperator},
    folding::fold_unary,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Tuple, TupleClass, Value},
};
use super::{classes::Special, comparison::is_scalars};
use crate::world::{Object, TensorMember};

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
        if inplace && let Some(result) = self.in_place(operator, lhs, rhs)? {
            return Ok(result);
        }
        let forward = (lhs, rhs, false);
        let reflected = (rhs, lhs, true);
        let attempts = if self.reflects_first(operator, lhs, rhs)? {
            [Some(reflected), Some(forward)]
        } else if self.is_python_instance(lhs)
            && self.is_python_instance(rhs)
            && self.class_of(lhs)? == self.class_of(rhs)?
        {
            // What the class has said for one of them it has said for both.
            [Some(forward), None]
        } else {
            [Some(forward), Some(reflected)]
        };
        for (asked, other, reflected) in attempts.into_iter().flatten() {
            if let Some(result) = self.operate(operator, asked, other, reflected)? {
                return Ok(result);
            }
        }
        if let Some(result) = self.of_sequences(operator, lhs, rhs)? {
            return Ok(result);
        }
        Err(Refusal::new(
            codes::RAISES,
            format!(
                "'{}' of {} and {} is not supported",
                operator.method(),
                self.describe(lhs),
                self.describe(rhs)
            ),
        ))
    }

    fn not_operated<T>(
        &self,
        operator: BinaryOperator,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<T, Refusal> {
        Err(Refusal::new(
            codes::OPERATOR,
            format!(
                "'{}' of {} and {}",
                operator.method(),
                self.describe(lhs),
                self.describe(rhs)
            ),
        ))
    }

    /// Whether the right operand is asked first: it is of a subclass that has another reflected method.
    fn reflects_first(
        &mut self,
        operator: BinaryOperator,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<bool, Refusal> {
        if !self.is_of_subclass(rhs, lhs)? {
            return Ok(false);
        }
        let method = format!("__r{}__", operator.method());
        let (right, left) = (self.class_of(rhs)?, self.class_of(lhs)?);
        let value = |member: Option<crate::world::Member>| member.map(|member| member.value);
        let own = value(self.world.member(right, &method)?);
        Ok(own.is_some() && own != value(self.world.member(left, &method)?))
    }

    /// What one operand's method gives; `None` for `NotImplemented`, and where it has none.
    fn operate(
        &mut self,
        operator: BinaryOperator,
        asked: &Value,
        other: &Value,
        reflected: bool,
    ) -> Result<Option<Value>, Refusal> {
        let r = if reflected { "r" } else { "" };
        let method = format!("__{r}{}__", operator.method());
        let refuse = |specializer: &Self| specializer.not_operated(operator, asked, other);
        let algebraic = matches!(
            operator,
            BinaryOperator::Or | BinaryOperator::And | BinaryOperator::Xor | BinaryOperator::Sub
        );
        match asked {
            Value::Tensor(tensor) => {
                if self.tensor_member(*tensor, &method)? == TensorMember::Missing
                    || !self.is_tensor_operand(other)?
                {
                    return Ok(None);
                }
                let name = format!("torch.Tensor.{method}");
                self.call_tensor_function(&name, vec![asked.clone(), other.clone()], vec![])
                    .map(Some)
            }
            Value::Constant(_) | Value::Number { .. } => {
                let other = match self.payload_constant(other)? {
                    Some(constant) => Value::Constant(constant),
                    None => other.clone(),
                };
                if reflected {
                    return Ok(None);
                }
                self.of_scalars(operator, asked, &other)
            }
            Value::Tuple(elements) if matches!(elements.class(), TupleClass::Other(_)) => {
                self.operate_by_class(operator, asked, other, reflected)
            }
            Value::Known(known) => match self.heap.object(*known) {
                Object::List { .. } | Object::Function(_) | Object::Module(_) => Ok(None),
                Object::Dict { plain: true, .. } | Object::Set { .. } if algebraic => refuse(self),
                Object::Dict { plain: true, .. } | Object::Set { .. } => Ok(None),
                Object::Builtin(_) | Object::Method { .. } => refuse(self),
                _ => self.operate_by_class(operator, asked, other, reflected),
            },
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(_) | FreshObject::Iterator(_) => Ok(None),
                FreshObject::Instance { .. } => {
                    self.operate_by_class(operator, asked, other, reflected)
                }
                _ if algebraic => refuse(self),
                _ => Ok(None),
            },
            Value::InstanceDict(_) if algebraic => refuse(self),
            Value::Tuple(_)
            | Value::Function(_)
            | Value::Method { .. }
            | Value::BuiltinMethod { .. }
            | Value::Slice(_)
            | Value::Range { .. }
            | Value::Super { .. }
            | Value::InstanceDict(_) => Ok(None),
        }
    }

    /// Arithmetic of numbers, and of strings with each other.
    fn of_scalars(
        &mut self,
        operator: BinaryOperator,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let result = match (lhs, rhs) {
            (Value::Constant(a), Value::Constant(b)) => {
                if operator == BinaryOperator::Mul && is_repetition(a, b) {
                    return Ok(None);
                }
                if operator == BinaryOperator::Mod && matches!(a, Constant::Str(_)) {
                    self.pure_percent(lhs, rhs)?
                } else {
                    self.fold_constants(operator, a, b)?
                }
            }
            (Value::Number { .. }, Value::Number { .. }) => {
                self.number_binary(operator, lhs, rhs)?
            }
            (Value::Number { .. }, Value::Constant(constant))
            | (Value::Constant(constant), Value::Number { .. })
                if Self::number_kind(&Value::Constant(constant.clone())).is_some() =>
            {
                self.number_binary(operator, lhs, rhs)?
            }
            // `%` formats.
            (Value::Constant(Constant::Str(_) | Constant::Bytes(_)), _)
                if operator == BinaryOperator::Mod =>
            {
                self.pure_percent(lhs, rhs)?
            }
            _ => return Ok(None),
        };
        match result {
            Some(result) => Ok(Some(result)),
            None => self.not_operated(operator, lhs, rhs),
        }
    }

    /// By the method that the class has.
    fn operate_by_class(
        &mut self,
        operator: BinaryOperator,
        asked: &Value,
        other: &Value,
        reflected: bool,
    ) -> Result<Option<Value>, Refusal> {
        let r = if reflected { "r" } else { "" };
        match self.special(asked, &format!("__{r}{}__", operator.method()))? {
            Special::Missing => Ok(None),
            Special::Bound(method) => {
                let result = self.call_value(&method, vec![other.clone()], vec![])?;
                Ok(match result {
                    Value::Constant(Constant::NotImplemented) => None,
                    result => Some(result),
                })
            }
            // That of sequences comes last.
            Special::Builtin(name) if name.starts_with("builtins.tuple.") => Ok(None),
            Special::Builtin(name) if is_scalars(&name) => {
                let (own, other) = (
                    self.payload_constant(asked)?,
                    self.payload_constant(other)?
                        .map_or_else(|| other.clone(), Value::Constant),
                );
                let Some(own) = own else {
                    return self.not_operated(operator, asked, &other);
                };
                let own = Value::Constant(own);
                match reflected {
                    true => self.of_scalars(operator, &other, &own),
                    false => self.of_scalars(operator, &own, &other),
                }
            }
            Special::Builtin(_) => self.not_operated(operator, asked, other),
        }
    }

    /// An augmented assignment by the operator's form for it; `None` where there is none.
    fn in_place(
        &mut self,
        operator: BinaryOperator,
        target: &Value,
        other: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let method = format!("__i{}__", operator.method());
        match target {
            Value::Tensor(tensor) => {
                if !Self::has_inplace(operator)
                    || self.tensor_member(*tensor, &method)? == TensorMember::Missing
                    || !self.is_tensor_operand(other)?
                {
                    return Ok(None);
                }
                let name = format!("torch.Tensor.{method}");
                self.call_tensor_function(&name, vec![target.clone(), other.clone()], vec![])
                    .map(Some)
            }
            Value::Fresh(fresh) => {
                let FreshObject::List(mut elements) = self.heap.fresh[fresh.0 as usize].clone()
                else {
                    return match self.heap.fresh[fresh.0 as usize] {
                        FreshObject::Instance { .. } => {
                            self.in_place_by_class(operator, target, other, &method)
                        }
                        _ => self.not_operated(operator, target, other),
                    };
                };
                match operator {
                    BinaryOperator::Add => elements.extend(self.iterate(other)?),
                    BinaryOperator::Mul => {
                        elements = self.repeated(operator, target, other, &elements)?;
                    }
                    _ => return Ok(None),
                }
                self.check_not_escaped(*fresh)?;
                self.heap.fresh[fresh.0 as usize] = FreshObject::List(elements);
                Ok(Some(target.clone()))
            }
            Value::Known(known) => match self.heap.object(*known) {
                Object::List { .. } | Object::Dict { .. } | Object::Set { .. } => {
                    self.not_operated(operator, target, other)
                }
                Object::Instance(_) => self.in_place_by_class(operator, target, other, &method),
                _ => Ok(None),
            },
            Value::Tuple(elements) if matches!(elements.class(), TupleClass::Other(_)) => {
                self.in_place_by_class(operator, target, other, &method)
            }
            _ => Ok(None),
        }
    }

    fn in_place_by_class(
        &mut self,
        operator: BinaryOperator,
        target: &Value,
        other: &Value,
        method: &str,
    ) -> Result<Option<Value>, Refusal> {
        match self.special(target, method)? {
            Special::Missing => Ok(None),
            Special::Bound(function) => {
                let result = self.call_value(&function, vec![other.clone()], vec![])?;
                Ok(match result {
                    Value::Constant(Constant::NotImplemented) => None,
                    result => Some(result),
                })
            }
            Special::Builtin(_) => self.not_operated(operator, target, other),
        }
    }

    /// `+` and `*` of sequences, which come after everything that the operands' methods say.
    fn of_sequences(
        &mut self,
        operator: BinaryOperator,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<Option<Value>, Refusal> {
        match operator {
            BinaryOperator::Add => match (lhs, rhs) {
                (Value::Tuple(a), Value::Tuple(b)) => {
                    let class = self.sum_class(a, b)?;
                    let elements = a.iter().chain(b.iter()).cloned().collect();
                    Ok(Some(Value::Tuple(Tuple::of(class, elements))))
                }
                _ if self.is_list(lhs) && self.is_list(rhs) => {
                    let mut elements = self.iterate(lhs)?;
                    elements.extend(self.iterate(rhs)?);
                    Ok(Some(self.heap.make(FreshObject::List(elements))))
                }
                _ => Ok(None),
            },
            BinaryOperator::Mul => {
                for (sequence, times) in [(lhs, rhs), (rhs, lhs)] {
                    match sequence {
                        Value::Tuple(tuple) => {
                            let class = match tuple.class() {
                                TupleClass::Size => TupleClass::Size,
                                _ => TupleClass::Plain,
                            };
                            let elements = self.repeated(operator, sequence, times, tuple)?;
                            return Ok(Some(Value::Tuple(Tuple::of(class, elements))));
                        }
                        _ if self.is_list(sequence) => {
                            let elements = self.iterate(sequence)?;
                            let elements = self.repeated(operator, sequence, times, &elements)?;
                            return Ok(Some(self.heap.make(FreshObject::List(elements))));
                        }
                        Value::Constant(Constant::Str(text)) => {
                            let letters = vec![sequence.clone()];
                            let count = self.repeated(operator, sequence, times, &letters)?.len();
                            return Ok(Some(match count {
                                1 => sequence.clone(),
                                _ => Value::str(&text.repeat(count)),
                            }));
                        }
                        _ => {}
                    }
                }
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn is_list(&self, value: &Value) -> bool {
        match value {
            Value::Fresh(fresh) => {
                matches!(self.heap.fresh[fresh.0 as usize], FreshObject::List(_))
            }
            Value::Known(known) => matches!(self.heap.object(*known), Object::List { .. }),
            _ => false,
        }
    }

    /// `torch.Size` stays what it is, with sizes.
    fn sum_class(&mut self, a: &Tuple, b: &Tuple) -> Result<TupleClass, Refusal> {
        if ![a, b].iter().any(|tuple| tuple.class() == TupleClass::Size) {
            return Ok(TupleClass::Plain);
        }
        let sizes = a.iter().chain(b.iter()).all(|element| {
            matches!(
                element,
                Value::Constant(Constant::Int(_))
                    | Value::Number {
                        kind: NumberKind::Int,
                        ..
                    }
            )
        });
        if !sizes {
            return Err(Refusal::new(
                codes::OPERATOR,
                "sizes together with something else",
            ));
        }
        Ok(TupleClass::Size)
    }

    fn repeated(
        &self,
        operator: BinaryOperator,
        sequence: &Value,
        times: &Value,
        elements: &[Value],
    ) -> Result<Vec<Value>, Refusal> {
        let Value::Constant(Constant::Int(_) | Constant::Bool(_)) = times else {
            return self.not_operated(operator, sequence, times);
        };
        let times = match times {
            Value::Constant(constant) => constant.as_index().unwrap_or(0).max(0) as usize,
            _ => 0,
        };
        if elements.len().saturating_mul(times) > 100_000 {
            return Err(Refusal::new(
                codes::SIZE,
                "a sequence that is repeated too often",
            ));
        }
        Ok(std::iter::repeat_n(elements.iter().cloned(), times)
            .flatten()
            .collect())
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
            (_, Value::Tensor(tensor)) => {
                let name = match operator {
                    UnaryOperator::Neg => "__neg__",
                    UnaryOperator::Pos => "__pos__",
                    _ => "__invert__",
                };
                self.tensor_special(*tensor, name, vec![])
            }
            _ if self.is_python_instance(value) => {
                let method = match operator {
                    UnaryOperator::Neg => "__neg__",
                    UnaryOperator::Pos => "__pos__",
                    _ => "__invert__",
                };
                match (self.special(value, method)?, self.payload_constant(value)?) {
                    (Special::Bound(method), _) => self.call_value(&method, vec![], vec![]),
                    (Special::Builtin(name), Some(constant)) if is_scalars(&name) => {
                        self.unary(operator, &Value::Constant(constant))
                    }
                    _ => Err(Refusal::new(
                        codes::OPERATOR,
                        format!("a unary operator of {}", self.describe(value)),
                    )),
                }
            }
            _ => Err(Refusal::new(
                codes::OPERATOR,
                format!("a unary operator of {}", self.describe(value)),
            )),
        }
    }
}

/// Whether `a * b` repeats a string.
fn is_repetition(a: &Constant, b: &Constant) -> bool {
    let is_text = |constant: &Constant| matches!(constant, Constant::Str(_) | Constant::Bytes(_));
    is_text(a) != is_text(b)
}
