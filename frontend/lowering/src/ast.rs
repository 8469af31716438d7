//! Views of the tree that treat alike what is alike.

use janus_syntax::ast::{
    Alias, Arg, Arguments, Comprehension, Expr, Identifier, Stmt, TextRange, TypeParam,
};

/// A `def`, asynchronous or not.
#[derive(Clone, Copy)]
pub(crate) struct FunctionRef<'t, 'a> {
    pub(crate) name: Identifier<'a>,
    pub(crate) args: &'t Arguments<'a>,
    pub(crate) body: &'t [Stmt<'a>],
    pub(crate) decorator_list: &'t [Expr<'a>],
    pub(crate) type_params: &'t [TypeParam<'a>],
    pub(crate) is_async: bool,
    /// From `def` to the end of the body.
    pub(crate) range: TextRange,
}

impl<'t, 'a> FunctionRef<'t, 'a> {
    pub(crate) fn of(stmt: &'t Stmt<'a>) -> Option<Self> {
        match stmt {
            Stmt::FunctionDef(def) => Some(Self {
                name: def.name,
                args: &def.args,
                body: &def.body,
                decorator_list: &def.decorator_list,
                type_params: &def.type_params,
                is_async: false,
                range: def.range,
            }),
            Stmt::AsyncFunctionDef(def) => Some(Self {
                name: def.name,
                args: &def.args,
                body: &def.body,
                decorator_list: &def.decorator_list,
                type_params: &def.type_params,
                is_async: true,
                range: def.range,
            }),
            _ => None,
        }
    }

    /// From the first decorator, where CPython's `co_firstlineno` is, to the end of the body.
    pub(crate) fn whole_range(&self) -> TextRange {
        with_decorators(self.range, self.decorator_list)
    }
}

/// The range of a definition, its decorators included.
pub(crate) fn with_decorators(range: TextRange, decorators: &[Expr<'_>]) -> TextRange {
    let start = decorators
        .first()
        .map_or(range.start, |decorator| decorator.range().start);
    TextRange::new(start.min(range.start), range.end)
}

/// A comprehension or generator expression.
#[derive(Clone, Copy)]
pub(crate) struct ComprehensionRef<'t, 'a> {
    pub(crate) expr: &'t Expr<'a>,
    pub(crate) generators: &'t [Comprehension<'a>],
    pub(crate) is_generator: bool,
}

impl<'t, 'a> ComprehensionRef<'t, 'a> {
    pub(crate) fn of(expr: &'t Expr<'a>) -> Option<Self> {
        let (generators, is_generator) = match expr {
            Expr::ListComp(node) => (&node.generators, false),
            Expr::SetComp(node) => (&node.generators, false),
            Expr::DictComp(node) => (&node.generators, false),
            Expr::GeneratorExp(node) => (&node.generators, true),
            _ => return None,
        };
        Some(Self {
            expr,
            generators,
            is_generator,
        })
    }

    /// Whether each element is unpacked.
    pub(crate) fn unpacks(&self) -> bool {
        match self.expr {
            Expr::DictComp(node) => node.value.is_none(),
            _ => self
                .elements()
                .any(|element| matches!(element, Expr::Starred(_))),
        }
    }

    /// The element, or key and value.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &'t Expr<'a>> + use<'t, 'a> {
        let (first, second) = match self.expr {
            Expr::ListComp(node) => (Some(&node.elt), None),
            Expr::SetComp(node) => (Some(&node.elt), None),
            Expr::GeneratorExp(node) => (Some(&node.elt), None),
            Expr::DictComp(node) => (Some(&node.key), node.value.as_ref()),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// The name that CPython gives its code.
    pub(crate) fn code_name(&self) -> &'static str {
        match self.expr {
            Expr::ListComp(_) => "<listcomp>",
            Expr::SetComp(_) => "<setcomp>",
            Expr::DictComp(_) => "<dictcomp>",
            _ => "<genexpr>",
        }
    }
}

/// A parameter, with the stars that it is written with.
pub(crate) struct Parameter<'t, 'a> {
    pub(crate) arg: &'t Arg<'a>,
    pub(crate) stars: &'static str,
}

/// The parameters in CPython's order of local variables: positional-only, positional-or-keyword, keyword-only, `*args`,
/// `**kwargs`.
pub(crate) fn parameters<'t, 'a>(
    arguments: &'t Arguments<'a>,
) -> impl Iterator<Item = Parameter<'t, 'a>> {
    let plain = arguments
        .posonlyargs
        .iter()
        .chain(&arguments.args)
        .chain(&arguments.kwonlyargs);
    plain
        .map(|arg| Parameter { arg, stars: "" })
        .chain(
            arguments
                .vararg
                .as_deref()
                .map(|arg| Parameter { arg, stars: "*" }),
        )
        .chain(
            arguments
                .kwarg
                .as_deref()
                .map(|arg| Parameter { arg, stars: "**" }),
        )
}

/// The name that `import a.b` or `import a.b as c` binds.
pub(crate) fn imported_name<'a>(alias: &Alias<'a>) -> &'a str {
    alias
        .asname
        .unwrap_or_else(|| alias.name.split('.').next().unwrap_or(alias.name))
}

pub(crate) fn type_parameter_name<'a>(parameter: &TypeParam<'a>) -> &'a str {
    match parameter {
        TypeParam::TypeVar(node) => node.name,
        TypeParam::ParamSpec(node) => node.name,
        TypeParam::TypeVarTuple(node) => node.name,
    }
}
