//! The call path: from a Python call whose guards hold to native code and back.

mod allocate;
mod autograd;
mod commit;
mod draws;
mod graph;
mod memory;
mod numbers;
mod values;

pub use allocate::janus_allocate;
pub use autograd::BackwardCall;
pub use graph::{Attempt, Entry, Graph};
