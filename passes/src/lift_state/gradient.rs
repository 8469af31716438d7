//! `pydyn.backward` to `nn.gradient`.

use super::{
    Lifter,
    state::{Object, State},
};
use crate::{
    families::NEW_GRADIENTS,
    rebuild::{Emitter, defining, key, name, operands, results, walk},
    refusal::{ITERATIONS, LEAF, refuse},
};
use janus_dialects::{
    PassResult,
    melior::ir::{
        OperationRef, Type, TypeLike, Value, ValueLike,
        operation::OperationLike,
        r#type::{RankedTensorType, ShapedTypeLike},
    },
};
use std::collections::HashSet;

/// Whether derivatives flow through values of a type.
pub fn is_differentiable(r#type: Type<'_>) -> bool {
    RankedTensorType::try_from(r#type).is_ok_and(|tensor| {
        let element = tensor.element();
        !element.is_integer() && !element.is_index()
    })
}

impl<'c: 'a, 'a> Lifter<'c, 'a, '_> {
    /// The derivative with respect to the contents that each leaf has now. Contents that it had
    /// before must not play a part: they are behind a `nn.detach`, or used by the program itself.
    pub(super) fn backward(
        &mut self,
        operation: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        state: &mut State<'c, 'a>,
    ) -> PassResult<'c> {
        let location = operation.location();
        let all = operands(operation);
        let [root, seed, leaves @ ..] = &all[..] else {
            return Ok(());
        };
        let (root, seed) = (self.mapping.get(*root), self.mapping.get(*seed));
        let mut wrt = vec![];
        for leaf in leaves {
            wrt.push(self.contents(*leaf, emitter, state, location)?);
        }
        self.check_tape(operation, root, &wrt, state)?;
        let mut values = vec![root, seed];
        values.extend(&wrt);
        let types: Vec<_> = wrt.iter().map(|value| value.r#type()).collect();
        let new = operation.attribute(NEW_GRADIENTS).ok();
        let new = new.map(|new| emitter.named(NEW_GRADIENTS, new));
        let new = new.as_slice();
        let gradient = emitter.op("nn.gradient", location, &values, &types, new, vec![])?;
        self.mapping
            .insert_all(&results(operation), &results(gradient));
        self.statistics.gradients += 1;
        Ok(())
    }

    fn check_tape(
        &self,
        backward: OperationRef<'c, 'a>,
        root: Value<'c, 'a>,
        wrt: &[Value<'c, 'a>],
        state: &State<'c, 'a>,
    ) -> PassResult<'c> {
        // The tape ends at what leaves hold now, of other backward passes too.
        let mut seen: HashSet<_> = wrt.iter().copied().map(key).collect();
        for leaf in &self.leaves {
            let entry = match leaf {
                Object::Known(symbol) => self.entries.get(symbol),
                Object::Made(_) => None,
            };
            seen.extend(state.contents.get(leaf).or(entry).copied().map(key));
        }
        let mut open = vec![root];
        while let Some(value) = open.pop() {
            if !is_differentiable(value.r#type()) || !seen.insert(key(value)) {
                continue;
            }
            if self.leaf_contents.contains(&key(value)) {
                return Err(refuse(
                    LEAF,
                    backward.location(),
                    "a leaf has other contents now than when it was used",
                )
                .into());
            }
            if self.carried.contains(&key(value)) {
                return Err(refuse(
                    ITERATIONS,
                    backward.location(),
                    "what is differentiated was computed in an earlier iteration",
                )
                .into());
            }
            let Some(made) = defining(value) else {
                continue;
            };
            if name(made) == "nn.detach" {
                continue;
            }
            walk(made, &mut |nested| open.extend(operands(nested)));
        }
        Ok(())
    }
}
