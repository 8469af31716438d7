//! The text of an annotation, as CPython keeps it under `from __future__ import annotations`.
//!
//! CPython prints the expression from its tree. What annotations are made of in practice is printed here in the same
//! way; anything else has no text.

use janus_syntax::ast::{ConstantValue, Expr, Int, Operator};

/// The text, or `None` for an expression that is not of the usual kinds.
pub(super) fn text(annotation: &Expr<'_>) -> Option<String> {
    let mut text = String::new();
    print(annotation, Place::Top, 0, &mut text).then_some(text)
}

/// How tightly the surroundings bind.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Place {
    /// Between brackets, where a tuple needs no parentheses.
    Subscript,
    Top,
    /// The left operand of `|`.
    Union,
    /// The right operand of `|`, or what a subscript or attribute is taken of.
    Atom,
}

/// Real annotations are nowhere near as deep.
const MAX_DEPTH: u32 = 100;

fn print(expr: &Expr<'_>, place: Place, depth: u32, out: &mut String) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match expr {
        Expr::Name(node) => out.push_str(node.id.as_str()),
        Expr::Attribute(node) => {
            if !print(&node.value, Place::Atom, depth + 1, out) {
                return false;
            }
            out.push('.');
            out.push_str(node.attr.as_str());
        }
        Expr::Subscript(node) => {
            if !print(&node.value, Place::Atom, depth + 1, out) {
                return false;
            }
            out.push('[');
            if !print(&node.slice, Place::Subscript, depth + 1, out) {
                return false;
            }
            out.push(']');
        }
        Expr::Tuple(node) if place == Place::Subscript && node.elts.len() > 1 => {
            return print_all(&node.elts, depth, out);
        }
        Expr::List(node) => {
            out.push('[');
            if !print_all(&node.elts, depth, out) {
                return false;
            }
            out.push(']');
        }
        Expr::BinOp(node) if node.op == Operator::BitOr => {
            let parenthesized = place == Place::Atom;
            if parenthesized {
                out.push('(');
            }
            if !print(&node.left, Place::Union, depth + 1, out) {
                return false;
            }
            out.push_str(" | ");
            if !print(&node.right, Place::Atom, depth + 1, out) {
                return false;
            }
            if parenthesized {
                out.push(')');
            }
        }
        Expr::Constant(node) => match node.value {
            ConstantValue::None => out.push_str("None"),
            ConstantValue::Bool(true) => out.push_str("True"),
            ConstantValue::Bool(false) => out.push_str("False"),
            ConstantValue::Ellipsis => out.push_str("..."),
            ConstantValue::Int(Int::Small(value)) if place != Place::Atom => {
                out.push_str(&value.to_string())
            }
            // Quotes and escapes are a matter of repr; plain text is not.
            ConstantValue::Str(text)
                if text
                    .bytes()
                    .all(|byte| matches!(byte, b' '..=b'~') && !b"'\"\\".contains(&byte)) =>
            {
                out.push('\'');
                out.push_str(text);
                out.push('\'');
            }
            _ => return false,
        },
        _ => return false,
    }
    true
}

fn print_all(exprs: &[Expr<'_>], depth: u32, out: &mut String) -> bool {
    exprs.iter().enumerate().all(|(index, expr)| {
        if index > 0 {
            out.push_str(", ");
        }
        print(expr, Place::Top, depth + 1, out)
    })
}

#[cfg(test)]
mod tests {
    use janus_syntax::{ast::Stmt, parse_module};

    /// The expectations are what CPython 3.11 has in `__annotations__`.
    #[test]
    fn usual_annotations_have_cpythons_text() {
        for (source, expected) in [
            ("int", Some("int")),
            ("a . b", Some("a.b")),
            ("Dict[str,list [ int]]", Some("Dict[str, list[int]]")),
            (
                "Callable[[int,str],None]|None",
                Some("Callable[[int, str], None] | None"),
            ),
            ("(a|b)|c", Some("a | b | c")),
            ("a|(b|c)", Some("a | (b | c)")),
            ("tuple[int, ...]", Some("tuple[int, ...]")),
            ("Literal[\"x\", 1, True]", Some("Literal['x', 1, True]")),
            ("\"it's\"", None),
            ("f(x)", None),
        ] {
            let source = format!("x: {source}\n");
            let parsed = parse_module(&source);
            let module = parsed.module().expect("the source is valid");
            let Some(Stmt::AnnAssign(assign)) = module.body.first() else {
                panic!("{source}");
            };
            assert_eq!(
                super::text(&assign.annotation).as_deref(),
                expected,
                "{source}"
            );
        }
    }
}
