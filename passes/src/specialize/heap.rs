//! The abstract heap: objects that existed before the call, objects that the program makes, and
//! what the program has stored so far.

use super::{
    emit::Access,
    origins::Origins,
    protocol::{Iterator, ViewKind},
    refusal::Refusal,
    state::State,
    tape::Step,
    value::{Cell, Fresh, Known, Ssa, TensorRef, Tuple, Value},
    views::View,
};
use crate::{
    families::{layout::Layout, operand::Dim, types::DType},
    world::{Object, ObjectId},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::{Deref, DerefMut},
    rc::Rc,
};

/// An object that existed before the call.
pub struct KnownObject {
    pub id: ObjectId,
    pub object: Object,
    pub symbol: String,
    pub r#type: String,
    pub(super) reference: Option<Ssa>,
}

/// A tensor object, known or made by the program.
#[derive(Clone)]
pub struct Tensor {
    /// The known object that it is, for one that existed before.
    pub known: Option<Known>,
    /// `!pydyn.tensor`, once something needs the reference.
    pub reference: Option<Ssa>,
    /// Its contents: full aliases such as `x.detach()` share them.
    pub contents: usize,
    pub dims: Vec<Dim>,
    pub dtype: DType,
    pub requires_grad: bool,
    /// The tensors at the beginning of its tape, as far as the graph sees it: leaves, and inputs that were computed before the
    /// call. The set of each of these holds itself.
    pub leaves: BTreeSet<TensorRef>,
    /// Whether it is an input with a history: the tape of the graph continues one of PyTorch's.
    pub computed: bool,
    /// Whether it is `detach()` of another tensor, whose contents it shares.
    pub detached: bool,
    /// Whether it is `data` of another tensor: as `detached`, with a version of its own.
    pub data: bool,
    /// The operation on the tape that made it; a leaf has none.
    pub step: Option<Step>,
    /// Those of its leaves that it may not depend on, by a branch of the run, with an `i1` that says whether it does.
    pub doubtful: BTreeMap<TensorRef, Ssa>,
    /// Tensors over the same memory.
    pub storage: usize,
    /// How it lies in memory, where that is known.
    pub layout: Option<Layout>,
    /// The place that it has in another tensor's memory.
    pub view: Option<View>,
    /// Whether it may be such a view, by a branch of the run.
    pub may_be_view: bool,
}

/// What an operation on the tape has kept for its derivative.
#[derive(Clone)]
pub struct Saved {
    pub storage: usize,
    /// The operation.
    pub step: Step,
}

/// The contents of one or more tensor objects.
#[derive(Clone, Default)]
pub struct Contents {
    /// The present value, unless it has to be read again: from the object, or through a view from its root's contents.
    pub value: Option<Ssa>,
    /// Set where other memory was written that may be this, by a branch of the run.
    pub stale: bool,
    /// How often it was written by the program.
    pub version: u32,
    /// How much of that PyTorch counts in `_version`.
    pub bumps: i64,
    /// Whether that depends on the run.
    pub bumps_differ: bool,
    /// Whether the value is on the tape, so that reading it off the tape takes `nn.detach`.
    pub carries_grad: bool,
}

/// A mutable object that the program makes.
#[derive(Clone)]
pub enum FreshObject {
    List(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    Set(Vec<Value>),
    FrozenSet(Vec<Value>),
    Iterator(Iterator),
    /// A view of a dict, which sees what becomes of it.
    View(ViewKind, Value),
    /// What `list[int]` makes. It can be handed around, as `typing.cast` takes it; what it is asked is refused.
    Alias,
    Instance {
        class: ObjectId,
        attributes: Vec<(String, Value)>,
    },
    /// A range whose bounds only the run knows. The step is not zero.
    OpenRange {
        start: Value,
        stop: Value,
        step: i64,
    },
    /// What it has become depends on the run, and why. Nobody may look at it: see [`super::Specializer::get`].
    Undecided(Rc<Refusal>),
}

impl Tensor {
    /// The leaves that it depends on, whatever the run does.
    pub fn sure_leaves(&self) -> impl std::iter::Iterator<Item = TensorRef> {
        let leaves = self.leaves.iter().copied();
        leaves.filter(|leaf| !self.doubtful.contains_key(leaf))
    }
}

/// Something with attributes or items that the program may store to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    Known(Known),
    Tensor(TensorRef),
}

/// A place in an owner.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    Attribute(String),
    /// By the text of its key.
    Item(String),
}

/// What specialization knows of the heap: facts about what existed before the call, which only become more, and the
/// [`State`], which running code changes.
pub struct Heap {
    pub known: Vec<KnownObject>,
    pub(super) by_id: HashMap<ObjectId, Known>,
    /// What each step from an object leads to.
    pub(super) steps: HashMap<(Option<String>, Access, String), Value>,
    pub(super) symbols: HashSet<String>,
    pub(super) storages: HashMap<u64, usize>,
    pub(super) next_storage: usize,
    pub(super) tensor_of: HashMap<Known, TensorRef>,
    pub(super) tuple_of: HashMap<Known, Tuple>,
    /// Tensors that existed before the call, and their contents, as they were then.
    pub(super) at_entry: HashMap<TensorRef, (Tensor, Contents)>,
    /// Dimensions that are equal by assumption: the size they have in this call.
    pub(super) dims: Vec<i64>,
    pub(super) origins: Origins,
    pub(super) state: State,
}

impl Deref for Heap {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Heap {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

impl Heap {
    pub fn new() -> Self {
        Heap {
            known: Vec::new(),
            by_id: HashMap::new(),
            steps: HashMap::new(),
            symbols: HashSet::new(),
            storages: HashMap::new(),
            next_storage: 0,
            tensor_of: HashMap::new(),
            tuple_of: HashMap::new(),
            at_entry: HashMap::new(),
            dims: Vec::new(),
            origins: Origins::default(),
            state: State::default(),
        }
    }

    pub fn id(&self, known: Known) -> ObjectId {
        self.known[known.0 as usize].id
    }

    pub fn object(&self, known: Known) -> &Object {
        &self.known[known.0 as usize].object
    }

    pub fn symbol(&self, known: Known) -> &str {
        &self.known[known.0 as usize].symbol
    }

    pub fn tensor(&self, tensor: TensorRef) -> &Tensor {
        &self.tensors[tensor.0 as usize]
    }

    /// The name under which an equal-by-assumption dimension is declared.
    pub fn dim_name(&self, symbol: u32) -> String {
        format!(
            "d{}",
            self.dims.get(symbol as usize).copied().unwrap_or_default()
        )
    }

    /// The symbol for dimensions that have this size now and may vary together.
    pub(super) fn dim(&mut self, size: i64) -> Dim {
        let index = self
            .dims
            .iter()
            .position(|known| *known == size)
            .unwrap_or_else(|| {
                self.dims.push(size);
                self.dims.len() - 1
            });
        Dim::Symbol(index as u32)
    }

    /// A symbol for a dimension that the program computes.
    pub fn unnamed_dim(&mut self) -> u32 {
        self.dims.push(i64::MIN);
        self.dims.len() as u32 - 1
    }

    /// A variable that nested functions share, not bound yet.
    pub fn make_cell(&mut self) -> Cell {
        self.cells.push(None);
        Cell(self.cells.len() as u32 - 1)
    }

    pub fn make(&mut self, object: FreshObject) -> Value {
        self.fresh.push(object);
        Value::Fresh(Fresh(self.fresh.len() as u32 - 1))
    }

    /// A tensor object that the program makes, with contents of its own.
    pub fn make_tensor(&mut self, value: Ssa, dims: Vec<Dim>, dtype: DType) -> TensorRef {
        self.contents.push(Contents {
            value: Some(value),
            ..Contents::default()
        });
        self.next_storage += 1;
        self.push_tensor(Tensor {
            known: None,
            reference: None,
            contents: self.contents.len() - 1,
            dims,
            dtype,
            requires_grad: false,
            leaves: BTreeSet::new(),
            computed: false,
            detached: false,
            data: false,
            step: None,
            doubtful: BTreeMap::new(),
            storage: self.next_storage,
            layout: None,
            view: None,
            may_be_view: false,
        })
    }

    pub fn push_tensor(&mut self, tensor: Tensor) -> TensorRef {
        let number = TensorRef(self.tensors.len() as u32);
        if tensor.known.is_some() {
            let contents = self.contents[tensor.contents].clone();
            self.at_entry.insert(number, (tensor.clone(), contents));
        }
        self.tensors.push(tensor);
        number
    }
}
