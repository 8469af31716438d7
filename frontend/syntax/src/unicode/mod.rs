//! Properties of characters as Python sees them.

mod tables;

use unicode_general_category::{GeneralCategory, get_general_category};

use tables::{ALIASES, NEWER};

/// Minor version of the newest Python 3 whose characters the crate with the categories knows.
const CATEGORIES: u8 = 14;

/// Two punctuation characters that names may contain as of Python 3.13.
const MIDDLE_DOTS: [char; 2] = ['\u{30fb}', '\u{ff65}'];

/// `str.isprintable` for one character under Python 3.`minor`.
#[must_use]
pub(crate) fn is_printable_in(character: char, minor: u8) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    let since = since(character);
    if since > CATEGORIES {
        return since <= minor;
    }
    let category = get_general_category(character);
    since <= minor
        && !matches!(
            category,
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

/// Whether the character may begin a name under Python 3.`minor`.
pub(crate) fn begins_name(character: char, minor: u8) -> bool {
    character == '_' || unicode_ident::is_xid_start(character) && is_assigned(character, minor)
}

/// Whether the character may stand in a name under Python 3.`minor`.
pub(crate) fn continues_name(character: char, minor: u8) -> bool {
    unicode_ident::is_xid_continue(character)
        && is_assigned(character, minor)
        && (minor >= 13 || !MIDDLE_DOTS.contains(&character))
}

/// Whether the character exists under Python 3.`minor`.
fn is_assigned(character: char, minor: u8) -> bool {
    if character.is_ascii() {
        return true;
    }
    let since = since(character);
    since <= minor && (since > CATEGORIES || get_general_category(character) != GeneralCategory::Unassigned)
}

/// Minor version of the first Python 3 from 3.8 on that knows the character, if it is not older.
fn since(character: char) -> u8 {
    let code = character as u32;
    let at = NEWER.partition_point(|&(_, last, _)| last < code);
    NEWER.get(at).filter(|&&(first, ..)| first <= code).map_or(0, |&(.., minor)| minor)
}

/// Ideographs that have names by a rule which Python knows as of 3.15.
const TANGUT: [std::ops::RangeInclusive<u32>; 2] = [0x17000..=0x187ff, 0x18d00..=0x18d1e];

/// The character that `\N{name}` stands for under Python 3.`minor`. Case does not matter, up to 3.14 but in the names that
/// are made by rule, and nothing else may differ.
#[must_use]
pub(crate) fn character_named(name: &str, minor: u8) -> Option<char> {
    let upper = name.to_ascii_uppercase();
    let alias = ALIASES.binary_search_by_key(&&*upper, |&(alias, _)| alias).ok();
    let tangut = upper.strip_prefix("TANGUT IDEOGRAPH-").and_then(|code| u32::from_str_radix(code, 16).ok());
    let character = match alias {
        Some(at) => ALIASES[at].1,
        None if tangut.is_some() => {
            let code = tangut.filter(|code| minor >= 15 && TANGUT.iter().any(|range| range.contains(code)))?;
            char::from_u32(code).filter(|_| upper.ends_with(&format!("-{code:X}")))?
        }
        None => {
            let character = unicode_names2::character(name)?;
            let own = unicode_names2::name(character)?.to_string();
            let by_rule =
                minor < 15 && ["HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-"].iter().any(|rule| own.starts_with(rule));
            if own != if by_rule { name } else { &upper } {
                return None;
            }
            character
        }
    };
    (since(character) <= minor).then_some(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_depends_on_the_version() {
        assert!(is_printable_in('é', 11) && is_printable_in(' ', 11) && !is_printable_in('\u{200b}', 14));
        assert!(!is_printable_in('\u{2ffc}', 12) && is_printable_in('\u{2ffc}', 13));
        assert!(!is_printable_in('\u{1fbcb}', 13) && is_printable_in('\u{1fbcb}', 14));
        assert!(!is_printable_in('\u{1facd}', 14) && is_printable_in('\u{1facd}', 15));
    }

    #[test]
    fn names_of_characters() {
        assert_eq!(character_named("greek Capital LETTER sigma", 8), Some('\u{3a3}'));
        assert_eq!(character_named("line feed", 8), Some('\n'));
        assert_eq!(character_named("HANGUL SYLLABLE GA", 8), Some('\u{ac00}'));
        for wrong in
            ["GREEK  CAPITAL LETTER SIGMA", "GREEK_CAPITAL LETTER SIGMA", "LINEFEED", " LF", "hangul syllable ga"]
        {
            assert_eq!(character_named(wrong, 14), None, "{wrong}");
        }
        assert_eq!((character_named("ORCA", 14), character_named("ORCA", 15)), (None, Some('\u{1facd}')));
    }

    #[test]
    fn characters_of_names() {
        assert!(begins_name('é', 8) && !begins_name('1', 14) && continues_name('1', 14));
        assert!(!begins_name('\u{1c89}', 13) && begins_name('\u{1c89}', 14));
        assert!(!continues_name('\u{30fb}', 12) && continues_name('\u{30fb}', 13));
    }

    #[test]
    fn tables_are_in_order() {
        assert!(ALIASES.is_sorted() && NEWER.is_sorted());
    }
}
