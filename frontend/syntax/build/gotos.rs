//! Which states a nonterminal can be read in, and the table of what follows it there.
//!
//! lalrpop's function gives a state for every pair of a state and a nonterminal. Most pairs never occur; where they are
//! left open, one row serves many states and one column many nonterminals, and the table is small enough to stay at hand.

use crate::automaton::{Automaton, Rule};

/// For each state, the nonterminals that can be read in it, and the states that can lie below it.
pub(crate) struct Gotos {
    pub(crate) possible: Vec<Vec<bool>>,
    below: Vec<Vec<usize>>,
}

impl Gotos {
    /// Follows all ways through the automaton, before reductions by default are put into it.
    pub(crate) fn of(automaton: &Automaton) -> Self {
        let states = automaton.actions.len();
        let mut gotos =
            Gotos { possible: vec![vec![false; automaton.targets.len()]; states], below: vec![Vec::new(); states] };
        let reductions: Vec<Vec<(usize, usize)>> =
            automaton.actions.iter().map(|row| reductions(row, automaton)).collect();
        for (state, row) in automaton.actions.iter().enumerate() {
            for shift in row.iter().filter(|&&action| action > 0) {
                gotos.connect(state, *shift as usize - 1);
            }
        }
        // A way that is found may make others longer.
        let mut found = true;
        while found {
            found = false;
            for (state, &(length, nonterminal)) in
                reductions.iter().enumerate().flat_map(|(state, all)| all.iter().map(move |one| (state, one)))
            {
                for below in gotos.back(state, length) {
                    if !gotos.possible[below][nonterminal] {
                        gotos.possible[below][nonterminal] = true;
                        gotos.connect(below, automaton.goto(below, nonterminal));
                        found = true;
                    }
                }
            }
        }
        gotos
    }

    fn connect(&mut self, below: usize, state: usize) {
        if !self.below[state].contains(&below) {
            self.below[state].push(below);
        }
    }

    /// The states that can lie so many symbols below `state`.
    fn back(&self, state: usize, symbols: usize) -> Vec<usize> {
        let mut found = vec![state];
        for _ in 0..symbols {
            found = found.iter().flat_map(|&state| self.below[state].iter().copied()).collect();
            found.sort_unstable();
            found.dedup();
        }
        found
    }
}

/// Length and nonterminal of the rules that a state reduces by.
fn reductions(row: &[i16], automaton: &Automaton) -> Vec<(usize, usize)> {
    let rules = row.iter().filter(|&&action| action < 0).map(|&action| automaton.rules[!action as usize]);
    let mut found: Vec<_> = rules
        .filter_map(|rule| match rule {
            Rule::Reduce { length, nonterminal, .. } => Some((length, nonterminal)),
            Rule::Accept => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A table some of whose cells are open, with rows and columns that differ in no other cell made one.
pub(crate) struct Folded {
    /// For each row, and each column, which of the table's it is.
    pub(crate) rows: Vec<usize>,
    pub(crate) columns: Vec<usize>,
    /// The table, column by column.
    pub(crate) cells: Vec<usize>,
    /// Number of its rows.
    pub(crate) height: usize,
}

impl Folded {
    pub(crate) fn of(table: &[Vec<Option<usize>>]) -> Self {
        let (table, rows) = merged(table);
        let height = table.len();
        let width = table.first().map_or(0, Vec::len);
        let transposed: Vec<Vec<_>> = (0..width).map(|at| table.iter().map(|row| row[at]).collect()).collect();
        let (table, columns) = merged(&transposed);
        let cells = table.concat().into_iter().map(Option::unwrap_or_default).collect();
        Folded { rows, columns, cells, height }
    }
}

/// As few lines as are found to serve for all, and which of them serves for each.
fn merged(lines: &[Vec<Option<usize>>]) -> (Vec<Vec<Option<usize>>>, Vec<usize>) {
    let mut merged: Vec<Vec<Option<usize>>> = Vec::new();
    let which = lines.iter().map(|line| {
        let agrees =
            |other: &Vec<Option<usize>>| line.iter().zip(other).all(|(x, y)| x.is_none() || y.is_none() || x == y);
        let at = merged.iter().position(agrees).unwrap_or_else(|| {
            merged.push(vec![None; line.len()]);
            merged.len() - 1
        });
        merged[at].iter_mut().zip(line).for_each(|(cell, value)| *cell = cell.or(*value));
        at
    });
    let which = which.collect();
    (merged, which)
}
