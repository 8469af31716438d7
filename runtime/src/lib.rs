//! Profiler, speculation, JIT and buffers: the `janus_jit` Python extension.
//!
//! The crate has two sides. [`python`] is everything that CPython sees: the module `janus_jit._janus`, the probes that
//! watch a function, the segments that stand in for its body. The rest knows functions by their place in the source
//! and is told what was observed; [`convert::Converter`] is the one door between the two.

pub mod call;
pub mod convert;
pub mod engine;
pub mod function;
pub mod guards;
pub mod jit;
pub mod parallel;
pub mod profile;
pub mod python;
pub mod stats;
pub mod surface;
pub mod torch;
pub mod world;
