//! F-strings for versions before 3.12, whose fields contain neither a backslash nor the quotes around them.

use super::Printer;
use crate::ast::{Expr, TextRange};
use crate::build::old_fields;

const QUOTES: [&str; 4] = ["'", "\"", "\'\'\'", "\"\"\""];

impl Printer {
    /// Prints an f-string between the first quotes with which those versions can read it. A tree that none of them can read is
    /// printed as for newer ones.
    pub(super) fn old_fields(&mut self, prefix: &str, values: &[Expr<'_>]) {
        let start = self.out.len();
        let around = self.around;
        for quotes in QUOTES {
            self.out.truncate(start);
            if around.is_some_and(|around| around.contains(quotes)) {
                continue;
            }
            self.around = Some(quotes);
            self.fields_in(prefix, quotes, values);
            self.around = around;
            let text = &self.out[start..];
            let whole = TextRange::new(0, text.len() as u32);
            let readable = old_fields::check(text, whole, self.minor).is_none();
            if readable && around.is_none_or(|around| !text.contains(around) && !text.contains('\\')) {
                return;
            }
        }
        self.out.truncate(start);
        self.fields_in(prefix, "'", values);
    }

    /// Prints a string in a field of an f-string that has the quotes `around`, without a backslash; `false`, and nothing, if it
    /// cannot be.
    pub(super) fn old_string(&mut self, text: &str, around: &str) -> bool {
        let fits = |quotes: &&&str| {
            let line_end = quotes.len() == 1 && text.contains(['\n', '\r']);
            let quote = quotes.chars().next().unwrap_or_default();
            !around.contains(*quotes)
                && !quotes.contains(around)
                && !text.contains(**quotes)
                && !text.ends_with(quote)
                && !line_end
        };
        let plain = !text.contains(['\\', '\r', '\0']) && !text.contains(around);
        let Some(quotes) = QUOTES.iter().find(fits).filter(|_| plain) else { return false };
        self.push(quotes);
        self.push(text);
        self.push(quotes);
        true
    }
}
