//! `dataflow-to-func`: a graph to the function that is compiled.
//!
//! ```mlir
//! dataflow.graph @f {
//!   %w = dataflow.state.read @w : tensor<4xf32>
//!   %x = dataflow.state.read @x : tensor<4xf32>
//!   %y = … : tensor<4xf32>
//!   %l = … : tensor<f32>
//!   dataflow.commit(%y, %l : tensor<4xf32>, tensor<f32>) {
//!   ^bb0(%0: tensor<4xf32>, %1: tensor<f32>):
//!     %r = pydyn.object_ref @w : …
//!     pydyn.write %r, %0 : …
//!     %t = pydyn.box %1 : …
//!     pydyn.return %t : …
//!   }
//! }
//! ```
//! ⇒
//! ```mlir
//! dataflow.graph @f.surface {
//!   %w = dataflow.state.read @w : tensor<4xf32>
//!   %x = dataflow.state.read @x : tensor<4xf32>
//!   %0 = ub.poison : tensor<4xf32>
//!   %1 = ub.poison : tensor<f32>
//!   dataflow.commit(%0, %1 : …) {…}
//! }
//! func.func @f(%0: memref<4xf32> {janus.input = @w, janus.output = 0 : i64},
//!              %1: memref<4xf32> {janus.input = @x},
//!              %2: memref<f32> {janus.output = 1 : i64}) -> i32 attributes {llvm.emit_c_interface} {
//!   %w = bufferization.to_tensor %0 restrict writable : …
//!   %x = bufferization.to_tensor %1 restrict : …
//!   %o = bufferization.to_tensor %2 restrict writable : …
//!   %y = …
//!   %l = …
//!   %3 = bufferization.materialize_in_destination %y in %w : …
//!   %4 = bufferization.materialize_in_destination %l in %o : …
//!   bufferization.materialize_in_destination %3 in writable %0 : …
//!   bufferization.materialize_in_destination %4 in writable %2 : …
//!   return %c0_i32 : i32
//! }
//! ```
//!
//! - A tensor that the commit only writes back shares the argument that it is read from, so that it
//!   is updated in place. A graph must fail without a trace: what its assertions depend on is computed
//!   first, and a tensor that is computed by then is not updated in place.
//! - Each buffer is one tensor value, read and written; bufferization sees what is read after a write
//!   and copies there.
//! - A result whose sizes are only known at the end asks `janus_allocate` for its buffer.
//! - What follows an assertion is inside the `scf.if` that asks it; the result is 0, or 1 + the
//!   number of the assertion that failed, in program order.
//! - A loop's tensors stay in their buffers from iteration to iteration.
//! - A `dataflow.function` with `janus.arguments` (what `build-backward` makes) becomes a function
//!   in the same way; one without is a subgraph that is invoked, see [`subgraphs`].
//!
//! Restrictions: random numbers that a region draws would have to be drawn before the program knows
//! whether it needs them (JC0010), and a subgraph gives no tensor of open size (JC0012). A loop's tensors
//! must have static shapes, or the next stage refuses them: their buffers could not be kept.

mod control;
mod loads;
mod order;
mod records;
mod results;
mod signature;
mod subgraphs;

use self::{
    loads::{declare_name, lowered},
    order::Ordered,
    results::to_tensor,
    signature::{Argument, Role, of_graph},
    subgraphs::{Subgraphs, is_subgraph, of_subgraph},
};
use crate::{
    rebuild::{
        Emitter, Mapping, arguments, defining, key, name, op_key, operands, operations,
        region_block, region_operations, results as results_of, symbol, text, walk,
    },
    refusal::{DRAW, refuse},
};
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult, StatisticSpec,
    melior::{
        Context, IrRewriter,
        ir::{
            Attribute, Block, BlockLike, Identifier, Location, OperationRef, Region, RegionLike,
            Type, Value, ValueLike,
            attribute::{ArrayAttribute, DictionaryAttribute, StringAttribute, TypeAttribute},
            operation::{OperationBuilder, OperationLike},
            r#type::{FunctionType, IntegerType, RankedTensorType},
        },
    },
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    rc::Rc,
};

/// The attribute of a `dataflow.function` that says what its arguments are for.
pub const ARGUMENTS: &str = "janus.arguments";
/// The attribute that says what its results are for.
pub const RESULTS: &str = "janus.results";
/// What the name of a graph's surface ends in.
pub const SURFACE: &str = ".surface";

/// The pass.
#[derive(Clone, Default)]
pub struct DataflowToFunc;

/// Where a result goes.
#[derive(Clone, Copy)]
struct Place<'c, 'a> {
    result: usize,
    memory: Value<'c, 'a>,
    /// The buffer as a tensor; none for a number, nor in a subgraph: what is computed in its branches and loops may
    /// be in other buffers, and is copied.
    tensor: Option<Value<'c, 'a>>,
}

/// A function that is being emitted.
struct Function<'c, 'a> {
    subgraphs: Rc<Subgraphs>,
    /// Whether it is one of them.
    is_subgraph: bool,
    mapping: Mapping<'c, 'a>,
    places: Vec<Place<'c, 'a>>,
    /// The numbers of the assertions.
    assertions: HashMap<usize, i64>,
    /// The functions of the runtime that it calls, with their types.
    used: BTreeSet<(&'static str, &'static str)>,
    /// The names of attributes that it loads, as symbols.
    names: BTreeSet<String>,
}

impl Pass for DataflowToFunc {
    const ARGUMENT: &'static str = "dataflow-to-func";
    const DESCRIPTION: &'static str =
        "Turn graphs into functions on buffers, and leave their surface";

    fn statistics() -> &'static [StatisticSpec] {
        const STATISTICS: &[StatisticSpec] = &[
            StatisticSpec::new("arguments", "Number of arguments"),
            StatisticSpec::new("in-place", "Number of tensors updated in place"),
        ];
        STATISTICS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[
            Dialect::Func,
            Dialect::MemRef,
            Dialect::Bufferization,
            Dialect::Scf,
            Dialect::Arith,
            Dialect::Tensor,
            Dialect::Llvm,
            Dialect::Ub,
            Dialect::Nn,
        ]
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let Some(body) = region_block(operation, 0) else {
            return Ok(());
        };
        let context = pass.context();
        let (mut used, mut names) = (BTreeSet::new(), BTreeSet::new());
        let subgraphs = Rc::new(Subgraphs::of(body));
        for operation in operations(body) {
            let is_graph = name(operation) == "dataflow.graph";
            let signature = if is_graph {
                of_graph(operation, &subgraphs)?
            } else if is_subgraph(operation) {
                of_subgraph(operation)?
            } else if name(operation) == "dataflow.function" {
                of_function(operation)?
            } else {
                continue;
            };
            let in_place = |argument: &&Argument| {
                matches!(argument.role, Role::Input(_)) && argument.result.is_some()
            };
            pass.count("arguments", signature.len() as u64);
            pass.count("in-place", signature.iter().filter(in_place).count() as u64);
            let made = convert(operation, &signature, &subgraphs, context)?;
            used.extend(made.used);
            names.extend(made.names);
            if is_graph {
                leave_surface(operation, context)?;
            }
            IrRewriter::new(context)
                .as_rewriter_base()
                .erase_op(operation);
        }
        for name in names {
            declare_name(&name, Emitter::new(context, body), operation.location())?;
        }
        for (function, r#type) in used {
            let is_declared = operations(body)
                .into_iter()
                .any(|operation| text(operation, "sym_name") == Some(function));
            if !is_declared {
                declare(function, r#type, operation.location(), body, context)?;
            }
        }
        Ok(())
    }
}

/// The arguments of a function that says what they are for.
fn of_function<'c: 'a, 'a>(function: OperationRef<'c, 'a>) -> PassResult<'c, Vec<Argument<'c>>> {
    let malformed = || Diagnostic::op_error(&function, "has a malformed 'janus.arguments'");
    let list = |name: &str| -> PassResult<'c, Vec<Role>> {
        let list = ArrayAttribute::try_from(function.attribute(name)?)?;
        (0..list.len())
            .map(|index| {
                let entry = DictionaryAttribute::try_from(list.element(index)?)?;
                role(entry).ok_or_else(|| malformed().into())
            })
            .collect()
    };
    let body = region_block(function, 0).ok_or_else(malformed)?;
    let (roles, taken) = (list(ARGUMENTS)?, arguments(body));
    let (results, given) = (
        list(RESULTS)?,
        region_operations(function, 0)
            .last()
            .map(|end| operands(*end))
            .unwrap_or_default(),
    );
    if roles.len() != taken.len() || results.len() != given.len() {
        return Err(malformed().into());
    }
    let mut all: Vec<_> = roles
        .into_iter()
        .zip(taken)
        .map(|(role, value)| Argument::read(role, value.r#type()))
        .collect();
    for (index, (role, value)) in results.into_iter().zip(given).enumerate() {
        all.push(Argument {
            role,
            r#type: value.r#type(),
            result: Some(index),
        });
    }
    Ok(all)
}

fn role(entry: DictionaryAttribute<'_>) -> Option<Role> {
    use janus_dialects::{ir::AttributeExt, melior::ir::attribute::IntegerAttribute};
    let object = |name: &str| {
        let attribute = entry.element_by_name(name)?;
        Some(attribute.as_symbol()?.to_owned())
    };
    let index = |name: &str| {
        let attribute = IntegerAttribute::try_from(entry.element_by_name(name)?).ok()?;
        usize::try_from(attribute.value()).ok()
    };
    object("janus.input")
        .map(Role::Input)
        .or_else(|| index("janus.draw").map(Role::Draw))
        .or_else(|| index("janus.seed").map(Role::Seed))
        .or_else(|| index("janus.saved").map(Role::Saved))
        .or_else(|| object("janus.gradient").map(Role::Gradient))
}

/// Emits the function behind a graph.
fn convert<'c: 'a, 'a>(
    graph: OperationRef<'c, 'a>,
    signature: &[Argument<'c>],
    subgraphs: &Rc<Subgraphs>,
    context: &'c Context,
) -> PassResult<'c, Function<'c, 'a>> {
    let location = graph.location();
    let mut types = vec![];
    for argument in signature {
        types.push(argument.taken_as(context, location)?);
    }
    let region = Region::new();
    let signature_types: Vec<_> = types.iter().map(|r#type| (*r#type, location)).collect();
    let block = region.append_block(Block::new(&signature_types));
    let emitter = Emitter::new(context, block);
    let mut function = Function {
        subgraphs: subgraphs.clone(),
        is_subgraph: is_subgraph(graph),
        mapping: Mapping::default(),
        places: vec![],
        assertions: HashMap::new(),
        used: BTreeSet::new(),
        names: BTreeSet::new(),
    };
    let mut refused = None;
    let top: HashSet<_> = region_operations(graph, 0)
        .into_iter()
        .map(op_key)
        .collect();
    walk(graph, &mut |operation| match name(operation).as_str() {
        "dataflow.assert" => {
            let number = subgraphs.first_assertion(graph) + function.assertions.len();
            let number = i64::try_from(number).unwrap_or(i64::MAX);
            function.assertions.insert(op_key(operation), number);
        }
        "dataflow.draw" if !top.contains(&op_key(operation)) => {
            refused.get_or_insert(operation);
        }
        _ => {}
    });
    if let Some(draw) = refused {
        return Err(refuse(
            DRAW,
            draw.location(),
            "random numbers are drawn only on some paths, or a varying number of times",
        )
        .into());
    }

    // What goes in.
    let memories = arguments(block);
    let mut read = HashMap::new();
    for (argument, memory) in signature.iter().zip(&memories) {
        let is_tensor = RankedTensorType::try_from(argument.r#type).is_ok();
        let value = if is_tensor {
            let writable = argument.result.is_some();
            to_tensor(*memory, argument.r#type, writable, emitter, location)?
        } else if matches!(argument.role, Role::Input(_) | Role::Saved(_)) {
            let r#type = lowered(context, argument.r#type);
            emitter.value("memref.load", location, &[*memory], r#type, &[])?
        } else {
            *memory
        };
        if let Some(result) = argument.result {
            function.places.push(Place {
                result,
                memory: *memory,
                tensor: (is_tensor && !function.is_subgraph).then_some(value),
            });
        }
        match &argument.role {
            Role::Input(symbol) => {
                read.insert(symbol.clone(), value);
            }
            Role::Draw(_)
            | Role::Seed(_)
            | Role::Saved(_)
            | Role::Output(_)
            | Role::Gradient(_)
            | Role::Parameter
            | Role::Given => {}
        }
    }
    enter(graph, signature, &memories, &read, &mut function, block);

    // The program.
    let statements = Ordered::new(region_operations(graph, 0), subgraphs).statements;
    let (status, _) = function.region(&statements, emitter)?;
    let i32: Type<'c> = IntegerType::new(context, 32).into();
    let status = match status {
        Some(status) => status,
        None => emitter.integer(location, 0, i32)?,
    };
    emitter.op("func.return", location, &[status], &[], &[], vec![])?;

    let attributes: Vec<_> = signature
        .iter()
        .map(|argument| argument.attributes(context))
        .collect();
    let symbol = text(graph, "sym_name").unwrap_or("");
    let attribute = |name: &str, value: Attribute<'c>| (Identifier::new(context, name), value);
    // Who calls it: other functions of the module, or the runtime.
    let used = match is_subgraph(graph) {
        true => attribute(
            "sym_visibility",
            StringAttribute::new(context, "private").into(),
        ),
        false => attribute("llvm.emit_c_interface", Attribute::unit(context)),
    };
    let made = OperationBuilder::new("func.func", location)
        .add_attributes(&[
            used,
            attribute("sym_name", StringAttribute::new(context, symbol).into()),
            attribute(
                "function_type",
                TypeAttribute::new(FunctionType::new(context, &types, &[i32]).into()).into(),
            ),
            attribute(
                "arg_attrs",
                ArrayAttribute::new(context, &attributes).into(),
            ),
        ])
        .add_regions([region])
        .build()?;
    let parent = graph
        .block()
        .ok_or_else(|| Diagnostic::op_error(&graph, "is not in a module"))?;
    parent.insert_operation_after(graph, made);
    Ok(function)
}

/// Says what stands for what goes in: reads and draws of a graph, or arguments of a function.
fn enter<'c: 'a, 'a>(
    graph: OperationRef<'c, 'a>,
    signature: &[Argument<'c>],
    memories: &[Value<'c, 'a>],
    read: &HashMap<String, Value<'c, 'a>>,
    function: &mut Function<'c, 'a>,
    block: janus_dialects::melior::ir::BlockRef<'c, 'a>,
) {
    // The tensor or number that was made of each argument.
    let made: HashMap<_, _> = operations(block)
        .into_iter()
        .filter_map(|operation| Some((key(operation.operand(0).ok()?), results_of(operation))))
        .collect();
    let value = |index: usize| -> Option<Value<'c, 'a>> {
        let memory = *memories.get(index)?;
        match made.get(&key(memory)) {
            Some(made) => made.first().copied(),
            // A number that is handed over as it is.
            None => Some(memory).filter(|_| signature[index].role == Role::Parameter),
        }
    };
    if let Some(body) = region_block(graph, 0) {
        for (index, argument) in arguments(body).into_iter().enumerate() {
            if let Some(value) = value(index) {
                function.mapping.insert(argument, value);
            }
        }
    }
    let draws: Vec<_> = signature
        .iter()
        .enumerate()
        .filter(|(_, argument)| matches!(argument.role, Role::Draw(_)))
        .map(|(index, _)| index)
        .collect();
    let mut next = draws.into_iter();
    walk(graph, &mut |operation| {
        let stands = match name(operation).as_str() {
            "dataflow.state.read" => symbol(operation, "object")
                .and_then(|symbol| read.get(symbol))
                .copied(),
            "dataflow.draw" => next.next().and_then(value),
            _ => None,
        };
        if let (Some(value), Some(result)) = (stands, results_of(operation).first()) {
            function.mapping.insert(*result, value);
        }
    });
}

/// Leaves what a runtime must know of a graph: reads, draws with their sizes, and the commit.
fn leave_surface<'c: 'a, 'a>(graph: OperationRef<'c, 'a>, context: &'c Context) -> PassResult<'c> {
    let location = graph.location();
    let region = Region::new();
    let emitter = Emitter::new(context, region.append_block(Block::new(&[])));
    let statements = region_operations(graph, 0);
    let mut needed = HashSet::new();
    let mut kept = vec![];
    for statement in statements.iter().rev() {
        let is_surface = matches!(
            name(*statement).as_str(),
            "dataflow.state.read" | "dataflow.draw"
        );
        let is_size = results_of(*statement)
            .iter()
            .any(|result| needed.contains(&key(*result)));
        if is_surface || is_size {
            needed.extend(operands(*statement).into_iter().map(key));
            kept.push(*statement);
        }
    }
    let mut mapping = Mapping::default();
    for statement in kept.into_iter().rev() {
        emitter.copy(statement, &mut mapping)?;
    }
    let commit = statements
        .last()
        .ok_or_else(|| Diagnostic::op_error(&graph, "is empty"))?;
    for value in operands(*commit) {
        let is_surface = defining(value).is_some_and(|made| {
            matches!(name(made).as_str(), "dataflow.state.read" | "dataflow.draw")
        });
        if !is_surface && mapping.find(value).is_none() {
            let poison = Attribute::parse(context, "#ub.poison")
                .ok_or_else(|| Diagnostic::error(location, "no poison"))?;
            let poison = emitter.named("value", poison);
            let stand = emitter.value(
                "ub.poison",
                value.location(),
                &[],
                value.r#type(),
                &[poison],
            )?;
            mapping.insert(value, stand);
        }
    }
    emitter.copy(*commit, &mut mapping)?;
    let symbol = format!("{}{SURFACE}", text(graph, "sym_name").unwrap_or(""));
    let surface = OperationBuilder::new("dataflow.graph", location)
        .add_attributes(&[emitter.named("sym_name", StringAttribute::new(context, &symbol))])
        .add_regions([region])
        .build()?;
    let parent = graph
        .block()
        .ok_or_else(|| Diagnostic::op_error(&graph, "is not in a module"))?;
    parent.insert_operation_before(graph, surface);
    Ok(())
}

/// Declares a function of the runtime's.
fn declare<'c: 'a, 'a>(
    function: &str,
    r#type: &str,
    location: Location<'c>,
    body: janus_dialects::melior::ir::BlockRef<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c> {
    let r#type = Type::parse(context, r#type)
        .ok_or_else(|| Diagnostic::error(location, "a function type cannot be made"))?;
    let attribute = |name: &str, value: Attribute<'c>| (Identifier::new(context, name), value);
    let linkage = Attribute::parse(context, "#llvm.linkage<external>")
        .ok_or_else(|| Diagnostic::error(location, "a linkage cannot be made"))?;
    let declaration = OperationBuilder::new("llvm.func", location)
        .add_attributes(&[
            attribute("sym_name", StringAttribute::new(context, function).into()),
            attribute("function_type", TypeAttribute::new(r#type).into()),
            attribute("linkage", linkage),
        ])
        .add_regions([Region::new()])
        .build()?;
    body.append_operation(declaration);
    Ok(())
}
