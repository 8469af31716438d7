//! Arguments of calls and class definitions.

use super::{Builder, Element, Seq, span};
use crate::ast::*;
use crate::diagnostics::{Note, Problem};

/// Arguments under construction: positional and keyword ones on their own stacks.
#[derive(Clone, Copy)]
pub struct Args {
    positional: u32,
    keywords: u32,
    /// The first error about the order of the arguments, by its number.
    misplaced: Option<u32>,
}

impl<'a> Builder<'a> {
    pub fn no_args(&mut self) -> Args {
        let (positional, keywords) = (self.stacks.exprs.len() as u32, self.stacks.keywords.len() as u32);
        Args { positional, keywords, misplaced: None }
    }

    pub fn positional(&mut self, value: Expr<'a>) -> Args {
        let args = self.no_args();
        self.stacks.exprs.push(value);
        args
    }

    /// `*value`. Any expression may follow the star, at `_o`.
    pub fn starred_argument(&mut self, l: u32, _o: u32, value: Expr<'a>, r: u32) -> Args {
        let value = self.starred(l, value, r);
        self.positional(value)
    }

    /// A keyword argument, or without a name a `**` argument.
    pub fn keyword(&mut self, l: u32, arg: Option<Identifier<'a>>, value: Expr<'a>, r: u32) -> Args {
        let args = self.no_args();
        self.stacks.keywords.push(Keyword { range: span(l, r), arg, value });
        args
    }

    /// Appends `next`, a single argument that already lies on its stack above those of `all`.
    pub fn more_args(&mut self, mut all: Args, next: Args) -> Args {
        let is_positional = self.stacks.exprs.len() > next.positional as usize;
        if is_positional && next.keywords > all.keywords {
            let errors = self.errors.len();
            self.check_positional_after(all, next);
            if self.errors.len() > errors {
                all.misplaced.get_or_insert(errors as u32);
            }
        }
        all
    }

    #[cold]
    fn check_positional_after(&mut self, all: Args, next: Args) {
        let Some(value) = self.stacks.exprs.last() else {
            return;
        };
        let (range, starred) = (value.range(), matches!(value, Expr::Starred(_)));
        let earlier = &self.stacks.keywords[all.keywords as usize..next.keywords as usize];
        let unpacked = earlier.iter().any(|keyword| keyword.arg.is_none());
        let problem = match (starred, unpacked) {
            (true, true) => Problem::StarAfterDoubleStar,
            (true, false) => return,
            (false, true) => Problem::PositionalAfterUnpacking,
            (false, false) => Problem::PositionalAfterKeyword,
        };
        self.error(problem, range);
    }

    /// Finishes both lists.
    pub(super) fn finish_args(&mut self, args: Args) -> (List<'a, Expr<'a>>, List<'a, Keyword<'a>>) {
        let positional =
            self.arena.drain_from(<Expr<'a> as Element>::stack(&mut self.stacks), args.positional as usize);
        let keywords = self.arena.drain_from(<Keyword<'a> as Element>::stack(&mut self.stacks), args.keywords as usize);
        (positional, keywords)
    }

    pub fn call(&mut self, l: u32, func: Expr<'a>, args: Args, r: u32) -> Expr<'a> {
        if let Some(error) = args.misplaced.and_then(|error| self.errors.get_mut(error as usize)) {
            // As in CPython, the place is where the arguments end.
            let argument = std::mem::replace(&mut error.range, span(r - 1, r));
            error.notes.push(Note { message: "this argument".to_owned(), range: Some(argument) });
        }
        let (args, keywords) = self.finish_args(args);
        self.add(Call { range: span(l, r), func, args, keywords })
    }

    /// `f(x for x in y)`: the call's parentheses are the generator's too.
    pub fn call_with_generator(
        &mut self,
        l: u32,
        func: Expr<'a>,
        open: u32,
        elt: Expr<'a>,
        generators: Seq<Comprehension<'a>>,
        r: u32,
    ) -> Expr<'a> {
        let generator = self.generator(open, elt, generators, r);
        let args = self.first(generator);
        let args = self.list(args);
        self.add(Call { range: span(l, r), func, args, keywords: List::empty() })
    }
}
