//! `lift-state`: effects out of the graph, into one commit.
//!
//! ```mlir
//! dataflow.graph @step {
//!   %w = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
//!   %v = pydyn.read %w : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
//!   %loss = nn.sum %v …
//!   %g = pydyn.backward %loss, %one wrt (%w) : …
//!   %gt = pydyn.box %g : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
//!   pydyn.set_attr %w "grad" = %gt : …
//!   %new = nn.sub %v, %g : …
//!   pydyn.write %w, %new : …
//!   dataflow.commit { pydyn.return %gt : … }
//! }
//! ```
//! ⇒
//! ```mlir
//! dataflow.graph @step {
//!   %v = dataflow.state.read @w : tensor<4xf32>
//!   %loss = nn.sum %v …
//!   %g = nn.gradient %loss, %one wrt %v : …
//!   %new = nn.sub %v, %g : …
//!   dataflow.commit(%g, %new : tensor<4xf32>, tensor<4xf32>) {
//!   ^bb0(%0: tensor<4xf32>, %1: tensor<4xf32>):
//!     %w = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
//!     %gt = pydyn.box %0 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
//!     pydyn.set_attr %w "grad" = %gt : …
//!     pydyn.write %w, %1 : …
//!     pydyn.return %gt : …
//!   }
//! }
//! ```
//!
//! - A tensor object becomes its contents: at entry a `dataflow.state.read`, afterwards what was
//!   written last. One that the program makes is made in the commit, with its last contents.
//! - Of several writes to one tensor, and of several stores to one attribute that nothing looks at
//!   in between, one is left.
//! - Regions take and give what they change: contents as they are, attributes if both paths store
//!   the same kind of thing (a number, or a tensor that the path has made).
//! - `pydyn.backward` is `nn.gradient` with respect to the contents that the leaves have there. What
//!   is written to a leaf is behind a `nn.detach` where it is read again, as in PyTorch, where a
//!   leaf can only be written outside of the tape.
//!
//! Restrictions:
//!
//! - Calls, items and other effects on objects must be on every path, once (JC0005), as the commit
//!   is a straight line.
//! - An attribute that one path stores must have a known value on the other (JC0006).
//! - A leaf that is written between its use and `backward()` is refused (JC0007); so is a tape
//!   through earlier iterations of a loop around `backward()` (JC0008).
//! - Contents can only be read of what the graph knows, not of the results of calls (JC0009).

mod commit;
mod gradient;
mod regions;
mod state;

use self::{
    commit::{Effects, is_maker},
    gradient::is_differentiable,
    state::{Declarations, Object, Slot, State},
};
use crate::{
    rebuild::{
        Emitter, Mapping, ValueKey, contents_type, defined_by, defining, integer, is_object,
        is_reference, key, name, operands, operations, region_block, region_operations, results,
        text, walk,
    },
    refusal::{CONTENTS, EFFECT, refuse},
    template::Template,
};
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult, StatisticSpec,
    melior::{
        Context, IrRewriter,
        ir::{
            Attribute, Block, BlockLike, Location, OperationRef, Region, RegionLike, Type, Value,
            ValueLike,
            attribute::FlatSymbolRefAttribute,
            operation::{OperationBuilder, OperationLike},
        },
    },
};
use std::collections::{HashMap, HashSet};

/// The pass.
#[derive(Clone, Default)]
pub struct LiftState;

/// What was done.
#[derive(Clone, Copy, Default)]
struct Statistics {
    reads: u64,
    writes: u64,
    dropped: u64,
    gradients: u64,
}

/// Whether code is run once.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Where {
    /// It is.
    Top,
    /// Not always, or more than once.
    Region,
}

/// The conversion of one graph.
struct Lifter<'c, 'a, 'd> {
    declarations: &'d Declarations<'c, 'a>,
    mapping: Mapping<'c, 'a>,
    /// The new graph's block, for reads at its top.
    top: Emitter<'c, 'a>,
    last_read: Option<OperationRef<'c, 'a>>,
    entries: HashMap<String, Value<'c, 'a>>,
    /// Where operations on objects are made that the commit will copy.
    scratch: Emitter<'c, 'a>,
    effects: Effects<'c, 'a>,
    /// References to objects, for stores to them.
    references: HashMap<Object, Value<'c, 'a>>,
    /// What `pydyn.backward` differentiates with respect to.
    leaves: HashSet<Object>,
    /// All contents that leaves have had.
    leaf_contents: HashSet<ValueKey>,
    /// Values from earlier iterations.
    carried: HashSet<ValueKey>,
    statistics: Statistics,
}

impl Pass for LiftState {
    const ARGUMENT: &'static str = "lift-state";
    const DESCRIPTION: &'static str =
        "Turn reads and writes of objects into values and one commit at the end of the graph";

    fn statistics() -> &'static [StatisticSpec] {
        const STATISTICS: &[StatisticSpec] = &[
            StatisticSpec::new("reads", "Number of objects read at entry"),
            StatisticSpec::new("writes", "Number of tensors written by the commit"),
            StatisticSpec::new(
                "dropped",
                "Number of writes and stores that a later one replaces",
            ),
            StatisticSpec::new("gradients", "Number of nn.gradient made"),
        ];
        STATISTICS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[
            Dialect::Dataflow,
            Dialect::PyDyn,
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
        let Some(body) = region_block(operation, 0) else {
            return Ok(());
        };
        let declarations = Declarations::of(body);
        for graph in operations(body) {
            if name(graph) != "dataflow.graph" {
                continue;
            }
            let statistics = lift(graph, &declarations, pass.context())?;
            pass.count("reads", statistics.reads);
            pass.count("writes", statistics.writes);
            pass.count("dropped", statistics.dropped);
            pass.count("gradients", statistics.gradients);
        }
        Ok(())
    }
}

/// Replaces a graph by one whose effects are in its commit.
fn lift<'c: 'a, 'a>(
    graph: OperationRef<'c, 'a>,
    declarations: &Declarations<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c, Statistics> {
    let location = graph.location();
    let mut leaves = HashSet::new();
    walk(graph, &mut |operation| {
        if name(operation) == "pydyn.backward" {
            for leaf in operands(operation).into_iter().skip(2) {
                leaves.insert(declarations.object(leaf));
            }
        }
    });

    let region = Region::new();
    let top = Emitter::new(context, region.append_block(Block::new(&[])));
    let (scratch_region, scratch) = top.region(&[], location);
    let mut lifter = Lifter {
        declarations,
        mapping: Mapping::default(),
        top,
        last_read: None,
        entries: HashMap::new(),
        scratch,
        effects: Effects::default(),
        references: HashMap::new(),
        leaves,
        leaf_contents: HashSet::new(),
        carried: HashSet::new(),
        statistics: Statistics::default(),
    };
    let mut state = State::default();
    let statements = region_operations(graph, 0);
    let (commit, body) = statements
        .split_last()
        .ok_or_else(|| Diagnostic::op_error(&graph, "is empty"))?;
    lifter.sequence(body, top, &mut state, Where::Top)?;

    // A commit that has values already, of a graph that was lifted before, stays as it is.
    if let Some(block) = region_block(*commit, 0) {
        for (argument, value) in crate::rebuild::arguments(block)
            .into_iter()
            .zip(operands(*commit))
        {
            let value = lifter.mapping.get(value);
            lifter.mapping.insert(argument, value);
        }
    }
    let effects = region_operations(*commit, 0);
    let (end, effects) = effects
        .split_last()
        .ok_or_else(|| Diagnostic::op_error(commit, "is empty"))?;
    lifter.sequence(effects, top, &mut state, Where::Top)?;
    lifter.commit(*end, top, &state)?;
    drop(scratch_region);

    let attributes: Vec<_> = graph.attributes().collect();
    let new = OperationBuilder::new("dataflow.graph", location)
        .add_attributes(&attributes)
        .add_regions([region])
        .build()?;
    let parent = graph
        .block()
        .ok_or_else(|| Diagnostic::op_error(&graph, "is not in a module"))?;
    parent.insert_operation_before(graph, new);
    IrRewriter::new(context).as_rewriter_base().erase_op(graph);
    Ok(lifter.statistics)
}

impl<'c: 'a, 'a> Lifter<'c, 'a, '_> {
    /// Rebuilds operations without their effects.
    fn sequence(
        &mut self,
        statements: &[OperationRef<'c, 'a>],
        emitter: Emitter<'c, 'a>,
        state: &mut State<'c, 'a>,
        place: Where,
    ) -> PassResult<'c> {
        for statement in statements {
            let statement = *statement;
            let location = statement.location();
            match name(statement).as_str() {
                "dataflow.cond" => self.cond(statement, emitter, state, place)?,
                "dataflow.while" | "dataflow.for" => {
                    self.repetition(statement, emitter, state, place)?;
                }
                "pydyn.read" => {
                    let value = self.read(statement, emitter, state)?;
                    self.mapping.insert(statement.result(0)?.into(), value);
                }
                "pydyn.write" => {
                    let target = statement.operand(0)?;
                    let object = self.declarations.object(target);
                    if matches!(object, Object::Made(_)) && !state.contents.contains_key(&object) {
                        return Err(unknown_contents(location).into());
                    }
                    self.references.entry(object.clone()).or_insert(target);
                    let value = self.mapping.get(statement.operand(1)?);
                    let bumps = integer(statement, "bumps").unwrap_or(1);
                    self.write(object, value, state, (location, bumps), place);
                }
                "pydyn.backward" => self.backward(statement, emitter, state)?,
                "pydyn.box" if is_reference(statement.result(0)?.r#type()) => {
                    let object = statement.result(0)?.into();
                    let mut value = self.mapping.get(statement.operand(0)?);
                    let object = self.declarations.object(object);
                    if self.leaves.contains(&object) {
                        value = self.detached(value, emitter, location)?;
                    }
                    state.contents.insert(object, value);
                }
                "pydyn.set_attr" => self.store(statement, state, place)?,
                "pydyn.del_attr" => {
                    self.once(statement, place)?;
                    let slot = self.slot(statement)?;
                    state.stores.remove(&slot);
                    self.effects.remove(&slot, statement);
                }
                "pydyn.set_item" | "pydyn.del_item" => {
                    self.once(statement, place)?;
                    self.effects.add_item(statement);
                }
                _ if is_maker(statement) => {
                    if let Ok(result) = statement.result(0) {
                        let object = self.declarations.object(result.into());
                        self.references.entry(object).or_insert(result.into());
                    }
                }
                _ if touches_objects(statement) => {
                    self.once(statement, place)?;
                    self.effects.add(statement);
                }
                _ => {
                    emitter.copy(statement, &mut self.mapping)?;
                }
            }
        }
        Ok(())
    }

    /// Refuses an effect that is not on every path, once.
    fn once(&self, statement: OperationRef<'c, 'a>, place: Where) -> PassResult<'c> {
        if place == Where::Top {
            return Ok(());
        }
        Err(refuse(
            EFFECT,
            statement.location(),
            format!(
                "'{}' is an effect that happens only on some paths, or a varying number of times",
                name(statement)
            ),
        )
        .into())
    }

    fn slot(&self, statement: OperationRef<'c, 'a>) -> PassResult<'c, Slot> {
        Ok((
            self.declarations.object(statement.operand(0)?),
            text(statement, "name").unwrap_or("").to_owned(),
        ))
    }

    /// `pydyn.set_attr`.
    fn store(
        &mut self,
        statement: OperationRef<'c, 'a>,
        state: &mut State<'c, 'a>,
        place: Where,
    ) -> PassResult<'c> {
        let slot = self.slot(statement)?;
        state.stores.insert(slot.clone(), statement.operand(1)?);
        self.references
            .entry(slot.0.clone())
            .or_insert(statement.operand(0)?);
        if place == Where::Top && self.effects.store(slot, statement) {
            self.statistics.dropped += 1;
        }
        Ok(())
    }

    fn write(
        &mut self,
        object: Object,
        value: Value<'c, 'a>,
        state: &mut State<'c, 'a>,
        (location, bumps): (Location<'c>, i64),
        place: Where,
    ) {
        state.contents.insert(object.clone(), value);
        *state.bumps.entry(object.clone()).or_default() += bumps;
        if place == Where::Top
            && let Some(reference) = self.references.get(&object).copied()
            && self.effects.write(object, reference, location, bumps)
        {
            self.statistics.dropped += 1;
        }
    }

    /// `pydyn.read`.
    fn read(
        &mut self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        state: &mut State<'c, 'a>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let (reference, location) = (statement.operand(0)?, statement.location());
        let value = if is_reference(reference.r#type()) {
            self.contents(reference, emitter, state, location)?
        } else {
            self.number(reference, statement.result(0)?.r#type(), emitter, location)?
        };
        let expected = statement.result(0)?.r#type();
        if value.r#type() != expected {
            return emitter.value("tensor.cast", location, &[value], expected, &[]);
        }
        Ok(value)
    }

    /// The contents of a tensor where the program is; of a leaf, cut off from how they came about.
    fn contents(
        &mut self,
        reference: Value<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        state: &mut State<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let object = self.declarations.object(reference);
        self.references.entry(object.clone()).or_insert(reference);
        let mut value = self.current(&object, state, location)?;
        let is_known_leaf = matches!(&object, Object::Known(symbol)
            if self.declarations.get(symbol).is_some_and(|known| known.requires_grad()));
        if is_known_leaf
            && self.leaves.contains(&object)
            && !self.leaf_contents.contains(&key(value))
        {
            value = self.detached(value, emitter, location)?;
            state.contents.insert(object.clone(), value);
        }
        if self.leaves.contains(&object) {
            self.leaf_contents.insert(key(value));
        }
        Ok(value)
    }

    fn detached(
        &mut self,
        value: Value<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        if !is_differentiable(value.r#type()) || defined_by(value, "nn.detach").is_some() {
            return Ok(value);
        }
        emitter.value("nn.detach", location, &[value], value.r#type(), &[])
    }

    /// The contents of an object where the program is.
    fn current(
        &mut self,
        object: &Object,
        state: &mut State<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        if let Some(value) = state.contents.get(object) {
            return Ok(*value);
        }
        let Object::Known(symbol) = object else {
            return Err(unknown_contents(location).into());
        };
        let declared = self
            .declarations
            .get(symbol)
            .and_then(|known| known.r#type());
        let r#type = declared
            .and_then(|declared| contents_type(self.top.context, declared))
            .ok_or_else(|| {
                Diagnostic::error(location, format!("no tensor is declared as @{symbol}"))
            })?;
        let value = self.entry(symbol, r#type, location)?;
        if self.leaves.contains(object) {
            self.leaf_contents.insert(key(value));
        }
        Ok(value)
    }

    /// What an object held at entry.
    fn entry(
        &mut self,
        symbol: &str,
        r#type: Type<'c>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        if let Some(value) = self.entries.get(symbol) {
            return Ok(*value);
        }
        let context = self.top.context;
        let object: Attribute = FlatSymbolRefAttribute::new(context, symbol).into();
        let read = OperationBuilder::new("dataflow.state.read", location)
            .add_attributes(&[self.top.named("object", object)])
            .add_results(&[r#type])
            .build()?;
        let block = self.top.block;
        let read = match self.last_read {
            Some(last) => block.insert_operation_after(last, read),
            None => block.insert_operation(0, read),
        };
        self.last_read = Some(read);
        self.statistics.reads += 1;
        let value: Value<'c, 'a> = read.result(0)?.into();
        self.entries.insert(symbol.to_owned(), value);
        Ok(value)
    }

    /// The machine number in a Python number.
    fn number(
        &mut self,
        number: Value<'c, 'a>,
        r#type: Type<'c>,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let made = defining(number).ok_or_else(|| unknown_contents(location))?;
        match (name(made).as_str(), self.declarations.object(number)) {
            ("pydyn.box", _) => Ok(self.mapping.get(made.operand(0)?)),
            ("pydyn.constant", _) => emitter.constant(location, made.attribute("value")?, r#type),
            ("pydyn.object_ref", Object::Known(symbol)) => self.entry(&symbol, r#type, location),
            _ => Err(unknown_contents(location).into()),
        }
    }

    /// The parts of an object, by a template.
    fn parts(
        &mut self,
        template: &Template<'c, 'a>,
        value: Value<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        state: &mut State<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        Ok(match template {
            Template::Machine(_) => vec![self.mapping.get(value)],
            Template::Known(_) | Template::Outer(_) => vec![],
            Template::Contents { part, .. } => {
                let object = self.declarations.object(value);
                let contents = self.current(&object, state, location)?;
                if contents.r#type() == *part {
                    vec![contents]
                } else {
                    vec![emitter.value("tensor.cast", location, &[contents], *part, &[])?]
                }
            }
            Template::Number { part, .. } => vec![self.number(value, *part, emitter, location)?],
            Template::Display { elements, .. } => {
                let made = defining(value).map(operands).unwrap_or_default();
                let mut parts = vec![];
                for (element, value) in elements.iter().zip(made) {
                    parts.extend(self.parts(element, value, emitter, state, location)?);
                }
                parts
            }
        })
    }
}

/// Whether an operation has to do with Python objects.
fn touches_objects(operation: OperationRef<'_, '_>) -> bool {
    operands(operation)
        .into_iter()
        .chain(results(operation))
        .any(|value| is_object(value.r#type()))
}

fn unknown_contents<'c>(location: Location<'c>) -> Diagnostic<'c> {
    refuse(
        CONTENTS,
        location,
        "the contents of an object are read that is only made when the graph commits",
    )
}
