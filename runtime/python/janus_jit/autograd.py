"""Native calls as nodes of PyTorch's tape."""

import torch
from torch.autograd.function import once_differentiable


class NativeCall(torch.autograd.Function):
    """A call that ran native; its gradients are computed natively too, by the graph's own backward function."""

    @staticmethod
    def forward(ctx, call, results, saved, *inputs):
        ctx.call = call
        # PyTorch checks the versions of what is saved when backward asks for it, as it does for its own operations.
        ctx.save_for_backward(*saved)
        return results

    @staticmethod
    @once_differentiable
    def backward(ctx, *seeds):
        return None, None, None, *ctx.call(ctx.saved_tensors, seeds)


def attach(call, results: tuple, saved: tuple, inputs: tuple) -> tuple:
    """The results with a history: ``inputs`` get their gradients from ``call``."""
    # A graph runs in the modes it was generated in, and had no history to make if gradients were off.
    return NativeCall.apply(call, results, saved, *inputs)
