//! `build-backward`: the derivative of a graph whose results are differentiated outside of it.
//!
//! ```mlir
//! dataflow.object @w = … checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
//! dataflow.graph @f {
//!   %w = dataflow.state.read @w : tensor<4xf32>
//!   %y = nn.exp %w : tensor<4xf32>
//!   dataflow.commit(%y : tensor<4xf32>) {
//!   ^bb0(%0: tensor<4xf32>):
//!     %t = pydyn.box %0 requires_grad : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
//!     pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
//!   }
//! }
//! ```
//! ⇒ beside it
//! ```mlir
//! dataflow.function @f.backward (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> attributes {
//!     janus.arguments = [{janus.input = @w}, {janus.seed = 0 : i64}],
//!     janus.results = [{janus.gradient = @w}]} {
//! ^bb0(%w: tensor<4xf32>, %seed: tensor<4xf32>):
//!   %y = nn.exp %w : tensor<4xf32>
//!   %g = nn.gradient %y, %seed wrt %w : tensor<4xf32> wrt tensor<4xf32>
//!   dataflow.yield %g : tensor<4xf32>
//! }
//! ```
//!
//! Only what the results depend on is computed again, from the same inputs and the same random
//! numbers. Assertions are left out: they held when the graph ran. With several results the
//! gradients are added up. A tensor that no result depends on has no gradient, as in PyTorch.
//!
//! Runs after `lift-state`, when state is values, and before `autodiff`, which replaces
//! `nn.gradient`.

use crate::{
    dataflow_to_func::{ARGUMENTS, RESULTS},
    rebuild::{
        Emitter, Mapping, ValueKey, arguments, copy_without_assertions, key, name, operands,
        operations, region_block, region_operations, results, symbol, text, walk,
    },
};
use janus_dialects::{
    Dialect, Pass, PassContext, PassResult, StatisticSpec,
    melior::{
        Context,
        ir::{
            Attribute, Block, BlockLike, BlockRef, Identifier, OperationRef, Region, RegionLike,
            Type, Value, ValueLike,
            attribute::{
                ArrayAttribute, DictionaryAttribute, FlatSymbolRefAttribute, IntegerAttribute,
                StringAttribute, TypeAttribute,
            },
            operation::{OperationBuilder, OperationLike},
            r#type::{FunctionType, IntegerType, RankedTensorType, ShapedTypeLike},
        },
    },
};
use std::collections::HashSet;

/// The pass.
#[derive(Clone, Default)]
pub struct BuildBackward;

impl Pass for BuildBackward {
    const ARGUMENT: &'static str = "build-backward";
    const DESCRIPTION: &'static str =
        "Make the derivative of graphs whose results are differentiated outside of them";

    fn statistics() -> &'static [StatisticSpec] {
        const STATISTICS: &[StatisticSpec] =
            &[StatisticSpec::new("gradients", "Number of gradients given")];
        STATISTICS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Dataflow, Dialect::Nn]
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let Some(body) = region_block(operation, 0) else {
            return Ok(());
        };
        let all = operations(body);
        let differentiable: HashSet<_> = all
            .iter()
            .filter(|object| {
                name(**object) == "dataflow.object" && object.has_attribute("requires_grad")
            })
            .filter_map(|object| text(*object, "sym_name"))
            .collect();
        for graph in all {
            if name(graph) == "dataflow.graph" {
                let gradients = build(graph, body, &differentiable, pass.context())?;
                pass.count("gradients", gradients);
            }
        }
        Ok(())
    }
}

/// Emits the derivative of a graph, if it has results that are differentiated. Returns the number
/// of gradients.
fn build<'c: 'a, 'a>(
    graph: OperationRef<'c, 'a>,
    module: BlockRef<'c, 'a>,
    differentiable: &HashSet<&'c str>,
    context: &'c Context,
) -> PassResult<'c, u64> {
    let location = graph.location();
    let statements = region_operations(graph, 0);
    let Some((commit, body)) = statements.split_last() else {
        return Ok(0);
    };
    let roots: Vec<_> = differentiated(*commit)
        .into_iter()
        .filter_map(|index| Some((index, commit.operand(index).ok()?)))
        .filter(|(_, value)| is_float(value.r#type()))
        .collect();
    if roots.is_empty() {
        return Ok(0);
    }

    // What the results depend on, and of that, what depends on a tensor that requires grad.
    let needed = slice(body, roots.iter().map(|(_, value)| *value));
    let mut inputs = vec![];
    let mut draws = vec![];
    let mut draw_number = 0;
    for statement in body {
        let is_needed = needed.contains(&key_of_first(*statement));
        match name(*statement).as_str() {
            "dataflow.state.read" if is_needed => inputs.push(*statement),
            "dataflow.draw" => {
                if is_needed {
                    draws.push((draw_number, *statement));
                }
                draw_number += 1;
            }
            _ => {}
        }
    }
    let tape = slice_of_tape(body, roots.iter().map(|(_, value)| *value));
    let leaves: Vec<_> = inputs
        .iter()
        .filter_map(|read| Some((symbol(*read, "object")?, Value::from(read.result(0).ok()?))))
        .filter(|(object, value)| {
            differentiable.contains(object)
                && is_float(value.r#type())
                && tape.contains(&key(*value))
        })
        .collect();
    if leaves.is_empty() {
        return Ok(0);
    }

    // The signature.
    let object =
        |symbol: &str| -> Attribute<'c> { FlatSymbolRefAttribute::new(context, symbol).into() };
    let index = |index: usize| -> Attribute<'c> {
        let number = i64::try_from(index).unwrap_or(i64::MAX);
        IntegerAttribute::new(IntegerType::new(context, 64).into(), number).into()
    };
    let role = |name: &str, value: Attribute<'c>| -> Attribute<'c> {
        DictionaryAttribute::new(context, &[(Identifier::new(context, name), value)]).into()
    };
    let mut taken: Vec<(Attribute<'c>, Value<'c, 'a>)> = vec![];
    for read in &inputs {
        let read_object = object(symbol(*read, "object").unwrap_or(""));
        taken.push((role("janus.input", read_object), read.result(0)?.into()));
    }
    for (number, draw) in &draws {
        taken.push((role("janus.draw", index(*number)), draw.result(0)?.into()));
    }
    let seeds = taken.len();
    for (number, value) in &roots {
        taken.push((role("janus.seed", index(*number)), *value));
    }

    // The body.
    let types: Vec<Type<'c>> = taken.iter().map(|(_, value)| value.r#type()).collect();
    let region = Region::new();
    let signature: Vec<_> = types.iter().map(|r#type| (*r#type, location)).collect();
    let block = region.append_block(Block::new(&signature));
    let emitter = Emitter::new(context, block);
    let new = arguments(block);
    let mut mapping = Mapping::default();
    for ((_, value), argument) in taken[..seeds].iter().zip(&new) {
        mapping.insert(*value, *argument);
    }
    for statement in body {
        let kind = name(*statement);
        let is_given = matches!(kind.as_str(), "dataflow.state.read" | "dataflow.draw");
        if !is_given && needed.contains(&key_of_first(*statement)) {
            copy_without_assertions(*statement, emitter, &mut mapping)?;
        }
    }
    let wrt: Vec<_> = leaves
        .iter()
        .map(|(_, value)| mapping.get(*value))
        .collect();
    let gradient_types: Vec<_> = wrt.iter().map(|value| value.r#type()).collect();
    let mut sums: Option<Vec<Value<'c, 'a>>> = None;
    for ((_, root), seed) in roots.iter().zip(&new[seeds..]) {
        let mut values = vec![mapping.get(*root), *seed];
        values.extend(&wrt);
        let kind = "nn.gradient";
        let place = root.location();
        let gradient = results(emitter.op(kind, place, &values, &gradient_types, &[], vec![])?);
        sums = Some(match sums {
            None => gradient,
            Some(sums) => {
                let mut added = vec![];
                for (a, b) in sums.into_iter().zip(gradient) {
                    added.push(emitter.value("nn.add", place, &[a, b], a.r#type(), &[])?);
                }
                added
            }
        });
    }
    let sums = sums.unwrap_or_default();
    emitter.op("dataflow.yield", location, &sums, &[], &[], vec![])?;

    let given: Vec<_> = leaves
        .iter()
        .map(|(symbol, _)| role("janus.gradient", object(symbol)))
        .collect();
    let roles: Vec<_> = taken.iter().map(|(role, _)| *role).collect();
    let function_type = FunctionType::new(context, &types, &gradient_types);
    let name = format!("{}.backward", text(graph, "sym_name").unwrap_or(""));
    let function = OperationBuilder::new("dataflow.function", location)
        .add_attributes(&[
            emitter.named("sym_name", StringAttribute::new(context, &name)),
            emitter.named("function_type", TypeAttribute::new(function_type.into())),
            emitter.named(ARGUMENTS, ArrayAttribute::new(context, &roles)),
            emitter.named(RESULTS, ArrayAttribute::new(context, &given)),
        ])
        .add_regions([region])
        .build()?;
    module.insert_operation_after(graph, function);
    Ok(leaves.len() as u64)
}

/// The values of a commit that it boxes with `requires_grad`.
fn differentiated(commit: OperationRef<'_, '_>) -> Vec<usize> {
    let Some(block) = region_block(commit, 0) else {
        return vec![];
    };
    let taken = arguments(block);
    let mut found = vec![];
    for effect in operations(block) {
        if name(effect) != "pydyn.box" || !effect.has_attribute("requires_grad") {
            continue;
        }
        let position = effect
            .operand(0)
            .ok()
            .and_then(|value| taken.iter().position(|other| key(*other) == key(value)));
        if let Some(position) = position
            && !found.contains(&position)
        {
            found.push(position);
        }
    }
    found
}

fn is_float(r#type: Type<'_>) -> bool {
    RankedTensorType::try_from(r#type).is_ok_and(|tensor| {
        use janus_dialects::melior::ir::TypeLike;
        !tensor.element().is_integer() && !tensor.element().is_index()
    })
}

fn key_of_first(operation: OperationRef<'_, '_>) -> ValueKey {
    operation
        .result(0)
        .map_or(0, |result| key(Value::from(result)))
}

/// Everything that operations or what is nested in them use.
fn uses<'c, 'a>(operation: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    let mut used = vec![];
    walk(operation, &mut |nested| used.extend(operands(nested)));
    used
}

/// First results of the statements that values depend on.
fn slice<'c, 'a>(
    body: &[OperationRef<'c, 'a>],
    values: impl Iterator<Item = Value<'c, 'a>>,
) -> HashSet<ValueKey> {
    let mut wanted: HashSet<_> = values.map(key).collect();
    let mut needed = HashSet::new();
    for statement in body.iter().rev() {
        if results(*statement)
            .iter()
            .any(|result| wanted.contains(&key(*result)))
        {
            needed.insert(key_of_first(*statement));
            wanted.extend(uses(*statement).into_iter().map(key));
        }
    }
    needed
}

/// Values that derivatives flow to.
fn slice_of_tape<'c, 'a>(
    body: &[OperationRef<'c, 'a>],
    values: impl Iterator<Item = Value<'c, 'a>>,
) -> HashSet<ValueKey> {
    let mut wanted: HashSet<_> = values.map(key).collect();
    for statement in body.iter().rev() {
        let is_wanted = results(*statement)
            .iter()
            .any(|result| wanted.contains(&key(*result)));
        if is_wanted && name(*statement) != "nn.detach" {
            let used = uses(*statement);
            wanted.extend(used.into_iter().filter(|v| is_float(v.r#type())).map(key));
        }
    }
    wanted
}
