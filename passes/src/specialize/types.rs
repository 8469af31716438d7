//! Calling a builtin type.

use super::{
    Specializer,
    folding::{from_integer, integer, whole},
    heap::FreshObject,
    protocol::Keywords,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Tuple, TupleClass, Value},
};
use std::rc::Rc;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `Type(...)` of a builtin type, `None` for any other class.
    pub fn call_type(
        &mut self,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        let refuse = |what: &str| Err(Refusal::new(codes::CALL, what.to_owned()));
        if let Some(iterator) = self.call_iterator_class(name, positional, keywords)? {
            return Ok(Some(iterator));
        }
        let takes_none = matches!(
            name,
            "builtins.int" | "builtins.float" | "builtins.str" | "builtins.bool"
        );
        if takes_none && !keywords.is_empty() {
            return refuse("a conversion with keywords");
        }
        match (name, positional) {
            ("builtins.tuple", []) => Ok(Some(Value::Tuple([].into()))),
            // A plain tuple is itself.
            ("builtins.tuple", [Value::Tuple(tuple)]) if tuple.class() == TupleClass::Plain => {
                Ok(Some(positional[0].clone()))
            }
            ("builtins.tuple", [iterable]) => {
                Ok(Some(Value::Tuple(self.iterate(iterable)?.into())))
            }
            ("torch.Size", [iterable]) => {
                let sizes = self.iterate(iterable)?;
                let is_size = |size: &Value| Self::number_kind(size) == Some(NumberKind::Int);
                if !sizes.iter().all(is_size) {
                    return refuse("a 'torch.Size' of something else than integers");
                }
                Ok(Some(Value::Tuple(Tuple::of(TupleClass::Size, sizes))))
            }
            ("builtins.list", []) => Ok(Some(self.heap.make(FreshObject::List(vec![])))),
            ("builtins.list", [iterable]) => {
                let elements = self.iterate(iterable)?;
                Ok(Some(self.heap.make(FreshObject::List(elements))))
            }
            ("builtins.set" | "builtins.frozenset", [] | [_]) => {
                let elements = match positional {
                    [iterable] => self.set_source(iterable)?,
                    _ => vec![],
                };
                let elements = self.unique(elements)?;
                Ok(Some(self.heap.make(match name {
                    "builtins.set" => FreshObject::Set(elements),
                    _ => FreshObject::FrozenSet(elements),
                })))
            }
            ("builtins.dict", arguments) if arguments.len() <= 1 => {
                let mut entries = match arguments {
                    [source] => self.pairs(source)?,
                    _ => Vec::new(),
                };
                entries.extend(
                    keywords
                        .iter()
                        .map(|(name, value)| (self.interned(name), value.clone())),
                );
                let (keys, values) = entries.into_iter().unzip();
                self.make_dict(keys, values, &[]).map(Some)
            }
            ("builtins.range", arguments) if (1..=3).contains(&arguments.len()) => {
                let mut bounds = Vec::new();
                if let Some(range) = self.open_range(arguments)? {
                    return Ok(Some(range));
                }
                for argument in arguments {
                    match argument {
                        Value::Constant(constant) => match constant.as_index() {
                            Some(value) => bounds.push(value),
                            None => {
                                return Err(Refusal::new(codes::RAISES, "a range needs integers"));
                            }
                        },
                        _ => {
                            let inputs = match argument {
                                Value::Number { ssa, .. } => self.emit.origins(*ssa),
                                _ => Vec::new(),
                            };
                            return Err(Refusal::new(
                                codes::ITERATION,
                                "a range whose bounds only the run knows",
                            )
                            .because_of(&inputs));
                        }
                    }
                }
                let (start, stop, step) = match bounds.as_slice() {
                    [stop] => (0, *stop, 1),
                    [start, stop] => (*start, *stop, 1),
                    [start, stop, step] => (*start, *stop, *step),
                    _ => return Ok(None),
                };
                if step == 0 {
                    return Err(Refusal::new(codes::RAISES, "the step of a range is zero"));
                }
                Ok(Some(Value::Range { start, stop, step }))
            }
            ("builtins.bool", [value]) => self.truth(value).map(Some),
            ("builtins.int" | "builtins.float", [Value::Constant(Constant::Str(_)), ..]) => {
                let class = name.trim_start_matches("builtins.");
                self.pure_number(class, positional)
            }
            ("builtins.int", [value]) => match value {
                Value::Constant(Constant::Float(x)) if x.is_finite() => {
                    Ok(Some(Value::Constant(from_integer(whole(x.trunc())))))
                }
                Value::Constant(Constant::Int(_) | Constant::BigInt(_)) => Ok(Some(value.clone())),
                Value::Constant(constant) => match integer(constant) {
                    Some(value) => Ok(Some(Value::Constant(from_integer(value)))),
                    None => refuse("'int' of this value"),
                },
                Value::Number {
                    kind: NumberKind::Float,
                    ssa,
                    ..
                } => self.truncated(*ssa).map(Some),
                // The number of a size stays one.
                Value::Number {
                    kind: NumberKind::Int,
                    ..
                } => Ok(Some(value.clone())),
                Value::Number { .. } => {
                    let ssa = self.number_as(value, NumberKind::Int)?;
                    Ok(Some(Value::Number {
                        kind: NumberKind::Int,
                        ssa,
                        dim: None,
                    }))
                }
                _ => refuse("'int' of a value that only the run knows"),
            },
            ("builtins.float", [value]) => match value {
                Value::Constant(Constant::Float(_)) => Ok(Some(value.clone())),
                Value::Constant(constant) => match constant.as_float() {
                    Some(value) => Ok(Some(Value::Constant(Constant::float(value)))),
                    None => refuse("'float' of this value"),
                },
                Value::Number {
                    kind: NumberKind::Float,
                    ..
                } => Ok(Some(value.clone())),
                Value::Number { .. } => {
                    let ssa = self.number_as(value, NumberKind::Float)?;
                    Ok(Some(Value::Number {
                        kind: NumberKind::Float,
                        ssa,
                        dim: None,
                    }))
                }
                Value::Tensor(tensor) => {
                    self.tensor_member(*tensor, "__float__")?;
                    let item = self.call_tensor_function(
                        "torch.Tensor.item",
                        vec![value.clone()],
                        vec![],
                    )?;
                    self.call_type(name, &[item], keywords)
                }
                _ => refuse("'float' of a value that only the run knows"),
            },
            ("builtins.str", [value]) => self.text_of(value).map(Some),
            ("builtins.slice", [start, stop]) => Ok(Some(Value::Slice(Rc::new([
                start.clone(),
                stop.clone(),
                Value::NONE,
            ])))),
            ("builtins.type", [value]) => self.type_of(value).map(Some),
            ("builtins.super", [Value::Known(class), receiver]) => {
                let class = self.heap.id(*class);
                Ok(Some(Value::Super {
                    class,
                    receiver: Rc::new(receiver.clone()),
                }))
            }
            ("builtins.object", []) => refuse("a plain 'object()'"),
            _ if name.starts_with("builtins.") && !is_exception_name(name) => {
                refuse(&format!("'{name}' with these arguments"))
            }
            _ => Ok(None),
        }
    }
}

/// Whether a builtin class is an exception, by its name.
pub fn is_exception_name(name: &str) -> bool {
    [
        "Error",
        "Exception",
        "Warning",
        "Interrupt",
        "Exit",
        "Iteration",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// `range` of numbers some of which only the run knows, with a step that is known.
    fn open_range(&mut self, arguments: &[Value]) -> Result<Option<Value>, Refusal> {
        let is_number = |value: &Value| {
            matches!(
                value,
                Value::Number {
                    kind: NumberKind::Int,
                    ..
                } | Value::Constant(Constant::Int(_))
            )
        };
        let is_open = |value: &Value| matches!(value, Value::Number { .. });
        let (start, stop, step) = match arguments {
            [stop] => (&Value::int(0), stop, 1),
            [start, stop] => (start, stop, 1),
            [start, stop, Value::Constant(Constant::Int(step))] => (start, stop, **step),
            _ => return Ok(None),
        };
        let all = [start, stop];
        if step == 0 || !all.into_iter().all(is_number) || !all.into_iter().any(is_open) {
            return Ok(None);
        }
        Ok(Some(self.heap.make(FreshObject::OpenRange {
            start: start.clone(),
            stop: stop.clone(),
            step,
        })))
    }
}
