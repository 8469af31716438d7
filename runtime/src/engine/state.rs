//! What the engine keeps of one function.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use janus_passes::world::Seen;
use smallvec::SmallVec;

use super::MAX_GENERATIONS;
use super::ladder::Ladder;
use super::pins::Pins;
use super::pipeline::Failed;
use crate::call::Graph;
use crate::convert::Reason;
use crate::guards::Miss;
use crate::surface::Assertion;

/// Graphs kept for one function; the one that was not used for longest goes first.
const MAX_GRAPHS: usize = 8;

/// Generations that may fail while others have succeeded.
const MAX_FAILURES: usize = 2;

/// A snapshot of a function's graphs.
pub type Graphs = SmallVec<[Arc<Graph>; 2]>;

/// Graphs, and what was learned from calls that they did not fit.
#[derive(Default)]
pub struct FunctionState {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// The one used last in front.
    graphs: Graphs,
    generations: usize,
    /// Generations that gave no graph, and the reason of the last one.
    failures: usize,
    last_failure: Option<Reason>,
    ladder: Ladder,
    pins: Pins,
    /// Files and lines whose branches went both ways after all.
    both_ways: Vec<(String, u32)>,
}

impl FunctionState {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The graphs, in the order in which they are to be tried.
    pub fn graphs(&self) -> Graphs {
        self.lock().graphs.clone()
    }

    /// Puts a graph in front.
    pub fn promote(&self, graph: &Arc<Graph>) {
        let graphs = &mut self.lock().graphs;
        if let Some(position) = graphs.iter().position(|known| Arc::ptr_eq(known, graph)) {
            graphs[..=position].rotate_right(1);
        }
    }

    /// Keeps a new graph.
    pub fn add(&self, graph: Arc<Graph>) {
        let graphs = &mut self.lock().graphs;
        graphs.insert(0, graph);
        // Dropped outside of the lock would be nicer, but a graph's objects run no code of ours when they go.
        graphs.truncate(MAX_GRAPHS);
    }

    /// The number of the graph that is to be generated; `None` where there were too many.
    pub fn begin_generation(&self) -> Option<usize> {
        let mut inner = self.lock();
        if inner.generations >= MAX_GENERATIONS {
            return None;
        }
        inner.generations += 1;
        Some(inner.generations - 1)
    }

    /// Nothing could be generated for a call.
    pub fn note_failure(&self, reason: &Reason) {
        let mut inner = self.lock();
        inner.failures += 1;
        inner.last_failure = Some(reason.clone());
    }

    /// Why not to try any more: generating takes long, and what failed a few times will fail again.
    pub fn given_up(&self) -> Option<Reason> {
        let inner = self.lock();
        inner
            .last_failure
            .clone()
            .filter(|_| inner.failures >= MAX_FAILURES)
    }

    /// Nothing was generated after all, for a reason that will pass.
    pub fn cancel_generation(&self) {
        let mut inner = self.lock();
        inner.generations = inner.generations.saturating_sub(1);
    }

    /// Assumes less of the inputs that kept a graph from fitting, if they are all that did.
    pub fn relax(&self, graph: &Graph, misses: &[Miss]) {
        if misses.iter().any(|miss| !miss.kind.is_relaxable()) {
            return;
        }
        let mut inner = self.lock();
        for miss in misses {
            if let Some(object) = miss.object.and_then(|index| graph.guards().object(index)) {
                inner.ladder.relax(object, &miss.kind);
            }
        }
    }

    /// Keeps inputs exact after all, since no graph could be generated without; says whether that is worth another try.
    pub fn pin(&self, failed: &Failed) -> bool {
        self.lock().pins.add(failed)
    }

    /// What is kept exact at present, and the way back to it.
    pub fn pins(&self) -> Pins {
        self.lock().pins.clone()
    }

    pub fn set_pins(&self, pins: Pins) {
        self.lock().pins = pins;
    }

    /// Whether this input is to be assumed exactly, whatever was seen of it.
    pub fn is_pinned(&self, path: &str, number: bool) -> bool {
        self.lock().pins.hold(path, number)
    }

    /// What was seen of an input.
    pub fn seen(&self, path: &str) -> Seen {
        self.lock().ladder.seen(path)
    }

    /// An assumption on the way failed. The first time, the graph goes, and the next one takes both ways; where it fails
    /// again, it is no branch, and the graph stays for the calls in which it holds.
    pub fn note_failed_assertion(&self, assertion: &Assertion, graph: &Arc<Graph>) {
        let mut inner = self.lock();
        let Some(place) = assertion.trace.first() else {
            return;
        };
        let site = (place.file.clone(), place.start_line as u32);
        if !inner.both_ways.contains(&site) {
            inner.both_ways.push(site);
            inner.graphs.retain(|known| !Arc::ptr_eq(known, graph));
        }
    }

    /// Whether a branch at that line of that file went the way that was not assumed.
    pub fn goes_both_ways(&self, file: &str, line: u32) -> bool {
        let inner = self.lock();
        inner
            .both_ways
            .iter()
            .any(|(known, at)| known == file && *at == line)
    }
}
