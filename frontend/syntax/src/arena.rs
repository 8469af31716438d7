//! Arena storage for syntax trees.
//!
//! A tree lives in one bump arena and is freed as a whole: building a node is a pointer bump, and dropping
//! a tree never walks it, so no nesting depth can overflow the stack on drop. Nodes are held by
//! [`ArenaBox`], an owning pointer without a destructor.

use std::alloc::Layout;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use bumpalo::Bump;

/// Owning pointer to a value in an [`Arena`]. It is covariant in `'a`, as a plain reference would be, yet
/// gives mutable access to its owner. Dropping it does nothing.
pub struct ArenaBox<'a, T: ?Sized> {
    ptr: NonNull<T>,
    owner: PhantomData<&'a T>,
}

/// Owned slice in an [`Arena`].
pub type List<'a, T> = ArenaBox<'a, [T]>;

// SAFETY: an `ArenaBox` is the only pointer to its value (`Arena::alloc` hands out each allocation once and
// `ArenaBox` is not `Clone`), so it may move to and be shared with other threads exactly as the value may.
unsafe impl<T: ?Sized + Send> Send for ArenaBox<'_, T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Sync> Sync for ArenaBox<'_, T> {}

impl<T: ?Sized> Deref for ArenaBox<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the pointer came from a live `&'a mut T` and the arena outlives `'a`.
        unsafe { self.ptr.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for ArenaBox<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as for `deref`; `&mut self` makes this the only access, because the pointer is unique.
        unsafe { self.ptr.as_mut() }
    }
}

impl<'a, T> ArenaBox<'a, [T]> {
    /// The empty list; takes no memory.
    #[inline]
    #[must_use]
    pub fn empty() -> Self {
        ArenaBox { ptr: NonNull::from(&mut []), owner: PhantomData }
    }
}

impl<'a, T> ArenaBox<'a, [T]> {
    /// Moves the elements out, one by one.
    pub(crate) fn into_values(self) -> impl Iterator<Item = T> {
        let (ptr, len) = (self.ptr.cast::<T>(), self.ptr.len());
        // SAFETY: `self` was the only pointer to the elements and is gone, so each is read once, and only here. An
        // arena drops nothing, so none is dropped twice.
        (0..len).map(move |at| unsafe { ptr.add(at).read() })
    }
}

impl<'a, T: ?Sized> From<&'a mut T> for ArenaBox<'a, T> {
    #[inline]
    fn from(value: &'a mut T) -> Self {
        ArenaBox { ptr: NonNull::from(value), owner: PhantomData }
    }
}

impl<'t, T> IntoIterator for &'t ArenaBox<'_, [T]> {
    type Item = &'t T;
    type IntoIter = std::slice::Iter<'t, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for ArenaBox<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + PartialEq> PartialEq for ArenaBox<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// The memory that a tree lives in.
#[derive(Default)]
pub struct Arena(Bump);

// SAFETY: every method that allocates is private to this crate and only called while the tree is built, when
// the arena is not shared; through a shared `Arena` other threads can only ask for its size, which
// `Parsed` does not offer after it is built.
unsafe impl Sync for Arena {}

/// Most bytes by which an arena grows at once. Doubling would leave half of a large arena empty, and fresh memory costs
/// more than an allocator's memory that was in use before.
const GROWTH: usize = 32 << 10;

impl Arena {
    /// An arena for the tree of a source of so many bytes, which it has place for too.
    pub(crate) fn for_source(bytes: usize) -> Self {
        let arena = Arena(Bump::with_capacity(bytes + (bytes * 3).clamp(1 << 10, GROWTH)));
        arena.0.set_allocation_limit(Some(arena.0.allocated_bytes()));
        arena
    }

    #[inline]
    fn reserve(&self, layout: Layout) -> NonNull<u8> {
        match self.0.try_alloc_layout(layout) {
            Ok(place) => place,
            Err(_) => self.grow(layout),
        }
    }

    #[cold]
    fn grow(&self, layout: Layout) -> NonNull<u8> {
        // The size that `Bump` chooses is twice that of its last chunk, or half of that, and so on: there is one between the
        // size that is needed and twice that.
        let more = (2 * layout.size() + (1 << 13)).max(GROWTH);
        self.0.set_allocation_limit(Some(self.0.allocated_bytes() + more));
        self.0.alloc_layout(layout)
    }

    /// Moves `value` into the arena. Its destructor will not run, so `T` must own no heap memory.
    #[inline]
    pub(crate) fn alloc<T>(&self, value: T) -> ArenaBox<'_, T> {
        const { assert!(!std::mem::needs_drop::<T>()) };
        let ptr = self.reserve(Layout::new::<T>()).cast::<T>();
        // SAFETY: the place is fresh, and of the type's size and alignment.
        unsafe { ptr.write(value) };
        ArenaBox { ptr, owner: PhantomData }
    }

    #[inline]
    pub(crate) fn str(&self, text: &str) -> &str {
        let bytes = self.bytes(text.as_bytes());
        // SAFETY: a copy of UTF-8.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    }

    pub(crate) fn bytes(&self, bytes: &[u8]) -> &[u8] {
        let ptr = self.reserve(Layout::for_value(bytes));
        // SAFETY: the place is fresh, and as long as `bytes`.
        unsafe {
            ptr.copy_from_nonoverlapping(NonNull::from(bytes).cast(), bytes.len());
            NonNull::slice_from_raw_parts(ptr, bytes.len()).as_ref()
        }
    }

    /// Moves the tail of `stack`, from `start`, into the arena.
    #[inline]
    pub(crate) fn drain_from<T>(&self, stack: &mut Vec<T>, start: usize) -> List<'_, T> {
        const { assert!(!std::mem::needs_drop::<T>()) };
        let tail = &stack[start..];
        if tail.is_empty() {
            return List::empty();
        }
        let ptr = self.reserve(Layout::for_value(tail)).cast::<T>();
        let list = NonNull::slice_from_raw_parts(ptr, tail.len());
        // SAFETY: the place is fresh, and as large as the tail. The stack forgets the elements, so each is still owned
        // once.
        unsafe {
            let from = NonNull::from(tail).cast();
            // Most lists have one element, which is moved faster than by a call.
            if tail.len() == 1 {
                ptr.write(from.read());
            } else {
                ptr.copy_from_nonoverlapping(from, tail.len());
            }
            stack.set_len(start);
        }
        ArenaBox { ptr: list, owner: PhantomData }
    }

    /// Bytes that the arena holds.
    pub(crate) fn allocated_bytes(&self) -> usize {
        self.0.allocated_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_any_length() {
        for first in [0, 10, 5_000, 1_000_000] {
            let arena = Arena::for_source(first);
            let mut total = 0;
            for length in [1, 40_000, 70_000, 3, 1_300_000, 5_000_000, 2, 800_000] {
                let mut stack = vec![7u64; 2];
                stack.extend(0..length);
                let list = arena.drain_from(&mut stack, 2);
                assert_eq!(stack, [7, 7]);
                assert!(list.iter().copied().eq(0..length));
                total += length as usize * 8;
            }
            assert!(arena.allocated_bytes() < 3 * total + 4 * first + (1 << 20));
        }
    }
}
