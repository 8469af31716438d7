//! Reductions.

mod derivative;
mod emission;
mod lowering;

use super::registry::{Derivative, NnOp};
use derivative as grad;
use lowering as lower;

pub use emission::{FUNCTIONS, IN_PLACE, WIDE};

/// The ops of the family.
pub const OPS: &[NnOp] = &[
    NnOp {
        name: "nn.sum",
        derivative: Derivative::Reverse(grad::sum),
        lower: lower::reduce,
    },
    NnOp {
        name: "nn.prod",
        derivative: Derivative::Reverse(grad::prod),
        lower: lower::reduce,
    },
    NnOp {
        name: "nn.amax",
        derivative: Derivative::Reverse(grad::extreme),
        lower: lower::reduce,
    },
    NnOp {
        name: "nn.amin",
        derivative: Derivative::Reverse(grad::extreme),
        lower: lower::reduce,
    },
    NnOp {
        name: "nn.argmax",
        derivative: Derivative::Zero,
        lower: lower::arg_reduce,
    },
    NnOp {
        name: "nn.argmin",
        derivative: Derivative::Zero,
        lower: lower::arg_reduce,
    },
    NnOp {
        name: "nn.cumsum",
        derivative: Derivative::Reverse(grad::cumsum),
        lower: lower::cumsum,
    },
];
