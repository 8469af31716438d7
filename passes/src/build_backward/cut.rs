//! One backward function: the derivative of some results, cut off from what the graph itself has computed.
//!
//! The statements that the results depend on are copied beside their `nn.gradient`s, which `autodiff`'s rules replace. What
//! the ops of the derivative then read of the copy becomes an argument, and the copy is thrown away.

use super::{
    kept::TAPE,
    tape::{Reach, Root, slice},
    views::{Peeled, VIEWS},
};
use crate::{
    autodiff::differentiate,
    dataflow_to_func::{ARGUMENTS, RESULTS},
    families::builder::Builder,
    rebuild::{
        Emitter, Mapping, ValueKey, arguments, copy_without_assertions, defined_by, defining,
        integer, key, name, op_key, operands, operations, results, symbol, uses,
    },
};
use janus_dialects::{
    Diagnostic, PassResult,
    ir::{OperationExt, ValueExt},
    melior::{
        Context, IrRewriter,
        ir::{
            Attribute, Block, BlockLike, BlockRef, Identifier, Location, OperationRef, Region,
            RegionLike, Type, Value, ValueLike,
            attribute::{
                ArrayAttribute, DictionaryAttribute, FlatSymbolRefAttribute, IntegerAttribute,
                StringAttribute, TypeAttribute,
            },
            operation::{OperationBuilder, OperationLike},
            r#type::{FunctionType, IntegerType, RankedTensorType},
        },
    },
};
use std::collections::{BTreeSet, HashMap};

/// What a graph has computed and its backward functions read: values that its commit gets as well.
pub struct Saves<'c, 'a> {
    /// The values of the commit, those that are saved at the end.
    pub values: Vec<Value<'c, 'a>>,
    /// How many of them the program gets.
    pub committed: usize,
    builder: Builder<'c, 'a>,
    /// Sizes as values of the graph, by tensor and dimension.
    sizes: HashMap<(ValueKey, usize), Value<'c, 'a>>,
    /// The `i64` of an index.
    numbers: HashMap<ValueKey, Value<'c, 'a>>,
}

impl<'c: 'a, 'a> Saves<'c, 'a> {
    /// Nothing but what the commit has already.
    pub fn new(commit: OperationRef<'c, 'a>, context: &'c Context) -> PassResult<'c, Self> {
        let builder = Builder::before(context, commit)
            .ok_or_else(|| Diagnostic::op_error(&commit, "is not in a block"))?;
        let values = operands(commit);
        Ok(Saves {
            committed: values.len(),
            values,
            builder,
            sizes: HashMap::new(),
            numbers: HashMap::new(),
        })
    }

    /// The index among the commit's values of one that the graph computes.
    fn index(&mut self, value: Value<'c, 'a>) -> usize {
        let known = self
            .values
            .iter()
            .position(|other| key(*other) == key(value));
        known.unwrap_or_else(|| {
            self.values.push(value);
            self.values.len() - 1
        })
    }

    /// A number as it can be saved: an index has no size in memory.
    fn number(&mut self, value: Value<'c, 'a>) -> Value<'c, 'a> {
        if !value.r#type().to_string().eq("index") {
            return value;
        }
        let builder = self.builder;
        *self.numbers.entry(key(value)).or_insert_with(|| {
            let i64 = IntegerType::new(builder.context, 64).into();
            builder.value("arith.index_cast", &[value], &[], i64)
        })
    }

    fn size(&mut self, tensor: Value<'c, 'a>, dim: usize) -> Value<'c, 'a> {
        let builder = self.builder;
        *self
            .sizes
            .entry((key(tensor), dim))
            .or_insert_with(|| builder.dim(tensor, dim))
    }
}

/// What to emit.
pub struct Request<'c, 'a, 'r> {
    pub name: String,
    pub roots: Vec<(Root<'c, 'a>, &'r Reach)>,
    /// The reads whose gradients it gives.
    pub leaves: Vec<OperationRef<'c, 'a>>,
}

/// What an argument is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role<'c> {
    Input(&'c str),
    Draw(usize),
    Saved(usize),
    Seed(usize),
}

impl<'c> Role<'c> {
    fn attribute(self, context: &'c Context) -> Attribute<'c> {
        let index = |index: usize| -> Attribute<'c> {
            let number = i64::try_from(index).unwrap_or(i64::MAX);
            IntegerAttribute::new(IntegerType::new(context, 64).into(), number).into()
        };
        let (name, value) = match self {
            Role::Input(symbol) => (
                "janus.input",
                FlatSymbolRefAttribute::new(context, symbol).into(),
            ),
            Role::Draw(draw) => ("janus.draw", index(draw)),
            Role::Saved(value) => ("janus.saved", index(value)),
            Role::Seed(value) => ("janus.seed", index(value)),
        };
        DictionaryAttribute::new(context, &[(Identifier::new(context, name), value)]).into()
    }
}

/// The derivative beside the copy of what it derives.
pub(super) struct Scratch<'c, 'a> {
    function: OperationRef<'c, 'a>,
    pub(super) block: BlockRef<'c, 'a>,
    /// The statements that are copies, by identity, with the identity of the original.
    pub(super) copies: HashMap<usize, usize>,
    /// Values of the graph by those that are copies of them.
    pub(super) originals: HashMap<ValueKey, Value<'c, 'a>>,
    /// What arguments of the block stand for.
    pub(super) given: HashMap<ValueKey, Role<'c>>,
    /// The ops that each copied statement's derivative consists of, by identity.
    pub(super) derivatives: Vec<(usize, Vec<usize>)>,
    /// What is left to be made of the results.
    views: Option<Attribute<'c>>,
}

/// The finished function while it is emitted.
pub(super) struct Cut<'c, 'a, 's> {
    pub(super) scratch: &'s Scratch<'c, 'a>,
    pub(super) saves: &'s mut Saves<'c, 'a>,
    pub(super) inside: Emitter<'c, 'a>,
    mapping: Mapping<'c, 'a>,
    roles: Vec<Role<'c>>,
    /// Positions of the arguments that a value of the copy is read from or computed again from.
    pub(super) sources: HashMap<ValueKey, BTreeSet<usize>>,
}

/// Emits a backward function behind `graph`.
pub fn emit<'c: 'a, 'a>(
    graph: OperationRef<'c, 'a>,
    body: &[OperationRef<'c, 'a>],
    request: &Request<'c, 'a, '_>,
    saves: &mut Saves<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c> {
    let module = graph
        .block()
        .ok_or_else(|| Diagnostic::op_error(&graph, "is not in a module"))?;
    let location = graph.location();
    let scratch = Scratch::new(graph, module, body, request, context)?;
    let region = Region::new();
    let block = region.append_block(Block::new(&[]));
    let mut cut = Cut {
        scratch: &scratch,
        saves,
        inside: Emitter::new(context, block),
        mapping: Mapping::default(),
        roles: vec![],
        sources: HashMap::new(),
    };
    for argument in arguments(scratch.block) {
        if let Some(role @ Role::Seed(_)) = scratch.given.get(&key(argument)) {
            cut.argument(*role, argument.r#type(), location);
            let new = arguments(block);
            cut.mapping.insert(argument, new[new.len() - 1]);
        }
    }
    for statement in operations(scratch.block) {
        if !scratch.copies.contains_key(&op_key(statement)) {
            cut.statement(statement)?;
        }
    }
    let tape = cut.tape(request);
    let roles: Vec<_> = cut
        .roles
        .iter()
        .map(|role| role.attribute(context))
        .collect();
    let types: Vec<Type<'c>> = arguments(block).iter().map(|v| v.r#type()).collect();
    let given: Vec<Attribute<'c>> = request
        .leaves
        .iter()
        .map(|read| {
            let object =
                FlatSymbolRefAttribute::new(context, symbol(*read, "object").unwrap_or(""));
            let entry = (Identifier::new(context, "janus.gradient"), object.into());
            DictionaryAttribute::new(context, &[entry]).into()
        })
        .collect();
    let yielded = operations(block).last().copied().map(operands);
    let gradient_types: Vec<Type<'c>> = yielded.iter().flatten().map(|v| v.r#type()).collect();
    let function_type = FunctionType::new(context, &types, &gradient_types);
    let named = |name: &str, value: Attribute<'c>| (Identifier::new(context, name), value);
    let views: Vec<_> = scratch
        .views
        .map(|views| named(VIEWS, views))
        .into_iter()
        .collect();
    let function = OperationBuilder::new("dataflow.function", location)
        .add_attributes(&views)
        .add_attributes(&[
            named(
                "sym_name",
                StringAttribute::new(context, &request.name).into(),
            ),
            named(
                "function_type",
                TypeAttribute::new(function_type.into()).into(),
            ),
            named(ARGUMENTS, ArrayAttribute::new(context, &roles).into()),
            named(RESULTS, ArrayAttribute::new(context, &given).into()),
            named(TAPE, tape),
        ])
        .add_regions([region])
        .build()?;
    module.insert_operation_before(scratch.function, function);
    IrRewriter::new(context)
        .as_rewriter_base()
        .erase_op(scratch.function);
    Ok(())
}

fn leaf_types<'c: 'a, 'a>(request: &Request<'c, 'a, '_>) -> PassResult<'c, Vec<Type<'c>>> {
    request
        .leaves
        .iter()
        .map(|read| Ok(read.result(0)?.r#type()))
        .collect()
}

impl<'c: 'a, 'a> Scratch<'c, 'a> {
    fn new(
        graph: OperationRef<'c, 'a>,
        module: BlockRef<'c, 'a>,
        body: &[OperationRef<'c, 'a>],
        request: &Request<'c, 'a, '_>,
        context: &'c Context,
    ) -> PassResult<'c, Self> {
        let location = graph.location();
        let region = Region::new();
        let block = region.append_block(Block::new(&[]));
        let emitter = Emitter::new(context, block);
        let function_type = FunctionType::new(context, &[], &[]);
        let function = OperationBuilder::new("dataflow.function", location)
            .add_attributes(&[
                emitter.named("sym_name", StringAttribute::new(context, "scratch")),
                emitter.named("function_type", TypeAttribute::new(function_type.into())),
            ])
            .add_regions([region])
            .build()?;
        let function = module.insert_operation_after(graph, function);
        let mut scratch = Scratch {
            function,
            block,
            copies: HashMap::new(),
            originals: HashMap::new(),
            given: HashMap::new(),
            derivatives: vec![],
            views: None,
        };
        let mapping = scratch.copy(body, request, emitter)?;
        scratch.differentiate(request, &mapping, emitter)?;
        scratch.leave_views(context);
        scratch.remove_unused(context);
        Ok(scratch)
    }

    /// Copies what the roots depend on.
    fn copy(
        &mut self,
        body: &[OperationRef<'c, 'a>],
        request: &Request<'c, 'a, '_>,
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c, Mapping<'c, 'a>> {
        let needed = slice(body, request.roots.iter().map(|(root, _)| root.value));
        let mut mapping = Mapping::default();
        let mut draws = 0;
        for statement in body {
            let kind = name(*statement);
            let draw = draws;
            draws += usize::from(kind == "dataflow.draw");
            if !needed.contains(&op_key(*statement)) {
                continue;
            }
            let role = match kind.as_str() {
                "dataflow.state.read" => {
                    Some(Role::Input(symbol(*statement, "object").unwrap_or("")))
                }
                "dataflow.draw" => Some(Role::Draw(draw)),
                _ => None,
            };
            if let Some(role) = role {
                let value: Value<'c, 'a> = statement.result(0)?.into();
                let argument = self.block.add_argument(value.r#type(), value.location());
                mapping.insert(value, argument);
                self.originals.insert(key(argument), value);
                self.given.insert(key(argument), role);
                continue;
            }
            copy_without_assertions(*statement, emitter, &mut mapping)?;
            for old in results(*statement) {
                let new = mapping.get(old);
                self.originals.insert(key(new), old);
                if let Some(copy) = defining(new) {
                    self.copies.insert(op_key(copy), op_key(*statement));
                }
            }
        }
        Ok(mapping)
    }

    /// Emits the derivative: of several results, the sum.
    fn differentiate(
        &mut self,
        request: &Request<'c, 'a, '_>,
        mapping: &Mapping<'c, 'a>,
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c> {
        let mut wrt = vec![];
        for read in &request.leaves {
            wrt.push(mapping.get(read.result(0)?.into()));
        }
        let types = leaf_types(request)?;
        let mut sums: Option<Vec<Value<'c, 'a>>> = None;
        for (root, _) in &request.roots {
            let place = root.value.location();
            let seed = self.block.add_argument(root.value.r#type(), place);
            self.given.insert(key(seed), Role::Seed(root.index));
            let mut values = vec![mapping.get(root.value), seed];
            values.extend(&wrt);
            let gradient = emitter.op("nn.gradient", place, &values, &types, &[], vec![])?;
            sums = Some(match sums {
                None => results(gradient),
                Some(sums) => {
                    let mut added = vec![];
                    for (a, b) in sums.into_iter().zip(results(gradient)) {
                        added.push(emitter.value("nn.add", place, &[a, b], a.r#type(), &[])?);
                    }
                    added
                }
            });
        }
        let sums = sums.unwrap_or_default();
        let location = self.function.location();
        emitter.op("dataflow.yield", location, &sums, &[], &[], vec![])?;
        let gradients = operations(self.block)
            .into_iter()
            .filter(|operation| name(*operation) == "nn.gradient");
        for gradient in gradients.collect::<Vec<_>>() {
            let derivatives = &mut self.derivatives;
            differentiate(emitter.context, gradient, &mut |derived, made| {
                derivatives.push((op_key(derived), made.iter().copied().map(op_key).collect()));
            })?;
        }
        Ok(())
    }

    /// Leaves the views that the gradients are to whoever takes them.
    fn leave_views(&mut self, context: &'c Context) {
        let statements = operations(self.block);
        let Some(r#yield) = statements.last().copied() else {
            return;
        };
        let by_key: HashMap<usize, _> = statements.into_iter().map(|s| (op_key(s), s)).collect();
        let derived = self.derivatives.iter().flat_map(|(derived, made)| {
            let derived = by_key.get(derived);
            made.iter().filter_map(move |made| Some((*made, *derived?)))
        });
        let peeled = Peeled::new(&operands(r#yield), &derived.collect());
        self.views = peeled.attribute(context);
        if self.views.is_some() {
            r#yield.set_operand_values(&peeled.values);
        }
    }

    /// Removes what rules have made without need, so that nothing is saved for it.
    fn remove_unused(&self, context: &'c Context) {
        let rewriter = IrRewriter::new(context);
        for statement in operations(self.block).into_iter().rev() {
            let is_unused = statement.result_count() > 0
                && !results(statement).into_iter().any(ValueExt::has_uses);
            if is_unused && !self.copies.contains_key(&op_key(statement)) {
                rewriter.as_rewriter_base().erase_op(statement);
            }
        }
    }

    /// Whether a value is one that the graph has computed or was given.
    pub(super) fn is_forward(&self, value: Value<'c, 'a>) -> bool {
        self.originals.contains_key(&key(value))
    }
}

impl<'c: 'a, 'a> Cut<'c, 'a, '_> {
    /// Emits a statement of the derivative.
    fn statement(&mut self, statement: OperationRef<'c, 'a>) -> PassResult<'c> {
        if let Some((tensor, result)) = self.asks_shape(statement) {
            let new = self.shape(statement, tensor)?;
            self.mapping.insert(result, new);
            return Ok(());
        }
        for value in uses(statement) {
            if self.scratch.is_forward(value) {
                self.read(value)?;
            }
        }
        self.inside.copy(statement, &mut self.mapping)?;
        Ok(())
    }

    /// The tensor of the graph of which a statement asks nothing but its shape, and what it answers.
    pub(super) fn asks_shape(
        &self,
        statement: OperationRef<'c, 'a>,
    ) -> Option<(Value<'c, 'a>, Value<'c, 'a>)> {
        if !matches!(name(statement).as_str(), "tensor.dim" | "nn.numel") {
            return None;
        }
        let tensor = statement.operand(0).ok()?;
        let result = statement.result(0).ok()?.into();
        self.scratch.is_forward(tensor).then_some((tensor, result))
    }

    /// The answer to a question about the shape of a tensor of the graph: the graph itself saves it.
    fn shape(
        &mut self,
        question: OperationRef<'c, 'a>,
        tensor: Value<'c, 'a>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let original = self.scratch.originals[&key(tensor)];
        let answer = if name(question) == "tensor.dim" {
            let dim = defined_by(question.operand(1)?, "arith.constant")
                .and_then(|constant| integer(constant, "value"))
                .and_then(|dim| usize::try_from(dim).ok())
                .ok_or_else(|| Diagnostic::op_error(&question, "asks for no known dimension"))?;
            self.saves.size(original, dim)
        } else {
            let builder = self.saves.builder;
            let attributes: Vec<_> = question
                .attribute("dims")
                .ok()
                .map(|dims| ("dims", dims))
                .into_iter()
                .collect();
            let r#type = question.result(0)?.r#type();
            builder.value("nn.numel", &[original], &attributes, r#type)
        };
        self.save(answer).map(|(value, _)| value)
    }

    /// What a value of the graph is in the function: an argument, or computed again from arguments.
    fn read(&mut self, value: Value<'c, 'a>) -> PassResult<'c, Value<'c, 'a>> {
        if let Some(known) = self.mapping.find(value) {
            return Ok(known);
        }
        let (new, sources) = match (defining(value), self.scratch.given.get(&key(value))) {
            (None, Some(role)) => {
                let position = self.argument(*role, value.r#type(), value.location());
                (arguments(self.inside.block)[position], vec![position])
            }
            (Some(operation), _) if is_computed_again(operation) => {
                let mut sources = BTreeSet::new();
                for used in uses(operation) {
                    self.read(used)?;
                    sources.extend(self.sources.get(&key(used)).into_iter().flatten());
                }
                self.inside.copy(operation, &mut self.mapping)?;
                (self.mapping.get(value), sources.into_iter().collect())
            }
            _ => {
                let original = self.scratch.originals.get(&key(value)).copied();
                let original = original.ok_or_else(|| {
                    Diagnostic::error(
                        value.location(),
                        "a derivative reads what is nowhere computed",
                    )
                })?;
                let (new, position) = self.save(original)?;
                (new, vec![position])
            }
        };
        self.mapping.insert(value, new);
        self.sources
            .insert(key(value), sources.into_iter().collect());
        Ok(new)
    }

    /// A value that the graph saves, as an argument: with its position.
    fn save(&mut self, value: Value<'c, 'a>) -> PassResult<'c, (Value<'c, 'a>, usize)> {
        let kept = self.saves.number(value);
        let role = Role::Saved(self.saves.index(kept));
        let position = self.argument(role, kept.r#type(), value.location());
        let argument = arguments(self.inside.block)[position];
        if kept.r#type() == value.r#type() {
            return Ok((argument, position));
        }
        let index = value.r#type();
        let location = value.location();
        let value = self
            .inside
            .value("arith.index_cast", location, &[argument], index, &[])?;
        Ok((value, position))
    }

    /// The position of the argument for a role.
    pub(super) fn argument(
        &mut self,
        role: Role<'c>,
        r#type: Type<'c>,
        location: Location<'c>,
    ) -> usize {
        if let Some(known) = self.roles.iter().position(|other| *other == role) {
            return known;
        }
        self.inside.block.add_argument(r#type, location);
        self.roles.push(role);
        self.roles.len() - 1
    }
}

/// Whether a value is rather computed again than saved: constants, numbers, and other shapes of the same elements, which
/// PyTorch has as views of what it saves.
fn is_computed_again(operation: OperationRef<'_, '_>) -> bool {
    let kind = name(operation);
    let is_number = || {
        results(operation)
            .iter()
            .all(|result| RankedTensorType::try_from(result.r#type()).is_err())
            && operation.region_count() == 0
    };
    match kind.as_str() {
        "nn.constant" | "nn.reshape" | "nn.permute" | "nn.expand" | "nn.slice" | "nn.detach"
        | "nn.copy" | "tensor.cast" => true,
        _ if kind.starts_with("arith.") || kind.starts_with("math.") => is_number(),
        _ => false,
    }
}
