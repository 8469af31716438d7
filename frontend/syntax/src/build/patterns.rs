//! Patterns of `match`.

use super::{Builder, Seq, span};
use crate::ast::*;
use crate::diagnostics::Problem;

/// An item of a mapping pattern.
#[derive(Debug)]
pub enum MappingItem<'a> {
    Pair(Expr<'a>, Pattern<'a>),
    /// `**name`
    Rest(Identifier<'a>, TextRange),
}

/// An argument of a class pattern.
#[derive(Debug)]
pub struct ClassArgument<'a> {
    name: Option<Identifier<'a>>,
    pattern: Pattern<'a>,
    range: TextRange,
}

const WILDCARD: &str = "_";

impl<'a> Builder<'a> {
    /// A capture, or the wildcard.
    pub fn capture(&mut self, l: u32, name: Identifier<'a>, r: u32) -> Pattern<'a> {
        let name = if name == WILDCARD { None } else { Some(name) };
        self.add(MatchAs { range: span(l, r), pattern: None, name })
    }

    pub fn as_pattern(
        &mut self,
        l: u32,
        pattern: Pattern<'a>,
        name_l: u32,
        name: Identifier<'a>,
        r: u32,
    ) -> Pattern<'a> {
        if name == WILDCARD {
            self.error(Problem::PatternTargetUnderscore, span(name_l, r));
        }
        self.add(MatchAs { range: span(l, r), pattern: Some(pattern), name: Some(name) })
    }

    pub fn or_pattern(&mut self, l: u32, all: Seq<Pattern<'a>>, r: u32) -> Pattern<'a> {
        let patterns = self.list(all);
        self.add(MatchOr { range: span(l, r), patterns })
    }

    pub fn star_pattern(&mut self, l: u32, name: Identifier<'a>, r: u32) -> Pattern<'a> {
        let name = if name == WILDCARD { None } else { Some(name) };
        self.add(MatchStar { range: span(l, r), name })
    }

    pub fn empty_sequence(&mut self, l: u32, r: u32) -> Pattern<'a> {
        self.add(MatchSequence { range: span(l, r), patterns: List::empty() })
    }

    pub fn sequence_of_one(&mut self, l: u32, pattern: Pattern<'a>, r: u32) -> Pattern<'a> {
        let all = self.first(pattern);
        self.sequence_pattern(l, all, r)
    }

    pub fn sequence_pattern(&mut self, l: u32, all: Seq<Pattern<'a>>, r: u32) -> Pattern<'a> {
        let patterns = self.list(all);
        self.add(MatchSequence { range: span(l, r), patterns })
    }

    /// `a.b`.
    pub fn value_pattern(&mut self, l: u32, value: Expr<'a>, r: u32) -> Pattern<'a> {
        self.check_wildcard(&value);
        self.add(MatchValue { range: span(l, r), value })
    }

    /// Reports a wildcard that an attribute or arguments follow.
    fn check_wildcard(&mut self, name: &Expr<'a>) {
        match name {
            Expr::Name(node) if node.id.as_str() == WILDCARD => self.error(Problem::InvalidSyntax, node.range),
            Expr::Attribute(node) => self.check_wildcard(&node.value),
            _ => {}
        }
    }

    /// `real + imaginary`; `m` is where the imaginary part begins.
    pub fn complex_pattern(
        &mut self,
        l: u32,
        left: Expr<'a>,
        op: Operator,
        m: u32,
        right: Expr<'a>,
        r: u32,
    ) -> Expr<'a> {
        if is_imaginary(&left) {
            self.error(Problem::PatternReal, left.range());
        }
        if !is_imaginary(&right) {
            self.error(Problem::PatternImaginary, span(m, r));
        }
        self.add(BinOp { range: span(l, r), left, op, right })
    }

    pub fn mapping_item(&mut self, key: Expr<'a>, pattern: Pattern<'a>) -> Seq<MappingItem<'a>> {
        self.first(MappingItem::Pair(key, pattern))
    }

    pub fn mapping_rest(&mut self, l: u32, name: Identifier<'a>, r: u32) -> Seq<MappingItem<'a>> {
        if name == WILDCARD {
            self.error(Problem::InvalidSyntax, span(l, r));
        }
        self.first(MappingItem::Rest(name, span(l, r)))
    }

    pub fn empty_mapping(&mut self, l: u32, r: u32) -> Pattern<'a> {
        self.add(MatchMapping { range: span(l, r), keys: List::empty(), patterns: List::empty(), rest: None })
    }

    pub fn mapping_pattern(&mut self, l: u32, all: Seq<MappingItem<'a>>, r: u32) -> Pattern<'a> {
        let (keys, patterns) = (self.none(), self.none());
        let mut rest = None;
        for item in self.take(all) {
            match (item, rest) {
                (MappingItem::Pair(key, pattern), None) => {
                    self.push(keys, key);
                    self.push(patterns, pattern);
                }
                (MappingItem::Rest(name, range), None) => rest = Some((name, range)),
                (_, Some((_, range))) => {
                    self.error(Problem::PatternRestLast, range);
                    break;
                }
            }
        }
        let (keys, patterns) = (self.list(keys), self.list(patterns));
        self.add(MatchMapping { range: span(l, r), keys, patterns, rest: rest.map(|(name, _)| name) })
    }

    pub fn class_argument(
        &mut self,
        l: u32,
        name: Option<Identifier<'a>>,
        pattern: Pattern<'a>,
        r: u32,
    ) -> Seq<ClassArgument<'a>> {
        self.first(ClassArgument { name, pattern, range: span(l, r) })
    }

    pub fn class_pattern(&mut self, l: u32, cls: Expr<'a>, all: Seq<ClassArgument<'a>>, r: u32) -> Pattern<'a> {
        self.check_wildcard(&cls);
        let arguments = self.take(all);
        let named = arguments.iter().position(|argument| argument.name.is_some()).unwrap_or(arguments.len());
        if let Some(late) = arguments[named..].iter().find(|argument| argument.name.is_none()) {
            self.error(Problem::PatternPositionalAfterKeyword, late.range);
        }
        let kwd_attrs = self.none();
        self.stacks.identifiers.extend(arguments.iter().filter_map(|argument| argument.name));
        let kwd_attrs = self.list(kwd_attrs);
        let patterns = self.none();
        self.stacks.patterns.extend(arguments.into_iter().map(|argument| argument.pattern));
        let kwd_patterns = self.list(Seq { start: patterns.start + named as u32, element: std::marker::PhantomData });
        let patterns = self.list(patterns);
        self.add(MatchClass { range: span(l, r), cls, patterns, kwd_attrs, kwd_patterns })
    }
}

fn is_imaginary(number: &Expr<'_>) -> bool {
    match number {
        Expr::Constant(node) => matches!(node.value, ConstantValue::Imaginary(_)),
        Expr::UnaryOp(node) => is_imaginary(&node.operand),
        _ => false,
    }
}
