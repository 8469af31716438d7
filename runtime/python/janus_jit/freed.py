"""Results whose tape `backward()` inside a graph has freed already."""

import torch

from .autograd import named

#: PyTorch's own words.
_MESSAGE = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after "
    "calling backward."
)


class Freed(torch.autograd.Function):
    """The end of a tape that cannot be gone through again."""

    @staticmethod
    def forward(ctx, leaf, results):
        return results[0]

    @staticmethod
    def backward(ctx, seed):
        raise RuntimeError(_MESSAGE)


def attach(result: torch.Tensor, name: str | None) -> torch.Tensor:
    """The result, which requires grad and raises where it is differentiated; ``name`` is what PyTorch calls its history."""
    with torch.enable_grad():
        return named(Freed, name).apply(torch.empty(0, requires_grad=True), (result,))
