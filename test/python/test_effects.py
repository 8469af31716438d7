"""Each assertion, each step of a commit and each elementary derivative, by a program that would tell if it were left out.

The programs run in this process, plainly and watched, through the comparison of the program fuzzer. `test/mutation` leaves the parts out
one at a time.
"""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

FUZZER = Path(__file__).parents[1] / "fuzz_programs"

#: By name: what stands before `f`, the body of `f(x, n)`, and the arguments of the eleven calls, of which `i` is the number.
PROGRAMS = {
    # Assertions.
    "an integer fits 64 bits": ("", "return x * 2, n * n * n", "(data(3), 5 + i if i < 9 else 2 ** 40)"),
    "a divisor is not zero": ("", "return x * 2, 1.0 / n", "(data(3), 1.5 + i if i != 9 else 0.0)"),
    "a branch that always went one way": ("", "return x * 2 if n < 9 else x * 3", "(data(3), i)"),
    "an index is in range": ("TABLE = data(4, 2)", "return F.embedding(x, TABLE) * n", "(torch.tensor([0, 3, 1 if i < 8 else 9]), 2.0)"),
    "a label is in range": ("SCORES = data(2, 3)", "return F.cross_entropy(SCORES, x) * n", "(torch.tensor([0, 2 if i < 8 else 5]), 2.0)"),
    # The steps of a commit.
    "an attribute is set": ("class Box:\n    pass\n\nBOX = Box()", "BOX.last = n + 1\nreturn x * 2", "(data(3), i)"),
    "an item is set": ("TABLE = {'a': 1}", "TABLE['a'] = n + 1\nreturn x * 2", "(data(3), i)"),
    "a gradient is set": ("W = data(3).requires_grad_()", "W.grad = None\n(W * x).sum().backward()\nreturn x + 1", "(data(3, step=i), i)"),
    "a gradient is added to": ("W = data(3).requires_grad_()", "(W * x).sum().backward()\nreturn x + 1", "(data(3, step=i), i)"),
    "a tensor is written": ("W = data(3)", "W.add_(x)\nreturn x + 1", "(data(3, step=i), i)"),
    "a tensor is written twice": ("W = data(3)", "W.add_(x)\nW.mul_(2)\nreturn x + 1", "(data(3, step=i), i)"),
    "a result was written": ("", "y = x * 2\ny.add_(1)\nreturn y", "(data(3, step=i), i)"),
    "an argument is returned": ("", "x.mul_(2)\nreturn x", "(data(3, step=i), i)"),
    "a list is returned": ("", "return [x * 2, n], (x, n), {'a': x + 1}", "(data(3, step=i), i)"),
    # Memory.
    "a written tensor is another argument, too": ("A = data(3)", "y = x * 2\nA.add_(1)\nreturn y + x", "(data(3) if i < 8 else A, i)"),
    "a written tensor is part of another": ("A = data(4)", "y = x * 2\nA.add_(1)\nreturn y + x", "(data(2) if i < 8 else A[1:3], i)"),
    # Derivatives.
    **{
        f"the derivative of {name}": ("W = (data(5) + 2).abs().add(0.25).requires_grad_()", f"W.grad = None\n({text} * x).sum().backward()\nreturn x + 1", "(data(5, step=i), 2)")
        for name, text in {
            "exp": "W.exp()", "log": "W.log()", "sqrt": "W.sqrt()", "rsqrt": "W.rsqrt()", "sin": "W.sin()", "cos": "W.cos()", "tanh": "W.tanh()", "sigmoid": "W.sigmoid()",
            "neg": "(-W)", "abs": "(W - 1).abs()", "relu": "(W - 1).relu()", "sub": "(x - W)", "mul": "(W * x.abs())", "div": "(x / W)", "pow": "(W ** 3)", "expm1": "W.expm1()", "log1p": "W.log1p()",
        }.items()
    },
}  # fmt: skip

DRIVER = """
import json
import sys

sys.path.insert(0, sys.argv[1])
import torch

torch.set_num_threads(1)
import both

json.dump({name: vars(both.run(text, f"effects {n}")) for n, (name, text) in enumerate(json.load(sys.stdin).items())}, sys.stdout)
"""

HEAD = """
import math

import torch
import torch.nn.functional as F


def data(*shape, step=0):
    count = math.prod(shape)
    return ((torch.arange(count) * 7 + step * 3) % 11 - 5).float().div(4).reshape(shape)

"""


@pytest.fixture(scope="module")
def outcomes(request) -> dict:
    """What became of the programs that are asked for."""
    import json

    wanted = {item.callspec.params["name"] for item in request.session.items if item.fspath == request.fspath and hasattr(item, "callspec")}
    texts = {
        name: f"{HEAD}\n{before}\n\n\ndef f(x, n):\n{textwrap.indent(body, '    ')}\n\n\nmake = lambda i: {calls}\n"
        for name, (before, body, calls) in PROGRAMS.items()
        if name in wanted
    }
    command = [sys.executable, "-W", "ignore", "-c", DRIVER, str(FUZZER)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    process = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, timeout=300, env=environment)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


@pytest.mark.parametrize("name", PROGRAMS)
def test_as_plain_python(outcomes, name):
    from janus_jit import converter_available

    outcome = outcomes[name]
    assert outcome["kind"] is None, outcome["text"]
    if not converter_available():
        pytest.skip("nothing runs native without the graph generator")
    assert outcome["native"] >= 2, outcome["codes"]
