//! Scanning of names, of which the automaton sees the first character.

use logos::Lexer;

use super::keywords::name_or_keyword;
use super::token::Tok;
use crate::unicode::{begins_name, continues_name};

/// Finishes a name whose first character is within ASCII. An error: a character may not stand in it.
#[inline]
pub(super) fn scan_name(lexer: &mut Lexer<'_, Tok>) -> Result<Tok, ()> {
    let rest = &lexer.source().as_bytes()[lexer.span().start..];
    let length = ascii_length(rest);
    if rest.get(length).is_some_and(|&byte| byte >= 0x80) {
        return if scan_unicode_name(lexer) { Ok(Tok::Name) } else { Err(()) };
    }
    lexer.bump(length - 1);
    Ok(name_or_keyword(rest, length))
}

/// Finishes a name with characters beyond ASCII. `false` when a character may not stand in a name.
#[cold]
pub(super) fn scan_unicode_name(lexer: &mut Lexer<'_, Tok>) -> bool {
    let rest = lexer.remainder();
    let length = rest.bytes().position(|b| !is_name_byte(b)).unwrap_or(rest.len());
    lexer.bump(length);
    bad_name_character(lexer.slice(), lexer.extras.minor).is_none()
}

/// Whether the byte can be part of a name or of a character beyond ASCII.
pub(crate) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// First character of `name`, with its offset, that may not stand where it does.
pub(super) fn bad_name_character(name: &str, minor: u8) -> Option<(usize, char)> {
    name.char_indices().find(|&(at, c)| !if at == 0 { begins_name(c, minor) } else { continues_name(c, minor) })
}

/// How many bytes `rest` begins with that are letters, digits or underscores within ASCII.
#[inline]
fn ascii_length(rest: &[u8]) -> usize {
    let mut length = 0;
    // Most names end in the first eight bytes, and no branch depends on where.
    while let Some(&bytes) = rest[length..].first_chunk() {
        let others = not_in_names(u64::from_le_bytes(bytes));
        if others != 0 {
            return length + others.trailing_zeros() as usize / 8;
        }
        length += bytes.len();
    }
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    length + rest[length..].iter().take_while(|byte| is_part(byte)).count()
}

/// The highest bit of each of eight bytes that is no letter, digit or underscore within ASCII.
#[inline]
fn not_in_names(bytes: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    const HIGHEST: u64 = 0x80 * EACH;
    // Without their highest bits, no sum carries into the next byte.
    let low = bytes & !HIGHEST;
    let within = |bytes: u64, first: u8, last: u8| {
        (bytes + (0x80 - first as u64) * EACH) & !(bytes + (0x7f - last as u64) * EACH)
    };
    let letters = within(low | (0x20 * EACH), b'a', b'z');
    !(letters | within(low, b'0', b'9') | within(low, b'_', b'_')) & HIGHEST | bytes & HIGHEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_in_every_place() {
        for byte in 0..=u8::MAX {
            let is_part = byte.is_ascii_alphanumeric() || byte == b'_';
            for place in 0..8 {
                let expected = if is_part { 0 } else { 0x80 << (8 * place) };
                for filler in [b'a', b'Z', b'_', b'9'] {
                    let mut bytes = [filler; 8];
                    bytes[place] = byte;
                    assert_eq!(not_in_names(u64::from_le_bytes(bytes)), expected, "{byte} at {place}");
                }
            }
        }
    }

    #[test]
    fn lengths() {
        let name = "abcdefgh_0123456789_xyz";
        for length in 0..name.len() {
            assert_eq!(ascii_length(&name.as_bytes()[..length]), length);
            for after in [" ", "=", "\u{e9}", "(self, argument)"] {
                assert_eq!(ascii_length(format!("{}{after}", &name[..length]).as_bytes()), length);
            }
        }
    }
}
