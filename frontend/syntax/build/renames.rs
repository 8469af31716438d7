//! The automaton without the reductions that only rename a symbol: two of five, and each of them a step.
//!
//! What follows a symbol is one state here for all the names that it may get: on each token it does what the last of
//! these names' states would. It goes on, after what is read next, as the one of them that goes on with that.

use std::collections::HashMap;

use crate::Result;
use crate::automaton::{Automaton, Rule};
use crate::gotos::Gotos;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    /// Goes on to a state.
    Shift(usize),
    /// Reduces by a rule that does more than to rename, or accepts.
    Reduce(usize),
    Refuse,
}

#[derive(Default)]
pub(crate) struct Renamed {
    /// One row per state, as in [`Automaton`].
    pub(crate) actions: Vec<Vec<Action>>,
    /// For each state, what follows each nonterminal that can be read in it.
    pub(crate) gotos: Vec<Vec<Option<usize>>>,
}

/// States of the automaton that are one here, the first of which follows the symbol by its first name.
struct States<'t> {
    automaton: &'t Automaton,
    all: Vec<Vec<usize>>,
    /// For each of these, a state that can lie below.
    below: Vec<usize>,
    numbers: HashMap<Vec<usize>, usize>,
}

impl Renamed {
    pub(crate) fn of(automaton: &Automaton, gotos: &Gotos) -> Result<Self> {
        let mut states = States { automaton, all: Vec::new(), below: Vec::new(), numbers: HashMap::new() };
        states.number(vec![0], 0);
        let mut renamed = Renamed::default();
        // More are found on the way.
        let mut at = 0;
        while at < states.all.len() {
            let row = (0..automaton.actions[0].len()).map(|token| states.action(at, token)).collect();
            renamed.actions.push(row);
            let row = (0..automaton.targets.len()).map(|nonterminal| states.goto(at, nonterminal, gotos));
            renamed.gotos.push(row.collect::<Result<_>>()?);
            at += 1;
        }
        Ok(renamed)
    }
}

impl States<'_> {
    fn number(&mut self, states: Vec<usize>, below: usize) -> usize {
        *self.numbers.entry(states).or_insert_with_key(|states| {
            self.all.push(states.clone());
            self.below.push(below);
            self.all.len() - 1
        })
    }

    /// The nonterminal that a state gives its symbol on a token instead of the one it has.
    fn renames(&self, state: usize, token: usize) -> Option<usize> {
        let action = self.automaton.actions[state][token];
        match self.automaton.rules[usize::try_from(!action).ok()?] {
            Rule::Reduce { nonterminal, renames: true, .. } => Some(nonterminal),
            _ => None,
        }
    }

    fn action(&mut self, number: usize, token: usize) -> Action {
        let mut state = self.all[number][0];
        let below = self.below[number];
        while let Some(nonterminal) = self.renames(state, token) {
            state = self.automaton.goto(below, nonterminal);
        }
        match self.automaton.actions[state][token] {
            0 => Action::Refuse,
            shift if shift > 0 => Action::Shift(self.number(vec![shift as usize - 1], state)),
            reduction => Action::Reduce(!reduction as usize),
        }
    }

    fn goto(&mut self, number: usize, nonterminal: usize, gotos: &Gotos) -> Result<Option<usize>> {
        let reads = |&state: &usize| gotos.possible[state][nonterminal];
        let readers: Vec<usize> = self.all[number].iter().copied().filter(reads).collect();
        let mut followers: Vec<usize> = readers.into_iter().map(|state| self.follower(state, nonterminal)).collect();
        followers.dedup();
        match followers[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(format!("nonterminal {nonterminal} follows two names of one symbol, in different ways")),
        }
    }

    /// What follows a nonterminal read in state `below`, by all the names that it may get there.
    fn follower(&mut self, below: usize, nonterminal: usize) -> usize {
        let mut states = vec![self.automaton.goto(below, nonterminal)];
        let mut at = 0;
        while at < states.len() {
            for token in 0..self.automaton.actions[0].len() {
                if let Some(renamed) = self.renames(states[at], token) {
                    let state = self.automaton.goto(below, renamed);
                    if !states.contains(&state) {
                        states.push(state);
                    }
                }
            }
            at += 1;
        }
        self.number(states, below)
    }
}
