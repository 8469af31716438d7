//! Constants, shapes and views.

mod creation;
mod derivative;
mod emission;
pub mod indexing;
mod lowering;
mod parts;
mod table;

use super::registry::{Derivative, NnOp};
use derivative as grad;
use lowering as lower;

pub use parts::part;
pub use table::{FUNCTIONS, IN_PLACE};

/// The ops of the family.
pub const OPS: &[NnOp] = &[
    NnOp {
        name: "nn.constant",
        derivative: Derivative::Zero,
        lower: lower::constant,
    },
    NnOp {
        name: "nn.iota",
        derivative: Derivative::Zero,
        lower: lower::iota,
    },
    NnOp {
        name: "nn.numel",
        derivative: Derivative::Zero,
        lower: lower::numel,
    },
    NnOp {
        name: "nn.detach",
        derivative: Derivative::Zero,
        lower: lower::detach,
    },
    NnOp {
        name: "nn.copy",
        derivative: Derivative::Reverse(grad::copy),
        lower: lower::detach,
    },
    NnOp {
        name: "nn.reshape",
        derivative: Derivative::Reverse(grad::reshape),
        lower: lower::reshape,
    },
    NnOp {
        name: "nn.expand",
        derivative: Derivative::Reverse(grad::expand),
        lower: lower::broadcast,
    },
    NnOp {
        name: "nn.permute",
        derivative: Derivative::Reverse(grad::permute),
        lower: lower::permute,
    },
    NnOp {
        name: "nn.slice",
        derivative: Derivative::Reverse(grad::slice),
        lower: lower::slice,
    },
    NnOp {
        name: "nn.slice_scatter",
        derivative: Derivative::Reverse(grad::slice_scatter),
        lower: lower::slice_scatter,
    },
    NnOp {
        name: "nn.concat",
        derivative: Derivative::Reverse(grad::concat),
        lower: lower::concat,
    },
];
