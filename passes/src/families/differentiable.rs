//! By which of its arguments PyTorch differentiates a function: what its result requires grad for.
//!
//! This is not whether a derivative is other than zero: the result of `floor` requires grad, and its derivative is zero.

use super::{TorchFunction, operand::Source, signature};

/// By what a function is differentiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differentiable {
    /// By all tensors of floats that it takes.
    ByAll,
    /// By all but the arguments of these parameters.
    ByAllBut(&'static [&'static str]),
    /// Each result by the argument in its place.
    ByEach,
    /// By nothing: its result is a constant.
    ByNothing,
    /// Its result requires grad, and PyTorch raises where that is asked for.
    Raises,
}

use Differentiable::{ByAllBut, ByEach, ByNothing, Raises};

/// Functions, by the first of their names, that are not differentiated by all that they take.
const EXCEPTIONS: &[(&str, Differentiable)] = &[
    ("torch.zeros_like", ByNothing),
    ("torch.ones_like", ByNothing),
    ("torch.full_like", ByNothing),
    ("torch.rand_like", ByNothing),
    ("torch.randn_like", ByNothing),
    ("torch.Tensor.new_zeros", ByNothing),
    ("torch.Tensor.new_ones", ByNothing),
    ("torch.Tensor.view_as", ByAllBut(&["other"])),
    ("torch.Tensor.reshape_as", ByAllBut(&["other"])),
    ("torch.Tensor.expand_as", ByAllBut(&["other"])),
    ("torch.Tensor.to", ByAllBut(&["target", "other"])),
    (
        "torch.batch_norm",
        ByAllBut(&["running_mean", "running_var"]),
    ),
    ("torch.broadcast_tensors", ByEach),
    ("torch.floor_divide", Raises),
];

impl TorchFunction {
    /// By what it is differentiated.
    pub fn differentiable(&self) -> Differentiable {
        EXCEPTIONS
            .iter()
            .find(|(name, _)| self.names.contains(name))
            .map_or(Differentiable::ByAll, |(_, differentiable)| *differentiable)
    }

    /// Whether it is differentiated by an argument.
    pub fn is_differentiated_by(&self, argument: &Source) -> bool {
        match self.differentiable() {
            ByNothing => false,
            ByAllBut(constant) => !constant
                .iter()
                .any(|name| signature::is_argument(self.signature, name, argument)),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::lookup;

    #[test]
    fn every_exception_is_a_function_with_these_parameters() {
        for (name, differentiable) in EXCEPTIONS {
            let function = lookup(name).unwrap_or_else(|| panic!("{name} is no function"));
            assert_eq!(function.differentiable(), *differentiable, "{name}");
        }
    }

    #[test]
    fn an_argument_is_known_by_its_place_and_by_its_name() {
        let function = lookup("torch.Tensor.view_as").expect("a function");
        assert!(function.is_differentiated_by(&Source::Positional(0)));
        assert!(!function.is_differentiated_by(&Source::Positional(1)));
        assert!(!function.is_differentiated_by(&Source::Keyword("other".into())));
    }
}
