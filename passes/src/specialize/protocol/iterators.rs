//! Iterator objects: where their elements come from, and how far they are.

use super::super::{generators::Suspended, value::Value};
use std::rc::Rc;

/// An iterator object that the program makes.
#[derive(Clone)]
pub struct Iterator {
    pub(in super::super) source: Source,
    /// How often it was asked: what tells two states of one iterator apart.
    pub(in super::super) asked: u32,
}

/// How an iterator ended that the program wrote.
#[derive(Clone)]
pub enum Ended {
    /// Its `__next__` raised this exception.
    Raised(Value),
    /// The generator returned this.
    Returned(Value),
}

/// Where the elements of an iterator come from.
#[derive(Clone)]
pub enum Source {
    /// Of a tuple, list, string or range: the element at the next position, as long as there is one.
    Positions {
        of: Value,
        next: usize,
    },
    /// From behind; the position is one more than that of the next element.
    Reversed {
        of: Value,
        next: usize,
    },
    /// Of a dict or one of its views. The keys are those at the start: a dict that changes in between raises.
    Entries {
        view: ViewKind,
        dict: Value,
        keys: Rc<[Value]>,
        next: usize,
        backwards: bool,
    },
    /// Elements that cannot change any more.
    Elements {
        elements: Rc<[Value]>,
        next: usize,
    },
    Enumerate {
        inner: Value,
        count: Value,
    },
    Zip {
        inners: Rc<[Value]>,
        strict: bool,
    },
    Map {
        function: Value,
        inners: Rc<[Value]>,
    },
    Filter {
        predicate: Value,
        inner: Value,
        /// What the predicate must say: `filterfalse` wants false.
        wanted: bool,
    },
    /// The iterables that are still to come, and the iterator of the present one.
    Chain {
        iterables: Value,
        current: Option<Value>,
    },
    /// `itertools.count`.
    Count {
        next: Value,
        step: Value,
    },
    /// `itertools.repeat`, without a number of times for ever.
    Repeat {
        value: Value,
        left: Option<u64>,
    },
    /// `itertools.islice`: elements to skip, then one of every `step`, up to a position.
    Slice {
        inner: Value,
        position: u64,
        next: u64,
        stop: Option<u64>,
        step: u64,
    },
    /// `itertools.pairwise`, with the element before.
    Pairwise {
        inner: Value,
        before: Option<Value>,
    },
    /// `itertools.accumulate` of sums, with the sum so far.
    Accumulate {
        inner: Value,
        total: Option<Value>,
        function: Option<Value>,
    },
    /// `itertools.starmap`.
    StarMap {
        function: Value,
        inner: Value,
    },
    /// `itertools.takewhile` and `dropwhile`.
    While {
        predicate: Value,
        inner: Value,
        taking: bool,
        dropped: bool,
    },
    /// `itertools.zip_longest`.
    Longest {
        inners: Vec<Option<Value>>,
        fill: Value,
    },
    /// `iter(callable, sentinel)`.
    Calls {
        function: Value,
        sentinel: Value,
    },
    Generator(Box<Suspended>),
    /// Being asked just now: a generator that asks itself.
    Running,
    Exhausted,
}

/// The views of a dict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewKind {
    Keys,
    Values,
    Items,
}

impl Iterator {
    /// Whether two states of one iterator, which both sides of a branch leave, are one. What a generator and the like hold may
    /// have been computed in a side: they must not have been asked there.
    pub fn same(&self, other: &Self, before: &Self) -> bool {
        let holds = matches!(
            self.source,
            Source::Generator(_) | Source::Accumulate { .. } | Source::Pairwise { .. }
        );
        self.asked == other.asked && (!holds || self.asked == before.asked)
    }
}

impl Source {
    /// The name of the class where Python has one in a module, as a world names it.
    pub fn class(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Source::Enumerate { .. } => ("builtins", "enumerate"),
            Source::Zip { .. } => ("builtins", "zip"),
            Source::Map { .. } => ("builtins", "map"),
            Source::Filter { wanted: true, .. } => ("builtins", "filter"),
            Source::Filter { .. } => ("itertools", "filterfalse"),
            Source::Chain { .. } => ("itertools", "chain"),
            Source::Count { .. } => ("itertools", "count"),
            Source::Repeat { .. } => ("itertools", "repeat"),
            Source::Slice { .. } => ("itertools", "islice"),
            Source::Pairwise { .. } => ("itertools", "pairwise"),
            Source::Accumulate { .. } => ("itertools", "accumulate"),
            Source::StarMap { .. } => ("itertools", "starmap"),
            Source::While { taking: true, .. } => ("itertools", "takewhile"),
            Source::While { .. } => ("itertools", "dropwhile"),
            Source::Longest { .. } => ("itertools", "zip_longest"),
            Source::Generator(_) => ("types", "GeneratorType"),
            _ => return None,
        })
    }
}
