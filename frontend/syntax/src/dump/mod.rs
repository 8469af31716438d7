//! Prints a tree as CPython's `ast.dump(tree, include_attributes=True, indent=1)` does.

mod locations;
pub(crate) mod repr;

use std::fmt::Write as _;

use crate::ast::{Alias, Expr, Field, Module, Node, NodeRef};
use locations::Locations;

/// The text of `ast.dump(ast.parse(source), include_attributes=True, indent=1)` under CPython 3.`minor`.
#[must_use]
pub fn dump(module: &Module<'_>, source: &str, minor: u8) -> String {
    let mut dumper = Dumper { out: String::new(), minor, locations: Locations::new(source, minor) };
    dumper.module(module);
    dumper.out
}

struct Dumper<'s> {
    out: String,
    minor: u8,
    locations: Locations<'s>,
}

impl Dumper<'_> {
    fn line(&mut self, level: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', level));
    }

    fn module(&mut self, module: &Module<'_>) {
        if module.body.is_empty() {
            self.out.push_str(if self.minor >= 13 { "Module()" } else { "Module(body=[], type_ignores=[])" });
            return;
        }
        self.out.push_str("Module(");
        self.line(1);
        self.out.push_str("body=");
        module.fields(&mut |_, field| self.field(field, 1));
        if self.minor < 13 {
            self.out.push(',');
            self.line(1);
            self.out.push_str("type_ignores=[]");
        }
        self.out.push(')');
    }

    /// Whether CPython's dump has the field.
    fn shows(&self, name: &str, field: Field<'_, '_>) -> bool {
        match field {
            Field::None => false,
            _ if name == "is_lazy" => self.minor >= 15,
            // As of 3.15 it goes without saying.
            Field::Symbol("Load") => self.minor < 15,
            Field::List(list) if list.count() == 0 => self.minor < 13 && (name != "type_params" || self.minor >= 12),
            _ => true,
        }
    }

    fn node(&mut self, node: NodeRef<'_, '_>, level: usize) {
        let level = level + 1;
        let inner = node.node();
        if let NodeRef::Alias(alias) = node
            && !self.is_located(node)
        {
            // What has but few fields, none of which has fields of its own, is on one line.
            self.alias(alias);
            return;
        }
        self.out.push_str(inner.name());
        self.out.push('(');
        let mut fields = 0;
        self.locations.enter(node);
        inner.fields(&mut |name, field| {
            if !self.shows(name, field) {
                return;
            }
            if fields > 0 {
                self.out.push(',');
            }
            fields += 1;
            self.line(level);
            self.out.push_str(name);
            self.out.push('=');
            self.locations.enter_field(node, name);
            match (field, name) {
                (Field::Node(NodeRef::Expr(slice)), "slice") if self.minor < 9 => self.old_slice(slice, level),
                _ => self.field(field, level),
            }
            self.locations.leave_field();
        });
        self.locations.leave();
        if self.is_located(node) {
            self.attributes(node, fields > 0, level);
        }
        self.out.push(')');
    }

    /// Whether the node has a location in the chosen CPython.
    fn is_located(&self, node: NodeRef<'_, '_>) -> bool {
        match node {
            NodeRef::Alias(_) => self.minor >= 10,
            NodeRef::Keyword(_) | NodeRef::Expr(Expr::Slice(_)) => self.minor >= 9,
            _ => node.node().located(),
        }
    }

    /// What is in a subscript, as up to 3.8: an `Index` around an expression, an `ExtSlice` around several dimensions of which
    /// one is a slice.
    fn old_slice(&mut self, slice: &Expr<'_>, level: usize) {
        match slice {
            Expr::Slice(_) => self.node(NodeRef::Expr(slice), level),
            Expr::Tuple(tuple) if tuple.elts.iter().any(|element| matches!(element, Expr::Slice(_))) => {
                self.out.push_str("ExtSlice(");
                self.line(level + 1);
                self.out.push_str("dims=[");
                for (at, element) in tuple.elts.iter().enumerate() {
                    if at > 0 {
                        self.out.push(',');
                    }
                    self.line(level + 2);
                    self.old_slice(element, level + 2);
                }
                self.out.push_str("])");
            }
            _ => {
                self.out.push_str("Index(");
                self.line(level + 1);
                self.out.push_str("value=");
                self.node(NodeRef::Expr(slice), level + 1);
                self.out.push(')');
            }
        }
    }

    fn alias(&mut self, alias: &Alias<'_>) {
        self.out.push_str("alias(name=");
        repr::string(&mut self.out, alias.name, self.minor);
        if let Some(name) = alias.asname {
            self.out.push_str(", asname=");
            repr::string(&mut self.out, name, self.minor);
        }
        self.out.push(')');
    }

    fn attributes(&mut self, node: NodeRef<'_, '_>, comma: bool, level: usize) {
        if comma {
            self.out.push(',');
        }
        let (start, end) = self.locations.of(node);
        self.line(level);
        let _ = write!(self.out, "lineno={},", start.line);
        self.line(level);
        let _ = write!(self.out, "col_offset={},", start.column);
        self.line(level);
        let _ = write!(self.out, "end_lineno={},", end.line);
        self.line(level);
        let _ = write!(self.out, "end_col_offset={}", end.column);
    }

    fn field(&mut self, field: Field<'_, '_>, level: usize) {
        match field {
            Field::None => self.out.push_str("None"),
            Field::Node(node) => self.node(node, level),
            Field::List(list) if list.count() == 0 => self.out.push_str("[]"),
            Field::List(list) => {
                self.out.push('[');
                for index in 0..list.count() {
                    if index > 0 {
                        self.out.push(',');
                    }
                    self.line(level + 1);
                    self.field(list.element(index).unwrap_or(Field::None), level + 1);
                }
                self.out.push(']');
            }
            Field::Identifier(name) => repr::string(&mut self.out, name, self.minor),
            Field::Constant(value) => repr::constant(&mut self.out, &value, self.minor),
            Field::Int(value) => {
                let _ = write!(self.out, "{value}");
            }
            Field::Symbol(name) => {
                let _ = write!(self.out, "{name}()");
            }
        }
    }
}
