//! The symbol pass: which scope each name belongs to, and what CPython's compiler rejects after parsing.
//!
//! [`analyze`] walks a module once to collect scopes and their names ([`collect`]), and then decides for every name
//! where it lives ([`resolve`]), by the rules of CPython's `symtable`.

pub(crate) mod checks;
mod collect;
mod order;
mod patterns;
mod resolve;

use std::borrow::Cow;
use std::collections::HashMap;

use indexmap::IndexMap;

use crate::ast::{Identifier, Module, TextRange};
use crate::diagnostics::Diagnostic;
use crate::parser::Options;

/// Index of a scope in its [`SymbolTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopeId(u32);

/// What makes a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    ListComp,
    SetComp,
    DictComp,
    GeneratorExp,
    /// The type parameters of a function, class or `type` statement; the definition itself is nested in it.
    TypeParameters,
    /// The value of a `type` statement, and the bound or default of a type parameter.
    TypeExpression,
    /// An annotation that is evaluated later or never: as of Python 3.14, or under `from __future__ import annotations`.
    Annotation,
}

impl ScopeKind {
    /// Whether names bound in the scope are seen by the scopes nested in it.
    #[must_use]
    pub fn is_visible_inside(self) -> bool {
        !matches!(self, ScopeKind::Module | ScopeKind::Class)
    }

    #[must_use]
    pub fn is_comprehension(self) -> bool {
        matches!(self, ScopeKind::ListComp | ScopeKind::SetComp | ScopeKind::DictComp | ScopeKind::GeneratorExp)
    }
}

/// Where a name lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// In this scope, and used by it alone. Names bound at module level are local to the module.
    Local,
    /// In this scope, and used by a scope nested in it.
    Cell,
    /// In an enclosing function.
    Free,
    /// Declared `global`.
    GlobalExplicit,
    /// Bound nowhere around: a global or a builtin.
    GlobalImplicit,
}

/// How a scope uses a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Read.
    pub read: bool,
    /// Assigned, deleted or defined.
    pub assigned: bool,
    pub parameter: bool,
    pub imported: bool,
    pub annotated: bool,
    pub global: bool,
    pub nonlocal: bool,
    pub type_parameter: bool,
    /// A target of the `for` of a comprehension.
    pub iteration: bool,
    /// A target of an assignment expression in this comprehension.
    pub named: bool,
    /// Declared `global` or `nonlocal` in spite of another use, which has been reported.
    pub conflict: bool,
}

impl Uses {
    /// Whether the scope binds the name.
    #[must_use]
    pub fn is_bound(self) -> bool {
        self.assigned || self.imported || self.parameter || self.type_parameter
    }
}

/// A name of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    pub uses: Uses,
    pub resolution: Resolution,
    /// Where the scope first mentions the name.
    pub first: TextRange,
}

/// A scope and its names.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    pub kind: ScopeKind,
    /// Name of the class or function; empty for other scopes.
    pub name: Identifier<'a>,
    /// Range of the node that makes the scope.
    pub range: TextRange,
    pub parent: Option<ScopeId>,
    /// Names in order of first mention, private names of classes mangled.
    pub symbols: IndexMap<Cow<'a, str>, Symbol>,
    /// Whether the scope has a `yield` of its own.
    pub is_generator: bool,
    /// Whether a `from … import *` stands in the scope.
    pub has_import_star: bool,
}

/// All scopes of a module.
#[derive(Clone, Debug)]
pub struct SymbolTable<'a> {
    scopes: Vec<Scope<'a>>,
    by_node: HashMap<(ScopeKind, TextRange), ScopeId>,
}

impl<'a> SymbolTable<'a> {
    /// The scope of the module itself.
    #[must_use]
    pub fn module(&self) -> ScopeId {
        ScopeId(0)
    }

    #[must_use]
    pub fn scope(&self, id: ScopeId) -> &Scope<'a> {
        &self.scopes[id.0 as usize]
    }

    /// The scope that the node of `kind` at `range` makes.
    #[must_use]
    pub fn scope_of(&self, kind: ScopeKind, range: TextRange) -> Option<ScopeId> {
        self.by_node.get(&(kind, range)).copied()
    }

    /// All scopes, a parent before its children.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeId, &Scope<'a>)> {
        self.scopes.iter().enumerate().map(|(index, scope)| (ScopeId(index as u32), scope))
    }

    /// How `scope` sees `name`, which must be mangled already where it is private to a class.
    #[must_use]
    pub fn resolution(&self, scope: ScopeId, name: &str) -> Option<Resolution> {
        self.scope(scope).symbols.get(name).map(|symbol| symbol.resolution)
    }
}

/// The name under which Python knows `name` inside class `class`: `__x` becomes `_Class__x`.
#[must_use]
pub fn mangle<'a>(class: Option<&str>, name: Identifier<'a>) -> Cow<'a, str> {
    match class.map(|class| class.trim_start_matches('_')) {
        Some(class) if !class.is_empty() && name.starts_with("__") && !name.ends_with("__") && !name.contains('.') => {
            Cow::Owned(format!("_{class}{name}"))
        }
        _ => Cow::Borrowed(name),
    }
}

/// Finds the scopes of a module and what the newest CPython's compiler would reject.
#[must_use]
pub fn analyze<'a>(module: &Module<'a>) -> (SymbolTable<'a>, Vec<Diagnostic>) {
    analyze_with(module, Options::default())
}

/// Finds the scopes of a module and what CPython's compiler would reject: first the error that it would report, then
/// others in the order of the source.
#[must_use]
pub fn analyze_with<'a>(module: &Module<'a>, options: Options) -> (SymbolTable<'a>, Vec<Diagnostic>) {
    let (mut table, mut found) = collect::collect(module, options);
    resolve::resolve(&mut table, &mut found);
    (table, order::arrange(found))
}

#[cfg(test)]
mod tests;
