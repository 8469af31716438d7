//! Named pipelines.

use crate::{
    ffi::{self, JanusOptions, JanusPipelineDescriptor},
    options::{OptionSpec, Options},
    pass::panic_message,
};
use mlir_sys::MlirStringCallback;
use std::{
    collections::HashSet,
    ffi::c_void,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};

/// A name for a sequence of passes.
#[derive(Clone, Copy, Debug)]
pub struct Pipeline {
    /// The flag, in kebab case.
    pub argument: &'static str,
    /// A sentence for `--help`.
    pub description: &'static str,
    /// The options.
    pub options: &'static [OptionSpec],
    /// The text of the pipeline for given options, such as
    /// `canonicalize,func.func(cse)`, as it would stand inside
    /// `builtin.module(…)`. An error is one of the options.
    pub build: fn(&Options) -> Result<String, String>,
}

/// Puts a pipeline into MLIR's registry, under its argument. Registering one
/// of that name again does nothing.
pub fn register_pipeline(pipeline: Pipeline) {
    static REGISTERED: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

    if !REGISTERED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert_default()
        .insert(pipeline.argument)
    {
        return;
    }

    let options: Vec<_> = pipeline
        .options
        .iter()
        .map(|option| option.to_raw())
        .collect();
    let descriptor = JanusPipelineDescriptor {
        argument: ffi::string_ref(pipeline.argument),
        description: ffi::string_ref(pipeline.description),
        num_options: options.len() as isize,
        options: options.leak().as_ptr(),
        build,
        this: std::ptr::from_ref::<Pipeline>(Box::leak(Box::new(pipeline))).cast(),
    };
    // SAFETY: the descriptor and all that it refers to are leaked, as MLIR's
    // registry lives as long as the program.
    unsafe { ffi::janusRegisterPipeline(Box::leak(Box::new(descriptor))) }
}

unsafe extern "C" fn build(
    this: *const c_void,
    options: *const JanusOptions,
    callback: MlirStringCallback,
    user_data: *mut c_void,
) -> bool {
    // SAFETY: the descriptor's `this` is a leaked pipeline.
    let pipeline = unsafe { &*this.cast::<Pipeline>() };
    let result = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the options are those that the pipeline declared.
        (pipeline.build)(&unsafe { Options::from_raw(pipeline.options, options) }?)
    }));
    let (succeeded, text) = match result {
        Ok(Ok(text)) => (true, text),
        Ok(Err(message)) => (false, message),
        Err(payload) => (
            false,
            format!("internal error: {}", panic_message(&*payload)),
        ),
    };
    if let Some(callback) = callback {
        // SAFETY: the shim's callback copies the text into its user data.
        unsafe { callback(ffi::string_ref(&text), user_data) }
    }
    succeeded
}
