//! Locations: making them, and finding the source behind them.

use melior::{
    Context,
    ir::{Attribute, Location},
};
use std::fmt::{self, Display, Formatter};

/// A range in a source file. Lines and columns count from 1, as MLIR prints
/// them.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The first line.
    pub start_line: usize,
    /// The first column.
    pub start_column: usize,
    /// The last line.
    pub end_line: usize,
    /// The column after the last.
    pub end_column: usize,
}

impl Display for Place {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}:{}:{}",
            self.file, self.start_line, self.start_column
        )
    }
}

/// The location of a range.
pub fn range<'c>(
    context: &'c Context,
    file: &str,
    (start_line, start_column): (usize, usize),
    (end_line, end_column): (usize, usize),
) -> Location<'c> {
    Location::file_line_col_range(
        context,
        file,
        start_line,
        start_column,
        end_line,
        end_column,
    )
}

/// The location of something that was made out of several others.
pub fn fused<'c>(context: &'c Context, locations: &[Location<'c>]) -> Location<'c> {
    match locations {
        [] => Location::unknown(context),
        [location] => *location,
        _ => Location::fused(context, locations, Attribute::unit(context)),
    }
}

/// The source behind a location: through names and the callee of a call site,
/// and the first of fused locations that has any.
pub fn place(location: Location<'_>) -> Option<Place> {
    if location.is_file_line_col_range() {
        Some(Place {
            file: location
                .file_line_col_range_filename()
                .as_string_ref()
                .as_str()
                .ok()?
                .to_owned(),
            start_line: location.file_line_col_range_start_line(),
            start_column: location.file_line_col_range_start_column(),
            end_line: location.file_line_col_range_end_line(),
            end_column: location.file_line_col_range_end_column(),
        })
    } else if location.is_name() {
        place(location.name_child_location())
    } else if location.is_call_site() {
        place(location.call_site_callee()).or_else(|| place(location.call_site_caller()))
    } else if location.is_fused() {
        (0..location.fused_num_locations()).find_map(|index| place(location.fused_location(index)))
    } else {
        None
    }
}
