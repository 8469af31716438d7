//! Janus's MLIR dialects, and the safe layer over MLIR that passes use.

mod context;
pub mod diagnostic;
mod dialect;
mod ffi;
pub mod ir;
mod options;
mod pass;
mod pipeline;
mod py_types;
mod registry;
pub mod tools;

pub use self::{
    diagnostic::{Diagnostic, Failure, PassResult, RenderedDiagnostic, Severity},
    dialect::Dialect,
    options::{OptionKind, OptionSpec, OptionValue, Options},
    pass::{Pass, PassContext, StatisticSpec, register_pass},
    pipeline::{Pipeline, register_pipeline},
    py_types::{PyConstant, PyType},
    registry::{new_context, register_all_dialects, register_upstream_passes},
};
pub use melior;

/// Typed builders and accessors of our dialects, generated from their `.td`
/// files.
mod generated {
    #![allow(clippy::all, missing_docs, unused)]

    melior::dialect! {
        name: "pydyn",
        files: ["janus/PyDyn/PyDynOps.td"],
        include_directory_env_vars: ["JANUS_DIALECTS_INCLUDE"],
    }

    melior::dialect! {
        name: "dataflow",
        files: ["janus/Dataflow/DataflowOps.td"],
        include_directory_env_vars: ["JANUS_DIALECTS_INCLUDE"],
    }

    melior::dialect! {
        name: "nn",
        files: ["janus/NN/NNOps.td"],
        include_directory_env_vars: ["JANUS_DIALECTS_INCLUDE"],
    }
}

pub use self::generated::{dataflow, nn, pydyn};
