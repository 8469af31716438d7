//! Patterns that look into their subject: sequences, mappings and classes.
//!
//! CPython has instructions for them. What those do is said here with the functions of `builtins` and with
//! `collections.abc`, imported where they are used, because a program may use the functions' names for something else.

use janus_dialects::melior::ir::Region;
use janus_syntax::ast::{
    Expr, MatchClass, MatchMapping, MatchSequence, Operator, Pattern, TextRange,
};

use super::{Captures, EQUAL, IS, Lowerer};
use crate::{
    emit::{Argument, Val},
    error::Result,
    lower::assign::binary_operator,
    refusal::Refusal,
};

/// `PyDyn_ComparePredicate::Ge`.
const AT_LEAST: i64 = 5;

/// Where the subject of a pattern inside another one comes from.
#[derive(Clone, Copy)]
enum Item<'c> {
    Value(Val<'c>),
    /// An element of a sequence, counted from its beginning.
    Front(usize),
    /// An element of a sequence, counted from its end.
    Back(usize),
}

/// A pattern and what it is matched with.
type Part<'p, 'c, 'a> = (&'p Pattern<'a>, Item<'c>);

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    /// `[a, b]`, `[a, *rest]`: any `collections.abc.Sequence` that is no string and no bytes.
    pub(super) fn sequence_pattern(
        &mut self,
        node: &'t MatchSequence<'a>,
        subject: Val<'c>,
        captures: &mut Captures<'a>,
    ) -> Result<Val<'c>> {
        let range = node.range;
        let sequence = self.abstract_class(range, "Sequence")?;
        let is_sequence = self.is_instance(range, subject, sequence)?;
        self.both(range, is_sequence, |this| {
            let texts = ["str", "bytes", "bytearray"];
            let texts = texts.map(|name| this.builtin(range, name));
            let texts = texts.into_iter().collect::<Result<Vec<_>>>()?;
            let texts: Vec<Argument<'_, '_>> = texts.into_iter().map(|class| (class, "")).collect();
            let texts = this.emit.sequence("pydyn.tuple", range, &texts)?;
            let is_text = this.is_instance(range, subject, texts)?;
            let is_other = this.emit.not(range, is_text)?;
            this.both(range, is_other, |this| {
                this.sequence_elements(node, subject, captures)
            })
        })
    }

    fn sequence_elements(
        &mut self,
        node: &'t MatchSequence<'a>,
        subject: Val<'c>,
        captures: &mut Captures<'a>,
    ) -> Result<Val<'c>> {
        let (range, patterns) = (node.range, &node.patterns);
        let size = patterns.len();
        let star = patterns
            .iter()
            .position(|pattern| matches!(pattern, Pattern::MatchStar(_)));
        let fits = match star {
            None => Some(self.has_length(range, subject, EQUAL, size)?),
            Some(_) if size > 1 => Some(self.has_length(range, subject, AT_LEAST, size - 1)?),
            Some(_) => None,
        };
        let mut elements = |this: &mut Self| {
            if patterns.iter().all(is_wildcard) {
                return this.emit.condition_constant(range, true);
            }
            let unnamed = star.is_some_and(|star| is_wildcard(&patterns[star]));
            let items: Vec<Item<'c>> = if unnamed {
                // What the star stands for is never looked at.
                let from_end = |at| Item::Back(size - at);
                (0..size)
                    .map(|at| match star {
                        Some(star) if at > star => from_end(at),
                        _ => Item::Front(at),
                    })
                    .collect()
            } else {
                let values = this.emit.unpack(range, subject, size, star)?;
                values.into_iter().map(Item::Value).collect()
            };
            let parts: Vec<_> = patterns.iter().zip(items).collect();
            this.parts(&parts, subject, captures, range)
        };
        match fits {
            Some(fits) => self.both(range, fits, elements),
            None => elements(self),
        }
    }

    /// `{"key": value, **rest}`: any `collections.abc.Mapping` that has the keys.
    pub(super) fn mapping_pattern(
        &mut self,
        node: &'t MatchMapping<'a>,
        subject: Val<'c>,
        captures: &mut Captures<'a>,
    ) -> Result<Val<'c>> {
        let range = node.range;
        let attribute = |key: &Expr<'_>| matches!(key, Expr::Attribute(_));
        if node.keys.len() > 1 && node.keys.iter().any(attribute) {
            // CPython raises an error if two keys turn out to be equal.
            let value = self.refuse_value(Refusal::MappingPattern, range, &[subject])?;
            return self.emit.truth(range, value);
        }
        let mapping = self.abstract_class(range, "Mapping")?;
        let is_mapping = self.is_instance(range, subject, mapping)?;
        self.both(range, is_mapping, |this| {
            if node.keys.is_empty() {
                this.mapping_rest(node, subject, &[], captures)?;
                return this.emit.condition_constant(range, true);
            }
            let fits = this.has_length(range, subject, AT_LEAST, node.keys.len())?;
            this.both(range, fits, |this| {
                let keys = node.keys.iter().map(|key| this.expr(key));
                let keys = keys.collect::<Result<Vec<_>>>()?;
                let get = this.emit.get_attr(range, subject, "get")?;
                let missing = this.missing(range)?;
                let look_up = |this: &mut Self, at: usize| {
                    this.emit.call(range, get, &[(keys[at], ""), (missing, "")])
                };
                this.found(range, keys.len(), missing, look_up, |this, values| {
                    let items = values.iter().copied().map(Item::Value);
                    let parts: Vec<_> = node.patterns.iter().zip(items).collect();
                    let matches = this.parts(&parts, subject, captures, range)?;
                    if node.rest.is_some() {
                        let then = this.statement_region(range, |this| {
                            this.mapping_rest(node, subject, &keys, captures)?;
                            Ok(true)
                        })?;
                        this.emit
                            .if_statement(range, matches, then, Region::new())?;
                    }
                    Ok(matches)
                })
            })
        })
    }

    /// `**rest`: what is left of the mapping without the `keys`.
    fn mapping_rest(
        &mut self,
        node: &'t MatchMapping<'a>,
        subject: Val<'c>,
        keys: &[Val<'c>],
        captures: &mut Captures<'a>,
    ) -> Result<()> {
        let Some(name) = node.rest else { return Ok(()) };
        let rest = self.emit.dict(node.range, &[(subject, subject)], &[0])?;
        for &key in keys {
            self.emit.del_item(node.range, rest, key)?;
        }
        self.capture(name, node.range, rest, captures)
    }

    /// `Point(x=0)`: an instance whose attributes match. Which attributes positional patterns mean is for the class to
    /// say.
    pub(super) fn class_pattern(
        &mut self,
        node: &'t MatchClass<'a>,
        subject: Val<'c>,
        captures: &mut Captures<'a>,
    ) -> Result<Val<'c>> {
        let range = node.range;
        if !node.patterns.is_empty() {
            let value = self.refuse_value(Refusal::ClassPattern, range, &[subject])?;
            return self.emit.truth(range, value);
        }
        let class = self.expr(&node.cls)?;
        let r#type = self.builtin(range, "type")?;
        let is_class = self.is_instance(range, class, r#type)?;
        let is_none = self.emit.not(range, is_class)?;
        let complain = self.statement_region(range, |this| {
            let error = this.builtin(range, "TypeError")?;
            let text = "called match pattern must be a type";
            let text = this.emit.constant_string(range, text)?;
            let error = this.emit.call(range, error, &[(text, "")])?;
            this.emit.raise(range, error, None)?;
            Ok(false)
        })?;
        self.emit
            .if_statement(range, is_none, complain, Region::new())?;
        let is_instance = self.is_instance(range, subject, class)?;
        self.both(range, is_instance, |this| {
            if node.kwd_attrs.is_empty() {
                return this.emit.condition_constant(range, true);
            }
            let get = this.builtin(range, "getattr")?;
            let missing = this.missing(range)?;
            let look_up = |this: &mut Self, at: usize| {
                let name = this.emit.constant_string(range, node.kwd_attrs[at])?;
                let arguments = [(subject, ""), (name, ""), (missing, "")];
                this.emit.call(range, get, &arguments)
            };
            this.found(
                range,
                node.kwd_attrs.len(),
                missing,
                look_up,
                |this, values| {
                    let items = values.iter().copied().map(Item::Value);
                    let parts: Vec<_> = node.kwd_patterns.iter().zip(items).collect();
                    this.parts(&parts, subject, captures, range)
                },
            )
        })
    }

    /// Looks up `count` values one after the other; `then` decides when none of them is `missing`.
    fn found(
        &mut self,
        range: TextRange,
        count: usize,
        missing: Val<'c>,
        mut look_up: impl FnMut(&mut Self, usize) -> Result<Val<'c>>,
        then: impl FnOnce(&mut Self, &[Val<'c>]) -> Result<Val<'c>>,
    ) -> Result<Val<'c>> {
        self.found_from(range, count, missing, &mut look_up, &mut vec![], then)
    }

    fn found_from(
        &mut self,
        range: TextRange,
        count: usize,
        missing: Val<'c>,
        look_up: &mut dyn FnMut(&mut Self, usize) -> Result<Val<'c>>,
        values: &mut Vec<Val<'c>>,
        then: impl FnOnce(&mut Self, &[Val<'c>]) -> Result<Val<'c>>,
    ) -> Result<Val<'c>> {
        if values.len() == count {
            return then(self, values);
        }
        if !self.may_nest() {
            let value = self.refuse_value(Refusal::DeepNesting, range, &[])?;
            return self.emit.truth(range, value);
        }
        let value = look_up(self, values.len())?;
        values.push(value);
        let is_missing = self.emit.compare(range, IS, value, missing)?;
        let is_missing = self.emit.truth(range, is_missing)?;
        let is_there = self.emit.not(range, is_missing)?;
        self.both(range, is_there, |this| {
            this.found_from(range, count, missing, look_up, values, then)
        })
    }

    /// The condition on which all `parts` of `subject` match, tried in order.
    fn parts(
        &mut self,
        parts: &[Part<'t, 'c, 'a>],
        subject: Val<'c>,
        captures: &mut Captures<'a>,
        range: TextRange,
    ) -> Result<Val<'c>> {
        let mut parts = parts.iter().copied();
        while let Some((pattern, item)) = parts.next() {
            if is_wildcard(pattern) {
                continue;
            }
            let value = self.item(pattern.range(), subject, item)?;
            let matches = match pattern {
                Pattern::MatchStar(node) => {
                    if let Some(name) = node.name {
                        self.capture(name, node.range, value, captures)?;
                    }
                    None
                }
                _ => self.pattern(pattern, value, captures)?,
            };
            let Some(matches) = matches else { continue };
            let rest: Vec<_> = parts.collect();
            if rest.iter().all(|(pattern, _)| is_wildcard(pattern)) {
                return Ok(matches);
            }
            return self.both(range, matches, |this| {
                this.parts(&rest, subject, captures, range)
            });
        }
        self.emit.condition_constant(range, true)
    }

    fn item(&mut self, range: TextRange, subject: Val<'c>, item: Item<'c>) -> Result<Val<'c>> {
        let (from_end, at) = match item {
            Item::Value(value) => return Ok(value),
            Item::Front(at) => (false, at),
            Item::Back(at) => (true, at),
        };
        let mut index = self.emit.constant(range, self.emit.int(64, at as i64))?;
        if from_end {
            let length = self.length(range, subject)?;
            index = self
                .emit
                .binary(range, binary_operator(Operator::Sub), length, index)?;
        }
        self.emit.get_item(range, subject, index)
    }

    /// The condition `first and second`, of which `second` is only evaluated if `first` holds.
    fn both(
        &mut self,
        range: TextRange,
        first: Val<'c>,
        second: impl FnOnce(&mut Self) -> Result<Val<'c>>,
    ) -> Result<Val<'c>> {
        if !self.may_nest() {
            let value = self.refuse_value(Refusal::DeepNesting, range, &[])?;
            return self.emit.truth(range, value);
        }
        let then = self.value_region(range, second)?;
        let or_else =
            self.value_region(range, |this| this.emit.condition_constant(range, false))?;
        self.emit.if_condition(range, first, then, or_else)
    }

    fn has_length(
        &mut self,
        range: TextRange,
        subject: Val<'c>,
        predicate: i64,
        length: usize,
    ) -> Result<Val<'c>> {
        let actual = self.length(range, subject)?;
        let expected = self
            .emit
            .constant(range, self.emit.int(64, length as i64))?;
        let fits = self.emit.compare(range, predicate, actual, expected)?;
        self.emit.truth(range, fits)
    }

    fn length(&mut self, range: TextRange, subject: Val<'c>) -> Result<Val<'c>> {
        let len = self.builtin(range, "len")?;
        self.emit.call(range, len, &[(subject, "")])
    }

    fn is_instance(
        &mut self,
        range: TextRange,
        object: Val<'c>,
        class: Val<'c>,
    ) -> Result<Val<'c>> {
        let function = self.builtin(range, "isinstance")?;
        let result = self
            .emit
            .call(range, function, &[(object, ""), (class, "")])?;
        self.emit.truth(range, result)
    }

    /// An object that the program cannot have: a new list. It stands for what is not there.
    fn missing(&mut self, range: TextRange) -> Result<Val<'c>> {
        self.emit.sequence("pydyn.list", range, &[])
    }

    fn builtin(&mut self, range: TextRange, name: &str) -> Result<Val<'c>> {
        self.emit.import(range, "builtins", Some(name), false, 0)
    }

    fn abstract_class(&mut self, range: TextRange, name: &str) -> Result<Val<'c>> {
        self.emit
            .import(range, "collections.abc", Some(name), false, 0)
    }
}

/// Whether a pattern is `_` or `*_`.
fn is_wildcard(pattern: &Pattern<'_>) -> bool {
    match pattern {
        Pattern::MatchAs(node) => node.pattern.is_none() && node.name.is_none(),
        Pattern::MatchStar(node) => node.name.is_none(),
        _ => false,
    }
}
