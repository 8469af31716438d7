//! Code objects: `pydyn.func`.

use janus_dialects::melior::ir::{
    Attribute, Identifier, Operation, Type,
    attribute::{StringAttribute, TypeAttribute},
    operation::OperationBuilder,
    r#type::FunctionType,
};
use janus_syntax::ast::{self, Expr, Stmt, TextRange};

use super::{CodeState, Lowerer};
use crate::{
    ast::{ComprehensionRef, FunctionRef, parameters},
    emit::NameScope,
    error::Result,
    scope::{Name, ScopeId},
};

/// The parameter of a comprehension's or generator expression's code: the first iterable.
pub(super) const ITERABLE: &str = ".0";

/// What a code object is compiled from.
#[derive(Clone, Copy)]
pub(crate) enum CodeKind<'t, 'a> {
    Module(&'t ast::Module<'a>),
    Function(FunctionRef<'t, 'a>),
    Lambda(&'t ast::Lambda<'a>),
    /// A generator expression, or a comprehension that is not inlined.
    Comprehension(ComprehensionRef<'t, 'a>),
}

/// A code object that is to be lowered.
#[derive(Clone)]
pub(crate) struct Code<'t, 'a> {
    pub(super) kind: CodeKind<'t, 'a>,
    pub(super) scope: ScopeId,
    pub(super) symbol: String,
    pub(super) qualname: String,
}

impl CodeKind<'_, '_> {
    fn range(&self) -> TextRange {
        match self {
            CodeKind::Module(module) => match (module.body.first(), module.body.last()) {
                (Some(first), Some(last)) => TextRange::new(first.range().start, last.range().end),
                _ => TextRange::at(0),
            },
            CodeKind::Function(function) => function.whole_range(),
            CodeKind::Lambda(lambda) => lambda.range,
            CodeKind::Comprehension(node) => node.expr.range(),
        }
    }
}

/// The signature of a code object.
#[derive(Default)]
struct Signature<'a> {
    /// With stars, and where they are written.
    parameters: Vec<(String, Name<'a>, TextRange)>,
    positional_only: usize,
    keyword_only: usize,
}

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    /// Lowers one code object to a `pydyn.func`.
    pub(super) fn lower_code(&mut self, code: &Code<'t, 'a>) -> Result<Operation<'c>> {
        let range = code.kind.range();
        let (prefix, in_function) = match code.kind {
            CodeKind::Module(_) => (String::new(), false),
            _ => (format!("{}.<locals>.", code.qualname), true),
        };
        self.code = CodeState::new(code.scope, prefix, in_function);

        let signature = self.signature(&code.kind, code.scope);
        let places: Vec<_> = signature
            .parameters
            .iter()
            .map(|parameter| parameter.2)
            .collect();
        let (region, _) = self.emit.open(&places)?;
        self.code_body(&code.kind, range)?;
        self.emit.close();

        let context = self.emit.context;
        let object = self.emit.object_type();
        let r#type = FunctionType::new(context, &vec![object; places.len()], &[object]);
        let mut attributes = vec![
            (
                "sym_name",
                StringAttribute::new(context, &code.symbol).into(),
            ),
            (
                "function_type",
                TypeAttribute::new(Type::from(r#type)).into(),
            ),
            ("qualname", self.emit.string(&code.qualname)),
            (
                "parameters",
                self.emit
                    .strings(signature.parameters.iter().map(|parameter| &parameter.0)),
            ),
        ];
        // Attributes that have their default are left out, as a reader would.
        if signature.positional_only > 0 {
            attributes.push((
                "positional_only",
                self.emit.int(64, signature.positional_only as i64),
            ));
        }
        if signature.keyword_only > 0 {
            attributes.push((
                "keyword_only",
                self.emit.int(64, signature.keyword_only as i64),
            ));
        }
        let cells = self.scopes.cells(code.scope);
        if !cells.is_empty() && !matches!(code.kind, CodeKind::Module(_)) {
            attributes.push(("cells", self.emit.strings(&cells)));
        }
        let free = self.scopes.free(code.scope);
        if !free.is_empty() {
            attributes.push(("free", self.emit.strings(free)));
        }
        let kind = self.kind_name(&code.kind, code.scope);
        if kind != "function" {
            attributes.push(("kind", self.emit.string(kind)));
        }
        let attributes: Vec<(Identifier<'c>, Attribute<'c>)> = attributes
            .into_iter()
            .map(|(name, attribute)| (Identifier::new(context, name), attribute))
            .collect();
        Ok(
            OperationBuilder::new("pydyn.func", self.emit.location(range))
                .add_attributes(&attributes)
                .add_regions([region])
                .build()?,
        )
    }

    fn kind_name(&self, kind: &CodeKind<'_, '_>, scope: ScopeId) -> &'static str {
        match kind {
            CodeKind::Module(_) => "module",
            CodeKind::Function(function) if function.is_async => "coroutine",
            CodeKind::Function(_) | CodeKind::Lambda(_) if self.scopes.yields(scope) => "generator",
            CodeKind::Function(_) => "function",
            CodeKind::Lambda(_) => "lambda",
            CodeKind::Comprehension(node) if node.is_generator => "generator",
            CodeKind::Comprehension(_) => "function",
        }
    }

    fn signature(&self, kind: &CodeKind<'_, 'a>, scope: ScopeId) -> Signature<'a> {
        let arguments = match kind {
            CodeKind::Module(_) => return Signature::default(),
            CodeKind::Function(function) => function.args,
            CodeKind::Lambda(lambda) => &lambda.args,
            CodeKind::Comprehension(node) => {
                let place = node
                    .generators
                    .first()
                    .map_or(node.expr.range(), |first| first.iter.range());
                return Signature {
                    parameters: vec![(ITERABLE.into(), ITERABLE.into(), place)],
                    ..Signature::default()
                };
            }
        };
        Signature {
            parameters: parameters(arguments)
                .map(|parameter| {
                    let name = self.scopes.mangle(scope, parameter.arg.arg);
                    (
                        format!("{}{name}", parameter.stars),
                        name,
                        parameter.arg.range,
                    )
                })
                .collect(),
            positional_only: arguments.posonlyargs.len(),
            keyword_only: arguments.kwonlyargs.len(),
        }
    }

    fn code_body(&mut self, kind: &CodeKind<'t, 'a>, range: TextRange) -> Result<()> {
        match *kind {
            CodeKind::Module(module) => {
                self.namespace_prologue(&module.body)?;
                self.function_body(&module.body, range)
            }
            CodeKind::Function(function) => self.function_body(function.body, range),
            CodeKind::Lambda(lambda) => {
                let value = self.expr(&lambda.body)?;
                self.emit.return_value(lambda.body.range(), value)
            }
            CodeKind::Comprehension(node) => self.comprehension_code(node),
        }
    }

    /// A body that returns `None` where it falls through, from the line of its last statement as in CPython.
    fn function_body(&mut self, body: &'t [Stmt<'a>], range: TextRange) -> Result<()> {
        if self.suite(body)? {
            let end = body.last().map_or(range, Stmt::range);
            let none = self.emit.constant_none(end)?;
            self.emit.return_value(end, none)?;
        }
        Ok(())
    }

    /// What a module or class body begins with: the docstring, and `__annotations__` if there are annotations.
    pub(super) fn namespace_prologue(&mut self, body: &'t [Stmt<'a>]) -> Result<()> {
        if let Some(Stmt::Expr(statement)) = body.first()
            && let Expr::Constant(constant) = &statement.value
            && constant.value.string_bytes().is_some()
        {
            let docstring = self.expr(&statement.value)?;
            self.emit
                .store(statement.range, NameScope::Name, "__doc__", docstring)?;
        }
        if let Some(range) = first_annotation(body) {
            let annotations = self.emit.dict(range, &[], &[])?;
            self.emit
                .store(range, NameScope::Name, "__annotations__", annotations)?;
        }
        Ok(())
    }
}

/// The first annotated assignment that belongs to the body itself, in whatever block.
fn first_annotation(body: &[Stmt<'_>]) -> Option<TextRange> {
    let mut suites: Vec<&[Stmt<'_>]> = vec![body];
    while let Some(suite) = suites.pop() {
        for stmt in suite {
            match stmt {
                Stmt::AnnAssign(assign) => return Some(assign.range),
                Stmt::For(node) => suites.extend([&*node.body, &node.orelse]),
                Stmt::AsyncFor(node) => suites.extend([&*node.body, &node.orelse]),
                Stmt::While(node) => suites.extend([&*node.body, &node.orelse]),
                Stmt::If(node) => suites.extend([&*node.body, &node.orelse]),
                Stmt::With(node) => suites.push(&node.body),
                Stmt::AsyncWith(node) => suites.push(&node.body),
                Stmt::Try(node) => {
                    suites.extend([&*node.body, &node.orelse, &node.finalbody]);
                    suites.extend(node.handlers.iter().map(|handler| &*handler.body));
                }
                Stmt::TryStar(node) => {
                    suites.extend([&*node.body, &node.orelse, &node.finalbody]);
                    suites.extend(node.handlers.iter().map(|handler| &*handler.body));
                }
                Stmt::Match(node) => suites.extend(node.cases.iter().map(|case| &*case.body)),
                _ => {}
            }
        }
    }
    None
}
