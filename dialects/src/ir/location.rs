//! Locations: making them, and finding the source behind them.

use crate::ffi;
use melior::{
    Context,
    ir::{Attribute, Location},
};
use mlir_sys::{mlirIdentifierStr, mlirLocationPrint};
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

/// A location inside code that was inlined: `callee` is the place itself,
/// `caller` where it was called.
pub fn call_site<'c>(callee: Location<'c>, caller: Location<'c>) -> Location<'c> {
    Location::call_site(callee, caller)
}

/// A location with a name, such as that of a variable.
pub fn named<'c>(context: &'c Context, name: &str, location: Location<'c>) -> Location<'c> {
    Location::name(context, name, location)
}

/// The source behind a location: through names and the callee of a call site,
/// and the first of fused locations that has any.
pub fn place(location: Location<'_>) -> Option<Place> {
    if location.is_file_line_col_range() {
        // SAFETY: identifiers live as long as their context.
        let file = unsafe {
            ffi::bytes(mlirIdentifierStr(
                location.file_line_col_range_filename().to_raw(),
            ))
        };
        Some(Place {
            file: String::from_utf8_lossy(file).into_owned(),
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

/// Where code stands, and the places of the calls that it was inlined through: innermost first.
pub fn call_chain(location: Location<'_>) -> Vec<Place> {
    let mut chain = Vec::new();
    let mut pending = vec![location];
    while let Some(location) = pending.pop() {
        if location.is_call_site() {
            pending.push(location.call_site_caller());
            pending.push(location.call_site_callee());
        } else if location.is_name() {
            pending.push(location.name_child_location());
        } else if location.is_fused() {
            let first = (0..location.fused_num_locations())
                .map(|index| location.fused_location(index))
                .find(|location| place(*location).is_some());
            pending.extend(first);
        } else {
            chain.extend(place(location));
        }
    }
    chain
}

/// The text of a location, without `loc(…)`.
pub fn location_text(location: Location<'_>) -> String {
    // SAFETY: a live location.
    let text = ffi::print_to_string(|callback, data| unsafe {
        mlirLocationPrint(location.to_raw(), callback, data);
    });
    text.strip_prefix("loc(")
        .and_then(|text| text.strip_suffix(')'))
        .unwrap_or(&text)
        .to_owned()
}
