"""Native calls as nodes of PyTorch's tape."""

import inspect
import weakref

import torch

from . import _janus

_watched = False


def watch() -> None:
    """Lets the engine know when the program differentiates a derivative."""
    global _watched
    run_backward = getattr(torch.autograd, "_engine_run_backward", None)
    if not _watched and run_backward is not None:
        _watched = True
        torch.autograd._engine_run_backward = _janus.BackwardWatch(run_backward)


def _reference(value):
    """A way back to ``value`` that does not keep it alive, where it takes weak references."""
    try:
        return weakref.ref(value)
    except TypeError:
        return lambda: value


class _Again:
    """What it takes to run a call once more; nothing of it is kept alive that PyTorch would not keep."""

    def __init__(self, call, inputs: tuple, own: tuple):
        function, arguments = call
        self.function = weakref.ref(function)
        self.arguments = tuple(map(_reference, arguments))
        self.inputs = tuple(map(weakref.ref, inputs))
        self.own, self.count = own

    def __call__(self) -> tuple[list, list] | None:
        """The node's results with PyTorch's own history, and its inputs; None where something of it is gone."""
        function, values = self.function(), [argument() for argument in self.arguments]
        inputs = [reference() for reference in self.inputs]
        dead = [reference for reference, value in zip(self.arguments, values) if value is None]
        if function is None or any(type(reference) is weakref.ref for reference in dead):
            return None
        if any(tensor is None for tensor in inputs):
            return None
        found: dict[int, torch.Tensor] = {}
        _collect(_call(function, values), found)
        if len(found) != self.count:
            return None
        results = list(found.values())
        return [results[index] for index in self.own], inputs


def _call(function, values: list):
    """Calls a function with the values of its parameters, in the order of ``co_varnames``."""
    code = function.__code__
    count, named = code.co_argcount, code.co_kwonlyargcount
    rest = values[count + named :]
    extra = rest.pop(0) if code.co_flags & inspect.CO_VARARGS else ()
    keywords = dict(zip(code.co_varnames[count : count + named], values[count : count + named]))
    keywords.update(rest.pop(0) if code.co_flags & inspect.CO_VARKEYWORDS else {})
    return function(*values[:count], *extra, **keywords)


def _collect(value, found: dict) -> None:
    """The tensors with a history in what a function returned, in order."""
    if isinstance(value, torch.Tensor):
        if value.grad_fn is not None:
            found.setdefault(id(value), value)
    elif isinstance(value, (tuple, list)):
        for element in value:
            _collect(element, found)
    elif isinstance(value, dict):
        for element in value.values():
            _collect(element, found)


def _agree(one, other) -> bool:
    if one is None or other is None:
        return one is other
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    tolerance = 100 * torch.finfo(one.dtype).eps ** 0.5 if one.element_size() < 4 else 1e-3
    one, other = one.double(), other.detach().double()
    bound = tolerance * max(one.abs().max().item(), 1e-30) if one.numel() else 0.0
    return torch.allclose(one, other, rtol=tolerance, atol=bound, equal_nan=True)


def _differentiable(ctx, seeds: tuple) -> tuple:
    """The gradients as PyTorch's own operations compute them, so that they can be differentiated again.

    The call is run once more, imperatively. What it depends on may have changed since, so the gradients must be those
    that native code computes from what it has kept.
    """
    with torch.no_grad():
        native = ctx.call([None if seed is None else seed.detach() for seed in seeds])
    with torch.enable_grad():
        again = ctx.again() if ctx.again is not None else None
        if again is not None:
            results, inputs = again
            present = [index for index, seed in enumerate(seeds) if seed is not None]
            gradients = torch.autograd.grad(
                [results[index] for index in present],
                inputs,
                [seeds[index] for index in present],
                create_graph=True,
                allow_unused=True,
            )
            if all(map(_agree, native, gradients)):
                return gradients
    raise RuntimeError(
        "Janus ran this function natively before the program first differentiated a derivative, and cannot run it again: "
        "it has effects, draws random numbers, or what it depends on has changed. Use create_graph=True once before, or "
        "run the program without Janus."
    )


class NativeCall(torch.autograd.Function):
    """A call that ran native; its gradients are computed natively too, by the graph's own backward functions."""

    @staticmethod
    def forward(ctx, call, again, results, *inputs):
        ctx.call, ctx.again = call, again
        # A gradient that does not arrive is absent, as it is for PyTorch's own operations, and not zero.
        ctx.set_materialize_grads(False)
        return results

    @staticmethod
    def backward(ctx, *seeds):
        if all(seed is None for seed in seeds):
            return (None,) * (3 + len(ctx.needs_input_grad[3:]))
        gradients = _differentiable(ctx, seeds) if torch.is_grad_enabled() else ctx.call(seeds)
        missing = len(ctx.needs_input_grad) - 3 - len(gradients)
        return None, None, None, *gradients, *(None,) * missing


class Part(torch.autograd.Function):
    """One of several results of a call: its history is the call's, under the name that PyTorch's own operation gives it."""

    @staticmethod
    def forward(ctx, token, results):
        ctx.set_materialize_grads(False)
        return results[0]

    @staticmethod
    def backward(ctx, seed):
        return seed, None


#: By base and name.
_kinds: dict[tuple[type, str], type] = {}


def named(base: type, name: str | None) -> type:
    """A function of autograd's whose results' history has the name that it has for PyTorch's own operation."""
    if name is None:
        return base
    kind = _kinds.get((base, name))
    if kind is None:
        kind = _kinds[base, name] = type(base.__name__, (base,), {"__module__": __name__})
        kind._backward_cls.__name__ = name
    return kind


def _token(result: torch.Tensor) -> torch.Tensor:
    """What stands for a result between two nodes: of its shape and type, and without memory."""
    return torch.empty_strided(result.shape, (0,) * len(result.shape), dtype=result.dtype, device=result.device)


#: What PyTorch makes of two tensors; a number is one, and has an edge that leads nowhere.
_BINARY = frozenset({"AddBackward0", "SubBackward0", "MulBackward0", "DivBackward0"})
_NOWHERE = torch.empty(0)


def attach(call, results: tuple, inputs: tuple, again: tuple | None, own: tuple, names: tuple) -> tuple:
    """The results with a history: ``inputs`` get their gradients from ``call``.

    ``again`` is the function and its arguments, where it may be run once more; ``own`` says which of all results these
    are, and how many there are; ``names`` are what PyTorch calls the history of each, where that is known.
    """
    again = again and _Again(again, inputs, own)
    # A graph runs in the modes it was generated in, and had no history to make if gradients were off.
    if len(set(names)) == 1:
        edges = (*inputs, *[_NOWHERE] * (2 - len(inputs))) if names[0] in _BINARY else inputs
        return named(NativeCall, names[0]).apply(call, again, results, *edges)
    tokens = NativeCall.apply(call, again, tuple(map(_token, results)), *inputs)
    parts = zip(names, tokens, results)
    return tuple(named(Part, name or "NativeCallBackward").apply(token, (result,)) for name, token, result in parts)
