//! Entry guards: what a graph assumes of the heap, checked at every call in well under a microsecond per object.
//!
//! [`compile`](compile::compile) resolves the assumptions once, on the objects that the graph was generated from, into a
//! [`Program`] of steps over slots; [`Frame::run`] executes it. A step reaches one object from the ones before it and asks
//! one question; the first failure ends the run, having changed nothing.

mod anchor;
mod compile;
mod miss;
mod overlap;
mod reach;
mod run;

pub use anchor::Anchor;
pub use compile::{Numbered, Unguardable, compile};
pub use miss::{Miss, MissKind};
pub use run::Frame;

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::function::FunctionKey;
use crate::surface::{Object, TensorCheck};
use crate::torch::{Modes, Property};

/// Index of an object that the program has reached.
pub type Slot = usize;

/// How a step reaches its object.
enum Get {
    Argument(usize),
    Function,
    /// An entry of a dict that a stand-in sees, fixed when the program was made; `before` must not have it.
    Entry {
        dict: Py<PyDict>,
        key: Py<PyString>,
        before: Option<Py<PyDict>>,
    },
    /// A global of a function.
    Global {
        function: Slot,
        key: Py<PyString>,
        builtins: Option<Py<PyDict>>,
    },
    /// The contents of a cell that a stand-in sees in place of the function that it stands for.
    Cell(Py<PyAny>),
    /// The contents of a free variable of a function.
    FreeVariable {
        function: Slot,
        index: isize,
    },
    Attribute {
        parent: Slot,
        name: Py<PyString>,
    },
    /// A property of a tensor.
    Property {
        parent: Slot,
        property: Property,
    },
    /// `parent.__dict__[name]`
    InstanceEntry {
        parent: Slot,
        name: Py<PyString>,
    },
    DictItem {
        parent: Slot,
        key: Py<PyAny>,
    },
    ListItem {
        parent: Slot,
        index: isize,
    },
    TupleItem {
        parent: Slot,
        index: isize,
    },
    Lookup {
        parent: Slot,
        key: Slot,
    },
    Type {
        parent: Slot,
    },
    Length {
        parent: Slot,
    },
    Keys {
        parent: Slot,
    },
    /// What a weak reference refers to.
    Referent {
        parent: Slot,
    },
    /// A default of a function's parameter: in `__defaults__`, or by name in `__kwdefaults__`.
    PositionalDefault {
        function: Slot,
        index: isize,
    },
    KeywordDefault {
        function: Slot,
        name: Py<PyString>,
    },
    Constant(Py<PyAny>),
    /// An object that the graph does not keep alive.
    Anchored(Anchor),
    Import(Py<PyString>),
    Query(Py<PyAny>),
}

/// What a step asks of its object.
enum Test {
    Nothing,
    /// This very object.
    Identity(Anchor),
    /// This very Python function, which still has this code, or another that stands for the same text.
    Function {
        function: Anchor,
        code: Anchor,
        place: Option<Arc<FunctionKey>>,
    },
    Int(i64),
    /// Bits of a double.
    Float(u64),
    /// Equal to, and of the same type as, this `str`, `bytes`, `int` or tuple of such.
    Equal(Py<PyAny>),
    Type(Anchor),
    /// Index into the program's tensors.
    Tensor(usize),
    Absent,
    Same(Slot),
    /// This very class, and nothing about it has changed since: CPython gives it a new version tag when something does.
    Unchanged {
        class: Anchor,
        tag: u32,
    },
}

struct Step {
    get: Get,
    test: Test,
}

/// A tensor among the slots.
struct TensorSlot {
    slot: Slot,
    check: TensorCheck,
    /// Whether it must be a `torch.nn.Parameter`; otherwise a `torch.Tensor`.
    parameter: bool,
    /// Whether the graph changes it.
    written: bool,
    /// Whether a tensor of inference mode does not do: PyTorch refuses to write to it and to save it for a gradient, and its
    /// views are such tensors, too. Where nothing of that happens, what is computed from one is nothing special.
    refuses_inference: bool,
}

/// The guards of one graph.
pub struct Program {
    steps: Vec<Step>,
    tensors: Vec<TensorSlot>,
    /// Number of named dimensions.
    dims: usize,
    /// Slots of other mutable objects that are known by their type alone: no two slots may hold one of them.
    distinct: Vec<Slot>,
    modes: Modes,
    /// For messages: the assumption behind each step.
    objects: Vec<Object>,
}

impl Program {
    /// The assumption behind a step.
    pub fn object(&self, index: usize) -> Option<&Object> {
        self.objects.get(index)
    }

    /// Index of the tensor that a slot holds, if it checks one.
    pub fn tensor_of(&self, slot: Slot) -> Option<usize> {
        self.tensors.iter().position(|tensor| tensor.slot == slot)
    }

    /// Says that the graph changes the tensor in a slot, so that nothing else may share its memory.
    pub fn mark_written(&mut self, slot: Slot) {
        for tensor in &mut self.tensors {
            tensor.written |= tensor.slot == slot;
            tensor.refuses_inference |= tensor.written;
        }
    }

    /// Says that the graph returns or stores views of its tensors, or what it computed may have a history.
    pub fn refuse_inference(&mut self) {
        for tensor in &mut self.tensors {
            tensor.refuses_inference = true;
        }
    }

    /// Whether one of the tensors requires a gradient.
    pub fn has_differentiable(&self) -> bool {
        self.tensors.iter().any(|tensor| tensor.check.requires_grad)
    }
}
