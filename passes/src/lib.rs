//! Passes, op families and pipelines.

pub mod autodiff;
pub mod bools_to_bytes;
pub mod build_backward;
pub mod control_flow_to_dataflow;
pub mod cpu;
pub mod dataflow_to_func;
pub mod families;
pub mod lift_state;
pub mod nn_to_linalg;
pub mod pipelines;
pub mod rebuild;
pub mod refusal;
pub mod specialize;
pub mod template;
mod test_emit_torch;
pub mod verify;
pub mod world;

/// Registers every pass and pipeline of Janus with MLIR.
pub fn register_all() {
    janus_dialects::register_pass::<specialize::SpecializeTypes>();
    janus_dialects::register_pass::<control_flow_to_dataflow::ControlFlowToDataflow>();
    janus_dialects::register_pass::<lift_state::LiftState>();
    janus_dialects::register_pass::<verify::VerifySpecialized>();
    janus_dialects::register_pass::<verify::VerifyDataflow>();
    janus_dialects::register_pass::<verify::VerifyLifted>();
    janus_dialects::register_pass::<build_backward::BuildBackward>();
    janus_dialects::register_pass::<autodiff::Autodiff>();
    janus_dialects::register_pass::<autodiff::VerifyNoGradient>();
    janus_dialects::register_pass::<nn_to_linalg::NnToLinalg>();
    janus_dialects::register_pass::<bools_to_bytes::BoolsToBytes>();
    cpu::register();
    pipelines::cpu::register();
    pipelines::graph::register();
    janus_dialects::register_pass::<dataflow_to_func::DataflowToFunc>();
    janus_dialects::register_pass::<test_emit_torch::TestEmitTorch>();
}
