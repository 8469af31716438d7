"""What PyTorch says of a call, asked with arguments made for the question: the name of its ``grad_fn``, and what it raises."""

import types
import warnings

import torch

#: Elements of an argument up to which a call is really made; beyond that it has no memory, and only shapes are computed.
_FEW = 1 << 14


def sample(dtype: torch.dtype, sizes: tuple, strides: tuple, requires_grad: bool) -> torch.Tensor:
    """A leaf that lies in memory like that."""
    extent = 1 + sum((size - 1) * stride for size, stride in zip(sizes, strides))
    if extent > _FEW:
        return torch.empty_strided(sizes, strides, dtype=dtype, device="meta").requires_grad_(requires_grad)
    whole = torch.zeros(max(extent, 1), dtype=dtype, device="cpu")
    return torch.as_strided(whole, sizes, strides).detach().requires_grad_(requires_grad)


def name(function, positional: tuple, keywords: dict) -> str | None:
    """The name for what ``function`` makes of such arguments, asked of PyTorch itself.

    It changes nothing: the arguments are made for it, and random numbers go on as if it had not been called.
    """
    if _is_large((positional, keywords)):
        positional, keywords = _without_memory(positional), _without_memory(keywords)
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
    large = _is_large((positional, keywords))
    if large:
        positional, keywords = _without_memory(positional), _without_memory(keywords)
    show, warnings._showwarnmsg = warnings._showwarnmsg, lambda message: None
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            function(*positional, **keywords)
    except Exception as error:
        # Of tensors that have no memory it may say that they have none.
        if not large or isinstance(error, TypeError):
            return str(error) or type(error).__name__
    finally:
        warnings._showwarnmsg = show
    return None


def _tensors(value):
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (tuple, list, dict)):
        for element in value.values() if isinstance(value, dict) else value:
            yield from _tensors(element)


def _is_large(arguments) -> bool:
    """Whether any of the tensors is one without memory, or a parameter of the program's that is as large."""
    return any(tensor.is_meta or tensor.untyped_storage().nbytes() > _FEW * tensor.element_size() for tensor in _tensors(arguments))


def _without_memory(value):
    """The same arguments, in which tensors have no memory."""
    if isinstance(value, torch.Tensor):
        empty = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="meta")
        return empty.requires_grad_(value.requires_grad)
    if type(value) in (tuple, list):
        return type(value)(map(_without_memory, value))
    if type(value) is dict:
        return {key: _without_memory(element) for key, element in value.items()}
    return value
