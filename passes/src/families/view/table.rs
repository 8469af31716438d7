//! The names and signatures of PyTorch's views and constructors.

use super::{creation::*, emission::*, parts::*};
use crate::families::{
    Emit, TorchFunction,
    memory::{Memory, Order, Saves, View},
};

const fn f(
    names: &'static [&'static str],
    signature: &'static str,
    memory: Memory,
    emit: Emit,
) -> TorchFunction {
    // None of these keeps an argument or its result for the derivative: sizes are enough.
    TorchFunction::new(names, signature, memory, Saves::Nothing, emit)
}

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    f(
        &["torch.Tensor.view"],
        "(input|self, *size|shape)",
        Memory::View(View::Strict),
        view,
    ),
    f(
        &["torch.Tensor.reshape"],
        "(input|self, *size|shape)",
        Memory::View(View::OrCopy),
        view,
    ),
    f(
        &["torch.reshape"],
        "(input|self, size|shape)",
        Memory::View(View::OrCopy),
        view,
    ),
    f(
        &["torch.Tensor.view_as"],
        "(input|self, other)",
        Memory::View(View::Strict),
        view_as_other,
    ),
    f(
        &["torch.Tensor.reshape_as"],
        "(input|self, other)",
        Memory::View(View::OrCopy),
        view_as_other,
    ),
    f(
        &["torch.flatten", "torch.Tensor.flatten"],
        "(input|self, start_dim=0, end_dim=-1)",
        Memory::View(View::Flattened),
        flatten,
    ),
    f(
        &["torch.ravel", "torch.Tensor.ravel"],
        "(input|self)",
        Memory::View(View::Raveled),
        ravel,
    ),
    f(
        &["torch.unflatten", "torch.Tensor.unflatten"],
        "(input|self, dim, sizes)",
        Memory::View(View::Strict),
        unflatten,
    ),
    f(
        &["torch.squeeze", "torch.Tensor.squeeze"],
        "(input|self, dim=None)",
        Memory::View(View::Always),
        squeeze,
    ),
    f(
        &["torch.unsqueeze", "torch.Tensor.unsqueeze"],
        "(input|self, dim)",
        Memory::View(View::Always),
        unsqueeze,
    ),
    f(
        &["torch.Tensor.permute"],
        "(input|self, *dims)",
        Memory::View(View::Always),
        permute,
    ),
    f(
        &["torch.permute"],
        "(input|self, dims)",
        Memory::View(View::Always),
        permute,
    ),
    f(
        &[
            "torch.transpose",
            "torch.Tensor.transpose",
            "torch.swapaxes",
            "torch.Tensor.swapaxes",
            "torch.swapdims",
            "torch.Tensor.swapdims",
        ],
        "(input|self, dim0|axis0, dim1|axis1)",
        Memory::View(View::Always),
        transpose,
    ),
    f(
        &["torch.t", "torch.Tensor.t", "torch.Tensor.T"],
        "(input|self)",
        Memory::View(View::Always),
        reverse,
    ),
    f(
        &["torch.Tensor.mT"],
        "(input|self)",
        Memory::View(View::Always),
        transpose_matrices,
    ),
    f(
        &["torch.Tensor.expand", "torch.Tensor.broadcast_to"],
        "(input|self, *size)",
        Memory::View(View::Always),
        expand,
    ),
    f(
        &["torch.broadcast_to"],
        "(input|self, size|shape)",
        Memory::View(View::Always),
        expand,
    ),
    f(
        &["torch.Tensor.expand_as"],
        "(input|self, other)",
        Memory::View(View::Always),
        expand_as,
    ),
    f(
        &[
            "torch.broadcast_tensors",
            "torch.functional.broadcast_tensors",
        ],
        "(*tensors)",
        Memory::View(View::Broadcast),
        broadcast_tensors,
    ),
    f(
        &["torch.cat", "torch.concat", "torch.concatenate"],
        "(tensors, dim|axis=0)",
        Memory::New(Order::Joined),
        cat,
    ),
    f(
        &["torch.hstack"],
        "(tensors)",
        Memory::New(Order::Plain),
        hstack,
    ),
    f(
        &["torch.vstack", "torch.row_stack"],
        "(tensors)",
        Memory::New(Order::Plain),
        vstack,
    ),
    f(
        &["torch.stack"],
        "(tensors, dim=0)",
        Memory::New(Order::Stacked),
        stack,
    ),
    f(
        &[
            "torch.split",
            "torch.Tensor.split",
            "torch.functional.split",
        ],
        "(input|self|tensor, size|split_size|split_size_or_sections|split_sizes, dim=0)",
        Memory::View(View::Parts),
        split,
    ),
    f(
        &["torch.chunk", "torch.Tensor.chunk"],
        "(input|self, chunks, dim=0)",
        Memory::View(View::Parts),
        chunk,
    ),
    f(
        &["torch.unbind", "torch.Tensor.unbind"],
        "(input|self, dim=0)",
        Memory::View(View::Parts),
        unbind,
    ),
    f(
        &["torch.narrow", "torch.Tensor.narrow"],
        "(input|self, dim, start, length)",
        Memory::View(View::Always),
        narrow,
    ),
    f(
        &["torch.select", "torch.Tensor.select"],
        "(input|self, dim, index)",
        Memory::View(View::Always),
        select,
    ),
    f(
        &["torch.Tensor.__getitem__"],
        "(input|self, index)",
        Memory::View(View::Always),
        item_of,
    ),
    f(
        &["torch.Tensor.__setitem__"],
        "(input|self, index, value)",
        Memory::Nothing,
        set_item_of,
    ),
    f(
        &["torch.Tensor.repeat"],
        "(input|self, *repeats)",
        Memory::New(Order::Contiguous),
        repeat,
    ),
    f(
        &[
            "torch.movedim",
            "torch.Tensor.movedim",
            "torch.moveaxis",
            "torch.Tensor.moveaxis",
        ],
        "(input|self, source, destination)",
        Memory::View(View::Always),
        movedim,
    ),
    f(
        &["torch._C._nn.pad"],
        "(input|self, pad, mode='constant', value=None)",
        Memory::New(Order::Padded),
        pad,
    ),
    f(
        &["torch.pixel_shuffle"],
        "(input|self, upscale_factor)",
        Memory::New(Order::ChannelsOf(&["input"])),
        pixel_shuffle,
    ),
    f(
        &["torch.detach", "torch.Tensor.detach", "torch.Tensor.data"],
        "(input|self)",
        Memory::View(View::Always),
        detach,
    ),
    f(
        &["torch.zeros"],
        "(*size, dtype=None, device=None, requires_grad=False)",
        Memory::New(Order::Contiguous),
        zeros,
    ),
    f(
        &["torch.ones"],
        "(*size, dtype=None, device=None, requires_grad=False)",
        Memory::New(Order::Contiguous),
        ones,
    ),
    f(
        &["torch.full"],
        "(size, fill_value, *, dtype=None, device=None, requires_grad=False)",
        Memory::New(Order::Contiguous),
        full,
    ),
    f(
        &["torch.zeros_like"],
        "(input|self, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        Memory::New(Order::Like),
        zeros_like,
    ),
    f(
        &["torch.ones_like"],
        "(input|self, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        Memory::New(Order::Like),
        ones_like,
    ),
    f(
        &["torch.full_like"],
        "(input|self, fill_value, *, dtype=None, device=None, requires_grad=False, memory_format=None)",
        Memory::New(Order::Like),
        full_like,
    ),
    f(
        &["torch.Tensor.new_zeros"],
        "(input|self, *size, dtype=None, device=None, requires_grad=False)",
        Memory::New(Order::Contiguous),
        new_zeros,
    ),
    f(
        &["torch.Tensor.new_ones"],
        "(input|self, *size, dtype=None, device=None, requires_grad=False)",
        Memory::New(Order::Contiguous),
        new_ones,
    ),
    f(
        &["torch.arange"],
        "(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False)",
        Memory::New(Order::Contiguous),
        arange,
    ),
    f(
        &["torch.eye"],
        "(n, m=None, *, dtype=None, device=None, requires_grad=False)",
        Memory::New(Order::Contiguous),
        eye,
    ),
    f(
        &["torch.linspace"],
        "(start, end, steps, *, dtype=None, device=None, requires_grad=False)",
        Memory::New(Order::Contiguous),
        linspace,
    ),
    f(
        &["torch.roll", "torch.Tensor.roll"],
        "(input|self, shifts, dims=None)",
        Memory::New(Order::Plain),
        roll,
    ),
    f(
        &["torch.zero", "torch.Tensor.zero"],
        "(input|self)",
        Memory::New(Order::Like),
        zero,
    ),
    f(
        &["torch.fill", "torch.Tensor.fill"],
        "(input|self, value)",
        Memory::New(Order::Like),
        fill,
    ),
    f(
        &["torch.Tensor.copy"],
        "(input|self, src, non_blocking=False)",
        Memory::New(Order::Like),
        copy,
    ),
    f(
        &["torch.Tensor.size", "torch.Tensor.shape"],
        "(input|self, dim=None)",
        Memory::Nothing,
        size,
    ),
    f(
        &[
            "torch.Tensor.dim",
            "torch.Tensor.ndim",
            "torch.Tensor.ndimension",
        ],
        "(input|self)",
        Memory::Nothing,
        rank,
    ),
    f(
        &["torch.numel", "torch.Tensor.numel", "torch.Tensor.nelement"],
        "(input|self)",
        Memory::Nothing,
        numel,
    ),
    f(
        &["torch.is_floating_point", "torch.Tensor.is_floating_point"],
        "(input|self)",
        Memory::Nothing,
        is_float,
    ),
    f(
        &["torch.Tensor.item"],
        "(input|self)",
        Memory::Nothing,
        item,
    ),
];

/// Functions that have an in-place form; `zero_`, `fill_` and `copy_` have no other.
pub const IN_PLACE: &[&str] = &[
    "torch.zero",
    "torch.fill",
    "torch.Tensor.copy",
    "torch.detach",
];
