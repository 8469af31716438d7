//! Segments: what stands in the code of a hot function in place of its body.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyFunction, PyTuple, PyWeakrefMethods, PyWeakrefReference};

use super::ambient;
use super::engine::Shared;
use super::frames;
use super::panics;
use super::record::{Record, State};
use crate::convert::{Call, Outcome, Reason};

/// Fallbacks in a row after which a function stays imperative.
const MAX_FAILING: u64 = 16;

/// Calls per profiled call that a hot function waits for a caller that is still being profiled. A caller that is
/// itself called only once, such as a `main` with the training loop, must not hold its callees back for ever.
const PATIENCE: u64 = 2;

/// How much longer it waits for a caller that is hot and waits itself: that one is converted within a few of its own calls, each
/// of which may call this function several times.
const LONG_PATIENCE: u64 = 8;

thread_local! {
    /// Results of segments that their functions have yet to return. More than one only where a signal's handler runs between
    /// a segment and [`take_result`], and calls hot functions itself.
    static RESULTS: RefCell<Vec<Py<PyAny>>> = const { RefCell::new(vec![]) };
}

/// What the segment that was called last has computed.
#[pyfunction]
pub fn take_result() -> PyResult<Py<PyAny>> {
    let result = RESULTS.with_borrow_mut(Vec::pop);
    result.ok_or_else(|| PyRuntimeError::new_err("there is no result of a segment"))
}

/// Called with the values of the parameters, and a function with the cells of the free variables if there are any. Returns whether
/// the call is done; its result is then [taken](take_result), so that the code needs no local variable, which a program
/// would see in `co_varnames`.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct Segment {
    pub(super) shared: Arc<Shared>,
    pub(super) record: Arc<Record>,
    /// Weak, since the function owns its code and its code owns this, and code objects are invisible to the garbage
    /// collector.
    pub(super) function: Py<PyWeakrefReference>,
    /// Address of the function's globals.
    pub(super) globals: usize,
    /// Which of the function's free variables the code passes the cells of.
    pub(super) cells: Vec<usize>,
}

#[pymethods]
impl Segment {
    #[pyo3(signature = (*arguments))]
    fn __call__(&self, py: Python<'_>, arguments: &Bound<'_, PyTuple>) -> PyResult<bool> {
        let result = self.run(py, arguments)?;
        let done = result.is_some();
        if let Some(result) = result {
            RESULTS.with_borrow_mut(|results| results.push(result));
        }
        Ok(done)
    }

    fn __repr__(&self) -> String {
        let key = &self.record.info.key;
        format!(
            "<segment of {} at {}:{}>",
            key.qualname, key.file, key.first_line
        )
    }

    /// A pickled function (by cloudpickle, say) runs imperatively where it is loaded.
    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let inert = py.import("janus_jit.inert")?.getattr("make_segment")?;
        Ok((inert, PyTuple::empty(py)))
    }
}

impl Segment {
    /// Runs the call natively, or returns `None` when CPython is to run it.
    fn run(&self, py: Python<'_>, arguments: &Bound<'_, PyTuple>) -> PyResult<Option<Py<PyAny>>> {
        let counters = &self.record.counters;
        // Another function object may have been made from this one's code, with other globals.
        if self.shared.disabled() || frames::running_globals(py) != self.globals {
            return Ok(None);
        }
        let Some(function) = self.function.bind(py).upgrade() else {
            return Ok(None);
        };
        let Ok(function) = function.cast::<PyFunction>() else {
            return Ok(None);
        };
        let Some(arguments) = self.own_arguments(function, arguments)? else {
            return Ok(None);
        };
        let arguments = &arguments;
        if self.record.state() == State::Refused {
            counters.count_fallback();
            return Ok(None);
        }
        if let Some(meaning) =
            ambient::obstacle(py).unwrap_or(Some("PyTorch does not tell its state"))
        {
            // Not a failed assumption: it says nothing about the calls to come.
            counters.count_fallback();
            counters.note(Reason::new("JR0009", meaning, self.record.info.line));
            return Ok(None);
        }
        if counters.graphs() == 0 && self.waits_for_caller(py) {
            self.record.deferred.fetch_add(1, Ordering::Relaxed);
            counters.count_profiled();
            return Ok(None);
        }
        self.record.close_loops();
        let call = Call {
            function,
            info: &self.record.info,
            arguments,
            profile: &self.record.profile,
            functions: &*self.shared,
            state: &self.record.conversion,
            counters,
        };
        let (graphs, start) = (counters.graphs(), Instant::now());
        let outcome =
            panics::guarded(|| self.shared.converter.call(&call)).unwrap_or_else(|message| {
                Outcome::Refuse(Reason::new(
                    "JR0002",
                    format!("internal error in Janus, please report it: {message}"),
                    self.record.info.line,
                ))
            });
        match outcome {
            Outcome::Native(result) => {
                let compiled = counters.graphs() > graphs;
                counters.count_native((!compiled).then(|| start.elapsed()));
                self.record.failing.store(0, Ordering::Relaxed);
                Ok(Some(result))
            }
            Outcome::Fallback(reason) => {
                counters.count_fallback();
                counters.note(reason);
                if self.record.failing.fetch_add(1, Ordering::Relaxed) + 1 >= MAX_FAILING {
                    self.shared.refuse(
                        py,
                        &self.record,
                        Reason::new(
                            "JR0003",
                            format!(
                                "{MAX_FAILING} calls in a row fell back, so it stays imperative"
                            ),
                            self.record.info.line,
                        ),
                    );
                }
                Ok(None)
            }
            Outcome::Refuse(reason) => {
                counters.count_fallback();
                self.shared.refuse(py, &self.record, reason);
                Ok(None)
            }
            Outcome::Raise(error) => {
                counters.count_fallback();
                Err(error)
            }
        }
    }

    /// The arguments without the cells of the free variables; `None` if the call is one of another function, with the same code
    /// and other cells.
    fn own_arguments<'py>(
        &self,
        function: &Bound<'py, PyFunction>,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Option<Bound<'py, PyTuple>>> {
        if self.cells.is_empty() {
            return Ok(Some(arguments.clone()));
        }
        let parameters = self.record.info.parameters.len();
        let closure = |function: &Bound<'py, PyAny>| -> PyResult<Bound<'py, PyTuple>> {
            Ok(function
                .getattr(intern!(function.py(), "__closure__"))?
                .cast_into()?)
        };
        let own = closure(function.as_any())?;
        let running = closure(&arguments.get_item(parameters)?)?;
        for (position, &cell) in self.cells.iter().enumerate() {
            if !own.get_item(cell)?.is(running.get_item(position)?) {
                return Ok(None);
            }
        }
        Ok(Some(arguments.get_slice(0, parameters)))
    }

    /// The outermost function that can be converted takes its callees with it. So a function without a graph of its
    /// own runs imperatively while a caller is hot (it fell back just now) or is soon to be.
    fn waits_for_caller(&self, py: Python<'_>) -> bool {
        let patience = PATIENCE * self.shared.config.profile_calls;
        let waited = self.record.deferred.load(Ordering::Relaxed);
        let impatient = waited >= patience;
        frames::any_caller(py, |key| {
            if *key == self.record.info.key {
                return false;
            }
            let Some(caller) = self.shared.record(key) else {
                return false;
            };
            match caller.state() {
                State::Hot => {
                    // The call that is under way is counted already.
                    let waits = caller.deferred.load(Ordering::Relaxed) <= patience;
                    caller.counters.graphs() > 0
                        || !impatient
                        || (waits && waited < LONG_PATIENCE * patience)
                }
                State::Profiling | State::Probing => {
                    caller.tensor_arguments.load(Ordering::Relaxed) && !impatient
                }
                State::Refused => false,
            }
        })
    }
}
