//! `build-backward`: the derivative of a graph whose results are differentiated outside of it.
//!
//! ```mlir
//! dataflow.object @w = … checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
//! dataflow.graph @f {
//!   %w = dataflow.state.read @w : tensor<4xf32>
//!   %e = nn.exp %w : tensor<4xf32>
//!   %y = nn.neg %e : tensor<4xf32>
//!   dataflow.commit(%y : tensor<4xf32>) {
//!   ^bb0(%0: tensor<4xf32>):
//!     %t = pydyn.box %0 requires_grad : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
//!     pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
//!   }
//! }
//! ```
//! ⇒ the commit gets `%e` as well, whose argument nothing uses, and beside the graph there is
//! ```mlir
//! dataflow.function @f.backward.0 (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> attributes {
//!     janus.arguments = [{janus.seed = 0 : i64}, {janus.saved = 1 : i64}],
//!     janus.results = [{janus.gradient = @w}],
//!     janus.tape = [{keeps = array<i64>, reads = array<i64: 1>, seeds = array<i64: 0>}]} {
//! ^bb0(%seed: tensor<4xf32>, %e: tensor<4xf32>):
//!   %0 = nn.neg %seed : tensor<4xf32>
//!   %g = nn.mul %0, %e : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
//!   dataflow.yield %g : tensor<4xf32>
//! }
//! ```
//!
//! - What the derivatives read, as the families declare them, is saved, for it is what PyTorch saves: inputs
//!   (`janus.input`), random numbers (`janus.draw`), and values that the graph has computed (`janus.saved`, by their index
//!   among the commit's). Views and numbers are computed again. Assertions are left out: they have held.
//! - Results whose derivatives go through a common statement are one node of PyTorch's tape, `@f.backward.N`; others are
//!   nodes of their own. The derivative of one of several results of a node is `@f.backward.N.R`, `R` the index of the
//!   commit's value: seeds that do not arrive are absent, not zero, and so are the gradients of inputs that they alone lead
//!   to.
//! - `janus.tape` says what may be differentiated again: statements that are reached from the same `seeds` and read
//!   something. Those are freed when one of the seeds has come through. `keeps` are those that PyTorch would have saved too:
//!   it raises where they were changed in between. Of others that the program can reach, there has to be a copy.
//! - Views at the end of a derivative are left to the runtime (`janus.views`), for they show in a gradient's strides.
//!
//! Runs after `autodiff`, when what the graph itself differentiates is ordinary ops.

mod cut;
mod kept;
mod tape;
mod views;

pub use kept::TAPE;
pub use views::VIEWS;

use crate::{
    rebuild::{
        Emitter, Mapping, arguments, key, name, operations, region_block, region_operations,
        results, symbol, text,
    },
    refusal::{REACH, refuse},
};
use cut::{Request, Saves};
use janus_dialects::{
    Dialect, Pass, PassContext, PassResult, StatisticSpec,
    melior::{
        Context, IrRewriter,
        ir::{OperationRef, Value, ValueLike, operation::OperationLike},
    },
};
use std::collections::HashSet;
use tape::{Reach, Root, active, groups, is_float};

/// The pass.
#[derive(Clone, Default)]
pub struct BuildBackward;

impl Pass for BuildBackward {
    const ARGUMENT: &'static str = "build-backward";
    const DESCRIPTION: &'static str =
        "Make the derivative of graphs whose results are differentiated outside of them";

    fn statistics() -> &'static [StatisticSpec] {
        const STATISTICS: &[StatisticSpec] = &[
            StatisticSpec::new("gradients", "Number of gradients given"),
            StatisticSpec::new("saved", "Number of values saved"),
        ];
        STATISTICS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[
            Dialect::Dataflow,
            Dialect::Nn,
            Dialect::Arith,
            Dialect::Tensor,
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
                build(graph, &differentiable, pass)?;
            }
        }
        Ok(())
    }
}

/// Emits the derivative of a graph, if it has results that are differentiated.
fn build<'c: 'a, 'a>(
    graph: OperationRef<'c, 'a>,
    differentiable: &HashSet<&'c str>,
    pass: &PassContext<'c, '_>,
) -> PassResult<'c> {
    let context = pass.context();
    let statements = region_operations(graph, 0);
    let Some((commit, body)) = statements.split_last() else {
        return Ok(());
    };
    let roots: Vec<_> = differentiated(*commit)
        .into_iter()
        .filter_map(|index| {
            Some(Root {
                index,
                value: commit.operand(index).ok()?,
            })
        })
        .filter(|root| is_float(root.value))
        .collect();
    if roots.is_empty() {
        return Ok(());
    }
    let active = active(body, differentiable);
    let reaches: Vec<_> = roots
        .iter()
        .map(|root| Reach::of(*root, body, &active))
        .collect();
    let leaves_of = |reached: &[&Reach]| -> Vec<OperationRef<'c, 'a>> {
        let is_leaf = |read: &&OperationRef<'c, 'a>| {
            name(**read) == "dataflow.state.read"
                && symbol(**read, "object").is_some_and(|object| differentiable.contains(object))
                && results(**read).iter().any(|value| {
                    reached
                        .iter()
                        .any(|reach| reach.values.contains(&key(*value)))
                })
        };
        body.iter().filter(is_leaf).copied().collect()
    };
    for (root, reach) in roots.iter().zip(&reaches) {
        if leaves_of(&[reach]).is_empty() {
            return Err(refuse(
                REACH,
                root.value.location(),
                "a result requires grad, but no derivative leads from it to an input",
            )
            .into());
        }
    }

    for reach in &reaches {
        if let Some(branch) = reach.one_sided(body, &active) {
            return Err(refuse(
                REACH,
                branch.location(),
                "the derivative of a result goes through a branch, to an input on one path only",
            )
            .into());
        }
    }

    let mut saves = Saves::new(*commit, context)?;
    let committed = saves.values.len();
    let graph_name = text(graph, "sym_name").unwrap_or("");
    // Each function is put right behind the graph: the last one made comes first.
    for (number, group) in groups(&reaches).into_iter().enumerate().rev() {
        let name = format!("{graph_name}.backward.{number}");
        if group.len() > 1 {
            for root in group.iter().rev() {
                let request = Request {
                    name: format!("{name}.{}", roots[*root].index),
                    roots: vec![(roots[*root], &reaches[*root])],
                    leaves: leaves_of(&[&reaches[*root]]),
                };
                cut::emit(graph, body, &request, &mut saves, context)?;
            }
        }
        let reached: Vec<_> = group.iter().map(|root| &reaches[*root]).collect();
        let request = Request {
            name,
            roots: group
                .iter()
                .map(|root| (roots[*root], &reaches[*root]))
                .collect(),
            leaves: leaves_of(&reached),
        };
        pass.count("gradients", request.leaves.len() as u64);
        cut::emit(graph, body, &request, &mut saves, context)?;
    }
    pass.count("saved", (saves.values.len() - committed) as u64);
    extend(*commit, &saves.values, context)
}

/// Gives a commit more values, which its region does not use.
fn extend<'c: 'a, 'a>(
    commit: OperationRef<'c, 'a>,
    values: &[Value<'c, 'a>],
    context: &'c Context,
) -> PassResult<'c> {
    let (Some(block), Some(old)) = (commit.block(), region_block(commit, 0)) else {
        return Ok(());
    };
    let emitter = Emitter::new(context, block);
    let types: Vec<_> = values.iter().map(|value| value.r#type()).collect();
    let (region, inside) = emitter.region(&types, commit.location());
    let mut mapping = Mapping::default();
    mapping.insert_all(&arguments(old), &arguments(inside.block));
    for effect in operations(old) {
        inside.copy(effect, &mut mapping)?;
    }
    emitter.like(commit, values, &[], vec![region])?;
    IrRewriter::new(context).as_rewriter_base().erase_op(commit);
    Ok(())
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
