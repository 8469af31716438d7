"""PyTorch's operators in graphs: its own database of them, and what their results are by the types of their operands."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

SUPPORT = Path(__file__).parent / "support"
#: Operators of the database that have a family, and how many of the samples taken here at least run native.
NATIVE = json.loads((SUPPORT / "opinfo_native.json").read_text())


def run(script, *arguments, timeout=900):
    return subprocess.run(
        [sys.executable, str(SUPPORT / script), *arguments], capture_output=True, text=True, timeout=timeout
    )


@pytest.mark.parametrize("part", range(2))
def test_samples_of_the_database(part, tmp_path):
    """Values, layouts, gradients and errors are eager's, and what ran native still does."""
    names = sorted(NATIVE)[part::2]
    patterns = [name.replace(".", r"\.") for name in names]
    result = run("opinfo.py", *patterns, "--dtypes", "float32,bfloat16,int64", "--samples", "2", "--json", tmp_path / "o")
    outcomes = json.loads((tmp_path / "o").read_text())
    wrong = [
        outcome
        for outcome in outcomes
        if outcome["outcome"] in ("different", "crashed")
    ]
    assert not wrong, result.stdout[-3000:]
    native = {name: 0 for name in names}
    for outcome in outcomes:
        native[outcome["case"]["op"]] += outcome["outcome"] == "native"
    lost = {name: (count, NATIVE[name]) for name, count in native.items() if count < NATIVE[name]}
    assert not lost, f"native samples (now, before): {lost}"


def test_types_of_operands():
    """One in so many of all expressions and types: who raises, the type of the result, and its values."""
    result = run("matrix.py", "23", "7")
    lines = result.stdout.splitlines()
    counts = [line.split() for line in lines if line.startswith("#")]
    assert result.returncode == 0 and counts, result.stderr[-2000:]
    assert lines == [line for line in lines if line.startswith("#")], "\n".join(lines)
    native, cases = sum(int(count[1]) for count in counts), sum(int(count[3]) for count in counts)
    assert native >= cases // 2


def test_how_results_lie_in_memory():
    """Strides, views and versions of what each function makes of tensors of odd layouts; every second function."""
    result = run("layouts.py", "", "2")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-2000:]
    native, cases = map(int, re.findall(r"# (\d+) of (\d+) native", result.stdout)[0])
    assert cases > 500 and native >= cases * 0.9
