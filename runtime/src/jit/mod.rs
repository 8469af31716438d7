//! Compiling MLIR to native code of this process.
//!
//! [`Compiled::compile`] takes a module to which the CPU pipeline has been applied (only the `llvm` dialect is left),
//! translates it to LLVM IR, optimizes it for the host and links it into the process.
//! [`Compiled::lower_and_compile`] runs a pass pipeline first.

mod codegen;
mod descriptor;
mod engine;
mod memory;
mod perf_map;
mod vector_math;

pub use self::descriptor::Descriptor;
use self::engine::Engine;
use melior::{Context, ir::Module, pass::PassManager, utility::parse_pass_pipeline};
use std::{
    ffi::c_void,
    time::{Duration, Instant},
};

/// Why a module could not be compiled.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A pass failed. Its diagnostics went to the context's handler.
    #[error("lowering failed: {0}")]
    Lowering(String),
    /// Something other than the `llvm` dialect is left, or LLVM rejects it.
    #[error("translation to LLVM IR failed: {0}")]
    Translation(String),
    /// LLVM's optimizer or code generator.
    #[error("code generation failed: {0}")]
    Codegen(String),
    /// The linker: a symbol that nobody defines.
    #[error("linking failed: {0}")]
    Link(String),
    /// A call with another number of arguments than the function has.
    #[error("the compiled function takes {expected} arguments, not {given}")]
    Arguments {
        /// As compiled.
        expected: usize,
        /// As called.
        given: usize,
    },
}

/// What to do how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The functions that are called.
    pub entries: Vec<String>,
    /// LLVM's passes, as `opt -passes=` takes them.
    pub passes: String,
    /// Keep the optimized LLVM IR as text.
    pub keep_ir: bool,
    /// Tell Linux's `perf` the functions' names.
    pub perf_map: bool,
}

/// What the pipeline leaves to LLVM: loops are already tiled to fit the registers, and vectorized. So addresses are
/// simplified and invariants moved, and the few scalar loops that are left are vectorized; unrolling, inlining and the
/// repetitions of `default<O3>` would take twice the time and make nothing faster.
pub const LLVM_PASSES: &str = "always-inline,\
    function(sroa,early-cse<memssa>,simplifycfg,instcombine<max-iterations=1;no-verify-fixpoint>,\
    loop-mssa(loop-rotate,licm),loop(indvars,loop-unroll-full),gvn,dse,loop-vectorize,simplifycfg,early-cse<memssa>,loop-mssa(licm)),\
    globaldce";

impl Default for Options {
    fn default() -> Self {
        Self {
            entries: vec!["main".to_owned()],
            passes: LLVM_PASSES.to_owned(),
            keep_ir: false,
            perf_map: false,
        }
    }
}

/// Where the time went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// MLIR's passes.
    pub lower: Duration,
    /// MLIR to LLVM IR.
    pub translate: Duration,
    /// LLVM's optimizer.
    pub optimize: Duration,
    /// LLVM's code generator.
    pub codegen: Duration,
    /// Linking into the process.
    pub link: Duration,
}

impl Timing {
    /// The sum.
    pub fn total(&self) -> Duration {
        self.lower + self.translate + self.optimize + self.codegen + self.link
    }
}

/// Compiled functions. Their code is freed with it.
pub struct Compiled {
    // Owns the code that `entries` point to.
    _engine: Engine,
    entries: Vec<codegen::Entry>,
    arguments: Vec<usize>,
    timing: Timing,
    ir: Option<String>,
}

// SAFETY: the code is immutable, and the engine is only touched again to free it.
unsafe impl Send for Compiled {}
// SAFETY: as above; compiled functions keep no state of their own between calls.
unsafe impl Sync for Compiled {}

impl Compiled {
    /// Parses a module, runs a pass pipeline such as `builtin.module(janus-cpu-pipeline)` on it and compiles it.
    pub fn lower_and_compile(
        context: &Context,
        module: &mut Module,
        pipeline: &str,
        options: &Options,
    ) -> Result<Self, Error> {
        let start = Instant::now();
        let manager = PassManager::new(context);
        parse_pass_pipeline(manager.as_operation_pass_manager(), pipeline)
            .map_err(|error| Error::Lowering(error.to_string()))?;
        manager
            .run(module)
            .map_err(|error| Error::Lowering(error.to_string()))?;
        let lower = start.elapsed();
        let mut compiled = Self::compile(module, options)?;
        compiled.timing.lower = lower;
        Ok(compiled)
    }

    /// Compiles a module of the `llvm` dialect.
    pub fn compile(module: &Module, options: &Options) -> Result<Self, Error> {
        let start = Instant::now();
        let host = codegen::Host::get()?;
        let llvm = inkwell::context::Context::create();
        let unit = codegen::Unit::translate(&llvm, module.as_operation(), host, &options.entries)?;
        let translate = start.elapsed();
        let start = Instant::now();
        unit.optimize(&options.passes)?;
        let optimize = start.elapsed();
        let ir = options.keep_ir.then(|| unit.text());
        let start = Instant::now();
        let object = unit.object()?;
        let codegen = start.elapsed();
        let start = Instant::now();
        let functions = match options.perf_map {
            true => perf_map::functions(&object)?,
            false => Vec::new(),
        };
        let engine = Engine::link(object)?;
        let entries: Vec<_> = (0..options.entries.len())
            .map(|index| engine.entry(&codegen::entry_symbol(index)))
            .collect::<Result<_, _>>()?;
        if let Some(&first) = entries.first() {
            perf_map::write(&functions, &codegen::entry_symbol(0), first as usize as u64)?;
        }
        let link = start.elapsed();
        Ok(Self {
            _engine: engine,
            entries,
            arguments: unit.arguments().to_vec(),
            timing: Timing {
                lower: Duration::ZERO,
                translate,
                optimize,
                codegen,
                link,
            },
            ir,
        })
    }

    /// The number of arguments of an entry: inputs, then results.
    pub fn arguments(&self, entry: usize) -> usize {
        self.arguments[entry]
    }

    /// Where compile time went.
    pub fn timing(&self) -> Timing {
        self.timing
    }

    /// The optimized LLVM IR, where [`Options::keep_ir`] asked for it.
    pub fn ir(&self) -> Option<&str> {
        self.ir.as_deref()
    }

    /// Runs the first entry. Returns its status.
    ///
    /// # Safety
    ///
    /// Each descriptor has the rank, the element type and the static sizes of its argument, row-major strides, and
    /// points to live memory of that size, which nobody else writes; the results' memory overlaps no other argument's.
    pub unsafe fn call(&self, arguments: &[Descriptor]) -> Result<i32, Error> {
        if arguments.len() != self.arguments[0] {
            return Err(Error::Arguments {
                expected: self.arguments[0],
                given: arguments.len(),
            });
        }
        let pointers: Vec<*const c_void> = arguments.iter().map(Descriptor::as_ptr).collect();
        // SAFETY: as the caller says; there are as many pointers as the entry reads.
        Ok(unsafe { (self.entries[0])(pointers.as_ptr()) })
    }

    /// Runs an entry on prepared pointers to descriptors, without any allocation. Returns its status.
    ///
    /// # Safety
    ///
    /// As for [`Self::call`], and there are [`Self::arguments`] pointers.
    pub unsafe fn call_raw(&self, entry: usize, arguments: *const *const c_void) -> i32 {
        // SAFETY: as the caller says.
        unsafe { (self.entries[entry])(arguments) }
    }
}

#[cfg(test)]
mod tests;
