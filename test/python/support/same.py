"""Whether an answer is PyTorch's own: values, types, layout; and modules of functions to ask."""

import math
import sys
import tempfile
from pathlib import Path

import torch

#: Units in the last place that other operators may be off, relative to the greatest element for what cancels.
TOLERANCE = {torch.float64: 3e-14, torch.float32: 4e-6, torch.float16: 1.1e-3, torch.bfloat16: 8.5e-3}


def tensors_in(value):
    """The tensors in a nest of containers, in order."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        for key in sorted(value, key=str):
            yield from tensors_in(value[key])


def copied(value):
    """A deep copy in which tensors keep strides and are leaves of their own."""
    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided or value.is_quantized or value.device.type != "cpu":
            return value.detach().clone().requires_grad_(value.requires_grad)
        with torch.no_grad():
            storage = value.untyped_storage()
            fresh = torch.empty(0, dtype=value.dtype).set_(
                storage.clone(), value.storage_offset(), value.size(), value.stride()
            )
            fresh = fresh.conj() if value.is_conj() else fresh
            fresh = torch._neg_view(fresh) if value.is_neg() else fresh
        return fresh.requires_grad_(value.requires_grad)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(map(copied, value))
    if isinstance(value, list) and type(value) is list:
        return list(map(copied, value))
    if isinstance(value, dict) and type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return value


def same_values(mine, theirs, exact):
    """What differs between two strided tensors of one shape and type, or None."""
    mine, theirs = mine.detach(), theirs.detach()
    if not theirs.dtype.is_floating_point and not theirs.dtype.is_complex:
        if torch.equal(mine, theirs):
            return None
        return f"{int((mine != theirs).sum())} elements of {theirs.numel()}"
    if theirs.numel() == 0:
        return None
    wide = torch.complex128 if theirs.dtype.is_complex else torch.float64
    m, t = mine.to(wide), theirs.to(wide)
    equal = (m == t) | (m.isnan() & t.isnan())
    if not theirs.dtype.is_complex:
        zero = (m == 0) & (t == 0) & (m.signbit() != t.signbit())
        if zero.any():
            return f"the sign of zero at {int(zero.sum())} places"
    if equal.all():
        return None
    bad = ~equal & ~(m.isfinite() & t.isfinite())
    if bad.any():
        return f"{m[bad][0].item()} for {t[bad][0].item()}"
    error = (m - t).abs()
    error[equal] = 0
    finite = t[t.isfinite()].abs()
    scale = float(finite.max()) if finite.numel() else 1.0
    relative = float((error / (t.abs() + 1e-300)).nan_to_num(0.0)[~equal].max())
    worst = int(error.flatten().argmax())
    text = f"{m.flatten()[worst].item()!r} for {t.flatten()[worst].item()!r}, relative {relative:.1e}"
    if exact:
        return text
    bound = TOLERANCE.get(theirs.dtype, 1e-5)
    # What cancels is off by a rounding of what it was made of: samples are below 9.
    allowed = bound * t.abs() + 0.25 * bound * scale + 16 * torch.finfo(theirs.dtype).eps
    return text if bool((error[~equal] > allowed[~equal]).any()) else None


def strides(tensor, what):
    """The strides of a result; of a gradient, those that PyTorch itself looks at: not of dimensions of size 1."""
    if not what.startswith("gradient"):
        return tensor.stride()
    return tuple(stride for stride, size in zip(tensor.stride(), tensor.shape) if size != 1)


def difference(mine, theirs, exact, values, what="result"):
    """What differs between two answers, or None."""
    if type(mine) is not type(theirs):
        return f"{what}: {type(mine).__name__} for {type(theirs).__name__}"
    if isinstance(theirs, torch.Tensor):
        for name, ours, wanted in (
            ("dtype", mine.dtype, theirs.dtype),
            ("shape", tuple(mine.shape), tuple(theirs.shape)),
            ("requires_grad", mine.requires_grad, theirs.requires_grad),
            ("layout", mine.layout, theirs.layout),
        ):
            if ours != wanted:
                return f"{what}: {name} {ours} for {wanted}"
        if theirs.layout != torch.strided:
            return None
        if mine.numel() and strides(mine, what) != strides(theirs, what):
            return f"{what}: strides {mine.stride()} for {theirs.stride()}"
        found = same_values(mine, theirs, exact) if values else None
        return f"{what}: {found}" if found else None
    if isinstance(theirs, (list, tuple)):
        if len(mine) != len(theirs):
            return f"{what}: {len(mine)} items for {len(theirs)}"
        for i, (a, b) in enumerate(zip(mine, theirs)):
            found = difference(a, b, exact, values, f"{what}[{i}]")
            if found:
                return found
        return None
    if isinstance(theirs, float) and values:
        return None if mine == theirs or (math.isnan(mine) and math.isnan(theirs)) or math.isclose(mine, theirs, rel_tol=1e-6) else f"{what}: {mine} for {theirs}"
    if isinstance(theirs, (int, bool, str, type(None))) and mine != theirs:
        return f"{what}: {mine} for {theirs}"
    return None


class Module:
    """A module of functions, each asked for with ``@janus_jit.function``."""

    def __init__(self, definitions):
        """Makes ``case_0``, ``case_1``, … of texts that have ``{}`` in the place of the number."""
        import importlib.util

        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "generated_cases.py"
        text = "".join("@janus_jit.function" + definition.format(i) for i, definition in enumerate(definitions))
        path.write_text("import janus_jit\nimport torch\nimport torch.nn.functional as F\n\n" + text)
        spec = importlib.util.spec_from_file_location("generated_cases", path)
        self.module = importlib.util.module_from_spec(spec)
        sys.modules["generated_cases"] = self.module
        spec.loader.exec_module(self.module)

    def __getitem__(self, index):
        return getattr(self.module, f"case_{index}")
