//! `specialize-types`: from Python's own semantics to typed operations.
//!
//! An abstract interpreter runs the function on what is known of its arguments and of the heap, and
//! writes down what is left to compute:
//!
//! ```mlir
//! pydyn.func @scale(%x: !pydyn.object) -> !pydyn.object {…} {     // def scale(x): return x * FACTOR
//!   %0 = pydyn.load local "x" : !pydyn.object
//!   %1 = pydyn.load global "FACTOR" : !pydyn.object
//!   %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
//!   pydyn.return %2 : !pydyn.object
//! }
//! ```
//! ⇒
//! ```mlir
//! dataflow.object @scale = function checks identity as !pydyn.function
//! dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {leaf}
//! dataflow.object @FACTOR = global "FACTOR" of @scale checks value 2.0 : f64 as !pydyn.float
//! pydyn.func @scale() -> !pydyn.object {…} {
//!   %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
//!   %0 = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
//!   %1 = nn.mul …
//!   %2 = pydyn.box %1 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
//!   pydyn.return %2 : !pydyn.tensor<tensor<4xf32>>
//! }
//! ```
//!
//! Library code is treated as the user's is: `nn.Conv2d.forward` is inlined down to `torch.conv2d`, whose
//! meaning stands in [`crate::families`].

mod backward;
mod builtins;
mod code;
mod containers;
mod describe;
mod emit;
mod exceptions;
mod folding;
mod forms;
mod frame;
mod generators;
mod heap;
mod host;
mod imports;
mod in_place;
mod items;
mod iteration;
mod join;
mod loops;
mod mathematics;
mod methods;
mod numbers;
mod origins;
mod pass;
mod paths;
mod protocol;
mod pure;
mod reach;
mod refusal;
mod residual;
mod state;
mod statements;
mod subgraphs;
mod tape;
mod tensor_attributes;
mod tensor_memory;
mod tensors;
mod text;
mod types;
mod value;
mod views;

pub use pass::SpecializeTypes;
pub use refusal::{Place, Refusal, codes};

use self::{
    code::Code,
    emit::{Access, Emitter},
    frame::{Flow, Frame},
    heap::{FreshObject, Heap},
    paths::Paths,
    reach::Reach,
    value::{Fresh, Known, NumberKind, Ssa, Value},
};
use crate::world::{Object, ObjectId, World};
use janus_dialects::melior::{
    Context,
    ir::{
        Attribute, Block, BlockLike, BlockRef, Identifier, Location, Module, Region, RegionLike,
        Type,
        attribute::{StringAttribute, TypeAttribute},
        operation::{OperationBuilder, OperationLike, OperationRef},
        r#type::FunctionType,
    },
};
use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

/// Specializes the world's target function for the call that the world describes.
///
/// # Errors
/// Where the function cannot be converted; says why and where.
pub fn specialize<'c>(context: &'c Context, world: &mut dyn World) -> Result<Module<'c>, Refusal> {
    specialize_with(context, world, Vec::new())
}

/// The same with functions that are to be taken from `own` rather than from the world, by qualified name: what
/// `janus-opt` was given.
fn specialize_with<'c>(
    context: &'c Context,
    world: &mut dyn World,
    own: Vec<Rc<Code>>,
) -> Result<Module<'c>, Refusal> {
    let mut learnt = Learnt::default();
    let mut module = specialize_once(context, world, &own, &mut learnt);
    // Each time, there is one more function that calls itself.
    let mut known = 0;
    while module.is_err() && learnt.recursive.len() > known {
        known = learnt.recursive.len();
        module = specialize_once(context, world, &own, &mut learnt);
    }
    let Err(refusal) = module else {
        return module;
    };
    // Only where a loop has no iteration is what was before it still there behind it.
    if learnt.loops && matches!(refusal.code, codes::ALIAS | codes::BRANCH | codes::NAME) {
        learnt.loops_run = true;
        let module = specialize_once(context, world, &own, &mut learnt);
        if module.is_ok() {
            return module;
        }
    }
    // What a function changes may end its recursion, for all that its arguments tell.
    if known > 0 {
        let mut learnt = Learnt {
            inlines: true,
            ..Learnt::default()
        };
        let module = specialize_once(context, world, &own, &mut learnt);
        if module.is_ok() {
            return module;
        }
    }
    Err(refusal)
}

/// What one specialization has found out for the next one.
#[derive(Clone, Default)]
struct Learnt {
    /// Whether there are loops of the run.
    loops: bool,
    /// Whether each is assumed to have an iteration: what is behind it then came out of one.
    loops_run: bool,
    /// Functions that call themselves as often as only the run knows: by file and symbol.
    recursive: HashSet<(String, String)>,
    /// Whether even these are inlined.
    inlines: bool,
}

fn specialize_once<'c>(
    context: &'c Context,
    world: &mut dyn World,
    own: &[Rc<Code>],
    learnt: &mut Learnt,
) -> Result<Module<'c>, Refusal> {
    let mut siblings = HashMap::new();
    let mut given = HashMap::new();
    for code in own {
        given.insert(code.qualname.clone(), code.clone());
        siblings.insert((code.place.file.clone(), code.symbol.clone()), code.clone());
    }
    let target = world.target();
    let module = Module::new(Location::unknown(context));
    let Object::Function(info) = world.describe(target)? else {
        return Err(Refusal::new(
            codes::CALL,
            "what is to be converted is no Python function",
        ));
    };
    let (function, entry) = function_op(context, &module, &info.qualname)?;
    let mut specializer = Specializer {
        heap: Heap::new(),
        emit: Emitter::new(context, module.body(), function, entry),
        world,
        siblings,
        given,
        bodies: HashMap::new(),
        place: Place {
            file: info.file.clone(),
            line: info.line,
            column: 1,
        },
        callers: Vec::new(),
        grad_mode_at_entry: None,
        paths: Paths::default(),
        learnt: learnt.clone(),
        activations: Vec::new(),
        subgraphs: Vec::new(),
        functions: Vec::new(),
        calls_left: None,
        handlers: 0,
        ended: None,
        last_raised: None,
        nesting: 0,
    };
    // A function that calls itself finds itself under the name of the graph.
    specializer.heap.symbols.insert(info.qualname.to_string());
    let done = specializer.run_target(target, &info.qualname);
    *learnt = specializer.learnt;
    done.map(|()| module)
}

/// An empty `pydyn.func` without parameters.
fn function_op<'c, 'a>(
    context: &'c Context,
    module: &'a Module<'c>,
    qualname: &str,
) -> Result<(OperationRef<'c, 'a>, BlockRef<'c, 'a>), Refusal> {
    let object = Type::parse(context, "!pydyn.object")
        .ok_or_else(|| Refusal::new(codes::STATEMENT, "the pydyn dialect is not loaded"))?;
    let region = Region::new();
    region.append_block(Block::new(&[]));
    let attributes: Vec<(Identifier<'c>, Attribute<'c>)> = vec![
        (
            Identifier::new(context, "sym_name"),
            StringAttribute::new(context, qualname).into(),
        ),
        (
            Identifier::new(context, "qualname"),
            StringAttribute::new(context, qualname).into(),
        ),
        (
            Identifier::new(context, "function_type"),
            TypeAttribute::new(FunctionType::new(context, &[], &[object]).into()).into(),
        ),
        (
            Identifier::new(context, "parameters"),
            janus_dialects::melior::ir::attribute::ArrayAttribute::new(context, &[]).into(),
        ),
    ];
    let operation = OperationBuilder::new("pydyn.func", Location::unknown(context))
        .add_attributes(&attributes)
        .add_regions([region])
        .build()
        .map_err(|error| Refusal::new(codes::STATEMENT, error.to_string()))?;
    let function = module.body().append_operation(operation);
    let entry = function
        .region(0)
        .ok()
        .and_then(|region| region.first_block())
        .ok_or_else(|| Refusal::new(codes::STATEMENT, "the function lost its body"))?;
    Ok((function, entry))
}

/// How deep containers may lie in one another where what they hold is looked at: one can hold itself.
const MAX_NESTING: usize = 200;

/// One specialization under way.
struct Specializer<'w, 'c, 'a> {
    heap: Heap,
    world: &'w mut dyn World,
    emit: Emitter<'c, 'a>,
    /// Code by file and symbol: what `pydyn.make_function` refers to.
    siblings: HashMap<(String, String), Rc<Code>>,
    /// Functions of the input module by qualified name.
    given: HashMap<String, Rc<Code>>,
    bodies: HashMap<ObjectId, Rc<Code>>,
    /// Where the interpreter is, and where each call on the way was made.
    place: Place,
    callers: Vec<Place>,
    /// Whether autograd records when the function is called, once someone has asked.
    grad_mode_at_entry: Option<bool>,
    paths: Paths<'c, 'a>,
    learnt: Learnt,
    /// The calls that are being inlined, and the functions that are being written, the innermost last.
    activations: Vec<subgraphs::Activation>,
    subgraphs: Vec<subgraphs::Subgraph<'c, 'a>>,
    /// All functions that were written.
    functions: Vec<OperationRef<'c, 'a>>,
    calls_left: Option<Ssa>,
    /// How many `try` and `with` blocks run that could see an exception.
    handlers: usize,
    /// How the iterator ended that was asked last, where that was not of itself.
    ended: Option<protocol::Ended>,
    /// Where the last exception came from.
    last_raised: Option<Refusal>,
    /// How deep inside of containers the interpreter is.
    nesting: usize,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    fn reach(&mut self) -> Reach<'_, 'c, 'a> {
        self.emit
            .locate(&self.place, &self.callers[self.callers.len().min(1)..]);
        Reach {
            heap: &mut self.heap,
            world: &mut *self.world,
            emit: &mut self.emit,
        }
    }

    fn op(
        &mut self,
        name: &str,
        operands: &[Ssa],
        attributes: &[(&str, Attribute<'c>)],
        results: &[Type<'c>],
    ) -> Result<OperationRef<'c, 'a>, Refusal> {
        self.emit
            .locate(&self.place, &self.callers[self.callers.len().min(1)..]);
        self.emit.op(name, operands, attributes, results)
    }

    fn op1(
        &mut self,
        name: &str,
        operands: &[Ssa],
        attributes: &[(&str, Attribute<'c>)],
        result: Type<'c>,
    ) -> Result<Ssa, Refusal> {
        self.emit
            .locate(&self.place, &self.callers[self.callers.len().min(1)..]);
        self.emit.op1(name, operands, attributes, result)
    }

    /// A builder of ops at the present place in the source.
    fn located_builder(&mut self) -> crate::families::builder::Builder<'c, 'a> {
        self.emit
            .locate(&self.place, &self.callers[self.callers.len().min(1)..]);
        self.emit.builder()
    }

    fn number(&mut self, kind: NumberKind, value: f64, integer: i64) -> Result<Ssa, Refusal> {
        self.emit
            .locate(&self.place, &self.callers[self.callers.len().min(1)..]);
        self.emit.number(kind, value, integer)
    }

    fn run_target(&mut self, target: ObjectId, name: &str) -> Result<(), Refusal> {
        let function = self.reach().step(
            None,
            Access::Function,
            None,
            &format!("{name}.function"),
            target,
        )?;
        let Value::Known(_) = function else {
            return Err(Refusal::new(
                codes::CALL,
                "what is to be converted is no function",
            ));
        };
        let code = self.body(target)?;
        if code.kind != "function" {
            return Err(Refusal::new(
                codes::CALL,
                format!("a {} is not converted", code.kind),
            ));
        }
        let mut frame = Frame::new(&mut self.heap, code.clone(), target, true);
        for (index, parameter) in code.parameters.iter().enumerate() {
            let id = self.world.argument(index)?;
            let key = Some(emit::PathKey::int(index as i64));
            let value = self
                .reach()
                .step(None, Access::Argument, key, &parameter.name, id)?;
            frame.bind(&mut self.heap, &parameter.name, value);
        }
        let result = match self.run(&mut frame)? {
            Flow::Return(value) => value,
            Flow::Next(_) => Value::NONE,
            Flow::Raise(exception) => {
                let mut refusal = self.rising(&exception);
                refusal.trace = self
                    .last_raised
                    .take()
                    .map(|origin| origin.trace)
                    .unwrap_or_default();
                refusal.raised = None;
                return Err(refusal);
            }
            Flow::Break | Flow::Continue | Flow::Left => {
                return Err(Refusal::new(
                    codes::FRONTEND,
                    "a loop is left outside of it",
                ));
            }
        };
        if self.heap.grad_enabled != self.grad_mode_at_entry {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                "the function returns with another gradient mode than it was called in",
            ));
        }
        let result = self.materialize(&result)?;
        self.op("pydyn.return", &[result], &[], &[])?;
        self.close_regions()
    }

    /// A function's code, from the input module or from the world.
    fn body(&mut self, function: ObjectId) -> Result<Rc<Code>, Refusal> {
        if let Some(code) = self.bodies.get(&function) {
            return Ok(code.clone());
        }
        let qualname = match self.world.describe(function)? {
            Object::Function(info) => Some((info.qualname, info.file)),
            _ => None,
        };
        let given = qualname.and_then(|(qualname, file)| {
            let code = self.given.get(&qualname)?;
            same_file(&code.place.file, &file).then(|| code.clone())
        });
        let code = match given {
            Some(code) => code,
            None => self.read_body(function)?,
        };
        self.bodies.insert(function, code.clone());
        Ok(code)
    }

    fn read_body(&mut self, function: ObjectId) -> Result<Rc<Code>, Refusal> {
        let text = self.world.body(function)?;
        let module = Module::parse(self.emit.context, &text).ok_or_else(|| {
            Refusal::new(
                codes::UNANSWERED,
                "the profile holds a function that does not parse",
            )
        })?;
        let codes = code::read_module(&module)?;
        for code in &codes {
            self.siblings
                .insert((code.place.file.clone(), code.symbol.clone()), code.clone());
        }
        codes.into_iter().next().ok_or_else(|| {
            Refusal::new(
                codes::UNANSWERED,
                "the profile holds no code for a function",
            )
        })
    }

    /// The known object that a function is, as the root of paths to its globals and cells.
    fn known_function(&mut self, function: ObjectId) -> Result<Known, Refusal> {
        self.heap
            .known
            .iter()
            .position(|known| known.id == function)
            .map(|index| Known(index as u32))
            .ok_or_else(|| {
                Refusal::new(codes::UNANSWERED, "a function is used that was not reached")
            })
    }

    /// The value as a `pydyn` value of the emitted program, which something outside may keep.
    fn materialize(&mut self, value: &Value) -> Result<Ssa, Refusal> {
        self.within(|this| this.materialize_one(value))
    }

    /// Looks at what a container holds.
    fn within<T>(
        &mut self,
        look: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        if self.nesting == MAX_NESTING {
            return Err(Refusal::new(
                codes::ITEM,
                format!("containers lie {MAX_NESTING} deep in one another, or one holds itself"),
            ));
        }
        self.nesting += 1;
        let result = look(self);
        self.nesting -= 1;
        result
    }

    fn materialize_one(&mut self, value: &Value) -> Result<Ssa, Refusal> {
        let escape =
            |what: &str| Refusal::new(codes::ESCAPE, format!("{what} would leave the graph"));
        match value {
            Value::Constant(constant) => {
                self.emit.locate(&self.place, &[]);
                self.constant_object(constant)
            }
            Value::Number { kind, ssa, dim } => self.number_object(*kind, *ssa, *dim),
            Value::Tensor(tensor) => self.tensor_reference(*tensor),
            Value::Known(known) => self.reach().reference(*known),
            Value::Tuple(tuple) => self.tuple_object(tuple, |this| this.materialize_tuple(tuple)),
            Value::Fresh(fresh) => {
                if let Some(ssa) = self.heap.materialized.get(fresh) {
                    return Ok(*ssa);
                }
                let ssa = match self.heap.fresh[fresh.0 as usize].clone() {
                    FreshObject::List(elements) => self.materialize_sequence(
                        "pydyn.list",
                        "!pydyn.list<!pydyn.object>",
                        &elements,
                    )?,
                    FreshObject::Dict(entries) => {
                        let mut operands = Vec::new();
                        for (key, _) in &entries {
                            operands.push(self.materialize(key)?);
                        }
                        for (_, value) in &entries {
                            operands.push(self.materialize(value)?);
                        }
                        let r#type = self
                            .emit
                            .parse_type("!pydyn.dict<!pydyn.object, !pydyn.object>")?;
                        self.op1("pydyn.dict", &operands, &[], r#type)?
                    }
                    FreshObject::Set(_) | FreshObject::FrozenSet(_) => {
                        return Err(escape("a set"));
                    }
                    FreshObject::Iterator(_) => return Err(escape("an iterator")),
                    FreshObject::View(..) => return Err(escape("a view of a dict")),
                    FreshObject::Alias => return Err(escape("an alias for annotations")),
                    FreshObject::OpenRange { .. } => return Err(escape("a range or slice")),
                    FreshObject::Undecided(why) => return Err(why.as_ref().clone()),
                    FreshObject::Instance { .. } => {
                        return Err(escape("an object made by the function"));
                    }
                };
                self.heap.materialized.insert(*fresh, ssa);
                Ok(ssa)
            }
            Value::Function(_) => Err(escape("a function made by the function")),
            Value::Method { .. } | Value::BuiltinMethod { .. } => Err(escape("a bound method")),
            Value::Slice(_) | Value::Range { .. } => Err(escape("a range or slice")),
            Value::Super { .. } | Value::InstanceDict(_) => {
                Err(escape("'super()' or a '__dict__'"))
            }
        }
    }

    /// A tuple that was there before is itself; one of a subclass is made by its class.
    fn materialize_tuple(&mut self, tuple: &value::Tuple) -> Result<Ssa, Refusal> {
        if let Some(known) = tuple.as_known() {
            return self.reach().reference(known);
        }
        let plain = self.materialize_sequence("pydyn.tuple", "!pydyn.tuple", tuple)?;
        let class = match tuple.class() {
            value::TupleClass::Plain => return Ok(plain),
            value::TupleClass::Size => self.torch_class("Size")?,
            value::TupleClass::Other(class) => Value::Known(self.known_class(class)?),
        };
        let class = self.materialize(&class)?;
        let kinds = self.emit.strings(&[String::new()]);
        let r#type = self.emit.parse_type("!pydyn.object")?;
        self.op1("pydyn.call", &[class, plain], &[("kinds", kinds)], r#type)
    }

    fn materialize_sequence(
        &mut self,
        op: &str,
        r#type: &str,
        elements: &[Value],
    ) -> Result<Ssa, Refusal> {
        let mut operands = Vec::with_capacity(elements.len());
        for element in elements {
            operands.push(self.materialize(element)?);
        }
        let kinds = self.emit.strings(&vec![String::new(); elements.len()]);
        let r#type = self.emit.parse_type(r#type)?;
        self.op1(op, &operands, &[("kinds", kinds)], r#type)
    }

    /// Refuses to change an object that something outside already refers to.
    fn check_not_escaped(&self, fresh: Fresh) -> Result<(), Refusal> {
        if self.heap.materialized.contains_key(&fresh) {
            return Err(Refusal::new(
                codes::ALIAS,
                "a container is changed after it was stored outside",
            ));
        }
        Ok(())
    }
}

/// Whether two names of a source file agree: a profile may have been made in another directory.
fn same_file(a: &str, b: &str) -> bool {
    let name = |path: &str| {
        std::path::Path::new(path)
            .file_name()
            .map(std::ffi::OsStr::to_owned)
    };
    a == b || name(a) == name(b)
}
