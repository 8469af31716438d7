//! Packs an automaton for `src/driver.rs`, and writes it as an implementation of `driver::Automaton`.

use std::collections::HashMap;

use crate::automaton::{Automaton, Rule};
use crate::gotos::{Folded, Gotos};

pub(crate) struct Packing {
    automaton: Automaton,
    /// lalrpop's number of each rule.
    numbers: Vec<usize>,
    gotos: Gotos,
}

/// What is left of the states: those that look at the token.
struct States {
    /// lalrpop's numbers of these.
    kept: Vec<usize>,
    /// For each of lalrpop's states, where reading goes on: the number of one that is kept, or beyond these the number of
    /// the rule that it reduces by whatever the token.
    goals: Vec<usize>,
}

impl Packing {
    pub(crate) fn new(automaton: Automaton) -> Self {
        let gotos = Gotos::of(&automaton);
        let numbers = (0..automaton.rules.len()).collect();
        let mut packing = Packing { automaton, numbers, gotos };
        let Automaton { actions, rules, .. } = &mut packing.automaton;
        // A token that the grammar does not know.
        actions.iter_mut().for_each(|row| row.push(0));
        actions.iter_mut().for_each(|row| default_reduction(row, rules));
        packing.sort_rules();
        packing.shorten_renames();
        packing
    }

    /// Numbers the rules anew: those with an action, those that rename, and the one that ends the parse.
    fn sort_rules(&mut self) {
        let Automaton { actions, rules, .. } = &mut self.automaton;
        self.numbers.sort_by_key(|&number| match rules[number] {
            Rule::Reduce { renames: false, .. } => 0,
            Rule::Reduce { renames: true, .. } => 1,
            Rule::Accept => 2,
        });
        let mut new = vec![0; rules.len()];
        for (at, &number) in self.numbers.iter().enumerate() {
            new[number] = at as i16;
        }
        *rules = self.numbers.iter().map(|&number| rules[number]).collect();
        for action in actions.iter_mut().flatten().filter(|action| **action < 0) {
            *action = !new[!*action as usize];
        }
    }

    /// Where a symbol is renamed, on some token, several times in a row whatever lies below it, makes that one step: the
    /// last of the rules alone.
    fn shorten_renames(&mut self) {
        let actions = &self.automaton.actions;
        let shortened = actions.iter().enumerate().map(|(state, row)| {
            let below = self.gotos.back(state, 1);
            let last = |at: usize| {
                let all = below.iter().map(|&below| self.renames(state, below, at));
                all.reduce(|x, y| x.into_iter().zip(y).take_while(|(x, y)| x == y).map(|(x, _)| x).collect())?.pop()
            };
            let one = |(at, &action): (usize, &i16)| last(at).map_or(action, |rule| !(rule as i16));
            row.iter().enumerate().map(one).collect()
        });
        self.automaton.actions = shortened.collect();
    }

    /// The rules by which a symbol that led from state `below` to `state` is renamed in a row if token `at` follows.
    fn renames(&self, mut state: usize, below: usize, at: usize) -> Vec<usize> {
        let mut rules = Vec::new();
        while let Some(rule) = self.automaton.actions[state][at].checked_add(1).filter(|&next| next <= 0) {
            let rule = -rule as usize;
            let Rule::Reduce { nonterminal, renames: true, .. } = self.automaton.rules[rule] else { break };
            rules.push(rule);
            state = self.target(nonterminal, below);
        }
        rules
    }

    /// The state that follows a nonterminal; where that state can only rename, the one that follows the new name.
    fn target(&self, mut nonterminal: usize, below: usize) -> usize {
        loop {
            let state = self.automaton.goto(below, nonterminal);
            match self.only_rule(state).map(|rule| self.automaton.rules[rule]) {
                Some(Rule::Reduce { nonterminal: renamed, renames: true, .. }) => nonterminal = renamed,
                _ => return state,
            }
        }
    }

    /// The rule by which a state reduces whatever the token.
    fn only_rule(&self, state: usize) -> Option<usize> {
        let row = &self.automaton.actions[state];
        (row[0] < 0 && row.iter().all(|&action| action == row[0])).then(|| !row[0] as usize)
    }

    fn states(&self) -> States {
        // A rule without symbols leaves its state on the stack.
        let goes_on = |&rule: &usize| matches!(self.automaton.rules[rule], Rule::Reduce { length: 1.., .. });
        let states = 0..self.automaton.actions.len();
        let rules: Vec<_> = states.map(|state| self.only_rule(state).filter(goes_on)).collect();
        let kept: Vec<usize> = (0..rules.len()).filter(|&state| rules[state].is_none()).collect();
        let mut before = 0;
        let goals = rules.iter().map(|rule| match rule {
            Some(rule) => kept.len() + rule,
            None => {
                before += 1;
                before - 1
            }
        });
        States { goals: goals.collect(), kept }
    }

    /// The implementation of `driver::Automaton`.
    pub(crate) fn written(self) -> String {
        let Automaton { actions, rules, tokens, targets } = &self.automaton;
        let refused = rules.len();
        let states = self.states();
        let kept = states.kept.len();
        let action = |&state: &usize, at: usize| match actions[state][at] {
            0 => !(refused as i64),
            shift if shift > 0 => states.goals[shift as usize - 1] as i64,
            reduction => i64::from(reduction),
        };
        let width = tokens.len() + 2;
        let (columns, kinds) =
            distinct((0..width).map(|at| states.kept.iter().map(|state| action(state, at)).collect::<Vec<_>>()));
        let next = |&state: &usize| {
            let goal = |nonterminal: usize| {
                self.gotos.possible[state][nonterminal].then(|| states.goals[self.target(nonterminal, state)])
            };
            (0..targets.len()).map(goal).collect::<Vec<_>>()
        };
        let folded = Folded::of(&states.kept.iter().map(next).collect::<Vec<_>>());

        let columns_of_kinds: String = tokens
            .iter()
            .zip(&kinds)
            .map(|(token, column)| format!("all[{token} as usize] = {};\n", column * kept))
            .collect();
        let (unknown, end) = (kinds[width - 1] * kept, kinds[width - 2] * kept);
        let actions = columns.concat();
        let is_plain = |rule: &&Rule| matches!(rule, Rule::Reduce { renames: false, .. });
        let plain = rules.iter().filter(is_plain).count();
        let rule = |rule: &Rule| {
            let (length, targets) = match *rule {
                Rule::Accept => (0, 0),
                Rule::Reduce { length, nonterminal, .. } => (length, folded.columns[nonterminal] * folded.height),
            };
            format!("crate::driver::Rule {{ length: {length}, targets: {targets} }}, ")
        };
        let rules: String = rules.iter().map(rule).collect();
        let (places, targets) = (&folded.rows, &folded.cells);
        let arms: String = self
            .numbers
            .iter()
            .take(plain)
            .enumerate()
            .map(|(at, number)| {
                format!("{at} => {{ __reduce{number}(b, lookahead, symbols, core::marker::PhantomData); }}\n")
            })
            .collect();
        format!(
            "
pub(crate) struct Packed;
// SAFETY: `check` has looked at all numbers.
unsafe impl crate::driver::Automaton for Packed {{
    type Symbol<'a> = __Symbol<'a>;
    const COLUMNS: [u32; 256] = {{
        let mut all = [{unknown}; 256];
        {columns_of_kinds}
        all
    }};
    const END: u32 = {end};
    const STATES: u16 = {kept};
    const ACTIONS: &'static [i16] = &{actions:?};
    const PLAIN: u16 = {plain};
    const RULES: &'static [crate::driver::Rule] = &[{rules}];
    const PLACES: &'static [u16] = &{places:?};
    const TARGETS: &'static [u16] = &{targets:?};
    #[inline]
    fn token<'a>(kind: Tok) -> __Symbol<'a> {{
        __Symbol::Variant0(kind)
    }}
    #[inline(always)]
    fn act<'a>(
        b: &mut Builder<'a>,
        rule: u16,
        lookahead: Option<&u32>,
        symbols: &mut alloc::vec::Vec<(u32, __Symbol<'a>, u32)>,
    ) {{
        match rule {{
            {arms}
            _ => __symbol_type_mismatch(),
        }}
    }}
}}
"
        )
    }
}

/// Makes the reduction that a state does most also what it does on tokens that it refuses: rows become alike, and on the
/// next shift the token is refused all the same.
fn default_reduction(row: &mut [i16], rules: &[Rule]) {
    let mut counts = HashMap::new();
    for &action in row.iter().filter(|&&action| action < 0 && rules[!action as usize] != Rule::Accept) {
        *counts.entry(action).or_insert(0usize) += 1;
    }
    // The largest number among equals, so that every build is the same.
    if let Some((&most, _)) = counts.iter().max_by_key(|&(&action, &count)| (count, action)) {
        row.iter_mut().filter(|action| **action == 0).for_each(|action| *action = most);
    }
}

/// The different values, and for each value which of these it is.
fn distinct<T: Clone + Eq + std::hash::Hash>(values: impl Iterator<Item = T>) -> (Vec<T>, Vec<usize>) {
    let mut found = Vec::new();
    let mut known = HashMap::new();
    let which = values
        .map(|value| {
            *known.entry(value.clone()).or_insert_with(|| {
                found.push(value);
                found.len() - 1
            })
        })
        .collect();
    (found, which)
}
