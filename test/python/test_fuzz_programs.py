"""Generated programs do the same under Janus as in plain Python; see ``docs/fuzz-programs.md``."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

FUZZER = Path(__file__).parents[1] / "fuzz_programs"
#: Programs from seed 0 on.
COUNT = 500
#: The share that must run native: a program that is refused shows nothing.
NATIVE = 0.6


def test_generated_programs(tmp_path):
    from janus_jit import converter_available

    if not converter_available():
        pytest.skip("nothing runs native without the graph generator")
    options = ["--count", str(COUNT), "--jobs", "2", "--minimise", "0", "--native", str(NATIVE), "--found", str(tmp_path)]
    command = [sys.executable, "-W", "ignore", str(FUZZER), *options]
    process = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    counts = re.search(r"(\d+) programs, (\d+) differ, (\d+) ran native", process.stdout)
    assert counts, process.stdout + process.stderr
    programs, differ, native = map(int, counts.groups())
    assert programs == COUNT
    assert differ == 0, process.stdout
    assert native >= NATIVE * programs, process.stdout


def test_a_seed_is_always_the_same_program():
    sys.path.insert(0, str(FUZZER))
    try:
        import program
    finally:
        sys.path.remove(str(FUZZER))
    texts = [program.generate(seed) for seed in range(20)]
    assert texts == [program.generate(seed) for seed in range(20)]
    assert len(set(texts)) == 20
    for text in texts:
        compile(text, "<program>", "exec")


def test_roundings_that_a_program_makes_larger_are_told_from_faults():
    import torch

    sys.path.insert(0, str(FUZZER))
    try:
        import conditioning
        from observe import Observer, Rounding
    finally:
        sys.path.remove(str(FUZZER))
    x = torch.arange(1.0, 6.0)

    def cancelling():
        return (x * 1.1 - x * 1.0999) * 1e6

    def counted():
        return cancelling() * torch.arange(1, 6).float().long()

    def nearly_infinite():
        return x[:1] * 3.4028234e38

    def harmless():
        return x * 1.1 + 1

    def explained(function, off):
        def describe(mode):
            with mode:
                result = function()
            return Observer({}).describe(result)

        plain = Observer({}).describe(function())
        other = Observer({}).describe(function() + off)
        return conditioning.explains(plain, other, Rounding(0.0, False, False), describe)

    assert explained(cancelling, 0.1)
    assert not explained(cancelling, 5.0)
    assert explained(counted, 0.1)
    assert explained(nearly_infinite, float("inf"))
    assert not explained(harmless, float("inf"))
    assert not explained(harmless, 0.01)
    assert not explained(harmless, 1e-4)

    def nearly_certain():
        logits = torch.tensor([[12.0, 0.0, 0.5]], requires_grad=True)
        (torch.nn.functional.cross_entropy(logits, torch.tensor([0])) * 100).backward()
        return logits.grad + 0

    # The derivative is a probability near 1, rounded, less 1.
    assert explained(nearly_certain, 2e-5)
    assert not explained(nearly_certain, 1e-2)
