//! The engine: all that is known about the functions of this process.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use pyo3::exceptions::{PyKeyError, PyKeyboardInterrupt, PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFunction, PyTuple, PyWeakrefReference};

use super::observe;
use super::probe::{BranchProbe, CallProbe, ExitProbe, LoopEnterProbe, LoopStepProbe};
use super::record::{Record, State, lock};
use super::segment::Segment;
use crate::convert::{Config, Converter, Functions, Reason, converter};
use crate::function::{self, FunctionKey};
use crate::profile::{FunctionProfile, ProfileFile};
use crate::stats::Stats;

/// `(file, qualname, first line)`, as Python passes it.
type Key = (String, String, u32);

fn key_from(key: Key) -> FunctionKey {
    FunctionKey {
        file: key.0.into(),
        qualname: key.1.into(),
        first_line: key.2,
    }
}

fn key_to(key: &FunctionKey) -> (&str, &str, u32) {
    (&key.file, &key.qualname, key.first_line)
}

/// The text of a module, shared by the functions in it.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct Source {
    text: Arc<str>,
}

#[pymethods]
impl Source {
    #[new]
    fn new(text: &str) -> Self {
        Source { text: text.into() }
    }
}

/// A `def` statement, as the loader found it.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct FunctionInfo {
    inner: function::FunctionInfo,
}

#[pymethods]
impl FunctionInfo {
    #[new]
    #[pyo3(signature = (*, key, name, module, line, column, end_line, parameters, source))]
    #[allow(clippy::too_many_arguments)] // keyword-only on the Python side
    fn new(
        key: Key,
        name: &str,
        module: &str,
        line: u32,
        column: u32,
        end_line: u32,
        parameters: Vec<String>,
        source: &Source,
    ) -> Self {
        FunctionInfo {
            inner: function::FunctionInfo {
                key: key_from(key),
                name: name.into(),
                module: module.into(),
                line,
                column,
                end_line,
                parameters: parameters.into(),
                source: source.text.clone(),
            },
        }
    }

    #[getter]
    fn key(&self) -> (&str, &str, u32) {
        key_to(&self.inner.key)
    }

    fn __repr__(&self) -> String {
        let key = &self.inner.key;
        format!(
            "<FunctionInfo {} at {}:{}>",
            key.qualname, key.file, key.first_line
        )
    }
}

/// State shared by the engine, its probes and its segments.
pub struct Shared {
    pub config: Config,
    pub converter: Arc<dyn Converter>,
    records: Mutex<HashMap<FunctionKey, Arc<Record>>>,
    on_state_change: Mutex<Option<Py<PyAny>>>,
    /// Recorded by an earlier run.
    replay: Option<ProfileFile>,
    disabled: AtomicBool,
}

impl Shared {
    /// Nothing is watched or converted any more, as in a forked child.
    pub fn disabled(&self) -> bool {
        self.disabled.load(Ordering::Relaxed)
    }

    pub fn record(&self, key: &FunctionKey) -> Option<Arc<Record>> {
        lock(&self.records).get(key).cloned()
    }

    /// All records, without holding the lock while they are used.
    fn all(&self) -> Vec<Arc<Record>> {
        lock(&self.records).values().cloned().collect()
    }

    fn ensure(&self, info: &function::FunctionInfo) -> Arc<Record> {
        let mut records = lock(&self.records);
        // A module that was edited and loaded again may have another function in the same place.
        if let Some(record) = records.get(&info.key)
            && (Arc::ptr_eq(&record.info.source, &info.source) || record.info.source == info.source)
        {
            return record.clone();
        }
        let record = Arc::new(Record::new(info.clone()));
        if let Some(known) = self.replay.as_ref().and_then(|file| file.find(&info.key)) {
            *lock(&record.profile) = known.clone();
            if known.tensors && known.calls >= self.config.profile_calls {
                record.set_state(State::Hot);
            }
        }
        records.insert(info.key.clone(), record.clone());
        record
    }

    /// Notes a call under the probes; after enough of them the function becomes hot, or is left alone.
    pub fn observe_call(
        &self,
        record: &Record,
        function: Option<&Bound<'_, PyAny>>,
        arguments: &Bound<'_, PyTuple>,
    ) {
        if self.disabled() {
            return;
        }
        record.counters.count_profiled();
        observe::once_per_thread(|| {
            let py = arguments.py();
            let values = arguments.iter().map(|a| observe::describe(&a, 0)).collect();
            if !record.tensor_arguments.load(Ordering::Relaxed)
                && arguments.iter().any(|a| observe::holds_tensors(&a, 0))
            {
                record.tensor_arguments.store(true, Ordering::Relaxed);
            }
            let mut tensors =
                record.tensor_arguments.load(Ordering::Relaxed) || lock(&record.profile).tensors;
            if !tensors {
                let function = function.cloned().or_else(|| record.latest(py));
                tensors = function
                    .is_some_and(|f| f.cast::<PyFunction>().is_ok_and(observe::uses_tensors));
            }
            let calls = {
                let mut profile = lock(&record.profile);
                profile.observe_call(values);
                profile.tensors = tensors;
                profile.calls
            };
            let wanted = tensors || record.explicit();
            if record.state().is_early() && calls >= self.config.profile_calls {
                if wanted {
                    self.change(py, record, State::Hot);
                } else {
                    self.refuse(
                        py,
                        record,
                        Reason::new(
                            "JR0004",
                            "does no tensor work: no tensor, module or optimizer among its arguments or the names it uses",
                            record.info.line,
                        ),
                    );
                }
            } else if record.state() == State::Profiling && wanted {
                self.change(py, record, State::Probing);
            }
        });
    }

    /// The function stays imperative from now on.
    pub fn refuse(&self, py: Python<'_>, record: &Record, reason: Reason) {
        record.counters.note(reason);
        self.change(py, record, State::Refused);
    }

    fn change(&self, py: Python<'_>, record: &Record, state: State) {
        if !record.set_state(state) {
            return;
        }
        let callback = lock(&self.on_state_change)
            .as_ref()
            .map(|c| c.clone_ref(py));
        if let Some(callback) = callback
            && let Err(error) = callback.call1(py, (key_to(&record.info.key), state.name()))
        {
            if error.is_instance_of::<PyKeyboardInterrupt>(py) {
                // The user's, and not for a probe to swallow: it is raised again at the program's next instruction.
                // SAFETY: attached to the interpreter; it only marks the signal as pending.
                unsafe { pyo3::ffi::PyErr_SetInterrupt() };
                return;
            }
            // The function keeps the code it has, which is right in any state; the program is not to notice.
            record.counters.note(Reason::new(
                "JR0005",
                format!("internal error in Janus, please report it: {error}"),
                record.info.line,
            ));
        }
    }

    fn stats(&self) -> Stats {
        Stats::new(self.all().iter().map(|record| record.stats()).collect())
    }

    fn profile(&self) -> ProfileFile {
        let mut functions: Vec<FunctionProfile> = Vec::new();
        for record in self.all() {
            record.close_loops();
            functions.push(lock(&record.profile).clone());
        }
        functions.retain(|function| function.calls > 0);
        functions.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        ProfileFile::new(functions)
    }
}

impl Functions for Shared {
    fn branch(&self, key: &FunctionKey, line: u32, column: u32) -> Option<(u64, u64)> {
        let record = self.record(key)?;
        let profile = lock(&record.profile);
        let branch = profile
            .branches
            .iter()
            .find(|b| b.line == line && b.column == column)?;
        Some((branch.taken, branch.not_taken))
    }

    fn source(&self, key: &FunctionKey) -> Option<Arc<str>> {
        Some(self.record(key)?.info.source.clone())
    }
}

/// One per process.
#[pyclass(frozen, module = "janus_jit._janus")]
pub struct Engine {
    shared: Arc<Shared>,
}

impl Engine {
    fn find(&self, key: Key) -> PyResult<Arc<Record>> {
        let key = key_from(key);
        self.shared.record(&key).ok_or_else(|| {
            PyKeyError::new_err(format!("no function {} in {}", key.qualname, key.file))
        })
    }
}

#[pymethods]
impl Engine {
    /// `config` has `profile_calls`, `dump_ir`, `save_profile`, `load_profile` and `perf_map`, all optional.
    #[new]
    fn new(config: &Bound<'_, PyDict>) -> PyResult<Self> {
        let path = |name: &str| -> PyResult<Option<PathBuf>> {
            match config.get_item(name)? {
                Some(value) if !value.is_none() => Ok(Some(value.extract()?)),
                _ => Ok(None),
            }
        };
        let profile_calls = match config.get_item("profile_calls")? {
            Some(value) if !value.is_none() => value.extract()?,
            _ => 3,
        };
        if profile_calls == 0 {
            return Err(PyValueError::new_err("profile_calls must be at least 1"));
        }
        let replay = path("load_profile")?
            .map(|file| ProfileFile::read(&file))
            .transpose()
            .map_err(PyOSError::new_err)?;
        let rust = Config {
            profile_calls,
            dump_ir: path("dump_ir")?,
            save_profile: path("save_profile")?,
            perf_map: config
                .get_item("perf_map")?
                .is_some_and(|value| value.is_truthy().unwrap_or(false)),
        };
        Ok(Engine {
            shared: Arc::new(Shared {
                converter: converter(&rust),
                config: rust,
                records: Mutex::default(),
                on_state_change: Mutex::new(None),
                replay,
                disabled: AtomicBool::new(false),
            }),
        })
    }

    /// Whether this build can generate graphs.
    #[getter]
    fn converter_available(&self) -> bool {
        self.shared.converter.available()
    }

    /// `callback(key, state)` is called when a function's state changes.
    fn on_state_change(&self, callback: Py<PyAny>) {
        *lock(&self.shared.on_state_change) = Some(callback);
    }

    /// A `def` was executed and made `function`. Returns the state that its key is in.
    fn define(
        &self,
        info: &FunctionInfo,
        function: &Bound<'_, PyFunction>,
    ) -> PyResult<&'static str> {
        let record = self.shared.ensure(&info.inner);
        record.set_latest(PyWeakrefReference::new(function.as_any())?.unbind());
        Ok(record.state().name())
    }

    /// Asks for a function to be converted even if it seems to do no tensor work.
    fn request(&self, key: Key) -> PyResult<()> {
        self.find(key)?.request();
        Ok(())
    }

    /// Notes why a function cannot be taken over at all, and leaves it to CPython.
    fn refuse(
        &self,
        py: Python<'_>,
        info: &FunctionInfo,
        code: String,
        message: String,
        line: u32,
    ) {
        let record = self.shared.ensure(&info.inner);
        self.shared
            .refuse(py, &record, Reason::new(code, message, line));
    }

    /// The probe for the start of a call.
    fn call_probe(&self, info: &FunctionInfo) -> CallProbe {
        CallProbe {
            shared: self.shared.clone(),
            record: self.shared.ensure(&info.inner),
        }
    }

    /// The probe for the end of a call.
    fn exit_probe(&self, info: &FunctionInfo) -> ExitProbe {
        ExitProbe {
            record: self.shared.ensure(&info.inner),
        }
    }

    /// The probe for one side of a branch.
    fn branch_probe(
        &self,
        info: &FunctionInfo,
        line: u32,
        column: u32,
        taken: bool,
    ) -> BranchProbe {
        BranchProbe {
            record: self.shared.ensure(&info.inner),
            line,
            column,
            taken,
        }
    }

    /// The probes for before a loop and for its body.
    fn loop_probes(
        &self,
        info: &FunctionInfo,
        line: u32,
        column: u32,
    ) -> (LoopEnterProbe, LoopStepProbe) {
        let record = self.shared.ensure(&info.inner);
        let site = record.loop_site(line, column);
        let step = LoopStepProbe { site: site.clone() };
        (LoopEnterProbe { record, site }, step)
    }

    /// What is to stand in `function`'s code; `parameters` are its parameters as in `info`, and `free` those of its free variables
    /// whose cells the code passes, in the order of `co_freevars`.
    fn segment(
        &self,
        function: &Bound<'_, PyFunction>,
        parameters: Vec<String>,
        free: Vec<String>,
        info: &FunctionInfo,
    ) -> PyResult<Segment> {
        if parameters != *info.inner.parameters {
            return Err(PyValueError::new_err(
                "the parameters differ from those of the function's info",
            ));
        }
        let code = function.getattr("__code__")?;
        let names: Vec<String> = code.getattr("co_freevars")?.extract()?;
        let cells = (0..names.len()).filter(|&cell| free.contains(&names[cell]));
        Ok(Segment {
            cells: cells.collect(),
            shared: self.shared.clone(),
            record: self.shared.ensure(&info.inner),
            function: PyWeakrefReference::new(function.as_any())?.unbind(),
            globals: function.getattr("__globals__")?.as_ptr() as usize,
        })
    }

    /// Notes a call, as the probe does.
    fn observe_call(
        &self,
        key: Key,
        function: &Bound<'_, PyAny>,
        arguments: &Bound<'_, PyTuple>,
    ) -> PyResult<()> {
        let record = self.find(key)?;
        self.shared.observe_call(&record, Some(function), arguments);
        Ok(())
    }

    /// Notes which way the branch at `site`, a line and a column, went.
    fn observe_branch(&self, key: Key, site: (u32, u32), taken: bool) -> PyResult<()> {
        lock(&self.find(key)?.profile).observe_branch(site.0, site.1, taken);
        Ok(())
    }

    /// Notes how often the body of the loop at `site` ran.
    fn observe_trip(&self, key: Key, site: (u32, u32), trips: u64) -> PyResult<()> {
        lock(&self.find(key)?.profile).observe_trip(site.0, site.1, trips);
        Ok(())
    }

    /// `profiling`, `probing`, `hot` or `refused`.
    fn state(&self, key: Key) -> PyResult<&'static str> {
        Ok(self.find(key)?.state().name())
    }

    /// Calls of this function that ran native.
    fn native_calls(&self, key: Key) -> PyResult<u64> {
        Ok(self.find(key)?.counters.native())
    }

    /// The content of the stats file.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = serde_json::to_string(&self.shared.stats())
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        py.import("json")?.call_method1("loads", (text,))
    }

    /// The content of the profile file.
    fn profile<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = serde_json::to_string(&self.shared.profile())
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        py.import("json")?.call_method1("loads", (text,))
    }

    /// Writes the profile where `save_profile` says.
    fn finish(&self) -> PyResult<()> {
        match &self.shared.config.save_profile {
            Some(path) => self
                .shared
                .profile()
                .write(path)
                .map_err(PyOSError::new_err),
            None => Ok(()),
        }
    }

    /// Every function is refused with this message, since another compiler has the program.
    fn stand_aside(&self, message: &str) {
        for record in self.shared.all() {
            if record.set_state(State::Refused) {
                record
                    .counters
                    .note(Reason::new("JR0010", message, record.info.line));
            }
        }
        self.disable();
    }

    /// From now on every call runs imperatively and nothing is counted.
    fn disable(&self) {
        self.shared.disabled.store(true, Ordering::Relaxed);
    }
}
