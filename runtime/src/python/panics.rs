//! A bug in the compiler must not reach the user's program: panics inside a conversion become a reason.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// The panic of the conversion that runs on this thread; `None` when no conversion runs.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps Rust's panic message off the user's terminal while a conversion runs.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = take_hook();
        set_hook(Box::new(move |info| {
            let mine = CAUGHT.with(|caught| match &mut *caught.borrow_mut() {
                Some(message) => {
                    *message = info.to_string().replace('\n', " ");
                    true
                }
                None => false,
            });
            if !mine {
                previous(info);
            }
        }));
    });
}

/// Runs `body`; a panic becomes its message and place.
pub fn guarded<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    // A conversion may call Python, which may call another converted function: the outer one's slot is put back.
    let outer = CAUGHT.with(|caught| caught.replace(Some(String::new())));
    let result = catch_unwind(AssertUnwindSafe(body));
    let message = CAUGHT.with(|caught| caught.replace(outer));
    result.map_err(|_| message.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_message_with_its_place() {
        install();
        let error = guarded(|| panic!("broken {}", 7)).unwrap_err();
        assert!(
            error.contains("broken 7") && error.contains("panics.rs"),
            "{error}"
        );
        assert_eq!(guarded(|| 3), Ok(3));
    }
}
