//! Passes, op families and pipelines.
