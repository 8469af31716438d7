//! The syntax tree: CPython's `ast`, node for node and field for field (the abstract grammar of Python 3.15).
//!
//! Every node has a `range`. Differences from `Parser/Python.asdl` are few: the statement node `Expr` is the
//! struct [`ExprStmt`], because [`Expr`] is the sum of all expressions; `type_comment` and `type_ignores` are
//! left out, because CPython fills them only on request; [`JoinedStr`] and [`TemplateStr`] also keep the
//! ranges of the literals they were written as.

mod constant;
mod future;
mod nodes;
mod reflect;
mod text;

pub use constant::{ConstantValue, Int, MAX_DECIMAL_DIGITS};
pub use nodes::*;
pub use reflect::{AsField, Field, FieldList, Node, NodeRef, same_module};
pub use text::{NameText, StringKind};

pub use crate::arena::{ArenaBox, List};
pub use crate::range::TextRange;

/// A name, NFKC-normalized as Python compares names.
pub type Identifier<'a> = &'a str;
