//! `control-flow-to-dataflow`: statements and locals to regions and values.
//!
//! ```mlir
//! pydyn.func @f() -> !pydyn.object attributes {…} {
//!   pydyn.if %c : i1 {
//!     pydyn.store local "x", %a : tensor<4xf32>
//!     pydyn.yield
//!   } else {
//!     pydyn.store local "x", %b : tensor<4xf32>
//!     pydyn.yield
//!   }
//!   %x = pydyn.load local "x" : tensor<4xf32>
//!   %t = pydyn.box %x : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
//!   pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
//! }
//! ```
//! ⇒
//! ```mlir
//! dataflow.graph @f {
//!   %x = dataflow.cond %c -> tensor<4xf32> {
//!     dataflow.yield %a : tensor<4xf32>
//!   } else {
//!     dataflow.yield %b : tensor<4xf32>
//!   }
//!   %t = pydyn.box %x : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
//!   dataflow.commit {
//!     pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
//!   }
//! }
//! ```
//!
//! - **Branches.** Where one path leaves for good (`return`, `break`, `continue`), the statements
//!   behind the `if` move into the other region. Where both may go on, an `i1` among the results
//!   of the `dataflow.cond` guards them. A path that raises is an assumption that it is not taken.
//! - **Loops.** Locals that an iteration reads before it binds them are the loop's values. A loop
//!   that can be left from its body carries an `i1` that its test asks first. A loop that only
//!   counts is a `dataflow.for`.
//! - **Unbound locals** carry an `i1`; reading one asserts it.
//! - **Objects.** Regions yield tensors and machine numbers. A tensor object that differs from path
//!   to path is taken apart at the end of each and put together behind them.
//!
//! Restrictions:
//!
//! - Objects other than tensors, numbers and displays must be the same on all paths, as a graph
//!   has no value that stands for one of two objects (JC0002).
//! - Which object a merged local holds must not matter, as it is a new one (JC0003).
//! - `for`, `try` and `with` must have been resolved by `specialize-types` (JC0004): what they do
//!   depends on code that a graph cannot call.
//!
//! Effects stay where they are, in regions too; `lift-state` moves them.

mod branches;
mod counted;
mod identity;
mod liveness;
mod loops;
mod outcome;
mod slots;
mod statements;

use self::{
    identity::Identities,
    liveness::{Liveness, Targets},
    outcome::{Environment, Flag},
};
use crate::{
    rebuild::{Emitter, Mapping, arguments, name, operations, region_block, text},
    refusal::{STATEMENT, refuse},
};
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult, StatisticSpec,
    melior::{
        Context, IrRewriter,
        ir::{
            Block, BlockLike, BlockRef, OperationRef, Region, RegionLike, ValueLike,
            attribute::StringAttribute,
            operation::{OperationBuilder, OperationLike},
        },
    },
};

/// Says of a loop that it has an iteration.
pub const RUNS: &str = "runs";
/// Says of a loop that its tensors keep their sizes from iteration to iteration, those that only the run knows, too.
pub const SAME_SIZES: &str = "same_sizes";

/// The pass.
#[derive(Clone, Default)]
pub struct ControlFlowToDataflow;

/// What was done.
#[derive(Clone, Copy, Default)]
struct Statistics {
    conds: u64,
    whiles: u64,
    fors: u64,
    bound_checks: u64,
}

/// The conversion of one function.
struct Converter<'c, 'a> {
    /// The graph's block, which is always run.
    top: BlockRef<'c, 'a>,
    liveness: Liveness,
    mapping: Mapping<'c, 'a>,
    identities: Identities<'c, 'a>,
    statistics: Statistics,
}

impl Pass for ControlFlowToDataflow {
    const ARGUMENT: &'static str = "control-flow-to-dataflow";
    const DESCRIPTION: &'static str =
        "Turn a specialized function's statements and locals into a dataflow graph";

    fn statistics() -> &'static [StatisticSpec] {
        const STATISTICS: &[StatisticSpec] = &[
            StatisticSpec::new("conds", "Number of dataflow.cond made"),
            StatisticSpec::new("whiles", "Number of dataflow.while made"),
            StatisticSpec::new("fors", "Number of dataflow.for made"),
            StatisticSpec::new("bound-checks", "Number of assertions that a local is bound"),
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
        for function in region_block(operation, 0)
            .map(operations)
            .unwrap_or_default()
        {
            let statistics = match name(function).as_str() {
                "pydyn.func" => convert(function, pass.context())?,
                "dataflow.function" => convert_subgraph(function, pass.context())?,
                _ => continue,
            };
            pass.count("conds", statistics.conds);
            pass.count("whiles", statistics.whiles);
            pass.count("fors", statistics.fors);
            pass.count("bound-checks", statistics.bound_checks);
        }
        Ok(())
    }
}

/// Replaces the statements of a `dataflow.function`.
fn convert_subgraph<'c: 'a, 'a>(
    function: OperationRef<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c, Statistics> {
    let location = function.location();
    let body =
        region_block(function, 0).ok_or_else(|| Diagnostic::op_error(&function, "has no body"))?;
    let taken: Vec<_> = arguments(body)
        .iter()
        .map(|argument| (argument.r#type(), argument.location()))
        .collect();
    let region = Region::new();
    let block = region.append_block(Block::new(&taken));
    let emitter = Emitter::new(context, block);
    let mut converter = Converter {
        top: block,
        liveness: Liveness::of(body),
        mapping: Mapping::default(),
        identities: Identities::default(),
        statistics: Statistics::default(),
    };
    converter
        .mapping
        .insert_all(&arguments(body), &arguments(block));
    let statements = operations(body);
    let Some((end, statements)) = statements.split_last() else {
        return Err(Diagnostic::op_error(&function, "is empty").into());
    };
    let targets = Targets::default();
    let outcome = converter.sequence(statements, emitter, Environment::new(), &targets)?;
    if !matches!(outcome.fall, Flag::Always) {
        return Err(refuse(STATEMENT, location, "a subgraph does not always return").into());
    }
    emitter.copy(*end, &mut converter.mapping)?;
    let attributes: Vec<_> = function.attributes().collect();
    let made = OperationBuilder::new("dataflow.function", location)
        .add_attributes(&attributes)
        .add_regions([region])
        .build()?;
    let parent = function
        .block()
        .ok_or_else(|| Diagnostic::op_error(&function, "is not in a module"))?;
    parent.insert_operation_before(function, made);
    IrRewriter::new(context)
        .as_rewriter_base()
        .erase_op(function);
    Ok(converter.statistics)
}

/// Replaces a `pydyn.func` by a `dataflow.graph`.
fn convert<'c: 'a, 'a>(
    function: OperationRef<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c, Statistics> {
    let location = function.location();
    let body =
        region_block(function, 0).ok_or_else(|| Diagnostic::op_error(&function, "has no body"))?;
    if body.argument_count() > 0 {
        return Err(Diagnostic::op_error(
            &function,
            "has parameters; 'specialize-types' should have resolved them",
        )
        .into());
    }
    if body.next_in_region().is_some() {
        return Err(Diagnostic::op_error(&function, "has more than one block").into());
    }

    let region = Region::new();
    let block = region.append_block(Block::new(&[]));
    let emitter = Emitter::new(context, block);
    let mut converter = Converter {
        top: block,
        liveness: Liveness::of(body),
        mapping: Mapping::default(),
        identities: Identities::default(),
        statistics: Statistics::default(),
    };
    let statements = operations(body);
    let targets = Targets::default();
    let outcome = converter.sequence(&statements, emitter, Environment::new(), &targets)?;
    let end = statements
        .last()
        .map_or(location, |statement| statement.location());
    let (Flag::Always, Some(value)) = (outcome.ret, outcome.returned) else {
        let message = if outcome.flags().iter().any(|flag| flag.possible()) {
            "the function does not always return"
        } else {
            "the function always raises"
        };
        return Err(refuse(STATEMENT, location, message).into());
    };
    let (effects, commit) = emitter.region(&[], end);
    commit.op("pydyn.return", end, &[value], &[], &[], vec![])?;
    emitter.op("dataflow.commit", end, &[], &[], &[], vec![effects])?;

    let symbol = StringAttribute::new(context, text(function, "sym_name").unwrap_or(""));
    let graph = OperationBuilder::new("dataflow.graph", location)
        .add_attributes(&[emitter.named("sym_name", symbol)])
        .add_regions([region])
        .build()?;
    let parent = function
        .block()
        .ok_or_else(|| Diagnostic::op_error(&function, "is not in a module"))?;
    let graph = parent.insert_operation_before(function, graph);
    if let Err(failure) = converter.identities.check(graph) {
        IrRewriter::new(context).as_rewriter_base().erase_op(graph);
        return Err(failure);
    }
    IrRewriter::new(context)
        .as_rewriter_base()
        .erase_op(function);
    Ok(converter.statistics)
}
