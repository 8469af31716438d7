//! What earlier calls showed, as specialization asks for it.

use std::sync::Arc;

use janus_passes::world::{BranchCounts, Rung, Seen};

use crate::convert::Call;
use crate::function::FunctionKey;
use crate::profile::{ParameterProfile, Value};
use crate::world::{Observations, Sources};

/// A call's profile, and what the engine learned since.
pub struct Observed<'a, 'py>(pub &'a Call<'a, 'py>);

impl Observations for Observed<'_, '_> {
    fn branch(&self, function: &FunctionKey, line: u32, column: u32) -> Option<BranchCounts> {
        let counts = self.0.functions.branch(function, line, column);
        let mut counts = counts.map(|(taken, not_taken)| BranchCounts { taken, not_taken });
        if self.0.state.goes_both_ways(line) {
            let counts = counts.get_or_insert_default();
            counts.taken = counts.taken.max(1);
            counts.not_taken = counts.not_taken.max(1);
        }
        counts
    }

    fn seen(&self, path: &str) -> Seen {
        let seen = self.0.state.seen(path);
        if seen != Seen::default() {
            return seen;
        }
        // Parameters were seen by the probes already.
        let profile = match self.0.profile.lock() {
            Ok(profile) => profile,
            Err(poisoned) => poisoned.into_inner(),
        };
        profile
            .parameters
            .iter()
            .find(|parameter| parameter.name == path)
            .map(of_parameter)
            .unwrap_or_default()
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
        self.0.functions.source(key)
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
