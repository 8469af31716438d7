//! The names and signatures of PyTorch's elementwise functions.

use super::{choice::*, emission::*, nonfinite::*, power::*};
use crate::families::{
    Emit, TorchFunction,
    memory::{Memory, Order, Saves},
};

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    f1(&["torch.exp", "torch.Tensor.exp"], Saves::Result, exp),
    f1(&["torch.expm1", "torch.Tensor.expm1"], Saves::Result, expm1),
    f1(
        &["torch.log", "torch.Tensor.log"],
        Saves::Arguments(&["input"]),
        log,
    ),
    f1(
        &["torch.log1p", "torch.Tensor.log1p"],
        Saves::Arguments(&["input"]),
        log1p,
    ),
    f1(&["torch.sqrt", "torch.Tensor.sqrt"], Saves::Result, sqrt),
    f1(&["torch.rsqrt", "torch.Tensor.rsqrt"], Saves::Result, rsqrt),
    f1(
        &["torch.sin", "torch.Tensor.sin"],
        Saves::Arguments(&["input"]),
        sin,
    ),
    f1(
        &["torch.cos", "torch.Tensor.cos"],
        Saves::Arguments(&["input"]),
        cos,
    ),
    f1(&["torch.tan", "torch.Tensor.tan"], Saves::Result, tan),
    f1(
        &["torch.atan", "torch.arctan", "torch.Tensor.atan"],
        Saves::Arguments(&["input"]),
        atan,
    ),
    f1(&["torch.tanh", "torch.Tensor.tanh"], Saves::Result, tanh),
    f1(
        &["torch.erf", "torch.Tensor.erf"],
        Saves::Arguments(&["input"]),
        erf,
    ),
    f1(
        &["torch.sigmoid", "torch.Tensor.sigmoid"],
        Saves::Result,
        sigmoid,
    ),
    f1(
        &[
            "torch.neg",
            "torch.negative",
            "torch.Tensor.neg",
            "torch.Tensor.negative",
            "torch.Tensor.__neg__",
        ],
        Saves::Nothing,
        neg,
    ),
    f1(
        &[
            "torch.abs",
            "torch.absolute",
            "torch.Tensor.abs",
            "torch.Tensor.__abs__",
        ],
        Saves::Arguments(&["input"]),
        abs,
    ),
    f1(&["torch.sign", "torch.Tensor.sign"], Saves::Nothing, sign),
    f1(&["torch.relu", "torch.Tensor.relu"], Saves::Result, relu),
    f1(
        &["torch.floor", "torch.Tensor.floor"],
        Saves::Nothing,
        floor,
    ),
    f1(&["torch.ceil", "torch.Tensor.ceil"], Saves::Nothing, ceil),
    f1(
        &["torch.trunc", "torch.fix", "torch.Tensor.trunc"],
        Saves::Nothing,
        trunc,
    ),
    f1(
        &["torch.square", "torch.Tensor.square"],
        Saves::Arguments(&["input"]),
        square,
    ),
    f1(
        &["torch.reciprocal", "torch.Tensor.reciprocal"],
        Saves::Result,
        reciprocal,
    ),
    f1(
        &[
            "torch.bitwise_not",
            "torch.Tensor.bitwise_not",
            "torch.Tensor.__invert__",
        ],
        Saves::Nothing,
        invert,
    ),
    f1(
        &["torch.logical_not", "torch.Tensor.logical_not"],
        Saves::Nothing,
        logical_not,
    ),
    f1(
        &["torch.isnan", "torch.Tensor.isnan"],
        Saves::Nothing,
        isnan,
    ),
    TorchFunction::new(
        &["torch.isfinite", "torch.Tensor.isfinite"],
        "(input|self)",
        Memory::New(Order::Finite),
        Saves::Nothing,
        isfinite,
    ),
    TorchFunction::new(
        &["torch.isinf", "torch.Tensor.isinf"],
        "(input|self)",
        Memory::New(Order::Infinite),
        Saves::Nothing,
        isinf,
    ),
    TorchFunction {
        names: &["torch.nan_to_num", "torch.Tensor.nan_to_num"],
        signature: "(input|self, nan=None, posinf=None, neginf=None)",
        memory: Memory::New(Order::Like),
        saves: Saves::Arguments(&["input"]),
        emit: nan_to_num,
    },
    cast(&["torch.Tensor.float"], to_float),
    cast(&["torch.Tensor.double"], to_double),
    cast(&["torch.Tensor.half"], to_half),
    cast(&["torch.Tensor.bfloat16"], to_bfloat16),
    cast(&["torch.Tensor.long"], to_long),
    cast(&["torch.Tensor.int"], to_int),
    cast(&["torch.Tensor.short"], to_short),
    cast(&["torch.Tensor.bool"], to_bool),
    TorchFunction {
        names: &["torch.clone", "torch.Tensor.clone"],
        signature: "(input|self, *, memory_format=None)",
        memory: Memory::New(Order::Like),
        saves: Saves::Nothing,
        emit: clone,
    },
    TorchFunction {
        names: &["torch.Tensor.contiguous"],
        signature: "(input|self, *, memory_format=None)",
        memory: Memory::MadeContiguous,
        saves: Saves::Nothing,
        emit: clone,
    },
    TorchFunction {
        names: &["torch.Tensor.to"],
        signature: "(input|self, *target, dtype=None, device=None, non_blocking=False, copy=False, other=None)",
        memory: Memory::ItselfOr(Order::Like),
        saves: Saves::Nothing,
        emit: to,
    },
    TorchFunction {
        names: &["torch.round", "torch.Tensor.round"],
        signature: "(input|self, *, decimals=0)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::Nothing,
        emit: round,
    },
    f2(
        &["torch.eq", "torch.Tensor.eq", "torch.Tensor.__eq__"],
        Saves::Nothing,
        eq,
    ),
    f2(
        &[
            "torch.ne",
            "torch.not_equal",
            "torch.Tensor.ne",
            "torch.Tensor.__ne__",
        ],
        Saves::Nothing,
        ne,
    ),
    f2(
        &[
            "torch.lt",
            "torch.less",
            "torch.Tensor.lt",
            "torch.Tensor.__lt__",
        ],
        Saves::Nothing,
        lt,
    ),
    f2(
        &[
            "torch.le",
            "torch.less_equal",
            "torch.Tensor.le",
            "torch.Tensor.__le__",
        ],
        Saves::Nothing,
        le,
    ),
    f2(
        &[
            "torch.gt",
            "torch.greater",
            "torch.Tensor.gt",
            "torch.Tensor.__gt__",
        ],
        Saves::Nothing,
        gt,
    ),
    f2(
        &[
            "torch.ge",
            "torch.greater_equal",
            "torch.Tensor.ge",
            "torch.Tensor.__ge__",
        ],
        Saves::Nothing,
        ge,
    ),
    f2(
        &["torch.maximum", "torch.Tensor.maximum"],
        Saves::Arguments(&["input", "other"]),
        maximum,
    ),
    f2(
        &["torch.minimum", "torch.Tensor.minimum"],
        Saves::Arguments(&["input", "other"]),
        minimum,
    ),
    f2(
        &["torch.atan2", "torch.Tensor.atan2"],
        Saves::Arguments(&["input", "other"]),
        atan2,
    ),
    f2(
        &[
            "torch.bitwise_and",
            "torch.Tensor.bitwise_and",
            "torch.Tensor.__and__",
            "torch.Tensor.__rand__",
        ],
        Saves::Nothing,
        bit_and,
    ),
    f2(
        &[
            "torch.bitwise_or",
            "torch.Tensor.bitwise_or",
            "torch.Tensor.__or__",
            "torch.Tensor.__ror__",
        ],
        Saves::Nothing,
        bit_or,
    ),
    f2(
        &[
            "torch.bitwise_xor",
            "torch.Tensor.bitwise_xor",
            "torch.Tensor.__xor__",
            "torch.Tensor.__rxor__",
        ],
        Saves::Nothing,
        bit_xor,
    ),
    f2(
        &["torch.logical_and", "torch.Tensor.logical_and"],
        Saves::Nothing,
        logical_and,
    ),
    f2(
        &["torch.logical_or", "torch.Tensor.logical_or"],
        Saves::Nothing,
        logical_or,
    ),
    TorchFunction {
        names: &[
            "torch.add",
            "torch.Tensor.add",
            "torch.Tensor.__add__",
            "torch.Tensor.__radd__",
        ],
        signature: "(input|self, other, *, alpha=1)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::Nothing,
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
        memory: Memory::New(Order::Iterator),
        saves: Saves::Nothing,
        emit: sub,
    },
    TorchFunction {
        names: &["torch.rsub", "torch.Tensor.rsub", "torch.Tensor.__rsub__"],
        signature: "(input|self, other, *, alpha=1)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::Nothing,
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
        Saves::Products(&["input", "other"]),
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
        memory: Memory::New(Order::Iterator),
        saves: Saves::Quotient,
        emit: div,
    },
    f2(
        &["torch.Tensor.__rtruediv__", "torch.Tensor.__rdiv__"],
        // The reciprocal, which nobody else has.
        Saves::Products(&["other"]),
        rdiv,
    ),
    f2(
        &[
            "torch.floor_divide",
            "torch.Tensor.floor_divide",
            "torch.Tensor.__floordiv__",
        ],
        Saves::Nothing,
        floor_div,
    ),
    f2(
        &[
            "torch.remainder",
            "torch.Tensor.remainder",
            "torch.Tensor.__mod__",
        ],
        Saves::Quotient,
        remainder,
    ),
    TorchFunction {
        names: &["torch.pow", "torch.Tensor.pow", "torch.Tensor.__pow__"],
        signature: "(input|self, exponent|other)",
        memory: Memory::New(Order::Power),
        saves: Saves::AtMost,
        emit: pow,
    },
    TorchFunction {
        names: &["torch.Tensor.__rpow__"],
        signature: "(input|self, other)",
        memory: Memory::New(Order::Contiguous),
        saves: Saves::All,
        emit: rpow,
    },
    TorchFunction {
        names: &["torch.where"],
        signature: "(condition, input|self, other)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::Arguments(&["condition"]),
        emit: choose,
    },
    TorchFunction {
        names: &["torch.masked_fill", "torch.Tensor.masked_fill"],
        signature: "(input|self, mask, value)",
        memory: Memory::New(Order::Contiguous),
        saves: Saves::Arguments(&["mask"]),
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
        memory: Memory::New(Order::Iterator),
        saves: Saves::Arguments(&["input", "min", "max"]),
        emit: clamp,
    },
    TorchFunction {
        names: &["torch.clamp_min", "torch.Tensor.clamp_min"],
        signature: "(input|self, min)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::Arguments(&["input", "min", "max"]),
        emit: clamp,
    },
    TorchFunction {
        names: &["torch.clamp_max", "torch.Tensor.clamp_max"],
        signature: "(input|self, max)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::Arguments(&["input", "min", "max"]),
        emit: clamp,
    },
    TorchFunction {
        names: &["torch.addcmul", "torch.Tensor.addcmul"],
        signature: "(input|self, tensor1, tensor2, *, value=1)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::Arguments(&["tensor1", "tensor2"]),
        emit: addcmul,
    },
    TorchFunction {
        names: &["torch.addcdiv", "torch.Tensor.addcdiv"],
        signature: "(input|self, tensor1, tensor2, *, value=1)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::Arguments(&["tensor1", "tensor2"]),
        emit: addcdiv,
    },
    TorchFunction {
        names: &["torch.lerp", "torch.Tensor.lerp"],
        signature: "(input|self, end, weight)",
        memory: Memory::New(Order::Iterator),
        saves: Saves::AtMost,
        emit: lerp,
    },
];

const fn f1(names: &'static [&'static str], saves: Saves, emit: Emit) -> TorchFunction {
    TorchFunction::new(
        names,
        "(input|self)",
        Memory::New(Order::Iterator),
        saves,
        emit,
    )
}

const fn f2(names: &'static [&'static str], saves: Saves, emit: Emit) -> TorchFunction {
    TorchFunction::new(
        names,
        "(input|self, other)",
        Memory::New(Order::Iterator),
        saves,
        emit,
    )
}

const fn cast(names: &'static [&'static str], emit: Emit) -> TorchFunction {
    TorchFunction::new(
        names,
        "(input|self)",
        Memory::ItselfOr(Order::Like),
        Saves::Nothing,
        emit,
    )
}

/// Functions that are one kernel of PyTorch's: half-precision numbers are rounded once.
pub const WIDE: &[&str] = &["torch.lerp"];

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
