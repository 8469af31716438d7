//! String literals: concatenation, and the pieces of f-strings and t-strings.

use super::{Builder, Seq, old_fields, span};
use crate::ast::*;
use crate::diagnostics::Problem;
use crate::escapes::{self, Decoded, Writing};
use crate::lex::last_not_equal;

/// One literal of a concatenation.
#[derive(Debug)]
pub enum StringPart<'a> {
    /// A string or bytes literal, not yet decoded.
    Plain { range: TextRange },
    /// An f-string or t-string.
    Format { range: TextRange, values: List<'a, Expr<'a>>, template: bool },
}

/// A part of an f-string.
#[derive(Debug)]
pub enum Piece<'a> {
    /// Literal text, not yet decoded.
    Text(TextRange),
    /// The source text of a self-documenting field, taken as it is.
    Verbatim(TextRange, &'a str),
    Field(Expr<'a>),
}

/// What follows the expression of a replacement field.
pub struct FieldTail<'a> {
    /// End of the expression.
    pub end: u32,
    /// End of the `=` of a self-documenting field.
    pub debug: Option<u32>,
    /// The character after `!`.
    pub conversion: Option<u32>,
    pub spec: Option<Expr<'a>>,
}

/// What the prefix of a literal says, and the range of its body.
#[derive(Clone, Copy, Debug)]
struct Literal {
    raw: bool,
    bytes: bool,
    unicode: bool,
    body: TextRange,
}

impl<'a> Builder<'a> {
    pub fn two_strings(&mut self, first: TextRange, second: TextRange) -> Seq<StringPart<'a>> {
        self.two(StringPart::Plain { range: first }, StringPart::Plain { range: second })
    }

    /// A literal before one with fields, which already lies on the stack.
    pub fn string_before(&mut self, range: TextRange, all: Seq<StringPart<'a>>) -> Seq<StringPart<'a>> {
        self.stacks.string_parts.insert(all.start as usize, StringPart::Plain { range });
        all
    }

    pub fn string_after(&mut self, all: Seq<StringPart<'a>>, range: TextRange) -> Seq<StringPart<'a>> {
        self.push(all, StringPart::Plain { range })
    }

    /// Reads the prefix of an f-string or t-string, by which its pieces are decoded.
    pub fn begin_fstring(&mut self, l: u32, r: u32) {
        let raw = self.text(l, r).contains(['r', 'R']);
        self.raw_fstrings.push(raw);
    }

    pub fn fstring_part(&mut self, l: u32, template: bool, pieces: Seq<Piece<'a>>, r: u32) -> Seq<StringPart<'a>> {
        let raw = self.raw_fstrings.pop().unwrap_or(false);
        let has_fields =
            self.stacks.pieces[pieces.start as usize..].iter().any(|piece| matches!(piece, Piece::Field(_)));
        if self.minor < 12
            && has_fields
            && let Some((problem, range)) = old_fields::check(self.source, span(l, r), self.minor)
        {
            self.error(problem, range);
        }
        if template {
            self.needs(14, "Template strings", span(l, r));
        }
        let values = self.finish_pieces(pieces, raw);
        self.first(StringPart::Format { range: span(l, r), values, template })
    }

    /// The strings `all`, side by side, are one.
    pub fn strings(&mut self, all: Seq<StringPart<'a>>) -> Expr<'a> {
        let parts = self.take(all);
        let range = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => span(first.range().start, last.range().end),
            _ => TextRange::default(),
        };
        let is_bytes = |part: &StringPart<'a>| match part {
            StringPart::Plain { range } => self.literal(*range).bytes,
            StringPart::Format { .. } => false,
        };
        let bytes = parts.iter().filter(|&part| is_bytes(part)).count();
        if bytes > 0 {
            if bytes < parts.len() {
                self.error(Problem::MixedBytes, range);
            }
            return self.join_bytes(&parts, range);
        }
        let templates = parts.iter().filter(|part| matches!(part, StringPart::Format { template: true, .. })).count();
        if templates > 0 && templates < parts.len() {
            self.error(Problem::MixedTemplate, range);
        }
        if parts.iter().all(|part| matches!(part, StringPart::Plain { .. })) {
            return self.join_plain(&parts, range);
        }
        let unicode = matches!(parts.first(), Some(StringPart::Plain { range }) if self.literal(*range).unicode);
        let mut all = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                StringPart::Plain { range } => all.push(self.plain_string(range)),
                StringPart::Format { values, .. } => all.extend(values.into_values()),
            }
        }
        let mut values = self.fold_text(all);
        if self.minor < 12 {
            // The first literal's prefix counts for all text.
            set_kind(&mut values, unicode.then_some(StringKind::Unicode));
        }
        if templates > 0 { self.add(TemplateStr { range, values }) } else { self.add(JoinedStr { range, values }) }
    }

    /// The values of an f-string. Text next to text is one constant, which begins with the first of them, has its kind, and is
    /// dropped only if all of it is empty.
    fn fold_text(&mut self, all: Vec<Expr<'a>>) -> List<'a, Expr<'a>> {
        let values = self.none();
        let mut run: Vec<Expr<'a>> = Vec::new();
        for value in all {
            if matches!(value, Expr::Constant(_)) {
                run.push(value);
            } else {
                self.end_run(values, &mut run);
                self.push(values, value);
            }
        }
        self.end_run(values, &mut run);
        self.list(values)
    }

    fn end_run(&mut self, values: Seq<Expr<'a>>, run: &mut Vec<Expr<'a>>) {
        let texts: Vec<&[u8]> = run.iter().filter_map(text_of).collect();
        let is_empty = texts.iter().all(|text| text.is_empty());
        let joined = (texts.len() > 1 && !is_empty).then(|| escapes::joined(self.arena, &texts));
        let end = run.last().map(|last| last.range().end);
        let first = run.drain(..).next();
        if let Some(mut first) = first.filter(|_| !is_empty) {
            if let (Expr::Constant(node), Some(value), Some(end)) = (&mut first, joined, end) {
                node.value = value;
                node.range.end = end;
            }
            self.push(values, first);
        }
    }

    fn literal(&self, range: TextRange) -> Literal {
        let bytes = self.source.as_bytes();
        let mut literal = Literal { raw: false, bytes: false, unicode: false, body: range };
        let mut at = range.start as usize;
        loop {
            match bytes[at] {
                b'r' | b'R' => literal.raw = true,
                b'b' | b'B' => literal.bytes = true,
                b'u' => literal.unicode = true,
                b'U' => {}
                _ => break,
            }
            at += 1;
        }
        let quote = bytes[at];
        let triple = range.end as usize - at >= 6 && bytes[at + 1] == quote && bytes[at + 2] == quote;
        let length = if triple { 3 } else { 1 };
        literal.body = span(at as u32 + length, range.end - length);
        literal
    }

    /// A literal alone, without fields.
    pub fn plain_string(&mut self, range: TextRange) -> Expr<'a> {
        let literal = self.literal(range);
        let value = self.decode(literal, range);
        let kind = literal.unicode.then_some(StringKind::Unicode);
        self.add(Constant { range, value, kind })
    }

    fn decode(&mut self, literal: Literal, range: TextRange) -> ConstantValue<'a> {
        let text = literal.body.text(self.source);
        let decoded = if literal.bytes {
            escapes::decode_bytes(self.arena, text, literal.raw)
        } else {
            escapes::decode_str(self.arena, text, self.writing(literal.raw, false))
        };
        self.accept(decoded, range)
    }

    fn accept(&mut self, decoded: Decoded<'a>, range: TextRange) -> ConstantValue<'a> {
        match decoded {
            Ok(value) => value,
            Err(problem) => {
                self.error(problem, range);
                ConstantValue::Str("")
            }
        }
    }

    fn join_plain(&mut self, parts: &[StringPart<'a>], range: TextRange) -> Expr<'a> {
        let mut texts = Vec::with_capacity(parts.len());
        let mut kind = None;
        for (at, part) in parts.iter().enumerate() {
            let literal = self.literal(part.range());
            if at == 0 && literal.unicode {
                kind = Some(StringKind::Unicode);
            }
            texts.push(self.decode(literal, part.range()).string_bytes().unwrap_or_default());
        }
        let value = escapes::joined(self.arena, &texts);
        self.add(Constant { range, value, kind })
    }

    fn join_bytes(&mut self, parts: &[StringPart<'a>], range: TextRange) -> Expr<'a> {
        let mut all = Vec::new();
        for part in parts {
            if let StringPart::Plain { range } = part
                && let literal = self.literal(*range)
                && literal.bytes
                && let ConstantValue::Bytes(bytes) = self.decode(literal, *range)
            {
                all.extend_from_slice(bytes);
            }
        }
        let value = ConstantValue::Bytes(self.arena.bytes(&all));
        self.constant(range.start, value, range.end)
    }

    pub fn text_piece(&mut self, all: Seq<Piece<'a>>, l: u32, r: u32) -> Seq<Piece<'a>> {
        self.push(all, Piece::Text(span(l, r)))
    }

    fn writing(&self, raw: bool, doubled: bool) -> Writing {
        Writing { raw, doubled, minor: self.minor }
    }

    /// The values of an f-string or of a format spec.
    fn finish_pieces(&mut self, pieces: Seq<Piece<'a>>, raw: bool) -> List<'a, Expr<'a>> {
        let pieces = self.take(pieces);
        let mut all = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let doubled = matches!(piece, Piece::Text(_));
            let (range, text, raw) = match piece {
                Piece::Field(field) => {
                    all.push(field);
                    continue;
                }
                Piece::Verbatim(range, text) => (range, text, true),
                Piece::Text(range) => (range, range.text(self.source), raw),
            };
            let decoded = escapes::decode_str(self.arena, text, self.writing(raw, doubled));
            let value = self.accept(decoded, range);
            if value.string_bytes() != Some(&[]) {
                all.push(self.constant(range.start, value, range.end));
            }
        }
        self.fold_text(all)
    }

    /// Where the next token begins that follows a token of a field that ends at `r`: after white space, comments and joined
    /// lines. The text of a self-documenting field ends there.
    pub fn debug_end(&mut self, r: u32) -> u32 {
        let start = &self.source[r as usize..];
        let mut rest = start;
        loop {
            rest = rest.trim_start_matches([' ', '\t', '\x0c', '\n', '\r']);
            rest = match rest.as_bytes() {
                [b'#', ..] => rest.trim_start_matches(|c| c != '\n' && c != '\r'),
                [b'\\', b'\n' | b'\r', ..] => &rest[1..],
                _ => return r + (start.len() - rest.len()) as u32,
            };
        }
    }

    /// The source text of a field's expression, at `l..r`, as CPython keeps it: without comments, and where a format spec
    /// follows without a conversion, up to the last `!` that is no conversion's.
    fn expression_text(&mut self, l: u32, r: u32, tail: &FieldTail<'a>) -> &'a str {
        let mut text = self.text(l, r);
        if self.minor < 12 {
            return text;
        }
        if tail.spec.is_some()
            && tail.conversion.is_none()
            && text.contains("!=")
            && let Some(at) = last_not_equal(text)
        {
            text = &text[..at];
        }
        if has_comment(text) { self.arena.str(&without_comments(text)) } else { text }
    }

    /// The character after `!`, whose name is at `n..r`; `m` is where the `!` ends.
    pub fn conversion(&mut self, l: u32, m: u32, n: u32, r: u32) -> u32 {
        let name = self.identifier(n, r);
        if m != n {
            self.error(Problem::FStringConversionSpace { kind: 'f' }, span(l, r));
        } else if !matches!(name, "s" | "r" | "a") {
            self.error(Problem::FStringConversion { kind: 'f', found: name.to_owned() }, span(n, r));
        }
        name.bytes().next().map_or(0, u32::from)
    }

    /// A format spec whose colon ends at `m`.
    pub fn format_spec(&mut self, m: u32, pieces: Seq<Piece<'a>>, r: u32) -> Expr<'a> {
        let raw = self.raw_fstrings.last().copied().unwrap_or(false);
        let values = self.finish_pieces(pieces, raw);
        self.add(JoinedStr { range: span(m - 1, r), values })
    }

    /// A field of an f-string, from `{` to `}`.
    pub fn replacement(&mut self, l: u32, value: Expr<'a>, tail: FieldTail<'a>, r: u32) -> Seq<Piece<'a>> {
        if self.minor < 12 && matches!(value, Expr::Starred(_)) {
            // The expression was read as if in parentheses.
            self.error(Problem::StarredHere, value.range());
        }
        let all = self.debug_piece(l, &tail);
        let conversion = conversion_of(&tail);
        let field = self.add(FormattedValue { range: span(l, r), value, conversion, format_spec: tail.spec });
        self.push(all, Piece::Field(field))
    }

    /// A generator without parentheses, which up to 3.11 has those that a field's expression was read in. Its `for`, or the
    /// `async` before it, is at `f`.
    pub fn field_generator(
        &mut self,
        l: u32,
        elt: Expr<'a>,
        f: u32,
        generators: Seq<Comprehension<'a>>,
        r: u32,
    ) -> Expr<'a> {
        if self.minor >= 12 {
            let what = "'=', or '!', or ':', or '}'";
            let length = if self.text(f, r).starts_with("async") { 5 } else { 3 };
            self.error(Problem::FStringExpecting { kind: 'f', what }, span(f, f + length));
        }
        self.generator(l, elt, generators, r)
    }

    /// A field of a t-string.
    pub fn interpolation(&mut self, l: u32, value: Expr<'a>, tail: FieldTail<'a>, r: u32) -> Seq<Piece<'a>> {
        let all = self.debug_piece(l, &tail);
        let conversion = conversion_of(&tail);
        let end = self.debug_end(tail.end);
        let text = self.expression_text(l + 1, end, &tail);
        let str = ConstantValue::Str(text.trim_end_matches(|c: char| c.is_whitespace() || c == '='));
        let field = self.add(Interpolation { range: span(l, r), value, str, conversion, format_spec: tail.spec });
        self.push(all, Piece::Field(field))
    }

    fn debug_piece(&mut self, l: u32, tail: &FieldTail<'a>) -> Seq<Piece<'a>> {
        match tail.debug {
            Some(end) => {
                let text = self.expression_text(l + 1, end, tail);
                self.first(Piece::Verbatim(span(l + 1, end), text))
            }
            None => self.none(),
        }
    }
}

impl StringPart<'_> {
    fn range(&self) -> TextRange {
        match self {
            StringPart::Plain { range } | StringPart::Format { range, .. } => *range,
        }
    }
}

/// The text of a constant that is a string, in generalized UTF-8.
fn text_of<'a>(value: &Expr<'a>) -> Option<&'a [u8]> {
    match value {
        Expr::Constant(node) => node.value.string_bytes(),
        _ => None,
    }
}

/// Gives all text of an f-string, that of format specs included but for their ends, the kind of its first literal.
fn set_kind(values: &mut [Expr<'_>], kind: Option<StringKind>) {
    for value in values {
        match value {
            Expr::Constant(node) => node.kind = kind,
            Expr::FormattedValue(node) => {
                if let Some(Expr::JoinedStr(spec)) = &mut node.format_spec {
                    set_kind(&mut spec.values, kind);
                    if let Some(Expr::Constant(last)) = spec.values.last_mut() {
                        last.kind = None;
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether an expression's text has a comment. Quotes are counted one by one, as CPython does: those of a literal are
/// odd in number before its text and after it.
fn has_comment(text: &str) -> bool {
    let mut quote = None;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (b'\\', _) => {
                bytes.next();
            }
            (b'\'' | b'"', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (b'#', None) => return true,
            _ => {}
        }
    }
    false
}

/// The source text of an expression without its comments.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut quote = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\'' | '"', None) => quote = Some(character),
            (_, Some(open)) if character == open => quote = None,
            ('#', None) => {
                while characters.next_if(|&c| c != '\n' && c != '\r').is_some() {}
                continue;
            }
            _ => {}
        }
        kept.push(character);
    }
    kept
}

/// A self-documenting field shows the `repr` unless told otherwise.
fn conversion_of(tail: &FieldTail<'_>) -> i32 {
    match tail.conversion {
        Some(character) => character as i32,
        None if tail.debug.is_some() && tail.spec.is_none() => i32::from(b'r'),
        None => -1,
    }
}
