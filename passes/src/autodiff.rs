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
//! Restrictions: the ops in between are `nn` ops of the gradient's own block, or of blocks around
//! it. What loops and branches compute has no derivative yet. Gradients of gradients work, as
//! gradients are replaced in program order.

use crate::families::{
    self,
    builder::{Builder, collect, definition, key, name_of, operands_of, results_of},
    registry::{Adjoint, Derivative},
    types::dtype_of,
};
use crate::refusal::{DERIVATIVE, refuse_operation};
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult, StatisticSpec,
    melior::{
        Context, IrRewriter,
        ir::{
            Value, ValueLike,
            operation::{OperationLike, OperationRef},
            r#type::RankedTensorType,
        },
    },
};
use std::collections::{HashMap, HashSet};

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
        &[Dialect::Nn, Dialect::Arith, Dialect::Tensor]
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for gradient in collect(operation, |name| name == "nn.gradient") {
            differentiate(pass.context(), gradient)?;
            pass.count("gradients", 1);
        }
        Ok(())
    }
}

/// Whether the derivative of `output` with respect to `value` may be other than zero: whether a
/// path of differentiable ops leads from one to the other.
pub fn reaches<'c: 'a, 'a>(value: Value<'c, 'a>, output: Value<'c, 'a>) -> bool {
    Slice::new(output, &[value]).active.contains(&key(output))
}

/// The part of the graph between some values and an output.
struct Slice<'c: 'a, 'a> {
    /// The ops that the output depends on, each after those it depends on itself.
    order: Vec<OperationRef<'c, 'a>>,
    /// The values that depend on one that is asked for.
    active: HashSet<usize>,
}

impl<'c: 'a, 'a> Slice<'c, 'a> {
    fn new(output: Value<'c, 'a>, wrt: &[Value<'c, 'a>]) -> Self {
        let mut order = vec![];
        let mut seen = HashSet::new();
        // Depth first with a stack of its own: graphs are thousands of ops deep.
        let mut stack: Vec<(OperationRef<'c, 'a>, usize)> = vec![];
        let mut enter = |value: Value<'c, 'a>, stack: &mut Vec<_>| {
            if let Some(op) = definition(value)
                && seen.insert(op.to_raw().ptr as usize)
            {
                stack.push((op, 0));
            }
        };
        enter(output, &mut stack);
        while let Some((op, next)) = stack.pop() {
            if name_of(op) != "nn.detach"
                && let Ok(operand) = op.operand(next)
            {
                stack.push((op, next + 1));
                enter(operand, &mut stack);
            } else {
                order.push(op);
            }
        }
        let mut active: HashSet<usize> = wrt.iter().map(|&value| key(value)).collect();
        for &op in &order {
            let blocked = name_of(op) == "nn.detach"
                || families::op(&name_of(op))
                    .is_some_and(|known| matches!(known.derivative, Derivative::Zero));
            if !blocked
                && operands_of(op)
                    .iter()
                    .any(|&operand| active.contains(&key(operand)))
            {
                // Numbers that were taken out of tensors are constants, as `item()` gives them.
                let float = |result: &Value<'c, 'a>| {
                    RankedTensorType::try_from(result.r#type()).is_ok()
                        && dtype_of(*result).is_float()
                };
                active.extend(results_of(op).into_iter().filter(float).map(key));
            }
        }
        Self { order, active }
    }
}

/// Derivatives so far, by value.
struct Gradients<'c: 'a, 'a> {
    sums: HashMap<usize, Value<'c, 'a>>,
}

impl<'c: 'a, 'a> Gradients<'c, 'a> {
    fn get(&self, value: Value<'c, 'a>) -> Option<Value<'c, 'a>> {
        self.sums.get(&key(value)).copied()
    }

    fn add(&mut self, builder: &Builder<'c, 'a>, value: Value<'c, 'a>, grad: Value<'c, 'a>) {
        let grad = builder.retyped(grad, value);
        let sum = match self.get(value) {
            Some(sum) => builder.add(sum, grad),
            None => grad,
        };
        self.sums.insert(key(value), sum);
    }
}

/// Replaces one `nn.gradient`.
fn differentiate<'c: 'a, 'a>(
    context: &'c Context,
    gradient: OperationRef<'c, 'a>,
) -> Result<(), Diagnostic<'c>> {
    let operands = operands_of(gradient);
    let [output, seed, wrt @ ..] = operands.as_slice() else {
        return Err(Diagnostic::op_error(&gradient, "has no output and seed"));
    };
    let Some(builder) = Builder::before(context, gradient) else {
        return Err(Diagnostic::op_error(&gradient, "is not in a block"));
    };
    let slice = Slice::new(*output, wrt);
    let mut gradients = Gradients {
        sums: HashMap::new(),
    };
    if slice.active.contains(&key(*output)) {
        gradients.add(&builder, *output, *seed);
    }
    for &op in slice.order.iter().rev() {
        let results = results_of(op);
        let grads: Vec<_> = results
            .iter()
            .map(|&result| gradients.get(result))
            .collect();
        let operands = operands_of(op);
        let needed: Vec<bool> = operands
            .iter()
            .map(|&operand| slice.active.contains(&key(operand)) && dtype_of(operand).is_float())
            .collect();
        if grads.iter().all(Option::is_none) || !needed.contains(&true) {
            continue;
        }
        let adjoint = Adjoint {
            // The derivative belongs to the line of the op that it is the derivative of.
            builder: builder.located(op.location()),
            op,
            operands: operands.clone(),
            results,
            grads,
            needed,
        };
        for (i, grad) in derive(&adjoint, gradient)?.into_iter().enumerate() {
            if let (Some(grad), true) = (grad, adjoint.needed[i]) {
                gradients.add(&adjoint.builder, operands[i], grad);
            }
        }
    }
    let derivatives: Vec<_> = wrt
        .iter()
        .map(|&value| {
            gradients
                .get(value)
                .unwrap_or_else(|| builder.zeros_like(value))
        })
        .collect();
    let rewriter = IrRewriter::new(context);
    rewriter
        .as_rewriter_base()
        .replace_op_with_values(gradient, &derivatives);
    Ok(())
}

/// The derivatives of one op, as its family has them.
fn derive<'c: 'a, 'a>(
    adjoint: &Adjoint<'c, 'a>,
    gradient: OperationRef<'c, 'a>,
) -> Result<Vec<Option<Value<'c, 'a>>>, Diagnostic<'c>> {
    let name = name_of(adjoint.op);
    match families::op(&name).map(|op| op.derivative) {
        Some(Derivative::Reverse(derive)) => derive(adjoint),
        Some(Derivative::Zero) => Ok(vec![None; adjoint.operands.len()]),
        None if name == "nn.detach" => Ok(vec![None; adjoint.operands.len()]),
        // A change of static knowledge about a shape: the derivative takes it back.
        None if name == "tensor.cast" => Ok(vec![Some(
            adjoint.builder.retyped(adjoint.grad()?, adjoint.lhs()),
        )]),
        None => Err(
            refuse_operation(DERIVATIVE, &adjoint.op, "has no derivative")
                .note(gradient.location(), "the derivative is asked for here"),
        ),
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
