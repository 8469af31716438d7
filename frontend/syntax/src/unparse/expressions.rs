//! Expressions.

use super::Printer;
use crate::ast::*;
use crate::dump::repr;

/// Levels of precedence, the loosest first. Tuples, `yield` and assignment expressions are below all: they are always
/// parenthesized.
mod level {
    pub const WEAK: u8 = 0;
    pub const TEST: u8 = 2;
    pub const OR: u8 = 3;
    pub const AND: u8 = 4;
    pub const NOT: u8 = 5;
    pub const COMPARISON: u8 = 6;
    pub const BIT_OR: u8 = 7;
    pub const FACTOR: u8 = 13;
    pub const POWER: u8 = 14;
    pub const AWAIT: u8 = 15;
    pub const ATOM: u8 = 16;
}

/// An operator's symbol and level.
pub(super) fn operator(op: Operator) -> (&'static str, u8) {
    match op {
        Operator::BitOr => ("|", level::BIT_OR),
        Operator::BitXor => ("^", 8),
        Operator::BitAnd => ("&", 9),
        Operator::LShift => ("<<", 10),
        Operator::RShift => (">>", 10),
        Operator::Add => ("+", 11),
        Operator::Sub => ("-", 11),
        Operator::Mult => ("*", 12),
        Operator::MatMult => ("@", 12),
        Operator::Div => ("/", 12),
        Operator::Mod => ("%", 12),
        Operator::FloorDiv => ("//", 12),
        Operator::Pow => ("**", level::POWER),
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "==",
        CmpOp::NotEq => "!=",
        CmpOp::Lt => "<",
        CmpOp::LtE => "<=",
        CmpOp::Gt => ">",
        CmpOp::GtE => ">=",
        CmpOp::Is => "is",
        CmpOp::IsNot => "is not",
        CmpOp::In => "in",
        CmpOp::NotIn => "not in",
    }
}

fn level_of(expr: &Expr<'_>) -> u8 {
    match expr {
        Expr::Tuple(_) | Expr::Yield(_) | Expr::YieldFrom(_) | Expr::NamedExpr(_) => level::WEAK,
        Expr::IfExp(_) | Expr::Lambda(_) => level::TEST,
        Expr::BoolOp(node) => match node.op {
            BoolOp::Or => level::OR,
            BoolOp::And => level::AND,
        },
        Expr::UnaryOp(node) if node.op == UnaryOp::Not => level::NOT,
        Expr::UnaryOp(_) => level::FACTOR,
        Expr::Compare(_) => level::COMPARISON,
        Expr::BinOp(node) => operator(node.op).1,
        Expr::Await(_) => level::AWAIT,
        _ => level::ATOM,
    }
}

impl Printer {
    /// An expression where any may stand.
    pub(super) fn top(&mut self, expr: &Expr<'_>) {
        self.expr(expr, level::TEST);
    }

    /// An expression that must bind at least as tightly as `min`.
    fn expr(&mut self, expr: &Expr<'_>, min: u8) {
        let parenthesized = level_of(expr) < min;
        if parenthesized {
            self.push("(");
        }
        self.bare(expr);
        if parenthesized {
            self.push(")");
        }
    }

    fn bare(&mut self, expr: &Expr<'_>) {
        match expr {
            Expr::BoolOp(node) => {
                let (word, min) = match node.op {
                    BoolOp::Or => (" or ", level::AND),
                    BoolOp::And => (" and ", level::NOT),
                };
                for (at, value) in node.values.iter().enumerate() {
                    if at > 0 {
                        self.push(word);
                    }
                    self.expr(value, min);
                }
            }
            Expr::NamedExpr(node) => {
                self.top(&node.target);
                self.push(" := ");
                self.top(&node.value);
            }
            Expr::BinOp(node) => {
                let (symbol, level) = operator(node.op);
                let (left, right) =
                    if node.op == Operator::Pow { (level::AWAIT, level::FACTOR) } else { (level, level + 1) };
                self.expr(&node.left, left);
                self.push(" ");
                self.push(symbol);
                self.push(" ");
                self.expr(&node.right, right);
            }
            Expr::UnaryOp(node) => {
                let (symbol, min) = match node.op {
                    UnaryOp::Not => ("not ", level::NOT),
                    UnaryOp::USub => ("-", level::FACTOR),
                    UnaryOp::UAdd => ("+", level::FACTOR),
                    UnaryOp::Invert => ("~", level::FACTOR),
                };
                self.push(symbol);
                self.expr(&node.operand, min);
            }
            Expr::Lambda(node) => {
                self.push("lambda ");
                self.parameters(&node.args);
                self.push(": ");
                self.top(&node.body);
            }
            Expr::IfExp(node) => {
                self.expr(&node.body, level::OR);
                self.push(" if ");
                self.expr(&node.test, level::OR);
                self.push(" else ");
                self.top(&node.orelse);
            }
            Expr::Dict(node) => self.dict(node),
            Expr::Set(node) => {
                self.push("{");
                self.separated(&node.elts, |this, element| this.top(element));
                self.push("}");
            }
            Expr::ListComp(node) => self.comprehension(("[", "]"), &node.elt, None, &node.generators),
            Expr::SetComp(node) => self.comprehension(("{", "}"), &node.elt, None, &node.generators),
            Expr::DictComp(node) => {
                let open = if node.value.is_some() { "{" } else { "{**" };
                self.comprehension((open, "}"), &node.key, node.value.as_ref(), &node.generators);
            }
            Expr::GeneratorExp(node) => self.comprehension(("(", ")"), &node.elt, None, &node.generators),
            Expr::Await(node) => {
                self.push("await ");
                self.expr(&node.value, level::ATOM);
            }
            Expr::Yield(node) => {
                self.push("yield");
                if let Some(value) = &node.value {
                    self.push(" ");
                    self.top(value);
                }
            }
            Expr::YieldFrom(node) => {
                self.push("yield from ");
                self.top(&node.value);
            }
            Expr::Compare(node) => {
                self.expr(&node.left, level::BIT_OR);
                for (op, value) in node.ops.iter().zip(&node.comparators) {
                    self.push(" ");
                    self.push(comparison(*op));
                    self.push(" ");
                    self.expr(value, level::BIT_OR);
                }
            }
            Expr::Call(node) => {
                self.expr(&node.func, level::ATOM);
                self.push("(");
                self.call_arguments(&node.args, &node.keywords);
                self.push(")");
            }
            Expr::FormattedValue(_) | Expr::Interpolation(_) => self.fields("f", std::slice::from_ref(expr)),
            Expr::JoinedStr(node) => self.fields("f", &node.values),
            Expr::TemplateStr(node) => self.fields("t", &node.values),
            Expr::Constant(node) => self.constant(&node.value, node.kind),
            Expr::Attribute(node) => self.attribute(node),
            Expr::Subscript(node) => {
                self.expr(&node.value, level::ATOM);
                self.push("[");
                self.subscript(&node.slice);
                self.push("]");
            }
            Expr::Starred(node) => {
                self.push("*");
                self.expr(&node.value, level::BIT_OR);
            }
            Expr::Name(node) => self.push(node.id.as_str()),
            Expr::List(node) => {
                self.push("[");
                self.separated(&node.elts, |this, element| this.top(element));
                self.push("]");
            }
            Expr::Tuple(node) => self.tuple_elements(&node.elts),
            Expr::Slice(node) => self.slice(node),
        }
    }

    fn tuple_elements(&mut self, elements: &[Expr<'_>]) {
        self.separated(elements, |this, element| this.top(element));
        if elements.len() == 1 {
            self.push(",");
        }
    }

    fn attribute(&mut self, node: &Attribute<'_>) {
        // `1.real` would be read as a float.
        let integer =
            matches!(&node.value, Expr::Constant(constant) if matches!(constant.value, ConstantValue::Int(_)));
        if integer {
            self.push("(");
        }
        self.expr(&node.value, level::ATOM);
        self.push(if integer { ")." } else { "." });
        self.push(node.attr.as_str());
    }

    fn subscript(&mut self, slice: &Expr<'_>) {
        match slice {
            Expr::Tuple(node) if !node.elts.is_empty() => self.tuple_elements(&node.elts),
            other => self.top(other),
        }
    }

    fn slice(&mut self, node: &Slice<'_>) {
        if let Some(lower) = &node.lower {
            self.top(lower);
        }
        self.push(":");
        if let Some(upper) = &node.upper {
            self.top(upper);
        }
        if let Some(step) = &node.step {
            self.push(":");
            self.top(step);
        }
    }

    fn dict(&mut self, node: &Dict<'_>) {
        self.push("{");
        let items: Vec<_> = node.keys.iter().zip(&node.values).collect();
        self.separated(&items, |this, (key, value)| match key {
            Some(key) => {
                this.top(key);
                this.push(": ");
                this.top(value);
            }
            None => {
                this.push("**");
                this.expr(value, level::BIT_OR);
            }
        });
        self.push("}");
    }

    fn comprehension(
        &mut self,
        (open, close): (&str, &str),
        element: &Expr<'_>,
        value: Option<&Expr<'_>>,
        generators: &[Comprehension<'_>],
    ) {
        self.push(open);
        self.top(element);
        if let Some(value) = value {
            self.push(": ");
            self.top(value);
        }
        for generator in generators {
            self.push(if generator.is_async { " async for " } else { " for " });
            self.top(&generator.target);
            self.push(" in ");
            self.expr(&generator.iter, level::OR);
            for condition in &generator.ifs {
                self.push(" if ");
                self.expr(condition, level::OR);
            }
        }
        self.push(close);
    }

    /// Arguments in their order in the source, which decides what a star may follow.
    pub(super) fn call_arguments(&mut self, args: &[Expr<'_>], keywords: &[Keyword<'_>]) {
        let mut all: Vec<(u32, Result<&Expr<'_>, &Keyword<'_>>)> = Vec::with_capacity(args.len() + keywords.len());
        all.extend(args.iter().map(|arg| (arg.range().start, Ok(arg))));
        all.extend(keywords.iter().map(|keyword| (keyword.range.start, Err(keyword))));
        all.sort_by_key(|&(start, _)| start);
        self.separated(&all, |this, (_, argument)| match argument {
            Ok(arg) => this.top(arg),
            Err(keyword) => {
                match keyword.arg {
                    Some(name) => {
                        this.push(name);
                        this.push("=");
                    }
                    None => this.push("**"),
                }
                this.top(&keyword.value);
            }
        });
    }

    pub(super) fn constant(&mut self, value: &ConstantValue<'_>, kind: Option<StringKind>) {
        match value {
            ConstantValue::Ellipsis => self.push("..."),
            ConstantValue::Float(value) => self.float(*value, true),
            ConstantValue::Imaginary(value) => {
                self.float(*value, false);
                self.push("j");
            }
            ConstantValue::Str(text) if self.around.is_some_and(|around| self.old_string(text, around)) => {}
            other => {
                self.push(kind.map_or("", StringKind::prefix));
                repr::constant(&mut self.out, other, self.minor);
            }
        }
    }

    fn float(&mut self, value: f64, fraction: bool) {
        if value.is_infinite() {
            self.push("1e999");
        } else {
            repr::float(&mut self.out, value, fraction);
        }
    }

    /// An f-string or t-string.
    fn fields(&mut self, prefix: &str, values: &[Expr<'_>]) {
        if self.minor < 12 {
            self.old_fields(prefix, values);
        } else {
            self.fields_in(prefix, "'", values);
        }
    }

    pub(super) fn fields_in(&mut self, prefix: &str, quotes: &str, values: &[Expr<'_>]) {
        self.push(prefix);
        self.push(quotes);
        for value in values {
            self.piece(value, quotes, false);
        }
        self.push(quotes);
    }

    fn piece(&mut self, value: &Expr<'_>, quotes: &str, in_spec: bool) {
        match value {
            Expr::Constant(node) => self.literal_text(&node.value, quotes, in_spec),
            Expr::FormattedValue(node) => {
                self.push("{");
                let start = self.out.len();
                // A lambda's colon would begin a format spec.
                self.expr(&node.value, level::OR);
                if self.out[start..].starts_with('{') {
                    self.out.insert(start, ' ');
                }
                self.field_end(node.conversion, node.format_spec.as_ref(), quotes);
            }
            Expr::Interpolation(node) => {
                self.push("{");
                if let ConstantValue::Str(text) = node.str {
                    self.push(text);
                }
                self.field_end(node.conversion, node.format_spec.as_ref(), quotes);
            }
            other => self.bare(other),
        }
    }

    fn field_end(&mut self, conversion: i32, spec: Option<&Expr<'_>>, quotes: &str) {
        if let Some(character) = u32::try_from(conversion).ok().and_then(char::from_u32) {
            self.push("!");
            self.out.push(character);
        }
        if let Some(Expr::JoinedStr(spec)) = spec {
            self.push(":");
            for value in &spec.values {
                self.piece(value, quotes, true);
            }
        }
        self.push("}");
    }

    /// Text between fields.
    fn literal_text(&mut self, value: &ConstantValue<'_>, quotes: &str, in_spec: bool) {
        let mut quoted = String::new();
        repr::constant(&mut quoted, value, self.minor);
        let inner = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        let mut characters = inner.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => {
                    // An escape, of which a quote is none where the quotes around are others.
                    let escaped = characters.next().unwrap_or_default();
                    if !matches!(escaped, '\'' | '"') || quotes.contains(escaped) {
                        self.push("\\");
                    }
                    self.out.push(escaped);
                }
                '\'' | '"' if quotes.contains(character) => {
                    self.push("\\");
                    self.out.push(character);
                }
                '{' => self.push(if in_spec { "\\x7b" } else { "{{" }),
                '}' => self.push(if in_spec { "\\x7d" } else { "}}" }),
                _ => self.out.push(character),
            }
        }
    }
}
