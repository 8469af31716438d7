//! Derivatives that arrive at a value, added up.

use crate::families::{
    PART,
    builder::{Builder, definition, int_attribute, key, name_of, operands_of},
    types::shape_of,
};
use janus_dialects::melior::ir::{Value, operation::OperationLike};
use std::{collections::HashMap, ops::Range};

/// Derivatives so far, by value.
#[derive(Default)]
pub struct Gradients<'c: 'a, 'a> {
    sums: HashMap<usize, Sum<'c, 'a>>,
}

/// What has arrived at one value.
struct Sum<'c: 'a, 'a> {
    total: Value<'c, 'a>,
    /// Where it is of parts of the value only: the dimension that these lie along, and where.
    parts: Option<(i64, Vec<Range<i64>>)>,
}

impl<'c: 'a, 'a> Gradients<'c, 'a> {
    pub fn get(&self, value: Value<'c, 'a>) -> Option<Value<'c, 'a>> {
        self.sums.get(&key(value)).map(|sum| sum.total)
    }

    /// Adds what arrives. Parts that a function takes a value apart into are put beside each other: added to zeros, a `-0` would
    /// not stay one.
    pub fn add(&mut self, builder: &Builder<'c, 'a>, value: Value<'c, 'a>, grad: Value<'c, 'a>) {
        let grad = builder.retyped(grad, value);
        let part = part(grad);
        let sum = match self.sums.remove(&key(value)) {
            None => Sum {
                total: grad,
                parts: part.map(|part| (part.dim, vec![part.range])),
            },
            Some(sum) => match (sum.parts, part) {
                (Some((dim, mut ranges)), Some(part))
                    if dim == part.dim && ranges.iter().all(|range| apart(range, &part.range)) =>
                {
                    let place = (dim as usize, part.range.start, 1);
                    let total = builder.slice_scatter(part.source, sum.total, place, None);
                    ranges.push(part.range);
                    Sum {
                        total,
                        parts: Some((dim, ranges)),
                    }
                }
                _ => Sum {
                    total: builder.add(sum.total, grad),
                    parts: None,
                },
            },
        };
        self.sums.insert(key(value), sum);
    }
}

/// The derivative by one part of a value, which is zero elsewhere.
struct Part<'c, 'a> {
    source: Value<'c, 'a>,
    dim: i64,
    range: Range<i64>,
}

fn part<'c: 'a, 'a>(grad: Value<'c, 'a>) -> Option<Part<'c, 'a>> {
    let scatter = definition(grad)?;
    if name_of(scatter) != "nn.slice_scatter" || !scatter.has_attribute(PART) {
        return None;
    }
    let source = *operands_of(scatter).first()?;
    let dim = int_attribute(scatter, "dim")?;
    let start = int_attribute(scatter, "start")?;
    let size = *shape_of(source).get(dim as usize)?;
    Some(Part {
        source,
        dim,
        range: start..start + size?,
    })
}

fn apart(one: &Range<i64>, other: &Range<i64>) -> bool {
    one.end <= other.start || other.end <= one.start
}
