//! Contexts that know every dialect, and the registry of passes.

use crate::ffi;
use melior::{Context, dialect::DialectRegistry};
use std::sync::{LazyLock, Once};

/// Registers our dialects, upstream's, and everything that extends them:
/// bufferization's interfaces, the transform dialect's operations, the
/// translations to LLVM IR.
pub fn register_all_dialects(registry: &DialectRegistry) {
    // SAFETY: the registry is live.
    unsafe { ffi::janusRegisterAllDialects(registry.to_raw()) }
}

/// Registers upstream's passes and pipelines, once.
pub fn register_upstream_passes() {
    static ONCE: Once = Once::new();
    // SAFETY: takes nothing, and is called once.
    ONCE.call_once(|| unsafe { ffi::janusRegisterAllPasses() });
}

/// A context that knows every dialect and has loaded those in which programs
/// are built. Others are loaded when a text or a pass asks for them.
pub fn new_context() -> Context {
    /// Shared: filling a registry takes longer than making a context.
    struct Shared(DialectRegistry);
    // SAFETY: the registry is only read once it is filled.
    unsafe impl Send for Shared {}
    // SAFETY: as above.
    unsafe impl Sync for Shared {}
    static REGISTRY: LazyLock<Shared> = LazyLock::new(|| {
        let registry = DialectRegistry::new();
        register_all_dialects(&registry);
        Shared(registry)
    });

    let context = Context::new();
    // A graph has a few functions, and is made beside the program: threads and locks cost more than they save.
    context.enable_multi_threading(false);
    context.append_dialect_registry(&REGISTRY.0);
    for dialect in crate::Dialect::ALL {
        context.get_or_load_dialect(dialect.name());
    }
    context
}
