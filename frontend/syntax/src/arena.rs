//! Arena storage for syntax trees.
//!
//! A tree lives in one bump arena and is freed as a whole: building a node is a pointer bump, and dropping
//! a tree never walks it, so no nesting depth can overflow the stack on drop. Nodes are held by
//! [`ArenaBox`], an owning pointer without a destructor.

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

impl Arena {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Arena(Bump::with_capacity(bytes))
    }

    /// Moves `value` into the arena. Its destructor will not run, so `T` must own no heap memory.
    #[inline]
    pub(crate) fn alloc<T>(&self, value: T) -> ArenaBox<'_, T> {
        const { assert!(!std::mem::needs_drop::<T>()) };
        self.0.alloc(value).into()
    }

    #[inline]
    pub(crate) fn str(&self, text: &str) -> &str {
        self.0.alloc_str(text)
    }

    pub(crate) fn bytes(&self, bytes: &[u8]) -> &[u8] {
        self.0.alloc_slice_copy(bytes)
    }

    /// Moves the tail of `stack`, from `start`, into the arena.
    #[inline]
    pub(crate) fn drain_from<T>(&self, stack: &mut Vec<T>, start: usize) -> List<'_, T> {
        const { assert!(!std::mem::needs_drop::<T>()) };
        if stack.len() == start {
            return List::empty();
        }
        List::from(self.0.alloc_slice_fill_iter(stack.drain(start..)))
    }

    /// Bytes that the arena holds.
    pub(crate) fn allocated_bytes(&self) -> usize {
        self.0.allocated_bytes()
    }
}
