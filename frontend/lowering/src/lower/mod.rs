//! Lowering of code objects.
//!
//! A [`Lowerer`] works off a stack of code objects: lowering one pushes those that it defines. Evaluation order is
//! CPython's throughout; what has no lowering becomes `pydyn.unsupported` at its place, so that lowering as a whole only
//! fails on mistakes of its own.

mod annotation;
mod assign;
mod call;
mod code;
mod comprehension;
mod condition;
mod control;
mod definition;
mod expr;
mod import;
mod literal;
mod name;
mod pattern;
mod stmt;

use std::collections::HashMap;

use janus_dialects::melior::{
    Context,
    ir::{BlockLike, Location, Module, OperationRef},
};
use janus_syntax::ast::TextRange;

pub(crate) use code::{Code, CodeKind};

use crate::{
    emit::{Emitter, Val},
    error::Result,
    refusal::Refusal,
    scope::{ScopeId, ScopeTree},
    source::SourceFile,
};

/// How many regions may be open. MLIR's parser and printer, and passes, recurse along regions.
const MAX_NESTING: usize = 256;

/// How deeply an expression may be nested. The stack grows as needed, so this bounds memory only.
const MAX_DEPTH: usize = 20_000;

/// Stack that one step of the recursion may take, and how much is added when less is left.
const RED_ZONE: usize = 128 * 1024;
const STACK_CHUNK: usize = 2 * 1024 * 1024;

/// Lowers code objects into a module.
pub(crate) struct Lowerer<'c, 't, 'a, 's> {
    emit: Emitter<'c, 's>,
    scopes: ScopeTree<'a>,
    /// Code objects that are still to be lowered, the next one last.
    pending: Vec<Code<'t, 'a>>,
    /// How often each qualified name was used for a symbol.
    symbols: HashMap<String, u32>,
    /// The code object that is being lowered.
    code: CodeState,
    depth: usize,
    /// Whether the module has `from __future__ import annotations`.
    annotations_are_strings: bool,
}

/// Where in a code object lowering is.
#[derive(Clone, Debug)]
struct CodeState {
    /// The scope that names are looked up in.
    scope: ScopeId,
    /// What qualified names of nested definitions begin with: `f.<locals>.`, `C.` or nothing.
    prefix: String,
    /// Whether `return` may stand here.
    in_function: bool,
    /// Whether `break` and `continue` may stand here.
    in_loop: bool,
    /// The number that makes the variables of each inlined comprehension, and temporaries, unique.
    fresh: u32,
    /// The numbers of the inlined comprehensions around here.
    inlined: HashMap<ScopeId, u32>,
}

impl CodeState {
    fn new(scope: ScopeId, prefix: String, in_function: bool) -> Self {
        Self {
            scope,
            prefix,
            in_function,
            in_loop: false,
            fresh: 0,
            inlined: HashMap::new(),
        }
    }

    fn next_fresh(&mut self) -> u32 {
        self.fresh += 1;
        self.fresh - 1
    }
}

impl<'c, 't, 'a, 's> Lowerer<'c, 't, 'a, 's> {
    pub(crate) fn new(
        context: &'c Context,
        source: SourceFile<'s>,
        scopes: ScopeTree<'a>,
        scope: ScopeId,
        annotations_are_strings: bool,
    ) -> Result<Self> {
        Ok(Self {
            emit: Emitter::new(context, source)?,
            scopes,
            pending: vec![],
            symbols: HashMap::new(),
            code: CodeState::new(scope, String::new(), false),
            depth: 0,
            annotations_are_strings,
        })
    }

    /// Lowers a code object and all that it defines into a new module, itself first.
    pub(crate) fn lower(
        mut self,
        kind: CodeKind<'t, 'a>,
        scope: ScopeId,
        qualname: String,
    ) -> Result<Module<'c>> {
        let module = Module::new(Location::new(
            self.emit.context,
            self.emit.source().name,
            1,
            1,
        ));
        self.define(kind, scope, qualname);
        while let Some(code) = self.pending.pop() {
            // Definitions are found front to back and worked off from the back of the stack.
            let first = self.pending.len();
            let function = self.lower_code(&code)?;
            module.body().append_operation(function);
            self.pending[first..].reverse();
        }
        Ok(module)
    }

    /// Schedules a code object and returns its symbol.
    fn define(&mut self, kind: CodeKind<'t, 'a>, scope: ScopeId, qualname: String) -> String {
        let count = self.symbols.entry(qualname.clone()).or_insert(0);
        *count += 1;
        let symbol = match *count {
            1 => qualname.clone(),
            count => format!("{qualname}#{count}"),
        };
        self.pending.push(Code {
            kind,
            scope,
            symbol: symbol.clone(),
            qualname,
        });
        symbol
    }

    /// Emits a refusal as a statement.
    fn refuse(&self, refusal: Refusal, range: TextRange) -> Result<()> {
        self.unsupported(refusal, range, &[], 0).map(drop)
    }

    /// Emits a refusal that stands for the value of an expression with these operands.
    fn refuse_value(
        &self,
        refusal: Refusal,
        range: TextRange,
        operands: &[Val<'c>],
    ) -> Result<Val<'c>> {
        let operation = self.unsupported(refusal, range, operands, 1)?;
        Ok(operation.result(0)?.into())
    }

    fn unsupported(
        &self,
        refusal: Refusal,
        range: TextRange,
        operands: &[Val<'c>],
        results: usize,
    ) -> Result<OperationRef<'c, 'c>> {
        let attributes = [
            ("code", self.emit.string(refusal.code())),
            ("message", self.emit.string(refusal.message())),
        ];
        let types = vec![self.emit.object_type(); results];
        self.emit.operation(
            "pydyn.unsupported",
            range,
            operands,
            &attributes,
            &types,
            vec![],
        )
    }

    /// Whether another region may be opened here.
    fn may_nest(&self) -> bool {
        self.emit.nesting() < MAX_NESTING
    }

    /// Runs one step of the recursion along the tree on enough stack, or `refuse` where the tree is too deep.
    fn deeper<T>(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<T>,
        refuse: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return refuse(self);
        }
        self.depth += 1;
        let result = stacker::maybe_grow(RED_ZONE, STACK_CHUNK, || step(self));
        self.depth -= 1;
        result
    }
}
