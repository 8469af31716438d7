//! The call path: from a Python call whose guards hold to native code and back.

mod allocate;
mod autograd;
mod backward;
mod commit;
mod draws;
mod graph;
mod loads;
pub(crate) mod memory;
mod numbers;
mod records;
mod twice;
mod values;

pub use allocate::janus_allocate;
pub use autograd::BackwardCall;
pub use backward::Compile;
pub use graph::{Attempt, Code, Entry, Graph};
pub use loads::{
    janus_length, janus_load_attr, janus_load_item, janus_load_number, janus_load_tensor,
    janus_type,
};
pub use records::{Scope as Records, janus_record};
pub use twice::BackwardWatch;
