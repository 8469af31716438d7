"""What PyTorch says of a call, asked with arguments made for the question: the name of its ``grad_fn``, and what it raises."""

import types
import warnings

import torch

#: Elements of all arguments together up to which a call is really made; beyond that only its shapes are computed.
_FEW = 1 << 14


def sample(dtype: torch.dtype, sizes: tuple, strides: tuple, requires_grad: bool) -> torch.Tensor:
    """A leaf that lies in memory like that."""
    extent = 1 + sum((size - 1) * stride for size, stride in zip(sizes, strides))
    device = "cpu" if extent <= _FEW else "meta"
    whole = torch.zeros(max(extent, 1), dtype=dtype, device=device)
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


def raised(function, positional: tuple, keywords: dict) -> str | None:
    """What ``function`` raises for such arguments, or none. Nobody sees its warnings.

    Only builtins that are called are asked, not ``x.T``: PyTorch has Python functions of the same names, such as
    ``broadcast_tensors``, that take other arguments.
    """
    if isinstance(function, types.FunctionType) or not callable(function):
        return None
    arguments = list(_tensors((positional, keywords)))
    meta = any(tensor.is_meta for tensor in arguments)
    if meta:
        positional, keywords = _on_meta(positional), {key: _on_meta(value) for key, value in keywords.items()}
    show, warnings._showwarnmsg = warnings._showwarnmsg, lambda message: None
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            function(*positional, **keywords)
    except Exception as error:
        # Of tensors that have no memory it may say that they have none.
        if not meta or isinstance(error, TypeError):
            return str(error) or type(error).__name__
    finally:
        warnings._showwarnmsg = show
    return None


def _tensors(value):
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for element in value:
            yield from _tensors(element)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))


def _on_meta(value):
    if isinstance(value, torch.Tensor):
        return value.to("meta")
    if type(value) in (tuple, list):
        return type(value)(_on_meta(element) for element in value)
    return value
