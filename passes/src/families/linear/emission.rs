//! PyTorch functions of the family.

use crate::families::TorchFunction;

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[];

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &[];
