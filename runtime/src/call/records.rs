//! Memory for what native code keeps for a derivative: there until the call ends.

use std::cell::RefCell;
use std::ffi::c_void;

/// Bytes of a block, at least.
const BLOCK: usize = 256 << 10;
/// In units of this.
const UNIT: usize = 64;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Unit(#[allow(dead_code)] [u8; UNIT]);

/// Blocks of memory, of which the last one is being filled.
struct Arena {
    blocks: Vec<Vec<Unit>>,
}

thread_local! {
    static ARENA: RefCell<Arena> = const { RefCell::new(Arena { blocks: Vec::new() }) };
}

impl Arena {
    fn take(&mut self, bytes: usize) -> *mut c_void {
        let units = bytes.div_ceil(UNIT);
        let fits = |block: &Vec<Unit>| block.capacity() - block.len() >= units;
        if !self.blocks.last().is_some_and(fits) {
            let block = Vec::with_capacity(units.max(BLOCK / UNIT));
            self.blocks.push(block);
        }
        let Some(block) = self.blocks.last_mut() else {
            return std::ptr::null_mut();
        };
        // Within the capacity, so that nothing moves.
        let start = block.len();
        block.resize(start + units, Unit([0; UNIT]));
        block[start..].as_mut_ptr().cast()
    }
}

/// While it lives, native code of this thread may keep values; then they are gone, all but the memory of the first block.
pub struct Scope;

impl Drop for Scope {
    fn drop(&mut self) {
        ARENA.with_borrow_mut(|arena| {
            arena.blocks.truncate(1);
            if let Some(block) = arena.blocks.first_mut() {
                if block.capacity() > BLOCK / UNIT {
                    arena.blocks.clear();
                } else {
                    block.clear();
                }
            }
        });
    }
}

/// Called by native code: so many bytes, until the [`Scope`] of the call ends.
pub extern "C" fn janus_record(bytes: i64) -> *mut c_void {
    ARENA.with_borrow_mut(|arena| arena.take(usize::try_from(bytes).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks() -> usize {
        ARENA.with_borrow(|arena| arena.blocks.len())
    }

    #[test]
    fn records_stay_where_they_are_until_the_call_ends() {
        let scope = Scope;
        let places: Vec<_> = (0..10_000)
            .map(|_| janus_record(100).cast::<u8>())
            .collect();
        for (index, place) in places.iter().enumerate() {
            assert_eq!(place.align_offset(UNIT), 0);
            // SAFETY: `janus_record` gave so many bytes.
            unsafe { place.write_bytes(index as u8, 100) };
        }
        for (index, place) in places.iter().enumerate() {
            // SAFETY: written just now.
            assert_eq!(unsafe { place.add(99).read() }, index as u8);
        }
        assert!(blocks() > 1);
        drop(scope);
        assert_eq!(blocks(), 1);
        let scope = Scope;
        assert!(!janus_record(BLOCK as i64 * 4).is_null());
        drop(scope);
        assert!(blocks() <= 1);
    }
}
