//! Named pipelines.

pub mod cpu;
pub mod graph;
