//! Profiler, speculation, JIT and buffers: the janus_jit Python extension.

pub mod jit;
pub mod parallel;
