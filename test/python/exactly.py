"""Many small functions in one program, whose results must be plain Python's to the last bit.

A test's program defines functions and calls ``run(function, arguments…)`` for each: eight calls, the first of which are
profiled. ``arguments`` is called with the number of the call where it is callable.
"""

from pathlib import Path

from differential import Run, check

HEAD = """
import collections, functools, itertools, math, operator
import torch

torch.set_num_threads(1)

def show(value):
    if isinstance(value, torch.Tensor):
        return f"tensor<{value.dtype}, {tuple(value.shape)}>{show(value.tolist())}"
    if isinstance(value, float):
        return value.hex()
    if type(value) in (tuple, list):
        return type(value).__name__ + "(" + ", ".join(map(show, value)) + ")"
    if type(value) is dict:
        return "dict(" + ", ".join(f"{show(k)}: {show(v)}" for k, v in value.items()) + ")"
    return f"{type(value).__name__} {value!r}"

def run(function, arguments=lambda call: (), calls=8):
    for call in range(calls):
        given = arguments(call) if callable(arguments) else arguments
        try:
            result = show(function(*given))
        except Exception as error:
            result = f"{type(error).__name__}: {error}; from {error.__cause__!r}"
        print(function.__name__, call, result)
"""


def check_exactly(folder: Path, program: str, native: list[str], refused: list[str] = ()) -> tuple[Run, Run]:
    """Asserts equal output to the letter; that each function of ``native`` ran native, and none of ``refused``."""
    plain, janus = check(folder, HEAD + program, native=dict.fromkeys(native, 1), preloaded=True)
    for expected, found in zip(plain.stdout.splitlines(), janus.stdout.splitlines()):
        assert found == expected
    for name in refused:
        assert janus.function(name)["native"] == 0, name
    return plain, janus
