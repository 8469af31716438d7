//! The names and signatures of PyTorch's elementwise functions.

use super::emission::*;
use crate::families::{Emit, TorchFunction};

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    f1(&["torch.exp", "torch.Tensor.exp"], exp),
    f1(&["torch.expm1", "torch.Tensor.expm1"], expm1),
    f1(&["torch.log", "torch.Tensor.log"], log),
    f1(&["torch.log1p", "torch.Tensor.log1p"], log1p),
    f1(&["torch.sqrt", "torch.Tensor.sqrt"], sqrt),
    f1(&["torch.rsqrt", "torch.Tensor.rsqrt"], rsqrt),
    f1(&["torch.sin", "torch.Tensor.sin"], sin),
    f1(&["torch.cos", "torch.Tensor.cos"], cos),
    f1(&["torch.tan", "torch.Tensor.tan"], tan),
    f1(&["torch.atan", "torch.arctan", "torch.Tensor.atan"], atan),
    f1(&["torch.tanh", "torch.Tensor.tanh"], tanh),
    f1(&["torch.erf", "torch.Tensor.erf"], erf),
    f1(&["torch.sigmoid", "torch.Tensor.sigmoid"], sigmoid),
    f1(
        &[
            "torch.neg",
            "torch.negative",
            "torch.Tensor.neg",
            "torch.Tensor.negative",
            "torch.Tensor.__neg__",
        ],
        neg,
    ),
    f1(
        &[
            "torch.abs",
            "torch.absolute",
            "torch.Tensor.abs",
            "torch.Tensor.__abs__",
        ],
        abs,
    ),
    f1(&["torch.sign", "torch.Tensor.sign"], sign),
    f1(&["torch.relu", "torch.Tensor.relu"], relu),
    f1(&["torch.floor", "torch.Tensor.floor"], floor),
    f1(&["torch.ceil", "torch.Tensor.ceil"], ceil),
    f1(&["torch.trunc", "torch.fix", "torch.Tensor.trunc"], trunc),
    f1(&["torch.square", "torch.Tensor.square"], square),
    f1(&["torch.reciprocal", "torch.Tensor.reciprocal"], reciprocal),
    f1(
        &[
            "torch.bitwise_not",
            "torch.Tensor.bitwise_not",
            "torch.Tensor.__invert__",
        ],
        invert,
    ),
    f1(
        &["torch.logical_not", "torch.Tensor.logical_not"],
        logical_not,
    ),
    f1(&["torch.isnan", "torch.Tensor.isnan"], isnan),
    f1(&["torch.Tensor.float"], to_float),
    f1(&["torch.Tensor.double"], to_double),
    f1(&["torch.Tensor.half"], to_half),
    f1(&["torch.Tensor.bfloat16"], to_bfloat16),
    f1(&["torch.Tensor.long"], to_long),
    f1(&["torch.Tensor.int"], to_int),
    f1(&["torch.Tensor.short"], to_short),
    f1(&["torch.Tensor.bool"], to_bool),
    TorchFunction {
        names: &[
            "torch.clone",
            "torch.Tensor.clone",
            "torch.Tensor.contiguous",
        ],
        signature: "(input|self, *, memory_format=None)",
        emit: clone,
    },
    TorchFunction {
        names: &["torch.Tensor.to"],
        signature: "(input|self, *target, dtype=None, device=None, non_blocking=False, copy=False, other=None)",
        emit: to,
    },
    TorchFunction {
        names: &["torch.round", "torch.Tensor.round"],
        signature: "(input|self, *, decimals=0)",
        emit: round,
    },
    f2(&["torch.eq", "torch.Tensor.eq", "torch.Tensor.__eq__"], eq),
    f2(
        &[
            "torch.ne",
            "torch.not_equal",
            "torch.Tensor.ne",
            "torch.Tensor.__ne__",
        ],
        ne,
    ),
    f2(
        &[
            "torch.lt",
            "torch.less",
            "torch.Tensor.lt",
            "torch.Tensor.__lt__",
        ],
        lt,
    ),
    f2(
        &[
            "torch.le",
            "torch.less_equal",
            "torch.Tensor.le",
            "torch.Tensor.__le__",
        ],
        le,
    ),
    f2(
        &[
            "torch.gt",
            "torch.greater",
            "torch.Tensor.gt",
            "torch.Tensor.__gt__",
        ],
        gt,
    ),
    f2(
        &[
            "torch.ge",
            "torch.greater_equal",
            "torch.Tensor.ge",
            "torch.Tensor.__ge__",
        ],
        ge,
    ),
    f2(&["torch.maximum", "torch.Tensor.maximum"], maximum),
    f2(&["torch.minimum", "torch.Tensor.minimum"], minimum),
    f2(&["torch.atan2", "torch.Tensor.atan2"], atan2),
    f2(
        &[
            "torch.bitwise_and",
            "torch.Tensor.bitwise_and",
            "torch.Tensor.__and__",
            "torch.Tensor.__rand__",
        ],
        bit_and,
    ),
    f2(
        &[
            "torch.bitwise_or",
            "torch.Tensor.bitwise_or",
            "torch.Tensor.__or__",
            "torch.Tensor.__ror__",
        ],
        bit_or,
    ),
    f2(
        &[
            "torch.bitwise_xor",
            "torch.Tensor.bitwise_xor",
            "torch.Tensor.__xor__",
            "torch.Tensor.__rxor__",
        ],
        bit_xor,
    ),
    f2(
        &["torch.logical_and", "torch.Tensor.logical_and"],
        logical_and,
    ),
    f2(&["torch.logical_or", "torch.Tensor.logical_or"], logical_or),
    TorchFunction {
        names: &[
            "torch.add",
            "torch.Tensor.add",
            "torch.Tensor.__add__",
            "torch.Tensor.__radd__",
        ],
        signature: "(input|self, other, *, alpha=1)",
        emit: add,
    },
    TorchFunction {
        names: &[
            "torch.sub",
            "torch.subtract",
            "torch.Tensor.sub",
            "torch.Tensor.__sub__",
        ],
        signature: "(input|self, other, *, alpha=1)",
        emit: sub,
    },
    TorchFunction {
        names: &["torch.rsub", "torch.Tensor.rsub", "torch.Tensor.__rsub__"],
        signature: "(input|self, other, *, alpha=1)",
        emit: rsub,
    },
    f2(
        &[
            "torch.mul",
            "torch.multiply",
            "torch.Tensor.mul",
            "torch.Tensor.__mul__",
            "torch.Tensor.__rmul__",
        ],
        mul,
    ),
    TorchFunction {
        names: &[
            "torch.div",
            "torch.divide",
            "torch.true_divide",
            "torch.Tensor.div",
            "torch.Tensor.true_divide",
            "torch.Tensor.__truediv__",
            "torch.Tensor.__div__",
        ],
        signature: "(input|self, other, *, rounding_mode=None)",
        emit: div,
    },
    f2(
        &["torch.Tensor.__rtruediv__", "torch.Tensor.__rdiv__"],
        rdiv,
    ),
    f2(
        &[
            "torch.floor_divide",
            "torch.Tensor.floor_divide",
            "torch.Tensor.__floordiv__",
        ],
        floor_div,
    ),
    f2(
        &[
            "torch.remainder",
            "torch.Tensor.remainder",
            "torch.Tensor.__mod__",
        ],
        remainder,
    ),
    TorchFunction {
        names: &["torch.pow", "torch.Tensor.pow", "torch.Tensor.__pow__"],
        signature: "(input|self, exponent|other)",
        emit: pow,
    },
    f2(&["torch.Tensor.__rpow__"], rpow),
    TorchFunction {
        names: &["torch.where"],
        signature: "(condition, input|self, other)",
        emit: choose,
    },
    TorchFunction {
        names: &["torch.masked_fill", "torch.Tensor.masked_fill"],
        signature: "(input|self, mask, value)",
        emit: masked_fill,
    },
    TorchFunction {
        names: &[
            "torch.clamp",
            "torch.clip",
            "torch.Tensor.clamp",
            "torch.Tensor.clip",
        ],
        signature: "(input|self, min=None, max=None)",
        emit: clamp,
    },
    TorchFunction {
        names: &["torch.clamp_min", "torch.Tensor.clamp_min"],
        signature: "(input|self, min)",
        emit: clamp,
    },
    TorchFunction {
        names: &["torch.clamp_max", "torch.Tensor.clamp_max"],
        signature: "(input|self, max)",
        emit: clamp,
    },
    TorchFunction {
        names: &["torch.addcmul", "torch.Tensor.addcmul"],
        signature: "(input|self, tensor1, tensor2, *, value=1)",
        emit: addcmul,
    },
    TorchFunction {
        names: &["torch.addcdiv", "torch.Tensor.addcdiv"],
        signature: "(input|self, tensor1, tensor2, *, value=1)",
        emit: addcdiv,
    },
    TorchFunction {
        names: &["torch.lerp", "torch.Tensor.lerp"],
        signature: "(input|self, end, weight)",
        emit: lerp,
    },
];

const fn f1(names: &'static [&'static str], emit: Emit) -> TorchFunction {
    TorchFunction {
        names,
        signature: "(input|self)",
        emit,
    }
}

const fn f2(names: &'static [&'static str], emit: Emit) -> TorchFunction {
    TorchFunction {
        names,
        signature: "(input|self, other)",
        emit,
    }
}

/// Functions that have an in-place form.
pub const IN_PLACE: &[&str] = &[
    "torch.exp",
    "torch.expm1",
    "torch.log",
    "torch.log1p",
    "torch.sqrt",
    "torch.rsqrt",
    "torch.sin",
    "torch.cos",
    "torch.tan",
    "torch.atan",
    "torch.tanh",
    "torch.erf",
    "torch.sigmoid",
    "torch.neg",
    "torch.abs",
    "torch.sign",
    "torch.relu",
    "torch.floor",
    "torch.ceil",
    "torch.trunc",
    "torch.square",
    "torch.reciprocal",
    "torch.round",
    "torch.bitwise_not",
    "torch.logical_not",
    "torch.bitwise_and",
    "torch.bitwise_or",
    "torch.bitwise_xor",
    "torch.logical_and",
    "torch.logical_or",
    "torch.add",
    "torch.sub",
    "torch.mul",
    "torch.div",
    "torch.floor_divide",
    "torch.remainder",
    "torch.pow",
    "torch.masked_fill",
    "torch.clamp",
    "torch.clamp_min",
    "torch.clamp_max",
    "torch.addcmul",
    "torch.addcdiv",
    "torch.lerp",
];
