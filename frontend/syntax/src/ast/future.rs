//! `from __future__ import`.

use super::{ImportFrom, TextRange};
use crate::diagnostics::Problem;

/// Features that `from __future__ import` knows.
const FUTURES: [&str; 10] = [
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
];

impl ImportFrom<'_> {
    /// Whether it is read as one of the future by Python 3.`minor`, which does not look at dots up to 3.12.
    pub(crate) fn is_future(&self, minor: u8) -> bool {
        self.module == Some("__future__") && (self.level == 0 || minor < 13)
    }

    /// The features that there are not.
    pub(crate) fn unknown_futures(&self) -> impl Iterator<Item = (Problem, TextRange)> {
        self.names.iter().filter(|alias| !FUTURES.contains(&alias.name)).map(|alias| {
            let problem = match alias.name {
                "braces" => Problem::FutureBraces,
                name => Problem::UnknownFuture { name: name.to_owned() },
            };
            (problem, self.range)
        })
    }
}
