//! Packs an automaton for `src/driver.rs`, and writes it as an implementation of `driver::Automaton`.

use std::collections::HashMap;
use std::fmt::Write;

use crate::Result;
use crate::automaton::{Automaton, Rule};
use crate::gotos::{Folded, Gotos};
use crate::renames::{Action, Renamed};

/// The rules that have actions, and their numbers in the driver.
struct Rules<'t> {
    all: &'t [Rule],
    /// For each of lalrpop's rules, the number of those before it that have actions.
    before: Vec<usize>,
    /// How many have.
    count: usize,
}

impl<'t> Rules<'t> {
    fn of(all: &'t [Rule]) -> Self {
        let mut count = 0;
        let before = all.iter().map(|rule| {
            let before = count;
            count += usize::from(matches!(rule, Rule::Reduce { renames: false, .. }));
            before
        });
        Rules { all, before: before.collect(), count }
    }

    /// The number by which a state reduces.
    fn number(&self, rule: usize) -> usize {
        if self.all[rule] == Rule::Accept { self.count } else { self.before[rule] }
    }

    fn refuse(&self) -> usize {
        self.count + 1
    }

    /// lalrpop's number, length and nonterminal of those that have actions.
    fn with_actions(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.all.iter().enumerate().filter_map(|(at, rule)| match *rule {
            Rule::Reduce { length, nonterminal, renames: false } => Some((at, length, nonterminal)),
            _ => None,
        })
    }
}

/// What is left of the states: those that look at the token.
struct States {
    kept: Vec<usize>,
    /// For each state, where reading goes on: the number of one that is kept, or beyond these the number of the rule that
    /// it reduces by whatever the token.
    goals: Vec<usize>,
}

impl States {
    fn of(renamed: &Renamed, rules: &Rules<'_>) -> Self {
        let only = |row: &Vec<Action>| match row[0] {
            // A rule without symbols leaves its state on the stack.
            Action::Reduce(rule) if matches!(rules.all[rule], Rule::Reduce { length: 1.., .. }) => {
                row.iter().all(|&action| action == row[0]).then_some(rule)
            }
            _ => None,
        };
        let only: Vec<Option<usize>> = renamed.actions.iter().map(only).collect();
        let kept: Vec<usize> = (0..only.len()).filter(|&state| only[state].is_none()).collect();
        let mut before = 0;
        let goals = only.iter().map(|rule| match rule {
            Some(rule) => kept.len() + rules.number(*rule),
            None => {
                before += 1;
                before - 1
            }
        });
        States { goals: goals.collect(), kept }
    }
}

/// The implementation of `driver::Automaton`.
pub(crate) fn packed(mut automaton: Automaton) -> Result<String> {
    let gotos = Gotos::of(&automaton);
    let Automaton { actions, rules, .. } = &mut automaton;
    // A token that the grammar does not know.
    actions.iter_mut().for_each(|row| row.push(0));
    actions.iter_mut().for_each(|row| default_reduction(row, rules));
    let renamed = Renamed::of(&automaton, &gotos)?;
    let rules = Rules::of(&automaton.rules);
    let States { kept, goals } = States::of(&renamed, &rules);

    let next = |&state: &usize| renamed.gotos[state].iter().map(|goto| goto.map(|next| goals[next])).collect();
    let Folded { rows: places, columns, cells: targets, height } =
        Folded::of(&kept.iter().map(next).collect::<Vec<_>>());
    let (mut written_rules, mut arms) = (String::new(), String::new());
    for (at, (number, length, nonterminal)) in rules.with_actions().enumerate() {
        let targets = columns[nonterminal] * height;
        let _ = write!(written_rules, "crate::driver::Rule {{ length: {length}, targets: {targets} }}, ");
        let _ = writeln!(arms, "{at} => {{ __reduce{number}(b, lookahead, symbols, core::marker::PhantomData); }}");
    }

    let action = |&state: &usize, at: usize| match renamed.actions[state][at] {
        Action::Shift(state) => goals[state] as i64,
        Action::Reduce(rule) => !(rules.number(rule) as i64),
        Action::Refuse => !(rules.refuse() as i64),
    };
    let (states, width) = (kept.len(), automaton.tokens.len() + 2);
    let column = |at| kept.iter().map(|state| action(state, at)).collect::<Vec<_>>();
    let (actions, kinds) = distinct((0..width).map(column));
    let mut columns_of_kinds = String::new();
    for (token, column) in automaton.tokens.iter().zip(&kinds) {
        let _ = writeln!(columns_of_kinds, "all[{token} as usize] = {};", column * states);
    }
    let (unknown, end) = (kinds[width - 1] * states, kinds[width - 2] * states);
    let actions = actions.concat();
    Ok(format!(
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
    const STATES: u16 = {states};
    const ACTIONS: &'static [i16] = &{actions:?};
    const RULES: &'static [crate::driver::Rule] = &[{written_rules}];
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
    ))
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
