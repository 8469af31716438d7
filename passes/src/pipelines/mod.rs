//! Named pipelines.

pub mod cpu;
