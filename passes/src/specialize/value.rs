//! What specialization knows of a Python value.
//!
//! Values are owned data without MLIR's lifetimes: an SSA value of the program that is being
//! emitted is an [`Ssa`] index, an object on the abstract heap an index into [`super::heap::Heap`].

use super::code::Code;
use crate::world::{Object, ObjectId};
use std::rc::Rc;

/// An SSA value of the emitted function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ssa(pub u32);

/// An immutable Python value that is known completely. Clones of one are the one object that it is in the program; of equal
/// ones that were made apart nobody knows: see [`Constant::identity`].
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(Rc<i64>),
    BigInt(Rc<str>),
    Float(Rc<f64>),
    /// The imaginary part of a literal.
    Imaginary(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
}

/// The kind of a number that only the run knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    Bool,
    Int,
    Float,
}

/// An object that existed before the call: index into the heap's table of known objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Known(pub u32);

/// A tensor, known or made by the program: index into the heap's tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TensorRef(pub u32);

/// A list, dict or instance that the program makes: index into the heap's fresh objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fresh(pub u32);

/// A variable shared with nested functions: index into the state's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell(pub u32);

/// A function object that the program makes.
#[derive(Debug)]
pub struct Closure {
    pub code: Rc<Code>,
    /// The known function whose globals it shares.
    pub globals: ObjectId,
    pub defaults: Vec<Value>,
    pub keyword_defaults: Vec<(String, Value)>,
    pub cells: Vec<(String, CellRef)>,
}

/// A free variable: of a function being run, or of a known function's closure.
#[derive(Clone, Debug)]
pub enum CellRef {
    Local(Cell),
    Known(ObjectId),
}

/// A tuple, of whatever class. Clones of it are the one object that it is in the program.
#[derive(Clone, Debug)]
pub struct Tuple(Rc<TupleObject>);

#[derive(Debug)]
struct TupleObject {
    class: TupleClass,
    known: Option<Known>,
    elements: Box<[Value]>,
}

/// The class of a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TupleClass {
    /// `tuple` itself.
    Plain,
    /// `torch.Size`.
    Size,
    /// Any other subclass: a named tuple, what a function in C returns several results in.
    Other(ObjectId),
}

impl Tuple {
    pub fn of(class: TupleClass, elements: Vec<Value>) -> Self {
        Tuple(Rc::new(TupleObject {
            class,
            known: None,
            elements: elements.into(),
        }))
    }

    /// A tuple that existed before the call.
    pub fn known(class: TupleClass, elements: Vec<Value>, known: Known) -> Self {
        Tuple(Rc::new(TupleObject {
            class,
            known: Some(known),
            elements: elements.into(),
        }))
    }

    pub fn class(&self) -> TupleClass {
        self.0.class
    }

    /// The object that it is, where it existed before the call.
    pub fn as_known(&self) -> Option<Known> {
        self.0.known
    }

    /// Whether both are one reference to one object. Where they are not, they may still be.
    pub fn is(&self, other: &Tuple) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::ops::Deref for Tuple {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0.elements
    }
}

impl From<Vec<Value>> for Tuple {
    fn from(elements: Vec<Value>) -> Self {
        Tuple::of(TupleClass::Plain, elements)
    }
}

impl<const N: usize> From<[Value; N]> for Tuple {
    fn from(elements: [Value; N]) -> Self {
        Tuple::of(TupleClass::Plain, elements.into())
    }
}

impl FromIterator<Value> for Tuple {
    fn from_iter<T: IntoIterator<Item = Value>>(elements: T) -> Self {
        Tuple::of(TupleClass::Plain, elements.into_iter().collect())
    }
}

/// An abstract Python value.
#[derive(Clone, Debug)]
pub enum Value {
    Constant(Constant),
    /// A number that only the run knows.
    Number {
        kind: NumberKind,
        ssa: Ssa,
        /// The symbol of the dimension that it is the size of.
        dim: Option<u32>,
    },
    Tensor(TensorRef),
    Known(Known),
    Tuple(Tuple),
    /// A list, dict, set or instance that the program makes.
    Fresh(Fresh),
    Function(Rc<Closure>),
    Method {
        function: Rc<Value>,
        receiver: Rc<Value>,
    },
    /// A method of a builtin type on a value that is not a known object: `xs.append`.
    BuiltinMethod {
        receiver: Rc<Value>,
        name: Rc<str>,
    },
    Slice(Rc<[Value; 3]>),
    Range {
        start: i64,
        stop: i64,
        step: i64,
    },
    /// `super()` in a method.
    Super {
        class: ObjectId,
        receiver: Rc<Value>,
    },
    /// The `__dict__` of a known instance.
    InstanceDict(Known),
}

impl Value {
    pub const NONE: Value = Value::Constant(Constant::None);

    pub fn bool(value: bool) -> Self {
        Value::Constant(Constant::Bool(value))
    }

    pub fn int(value: i64) -> Self {
        Value::Constant(Constant::int(value))
    }

    pub fn str(value: &str) -> Self {
        Value::Constant(Constant::Str(value.into()))
    }

    pub fn is_none(&self) -> bool {
        matches!(self, Value::Constant(Constant::None))
    }

    /// The text of a constant string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Constant(Constant::Str(text)) => Some(text),
            _ => None,
        }
    }
}

impl Constant {
    pub fn int(value: i64) -> Constant {
        Constant::Int(Rc::new(value))
    }

    pub fn float(value: f64) -> Constant {
        Constant::Float(Rc::new(value))
    }

    /// What tells it from other objects that are equal to it; `None` where there are no others.
    pub fn identity(&self) -> Option<usize> {
        match self {
            Constant::None
            | Constant::Ellipsis
            | Constant::NotImplemented
            | Constant::Bool(_)
            // Nobody can return one: see `Emitter::constant_attribute`.
            | Constant::Imaginary(_) => None,
            // CPython keeps one object for each of these.
            Constant::Int(value) if (-5..=256).contains(&**value) => None,
            Constant::Int(value) => Some(Rc::as_ptr(value).addr()),
            Constant::Float(value) => Some(Rc::as_ptr(value).addr()),
            Constant::BigInt(digits) | Constant::Str(digits) => {
                Some(Rc::as_ptr(digits).cast::<u8>().addr())
            }
            Constant::Bytes(bytes) => Some(Rc::as_ptr(bytes).cast::<u8>().addr()),
        }
    }

    /// The constant that an object of the world is, if it is an immutable scalar.
    pub fn of(object: &Object) -> Option<Constant> {
        Some(match object {
            Object::None => Constant::None,
            Object::Ellipsis => Constant::Ellipsis,
            Object::NotImplemented => Constant::NotImplemented,
            Object::Bool(value) => Constant::Bool(*value),
            Object::Int(value) => Constant::int(*value),
            Object::BigInt(digits) => Constant::BigInt(digits.as_str().into()),
            Object::Float(bits) => Constant::float(f64::from_bits(*bits)),
            Object::Str(text) => Constant::Str(text.as_str().into()),
            Object::Bytes(bytes) => Constant::Bytes(bytes.as_slice().into()),
            _ => return None,
        })
    }

    /// `bool(self)`.
    pub fn truth(&self) -> bool {
        match self {
            Constant::None => false,
            Constant::Ellipsis | Constant::NotImplemented | Constant::BigInt(_) => true,
            Constant::Bool(value) => *value,
            Constant::Int(value) => **value != 0,
            Constant::Float(value) => **value != 0.0,
            Constant::Imaginary(value) => *value != 0.0,
            Constant::Str(text) => !text.is_empty(),
            Constant::Bytes(bytes) => !bytes.is_empty(),
        }
    }

    /// The name of its Python type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Constant::None => "NoneType",
            Constant::Ellipsis => "ellipsis",
            Constant::NotImplemented => "NotImplementedType",
            Constant::Bool(_) => "bool",
            Constant::Int(_) | Constant::BigInt(_) => "int",
            Constant::Float(_) => "float",
            Constant::Imaginary(_) => "complex",
            Constant::Str(_) => "str",
            Constant::Bytes(_) => "bytes",
        }
    }

    /// The value as an integer, as `operator.index` takes it (`True` is 1).
    pub fn as_index(&self) -> Option<i64> {
        match self {
            Constant::Bool(value) => Some(i64::from(*value)),
            Constant::Int(value) => Some(**value),
            _ => None,
        }
    }
}
