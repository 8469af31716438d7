//! Elementwise arithmetic, math, comparison and choice.

mod choice;
mod derivative;
mod emission;
mod lowering;
mod nonfinite;
mod power;
mod scalar;
mod table;

use super::registry::{Derivative, NnOp};
use derivative as grad;
use lowering as lower;

pub use lowering::fused_factors;
pub use table::{FUNCTIONS, IN_PLACE, WIDE};

macro_rules! ops {
    ($($name:literal => $derivative:expr;)*) => {
        &[$(NnOp { name: $name, derivative: $derivative, lower: lower::elementwise }),*]
    };
}

/// The ops of the family.
pub const OPS: &[NnOp] = ops! {
    "nn.exp" => Derivative::Reverse(grad::exp);
    "nn.expm1" => Derivative::Reverse(grad::expm1);
    "nn.log" => Derivative::Reverse(grad::log);
    "nn.log1p" => Derivative::Reverse(grad::log1p);
    "nn.sqrt" => Derivative::Reverse(grad::sqrt);
    "nn.rsqrt" => Derivative::Reverse(grad::rsqrt);
    "nn.sin" => Derivative::Reverse(grad::sin);
    "nn.cos" => Derivative::Reverse(grad::cos);
    "nn.tan" => Derivative::Reverse(grad::tan);
    "nn.atan" => Derivative::Reverse(grad::atan);
    "nn.tanh" => Derivative::Reverse(grad::tanh);
    "nn.erf" => Derivative::Reverse(grad::erf);
    "nn.sigmoid" => Derivative::Reverse(grad::sigmoid);
    "nn.floor" => Derivative::Reverse(grad::zeros);
    "nn.ceil" => Derivative::Reverse(grad::zeros);
    "nn.trunc" => Derivative::Reverse(grad::zeros);
    "nn.round" => Derivative::Reverse(grad::zeros);
    "nn.neg" => Derivative::Reverse(grad::neg);
    "nn.abs" => Derivative::Reverse(grad::abs);
    "nn.sign" => Derivative::Reverse(grad::zeros);
    "nn.relu" => Derivative::Reverse(grad::relu);
    "nn.not" => Derivative::Zero;
    "nn.cast" => Derivative::Reverse(grad::cast);
    "nn.add" => Derivative::Reverse(grad::add);
    "nn.sub" => Derivative::Reverse(grad::sub);
    "nn.mul" => Derivative::Reverse(grad::mul);
    "nn.div" => Derivative::Reverse(grad::div);
    "nn.pow" => Derivative::Reverse(grad::pow);
    "nn.atan2" => Derivative::Reverse(grad::atan2);
    "nn.floor_div" => Derivative::Reverse(grad::zeros);
    "nn.remainder" => Derivative::Reverse(grad::remainder);
    "nn.maximum" => Derivative::Reverse(grad::maximum);
    "nn.minimum" => Derivative::Reverse(grad::minimum);
    "nn.and" => Derivative::Zero;
    "nn.or" => Derivative::Zero;
    "nn.xor" => Derivative::Zero;
    "nn.compare" => Derivative::Zero;
    "nn.where" => Derivative::Reverse(grad::choose);
};
