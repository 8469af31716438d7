"""Iterators are objects with a position: lazy, one-shot, shared by those who hold them."""

from exactly import check_exactly

LENGTHS = '''
x = torch.arange(3.0)

def rest(x, items):
    return x * 3 if any(items[1:]) else x * 5

def past_the_end(x, items):
    try:
        return x * items[2]
    except IndexError:
        return x - 1

LISTS = [[1]] * 5 + [[3], [0, 0, 5, 1], [3, 2, 3], [1], [1, 1], []]
run(rest, lambda call: (x, LISTS[call]), 11)
run(past_the_end, lambda call: (x, LISTS[call]), 11)
'''


def test_parts_of_lists_that_grow(tmp_path):
    """A slice that is empty, and an index out of range, assume the list's length too."""
    check_exactly(tmp_path, LENGTHS, native=["rest", "past_the_end"])


NATIVE = '''
import itertools

x = torch.arange(6.0).reshape(2, 3)

def shared(x):
    it = iter([1, 2, 3, 4])
    return x * 2, [(a, b) for a, b in zip(it, it)], list(it)

def one_shot(x):
    z = zip([1, 2], [3, 4])
    e = enumerate("ab", 5)
    return x * 2, list(z), list(z), list(e), list(e)

def same_object(x):
    it = iter((1, 2))
    m = map(abs, [1])
    return x * 2, iter(it) is it, iter(m) is m, iter([1]) is iter([1])

def next_and_default(x):
    it = iter([x, x + 1])
    first = next(it)
    return first + next(it), next(it, None), next(it, 3)

def late_binding(x):
    k = 2.0
    doubled = (x * k for _ in range(2))
    k = 5.0
    return sum(doubled)

def first_iterable_is_early(x):
    xs = [1, 2]
    squares = (a * a for a in xs)
    xs = [5, 6]
    return x * 2, list(squares)

def stops_early(x):
    seen = []
    def check(a):
        seen.append(a)
        return a > 1
    found = any(check(a) for a in [1, 2, 3, 4])
    every = all(check(a) for a in [5, 0, 7])
    return x * 2, found, every, list(seen)

def lazy_map(x):
    seen = []
    m = map(lambda a: seen.append(a) or a * 10, [1, 2, 3])
    before = list(seen)
    first = next(m)
    return x * 2, before, first, list(seen), list(m), list(seen)

def zip_takes_from_the_first(x):
    a, b = iter([1, 2, 3]), iter([1])
    rows = list(zip(a, b))
    return x * 2, rows, list(a)

def list_that_grows(x):
    xs = [1, 2, 3]
    out = []
    for a in xs:
        out.append(a)
        if len(xs) < 6:
            xs.append(a * 10)
    return x * 2, out, xs

def live_views(x):
    d = {"a": x}
    values, keys, items = d.values(), d.keys(), d.items()
    d["b"] = x * 2
    return sum(values), list(keys), [a for a, _ in items], len(values), "b" in keys, bool({}.keys())

def dict_reversed(x):
    d = {"a": 1, "b": 2}
    d["c"] = 3
    return x * 2, list(reversed(d)), list(reversed(d.values())), [k for k in d]

def membership_consumes(x):
    it = iter([1, 2, 3, 4])
    return x * 2, 2 in it, list(it)

def unpacking(x):
    it = iter([1, 2, 3, 4, 5])
    a, b = next(it), next(it)
    c, *d = it
    (e, f), g = zip("ab", "cd"), list(it)
    return x * 2, a, b, c, d, e, f, g

def star_arguments(x):
    def total(*args):
        return sum(args)
    it = iter([1, 2, 3])
    return x * total(*it), total(*it), total(*(a for a in (4, 5)))

def chained(x):
    c = itertools.chain([1], [2, 3])
    return x * 2, next(c), list(c), list(c)

def tools(x):
    count = itertools.count(3)
    return (
        x * 2, next(count), next(count), list(itertools.islice(count, 1, 6, 2)), next(count),
        list(itertools.repeat(1, 2)), list(itertools.pairwise([1, 2, 3])), list(itertools.accumulate([1, 2, 3])),
        list(itertools.takewhile(lambda a: a < 3, [1, 2, 3, 1])), list(itertools.dropwhile(lambda a: a < 3, [1, 3, 1])),
        list(itertools.zip_longest([1], [2, 3], fillvalue=0)), list(itertools.starmap(max, [(1, 2), (4, 3)])),
        list(itertools.product([1, 2], "ab")), list(itertools.combinations([1, 2, 3], 2)),
        list(filter(None, [0, 1, 2])), list(itertools.filterfalse(lambda a: a % 2, range(4))),
    )

def sentinel(x):
    xs = [3, 1, 2, 1]
    it = iter(lambda: xs[len(seen)], 2)
    seen = []
    for a in it:
        seen.append(a)
    return x * 2, seen

def generator(n):
    total = 0
    while total < n:
        if total % 2:
            yield total, "odd"
        else:
            yield total
        total += 1
    else:
        yield "end"

def generators(x):
    g = generator(3)
    first = next(g)
    return x * 2, first, list(g), list(g), iter(g) is g

def early_exit():
    for a in range(10):
        if a == 1:
            continue
        for b in "xy":
            if a == 3:
                return
            if b == "y":
                break
            yield a, b

def loops_in_generators(x):
    return x * 2, list(early_exit())

class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n

def own_iterator(x):
    c = Countdown(4)
    first = next(c)
    return x * 2, first, [a for a in c], list(c), next(c, "end")

def measured():
    yield 1
    return "length"

class Telling:
    def __init__(self):
        self.n = 0
    def __iter__(self):
        return self
    def __next__(self):
        self.n += 1
        if self.n > 1:
            raise StopIteration("told", self.n)
        return self.n

def end_of(iterator):
    try:
        while True:
            next(iterator)
    except StopIteration as error:
        return error.value, error.args

def ends(x):
    again = measured()
    return x * 2, [end_of(each) for each in (measured(), Telling(), zip(Telling()), iter([1]), again, again, map(str, measured()))], [*measured(), *Telling()]

def chained_ends(x):
    return x * 2, end_of(itertools.chain(measured(), Telling())), end_of(itertools.chain(Telling(), [1]))

class Deck:
    def __init__(self, cards):
        self.cards = cards
    def __iter__(self):
        for card in self.cards:
            yield card * 2

deck = Deck([1, 2])
def own_iterable(x):
    return x * 2, list(deck), sum(Deck((3, 4))), max(deck)

def nested_generators(x):
    return x * 2, list((a, b) for a in range(3) for b in range(a) if (a + b) % 2), [list(b for b in range(a)) for a in range(3)]

class Told:
    def __init__(self, log):
        self.log = log
    def __iter__(self):
        self.log.append("asked")
        return iter([1, 2])

def asked_when_made(x):
    log = []
    g = (a + b for a in Told(log) for b in Told(log))
    log.append("made")
    return x * 2, list(g), log

def enumerate_shares(x):
    it = iter("abcd")
    out = []
    for i, a in enumerate(it):
        out.append((i, a, next(it)))
    return x * 2, out

def for_else(x):
    it = iter([1, 2, 3])
    for a in it:
        if a == 2:
            break
    else:
        a = 100
    rest = 0
    for b in it:
        rest += b
    else:
        rest += 10
    return x * a, rest

def small_sets(x):
    for i in {3, 1, 2}:
        x = x * i + 1
    return x, list({1}), list({9, 4}), len(frozenset((1, 1, 2))), type(frozenset()) is frozenset

def reversed_list_that_grows(x):
    xs = [1, 2]
    r = reversed(xs)
    xs.append(3)
    return x * 2, list(r)

def in_a_branch(x, k):
    it = iter([1.0, 2.0, 3.0])
    a = next(it)
    if k > 3:
        y = x * a
    else:
        y = x + a
    return y, next(it)

layers = torch.nn.ModuleList([torch.nn.Linear(3, 3) for _ in range(2)])
def modules(x):
    it = iter(layers)
    y = next(it)(x)
    for layer in it:
        y = layer(y)
    return list(y.shape)
'''
REFUSED = '''
def dict_that_grows(x):
    d = {"a": 1}
    try:
        for k in d:
            d[k + "b"] = 1
    except RuntimeError as error:
        return x * 2, str(error)

known = {"a": 1, "b": 2}
def known_dict_that_grows(x):
    for k in known:
        known[f"n{len(known)}"] = 1
    return x * 2

def not_iterable(x):
    try:
        (a for a in 3)
    except TypeError as error:
        return x * 2, str(error)

def subscript(x):
    return x * zip([1], [2])[0]

def string_set(x):
    return x * 2, sorted(list({"abc", "defg", "hij"}))
'''


def names(program: str) -> list[str]:
    """The functions of a program that take `x`."""
    return [line[4 : line.index("(")] for line in program.splitlines() if line.startswith("def ") and "(x" in line]


def calls(program: str) -> str:
    """A call of each of them, some with another number each time."""
    return "\n".join(
        f"run({name}, lambda call: (x, call))" if f"def {name}(x, k)" in program else f"run({name}, lambda call: (x,))"
        for name in names(program)
    )


def test_iterators(tmp_path):
    program = NATIVE + REFUSED
    check_exactly(tmp_path, program + calls(program), names(NATIVE), names(REFUSED))
