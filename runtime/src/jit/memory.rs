//! Buffers of compiled code.
//!
//! A step asks for the same arena at each call. Blocks that are given back are kept, by size class, and handed out
//! again, so that a call neither asks the system nor touches fresh pages.

use std::{
    alloc::{Layout, alloc, dealloc},
    collections::HashMap,
    ffi::c_void,
    sync::{Mutex, PoisonError},
};

/// In front of each block: its size class, in a whole cache line so that the block stays aligned.
const HEADER: usize = 64;
/// The alignment of every block.
const ALIGNMENT: usize = 64;
/// Blocks kept per size class.
const KEPT: usize = 16;

struct Block(*mut u8);
// SAFETY: a kept block belongs to the pool alone.
unsafe impl Send for Block {}

static KEEP: Mutex<Option<HashMap<usize, Vec<Block>>>> = Mutex::new(None);

/// Four classes per doubling: at most a quarter is wasted.
fn class(size: usize) -> Option<usize> {
    let size = size.max(ALIGNMENT).checked_add(HEADER)?;
    let step = (size.checked_next_power_of_two()? / 8).max(ALIGNMENT);
    size.checked_next_multiple_of(step)
}

fn layout(class: usize) -> Option<Layout> {
    Layout::from_size_align(class, ALIGNMENT).ok()
}

/// Gives out a block of at least `size` bytes, aligned to a cache line. Aborts where there is no memory, as compiled
/// code cannot go on.
pub(super) extern "C" fn allocate(size: u64) -> *mut c_void {
    let class = usize::try_from(size).ok().and_then(class);
    let Some((class, layout)) = class.and_then(|class| Some((class, layout(class)?))) else {
        std::alloc::handle_alloc_error(Layout::new::<u8>());
    };
    let kept = KEEP
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert_default()
        .get_mut(&class)
        .and_then(Vec::pop);
    let start = match kept {
        Some(block) => block.0,
        None => {
            // SAFETY: the layout has a size.
            let start = unsafe { alloc(layout) };
            if start.is_null() {
                std::alloc::handle_alloc_error(layout);
            }
            // SAFETY: the header is within the block.
            unsafe { start.cast::<usize>().write(class) };
            start
        }
    };
    // SAFETY: the header is within the block.
    unsafe { start.add(HEADER).cast() }
}

/// As [`allocate`]: no type needs more than a cache line.
pub(super) extern "C" fn allocate_aligned(_alignment: u64, size: u64) -> *mut c_void {
    allocate(size)
}

/// Takes a block back.
///
/// # Safety
///
/// `block` is null or comes from [`allocate`], and nobody uses it any more.
pub(super) unsafe extern "C" fn free(block: *mut c_void) {
    if block.is_null() {
        return;
    }
    // SAFETY: the header is in front of every block that `allocate` gave out.
    let (start, class) = unsafe {
        let start = block.cast::<u8>().sub(HEADER);
        (start, start.cast::<usize>().read())
    };
    let mut keep = KEEP.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = keep.get_or_insert_default().entry(class).or_default();
    if kept.len() < KEPT {
        kept.push(Block(start));
    } else if let Some(layout) = layout(class) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(start, layout) };
    }
}

/// A memref of any rank: the rank, and a pointer to the descriptor.
#[repr(C)]
pub(super) struct Unranked {
    rank: i64,
    descriptor: *const usize,
}

/// Copies a view to another of the same sizes, where MLIR finds no plain `memcpy` for them.
///
/// # Safety
///
/// Both are live descriptors of the same rank and sizes, with elements of `size` bytes.
pub(super) unsafe extern "C" fn copy(size: i64, from: *const Unranked, to: *const Unranked) {
    // SAFETY: as the caller says: three words, then a size and a stride for each dimension.
    unsafe {
        let (from, to) = (&*from, &*to);
        let rank = from.rank as usize;
        let words = |view: &Unranked| std::slice::from_raw_parts(view.descriptor, 3 + 2 * rank);
        let (from, to) = (words(from), words(to));
        let start = |view: &[usize]| (view[1] as *mut u8).add(view[2] * size as usize);
        copy_axis(
            size as usize,
            &from[3..3 + rank],
            (start(from), &from[3 + rank..]),
            (start(to), &to[3 + rank..]),
        );
    }
}

/// # Safety
///
/// As for [`copy`].
unsafe fn copy_axis(
    size: usize,
    sizes: &[usize],
    (from, from_strides): (*mut u8, &[usize]),
    (to, to_strides): (*mut u8, &[usize]),
) {
    // SAFETY: the offsets are within the views.
    unsafe {
        let (Some(&count), Some(&from_stride), Some(&to_stride)) =
            (sizes.first(), from_strides.first(), to_strides.first())
        else {
            std::ptr::copy(from, to, size);
            return;
        };
        if sizes.len() == 1 && from_stride == 1 && to_stride == 1 {
            std::ptr::copy(from, to, count * size);
            return;
        }
        for index in 0..count {
            copy_axis(
                size,
                &sizes[1..],
                (from.add(index * from_stride * size), &from_strides[1..]),
                (to.add(index * to_stride * size), &to_strides[1..]),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_aligned_and_come_back() {
        for size in [0, 1, 63, 64, 65, 1000, 1 << 20, (1 << 20) + 1] {
            let first = allocate(size);
            assert_eq!(first as usize % ALIGNMENT, 0);
            // SAFETY: within the block.
            unsafe { std::ptr::write_bytes(first.cast::<u8>(), 0xa5, size as usize) };
            // SAFETY: nobody uses it.
            unsafe { free(first) };
        }
        assert!(class(1 << 20).is_some_and(|class| class >= (1 << 20) + HEADER));
        assert!(class(1 << 20).is_some_and(|class| class < (5 << 18) + 4 * HEADER));
        // SAFETY: null is allowed.
        unsafe { free(std::ptr::null_mut()) };
    }
}
