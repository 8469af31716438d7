"""Control flow through the graph, compared with CPython.

Functions of two integers go through `control-flow-to-dataflow`, `lift-state` and
`dataflow-to-func` and are run. Where Python raises, the graph must say that an assumption failed.
"""

import itertools

import pytest

from support.statements import Program, run_native

WRITTEN = {
    "break_and_else": """
def f(n, c):
    x = 0
    for i in range(0, n, 1):
        if i == c:
            break
        x = x + i
    else:
        x = 100
    return x
""",
    "continue_and_return": """
def f(n, c):
    x = 0
    i = 0
    while i < n:
        i = i + 1
        if i == c:
            continue
        if i > 5:
            return x
        x = x + i
    return x * 10
""",
    "nested": """
def f(n, c):
    s = 0
    for i in range(0, n, 1):
        for j in range(n, c, -2):
            if j == i:
                continue
            if s > 50:
                break
            s = s + i * j
            if s == 33:
                return s + 1000
        else:
            s = s + 7
        t = s
    if n > 0:
        return t
    return s
""",
    "unbound": """
def f(n, c):
    if n > 3:
        if c > 0:
            return 1
        x = 5
    else:
        if c < 0:
            return 2
    return x
""",
    "endless": """
def f(n, c):
    while True:
        m = c
        if m < 3:
            return m
        if n > 4:
            break
        return 77
    return 5
""",
    "raises": """
def f(n, c):
    if c > 2:
        raise ValueError
    x = 1
    while x < n:
        if x == c:
            raise ValueError
        x = x * 2
    return x
""",
    "counter_behind": """
def f(n, c):
    for i in range(0, n, 1):
        pass
    return i
""",
    "iteration_before": """
def f(n, c):
    total = 0
    for i in range(0, n, 1):
        if i > 0:
            total = total + before
        before = i * c
    return total
""",
}


def python(source, inputs):
    """Results, or None where it raises."""
    namespace = {}
    exec(source, namespace)
    results = []
    for n, c in inputs:
        try:
            results.append(namespace["f"](n, c))
        except (ValueError, UnboundLocalError):
            results.append(None)
    return results


def compare(sources, inputs):
    for source, native in zip(sources, run_native(sources, inputs)):
        for values, expected, (status, result) in zip(inputs, python(source, inputs), native):
            if expected is None:
                assert status > 0, f"{source}\nf{values} raises, but the graph gave {result}"
            else:
                assert (status, result) == (0, expected), f"{source}\nf{values}"


def test_written():
    compare(list(WRITTEN.values()), list(itertools.product([0, 1, 3, 7], [-1, 0, 2, 5])))


@pytest.mark.parametrize("seed", range(2))
def test_random(seed):
    """Each seed is one batch of programs."""
    sources = [Program(seed * 1000 + number).source for number in range(15)]
    compare(sources, [(0, 0), (1, 2), (3, -1), (5, 3), (4, 4)])
