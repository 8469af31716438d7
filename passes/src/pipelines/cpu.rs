//! `janus-cpu-pipeline`: `linalg` on tensors to the `llvm` dialect for the host.

use janus_dialects::{OptionKind, OptionSpec, Options, Pipeline, register_pipeline};

const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "threads",
        description: "Threads to expect; 1 makes serial code, 0 means unknown",
        kind: OptionKind::Int(0),
    },
    OptionSpec {
        name: "schedule",
        description: "A file of named sequences in place of the built-in schedules",
        kind: OptionKind::String(""),
    },
];

/// How the CPU pipeline is to be built.
#[derive(Clone, Debug, Default)]
pub struct CpuOptions {
    /// Threads to expect; 1 makes serial code, 0 means unknown.
    pub threads: usize,
    /// A file of named sequences in place of the built-in schedules.
    pub schedule: Option<String>,
}

/// Puts the pipeline into MLIR's registry.
pub fn register() {
    register_pipeline(Pipeline {
        argument: "janus-cpu-pipeline",
        description: "Lower linalg on tensors to the llvm dialect for the host",
        options: OPTIONS,
        build,
    });
}

fn build(options: &Options) -> Result<String, String> {
    let threads = usize::try_from(options.int("threads"))
        .map_err(|_| "option 'threads' is negative".to_owned())?;
    let schedule = options.non_empty_string("schedule").map(str::to_owned);
    Ok(cpu_pipeline(&CpuOptions { threads, schedule }))
}

/// The text of the pipeline, as it stands inside `builtin.module(…)`.
///
/// In stages: structured ops are made schedulable and scheduled, on tensors; bufferization puts results where they
/// belong; buffers get their places, parallel loops become functions; vectors and loops become LLVM.
pub fn cpu_pipeline(options: &CpuOptions) -> String {
    let schedule = options
        .schedule
        .as_ref()
        .map(|path| format!("schedule={path}"))
        .unwrap_or_default();
    let threads = options.threads;
    [
        "linalg-generalize-named-ops",
        "bools-to-bytes",
        "janus-lower-convolution",
        "janus-fuse-elementwise",
        "janus-destination-passing",
        "janus-select-schedule",
        &format!("janus-apply-schedule{{{schedule}}}"),
        "cse",
        "eliminate-empty-tensors",
        "empty-tensor-to-alloc-tensor",
        "janus-carry-buffers",
        "one-shot-bufferize{bufferize-function-boundaries=1 function-boundary-type-conversion=identity-layout-map}",
        "cse",
        "canonicalize",
        "janus-drop-results",
        "convert-linalg-to-loops",
        "janus-lower-copies",
        "janus-lower-views",
        "janus-plan-buffers",
        &format!("janus-outline-parallel{{threads={threads}}}"),
        "scf-forall-to-for",
        &format!("janus-apply-schedule{{sequence=lower {schedule}}}"),
        "canonicalize",
        "convert-vector-to-scf{full-unroll=1}",
        "convert-scf-to-cf",
        "expand-strided-metadata",
        "lower-affine",
        "cse",
        // Functions that LLVM has no intrinsic for (erf, log1p, atan2, …) are the runtime's and those of libm.
        "janus-call-math",
        "convert-math-to-llvm",
        "convert-math-to-libm",
        "convert-vector-to-llvm{reassociate-fp-reductions=1}",
        "finalize-memref-to-llvm{use-generic-functions=1}",
        "convert-to-llvm",
        "reconcile-unrealized-casts",
        "janus-lower-halves",
    ]
    .join(",")
}
