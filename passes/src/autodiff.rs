//! `-autodiff`: reverse-mode differentiation of the tensor graph.
//!
//! Replaces every `nn.gradient` by the ops that compute it:
//!
//! ```mlir
//! %y = nn.mul %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
//! %dx = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
//! // becomes, beside %y
//! %0 = nn.mul %seed, %x : …
//! %1 = nn.mul %seed, %x : …
//! %dx = nn.add %0, %1 : …
//! ```
//!
//! The ops between the values and the output are visited from the output back, and each hands the
//! derivative of its results on to its operands as its family says. Only what depends on a value
//! that is asked for is visited; `nn.detach` stops. Where nothing reaches a value its derivative
//! is zero.
//!
//! The derivative of a branch is a branch on the same condition: each side computes again what it
//! needs of its path, and gives the derivatives with respect to what the path takes from outside.
//!
//! ```mlir
//! %y = dataflow.cond %c -> tensor<4xf32> { %e = nn.exp %x … yield %e } else { yield %x }
//! // has the derivative
//! %dx = dataflow.cond %c -> tensor<4xf32> {
//!   %e = nn.exp %x …
//!   %d = nn.mul %seed, %e …
//!   dataflow.yield %d : tensor<4xf32>
//! } else {
//!   dataflow.yield %seed : tensor<4xf32>
//! }
//! ```
//!
//! That of a loop goes through its iterations from the last one back, from the state of each: see `loops.rs`; that of a
//! call is a call: see `calls.rs`.
//!
//! Restrictions: the ops in between are `nn` ops, branches, loops and calls, of the gradient's own block or of blocks
//! around it. Gradients of gradients work, as gradients are replaced in program order.

mod calls;
mod gradients;
mod kept;
mod loops;

use crate::{
    families::{
        self,
        builder::{Builder, collect, key, name_of, operands_of, results_of},
        precision,
        registry::{Adjoint, Derivative},
        types::dtype_of,
    },
    rebuild::{
        Emitter, Mapping, arguments, copy_without_assertions, defining, op_key, operations,
        region_block, region_operations, walk,
    },
    refusal::{DERIVATIVE, refuse_operation},
};
use gradients::Gradients;
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult, StatisticSpec,
    ir::OperationExt,
    melior::{
        Context, IrRewriter,
        ir::{
            BlockLike, BlockRef, Value, ValueLike,
            operation::{OperationLike, OperationRef},
            r#type::RankedTensorType,
        },
    },
};
use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
};

/// The pass.
#[derive(Clone, Default)]
pub struct Autodiff;

impl Pass for Autodiff {
    const ARGUMENT: &'static str = "autodiff";
    const DESCRIPTION: &'static str = "Replace nn.gradient by derivative ops (reverse mode)";
    const ANCHOR: Option<&'static str> = None;

    fn statistics() -> &'static [StatisticSpec] {
        const STATISTICS: &[StatisticSpec] =
            &[StatisticSpec::new("gradients", "nn.gradient ops replaced")];
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
        let gradients = collect(operation, |name| name == "nn.gradient");
        if !gradients.is_empty() {
            loops::count_iterations(pass.context(), operation)?;
            calls::record(pass.context(), operation)?;
        }
        for gradient in gradients {
            differentiate(pass.context(), gradient, &mut |_, _| {})?;
            pass.count("gradients", 1);
        }
        calls::remove_unused(pass.context(), operation);
        Ok(())
    }
}

/// The name of a branch.
const COND: &str = "dataflow.cond";

/// The values that an operation takes: its operands, and what its regions use from outside.
fn inputs<'c: 'a, 'a>(op: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    let mut taken = operands_of(op);
    if op.region_count() > 0 {
        taken.extend(captures(op));
    }
    taken
}

/// What the regions of an operation use from outside, each value once, in the order of its first use.
fn captures<'c: 'a, 'a>(op: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    let mut known = HashSet::new();
    let mut captured = vec![];
    walk(op, &mut |nested| {
        if op_key(nested) != op_key(op) {
            let operands = operands_of(nested);
            captured.extend(operands.into_iter().filter(|&v| known.insert(key(v))));
        }
    });
    // A use comes after its definition, but regions have to be walked whole to know all of these.
    let mut inside = HashSet::new();
    walk(op, &mut |nested| {
        if op_key(nested) != op_key(op) {
            inside.extend(results_of(nested).into_iter().map(key));
        }
        for index in 0..nested.region_count() {
            if let Some(block) = region_block(nested, index) {
                inside.extend(arguments(block).into_iter().map(key));
            }
        }
    });
    captured.retain(|&value| !inside.contains(&key(value)));
    captured
}

/// Whether a value is a tensor that derivatives flow through. Numbers that were taken out of tensors are
/// constants, as `item()` gives them.
fn is_differentiable(value: Value<'_, '_>) -> bool {
    RankedTensorType::try_from(value.r#type()).is_ok() && dtype_of(value).is_float()
}

/// The part of the graph between some values and some outputs.
struct Slice<'c: 'a, 'a> {
    /// The ops that the outputs depend on, each after those it depends on itself.
    order: Vec<OperationRef<'c, 'a>>,
    /// The values that depend on one that is asked for.
    active: HashSet<usize>,
}

impl<'c: 'a, 'a> Slice<'c, 'a> {
    /// Ops of `scope` alone where it is given: what else there is counts as a constant unless it is asked for.
    fn new(
        outputs: impl Iterator<Item = Value<'c, 'a>>,
        wrt: &[Value<'c, 'a>],
        scope: Option<BlockRef<'c, 'a>>,
    ) -> Self {
        let mut order = vec![];
        let mut seen = HashSet::new();
        // Depth first with a stack of its own: graphs are thousands of ops deep.
        let mut stack: Vec<(OperationRef<'c, 'a>, Vec<Value<'c, 'a>>)> = vec![];
        let mut enter = |value: Value<'c, 'a>, stack: &mut Vec<_>| {
            if let Some(op) = defining(value)
                && scope.is_none_or(|scope| op.block() == Some(scope))
                && seen.insert(op_key(op))
            {
                // The operand that is entered next is the last.
                let mut open = match name_of(op).as_str() {
                    "nn.detach" => vec![],
                    _ => inputs(op),
                };
                open.reverse();
                stack.push((op, open));
            }
        };
        for output in outputs {
            enter(output, &mut stack);
            while let Some((op, mut open)) = stack.pop() {
                match open.pop() {
                    Some(next) => {
                        stack.push((op, open));
                        enter(next, &mut stack);
                    }
                    None => order.push(op),
                }
            }
        }
        let mut active: HashSet<usize> = wrt.iter().map(|&value| key(value)).collect();
        for &op in &order {
            activate(op, &mut active);
        }
        Self { order, active }
    }
}

/// Marks the results of an op that depend on active values.
fn activate<'c: 'a, 'a>(op: OperationRef<'c, 'a>, active: &mut HashSet<usize>) {
    let name = name_of(op);
    if name == COND {
        for index in 0..op.region_count() {
            for nested in region_operations(op, index) {
                activate(nested, active);
            }
            for (result, yielded) in results_of(op).into_iter().zip(yielded(op, index)) {
                if active.contains(&key(yielded)) && is_differentiable(result) {
                    active.insert(key(result));
                }
            }
        }
        return;
    }
    if loops::is_loop(&name) {
        loops::activate(op, active);
        return;
    }
    let blocked = name == "nn.detach"
        || families::op(&name).is_some_and(|known| matches!(known.derivative, Derivative::Zero));
    if !blocked && inputs(op).iter().any(|&input| active.contains(&key(input))) {
        let results = results_of(op).into_iter();
        active.extend(results.filter(|&result| is_differentiable(result)).map(key));
    }
}

/// What a region of an op yields.
fn yielded<'c: 'a, 'a>(op: OperationRef<'c, 'a>, index: usize) -> Vec<Value<'c, 'a>> {
    region_operations(op, index)
        .last()
        .map(|end| operands_of(*end))
        .unwrap_or_default()
}

/// Is told of each op of a gradient's own block that was derived, with the ops that its derivative consists of.
pub type Observer<'o, 'c, 'a> = dyn FnMut(OperationRef<'c, 'a>, &[OperationRef<'c, 'a>]) + 'o;

/// Replaces one `nn.gradient`.
pub fn differentiate<'c: 'a, 'a>(
    context: &'c Context,
    gradient: OperationRef<'c, 'a>,
    observer: &mut Observer<'_, 'c, 'a>,
) -> PassResult<'c> {
    let operands = operands_of(gradient);
    let [output, seed, wrt @ ..] = operands.as_slice() else {
        return Err(Diagnostic::op_error(&gradient, "has no output and seed").into());
    };
    let Some(builder) = Builder::before(context, gradient) else {
        return Err(Diagnostic::op_error(&gradient, "is not in a block").into());
    };
    let reverse = Reverse {
        gradient,
        observer: RefCell::new(observer),
        last: Cell::new(None),
    };
    let derivatives = reverse.sweep(&builder, &[(*output, *seed)], wrt, None)?;
    let derivatives: Vec<_> = wrt
        .iter()
        .zip(derivatives)
        .map(|(&value, derivative)| derivative.unwrap_or_else(|| builder.zeros_like(value)))
        .collect();
    kept::check(gradient, &derivatives)?;
    let rewriter = IrRewriter::new(context);
    rewriter
        .as_rewriter_base()
        .replace_op_with_values(gradient, &derivatives);
    Ok(())
}

/// The reverse mode that one `nn.gradient` asks for.
struct Reverse<'c: 'a, 'a, 'o> {
    gradient: OperationRef<'c, 'a>,
    observer: RefCell<&'o mut Observer<'o, 'c, 'a>>,
    /// The last op before the gradient when [`Self::made`] was asked.
    last: Cell<Option<OperationRef<'c, 'a>>>,
}

impl<'c: 'a, 'a> Reverse<'c, 'a, '_> {
    /// The ops that were made before the gradient since this was last asked.
    fn made(&self) -> Vec<OperationRef<'c, 'a>> {
        let first = match self.last.get() {
            Some(last) => last.next(),
            None => self
                .gradient
                .block()
                .and_then(|block| block.first_operation()),
        };
        let made: Vec<_> = std::iter::successors(first, |operation| operation.next())
            .take_while(|operation| *operation != self.gradient)
            .collect();
        self.last.set(made.last().copied().or(self.last.get()));
        made
    }

    /// The derivative by each value of `wrt`, from outputs with the derivative by each of them; `None` where it is
    /// zero. See [`Slice::new`] for `scope`.
    fn sweep(
        &self,
        builder: &Builder<'c, 'a>,
        outputs: &[(Value<'c, 'a>, Value<'c, 'a>)],
        wrt: &[Value<'c, 'a>],
        scope: Option<BlockRef<'c, 'a>>,
    ) -> PassResult<'c, Vec<Option<Value<'c, 'a>>>> {
        let slice = Slice::new(outputs.iter().map(|(output, _)| *output), wrt, scope);
        let mut gradients = Gradients::default();
        for (output, seed) in outputs {
            if slice.active.contains(&key(*output)) {
                gradients.add(builder, *output, *seed);
            }
        }
        for &op in slice.order.iter().rev() {
            let results = results_of(op);
            let grads: Vec<_> = results
                .iter()
                .map(|&result| gradients.get(result))
                .collect();
            // What depends on nothing that is asked for is asked for itself.
            let depends = |value: &Value<'c, 'a>| slice.active.contains(&key(*value));
            if grads.iter().all(Option::is_none) || !inputs(op).iter().any(depends) {
                continue;
            }
            // The derivative belongs to the line of the op that it is the derivative of.
            let builder = builder.located(op.location());
            // Regions are told of as the op that they belong to.
            let observe = || {
                if scope.is_none() {
                    (self.observer.borrow_mut())(op, &self.made());
                }
            };
            if scope.is_none() {
                self.made();
            }
            let name = name_of(op);
            if name == COND || loops::is_loop(&name) || calls::is_call(op) {
                let derived = match name.as_str() {
                    _ if calls::is_call(op) => self.call(&builder, op, &grads, &slice.active)?,
                    COND => self.cond(&builder, op, &grads, &slice.active)?,
                    _ => self.repetition(&builder, op, &grads, &slice.active)?,
                };
                observe();
                for (value, grad) in derived {
                    gradients.add(&builder, value, grad);
                }
                continue;
            }
            let operands = operands_of(op);
            let needed: Vec<bool> = operands
                .iter()
                .map(|&operand| slice.active.contains(&key(operand)) && is_differentiable(operand))
                .collect();
            let adjoint = Adjoint {
                builder,
                op,
                operands: operands.clone(),
                results,
                grads,
                needed,
            };
            let derived = self.derive(&adjoint)?;
            observe();
            for (i, grad) in derived.into_iter().enumerate() {
                if let (Some(grad), true) = (grad, adjoint.needed[i]) {
                    gradients.add(&builder, operands[i], grad);
                }
            }
        }
        Ok(wrt.iter().map(|&value| gradients.get(value)).collect())
    }

    /// The derivative of a branch by each active value that its sides use from outside.
    fn cond(
        &self,
        builder: &Builder<'c, 'a>,
        op: OperationRef<'c, 'a>,
        grads: &[Option<Value<'c, 'a>>],
        active: &HashSet<usize>,
    ) -> PassResult<'c, Vec<(Value<'c, 'a>, Value<'c, 'a>)>> {
        let captured: Vec<_> = captures(op)
            .into_iter()
            .filter(|&value| active.contains(&key(value)) && is_differentiable(value))
            .collect();
        let mut sides = vec![];
        for index in 0..op.region_count() {
            let emitter = Emitter::new(builder.context, builder.block());
            let (region, inside) = emitter.region(&[], op.location());
            let mut mapping = Mapping::default();
            let body = region_operations(op, index);
            for statement in &body[..body.len().saturating_sub(1)] {
                if name_of(*statement) == "dataflow.draw" {
                    return Err(refuse_operation(
                        DERIVATIVE,
                        statement,
                        "is on one path only: what is computed from it has no derivative",
                    )
                    .into());
                }
                copy_without_assertions(*statement, inside, &mut mapping)?;
            }
            let outputs: Vec<_> = yielded(op, index)
                .into_iter()
                .zip(grads)
                .filter_map(|(value, grad)| Some((mapping.get(value), (*grad)?)))
                .collect();
            let at_end = Builder::at_end(builder.context, op.location(), inside.block);
            let partial = self.sweep(&at_end, &outputs, &captured, Some(inside.block))?;
            sides.push((region, at_end, partial));
        }
        // What neither side depends on in a way that counts has no derivative here.
        let given: Vec<usize> = (0..captured.len())
            .filter(|&i| sides.iter().any(|(_, _, partial)| partial[i].is_some()))
            .collect();
        let mut regions = vec![];
        for (region, at_end, partial) in sides {
            let values: Vec<_> = given
                .iter()
                .map(|&i| partial[i].unwrap_or_else(|| at_end.zeros_like(captured[i])))
                .collect();
            at_end.op("dataflow.yield", &values, &[], &[]);
            prune(builder.context, at_end.block());
            regions.push(region);
        }
        if given.is_empty() {
            return Ok(vec![]);
        }
        let types: Vec<_> = given.iter().map(|&i| captured[i].r#type()).collect();
        let made = builder.op_with_regions(COND, &[op.operand(0)?], &[], &types, regions);
        let taken = given.into_iter().map(|i| captured[i]);
        Ok(taken.zip(results_of(made)).collect())
    }

    /// The derivatives of one op, as its family has them.
    fn derive(&self, adjoint: &Adjoint<'c, 'a>) -> families::registry::Gradients<'c, 'a> {
        let name = name_of(adjoint.op);
        match families::op(&name).map(|op| op.derivative) {
            Some(derivative) => precision::derive(adjoint, derivative),
            None if name == "nn.detach" => Ok(vec![None; adjoint.operands.len()]),
            // A change of static knowledge about a shape: the derivative takes it back.
            None if name == "tensor.cast" => Ok(vec![Some(
                adjoint.builder.retyped(adjoint.grad()?, adjoint.lhs()),
            )]),
            None => Err(
                refuse_operation(DERIVATIVE, &adjoint.op, "has no derivative")
                    .note(self.gradient.location(), "the derivative is asked for here"),
            ),
        }
    }
}

/// Removes what nobody uses of a block whose ops have no effects.
fn prune<'c: 'a, 'a>(context: &'c Context, block: BlockRef<'c, 'a>) {
    let rewriter = IrRewriter::new(context);
    let all = operations(block);
    for op in all.into_iter().rev().skip(1) {
        if !op.is_used() {
            rewriter.as_rewriter_base().erase_op(op);
        }
    }
}

/// `-verify-no-gradient`: states what `-autodiff` promises.
#[derive(Clone, Default)]
pub struct VerifyNoGradient;

impl Pass for VerifyNoGradient {
    const ARGUMENT: &'static str = "verify-no-gradient";
    const DESCRIPTION: &'static str = "Verify that no nn.gradient is left";
    const ANCHOR: Option<&'static str> = None;

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        pass.preserve_all_analyses();
        match collect(operation, |name| name == "nn.gradient").first() {
            None => Ok(()),
            Some(left) => Err(Diagnostic::op_error(
                left,
                "is left over: -autodiff should have replaced it",
            )
            .into()),
        }
    }
}
