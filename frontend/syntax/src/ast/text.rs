//! Text that a tree has much of, in little memory.

use std::fmt;
use std::marker::PhantomData;

/// The text of a [`Name`](super::Name) or an [`Attribute`](super::Attribute), which most of a tree's nodes are: a `&'a str`
/// of twelve bytes that can stand next to a context without a gap.
#[derive(Clone, Copy)]
#[repr(C, packed(4))]
pub struct NameText<'a> {
    start: *const u8,
    length: u32,
    source: PhantomData<&'a str>,
}

// SAFETY: it is a `&'a str`.
unsafe impl Send for NameText<'_> {}
// SAFETY: as above.
unsafe impl Sync for NameText<'_> {}

impl<'a> NameText<'a> {
    /// `text` is a name in a source, of which no place is beyond `u32`.
    #[inline]
    pub(crate) fn new(text: &'a str) -> Self {
        NameText { start: text.as_ptr(), length: text.len() as u32, source: PhantomData }
    }

    #[inline]
    #[must_use]
    pub fn as_str(self) -> &'a str {
        // SAFETY: start and length are those of the `&'a str` that it was made of, but for the length of a text that no
        // source has place for, which would have been cut to a shorter one.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.start, self.length as usize)) }
    }
}

impl fmt::Debug for NameText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

/// The prefix of a string that its constant keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringKind {
    /// `u`
    Unicode,
}

impl StringKind {
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            StringKind::Unicode => "u",
        }
    }
}
