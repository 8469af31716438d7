//! The ladder of assumptions: what is assumed of an input, from its exact value down to its type.

use std::collections::HashMap;

use janus_passes::world::{Rung, Seen};

use crate::guards::MissKind;
use crate::surface::{Check, Dim, Object};

/// Shapes that are remembered of one input.
const MAX_SHAPES: usize = 8;

/// Where each input stands, by its path.
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    inputs: HashMap<String, Seen>,
}

impl Ladder {
    /// What was seen of an input.
    pub fn seen(&self, path: &str) -> Seen {
        self.inputs.get(path).cloned().unwrap_or_default()
    }

    /// A guard on `object` failed: one step down, for it alone.
    pub fn relax(&mut self, object: &Object, kind: &MissKind) {
        let seen = self.inputs.entry(object.symbol.clone()).or_default();
        match kind {
            MissKind::Shape(found) => {
                seen.rung = seen.rung.max(Rung::PartlyKnownShape);
                if let Some(assumed) = exact_shape(object) {
                    remember(&mut seen.shapes, assumed);
                }
                remember(&mut seen.shapes, found.clone());
            }
            MissKind::Value { number: true } => seen.rung = seen.rung.max(Rung::Type),
            _ => (),
        }
    }
}

/// The shape that a graph assumed, where it assumed all of it.
fn exact_shape(object: &Object) -> Option<Vec<i64>> {
    let Check::Tensor(check) = &object.check else {
        return None;
    };
    check
        .dims
        .iter()
        .map(|dim| match dim {
            Dim::Exact(size) => Some(*size),
            Dim::Named(_) | Dim::Any => None,
        })
        .collect()
}

fn remember(shapes: &mut Vec<Vec<i64>>, shape: Vec<i64>) {
    if shapes.contains(&shape) {
        return;
    }
    // Forgetting the second keeps the first, with which all the others are compared.
    if shapes.len() == MAX_SHAPES {
        shapes.remove(1);
    }
    shapes.push(shape);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::{Access, TensorCheck};
    use crate::torch::DType;

    fn tensor(symbol: &str, sizes: &[i64]) -> Object {
        Object {
            symbol: symbol.to_owned(),
            access: Access::Argument(0),
            parent: None,
            check: Check::Tensor(TensorCheck {
                strides: None,
                dtype: DType::F32,
                dims: sizes.iter().map(|size| Dim::Exact(*size)).collect(),
                requires_grad: false,
                leaf: true,
            }),
            mutable: true,
            id: None,
            line: 1,
        }
    }

    #[test]
    fn a_size_that_varies_is_relaxed_for_its_own_input_only() {
        let mut ladder = Ladder::default();
        ladder.relax(&tensor("x", &[50, 84]), &MissKind::Shape(vec![30, 84]));
        let seen = ladder.seen("x");
        assert_eq!(seen.rung, Rung::PartlyKnownShape);
        assert_eq!(seen.shapes, [[50, 84], [30, 84]]);
        assert_eq!(ladder.seen("y"), Seen::default());
    }

    #[test]
    fn a_number_that_varies_keeps_its_type() {
        let mut ladder = Ladder::default();
        ladder.relax(&tensor("lr", &[]), &MissKind::Value { number: true });
        assert_eq!(ladder.seen("lr").rung, Rung::Type);
        ladder.relax(&tensor("lr", &[]), &MissKind::Identity);
        assert_eq!(ladder.seen("lr").rung, Rung::Type);
    }

    #[test]
    fn the_shapes_that_are_remembered_are_bounded() {
        let mut ladder = Ladder::default();
        for size in 0..100 {
            ladder.relax(&tensor("x", &[50]), &MissKind::Shape(vec![size]));
        }
        let seen = ladder.seen("x");
        assert_eq!(seen.shapes.len(), MAX_SHAPES);
        assert_eq!(seen.shapes[0], [50]);
    }
}
