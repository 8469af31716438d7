//! `janus-graph-pipeline`: a specialized function to a graph of values, differentiated.

use janus_dialects::{OptionSpec, Options, Pipeline, register_pipeline};

const OPTIONS: &[OptionSpec] = &[OptionSpec::bool(
    "verify-stages",
    "Check after each stage that it has kept its contract",
    true,
)];

/// Puts the pipeline into MLIR's registry.
pub fn register() {
    register_pipeline(Pipeline {
        argument: "janus-graph-pipeline",
        description: "Turn a specialized function into a differentiated graph",
        options: OPTIONS,
        build: |options: &Options| Ok(graph_pipeline(options.bool("verify-stages"))),
    });
}

/// The text of the pipeline, as it stands inside `builtin.module(…)`.
pub fn graph_pipeline(verify_stages: bool) -> String {
    let stages = [
        ("", "verify-specialized"),
        ("control-flow-to-dataflow", "verify-dataflow"),
        ("lift-state", "verify-lifted"),
        ("build-backward", ""),
        ("autodiff", "verify-no-gradient"),
    ];
    stages
        .iter()
        .flat_map(|(stage, verifier)| {
            let verifier = if verify_stages { verifier } else { "" };
            [*stage, verifier]
        })
        .filter(|pass| !pass.is_empty())
        .collect::<Vec<_>>()
        .join(",")
}
