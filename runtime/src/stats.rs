//! Counters per function, and the file of `janus run --stats`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use serde::Serialize;

use crate::convert::Reason;
use crate::function::FunctionInfo;

/// A reason with the number of calls that it concerned.
#[derive(Clone, Debug, Serialize)]
pub struct CountedReason {
    #[serde(flatten)]
    pub reason: Reason,
    pub count: u64,
}

/// Durations kept per function and kind of call: enough for a steady median, bounded for a long run.
const MAX_SAMPLES: usize = 4096;

/// The last durations of one kind of call.
#[derive(Debug, Default)]
struct Samples {
    microseconds: Vec<f32>,
    next: usize,
}

impl Samples {
    fn add(&mut self, duration: Duration) {
        let sample = duration.as_secs_f32() * 1e6;
        if self.microseconds.len() < MAX_SAMPLES {
            self.microseconds.push(sample);
        } else {
            self.microseconds[self.next] = sample;
            self.next = (self.next + 1) % MAX_SAMPLES;
        }
    }

    /// In milliseconds.
    fn median(&self) -> Option<f64> {
        let mut sorted = self.microseconds.clone();
        sorted.sort_by(f32::total_cmp);
        let middle = sorted.get(sorted.len() / 2)?;
        let lower = sorted[(sorted.len() - 1) / 2];
        Some(f64::from(middle + lower) / 2000.0)
    }
}

/// Counters of one function. Every call that Janus sees is exactly one of profiled, native and fallback.
#[derive(Debug, Default)]
pub struct Counters {
    profiled: AtomicU64,
    native: AtomicU64,
    fallbacks: AtomicU64,
    graphs: AtomicU64,
    compile_us: AtomicU64,
    reasons: Mutex<Vec<CountedReason>>,
    imperative_time: Mutex<Samples>,
    native_time: Mutex<Samples>,
}

/// Locks without a chance to panic: what a panicking holder left are still usable numbers.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}

impl Counters {
    pub fn count_profiled(&self) {
        self.profiled.fetch_add(1, Ordering::Relaxed);
    }

    /// `duration` is missing for a call that also compiled.
    pub fn count_native(&self, duration: Option<Duration>) {
        self.native.fetch_add(1, Ordering::Relaxed);
        if let Some(duration) = duration {
            lock(&self.native_time).add(duration);
        }
    }

    /// How long a profiled call took, its probes included.
    pub fn time_imperative(&self, duration: Duration) {
        lock(&self.imperative_time).add(duration);
    }

    /// A call that was to run native and ran imperatively.
    pub fn count_fallback(&self) {
        self.fallbacks.fetch_add(1, Ordering::Relaxed);
    }

    /// A graph was generated and compiled; `microseconds` is the whole time from the call that asked for it.
    pub fn count_graph(&self, microseconds: u64) {
        self.graphs.fetch_add(1, Ordering::Relaxed);
        self.compile_us.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// Notes why something was not converted or did not run native.
    pub fn note(&self, reason: Reason) {
        let mut reasons = lock(&self.reasons);
        match reasons.iter_mut().find(|r| r.reason == reason) {
            Some(known) => known.count += 1,
            None => reasons.push(CountedReason { reason, count: 1 }),
        }
    }

    pub fn native(&self) -> u64 {
        self.native.load(Ordering::Relaxed)
    }

    pub fn fallbacks(&self) -> u64 {
        self.fallbacks.load(Ordering::Relaxed)
    }

    pub fn graphs(&self) -> u64 {
        self.graphs.load(Ordering::Relaxed)
    }

    /// The counters as they stand now.
    pub fn snapshot(&self, info: &FunctionInfo, state: &'static str) -> FunctionStats {
        let profiled = self.profiled.load(Ordering::Relaxed);
        let native = self.native();
        let fallbacks = self.fallbacks();
        FunctionStats {
            name: info.key.qualname.to_string(),
            file: info.key.file.to_string(),
            line: info.line,
            state,
            calls: profiled + native + fallbacks,
            profiled,
            native,
            fallbacks,
            graphs: self.graphs(),
            compile_ms: self.compile_us.load(Ordering::Relaxed) as f64 / 1000.0,
            imperative_ms: lock(&self.imperative_time).median(),
            native_ms: lock(&self.native_time).median(),
            reasons: lock(&self.reasons).clone(),
        }
    }
}

/// One entry of the stats file.
#[derive(Clone, Debug, Serialize)]
pub struct FunctionStats {
    pub name: String,
    pub file: String,
    pub line: u32,
    /// `profiling`, `hot` or `refused`. The calls of a refused function that never ran native are no longer counted.
    pub state: &'static str,
    pub calls: u64,
    pub profiled: u64,
    pub native: u64,
    pub fallbacks: u64,
    pub graphs: u64,
    pub compile_ms: f64,
    /// Median time of a profiled call.
    pub imperative_ms: Option<f64>,
    /// Median time of a native call, without those that compiled.
    pub native_ms: Option<f64>,
    pub reasons: Vec<CountedReason>,
}

/// Sums over all functions.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Totals {
    pub functions: u64,
    pub calls: u64,
    pub profiled: u64,
    pub native: u64,
    pub fallbacks: u64,
    pub graphs: u64,
    pub compile_ms: f64,
}

/// The stats file.
#[derive(Clone, Debug, Serialize)]
pub struct Stats {
    pub version: u32,
    pub functions: Vec<FunctionStats>,
    pub totals: Totals,
}

impl Stats {
    /// Sorts functions by place in the source and sums them up.
    pub fn new(mut functions: Vec<FunctionStats>) -> Self {
        functions.sort_by(|a, b| (&a.file, a.line, &a.name).cmp(&(&b.file, b.line, &b.name)));
        let mut totals = Totals::default();
        for function in &functions {
            totals.functions += 1;
            totals.calls += function.calls;
            totals.profiled += function.profiled;
            totals.native += function.native;
            totals.fallbacks += function.fallbacks;
            totals.graphs += function.graphs;
            totals.compile_ms += function.compile_ms;
        }
        Stats {
            version: 1,
            functions,
            totals,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::FunctionKey;

    #[test]
    fn calls_are_the_sum_and_equal_reasons_are_counted() {
        let counters = Counters::default();
        counters.count_profiled();
        counters.count_native(Some(Duration::from_millis(4)));
        counters.count_native(Some(Duration::from_millis(6)));
        counters.count_native(None);
        counters.count_fallback();
        counters.count_graph(2500);
        for line in [3, 3, 4] {
            counters.note(Reason::new("JR0000", "why", line));
        }
        let info = FunctionInfo {
            key: FunctionKey {
                file: "a.py".into(),
                qualname: "f".into(),
                first_line: 1,
            },
            name: "f".into(),
            module: "__main__".into(),
            line: 1,
            column: 0,
            end_line: 4,
            parameters: Vec::new().into(),
            source: "".into(),
        };
        let stats = Stats::new(vec![counters.snapshot(&info, "hot")]);
        assert_eq!(stats.totals.calls, 5);
        assert!((stats.functions[0].native_ms.unwrap() - 5.0).abs() < 1e-3);
        assert_eq!(stats.functions[0].imperative_ms, None);
        assert_eq!(stats.functions[0].compile_ms, 2.5);
        let counts: Vec<_> = stats.functions[0].reasons.iter().map(|r| r.count).collect();
        assert_eq!(counts, [2, 1]);
        let json = serde_json::to_value(&stats).unwrap();
        assert_eq!(json["functions"][0]["reasons"][0]["code"], "JR0000");
    }
}
