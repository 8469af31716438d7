//! Pictures of diagnostics.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Diagnostic;
use crate::range::{LineIndex, TextRange};

/// Renders a diagnostic with the lines it is about. The first line names file and line the way CPython does, so
/// that editors and people find the place; the last names the exception and the message.
#[must_use]
pub fn render(diagnostic: &Diagnostic, file_name: &str, source: &str, color: bool) -> String {
    let lines = LineIndex::new(source);
    let place = lines.line_column(diagnostic.range.start.min(source.len() as u32));
    let mut out = String::new();
    let _ = writeln!(out, "  File \"{file_name}\", line {}", place.line);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let primary = visible(diagnostic.range, source);
    let notes: Vec<_> = diagnostic
        .notes
        .iter()
        .filter_map(|note| Some((visible(note.range?, source), note.message.as_str())))
        .collect();
    // Only the lines that are shown: looking through the others takes time.
    let spans = || notes.iter().map(|(span, _)| span).chain([&primary]);
    let start = spans().map(|span| span.start).min().unwrap_or(0);
    let end = spans().map(|span| span.end).max().unwrap_or(0);
    let start = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = source[end..].find('\n').map_or(source.len(), |newline| end + newline + 1);
    let inside = |span: &Range<usize>| span.start - start..span.end - start;
    let snippet = Snippet::source(&source[start..end])
        .path(file_name)
        .line_start(lines.line_column(start as u32).line as usize)
        .annotation(AnnotationKind::Primary.span(inside(&primary)))
        .annotations(notes.iter().map(|(span, label)| AnnotationKind::Context.span(inside(span)).label(*label)));
    let title = format!("{}: {}", diagnostic.class.name(), diagnostic.message);
    let code = diagnostic.code.to_string();
    let level = if diagnostic.class.is_warning() { Level::WARNING } else { Level::ERROR };
    let mut group = Group::with_title(
        level.with_name(diagnostic.class.name()).primary_title(diagnostic.message.as_str()).id(code.as_str()),
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
