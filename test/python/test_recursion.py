"""Functions that call themselves as often as only the run knows are compiled once, and invoked."""

from differential import check

HEAD = """
import sys
import torch
torch.set_num_threads(1)
w = torch.tensor([1.0, -2.0, 3.0])
t = lambda call: torch.tensor([float(call % 3) - 0.5, 1.0, -0.25])
def show(f, *args):
    try:
        print(f.__name__, f(*args))
    except Exception as e:
        print(f.__name__, type(e).__name__, e)
"""

ONCE = """
def deep(x, n):
    if n == 0:
        return torch.tanh(x * w)
    return deep(torch.tanh(x * w + w), n - 1)
def calls_deep(x, n):
    return deep(x, n)

def counted(x, n):
    if n <= 0:
        return x * 2, 0
    y, k = counted(x + 1, n - 1)
    return y * 0.5, k + n
def calls_counted(x, n):
    return counted(x, n)

def even(x, n):
    return x + 1 if n == 0 else odd(x + n, n - 1)
def odd(x, n):
    return -x if n == 0 else even(x * 0.5, n - 1)
def mutual(x, n):
    return even(x, n)

def fib(n, x):
    if n < 2:
        return x * 2
    return fib(n - 1, x * 0.5) + fib(n - 2, x + 1)
def twice(x, n):
    return fib(n % 7, x) - fib(n % 5, w)

def until(x, limit):
    if x.sum() > limit:
        return x * 2
    return until(x.abs() * 1.5 + 0.1, limit)
def by_value(x, n):
    return until(x, n)

def binary(low, high, x, wanted):
    middle = (low + high) // 2
    if low >= high:
        return middle, x * middle
    if middle < wanted:
        return binary(middle + 1, high, x * 0.5, wanted)
    return binary(low, middle, x + 1, wanted)
def search(x, n):
    return binary(0, 64, x, n)

def closure(x, n):
    def step(y, k):
        return y - n if k > 3 * n else step(y * 0.5 + x, k + n + 1)
    return step(x, 0)

def looped(x, n):
    total = x * 0
    for i in range(n):
        total = total + deep(x + i, i)
    return total

def with_raise(x, n):
    if n > 20:
        raise ValueError(n)
    return x.exp() if n % 5 == 0 else with_raise(x * 0.5, n - 1)
def raising(x, n):
    return with_raise(x, n)

for i in range(20):
    for f in (calls_deep, calls_counted, mutual, twice, by_value, search, closure, looped, raising):
        show(f, t(i), i % 8)
show(raising, t(0), 30)
show(raising, t(0), 3)
"""


def test_recursion_is_compiled_once(tmp_path):
    once = ["calls_deep", "calls_counted", "mutual", "twice", "by_value", "search", "closure", "looped", "raising"]
    _, janus = check(tmp_path, HEAD + ONCE, native=dict.fromkeys(once, 15), preloaded=True)
    for name in once:
        # The first may have been for the one number that it was called with.
        assert janus.function(name)["graphs"] <= 2, janus.function(name)


def test_recursion_is_as_deep_as_pythons(tmp_path):
    program = HEAD + """
def deep(x, n):
    if n == 0:
        return torch.tanh(x * w)
    return deep(torch.tanh(x * w + w), n - 1)
def f(x, n):
    return deep(x, n)
for i in range(8):
    show(f, t(i), i)
for depth in (100, 900, 990, 1100, 5000, 2):
    show(f, t(1), depth)
sys.setrecursionlimit(300)
for depth in (100, 270, 400):
    show(f, t(1), depth)
"""
    _, janus = check(tmp_path, program, preloaded=True)
    # Those that are surely less deep than CPython allows.
    assert janus.function("f")["native"] >= 9, janus.function("f")


def test_recursion_that_changes_something_is_left_to_python(tmp_path):
    program = HEAD + """
seen = []
def visit(x, n):
    seen.append(n)
    return x * 2 if n <= 0 else visit(x + 1, n - 1)
def f(x, n):
    return visit(x, n)

class Counter:
    calls = 0
    def go(self, x, n):
        self.calls += 1
        return x * 2 if n <= 0 else self.go(x + 1, n - 1)
counter = Counter()
def g(x, n):
    return counter.go(x, n), counter.calls

def grown(x, n):
    return x if n <= 0 else grown(torch.cat([x, x]), n - 1)
def h(x, n):
    return grown(x, n)

def shared(x, n):
    x.add_(1)
    return x * 2 if n <= 0 else shared(x, n - 1)
def k(x, n):
    return shared(x, n), x

def drawn(x, n):
    return x * 2 if n <= 0 else drawn(x + torch.rand(3), n - 1)
def r(x, n):
    return drawn(x, n)

torch.manual_seed(0)
for i in range(16):
    for function in (f, g, h, k, r):
        show(function, t(i), i % 5)
print(seen)
"""
    check(tmp_path, program, preloaded=True)
