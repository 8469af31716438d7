//! The names and signatures of PyTorch's views and constructors.

use super::{creation::*, emission::*, parts::*};
use crate::families::{Emit, TorchFunction};

const fn f(names: &'static [&'static str], signature: &'static str, emit: Emit) -> TorchFunction {
    TorchFunction::new(names, signature, emit)
}

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    f(
        &["torch.Tensor.view", "torch.Tensor.reshape"],
        "(input|self, *size|shape)",
        view,
    ),
    f(&["torch.reshape"], "(input|self, size|shape)", view),
    f(
        &["torch.Tensor.view_as", "torch.Tensor.reshape_as"],
        "(input|self, other)",
        view_as_other,
    ),
    f(
        &["torch.flatten", "torch.Tensor.flatten"],
        "(input|self, start_dim=0, end_dim=-1)",
        flatten,
    ),
    f(
        &["torch.ravel", "torch.Tensor.ravel"],
        "(input|self, start_dim=0, end_dim=-1)",
        flatten,
    ),
    f(
        &["torch.unflatten", "torch.Tensor.unflatten"],
        "(input|self, dim, sizes)",
        unflatten,
    ),
    f(
        &["torch.squeeze", "torch.Tensor.squeeze"],
        "(input|self, dim=None)",
        squeeze,
    ),
    f(
        &["torch.unsqueeze", "torch.Tensor.unsqueeze"],
        "(input|self, dim)",
        unsqueeze,
    ),
    f(&["torch.Tensor.permute"], "(input|self, *dims)", permute),
    f(&["torch.permute"], "(input|self, dims)", permute),
    f(
        &[
            "torch.transpose",
            "torch.Tensor.transpose",
            "torch.swapaxes",
            "torch.Tensor.swapaxes",
        ],
        "(input|self, dim0|axis0, dim1|axis1)",
        transpose,
    ),
    f(
        &["torch.t", "torch.Tensor.t", "torch.Tensor.T"],
        "(input|self)",
        reverse,
    ),
    f(&["torch.Tensor.mT"], "(input|self)", transpose_matrices),
    f(&["torch.Tensor.expand"], "(input|self, *size)", expand),
    f(
        &["torch.broadcast_to", "torch.Tensor.broadcast_to"],
        "(input|self, size|shape)",
        expand,
    ),
    f(
        &["torch.Tensor.expand_as"],
        "(input|self, other)",
        expand_as,
    ),
    f(
        &[
            "torch.broadcast_tensors",
            "torch.functional.broadcast_tensors",
        ],
        "(*tensors)",
        broadcast_tensors,
    ),
    f(
        &["torch.cat", "torch.concat", "torch.concatenate"],
        "(tensors, dim|axis=0)",
        cat,
    ),
    f(&["torch.stack"], "(tensors, dim=0)", stack),
    f(
        &[
            "torch.split",
            "torch.Tensor.split",
            "torch.functional.split",
        ],
        "(input|self|tensor, size|split_size|split_size_or_sections|split_sizes, dim=0)",
        split,
    ),
    f(
        &["torch.chunk", "torch.Tensor.chunk"],
        "(input|self, chunks, dim=0)",
        chunk,
    ),
    f(
        &["torch.unbind", "torch.Tensor.unbind"],
        "(input|self, dim=0)",
        unbind,
    ),
    f(
        &["torch.narrow", "torch.Tensor.narrow"],
        "(input|self, dim, start, length)",
        narrow,
    ),
    f(
        &["torch.select", "torch.Tensor.select"],
        "(input|self, dim, index)",
        select,
    ),
    f(
        &["torch.Tensor.__getitem__"],
        "(input|self, index)",
        item_of,
    ),
    f(
        &["torch.Tensor.__setitem__"],
        "(input|self, index, value)",
        set_item_of,
    ),
    f(&["torch.Tensor.repeat"], "(input|self, *repeats)", repeat),
    f(
        &[
            "torch.movedim",
            "torch.Tensor.movedim",
            "torch.moveaxis",
            "torch.Tensor.moveaxis",
        ],
        "(input|self, source, destination)",
        movedim,
    ),
    f(
        &["torch._C._nn.pad"],
        "(input|self, pad, mode='constant', value=None)",
        pad,
    ),
    f(
        &["torch.pixel_shuffle"],
        "(input|self, upscale_factor)",
        pixel_shuffle,
    ),
    f(
        &["torch.detach", "torch.Tensor.detach", "torch.Tensor.data"],
        "(input|self)",
        detach,
    ),
    f(
        &["torch.zeros"],
        "(*size, dtype=None, device=None, requires_grad=False)",
        zeros,
    ),
    f(
        &["torch.ones"],
        "(*size, dtype=None, device=None, requires_grad=False)",
        ones,
    ),
    f(
        &["torch.full"],
        "(size, fill_value, *, dtype=None, device=None, requires_grad=False)",
        full,
    ),
    f(
        &["torch.zeros_like"],
        "(input|self, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        zeros_like,
    ),
    f(
        &["torch.ones_like"],
        "(input|self, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        ones_like,
    ),
    f(
        &["torch.full_like"],
        "(input|self, fill_value, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        full_like,
    ),
    f(
        &["torch.Tensor.new_zeros"],
        "(input|self, *size, dtype=None, device=None, requires_grad=False)",
        new_zeros,
    ),
    f(
        &["torch.Tensor.new_ones"],
        "(input|self, *size, dtype=None, device=None, requires_grad=False)",
        new_ones,
    ),
    f(
        &["torch.arange"],
        "(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False)",
        arange,
    ),
    f(&["torch.zero", "torch.Tensor.zero"], "(input|self)", zero),
    f(
        &["torch.fill", "torch.Tensor.fill"],
        "(input|self, value)",
        fill,
    ),
    f(
        &["torch.Tensor.copy"],
        "(input|self, src, non_blocking=False)",
        copy,
    ),
    f(
        &["torch.Tensor.size", "torch.Tensor.shape"],
        "(input|self, dim=None)",
        size,
    ),
    f(
        &[
            "torch.Tensor.dim",
            "torch.Tensor.ndim",
            "torch.Tensor.ndimension",
        ],
        "(input|self)",
        rank,
    ),
    f(
        &["torch.numel", "torch.Tensor.numel", "torch.Tensor.nelement"],
        "(input|self)",
        numel,
    ),
    f(
        &["torch.is_floating_point", "torch.Tensor.is_floating_point"],
        "(input|self)",
        is_float,
    ),
    f(&["torch.Tensor.item"], "(input|self)", item),
];

/// Functions that have an in-place form; `zero_`, `fill_` and `copy_` have no other.
pub const IN_PLACE: &[&str] = &[
    "torch.zero",
    "torch.fill",
    "torch.Tensor.copy",
    "torch.detach",
];
