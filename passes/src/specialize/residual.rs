//! Branches whose direction only the run knows: both are specialized, and what they leave is joined.
//!
//! The branch stays a `pydyn.if`; see [`super::paths`] for how its sides leave, and [`super::join`] for where they meet.
//! A side that raises, where nobody in the graph would see it, is assumed not to be taken.

use super::{
    Specializer,
    code::Node,
    frame::{Flow, Frame},
    refusal::{Refusal, codes},
    value::{NumberKind, Ssa, TensorRef},
};
use crate::world::{Object, Site};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// Specializes both regions of a `pydyn.if` on an `i1`.
    pub(super) fn residual_if(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        condition: Ssa,
    ) -> Result<Option<Flow>, Refusal> {
        if !node.results.is_empty() && node.regions.get(1).is_none_or(Option::is_none) {
            return Err(Refusal::new(
                codes::FRONTEND,
                "a conditional expression lacks a side",
            ));
        }
        // Asked here, so that both sides know it.
        self.grad_enabled()?;
        let start = self.path(frame, vec![]);
        let mark = self.paths.mark();
        let sides = self.split(condition)?;
        let mut falling = Vec::with_capacity(2);
        for (index, side) in sides.into_iter().enumerate() {
            let exits = self.paths.mark();
            let mut begin = start.clone();
            begin.position = side;
            self.resume_path(frame, begin);
            let flow = self.run_region(frame, node, index)?;
            if matches!(flow, Flow::Raise(_)) && self.handlers == 0 && !self.paths.left_since(exits)
            {
                // Nobody in the graph sees it: the run is assumed to take the other side, which is all that is left.
                self.resume_path(frame, start);
                self.unsplit(mark)?;
                return self.only_side(frame, node, condition, 1 - index);
            }
            falling.extend(self.end_of_side(frame, flow)?);
        }
        let Some(values) = self.meet(frame, falling)? else {
            return Ok(Some(Flow::Left));
        };
        for (result, value) in node.results.iter().zip(values) {
            frame.set(*result, value);
        }
        Ok(None)
    }

    /// The side of a branch that the run is assumed to take, as the other one raises.
    fn only_side(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        condition: Ssa,
        index: usize,
    ) -> Result<Option<Flow>, Refusal> {
        self.place.clone_from(&node.place);
        self.assume_direction(condition, index == 0)?;
        match self.run_region(frame, node, index)? {
            Flow::Next(values) => {
                for (result, value) in node.results.iter().zip(values) {
                    frame.set(*result, value);
                }
                Ok(None)
            }
            flow => Ok(Some(flow)),
        }
    }

    /// Assumes which way a branch goes.
    pub(super) fn assume_direction(&mut self, condition: Ssa, taken: bool) -> Result<(), Refusal> {
        let condition = if taken {
            condition
        } else {
            let one = self.number(NumberKind::Bool, 0.0, 1)?;
            let r#type = self.emit.number_type(NumberKind::Bool);
            self.op1("arith.xori", &[condition, one], &[], r#type)?
        };
        let direction = if taken { "taken" } else { "not taken" };
        let text = format!("the branch at line {} is {direction}", self.place.line);
        let attribute = self.emit.string(&text);
        self.op(
            "dataflow.assert",
            &[condition],
            &[("assumption", attribute)],
            &[],
        )?;
        Ok(())
    }

    /// Refuses where it matters which of several tensors one is.
    pub(super) fn check_one(&self, tensor: TensorRef, what: &str) -> Result<(), Refusal> {
        if self.heap.is_choice(self.heap.tensor(tensor).storage) {
            return Err(Refusal::new(
                codes::ALIAS,
                format!("{what} a tensor that is one of two, by a branch of the run"),
            ));
        }
        Ok(())
    }

    /// Assumes that a tensor depends on all leaves that it may depend on: a leaf without a gradient is told by its `.grad`.
    /// Refuses where that has not held before.
    pub(super) fn assume_leaves(&mut self, tensor: TensorRef) -> Result<(), Refusal> {
        let doubtful = self.heap.tensor(tensor).doubtful.clone();
        if doubtful.is_empty() {
            return Ok(());
        }
        let target = self.world.target();
        let is_own = matches!(
            self.world.describe(target)?,
            Object::Function(info) if info.file == self.place.file
        );
        let site = Site {
            line: self.place.line,
            column: self.place.column,
        };
        let seen = self.world.branch(target, site)?;
        if !is_own || seen.is_some_and(|seen| seen.taken > 0 && seen.not_taken > 0) {
            return self.check_certain(tensor);
        }
        for flag in doubtful.into_values() {
            let text = "what is differentiated depends on all that it may depend on";
            let text = self.emit.string(text);
            self.op("dataflow.assert", &[flag], &[("assumption", text)], &[])?;
        }
        self.heap.state.tensors[tensor.0 as usize].doubtful.clear();
        Ok(())
    }

    /// Refuses where it matters on which tape a tensor is.
    pub(super) fn check_certain(&self, tensor: TensorRef) -> Result<(), Refusal> {
        if !self.heap.tensor(tensor).doubtful.is_empty() {
            return Err(Refusal::new(
                codes::BRANCH,
                "what a tensor is to be differentiated by depends on a branch of the run",
            ));
        }
        Ok(())
    }
}
