//! Passes, op families and pipelines.

pub mod control_flow_to_dataflow;
pub mod rebuild;
pub mod refusal;
pub mod world;

/// Registers every pass and pipeline of Janus with MLIR.
pub fn register_all() {
    janus_dialects::register_pass::<control_flow_to_dataflow::ControlFlowToDataflow>();
}
