//! Properties of characters as Python sees them.

use unicode_general_category::{GeneralCategory, get_general_category};

/// Characters, by first and last, that became printable after Python 3.11's Unicode 14, with the minor version of the
/// first Python 3 that knows them: 12 has Unicode 15.0, 13 has 15.1, 14 has 16.0.
#[rustfmt::skip]
const NEWER: &[(u32, u32, u8)] = &[
    (0x897, 0x897, 14), (0xcf3, 0xcf3, 12), (0xece, 0xece, 12), (0x1b4e, 0x1b4f, 14), (0x1b7f, 0x1b7f, 14),
    (0x1c89, 0x1c8a, 14), (0x2427, 0x2429, 14), (0x2ffc, 0x2fff, 13), (0x31e4, 0x31e5, 14), (0x31ef, 0x31ef, 13),
    (0xa7cb, 0xa7cd, 14), (0xa7da, 0xa7dc, 14), (0x105c0, 0x105f3, 14), (0x10d40, 0x10d65, 14),
    (0x10d69, 0x10d85, 14), (0x10d8e, 0x10d8f, 14), (0x10ec2, 0x10ec4, 14), (0x10efc, 0x10efc, 14),
    (0x10efd, 0x10eff, 12), (0x1123f, 0x11241, 12), (0x11380, 0x11389, 14), (0x1138b, 0x1138b, 14),
    (0x1138e, 0x1138e, 14), (0x11390, 0x113b5, 14), (0x113b7, 0x113c0, 14), (0x113c2, 0x113c2, 14),
    (0x113c5, 0x113c5, 14), (0x113c7, 0x113ca, 14), (0x113cc, 0x113d5, 14), (0x113d7, 0x113d8, 14),
    (0x113e1, 0x113e2, 14), (0x116d0, 0x116e3, 14), (0x11b00, 0x11b09, 12), (0x11bc0, 0x11be1, 14),
    (0x11bf0, 0x11bf9, 14), (0x11f00, 0x11f10, 12), (0x11f12, 0x11f3a, 12), (0x11f3e, 0x11f59, 12),
    (0x11f5a, 0x11f5a, 14), (0x1342f, 0x1342f, 12), (0x13440, 0x13455, 12), (0x13460, 0x143fa, 14),
    (0x16100, 0x16139, 14), (0x16d40, 0x16d79, 14), (0x18cff, 0x18cff, 14), (0x1b132, 0x1b132, 12),
    (0x1b155, 0x1b155, 12), (0x1cc00, 0x1ccf9, 14), (0x1cd00, 0x1ceb3, 14), (0x1d2c0, 0x1d2d3, 12),
    (0x1df25, 0x1df2a, 12), (0x1e030, 0x1e06d, 12), (0x1e08f, 0x1e08f, 12), (0x1e4d0, 0x1e4f9, 12),
    (0x1e5d0, 0x1e5fa, 14), (0x1e5ff, 0x1e5ff, 14), (0x1f6dc, 0x1f6dc, 12), (0x1f774, 0x1f776, 12),
    (0x1f77b, 0x1f77f, 12), (0x1f7d9, 0x1f7d9, 12), (0x1f8b2, 0x1f8bb, 14), (0x1f8c0, 0x1f8c1, 14),
    (0x1fa75, 0x1fa77, 12), (0x1fa87, 0x1fa88, 12), (0x1fa89, 0x1fa89, 14), (0x1fa8f, 0x1fa8f, 14),
    (0x1faad, 0x1faaf, 12), (0x1fabb, 0x1fabd, 12), (0x1fabe, 0x1fabe, 14), (0x1fabf, 0x1fabf, 12),
    (0x1fac6, 0x1fac6, 14), (0x1face, 0x1facf, 12), (0x1fada, 0x1fadb, 12), (0x1fadc, 0x1fadc, 14),
    (0x1fadf, 0x1fadf, 14), (0x1fae8, 0x1fae8, 12), (0x1fae9, 0x1fae9, 14), (0x1faf7, 0x1faf8, 12),
    (0x1fbcb, 0x1fbef, 14), (0x2b739, 0x2b739, 12), (0x2ebf0, 0x2ee5d, 13), (0x31350, 0x323af, 12),
];

/// `str.isprintable` for one character under Python 3.`minor`.
#[must_use]
pub(crate) fn is_printable_in(character: char, minor: u8) -> bool {
    is_printable(character) && (minor >= 14 || since(character) <= minor)
}

fn since(character: char) -> u8 {
    let code = character as u32;
    let at = NEWER.partition_point(|&(_, last, _)| last < code);
    NEWER.get(at).filter(|&&(first, ..)| first <= code).map_or(0, |&(.., minor)| minor)
}

/// `str.isprintable` for one character in Unicode 16.
#[must_use]
pub(crate) fn is_printable(character: char) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_depends_on_the_version() {
        assert!(is_printable_in('é', 11) && is_printable_in(' ', 11) && !is_printable_in('\u{200b}', 14));
        assert!(!is_printable_in('\u{2ffc}', 12) && is_printable_in('\u{2ffc}', 13));
        assert!(!is_printable_in('\u{1fbcb}', 13) && is_printable_in('\u{1fbcb}', 14));
    }
}
