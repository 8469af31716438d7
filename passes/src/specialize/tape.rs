//! Autograd's tape inside a graph: which operations are on it, and of which `backward()` has freed what they kept.

use super::{
    Specializer,
    heap::{FreshObject, Heap},
    protocol::Keywords,
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Ssa, TensorRef, Value},
};
use crate::{
    families::{layout::Stride, operand::Dim},
    world::{Object, Sample, SampleCall},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    rc::Rc,
};

/// A size that is none of those that PyTorch treats in a way of their own.
const SAMPLE_SIZE: i64 = 2;

/// An operation on the tape: index into the state's tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step(u32);

/// What is known of an operation on the tape.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The operations that made what it takes; leaves have none.
    pub inputs: Vec<Step>,
    /// The call that it stands for, where it is one.
    pub call: Option<Rc<SampleCall>>,
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
    /// Those of them that it may not depend on, by a branch of the run, with an `i1` that says whether it does.
    pub doubtful: BTreeMap<TensorRef, Ssa>,
    /// The operation that made it.
    pub step: Option<Step>,
}

impl Heap {
    /// Puts an operation on the tape.
    pub fn record(
        &mut self,
        inputs: impl IntoIterator<Item = Step>,
        keeps: bool,
        call: Option<Rc<SampleCall>>,
    ) -> Step {
        let inputs = inputs.into_iter().collect();
        self.tape.push(Recorded {
            inputs,
            call,
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
        Some(self.record(a.into_iter().chain(b), false, None))
    }
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The history of what an operation makes of tensors; empty where none of them requires grad.
    pub(super) fn recorded(
        &mut self,
        tensors: &[TensorRef],
        keeps: bool,
        call: Option<Rc<SampleCall>>,
    ) -> Result<History, Refusal> {
        let differentiable = || {
            let all = tensors.iter().map(|tensor| self.heap.tensor(*tensor));
            all.filter(|tensor| tensor.requires_grad)
        };
        let leaves: BTreeSet<_> = differentiable()
            .flat_map(|tensor| tensor.leaves.iter().copied())
            .collect();
        let sure: BTreeSet<_> = differentiable()
            .flat_map(|tensor| tensor.sure_leaves())
            .collect();
        if leaves.is_empty() {
            return Ok(History::default());
        }
        let mut flags: BTreeMap<TensorRef, Vec<Ssa>> = BTreeMap::new();
        for (leaf, flag) in differentiable().flat_map(|tensor| &tensor.doubtful) {
            if !sure.contains(leaf) {
                flags.entry(*leaf).or_default().push(*flag);
            }
        }
        let steps: Vec<_> = differentiable().filter_map(|tensor| tensor.step).collect();
        let r#type = self.emit.number_type(NumberKind::Bool);
        let mut doubtful = BTreeMap::new();
        for (leaf, flags) in flags {
            let mut any = flags[0];
            for flag in &flags[1..] {
                if *flag != any {
                    any = self.op1("arith.ori", &[any, *flag], &[], r#type)?;
                }
            }
            doubtful.insert(leaf, any);
        }
        Ok(History {
            doubtful,
            leaves,
            step: Some(self.heap.record(steps, keeps, call)),
        })
    }

    /// What PyTorch calls the history of a tensor, where that can be told.
    pub(super) fn history_name(&mut self, tensor: TensorRef) -> Option<String> {
        let step = self.heap.tensor(tensor).step?;
        let call = self.heap.tape[step.0 as usize].call.clone()?;
        // A name that is not known is no reason to refuse a graph.
        self.world.history(&call).ok()?
    }

    /// A call as an example of its kind: numbers and sizes that only the run knows have some value.
    pub(super) fn sample_call(
        &mut self,
        function: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Option<Rc<SampleCall>> {
        let keywords = keywords
            .iter()
            .map(|(key, value)| Some((key.clone(), self.sample(value)?)))
            .collect::<Option<_>>()?;
        Some(Rc::new(SampleCall {
            function: function.to_owned(),
            positional: self.samples(positional)?,
            keywords,
        }))
    }

    /// Refuses a call for which PyTorch raises, whatever the run is given.
    pub(super) fn check_accepted(
        &mut self,
        function: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<(), Refusal> {
        let arguments = || {
            positional
                .iter()
                .chain(keywords.iter().map(|(_, value)| value))
        };
        if !arguments().all(|value| self.is_exact(value)) {
            return Ok(());
        }
        let Some(call) = self.sample_call(function, positional, keywords) else {
            return Ok(());
        };
        // A profile need not say it.
        match self.world.raised(&call).ok().flatten() {
            None => Ok(()),
            Some(message) => {
                let first = message.lines().next().unwrap_or_default();
                let message = format!("'{function}' raises: {first}");
                Err(Refusal::new(codes::RAISES, message))
            }
        }
    }

    /// Whether what stands for a value in a sample is the value, as far as shapes and types go, and nobody else has it.
    fn is_exact(&self, value: &Value) -> bool {
        match value {
            Value::Tensor(tensor) => {
                let tensor = self.heap.tensor(*tensor);
                tensor.dims.iter().all(|dim| dim.known().is_some())
            }
            Value::Constant(_) => true,
            Value::Known(known) => matches!(self.heap.object(*known), Object::Builtin(_)),
            Value::Tuple(elements) => elements.iter().all(|element| self.is_exact(element)),
            Value::Slice(parts) => parts.iter().all(|part| self.is_exact(part)),
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(elements) => {
                    elements.iter().all(|element| self.is_exact(element))
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn samples(&mut self, values: &[Value]) -> Option<Vec<Sample>> {
        values.iter().map(|value| self.sample(value)).collect()
    }

    fn sample(&mut self, value: &Value) -> Option<Sample> {
        Some(match value {
            Value::Tensor(tensor) => {
                let tensor = self.heap.tensor(*tensor);
                let size = |dim: &Dim| dim.known().unwrap_or(SAMPLE_SIZE);
                let stride = |stride: &Stride| {
                    let sizes = stride.symbols.iter().map(|_| SAMPLE_SIZE);
                    stride.factor * sizes.product::<i64>()
                };
                Sample::Tensor {
                    dtype: tensor.dtype.name().to_owned(),
                    sizes: tensor.dims.iter().map(size).collect(),
                    strides: tensor.layout.as_ref()?.strides.iter().map(stride).collect(),
                    requires_grad: tensor.requires_grad,
                }
            }
            Value::Constant(Constant::None) => Sample::None,
            Value::Constant(Constant::Ellipsis) => Sample::Ellipsis,
            Value::Constant(Constant::Bool(value)) => Sample::Bool(*value),
            Value::Constant(Constant::Int(value)) => Sample::Int(**value),
            Value::Constant(Constant::Float(value)) => Sample::Float(**value),
            Value::Constant(Constant::Str(text)) => Sample::Str(text.to_string()),
            Value::Number { kind, .. } => match kind {
                NumberKind::Bool => Sample::Bool(true),
                NumberKind::Int => Sample::Int(SAMPLE_SIZE),
                NumberKind::Float => Sample::Float(1.0),
            },
            Value::Known(known) if !matches!(self.heap.object(*known), Object::List { .. }) => {
                Sample::Object(self.heap.id(*known))
            }
            Value::Known(_) | Value::Fresh(_) => {
                let elements = self.iterate(value).ok()?;
                Sample::List(self.samples(&elements)?)
            }
            Value::Tuple(elements) => Sample::Tuple(self.samples(elements)?),
            Value::Slice(parts) => {
                let parts = self.samples(parts.as_ref())?;
                Sample::Slice(Box::new(parts.try_into().ok()?))
            }
            _ => return None,
        })
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
