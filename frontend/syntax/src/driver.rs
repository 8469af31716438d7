//! Runs the grammar's automaton.
//!
//! Tables and actions are those that lalrpop generates; `build.rs` packs the tables. Against lalrpop's own driver, a
//! reduction that only renames its operand (a `Primary` that is an `Expression`) touches no stack, and a state that can
//! only reduce does so whatever the token. That may run actions before a token is refused: what fails here is parsed
//! again by lalrpop's driver, which knows what would have fitted.

use crate::build::Builder;
use crate::lex::{Tok, Token};

/// A symbol on the stack, between the offsets at which it begins and ends.
pub(crate) type Located<S> = (u32, S, u32);

/// The automaton, as `build.rs` writes it.
///
/// # Safety
///
/// What is in one table must be a place in the next: columns and states in the actions, actions in the rules, rules and
/// places in the targets, targets among the states.
pub(crate) unsafe trait Automaton {
    type Symbol<'a>;
    /// Where the actions on each kind of token begin in [`Self::ACTIONS`].
    const COLUMNS: [u32; 256];
    /// Where those at the end of the tokens begin.
    const END: u32;
    /// What to do in each state: shift and go to state `n - 1`, reduce by rule `!n`, or with 0 refuse.
    const ACTIONS: &'static [i16];
    /// The first rules have actions, the others rename, but for the last, which ends the parse.
    const RULES: &'static [Rule];
    /// Number of the rules with actions.
    const PLAIN: u16;
    /// Where each state stands among the targets of a rule.
    const PLACES: &'static [u16];
    /// The states that follow reductions.
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
    /// Where the states begin that follow its left, in [`Automaton::TARGETS`].
    pub(crate) targets: u16,
}

/// Parses `tokens`; `false` if they do not follow the grammar.
pub(crate) fn drive<A: Automaton>(tokens: &[Token], builder: &mut Builder<'_>) -> bool {
    let mut symbols = Vec::with_capacity(64);
    let mut states = Vec::with_capacity(64);
    states.push(0);
    let mut rest = tokens.iter();
    let mut token = rest.next();
    let mut column = column::<A>(token);
    let mut next = action::<A>(0, column);
    loop {
        if next > 0 {
            // Nothing shifts the end.
            let Some(shifted) = token else { return false };
            symbols.push((shifted.start, A::token(shifted.kind), shifted.end));
            let state = next as u16 - 1;
            states.push(state);
            token = rest.next();
            column = self::column::<A>(token);
            next = action::<A>(state, column);
        } else if next < 0 {
            let number = !next as u16;
            let mut rule = at(A::RULES, number as usize);
            if number < A::PLAIN {
                A::act(builder, number, token.map(|token| &token.start), &mut symbols);
            } else if number as usize == A::RULES.len() - 1 {
                return true;
            }
            states.truncate(states.len().saturating_sub(rule.length as usize));
            // No rule is longer than what was shifted: a state is left.
            let Some(&below) = states.last() else { return false };
            let place = at(A::PLACES, below as usize) as usize;
            // What comes of it may be renamed again, as long as that is all there is to do.
            let state = loop {
                let state = at(A::TARGETS, rule.targets as usize + place);
                next = action::<A>(state, column);
                let number = !next as u16;
                if next >= 0 || number < A::PLAIN || number as usize == A::RULES.len() - 1 {
                    break state;
                }
                rule = at(A::RULES, number as usize);
            };
            states.push(state);
        } else {
            return false;
        }
    }
}

#[inline]
fn column<A: Automaton>(token: Option<&Token>) -> u32 {
    token.map_or(A::END, |token| A::COLUMNS[token.kind as usize])
}

#[inline]
fn action<A: Automaton>(state: u16, column: u32) -> i16 {
    at(A::ACTIONS, column as usize + state as usize)
}

/// An element of one of an automaton's tables.
#[inline]
fn at<T: Copy>(table: &'static [T], at: usize) -> T {
    debug_assert!(at < table.len());
    // SAFETY: `Automaton` promises it; the first state is 0, and there is a column for every kind of token.
    unsafe { *table.get_unchecked(at) }
}
