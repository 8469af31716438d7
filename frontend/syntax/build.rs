//! Generates the parser from `src/python.lalrpop`, and packs its tables for `src/driver.rs`.
//!
//! lalrpop writes `python.rs` into `OUT_DIR`. What the driver needs of it is private to a module, so that module is
//! extended: `automaton.rs` is the same text with an implementation of `driver::Automaton` in it. What is read here
//! is the text that lalrpop 0.23 writes; whatever else is found fails the build.

use std::collections::HashMap;
use std::path::PathBuf;

type Result<T, E = String> = std::result::Result<T, E>;

fn main() {
    println!("cargo::rerun-if-changed=src/python.lalrpop");
    println!("cargo::rerun-if-changed=build.rs");
    let generated = lalrpop::Configuration::new().use_cargo_dir_conventions().process();
    let done = generated.map_err(|error| error.to_string()).and_then(|()| {
        let directory = PathBuf::from(std::env::var("OUT_DIR").map_err(|error| error.to_string())?);
        let text = std::fs::read_to_string(directory.join("python.rs")).map_err(|error| error.to_string())?;
        let extended = extended(&text)?;
        std::fs::write(directory.join("automaton.rs"), extended).map_err(|error| error.to_string())
    });
    if let Err(error) = done {
        eprintln!("cannot generate the parser: {error}");
        std::process::exit(1);
    }
}

/// The generated text, with the packed automaton in the module of the parser.
fn extended(text: &str) -> Result<String> {
    const MODULE: &str = "\nmod __parse__Statements {\n";
    let (before, rest) = text.split_once(MODULE).ok_or("no module")?;
    let (module, after) = rest.split_once("\n}\n").ok_or("an endless module")?;
    let automaton = Automaton::read(module, after)?;
    let packed = automaton.packed()?;
    // Private to its module otherwise.
    let public = "\npub(crate) use self::__parse__Statements::Packed;\n";
    Ok(format!("{before}{MODULE}{module}\n{packed}}}\n{public}{after}"))
}

/// lalrpop's tables, as they are.
struct Automaton {
    /// One row per state: the actions on each token, then that at the end.
    actions: Vec<Vec<i16>>,
    /// The grammar's tokens, in the order of their columns.
    tokens: Vec<String>,
    rules: Vec<Rule>,
    /// lalrpop's number of each rule.
    numbers: Vec<usize>,
    /// For each nonterminal, the state that follows it, and exceptions by the state before.
    targets: Vec<(u16, HashMap<u16, u16>)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Accept,
    Reduce { length: usize, nonterminal: usize, renames: bool },
}

impl Rule {
    /// As a `driver::Rule`, where each nonterminal has `places` targets.
    fn packed(self, places: usize) -> String {
        let (length, targets) = match self {
            Rule::Accept => (0, 0),
            Rule::Reduce { length, nonterminal, .. } => (length, nonterminal * places),
        };
        format!("crate::driver::Rule {{ length: {length}, targets: {targets} }}, ")
    }
}

/// What is left of the states: those that look at the token.
struct States {
    /// lalrpop's numbers of these.
    kept: Vec<usize>,
    /// For each of lalrpop's states, where reading goes on: the number of one that is kept, or beyond these the number of
    /// the rule that it reduces by whatever the token.
    goals: Vec<usize>,
}

/// What stands between two texts, of which the first is the first there is.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Result<&'t str> {
    let (_, rest) = text.split_once(from).ok_or_else(|| format!("no {from:?}"))?;
    rest.split_once(to).map(|(found, _)| found).ok_or_else(|| format!("no {to:?} after {from:?}"))
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.trim().trim_end_matches(',').parse().map_err(|_| format!("{text:?} is no number"))
}

impl Automaton {
    fn read(module: &str, functions: &str) -> Result<Self> {
        let rows = |name: &str| -> Result<Vec<Vec<i16>>> {
            let table = between(module, &format!("const {name}: &[i16] = &["), "];")?;
            let lines = table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
            lines.map(|line| line.split_terminator(',').map(number).collect()).collect()
        };
        let mut actions = rows("__ACTION")?;
        let ends = rows("__EOF_ACTION")?;
        if ends.len() != actions.len() {
            return Err("tables of two lengths".to_owned());
        }
        for (row, end) in actions.iter_mut().zip(ends) {
            row.extend(end);
        }
        let integers = between(module, "match __token {", "_ => None")?;
        let tokens = integers.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(" if true => Some("));
        let tokens: Vec<String> = tokens.map(|(token, _)| token.to_owned()).collect();
        if actions.iter().any(|row| row.len() != tokens.len() + 1) {
            return Err(format!("rows that are not of {} tokens", tokens.len()));
        }
        let rules = Automaton::rules(module, functions)?;
        let numbers = (0..rules.len()).collect();
        let mut targets = Automaton::targets(module)?;
        // Nothing goes to nonterminals that are inlined everywhere, though they have rules.
        let last = rules.iter().map(|rule| if let Rule::Reduce { nonterminal, .. } = rule { *nonterminal } else { 0 });
        let count = targets.len().max(last.max().unwrap_or_default() + 1);
        targets.resize(count, Default::default());
        Ok(Automaton { actions, tokens, rules, numbers, targets })
    }

    fn rules(module: &str, functions: &str) -> Result<Vec<Rule>> {
        let mut rules = Vec::new();
        let arms = between(module, "match __reduce_index {", "_ => panic!")?;
        let mut length = 0;
        for line in arms.lines().map(str::trim) {
            if line.ends_with("SimulatedReduce::Accept,") {
                rules.push(Rule::Accept);
            } else if let Some(count) = line.strip_prefix("states_to_pop: ") {
                length = number(count)?;
            } else if let Some(nonterminal) = line.strip_prefix("nonterminal_produced: ") {
                let renames = length == 1 && renames(module, functions, rules.len())?;
                rules.push(Rule::Reduce { length, nonterminal: number(nonterminal)?, renames });
            }
        }
        Ok(rules)
    }

    fn targets(module: &str) -> Result<Vec<(u16, HashMap<u16, u16>)>> {
        let mut all: Vec<(u16, HashMap<u16, u16>)> = Vec::new();
        let function = between(module, "fn __goto(state: i16, nt: usize) -> i16 {", "\n    }\n")?;
        let mut inside = false;
        for line in function.lines().map(str::trim) {
            let Some((left, right)) = line.split_once(" => ") else {
                inside &= line != "},";
                continue;
            };
            if inside {
                let (default, exceptions) = all.last_mut().ok_or("a state of no nonterminal")?;
                let target = number(right)?;
                if left == "_" {
                    *default = target;
                } else {
                    for states in left.split(" | ") {
                        let (first, last) = states.split_once("..=").unwrap_or((states, states));
                        exceptions.extend((number(first)?..=number(last)?).map(|state| (state, target)));
                    }
                }
            } else if left != "_" {
                // Nothing goes to nonterminals that are missing.
                all.resize(number::<usize>(left)? + 1, Default::default());
                inside = right == "match state {";
                if !inside {
                    all.last_mut().ok_or("no nonterminal")?.0 = number(right)?;
                }
            }
        }
        Ok(all)
    }

    /// The implementation of `driver::Automaton`.
    fn packed(mut self) -> Result<String> {
        self.check()?;
        // A token that the grammar does not know.
        self.actions.iter_mut().for_each(|row| row.push(0));
        self.actions.iter_mut().for_each(|row| default_reduction(row, &self.rules));
        self.sort_rules();
        let refused = self.rules.len();
        let states = self.states();
        let kept = states.kept.len();
        let action = |&state: &usize, at: usize| match self.actions[state][at] {
            0 => !(refused as i64),
            shift if shift > 0 => states.goals[shift as usize - 1] as i64,
            reduction => i64::from(reduction),
        };
        let width = self.tokens.len() + 2;
        let (columns, kinds) =
            distinct((0..width).map(|at| states.kept.iter().map(|state| action(state, at)).collect::<Vec<_>>()));
        let next = |&state: &usize| {
            let goal = |nonterminal| states.goals[self.target(nonterminal, state)];
            (0..self.targets.len()).map(goal).collect::<Vec<_>>()
        };
        let (nexts, places) = distinct(states.kept.iter().map(next));

        let columns_of_kinds: String = self
            .tokens
            .iter()
            .zip(&kinds)
            .map(|(token, column)| format!("all[{token} as usize] = {};\n", column * kept))
            .collect();
        let (unknown, end) = (kinds[width - 1] * kept, kinds[width - 2] * kept);
        let actions = columns.concat();
        let is_plain = |rule: &&Rule| matches!(rule, Rule::Reduce { renames: false, .. });
        let plain = self.rules.iter().filter(is_plain).count();
        let rules: String = self.rules.iter().map(|rule| rule.packed(nexts.len())).collect();
        let targets: Vec<usize> =
            (0..self.targets.len()).flat_map(|at| nexts.iter().map(move |next| next[at])).collect();
        let arms: String = self
            .rules
            .iter()
            .take(plain)
            .zip(&self.numbers)
            .enumerate()
            .map(|(at, (_, number))| {
                format!("{at} => {{ __reduce{number}(b, lookahead, symbols, core::marker::PhantomData); }}\n")
            })
            .collect();
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
        ))
    }
}

impl Automaton {
    /// Fails where a table leads out of another, as the driver relies on.
    fn check(&self) -> Result<()> {
        let states = self.actions.len();
        let action = |&action: &i16| {
            if action > 0 { (action as usize) <= states } else { action == 0 || (!action as usize) < self.rules.len() }
        };
        let target = |&target: &u16| (target as usize) < states;
        let targets = self.targets.iter().all(|(default, others)| target(default) && others.values().all(target));
        let nonterminal = |rule: &Rule| match rule {
            Rule::Reduce { nonterminal, .. } => *nonterminal < self.targets.len(),
            Rule::Accept => true,
        };
        let sound = self.actions.iter().flatten().all(action) && targets && self.rules.iter().all(nonterminal);
        let one_end = self.rules.iter().filter(|rule| **rule == Rule::Accept).count() == 1;
        if sound && one_end { Ok(()) } else { Err("a table that leads out of another".to_owned()) }
    }

    /// Numbers the rules anew: those with an action, those that rename, and the one that ends the parse.
    fn sort_rules(&mut self) {
        self.numbers.sort_by_key(|&number| match self.rules[number] {
            Rule::Reduce { renames: false, .. } => 0,
            Rule::Reduce { renames: true, .. } => 1,
            Rule::Accept => 2,
        });
        let mut new = vec![0; self.rules.len()];
        for (at, &number) in self.numbers.iter().enumerate() {
            new[number] = at as i16;
        }
        self.rules = self.numbers.iter().map(|&number| self.rules[number]).collect();
        for action in self.actions.iter_mut().flatten().filter(|action| **action < 0) {
            *action = !new[!*action as usize];
        }
    }

    /// The state that follows a nonterminal; where that state can only rename, the one that follows the new name.
    fn target(&self, mut nonterminal: usize, below: usize) -> usize {
        loop {
            let (default, exceptions) = &self.targets[nonterminal];
            let state = exceptions.get(&(below as u16)).copied().unwrap_or(*default) as usize;
            match self.only_rule(state).map(|rule| self.rules[rule]) {
                Some(Rule::Reduce { nonterminal: renamed, renames: true, .. }) => nonterminal = renamed,
                _ => return state,
            }
        }
    }

    /// The rule by which a state reduces whatever the token.
    fn only_rule(&self, state: usize) -> Option<usize> {
        let row = &self.actions[state];
        (row[0] < 0 && row.iter().all(|&action| action == row[0])).then(|| !row[0] as usize)
    }

    fn states(&self) -> States {
        // A rule without symbols leaves its state on the stack.
        let goes_on = |&rule: &usize| matches!(self.rules[rule], Rule::Reduce { length: 1.., renames: false, .. });
        let rules: Vec<_> = (0..self.actions.len()).map(|state| self.only_rule(state).filter(goes_on)).collect();
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
}

/// Whether a rule's action is to give back its one operand.
fn renames(module: &str, functions: &str, rule: usize) -> Result<bool> {
    let reduce = between(module, &format!("fn __reduce{rule}<"), "\n    }\n")?;
    if reduce.contains("__sym1") {
        return Err(format!("rule {rule} of two lengths"));
    }
    let popped = between(reduce, "let __sym0 = __pop_", "(__symbols);")?;
    let pushed = between(reduce, "__symbols.push((__start, __Symbol::", "(__nt), __end));")?;
    let action = between(reduce, "let __nt = super::__action", "::<>(")?;
    Ok(popped == pushed && gives_back(functions, action)?)
}

/// Whether an action gives back its one operand: by itself, or, where nonterminals were inlined, by two that do.
fn gives_back(functions: &str, action: &str) -> Result<bool> {
    let action = between(functions, &format!("fn __action{action}<"), "\n}\n")?;
    let (parameters, body) = action.split_once("\n{").ok_or("an action without a body")?;
    if parameters.contains(&format!("\n    (_, {}, _): (u32, ", body.trim())) {
        return Ok(true);
    }
    let calls: Vec<&str> = body.split("__action").skip(1).filter_map(|call| Some(call.split_once('(')?.0)).collect();
    let [first, second] = calls[..] else { return Ok(false) };
    let composed = format!(
        "let __start0 = __0.0.clone(); let __end0 = __0.2.clone(); let __temp0 = __action{first}( b, __0, ); \
         let __temp0 = (__start0, __temp0, __end0); __action{second}( b, __temp0, )"
    );
    let words: Vec<&str> = body.split_whitespace().collect();
    Ok(words.join(" ") == composed && gives_back(functions, first)? && gives_back(functions, second)?)
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
