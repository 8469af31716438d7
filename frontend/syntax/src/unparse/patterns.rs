//! `match` statements.

use super::Printer;
use crate::ast::*;

impl Printer {
    pub(super) fn match_statement(&mut self, node: &Match<'_>) {
        self.push("match ");
        self.top(&node.subject);
        self.push(":\n");
        self.indent += 1;
        for case in &node.cases {
            self.begin_line();
            self.push("case ");
            self.pattern(&case.pattern);
            if let Some(guard) = &case.guard {
                self.push(" if ");
                self.top(guard);
            }
            self.block(&case.body);
        }
        self.indent -= 1;
    }

    fn pattern(&mut self, pattern: &Pattern<'_>) {
        match pattern {
            Pattern::MatchValue(node) => self.top(&node.value),
            Pattern::MatchSingleton(node) => self.constant(&node.value, None),
            Pattern::MatchSequence(node) => {
                self.push("[");
                self.separated(&node.patterns, |this, inner| this.pattern(inner));
                self.push("]");
            }
            Pattern::MatchStar(node) => {
                self.push("*");
                self.push(node.name.unwrap_or("_"));
            }
            Pattern::MatchMapping(node) => self.mapping(node),
            Pattern::MatchClass(node) => {
                self.top(&node.cls);
                self.push("(");
                self.separated(&node.patterns, |this, inner| this.pattern(inner));
                for (at, (name, inner)) in node.kwd_attrs.iter().zip(&node.kwd_patterns).enumerate() {
                    if at > 0 || !node.patterns.is_empty() {
                        self.push(", ");
                    }
                    self.push(name);
                    self.push("=");
                    self.pattern(inner);
                }
                self.push(")");
            }
            Pattern::MatchAs(node) => match &node.pattern {
                None => self.push(node.name.unwrap_or("_")),
                Some(inner) => {
                    self.push("(");
                    self.pattern(inner);
                    self.push(" as ");
                    self.push(node.name.unwrap_or("_"));
                    self.push(")");
                }
            },
            Pattern::MatchOr(node) => {
                self.push("(");
                for (at, inner) in node.patterns.iter().enumerate() {
                    if at > 0 {
                        self.push(" | ");
                    }
                    self.pattern(inner);
                }
                self.push(")");
            }
        }
    }

    fn mapping(&mut self, node: &MatchMapping<'_>) {
        self.push("{");
        let items: Vec<_> = node.keys.iter().zip(&node.patterns).collect();
        self.separated(&items, |this, (key, inner)| {
            this.top(key);
            this.push(": ");
            this.pattern(inner);
        });
        if let Some(rest) = node.rest {
            self.push(if items.is_empty() { "**" } else { ", **" });
            self.push(rest);
        }
        self.push("}");
    }
}
