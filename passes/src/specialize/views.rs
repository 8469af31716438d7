//! Views: how a tensor's elements are found in the contents of the tensor whose memory it shares, and how they are put back.

use super::{
    Specializer,
    refusal::{Refusal, codes},
    value::{Ssa, TensorRef},
};
use crate::families::{
    builder::{Builder, definition, int_attribute, ints_attribute, name_of, operands_of},
    types::{Shape, shape_of},
};
use janus_dialects::melior::ir::Value as MlirValue;
use std::rc::Rc;

/// A tensor's place in the memory of another one.
#[derive(Clone)]
pub struct View {
    /// The tensor that the memory was made for: a view of a view is one of it, too.
    pub root: TensorRef,
    /// From the root's contents to the view's.
    pub path: Rc<[Step]>,
    /// Whether it is one of several that a function made at once, which autograd does not let be written.
    pub part: bool,
    /// Whether it was made while autograd recorded.
    pub recorded: bool,
    /// Whether it is a view; otherwise it may be a copy, by sizes that only the run knows.
    pub certain: bool,
}

/// An op that takes a view, without its operand.
#[derive(Clone)]
pub enum Step {
    Reshape { shape: Shape, sizes: Vec<Ssa> },
    Expand { shape: Shape, sizes: Vec<Ssa> },
    Permute(Vec<usize>),
    Slice(Slice),
}

#[derive(Clone)]
pub struct Slice {
    dim: usize,
    start: i64,
    step: i64,
    count: Option<i64>,
    offset: Option<Ssa>,
    size: Option<Ssa>,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The steps that lead from one value to another, if the one is a view of the other.
    pub(super) fn trace_view(
        &mut self,
        from: MlirValue<'c, 'a>,
        to: MlirValue<'c, 'a>,
    ) -> Option<Vec<Step>> {
        let mut steps = vec![];
        let mut value = to;
        while value != from {
            let operation = definition(value)?;
            let operands = operands_of(operation);
            let (&source, rest) = operands.split_first()?;
            let rest: Vec<Ssa> = rest.iter().map(|value| self.emit.define(*value)).collect();
            let shape = shape_of(value);
            steps.push(match name_of(operation).as_str() {
                "nn.reshape" => Step::Reshape { shape, sizes: rest },
                "nn.expand" => Step::Expand { shape, sizes: rest },
                "nn.permute" => Step::Permute(
                    ints_attribute(operation, "permutation")
                        .into_iter()
                        .map(|dim| dim as usize)
                        .collect(),
                ),
                "nn.slice" => {
                    let dim = int_attribute(operation, "dim")? as usize;
                    let count = shape[dim];
                    // An offset comes before a size.
                    let (size, offset) = match (count, rest.as_slice()) {
                        (Some(_), []) => (None, None),
                        (Some(_), [offset]) => (None, Some(*offset)),
                        (None, [size]) => (Some(*size), None),
                        (None, [offset, size]) => (Some(*size), Some(*offset)),
                        _ => return None,
                    };
                    Step::Slice(Slice {
                        dim,
                        start: int_attribute(operation, "start")?,
                        step: int_attribute(operation, "step")?,
                        count,
                        offset,
                        size,
                    })
                }
                _ => return None,
            });
            value = source;
        }
        steps.reverse();
        Some(steps)
    }

    /// What a view of these contents holds.
    pub(super) fn look_through(&mut self, path: &[Step], root: Ssa) -> Ssa {
        let builder = self.located_builder();
        let value = path.iter().fold(self.emit.value(root), |value, step| {
            self.take(&builder, step, value)
        });
        self.emit.define(value)
    }

    fn take(
        &self,
        b: &Builder<'c, 'a>,
        step: &Step,
        value: MlirValue<'c, 'a>,
    ) -> MlirValue<'c, 'a> {
        let values = |all: &[Ssa]| all.iter().map(|ssa| self.emit.value(*ssa)).collect();
        match step {
            Step::Reshape { shape, sizes } => b.reshape(value, shape, values(sizes)),
            Step::Expand { shape, sizes } => b.expand(value, shape, values(sizes)),
            Step::Permute(order) => b.permute(value, order),
            Step::Slice(slice) => b.slice(
                value,
                slice.dim,
                slice.start,
                slice.step,
                slice.count,
                slice.offset.map(|ssa| self.emit.value(ssa)),
                slice.size.map(|ssa| self.emit.value(ssa)),
            ),
        }
    }

    /// The root's contents after a view of it has got others.
    pub(super) fn put_back(
        &mut self,
        path: &[Step],
        root: Ssa,
        written: Ssa,
    ) -> Result<Ssa, Refusal> {
        let b = self.located_builder();
        let mut wholes = vec![self.emit.value(root)];
        for step in &path[..path.len().saturating_sub(1)] {
            let whole = wholes[wholes.len() - 1];
            wholes.push(self.take(&b, step, whole));
        }
        let mut value = self.emit.value(written);
        for (step, whole) in path.iter().zip(wholes).rev() {
            value = match step {
                Step::Reshape { .. } => b.reshape_like(value, whole),
                Step::Permute(order) => {
                    let mut back = vec![0; order.len()];
                    for (place, &dim) in order.iter().enumerate() {
                        back[dim] = place;
                    }
                    b.permute(value, &back)
                }
                Step::Slice(slice) => b.slice_scatter(
                    value,
                    whole,
                    (slice.dim, slice.start, slice.step),
                    slice.offset.map(|ssa| self.emit.value(ssa)),
                ),
                Step::Expand { .. } => {
                    return Err(Refusal::new(
                        codes::RAISES,
                        "a tensor is written of which several elements are one",
                    ));
                }
            };
        }
        Ok(self.emit.define(value))
    }
}
