//! Collects scopes and the names they mention, in one walk over the tree.

mod comprehensions;
mod definitions;
mod expressions;
mod statements;

use std::collections::HashMap;

use indexmap::IndexMap;

use super::checks::{self, Found};
use super::{Resolution, Scope, ScopeId, ScopeKind, Symbol, SymbolTable, Uses, mangle};
use crate::ast::*;
use crate::diagnostics::Problem;
use crate::parser::Options;

pub(super) fn collect<'a>(module: &Module<'a>, options: Options) -> (SymbolTable<'a>, Found) {
    let minor = options.minor;
    let mut collector = Collector {
        table: SymbolTable { scopes: Vec::new(), by_node: HashMap::new() },
        found: Found::new(),
        current: ScopeId(0),
        class: None,
        body: Body::default(),
        type_place: "",
        in_iterable: false,
        minor,
        futures_end: 0,
        annotations: match minor {
            14.. => Annotations::Later,
            _ if !checks::has_future(&module.body, "annotations", minor) => Annotations::Eager,
            10.. => Annotations::Later,
            _ => Annotations::Never,
        },
    };
    collector.open(ScopeKind::Module, "", module.range, None);
    collector.futures_end = checks::futures(&module.body, minor, &mut collector.found);
    collector.statements(&module.body);
    // An `await` and the `async for` beside it make one asynchronous comprehension.
    collector.found.dedup();
    (collector.table, collector.found)
}

/// What surrounds a statement within its function, class or module.
#[derive(Clone, Copy, Default)]
struct Body {
    in_loop: bool,
    /// In an `except*` block, and not in a loop of it.
    in_except_star: bool,
    /// In an `except*` block, at any depth.
    return_in_except_star: bool,
    /// In a `try` statement.
    in_try: bool,
    /// Open loops, `with`s and parts of `try`, as CPython's compiler counts them.
    blocks: usize,
}

/// What becomes of annotations.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Annotations {
    /// They are evaluated where they stand.
    Eager,
    /// Each is a scope of its own: as of Python 3.14, or under `from __future__ import annotations`.
    Later,
    /// No code is made of them: under that import up to 3.9.
    Never,
}

struct Collector<'a> {
    table: SymbolTable<'a>,
    found: Found,
    current: ScopeId,
    /// Innermost class, by which private names are mangled.
    class: Option<Identifier<'a>>,
    body: Body,
    /// What the innermost type parameters or type expression belong to, as a message has it.
    type_place: &'static str,
    /// In an iterable of a comprehension, where no name may be assigned.
    in_iterable: bool,
    annotations: Annotations,
    /// Minor version of the Python 3 whose compiler it is.
    minor: u8,
    /// Where the `from __future__ import` end that come first, as all must.
    futures_end: u32,
}

/// A kind of mention of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mention {
    Read,
    Assign,
    Import,
    Annotate,
    Parameter,
    TypeParameter,
    Iteration,
    /// The target of an assignment expression, in the comprehension that it stands in.
    Named,
}

impl<'a> Collector<'a> {
    fn error(&mut self, problem: Problem, range: TextRange) {
        self.found.push((problem, range));
    }

    fn scope(&mut self) -> &mut Scope<'a> {
        &mut self.table.scopes[self.current.0 as usize]
    }

    fn kind(&self) -> ScopeKind {
        self.table.scope(self.current).kind
    }

    fn open(&mut self, kind: ScopeKind, name: Identifier<'a>, range: TextRange, parent: Option<ScopeId>) -> ScopeId {
        let id = ScopeId(self.table.scopes.len() as u32);
        let symbols = IndexMap::new();
        self.table.scopes.push(Scope {
            kind,
            name,
            range,
            parent,
            symbols,
            is_generator: false,
            has_import_star: false,
        });
        self.table.by_node.insert((kind, range), id);
        id
    }

    /// Runs `inside` in a new scope.
    fn nested(&mut self, kind: ScopeKind, name: Identifier<'a>, range: TextRange, inside: impl FnOnce(&mut Self)) {
        let outer = self.current;
        self.current = self.open(kind, name, range, Some(outer));
        let body = self.body;
        if !kind.is_comprehension() {
            self.body = Body::default();
        }
        inside(self);
        self.body = body;
        self.current = outer;
    }

    fn mention(&mut self, name: Identifier<'a>, range: TextRange, mention: Mention) {
        let current = self.current;
        self.mention_in(current, name, range, mention);
    }

    fn mention_in(&mut self, scope: ScopeId, name: Identifier<'a>, range: TextRange, mention: Mention) {
        if name == "__debug__" && !matches!(mention, Mention::Read | Mention::Named) {
            self.error(Problem::AssignDebug, range);
        }
        let name = mangle(self.class, name);
        let symbols = &mut self.table.scopes[scope.0 as usize].symbols;
        let symbol = symbols.entry(name).or_insert(Symbol {
            uses: Uses::default(),
            resolution: Resolution::GlobalImplicit,
            first: range,
        });
        let uses = &mut symbol.uses;
        match mention {
            Mention::Read => uses.read = true,
            Mention::Assign => uses.assigned = true,
            Mention::Import => uses.imported = true,
            Mention::Annotate => (uses.assigned, uses.annotated) = (true, true),
            Mention::Parameter => uses.parameter = true,
            Mention::TypeParameter => uses.type_parameter = true,
            Mention::Iteration => (uses.assigned, uses.iteration) = (true, true),
            Mention::Named => (uses.read, uses.named) = (true, true),
        }
    }
}
