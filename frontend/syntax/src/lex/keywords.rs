//! Which names are keywords.
//!
//! The automaton reads keywords as names, and names are looked up: as rules of the automaton, keywords would make it take a
//! branch for every letter of every name.

use super::token::Tok;

/// Letters of the longest keyword: as many as bytes in the number that a name is looked up by.
const LONGEST: usize = size_of::<u64>();

/// Reserved words, and soft keywords, of which the filter decides whether they are any.
const KEYWORDS: [(&str, Tok); 39] = [
    ("match", Tok::Match),
    ("case", Tok::Case),
    ("type", Tok::Type),
    ("lazy", Tok::Lazy),
    ("with", Tok::With),
    ("False", Tok::False),
    ("None", Tok::None),
    ("True", Tok::True),
    ("and", Tok::And),
    ("as", Tok::As),
    ("assert", Tok::Assert),
    ("async", Tok::Async),
    ("await", Tok::Await),
    ("break", Tok::Break),
    ("class", Tok::Class),
    ("continue", Tok::Continue),
    ("def", Tok::Def),
    ("del", Tok::Del),
    ("elif", Tok::Elif),
    ("else", Tok::Else),
    ("except", Tok::Except),
    ("finally", Tok::Finally),
    ("for", Tok::For),
    ("from", Tok::From),
    ("global", Tok::Global),
    ("if", Tok::If),
    ("import", Tok::Import),
    ("in", Tok::In),
    ("is", Tok::Is),
    ("lambda", Tok::Lambda),
    ("nonlocal", Tok::Nonlocal),
    ("not", Tok::Not),
    ("or", Tok::Or),
    ("pass", Tok::Pass),
    ("raise", Tok::Raise),
    ("return", Tok::Return),
    ("try", Tok::Try),
    ("while", Tok::While),
    ("yield", Tok::Yield),
];

/// The letters of a short name as one number, the first the lowest.
const fn packed(name: &[u8]) -> u64 {
    let mut letters = 0;
    let mut at = name.len();
    while at > 0 {
        at -= 1;
        letters = letters << 8 | name[at] as u64;
    }
    letters
}

/// Places in the table of keywords.
const PLACES: usize = 128;

/// What spreads the keywords so that no two share a place; found by trial.
const SPREAD: u64 = 0x8afd_2973_f863_3959;

/// Where a name would stand among the keywords.
const fn place(letters: u64) -> usize {
    (letters.wrapping_mul(SPREAD) >> (u64::BITS - PLACES.ilog2())) as usize
}

/// The keywords, each at a place of its own.
static TABLE: [(u64, Tok); PLACES] = {
    let mut table = [(0, Tok::Name); PLACES];
    let mut at = 0;
    while at < KEYWORDS.len() {
        let (name, kind) = KEYWORDS[at];
        let letters = packed(name.as_bytes());
        assert!(table[place(letters)].0 == 0, "two keywords at one place");
        table[place(letters)] = (letters, kind);
        at += 1;
    }
    table
};

/// The kind of the name of so many bytes that `rest` begins with.
#[inline]
pub(super) fn name_or_keyword(rest: &[u8], length: usize) -> Tok {
    if length > LONGEST {
        return Tok::Name;
    }
    let letters = match rest.first_chunk() {
        // What follows the name is shifted out.
        Some(&bytes) => u64::from_le_bytes(bytes) & u64::MAX >> (8 * (LONGEST - length)),
        None => packed(&rest[..length]),
    };
    let (keyword, kind) = TABLE[place(letters)];
    if keyword == letters { kind } else { Tok::Name }
}

#[cfg(test)]
mod tests {
    use logos::Logos;

    use super::*;

    #[test]
    fn keywords_and_other_names() {
        let kind = |text: &str| Tok::lexer(text).next();
        for (name, keyword) in KEYWORDS {
            assert_eq!(kind(name), Some(Ok(keyword)));
            assert_eq!(kind(&format!("{name} = a")), Some(Ok(keyword)));
            assert_eq!(kind(&format!("{name}_")), Some(Ok(Tok::Name)));
            assert_eq!(kind(&name[1..]), kind(&format!("{} = a", &name[1..])));
        }
    }
}
