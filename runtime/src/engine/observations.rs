//! What earlier calls showed, as specialization asks for it.

use std::cell::RefCell;
use std::sync::Arc;

use janus_passes::world::{BranchCounts, Rung, Seen};

use crate::convert::Call;
use crate::function::FunctionKey;
use crate::profile::{ParameterProfile, Value};
use crate::world::{Observations, Sources};

/// A call's profile, and what the engine learned since.
pub struct Observed<'a, 'py> {
    call: &'a Call<'a, 'py>,
    /// The inputs of which less than their exact value or shape was assumed.
    relaxed: RefCell<Relaxed>,
}

/// Inputs of which a graph assumes less than their exact value or shape, by symbol.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relaxed {
    pub shapes: Vec<String>,
    pub numbers: Vec<String>,
}

impl<'a, 'py> Observed<'a, 'py> {
    pub fn new(call: &'a Call<'a, 'py>) -> Self {
        Observed {
            call,
            relaxed: RefCell::default(),
        }
    }

    pub fn relaxed(&self) -> Relaxed {
        self.relaxed.borrow().clone()
    }
}

impl Observations for Observed<'_, '_> {
    fn branch(&self, function: &FunctionKey, line: u32, column: u32) -> Option<BranchCounts> {
        let counts = self.call.functions.branch(function, line, column);
        let mut counts = counts.map(|(taken, not_taken)| BranchCounts { taken, not_taken });
        if self.call.state.goes_both_ways(&function.file, line) {
            let counts = counts.get_or_insert_default();
            counts.taken = counts.taken.max(1);
            counts.not_taken = counts.not_taken.max(1);
        }
        counts
    }

    fn seen(&self, path: &str) -> Seen {
        let mut seen = self.call.state.seen(path);
        if seen == Seen::default() {
            // Parameters were seen by the probes already.
            let profile = match self.call.profile.lock() {
                Ok(profile) => profile,
                Err(poisoned) => poisoned.into_inner(),
            };
            let parameter = profile
                .parameters
                .iter()
                .find(|parameter| parameter.name == path);
            seen = parameter.map(of_parameter).unwrap_or_default();
        }
        if seen.rung == Rung::Exact {
            return seen;
        }
        let number = seen.rung == Rung::Type;
        if self.call.state.is_pinned(path, number) {
            return Seen::default();
        }
        let mut relaxed = self.relaxed.borrow_mut();
        let list = if number {
            &mut relaxed.numbers
        } else {
            &mut relaxed.shapes
        };
        list.push(path.to_owned());
        seen
    }
}

/// What the profile says of a parameter: the shapes of its tensors, and whether its numbers vary.
fn of_parameter(parameter: &ParameterProfile) -> Seen {
    let mut seen = Seen::default();
    let mut numbers = 0;
    for observation in &parameter.observed {
        match &observation.value {
            Value::Tensor { shape, .. } if !seen.shapes.contains(shape) => {
                seen.shapes.push(shape.clone())
            }
            Value::Bool { .. } | Value::Int { .. } | Value::Float { .. } => numbers += 1,
            _ => (),
        }
    }
    let same_rank = seen
        .shapes
        .windows(2)
        .all(|pair| pair[0].len() == pair[1].len());
    if seen.shapes.len() > 1 && same_rank {
        seen.rung = Rung::PartlyKnownShape;
    } else if numbers > 1 {
        seen.rung = Rung::Type;
    }
    seen
}

impl Sources for Observed<'_, '_> {
    fn source(&self, key: &FunctionKey) -> Option<Arc<str>> {
        self.call.functions.source(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Observation;

    fn parameter(values: Vec<Value>) -> ParameterProfile {
        ParameterProfile {
            name: "x".to_owned(),
            observed: values
                .into_iter()
                .map(|value| Observation { value, count: 1 })
                .collect(),
            others: 0,
        }
    }

    fn tensor(shape: &[i64]) -> Value {
        Value::Tensor {
            dtype: "float32".to_owned(),
            shape: shape.to_vec(),
            device: "cpu".to_owned(),
            requires_grad: false,
        }
    }

    #[test]
    fn shapes_that_varied_under_the_probes_are_not_assumed() {
        let seen = of_parameter(&parameter(vec![tensor(&[50, 8]), tensor(&[30, 8])]));
        assert_eq!(seen.rung, Rung::PartlyKnownShape);
        assert_eq!(seen.shapes.len(), 2);
        assert_eq!(
            of_parameter(&parameter(vec![tensor(&[50, 8])])).rung,
            Rung::Exact
        );
        assert_eq!(
            of_parameter(&parameter(vec![tensor(&[50]), tensor(&[50, 8])])).rung,
            Rung::Exact
        );
    }

    #[test]
    fn numbers_that_varied_are_known_by_type() {
        let ints = vec![Value::Int { value: Some(1) }, Value::Int { value: Some(2) }];
        assert_eq!(of_parameter(&parameter(ints)).rung, Rung::Type);
        assert_eq!(
            of_parameter(&parameter(vec![Value::Int { value: Some(1) }])).rung,
            Rung::Exact
        );
    }
}
