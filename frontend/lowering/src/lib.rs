//! AST to the `pydyn` dialect.
//!
//! [`lower_module`] lowers a whole file, [`lower_function`] one function of it, [`python_to_pydyn`] source text.
//! Every code object becomes a top-level `pydyn.func` under its qualified name; class bodies stand inline in
//! `pydyn.class`. Every operation has the range of the Python that it comes from as its location. Whatever has no
//! lowering becomes `pydyn.unsupported` with the code and sentence of a [`Refusal`], at its place.

mod ast;
mod emit;
mod error;
mod find;
mod lower;
mod refusal;
mod scope;
mod source;
mod translate;

#[cfg(test)]
mod tests;

use janus_dialects::melior::{Context, ir::Module};
use janus_syntax::ast as syntax;

pub use error::LoweringError;
pub use refusal::Refusal;
pub use source::SourceFile;
pub use translate::python_to_pydyn;

use crate::{
    error::Result,
    find::{Around, Target, find},
    lower::{CodeKind, Lowerer},
    scope::Collector,
};

/// Lowers a whole file. The module's own code is `@"<module>"`, and comes first.
///
/// The context must have the `pydyn` dialect loaded.
pub fn lower_module<'c>(
    context: &'c Context,
    module: &syntax::Module<'_>,
    source: SourceFile<'_>,
) -> Result<Module<'c>> {
    let mut collector = Collector::new();
    let scope = collector.module(module);
    let scopes = collector.finish();
    Lowerer::new(
        context,
        source,
        scopes,
        scope,
        annotations_are_strings(module),
    )?
    .lower(CodeKind::Module(module), scope, "<module>".into())
}

/// Lowers the function, method or lambda that begins at `first_line`, and what is defined inside it. It comes first in
/// the module.
///
/// `first_line` is CPython's `co_firstlineno`, `name` its `co_name` or `co_qualname`; the latter also tells apart
/// functions of one name that begin at one line. Nothing else of the file is lowered.
///
/// The context must have the `pydyn` dialect loaded.
pub fn lower_function<'c>(
    context: &'c Context,
    module: &syntax::Module<'_>,
    source: SourceFile<'_>,
    first_line: u32,
    name: &str,
) -> Result<Module<'c>> {
    let found = find(module, &source, first_line, name)?;
    let mut collector = Collector::new();
    let mut scope = collector.surrounding_module();
    for around in &found.around {
        scope = match *around {
            Around::Function(function) => collector.surrounding_function(function, scope),
            Around::Class(class) => collector.surrounding_class(class, scope),
            Around::Lambda(lambda) => collector.surrounding_lambda(lambda, scope),
            Around::Comprehension(node) => collector.surrounding_comprehension(node, scope),
        };
    }
    let (kind, scope, own_name) = match found.target {
        Target::Function(function) => (
            CodeKind::Function(function),
            collector.function(function, scope),
            function.name,
        ),
        Target::Lambda(lambda) => (
            CodeKind::Lambda(lambda),
            collector.lambda(lambda, scope),
            "<lambda>",
        ),
    };
    let scopes = collector.finish();
    let qualname = format!("{}{own_name}", found.prefix());
    Lowerer::new(
        context,
        source,
        scopes,
        scope,
        annotations_are_strings(module),
    )?
    .lower(kind, scope, qualname)
}

/// Whether a module begins with `from __future__ import annotations`.
fn annotations_are_strings(module: &syntax::Module<'_>) -> bool {
    module
        .body
        .iter()
        .take_while(|stmt| match stmt {
            syntax::Stmt::ImportFrom(import) => import.module == Some("__future__"),
            syntax::Stmt::Expr(_) => true,
            _ => false,
        })
        .any(|stmt| match stmt {
            syntax::Stmt::ImportFrom(import) => {
                import.names.iter().any(|alias| alias.name == "annotations")
            }
            _ => false,
        })
}
