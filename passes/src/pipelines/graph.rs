//! `janus-graph-pipeline`: a specialized function to a graph of values, differentiated.

use janus_dialects::{OptionSpec, Options, Pipeline, register_pipeline};

/// A pass with the verifier of what it leaves.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    /// The pass that leaves the module like this.
    pub name: &'static str,
    /// The pass, unless it has run before the pipeline.
    pub pass: Option<&'static str>,
    /// The pass that checks what may no longer occur.
    pub verifier: Option<&'static str>,
}

impl Stage {
    const fn new(name: &'static str, verifier: Option<&'static str>) -> Self {
        Stage {
            name,
            pass: Some(name),
            verifier,
        }
    }
}

/// The stages between a specialized function and a differentiated graph. The runtime runs them one by one, so that it can
/// write down what each leaves, also where the verifier then rejects it.
pub const GRAPH_STAGES: &[Stage] = &[
    Stage {
        pass: None,
        ..Stage::new("specialize-types", Some("verify-specialized"))
    },
    Stage::new("control-flow-to-dataflow", Some("verify-dataflow")),
    Stage::new("lift-state", Some("verify-lifted")),
    Stage::new("autodiff", Some("verify-no-gradient")),
    Stage::new("build-backward", Some("verify-no-gradient")),
];

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
    let passes = GRAPH_STAGES
        .iter()
        .flat_map(|stage| [stage.pass, stage.verifier.filter(|_| verify_stages)])
        .flatten();
    passes.collect::<Vec<_>>().join(",")
}
