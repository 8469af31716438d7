//! The life of one watched function: profiling, probing, then hot, then perhaps refused.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use pyo3::prelude::*;
use pyo3::types::PyWeakrefReference;

use crate::engine::FunctionState;
use crate::function::FunctionInfo;
use crate::profile::FunctionProfile;
use crate::stats::{Counters, FunctionStats};

/// Where a function stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Its calls are counted and their arguments noted.
    Profiling = 0,
    /// Its branches and loops are noted too. Not from the start: a function that is called only once, such as a `main`
    /// with loops over all data, must not pay for a profile that nobody will use.
    Probing = 1,
    Hot = 2,
    Refused = 3,
}

impl State {
    /// Its first calls are still being watched.
    pub fn is_early(self) -> bool {
        matches!(self, State::Profiling | State::Probing)
    }

    /// The name that Python uses.
    pub fn name(self) -> &'static str {
        match self {
            State::Profiling => "profiling",
            State::Probing => "probing",
            State::Hot => "hot",
            State::Refused => "refused",
        }
    }
}

/// A loop of the source with the run that is under way. The count is not kept per activation: a recursive function
/// or a second thread blurs it, which costs precision of the profile and nothing else.
#[derive(Debug)]
pub struct LoopSite {
    pub line: u32,
    pub column: u32,
    running: AtomicBool,
    trips: AtomicU64,
}

impl LoopSite {
    /// The body runs once more.
    pub fn step(&self) {
        self.trips.fetch_add(1, Ordering::Relaxed);
    }
}

/// Everything kept about one `def`.
pub struct Record {
    pub info: FunctionInfo,
    pub counters: Counters,
    pub profile: Mutex<FunctionProfile>,
    /// The engine's graphs.
    pub conversion: FunctionState,
    state: AtomicU8,
    /// Asked for with `@janus_jit.function`.
    explicit: AtomicBool,
    /// A tensor, module or optimizer was among the arguments of some call.
    pub tensor_arguments: AtomicBool,
    /// Calls kept imperative because a caller is being watched.
    pub deferred: AtomicU64,
    /// Fallbacks since the last native call.
    pub failing: AtomicU64,
    loops: Mutex<Vec<Arc<LoopSite>>>,
    /// The function object that this `def` made last.
    latest: Mutex<Option<Py<PyWeakrefReference>>>,
}

/// Locks without a chance to panic: what a panicking holder left is still a usable profile.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}

impl Record {
    pub fn new(info: FunctionInfo) -> Self {
        let profile = FunctionProfile::new(&info);
        Record {
            info,
            counters: Counters::default(),
            profile: Mutex::new(profile),
            conversion: FunctionState::default(),
            state: AtomicU8::new(State::Profiling as u8),
            explicit: AtomicBool::new(false),
            tensor_arguments: AtomicBool::new(false),
            deferred: AtomicU64::new(0),
            failing: AtomicU64::new(0),
            loops: Mutex::new(Vec::new()),
            latest: Mutex::new(None),
        }
    }

    pub fn state(&self) -> State {
        match self.state.load(Ordering::Acquire) {
            0 => State::Profiling,
            1 => State::Probing,
            2 => State::Hot,
            _ => State::Refused,
        }
    }

    /// Sets the state; whether it was another one before.
    pub fn set_state(&self, state: State) -> bool {
        self.state.swap(state as u8, Ordering::AcqRel) != state as u8
    }

    pub fn request(&self) {
        self.explicit.store(true, Ordering::Relaxed);
    }

    pub fn explicit(&self) -> bool {
        self.explicit.load(Ordering::Relaxed)
    }

    pub fn set_latest(&self, function: Py<PyWeakrefReference>) {
        *lock(&self.latest) = Some(function);
    }

    /// The function object that was defined last, if it is alive.
    pub fn latest<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        use pyo3::types::PyWeakrefMethods;
        let reference = lock(&self.latest).as_ref().map(|r| r.clone_ref(py));
        reference.and_then(|r| r.bind(py).upgrade())
    }

    /// The site of the loop at `line:column`.
    pub fn loop_site(&self, line: u32, column: u32) -> Arc<LoopSite> {
        let mut loops = lock(&self.loops);
        if let Some(site) = loops.iter().find(|s| s.line == line && s.column == column) {
            return site.clone();
        }
        let site = Arc::new(LoopSite {
            line,
            column,
            running: AtomicBool::new(false),
            trips: AtomicU64::new(0),
        });
        loops.push(site.clone());
        site
    }

    /// A loop is entered: its previous run is over and goes into the profile.
    pub fn enter_loop(&self, site: &LoopSite) {
        self.close_loop(site);
        site.running.store(true, Ordering::Relaxed);
    }

    fn close_loop(&self, site: &LoopSite) {
        if site.running.swap(false, Ordering::Relaxed) {
            let trips = site.trips.swap(0, Ordering::Relaxed);
            lock(&self.profile).observe_trip(site.line, site.column, trips);
        }
    }

    /// Takes runs of loops that are not yet in the profile into it. A loop says when it is entered and not when it is
    /// left, since it may be left by an exception.
    pub fn close_loops(&self) {
        let loops: Vec<_> = lock(&self.loops).clone();
        for site in loops {
            self.close_loop(&site);
        }
    }

    pub fn stats(&self) -> FunctionStats {
        let state = if self.state().is_early() {
            State::Profiling
        } else {
            self.state()
        };
        self.counters.snapshot(&self.info, state.name())
    }
}
