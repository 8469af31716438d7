//! Autograd's tape inside a graph: which operations are on it, and of which `backward()` has freed what they kept.

use super::{
    Specializer,
    heap::Heap,
    refusal::{Refusal, codes},
    value::TensorRef,
};
use std::collections::{BTreeSet, HashSet};

/// An operation on the tape: index into the state's tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step(u32);

/// What is known of an operation on the tape.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The operations that made what it takes; leaves have none.
    pub inputs: Vec<Step>,
    /// Whether it has kept anything for its derivative.
    pub keeps: bool,
    /// Whether `backward()` has freed that.
    pub freed: bool,
}

/// How a tensor came about.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Where its tape begins.
    pub leaves: BTreeSet<TensorRef>,
    /// The operation that made it.
    pub step: Option<Step>,
}

impl Heap {
    /// Puts an operation on the tape.
    pub fn record(&mut self, inputs: impl IntoIterator<Item = Step>, keeps: bool) -> Step {
        let inputs = inputs.into_iter().collect();
        self.tape.push(Recorded {
            inputs,
            keeps,
            freed: false,
        });
        Step(self.tape.len() as u32 - 1)
    }

    /// All operations that `backward()` would go through.
    fn steps_behind(&self, step: Option<Step>) -> Vec<Step> {
        let mut seen = HashSet::new();
        let mut open: Vec<_> = step.into_iter().collect();
        let mut found = vec![];
        while let Some(step) = open.pop() {
            if seen.insert(step) {
                found.push(step);
                open.extend(&self.tape[step.0 as usize].inputs);
            }
        }
        found
    }

    /// Whether `backward()` would come to an operation whose keepings are freed, where PyTorch raises.
    pub fn is_freed(&self, step: Option<Step>) -> bool {
        self.steps_behind(step)
            .into_iter()
            .any(|step| self.tape[step.0 as usize].freed)
    }

    /// Frees what the operations have kept that `backward()` has gone through. That may change again.
    pub fn free(&mut self, step: Option<Step>) {
        for step in self.steps_behind(step) {
            let operation = &mut self.tape[step.0 as usize];
            operation.freed = operation.keeps;
        }
        let state = &mut self.state;
        let tape = &state.tape;
        state
            .saved
            .retain(|saved| !tape[saved.step.0 as usize].freed);
    }

    /// The operation behind a tensor that is one on one path and another on the other.
    pub fn join_steps(&mut self, a: Option<Step>, b: Option<Step>) -> Option<Step> {
        if a == b {
            return a;
        }
        Some(self.record(a.into_iter().chain(b), false))
    }
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The history of what an operation makes of tensors; empty where none of them requires grad.
    pub(super) fn recorded(&mut self, tensors: &[TensorRef], keeps: bool) -> History {
        let differentiable = || {
            let all = tensors.iter().map(|tensor| self.heap.tensor(*tensor));
            all.filter(|tensor| tensor.requires_grad)
        };
        let leaves: BTreeSet<_> = differentiable()
            .flat_map(|tensor| tensor.leaves.iter().copied())
            .collect();
        if leaves.is_empty() {
            return History::default();
        }
        let steps: Vec<_> = differentiable().filter_map(|tensor| tensor.step).collect();
        History {
            leaves,
            step: Some(self.heap.record(steps, keeps)),
        }
    }

    /// Frees a tape. A tensor on it that left the graph before would have to know.
    pub(super) fn free_tape(&mut self, root: TensorRef) -> Result<(), Refusal> {
        self.heap.free(self.heap.tensor(root).step);
        let left = self.heap.tensors.iter().any(|tensor| {
            tensor.known.is_none() && tensor.reference.is_some() && self.heap.is_freed(tensor.step)
        });
        if left {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                "'backward' frees the tape of a tensor that is stored outside",
            ));
        }
        Ok(())
    }
}
