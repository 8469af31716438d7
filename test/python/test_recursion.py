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


TRAINED = """
W = torch.tensor([[0.5, -0.25], [1.0, 0.75]], requires_grad=True)
B = torch.tensor([0.1, -0.2], requires_grad=True)
def fresh():
    W.grad = B.grad = None

def deep(x, n):
    if n <= 0:
        return torch.tanh(x @ W * B)
    return deep(torch.tanh(x @ W + n), n - 1) * 0.5 + B
def chain(x, n):
    fresh()
    loss = deep(x, n).sum()
    loss.backward()
    return loss.detach(), W.grad, B.grad

def tree(x, n):
    if n <= 1:
        return torch.tanh(x @ W + B)
    left = tree(x @ W, n // 2)
    right = tree(x + B, n - n // 2)
    return torch.tanh(left @ W + right)
def trees(x, n):
    fresh()
    h = tree(x, n)
    loss = (h * h).sum()
    loss.backward()
    return loss.detach(), W.grad, B.grad

def pair(x, n):
    if n == 0:
        return x * B, x @ W
    h, c = pair(torch.sin(x), n - 1)
    return torch.sigmoid(h + c), c * h
def pairs(x, n):
    fresh()
    h, c = pair(x, n)
    (h.sum() + 2 * pair(x, 0)[1].sum()).backward()
    return h.detach(), W.grad, B.grad

def looped(x, n):
    fresh()
    total = B * x @ W
    for i in range(n):
        total = total + tree(x, i) * i
    if n > 3:
        total = total * deep(x, n)
    loss = total.sum()
    loss.backward()
    return loss.detach(), W.grad, B.grad

def outside(x, n):
    return tree(x, n).sum()

t = lambda call: torch.tensor([1.0, 2.0]) * (call % 3 - 0.5)
for i in range(20):
    for f in (chain, trees, pairs, looped):
        show(f, t(i), i % 7)
    fresh()
    r = outside(t(i), i % 7)
    r.backward()
    print(r, W.grad, B.grad)
"""


def test_recursion_is_differentiated(tmp_path):
    """In the step and outside of it, in loops and on one side of a branch; two results, of which one has no derivative."""
    once = ["chain", "trees", "pairs", "looped", "outside"]
    _, janus = check(tmp_path, HEAD + TRAINED, native=dict.fromkeys(once, 14), preloaded=True)
    for name in once:
        assert janus.function(name)["graphs"] <= 4, janus.function(name)


def test_what_is_not_differentiated_has_no_gradient(tmp_path):
    """Whether a leaf is used is decided by the run: its `.grad` tells."""
    program = HEAD + """
W = torch.tensor([0.5, -0.25, 1.0], requires_grad=True)
B = torch.tensor([0.1, -0.2, 0.5], requires_grad=True)
def down(x, n):
    return x * B if n <= 0 else torch.tanh(down(x * W, n - 1))
def step(x, n):
    W.grad = B.grad = None
    down(x, n).sum().backward()
    return W.grad, B.grad
def branch(x):
    W.grad = B.grad = None
    y = x * B
    if x.sum() > 0.5:
        y = y * W
    y.sum().backward()
    return W.grad, B.grad
for i in range(24):
    show(step, t(i), i % 4 if i > 6 else 2)
    show(branch, t(i) if i > 8 else t(2))
"""
    _, janus = check(tmp_path, program, preloaded=True)
    assert janus.function("step")["native"] >= 12 and janus.function("branch")["native"] >= 5, janus.functions
