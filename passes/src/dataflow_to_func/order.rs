//! Assertions first: what decides whether a graph fails is computed before everything else, so that the rest, with all
//! updates of what the graph was given, only runs when nothing can fail any more.

use super::subgraphs::Subgraphs;
use crate::rebuild::{ValueKey, key, name, op_key, operands, results, walk};
use janus_dialects::melior::ir::{
    OperationRef, Type, Value, ValueLike,
    r#type::{RankedTensorType, ShapedTypeLike},
};
use std::collections::HashSet;

/// The operations of a graph's body.
pub struct Ordered<'c, 'a> {
    /// In the order in which they are to run: first what assertions depend on, then the rest; both in program order.
    pub statements: Vec<OperationRef<'c, 'a>>,
    /// Values that are computed before the last assertion, or that may share their memory.
    early: HashSet<ValueKey>,
}

impl<'c: 'a, 'a> Ordered<'c, 'a> {
    /// Orders the body of a graph, its terminator last.
    pub fn new(program: Vec<OperationRef<'c, 'a>>, subgraphs: &Subgraphs) -> Self {
        let mut needed = HashSet::new();
        let mut deciding = HashSet::new();
        for statement in program.iter().rev() {
            let is_needed = results(*statement)
                .iter()
                .any(|result| needed.contains(&key(*result)));
            if is_needed || subgraphs.may_fail(*statement) {
                deciding.insert(op_key(*statement));
                needed.extend(inputs(*statement).into_iter().map(key));
            }
        }
        let (first, rest): (Vec<_>, Vec<_>) = program
            .into_iter()
            .partition(|statement| deciding.contains(&op_key(*statement)));
        let mut early = HashSet::new();
        for statement in &first {
            // What goes in has its own memory, and is read from there whenever it is needed.
            if !matches!(
                name(*statement).as_str(),
                "dataflow.state.read" | "dataflow.draw"
            ) {
                early.extend(results(*statement).into_iter().map(key));
            }
        }
        for statement in &rest {
            let shared: Vec<_> = inputs(*statement)
                .into_iter()
                .filter(|input| early.contains(&key(*input)))
                .map(|input| element(input.r#type()))
                .collect();
            for result in results(*statement) {
                if shared.contains(&element(result.r#type())) {
                    early.insert(key(result));
                }
            }
        }
        let statements = first.into_iter().chain(rest).collect();
        Ordered { statements, early }
    }

    /// Whether nothing of a value is written before the last assertion has been decided, wherever its buffer is. A value
    /// may get the buffer of another one of the same elements that it is made of (a view, an accumulation), and with it
    /// the time of its writing.
    pub fn is_late(&self, value: Value<'c, 'a>) -> bool {
        !self.early.contains(&key(value))
    }
}

/// What an operation uses, in its regions as well.
fn inputs<'c: 'a, 'a>(operation: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    let mut values = vec![];
    walk(operation, &mut |nested| values.extend(operands(nested)));
    values
}

fn element(r#type: Type<'_>) -> Type<'_> {
    match RankedTensorType::try_from(r#type) {
        Ok(tensor) => tensor.element(),
        Err(_) => r#type,
    }
}
