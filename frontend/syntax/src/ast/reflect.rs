//! A uniform view of nodes and their fields, for code that treats all nodes alike (dump, comparison, walks).

use super::*;

/// What every node offers, whatever its type.
pub trait Node<'a> {
    /// The name of CPython's node class.
    fn name(&self) -> &'static str;
    fn range(&self) -> TextRange;
    /// Whether CPython gives nodes of this class line and column attributes.
    fn located(&self) -> bool;
    /// Calls `each` with every field, in the order of CPython's `_fields`.
    fn fields<'t>(&'t self, each: &mut dyn FnMut(&'static str, Field<'t, 'a>));
}

/// A field's value.
#[derive(Clone, Copy)]
pub enum Field<'t, 'a> {
    /// An optional field that is not there, or a `None` in a list.
    None,
    Node(NodeRef<'t, 'a>),
    List(&'t dyn FieldList<'a>),
    Identifier(&'a str),
    Constant(ConstantValue<'a>),
    Int(i64),
    /// An operator or context.
    Symbol(&'static str),
}

/// A list-valued field.
pub trait FieldList<'a> {
    /// Number of elements. The names differ from a slice's, which lists have as well.
    fn count(&self) -> usize;
    /// The element at `index`.
    fn element(&self, index: usize) -> Option<Field<'_, 'a>>;
}

/// Implemented by every type a field can have.
pub trait AsField<'a> {
    fn as_field(&self) -> Field<'_, 'a>;
}

/// A reference to any node.
#[derive(Clone, Copy)]
pub enum NodeRef<'t, 'a> {
    Stmt(&'t Stmt<'a>),
    Expr(&'t Expr<'a>),
    Pattern(&'t Pattern<'a>),
    TypeParam(&'t TypeParam<'a>),
    ExceptHandler(&'t ExceptHandler<'a>),
    Arguments(&'t Arguments<'a>),
    Arg(&'t Arg<'a>),
    Keyword(&'t Keyword<'a>),
    Alias(&'t Alias<'a>),
    WithItem(&'t WithItem<'a>),
    MatchCase(&'t MatchCase<'a>),
    Comprehension(&'t Comprehension<'a>),
}

impl<'t, 'a> NodeRef<'t, 'a> {
    /// The node itself, for its name, range and fields.
    #[must_use]
    pub fn node(self) -> &'t dyn Node<'a> {
        match self {
            NodeRef::Stmt(node) => node.node(),
            NodeRef::Expr(node) => node.node(),
            NodeRef::Pattern(node) => node.node(),
            NodeRef::TypeParam(node) => node.node(),
            NodeRef::ExceptHandler(node) => node,
            NodeRef::Arguments(node) => node,
            NodeRef::Arg(node) => node,
            NodeRef::Keyword(node) => node,
            NodeRef::Alias(node) => node,
            NodeRef::WithItem(node) => node,
            NodeRef::MatchCase(node) => node,
            NodeRef::Comprehension(node) => node,
        }
    }

    /// Calls `each` with every direct child, in field order.
    pub fn children(self, each: &mut dyn FnMut(NodeRef<'t, 'a>)) {
        self.node().fields(&mut |_, field| field.nodes(each));
    }
}

impl<'t, 'a> Field<'t, 'a> {
    /// Calls `each` with every node that the field holds directly.
    pub fn nodes(self, each: &mut dyn FnMut(NodeRef<'t, 'a>)) {
        match self {
            Field::Node(node) => each(node),
            Field::List(list) => {
                for index in 0..list.count() {
                    if let Some(Field::Node(node)) = list.element(index) {
                        each(node);
                    }
                }
            }
            _ => {}
        }
    }
}

impl<'a, T: AsField<'a>> FieldList<'a> for [T] {
    fn count(&self) -> usize {
        self.len()
    }

    fn element(&self, index: usize) -> Option<Field<'_, 'a>> {
        self.get(index).map(AsField::as_field)
    }
}

impl<'a, T: AsField<'a>> AsField<'a> for List<'a, T> {
    fn as_field(&self) -> Field<'_, 'a> {
        Field::List(self)
    }
}

impl<'a, T: AsField<'a>> FieldList<'a> for List<'a, T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn element(&self, index: usize) -> Option<Field<'_, 'a>> {
        self.get(index).map(AsField::as_field)
    }
}

impl<'a, T: AsField<'a>> AsField<'a> for ArenaBox<'a, T> {
    fn as_field(&self) -> Field<'_, 'a> {
        (**self).as_field()
    }
}

impl<'a, T: AsField<'a>> AsField<'a> for Option<T> {
    fn as_field(&self) -> Field<'_, 'a> {
        self.as_ref().map_or(Field::None, AsField::as_field)
    }
}

impl<'a> AsField<'a> for Identifier<'a> {
    fn as_field(&self) -> Field<'_, 'a> {
        Field::Identifier(self)
    }
}

impl<'a> AsField<'a> for NameText<'a> {
    fn as_field(&self) -> Field<'_, 'a> {
        Field::Identifier(self.as_str())
    }
}

impl<'a> AsField<'a> for StringKind {
    fn as_field(&self) -> Field<'_, 'a> {
        Field::Identifier(self.prefix())
    }
}

impl<'a> AsField<'a> for ConstantValue<'a> {
    fn as_field(&self) -> Field<'_, 'a> {
        Field::Constant(*self)
    }
}

impl<'a> AsField<'a> for bool {
    fn as_field(&self) -> Field<'_, 'a> {
        Field::Int(i64::from(*self))
    }
}

impl<'a> AsField<'a> for u32 {
    fn as_field(&self) -> Field<'_, 'a> {
        Field::Int(i64::from(*self))
    }
}

impl<'a> AsField<'a> for i32 {
    fn as_field(&self) -> Field<'_, 'a> {
        Field::Int(i64::from(*self))
    }
}

/// Whether two modules are the same but for the ranges of their nodes.
#[must_use]
pub fn same_module(x: &Module<'_>, y: &Module<'_>) -> bool {
    x.body.len() == y.body.len()
        && x.body.iter().zip(&y.body).all(|(x, y)| same_node(NodeRef::Stmt(x), NodeRef::Stmt(y)))
}

fn same_node(x: NodeRef<'_, '_>, y: NodeRef<'_, '_>) -> bool {
    let (x, y) = (x.node(), y.node());
    if x.name() != y.name() {
        return false;
    }
    let mut fields = Vec::new();
    y.fields(&mut |_, field| fields.push(field));
    let mut others = fields.into_iter();
    let mut same = true;
    x.fields(&mut |_, field| same = same && others.next().is_some_and(|other| same_field(field, other)));
    same
}

fn same_field(x: Field<'_, '_>, y: Field<'_, '_>) -> bool {
    match (x, y) {
        (Field::None, Field::None) => true,
        (Field::Node(x), Field::Node(y)) => same_node(x, y),
        (Field::List(x), Field::List(y)) => {
            x.count() == y.count()
                && (0..x.count()).all(|at| match (x.element(at), y.element(at)) {
                    (Some(x), Some(y)) => same_field(x, y),
                    _ => false,
                })
        }
        (Field::Identifier(x), Field::Identifier(y)) => x == y,
        (Field::Constant(x), Field::Constant(y)) => x == y,
        (Field::Int(x), Field::Int(y)) => x == y,
        (Field::Symbol(x), Field::Symbol(y)) => x == y,
        _ => false,
    }
}
