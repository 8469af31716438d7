//! From a call to a compiled graph: specialization, the passes, LLVM.

use std::ffi::c_void;
use std::sync::Arc;

use janus_dialects::ir::{OperationExt, Place, PrintOptions};
use janus_dialects::melior::ir::Module;
use janus_dialects::melior::ir::operation::OperationRef;
use janus_dialects::{RenderedDiagnostic, Severity, ir};
use janus_passes::pipelines::graph::GRAPH_STAGES;
use janus_passes::refusal;
use janus_passes::specialize::{Refusal, specialize};
use janus_passes::world::{ObjectId, Recorder};
use pyo3::prelude::*;
use pyo3::types::{PyFunction, PyTuple};

use super::dump::Dump;
use super::observations::{Observed, Relaxed};
use super::{codes, own_line};
use crate::call::{Code, Entry, Graph, Records};
use crate::convert::{Call, Config, Reason};
use crate::function::FunctionInfo;
use crate::guards::{Numbered, Unguardable};
use crate::jit::{self, Compiled};
use crate::surface::{self, BackwardArgument, Partial, Surface, ValueType};
use crate::torch::Torch;
use crate::world::{Bodies, LiveWorld};

/// The stage after which the module's surface is complete.
const FUNCTION: &str = "dataflow-to-func";

/// From there to the `llvm` dialect: the name of each stage in `--dump-ir`, and its pass or pipeline.
const CODE: &[(&str, &str)] = &[
    ("nn-to-linalg", "nn-to-linalg"),
    ("llvm", "janus-cpu-pipeline"),
];

/// Why a stage failed: its name and MLIR's first error.
struct Failure {
    stage: &'static str,
    message: String,
    trace: Vec<Place>,
}

impl Failure {
    fn new(stage: &'static str, message: impl Into<String>) -> Self {
        Failure {
            stage,
            message: message.into(),
            trace: Vec::new(),
        }
    }

    fn from_diagnostics(stage: &'static str, diagnostics: &[RenderedDiagnostic]) -> Self {
        let first = diagnostics
            .iter()
            .find(|diagnostic| diagnostic.severity == Severity::Error);
        match first.or(diagnostics.first()) {
            Some(diagnostic) => Failure {
                stage,
                message: diagnostic.message.clone(),
                trace: diagnostic.call_chain.clone(),
            },
            None => Failure::new(stage, "it failed without a word"),
        }
    }

    fn reason(&self, info: &FunctionInfo) -> Reason {
        let line = own_line(info, &self.trace);
        // A pass that knows what it cannot do says so; everything else that fails is a mistake of ours.
        if let Some((code, message)) = refusal::read(&self.message) {
            return Reason::new(code.0, message, line);
        }
        let code = if self.stage == "native code" {
            codes::NATIVE_CODE
        } else {
            codes::PIPELINE
        };
        Reason::new(code, format!("{}: {}", self.stage, self.message), line)
    }
}

/// One function of compiled code.
pub struct Native {
    code: Arc<Compiled>,
    entry: usize,
}

impl Entry for Native {
    unsafe fn run(&self, arguments: *const *const c_void) -> i32 {
        let _records = Records;
        // SAFETY: as the caller says.
        unsafe { self.code.call_raw(self.entry, arguments) }
    }
}

/// What is left of a module when MLIR is done with it.
struct Finished {
    surface: Surface,
    code: Arc<Compiled>,
}

impl Finished {
    fn graph<'py>(
        self,
        torch: &Torch,
        function: &Bound<'py, PyFunction>,
        arguments: &Bound<'py, PyTuple>,
        numbered: Numbered<'_, 'py>,
    ) -> Result<Graph, Unguardable> {
        let native = Box::new(Native {
            code: self.code.clone(),
            entry: 0,
        });
        let backward = (0..self.surface.backward.len())
            .map(|node| {
                Box::new(Native {
                    code: self.code.clone(),
                    entry: node + 1,
                }) as Box<dyn Entry>
            })
            .collect();
        Graph::new(
            torch,
            &self.surface,
            function,
            arguments,
            numbered,
            Code {
                native,
                backward,
                compile: compile_partial,
            },
        )
    }
}

/// Compiles the backward function of one seed, which has arrived alone.
fn compile_partial(
    partial: &Partial,
    values: &[ValueType],
) -> Result<(Vec<BackwardArgument>, Box<dyn Entry>), String> {
    let failed = |failure: Failure| format!("{}: {}", failure.stage, failure.message);
    let context = janus_dialects::new_context();
    let mut module = ir::parse_module(&context, &partial.text)
        .map_err(|diagnostics| failed(Failure::from_diagnostics("parsing", &diagnostics)))?;
    let views = surface::read_views(&module)?;
    run(&mut module, FUNCTION, Some(FUNCTION)).map_err(failed)?;
    let mut arguments = surface::read_partial(&module, values)?;
    surface::set_views(&mut arguments, &views);
    surface::strip(&mut module)?;
    for (name, pass) in CODE {
        run(&mut module, name, Some(pass)).map_err(failed)?;
    }
    let options = jit::Options {
        entries: vec![partial.name.clone()],
        ..jit::Options::default()
    };
    let code = Compiled::compile(&module, &options).map_err(|error| error.to_string())?;
    let code = Arc::new(code);
    Ok((arguments, Box::new(Native { code, entry: 0 })))
}

/// Why there is no graph, and what was not assumed exactly.
pub struct Failed {
    pub reason: Reason,
    pub relaxed: Relaxed,
    /// Inputs that would have to be constants, where specialization knows them.
    pub inputs: Vec<String>,
}

/// Generates and compiles a graph for this call.
pub fn generate(
    config: &Config,
    bodies: &Bodies,
    torch: &Torch,
    call: &Call<'_, '_>,
    generation: usize,
) -> Result<Graph, Box<Failed>> {
    let observed = Observed::new(call);
    let mut inputs = Vec::new();
    generate_observed(
        config,
        bodies,
        torch,
        call,
        generation,
        &observed,
        &mut inputs,
    )
    .map_err(|reason| {
        Box::new(Failed {
            reason,
            relaxed: observed.relaxed(),
            inputs,
        })
    })
}

fn generate_observed(
    config: &Config,
    bodies: &Bodies,
    torch: &Torch,
    call: &Call<'_, '_>,
    generation: usize,
    observed: &Observed<'_, '_>,
    inputs: &mut Vec<String>,
) -> Result<Graph, Reason> {
    let line = call.info.line;
    let unwritable =
        |error: std::io::Error| Reason::new(codes::PIPELINE, format!("--dump-ir: {error}"), line);
    let mut dump = match &config.dump_ir {
        Some(folder) => Some(Dump::new(folder, &call.info.key, generation).map_err(unwritable)?),
        None => None,
    };
    let mut world = LiveWorld::new(call.function, call.arguments, bodies, observed, observed);
    let mut recorder = Recorder::new(&mut world);
    let context = janus_dialects::new_context();
    let module = specialize(&context, &mut recorder);
    if config.save_profile.is_some() {
        let mut profile = call
            .profile
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        profile.recordings.push(recorder.answers);
    }
    let mut module = module.map_err(|refusal| {
        inputs.clone_from(&refusal.inputs);
        refused(&refusal, call)
    })?;
    let finished = finish(&mut module, dump.as_mut(), config.perf_map)
        .map_err(|failure| failure.reason(call.info))?;
    let numbered = |id| world.object(ObjectId(id)).ok();
    finished
        .graph(torch, call.function, call.arguments, &numbered)
        .map_err(|unguardable| {
            let line = if unguardable.line > 0 {
                unguardable.line
            } else {
                line
            };
            Reason::new(codes::UNGUARDABLE, unguardable.message, line)
        })
}

/// A graph from the text of a module after `lift-state` or later, for one call: how tests of the engine make graphs.
pub fn compile_text(
    torch: &Torch,
    text: &str,
    function: &Bound<'_, PyFunction>,
    arguments: &Bound<'_, PyTuple>,
) -> Result<Graph, String> {
    janus_passes::register_all();
    let context = janus_dialects::new_context();
    let mut module = ir::parse_module(&context, text)
        .map_err(|diagnostics| Failure::from_diagnostics("parsing", &diagnostics).message)?;
    let finished = finish(&mut module, None, false)
        .map_err(|failure| format!("{}: {}", failure.stage, failure.message))?;
    finished
        .graph(torch, function, arguments, &|_| None)
        .map_err(|unguardable| unguardable.message)
}

/// A refusal of specialization, on a line of the converted function's own file where the call chain has one.
fn refused(refusal: &Refusal, call: &Call<'_, '_>) -> Reason {
    let own = refusal
        .trace
        .iter()
        .find(|place| place.file == *call.info.key.file);
    let line = own.map_or(call.info.line, |place| place.line);
    let message = match refusal.trace.last() {
        Some(inner) if inner.file != *call.info.key.file => {
            format!("{} (at {}:{})", refusal.message, inner.file, inner.line)
        }
        _ => refusal.message.clone(),
    };
    Reason::new(refusal.code, message, line)
}

fn print(module: &Module<'_>) -> String {
    let operation: OperationRef<'_, '_> = module.as_operation();
    operation.text(PrintOptions {
        locations: true,
        ..PrintOptions::default()
    })
}

/// Runs one pass or registered pipeline, if there is one.
fn run(module: &mut Module<'_>, stage: &'static str, pass: Option<&str>) -> Result<(), Failure> {
    if let Some(pass) = pass {
        ir::run_pipeline(module, &format!("builtin.module({pass})"))
            .map_err(|diagnostics| Failure::from_diagnostics(stage, &diagnostics))?;
    }
    Ok(())
}

/// Runs the passes and LLVM on a specialized module.
fn finish(
    module: &mut Module<'_>,
    mut dump: Option<&mut Dump>,
    perf_map: bool,
) -> Result<Finished, Failure> {
    janus_passes::register_all();
    let mut write = |module: &Module<'_>, name: &'static str| match &mut dump {
        Some(dump) => dump
            .write(&format!("{name}.mlir"), &print(module))
            .map_err(|error| Failure::new(name, format!("--dump-ir: {error}"))),
        None => Ok(()),
    };
    for stage in GRAPH_STAGES {
        run(module, stage.name, stage.pass)?;
        write(module, stage.name)?;
        run(module, stage.name, stage.verifier)?;
    }
    let assertions = surface::assertions(module);
    let malformed = |message| Failure::new("reading the graph's surface", message);
    let nodes = surface::take_nodes(module).map_err(malformed)?;
    run(module, FUNCTION, Some(FUNCTION))?;
    write(module, FUNCTION)?;
    let mut surface = surface::read(module, assertions, nodes).map_err(malformed)?;
    surface::strip(module).map_err(malformed)?;
    surface::mangle(module, &mut surface);
    for (name, pass) in CODE {
        run(module, name, Some(pass))?;
        write(module, name)?;
    }
    let mut entries = vec![surface.name.clone()];
    entries.extend(surface.backward.iter().map(|node| node.name.clone()));
    let options = jit::Options {
        entries,
        perf_map,
        ..jit::Options::default()
    };
    let code = Compiled::compile(module, &options)
        .map_err(|error| Failure::new("native code", error.to_string()))?;
    Ok(Finished {
        surface,
        code: Arc::new(code),
    })
}
