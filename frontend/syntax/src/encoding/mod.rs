//! From bytes to text: byte order mark, coding cookie, UTF-8 by default (PEP 263).

mod codecs;

use std::borrow::Cow;

use crate::ast::TextRange;
use crate::diagnostics::{Diagnostic, Problem};
use crate::parser::{Options, Parsed, parse_module_with};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Parses a file's bytes.
#[must_use]
pub fn parse_bytes(bytes: &[u8], options: Options) -> Parsed {
    match decode(bytes) {
        Ok(source) => parse_module_with(&source, options),
        Err((problem, range)) => {
            let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
            // What is shown of the file is longer where bytes are no UTF-8.
            let shown = |offset: u32| String::from_utf8_lossy(&body[..offset as usize]).len() as u32;
            let range = TextRange::new(shown(range.start), shown(range.end));
            Parsed::failed(&String::from_utf8_lossy(body), Diagnostic::new(&problem, range))
        }
    }
}

/// Decodes a file as CPython does.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, (Problem, TextRange)> {
    let body = bytes.strip_prefix(BOM);
    let has_bom = body.is_some();
    let body = body.unwrap_or(bytes);
    let Some((name, range)) = cookie(body) else {
        return utf8(body, has_bom);
    };
    // With a mark, CPython wants this very spelling.
    let spelled = name.to_ascii_lowercase().replace('_', "-");
    let is = |prefix: &str| spelled == prefix || spelled.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-'));
    if has_bom && !is("utf-8") {
        return Err((Problem::BomMismatch { name: name.to_owned() }, range));
    }
    // These spellings CPython takes itself; it looks all others up.
    let codec = if is("utf-8") {
        Some("utf_8")
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        Some("latin_1")
    } else {
        codecs::named(name)
    };
    let Some(codec) = codec else {
        return Err((Problem::UnknownEncoding { name: name.to_owned() }, range));
    };
    if matches!(codec, "utf_8" | "utf_8_sig") {
        return utf8(body, true);
    }
    let text = codecs::decode(codec, body);
    text.map(Cow::Owned).ok_or_else(|| (Problem::UndecodableByte { encoding: name.to_owned() }, range))
}

/// `declared`: by a mark or a cookie.
fn utf8(body: &[u8], declared: bool) -> Result<Cow<'_, str>, (Problem, TextRange)> {
    std::str::from_utf8(body).map(Cow::Borrowed).map_err(|error| {
        let offset = error.valid_up_to();
        let byte = format!("{:02x}", body.get(offset).copied().unwrap_or(0));
        let line = memchr::memchr_iter(b'\n', &body[..offset]).count() + 1;
        let problem = if declared { Problem::BadUtf8 { byte, offset } } else { Problem::NotUtf8 { byte, line } };
        (problem, TextRange::at(offset as u32))
    })
}

/// The coding cookie in the first two lines: the first may precede it only if it is blank or a comment.
fn cookie(body: &[u8]) -> Option<(&str, TextRange)> {
    let mut start = 0;
    for _ in 0..2 {
        let rest = body.get(start..)?;
        let length = rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        let line = &rest[..length];
        let indent = line.iter().position(|b| !matches!(b, b' ' | b'\t' | b'\x0c')).unwrap_or(length);
        match line.get(indent) {
            Some(b'#') => {}
            None => {
                start += length + line_end(&rest[length..]);
                continue;
            }
            Some(_) => return None,
        }
        if let Some(range) = cookie_in(line) {
            let name = std::str::from_utf8(&line[range.clone()]).ok()?;
            return Some((name, TextRange::new((start + range.start) as u32, (start + range.end) as u32)));
        }
        start += length + line_end(&rest[length..]);
    }
    None
}

fn line_end(rest: &[u8]) -> usize {
    if rest.starts_with(b"\r\n") { 2 } else { usize::from(!rest.is_empty()) }
}

/// `coding[:=]\s*([-\w.]+)` in a comment.
fn cookie_in(line: &[u8]) -> Option<std::ops::Range<usize>> {
    for at in memchr::memmem::find_iter(line, b"coding") {
        let mut at = at + "coding".len();
        if !matches!(line.get(at), Some(b':' | b'=')) {
            continue;
        }
        at += 1;
        while matches!(line.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let length =
            line[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')).count();
        if length > 0 {
            return Some(at..at + length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies() {
        assert_eq!(cookie(b"# -*- coding: latin-1 -*-\n").map(|c| c.0), Some("latin-1"));
        assert_eq!(cookie(b"#!/bin/sh\n# vim: set fileencoding=koi8-r :\n").map(|c| c.0), Some("koi8-r"));
        assert_eq!(cookie(b"x = 1\n# coding: latin-1\n").map(|c| c.0), None);
        assert_eq!(cookie(b"\n\n# coding: latin-1\n").map(|c| c.0), None);
    }

    #[test]
    fn decoding() {
        assert_eq!(decode(b"# coding: latin-1\n'\xe9'").as_deref(), Ok("# coding: latin-1\n'é'"));
        assert_eq!(decode(b"# coding: koi8-r\n'\xc1'").as_deref(), Ok("# coding: koi8-r\n'а'"));
        assert_eq!(decode(b"# coding: utf\n'\xc3\xa9'").as_deref(), Ok("# coding: utf\n'é'"));
        assert!(matches!(decode(b"# coding: ascii\n'\xc3\xa9'"), Err((Problem::UndecodableByte { .. }, _))));
        assert!(matches!(decode(b"'\xe9'"), Err((Problem::NotUtf8 { line: 1, .. }, _))));
        assert!(matches!(decode(b"# coding: nope\n"), Err((Problem::UnknownEncoding { .. }, _))));
        assert!(matches!(decode(b"\xef\xbb\xbf# coding: koi8-r\n"), Err((Problem::BomMismatch { .. }, _))));
        assert_eq!(decode(b"\xef\xbb\xbfx").as_deref(), Ok("x"));
    }
}
