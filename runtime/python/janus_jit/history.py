"""What PyTorch calls the history of a result: the name of its ``grad_fn``."""

import torch


def sample(dtype: torch.dtype, sizes: tuple, strides: tuple, requires_grad: bool) -> torch.Tensor:
    """A leaf that lies in memory like that."""
    extent = 1 + sum((size - 1) * stride for size, stride in zip(sizes, strides))
    whole = torch.zeros(max(extent, 1), dtype=dtype, device="cpu")
    return whole.as_strided(sizes, strides).detach().requires_grad_(requires_grad)


def name(function, positional: tuple, keywords: dict) -> str | None:
    """The name for what ``function`` makes of such arguments, asked of PyTorch itself.

    It changes nothing: the arguments are made for it, and random numbers go on as if it had not been called.
    """
    with torch.random.fork_rng(devices=[]), torch.enable_grad():
        results = function(*positional, **keywords)
    for result in results if isinstance(results, (tuple, list)) else (results,):
        if isinstance(result, torch.Tensor) and result.grad_fn is not None:
            return type(result.grad_fn).__name__
    return None
