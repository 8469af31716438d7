//! What surrounds a compiled function: what it assumes, what it is given, what is done with its results.
//!
//! [`read`] takes it out of a module once; at run time there is no MLIR. The types here mirror `dataflow.object`,
//! `dataflow.draw` and the region of `dataflow.commit`.

mod backward;
mod commit;
mod literal;
mod read;
mod types;

pub use backward::{read_partial, read_views, set_views, take_nodes};
pub use literal::Literal;
pub use read::{Malformed, assertions, mangle, read, strip};

use crate::torch::DType;
use janus_dialects::ir::Place;

/// Index into [`Surface::objects`].
pub type ObjectIndex = usize;

/// How an object is reached. The parent is [`Object::parent`].
#[derive(Clone, Debug, PartialEq)]
pub enum Access {
    Argument(usize),
    Function,
    Global(String),
    Cell(String),
    Attribute(String),
    Dict(String),
    Item(Literal),
    Lookup(ObjectIndex),
    Type,
    Length,
    Keys,
    Default(String),
    Constant(Literal),
    Import(String),
    Query(String),
    /// What the class `parent` or a base of it holds under this name.
    Member(String),
    /// What a weak reference refers to, `None` where that is gone.
    Referent,
}

/// A dimension of a tensor that is checked at entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dim {
    Exact(i64),
    /// Index into [`Surface::dims`]: equal wherever it occurs, and at least 2.
    Named(usize),
    Any,
}

/// A number that sizes give: a factor, and the dimensions whose sizes multiply it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub factor: i64,
    pub dims: Vec<usize>,
}

impl Product {
    /// Its value for these sizes.
    pub fn value(&self, sizes: &[i64]) -> i64 {
        self.dims.iter().fold(self.factor, |product, dim| {
            product * sizes.get(*dim).copied().unwrap_or(0)
        })
    }
}

/// What a tensor must be.
#[derive(Clone, Debug, PartialEq)]
pub struct TensorCheck {
    pub dtype: DType,
    pub dims: Vec<Dim>,
    /// Those of a contiguous tensor where there are none.
    pub strides: Option<Vec<Product>>,
    pub requires_grad: bool,
    pub leaf: bool,
}

/// What is asked of an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    Nothing,
    Identity,
    Value(Literal),
    Type,
    Tensor(TensorCheck),
    Absent,
    Same(ObjectIndex),
    Unchanged,
}

/// A `dataflow.object`.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    pub symbol: String,
    pub access: Access,
    pub parent: Option<ObjectIndex>,
    pub check: Check,
    /// Whether several variables may refer to it and see each other's changes.
    pub mutable: bool,
    /// The world's number for the object.
    pub id: Option<u32>,
    /// Line in the source that made the assumption, 0 where unknown.
    pub line: u32,
}

/// The type of a value that crosses the border between Python and native code.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueType {
    Bool,
    Int,
    Float,
    /// `None` is a dimension that only the run knows.
    Tensor {
        dtype: DType,
        sizes: Vec<Option<i64>>,
    },
}

/// How a tensor argument lies in memory, from its memref type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Contiguous,
    /// Any strides but the last, which is 1.
    LastContiguous,
    Strided,
}

/// What an argument of the native function is.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// An object's contents at entry; `written` by the function where it has an output too.
    Input(ObjectIndex),
    Draw(usize),
    Output(usize),
}

/// An argument of the native function.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    pub role: Role,
    /// The commit value that the function leaves in an input's memory.
    pub output: Option<usize>,
    pub value: ValueType,
    pub layout: Layout,
}

/// A size of a draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Size {
    Exact(i64),
    /// A dimension of an object's tensor.
    Of(ObjectIndex, usize),
    Product(Vec<Size>),
}

/// A `dataflow.draw`.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    pub method: String,
    pub parameters: Vec<Literal>,
    pub dtype: DType,
    pub sizes: Vec<Size>,
    /// Those of a contiguous tensor where there are none.
    pub strides: Option<Vec<Product>>,
}

/// A value in the commit's region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A commit value, by index.
    Value(usize),
    /// The result of an op of the region, by index.
    Result(usize),
}

/// An argument of a call or an element of a display, with `""`, `"*"`, a keyword or `"**"`.
pub type Element = (String, Operand);

/// An op of the commit's region. Ops without results are there for their effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Object(ObjectIndex),
    /// One object for all calls: the one that is written in the code of a function, where that is known.
    Constant {
        value: Literal,
        code: Option<ObjectIndex>,
    },
    /// A new object in each call.
    Make(Literal),
    Box {
        value: Operand,
        requires_grad: bool,
        /// Whether it requires grad, and its tape is freed already.
        freed: bool,
        /// What PyTorch calls its history.
        history: Option<String>,
        /// Those of a contiguous tensor where there are none.
        strides: Option<Vec<Product>>,
        /// Its version.
        bumps: usize,
    },
    /// A new tensor over the memory of another one, whose sizes the products are made of.
    View {
        base: Operand,
        sizes: Vec<Product>,
        strides: Vec<Product>,
        offset: i64,
        requires_grad: bool,
    },
    Write {
        reference: Operand,
        value: Operand,
        /// By how much the tensor's version goes up.
        bumps: usize,
    },
    GetAttr {
        object: Operand,
        name: String,
    },
    SetAttr {
        object: Operand,
        name: String,
        value: Operand,
    },
    DelAttr {
        object: Operand,
        name: String,
    },
    GetItem {
        object: Operand,
        key: Operand,
    },
    SetItem {
        object: Operand,
        key: Operand,
        value: Operand,
    },
    DelItem {
        object: Operand,
        key: Operand,
    },
    Call {
        callee: Operand,
        arguments: Vec<Element>,
    },
    Tuple(Vec<Element>),
    List(Vec<Element>),
    Set(Vec<Element>),
    Dict {
        keys: Vec<Operand>,
        values: Vec<Operand>,
    },
    Append {
        container: Operand,
        value: Operand,
        key: Option<Operand>,
    },
    Slice(Operand, Operand, Operand),
    StoreGlobal {
        name: String,
        value: Operand,
    },
    Return(Operand),
}

/// A `dataflow.assert`, as it is numbered by the native function's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    pub message: String,
    /// Where it stands, and the places of the calls that led there, innermost first.
    pub trace: Vec<Place>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surface {
    /// The native function.
    pub name: String,
    pub objects: Vec<Object>,
    /// Names of dimensions.
    pub dims: Vec<String>,
    pub arguments: Vec<Argument>,
    pub draws: Vec<Draw>,
    /// Types of the commit's values.
    pub values: Vec<ValueType>,
    pub effects: Vec<Effect>,
    pub assertions: Vec<Assertion>,
    /// The nodes of PyTorch's tape that its results are put on.
    pub backward: Vec<BackwardNode>,
}

/// A node of PyTorch's tape: results whose derivatives have something in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BackwardNode {
    /// The function that takes all seeds.
    pub name: String,
    pub arguments: Vec<BackwardArgument>,
    /// What is freed at once, where it is.
    pub classes: Vec<TapeClass>,
    /// The views that are to be made of each gradient, first to last.
    pub views: Vec<Vec<View>>,
    /// Where there are several seeds, the functions that take one of them.
    pub partial: Vec<Partial>,
}

/// The operations on the tape that are reached from the same seeds and have saved something.
#[derive(Clone, Debug, PartialEq)]
pub struct TapeClass {
    /// Values of the commit.
    pub seeds: Vec<usize>,
    /// The node's arguments that their derivatives read, or PyTorch's would.
    pub reads: Vec<usize>,
    /// Those that PyTorch keeps, and raises where they were changed in between.
    pub keeps: Vec<usize>,
}

/// The backward function of one seed: a module that is compiled when the seed arrives alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    /// The commit's value.
    pub seed: usize,
    pub name: String,
    pub text: String,
}

/// A view that is made of a gradient: a method of tensors, and its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub method: &'static str,
    pub numbers: Vec<i64>,
}

/// What an argument of the backward function is.
#[derive(Clone, Debug, PartialEq)]
pub enum BackwardRole {
    Input(ObjectIndex),
    Draw(usize),
    /// A commit value that the graph has computed.
    Saved(usize),
    /// The gradient that came in for this commit value.
    Seed(usize),
    /// The gradient with respect to this object's tensor.
    Gradient(ObjectIndex),
}

/// An argument of the backward function.
#[derive(Clone, Debug, PartialEq)]
pub struct BackwardArgument {
    pub role: BackwardRole,
    pub value: ValueType,
    pub layout: Layout,
    pub used: bool,
    /// Whether PyTorch keeps it.
    pub kept: bool,
    /// Of a gradient: what is made of it.
    pub views: Vec<View>,
}
