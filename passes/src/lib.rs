//! Passes, op families and pipelines.

pub mod world;
