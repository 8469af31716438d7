//! The thread pool behind the parallel loops of compiled code.
//!
//! Compiled code calls [`janus_parallel_for`], which splits a range of iterations among the calling thread and the
//! pool's workers. A region lasts tens of microseconds, so a hand-over must cost about one: workers spin for a while
//! after their last region before they sleep.

use std::{
    cell::Cell,
    ffi::c_void,
    hint::spin_loop,
    sync::{
        Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicI64, AtomicPtr, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// The body of a parallel loop: runs the iterations `lower..upper` on the values that `context` points to.
pub type Body = unsafe extern "C" fn(context: *mut c_void, lower: i64, upper: i64);

/// How long a worker spins for the next region before it sleeps.
const SPIN: Duration = Duration::from_micros(100);

/// Chunks per thread: enough to even out threads that the system disturbs, few enough to keep each chunk fat.
const CHUNKS_PER_THREAD: i64 = 4;

/// The stack of a worker: bodies keep their scratch buffers there.
const STACK_SIZE: usize = 16 << 20;

/// Sets the number of threads, the caller of a region included, for the regions that start from now on.
pub fn set_threads(threads: usize) {
    pool().threads.store(threads.max(1), Ordering::Relaxed);
}

/// The number of threads, the caller of a region included.
pub fn threads() -> usize {
    pool().threads.load(Ordering::Relaxed)
}

/// Runs `body` on all of `lower..upper`, in parallel, in chunks of at least `grain` iterations, and returns when all
/// are done. Called by compiled code.
///
/// Nested regions, and regions of several threads at a time, run one inside the caller and the others beside it
/// without the pool.
///
/// # Safety
///
/// `body` must be safe to call with `context` on any sub-range, on several threads at a time.
pub unsafe extern "C" fn janus_parallel_for(
    body: Body,
    context: *mut c_void,
    lower: i64,
    upper: i64,
    grain: i64,
) {
    let total = upper.saturating_sub(lower);
    if total <= 0 {
        return;
    }
    let pool = pool();
    let threads = pool.threads.load(Ordering::Relaxed);
    let chunk = grain
        .max(1)
        .max(total.div_euclid(threads as i64 * CHUNKS_PER_THREAD))
        .max(total.div_euclid(i64::from(MAX_CHUNKS)) + 1);
    let serial = threads == 1 || chunk >= total || IN_REGION.get();
    let region = if serial { None } else { pool.enter(threads) };
    let Some(_region) = region else {
        // SAFETY: as the caller says.
        unsafe { body(context, lower, upper) };
        return;
    };
    IN_REGION.set(true);
    pool.run(Job {
        body,
        context,
        lower,
        upper,
        chunk,
    });
    IN_REGION.set(false);
}

thread_local! {
    /// Whether this thread is inside a region.
    static IN_REGION: Cell<bool> = const { Cell::new(false) };
}

const MAX_CHUNKS: u32 = u32::MAX / 4;

/// One region.
#[derive(Clone, Copy)]
struct Job {
    body: Body,
    context: *mut c_void,
    lower: i64,
    upper: i64,
    chunk: i64,
}

impl Job {
    fn chunks(&self) -> u32 {
        // At most MAX_CHUNKS by the choice of the chunk.
        (self.upper - self.lower).div_ceil_positive(self.chunk) as u32
    }
}

trait DivCeil {
    fn div_ceil_positive(self, by: Self) -> Self;
}

impl DivCeil for i64 {
    fn div_ceil_positive(self, by: Self) -> Self {
        (self - 1).div_euclid(by) + 1
    }
}

/// The fields of the current job, readable while another is being written: a thread reads them only after it has
/// claimed a chunk of the job, and the job stays until all of its chunks are done.
struct Slot {
    /// The number of the region (upper half) and of its chunks not yet claimed (lower half). Claiming a chunk is a
    /// compare-and-swap of both, so that a late thread cannot take a chunk of another region than the one it saw.
    ticket: AtomicU64,
    /// The chunks not yet done.
    pending: AtomicI64,
    body: AtomicPtr<c_void>,
    context: AtomicPtr<c_void>,
    lower: AtomicI64,
    upper: AtomicI64,
    chunk: AtomicI64,
}

struct Pool {
    threads: AtomicUsize,
    slot: Slot,
    /// Held by the thread whose region is running.
    region: Mutex<usize>,
    process: u32,
    sleepers: AtomicUsize,
    bed: Mutex<()>,
    bell: Condvar,
}

fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| Pool {
        threads: AtomicUsize::new(thread::available_parallelism().map_or(1, usize::from)),
        slot: Slot {
            ticket: AtomicU64::new(0),
            pending: AtomicI64::new(0),
            body: AtomicPtr::default(),
            context: AtomicPtr::default(),
            lower: AtomicI64::new(0),
            upper: AtomicI64::new(0),
            chunk: AtomicI64::new(0),
        },
        region: Mutex::new(0),
        process: std::process::id(),
        sleepers: AtomicUsize::new(0),
        bed: Mutex::new(()),
        bell: Condvar::new(),
    })
}

impl Pool {
    /// Takes the pool for a region, unless another thread has it. Makes missing workers.
    fn enter(&'static self, threads: usize) -> Option<MutexGuard<'static, usize>> {
        // A forked child has no workers, and its locks may be held by threads that it lacks.
        if std::process::id() != self.process {
            return None;
        }
        let mut workers = self.region.try_lock().ok()?;
        while *workers + 1 < threads {
            let index = *workers;
            let worker = thread::Builder::new()
                .name(format!("janus-{index}"))
                .stack_size(STACK_SIZE)
                .spawn(move || self.work(index));
            if worker.is_err() {
                break;
            }
            *workers += 1;
        }
        Some(workers)
    }

    /// Runs a job to its end. The caller holds the region's lock.
    fn run(&self, job: Job) {
        let slot = &self.slot;
        let chunks = job.chunks();
        slot.body.store(job.body as *mut c_void, Ordering::Relaxed);
        slot.context.store(job.context, Ordering::Relaxed);
        slot.lower.store(job.lower, Ordering::Relaxed);
        slot.upper.store(job.upper, Ordering::Relaxed);
        slot.chunk.store(job.chunk, Ordering::Relaxed);
        slot.pending.store(i64::from(chunks), Ordering::Relaxed);
        let number = (slot.ticket.load(Ordering::Relaxed) >> 32) + 1;
        slot.ticket
            .store(number << 32 | u64::from(chunks), Ordering::SeqCst);
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            let _bed = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
            self.bell.notify_all();
        }
        while self.claim_and_run() {}
        let mut spins = 0_u32;
        while slot.pending.load(Ordering::Acquire) > 0 {
            spins += 1;
            if spins < 10_000 {
                spin_loop();
            } else {
                // Somebody else has the core that the last chunk needs.
                thread::yield_now();
            }
        }
    }

    /// Claims one chunk of the current region and runs it.
    fn claim_and_run(&self) -> bool {
        let slot = &self.slot;
        let mut ticket = slot.ticket.load(Ordering::Acquire);
        let left = loop {
            let left = ticket as u32;
            if left == 0 {
                return false;
            }
            match slot.ticket.compare_exchange_weak(
                ticket,
                ticket - 1,
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => break left,
                Err(now) => ticket = now,
            }
        };
        let (upper, chunk) = (
            slot.upper.load(Ordering::Relaxed),
            slot.chunk.load(Ordering::Relaxed),
        );
        let lower = slot.lower.load(Ordering::Relaxed);
        let chunks = (upper - lower).div_ceil_positive(chunk);
        let start = lower + (chunks - i64::from(left)) * chunk;
        let body = slot.body.load(Ordering::Relaxed);
        let context = slot.context.load(Ordering::Relaxed);
        // SAFETY: the slot holds the job of the claimed chunk until its `pending` reaches zero, and `body` is a
        // `Body` that its poster vouches for.
        unsafe {
            let body = std::mem::transmute::<*mut c_void, Body>(body);
            body(context, start, upper.min(start + chunk));
        }
        slot.pending.fetch_sub(1, Ordering::Release);
        true
    }

    /// The life of a worker.
    fn work(&self, index: usize) {
        IN_REGION.set(true);
        let mut idle_since = Instant::now();
        loop {
            let enabled = index + 1 < self.threads.load(Ordering::Relaxed);
            if enabled && self.claim_and_run() {
                while self.claim_and_run() {}
                idle_since = Instant::now();
                continue;
            }
            for _ in 0..64 {
                spin_loop();
            }
            if idle_since.elapsed() < SPIN {
                continue;
            }
            self.sleep(enabled);
            idle_since = Instant::now();
        }
    }

    fn sleep(&self, enabled: bool) {
        let bed = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        self.sleepers.fetch_add(1, Ordering::SeqCst);
        // A region posted before the line above did not see this sleeper.
        if !enabled || self.slot.ticket.load(Ordering::SeqCst) as u32 == 0 {
            drop(self.bell.wait(bed));
        }
        self.sleepers.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;

    unsafe extern "C" fn count(context: *mut c_void, lower: i64, upper: i64) {
        // SAFETY: the tests pass a vector of counters that covers the range.
        let counters = unsafe { &*context.cast::<Vec<AtomicU32>>() };
        for index in lower..upper {
            counters[index as usize].fetch_add(1, Ordering::Relaxed);
        }
    }

    unsafe extern "C" fn nested(context: *mut c_void, lower: i64, upper: i64) {
        // SAFETY: as for the outer loop.
        unsafe { janus_parallel_for(count, context, lower, upper, 1) }
    }

    fn check(body: Body, size: usize, lower: i64, grain: i64) {
        let mut counters: Vec<AtomicU32> = (0..size).map(|_| AtomicU32::new(0)).collect();
        // SAFETY: the body counts within the vector.
        unsafe { janus_parallel_for(body, (&raw mut counters).cast(), lower, size as i64, grain) };
        for (index, counter) in counters.iter().enumerate() {
            let expected = u32::from(index as i64 >= lower);
            assert_eq!(
                counter.load(Ordering::Relaxed),
                expected,
                "{index} of {size}"
            );
        }
    }

    #[test]
    fn every_iteration_runs_once() {
        set_threads(3);
        for size in [0, 1, 2, 3, 7, 50, 1000] {
            for grain in [1, 4, 100] {
                check(count, size, 0, grain);
                check(count, size, size as i64 / 2, grain);
            }
        }
    }

    #[test]
    fn nested_and_concurrent_regions() {
        set_threads(4);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        check(nested, 64, 0, 1);
                    }
                });
            }
        });
    }

    #[test]
    fn sleeping_workers_wake() {
        set_threads(2);
        for _ in 0..20 {
            check(count, 100, 0, 1);
            thread::sleep(Duration::from_micros(300));
        }
    }
}
