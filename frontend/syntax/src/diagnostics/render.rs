//! Pictures of diagnostics.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Diagnostic;
use crate::range::{LineIndex, TextRange};

/// Renders a diagnostic with the lines it is about. The first line names file and line the way CPython does, so
/// that editors and people find the place; the last names the exception and the message.
#[must_use]
pub fn render(diagnostic: &Diagnostic, file_name: &str, source: &str, color: bool) -> String {
    let place = LineIndex::new(source).line_column(diagnostic.range.start.min(source.len() as u32));
    let mut out = String::new();
    let _ = writeln!(out, "  File \"{file_name}\", line {}", place.line);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let snippet = Snippet::source(source)
        .path(file_name)
        .annotation(AnnotationKind::Primary.span(visible(diagnostic.range, source)))
        .annotations(diagnostic.notes.iter().filter_map(|note| {
            let span = visible(note.range?, source);
            Some(AnnotationKind::Context.span(span).label(note.message.as_str()))
        }));
    let title = format!("{}: {}", diagnostic.class.name(), diagnostic.message);
    let code = diagnostic.code.to_string();
    let mut group = Group::with_title(
        Level::ERROR.with_name(diagnostic.class.name()).primary_title(diagnostic.message.as_str()).id(code.as_str()),
    )
    .element(snippet);
    for note in diagnostic.notes.iter().filter(|note| note.range.is_none()) {
        group = group.element(Level::NOTE.message(note.message.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    out.push_str(&renderer.render(&[group]));
    let _ = write!(out, "\n{title}");
    out
}

/// The range as the picture can show it: on character boundaries, and not empty where there is something to show.
fn visible(range: TextRange, source: &str) -> std::ops::Range<usize> {
    let floor = |offset: u32| source.floor_char_boundary((offset as usize).min(source.len()));
    let start = floor(range.start);
    let end = floor(range.end).max(start);
    if end > start {
        return start..end;
    }
    let next = source[start..].chars().next().map_or(0, |c| if c == '\n' || c == '\r' { 0 } else { c.len_utf8() });
    start..start + next
}
