//! Python's object protocol: what each operation means for each kind of value.
//!
//! An entry takes a value and either applies CPython's rule for exactly its type, inlines the method that the user's class has
//! for it, or refuses. There is no branch that answers for what it does not know. An object that the function makes takes the
//! same path as one that was there before.

mod attributes;
mod calls;
mod class_attributes;
mod classes;
mod comparison;
mod construction;
mod identity;
mod iteration;
mod iterators;
mod itertools;
mod keys;
mod members;
mod membership;
mod operators;
mod stores;
mod truth;

pub use calls::Keywords;
pub use classes::Special;
pub use identity::is_same_object;
pub use iterators::{Ended, Iterator, Source, ViewKind};
