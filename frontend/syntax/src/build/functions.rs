//! Parameters, function and class definitions.

use super::{Args, Builder, Seq, span};
use crate::ast::*;
use crate::diagnostics::Problem;

/// What a parameter is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParameterKind {
    Plain,
    /// `*name`
    VarPositional,
    /// `**name`
    VarKeyword,
    /// A bare `*`.
    Star,
    /// `/`
    Slash,
}

/// A parameter as written.
#[derive(Debug)]
pub struct Parameter<'a> {
    kind: ParameterKind,
    arg: Arg<'a>,
    default: Option<Expr<'a>>,
}

/// The first line of a function definition.
pub struct FunctionHead<'a> {
    pub name: Identifier<'a>,
    pub type_params: Option<List<'a, TypeParam<'a>>>,
    pub args: ArenaBox<'a, Arguments<'a>>,
    pub returns: Option<Expr<'a>>,
}

impl<'a> Builder<'a> {
    /// A parameter whose name is at `l..r` and which ends, annotation included, at `end`.
    pub fn parameter(
        &mut self,
        l: u32,
        r: u32,
        annotation: Option<Expr<'a>>,
        end: u32,
        default: Option<Expr<'a>>,
    ) -> Seq<Parameter<'a>> {
        let arg = self.identifier(l, r);
        let arg = Arg { range: span(l, end), arg, annotation };
        self.first(Parameter { kind: ParameterKind::Plain, arg, default })
    }

    /// `*name` or `**name`; `l..r` is the name.
    pub fn star_parameter(
        &mut self,
        kind: ParameterKind,
        l: u32,
        r: u32,
        annotation: Option<Expr<'a>>,
        end: u32,
        default: Option<Expr<'a>>,
    ) -> Seq<Parameter<'a>> {
        if let Some(default) = &default {
            let kind = if kind == ParameterKind::VarPositional { "positional" } else { "keyword" };
            self.error(Problem::VarDefault { kind }, default.range());
        }
        let arg = self.identifier(l, r);
        let arg = Arg { range: span(l, end), arg, annotation };
        self.first(Parameter { kind, arg, default: None })
    }

    pub fn parameter_marker(&mut self, kind: ParameterKind, l: u32, r: u32) -> Seq<Parameter<'a>> {
        let arg = Arg { range: span(l, r), arg: "", annotation: None };
        self.first(Parameter { kind, arg, default: None })
    }

    pub fn no_arguments(&mut self) -> ArenaBox<'a, Arguments<'a>> {
        self.arena.alloc(Arguments {
            range: TextRange::default(),
            posonlyargs: List::empty(),
            args: List::empty(),
            vararg: None,
            kwonlyargs: List::empty(),
            kw_defaults: List::empty(),
            kwarg: None,
            defaults: List::empty(),
        })
    }

    /// Sorts parameters into CPython's `arguments`, and checks their order.
    pub fn arguments(&mut self, l: u32, all: Seq<Parameter<'a>>, r: u32) -> ArenaBox<'a, Arguments<'a>> {
        let mut result = self.no_arguments();
        result.range = span(l, r);
        self.check_parameters(all);
        let (args, kwonlyargs) = (all.start as usize, self.none::<Arg<'a>>());
        let (defaults, kw_defaults) = (self.none::<Expr<'a>>(), self.none::<Option<Expr<'a>>>());
        let mut after_star = false;
        // Plain parameters go to the stack of `args` until the star, and are cut off there.
        for Parameter { kind, arg, default } in self.stacks.parameters.drain(args..) {
            match kind {
                ParameterKind::Plain if after_star => {
                    self.stacks.args.push(arg);
                    self.stacks.optional_exprs.push(default);
                }
                ParameterKind::Plain => {
                    self.stacks.args.push(arg);
                    self.stacks.exprs.extend(default);
                }
                ParameterKind::Slash => {
                    result.posonlyargs = self.arena.drain_from(&mut self.stacks.args, kwonlyargs.start as usize);
                }
                ParameterKind::Star | ParameterKind::VarPositional => {
                    result.args = self.arena.drain_from(&mut self.stacks.args, kwonlyargs.start as usize);
                    after_star = true;
                    if kind == ParameterKind::VarPositional {
                        result.vararg = Some(self.arena.alloc(arg));
                    }
                }
                ParameterKind::VarKeyword => result.kwarg = Some(self.arena.alloc(arg)),
            }
        }
        let rest = self.list(kwonlyargs);
        if after_star {
            result.kwonlyargs = rest;
        } else {
            result.args = rest;
        }
        result.defaults = self.list(defaults);
        result.kw_defaults = self.list(kw_defaults);
        result
    }

    fn check_parameters(&mut self, all: Seq<Parameter<'a>>) {
        let parameters = &self.stacks.parameters[all.start as usize..];
        let mut problems = Vec::new();
        let (mut star, mut slash, mut defaulted, mut kwarg) = (false, false, false, false);
        for (at, parameter) in parameters.iter().enumerate() {
            let range = parameter.arg.range;
            if kwarg {
                problems.push((Problem::AfterKwarg, range));
                break;
            }
            match parameter.kind {
                ParameterKind::Plain if star => {}
                ParameterKind::Plain => {
                    if parameter.default.is_some() {
                        defaulted = true;
                    } else if defaulted {
                        problems.push((Problem::NonDefaultAfterDefault, range));
                    }
                }
                ParameterKind::Slash if at == 0 => problems.push((Problem::SlashFirst, range)),
                ParameterKind::Slash if star => problems.push((Problem::SlashAfterStar, range)),
                ParameterKind::Slash if slash => problems.push((Problem::DuplicateSlash, range)),
                ParameterKind::Slash => slash = true,
                ParameterKind::Star | ParameterKind::VarPositional if star => {
                    problems.push((Problem::DuplicateStar, range));
                }
                ParameterKind::Star => {
                    star = true;
                    let next = parameters.get(at + 1).map(|next| next.kind);
                    if next == Some(ParameterKind::Slash) {
                        // The slash is to blame.
                    } else if next != Some(ParameterKind::Plain) {
                        problems.push((Problem::BareStar, range));
                    }
                }
                ParameterKind::VarPositional => star = true,
                ParameterKind::VarKeyword => kwarg = true,
            }
        }
        for (problem, range) in problems {
            self.error(problem, range);
        }
    }

    pub fn function(&mut self, l: u32, is_async: bool, head: FunctionHead<'a>, body: List<'a, Stmt<'a>>) -> Stmt<'a> {
        let range = span(l, self.last_end);
        let FunctionHead { name, type_params, args, returns } = head;
        let type_params = type_params.unwrap_or_else(List::empty);
        let decorator_list = List::empty();
        if is_async {
            self.add(AsyncFunctionDef { range, name, args, body, decorator_list, returns, type_params })
        } else {
            self.add(FunctionDef { range, name, args, body, decorator_list, returns, type_params })
        }
    }

    pub fn class(
        &mut self,
        l: u32,
        name: Identifier<'a>,
        type_params: Option<List<'a, TypeParam<'a>>>,
        args: Option<Args>,
        body: List<'a, Stmt<'a>>,
    ) -> Stmt<'a> {
        let (bases, keywords) = match args {
            Some(args) => self.finish_args(args),
            None => (List::empty(), List::empty()),
        };
        let type_params = type_params.unwrap_or_else(List::empty);
        let range = span(l, self.last_end);
        self.add(ClassDef { range, name, bases, keywords, body, decorator_list: List::empty(), type_params })
    }

    /// A decorator, which begins at `l`.
    pub fn decorator(&mut self, l: u32, decorator: Expr<'a>) -> Expr<'a> {
        if self.minor < 9 {
            let called = if let Expr::Call(node) = &decorator { &node.func } else { &decorator };
            if decorator.range().start != l || !is_dotted_name(called) {
                self.needs(9, "Any expression as a decorator", decorator.range());
            }
        }
        decorator
    }

    pub fn decorate(&mut self, decorators: Seq<Expr<'a>>, mut definition: Stmt<'a>) -> Stmt<'a> {
        let decorators = self.list(decorators);
        match &mut definition {
            Stmt::FunctionDef(node) => node.decorator_list = decorators,
            Stmt::AsyncFunctionDef(node) => node.decorator_list = decorators,
            Stmt::ClassDef(node) => node.decorator_list = decorators,
            _ => {}
        }
        definition
    }

    /// `*Ts: bound`, whose colon is at `colon`.
    pub fn bounded_type_var_tuple(
        &mut self,
        l: u32,
        name: Identifier<'a>,
        colon: u32,
        bound: Expr<'a>,
        r: u32,
    ) -> TypeParam<'a> {
        self.no_bound("TypeVarTuple", colon, &bound);
        self.add(TypeVarTuple { range: span(l, r), name, default_value: None })
    }

    /// `**P: bound`, whose colon is at `colon`.
    pub fn bounded_param_spec(
        &mut self,
        l: u32,
        name: Identifier<'a>,
        colon: u32,
        bound: Expr<'a>,
        r: u32,
    ) -> TypeParam<'a> {
        self.no_bound("ParamSpec", colon, &bound);
        self.add(ParamSpec { range: span(l, r), name, default_value: None })
    }

    fn no_bound(&mut self, kind: &'static str, colon: u32, bound: &Expr<'a>) {
        let what = if matches!(bound, Expr::Tuple(_)) { "constraints" } else { "bound" };
        self.error(Problem::TypeParamBound { what, kind }, span(colon, colon + 1));
    }

    pub fn type_params(&mut self, l: u32, all: Seq<TypeParam<'a>>, r: u32) -> List<'a, TypeParam<'a>> {
        self.needs(12, "Type parameter lists", span(l, r));
        let params = &self.stacks.type_params[all.start as usize..];
        let defaulted = params.iter().any(|param| param.default_value().is_some());
        if defaulted {
            self.needs(13, "Type parameter defaults", span(l, r));
        }
        self.list(all)
    }
}

/// `a.b.c`
fn is_dotted_name(expr: &Expr<'_>) -> bool {
    match expr {
        Expr::Name(_) => true,
        Expr::Attribute(node) => is_dotted_name(&node.value),
        _ => false,
    }
}
