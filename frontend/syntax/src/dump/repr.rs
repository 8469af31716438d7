//! `repr` of constants, as CPython writes it.

use std::fmt::Write as _;

use crate::ast::{ConstantValue, Int};
use crate::unicode::is_printable_in;

/// `minor`: the Python whose idea of printable characters counts.
pub(crate) fn constant(out: &mut String, value: &ConstantValue<'_>, minor: u8) {
    match value {
        ConstantValue::None => out.push_str("None"),
        ConstantValue::Bool(true) => out.push_str("True"),
        ConstantValue::Bool(false) => out.push_str("False"),
        ConstantValue::Ellipsis => out.push_str("Ellipsis"),
        ConstantValue::Str(text) => string(out, text, minor),
        ConstantValue::SurrogateStr(bytes) => surrogate_string(out, bytes, minor),
        ConstantValue::Bytes(value) => bytes(out, value),
        ConstantValue::Int(Int::Small(value)) => {
            let _ = write!(out, "{value}");
        }
        ConstantValue::Int(Int::Big(digits)) => out.push_str(digits),
        // CPython prints an error; what it reads must be in another base.
        ConstantValue::Int(Int::Huge(digits)) => {
            out.push_str("0x");
            out.push_str(digits);
        }
        ConstantValue::Float(value) => float(out, *value, true),
        ConstantValue::Imaginary(value) => {
            float(out, *value, false);
            out.push('j');
        }
    }
}

/// The shortest digits that read back as the same number. `fraction`: write `.0` after a whole number.
pub(crate) fn float(out: &mut String, value: f64, fraction: bool) {
    if value.is_infinite() {
        out.push_str("inf");
        return;
    }
    let mut scientific = format!("{value:e}");
    // Where two shortest numbers are equally near, Python takes the even one.
    let precision =
        scientific.split_once('e').map_or(0, |(digits, _)| digits.trim_start_matches('-').len().saturating_sub(2));
    let even = format!("{value:.precision$e}");
    if even.parse() == Ok(value) {
        scientific = even;
    }
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        plain(out, digits, exponent, fraction);
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        let _ = write!(out, "{digits}e{sign}{:02}", exponent.abs());
    }
}

/// Writes `digits`, as in `1.25`, times ten to the `exponent` without an exponent.
fn plain(out: &mut String, digits: &str, exponent: i32, fraction: bool) {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    out.push_str(sign);
    let digits: String = digits.chars().filter(|&c| c != '.').collect();
    if exponent < 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', exponent.unsigned_abs() as usize - 1));
        out.push_str(&digits);
        return;
    }
    let whole = exponent as usize + 1;
    if digits.len() > whole {
        out.push_str(&digits[..whole]);
        out.push('.');
        out.push_str(&digits[whole..]);
        return;
    }
    out.push_str(&digits);
    out.extend(std::iter::repeat_n('0', whole - digits.len()));
    if fraction {
        out.push_str(".0");
    }
}

/// Python prefers single quotes, unless only double quotes need no escape.
fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

pub(crate) fn string(out: &mut String, text: &str, minor: u8) {
    let quote = quote_for(text.contains('\''), text.contains('"'));
    out.push(quote);
    for character in text.chars() {
        push_character(out, character, quote, minor);
    }
    out.push(quote);
}

fn push_character(out: &mut String, character: char, quote: char, minor: u8) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\\' => out.push_str("\\\\"),
        _ if character == quote => {
            out.push('\\');
            out.push(character);
        }
        _ if is_printable_in(character, minor) => out.push(character),
        _ => {
            let code = character as u32;
            let _ = match code {
                0..=0xff => write!(out, "\\x{code:02x}"),
                0x100..=0xffff => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            };
        }
    }
}

/// A string in generalized UTF-8: between its lone surrogates it is UTF-8.
fn surrogate_string(out: &mut String, bytes: &[u8], minor: u8) {
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    out.push(quote);
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            push_character(out, character, quote, minor);
        }
        // A surrogate's three bytes come as invalid chunks, the first of which begins with 0xed.
        if let [0xed, ..] = chunk.invalid() {
            let at = chunk.invalid().as_ptr() as usize - bytes.as_ptr() as usize;
            if let Some(&[_, high, low]) = bytes.get(at..at + 3) {
                let code = 0xd000 | u32::from(high & 0x3f) << 6 | u32::from(low & 0x3f);
                let _ = write!(out, "\\u{code:04x}");
            }
        }
    }
    out.push(quote);
}

pub(crate) fn bytes(out: &mut String, value: &[u8]) {
    let quote = quote_for(value.contains(&b'\''), value.contains(&b'"'));
    out.push('b');
    out.push(quote);
    for &byte in value {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            _ if char::from(byte) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats() {
        let repr = |value| {
            let mut out = String::new();
            float(&mut out, value, true);
            out
        };
        assert_eq!(repr(1.0), "1.0");
        assert_eq!(repr(1e16), "1e+16");
        assert_eq!(repr(123456789012345680.0), "1.2345678901234568e+17");
        assert_eq!(repr(1e15), "1000000000000000.0");
        assert_eq!(repr(0.0001), "0.0001");
        assert_eq!(repr(0.00001), "1e-05");
        assert_eq!(repr(1.5e300), "1.5e+300");
        assert_eq!(repr(f64::INFINITY), "inf");
        assert_eq!(repr(0.0), "0.0");
        assert_eq!(repr(-12.5), "-12.5");
        assert_eq!(repr(5e-324), "5e-324");
        assert_eq!("99.998809814453125".parse().map(repr), Ok("99.99880981445312".to_owned()));
    }

    #[test]
    fn strings() {
        let repr = |value: ConstantValue<'_>| {
            let mut out = String::new();
            constant(&mut out, &value, 14);
            out
        };
        assert_eq!(repr(ConstantValue::Str("it's")), "\"it's\"");
        assert_eq!(repr(ConstantValue::Str("'\"\n\u{7f}é\u{200b}")), "'\\'\"\\n\\x7fé\\u200b'");
        assert_eq!(repr(ConstantValue::SurrogateStr(&[97, 0xed, 0xa0, 0x80, 98])), "'a\\ud800b'");
        assert_eq!(repr(ConstantValue::Bytes(b"a\0'")), "b\"a\\x00'\"");
    }
}
