//! Branches whose direction only the run knows: both are specialized, and what they leave is joined.
//!
//! The branch stays a `pydyn.if`. Variables and tensors whose value depends on the direction are handed on through
//! `pydyn.store local` in both regions and one `pydyn.load local` after them.

use super::{
    Specializer,
    code::Node,
    frame::{Flow, Frame},
    refusal::{Refusal, codes},
    state::State,
    value::{NumberKind, Ssa, TensorRef, Value},
};
use janus_dialects::melior::ir::{
    Block, BlockRef, Region, RegionLike, Value as MlirValue, ValueLike,
    operation::{OperationBuilder, OperationLike},
};

/// One side of a branch after it was run.
pub struct Side<'c, 'a> {
    pub block: BlockRef<'c, 'a>,
    /// What its region yields.
    pub values: Vec<Value>,
    pub state: State,
    pub frame: Frame,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// Specializes both regions of a `pydyn.if` on an `i1`.
    pub fn residual_if(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        condition: Ssa,
    ) -> Result<(), Refusal> {
        if !node.results.is_empty() && node.regions.get(1).is_none_or(Option::is_none) {
            return Err(Refusal::new(
                codes::FRONTEND,
                "a conditional expression lacks a side",
            ));
        }
        // Asked here, so that both sides know it.
        self.grad_enabled()?;
        let blocks = self.if_op(condition)?;
        let (state, start) = (self.heap.state.clone(), frame.clone());
        let first_storage = self.heap.next_storage;
        let mut ends = Vec::with_capacity(2);
        for (index, block) in blocks.into_iter().enumerate() {
            self.heap.restore(&state);
            frame.clone_from(&start);
            self.emit.push_block(block);
            let flow = self.run_region(frame, node, index);
            self.emit.pop_block();
            let Flow::Next(values) = flow? else {
                return Err(Refusal::new(
                    codes::BRANCH,
                    "a branch that depends on a value of the run is left by 'return', 'break' or 'raise'",
                ));
            };
            ends.push(Side {
                block,
                values,
                state: self.heap.state.clone(),
                frame: frame.clone(),
            });
        }
        let Ok([first, second]) = <[_; 2]>::try_from(ends) else {
            return Err(Refusal::new(codes::FRONTEND, "a branch has two sides"));
        };
        self.heap.restore(&state);
        frame.clone_from(&start);
        let sides = [first, second];
        self.join(frame, node, sides, first_storage)?;
        for block in blocks {
            self.emit.push_block(block);
            let ended = self.op("pydyn.yield", &[], &[], &[]);
            self.emit.pop_block();
            ended?;
        }
        Ok(())
    }

    /// An `if` with two empty regions.
    fn if_op(&mut self, condition: Ssa) -> Result<[BlockRef<'c, 'a>; 2], Refusal> {
        let builder = self.located_builder();
        let regions = [Region::new(), Region::new()];
        for region in &regions {
            region.append_block(Block::new(&[]));
        }
        let operation = OperationBuilder::new("pydyn.if", builder.location)
            .add_operands(&[self.emit.value(condition)])
            .add_regions(regions)
            .build()
            .map_err(|error| Refusal::new(codes::FRONTEND, error.to_string()))?;
        let operation = self.emit.append(operation);
        let block = |index| {
            operation
                .region(index)
                .ok()
                .and_then(|region| region.first_block())
                .ok_or_else(|| Refusal::new(codes::FRONTEND, "a branch lost a side"))
        };
        Ok([block(0)?, block(1)?])
    }

    /// One value that is the one or the other, by the direction taken.
    pub(super) fn hand_on(&mut self, sides: [(BlockRef<'c, 'a>, Ssa); 2]) -> Result<Ssa, Refusal> {
        self.merges += 1;
        let name = format!("merged.{}", self.merges);
        let attributes = [
            ("scope", self.emit.i32_attribute(0)),
            ("name", self.emit.string(&name)),
        ];
        let mut r#type = None;
        for (block, ssa) in sides {
            let value: MlirValue<'c, 'a> = self.emit.value(ssa);
            r#type = Some(value.r#type());
            self.emit.push_block(block);
            let stored = self.op("pydyn.store", &[ssa], &attributes, &[]);
            self.emit.pop_block();
            stored?;
        }
        let r#type = r#type.unwrap_or_else(|| self.emit.number_type(NumberKind::Bool));
        self.op1("pydyn.load", &[], &attributes, r#type)
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

    /// Refuses where it matters on which tape a tensor is.
    pub(super) fn check_certain(&self, tensor: TensorRef) -> Result<(), Refusal> {
        if self.heap.tensor(tensor).uncertain {
            return Err(Refusal::new(
                codes::BRANCH,
                "what a tensor is to be differentiated by depends on a branch of the run",
            ));
        }
        Ok(())
    }
}
