//! Inputs that are assumed exactly although they vary, because no graph could be generated without.

use std::collections::HashSet;

use super::pipeline::Failed;

/// What is kept exact. Grows from what a refusal names to all shapes, then all numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pins {
    inputs: HashSet<String>,
    shapes: bool,
    numbers: bool,
}

impl Pins {
    pub fn is_empty(&self) -> bool {
        *self == Pins::default()
    }

    /// Whether an input is kept exact; `number` tells a number from a tensor.
    pub fn hold(&self, path: &str, number: bool) -> bool {
        (if number { self.numbers } else { self.shapes }) || self.inputs.contains(path)
    }

    /// Keeps more exact than the generation that failed did. `false` where it left nothing open.
    pub fn add(&mut self, failed: &Failed) -> bool {
        let relaxed = &failed.relaxed;
        let named = failed
            .inputs
            .iter()
            .filter(|input| relaxed.shapes.contains(input) || relaxed.numbers.contains(input));
        let known = self.inputs.len();
        self.inputs.extend(named.cloned());
        if self.inputs.len() > known {
            return true;
        }
        if !relaxed.shapes.is_empty() {
            self.shapes = true;
        } else if !relaxed.numbers.is_empty() {
            self.numbers = true;
        } else {
            return false;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::Reason;
    use crate::engine::observations::Relaxed;

    fn failed(shapes: &[&str], numbers: &[&str], inputs: &[&str]) -> Failed {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Failed {
            reason: Reason::new("JS0009", "why", 1),
            relaxed: Relaxed {
                shapes: owned(shapes),
                numbers: owned(numbers),
            },
            inputs: owned(inputs),
        }
    }

    #[test]
    fn what_a_refusal_names_is_kept_first() {
        let mut pins = Pins::default();
        assert!(pins.add(&failed(&["x"], &["n", "lr"], &["n"])));
        assert!(pins.hold("n", true) && !pins.hold("lr", true) && !pins.hold("x", false));
        // The name did not help.
        assert!(pins.add(&failed(&["x"], &["lr"], &["n"])));
        assert!(pins.hold("x", false) && !pins.hold("lr", true));
        assert!(pins.add(&failed(&[], &["lr"], &["n"])));
        assert!(pins.hold("lr", true));
        assert!(!pins.add(&failed(&[], &[], &["n"])));
    }

    #[test]
    fn without_anything_open_there_is_no_second_try() {
        let mut pins = Pins::default();
        assert!(!pins.add(&failed(&[], &[], &["n"])));
        assert!(pins.is_empty());
    }
}
