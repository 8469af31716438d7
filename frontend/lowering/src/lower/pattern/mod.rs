//! `match`.
//!
//! A case is a condition on the subject, then its bindings, its guard and its body. Names are bound only when the whole
//! pattern has matched, as in CPython: until then what they capture waits in temporaries.

mod structure;

use std::collections::HashMap;

use janus_dialects::melior::ir::Region;
use janus_syntax::ast::{Match, MatchCase, Pattern, TextRange};

use super::Lowerer;
use crate::{
    emit::{NameScope, Val},
    error::Result,
    refusal::Refusal,
};

/// A name that a pattern binds, and the temporary that has its value.
struct Capture<'a> {
    name: &'a str,
    temporary: String,
    range: TextRange,
}

/// What a pattern has captured so far, in order and to look it up.
#[derive(Default)]
struct Captures<'a> {
    all: Vec<Capture<'a>>,
    by_name: HashMap<&'a str, usize>,
}

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    pub(super) fn match_statement(&mut self, node: &'t Match<'a>) -> Result<()> {
        let subject = self.expr(&node.subject)?;
        self.cases(&node.cases, subject).map(drop)
    }

    /// Tries the cases in order. Returns whether what follows the statement can be reached.
    fn cases(&mut self, cases: &'t [MatchCase<'a>], subject: Val<'c>) -> Result<bool> {
        let Some((case, rest)) = cases.split_first() else {
            return Ok(true);
        };
        let range = case.pattern.range();
        if !self.may_nest() {
            self.refuse(Refusal::DeepNesting, range)?;
            return Ok(true);
        }
        let mut captures = Captures::default();
        let matches = self.pattern(&case.pattern, subject, &mut captures)?;
        let condition = match (matches, &case.guard) {
            (None, None) => {
                // Nothing after this case is ever tried.
                self.bind_captures(&captures)?;
                return self.suite(&case.body);
            }
            (None, Some(guard)) => {
                self.bind_captures(&captures)?;
                self.test(guard)?
            }
            (Some(matches), None) => matches,
            (Some(matches), Some(guard)) => {
                let then = self.value_region(guard.range(), |this| {
                    this.bind_captures(&captures)?;
                    this.test(guard)
                })?;
                let or_else =
                    self.value_region(range, |this| this.emit.condition_constant(range, false))?;
                captures = Captures::default();
                self.emit.if_condition(range, matches, then, or_else)?
            }
        };
        let bound_already = matches.is_none();
        let then = self.statement_region(range, |this| {
            if !bound_already {
                this.bind_captures(&captures)?;
            }
            this.suite(&case.body)
        })?;
        let or_else = if rest.is_empty() {
            Region::new()
        } else {
            self.statement_region(range, |this| this.cases(rest, subject))?
        };
        self.emit.if_statement(range, condition, then, or_else)?;
        Ok(true)
    }

    fn bind_captures(&mut self, captures: &Captures<'a>) -> Result<()> {
        for capture in &captures.all {
            let value = self
                .emit
                .load(capture.range, NameScope::Local, &capture.temporary)?;
            self.store_name(capture.range, capture.name, value)?;
        }
        Ok(())
    }

    fn capture(
        &mut self,
        name: &'a str,
        range: TextRange,
        value: Val<'c>,
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        // The alternatives of an or-pattern bind the same names, to the same temporaries.
        let temporary = match captures.by_name.get(name) {
            Some(&known) => captures.all[known].temporary.clone(),
            None => {
                let temporary = format!("{name}.{}", self.code.next_fresh());
                captures.by_name.insert(name, captures.all.len());
                captures.all.push(Capture {
                    name,
                    temporary: temporary.clone(),
                    range,
                });
                temporary
            }
        };
        self.emit.store(range, NameScope::Local, &temporary, value)
    }

    /// The condition on which `subject` matches, or `None` if it always does.
    fn pattern(
        &mut self,
        pattern: &'t Pattern<'a>,
        subject: Val<'c>,
        captures: &mut Captures<'a>,
    ) -> Result<Option<Val<'c>>> {
        let range = pattern.range();
        let refuse = |this: &mut Self, refusal| {
            let value = this.refuse_value(refusal, range, &[subject])?;
            this.emit.truth(range, value).map(Some)
        };
        if !self.may_nest() {
            return refuse(self, Refusal::DeepNesting);
        }
        match pattern {
            Pattern::MatchValue(node) => {
                let value = self.expr(&node.value)?;
                let equal = self.emit.compare(range, EQUAL, subject, value)?;
                self.emit.truth(range, equal).map(Some)
            }
            Pattern::MatchSingleton(node) => {
                let value = self.constant(&node.value, range)?;
                let same = self.emit.compare(range, IS, subject, value)?;
                self.emit.truth(range, same).map(Some)
            }
            Pattern::MatchAs(node) => {
                let matches = match &node.pattern {
                    Some(pattern) => self.pattern(pattern, subject, captures)?,
                    None => None,
                };
                let Some(name) = node.name else {
                    return Ok(matches);
                };
                let Some(matches) = matches else {
                    self.capture(name, range, subject, captures)?;
                    return Ok(None);
                };
                let then = self.statement_region(range, |this| {
                    this.capture(name, range, subject, captures)?;
                    Ok(true)
                })?;
                self.emit
                    .if_statement(range, matches, then, Region::new())?;
                Ok(Some(matches))
            }
            Pattern::MatchOr(node) => self.alternatives(&node.patterns, subject, captures, range),
            Pattern::MatchSequence(node) => {
                self.sequence_pattern(node, subject, captures).map(Some)
            }
            Pattern::MatchMapping(node) => self.mapping_pattern(node, subject, captures).map(Some),
            Pattern::MatchClass(node) => self.class_pattern(node, subject, captures).map(Some),
            // Elsewhere than in a sequence the grammar has none.
            Pattern::MatchStar(_) => refuse(self, Refusal::Misplaced),
        }
    }

    fn alternatives(
        &mut self,
        patterns: &'t [Pattern<'a>],
        subject: Val<'c>,
        captures: &mut Captures<'a>,
        range: TextRange,
    ) -> Result<Option<Val<'c>>> {
        let Some((first, rest)) = patterns.split_first() else {
            return Ok(None);
        };
        if !self.may_nest() {
            let value = self.refuse_value(Refusal::DeepNesting, range, &[subject])?;
            return self.emit.truth(range, value).map(Some);
        }
        let Some(matches) = self.pattern(first, subject, captures)? else {
            return Ok(None);
        };
        if rest.is_empty() {
            return Ok(Some(matches));
        }
        let then = self.value_region(range, |this| this.emit.condition_constant(range, true))?;
        let or_else = self.value_region(range, |this| {
            match this.alternatives(rest, subject, captures, range)? {
                Some(matches) => Ok(matches),
                None => this.emit.condition_constant(range, true),
            }
        })?;
        self.emit
            .if_condition(range, matches, then, or_else)
            .map(Some)
    }
}

/// `PyDyn_ComparePredicate::Eq`.
const EQUAL: i64 = 0;
/// `PyDyn_ComparePredicate::Is`.
const IS: i64 = 6;
