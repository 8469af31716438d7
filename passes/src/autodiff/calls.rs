//! The derivative of a function that is invoked, perhaps by itself.
//!
//! ```mlir
//! dataflow.function @g (tensor<4xf32>, i64) -> tensor<4xf32> { … %r = dataflow.invoke @g(%h, %m) … }
//! // has a form that keeps what the calls inside of it gave,
//! dataflow.function @g.forward (tensor<4xf32>, i64) -> (tensor<4xf32>, i64) {
//!   … %r, %inner = dataflow.invoke @g.forward(%h, %m) … %own = dataflow.record %r, %inner …
//! }
//! // and a derivative that computes the rest again from its arguments
//! dataflow.function @g.reverse.0.0 (tensor<4xf32>, i64, i64, tensor<4xf32>) -> tensor<4xf32> {
//! ^bb0(%x: tensor<4xf32>, %n: i64, %own: i64, %seed: tensor<4xf32>):
//!   … %r, %inner = dataflow.recall %own[0] invoke @g.forward(%h, %m) …
//!   … %dh = dataflow.invoke @g.reverse.0.0(%h, %m, %inner, %dr) …
//! }
//! ```
//!
//! There is a derivative for each set of arguments that are active and of results with a derivative; it stands in the
//! module before its body is made, so that recursion closes. A call in a loop, or on one side of a branch of the graph,
//! is made once more where its derivative is asked for.

use super::{Reverse, is_differentiable, prune};
use crate::{
    families::builder::{Builder, key, name_of, operands_of, results_of},
    rebuild::{
        Emitter, Mapping, arguments, copy_without_assertions, operands, operations, region_block,
        region_operations, symbol, text, walk,
    },
};
use janus_dialects::{
    Diagnostic, PassResult,
    ir::OperationExt,
    melior::{
        Context, IrRewriter,
        ir::{
            Attribute, Block, BlockLike, BlockRef, Region, RegionLike, Type, Value, ValueLike,
            attribute::{
                ArrayAttribute, FlatSymbolRefAttribute, IntegerAttribute, StringAttribute,
                TypeAttribute,
            },
            operation::{OperationBuilder, OperationLike, OperationRef},
            r#type::FunctionType,
        },
    },
};
use std::collections::{HashMap, HashSet};

const FUNCTION: &str = "dataflow.function";
const INVOKE: &str = "dataflow.invoke";
const RECORD: &str = "dataflow.record";
const RECALL: &str = "dataflow.recall";
const COND: &str = super::COND;
/// What the name of a form that keeps what its calls gave ends in.
const FORWARD: &str = ".forward";

pub fn is_call(op: OperationRef<'_, '_>) -> bool {
    match name_of(op).as_str() {
        INVOKE => true,
        RECALL => op.has_attribute("callee"),
        _ => false,
    }
}

/// Lets the calls in a graph's own block keep what its derivative needs.
pub fn record<'c: 'a, 'a>(context: &'c Context, root: OperationRef<'c, 'a>) -> PassResult<'c> {
    let Some(module) = region_block(root, 0) else {
        return Ok(());
    };
    let graphs = operations(module).into_iter();
    for graph in graphs.filter(|op| name_of(*op) == "dataflow.graph") {
        for call in region_operations(graph, 0) {
            if name_of(call) != INVOKE {
                continue;
            }
            let Some(builder) = Builder::before(context, call) else {
                continue;
            };
            let builder = builder.located(call.location());
            let function = symbol(call, "callee").unwrap_or_default().to_owned();
            forward(context, module, &function)?;
            let made = invoke(
                &builder,
                &format!("{function}{FORWARD}"),
                &operands(call),
                &kept_types(&builder, call),
            );
            let mut results = results_of(made);
            results.pop();
            IrRewriter::new(context)
                .as_rewriter_base()
                .replace_op_with_values(call, &results);
        }
    }
    Ok(())
}

/// Removes the functions that nothing invokes any more, where there is a graph that would.
pub fn remove_unused<'c: 'a, 'a>(context: &'c Context, root: OperationRef<'c, 'a>) {
    let Some(module) = region_block(root, 0) else {
        return;
    };
    let all = operations(module);
    if !all.iter().any(|op| name_of(*op) == "dataflow.graph") {
        return;
    }
    let is_subgraph = |op: &OperationRef<'c, 'a>| {
        name_of(*op) == FUNCTION && !op.has_attribute(crate::dataflow_to_func::ARGUMENTS)
    };
    let mut used = HashSet::new();
    let mut open: Vec<_> = all.iter().filter(|op| !is_subgraph(op)).copied().collect();
    while let Some(op) = open.pop() {
        walk(op, &mut |nested| {
            let Some(callee) = symbol(nested, "callee").filter(|_| name_of(nested) == INVOKE)
            else {
                return;
            };
            if used.insert(callee.to_owned()) {
                open.extend(find(module, callee));
            }
        });
    }
    for op in all.into_iter().filter(is_subgraph) {
        if !used.contains(text(op, "sym_name").unwrap_or_default()) {
            IrRewriter::new(context).as_rewriter_base().erase_op(op);
        }
    }
}

fn find<'c: 'a, 'a>(module: BlockRef<'c, 'a>, name: &str) -> Option<OperationRef<'c, 'a>> {
    operations(module)
        .into_iter()
        .find(|op| name_of(*op) == FUNCTION && text(*op, "sym_name") == Some(name))
}

fn invoke<'c: 'a, 'a>(
    builder: &Builder<'c, 'a>,
    callee: &str,
    operands: &[Value<'c, 'a>],
    types: &[Type<'c>],
) -> OperationRef<'c, 'a> {
    let callee = FlatSymbolRefAttribute::new(builder.context, callee).into();
    builder.op(INVOKE, operands, &[("callee", callee)], types)
}

/// The types of what a call gives that keeps what its derivative needs.
fn kept_types<'c: 'a, 'a>(builder: &Builder<'c, 'a>, call: OperationRef<'c, 'a>) -> Vec<Type<'c>> {
    let mut types: Vec<_> = results_of(call).iter().map(|v| v.r#type()).collect();
    types.push(i64_type(builder.context));
    types
}

fn i64_type(context: &Context) -> Type<'_> {
    janus_dialects::melior::ir::r#type::IntegerType::new(context, 64).into()
}

/// An empty function at the end of the module.
fn declare<'c: 'a, 'a>(
    context: &'c Context,
    module: BlockRef<'c, 'a>,
    name: &str,
    like: OperationRef<'c, 'a>,
    types: &[Type<'c>],
    results: &[Type<'c>],
) -> PassResult<'c, BlockRef<'c, 'a>> {
    let location = like.location();
    let taken: Vec<_> = types.iter().map(|r#type| (*r#type, location)).collect();
    let region = Region::new();
    region.append_block(Block::new(&taken));
    let emitter = Emitter::new(context, module);
    let r#type = FunctionType::new(context, types, results);
    let made = OperationBuilder::new(FUNCTION, location)
        .add_attributes(&[
            emitter.named("sym_name", StringAttribute::new(context, name)),
            emitter.named("function_type", TypeAttribute::new(r#type.into())),
        ])
        .add_regions([region])
        .build()?;
    let made = module.append_operation(made);
    Ok(region_block(made, 0).ok_or_else(|| Diagnostic::op_error(&made, "lost its body"))?)
}

fn function<'c: 'a, 'a>(
    module: BlockRef<'c, 'a>,
    name: &str,
) -> PassResult<'c, (OperationRef<'c, 'a>, BlockRef<'c, 'a>)> {
    let missing = || Diagnostic::unlocated(format!("there is no function '{name}'"));
    let function = find(module, name).ok_or_else(missing)?;
    let body = region_block(function, 0).ok_or_else(missing)?;
    Ok((function, body))
}

/// Makes the form of a function that keeps what its calls gave, if there is none yet.
fn forward<'c: 'a, 'a>(
    context: &'c Context,
    module: BlockRef<'c, 'a>,
    name: &str,
) -> PassResult<'c> {
    let kept = format!("{name}{FORWARD}");
    if find(module, &kept).is_some() {
        return Ok(());
    }
    let (own, body) = function(module, name)?;
    let types: Vec<_> = arguments(body).iter().map(|v| v.r#type()).collect();
    let end = operations(body).last().copied();
    let mut results: Vec<_> = end
        .map(operands)
        .unwrap_or_default()
        .iter()
        .map(|value| value.r#type())
        .collect();
    results.push(i64_type(context));
    let made = declare(context, module, &kept, own, &types, &results)?;
    let mut mapping = Mapping::default();
    mapping.insert_all(&arguments(body), &arguments(made));
    keep(context, module, &operations(body), made, &mut mapping)
}

/// Whether an operation is a call, or a branch with calls in it that are kept.
fn has_calls(op: OperationRef<'_, '_>) -> bool {
    match name_of(op).as_str() {
        INVOKE => true,
        COND => (0..op.region_count()).any(|i| region_operations(op, i).into_iter().any(has_calls)),
        _ => false,
    }
}

/// Copies the operations of a block; those of its calls keep what they gave, and the block yields where besides what it
/// yields.
fn keep<'c: 'a, 'a>(
    context: &'c Context,
    module: BlockRef<'c, 'a>,
    statements: &[OperationRef<'c, 'a>],
    block: BlockRef<'c, 'a>,
    mapping: &mut Mapping<'c, 'a>,
) -> PassResult<'c> {
    let emitter = Emitter::new(context, block);
    let mut kept = vec![];
    for statement in statements {
        let location = statement.location();
        let builder = Builder::at_end(context, location, block);
        let taken: Vec<_> = operands(*statement)
            .iter()
            .map(|v| mapping.get(*v))
            .collect();
        if name_of(*statement) == INVOKE {
            let name = symbol(*statement, "callee").unwrap_or_default().to_owned();
            forward(context, module, &name)?;
            let types = kept_types(&builder, *statement);
            let made = results_of(invoke(
                &builder,
                &format!("{name}{FORWARD}"),
                &taken,
                &types,
            ));
            mapping.insert_all(&results_of(*statement), &made);
            kept.extend(made);
        } else if name_of(*statement) == COND && has_calls(*statement) {
            let mut regions = vec![];
            for index in 0..statement.region_count() {
                let (region, inside) = emitter.region(&[], location);
                let body = region_operations(*statement, index);
                keep(context, module, &body, inside.block, mapping)?;
                regions.push(region);
            }
            let types = kept_types(&builder, *statement);
            let made = results_of(builder.op_with_regions(COND, &taken, &[], &types, regions));
            mapping.insert_all(&results_of(*statement), &made);
            kept.extend(made.last());
        } else if name_of(*statement) == "dataflow.yield" {
            let i64 = i64_type(context);
            let place = if kept.is_empty() {
                emitter.integer(location, 0, i64)?
            } else {
                builder.value(RECORD, &kept, &[], i64)
            };
            let mut given = taken;
            given.push(place);
            builder.op("dataflow.yield", &given, &[], &[]);
        } else {
            emitter.copy(*statement, mapping)?;
        }
    }
    Ok(())
}

/// Copies the operations of a block that [`keep`] has made, all but its end: what was kept is looked up in a record.
fn recall<'c: 'a, 'a>(
    context: &'c Context,
    statements: &[OperationRef<'c, 'a>],
    block: BlockRef<'c, 'a>,
    record: Value<'c, 'a>,
    mapping: &mut Mapping<'c, 'a>,
) -> PassResult<'c> {
    let emitter = Emitter::new(context, block);
    let values = statements
        .iter()
        .find(|op| name_of(**op) == RECORD)
        .map(|op| operands(*op))
        .unwrap_or_default();
    let types: Vec<Attribute<'c>> = values
        .iter()
        .map(|value| TypeAttribute::new(value.r#type()).into())
        .collect();
    let layout: Attribute<'c> = ArrayAttribute::new(context, &types).into();
    let places: HashMap<_, _> = values
        .iter()
        .enumerate()
        .map(|(place, value)| (key(*value), place))
        .collect();
    let first = |place: usize| -> Attribute<'c> {
        IntegerAttribute::new(i64_type(context), place as i64).into()
    };
    for statement in statements {
        let location = statement.location();
        let builder = Builder::at_end(context, location, block);
        let results = results_of(*statement);
        let name = name_of(*statement);
        let place = |value: Option<&Value<'c, 'a>>| places.get(&key(*value?)).copied();
        if name == RECORD {
            mapping.insert_all(&results, &[record]);
        } else if let (INVOKE, Some(place)) = (name.as_str(), place(results.first())) {
            let callee = symbol(*statement, "callee").unwrap_or_default();
            let callee: Attribute<'c> = FlatSymbolRefAttribute::new(context, callee).into();
            let mut taken = vec![record];
            taken.extend(operands(*statement).iter().map(|v| mapping.get(*v)));
            let types: Vec<_> = results.iter().map(|value| value.r#type()).collect();
            let attributes = [
                ("first", first(place)),
                ("layout", layout),
                ("callee", callee),
            ];
            let made = builder.op(RECALL, &taken, &attributes, &types);
            mapping.insert_all(&results, &results_of(made));
        } else if let (COND, Some(place)) = (name.as_str(), place(results.last())) {
            let attributes = [("first", first(place)), ("layout", layout)];
            let nested = builder.value(RECALL, &[record], &attributes, i64_type(context));
            let mut regions = vec![];
            for index in 0..statement.region_count() {
                let (region, inside) = emitter.region(&[], location);
                let body = region_operations(*statement, index);
                recall(context, &body, inside.block, nested, mapping)?;
                let end = body.last().copied().map(operands).unwrap_or_default();
                let given: Vec<_> = end.iter().map(|value| mapping.get(*value)).collect();
                inside.op("dataflow.yield", location, &given, &[], &[], vec![])?;
                regions.push(region);
            }
            let types: Vec<_> = results.iter().map(|value| value.r#type()).collect();
            let condition = mapping.get(statement.operand(0)?);
            let made = builder.op_with_regions(COND, &[condition], &[], &types, regions);
            mapping.insert_all(&results, &results_of(made));
            if let Some(last) = results.last() {
                mapping.insert(*last, nested);
            }
        } else if name != "dataflow.yield" {
            copy_without_assertions(*statement, emitter, mapping)?;
        }
    }
    Ok(())
}

impl<'c: 'a, 'a> Reverse<'c, 'a, '_> {
    /// The derivative of a call by each active argument.
    pub(super) fn call(
        &self,
        builder: &Builder<'c, 'a>,
        op: OperationRef<'c, 'a>,
        grads: &[Option<Value<'c, 'a>>],
        active: &HashSet<usize>,
    ) -> PassResult<'c, Vec<(Value<'c, 'a>, Value<'c, 'a>)>> {
        let module = self.gradient.ancestors().last();
        let module = module.and_then(|module| region_block(module, 0));
        let module =
            module.ok_or_else(|| Diagnostic::op_error(&self.gradient, "is not in a module"))?;
        let callee = symbol(op, "callee").unwrap_or_default();
        let mut taken = operands_of(op);
        if name_of(op) == RECALL {
            taken.remove(0);
        }
        let (name, record) = match callee.strip_suffix(FORWARD) {
            Some(name) => (name, results_of(op).last().copied()),
            None => {
                forward(builder.context, module, callee)?;
                let types = kept_types(builder, op);
                let again = invoke(builder, &format!("{callee}{FORWARD}"), &taken, &types);
                (callee, results_of(again).last().copied())
            }
        };
        let record = record.ok_or_else(|| Diagnostic::op_error(&op, "keeps nothing"))?;
        let wrt: Vec<usize> = (0..taken.len())
            .filter(|i| active.contains(&key(taken[*i])) && is_differentiable(taken[*i]))
            .collect();
        let seeds: Vec<usize> = (0..grads.len()).filter(|i| grads[*i].is_some()).collect();
        let reverse = self.reverse_of(builder.context, module, name, &wrt, &seeds)?;
        let types: Vec<_> = wrt.iter().map(|i| taken[*i].r#type()).collect();
        let mut handed = taken.clone();
        handed.push(record);
        for seed in &seeds {
            if let Some(grad) = grads[*seed] {
                handed.push(builder.retyped(grad, results_of(op)[*seed]));
            }
        }
        let made = invoke(builder, &reverse, &handed, &types);
        let from = wrt.into_iter().map(|i| taken[i]);
        Ok(from.zip(results_of(made)).collect())
    }

    /// The name of a function's derivative by some arguments, from that by some of its results.
    fn reverse_of(
        &self,
        context: &'c Context,
        module: BlockRef<'c, 'a>,
        name: &str,
        wrt: &[usize],
        seeds: &[usize],
    ) -> PassResult<'c, String> {
        let list = |all: &[usize]| {
            let all: Vec<_> = all.iter().map(ToString::to_string).collect();
            all.join("_")
        };
        let own = format!("{name}.reverse.{}.{}", list(wrt), list(seeds));
        if find(module, &own).is_some() {
            return Ok(own);
        }
        let (kept, body) = function(module, &format!("{name}{FORWARD}"))?;
        let statements = operations(body);
        let yields = statements.last().copied().map(operands).unwrap_or_default();
        let mut types: Vec<_> = arguments(body).iter().map(|v| v.r#type()).collect();
        let count = types.len();
        let results: Vec<_> = wrt.iter().map(|i| types[*i]).collect();
        types.push(i64_type(context));
        types.extend(seeds.iter().map(|i| yields[*i].r#type()));
        let block = declare(context, module, &own, kept, &types, &results)?;
        let taken = arguments(block);
        let mut mapping = Mapping::default();
        mapping.insert_all(&arguments(body), &taken[..count]);
        recall(context, &statements, block, taken[count], &mut mapping)?;
        let outputs: Vec<_> = seeds
            .iter()
            .zip(&taken[count + 1..])
            .map(|(i, seed)| (mapping.get(yields[*i]), *seed))
            .collect();
        let wrt: Vec<_> = wrt.iter().map(|i| taken[*i]).collect();
        let at_end = Builder::at_end(context, kept.location(), block);
        let partial = self.sweep(&at_end, &outputs, &wrt, Some(block))?;
        let given: Vec<_> = wrt
            .iter()
            .zip(partial)
            .map(|(value, grad)| grad.unwrap_or_else(|| at_end.zeros_like(*value)))
            .collect();
        at_end.op("dataflow.yield", &given, &[], &[]);
        prune(context, block);
        Ok(own)
    }
}
