//! What the grammar's actions call: makes nodes from tokens, and checks what a grammar cannot say.
//!
//! Lists grow on one stack per element type. A list is only its start on that stack ([`Seq`]), because parsing
//! nests: whatever lies above the start belongs to it until it is moved into the arena.

mod calls;
mod expressions;
mod functions;
mod numbers;
pub(crate) mod old_fields;
mod operators;
mod patterns;
mod statements;
mod strings;
mod targets;

use std::marker::PhantomData;

use unicode_normalization::{UnicodeNormalization, is_nfkc};

pub use calls::Args;
pub use expressions::DictItem;
pub use functions::{FunctionHead, Parameter, ParameterKind};
pub use operators::{Chain, Infix};
pub use patterns::{ClassArgument, MappingItem};
pub use statements::Handlers;
pub use strings::{FieldTail, Piece, StringPart};

use crate::arena::{Arena, ArenaBox, List};
use crate::ast::*;
use crate::diagnostics::{Diagnostic, Problem};

#[inline]
#[must_use]
pub fn span(l: u32, r: u32) -> TextRange {
    TextRange::new(l, r)
}

/// A list under construction: where it begins on the stack of its type.
pub struct Seq<T> {
    start: u32,
    element: PhantomData<T>,
}

impl<T> Clone for Seq<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Seq<T> {}

/// Types of which lists are built.
pub trait Element<'a>: Sized {
    fn stack<'t>(stacks: &'t mut Stacks<'a>) -> &'t mut Vec<Self>;
}

macro_rules! stacks {
    ($( $field:ident: $ty:ty ),* $(,)?) => {
        /// One stack per type of list element.
        #[derive(Default)]
        pub struct Stacks<'a> {
            $( $field: Vec<$ty>, )*
        }

        impl Stacks<'_> {
            fn clear(&mut self) {
                $( self.$field.clear(); )*
            }
        }

        $( impl<'a> Element<'a> for $ty {
            #[inline]
            fn stack<'t>(stacks: &'t mut Stacks<'a>) -> &'t mut Vec<Self> {
                &mut stacks.$field
            }
        } )*
    };
}

stacks! {
    stmts: Stmt<'a>,
    exprs: Expr<'a>,
    optional_exprs: Option<Expr<'a>>,
    patterns: Pattern<'a>,
    type_params: TypeParam<'a>,
    identifiers: Identifier<'a>,
    aliases: Alias<'a>,
    keywords: Keyword<'a>,
    with_items: WithItem<'a>,
    comprehensions: Comprehension<'a>,
    handlers: ExceptHandler<'a>,
    cases: MatchCase<'a>,
    args: Arg<'a>,
    cmp_ops: CmpOp,
    parameters: Parameter<'a>,
    dict_items: DictItem<'a>,
    string_parts: StringPart<'a>,
    pieces: Piece<'a>,
    mapping_items: MappingItem<'a>,
    class_arguments: ClassArgument<'a>,
}

/// The state of one parse.
pub struct Builder<'a> {
    pub(crate) arena: &'a Arena,
    pub(crate) source: &'a str,
    /// Whether the source has nothing beyond ASCII.
    ascii: bool,
    stacks: Stacks<'a>,
    operators: operators::Stack<'a>,
    /// Per open f-string, whether it is raw.
    raw_fstrings: Vec<bool>,
    /// End of the last token that is no line end: where a compound statement ends.
    last_end: u32,
    /// Minor version of the Python 3 whose syntax is accepted.
    minor: u8,
    pub(crate) errors: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(arena: &'a Arena, source: &'a str, minor: u8) -> Self {
        Builder {
            arena,
            source,
            ascii: source.is_ascii(),
            stacks: Stacks::default(),
            operators: operators::Stack::default(),
            raw_fstrings: Vec::new(),
            last_end: 0,
            minor,
            errors: Vec::new(),
        }
    }

    pub(crate) fn minor(&self) -> u8 {
        self.minor
    }

    /// Forgets unfinished lists, after a parse that failed.
    pub(crate) fn reset(&mut self) {
        self.stacks.clear();
        self.operators.clear();
        self.raw_fstrings.clear();
    }

    /// Number of top-level statements parsed so far.
    pub(crate) fn statement_count(&self) -> usize {
        self.stacks.stmts.len()
    }

    /// Forgets what lies above the first `statements` statements, after a parse that failed.
    pub(crate) fn rewind(&mut self, statements: usize) {
        let mut kept = std::mem::take(&mut self.stacks.stmts);
        kept.truncate(statements);
        self.reset();
        self.stacks.stmts = kept;
    }

    /// The statements parsed so far, from the `first` on.
    pub(crate) fn statements_from(&self, first: usize) -> &[Stmt<'a>] {
        &self.stacks.stmts[first..]
    }

    pub(crate) fn all_statements(&mut self) -> List<'a, Stmt<'a>> {
        self.list(Seq { start: 0, element: PhantomData })
    }

    pub(crate) fn error(&mut self, problem: Problem, range: TextRange) {
        self.errors.push(Diagnostic::new(&problem, range));
    }

    /// Reports syntax that is newer than the chosen version.
    fn needs(&mut self, minor: u8, what: &'static str, range: TextRange) {
        if self.minor < minor {
            self.error(Problem::NeedsVersion { what, minor }, range);
        }
    }

    /// Moves a node into the arena and wraps it as the sum that is wanted.
    #[inline]
    pub fn add<T: 'a, S: From<ArenaBox<'a, T>>>(&mut self, node: T) -> S {
        S::from(self.arena.alloc(node))
    }

    #[inline]
    pub fn none<T: Element<'a>>(&mut self) -> Seq<T> {
        Seq { start: T::stack(&mut self.stacks).len() as u32, element: PhantomData }
    }

    #[inline]
    pub fn first<T: Element<'a>>(&mut self, element: T) -> Seq<T> {
        let seq = self.none();
        T::stack(&mut self.stacks).push(element);
        seq
    }

    #[inline]
    pub fn two<T: Element<'a>>(&mut self, first: T, second: T) -> Seq<T> {
        let seq = self.first(first);
        self.push(seq, second)
    }

    #[inline]
    pub fn push<T: Element<'a>>(&mut self, seq: Seq<T>, element: T) -> Seq<T> {
        T::stack(&mut self.stacks).push(element);
        seq
    }

    /// Finishes a list.
    #[inline]
    pub fn list<T: Element<'a>>(&mut self, seq: Seq<T>) -> List<'a, T> {
        self.arena.drain_from(T::stack(&mut self.stacks), seq.start as usize)
    }

    /// Takes a list off its stack without making an arena list of it.
    fn take<T: Element<'a>>(&mut self, seq: Seq<T>) -> Vec<T> {
        T::stack(&mut self.stacks).split_off(seq.start as usize)
    }

    #[inline]
    fn text(&self, l: u32, r: u32) -> &'a str {
        &self.source[l as usize..r as usize]
    }

    #[inline(always)]
    pub fn identifier(&mut self, l: u32, r: u32) -> Identifier<'a> {
        let text = self.text(l, r);
        if self.ascii || text.is_ascii() { text } else { self.normalized(text) }
    }

    #[cold]
    fn normalized(&mut self, text: &'a str) -> Identifier<'a> {
        if is_nfkc(text) { text } else { self.arena.str(&text.nfkc().collect::<String>()) }
    }

    #[inline]
    pub fn name(&mut self, l: u32, r: u32, ctx: ExprContext) -> Expr<'a> {
        let id = NameText::new(self.identifier(l, r));
        self.add(Name { range: span(l, r), id, ctx })
    }

    /// `a.b.c`, in which white space is allowed around the dots.
    pub fn dotted_name(&mut self, l: u32, r: u32) -> Identifier<'a> {
        let text = self.text(l, r);
        if text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.') {
            return text;
        }
        let mut name = String::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '#' => while characters.next_if(|&c| c != '\n' && c != '\r').is_some() {},
                '\\' => {}
                _ if character.is_whitespace() => {}
                _ => name.push(character),
            }
        }
        self.arena.str(&name.nfkc().collect::<String>())
    }
}
