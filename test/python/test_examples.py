"""The examples train with the same numbers under plain Python and under Janus, and mostly natively."""

import json
import sys
from pathlib import Path

import pytest
from differential import TOLERANCE, finish, janus_command, start

EXAMPLES = Path(__file__).parents[2] / "examples"
STEPS = 200

#: Example, its options, and the largest number of fallbacks of its step: one where the last batch is smaller.
RUNS = {
    "mnist": ("mnist.py", (), 0),
    "mnist, last batch smaller": ("mnist.py", ("--batch", "64"), 1),
    "mlp, last batch smaller": ("mlp.py", (), 1),
    "alexnet with dropout": ("alexnet.py", (), 0),
    "batchnorm": ("cnn_batchnorm.py", (), 0),
}


def losses_of(folder, command, example, name, *options):
    file = folder / f"{name}.txt"
    arguments = [str(EXAMPLES / example), "--steps", str(STEPS), "--losses", str(file), *options]
    run = finish(start([*command, *arguments], folder, OMP_NUM_THREADS="2"), timeout=900)
    assert run.status == 0, run.stderr
    return [float(line) for line in file.read_text().split()]


SHORT = {
    "mnist": "rounding: the losses drift apart by 1.7e-4 relative before step 100; 1e-4 over 200 steps is the goal",
    "mnist, last batch smaller": "rounding, as above",
    "alexnet with dropout": "native, but the losses drift apart by 1e-4 relative after about 50 steps",
    "batchnorm": "native, but the losses drift apart by 1e-4 relative after about 20 steps",
}
"""What falls short of the goal, and how. An entry goes when its run passes."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(reason=SHORT[name], strict=False)) if name in SHORT else name
        for name in RUNS
    ],
)
def test_same_losses(name, tmp_path):
    example, options, fallbacks = RUNS[name]
    plain = losses_of(tmp_path, [sys.executable], example, "plain", *options)
    command = [*janus_command(), "run", "--stats", "stats.json"]
    janus = losses_of(tmp_path, command, example, "janus", *options)
    assert len(plain) == len(janus) == STEPS
    for step, (expected, loss) in enumerate(zip(plain, janus), 1):
        assert abs(loss - expected) <= TOLERANCE * max(abs(expected), 1e-3), f"step {step}: {expected} became {loss}"
    assert plain[-1] < plain[0]

    from janus_jit import converter_available

    if not converter_available():
        pytest.skip("same losses; that it runs native needs the graph generator")
    stats = json.loads((tmp_path / "stats.json").read_text())
    step = next(f for f in stats["functions"] if f["name"] == "train_step")
    assert step["calls"] == STEPS, step
    assert step["native"] >= 0.9 * STEPS, step
    assert step["fallbacks"] <= fallbacks, step
