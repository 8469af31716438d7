//! Source text to a module, for tools.

use janus_dialects::{
    Diagnostic, Failure,
    melior::{Context, ir::Module},
};

use crate::{lower_module, source::SourceFile};

/// Parses a Python file's bytes, in whatever encoding they declare, and lowers them.
///
/// The failure has every syntax error, with its code, at its place, and with its notes and help.
///
/// The context must have the `pydyn` dialect loaded.
pub fn python_to_pydyn<'c>(
    source: &[u8],
    filename: &str,
    context: &'c Context,
) -> Result<Module<'c>, Failure<'c>> {
    let parsed = janus_syntax::parse_bytes(source, janus_syntax::Options::default());
    let lines = parsed.line_index();
    let file = SourceFile::new(filename, parsed.source(), &lines);
    // What CPython's compiler rejects after parsing is an error as well.
    let rejected = parsed
        .module()
        .map(|tree| janus_syntax::symbols::analyze(tree).1);
    if let Some(errors) = &rejected
        && !errors.is_empty()
    {
        return Err(failure(context, &file, errors));
    }
    let Some(tree) = parsed.module() else {
        return Err(failure(context, &file, parsed.diagnostics()));
    };
    lower_module(context, tree, file)
        .map_err(|error| Diagnostic::unlocated(error.to_string()).into())
}

fn failure<'c>(
    context: &'c Context,
    file: &SourceFile<'_>,
    errors: &[janus_syntax::Diagnostic],
) -> Failure<'c> {
    let errors = errors.iter().map(|error| diagnostic(context, file, error));
    errors.collect::<Vec<_>>().into()
}

fn diagnostic<'c>(
    context: &'c Context,
    file: &SourceFile<'_>,
    error: &janus_syntax::Diagnostic,
) -> Diagnostic<'c> {
    let location = file.location(context, error.range);
    let message = format!("{}: {} [{}]", error.class.name(), error.message, error.code);
    let mut diagnostic = Diagnostic::error(location, message);
    for note in &error.notes {
        let place = note
            .range
            .map_or(location, |range| file.location(context, range));
        diagnostic = diagnostic.note(place, &note.message);
    }
    match &error.help {
        Some(help) => diagnostic.note(location, format!("help: {help}")),
        None => diagnostic,
    }
}
