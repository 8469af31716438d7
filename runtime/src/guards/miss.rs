//! Why a graph is not the one to run.

use std::fmt;

use crate::torch::DType;

/// What was found instead of what was assumed.
#[derive(Clone, Debug, PartialEq)]
pub enum MissKind {
    /// There is no such attribute, item, name or argument.
    Missing,
    /// There is one where none was.
    Present,
    Identity,
    /// The same function with another `__code__`.
    Code,
    /// A constant has another value. Only numbers can be relaxed.
    Value {
        number: bool,
    },
    Type,
    /// Not a plain strided tensor on the CPU.
    Kind,
    DType(DType),
    Rank(usize),
    /// A size is not the assumed one; the sizes that were found.
    Shape(Vec<i64>),
    Strides(Vec<i64>),
    RequiresGrad(bool),
    Leaf,
    Hooks,
    NotSame,
    /// The same object, or the same memory, as another one.
    Alias(usize),
    ClassChanged,
    Modes,
}

impl MissKind {
    /// Whether the next graph can assume less of this input, and only that.
    pub fn is_relaxable(&self) -> bool {
        matches!(self, MissKind::Shape(_) | MissKind::Value { number: true })
    }
}

/// A failed guard.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss {
    /// The assumption, as an index into the program's objects; `None` where it is about PyTorch's modes.
    pub object: Option<usize>,
    pub kind: MissKind,
}

impl fmt::Display for MissKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MissKind::Missing => write!(f, "does not exist any more"),
            MissKind::Present => write!(f, "exists now"),
            MissKind::Identity => write!(f, "is another object"),
            MissKind::Code => write!(f, "was given other code"),
            MissKind::Value { .. } => write!(f, "has another value"),
            MissKind::Type => write!(f, "is of another type"),
            MissKind::Kind => write!(f, "is not a plain tensor on the CPU"),
            MissKind::DType(dtype) => write!(f, "has dtype {}", dtype.name()),
            MissKind::Rank(rank) => write!(f, "has {rank} dimensions"),
            MissKind::Shape(sizes) => write!(f, "has shape {sizes:?}"),
            MissKind::Strides(strides) => write!(f, "has strides {strides:?}"),
            MissKind::RequiresGrad(true) => write!(f, "requires grad"),
            MissKind::RequiresGrad(false) => write!(f, "does not require grad"),
            MissKind::Leaf => write!(f, "is the result of a differentiable operation"),
            MissKind::Hooks => write!(f, "has hooks"),
            MissKind::NotSame => write!(f, "was one object under two names, and is not any more"),
            MissKind::Alias(_) => write!(f, "shares its memory with another tensor"),
            MissKind::ClassChanged => write!(f, "was changed: an attribute of the class was set"),
            MissKind::Modes => write!(
                f,
                "a mode of PyTorch (grad, default dtype, determinism) is another one"
            ),
        }
    }
}
