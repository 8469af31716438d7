"""Whether a difference of numbers is nothing but rounding that the program itself makes larger.

A variance of terms that nearly cancel, or three steps that double what they get, turn the last bit of a product into a visible difference. So
the plain call is repeated with the result of each operation nudged by a few units in the last place, as other orders of addition do: if that
moves what the program gives as far as Janus's numbers are away, these are as right as plain Python's.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from observe import Rounding, difference

#: Operations that subtract two terms as large as all of their first argument, and round each: a probability and 1, say.
_SUBTRACTING = {torch.ops.aten._softmax_backward_data, torch.ops.aten._log_softmax_backward_data}
#: By how many units in the last place a result is nudged.
_NUDGE = 4
#: How often it is tried with other numbers.
_TRIALS = 4
#: How much larger than rounding a difference may be at most, in powers of two; terms above 1 that cancel add their own magnitude to it.
_MOST = 16


class _Nudged(TorchDispatchMode):
    """Nudges the floating-point results of operations that make new tensors, and notes how large these get."""

    def __init__(self, seed: int):
        super().__init__()
        self.generator = torch.Generator().manual_seed(seed)
        self.largest = 1.0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        if any(returned.alias_info is not None for returned in func._schema.returns):
            return result
        # What is made of integers alone is exact: nudged, it would be another integer when it is made one again.
        if not any(isinstance(x, torch.Tensor) and x.is_floating_point() for x in tree_leaves((args, kwargs))):
            return result
        for tensor in tree_leaves(result):
            if isinstance(tensor, torch.Tensor) and tensor.is_floating_point() and tensor.numel():
                nudge = torch.rand(tensor.shape, generator=self.generator, dtype=torch.float64) * 2 - 1
                nudge *= _NUDGE * torch.finfo(tensor.dtype).eps
                if func.overloadpacket in _SUBTRACTING:
                    terms = args[0].detach().abs().sum(args[2], keepdim=True)
                    tensor.add_((nudge * terms).to(tensor.dtype))
                tensor.mul_((1 + nudge).to(tensor.dtype))
                self.largest = max(self.largest, float(tensor.detach().abs().nan_to_num(0, 0, 0).max()))
        return result


def explains(first, second, rounding: Rounding, repeat: Callable) -> bool:
    """Whether `second` differs from `first` only as plain Python differs from itself. `repeat` makes the call again, in a mode."""
    trials = [(mode := _Nudged(seed), repeat(mode)) for seed in range(_TRIALS)]
    most = _MOST + math.ceil(math.log2(max(mode.largest for mode, _ in trials)))
    for power in range(1, most + 1):
        if difference(first, second, "", replace(rounding, factor=2**power)) is None:
            break
    else:
        far = replace(rounding, factor=2 ** (most + 4))
        # Where a sum is nearly 0, rounding decides which way a branch on its sign goes.
        if any(difference(second, nudged, "", far) is None for _, nudged in trials):
            return True
        # No factor makes a number of an overflow: but the same rounding may decide whether a sum overflows on the way.
        where = [difference(first, other, "", far) for other in (second, *(n for _, n in trials))]
        place, *nudged = [found and (found[0], found[1].split(":")[0]) for found in where]
        return place is not None and place in nudged
    # As far away as this to a factor of two.
    near, far = replace(rounding, factor=2 ** (power - 1)), replace(rounding, factor=2 ** (most + 4))
    for _, nudged in trials:
        if difference(first, nudged, "", far) is None and difference(first, nudged, "", near) is not None:
            return True
    return False
