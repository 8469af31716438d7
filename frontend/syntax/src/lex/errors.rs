//! What to say about text that is no token. Only looked at when there is such text.

use super::names::{bad_name_character, is_name_byte};
use super::strings::{FStringStyle, has_triple};
use super::token::{Tok, Token};
use crate::diagnostics::Problem;
use crate::range::{LineIndex, TextRange};
use crate::unicode::{continues_name, is_printable_in};

pub(super) fn mismatch(lines: &LineIndex, close: char, open: char, open_at: u32, close_at: u32) -> Problem {
    let line = lines.line_column(open_at).line;
    if line == lines.line_column(close_at).line {
        Problem::Mismatched { close, open }
    } else {
        Problem::MismatchedOnLine { close, open, line }
    }
}

pub(super) fn unterminated_fstring(source: &str, lines: &LineIndex, style: FStringStyle, at: u32) -> Problem {
    let kind = if style.template { 't' } else { 'f' };
    let line = lines.line_column(at.min(last_character(source))).line;
    if style.triple {
        Problem::UnterminatedTripleFString { kind, line }
    } else {
        Problem::UnterminatedFString { kind, line }
    }
}

/// Offset of the end of the last line, where CPython sees the end of the file.
fn last_character(source: &str) -> u32 {
    source.strip_suffix("\r\n").or_else(|| source.strip_suffix(['\n', '\r'])).unwrap_or(source).len() as u32
}

/// Why no token begins at `start`, the range to show, and where to go on.
pub(super) fn unrecognized(
    source: &str,
    lines: &LineIndex,
    start: u32,
    end: u32,
    minor: u8,
) -> (Problem, TextRange, u32) {
    let rest = &source[start as usize..];
    let first = rest.chars().next().unwrap_or('\0');
    let here = TextRange::new(start, start + first.len_utf8() as u32);
    let prefix = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if let Some(&quote @ (b'"' | b'\'')) = rest.as_bytes().get(prefix)
        && prefix <= 2
    {
        return unterminated_string(source, lines, start, prefix, quote);
    }
    match first {
        '\\' => {
            if rest[1..].is_empty() {
                (Problem::EofAfterBackslash, here, here.end)
            } else {
                (Problem::AfterBackslash, here, here.end)
            }
        }
        _ if is_name_byte(rest.as_bytes()[0]) => {
            let length = rest.bytes().position(|b| !is_name_byte(b)).unwrap_or(rest.len());
            let (at, character) = bad_name_character(&rest[..length], minor).unwrap_or((0, first));
            let at = start + at as u32;
            let code = format!("{:04X}", character as u32);
            let problem = if is_printable_in(character, minor) {
                Problem::InvalidCharacter { character, code }
            } else {
                Problem::InvalidNonPrintable { code }
            };
            (problem, TextRange::new(at, at + character.len_utf8() as u32), start + length as u32)
        }
        _ if first.is_control() => {
            let code = format!("{:04X}", first as u32);
            (Problem::InvalidNonPrintable { code }, here, here.end)
        }
        _ => (Problem::StrayCharacter { character: first }, here, end.max(here.end)),
    }
}

fn unterminated_string(
    source: &str,
    lines: &LineIndex,
    start: u32,
    prefix: usize,
    quote: u8,
) -> (Problem, TextRange, u32) {
    let body = start as usize + prefix + 1;
    let rest = &source.as_bytes()[body..];
    let shown = TextRange::new(start, start + 1);
    if rest.starts_with(&[quote, quote]) && !has_triple(&rest[2..], quote) {
        let line = lines.line_column(last_character(source).max(start)).line;
        return (Problem::UnterminatedTripleString { line }, shown, source.len() as u32);
    }
    // The string goes on over escaped line ends, up to the first bare one.
    let mut at = 0;
    while at < rest.len() && !matches!(rest[at], b'\n' | b'\r') {
        at += if rest[at] != b'\\' {
            1
        } else if rest[at + 1..].starts_with(b"\r\n") {
            3
        } else {
            2
        };
    }
    let resume = (body + at).min(source.len());
    let line = lines.line_column((resume as u32).min(last_character(source)).max(start)).line;
    if rest.starts_with(&[quote, quote]) {
        return (Problem::UnterminatedTripleString { line }, shown, source.len() as u32);
    }
    (Problem::UnterminatedString { line }, shown, resume as u32)
}

/// What is wrong with a number that letters or digits follow directly; nothing if a keyword follows.
pub(super) fn after_number(source: &str, number: Token, minor: u8) -> Option<(Problem, TextRange)> {
    let text = &source[number.start as usize..number.end as usize];
    let rest = &source[number.end as usize..];
    let keywords = ["and", "else", "for", "if", "in", "is", "not", "or"];
    // `0o` promises digits, even where it is the beginning of `0or`.
    let octal = text == "0" && rest.starts_with('o');
    if !octal && keywords.iter().any(|keyword| rest.starts_with(keyword)) {
        return None;
    }
    let next = rest.chars().next()?;
    if !next.is_ascii() && !continues_name(next, minor) {
        let code = format!("{:04X}", next as u32);
        let range = TextRange::new(number.end, number.end + next.len_utf8() as u32);
        return Some((Problem::InvalidCharacter { character: next, code }, range));
    }
    let at = |offset: usize, length: usize| {
        let start = number.end + offset as u32;
        TextRange::new(start, start + length as u32)
    };
    // A digit may follow an underscore, if it is one.
    let digit = rest.strip_prefix('_').and_then(|rest| rest.chars().next()).filter(char::is_ascii_digit);
    let (digit, digit_at) = digit.map_or((next, at(0, 1)), |digit| (digit, at(1, 1)));
    let last = TextRange::new(number.end - 1, number.end);
    let radix = text.as_bytes().get(1).map(u8::to_ascii_lowercase);
    let problem = match (number.kind, radix, next) {
        (Tok::Imaginary, ..) => Problem::InvalidImaginary,
        (Tok::Int, Some(b'x'), _) => Problem::InvalidHex,
        (Tok::Int, Some(b'o'), _) if digit.is_ascii_digit() => {
            return Some((Problem::InvalidDigit { digit, base: "octal" }, digit_at));
        }
        (Tok::Int, Some(b'o'), _) => Problem::InvalidOctal,
        (Tok::Int, Some(b'b'), _) if digit.is_ascii_digit() => {
            return Some((Problem::InvalidDigit { digit, base: "binary" }, digit_at));
        }
        (Tok::Int, Some(b'b'), _) => Problem::InvalidBinary,
        (Tok::Int, _, _) if text == "0" => match next {
            'x' | 'X' => return Some((Problem::InvalidHex, at(0, 1))),
            'o' | 'O' => return Some(zero_prefix(rest, "octal", at(1, 1), at(0, 1))),
            'b' | 'B' => return Some(zero_prefix(rest, "binary", at(1, 1), at(0, 1))),
            _ => leading_zero(rest),
        },
        (Tok::Int, _, _) if text.starts_with('0') => leading_zero(rest),
        _ => Problem::InvalidDecimal,
    };
    let range = if problem == Problem::LeadingZeros {
        let zeros = rest.bytes().take_while(u8::is_ascii_digit).count();
        TextRange::new(number.start, number.end + zeros as u32)
    } else {
        last
    };
    Some((problem, range))
}

fn zero_prefix(rest: &str, base: &'static str, digit_at: TextRange, at: TextRange) -> (Problem, TextRange) {
    match rest.chars().nth(1) {
        Some(digit) if digit.is_ascii_digit() => (Problem::InvalidDigit { digit, base }, digit_at),
        _ if base == "octal" => (Problem::InvalidOctal, at),
        _ => (Problem::InvalidBinary, at),
    }
}

fn leading_zero(rest: &str) -> Problem {
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
    let has_digit = rest.trim_start_matches('_').starts_with(|c: char| c.is_ascii_digit());
    if has_digit && !digits.starts_with(|c: char| c.is_ascii_alphabetic()) {
        Problem::LeadingZeros
    } else {
        Problem::InvalidDecimal
    }
}
