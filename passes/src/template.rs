//! What two paths that meet can agree on about a value.
//!
//! A path hands on *parts*: tensors and machine numbers, which a region can yield. A [`Template`]
//! says which parts a Python value is taken apart into, and how it is put together again behind
//! the region.

use crate::rebuild::{
    Emitter, contents_type, defined_by, defining, dimensions, is_object, is_reference, key, name,
    operands, same_attribute, tensor_type,
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{
        Attribute, Identifier, Location, OperationRef, Type, TypeLike, Value, ValueLike,
        attribute::IntegerAttribute,
        operation::OperationLike,
        r#type::{RankedTensorType, ShapedTypeLike},
    },
};

/// How a value is taken apart and put together.
#[derive(Clone)]
pub enum Template<'c, 'a> {
    /// A tensor or a machine number: one part, itself.
    Machine(Type<'c>),
    /// An object that was there before the call, or a constant: no parts, made anew.
    Known(OperationRef<'c, 'a>),
    /// A value from before the region: no parts.
    Outer(Value<'c, 'a>),
    /// A tensor object: one part, its contents.
    Contents {
        /// The type of the contents.
        part: Type<'c>,
        /// Whether the object takes part in differentiation.
        requires_grad: bool,
    },
    /// A Python number: one part, the machine number.
    Number {
        /// The machine number's type.
        part: Type<'c>,
        /// The Python number's.
        object: Type<'c>,
    },
    /// A display (`(a, b)`, `[a, b]`): the parts of its elements.
    Display {
        /// An operation that makes one.
        like: OperationRef<'c, 'a>,
        /// Of each operand.
        elements: Vec<Template<'c, 'a>>,
    },
}

/// The displays.
pub const DISPLAYS: &[&str] = &["pydyn.tuple", "pydyn.list", "pydyn.set", "pydyn.dict"];

/// Of the numbers among Python's types, the machine type.
fn machine_number<'c>(emitter: Emitter<'c, '_>, r#type: Type<'c>) -> Option<Type<'c>> {
    match r#type.to_string().as_str() {
        "!pydyn.int" => Some(emitter.integer_type(64)),
        "!pydyn.bool" => Some(emitter.i1()),
        "!pydyn.float" => Some(Type::float64(emitter.context)),
        _ => None,
    }
}

fn attributes<'c>(operation: OperationRef<'c, '_>) -> Vec<(Identifier<'c>, Attribute<'c>)> {
    operation.attributes().collect()
}

fn same_operation(a: OperationRef<'_, '_>, b: OperationRef<'_, '_>) -> bool {
    let (x, y) = (attributes(a), attributes(b));
    name(a) == name(b)
        && a.operand_count() == b.operand_count()
        && x.len() == y.len()
        && x.iter()
            .zip(&y)
            .all(|(x, y)| x.0 == y.0 && same_attribute(x.1, y.1))
}

impl<'c: 'a, 'a> Template<'c, 'a> {
    /// The most special template of a value.
    pub fn of(emitter: Emitter<'c, 'a>, value: Value<'c, 'a>) -> Self {
        let r#type = value.r#type();
        if !is_object(r#type) {
            return Self::Machine(r#type);
        }
        let Some(operation) = defining(value) else {
            return Self::Outer(value);
        };
        match name(operation).as_str() {
            "pydyn.object_ref" | "pydyn.constant" => Self::Known(operation),
            "pydyn.box" => Self::boxed(emitter, operation).unwrap_or(Self::Outer(value)),
            display if DISPLAYS.contains(&display) => Self::Display {
                like: operation,
                elements: operands(operation)
                    .into_iter()
                    .map(|element| Self::of(emitter, element))
                    .collect(),
            },
            _ => Self::Outer(value),
        }
    }

    /// The template of values of a type, where the type alone says how they are taken apart.
    pub fn of_type(emitter: Emitter<'c, 'a>, r#type: Type<'c>) -> Option<Self> {
        if !is_object(r#type) {
            return Some(Self::Machine(r#type));
        }
        if is_reference(r#type) {
            return Some(Self::Contents {
                part: contents_type(emitter.context, r#type)?,
                requires_grad: false,
            });
        }
        Some(Self::Number {
            part: machine_number(emitter, r#type)?,
            object: r#type,
        })
    }

    fn boxed(emitter: Emitter<'c, 'a>, operation: OperationRef<'c, 'a>) -> Option<Self> {
        let part = operation.operand(0).ok()?.r#type();
        let object = operation.result(0).ok()?.r#type();
        if is_reference(object) {
            return Some(Self::Contents {
                part: contents_type(emitter.context, object)?,
                requires_grad: operation.has_attribute("requires_grad"),
            });
        }
        Some(Self::Number { part, object })
    }

    /// The template by parts of a known object, where it has one.
    fn parted(&self, emitter: Emitter<'c, 'a>) -> Option<Self> {
        let Self::Known(operation) = self else {
            return Some(self.clone());
        };
        let object = operation.result(0).ok()?.r#type();
        if is_reference(object) {
            return Some(Self::Contents {
                part: contents_type(emitter.context, object)?,
                requires_grad: false,
            });
        }
        Some(Self::Number {
            part: machine_number(emitter, object)?,
            object,
        })
    }

    /// The most special template that two values have; `None` where there is none.
    pub fn join(&self, other: &Self, emitter: Emitter<'c, 'a>) -> Option<Self> {
        match (self, other) {
            (Self::Machine(a), Self::Machine(b)) => Some(Self::Machine(join_types(*a, *b)?)),
            (Self::Outer(a), Self::Outer(b)) if key(*a) == key(*b) => Some(self.clone()),
            (Self::Known(a), Self::Known(b)) if same_operation(*a, *b) => Some(self.clone()),
            (
                Self::Display { like, elements: a },
                Self::Display {
                    like: b_like,
                    elements: b,
                },
            ) if same_operation(*like, *b_like) => Some(Self::Display {
                like: *like,
                elements: a
                    .iter()
                    .zip(b)
                    .map(|(a, b)| a.join(b, emitter))
                    .collect::<Option<_>>()?,
            }),
            (
                Self::Contents {
                    part: a,
                    requires_grad: x,
                },
                Self::Contents {
                    part: b,
                    requires_grad: y,
                },
            ) => Some(Self::Contents {
                part: join_types(*a, *b)?,
                requires_grad: *x && *y,
            }),
            (Self::Number { object: a, .. }, Self::Number { object: b, .. }) if a == b => {
                Some(self.clone())
            }
            (Self::Known(_), _) | (_, Self::Known(_)) => {
                let (a, b) = (self.parted(emitter)?, other.parted(emitter)?);
                // Without parts there is nothing left to agree on.
                (!matches!(a, Self::Known(_)) && !matches!(b, Self::Known(_)))
                    .then(|| a.join(&b, emitter))?
            }
            _ => None,
        }
    }

    /// For a local that a loop binds: its parts may change from iteration to iteration.
    pub fn carried(self, emitter: Emitter<'c, 'a>) -> Self {
        match &self {
            // A Python number counts; an object that was there before usually stays.
            Self::Known(_) => match self.parted(emitter) {
                Some(number @ Self::Number { .. }) => number,
                _ => self,
            },
            _ => self,
        }
    }

    /// The types of the parts.
    pub fn parts(&self) -> Vec<Type<'c>> {
        match self {
            Self::Machine(r#type) => vec![*r#type],
            Self::Known(_) | Self::Outer(_) => vec![],
            Self::Contents { part, .. } | Self::Number { part, .. } => vec![*part],
            Self::Display { elements, .. } => elements.iter().flat_map(Self::parts).collect(),
        }
    }

    /// Whether the value that is put together is an object of its own, with contents that may
    /// change: a tensor, or a display other than a tuple.
    pub fn makes_object(&self) -> bool {
        match self {
            Self::Contents { .. } => true,
            Self::Display { like, .. } => name(*like) != "pydyn.tuple",
            _ => false,
        }
    }

    /// Whether it makes any object of its own, as an element of a tuple too.
    pub fn has_objects(&self) -> bool {
        match self {
            Self::Display { elements, .. } if !self.makes_object() => {
                elements.iter().any(Self::has_objects)
            }
            _ => self.makes_object(),
        }
    }

    /// Whether it needs a value that only one of these blocks has.
    pub fn is_made_in(&self, blocks: &[Emitter<'c, 'a>]) -> bool {
        match self {
            Self::Outer(value) => defining(*value)
                .and_then(|operation| operation.block())
                .is_some_and(|block| blocks.iter().any(|emitter| emitter.block == block)),
            Self::Display { elements, .. } => {
                elements.iter().any(|element| element.is_made_in(blocks))
            }
            _ => false,
        }
    }

    /// Whether two templates take values apart in the same way.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Machine(a), Self::Machine(b)) => a == b,
            (Self::Known(a), Self::Known(b)) => same_operation(*a, *b),
            (Self::Outer(a), Self::Outer(b)) => key(*a) == key(*b),
            (
                Self::Contents {
                    part: a,
                    requires_grad: x,
                },
                Self::Contents {
                    part: b,
                    requires_grad: y,
                },
            ) => a == b && x == y,
            (Self::Number { object: a, .. }, Self::Number { object: b, .. }) => a == b,
            (
                Self::Display {
                    like: x,
                    elements: a,
                },
                Self::Display {
                    like: y,
                    elements: b,
                },
            ) => same_operation(*x, *y) && a.iter().zip(b).all(|(a, b)| a.same(b)),
            _ => false,
        }
    }

    /// Takes a value apart at the end of a block. Without a value, parts that nobody looks at.
    pub fn take_apart(
        &self,
        value: Option<Value<'c, 'a>>,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let Some(value) = value else {
            return self
                .parts()
                .into_iter()
                .map(|part| placeholder(part, emitter, location))
                .collect();
        };
        Ok(match self {
            Self::Machine(r#type) => vec![cast(value, *r#type, emitter, location)?],
            Self::Known(_) | Self::Outer(_) => vec![],
            Self::Contents { part, .. } => {
                let own = contents_type(emitter.context, value.r#type())
                    .ok_or_else(|| Diagnostic::error(location, "a tensor was expected"))?;
                let contents = match fresh_contents(value, emitter) {
                    Some(contents) => contents,
                    None => emitter.value("pydyn.read", location, &[value], own, &[])?,
                };
                vec![cast(contents, *part, emitter, location)?]
            }
            Self::Number { part, .. } => {
                let boxed = defined_by(value, "pydyn.box");
                let constant = defined_by(value, "pydyn.constant");
                vec![match (boxed, constant) {
                    // A number cannot change.
                    (Some(boxed), _) => boxed.operand(0)?,
                    (_, Some(constant)) => {
                        emitter.constant(location, constant.attribute("value")?, *part)?
                    }
                    _ => emitter.value("pydyn.read", location, &[value], *part, &[])?,
                }]
            }
            Self::Display { elements, .. } => {
                let made = defining(value).map(operands).unwrap_or_default();
                let mut parts = vec![];
                for (element, value) in elements.iter().zip(made) {
                    parts.extend(element.take_apart(Some(value), emitter, location)?);
                }
                parts
            }
        })
    }

    /// Puts a value together from its parts.
    pub fn put_together(
        &self,
        parts: &mut impl Iterator<Item = Value<'c, 'a>>,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let mut next = || {
            parts
                .next()
                .ok_or_else(|| Diagnostic::error(location, "a part of a value is missing"))
        };
        Ok(match self {
            Self::Machine(_) => next()?,
            Self::Outer(value) => *value,
            Self::Known(operation) => {
                let r#type = operation.result(0)?.r#type();
                let copy = emitter.like(*operation, &[], &[r#type], vec![])?;
                copy.result(0)?.into()
            }
            Self::Contents {
                part,
                requires_grad,
            } => {
                let r#type = Type::parse(emitter.context, &format!("!pydyn.tensor<{part}>"))
                    .ok_or_else(|| Diagnostic::error(location, "a tensor type cannot be made"))?;
                let flag = emitter.named("requires_grad", Attribute::unit(emitter.context));
                let flags: &[_] = if *requires_grad { &[flag] } else { &[] };
                emitter.value("pydyn.box", location, &[next()?], r#type, flags)?
            }
            Self::Number { object, .. } => {
                emitter.value("pydyn.box", location, &[next()?], *object, &[])?
            }
            Self::Display { like, elements } => {
                let mut made = vec![];
                for element in elements {
                    made.push(element.put_together(parts, emitter, location)?);
                }
                let r#type = like.result(0)?.r#type();
                let display = emitter.like(*like, &made, &[r#type], vec![])?;
                display.result(0)?.into()
            }
        })
    }
}

/// The contents of a tensor object that was made in the same block, if nothing since can have
/// written to it.
fn fresh_contents<'c: 'a, 'a>(
    object: Value<'c, 'a>,
    emitter: Emitter<'c, 'a>,
) -> Option<Value<'c, 'a>> {
    let made = defined_by(object, "pydyn.box")?;
    if made.block()? != emitter.block {
        return None;
    }
    let mut since = std::iter::successors(made.next_in_block(), |next| next.next_in_block());
    since
        .all(|operation| operation.region_count() == 0 && name(operation) != "pydyn.write")
        .then(|| made.operand(0).ok())?
}

/// The type that values of both types can be cast to: the same, or with the dimensions unknown
/// in which they differ.
fn join_types<'c>(a: Type<'c>, b: Type<'c>) -> Option<Type<'c>> {
    if a == b {
        return Some(a);
    }
    let (x, y) = (
        RankedTensorType::try_from(a).ok()?,
        RankedTensorType::try_from(b).ok()?,
    );
    if x.element() != y.element() || x.rank() != y.rank() {
        return None;
    }
    let joined: Vec<_> = dimensions(&x)
        .into_iter()
        .zip(dimensions(&y))
        .map(|(x, y)| x.filter(|_| x == y))
        .collect();
    Some(tensor_type(&joined, x.element()))
}

fn cast<'c: 'a, 'a>(
    value: Value<'c, 'a>,
    r#type: Type<'c>,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Value<'c, 'a>> {
    if value.r#type() == r#type {
        return Ok(value);
    }
    emitter.value("tensor.cast", location, &[value], r#type, &[])
}

/// A value of a type that nobody looks at: zeros, and 2 for dimensions that are not known, as a
/// dynamic dimension is neither 0 nor 1.
pub fn placeholder<'c: 'a, 'a>(
    r#type: Type<'c>,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Value<'c, 'a>> {
    let parse = |text: String| {
        Attribute::parse(emitter.context, &text)
            .ok_or_else(|| Diagnostic::error(location, format!("{} has no zero", r#type)))
    };
    let zero = |element: Type<'c>| {
        if element.is_integer() || element.is_index() {
            "0"
        } else {
            "0.0"
        }
    };
    let Ok(tensor) = RankedTensorType::try_from(r#type) else {
        let value = parse(format!("{} : {}", zero(r#type), r#type))?;
        return emitter.constant(location, value, r#type);
    };
    let element = tensor.element();
    let dynamic = dimensions(&tensor)
        .iter()
        .filter(|size| size.is_none())
        .count();
    let constant = |shape: Type<'c>| {
        let splat = parse(format!("dense<{}> : {shape}", zero(element)))?;
        let value = emitter.named("value", splat);
        emitter.value("nn.constant", location, &[], shape, &[value])
    };
    if dynamic == 0 {
        return constant(r#type);
    }
    let scalar = constant(tensor_type(&[], element))?;
    let index = Type::index(emitter.context);
    let two = emitter.constant(location, IntegerAttribute::new(index, 2).into(), index)?;
    let mut all = vec![scalar];
    all.extend(std::iter::repeat_n(two, dynamic));
    emitter.value("nn.expand", location, &all, r#type, &[])
}

/// A value of a type that nobody looks at, after `nn` is gone: a buffer without contents, or 0.
pub fn empty<'c: 'a, 'a>(
    r#type: Type<'c>,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Value<'c, 'a>> {
    let Ok(tensor) = RankedTensorType::try_from(r#type) else {
        return placeholder(r#type, emitter, location);
    };
    let index = Type::index(emitter.context);
    let mut sizes = vec![];
    for size in dimensions(&tensor) {
        if size.is_none() {
            sizes.push(emitter.integer(location, 0, index)?);
        }
    }
    emitter.value("tensor.empty", location, &sizes, r#type, &[])
}
