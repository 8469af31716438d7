//! The arguments of a compiled function.

use super::{loads::lowered, order::Ordered, subgraphs::Subgraphs};
use crate::rebuild::{
    arguments, defined_by, key, name, operands, region_block, region_operations, symbol, walk,
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::{
        Context,
        ir::{
            Attribute, Identifier, Location, OperationRef, Type, Value, ValueLike,
            attribute::{DictionaryAttribute, FlatSymbolRefAttribute, IntegerAttribute},
            r#type::{IntegerType, RankedTensorType, ShapedTypeLike},
        },
    },
};

/// What an argument is for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Role {
    /// What an object held at entry.
    Input(String),
    /// Random numbers, by their index in program order.
    Draw(usize),
    /// The derivative of what is computed outside of the graph, by the index of a value of the
    /// commit.
    Seed(usize),
    /// A value of the commit that the graph has computed, by its index.
    Saved(usize),
    /// A value of the commit, by its index.
    Output(usize),
    /// The derivative with respect to an object.
    Gradient(String),
    /// What a subgraph is handed.
    Parameter,
    /// What it gives.
    Given,
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Argument<'c> {
    /// What it is for.
    pub role: Role,
    /// The type of the value in the graph.
    pub r#type: Type<'c>,
    /// The result that is written into it.
    pub result: Option<usize>,
}

impl<'c> Argument<'c> {
    /// An argument that is read.
    pub fn read(role: Role, r#type: Type<'c>) -> Self {
        Self {
            role,
            r#type,
            result: None,
        }
    }

    /// The type of the function's argument: a buffer, but for numbers that a subgraph is handed.
    pub fn taken_as(
        &self,
        context: &'c Context,
        location: Location<'c>,
    ) -> PassResult<'c, Type<'c>> {
        let r#type = lowered(context, self.r#type);
        match self.role {
            Role::Parameter if RankedTensorType::try_from(r#type).is_err() => Ok(r#type),
            _ => memory_type(context, r#type, location),
        }
    }

    /// Its attributes.
    pub fn attributes(&self, context: &'c Context) -> Attribute<'c> {
        let i64 = IntegerType::new(context, 64).into();
        let index = |index: usize| -> Attribute<'c> {
            IntegerAttribute::new(i64, i64::try_from(index).unwrap_or(i64::MAX)).into()
        };
        let object = |symbol: &str| FlatSymbolRefAttribute::new(context, symbol).into();
        let mut entries = vec![match &self.role {
            Role::Parameter | Role::Given => return DictionaryAttribute::new(context, &[]).into(),
            Role::Input(symbol) => ("janus.input", object(symbol)),
            Role::Draw(draw) => ("janus.draw", index(*draw)),
            Role::Seed(value) => ("janus.seed", index(*value)),
            Role::Saved(value) => ("janus.saved", index(*value)),
            Role::Output(value) => ("janus.output", index(*value)),
            Role::Gradient(symbol) => ("janus.gradient", object(symbol)),
        }];
        if let (Role::Input(_), Some(result)) = (&self.role, self.result) {
            entries.push(("janus.output", index(result)));
        }
        let entries: Vec<_> = entries
            .into_iter()
            .map(|(name, attribute)| (Identifier::new(context, name), attribute))
            .collect();
        DictionaryAttribute::new(context, &entries).into()
    }
}

/// The buffer of a value: contiguous, rank 0 for a number.
pub fn memory_type<'c>(
    context: &'c Context,
    r#type: Type<'c>,
    location: Location<'c>,
) -> PassResult<'c, Type<'c>> {
    let text = match r#type.to_string().strip_prefix("tensor<") {
        Some(rest) => format!("memref<{rest}"),
        None => format!("memref<{type}>"),
    };
    Type::parse(context, &text).ok_or_else(|| {
        Diagnostic::error(location, format!("a value of type {type} has no buffer")).into()
    })
}

/// Whether the sizes of a value are only known when it has been computed.
pub fn is_dynamic(r#type: Type<'_>) -> bool {
    RankedTensorType::try_from(r#type).is_ok_and(|tensor| !tensor.has_static_shape())
}

/// The arguments of the function of a graph: reads, draws, then values of the commit.
pub fn of_graph<'c: 'a, 'a>(
    graph: OperationRef<'c, 'a>,
    subgraphs: &Subgraphs,
) -> PassResult<'c, Vec<Argument<'c>>> {
    let mut list = vec![];
    let mut reads = vec![];
    let mut draws = vec![];
    walk(graph, &mut |operation| {
        match name(operation).as_str() {
            "dataflow.state.read" => reads.push(operation),
            "dataflow.draw" => draws.push(operation),
            _ => {}
        };
    });
    let first_type = |operation: OperationRef<'c, 'a>| -> PassResult<'c, Type<'c>> {
        Ok(operation.result(0)?.r#type())
    };
    for read in reads {
        let object = symbol(read, "object").unwrap_or("").to_owned();
        list.push(Argument::read(Role::Input(object), first_type(read)?));
    }
    for (index, draw) in draws.into_iter().enumerate() {
        list.push(Argument::read(Role::Draw(index), first_type(draw)?));
    }
    let ordered = Ordered::new(region_operations(graph, 0), subgraphs);
    let commit = ordered
        .statements
        .last()
        .ok_or_else(|| Diagnostic::op_error(&graph, "is empty"))?;
    for (index, value) in operands(*commit).into_iter().enumerate() {
        // What is updated in place cannot be taken back when an assertion fails.
        let shared = ordered
            .is_late(value)
            .then(|| written_object(*commit, index))
            .flatten();
        let place = shared.and_then(|object| {
            list.iter().position(|argument| {
                argument.role == Role::Input(object.clone())
                    && argument.r#type == value.r#type()
                    && argument.result.is_none()
            })
        });
        match place {
            Some(place) => list[place].result = Some(index),
            None if is_dynamic(value.r#type()) => {}
            None => list.push(Argument {
                role: Role::Output(index),
                r#type: value.r#type(),
                result: Some(index),
            }),
        }
    }
    Ok(list)
}

/// The object that a value of the commit is written into, if nothing else is done with the value.
fn written_object<'c: 'a, 'a>(commit: OperationRef<'c, 'a>, index: usize) -> Option<String> {
    let argument: Value<'c, 'a> = *arguments(region_block(commit, 0)?).get(index)?;
    let mut uses = vec![];
    for effect in region_operations(commit, 0) {
        for (place, operand) in operands(effect).into_iter().enumerate() {
            if key(operand) == key(argument) {
                uses.push((effect, place));
            }
        }
    }
    let [(effect, 1)] = uses[..] else {
        return None;
    };
    if name(effect) != "pydyn.write" {
        return None;
    }
    let target = *operands(effect).first()?;
    let reference = defined_by(target, "pydyn.object_ref")?;
    symbol(reference, "object").map(str::to_owned)
}
