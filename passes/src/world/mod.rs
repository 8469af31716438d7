//! What `specialize-types` asks of the Python heap.
//!
//! Specialization looks at real objects, but passes must not know CPython: a [`World`] answers
//! their questions. The runtime answers from the live heap; [`Recorder`] writes each answer
//! down, and [`Recording`] gives the same answers again, offline, from a profile.
//!
//! No question runs code of the user's: attribute look-up reports *what would run*
//! ([`Attribute::Property`], [`Attribute::Hook`]) and specialization inlines it.

mod profile;
mod recording;

pub use profile::{Profile, ProfileError, ProfiledFunction};
pub use recording::{Answers, Recorder, Recording};

use serde::{Deserialize, Serialize};

/// A Python object's identity: two ids are equal exactly when `a is b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObjectId(pub u32);

/// An element type of tensors, under PyTorch's name (`float32`, `int64`, `bool`, …).
pub type DTypeName = String;

/// What an object is, as far as specialization can use it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(i64),
    /// An `int` beyond 64 bits, in decimal digits.
    BigInt(String),
    /// Bits of an IEEE double, so that NaNs and zeros survive a profile.
    Float(u64),
    Str(String),
    Bytes(Vec<u8>),
    /// A tuple, or a subclass that adds no state such as `torch.Size`.
    Tuple(Vec<ObjectId>),
    List {
        length: usize,
    },
    Dict {
        length: usize,
        /// Whether it is exactly a `dict`, `OrderedDict` or `defaultdict`, whose look-ups run no code of the user's.
        plain: bool,
    },
    Set {
        length: usize,
    },
    Tensor(TensorInfo),
    /// A Python function; its code is [`World::body`].
    Function(FunctionInfo),
    /// A callable written in C, or a dtype, layout, device and the like, under its qualified
    /// name: `torch.conv2d`, `torch.Tensor.add`, `builtins.len`, `torch.float32`.
    Builtin(String),
    /// A bound method: `receiver.function`.
    Method {
        function: ObjectId,
        receiver: ObjectId,
    },
    Module(String),
    /// A class, under its qualified name.
    Class(String),
    /// Any other object, with the qualified name of its class.
    Instance(String),
}

/// What is fixed about a tensor while a graph is valid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TensorInfo {
    pub dtype: DTypeName,
    pub shape: Vec<i64>,
    /// In elements.
    pub strides: Vec<i64>,
    pub device: String,
    pub requires_grad: bool,
    /// No `grad_fn`.
    pub leaf: bool,
    /// Whether it is a plain `torch.Tensor` or `torch.nn.Parameter`; other subclasses may override operators.
    pub plain: bool,
    /// Whether it has hooks, which would run in `backward()`.
    pub hooks: bool,
    /// An id that tensors over the same storage share.
    pub storage: u64,
}

/// The parts of a function object besides its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunctionInfo {
    pub qualname: String,
    pub file: String,
    pub line: u32,
    /// Defaults of the last positional parameters.
    pub defaults: Vec<ObjectId>,
    /// Defaults of keyword-only parameters.
    pub keyword_defaults: Vec<(String, ObjectId)>,
    /// Whether it is a generator, coroutine or the like, whose call does not run its body.
    pub suspends: bool,
}

/// What `object.name` finds, in the order in which Python looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// In the instance's own `__dict__` (or a module's, or a slot), with nothing on the class in its way.
    Own(ObjectId),
    /// On the class `owner` or one of its bases, as it stands there: a plain function becomes a method, other values are themselves.
    Class(ObjectId),
    /// A `staticmethod`'s function.
    Static(ObjectId),
    /// A `classmethod`'s function; `receiver` is the class it is bound to.
    ClassMethod {
        function: ObjectId,
        receiver: ObjectId,
    },
    /// A property: its getter would run.
    Property(ObjectId),
    /// The class has a Python `__getattr__`, and nothing else was found.
    Hook(ObjectId),
    /// A C getter (`tensor.grad`, `function.__name__`), whose present result this is.
    Computed(ObjectId),
    /// `AttributeError`.
    Missing,
    /// A descriptor or `__getattribute__` that specialization does not know how to run; says which.
    Opaque(String),
}

/// What a class holds under a name for its instances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The object that stands on the class or one of its bases.
    pub value: ObjectId,
    pub kind: MemberKind,
}

/// What reading, storing or deleting a [`Member`] through an instance does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    /// A value that is no descriptor: it is itself, and an instance's own attribute hides it.
    Plain,
    /// A function or a method of a C type, which binds.
    Function,
    /// A `staticmethod`, with its function.
    Static(ObjectId),
    /// A `classmethod`, with its function.
    ClassMethod(ObjectId),
    /// A property, with the functions that it has.
    Property {
        get: Option<ObjectId>,
        set: Option<ObjectId>,
        delete: Option<ObjectId>,
    },
    /// A slot: storage of the instance's own.
    Slot,
    /// The field of a named tuple at this index.
    Field(usize),
    /// An attribute written in C.
    Getset,
    /// Any other descriptor, with the methods that its class has.
    Descriptor { get: bool, set: bool, delete: bool },
}

/// How instances of a class are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// The first of its bases that is written in C, by qualified name: `builtins.object`, `builtins.tuple`.
    pub base: String,
    /// Whether they have a `__dict__`.
    pub dict: bool,
    /// Whether it has abstract methods left, so that it makes none.
    pub is_abstract: bool,
}

/// Who says what belongs to a class apart from the instances of its subclasses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// Nobody.
    Bases,
    /// An abstract base class: what is registered, and what looks like it. Decides by the class of an object alone.
    Registry,
    /// A metaclass of PyTorch's, which may look at the object.
    Library,
    /// A method of a metaclass written in Python.
    User(ObjectId),
}

/// What a class of tensors has under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TensorMember {
    /// What PyTorch put there, called.
    Method,
    /// What PyTorch put there, read.
    Attribute,
    /// Something else: the program has changed the class.
    Replaced,
    Missing,
}

/// The key of a dict look-up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    Str(String),
    Int(i64),
    Object(ObjectId),
}

/// An argument of a tensor function, as far as the kind of history of what the function makes depends on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Sample {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Object(ObjectId),
    Slice(Box<[Sample; 3]>),
    List(Vec<Sample>),
    Tuple(Vec<Sample>),
    Tensor {
        /// As PyTorch names it, without `torch.`.
        dtype: String,
        sizes: Vec<i64>,
        strides: Vec<i64>,
        requires_grad: bool,
    },
}

/// A call of a tensor function by its qualified name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampleCall {
    pub function: String,
    pub positional: Vec<Sample>,
    pub keywords: Vec<(String, Sample)>,
}

/// A value that what it holds says all about, as pure functions of CPython's take and give them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plain {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    /// An `int` beyond 64 bits, in decimal digits.
    BigInt(String),
    /// Bits of an IEEE double.
    Float(u64),
    Str(String),
    Bytes(Vec<u8>),
    Tuple(Vec<Plain>),
    List(Vec<Plain>),
    Slice(Box<[Plain; 3]>),
    /// In a result: the very object that was the positional argument at this place.
    Argument(usize),
}

/// A call of a function in `builtins` whose result follows from its arguments: `str.partition`, `format`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PureCall {
    pub function: String,
    pub positional: Vec<Plain>,
    pub keywords: Vec<(String, Plain)>,
}

/// What comes of a [`PureCall`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PureResult {
    Value(Plain),
    /// An exception of a class in `builtins`, with its message as the one argument.
    Raised {
        class: String,
        message: String,
    },
}

/// Where in the source something was observed: line and UTF-8 column, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Site {
    pub line: u32,
    pub column: u32,
}

/// How often a branch went each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchCounts {
    pub taken: u64,
    pub not_taken: u64,
}

/// How far down the ladder an input has been relaxed, from the most specific assumption down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// A number's value, a tensor's exact shape.
    #[default]
    Exact,
    /// Of a tensor: those dimensions stay known that were the same in every call.
    PartlyKnownShape,
    /// Only rank and dtype.
    Rank,
    /// Only the Python type.
    Type,
}

/// What was seen of one input in all calls so far; decides its rung.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    pub rung: Rung,
    /// Shapes that a tensor had, without duplicates, oldest first.
    pub shapes: Vec<Vec<i64>>,
}

/// Nullary builtins that have no effect and only report a mode of PyTorch's: what [`World::query`] answers.
pub const REPORTS: &[&str] = &[
    "torch.is_grad_enabled",
    "torch.is_inference_mode_enabled",
    "torch.is_autocast_enabled",
    "torch.is_autocast_cpu_enabled",
    "torch.is_autocast_cache_enabled",
    "torch.is_anomaly_enabled",
    "torch.get_default_dtype",
    "torch.get_num_threads",
    "torch.are_deterministic_algorithms_enabled",
    "torch.is_deterministic_algorithms_warn_only_enabled",
    "torch._C._get_tracing_state",
    "torch._C._is_tracing",
    "torch._C._is_torch_function_enabled",
    "torch._C._is_torch_function_mode_enabled",
    "torch._C._len_torch_function_stack",
    "torch._C._len_torch_dispatch_stack",
    "torch._C._are_functorch_transforms_active",
    "torch._C._functorch.maybe_current_level",
    "torch._C._get_cudnn_enabled",
    "torch._C._get_mkldnn_enabled",
    "torch._C._cuda_getDeviceCount",
    "torch._C._cuda_isCurrentStreamCapturing",
    "torch._C._get_privateuse1_backend_name",
    "torch._C._is_fwd_grad_enabled",
    "torch._C._is_multithreading_enabled",
    "torch._C._has_storage",
    "torch._C._autograd._profiler_enabled",
    "torch._C._profiler._is_profiler_enabled",
    "torch._C._get_default_device",
    "abc.get_cache_token",
    "janus_jit._janus.calls_left",
    "torch.autograd._profiler_enabled",
];

/// The Python heap at one call of one function. A method that returns `Err` names what the
/// world cannot answer: specialization refuses with it.
pub trait World {
    /// The function that is being converted.
    fn target(&self) -> ObjectId;
    /// The value of the target's parameter at this index, in CPython's order of locals; `*args` a tuple, `**kwargs` a dict.
    fn argument(&mut self, index: usize) -> Result<ObjectId, Unanswered>;
    fn describe(&mut self, object: ObjectId) -> Result<Object, Unanswered>;
    /// `type(object)`.
    fn class_of(&mut self, object: ObjectId) -> Result<ObjectId, Unanswered>;
    /// `object.name`, without running code of the user's.
    fn attribute(&mut self, object: ObjectId, name: &str) -> Result<Attribute, Unanswered>;
    /// `super(class, object).name`.
    fn super_attribute(
        &mut self,
        class: ObjectId,
        object: ObjectId,
        name: &str,
    ) -> Result<Attribute, Unanswered>;
    /// What instances of `class` find under `name` on it and its bases; no descriptor is called.
    fn member(&mut self, class: ObjectId, name: &str) -> Result<Option<Member>, Unanswered>;
    /// How instances of `class` are made.
    fn layout(&mut self, class: ObjectId) -> Result<Layout, Unanswered>;
    /// The class of CPython's own that has this name as `type(…).__name__`: `int`, `NoneType`, `function`.
    fn builtin_type(&mut self, name: &str) -> Result<ObjectId, Unanswered>;
    /// The `int`, `float`, `str` or `bytes` that an instance of a subclass of one of these is.
    fn payload(&mut self, object: ObjectId) -> Result<Option<ObjectId>, Unanswered>;
    /// What a class of tensors has under a name.
    fn tensor_member(&mut self, class: ObjectId, name: &str) -> Result<TensorMember, Unanswered>;
    /// `object.__dict__` where that is a real dict.
    fn instance_dict(&mut self, object: ObjectId) -> Result<Option<ObjectId>, Unanswered>;
    /// `container[index]` of a list.
    fn element(&mut self, list: ObjectId, index: usize) -> Result<ObjectId, Unanswered>;
    /// `dict[key]`, without `__missing__`.
    fn lookup(&mut self, dict: ObjectId, key: &Key) -> Result<Option<ObjectId>, Unanswered>;
    /// The keys of a dict or the elements of a set, in iteration order.
    fn keys(&mut self, dict: ObjectId) -> Result<Vec<ObjectId>, Unanswered>;
    /// A name in the function's globals, then in its builtins.
    fn global(&mut self, function: ObjectId, name: &str) -> Result<Option<ObjectId>, Unanswered>;
    /// The contents of a free variable's cell, `None` if it is empty.
    fn cell(&mut self, function: ObjectId, name: &str) -> Result<Option<ObjectId>, Unanswered>;
    /// `sys.modules[name]`.
    fn module(&mut self, name: &str) -> Result<Option<ObjectId>, Unanswered>;
    /// `reference()` of a weak reference: what it refers to, or `None` (the object) where that is gone.
    fn referent(&mut self, reference: ObjectId) -> Result<ObjectId, Unanswered>;
    /// `isinstance(object, class)` and `issubclass(object, class)`, asked only where no method of the user's decides ([`Self::membership`]).
    fn is_instance(&mut self, object: ObjectId, class: ObjectId) -> Result<bool, Unanswered>;
    fn is_subclass(&mut self, class: ObjectId, of: ObjectId) -> Result<bool, Unanswered>;
    /// Whether `class` derives from `of`, by the real base classes alone.
    fn derives(&mut self, class: ObjectId, of: ObjectId) -> Result<bool, Unanswered>;
    /// Who decides what `isinstance` (or, for `subclasses`, `issubclass`) says of `class` and what does not derive from it.
    fn membership(&mut self, class: ObjectId, subclasses: bool) -> Result<Membership, Unanswered>;
    /// The result of a nullary builtin that has no effect, such as `torch.is_grad_enabled`.
    fn query(&mut self, builtin: &str) -> Result<ObjectId, Unanswered>;
    /// A Python function's code as a `builtin.module` in MLIR's text, whose first `pydyn.func` is the function and whose
    /// others are what it defines inside.
    fn body(&mut self, function: ObjectId) -> Result<String, Unanswered>;
    /// What kind of history PyTorch gives what such a call makes, by the name that `grad_fn` shows; none where it gives none.
    fn history(&mut self, call: &SampleCall) -> Result<Option<String>, Unanswered>;
    /// What PyTorch raises for such a call, none where it takes the arguments. What it has to say of the values of tensors'
    /// elements is none of that: they are made up.
    fn raised(&mut self, call: &SampleCall) -> Result<Option<String>, Unanswered>;
    /// What a call gives that has no effect and depends on nothing but its arguments.
    fn pure(&mut self, call: &PureCall) -> Result<PureResult, Unanswered>;
    /// How often the branch at `site` in `function`'s code went which way in the profile.
    fn branch(
        &mut self,
        function: ObjectId,
        site: Site,
    ) -> Result<Option<BranchCounts>, Unanswered>;
    /// What has been seen of the input that `path` names (the symbol of its `dataflow.object`).
    fn seen(&mut self, path: &str) -> Result<Seen, Unanswered>;
}

/// A question that a world has no answer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    pub question: String,
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the profile does not say {}", self.question)
    }
}

impl std::error::Error for Unanswered {}
