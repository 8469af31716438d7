//! Branches whose direction only the run knows: both are specialized, and what they leave is merged.
//!
//! The branch stays a `pydyn.if`. Variables and tensors whose value depends on the direction are handed on through
//! `pydyn.store local` in both regions and one `pydyn.load local` after them.

use super::{
    Specializer,
    code::Node,
    frame::{Flow, Frame},
    heap::{Contents, FreshObject, Owner, Slot},
    protocol::is_same_object,
    refusal::{Refusal, codes},
    value::{CellRef, NumberKind, Ssa, TensorRef, Value},
};
use crate::families::types::DType;
use janus_dialects::melior::ir::{
    Block, BlockRef, Region, RegionLike, Value as MlirValue, ValueLike,
    operation::{OperationBuilder, OperationLike},
};
use std::collections::{BTreeSet, HashMap};

/// Everything that running a branch may change, apart from what the emitted program holds.
#[derive(Clone)]
struct State {
    locals: HashMap<String, Value>,
    cells: Vec<(String, Option<Value>)>,
    contents: Vec<Contents>,
    stores: HashMap<(Owner, Slot), Option<Value>>,
    fresh: Vec<FreshObject>,
    requires_grad: Vec<(bool, BTreeSet<TensorRef>, bool)>,
    symbols: HashMap<u32, Ssa>,
    formulas: HashMap<String, u32>,
    grad_enabled: Option<bool>,
    materialized: usize,
}

/// One side of a branch after it was run.
struct Side<'c, 'a> {
    block: BlockRef<'c, 'a>,
    /// What its region yields.
    values: Vec<Value>,
    state: State,
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
        self.grad_enabled()?;
        let blocks = self.if_op(condition)?;
        let before = self.save(frame);
        let mut ends = Vec::with_capacity(2);
        for (index, block) in blocks.into_iter().enumerate() {
            self.restore(frame, &before);
            self.emit.push_block(block);
            let flow = self.run_region(frame, node, index);
            self.emit.pop_block();
            let values = match flow? {
                Flow::Next(values) => values,
                _ => {
                    return Err(Refusal::new(
                        codes::BRANCH,
                        "a branch that depends on a value of the run is left by 'return', 'break' or 'raise'",
                    ));
                }
            };
            ends.push(Side {
                block,
                values,
                state: self.save(frame),
            });
        }
        let Ok([first, second]) = <[_; 2]>::try_from(ends) else {
            return Err(Refusal::new(codes::FRONTEND, "a branch has two sides"));
        };
        self.merge(frame, node, &before, first, second)
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

    fn save(&self, frame: &Frame) -> State {
        let mut cells: Vec<_> = frame
            .cells
            .iter()
            .filter_map(|(name, cell)| match cell {
                CellRef::Local(cell) => Some((name.clone(), cell.borrow().clone())),
                CellRef::Known(_) => None,
            })
            .collect();
        cells.sort_by(|a, b| a.0.cmp(&b.0));
        State {
            locals: frame.locals.clone(),
            cells,
            contents: self.heap.contents.clone(),
            stores: self.heap.stores.clone(),
            fresh: self.heap.fresh.clone(),
            requires_grad: self
                .heap
                .tensors
                .iter()
                .map(|tensor| (tensor.requires_grad, tensor.leaves.clone(), tensor.freed))
                .collect(),
            symbols: self.symbols.clone(),
            formulas: self.formulas.clone(),
            grad_enabled: self.grad_enabled,
            materialized: self.materialized.len(),
        }
    }

    /// Goes back to a state. What was made since stays, unreachable.
    fn restore(&mut self, frame: &mut Frame, state: &State) {
        frame.locals.clone_from(&state.locals);
        for (name, value) in &state.cells {
            if let Some(CellRef::Local(cell)) = frame.cells.get(name) {
                cell.borrow_mut().clone_from(value);
            }
        }
        self.heap.contents[..state.contents.len()].clone_from_slice(&state.contents);
        // Contents read for the first time inside the branch must be read again outside.
        for contents in &mut self.heap.contents[state.contents.len()..] {
            contents.value = None;
        }
        self.heap.stores.clone_from(&state.stores);
        self.heap.fresh[..state.fresh.len()].clone_from_slice(&state.fresh);
        for (tensor, (requires_grad, leaves, freed)) in
            self.heap.tensors.iter_mut().zip(&state.requires_grad)
        {
            tensor.requires_grad = *requires_grad;
            tensor.leaves.clone_from(leaves);
            tensor.freed = *freed;
        }
        self.symbols.clone_from(&state.symbols);
        self.formulas.clone_from(&state.formulas);
        self.grad_enabled = state.grad_enabled;
    }

    fn merge(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        before: &State,
        first: Side<'c, 'a>,
        second: Side<'c, 'a>,
    ) -> Result<(), Refusal> {
        let (a, b) = (&first.state, &second.state);
        let refuse = |what: &str| Err(Refusal::new(codes::BRANCH, what.to_owned()));
        if a.grad_enabled != b.grad_enabled {
            return refuse("the two sides of a branch leave different gradient modes");
        }
        if a.materialized != before.materialized || b.materialized != before.materialized {
            return refuse("one side of a branch stores a container that it makes");
        }
        if !same_stores(&a.stores, &b.stores) {
            return refuse("the two sides of a branch store different objects");
        }
        if !same_fresh(
            &a.fresh[..before.fresh.len()],
            &b.fresh[..before.fresh.len()],
        ) {
            return refuse("the two sides of a branch leave a container with different elements");
        }
        self.restore(frame, before);
        self.branch_start = before.requires_grad.len();
        self.heap.stores.clone_from(&a.stores);
        self.heap.fresh[..before.fresh.len()].clone_from_slice(&a.fresh[..before.fresh.len()]);
        // Tensors that either side wrote in place.
        for index in 0..before.contents.len() {
            let (x, y) = (&a.contents[index], &b.contents[index]);
            if x.version == before.contents[index].version
                && y.version == before.contents[index].version
            {
                continue;
            }
            let referenced = self
                .heap
                .tensors
                .iter()
                .any(|t| t.contents == index && t.reference.is_some());
            let value = match (referenced, x.value, y.value) {
                (true, ..) => None,
                (false, Some(x), Some(y)) => {
                    Some(self.hand_on(&[(first.block, x), (second.block, y)])?)
                }
                _ => return refuse("a tensor that a branch changes has no contents"),
            };
            self.heap.contents[index] = Contents {
                value,
                stale: x.stale || y.stale,
                version: x.version.max(y.version),
                carries_grad: x.carries_grad || y.carries_grad,
            };
        }
        for (index, tensor) in self
            .heap
            .tensors
            .iter_mut()
            .take(before.requires_grad.len())
            .enumerate()
        {
            let (x, y) = (&a.requires_grad[index], &b.requires_grad[index]);
            tensor.requires_grad = x.0 || y.0;
            tensor.leaves = x.1.union(&y.1).copied().collect();
            tensor.freed = x.2 || y.2;
        }
        let mut names: Vec<&String> = a.locals.keys().collect();
        names.sort();
        for name in names {
            // Bound on one side only: not bound afterwards, and a use is refused.
            let merged = match b.locals.get(name) {
                Some(other) => {
                    Some(self.merge_values(name, (&first, &a.locals[name]), (&second, other))?)
                }
                None => None,
            };
            match merged {
                Some(value) => frame.locals.insert(name.clone(), value),
                None => frame.locals.remove(name),
            };
        }
        frame
            .locals
            .retain(|name, _| a.locals.contains_key(name) && b.locals.contains_key(name));
        for ((name, x), (_, y)) in a.cells.iter().zip(&b.cells) {
            let merged = match (x, y) {
                (Some(x), Some(y)) => Some(self.merge_values(name, (&first, x), (&second, y))?),
                _ => None,
            };
            if let Some(CellRef::Local(cell)) = frame.cells.get(name) {
                *cell.borrow_mut() = merged;
            }
        }
        for ((result, x), y) in node.results.iter().zip(&first.values).zip(&second.values) {
            let merged = self.merge_values("the result", (&first, x), (&second, y))?;
            frame.set(*result, merged);
        }
        for block in [first.block, second.block] {
            self.emit.push_block(block);
            let ended = self.op("pydyn.yield", &[], &[], &[]);
            self.emit.pop_block();
            ended?;
        }
        Ok(())
    }

    fn merge_values(
        &mut self,
        name: &str,
        (side_a, a): (&Side<'c, 'a>, &Value),
        (side_b, b): (&Side<'c, 'a>, &Value),
    ) -> Result<Value, Refusal> {
        if same_value(a, b) {
            return Ok(a.clone());
        }
        if let (Value::Tensor(x), Value::Tensor(y)) = (a, b) {
            return self.merge_tensors(name, (side_a, *x), (side_b, *y));
        }
        let (Some(x), Some(y)) = (Self::number_kind(a), Self::number_kind(b)) else {
            return Err(Refusal::new(
                codes::BRANCH,
                format!(
                    "'{name}' is {} on one side of a branch and {} on the other",
                    self.describe(a),
                    self.describe(b)
                ),
            ));
        };
        if x != y {
            return Err(Refusal::new(
                codes::BRANCH,
                format!("'{name}' has different types on the two sides of a branch"),
            ));
        }
        let mut sides = Vec::with_capacity(2);
        for (side, value) in [(side_a, a), (side_b, b)] {
            self.emit.push_block(side.block);
            let ssa = self.number_as(value, x);
            self.emit.pop_block();
            sides.push((side.block, ssa?));
        }
        let ssa = self.hand_on(&sides)?;
        Ok(Value::Number {
            kind: x,
            ssa,
            dim: None,
        })
    }

    fn merge_tensors(
        &mut self,
        name: &str,
        (side_a, a): (&Side<'c, 'a>, TensorRef),
        (side_b, b): (&Side<'c, 'a>, TensorRef),
    ) -> Result<Value, Refusal> {
        let (x, y) = (self.heap.tensor(a), self.heap.tensor(b));
        if x.dims != y.dims || x.dtype != y.dtype {
            return Err(Refusal::new(
                codes::BRANCH,
                format!(
                    "the tensor '{name}' has different shapes or dtypes on the two sides of a branch"
                ),
            ));
        }
        if let Some(merged) = self.merged_tensors.get(&(a, b)) {
            return Ok(Value::Tensor(*merged));
        }
        let made = |tensor: TensorRef| {
            self.heap.tensor(tensor).reference.is_none() && tensor.0 as usize >= self.branch_start
        };
        let both_made = made(a) && made(b);
        let (dims, dtype): (_, DType) = (x.dims.clone(), x.dtype);
        let requires_grad = x.requires_grad || y.requires_grad;
        let leaves: BTreeSet<_> = x.leaves.union(&y.leaves).copied().collect();
        let mut sides = Vec::with_capacity(2);
        for (side, tensor) in [(side_a, a), (side_b, b)] {
            let contents = self.heap.tensor(tensor).contents;
            let ssa = match side
                .state
                .contents
                .get(contents)
                .and_then(|contents| contents.value)
            {
                Some(ssa) => ssa,
                None => {
                    // Not read on this side: read at its end, and again by whoever wants it afterwards.
                    self.emit.push_block(side.block);
                    let ssa = self.contents(tensor);
                    self.emit.pop_block();
                    self.heap.contents[contents].value = None;
                    ssa?
                }
            };
            sides.push((side.block, ssa));
        }
        let ssa = self.hand_on(&sides)?;
        let merged = self.heap.make_tensor(ssa, dims, dtype);
        let state = &mut self.heap.tensors[merged.0 as usize];
        state.requires_grad = requires_grad;
        state.leaves = leaves;
        // Which object it is depends on the run: unless both sides made theirs, it can be read, but neither written nor
        // handed out.
        state.anonymous = !both_made;
        let contents = state.contents;
        self.heap.contents[contents].carries_grad = requires_grad;
        self.merged_tensors.insert((a, b), merged);
        Ok(Value::Tensor(merged))
    }

    /// One value that is the one or the other, by the direction taken.
    fn hand_on(&mut self, sides: &[(BlockRef<'c, 'a>, Ssa)]) -> Result<Ssa, Refusal> {
        self.merges += 1;
        let name = format!("merged.{}", self.merges);
        let attributes = [
            ("scope", self.emit.i32_attribute(0)),
            ("name", self.emit.string(&name)),
        ];
        let mut r#type = None;
        for (block, ssa) in sides {
            let value: MlirValue<'c, 'a> = self.emit.value(*ssa);
            r#type = Some(value.r#type());
            self.emit.push_block(*block);
            let stored = self.op("pydyn.store", &[*ssa], &attributes, &[]);
            self.emit.pop_block();
            stored?;
        }
        let r#type = r#type.unwrap_or_else(|| self.emit.number_type(NumberKind::Bool));
        self.op1("pydyn.load", &[], &attributes, r#type)
    }
}

/// Whether two values are one for certain.
fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Constant(a), Value::Constant(b)) => a == b,
        (Value::Number { ssa: a, .. }, Value::Number { ssa: b, .. }) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same_value(a, b))
        }
        (Value::Function(a), Value::Function(b)) => std::rc::Rc::ptr_eq(a, b),
        (
            Value::Range { start, stop, step },
            Value::Range {
                start: s,
                stop: t,
                step: u,
            },
        ) => (start, stop, step) == (s, t, u),
        (
            Value::Method {
                function: f,
                receiver: r,
            },
            Value::Method {
                function: g,
                receiver: s,
            },
        ) => same_value(f, g) && same_value(r, s),
        _ => is_same_object(a, b),
    }
}

fn same_stores(
    a: &HashMap<(Owner, Slot), Option<Value>>,
    b: &HashMap<(Owner, Slot), Option<Value>>,
) -> bool {
    a.len() == b.len()
        && a.iter().all(|(key, value)| match (value, b.get(key)) {
            (Some(value), Some(Some(other))) => same_value(value, other),
            (None, Some(None)) => true,
            _ => false,
        })
}

fn same_fresh(a: &[FreshObject], b: &[FreshObject]) -> bool {
    let same_all = |a: &[Value], b: &[Value]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b))
    };
    a.iter().zip(b).all(|(a, b)| match (a, b) {
        (FreshObject::List(a), FreshObject::List(b))
        | (FreshObject::Set(a), FreshObject::Set(b)) => same_all(a, b),
        (FreshObject::Dict(a), FreshObject::Dict(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((k, v), (l, w))| same_value(k, l) && same_value(v, w))
        }
        (
            FreshObject::Instance { attributes: a, .. },
            FreshObject::Instance { attributes: b, .. },
        ) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((k, v), (l, w))| k == l && same_value(v, w))
        }
        _ => false,
    })
}
