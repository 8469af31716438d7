//! CPython's codecs that a source may be encoded with, by the tables that `generate.py` has taken from it.
//!
//! Left out, and so unknown, are those that do not keep ASCII, which no source can name its encoding in; `unicode_escape` and
//! its like; Johab; and the encodings of JIS X 0213.

use std::collections::HashMap;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS};

const ALIASES: &str = include_str!("aliases.txt");
const CHARMAPS: &str = include_str!("charmaps.txt");
const MULTIBYTE: &str = include_str!("multibyte.txt");
/// Stands in a table for no character.
const NONE: char = '\u{fffe}';

/// The codec that Python finds by `name`.
pub(super) fn named(name: &str) -> Option<&'static str> {
    let normal = normalized(name);
    let find = |name: &str| ALIASES.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    // With its dots replaced, it must be an alias.
    let undotted = normal.replace('.', "_");
    find(&normal).or_else(|| find(&undotted).filter(|codec| *codec != undotted))
}

/// `encodings.normalize_encoding`: what is neither letter, digit nor dot separates.
fn normalized(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut separated = false;
    for character in name.to_ascii_lowercase().chars() {
        if character.is_ascii_alphanumeric() || character == '.' {
            if std::mem::take(&mut separated) && !normal.is_empty() {
                normal.push('_');
            }
            normal.push(character);
        } else {
            separated = true;
        }
    }
    normal
}

/// The text of `bytes`; `None` if they are none in the codec.
pub(super) fn decode(codec: &str, bytes: &[u8]) -> Option<String> {
    match codec {
        "ascii" => bytes.is_ascii().then(|| String::from_utf8_lossy(bytes).into_owned()),
        "utf_7" => utf7(bytes),
        "hz" => hz(bytes),
        "iso2022_jp" | "iso2022_jp_1" | "iso2022_jp_ext" => iso2022_jp(codec, bytes),
        "iso2022_kr" => iso2022_kr(bytes),
        _ => match Multibyte::new(codec) {
            Some(codec) => codec.decode(bytes),
            None => charmap(codec, bytes),
        },
    }
}

/// A codec of one byte per character.
fn charmap(codec: &str, bytes: &[u8]) -> Option<String> {
    let (changed, characters) = CHARMAPS.lines().find_map(|line| {
        let (name, characters) = line.split_once(':')?;
        Some((name.strip_suffix(codec).filter(|rest| rest.is_empty() || rest.ends_with(' '))?, characters))
    })?;
    let mut table: Vec<char> = ('\0'..'\u{80}').chain(characters.chars()).collect();
    for change in changed.split_whitespace() {
        let (byte, code) = change.split_once('=')?;
        let character = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        *table.get_mut(usize::from_str_radix(byte, 16).ok()?)? = character;
    }
    bytes.iter().map(|&byte| table.get(usize::from(byte)).copied().filter(|&character| character != NONE)).collect()
}

/// A codec of several bytes per character: a decoder of the web's, and how Python's differs.
struct Multibyte {
    base: &'static Encoding,
    /// Sequences that stand for nothing, by first and last.
    removed: Vec<(u32, u32)>,
    changed: HashMap<u32, String>,
}

impl Multibyte {
    fn new(codec: &str) -> Option<Self> {
        let mut words = MULTIBYTE.lines().find_map(|line| line.strip_prefix(codec)?.strip_prefix(' '))?.split(' ');
        let base = match words.next()? {
            "gbk" => GBK,
            "gb18030" => GB18030,
            "euc-kr" => EUC_KR,
            "big5" => BIG5,
            "shift_jis" => SHIFT_JIS,
            "euc-jp" => EUC_JP,
            _ => return None,
        };
        let number = |digits: &str| u32::from_str_radix(digits, 16).ok();
        let (mut removed, mut changed) = (Vec::new(), HashMap::new());
        for word in words {
            if let Some((first, last)) = word.split_once('-') {
                removed.push((number(first)?, number(last)?));
            } else {
                let (sequence, codes) = word.split_once('=')?;
                let text = codes.split('+').map(|code| char::from_u32(number(code)?)).collect::<Option<String>>()?;
                changed.insert(number(sequence)?, text);
            }
        }
        Some(Multibyte { base, removed, changed })
    }

    /// What one sequence stands for.
    fn character(&self, sequence: &[u8]) -> Option<String> {
        let code = sequence.iter().fold(0, |code, &byte| code << 8 | u32::from(byte));
        if let Some(text) = self.changed.get(&code) {
            return Some(text.clone());
        }
        if self.removed.iter().any(|&(first, last)| first <= code && code <= last) {
            return None;
        }
        self.base.decode_without_bom_handling_and_without_replacement(sequence).map(String::from)
    }

    fn decode(&self, bytes: &[u8]) -> Option<String> {
        let mut text = String::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii() {
                text.push(char::from(byte));
                at += 1;
                continue;
            }
            let rest = &bytes[at..];
            let longer = match rest {
                [0x8f, _, _, ..] if self.base == EUC_JP => 3,
                [_, b'0'..=b'9', _, _, ..] if self.base == GB18030 => 4,
                _ => 2,
            };
            let found = [1, longer].into_iter().find_map(|length| Some((self.character(rest.get(..length)?)?, length)));
            let (character, length) = found?;
            text.push_str(&character);
            at += length;
        }
        Some(text)
    }
}

/// Two bytes of a set of 94 × 94 characters, as one of the encodings above has them.
fn in_upper_half(pair: &[u8]) -> Option<[u8; 2]> {
    match *pair {
        [lead @ 0x21..=0x7e, trail @ 0x21..=0x7e] => Some([lead | 0x80, trail | 0x80]),
        _ => None,
    }
}

/// Chinese between `~{` and `~}`.
fn hz(bytes: &[u8]) -> Option<String> {
    let gb2312 = Multibyte::new("gb2312")?;
    let mut text = String::with_capacity(bytes.len());
    let (mut rest, mut chinese) = (bytes, false);
    loop {
        rest = match rest {
            [] => return Some(text),
            [b'~', b'{', after @ ..] if !chinese => {
                chinese = true;
                after
            }
            [b'~', b'}', after @ ..] if chinese => {
                chinese = false;
                after
            }
            [b'~', b'\n', after @ ..] if !chinese => after,
            [b'~', b'~', after @ ..] if !chinese => {
                text.push('~');
                after
            }
            [b'\n', after @ ..] => {
                chinese = false;
                text.push('\n');
                after
            }
            [byte, after @ ..] if !chinese && byte.is_ascii() && *byte != b'~' => {
                text.push(char::from(*byte));
                after
            }
            _ if chinese => {
                text.push_str(&gb2312.character(&in_upper_half(rest.get(..2)?)?)?);
                &rest[2..]
            }
            _ => return None,
        };
    }
}

/// The character sets that an escape sequence of ISO 2022 can choose.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    /// ASCII with a yen sign and an overline.
    Roman,
    Katakana,
    Jis0208,
    Jis0212,
}

fn iso2022_jp(codec: &str, bytes: &[u8]) -> Option<String> {
    let euc_jp = Multibyte::new("euc_jp")?;
    let sets: &[(&[u8], Set, bool)] = &[
        (b"\x1b(B", Set::Ascii, true),
        (b"\x1b(J", Set::Roman, true),
        (b"\x1b$@", Set::Jis0208, true),
        (b"\x1b$B", Set::Jis0208, true),
        (b"\x1b$(D", Set::Jis0212, codec != "iso2022_jp"),
        (b"\x1b(I", Set::Katakana, codec == "iso2022_jp_ext"),
    ];
    let mut text = String::with_capacity(bytes.len());
    let (mut rest, mut set) = (bytes, Set::Ascii);
    while let [byte, after @ ..] = rest {
        if *byte == 0x1b {
            let &(escape, chosen, _) = sets.iter().find(|&&(escape, _, known)| known && rest.starts_with(escape))?;
            (set, rest) = (chosen, &rest[escape.len()..]);
            continue;
        }
        if !byte.is_ascii() {
            return None;
        }
        rest = after;
        match set {
            _ if *byte <= b' ' => text.push(char::from(*byte)),
            Set::Roman if *byte == b'\\' => text.push('\u{a5}'),
            Set::Roman if *byte == b'~' => text.push('\u{203e}'),
            Set::Ascii | Set::Roman => text.push(char::from(*byte)),
            Set::Katakana => text.push_str(&euc_jp.character(&[0x8e, byte | 0x80])?),
            Set::Jis0208 | Set::Jis0212 => {
                let pair = in_upper_half(&[*byte, *rest.first()?])?;
                let three = [0x8f, pair[0], pair[1]];
                text.push_str(&euc_jp.character(if set == Set::Jis0208 { &pair } else { &three })?);
                rest = &rest[1..];
            }
        }
    }
    Some(text)
}

/// Korean between the control characters SO and SI.
fn iso2022_kr(bytes: &[u8]) -> Option<String> {
    const HEADER: &[u8] = b"\x1b$)C";
    let euc_kr = Multibyte::new("euc_kr")?;
    let mut text = String::with_capacity(bytes.len());
    let (mut rest, mut korean) = (bytes, false);
    while let [byte, after @ ..] = rest {
        rest = match byte {
            0x1b => rest.strip_prefix(HEADER)?,
            0x0e | 0x0f => {
                korean = *byte == 0x0e;
                after
            }
            _ if korean && *byte > b' ' => {
                text.push_str(&euc_kr.character(&in_upper_half(rest.get(..2)?)?)?);
                &rest[2..]
            }
            _ if byte.is_ascii() => {
                korean &= *byte != b'\n';
                text.push(char::from(*byte));
                after
            }
            _ => return None,
        };
    }
    Some(text)
}

/// UTF-16 in base 64, between `+` and `-`.
fn utf7(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        if !byte.is_ascii() {
            return None;
        }
        if *byte != b'+' {
            text.push(char::from(*byte));
            rest = after;
            continue;
        }
        let length = after.iter().take_while(|byte| digit64(**byte).is_some()).count();
        let (digits, end) = after.split_at(length);
        if digits.is_empty() {
            // `+-` is a plus.
            text.push('+');
            rest = end.strip_prefix(b"-")?;
            continue;
        }
        let (mut units, mut bits, mut count) = (Vec::new(), 0u32, 0);
        for digit in digits.iter().filter_map(|byte| digit64(*byte)) {
            (bits, count) = (bits << 6 | digit, count + 6);
            if count >= 16 {
                count -= 16;
                units.push((bits >> count) as u16);
                bits &= (1 << count) - 1;
            }
        }
        if count >= 6 || bits != 0 {
            return None;
        }
        text.push_str(&String::from_utf16(&units).ok()?);
        rest = end.strip_prefix(b"-").unwrap_or(end);
    }
    Some(text)
}

fn digit64(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, bytes: &[u8]) -> Option<String> {
        decode(named(name)?, bytes)
    }

    #[test]
    fn names() {
        assert_eq!(named("ISO-8859-9"), Some("iso8859_9"));
        assert_eq!(named("latin9"), Some("iso8859_15"));
        assert_eq!((named("Windows.1252"), named("mac.roman")), (Some("cp1252"), None));
        assert_eq!((named("utf"), named("rot13"), named("nope")), (Some("utf_8"), None, None));
    }

    #[test]
    fn one_byte_per_character() {
        assert_eq!(text("iso8859-9", b"\x80\xd0").as_deref(), Some("\u{80}\u{11e}"));
        assert_eq!(text("cp437", b"a\x80\xff").as_deref(), Some("aÇ\u{a0}"));
        assert_eq!(text("cp864", b"%").as_deref(), Some("\u{66a}"));
        assert_eq!(text("cp1252", b"\x81"), None);
    }

    #[test]
    fn several_bytes_per_character() {
        assert_eq!(text("shiftjis", b"\x81\x60\xb1x").as_deref(), Some("\u{301c}\u{ff71}x"));
        assert_eq!(text("cp932", b"\x81\x60").as_deref(), Some("\u{ff5e}"));
        assert_eq!(text("euc_jp", b"\xa4\xa2\x8f\xb0\xa1").as_deref(), Some("あ丂"));
        assert_eq!(text("gb2312", b"\xd6\xd0\xb0\xa1").as_deref(), Some("中啊"));
        assert_eq!((text("gb2312", b"\x81\x40"), text("gbk", b"\x81\x40").as_deref()), (None, Some("丂")));
        assert_eq!(text("gb18030", b"\x81\x30\x81\x30").as_deref(), Some("\u{80}"));
        assert_eq!(text("big5", b"\xa4\xa4").as_deref(), Some("中"));
        assert_eq!(text("euc_kr", b"\xb0\xa1\xb0").as_deref(), None);
    }

    #[test]
    fn escape_sequences() {
        assert_eq!(text("iso2022_jp", b"a\x1b$B\x24\x22\x1b(Bb").as_deref(), Some("aあb"));
        assert_eq!(text("iso2022_jp", b"\x1b(I1"), None);
        assert_eq!(text("iso2022_kr", b"\x1b$)C\x0e\x30\x21\x0fb").as_deref(), Some("가b"));
        assert_eq!(text("hz", b"~~~{VP~}b").as_deref(), Some("~中b"));
        assert_eq!(text("utf-7", b"+AOkA6Q-x+-+2D3eAA").as_deref(), Some("ééx+😀"));
        assert_eq!(text("utf-7", b"+AO"), None);
    }
}
