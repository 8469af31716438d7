//! Prints a tree as source that parses to the same tree.
//!
//! Layout and comments are not kept; parentheses stand where precedence needs them, and around every tuple, `yield` and
//! assignment expression. What is printed for a version before 3.12 has no quotes of an f-string in its fields.

mod expressions;
mod old_strings;
mod patterns;

use crate::ast::*;
use crate::parser::Options;

/// The source of a module, for the newest Python.
#[must_use]
pub fn unparse(module: &Module<'_>) -> String {
    unparse_with(module, Options::default())
}

/// The source of a module, which must be one that Python 3.`options.minor` can have.
#[must_use]
pub fn unparse_with(module: &Module<'_>, options: Options) -> String {
    let mut printer = Printer { out: String::new(), indent: 0, minor: options.minor, around: None };
    printer.statements(&module.body);
    printer.out
}

struct Printer {
    out: String,
    indent: usize,
    /// Minor version of the Python 3 that shall read it.
    minor: u8,
    /// Before 3.12, the quotes of the f-string in whose field this is.
    around: Option<&'static str>,
}

impl Printer {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Prints `items` with `, ` between them.
    fn separated<T>(&mut self, items: &[T], mut print: impl FnMut(&mut Self, &T)) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            print(self, item);
        }
    }

    fn begin_line(&mut self) {
        self.out.extend(std::iter::repeat_n(' ', self.indent * 4));
    }

    fn statements(&mut self, body: &[Stmt<'_>]) {
        for statement in body {
            self.begin_line();
            self.statement(statement);
        }
    }

    /// A colon, a line end and an indented block.
    fn block(&mut self, body: &[Stmt<'_>]) {
        self.push(":\n");
        self.indent += 1;
        self.statements(body);
        self.indent -= 1;
    }

    fn clause(&mut self, keyword: &str, body: &[Stmt<'_>]) {
        if !body.is_empty() {
            self.begin_line();
            self.push(keyword);
            self.block(body);
        }
    }

    /// A line without a block.
    fn line(&mut self, print: impl FnOnce(&mut Self)) {
        print(self);
        self.push("\n");
    }

    fn keyword_line(&mut self, keyword: &str, value: Option<&Expr<'_>>) {
        self.line(|this| {
            this.push(keyword);
            if let Some(value) = value {
                this.push(" ");
                this.top(value);
            }
        });
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::FunctionDef(node) => {
                self.decorators(&node.decorator_list);
                self.push("def ");
                self.function(node.name, &node.type_params, &node.args, node.returns.as_ref(), &node.body);
            }
            Stmt::AsyncFunctionDef(node) => {
                self.decorators(&node.decorator_list);
                self.push("async def ");
                self.function(node.name, &node.type_params, &node.args, node.returns.as_ref(), &node.body);
            }
            Stmt::ClassDef(node) => self.class(node),
            Stmt::Return(node) => self.keyword_line("return", node.value.as_ref()),
            Stmt::Delete(node) => self.line(|this| {
                this.push("del ");
                this.separated(&node.targets, |this, target| this.top(target));
            }),
            Stmt::Assign(node) => self.line(|this| {
                for target in &node.targets {
                    this.top(target);
                    this.push(" = ");
                }
                this.top(&node.value);
            }),
            Stmt::TypeAlias(node) => self.line(|this| {
                this.push("type ");
                this.top(&node.name);
                this.type_params(&node.type_params);
                this.push(" = ");
                this.top(&node.value);
            }),
            Stmt::AugAssign(node) => self.line(|this| {
                this.top(&node.target);
                this.push(" ");
                this.push(expressions::operator(node.op).0);
                this.push("= ");
                this.top(&node.value);
            }),
            Stmt::AnnAssign(node) => self.line(|this| this.annotated(node)),
            Stmt::For(node) => self.for_loop("for ", (&node.target, &node.iter), &node.body, &node.orelse),
            Stmt::AsyncFor(node) => self.for_loop("async for ", (&node.target, &node.iter), &node.body, &node.orelse),
            Stmt::While(node) => {
                self.push("while ");
                self.top(&node.test);
                self.block(&node.body);
                self.clause("else", &node.orelse);
            }
            Stmt::If(node) => self.if_statement(node),
            Stmt::With(node) => self.with("with ", &node.items, &node.body),
            Stmt::AsyncWith(node) => self.with("async with ", &node.items, &node.body),
            Stmt::Match(node) => self.match_statement(node),
            Stmt::Raise(node) => self.line(|this| {
                this.push("raise");
                for (keyword, value) in [(" ", &node.exc), (" from ", &node.cause)] {
                    if let Some(value) = value {
                        this.push(keyword);
                        this.top(value);
                    }
                }
            }),
            Stmt::Try(node) => {
                self.try_statement(&node.body, ("except", &node.handlers), &node.orelse, &node.finalbody)
            }
            Stmt::TryStar(node) => {
                self.try_statement(&node.body, ("except*", &node.handlers), &node.orelse, &node.finalbody);
            }
            Stmt::Assert(node) => self.line(|this| {
                this.push("assert ");
                this.top(&node.test);
                if let Some(message) = &node.msg {
                    this.push(", ");
                    this.top(message);
                }
            }),
            Stmt::Import(node) => self.line(|this| {
                this.push(if node.is_lazy { "lazy import " } else { "import " });
                this.aliases(&node.names);
            }),
            Stmt::ImportFrom(node) => self.line(|this| {
                this.push(if node.is_lazy { "lazy from " } else { "from " });
                this.out.extend(std::iter::repeat_n('.', node.level as usize));
                this.push(node.module.unwrap_or_default());
                this.push(" import ");
                this.aliases(&node.names);
            }),
            Stmt::Global(node) => self.line(|this| {
                this.push("global ");
                this.push(&node.names.join(", "));
            }),
            Stmt::Nonlocal(node) => self.line(|this| {
                this.push("nonlocal ");
                this.push(&node.names.join(", "));
            }),
            Stmt::Expr(node) => self.line(|this| this.top(&node.value)),
            Stmt::Pass(_) => self.push("pass\n"),
            Stmt::Break(_) => self.push("break\n"),
            Stmt::Continue(_) => self.push("continue\n"),
        }
    }

    fn annotated(&mut self, node: &AnnAssign<'_>) {
        let bare = node.simple || !matches!(node.target, Expr::Name(_));
        if !bare {
            self.push("(");
        }
        self.top(&node.target);
        self.push(if bare { ": " } else { "): " });
        self.top(&node.annotation);
        if let Some(value) = &node.value {
            self.push(" = ");
            self.top(value);
        }
    }

    fn for_loop(
        &mut self,
        keyword: &str,
        (target, iter): (&Expr<'_>, &Expr<'_>),
        body: &[Stmt<'_>],
        orelse: &[Stmt<'_>],
    ) {
        self.push(keyword);
        self.top(target);
        self.push(" in ");
        self.top(iter);
        self.block(body);
        self.clause("else", orelse);
    }

    /// An `if` with its chain of `elif`; a loop, because chains grow long.
    fn if_statement(&mut self, mut node: &If<'_>) {
        self.push("if ");
        loop {
            self.top(&node.test);
            self.block(&node.body);
            let [Stmt::If(next)] = &*node.orelse else { break };
            self.begin_line();
            self.push("elif ");
            node = next;
        }
        self.clause("else", &node.orelse);
    }

    fn with(&mut self, keyword: &str, items: &[WithItem<'_>], body: &[Stmt<'_>]) {
        self.push(keyword);
        let start = self.out.len();
        self.separated(items, |this, item| {
            this.top(&item.context_expr);
            if let Some(target) = &item.optional_vars {
                this.push(" as ");
                this.top(target);
            }
        });
        // The parentheses of a lone expression would be taken for those of a list of items.
        if let [WithItem { optional_vars: None, .. }] = items
            && self.out[start..].starts_with('(')
        {
            self.out.insert(start, '(');
            self.push(")");
        }
        self.block(body);
    }

    fn try_statement(
        &mut self,
        body: &[Stmt<'_>],
        (keyword, handlers): (&str, &[ExceptHandler<'_>]),
        orelse: &[Stmt<'_>],
        finalbody: &[Stmt<'_>],
    ) {
        self.push("try");
        self.block(body);
        for handler in handlers {
            self.begin_line();
            self.push(keyword);
            if let Some(r#type) = &handler.r#type {
                self.push(" ");
                self.top(r#type);
            }
            if let Some(name) = handler.name {
                self.push(" as ");
                self.push(name);
            }
            self.block(&handler.body);
        }
        self.clause("else", orelse);
        self.clause("finally", finalbody);
    }

    fn aliases(&mut self, names: &[Alias<'_>]) {
        self.separated(names, |this, alias| {
            this.push(alias.name);
            if let Some(name) = alias.asname {
                this.push(" as ");
                this.push(name);
            }
        });
    }

    fn decorators(&mut self, decorators: &[Expr<'_>]) {
        for decorator in decorators {
            self.push("@");
            self.top(decorator);
            self.push("\n");
            self.begin_line();
        }
    }

    fn function(
        &mut self,
        name: &str,
        type_params: &[TypeParam<'_>],
        args: &Arguments<'_>,
        returns: Option<&Expr<'_>>,
        body: &[Stmt<'_>],
    ) {
        self.push(name);
        self.type_params(type_params);
        self.push("(");
        self.parameters(args);
        self.push(")");
        if let Some(returns) = returns {
            self.push(" -> ");
            self.top(returns);
        }
        self.block(body);
    }

    fn class(&mut self, node: &ClassDef<'_>) {
        self.decorators(&node.decorator_list);
        self.push("class ");
        self.push(node.name);
        self.type_params(&node.type_params);
        if !node.bases.is_empty() || !node.keywords.is_empty() {
            self.push("(");
            self.call_arguments(&node.bases, &node.keywords);
            self.push(")");
        }
        self.block(&node.body);
    }

    fn type_params(&mut self, params: &[TypeParam<'_>]) {
        if params.is_empty() {
            return;
        }
        self.push("[");
        self.separated(params, |this, param| {
            let (stars, name, bound, default) = match param {
                TypeParam::TypeVar(node) => ("", node.name, node.bound.as_ref(), &node.default_value),
                TypeParam::TypeVarTuple(node) => ("*", node.name, None, &node.default_value),
                TypeParam::ParamSpec(node) => ("**", node.name, None, &node.default_value),
            };
            this.push(stars);
            this.push(name);
            if let Some(bound) = bound {
                this.push(": ");
                this.top(bound);
            }
            if let Some(default) = default {
                this.push(" = ");
                this.top(default);
            }
        });
        self.push("]");
    }

    fn parameters(&mut self, args: &Arguments<'_>) {
        let positional = args.posonlyargs.len() + args.args.len();
        let required = positional.saturating_sub(args.defaults.len());
        let mut first = true;
        let mut comma = |this: &mut Self| {
            if !std::mem::take(&mut first) {
                this.push(", ");
            }
        };
        for (at, arg) in args.posonlyargs.iter().chain(args.args.iter()).enumerate() {
            comma(self);
            let default = at.checked_sub(required).and_then(|index| args.defaults.get(index));
            self.parameter(arg, default);
            if at + 1 == args.posonlyargs.len() {
                self.push(", /");
            }
        }
        if let Some(vararg) = &args.vararg {
            comma(self);
            self.push("*");
            self.parameter(vararg, None);
        } else if !args.kwonlyargs.is_empty() {
            comma(self);
            self.push("*");
        }
        for (arg, default) in args.kwonlyargs.iter().zip(args.kw_defaults.iter()) {
            comma(self);
            self.parameter(arg, default.as_ref());
        }
        if let Some(kwarg) = &args.kwarg {
            comma(self);
            self.push("**");
            self.parameter(kwarg, None);
        }
    }

    fn parameter(&mut self, arg: &Arg<'_>, default: Option<&Expr<'_>>) {
        self.push(arg.arg);
        if let Some(annotation) = &arg.annotation {
            self.push(": ");
            self.top(annotation);
        }
        if let Some(default) = default {
            self.push("=");
            self.top(default);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::same_module;
    use crate::parse_module;

    #[test]
    fn sources_survive() {
        let sources = [
            "x = (y := 1)\n(x): int = 2\nx: int\n",
            "a = b = (1, *c)\ndel a, (b, c)\n",
            "with ((a, b)): pass\nwith (a, b) as c, d: pass\nwith (yield): pass\n",
            "if a:\n    pass\nelif b:\n    pass\nelse:\n    if c: pass\n    x\n",
            "def f(a, b=1, /, c=2, *d: *e, f, g=3, **h) -> (yield): pass\n",
            "def f(*, a): return *a, b\n",
            "async def f[T: int, *Ts, **P = Q](): await x ** -y ** 2\n",
            "x = -(-a) ** -b, (-a) ** b, not (a or b) and c, (a if b else c) if d else e\n",
            "x = (a < b) < c, a < b < c, (a and b) and c, a - (b - c), a ** b ** c, (a ** b) ** c\n",
            "x = 1 .real, 1.0.real, 1j.imag, 1e400, -1e400j, 0xffffffffffffffffffffff\n",
            "f'a{x!r:>{w}.{p}}b{{}}' f\"{ {1: 2}[1] }\" '\\n' f'{x = }' rf'\\d{x:\\d}'\n",
            "f'{(lambda: 1)}{(yield)}{a if b else c}{\"\\'\"}'\n",
            "t'{x }{y!s:z}'\n",
            "a[b:c, ::d, *e], a[()], a[b, ], a[b:=c]\n",
            "match (a, b):\n    case [x, *_] | {'k': 1 as y, **z} if x: pass\n    case C(1, k=-1 + 2j): pass\n    case (1 | 2) as w: pass\n    case _: pass\n",
            "type X[T] = list[T]\n@a.b\n@(c := d)\nclass C(A, *B, m=D, **k): pass\n",
            "try: pass\nexcept* (A, B) as e: pass\nelse: pass\nfinally: pass\n",
            "[x async for x, in y if a if b], {**a, 'b': c}, {*a, b}, (x for x in (yield)), {a: b for a in c}\n",
            "lambda a, /, b=1, *c, d, **e: (yield)\nfrom . import a as b\nfrom ...c import *\n",
            "u'a'\nb'\\x00' b'\"'\n'\\ud800'\n'''a\nb'''\nglobal a, b\nraise a from b\nassert a, b\n",
        ];
        for source in sources {
            let first = parse_module(source);
            let tree = first.module().unwrap_or_else(|| panic!("{source}: {:?}", first.diagnostics()));
            let printed = super::unparse(tree);
            let second = parse_module(&printed);
            let again = second.module().unwrap_or_else(|| panic!("{printed}: {:?}", second.diagnostics()));
            assert!(same_module(tree, again), "{source}\n{printed}");
        }
    }
}
