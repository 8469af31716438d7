//! References to contexts that live as long as the contexts.

use melior::{Context, ContextRef};
use mlir_sys::MlirContext;
use std::{
    cell::Cell,
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// A reference to a context at a place of its own.
struct Name(ContextRef<'static>);

// SAFETY: it is only read, and MLIR's contexts may be named from any thread.
unsafe impl Sync for Name {}
// SAFETY: as above.
unsafe impl Send for Name {}

/// The context as `melior` wants it.
///
/// `melior`'s `ContextRef::to_ref` gives a reference to the `ContextRef`
/// itself, as a rule a temporary, that dangles as soon as that is gone. Here
/// each pointer is given an object that stays.
///
/// # Safety
///
/// The context must be live for `'c`.
pub(crate) unsafe fn context_from_raw<'c>(raw: MlirContext) -> &'c Context {
    static NAMES: Mutex<Option<HashMap<usize, &'static Name>>> = Mutex::new(None);
    thread_local! {
        static LAST: Cell<Option<(usize, &'static Name)>> = const { Cell::new(None) };
    }

    let key = raw.ptr as usize;
    if let Some((last, name)) = LAST.get()
        && last == key
    {
        // SAFETY: the object stays, and the context is live for `'c`.
        return unsafe { name.0.to_ref() };
    }
    let name = *NAMES
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert_default()
        .entry(key)
        .or_insert_with(|| {
            // SAFETY: nothing is done with it once the context is gone, unless
            // another one has come to the same address.
            Box::leak(Box::new(Name(unsafe { ContextRef::from_raw(raw) })))
        });
    LAST.set(Some((key, name)));
    // SAFETY: as above.
    unsafe { name.0.to_ref() }
}
