//! The drivers behind the command-line tools: upstream's mains.

use crate::{
    diagnostic::{Diagnostic, Failure},
    ffi,
    pass::{context, panic_message},
    registry::register_upstream_passes,
};
use melior::{
    Context,
    ir::{Location, Module},
};
use mlir_sys::{MlirContext, MlirOperation, MlirStringRef, mlirModuleGetOperation};
use std::{
    ffi::{CString, OsString, c_char, c_int, c_void},
    mem::forget,
    os::unix::ffi::OsStringExt,
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    thread,
};

/// MLIR's parser and many rewrites recurse along the nesting of their input;
/// with this much stack (of which only what is touched takes memory), input
/// has to be megabytes deep to exhaust it.
const STACK_SIZE: usize = 1 << 30;

/// `mlir-opt` with every dialect, every upstream pass and the passes that were
/// registered before the call. `arguments` start with the program's name.
pub fn opt_main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    register_upstream_passes();
    run_main(arguments, ffi::janusOptMain)
}

/// `mlir-translate` with upstream's translations and those of
/// [`register_translation_to_mlir`].
pub fn translate_main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    run_main(arguments, ffi::janusTranslateMain)
}

fn run_main(
    arguments: impl IntoIterator<Item = OsString>,
    main: unsafe extern "C" fn(c_int, *mut *mut c_char) -> c_int,
) -> ExitCode {
    let arguments: Result<Vec<_>, _> = arguments
        .into_iter()
        .map(|argument| CString::new(argument.into_vec()))
        .collect();
    let Ok(arguments) = arguments else {
        eprintln!("error: an argument contains a null byte");
        return ExitCode::FAILURE;
    };

    let thread = thread::Builder::new()
        .name("main".into())
        .stack_size(STACK_SIZE)
        .spawn(move || {
            let mut pointers: Vec<*mut c_char> = arguments
                .iter()
                .map(|argument| argument.as_ptr().cast_mut())
                .chain([std::ptr::null_mut()])
                .collect();
            // SAFETY: a C argument vector that outlives the call. LLVM does
            // not write to the strings.
            unsafe { main(arguments.len() as c_int, pointers.as_mut_ptr()) }
        });
    match thread.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: cannot start a thread: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A translation of source text to a module. The text is as in the file, in
/// whatever encoding.
pub type TranslateToMlir = for<'c> fn(
    source: &[u8],
    filename: &str,
    context: &'c Context,
) -> Result<Module<'c>, Failure<'c>>;

/// Registers a translation as a flag of [`translate_main`].
pub fn register_translation_to_mlir(
    name: &'static str,
    description: &'static str,
    function: TranslateToMlir,
) {
    // SAFETY: the strings live as long as the program, and the function
    // pointer is leaked.
    unsafe {
        ffi::janusRegisterToMLIR(
            ffi::string_ref(name),
            ffi::string_ref(description),
            translate,
            std::ptr::from_ref::<TranslateToMlir>(Box::leak(Box::new(function))).cast(),
        );
    }
}

unsafe extern "C" fn translate(
    this: *const c_void,
    source: MlirStringRef,
    filename: MlirStringRef,
    raw_context: MlirContext,
) -> MlirOperation {
    // SAFETY: `this` is the leaked function, the strings and the context live
    // for the call.
    let (function, source, filename, context) = unsafe {
        (
            *this.cast::<TranslateToMlir>(),
            ffi::bytes(source),
            String::from_utf8_lossy(ffi::bytes(filename)),
            context(raw_context),
        )
    };
    let location = Location::new(context, &filename, 1, 1);
    match catch_unwind(AssertUnwindSafe(|| function(source, &filename, context))) {
        Ok(Ok(module)) => {
            // SAFETY: the module is live; the caller takes it over.
            let operation = unsafe { mlirModuleGetOperation(module.to_raw()) };
            forget(module);
            return operation;
        }
        Ok(Err(failure)) => failure.emit_at(location),
        Err(payload) => Diagnostic::unlocated(format!(
            "internal error in translation: {}",
            panic_message(&*payload)
        ))
        .emit_at(location),
    }
    MlirOperation {
        ptr: std::ptr::null_mut(),
    }
}
