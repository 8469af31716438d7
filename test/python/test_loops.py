"""Control flow that only the run knows: sides that leave, loops compiled once, and derivatives through both."""

from differential import check

HEAD = """
import torch
torch.set_num_threads(1)
def show(v):
    if isinstance(v, torch.Tensor): return (v.tolist(), v.requires_grad, tuple(v.shape))
    if isinstance(v, (tuple, list)): return type(v)(show(e) for e in v)
    return v
def run(f, make, calls=12):
    for call in range(calls):
        args = make(call)
        try:
            r = show(f(*args))
        except Exception as e:
            r = (type(e).__name__, str(e))
        g = [a.grad.tolist() for a in args if isinstance(a, torch.Tensor) and a.grad is not None]
        print(f.__name__, call, r, g)
t = lambda call: torch.tensor([float(call % 3) - 0.5, 1.0])
# What calls the functions is called often, too: it is tried, and left alone, before any of them is looked at.
for _ in range(5): run(show, lambda call: (0,), 1)
"""

LEAVING = """
def early(x):
    if x.sum() > 1:
        return x * 2
    y = x + 1
    return y * y
run(early, lambda c: (t(c),))

def early_two(x, k):
    if k > 1:
        return x * 2
    if x.sum() > 1:
        return x - 1
    for i in range(2):
        x = x * 3
        if x.sum() > 4:
            return x + i
    return x
run(early_two, lambda c: (t(c), c % 3))

def nested(x, k):
    if k > 0:
        if x.sum() > 1:
            return x * 2
        x = x + 1
    else:
        x = x - 1
    if k > 1:
        return x * 10
    return x * x
run(nested, lambda c: (t(c), c % 4 - 1))

def helper(x, k):
    if k > 1:
        return x.relu()
    elif k > 0:
        return x.tanh()
    return x

def calls_helper(x, k):
    return helper(helper(x, k) + 1, k - 1).sum()
run(calls_helper, lambda c: (t(c), c % 4))

def breaks(x):
    for i in range(5):
        x = x * 1.5
        if x.sum() > 3:
            break
    else:
        x = x * 100
    return x, i
run(breaks, lambda c: (t(c),))

def continues(x, k):
    total = x * 0
    for i in range(4):
        if k > i:
            continue
        y = x * i
        if y.sum() > 2:
            total = total + y
            continue
        total = total - y
    return total
run(continues, lambda c: (t(c), c % 4))

def raises(x, k):
    if k < 0:
        raise ValueError("negative " + "k")
    if x.sum() > 2:
        return x
    elif k > 2:
        raise RuntimeError("k")
    return x * k
run(raises, lambda c: (t(c), c % 4 if c != 9 else -1))

def train(w, x, k):
    if k > 1:
        loss = (w * x).sum()
    else:
        if k > 0:
            return x.sum()
        loss = (w * x * x).sum()
    return loss * 2
def steps(w, x, k):
    w.grad = None
    loss = train(w, x, k)
    if loss.requires_grad: loss.backward()
    return loss.detach(), w.grad
W = torch.tensor([1.0, 2.0], requires_grad=True)
run(steps, lambda c: (W, t(c), c % 3))
run(train, lambda c: (W, t(c), c % 3))

def with_grad(x, k):
    with torch.no_grad():
        if k > 1:
            return x * 2
        x = x + 1
    return x * W
run(with_grad, lambda c: (t(c), c % 3))

def finally_(x, k):
    log = []
    try:
        if k > 1:
            return x * 2
        x = x + 1
    finally:
        log.append(1)
        x = x * len(log)
    return x * 5
run(finally_, lambda c: (t(c), c % 3))

def lists(x, k):
    out = []
    for i in range(3):
        out.append(x * i)
        if k > i:
            break
    return x + 1
run(lists, lambda c: (t(c), c % 3))

def pair(x, k):
    if k > 1:
        return x + 1, x * 2
    return x - 1, x * 3
run(pair, lambda c: (t(c), c % 3))

class M(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.l = torch.nn.Linear(2, 2)
    def forward(self, x):
        h = self.l(x)
        if h.sum() > 0:
            return h
        for _ in range(3):
            h = h + self.l(h).tanh()
            if h.abs().max() > 1:
                break
        return h
torch.manual_seed(0)
m = M()
def step(x):
    m.zero_grad()
    loss = m(x).pow(2).mean()
    loss.backward()
    return loss.detach(), [p.grad.clone() for p in m.parameters()]
run(step, lambda c: (t(c) * 3 - 2,))
"""


def test_sides_of_branches_leave(tmp_path):
    """By return, break, continue and raise, through `with` and `finally`, out of inlined calls and unrolled loops."""
    native = dict.fromkeys(["early", "early_two", "calls_helper", "breaks", "continues", "finally_", "lists", "pair"], 6)
    check(tmp_path, HEAD + LEAVING, native=native, preloaded=True)


LOOPS = """
def grow(x):
    n = 0
    while x.sum() < 50:
        x = x * 2 + 1
        n = n + 1
    return x, n
run(grow, lambda c: (t(c) + 0.1,))

def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps
run(collatz, lambda c: (c % 7 + 1,))

def count(x, n):
    for i in range(n):
        x = x * 1.5 + i
    return x
run(count, lambda c: (t(c), c % 5))

def count_down(x, n):
    y = x * 0
    for i in range(n, -1, -2):
        y = y + x * i
    return y
run(count_down, lambda c: (t(c), c % 5))

def with_break(x, n):
    found = -1
    for i in range(n):
        x = x + 1
        if x.sum() > 6:
            found = i
            break
    return x * 2, found
run(with_break, lambda c: (t(c), c % 7))

def swap(x, y, n):
    a, b = x * 1, y * 1
    for _ in range(n):
        a, b = b, a + b
    return a + b * 10
run(swap, lambda c: (t(c), t(c + 1), c % 5))

def state_tuple(x, n):
    state = (x * 0, x * 0)
    for _ in range(n):
        h, c = state
        c = torch.tanh(c + x)
        h = h + c
        state = (h, c)
    h, c = state
    return h - c
run(state_tuple, lambda c: (t(c), c % 5))

def nested_loops(x, n, m):
    total = x * 0
    for i in range(n):
        for j in range(m):
            if (i + j) % 2 == 0:
                continue
            total = total + x * (i - j)
    return total
run(nested_loops, lambda c: (t(c), c % 4, (c + 1) % 3))

def long_loop(x):
    for i in range(1000):
        x = x * 0.999 + 0.001 * i
    return x
run(long_loop, lambda c: (t(c),))

def temporaries(x, n):
    y = None
    i = 0
    while i < n:
        y = x * 2
        x = y + 1
        i += 1
    return x
run(temporaries, lambda c: (t(c), c % 5))

def else_clause(x, n):
    i = 0
    while i < n:
        x = x + 1
        i += 1
    else:
        x = x * 10
    return x
run(else_clause, lambda c: (t(c), c % 5))

def leaves(x, n):
    while True:
        x = x * 1.5
        n = n + 1
        if x.abs().sum() > 10:
            break
        if n > 8:
            break
    return x, n
run(leaves, lambda c: (t(c), c % 5))

def cells(x, n):
    total = 0.5
    def add(k):
        nonlocal total
        total = total + k
    for i in range(n):
        add(i * 0.5)
    return x * total
run(cells, lambda c: (t(c), c % 5))

def in_place(x, n):
    y = x * 1
    for i in range(n):
        y.add_(x)
    return y * 2
run(in_place, lambda c: (t(c), c % 5))

def container(x, n):
    best = [x, 0.0]
    for i in range(n):
        best[0] = best[0] + 1
        best[1] = best[1] + 2.0
    return best[0] * best[1]
run(container, lambda c: (t(c), c % 5))

def inner_function(x, n):
    def f(x):
        if x.sum() > 3:
            return x - 3
        return x * 2
    for i in range(n):
        x = f(x)
    return x + 0
run(inner_function, lambda c: (t(c), c % 5))

def growing_list(x, n):
    out = []
    for i in range(n):
        out.append(x * i)
    return len(out)
run(growing_list, lambda c: (t(c), c % 5))

def newton(a):
    x = a * 1.0
    while True:
        y = (x + a / x) * 0.5
        if (y - x).abs().max() < 1e-6:
            return y
        x = y
run(newton, lambda c: (t(c).abs() + 1,))

def by_size(xs):
    total = torch.zeros(2)
    for k in range(xs.shape[0]):
        total = total * 0.5 + xs[k]
    return total
run(by_size, lambda c: (torch.arange((c % 5 + 2) * 2.).reshape(-1, 2) / 3,))

def act(x, limit):
    # adaptive computation
    halt = torch.zeros(2)
    steps = torch.zeros(2)
    n = 0
    while (halt < 0.99).any() and n < 20:
        x = torch.tanh(x * 1.1 + 0.1)
        p = torch.sigmoid(x) * limit
        halt = halt + p * (1 - halt)
        steps = steps + (halt < 0.99).float()
        n += 1
    return x, steps, n
run(act, lambda c: (t(c), 0.1 + 0.1 * (c % 3)))
"""


def test_loops_are_compiled_once(tmp_path):
    """One graph for all trip counts; what goes from iteration to iteration, `break`, `continue`, `else` and `return`."""
    once = ["grow", "count_down", "with_break", "swap", "state_tuple", "nested_loops", "long_loop", "else_clause", "leaves", "cells"]
    once += ["in_place", "container", "inner_function", "newton", "by_size", "act"]
    _, janus = check(tmp_path, HEAD + LOOPS, native=dict.fromkeys(once, 9), preloaded=True)
    assert {name: janus.function(name)["graphs"] for name in once} == dict.fromkeys(once, 1)


TRAINED = """
torch.manual_seed(0)
class RNN(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.i = torch.nn.Linear(2, 4); self.h = torch.nn.Linear(4, 4)
    def forward(self, xs, n):
        h = torch.zeros(4)
        for k in range(n):
            h = torch.tanh(self.i(xs[k]) + self.h(h))
        return h.sum()
m = RNN()
opt = torch.optim.SGD(m.parameters(), lr=0.1)
def train(xs, n):
    opt.zero_grad()
    loss = m(xs, n)
    loss.backward()
    opt.step()
    return loss.detach(), m.i.weight.grad * 1, m.h.bias.grad * 1
run(train, lambda c: (W, t(c), c % 3))

def with_grad(x, k):
    with torch.no_grad():
        if k > 1:
            return x * 2
        x = x + 1
    return x * W
run(with_grad, lambda c: (t(c), c % 3))

def finally_(x, k):
    log = []
    try:
        if k > 1:
            return x * 2
        x = x + 1
    finally:
        log.append(1)
        x = x * len(log)
    return x * 5
run(finally_, lambda c: (t(c), c % 3))

def lists(x, k):
    out = []
    for i in range(3):
        out.append(x * i)
        if k > i:
            break
    return x + 1
run(lists, lambda c: (t(c), c % 3))

def pair(x, k):
    if k > 1:
        return x + 1, x * 2
    return x - 1, x * 3
run(pair, lambda c: (t(c), c % 3))

class M(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.l = torch.nn.Linear(2, 2)
    def forward(self, x):
        h = self.l(x)
        if h.sum() > 0:
            return h
        for _ in range(3):
            h = h + self.l(h).tanh()
            if h.abs().max() > 1:
                break
        return h
torch.manual_seed(0)
m = M()
def step(x):
    m.zero_grad()
    loss = m(x).pow(2).mean()
    loss.backward()
    return loss.detach(), [p.grad.clone() for p in m.parameters()]
run(step, lambda c: (t(c) * 3 - 2,))
"""


def test_sides_of_branches_leave(tmp_path):
    """By return, break, continue and raise, through `with` and `finally`, out of inlined calls and unrolled loops."""
    native = dict.fromkeys(["early", "early_two", "calls_helper", "breaks", "continues", "finally_", "lists", "pair"], 6)
    check(tmp_path, HEAD + LEAVING, native=native, preloaded=True)


LOOPS = """
def grow(x):
    n = 0
    while x.sum() < 50:
        x = x * 2 + 1
        n = n + 1
    return x, n
run(grow, lambda c: (t(c) + 0.1,))

def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps
run(collatz, lambda c: (c % 7 + 1,))

def count(x, n):
    for i in range(n):
        x = x * 1.5 + i
    return x
run(count, lambda c: (t(c), c % 5))

def count_down(x, n):
    y = x * 0
    for i in range(n, -1, -2):
        y = y + x * i
    return y
run(count_down, lambda c: (t(c), c % 5))

def with_break(x, n):
    found = -1
    for i in range(n):
        x = x + 1
        if x.sum() > 6:
            found = i
            break
    return x * 2, found
run(with_break, lambda c: (t(c), c % 7))

def swap(x, y, n):
    a, b = x * 1, y * 1
    for _ in range(n):
        a, b = b, a + b
    return a + b * 10
run(swap, lambda c: (t(c), t(c + 1), c % 5))

def state_tuple(x, n):
    state = (x * 0, x * 0)
    for _ in range(n):
        h, c = state
        c = torch.tanh(c + x)
        h = h + c
        state = (h, c)
    h, c = state
    return h - c
run(state_tuple, lambda c: (t(c), c % 5))

def nested_loops(x, n, m):
    total = x * 0
    for i in range(n):
        for j in range(m):
            if (i + j) % 2 == 0:
                continue
            total = total + x * (i - j)
    return total
run(nested_loops, lambda c: (t(c), c % 4, (c + 1) % 3))

def long_loop(x):
    for i in range(1000):
        x = x * 0.999 + 0.001 * i
    return x
run(long_loop, lambda c: (t(c),))

def temporaries(x, n):
    y = None
    i = 0
    while i < n:
        y = x * 2
        x = y + 1
        i += 1
    return x
run(temporaries, lambda c: (t(c), c % 5))

def else_clause(x, n):
    i = 0
    while i < n:
        x = x + 1
        i += 1
    else:
        x = x * 10
    return x
run(else_clause, lambda c: (t(c), c % 5))

def leaves(x, n):
    while True:
        x = x * 1.5
        n = n + 1
        if x.abs().sum() > 10:
            break
        if n > 8:
            break
    return x, n
run(leaves, lambda c: (t(c), c % 5))

def cells(x, n):
    total = 0.5
    def add(k):
        nonlocal total
        total = total + k
    for i in range(n):
        add(i * 0.5)
    return x * total
run(cells, lambda c: (t(c), c % 5))

def in_place(x, n):
    y = x * 1
    for i in range(n):
        y.add_(x)
    return y * 2
run(in_place, lambda c: (t(c), c % 5))

def container(x, n):
    best = [x, 0.0]
    for i in range(n):
        best[0] = best[0] + 1
        best[1] = best[1] + 2.0
    return best[0] * best[1]
run(container, lambda c: (t(c), c % 5))

def inner_function(x, n):
    def f(x):
        if x.sum() > 3:
            return x - 3
        return x * 2
    for i in range(n):
        x = f(x)
    return x + 0
run(inner_function, lambda c: (t(c), c % 5))

def growing_list(x, n):
    out = []
    for i in range(n):
        out.append(x * i)
    return len(out)
run(growing_list, lambda c: (t(c), c % 5))

def newton(a):
    x = a * 1.0
    while True:
        y = (x + a / x) * 0.5
        if (y - x).abs().max() < 1e-6:
            return y
        x = y
run(newton, lambda c: (t(c).abs() + 1,))

def by_size(xs):
    total = torch.zeros(2)
    for k in range(xs.shape[0]):
        total = total * 0.5 + xs[k]
    return total
run(by_size, lambda c: (torch.arange((c % 5 + 2) * 2.).reshape(-1, 2) / 3,))

def act(x, limit):
    # adaptive computation
    halt = torch.zeros(2)
    steps = torch.zeros(2)
    n = 0
    while (halt < 0.99).any() and n < 20:
        x = torch.tanh(x * 1.1 + 0.1)
        p = torch.sigmoid(x) * limit
        halt = halt + p * (1 - halt)
        steps = steps + (halt < 0.99).float()
        n += 1
    return x, steps, n
run(act, lambda c: (t(c), 0.1 + 0.1 * (c % 3)))
"""


def test_loops_are_compiled_once(tmp_path):
    """One graph for all trip counts; what goes from iteration to iteration, `break`, `continue`, `else` and `return`."""
    once = ["grow", "count_down", "with_break", "swap", "state_tuple", "nested_loops", "long_loop", "else_clause", "leaves", "cells"]
    once += ["in_place", "container", "inner_function", "newton", "by_size", "act"]
    _, janus = check(tmp_path, HEAD + LOOPS, native=dict.fromkeys(once, 9), preloaded=True)
    assert {name: janus.function(name)["graphs"] for name in once} == dict.fromkeys(once, 1)


TRAINED = """
torch.manual_seed(0)
class RNN(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.i = torch.nn.Linear(2, 4); self.h = torch.nn.Linear(4, 4)
    def forward(self, xs, n):
        h = torch.zeros(4)
        for k in range(n):
            h = torch.tanh(self.i(xs[k]) + self.h(h))
        return h.sum()
m = RNN()
opt = torch.optim.SGD(m.parameters(), lr=0.1)
def train(xs, n):
    opt.zero_grad()
    loss = m(xs, n)
    loss.backward()
    opt.step()
    return loss.detach()
run_ = run
def run(f, make, n=12):
    for c in range(n):
        run_(f, lambda _: make(c), 1)
        print(*(p.grad.tolist() for p in m.parameters()) if f is train else "")
run(train, lambda c: (torch.arange(20.).reshape(10, 2) / (c % 4 + 3), c % 5 + 1), 16)
W = torch.tensor([1.0, 2.0], requires_grad=True)
def whiletrain(w, x):
    w.grad = None
    h = x
    n = 0
    while h.sum() < 10:
        h = h * w + x
        n += 1
    loss = (h * h).sum()
    loss.backward()
    return loss.detach(), w.grad, n
run(whiletrain, lambda c: (W, t(c).abs() + 0.1))
def with_continue(w, x, n):
    w.grad = None
    total = torch.zeros(2)
    for i in range(n):
        y = torch.sin(w * x * i)
        if y.sum() > 0.5:
            continue
        total = total + y * y
    loss = total.sum() + (w * 0.1).sum()
    loss.backward()
    return loss.detach(), w.grad
# Twice: during the first, 'run' is about to be tried, and what it calls waits for it.
run(with_continue, lambda c: (W, t(c), c % 6 + 1))
run(with_continue, lambda c: (W, t(c), c % 6 + 1))
def nested(w, x, n, m):
    w.grad = None
    total = torch.zeros(2)
    for i in range(n):
        h = x * 1
        for j in range(m):
            h = torch.tanh(h * w) + i
        total = total + h
    loss = total.sum()
    loss.backward()
    return loss.detach(), w.grad
run(nested, lambda c: (W, t(c), c % 4 + 1, c % 3 + 1))
def unused(w, x, n):
    w.grad = None
    h = x * w
    k = h
    for i in range(n):
        k = torch.exp(k * 0.1)
    loss = h.sum() + k.sum()
    loss.backward()
    return loss.detach(), w.grad
run(unused, lambda c: (W, t(c), c % 4 + 1))
def breaks(w, x, n):
    w.grad = None
    h = x * w
    for i in range(n):
        h = h * w
        if h.sum() > 8:
            break
        h = h + 1
    loss = h.sum()
    loss.backward()
    return loss.detach(), w.grad, i
run(breaks, lambda c: (W, t(c), c % 6 + 1))
"""


def test_loops_are_differentiated(tmp_path):
    """In the step, with trip counts that change, through nested loops, `break` and `continue`; a whole step of an RNN."""
    once = ["train", "whiletrain", "with_continue", "nested", "unused", "breaks"]
    _, janus = check(tmp_path, HEAD + TRAINED, native=dict.fromkeys(once, 9), preloaded=True)
    assert {name: janus.function(name)["graphs"] for name in once} == dict.fromkeys(once, 1)
