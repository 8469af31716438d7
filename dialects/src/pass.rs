//! Passes and pipelines written in Rust, in MLIR's own registry.

use crate::{
    context::context_from_raw,
    diagnostic::{Diagnostic, Failure, PassResult},
    dialect::Dialect,
    ffi::{self, JanusOptions, JanusPass, JanusPassDescriptor, JanusStatisticSpec},
    ir::OperationExt,
    options::{OptionSpec, Options},
};
use melior::{
    Context,
    ir::{Location, OperationRef, operation::OperationLike},
};
use mlir_sys::{MlirContext, MlirOperation};
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    ffi::{CString, c_void},
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};

/// The declaration of a statistic, shown by `--mlir-pass-statistics`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StatisticSpec {
    /// A short name.
    pub name: &'static str,
    /// A sentence.
    pub description: &'static str,
}

impl StatisticSpec {
    /// Declares a statistic.
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, description }
    }
}

/// A pass.
///
/// MLIR makes one value by [`Default`] for each place of a pipeline, and may
/// clone it to run on several operations at a time, so state does not carry
/// over from one operation to the next.
///
/// ```
/// use janus_dialects::{
///     OptionSpec, Pass, PassContext, PassResult, StatisticSpec,
///     ir::{OperationExt, i64_attr, parse_module, run_pipeline},
///     melior::ir::OperationRef,
///     new_context, register_pass,
/// };
///
/// /// Numbers the functions of a module.
/// #[derive(Clone, Default)]
/// struct NumberFunctions;
///
/// impl Pass for NumberFunctions {
///     const ARGUMENT: &'static str = "number-functions";
///     const DESCRIPTION: &'static str = "Number the functions of a module";
///
///     fn options() -> &'static [OptionSpec] {
///         const OPTIONS: &[OptionSpec] = &[OptionSpec::int("first", "the first number", 0)];
///         OPTIONS
///     }
///
///     fn statistics() -> &'static [StatisticSpec] {
///         const STATISTICS: &[StatisticSpec] = &[StatisticSpec::new("numbered", "functions numbered")];
///         STATISTICS
///     }
///
///     fn run<'c>(&mut self, module: OperationRef<'c, '_>, pass: &PassContext<'c, '_>) -> PassResult<'c> {
///         for (index, function) in (pass.options().int("first")..).zip(module.find_all("func.func")) {
///             if function.attr("test.number").is_some() {
///                 return Err(function.error("has a number already").into());
///             }
///             function.set_attr("test.number", i64_attr(pass.context(), index));
///             pass.count("numbered", 1);
///         }
///         Ok(())
///     }
/// }
///
/// register_pass::<NumberFunctions>();
/// let context = new_context();
/// let mut module = parse_module(&context, "func.func private @f()").unwrap();
/// let pipeline = "builtin.module(number-functions{first=3})";
/// run_pipeline(&mut module, pipeline).unwrap();
/// assert!(module.as_operation().to_string().contains("test.number = 3"));
/// let errors = run_pipeline(&mut module, pipeline).unwrap_err();
/// assert_eq!(errors[0].message, "'func.func' op has a number already");
/// ```
pub trait Pass: Clone + Default + Send + 'static {
    /// The flag, in kebab case.
    const ARGUMENT: &'static str;
    /// A sentence for `--help`.
    const DESCRIPTION: &'static str;
    /// The operation that the pass runs on; `None` for any.
    const ANCHOR: Option<&'static str> = Some("builtin.module");

    /// The options.
    fn options() -> &'static [OptionSpec] {
        &[]
    }

    /// The statistics.
    fn statistics() -> &'static [StatisticSpec] {
        &[]
    }

    /// The dialects whose operations, types or attributes the pass creates,
    /// beyond those in its input.
    fn dependent_dialects() -> &'static [Dialect] {
        &[]
    }

    /// Called once before the pipeline runs, where options that are wrong in
    /// themselves (a file that cannot be read) are best reported.
    fn initialize(&mut self, _options: &Options) -> Result<(), String> {
        Ok(())
    }

    /// Runs on one operation. The diagnostics of a failure are emitted, those
    /// without a location at the operation, and the pipeline stops.
    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c>;
}

/// What a running pass can ask of MLIR.
pub struct PassContext<'c, 'p> {
    raw: *mut JanusPass,
    context: &'c Context,
    options: &'p Options,
    statistics: &'static [StatisticSpec],
    _pass: PhantomData<&'p JanusPass>,
}

impl<'c> PassContext<'c, '_> {
    /// The context.
    pub fn context(&self) -> &'c Context {
        self.context
    }

    /// The values of the options.
    pub fn options(&self) -> &Options {
        self.options
    }

    /// Adds to a statistic by its name. An undeclared name is ignored.
    pub fn count(&self, statistic: &str, amount: u64) {
        if let Some(index) = self
            .statistics
            .iter()
            .position(|spec| spec.name == statistic)
        {
            // SAFETY: the pass is running, and the index is that of a
            // declared statistic.
            unsafe { ffi::janusPassAddStatistic(self.raw, index as isize, amount) }
        }
    }

    /// Says that nothing was changed that an analysis depends on.
    pub fn preserve_all_analyses(&self) {
        // SAFETY: the pass is running.
        unsafe { ffi::janusPassPreserveAnalyses(self.raw) }
    }

    /// Runs a pipeline, such as `canonicalize,cse`, on the operation of the
    /// pass or one nested in it. The dialects that its passes create must be
    /// among the dependent dialects of this one.
    pub fn run_pipeline(&self, operation: OperationRef<'c, '_>, pipeline: &str) -> PassResult<'c> {
        let mut error = Vec::new();
        // SAFETY: the pass is running, the operation is live, and the buffer
        // outlives the call.
        let succeeded = unsafe {
            ffi::janusPassRunPipeline(
                self.raw,
                operation.to_raw(),
                ffi::string_ref(pipeline),
                Some(ffi::append_bytes),
                (&raw mut error).cast(),
            )
        };
        if succeeded {
            Ok(())
        } else if error.is_empty() {
            Err(Failure::emitted())
        } else {
            Err(Diagnostic::error(
                operation.location(),
                String::from_utf8_lossy(&error).trim().to_owned(),
            )
            .into())
        }
    }
}

/// Puts a pass into MLIR's registry, under its argument. Registering the same
/// pass again does nothing.
///
/// # Panics
///
/// Panics where another pass of ours has the same argument.
pub fn register_pass<P: Pass>() {
    static REGISTERED: Mutex<Option<HashMap<&'static str, TypeId>>> = Mutex::new(None);

    let mut registered = REGISTERED.lock().unwrap_or_else(PoisonError::into_inner);
    let id = TypeId::of::<P>();
    if let Some(other) = registered.get_or_insert_default().insert(P::ARGUMENT, id) {
        assert!(other == id, "two passes are named `{}`", P::ARGUMENT);
        return;
    }

    let options: Vec<_> = P::options().iter().map(|option| option.to_raw()).collect();
    let statistics: Vec<_> = P::statistics()
        .iter()
        .map(|statistic| JanusStatisticSpec {
            name: leak_c_string(statistic.name),
            description: leak_c_string(statistic.description),
        })
        .collect();
    let dialects: Vec<_> = P::dependent_dialects()
        .iter()
        .map(|dialect| ffi::string_ref(dialect.name()))
        .collect();
    let descriptor = JanusPassDescriptor {
        argument: ffi::string_ref(P::ARGUMENT),
        description: ffi::string_ref(P::DESCRIPTION),
        anchor: ffi::string_ref(P::ANCHOR.unwrap_or("")),
        num_options: options.len() as isize,
        options: options.leak().as_ptr(),
        num_statistics: statistics.len() as isize,
        statistics: statistics.leak().as_ptr(),
        num_dialects: dialects.len() as isize,
        dialects: dialects.leak().as_ptr(),
        create: create::<P>,
        clone: clone::<P>,
        destroy: destroy::<P>,
        initialize: initialize::<P>,
        run: run::<P>,
    };
    // SAFETY: the descriptor and all that it refers to are leaked, as MLIR's
    // registry lives as long as the program.
    let known = unsafe { ffi::janusRegisterPass(Box::leak(Box::new(descriptor))) };
    assert!(
        known,
        "`{}` depends on a dialect that the shim lacks",
        P::ARGUMENT
    );
}

fn leak_c_string(string: &str) -> *const std::ffi::c_char {
    CString::new(string).unwrap_or_default().into_raw()
}

/// The text that a panic carries.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown panic")
}

/// # Safety
///
/// `raw` must be a live context, for `'c`.
pub(crate) unsafe fn context<'c>(raw: MlirContext) -> &'c Context {
    // SAFETY: as the caller says.
    unsafe { context_from_raw(raw) }
}

fn internal_error<'c>(argument: &str, payload: &(dyn Any + Send)) -> Diagnostic<'c> {
    Diagnostic::unlocated(format!(
        "internal error in pass '{argument}': {}",
        panic_message(payload)
    ))
}

// The pass adapter calls these. None of them unwinds. A state is a `Box<P>`,
// or null where making it panicked.

unsafe extern "C" fn create<P: Pass>() -> *mut c_void {
    catch_unwind(|| Box::into_raw(Box::new(P::default())).cast()).unwrap_or(std::ptr::null_mut())
}

unsafe extern "C" fn clone<P: Pass>(state: *const c_void) -> *mut c_void {
    // SAFETY: the adapter passes what `create` or `clone` returned.
    let Some(pass) = (unsafe { state.cast::<P>().as_ref() }) else {
        return std::ptr::null_mut();
    };
    catch_unwind(AssertUnwindSafe(|| {
        Box::into_raw(Box::new(pass.clone())).cast()
    }))
    .unwrap_or(std::ptr::null_mut())
}

unsafe extern "C" fn destroy<P: Pass>(state: *mut c_void) {
    if !state.is_null() {
        // SAFETY: made by `create` or `clone`, and destroyed once. A panic in
        // a destructor has nowhere to be reported.
        let _ = catch_unwind(AssertUnwindSafe(|| unsafe {
            drop(Box::from_raw(state.cast::<P>()));
        }));
    }
}

unsafe extern "C" fn initialize<P: Pass>(
    state: *mut c_void,
    raw: MlirContext,
    options: *const JanusOptions,
) -> bool {
    // SAFETY: the adapter passes a live context.
    let context = unsafe { context(raw) };
    let result = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: a state that nobody else uses, and the options of this pass.
        let (pass, options) = unsafe {
            (
                state.cast::<P>().as_mut(),
                Options::from_raw(P::options(), options),
            )
        };
        let pass = pass.ok_or("the pass could not be made")?;
        pass.initialize(&options?)
    }));
    let diagnostic = match result {
        Ok(Ok(())) => return true,
        Ok(Err(message)) => Diagnostic::unlocated(format!("{}: {message}", P::ARGUMENT)),
        Err(payload) => internal_error(P::ARGUMENT, &*payload),
    };
    diagnostic.emit_at(Location::unknown(context));
    false
}

unsafe extern "C" fn run<P: Pass>(
    state: *mut c_void,
    operation: MlirOperation,
    raw: *mut JanusPass,
    options: *const JanusOptions,
) -> bool {
    // SAFETY: the adapter passes a live operation.
    let operation = unsafe { OperationRef::from_raw(operation) };
    let location = operation.location();
    let result = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: a state that nobody else uses, the options of this pass, and
        // the context of the operation.
        let (pass, options, context) = unsafe {
            (
                state.cast::<P>().as_mut(),
                Options::from_raw(P::options(), options),
                operation.ctx(),
            )
        };
        let pass = pass.ok_or_else(|| Diagnostic::unlocated("the pass could not be made"))?;
        let options = options.map_err(Diagnostic::unlocated)?;
        pass.run(
            operation,
            &PassContext {
                raw,
                context,
                options: &options,
                statistics: P::statistics(),
                _pass: PhantomData,
            },
        )
    }));
    match result {
        Ok(Ok(())) => true,
        Ok(Err(failure)) => {
            failure.emit_at(location);
            false
        }
        Err(payload) => {
            internal_error(P::ARGUMENT, &*payload).emit_at(location);
            false
        }
    }
}

#[cfg(test)]
mod tests;
