//! The source that is lowered, and the MLIR locations of its ranges.

use janus_dialects::melior::{Context, ir::Location};
use janus_syntax::{LineIndex, ast::TextRange};

/// A Python file: its name as locations show it, its text as UTF-8, and where its lines begin.
///
/// The text is the one that the tree was parsed from; the ranges of the tree are offsets into it.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'s> {
    /// The file's name, as CPython has it in `co_filename`.
    pub name: &'s str,
    /// The decoded text.
    pub text: &'s str,
    /// The offsets of the lines.
    pub lines: &'s LineIndex,
}

impl<'s> SourceFile<'s> {
    /// Puts a file together.
    #[must_use]
    pub fn new(name: &'s str, text: &'s str, lines: &'s LineIndex) -> Self {
        Self { name, text, lines }
    }

    /// The 1-based line of an offset.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        self.lines.line_column(offset).line
    }

    /// The MLIR location of a range: 1-based lines, 1-based columns counted in UTF-8 bytes, the end exclusive.
    #[must_use]
    pub fn location<'c>(&self, context: &'c Context, range: TextRange) -> Location<'c> {
        let start = self.lines.line_column(range.start);
        let end = self.lines.line_column(range.end);
        Location::file_line_col_range(
            context,
            self.name,
            start.line as usize,
            start.column as usize + 1,
            end.line as usize,
            end.column as usize + 1,
        )
    }
}
