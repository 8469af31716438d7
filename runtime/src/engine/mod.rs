//! The engine: decides at each call of a hot function which graph runs, and generates the graphs.
//!
//! A function keeps the graphs that were generated for it, the one used last in front. A call runs the first whose guards
//! hold; where none does, the assumptions that failed are relaxed by one step and a graph is generated for this very call.
//! Whatever goes wrong is a reason, and CPython runs the call.

mod dump;
mod ladder;
mod observations;
mod pins;
mod pipeline;
mod state;

use std::sync::{Arc, PoisonError};
use std::time::Instant;

pub use pipeline::{Native, compile_text};
pub use state::FunctionState;

use crate::call::{Attempt, Graph};
use crate::convert::{Call, Config, Converter, Outcome, Reason};
use crate::function::FunctionInfo;
use crate::surface::Assertion;
use crate::torch::{Torch, torch};
use crate::world::Bodies;
use janus_dialects::ir::Place;

/// Stable codes of the reasons that arise here; `docs/refusals.md` explains them.
pub mod codes {
    /// A stage of the compiler rejected what the stage before it made.
    pub const PIPELINE: &str = "JR0101";
    /// An assumption cannot be checked at entry.
    pub const UNGUARDABLE: &str = "JR0102";
    /// LLVM.
    pub const NATIVE_CODE: &str = "JR0103";
    /// Too many graphs were generated.
    pub const UNSTABLE: &str = "JR0104";
    /// An assertion failed while the graph ran.
    pub const ASSERTION: &str = "JR0105";
    /// A mode of PyTorch under which nothing is converted.
    pub const MODES: &str = "JR0106";
    /// A graph cannot take an argument that its guards let through.
    pub const UNSUITED: &str = "JR0107";
    /// PyTorch itself is missing something.
    pub const PYTORCH: &str = "JR0108";
}

/// Graphs generated for one function before it is left to CPython.
pub const MAX_GENERATIONS: usize = 16;

/// The engine. One serves the process.
pub struct Engine {
    config: Config,
    bodies: Bodies,
}

impl Engine {
    pub fn new(config: &Config) -> Self {
        Engine {
            config: config.clone(),
            bodies: Bodies::default(),
        }
    }

    /// Runs the call on the graphs that there are. `None` where no graph's guards hold.
    fn run_known(
        &self,
        torch: &Torch,
        call: &Call<'_, '_>,
        graphs: &[Arc<Graph>],
    ) -> Option<Outcome> {
        for (position, graph) in graphs.iter().enumerate() {
            let attempt = graph.call(torch, call.function, call.arguments);
            if let Attempt::Miss(_) = attempt {
                continue;
            }
            if position > 0 {
                call.state.promote(graph);
            }
            return Some(self.outcome(call, graph, attempt));
        }
        None
    }

    fn outcome(&self, call: &Call<'_, '_>, graph: &Arc<Graph>, attempt: Attempt) -> Outcome {
        match attempt {
            Attempt::Done(result) => Outcome::Native(result),
            Attempt::Failed(assertion) => {
                call.state.note_failed_assertion(&assertion, graph);
                Outcome::Fallback(failed_assertion(call, &assertion))
            }
            Attempt::Unsuited(message) => {
                Outcome::Fallback(Reason::new(codes::UNSUITED, message, call.info.line))
            }
            Attempt::Error(error) => Outcome::Raise(error),
            Attempt::Miss(_) => Outcome::Fallback(Reason::new(
                codes::UNSUITED,
                "a guard failed right after it was made",
                call.info.line,
            )),
        }
    }

    /// Generates a graph for this call, and runs it.
    fn generate(&self, torch: &Torch, call: &Call<'_, '_>, graphs: &[Arc<Graph>]) -> Outcome {
        if let Some(reason) = call.state.given_up() {
            return Outcome::Fallback(reason);
        }
        let start = Instant::now();
        let line = call.info.line;
        let generation = match call.state.begin_generation() {
            Some(generation) => generation,
            None => {
                let reason = Reason::new(
                    codes::UNSTABLE,
                    format!(
                        "{MAX_GENERATIONS} graphs were generated for it, and its inputs keep changing"
                    ),
                    line,
                );
                // Graphs for one size or number each stay good for the calls that have it.
                return if call.state.pins().is_empty() {
                    Outcome::Refuse(reason)
                } else {
                    Outcome::Fallback(reason)
                };
            }
        };
        match torch.modes(call.function.py()) {
            Ok(modes) => {
                if let Some(obstacle) = modes.obstacle() {
                    call.state.cancel_generation();
                    return Outcome::Fallback(Reason::new(codes::MODES, obstacle, line));
                }
            }
            Err(error) => {
                return Outcome::Fallback(Reason::new(codes::PYTORCH, error.to_string(), line));
            }
        }
        for graph in graphs {
            call.state
                .relax(graph, &graph.explain(torch, call.function, call.arguments));
        }
        let graph = match self.try_generate(torch, call, generation) {
            Ok(graph) => Arc::new(graph),
            // Without any graph there is nothing to hope for; with some, only this variant stays imperative.
            Err(reason) if graphs.is_empty() => return Outcome::Refuse(reason),
            Err(reason) => {
                call.state.note_failure(&reason);
                return Outcome::Fallback(reason);
            }
        };
        call.counters
            .count_graph(start.elapsed().as_micros() as u64);
        call.state.add(graph.clone());
        let attempt = graph.call(torch, call.function, call.arguments);
        self.outcome(call, &graph, attempt)
    }

    /// A graph that assumes as little as it can: where what varied cannot be left open, it is kept exact after all, so that a
    /// function has a graph for each of a few sizes or numbers instead of none.
    fn try_generate(
        &self,
        torch: &Torch,
        call: &Call<'_, '_>,
        generation: usize,
    ) -> Result<Graph, Reason> {
        let before = call.state.pins();
        loop {
            let failed =
                match pipeline::generate(&self.config, &self.bodies, torch, call, generation) {
                    Ok(graph) => return Ok(graph),
                    Err(failed) => failed,
                };
            if !call.state.pin(&failed) {
                call.state.set_pins(before);
                return Err(failed.reason);
            }
            // No assumption has failed, so that this is told, and counted as no fallback.
            call.counters.note(failed.reason);
            // The profile has one recording for each graph.
            let mut profile = call.profile.lock().unwrap_or_else(PoisonError::into_inner);
            profile.recordings.pop();
        }
    }
}

fn failed_assertion(call: &Call<'_, '_>, assertion: &Assertion) -> Reason {
    Reason::new(
        codes::ASSERTION,
        format!("an assumption did not hold: {}", assertion.message),
        own_line(call.info, &assertion.trace),
    )
}

/// The line of the converted function that led to a place, which may be in a function that it calls.
fn own_line(info: &FunctionInfo, trace: &[Place]) -> u32 {
    let own = trace
        .iter()
        .rev()
        .find(|place| place.file == *info.key.file);
    own.map_or(info.line, |place| place.start_line as u32)
}

impl Converter for Engine {
    fn available(&self) -> bool {
        true
    }

    fn call(&self, call: &Call<'_, '_>) -> Outcome {
        let torch = match torch(call.function.py()) {
            Ok(torch) => torch,
            Err(error) => {
                return Outcome::Refuse(Reason::new(
                    codes::PYTORCH,
                    error.to_string(),
                    call.info.line,
                ));
            }
        };
        let graphs = call.state.graphs();
        match self.run_known(torch, call, &graphs) {
            Some(outcome) => outcome,
            None => self.generate(torch, call, &graphs),
        }
    }
}
