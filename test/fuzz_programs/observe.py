"""What can be seen of Python values: descriptions of two runs of one program, which are compared.

A description is a tree of tuples. Mutable objects and tensors get numbers in the order in which they are found, so that two
descriptions are equal exactly if the values have the same structure, sharing included. Nothing here runs code of the
program's: contents are read by the base classes' own methods.
"""

import re
import types
from dataclasses import dataclass

import torch

#: Where an object lies, as its `repr` says it.
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
#: Compared by value alone; a copy of one cannot be told from it except by identity, which :class:`Observer` looks at for those that it was told of.
_ATOMS = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis), torch.dtype, torch.device, torch.layout)
_ATOMS += (torch.memory_format, range, slice)

#: By how many units in the last place of the largest element floating-point elements may be apart: other orders of addition and fused
#: products are right, too, and sums here have some dozen terms. Narrow dtypes round once more, after sums in a wide one.
_UNITS = {torch.float64: 32, torch.float32: 32, torch.float16: 2, torch.bfloat16: 2}
#: Terms that cancel are about as large as a program's data, whatever is left of them.
_SCALE = 0.25

#: A module's own machinery, which says nothing about the program.
_HIDDEN = {"__doc__", "__module__", "__dict__", "__weakref__", "__abstractmethods__", "_abc_impl", "__slotnames__"}


@dataclass(frozen=True)
class Rounding:
    """What differences are rounding."""

    #: The unit of what a program may have computed in, other than `float64`; 0 where it computes in nothing else.
    unit: float
    #: Whether Python floats may come of tensors.
    numbers: bool
    #: Whether the sign of a zero is anybody's: there are matrix products, whose sums begin with zero or with the first product as BLAS
    #: likes, or extremes, which of two zeros take the one that is in the right place of a vector.
    any_zero: bool
    #: How much larger than rounding a difference may be; see `conditioning.py`.
    factor: float = 1.0

    def bound(self, dtype: torch.dtype, scale: float) -> float:
        unit = torch.finfo(dtype).eps
        return self.factor * _UNITS[dtype] * (max(unit, self.unit) if dtype is torch.float64 else unit) * max(scale, _SCALE)


@dataclass(frozen=True)
class Elements:
    """The elements of a tensor, compared up to rounding."""

    values: torch.Tensor


@dataclass(frozen=True)
class Number:
    """A float; `rounded` if it may come of a tensor."""

    value: float


class Observer:
    """Describes what belongs to one run of one program."""

    def __init__(self, tracked: dict[int, int]):
        #: Immutable objects whose identity is of interest, by `id`.
        self.tracked = tracked
        self.numbers: dict[int, int] = {}
        self.storages: dict[int, int] = {}
        #: The memory of tensors, in the same order.
        self.memory: list[torch.UntypedStorage] = []
        #: Gradients: how often autograd writes to one while it adds up is its own business.
        self.gradients: set[int] = set()
        #: An `id` is one only as long as the object lives.
        self.alive: list = []

    def describe(self, value, depth: int = 0):
        """The description of a value."""
        kind = type(value)
        if id(value) in self.tracked:
            return ("identity", self.tracked[id(value)])
        if kind is float:
            return Number(value)
        if kind in _ATOMS:
            return (kind.__name__, ADDRESS.sub("0x", repr(value)))
        if isinstance(value, (type, types.BuiltinFunctionType, types.ModuleType)) or kind is type(len.__call__):
            return (kind.__name__, getattr(value, "__qualname__", repr(value)))
        if depth > 12:
            return "deep"
        if id(value) in self.numbers:
            return ("again", self.numbers[id(value)])
        immutable = isinstance(value, (tuple, frozenset)) and kind.__flags__ & (1 << 9) == 0
        if not immutable:
            self.numbers[id(value)] = len(self.numbers)
        self.alive.append(value)
        return (kind.__qualname__, *self._contents(value, depth + 1))

    def _contents(self, value, depth: int):
        each = lambda values: tuple(self.describe(v, depth) for v in values)  # noqa: E731
        if isinstance(value, torch.Tensor):
            yield from self._tensor(value, depth)
        elif isinstance(value, types.FunctionType):
            cells = [c.cell_contents if not _empty(c) else "unbound" for c in value.__closure__ or ()]
            yield (value.__qualname__, each((value.__defaults__, value.__kwdefaults__, *cells)))
        elif isinstance(value, types.MethodType):
            yield each((value.__func__, value.__self__))
        elif isinstance(value, BaseException):
            yield each((value.args, value.__cause__, value.__context__, value.__suppress_context__))
        elif isinstance(value, tuple):
            yield each(tuple.__iter__(value))
        elif isinstance(value, list):
            yield each(list.__iter__(value))
        elif isinstance(value, dict):
            yield each(v for item in dict.items(value) for v in item)
        elif isinstance(value, (set, frozenset)):
            yield each(type(value).__mro__[-2].__iter__(value))
        elif isinstance(value, str):
            yield ADDRESS.sub("0x", str.__str__(value))
        elif isinstance(value, (int, float)):
            yield type(value).__mro__[-2].__repr__(value)
        yield from self._attributes(value, depth)

    def _attributes(self, value, depth: int):
        """Instance attributes, in their order, and slots."""
        if isinstance(value, (types.FunctionType, types.MethodType)):
            return
        try:
            attributes = object.__getattribute__(value, "__dict__")
        except AttributeError:
            attributes = {}
        yield tuple((str(k), self.describe(v, depth)) for k, v in dict.items(attributes))
        for base in type(value).__mro__:
            for name, member in vars(base).items():
                if type(member) is types.MemberDescriptorType and base.__module__ not in ("builtins", "torch"):
                    try:
                        yield (name, self.describe(member.__get__(value), depth))
                    except AttributeError:
                        yield (name, "unset")

    def _tensor(self, value: torch.Tensor, depth: int):
        plain = value.detach()
        storage = plain.untyped_storage()
        number = self.storages.setdefault(storage._cdata, len(self.storages))
        if number == len(self.memory):
            self.memory.append(storage)
        self.alive.append(storage)
        yield ("dtype", str(value.dtype))
        yield ("shape", tuple(value.shape))
        # PyTorch does not look at the stride of a dimension of size 1 where it decides whether a gradient fits.
        ignored = 1 if id(value) in self.gradients else None
        yield ("stride", tuple(s for s, size in zip(value.stride(), value.shape) if size != ignored))
        yield ("offset", value.storage_offset())
        yield ("storage", number)
        yield ("requires_grad", value.requires_grad)
        yield ("is_leaf", value.is_leaf)
        yield ("has grad_fn", value.grad_fn is not None)
        if value.is_leaf and value.grad is not None:
            self.gradients.add(id(value.grad))
        yield ("version", None if id(value) in self.gradients else value._version)
        yield ("values", Elements(plain.clone()))
        yield ("grad", self.describe(value.grad, depth) if value.is_leaf else None)

    def module(self, namespace: dict):
        """The state of a module's globals: instances and containers, and attributes and defaults of classes and functions."""
        for name, value in list(namespace.items()):
            if name.startswith("__") or isinstance(value, types.ModuleType):
                continue
            if isinstance(value, type) and value.__module__ == namespace["__name__"]:
                members = {k: v for k, v in vars(value).items() if k not in _HIDDEN and _is_state(v)}
                yield (name, tuple((k, self.describe(v)) for k, v in members.items()))
            elif isinstance(value, types.FunctionType):
                yield (name, self.describe(value.__defaults__), self.describe(vars(value)))
            elif not callable(value) or isinstance(value, torch.nn.Module):
                yield (name, self.describe(value))


def _empty(cell) -> bool:
    try:
        cell.cell_contents
    except ValueError:
        return True
    return False


def _is_state(member) -> bool:
    return isinstance(member, (*_ATOMS, list, dict, set, tuple, torch.Tensor)) and not isinstance(member, type(None))


def coarsest(description) -> float:
    """The unit of `float32` where a description has a tensor of it or of a narrower dtype, otherwise 0."""
    if isinstance(description, Elements):
        return torch.finfo(torch.float32).eps if description.values.dtype in _UNITS and description.values.dtype is not torch.float64 else 0.0
    return max(map(coarsest, description), default=0.0) if isinstance(description, tuple) else 0.0


def difference(plain, janus, where: str, rounding: Rounding) -> tuple[str, str] | None:
    """The first difference of two descriptions: the kind of it, and a sentence."""
    if isinstance(plain, Elements) and isinstance(janus, Elements):
        return _elements(plain.values, janus.values, where, rounding)
    if isinstance(plain, Number) and isinstance(janus, Number):
        if repr(plain.value) == repr(janus.value):
            return None
        a, b = plain.value, janus.value
        if rounding.numbers and abs(a - b) <= rounding.bound(torch.float64, max(abs(a), abs(b))):
            return None
        return "float", f"{where}: {a!r} became {b!r}"
    if isinstance(plain, tuple) and isinstance(janus, tuple):
        if "identity" in (plain[:1] + janus[:1]) and plain[:1] != janus[:1]:
            return "identity", f"{where}: an equal object took the place of one that was passed"
        if len(plain) == len(janus) and plain and isinstance(plain[0], str) and plain[0] == janus[0]:
            # Named parts say where, and what kind.
            where = f"{where}.{plain[0]}" if len(plain) == 2 else f"{where}"
        for a, b in zip(plain, janus):
            found = difference(a, b, where, rounding)
            if found:
                return found
        if len(plain) != len(janus):
            return _kind(where), f"{where}: {_short(plain)} became {_short(janus)}"
        return None
    if type(plain) is type(janus) and plain == janus:
        return None
    if any(isinstance(side, tuple) and side[:1] == ("identity",) for side in (plain, janus)):
        return "identity", f"{where}: an equal object took the place of one that was passed"
    return _kind(where), f"{where}: {_short(plain)} became {_short(janus)}"


def _kind(where: str) -> str:
    last = where.rsplit(".", 1)[-1]
    return last.split("[")[0] or where


def _short(description) -> str:
    text = repr(description)
    return text if len(text) < 120 else text[:117] + "..."


def _elements(plain: torch.Tensor, janus: torch.Tensor, where: str, rounding: Rounding) -> tuple[str, str] | None:
    if plain.dtype != janus.dtype or plain.shape != janus.shape:
        return None  # said already
    if plain.dtype not in _UNITS:
        same = torch.equal(plain, janus)
    else:
        a, b = plain.double(), janus.double()
        finite = a[a.isfinite()].abs()
        bound = rounding.bound(plain.dtype, float(finite.max()) if finite.numel() else 0.0)
        close = (a == b) | (a.isnan() & b.isnan()) | ((a - b).abs() <= bound)
        # Rounding leaves the sign of a zero as it is.
        signs = rounding.any_zero | (a != 0) | (b != 0) | (a.signbit() == b.signbit())
        same = bool((close & signs).all())
    return None if same else ("values", f"{where}: {_short(plain.tolist())} became {_short(janus.tolist())}")
