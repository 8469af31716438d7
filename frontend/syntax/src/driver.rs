//! Runs the grammar's automaton.
//!
//! Actions are those that lalrpop generates; of its tables `build/` makes ones in which no reduction only renames its
//! operand (a `Primary` that is an `Expression`), and a state that can only reduce does so whatever the token. That may run
//! actions before a token is refused: what fails here is parsed again by lalrpop's driver, which knows what would have fitted.

use crate::build::Builder;
use crate::lex::{Tok, Token};

/// A symbol on the stack, between the offsets at which it begins and ends.
pub(crate) type Located<S> = (u32, S, u32);

/// The automaton, as `build/packing.rs` writes it.
///
/// A goal is what follows a symbol: a state that looks at the next token, or beyond these a rule, by which the state that
/// lalrpop has there would reduce whatever the token.
///
/// # Safety
///
/// What is in one table must be a place in the next: columns and states in the actions, goals among the states and the
/// rules with actions, rules and places in the targets.
pub(crate) unsafe trait Automaton {
    type Symbol<'a>;
    /// Where the actions on each kind of token begin in [`Self::ACTIONS`].
    const COLUMNS: [u32; 256];
    /// Where those at the end of the tokens begin.
    const END: u32;
    /// Number of the states that look at the next token.
    const STATES: u16;
    /// What to do in each state: shift and go on to goal `n`, or reduce by rule `!n`. The number after the last rule's
    /// ends the parse, and the next refuses the token.
    const ACTIONS: &'static [i16];
    const RULES: &'static [Rule];
    /// Where each state stands among the targets of a rule.
    const PLACES: &'static [u16];
    /// The goals that follow reductions.
    const TARGETS: &'static [u16];

    fn token<'a>(kind: Tok) -> Self::Symbol<'a>;

    /// Runs the action of rule number `rule` on the symbols on top of the stack.
    fn act<'a>(
        builder: &mut Builder<'a>,
        rule: u16,
        lookahead: Option<&u32>,
        symbols: &mut Vec<Located<Self::Symbol<'a>>>,
    );
}

/// A production of the grammar.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    /// Number of symbols on its right.
    pub(crate) length: u8,
    /// Where the goals begin that follow its left, in [`Automaton::TARGETS`].
    pub(crate) targets: u16,
}

/// Parses `tokens`; `false` if they do not follow the grammar.
pub(crate) fn drive<A: Automaton>(tokens: &[Token], builder: &mut Builder<'_>) -> bool {
    let mut symbols = Vec::with_capacity(64);
    // The places of the states that symbols were read in, and room for one more.
    let mut places = vec![0; 64];
    let mut depth = 0;
    let mut goal = 0;
    let mut rest = tokens.iter();
    let mut token = rest.next();
    let mut column = column::<A>(token);
    loop {
        let number = if goal < A::STATES {
            if depth == places.len() {
                places.resize(2 * depth, 0);
            }
            places[depth] = at(A::PLACES, goal as usize);
            let action = at(A::ACTIONS, column as usize + goal as usize);
            if action >= 0 {
                // Nothing shifts the end.
                let Some(shifted) = token else { return false };
                symbols.push((shifted.start, A::token(shifted.kind), shifted.end));
                token = rest.next();
                column = self::column::<A>(token);
                depth += 1;
                goal = action as u16;
                continue;
            }
            !action as u16
        } else {
            goal - A::STATES
        };
        if number as usize >= A::RULES.len() {
            return number as usize == A::RULES.len();
        }
        A::act(builder, number, token.map(|token| &token.start), &mut symbols);
        // The place of the goal goes with those of the symbols, unless there are none.
        let rule = at(A::RULES, number as usize);
        depth = (depth + 1).wrapping_sub(rule.length as usize);
        let Some(&below) = places.get(depth.wrapping_sub(1)) else { return false };
        goal = at(A::TARGETS, rule.targets as usize + below as usize);
    }
}

/// Where the actions begin on a token, or at the end.
#[inline]
fn column<A: Automaton>(token: Option<&Token>) -> u32 {
    token.map_or(A::END, |token| A::COLUMNS[token.kind as usize])
}

/// An element of one of an automaton's tables.
#[inline]
fn at<T: Copy>(table: &'static [T], at: usize) -> T {
    debug_assert!(at < table.len());
    // SAFETY: `Automaton` promises it; the first goal is 0, and there is a column for every kind of token.
    unsafe { *table.get_unchecked(at) }
}
