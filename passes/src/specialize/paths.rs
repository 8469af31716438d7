//! Paths of the run: where they split, how they leave, and where they meet again.
//!
//! A branch on a value of the run splits the path on which the interpreter is. Each side is run to its end. A side that
//! leaves (`return`, `break`, `continue`) has its state put aside as an [`Exit`], until the function or the loop that
//! it leaves has come to its own end, where all paths to that place are joined. Where one side alone goes on, whatever
//! follows is written into its region:
//!
//! ```text
//! if c:              pydyn.if %c {            // put aside: returns a
//!     return a   ⇒     pydyn.store local "merged.1", a
//! b = f(x)           } else {
//! return b             b = f(x)
//!                      pydyn.store local "merged.1", b
//!                    }
//!                    %r = pydyn.load local "merged.1" {certain}
//! ```

use super::{
    Specializer,
    frame::{Flow, Frame},
    refusal::{Refusal, codes},
    state::State,
    value::{NumberKind, Ssa, Value},
};
use crate::control_flow_to_dataflow::{RUNS, SAME_SIZES};
use janus_dialects::ir::OperationExt;
use janus_dialects::melior::ir::{
    Attribute, Block, BlockLike, BlockRef, Region, RegionLike, Type,
    operation::{OperationBuilder, OperationLike},
};
use std::rc::Rc;

/// More regions in one another than a program has that is not unrolled too far.
const MAX_NESTING: usize = 64;

/// The blocks around a place in the emitted program, the innermost last.
pub type Position<'c, 'a> = Vec<BlockRef<'c, 'a>>;

/// A way through the program, up to some place.
#[derive(Clone)]
pub struct Path<'c, 'a> {
    /// The place: at the end of the innermost block.
    pub position: Position<'c, 'a>,
    /// What it has come with: what a region yields, or a function returns.
    pub values: Vec<Value>,
    pub state: State,
    pub frame: Frame,
}

/// Where a path goes that does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    Return,
    Break,
    Continue,
}

/// A path that has left, and waits for the others that come to the same place.
struct Exit<'c, 'a> {
    leave: Leave,
    path: Path<'c, 'a>,
}

/// Where paths split.
pub struct Split<'c, 'a> {
    /// The place of the branch.
    position: Position<'c, 'a>,
    sides: [BlockRef<'c, 'a>; 2],
    /// The line of the branch.
    pub line: u32,
    condition: Ssa,
    /// What the paths began with.
    pub state: Rc<State>,
    /// Memory with a higher number was made, or reached for the first time, behind it.
    pub first_storage: usize,
}

/// A moment of the interpretation.
#[derive(Clone, Copy)]
pub struct Mark {
    splits: usize,
    exits: usize,
}

/// All that is known of the paths of one function.
#[derive(Default)]
pub struct Paths<'c, 'a> {
    splits: Vec<Split<'c, 'a>>,
    exits: Vec<Exit<'c, 'a>>,
    /// How many values have been handed on.
    merges: usize,
    /// How many loops of the run were written.
    pub loops: usize,
}

impl<'c: 'a, 'a> Paths<'c, 'a> {
    /// Now: what splits and leaves later is behind it.
    pub fn mark(&self) -> Mark {
        Mark {
            splits: self.splits.len(),
            exits: self.exits.len(),
        }
    }

    /// Forgets what was split and what has left since.
    pub fn forget(&mut self, mark: Mark) {
        self.splits.truncate(mark.splits);
        self.exits.truncate(mark.exits);
    }

    /// Whether any path has left since, and waits.
    pub fn left_since(&self, mark: Mark) -> bool {
        self.exits.len() > mark.exits
    }

    /// What decides which of some paths is taken that come from the place `common`.
    pub fn conditions(&self, common: &[BlockRef<'c, 'a>], paths: &[Path<'c, 'a>]) -> Vec<Ssa> {
        let decides = |split: &&Split<'c, 'a>| {
            split.position.starts_with(common)
                && paths.iter().any(|path| {
                    let side = path.position.get(split.position.len());
                    path.position.starts_with(&split.position)
                        && side.is_some_and(|side| split.sides.contains(side))
                })
        };
        let splits = self.splits.iter().filter(decides);
        splits.map(|split| split.condition).collect()
    }

    /// Where some paths split that come from one: the first branch that keeps them apart.
    pub fn split_of(&self, paths: &[Path<'c, 'a>]) -> Option<(Position<'c, 'a>, &Split<'c, 'a>)> {
        let common = common_position(paths);
        let apart = |split: &Split<'c, 'a>| {
            split.position == common
                && paths.iter().any(|path| {
                    let side = path.position.get(common.len());
                    side.is_some_and(|side| split.sides.contains(side))
                })
        };
        let split = self.splits.iter().find(|split| apart(split))?;
        Some((common, split))
    }
}

/// The innermost block that all paths are in.
fn common_position<'c, 'a>(paths: &[Path<'c, 'a>]) -> Position<'c, 'a> {
    let Some((first, others)) = paths.split_first() else {
        return vec![];
    };
    let shared = |depth: usize| {
        let block = first.position.get(depth);
        let mut others = others.iter();
        block.is_some() && others.all(|path| path.position.get(depth) == block)
    };
    let depth = (0..).take_while(|depth| shared(*depth)).count();
    first.position[..depth].to_vec()
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The path that the interpreter is on.
    pub(super) fn path(&self, frame: &Frame, values: Vec<Value>) -> Path<'c, 'a> {
        Path {
            position: self.emit.position(),
            values,
            state: self.heap.state.clone(),
            frame: frame.clone(),
        }
    }

    /// Goes on at the end of a path.
    pub(super) fn resume_path(&mut self, frame: &mut Frame, path: Path<'c, 'a>) -> Vec<Value> {
        self.emit.go_to(path.position);
        self.heap.restore(&path.state);
        *frame = path.frame;
        path.values
    }

    /// Splits the present path in two at an `i1`; says where the sides are written.
    pub(super) fn split(&mut self, condition: Ssa) -> Result<[Position<'c, 'a>; 2], Refusal> {
        let position = self.emit.position();
        if position.len() > MAX_NESTING {
            return Err(Refusal::new(
                codes::SIZE,
                format!("branches on values of the run nest more than {MAX_NESTING} deep"),
            ));
        }
        let sides = self.if_op(condition)?;
        self.paths.splits.push(Split {
            position: position.clone(),
            sides,
            line: self.place.line,
            condition,
            state: Rc::new(self.heap.state.clone()),
            first_storage: self.heap.next_storage,
        });
        Ok(sides.map(|side| {
            let mut inside = position.clone();
            inside.push(side);
            inside
        }))
    }

    /// An `if` with two empty regions.
    fn if_op(&mut self, condition: Ssa) -> Result<[BlockRef<'c, 'a>; 2], Refusal> {
        let regions = [Region::new(), Region::new()];
        for region in &regions {
            region.append_block(Block::new(&[]));
        }
        self.op_of_regions("pydyn.if", &[condition], regions, vec![])
    }

    /// Takes back the branches that were made since, with all that was written into them, where the paths come from the
    /// first of these.
    pub(super) fn unsplit(&mut self, mark: Mark) -> Result<(), Refusal> {
        let first = self.paths.splits.get(mark.splits);
        let branch = first
            .and_then(|split| split.sides[0].parent_operation())
            .ok_or_else(|| Refusal::new(codes::FRONTEND, "a branch lost its place"))?;
        self.paths.forget(mark);
        self.emit.erase(branch);
        Ok(())
    }

    /// The path leaves for good by an exception that nobody in the graph sees: the run is assumed not to take it.
    fn give_up_path(&mut self) -> Result<(), Refusal> {
        if self.handlers > 0 {
            return Err(Refusal::new(
                codes::BRANCH,
                "a branch that depends on a value of the run raises, where 'try' or 'with' would see it",
            ));
        }
        self.op("pydyn.reraise", &[], &[], &[])?;
        Ok(())
    }

    /// The end of a side: the path, where it goes on behind the branch.
    pub(super) fn end_of_side(
        &mut self,
        frame: &Frame,
        flow: Flow,
    ) -> Result<Option<Path<'c, 'a>>, Refusal> {
        let (leave, values) = match flow {
            Flow::Next(values) => return Ok(Some(self.path(frame, values))),
            Flow::Return(value) => (Leave::Return, vec![value]),
            Flow::Break => (Leave::Break, vec![]),
            Flow::Continue => (Leave::Continue, vec![]),
            Flow::Raise(_) => {
                self.give_up_path()?;
                return Ok(None);
            }
            Flow::Left => return Ok(None),
        };
        let path = self.path(frame, values);
        self.paths.exits.push(Exit { leave, path });
        Ok(None)
    }

    /// Takes the paths that have left in one of these ways since there were `mark`.
    pub(super) fn take_exits(&mut self, mark: Mark, ways: &[Leave]) -> Vec<Path<'c, 'a>> {
        let later = self.paths.exits.split_off(mark.exits);
        let (taken, others): (Vec<_>, _) = later
            .into_iter()
            .partition(|exit| ways.contains(&exit.leave));
        self.paths.exits.extend(others);
        taken.into_iter().map(|exit| exit.path).collect()
    }

    /// Lets each path that has left since there were `mark` go through `way` first, which may send it elsewhere.
    pub(super) fn exits_through(
        &mut self,
        frame: &mut Frame,
        mark: Mark,
        mut way: impl FnMut(&mut Self, &mut Frame) -> Result<Flow, Refusal>,
    ) -> Result<(), Refusal> {
        if !self.paths.left_since(mark) {
            return Ok(());
        }
        let present = self.path(frame, vec![]);
        for Exit { leave, path } in self.paths.exits.split_off(mark.exits) {
            let values = self.resume_path(frame, path);
            match way(self, frame)? {
                Flow::Next(_) => {
                    let path = self.path(frame, values);
                    self.paths.exits.push(Exit { leave, path });
                }
                flow => {
                    self.end_of_side(frame, flow)?;
                }
            }
        }
        self.resume_path(frame, present);
        Ok(())
    }

    /// Goes on where all these paths meet; `None` if there are none. What they come with are one another's alternatives.
    pub(super) fn meet(
        &mut self,
        frame: &mut Frame,
        mut paths: Vec<Path<'c, 'a>>,
    ) -> Result<Option<Vec<Value>>, Refusal> {
        if paths.len() <= 1 {
            return Ok(paths.pop().map(|path| self.resume_path(frame, path)));
        }
        let ends: Vec<_> = paths.iter().map(|path| path.position.clone()).collect();
        let values = self.join(frame, paths)?;
        self.keep_out_exits(&ends)?;
        Ok(Some(values))
    }

    /// Where other paths have left in regions that end before this place, what follows is for those alone that meet here.
    fn keep_out_exits(&mut self, ends: &[Position<'c, 'a>]) -> Result<(), Refusal> {
        let here = self.emit.position();
        let left: Vec<_> = self
            .paths
            .exits
            .iter()
            .map(|exit| exit.path.position.clone())
            .filter(|position| position.len() > here.len() && position.starts_with(&here))
            .collect();
        if left.is_empty() {
            return Ok(());
        }
        let mut sides = Vec::with_capacity(left.len() + ends.len());
        for (positions, goes_on) in [(ends, 1), (&left[..], 0)] {
            for position in positions {
                let end = self.emit.go_to(position.clone());
                let flag = self.number(NumberKind::Bool, 0.0, goes_on);
                self.emit.go_to(end);
                sides.push((position.clone(), flag?));
            }
        }
        let flag = self.hand_on(&sides)?;
        let [inside, _] = self.split(flag)?;
        self.emit.go_to(inside);
        Ok(())
    }

    /// One value that is one of several, by the path taken.
    pub(super) fn hand_on(&mut self, sides: &[(Position<'c, 'a>, Ssa)]) -> Result<Ssa, Refusal> {
        self.paths.merges += 1;
        let name = format!("merged.{}", self.paths.merges);
        let Some((_, first)) = sides.first() else {
            return Err(Refusal::new(codes::FRONTEND, "no path comes here"));
        };
        let r#type = self.emit.type_of(*first);
        for (position, ssa) in sides {
            let here = self.emit.go_to(position.clone());
            let stored = self.store_local(&name, *ssa);
            self.emit.go_to(here);
            stored?;
        }
        self.load_local_of(&name, r#type)
    }

    /// A local of the emitted program.
    pub(super) fn store_local(&mut self, name: &str, value: Ssa) -> Result<(), Refusal> {
        let attributes = self.local_attributes(name);
        self.op("pydyn.store", &[value], &attributes, &[])?;
        Ok(())
    }

    pub(super) fn load_local_of(&mut self, name: &str, r#type: Type<'c>) -> Result<Ssa, Refusal> {
        let attributes = self.local_attributes(name);
        self.op1("pydyn.load", &[], &attributes, r#type)
    }

    pub(super) fn load_local(&mut self, name: &str, kind: NumberKind) -> Result<Ssa, Refusal> {
        self.load_local_of(name, self.emit.number_type(kind))
    }

    fn local_attributes(&self, name: &str) -> [(&'static str, Attribute<'c>); 2] {
        [
            ("scope", self.emit.i32_attribute(0)),
            ("name", self.emit.string(name)),
        ]
    }

    /// A `while` with empty regions, at the present place.
    pub(super) fn while_op(&mut self, runs: bool) -> Result<[BlockRef<'c, 'a>; 2], Refusal> {
        let regions = [Region::new(), Region::new()];
        for region in &regions {
            region.append_block(Block::new(&[]));
        }
        let blocks = self.op_of_regions("pydyn.while", &[], regions, vec![Region::new()])?;
        if let Some(repeated) = blocks[0].parent_operation() {
            let unit = Attribute::unit(self.emit.context);
            repeated.set_attr(SAME_SIZES, unit);
            if runs {
                repeated.set_attr(RUNS, unit);
            }
        }
        Ok(blocks)
    }

    /// An op with two regions of a block each, and further ones.
    fn op_of_regions(
        &mut self,
        name: &str,
        operands: &[Ssa],
        regions: [Region<'c>; 2],
        more: Vec<Region<'c>>,
    ) -> Result<[BlockRef<'c, 'a>; 2], Refusal> {
        let location = self.located_builder().location;
        let operands: Vec<_> = operands.iter().map(|ssa| self.emit.value(*ssa)).collect();
        let operation = OperationBuilder::new(name, location)
            .add_operands(&operands)
            .add_regions_vec(regions.into_iter().chain(more).collect())
            .build()
            .map_err(|error| Refusal::new(codes::FRONTEND, error.to_string()))?;
        let operation = self.emit.append(operation);
        let block = |index| {
            operation
                .region(index)
                .ok()
                .and_then(|region| region.first_block())
                .ok_or_else(|| Refusal::new(codes::FRONTEND, "a statement lost a region"))
        };
        Ok([block(0)?, block(1)?])
    }

    /// Runs something of which all is taken back where it is refused.
    pub(super) fn tentatively<T>(
        &mut self,
        frame: &mut Frame,
        run: impl FnOnce(&mut Self, &mut Frame) -> Result<Option<T>, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        let (start, mark) = (self.path(frame, vec![]), self.paths.mark());
        // Something to stand behind.
        let r#type = self.emit.number_type(NumberKind::Bool);
        let never = self.emit.false_attribute();
        let anchor = self.op("arith.constant", &[], &[("value", never)], &[r#type])?;
        let handlers = self.handlers;
        let result = run(self, frame);
        if matches!(result, Ok(Some(_))) {
            self.emit.erase(anchor);
            return result;
        }
        self.handlers = handlers;
        self.paths.forget(mark);
        self.resume_path(frame, start);
        self.emit.erase_from(anchor);
        result
    }

    /// The end of a function: all its paths, as one.
    pub(super) fn end_of_function(
        &mut self,
        frame: &mut Frame,
        mark: Mark,
        flow: Flow,
    ) -> Result<Flow, Refusal> {
        let mut paths = self.take_exits(mark, &[Leave::Return]);
        if paths.is_empty() && !matches!(flow, Flow::Left) {
            return Ok(flow);
        }
        let flow = match flow {
            Flow::Next(_) => Flow::Return(Value::NONE),
            flow => flow,
        };
        let last = self.paths.mark();
        self.end_of_side(frame, flow)?;
        paths.extend(self.take_exits(last, &[Leave::Return]));
        match self.meet(frame, paths)?.and_then(|mut values| values.pop()) {
            Some(value) => Ok(Flow::Return(value)),
            None => Err(Refusal::new(
                codes::BRANCH,
                "all sides of a branch that depends on a value of the run raise",
            )),
        }
    }

    /// Ends the regions of all branches that were made.
    pub(super) fn close_regions(&mut self) -> Result<(), Refusal> {
        let end = self.emit.position();
        for index in 0..self.paths.splits.len() {
            let Split {
                position, sides, ..
            } = &self.paths.splits[index];
            let (position, sides) = (position.clone(), *sides);
            for side in sides {
                let mut inside = position.clone();
                inside.push(side);
                self.emit.go_to(inside);
                if !self.emit.is_ended() {
                    self.op("pydyn.yield", &[], &[], &[])?;
                }
            }
        }
        self.emit.go_to(end);
        Ok(())
    }
}
