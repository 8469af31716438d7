//! Finding the function that a CPython code object was compiled from.
//!
//! Only what covers the line is looked into, so that the size of the file hardly matters.

use janus_syntax::ast::{ClassDef, Expr, Lambda, Module, NodeRef, Stmt, TextRange};

use crate::{
    ast::{ComprehensionRef, FunctionRef, with_decorators},
    error::{LoweringError, Result},
    source::SourceFile,
};

/// What surrounds a definition.
#[derive(Clone, Copy)]
pub(crate) enum Around<'t, 'a> {
    Function(FunctionRef<'t, 'a>),
    Class(&'t ClassDef<'a>),
    Lambda(&'t Lambda<'a>),
    Comprehension(ComprehensionRef<'t, 'a>),
}

/// A function or lambda.
#[derive(Clone, Copy)]
pub(crate) enum Target<'t, 'a> {
    Function(FunctionRef<'t, 'a>),
    Lambda(&'t Lambda<'a>),
}

/// A definition and what surrounds it, outermost first.
pub(crate) struct Found<'t, 'a> {
    pub(crate) target: Target<'t, 'a>,
    pub(crate) around: Vec<Around<'t, 'a>>,
}

impl Found<'_, '_> {
    /// What qualified names begin with here, as CPython 3.12 and newer form them: those of older versions also name the
    /// comprehensions around a lambda.
    pub(crate) fn prefix(&self) -> String {
        let mut prefix = String::new();
        for around in &self.around {
            match around {
                Around::Function(function) => prefix += &format!("{}.<locals>.", function.name),
                Around::Class(class) => prefix += &format!("{}.", class.name),
                Around::Lambda(_) => prefix += "<lambda>.<locals>.",
                Around::Comprehension(node) if node.is_generator => prefix += "<genexpr>.<locals>.",
                Around::Comprehension(_) => {}
            }
        }
        prefix
    }
}

/// Finds the function of this name, qualified or not, that begins at `line`: `co_firstlineno`, which is that of the first
/// decorator if there is any.
pub(crate) fn find<'t, 'a>(
    module: &'t Module<'a>,
    source: &SourceFile<'_>,
    line: u32,
    name: &str,
) -> Result<Found<'t, 'a>> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut finder = Finder {
        source,
        line,
        lines: source.lines.line_range(line),
        name: last,
        around: vec![],
        work: vec![],
        found: vec![],
    };
    finder.run(module);
    let mut found = finder.found;
    if found.len() > 1 {
        // Up to Python 3.11 comprehensions are functions, and part of the name.
        let mut qualname = name.to_owned();
        for comprehension in ["<listcomp>", "<setcomp>", "<dictcomp>"] {
            qualname = qualname.replace(&format!("{comprehension}.<locals>."), "");
        }
        found.retain(|found| format!("{}{last}", found.prefix()) == qualname);
        if found.len() != 1 {
            return Err(LoweringError::Ambiguous {
                line,
                name: name.to_owned(),
            });
        }
    }
    found.pop().ok_or_else(|| LoweringError::NoSuchFunction {
        line,
        name: name.to_owned(),
    })
}

enum Step<'t, 'a> {
    Visit(NodeRef<'t, 'a>),
    /// What was entered last ends here.
    Leave,
}

struct Finder<'t, 'a, 's> {
    source: &'s SourceFile<'s>,
    line: u32,
    /// The offsets of the line.
    lines: TextRange,
    name: &'s str,
    around: Vec<Around<'t, 'a>>,
    /// A stack of its own, so that no nesting of the source can exhaust the thread's.
    work: Vec<Step<'t, 'a>>,
    found: Vec<Found<'t, 'a>>,
}

impl<'t, 'a> Finder<'t, 'a, '_> {
    fn run(&mut self, module: &'t Module<'a>) {
        self.suite(&module.body);
        while let Some(step) = self.work.pop() {
            match step {
                Step::Visit(node) => self.visit(node),
                Step::Leave => drop(self.around.pop()),
            }
        }
    }

    /// Whether a range has part of the line.
    fn covers(&self, range: TextRange) -> bool {
        range.start < self.lines.end && range.end >= self.lines.start
    }

    fn suite(&mut self, body: &'t [Stmt<'a>]) {
        self.work.extend(
            body.iter()
                .rev()
                .map(|stmt| Step::Visit(NodeRef::Stmt(stmt))),
        );
    }

    fn enter(&mut self, around: Around<'t, 'a>) {
        self.around.push(around);
        self.work.push(Step::Leave);
    }

    fn visit(&mut self, node: NodeRef<'t, 'a>) {
        match node {
            NodeRef::Stmt(stmt) => self.visit_stmt(stmt),
            NodeRef::Expr(expr) if self.covers(expr.range()) => self.visit_expr(expr),
            NodeRef::Expr(_) => {}
            node => self.children(node),
        }
    }

    fn children(&mut self, node: NodeRef<'t, 'a>) {
        let work = &mut self.work;
        node.children(&mut |child| work.push(Step::Visit(child)));
    }

    fn visit_stmt(&mut self, stmt: &'t Stmt<'a>) {
        if let Some(function) = FunctionRef::of(stmt) {
            let whole = function.whole_range();
            if !self.covers(whole) {
                return;
            }
            if function.name == self.name && self.source.line(whole.start) == self.line {
                self.found.push(Found {
                    target: Target::Function(function),
                    around: self.around.clone(),
                });
            }
            self.work.extend(
                function
                    .decorator_list
                    .iter()
                    .map(|expr| Step::Visit(NodeRef::Expr(expr))),
            );
            self.work
                .push(Step::Visit(NodeRef::Arguments(function.args)));
            self.enter(Around::Function(function));
            self.suite(function.body);
            return;
        }
        if let Stmt::ClassDef(class) = stmt {
            if !self.covers(with_decorators(class.range, &class.decorator_list)) {
                return;
            }
            let outside = class.decorator_list.iter().chain(&class.bases);
            let outside = outside.chain(class.keywords.iter().map(|keyword| &keyword.value));
            self.work
                .extend(outside.map(|expr| Step::Visit(NodeRef::Expr(expr))));
            self.enter(Around::Class(class));
            self.suite(&class.body);
            return;
        }
        if self.covers(stmt.range()) {
            self.children(NodeRef::Stmt(stmt));
        }
    }

    fn visit_expr(&mut self, expr: &'t Expr<'a>) {
        if let Expr::Lambda(lambda) = expr {
            if self.name == "<lambda>" && self.source.line(lambda.range.start) == self.line {
                self.found.push(Found {
                    target: Target::Lambda(lambda),
                    around: self.around.clone(),
                });
            }
            self.work
                .push(Step::Visit(NodeRef::Arguments(&lambda.args)));
            self.enter(Around::Lambda(lambda));
            self.work.push(Step::Visit(NodeRef::Expr(&lambda.body)));
            return;
        }
        if let Some(node) = ComprehensionRef::of(expr) {
            if let Some((first, rest)) = node.generators.split_first() {
                // The first iterable is outside.
                self.work.push(Step::Visit(NodeRef::Expr(&first.iter)));
                self.enter(Around::Comprehension(node));
                self.work.push(Step::Visit(NodeRef::Expr(&first.target)));
                self.work.extend(
                    first
                        .ifs
                        .iter()
                        .map(|test| Step::Visit(NodeRef::Expr(test))),
                );
                self.work.extend(
                    rest.iter()
                        .map(|next| Step::Visit(NodeRef::Comprehension(next))),
                );
            }
            self.work.extend(
                node.elements()
                    .map(|element| Step::Visit(NodeRef::Expr(element))),
            );
            return;
        }
        self.children(NodeRef::Expr(expr));
    }
}
