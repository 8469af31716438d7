//! Byte ranges of the source, and their translation to lines and columns.

use std::fmt;

/// A half-open range of byte offsets into the source as it was decoded to UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct TextRange {
    pub start: u32,
    pub end: u32,
}

impl TextRange {
    #[inline]
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        TextRange { start, end }
    }

    /// The empty range at `offset`.
    #[must_use]
    pub const fn at(offset: u32) -> Self {
        TextRange { start: offset, end: offset }
    }

    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    #[must_use]
    pub const fn contains(self, other: TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text that the range covers in `source`; empty when it lies outside.
    #[inline]
    #[must_use]
    pub fn text(self, source: &str) -> &str {
        source.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

impl fmt::Debug for TextRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A place as CPython gives it: 1-based line, 0-based column counted in UTF-8 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

/// The offsets at which the lines of a source begin. `\n`, `\r\n` and a lone `\r` end a line, as in CPython.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Box<[u32]>,
    len: u32,
}

impl LineIndex {
    #[must_use]
    pub fn new(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        LineIndex { starts: starts.into(), len: bytes.len() as u32 }
    }

    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        LineColumn { line: line as u32 + 1, column: offset - self.starts[line] }
    }

    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Range of the 1-based `line`, its line end included; the empty range at the end when there is no such line.
    #[must_use]
    pub fn line_range(&self, line: u32) -> TextRange {
        let start = self.starts.get((line as usize).wrapping_sub(1)).copied().unwrap_or(self.len);
        TextRange::new(start, self.starts.get(line as usize).copied().unwrap_or(self.len).max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        let index = LineIndex::new("a\nbc\r\nd\re");
        assert_eq!(index.line_count(), 4);
        assert_eq!(index.line_column(3), LineColumn { line: 2, column: 1 });
        assert_eq!(index.line_column(6), LineColumn { line: 3, column: 0 });
        assert_eq!(index.line_column(9), LineColumn { line: 4, column: 1 });
        assert_eq!(index.line_range(2), TextRange::new(2, 6));
        assert_eq!(index.line_range(9), TextRange::new(9, 9));
    }
}
