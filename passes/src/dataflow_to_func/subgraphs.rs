//! Subgraphs that are invoked, perhaps by themselves: `dataflow.function` and `dataflow.invoke`.
//!
//! ```mlir
//! dataflow.function @g (tensor<4xf32>, i64) -> tensor<4xf32> {…}
//! %r = dataflow.invoke @g(%x, %n) : (tensor<4xf32>, i64) -> tensor<4xf32>
//! ```
//! ⇒
//! ```mlir
//! func.func private @g(%0: memref<4xf32>, %1: i64, %2: memref<4xf32>) -> i32 {…}
//! %in = bufferization.to_buffer %x read_only : tensor<4xf32> to memref<4xf32>
//! %out = memref.alloc() : memref<4xf32>
//! %status = func.call @g(%in, %n, %out) : (memref<4xf32>, i64, memref<4xf32>) -> i32
//! %r = bufferization.to_tensor %out restrict : memref<4xf32> to tensor<4xf32>
//! ```
//!
//! Numbers are handed over as they are, and come back in buffers of rank 0. Who invokes has the buffers of the results,
//! so their sizes must be known.

use super::{
    ARGUMENTS, Function,
    loads::lowered,
    results::to_tensor,
    signature::{Argument, Role, is_dynamic, memory_type},
};
use crate::{
    rebuild::{
        Emitter, arguments, name, operands, operations, region_block, region_operations, results,
        symbol, text, walk,
    },
    refusal::{LOWERING, refuse_operation},
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{
        Attribute, BlockRef, Location, OperationRef, Type, Value, ValueLike,
        attribute::{DenseI32ArrayAttribute, FlatSymbolRefAttribute},
        operation::OperationLike,
        r#type::RankedTensorType,
    },
};
use std::collections::{HashMap, HashSet};

/// What is known of a module's subgraphs.
pub struct Subgraphs {
    /// Those in which an assertion may fail.
    failing: HashSet<String>,
    /// The number of the first assertion of each.
    first: HashMap<String, usize>,
}

/// Whether an operation is a subgraph that is invoked. One that says what its arguments are for is a function of the runtime's.
pub fn is_subgraph(operation: OperationRef<'_, '_>) -> bool {
    name(operation) == "dataflow.function" && !operation.has_attribute(ARGUMENTS)
}

impl Subgraphs {
    /// Looks at a module. Assertions are numbered in program order, those of the graph before those of subgraphs.
    pub fn of(module: BlockRef<'_, '_>) -> Self {
        let count = |operation| {
            let mut found = 0;
            walk(operation, &mut |nested| {
                found += usize::from(name(nested) == "dataflow.assert");
            });
            found
        };
        let all = operations(module);
        let graph = all.iter().find(|op| name(**op) == "dataflow.graph");
        let mut next = graph.map_or(0, |graph| count(*graph));
        let mut subgraphs = Self {
            failing: HashSet::new(),
            first: HashMap::new(),
        };
        let functions: Vec<_> = all.into_iter().filter(|op| is_subgraph(*op)).collect();
        for function in &functions {
            let own = symbol_name(*function);
            subgraphs.first.insert(own, next);
            next += count(*function);
        }
        // One that invokes a failing one fails with it.
        loop {
            let known = subgraphs.failing.len();
            for function in &functions {
                if subgraphs.may_fail(*function) {
                    subgraphs.failing.insert(symbol_name(*function));
                }
            }
            if subgraphs.failing.len() == known {
                return subgraphs;
            }
        }
    }

    /// Whether an assertion may fail in an operation, in its regions or in what it invokes.
    pub fn may_fail(&self, operation: OperationRef<'_, '_>) -> bool {
        let mut found = false;
        walk(operation, &mut |nested| {
            found |= match name(nested).as_str() {
                "dataflow.assert" => true,
                "dataflow.invoke" => {
                    symbol(nested, "callee").is_some_and(|callee| self.failing.contains(callee))
                }
                _ => false,
            };
        });
        found
    }

    /// The number of the first assertion of a graph or subgraph.
    pub fn first_assertion(&self, operation: OperationRef<'_, '_>) -> usize {
        let first = self.first.get(&symbol_name(operation));
        first.copied().unwrap_or(0)
    }
}

fn symbol_name(operation: OperationRef<'_, '_>) -> String {
    text(operation, "sym_name").unwrap_or_default().to_owned()
}

/// The arguments of a subgraph's function: what it takes, then places for what it gives.
pub fn of_subgraph<'c: 'a, 'a>(
    function: OperationRef<'c, 'a>,
) -> PassResult<'c, Vec<Argument<'c>>> {
    let body = region_block(function, 0)
        .ok_or_else(|| Diagnostic::op_error(&function, "has no body to be compiled"))?;
    let taken = arguments(body);
    let mut all: Vec<_> = taken
        .iter()
        .map(|value| Argument::read(Role::Parameter, value.r#type()))
        .collect();
    let end = region_operations(function, 0).last().copied();
    for (index, value) in end.map(operands).unwrap_or_default().iter().enumerate() {
        if is_dynamic(value.r#type()) {
            let why = "gives a tensor of open size";
            return Err(refuse_operation(LOWERING, &function, why).into());
        }
        all.push(Argument {
            role: Role::Given,
            r#type: value.r#type(),
            result: Some(index),
        });
    }
    Ok(all)
}

impl<'c: 'a, 'a> Function<'c, 'a> {
    /// Emits an invocation: its status and its results.
    pub(super) fn invoke(
        &self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c, (Value<'c, 'a>, Vec<Value<'c, 'a>>)> {
        let location = statement.location();
        let mut handed = vec![];
        for value in operands(statement) {
            let value = self.mapping.get(value);
            handed.push(match RankedTensorType::try_from(value.r#type()) {
                Ok(_) => to_buffer(value, emitter, location)?,
                Err(_) => value,
            });
        }
        let mut places = vec![];
        for result in results(statement) {
            let r#type = lowered(emitter.context, result.r#type());
            let r#type = memory_type(emitter.context, r#type, location)?;
            let segments = DenseI32ArrayAttribute::new(emitter.context, &[0, 0]);
            let segments = emitter.named("operandSegmentSizes", segments);
            let place = emitter.value("memref.alloc", location, &[], r#type, &[segments])?;
            places.push(place);
            handed.push(place);
        }
        let callee = symbol(statement, "callee").unwrap_or_default();
        let callee: Attribute = FlatSymbolRefAttribute::new(emitter.context, callee).into();
        let callee = emitter.named("callee", callee);
        let i32 = emitter.integer_type(32);
        let status = emitter.value("func.call", location, &handed, i32, &[callee])?;
        let mut given = vec![];
        for (place, result) in places.into_iter().zip(results(statement)) {
            given.push(match RankedTensorType::try_from(result.r#type()) {
                Ok(_) => to_tensor(place, result.r#type(), true, emitter, location)?,
                Err(_) => {
                    let r#type = lowered(emitter.context, result.r#type());
                    emitter.value("memref.load", location, &[place], r#type, &[])?
                }
            });
        }
        Ok((status, given))
    }
}

/// Where a tensor's contents are, for one who only reads them.
fn to_buffer<'c: 'a, 'a>(
    value: Value<'c, 'a>,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Value<'c, 'a>> {
    let r#type: Type<'c> = memory_type(emitter.context, value.r#type(), location)?;
    let read_only = emitter.named("read_only", Attribute::unit(emitter.context));
    emitter.value(
        "bufferization.to_buffer",
        location,
        &[value],
        r#type,
        &[read_only],
    )
}
