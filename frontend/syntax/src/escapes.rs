//! Decoding of what stands between a literal's quotes.

use memchr::{memchr, memchr2};

use crate::arena::Arena;
use crate::ast::ConstantValue;
use crate::diagnostics::Problem;

/// A decoded literal, or why it cannot be decoded.
pub(crate) type Decoded<'a> = Result<ConstantValue<'a>, Problem>;

/// How text is written.
#[derive(Clone, Copy, Default)]
pub(crate) struct Writing {
    pub(crate) raw: bool,
    /// Whether `{{` and `}}` stand for one brace.
    pub(crate) doubled: bool,
    /// Minor version of the Python 3 whose characters have names.
    pub(crate) minor: u8,
}

/// Decodes text.
pub(crate) fn decode_str<'a>(arena: &'a Arena, text: &'a str, writing: Writing) -> Decoded<'a> {
    let Writing { raw, doubled, minor } = writing;
    let bytes = text.as_bytes();
    let first = if doubled {
        bytes.iter().position(|byte| matches!(byte, b'{' | b'}' | b'\r') || *byte == b'\\' && !raw)
    } else if raw {
        memchr(b'\r', bytes)
    } else {
        memchr2(b'\\', b'\r', bytes)
    };
    let Some(first) = first else {
        return Ok(ConstantValue::Str(text));
    };
    let mut decoder = Decoder { text, at: first, out: Vec::with_capacity(text.len()), surrogates: false, minor };
    decoder.out.extend_from_slice(&text.as_bytes()[..first]);
    decoder.run(raw, doubled)?;
    Ok(string_value(arena, &decoder.out, decoder.surrogates))
}

/// The concatenation of decoded strings.
pub(crate) fn joined<'a>(arena: &'a Arena, parts: &[&[u8]]) -> ConstantValue<'a> {
    string_value(arena, &parts.concat(), true)
}

fn string_value<'a>(arena: &'a Arena, bytes: &[u8], maybe_surrogates: bool) -> ConstantValue<'a> {
    let stored = arena.bytes(bytes);
    match std::str::from_utf8(stored) {
        Ok(text) => ConstantValue::Str(text),
        Err(_) => {
            debug_assert!(maybe_surrogates);
            ConstantValue::SurrogateStr(stored)
        }
    }
}

struct Decoder<'t> {
    text: &'t str,
    at: usize,
    out: Vec<u8>,
    surrogates: bool,
    minor: u8,
}

impl Decoder<'_> {
    fn run(&mut self, raw: bool, doubled: bool) -> Result<(), Problem> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\r' => {
                    self.out.push(b'\n');
                    if bytes.get(self.at) == Some(&b'\n') {
                        self.at += 1;
                    }
                }
                b'\\' if !raw => self.escape()?,
                b'{' | b'}' if doubled => {
                    self.out.push(byte);
                    if bytes.get(self.at) == Some(&byte) {
                        self.at += 1;
                    }
                }
                _ => self.out.push(byte),
            }
        }
        Ok(())
    }

    /// After a backslash.
    fn escape(&mut self) -> Result<(), Problem> {
        let start = self.at - 1;
        let bytes = self.text.as_bytes();
        let Some(&byte) = bytes.get(self.at) else {
            self.out.push(b'\\');
            return Ok(());
        };
        self.at += 1;
        let plain = match byte {
            b'\n' => return Ok(()),
            b'\r' => {
                if bytes.get(self.at) == Some(&b'\n') {
                    self.at += 1;
                }
                return Ok(());
            }
            b'\\' | b'\'' | b'"' => byte,
            b'a' => 0x07,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 0x0b,
            b'0'..=b'7' => {
                let value = octal(bytes, &mut self.at, byte);
                self.push_code_point(value);
                return Ok(());
            }
            b'x' => return self.hex_escape(start, 2, "truncated \\xXX escape"),
            b'u' => return self.hex_escape(start, 4, "truncated \\uXXXX escape"),
            b'U' => return self.hex_escape(start, 8, "truncated \\UXXXXXXXX escape"),
            b'N' => return self.named_escape(start),
            _ => {
                // No escape: the backslash stays, and so does what follows.
                self.out.push(b'\\');
                self.at -= 1;
                if byte.is_ascii() && byte != b'{' && byte != b'}' {
                    self.out.push(byte);
                    self.at += 1;
                }
                return Ok(());
            }
        };
        self.out.push(plain);
        Ok(())
    }

    fn hex_escape(&mut self, start: usize, digits: usize, what: &'static str) -> Result<(), Problem> {
        let hex = self.text.as_bytes()[self.at..].iter().take(digits).take_while(|b| b.is_ascii_hexdigit()).count();
        if hex < digits {
            return Err(bad_escape(what, start, self.at + hex - 1));
        }
        let value = u32::from_str_radix(&self.text[self.at..self.at + digits], 16).unwrap_or(u32::MAX);
        self.at += digits;
        if value > 0x10_ffff {
            return Err(bad_escape("illegal Unicode character", start, self.at - 1));
        }
        self.push_code_point(value);
        Ok(())
    }

    fn named_escape(&mut self, start: usize) -> Result<(), Problem> {
        let malformed = "malformed \\N character escape";
        let rest = &self.text[self.at..];
        if !rest.starts_with('{') {
            return Err(bad_escape(malformed, start, self.at - 1));
        }
        let Some(length) = rest.find('}') else {
            return Err(bad_escape(malformed, start, self.text.len() - 1));
        };
        let end = self.at + length;
        if length == 1 {
            return Err(bad_escape(malformed, start, end));
        }
        let Some(character) = crate::unicode::character_named(&rest[1..length], self.minor) else {
            return Err(bad_escape("unknown Unicode character name", start, end));
        };
        self.push_code_point(character as u32);
        self.at = end + 1;
        Ok(())
    }

    /// Appends a code point in generalized UTF-8, which surrogates have as well.
    fn push_code_point(&mut self, value: u32) {
        if let Some(character) = char::from_u32(value) {
            self.out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            self.surrogates = true;
            let continuation = |bits: u32| 0x80 | (bits & 0x3f) as u8;
            self.out.extend([0xe0 | (value >> 12) as u8, continuation(value >> 6), continuation(value)]);
        }
    }
}

fn bad_escape(what: &'static str, start: usize, end: usize) -> Problem {
    Problem::BadUnicodeEscape { what, start, end }
}

/// An octal escape of which `first` was read.
fn octal(bytes: &[u8], at: &mut usize, first: u8) -> u32 {
    let mut value = u32::from(first - b'0');
    for _ in 0..2 {
        match bytes.get(*at) {
            Some(&digit @ b'0'..=b'7') => value = value * 8 + u32::from(digit - b'0'),
            _ => break,
        }
        *at += 1;
    }
    value
}

/// Decodes the body of a bytes literal.
pub(crate) fn decode_bytes<'a>(arena: &'a Arena, text: &'a str, raw: bool) -> Decoded<'a> {
    if !text.is_ascii() {
        return Err(Problem::BytesAscii);
    }
    let bytes = text.as_bytes();
    if !bytes.iter().any(|&byte| byte == b'\r' || (byte == b'\\' && !raw)) {
        return Ok(ConstantValue::Bytes(bytes));
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\r' => {
                out.push(b'\n');
                at += usize::from(bytes.get(at) == Some(&b'\n'));
            }
            b'\\' if !raw => {
                let Some(&escaped) = bytes.get(at) else {
                    out.push(byte);
                    break;
                };
                at += 1;
                match escaped {
                    b'\n' => {}
                    b'\r' => at += usize::from(bytes.get(at) == Some(&b'\n')),
                    b'\\' | b'\'' | b'"' => out.push(escaped),
                    b'a' => out.push(0x07),
                    b'b' => out.push(0x08),
                    b'f' => out.push(0x0c),
                    b'n' => out.push(b'\n'),
                    b'r' => out.push(b'\r'),
                    b't' => out.push(b'\t'),
                    b'v' => out.push(0x0b),
                    b'0'..=b'7' => out.push(octal(bytes, &mut at, escaped) as u8),
                    b'x' => {
                        let digits = bytes.get(at..at + 2).and_then(|d| std::str::from_utf8(d).ok());
                        let value = digits
                            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
                            .and_then(|d| u8::from_str_radix(d, 16).ok());
                        out.push(value.ok_or(Problem::BadHexEscape { position: at - 2 })?);
                        at += 2;
                    }
                    _ => out.extend([b'\\', escaped]),
                }
            }
            _ => out.push(byte),
        }
    }
    Ok(ConstantValue::Bytes(arena.bytes(&out)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Writing = Writing { raw: false, doubled: false, minor: 14 };

    fn decoded(text: &str) -> String {
        let arena = Arena::default();
        match decode_str(&arena, text, PLAIN) {
            Ok(ConstantValue::Str(text)) => text.to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn escapes_of_strings() {
        assert_eq!(decoded(r"a\tb\\c\'\x41\u00e9\U0001F600\101"), "a\tb\\c'Aé😀A");
        assert_eq!(decoded("a\\\nb\r\nc\rd"), "ab\nc\nd");
        assert_eq!(decoded(r"\q\é"), r"\q\é");
        assert_eq!(decoded(r"\N{EM DASH}"), "—");
        assert_eq!(decoded(r"\ud800x"), "Ok(SurrogateStr([237, 160, 128, 120]))");
    }

    #[test]
    fn broken_escapes() {
        for text in [r"\x4", r"\u12", r"\U00110000", r"\N", r"\N{", r"\N{}", r"\N{NO SUCH NAME}"] {
            let arena = Arena::default();
            assert!(decode_str(&arena, text, PLAIN).is_err(), "{text}");
        }
    }

    #[test]
    fn bytes() {
        let arena = Arena::default();
        assert_eq!(decode_bytes(&arena, r"a\x00\777\q", false), Ok(ConstantValue::Bytes(b"a\0\xff\\q")));
        assert_eq!(decode_bytes(&arena, r"\x0", false), Err(Problem::BadHexEscape { position: 0 }));
        assert_eq!(decode_bytes(&arena, "é", false), Err(Problem::BytesAscii));
    }

    #[test]
    fn doubled_braces() {
        let arena = Arena::default();
        assert_eq!(decode_str(&arena, "{{a}}", Writing { doubled: true, ..PLAIN }), Ok(ConstantValue::Str("{a}")));
        assert_eq!(decode_str(&arena, "{{a}}", PLAIN), Ok(ConstantValue::Str("{{a}}")));
    }
}
