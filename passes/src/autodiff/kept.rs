//! Gradients that are parts of larger ones.
//!
//! The derivative of `torch.cat([a, b])` by `a` is a view: a part of what came in. PyTorch keeps it as `a.grad` where it lies in memory
//! as the leaf does, so that `.grad` has an offset, and shares its storage with `b.grad`. A graph hands out gradients of their own.

use crate::{
    families::{
        NEW_GRADIENTS, NewGradient, VIEW,
        builder::{int_attribute, ints_attribute, name_of, operands_of},
        layout::{Format, Layout, Reshaped},
        operand::Dim,
        types::shape_of,
    },
    rebuild::{defining, region_operations},
    refusal::{DERIVATIVE, refuse},
};
use janus_dialects::{
    PassResult,
    melior::ir::{
        OperationRef, Value,
        operation::{OperationLike, OperationResult},
    },
};

/// Refuses the gradients of which PyTorch would keep a part of a larger tensor.
pub fn check<'c: 'a, 'a>(
    gradient: OperationRef<'c, 'a>,
    derivatives: &[Value<'c, 'a>],
) -> PassResult<'c> {
    let new = ints_attribute(gradient, NEW_GRADIENTS);
    for (new, derivative) in new.into_iter().zip(derivatives) {
        if new != NewGradient::Added as i64
            && part(*derivative)
            && may_be_kept(*derivative, new == NewGradient::Contiguous as i64)
        {
            return Err(refuse(
                DERIVATIVE,
                gradient.location(),
                "PyTorch keeps a part of the gradient of joined tensors as the gradient of one of them",
            )
            .into());
        }
    }
    Ok(())
}

/// What an operation that only looks at its operand in another way looks at.
fn seen<'c: 'a, 'a>(operation: OperationRef<'c, 'a>) -> Option<Value<'c, 'a>> {
    let views = ["nn.reshape", "nn.permute", "nn.slice", "tensor.cast"];
    views
        .contains(&name_of(operation).as_str())
        .then(|| operation.operand(0).ok())?
}

/// Whether a gradient is a part of that of joined tensors, on any path.
fn part<'c: 'a, 'a>(value: Value<'c, 'a>) -> bool {
    let Some(operation) = defining(value) else {
        return false;
    };
    if name_of(operation) == "nn.slice" && operation.has_attribute(VIEW) {
        return true;
    }
    if name_of(operation) == super::COND
        && let Ok(result) = OperationResult::try_from(value)
    {
        return (0..operation.region_count()).any(|region| {
            let end = region_operations(operation, region).last().copied();
            end.is_some_and(|end| {
                operands_of(end)
                    .get(result.result_number())
                    .is_some_and(|value| part(*value))
            })
        });
    }
    seen(operation).is_some_and(part)
}

/// Whether a part may lie in memory as its leaf does: a part of rows does.
fn may_be_kept<'c: 'a, 'a>(value: Value<'c, 'a>, is_contiguous: bool) -> bool {
    let Some(dims) = dims(value).filter(|_| is_contiguous) else {
        return true;
    };
    layout(value).is_none_or(|layout| layout.is(&dims, Format::Contiguous) != Some(false))
}

fn dims(value: Value<'_, '_>) -> Option<Vec<Dim>> {
    let sizes = shape_of(value).into_iter();
    sizes.map(|size| size.map(Dim::Known)).collect()
}

/// How a part lies in memory, if what it is a part of has no gaps.
fn layout<'c: 'a, 'a>(value: Value<'c, 'a>) -> Option<Layout> {
    let own = dims(value)?;
    let Some(operation) = defining(value) else {
        return Some(Layout::contiguous(&own));
    };
    let Some(operand) = seen(operation) else {
        // A path may have made it in another way.
        return (name_of(operation) != super::COND).then(|| Layout::contiguous(&own));
    };
    let whole = layout(operand)?;
    Some(match name_of(operation).as_str() {
        "nn.permute" => {
            let order = ints_attribute(operation, "permutation").into_iter();
            whole.permute(&order.map(|dim| dim as usize).collect::<Vec<_>>())
        }
        "nn.slice" => whole.slice(
            int_attribute(operation, "dim")? as usize,
            int_attribute(operation, "start"),
            int_attribute(operation, "step")?,
        ),
        "nn.reshape" => match whole.reshape(&dims(operand)?, &own) {
            Reshaped::View(layout) => layout,
            // A copy is one of its own.
            Reshaped::Copy | Reshaped::Unknown => return None,
        },
        _ => whole,
    })
}
