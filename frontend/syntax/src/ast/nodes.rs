//! The node types, declared once; the macros derive construction, ranges and reflection from the declaration.

use super::reflect::{AsField, Field, Node, NodeRef};
use super::{ArenaBox, ConstantValue, Identifier, List, NameText, StringKind, TextRange};

/// A field's name in Python, where `type` needs no escape.
fn plain(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Declares node structs. `located` nodes carry the attributes `lineno`, `col_offset`, … in CPython.
macro_rules! nodes {
    ($(
        $(#[$meta:meta])*
        $located:ident $name:ident $(<$life:lifetime>)? $(as $python:literal)? {
            $( $(#[$fmeta:meta])* $field:ident : $ty:ty ),* $(,)?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name $(<$life>)? {
            pub range: TextRange,
            $( $(#[$fmeta])* pub $field: $ty, )*
        }

        impl<'a> Node<'a> for nodes!(@self $name $(<$life>)?) {
            fn name(&self) -> &'static str {
                #[allow(unused_mut, unused_assignments)]
                let mut name = stringify!($name);
                $( name = $python; )?
                name
            }
            fn range(&self) -> TextRange {
                self.range
            }
            fn located(&self) -> bool {
                nodes!(@located $located)
            }
            #[allow(unused_variables)]
            fn fields<'t>(&'t self, each: &mut dyn FnMut(&'static str, Field<'t, 'a>)) {
                $( each(plain(stringify!($field)), AsField::as_field(&self.$field)); )*
            }
        }
    )*};
    (@self $name:ident <$life:lifetime>) => { $name<'a> };
    (@self $name:ident) => { $name };
    (@located node) => { true };
    (@located bare) => { false };
}

/// Declares a sum of nodes, each held by an arena pointer.
macro_rules! sums {
    ($( $(#[$meta:meta])* $sum:ident { $( $variant:ident($ty:ty) ),* $(,)? } )*) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub enum $sum<'a> { $( $variant(ArenaBox<'a, $ty>), )* }

        impl<'a> $sum<'a> {
            #[inline]
            #[must_use]
            pub fn range(&self) -> TextRange {
                match self { $( $sum::$variant(node) => node.range, )* }
            }

            /// The node inside, for generic code.
            #[must_use]
            pub fn node(&self) -> &dyn Node<'a> {
                match self { $( $sum::$variant(node) => &**node, )* }
            }
        }

        $( impl<'a> From<ArenaBox<'a, $ty>> for $sum<'a> {
            #[inline]
            fn from(node: ArenaBox<'a, $ty>) -> Self {
                $sum::$variant(node)
            }
        } )*

        impl<'a> AsField<'a> for $sum<'a> {
            fn as_field(&self) -> Field<'_, 'a> {
                Field::Node(NodeRef::$sum(self))
            }
        }
    )*};
}

/// Declares the field-less enums (operators and contexts).
macro_rules! symbols {
    ($( $(#[$meta:meta])* $name:ident { $( $variant:ident ),* $(,)? } )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $( $variant, )* }

        impl $name {
            /// The name of CPython's node class.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( $name::$variant => stringify!($variant), )* }
            }
        }

        impl<'a> AsField<'a> for $name {
            fn as_field(&self) -> Field<'_, 'a> {
                Field::Symbol(self.name())
            }
        }
    )*};
}

/// Declares the products that are held directly in lists or boxes, not in a sum.
macro_rules! products {
    ($( $name:ident ),*) => {$(
        impl<'a> AsField<'a> for $name<'a> {
            fn as_field(&self) -> Field<'_, 'a> {
                Field::Node(NodeRef::$name(self))
            }
        }
    )*};
}

symbols! {
    /// Whether an expression is read, assigned to, or deleted.
    ExprContext { Load, Store, Del }
    BoolOp { And, Or }
    Operator {
        Add, Sub, Mult, MatMult, Div, Mod, Pow, LShift, RShift, BitOr, BitXor, BitAnd, FloorDiv,
    }
    UnaryOp { Invert, Not, UAdd, USub }
    CmpOp { Eq, NotEq, Lt, LtE, Gt, GtE, Is, IsNot, In, NotIn }
}

sums! {
    /// A statement.
    Stmt {
        FunctionDef(FunctionDef<'a>),
        AsyncFunctionDef(AsyncFunctionDef<'a>),
        ClassDef(ClassDef<'a>),
        Return(Return<'a>),
        Delete(Delete<'a>),
        Assign(Assign<'a>),
        TypeAlias(TypeAlias<'a>),
        AugAssign(AugAssign<'a>),
        AnnAssign(AnnAssign<'a>),
        For(For<'a>),
        AsyncFor(AsyncFor<'a>),
        While(While<'a>),
        If(If<'a>),
        With(With<'a>),
        AsyncWith(AsyncWith<'a>),
        Match(Match<'a>),
        Raise(Raise<'a>),
        Try(Try<'a>),
        TryStar(TryStar<'a>),
        Assert(Assert<'a>),
        Import(Import<'a>),
        ImportFrom(ImportFrom<'a>),
        Global(Global<'a>),
        Nonlocal(Nonlocal<'a>),
        Expr(ExprStmt<'a>),
        Pass(Pass),
        Break(Break),
        Continue(Continue),
    }

    /// An expression.
    Expr {
        BoolOp(BoolOpExpr<'a>),
        NamedExpr(NamedExpr<'a>),
        BinOp(BinOp<'a>),
        UnaryOp(UnaryOpExpr<'a>),
        Lambda(Lambda<'a>),
        IfExp(IfExp<'a>),
        Dict(Dict<'a>),
        Set(Set<'a>),
        ListComp(ListComp<'a>),
        SetComp(SetComp<'a>),
        DictComp(DictComp<'a>),
        GeneratorExp(GeneratorExp<'a>),
        Await(Await<'a>),
        Yield(Yield<'a>),
        YieldFrom(YieldFrom<'a>),
        Compare(Compare<'a>),
        Call(Call<'a>),
        FormattedValue(FormattedValue<'a>),
        Interpolation(Interpolation<'a>),
        JoinedStr(JoinedStr<'a>),
        TemplateStr(TemplateStr<'a>),
        Constant(Constant<'a>),
        Attribute(Attribute<'a>),
        Subscript(Subscript<'a>),
        Starred(Starred<'a>),
        Name(Name<'a>),
        List(ListExpr<'a>),
        Tuple(Tuple<'a>),
        Slice(Slice<'a>),
    }

    /// A pattern of a `case`.
    Pattern {
        MatchValue(MatchValue<'a>),
        MatchSingleton(MatchSingleton<'a>),
        MatchSequence(MatchSequence<'a>),
        MatchMapping(MatchMapping<'a>),
        MatchClass(MatchClass<'a>),
        MatchStar(MatchStar<'a>),
        MatchAs(MatchAs<'a>),
        MatchOr(MatchOr<'a>),
    }

    /// A type parameter of a function, class or `type` statement.
    TypeParam {
        TypeVar(TypeVar<'a>),
        ParamSpec(ParamSpec<'a>),
        TypeVarTuple(TypeVarTuple<'a>),
    }
}

products! {
    ExceptHandler, Arguments, Arg, Keyword, Alias, WithItem, MatchCase, Comprehension
}

nodes! {
    /// A whole file.
    bare Module<'a> {
        body: List<'a, Stmt<'a>>,
    }

    // Statements.

    node FunctionDef<'a> {
        name: Identifier<'a>,
        args: ArenaBox<'a, Arguments<'a>>,
        body: List<'a, Stmt<'a>>,
        decorator_list: List<'a, Expr<'a>>,
        returns: Option<Expr<'a>>,
        type_params: List<'a, TypeParam<'a>>,
    }
    node AsyncFunctionDef<'a> {
        name: Identifier<'a>,
        args: ArenaBox<'a, Arguments<'a>>,
        body: List<'a, Stmt<'a>>,
        decorator_list: List<'a, Expr<'a>>,
        returns: Option<Expr<'a>>,
        type_params: List<'a, TypeParam<'a>>,
    }
    node ClassDef<'a> {
        name: Identifier<'a>,
        bases: List<'a, Expr<'a>>,
        keywords: List<'a, Keyword<'a>>,
        body: List<'a, Stmt<'a>>,
        decorator_list: List<'a, Expr<'a>>,
        type_params: List<'a, TypeParam<'a>>,
    }
    node Return<'a> { value: Option<Expr<'a>> }
    node Delete<'a> { targets: List<'a, Expr<'a>> }
    node Assign<'a> {
        targets: List<'a, Expr<'a>>,
        value: Expr<'a>,
    }
    node TypeAlias<'a> {
        name: Expr<'a>,
        type_params: List<'a, TypeParam<'a>>,
        value: Expr<'a>,
    }
    node AugAssign<'a> {
        target: Expr<'a>,
        op: Operator,
        value: Expr<'a>,
    }
    node AnnAssign<'a> {
        target: Expr<'a>,
        annotation: Expr<'a>,
        value: Option<Expr<'a>>,
        /// Whether the target is a name without parentheses.
        simple: bool,
    }
    node For<'a> {
        target: Expr<'a>,
        iter: Expr<'a>,
        body: List<'a, Stmt<'a>>,
        orelse: List<'a, Stmt<'a>>,
    }
    node AsyncFor<'a> {
        target: Expr<'a>,
        iter: Expr<'a>,
        body: List<'a, Stmt<'a>>,
        orelse: List<'a, Stmt<'a>>,
    }
    node While<'a> {
        test: Expr<'a>,
        body: List<'a, Stmt<'a>>,
        orelse: List<'a, Stmt<'a>>,
    }
    node If<'a> {
        test: Expr<'a>,
        body: List<'a, Stmt<'a>>,
        /// An `elif` is a single `If` in here.
        orelse: List<'a, Stmt<'a>>,
    }
    node With<'a> {
        items: List<'a, WithItem<'a>>,
        body: List<'a, Stmt<'a>>,
    }
    node AsyncWith<'a> {
        items: List<'a, WithItem<'a>>,
        body: List<'a, Stmt<'a>>,
    }
    node Match<'a> {
        subject: Expr<'a>,
        cases: List<'a, MatchCase<'a>>,
    }
    node Raise<'a> {
        exc: Option<Expr<'a>>,
        cause: Option<Expr<'a>>,
    }
    node Try<'a> {
        body: List<'a, Stmt<'a>>,
        handlers: List<'a, ExceptHandler<'a>>,
        orelse: List<'a, Stmt<'a>>,
        finalbody: List<'a, Stmt<'a>>,
    }
    node TryStar<'a> {
        body: List<'a, Stmt<'a>>,
        handlers: List<'a, ExceptHandler<'a>>,
        orelse: List<'a, Stmt<'a>>,
        finalbody: List<'a, Stmt<'a>>,
    }
    node Assert<'a> {
        test: Expr<'a>,
        msg: Option<Expr<'a>>,
    }
    node Import<'a> {
        names: List<'a, Alias<'a>>,
        is_lazy: bool,
    }
    node ImportFrom<'a> {
        module: Option<Identifier<'a>>,
        names: List<'a, Alias<'a>>,
        /// Number of leading dots.
        level: u32,
        is_lazy: bool,
    }
    node Global<'a> { names: List<'a, Identifier<'a>> }
    node Nonlocal<'a> { names: List<'a, Identifier<'a>> }
    /// An expression as a statement; CPython's `Expr`.
    node ExprStmt<'a> as "Expr" { value: Expr<'a> }
    node Pass {}
    node Break {}
    node Continue {}

    // Expressions.

    /// `and` and `or`; CPython's `BoolOp`.
    node BoolOpExpr<'a> as "BoolOp" {
        op: BoolOp,
        values: List<'a, Expr<'a>>,
    }
    node NamedExpr<'a> {
        target: Expr<'a>,
        value: Expr<'a>,
    }
    node BinOp<'a> {
        left: Expr<'a>,
        op: Operator,
        right: Expr<'a>,
    }
    /// CPython's `UnaryOp`.
    node UnaryOpExpr<'a> as "UnaryOp" {
        op: UnaryOp,
        operand: Expr<'a>,
    }
    node Lambda<'a> {
        args: ArenaBox<'a, Arguments<'a>>,
        body: Expr<'a>,
    }
    node IfExp<'a> {
        test: Expr<'a>,
        body: Expr<'a>,
        orelse: Expr<'a>,
    }
    node Dict<'a> {
        /// `None` stands for a `**` item.
        keys: List<'a, Option<Expr<'a>>>,
        values: List<'a, Expr<'a>>,
    }
    node Set<'a> { elts: List<'a, Expr<'a>> }
    node ListComp<'a> {
        elt: Expr<'a>,
        generators: List<'a, Comprehension<'a>>,
    }
    node SetComp<'a> {
        elt: Expr<'a>,
        generators: List<'a, Comprehension<'a>>,
    }
    node DictComp<'a> {
        /// Without a value, a mapping that is unpacked.
        key: Expr<'a>,
        value: Option<Expr<'a>>,
        generators: List<'a, Comprehension<'a>>,
    }
    node GeneratorExp<'a> {
        elt: Expr<'a>,
        generators: List<'a, Comprehension<'a>>,
    }
    node Await<'a> { value: Expr<'a> }
    node Yield<'a> { value: Option<Expr<'a>> }
    node YieldFrom<'a> { value: Expr<'a> }
    node Compare<'a> {
        left: Expr<'a>,
        ops: List<'a, CmpOp>,
        comparators: List<'a, Expr<'a>>,
    }
    node Call<'a> {
        func: Expr<'a>,
        args: List<'a, Expr<'a>>,
        keywords: List<'a, Keyword<'a>>,
    }
    /// A replacement field of an f-string.
    node FormattedValue<'a> {
        value: Expr<'a>,
        /// The character after `!` as a number, or -1.
        conversion: i32,
        format_spec: Option<Expr<'a>>,
    }
    /// A replacement field of a t-string.
    node Interpolation<'a> {
        value: Expr<'a>,
        /// The source text of the expression.
        str: ConstantValue<'a>,
        conversion: i32,
        format_spec: Option<Expr<'a>>,
    }
    /// An f-string, with the literals it is concatenated with.
    node JoinedStr<'a> {
        values: List<'a, Expr<'a>>,
    }
    /// A t-string, with the literals it is concatenated with.
    node TemplateStr<'a> {
        values: List<'a, Expr<'a>>,
    }
    node Constant<'a> {
        value: ConstantValue<'a>,
        kind: Option<StringKind>,
    }
    node Attribute<'a> {
        value: Expr<'a>,
        attr: NameText<'a>,
        ctx: ExprContext,
    }
    node Subscript<'a> {
        value: Expr<'a>,
        slice: Expr<'a>,
        ctx: ExprContext,
    }
    node Starred<'a> {
        value: Expr<'a>,
        ctx: ExprContext,
    }
    node Name<'a> {
        id: NameText<'a>,
        ctx: ExprContext,
    }
    /// A list display; CPython's `List`.
    node ListExpr<'a> as "List" {
        elts: List<'a, Expr<'a>>,
        ctx: ExprContext,
    }
    node Tuple<'a> {
        elts: List<'a, Expr<'a>>,
        ctx: ExprContext,
    }
    node Slice<'a> {
        lower: Option<Expr<'a>>,
        upper: Option<Expr<'a>>,
        step: Option<Expr<'a>>,
    }

    // Parts.

    /// One `for … in … if …` of a comprehension; CPython's `comprehension`.
    bare Comprehension<'a> as "comprehension" {
        target: Expr<'a>,
        iter: Expr<'a>,
        ifs: List<'a, Expr<'a>>,
        is_async: bool,
    }
    /// One `except` clause.
    node ExceptHandler<'a> {
        r#type: Option<Expr<'a>>,
        name: Option<Identifier<'a>>,
        body: List<'a, Stmt<'a>>,
    }
    /// The parameters of a function; CPython's `arguments`. `defaults` belong to the last of `posonlyargs` and
    /// `args` together.
    bare Arguments<'a> as "arguments" {
        posonlyargs: List<'a, Arg<'a>>,
        args: List<'a, Arg<'a>>,
        vararg: Option<ArenaBox<'a, Arg<'a>>>,
        kwonlyargs: List<'a, Arg<'a>>,
        /// One per keyword-only parameter; `None` for a required one.
        kw_defaults: List<'a, Option<Expr<'a>>>,
        kwarg: Option<ArenaBox<'a, Arg<'a>>>,
        defaults: List<'a, Expr<'a>>,
    }
    /// One parameter; CPython's `arg`.
    node Arg<'a> as "arg" {
        arg: Identifier<'a>,
        annotation: Option<Expr<'a>>,
    }
    /// A keyword argument, or with no name a `**` argument; CPython's `keyword`.
    node Keyword<'a> as "keyword" {
        arg: Option<Identifier<'a>>,
        value: Expr<'a>,
    }
    /// An imported name; CPython's `alias`.
    node Alias<'a> as "alias" {
        name: Identifier<'a>,
        asname: Option<Identifier<'a>>,
    }
    /// CPython's `withitem`.
    bare WithItem<'a> as "withitem" {
        context_expr: Expr<'a>,
        optional_vars: Option<Expr<'a>>,
    }
    /// CPython's `match_case`.
    bare MatchCase<'a> as "match_case" {
        pattern: Pattern<'a>,
        guard: Option<Expr<'a>>,
        body: List<'a, Stmt<'a>>,
    }

    // Patterns.

    node MatchValue<'a> { value: Expr<'a> }
    /// `None`, `True` or `False`.
    node MatchSingleton<'a> { value: ConstantValue<'a> }
    node MatchSequence<'a> { patterns: List<'a, Pattern<'a>> }
    node MatchMapping<'a> {
        keys: List<'a, Expr<'a>>,
        patterns: List<'a, Pattern<'a>>,
        rest: Option<Identifier<'a>>,
    }
    node MatchClass<'a> {
        cls: Expr<'a>,
        patterns: List<'a, Pattern<'a>>,
        kwd_attrs: List<'a, Identifier<'a>>,
        kwd_patterns: List<'a, Pattern<'a>>,
    }
    node MatchStar<'a> { name: Option<Identifier<'a>> }
    /// A capture, `pattern as name`, or with neither the wildcard `_`.
    node MatchAs<'a> {
        pattern: Option<Pattern<'a>>,
        name: Option<Identifier<'a>>,
    }
    node MatchOr<'a> { patterns: List<'a, Pattern<'a>> }

    // Type parameters.

    node TypeVar<'a> {
        name: Identifier<'a>,
        bound: Option<Expr<'a>>,
        default_value: Option<Expr<'a>>,
    }
    node ParamSpec<'a> {
        name: Identifier<'a>,
        default_value: Option<Expr<'a>>,
    }
    node TypeVarTuple<'a> {
        name: Identifier<'a>,
        default_value: Option<Expr<'a>>,
    }
}

impl<'a> TypeParam<'a> {
    #[must_use]
    pub fn name(&self) -> Identifier<'a> {
        match self {
            TypeParam::TypeVar(node) => node.name,
            TypeParam::ParamSpec(node) => node.name,
            TypeParam::TypeVarTuple(node) => node.name,
        }
    }

    #[must_use]
    pub fn default_value(&self) -> Option<&Expr<'a>> {
        match self {
            TypeParam::TypeVar(node) => node.default_value.as_ref(),
            TypeParam::ParamSpec(node) => node.default_value.as_ref(),
            TypeParam::TypeVarTuple(node) => node.default_value.as_ref(),
        }
    }
}
