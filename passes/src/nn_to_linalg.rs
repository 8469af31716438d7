//! `-nn-to-linalg`: tensor ops as loop nests.
//!
//! Replaces every `nn` op by `linalg`, `tensor`, `arith` and `math`, in the forms that
//! `docs/cpu-pipeline.md` describes:
//!
//! ```mlir
//! %y = nn.relu %x : tensor<4xf32>
//! // becomes
//! %e = tensor.empty() : tensor<4xf32>
//! %y = linalg.generic {…} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
//! ^bb0(%in: f32, %out: f32):
//!   %0 = arith.maximumf %in, %zero : f32
//!   linalg.yield %0 : f32
//! } -> tensor<4xf32>
//! ```
//!
//! Users are lowered before what they use, so that they can look through broadcasts, permutations
//! and constants, and take a bias as the start of a sum. Ops that are composed of others become
//! those first. What is not used any more is erased.
//!
//! Restrictions: `nn.gradient` must be gone (`-autodiff`). Some paddings need static sizes; the
//! error says so.

use crate::families::{
    self,
    builder::{Builder, collect, key, name_of, operands_of, results_of},
    registry::Lowering,
};
use crate::refusal::{LOWERING, refuse_operation};
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult, StatisticSpec,
    ir::is_used,
    melior::{
        IrRewriter,
        ir::{Value, operation::OperationRef},
    },
};
use std::collections::HashMap;

/// The pass.
#[derive(Clone, Default)]
pub struct NnToLinalg;

/// How often composed ops may be composed of composed ops.
const ROUNDS: usize = 8;

impl Pass for NnToLinalg {
    const ARGUMENT: &'static str = "nn-to-linalg";
    const DESCRIPTION: &'static str = "Lower the nn dialect to linalg on tensors";
    const ANCHOR: Option<&'static str> = None;

    fn statistics() -> &'static [StatisticSpec] {
        const STATISTICS: &[StatisticSpec] = &[StatisticSpec::new("ops", "nn ops lowered")];
        STATISTICS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[
            Dialect::Nn,
            Dialect::Linalg,
            Dialect::Tensor,
            Dialect::Arith,
            Dialect::Math,
            Dialect::Scf,
        ]
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for _ in 0..ROUNDS {
            let ops = collect(operation, |name| name.starts_with("nn."));
            if ops.is_empty() {
                return Ok(());
            }
            let uses = count_uses(operation);
            for op in ops.into_iter().rev() {
                if lower(pass, op, &uses)? {
                    pass.count("ops", 1);
                }
            }
        }
        Err(Diagnostic::op_error(&operation, "still has nn ops that are composed of others").into())
    }
}

/// How often each value is used.
fn count_uses<'c: 'a, 'a>(root: OperationRef<'c, 'a>) -> HashMap<usize, usize> {
    let mut uses = HashMap::new();
    for operation in collect(root, |_| true) {
        for operand in operands_of(operation) {
            *uses.entry(key(operand)).or_insert(0) += 1;
        }
    }
    uses
}

/// Lowers one op. Returns whether it was used at all.
fn lower<'c: 'a, 'a>(
    pass: &PassContext<'c, '_>,
    op: OperationRef<'c, 'a>,
    uses: &HashMap<usize, usize>,
) -> Result<bool, Diagnostic<'c>> {
    let rewriter = IrRewriter::new(pass.context());
    let rewriter = rewriter.as_rewriter_base();
    let results: Vec<Value> = results_of(op);
    let name = name_of(op);
    if name == "nn.gradient" {
        return Err(Diagnostic::op_error(
            &op,
            "is left over: -autodiff should have replaced it",
        ));
    }
    if results.iter().all(|&result| !is_used(result)) {
        rewriter.erase_op(op);
        return Ok(false);
    }
    let Some(known) = families::op(&name) else {
        return Err(refuse_operation(LOWERING, &op, "has no lowering to linalg"));
    };
    let Some(builder) = Builder::before(pass.context(), op) else {
        return Err(Diagnostic::op_error(&op, "is not in a block"));
    };
    if let Some(values) = families::precision::widened(&builder, op) {
        rewriter.replace_op_with_values(op, &values);
        return Ok(false);
    }
    let lowering = Lowering::new(builder, op, uses);
    let values: Vec<Value> = (known.lower)(&lowering)?
        .into_iter()
        .zip(&results)
        .map(|(value, &result)| builder.retyped(value, result))
        .collect();
    rewriter.replace_op_with_values(op, &values);
    Ok(true)
}
