//! What a PyTorch call gets and gives while a graph is made: tensors, and Python values.

use super::{
    layout::Layout,
    types::{DType, Shape},
};
use janus_dialects::melior::ir::Value;
use std::fmt::{self, Display, Formatter};

/// A dimension of a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dim {
    Known(i64),
    /// Shared by every dimension that is equal by assumption; never 0 or 1 by assumption.
    Symbol(u32),
}

impl Dim {
    /// The size in a type: `None` for a symbol.
    pub fn known(self) -> Option<i64> {
        match self {
            Self::Known(size) => Some(size),
            Self::Symbol(_) => None,
        }
    }
}

impl Display for Dim {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(size) => write!(formatter, "{size}"),
            Self::Symbol(symbol) => write!(formatter, "s{symbol}"),
        }
    }
}

/// A tensor's value in the graph, of a builtin tensor type, and what its type does not say.
#[derive(Clone, Debug)]
pub struct Tensor<'c, 'a> {
    pub value: Value<'c, 'a>,
    pub dims: Vec<Dim>,
    pub dtype: DType,
    /// How it lies in memory, where that is known.
    pub layout: Option<Layout>,
    pub home: Home,
    /// Whether a derivative by it is recorded.
    pub requires_grad: bool,
}

/// Whose memory a tensor lies in. The caller numbers its tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// Memory of its own.
    Own,
    /// Memory of its own, which PyTorch has written so many times since it made it, as `_version` tells.
    Written(u32),
    /// It is this tensor of the caller's.
    Of(u32),
    /// It is a view of this tensor of the caller's.
    ViewOf(u32),
    /// It is a view of this tensor of the caller's or a copy, by sizes that only the run knows.
    PerhapsViewOf(u32),
}

impl<'c, 'a> Tensor<'c, 'a> {
    /// The same, made in PyTorch by a call that goes on to write it.
    pub fn written(self, times: u32) -> Self {
        Self {
            home: Home::Written(times),
            ..self
        }
    }
}

impl Home {
    /// That of a view.
    pub fn viewed(self) -> Self {
        match self {
            Self::Of(tensor) => Self::ViewOf(tensor),
            other => other,
        }
    }

    /// That of what may be a view.
    pub fn perhaps_viewed(self) -> Self {
        match self {
            Self::Of(tensor) | Self::ViewOf(tensor) => Self::PerhapsViewOf(tensor),
            other => other,
        }
    }
}

impl Tensor<'_, '_> {
    /// Makes it a new tensor with memory of its own.
    pub fn make(&mut self, layout: Option<Layout>) {
        if !matches!(self.home, Home::Written(_)) {
            self.home = Home::Own;
        }
        self.layout = layout;
    }

    pub fn rank(&self) -> usize {
        self.dims.len()
    }

    /// The shape of the tensor's type.
    pub fn shape(&self) -> Shape {
        shape_of_dims(&self.dims)
    }
}

/// The shape of types with these dimensions.
pub fn shape_of_dims(dims: &[Dim]) -> Shape {
    dims.iter().map(|dim| dim.known()).collect()
}

/// An argument or a result.
#[derive(Clone, Debug)]
pub enum Operand<'c, 'a> {
    Tensor(Tensor<'c, 'a>),
    Int(i64),
    Float(f64),
    Bool(bool),
    Str(String),
    None,
    Dtype(DType),
    /// Tuples and lists.
    List(Vec<Operand<'c, 'a>>),
    /// An integer that only the run knows, an `i64`; `dim` where it is the size of a dimension.
    SymInt {
        value: Value<'c, 'a>,
        dim: Option<Dim>,
    },
    /// A float that only the run knows, an `f64`.
    SymFloat(Value<'c, 'a>),
    /// A bool that only the run knows, an `i1`.
    SymBool(Value<'c, 'a>),
    /// `start:stop:step` in an index; each is an int or None.
    Slice(Box<[Operand<'c, 'a>; 3]>),
    Ellipsis,
}

impl Operand<'_, '_> {
    /// What Python would call it, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tensor(_) => "a tensor",
            Self::Int(_) | Self::SymInt { .. } => "an int",
            Self::Float(_) | Self::SymFloat(_) => "a float",
            Self::Bool(_) | Self::SymBool(_) => "a bool",
            Self::Str(_) => "a str",
            Self::None => "None",
            Self::Dtype(_) => "a dtype",
            Self::List(_) => "a sequence",
            Self::Slice(_) => "a slice",
            Self::Ellipsis => "an ellipsis",
        }
    }
}

/// Why a call is left to PyTorch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable, in kebab case.
    pub code: &'static str,
    /// A sentence without a full stop.
    pub message: String,
}

impl Refusal {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// An argument, or a value of it, that graphs do not support.
    pub fn argument(message: impl Into<String>) -> Self {
        Self::new("unsupported-argument", message)
    }

    /// Arguments that PyTorch would raise for: it shall do so itself.
    pub fn raises(message: impl Into<String>) -> Self {
        Self::new("call-raises", message)
    }

    /// A shape that is not known well enough.
    pub fn dynamic(message: impl Into<String>) -> Self {
        Self::new("dynamic-shape", message)
    }

    /// An element type that graphs do not support here.
    pub fn dtype(message: impl Into<String>) -> Self {
        Self::new("unsupported-dtype", message)
    }
}

impl Display for Refusal {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

/// Where an argument of a call was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The position in the call.
    Positional(usize),
    Keyword(String),
    /// Not written: the parameter's default.
    Default,
}

/// What a call gives.
#[derive(Clone, Debug)]
pub struct Emitted<'c, 'a> {
    pub result: Operand<'c, 'a>,
    pub writes: Vec<Write<'c, 'a>>,
}

/// An argument, which is a tensor, that a call writes.
#[derive(Clone, Debug)]
pub struct Write<'c, 'a> {
    pub target: Source,
    /// Its new contents.
    pub value: Value<'c, 'a>,
    /// Whether autograd sees it, and the tensor's version goes up: kernels write running statistics behind its back.
    pub recorded: bool,
}

impl<'c, 'a> From<Operand<'c, 'a>> for Emitted<'c, 'a> {
    fn from(result: Operand<'c, 'a>) -> Self {
        Self {
            result,
            writes: vec![],
        }
    }
}

impl<'c, 'a> From<Tensor<'c, 'a>> for Emitted<'c, 'a> {
    fn from(tensor: Tensor<'c, 'a>) -> Self {
        Operand::Tensor(tensor).into()
    }
}
