//! Gradients that PyTorch gives as views.
//!
//! The gradient of `x.t()` is the transpose of what came in, in its memory; that of `x.sum()` is one number, expanded. Who
//! asks for a gradient sees its strides, so the views at the end of a derivative are not computed: the function yields what
//! they are views of, and says which are to be made of it.

use crate::{
    families::{
        CHANNELS_LAST, VIEW,
        builder::{int_attribute, ints_attribute},
        types::shape_of,
    },
    rebuild::{defining, key, name, op_key},
};
use janus_dialects::melior::{
    Context,
    ir::{
        Attribute, Identifier, OperationRef, Value,
        attribute::{ArrayAttribute, DenseI64ArrayAttribute, DictionaryAttribute},
        operation::OperationLike,
    },
};
use std::collections::HashMap;

/// The attribute of a backward function that has, for each result, the views to be made of it: a method of tensors and its
/// numbers, `{permute = array<i64: 1, 0>}`.
pub const VIEWS: &str = "janus.views";

/// The statements that derive a view, by identity, with what they derive.
pub type Derived<'c, 'a> = HashMap<usize, OperationRef<'c, 'a>>;

/// The values at the start of views, and the views of each, first to last.
pub struct Peeled<'c, 'a> {
    pub values: Vec<Value<'c, 'a>>,
    views: Vec<Vec<(&'static str, Vec<i64>)>>,
}

impl<'c: 'a, 'a> Peeled<'c, 'a> {
    /// Looks through the views that gradients end with.
    pub fn new(gradients: &[Value<'c, 'a>], derived: &Derived<'c, 'a>) -> Self {
        let mut peeled = Self {
            values: vec![],
            views: vec![],
        };
        for &gradient in gradients {
            let mut at = gradient;
            let (mut base, mut seen, mut views) = (gradient, vec![], vec![]);
            loop {
                if is_channels_last(at, derived) {
                    base = at;
                    views.append(&mut seen);
                    views.push(("channels_last", vec![]));
                    break;
                }
                let Some((view, operand)) = view_of(at, derived) else {
                    break;
                };
                let moves = view.0 != "reshape";
                seen.push(view);
                at = operand;
                // A reshaped tensor without gaps has none.
                if moves {
                    base = at;
                    views.append(&mut seen);
                }
            }
            views.reverse();
            peeled.values.push(base);
            peeled.views.push(views);
        }
        peeled
    }

    /// `None` where there are no views.
    pub fn attribute(&self, context: &'c Context) -> Option<Attribute<'c>> {
        if self.views.iter().all(Vec::is_empty) {
            return None;
        }
        let lists: Vec<Attribute<'c>> = self
            .views
            .iter()
            .map(|views| {
                let views: Vec<Attribute<'c>> = views
                    .iter()
                    .map(|(method, numbers)| {
                        let numbers = DenseI64ArrayAttribute::new(context, numbers).into();
                        let entry = (Identifier::new(context, method), numbers);
                        DictionaryAttribute::new(context, &[entry]).into()
                    })
                    .collect();
                ArrayAttribute::new(context, &views).into()
            })
            .collect();
        Some(ArrayAttribute::new(context, &lists).into())
    }
}

/// Whether PyTorch makes a gradient channels last.
fn is_channels_last<'c: 'a, 'a>(value: Value<'c, 'a>, derived: &Derived<'c, 'a>) -> bool {
    let of_kernel = |operation| {
        derived
            .get(&op_key(operation))
            .is_some_and(|forward| forward.has_attribute(CHANNELS_LAST))
    };
    matches!(shape_of(value).len(), 4 | 5) && defining(value).is_some_and(of_kernel)
}

/// The view that a value is, if it is one of static shape in PyTorch too, and of what.
fn view_of<'c: 'a, 'a>(
    value: Value<'c, 'a>,
    derived: &Derived<'c, 'a>,
) -> Option<((&'static str, Vec<i64>), Value<'c, 'a>)> {
    let operation = defining(value)?;
    let operand = operation.operand(0).ok()?;
    let sizes = |value| -> Option<Vec<i64>> { shape_of(value).into_iter().collect() };
    let shape = sizes(value)?;
    sizes(operand)?;
    let of_view = || {
        derived
            .get(&op_key(operation))
            .is_some_and(|forward| forward.has_attribute(VIEW))
    };
    let view = match name(operation).as_str() {
        "nn.reshape" => ("reshape", shape),
        "nn.permute" if of_view() => ("permute", ints_attribute(operation, "permutation")),
        "nn.expand" if of_view() => ("expand", shape),
        "nn.slice" if of_view() && int_attribute(operation, "step") == Some(1) => {
            let place = |name| int_attribute(operation, name);
            let (dim, start) = (place("dim")?, place("start")?);
            (
                "narrow",
                vec![dim, start, shape[usize::try_from(dim).ok()?]],
            )
        }
        _ => return None,
    };
    (key(operand) != key(value)).then_some((view, operand))
}
