//! Comprehensions, and the assignment expressions in them.

use super::{Collector, Mention};
use crate::ast::*;
use crate::diagnostics::Problem;
use crate::symbols::{ScopeKind, checks, mangle};

impl<'a> Collector<'a> {
    pub(super) fn comprehension(
        &mut self,
        kind: ScopeKind,
        range: TextRange,
        generators: &[Comprehension<'a>],
        elements: &[&Expr<'a>],
    ) {
        let Some((first, rest)) = generators.split_first() else { return };
        // The first iterable belongs to the scope around.
        let in_iterable = std::mem::replace(&mut self.in_iterable, true);
        self.expression(&first.iter);
        self.in_iterable = in_iterable;
        if kind != ScopeKind::GeneratorExp && generators.iter().any(|generator| generator.is_async) {
            self.check_async_comprehension(range);
        }
        self.nested(kind, "", range, |this| {
            this.targets(first);
            for generator in rest {
                let outer = std::mem::replace(&mut this.in_iterable, true);
                this.expression(&generator.iter);
                this.in_iterable = outer;
                this.targets(generator);
            }
            for element in elements {
                this.expression(element);
            }
        });
    }

    fn check_async_comprehension(&mut self, range: TextRange) {
        let mut scope = Some(self.current);
        while let Some(id) = scope {
            let here = self.table.scope(id);
            match here.kind {
                ScopeKind::AsyncFunction | ScopeKind::GeneratorExp => return,
                kind if kind.is_comprehension() => scope = here.parent,
                _ => break,
            }
        }
        self.error(Problem::AsyncComprehension, range);
    }

    fn targets(&mut self, generator: &Comprehension<'a>) {
        checks::assignment_target(&generator.target, &mut self.found);
        self.iteration_names(&generator.target);
        self.expressions(&generator.ifs);
    }

    fn iteration_names(&mut self, target: &Expr<'a>) {
        match target {
            Expr::Name(node) => {
                let name = mangle(self.class, node.id.as_str());
                if self.scope().symbols.get(&*name).is_some_and(|symbol| symbol.uses.named) {
                    self.error(Problem::InnerLoopRebinds { name: node.id.as_str().to_owned() }, node.range);
                }
                self.mention(node.id.as_str(), node.range, Mention::Iteration);
            }
            Expr::Tuple(node) => node.elts.iter().for_each(|element| self.iteration_names(element)),
            Expr::List(node) => node.elts.iter().for_each(|element| self.iteration_names(element)),
            Expr::Starred(node) => self.iteration_names(&node.value),
            other => self.expression(other),
        }
    }

    /// An assignment expression in a comprehension binds in the function around it.
    pub(super) fn named_expression(&mut self, node: &NamedExpr<'a>) {
        self.expression(&node.value);
        let Expr::Name(target) = &node.target else { return };
        if self.in_iterable {
            self.error(Problem::WalrusInIterable, node.range);
            return;
        }
        let is_type = |kind| matches!(kind, ScopeKind::TypeParameters | ScopeKind::TypeExpression);
        if !self.kind().is_comprehension() {
            if is_type(self.kind()) || self.kind() == ScopeKind::Annotation {
                let problem = Problem::NotInType { what: "named expression", place: self.type_place };
                self.error(problem, node.range);
            }
            self.mention(target.id.as_str(), target.range, Mention::Assign);
            return;
        }
        let name = mangle(self.class, target.id.as_str());
        let mut scope = self.current;
        // An annotation lets the name through.
        while self.table.scope(scope).kind.is_comprehension() || self.table.scope(scope).kind == ScopeKind::Annotation {
            let here = self.table.scope(scope);
            if here.symbols.get(&*name).is_some_and(|symbol| symbol.uses.iteration) {
                self.error(Problem::WalrusRebinds { name: target.id.as_str().to_owned() }, target.range);
                return;
            }
            let Some(parent) = here.parent else { return };
            scope = parent;
        }
        let around = self.table.scope(scope).kind;
        if around == ScopeKind::Class {
            self.error(Problem::WalrusInClass, target.range);
            return;
        }
        if is_type(around) {
            let within = if around == ScopeKind::TypeParameters { "within" } else { "in" };
            let place = format!("{within} {}", self.type_place);
            self.error(Problem::WalrusInType { place }, target.range);
            return;
        }
        self.mention_in(scope, target.id.as_str(), target.range, Mention::Assign);
        // The comprehension itself sees the name from outside.
        self.mention(target.id.as_str(), target.range, Mention::Named);
    }
}
