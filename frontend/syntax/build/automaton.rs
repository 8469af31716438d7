//! The automaton, read from the text that lalrpop 0.23 writes; whatever else is found is an error.

use std::collections::HashMap;

use crate::Result;

/// lalrpop's tables, as they are.
pub(crate) struct Automaton {
    /// One row per state: the actions on each token, then that at the end.
    pub(crate) actions: Vec<Vec<i16>>,
    /// The grammar's tokens, in the order of their columns.
    pub(crate) tokens: Vec<String>,
    pub(crate) rules: Vec<Rule>,
    /// For each nonterminal, the state that follows it, and exceptions by the state before.
    pub(crate) targets: Vec<(u16, HashMap<u16, u16>)>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Rule {
    Accept,
    Reduce { length: usize, nonterminal: usize, renames: bool },
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
    pub(crate) fn read(module: &str, functions: &str) -> Result<Self> {
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
        let mut targets = Automaton::targets(module)?;
        // Nothing goes to nonterminals that are inlined everywhere, though they have rules.
        let last = rules.iter().map(|rule| if let Rule::Reduce { nonterminal, .. } = rule { *nonterminal } else { 0 });
        let count = targets.len().max(last.max().unwrap_or_default() + 1);
        targets.resize(count, Default::default());
        Ok(Automaton { actions, tokens, rules, targets })
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

    /// The state that follows a nonterminal read in state `below`.
    pub(crate) fn goto(&self, below: usize, nonterminal: usize) -> usize {
        let (default, exceptions) = &self.targets[nonterminal];
        exceptions.get(&(below as u16)).copied().unwrap_or(*default) as usize
    }

    /// Fails where a table leads out of another.
    pub(crate) fn check(&self) -> Result<()> {
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
