//! Equality and order: `a == b` and its kin, in the order in which Python asks the two operands.

use super::super::{
    Specializer,
    code::Predicate,
    folding::compare_constants,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Constant, TupleClass, Value},
};
use super::classes::Special;
use crate::world::Object;

impl Predicate {
    /// The special method that answers.
    fn method(self) -> &'static str {
        match self {
            Predicate::Eq => "__eq__",
            Predicate::Ne => "__ne__",
            Predicate::Lt => "__lt__",
            Predicate::Le => "__le__",
            Predicate::Gt => "__gt__",
            Predicate::Ge => "__ge__",
            Predicate::In | Predicate::NotIn => "__contains__",
            Predicate::Is | Predicate::IsNot => "is",
        }
    }

    /// What the other operand is asked.
    fn reflected(self) -> Self {
        match self {
            Predicate::Lt => Predicate::Gt,
            Predicate::Le => Predicate::Ge,
            Predicate::Gt => Predicate::Lt,
            Predicate::Ge => Predicate::Le,
            same => same,
        }
    }
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn compare(
        &mut self,
        predicate: Predicate,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<Value, Refusal> {
        use super::super::code::UnaryOperator::Not;
        match predicate {
            Predicate::Is => self.identical(lhs, rhs),
            Predicate::IsNot => {
                let same = self.identical(lhs, rhs)?;
                self.unary(Not, &same)
            }
            Predicate::In => self.contains(rhs, lhs).map(Value::bool),
            Predicate::NotIn => self
                .contains(rhs, lhs)
                .map(|contains| Value::bool(!contains)),
            _ => self.rich_compare(predicate, lhs, rhs),
        }
    }

    fn rich_compare(
        &mut self,
        predicate: Predicate,
        lhs: &Value,
        rhs: &Value,
    ) -> Result<Value, Refusal> {
        let reflected = predicate.reflected();
        let right_first = self.is_of_subclass(rhs, lhs)?;
        let attempts = if right_first {
            [(reflected, rhs, lhs), (predicate, lhs, rhs)]
        } else {
            [(predicate, lhs, rhs), (reflected, rhs, lhs)]
        };
        for (predicate, asked, other) in attempts {
            let answer = self.within(|this| this.ask(predicate, asked, other))?;
            if let Some(answer) = answer {
                return Ok(answer);
            }
        }
        match predicate {
            Predicate::Eq => self.identical(lhs, rhs),
            Predicate::Ne => self.compare(Predicate::IsNot, lhs, rhs),
            _ => Err(Refusal::new(
                codes::RAISES,
                format!(
                    "{} and {} are not ordered",
                    self.describe(lhs),
                    self.describe(rhs)
                ),
            )),
        }
    }

    /// Whether a value is of a proper subclass of another's class, whose methods then have the first say.
    pub fn is_of_subclass(&mut self, value: &Value, of: &Value) -> Result<bool, Refusal> {
        let may_be = self.is_python_instance(value)
            || matches!(value, Value::Tuple(tuple) if tuple.class() != TupleClass::Plain);
        let has_subclasses = matches!(
            of,
            Value::Constant(_)
                | Value::Number { .. }
                | Value::Tuple(_)
                | Value::Known(_)
                | Value::Fresh(_)
        );
        if !may_be || !has_subclasses {
            return Ok(false);
        }
        if let Value::Fresh(fresh) = of
            && matches!(
                self.heap.fresh[fresh.0 as usize],
                FreshObject::Iterator(_) | FreshObject::View(..)
            )
        {
            return Ok(false);
        }
        let (class, base) = (self.class_of(value)?, self.class_of(of)?);
        Ok(class != base && self.world.derives(class, base)?)
    }

    /// What one operand's method answers; `None` for `NotImplemented`.
    fn ask(
        &mut self,
        predicate: Predicate,
        asked: &Value,
        other: &Value,
    ) -> Result<Option<Value>, Refusal> {
        match asked {
            Value::Tensor(tensor) => {
                let method = predicate.method();
                self.tensor_member(*tensor, method)?;
                if !self.is_tensor_operand(other)? {
                    return Ok(None);
                }
                let name = format!("torch.Tensor.{method}");
                self.call_tensor_function(&name, vec![asked.clone(), other.clone()], vec![])
                    .map(Some)
            }
            Value::Constant(constant) => self.ask_constant(predicate, constant, other),
            Value::Number { .. } => {
                let Some(number) = self.as_number(other)? else {
                    return Ok(None);
                };
                if let (Value::Number { dim: Some(a), .. }, Value::Number { dim: Some(b), .. }) =
                    (asked, &number)
                    && a == b
                    && matches!(predicate, Predicate::Eq | Predicate::Ne)
                {
                    return Ok(Some(Value::bool(predicate == Predicate::Eq)));
                }
                self.compare_numbers(predicate, asked, &number).map(Some)
            }
            Value::Tuple(elements) => match elements.class() {
                TupleClass::Plain | TupleClass::Size => self.ask_tuple(predicate, asked, other),
                TupleClass::Other(_) => self.ask_class(predicate, asked, other),
            },
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(_) => self.ask_list(predicate, asked, other),
                FreshObject::Dict(_) => self.ask_dict(predicate, asked, other),
                FreshObject::Set(_) | FreshObject::FrozenSet(_) => {
                    self.ask_set(predicate, asked, other)
                }
                FreshObject::Iterator(_) => Ok(None),
                FreshObject::View(..)
                | FreshObject::Alias
                | FreshObject::OpenRange { .. }
                | FreshObject::Undecided(_) => self.not_compared(asked, other),
                FreshObject::Instance { .. } => self.ask_class(predicate, asked, other),
            },
            Value::Known(known) => match self.heap.object(*known).clone() {
                Object::List { .. } => self.ask_list(predicate, asked, other),
                Object::Dict { plain: true, .. } => self.ask_dict(predicate, asked, other),
                Object::Set { .. } => self.ask_set(predicate, asked, other),
                Object::Function(_) | Object::Module(_) => Ok(None),
                Object::Builtin(name) => Ok(self.ask_builtin(predicate, &name, other)),
                Object::Method { .. } => match other {
                    Value::Known(known) if !self.is_method(*known) => Ok(None),
                    Value::Constant(_) | Value::Number { .. } | Value::Tuple(_) => Ok(None),
                    _ => self.not_compared(asked, other),
                },
                _ => self.ask_class(predicate, asked, other),
            },
            Value::InstanceDict(_) => self.ask_dict(predicate, asked, other),
            Value::Function(_) | Value::Super { .. } => Ok(None),
            Value::Method { .. } | Value::BuiltinMethod { .. } => match other {
                Value::Method { .. } | Value::BuiltinMethod { .. } => {
                    self.not_compared(asked, other)
                }
                Value::Known(known) if self.is_method(*known) => self.not_compared(asked, other),
                _ => Ok(None),
            },
            Value::Slice(_) | Value::Range { .. } => {
                if std::mem::discriminant(asked) == std::mem::discriminant(other) {
                    return self.not_compared(asked, other);
                }
                Ok(None)
            }
        }
    }

    fn is_method(&self, known: super::super::value::Known) -> bool {
        matches!(self.heap.object(known), Object::Method { .. })
    }

    fn not_compared<T>(&self, a: &Value, b: &Value) -> Result<T, Refusal> {
        Err(Refusal::new(
            codes::OPERATOR,
            format!(
                "a comparison of {} and {}",
                self.describe(a),
                self.describe(b)
            ),
        ))
    }

    /// Whether PyTorch takes a value for an operand of a tensor's method; otherwise the method is not implemented for it.
    pub fn is_tensor_operand(&mut self, other: &Value) -> Result<bool, Refusal> {
        Ok(match other {
            Value::Tensor(_) | Value::Number { .. } => true,
            Value::Constant(constant) => constant.as_float().is_some(),
            Value::Tuple(_) | Value::Function(_) => false,
            Value::Fresh(_) if !self.is_python_instance(other) => false,
            Value::Known(known)
                if matches!(
                    self.heap.object(*known),
                    Object::List { .. }
                        | Object::Dict { plain: true, .. }
                        | Object::Class(_)
                        | Object::Function(_)
                        | Object::Builtin(_)
                ) =>
            {
                false
            }
            _ if self.is_python_instance(other) => {
                let class = self.class_of(other)?;
                let mut takes = self.world.layout(class)?.base != "builtins.object";
                for method in ["__torch_function__", "__array__", "__index__", "__float__"] {
                    takes |= self.world.member(class, method)?.is_some();
                }
                if takes {
                    return Err(Refusal::new(
                        codes::OPERATOR,
                        format!("a tensor and {}", self.describe(other)),
                    ));
                }
                false
            }
            _ => {
                return Err(Refusal::new(
                    codes::OPERATOR,
                    format!("a tensor and {}", self.describe(other)),
                ));
            }
        })
    }

    /// A value as a number, where it is one.
    fn as_number(&mut self, value: &Value) -> Result<Option<Value>, Refusal> {
        if Self::number_kind(value).is_some() {
            return Ok(Some(value.clone()));
        }
        Ok(match self.payload_constant(value)? {
            Some(constant @ (Constant::Int(_) | Constant::Float(_) | Constant::BigInt(_))) => {
                Some(Value::Constant(constant))
            }
            _ => None,
        })
    }

    fn ask_constant(
        &mut self,
        predicate: Predicate,
        constant: &Constant,
        other: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let is_number = |constant: &Constant| {
            matches!(
                constant,
                Constant::Bool(_)
                    | Constant::Int(_)
                    | Constant::BigInt(_)
                    | Constant::Float(_)
                    | Constant::Imaginary(_)
            )
        };
        if let Value::Number { .. } = other {
            return match is_number(constant) {
                true => self
                    .compare_numbers(predicate, &Value::Constant(constant.clone()), other)
                    .map(Some),
                false => Ok(None),
            };
        }
        let Some(other) = self.payload_constant(other)? else {
            return Ok(None);
        };
        let comparable = match (constant, &other) {
            (Constant::Str(_), Constant::Str(_)) | (Constant::Bytes(_), Constant::Bytes(_)) => true,
            (a, b) => is_number(a) && is_number(b),
        };
        if !comparable {
            return Ok(None);
        }
        compare_constants(predicate, constant, &other).map(Some)
    }

    fn ask_tuple(
        &mut self,
        predicate: Predicate,
        asked: &Value,
        other: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let (Value::Tuple(a), Value::Tuple(b)) = (asked, other) else {
            return Ok(None);
        };
        self.compare_sequences(predicate, a, b).map(Some)
    }

    fn ask_list(
        &mut self,
        predicate: Predicate,
        asked: &Value,
        other: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let is_list = match other {
            Value::Fresh(fresh) => {
                matches!(self.heap.fresh[fresh.0 as usize], FreshObject::List(_))
            }
            Value::Known(known) => match self.heap.object(*known) {
                Object::List { .. } => true,
                // A subclass of `list`.
                Object::Instance(_) => {
                    let class = self.class_of(other)?;
                    let list = self.world.builtin_type("list")?;
                    if self.world.derives(class, list)? {
                        return self.not_compared(asked, other);
                    }
                    false
                }
                _ => false,
            },
            _ => false,
        };
        if !is_list {
            return Ok(None);
        }
        let (a, b) = (self.iterate(asked)?, self.iterate(other)?);
        self.compare_sequences(predicate, &a, &b).map(Some)
    }

    /// By the first elements that differ, or by length.
    fn compare_sequences(
        &mut self,
        predicate: Predicate,
        a: &[Value],
        b: &[Value],
    ) -> Result<Value, Refusal> {
        let equality = matches!(predicate, Predicate::Eq | Predicate::Ne);
        if equality && a.len() != b.len() {
            return Ok(Value::bool(predicate == Predicate::Ne));
        }
        for (x, y) in a.iter().zip(b) {
            if !self.is_or_equals(x, y)? {
                return match predicate {
                    Predicate::Eq => Ok(Value::bool(false)),
                    Predicate::Ne => Ok(Value::bool(true)),
                    _ => self.compare(predicate, x, y),
                };
            }
        }
        let lengths = |length: usize| Constant::int(length as i64);
        compare_constants(predicate, &lengths(a.len()), &lengths(b.len()))
    }

    fn ask_dict(
        &mut self,
        predicate: Predicate,
        asked: &Value,
        other: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let is_dict = match other {
            Value::InstanceDict(_) => true,
            Value::Fresh(fresh) => {
                matches!(self.heap.fresh[fresh.0 as usize], FreshObject::Dict(_))
            }
            Value::Known(known) => matches!(self.heap.object(*known), Object::Dict { .. }),
            _ => false,
        };
        if !is_dict {
            return Ok(None);
        }
        let dict = self.world.builtin_type("dict")?;
        // Those of other classes look at the order, or at a user's method.
        for value in [asked, other] {
            if self.class_of(value)? != dict {
                return self.not_compared(asked, other);
            }
        }
        if !matches!(predicate, Predicate::Eq | Predicate::Ne) {
            return Ok(None);
        }
        let (a, b) = (self.entries(asked)?, self.entries(other)?);
        let equal = a.len() == b.len() && self.has_entries(&a, &b)?;
        Ok(Some(Value::bool(equal == (predicate == Predicate::Eq))))
    }

    fn has_entries(&mut self, a: &[(Value, Value)], b: &[(Value, Value)]) -> Result<bool, Refusal> {
        for (key, value) in a {
            let mut found = false;
            for (other, present) in b {
                if self.same_key(key, other)? {
                    found = self.is_or_equals(value, present)?;
                    break;
                }
            }
            if !found {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn ask_set(
        &mut self,
        predicate: Predicate,
        asked: &Value,
        other: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let elements = |specializer: &Self, value: &Value| match value {
            Value::Fresh(fresh) => match &specializer.heap.fresh[fresh.0 as usize] {
                FreshObject::Set(elements) | FreshObject::FrozenSet(elements) => {
                    Some(elements.clone())
                }
                _ => None,
            },
            _ => None,
        };
        let other_is_set = matches!(other, Value::Known(known) if matches!(self.heap.object(*known), Object::Set { .. } | Object::Instance(_)))
            || matches!(other, Value::Fresh(fresh) if matches!(self.heap.fresh[fresh.0 as usize], FreshObject::View(..)));
        match (elements(self, asked), elements(self, other)) {
            (Some(a), Some(b)) if matches!(predicate, Predicate::Eq | Predicate::Ne) => {
                let mut equal = a.len() == b.len();
                for element in &a {
                    equal = equal && self.has_key(&b, element)?;
                }
                Ok(Some(Value::bool(equal == (predicate == Predicate::Eq))))
            }
            (_, None) if !other_is_set => Ok(None),
            _ => self.not_compared(asked, other),
        }
    }

    /// Of what is written in C, devices are equal by what they say; all else is what it is.
    fn ask_builtin(&self, predicate: Predicate, name: &str, other: &Value) -> Option<Value> {
        if !name.starts_with("torch.device(") {
            return None;
        }
        match (predicate, other) {
            (Predicate::Eq | Predicate::Ne, Value::Known(known)) => {
                match self.heap.object(*known) {
                    Object::Builtin(other) if other.starts_with("torch.device(") => {
                        Some(Value::bool((name == other) == (predicate == Predicate::Eq)))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// By the method that the class has.
    fn ask_class(
        &mut self,
        predicate: Predicate,
        asked: &Value,
        other: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let method = predicate.method();
        match self.special(asked, method)? {
            Special::Missing => Ok(None),
            Special::Bound(function) => {
                let answer = self.call_value(&function, vec![other.clone()], vec![])?;
                Ok(match answer {
                    Value::Constant(Constant::NotImplemented) => None,
                    answer => Some(answer),
                })
            }
            Special::Builtin(name) => match name.as_ref() {
                "builtins.object.__eq__" => match self.is_same(asked, other) {
                    Some(true) => Ok(Some(Value::bool(true))),
                    Some(false) => Ok(None),
                    None => self.not_compared(asked, other),
                },
                "builtins.object.__ne__" => match self.ask(Predicate::Eq, asked, other)? {
                    Some(equal) => self
                        .unary(super::super::code::UnaryOperator::Not, &equal)
                        .map(Some),
                    None => Ok(None),
                },
                name if name.starts_with("builtins.object.") => Ok(None),
                name if name.starts_with("builtins.tuple.") => {
                    self.ask_tuple(predicate, asked, other)
                }
                name if is_scalars(name) => match self.payload_constant(asked)? {
                    Some(constant) => self.ask_constant(predicate, &constant, other),
                    None => self.not_compared(asked, other),
                },
                _ => self.not_compared(asked, other),
            },
        }
    }

    /// What containers ask of their elements: the same object, or an equal one.
    pub fn is_or_equals(&mut self, a: &Value, b: &Value) -> Result<bool, Refusal> {
        let same = self.is_same(a, b);
        if same == Some(true) {
            return Ok(true);
        }
        let equal = self.rich_compare(Predicate::Eq, a, b)?;
        let equal = self.known_truth(&equal, "a comparison of elements")?;
        // A NaN is not equal to itself, and still found where it lies.
        if !equal && same.is_none() {
            return self.not_compared(a, b);
        }
        Ok(equal)
    }
}

/// Whether a method is one of `int`, `float`, `str` or `bytes`.
pub fn is_scalars(method: &str) -> bool {
    ["int", "float", "str", "bytes"].iter().any(|class| {
        method
            .strip_prefix("builtins.")
            .and_then(|rest| rest.strip_prefix(class))
            .is_some_and(|rest| rest.starts_with('.'))
    })
}
