//! Scanning of the bodies of strings, which the automaton leaves to code.

use logos::Lexer;
use memchr::{memchr2, memmem};

use super::token::Tok;

/// Bytes at which the scan of a single-line string must look closer.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    stops[b'"' as usize] = true;
    stops[b'\'' as usize] = true;
    stops[b'\\' as usize] = true;
    stops[b'\n' as usize] = true;
    stops[b'\r' as usize] = true;
    stops
};

/// Finishes a string of which the automaton saw prefix and first quote. `false`: it does not end; the lexer
/// then says why.
pub(super) fn scan_string(lexer: &mut Lexer<'_, Tok>) -> bool {
    let quote = *lexer.slice().as_bytes().last().unwrap_or(&b'"');
    match string_length(lexer.remainder().as_bytes(), quote) {
        Some(length) => {
            lexer.bump(length);
            true
        }
        None => false,
    }
}

/// Length of what follows the first quote, up to and including the closing quotes.
pub(crate) fn string_length(rest: &[u8], quote: u8) -> Option<usize> {
    if rest.len() >= 2 && rest[0] == quote && rest[1] == quote {
        let mut at = 2;
        loop {
            at += memchr2(quote, b'\\', rest.get(at..)?)?;
            if rest[at] == b'\\' {
                at += 2;
            } else if rest.get(at + 1) == Some(&quote) && rest.get(at + 2) == Some(&quote) {
                return Some(at + 3);
            } else {
                at += 1;
            }
        }
    }
    let mut at = 0;
    loop {
        let byte = *rest.get(at)?;
        if STOPS[byte as usize] {
            match byte {
                b'\\' if rest.get(at + 1) == Some(&b'\r') && rest.get(at + 2) == Some(&b'\n') => at += 2,
                b'\\' => at += 1,
                b'\n' | b'\r' => return None,
                _ if byte == quote => return Some(at + 1),
                _ => {}
            }
        }
        at += 1;
    }
}

/// Why the literal text of an f-string stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TextStop {
    /// At the closing quote or quotes.
    Quote,
    /// At `{` opening a replacement field.
    Open,
    /// At `}`.
    Close,
    /// At the end of the line of a single-quoted string, or of the file.
    Unterminated,
}

/// What the scan of an f-string's text needs to know of the string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct FStringStyle {
    pub quote: u8,
    pub triple: bool,
    pub raw: bool,
    pub template: bool,
}

/// Which doubled braces are an escape in the text of an f-string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Doubled {
    Both,
    /// In a format spec after a field.
    Opening,
    /// In a format spec.
    Neither,
}

/// Length of the literal text at the start of `rest`, and what stops it.
pub(super) fn scan_fstring_text(rest: &[u8], style: FStringStyle, doubled: Doubled) -> (usize, TextStop) {
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        let next = rest.get(at + 1).copied();
        match byte {
            b'{' if doubled != Doubled::Neither && next == Some(b'{') => at += 2,
            b'}' if doubled == Doubled::Both && next == Some(b'}') => at += 2,
            b'{' => return (at, TextStop::Open),
            b'}' => return (at, TextStop::Close),
            b'\n' | b'\r' if !style.triple => return (at, TextStop::Unterminated),
            b'\\' => match next {
                // A brace cannot be escaped by a backslash.
                Some(b'{' | b'}') => at += 1,
                Some(b'N') if !style.raw && rest.get(at + 2) == Some(&b'{') => {
                    let name = rest[at..].iter().position(|&b| matches!(b, b'}' | b'\n' | b'"' | b'\''));
                    at += name.map_or(2, |length| if rest[at + length] == b'}' { length + 1 } else { length });
                }
                Some(b'\r') if rest.get(at + 2) == Some(&b'\n') => at += 3,
                _ => at += 2,
            },
            _ if byte == style.quote => {
                if !style.triple || (next == Some(byte) && rest.get(at + 2) == Some(&byte)) {
                    return (at, TextStop::Quote);
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    (rest.len(), TextStop::Unterminated)
}

/// Whether the text has a closing triple quote anywhere, for the message on unterminated strings.
pub(super) fn has_triple(rest: &[u8], quote: u8) -> bool {
    memmem::find(rest, &[quote; 3]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn string_lengths() {
        assert_eq!(string_length(b"abc' x", b'\''), Some(4));
        assert_eq!(string_length(b"a\\'c' x", b'\''), Some(5));
        assert_eq!(string_length(b"a\nc'", b'\''), None);
        assert_eq!(string_length(b"a\\\nc'", b'\''), Some(5));
        assert_eq!(string_length(b"\"\"a\"b\"\"\"", b'"'), Some(8));
        assert_eq!(string_length(b"\"\"a\\\"\"\"", b'"'), None);
        assert_eq!(string_length(b"' x", b'\''), Some(1));
    }

    #[test]
    fn fstring_text() {
        let style = FStringStyle { quote: b'\'', triple: false, raw: false, template: false };
        assert_eq!(scan_fstring_text(b"a{{b{c}'", style, Doubled::Both), (4, TextStop::Open));
        assert_eq!(scan_fstring_text(b"\\N{DASH}'", style, Doubled::Both), (8, TextStop::Quote));
        assert_eq!(scan_fstring_text(b".2f}'", style, Doubled::Neither), (3, TextStop::Close));
        assert_eq!(scan_fstring_text(b"a\nb'", style, Doubled::Both), (1, TextStop::Unterminated));
    }
}
