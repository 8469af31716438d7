//! Properties of characters as Python sees them.

use unicode_general_category::{GeneralCategory, get_general_category};

/// `str.isprintable` for one character.
#[must_use]
pub fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    !matches!(
        get_general_category(character),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::SpaceSeparator
    )
}

/// The character that `\N{name}` stands for.
#[must_use]
pub(crate) fn character_named(name: &str) -> Option<char> {
    unicode_names2::character(name)
}
