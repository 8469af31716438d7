//! Passes, op families and pipelines.

pub mod world;

/// Registers every pass and pipeline of Janus with MLIR.
pub fn register_all() {}
