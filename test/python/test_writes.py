"""What a program takes of tensors between the writes to their memory: each result is as it was then."""

import random

import pytest
from exactly import check_exactly

#: Writes, most of them to memory that results are taken of.
WRITES = [
    "x[0] = x.masked_fill(x.isnan(), 2.0).norm(dim=0)", "x[0] = y[1]", "x[:, 1] = x.sum(1)", "x += y", "x.mul_(2)", "x.copy_(y)", "x[0] = x[1]", "x.t()[1] = x.t()[0]",
    "x.view(-1)[2] = x.sum()", "x[1:] *= 3", "x.zero_()", "x.clamp_(0, 3)", "y += x", "y[0] = x[1]", "y.copy_(x)", "y.mul_(x)", "x.copy_(y.roll(1, 0))", "y[1] = x[0]",
    "x, y = y, x", "x[0], x[1] = x[1] * 1, x[0] * 1", "x.copy_(x.view(3, 2).t().reshape(2, 3))",
]  # fmt: skip

TAKEN = [
    "x.clone()", "x.view(-1).clone()", "x.t().clone()", "x[0].clone()", "x[1:].clone()", "x.reshape(3, 2).clone()", "x.sum(0)", "x + 0", "torch.cat([x, y])", "x.t().contiguous()", "y.clone()",
    "torch.stack([x, y])", "x.view(3, 2).t().contiguous()", "x[:, ::2].clone()", "(x + 0).view(-1)", "x.expand(2, 2, 3).clone()", "torch.where(y > 0, x, y)", "x.detach().clone()",
]  # fmt: skip


def _program(seed: int, functions: int) -> str:
    source = random.Random(seed)
    program = ""
    for place in range(functions):
        lines, results = [source.choice(WRITES)], []
        for step in range(source.randint(1, 4)):
            if results and source.random() < 0.5:
                lines.append(source.choice(WRITES))
            else:
                results.append(f"v{step}")
                lines.append(f"v{step} = {source.choice(TAKEN)}")
        lines.append(source.choice(WRITES))
        # Small whole numbers: a norm is the only thing that rounds.
        program += f"def f{place}(x, y):\n    " + "\n    ".join(lines) + f"\n    return {', '.join(results)}, x, y\n"
        given = "lambda call: (torch.arange(6.0).reshape(2, 3) + call, torch.ones(2, 3) - torch.arange(3.0))"
        program += f"run(f{place}, {given}, calls=5)\n"
    return program


@pytest.mark.parametrize("seed", range(2))
def test_results_between_writes(tmp_path, seed):
    _, janus = check_exactly(tmp_path, _program(seed, 100), [])
    names = [f"f{place}" for place in range(100)]
    assert sum(janus.function(name)["native"] > 0 for name in names) >= 60


EXCHANGED = """
def between(x):
    x[0] = x.masked_fill(x.isnan(), 2.0).norm(dim=0)
    v = x.clone()
    x *= 2
    return v

def exchanged(x, y):
    kept = x.clone()
    x.copy_(y)
    y.copy_(kept)
    return kept, x, y

def views(x):
    v = x.view(-1).clone()
    x.mul_(2)
    return v, x

run(between, lambda call: (torch.arange(6.0).reshape(2, 3),))
run(exchanged, lambda call: (torch.arange(6.0), torch.ones(6)))
run(views, lambda call: (torch.arange(6.0).reshape(2, 3),))
"""


def test_two_arguments_that_take_each_others_contents(tmp_path):
    check_exactly(tmp_path, EXCHANGED, ["between", "exchanged", "views"])


INFERENCE = """
def written(w, x):
    w.add_(x)
    return w
def kept(w, x): return x.requires_grad_() * w

def arguments(call):
    with torch.inference_mode(call in (5, 6)):
        w = torch.ones(3)
    return w, torch.ones(3)
run(written, arguments, 9)
run(kept, arguments, 9)
"""


def test_tensors_of_inference_mode_are_not_written(tmp_path):
    check_exactly(tmp_path, INFERENCE, ["written"])
