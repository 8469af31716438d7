"""`is` on numbers, strings and tuples: what was read comes back as the very object, and what is computed is a new one."""

from differential import check

HEAD = """
import torch

def fresh(value):
    \"\"\"A new object that is equal.\"\"\"
    if type(value) is tuple:
        return tuple(list(value))
    return "".join(list(value)) if type(value) is str else type(value)(repr(value))

class Held:
    scale = fresh(0.75)
    names = (fresh("first"), fresh(2.5), (fresh("inner"),))
    def __init__(self):
        self.rate = fresh(0.125)
        self.name = fresh("a name")

held = Held()
WORD = fresh("a word")
BIG = fresh(10**20)
LARGE = fresh(5000)
TABLE = {fresh("a key"): fresh(1.5), fresh("another key"): 2}
x = torch.ones(2, 3)

def same(ones, others):
    return " ".join("".join("01"[one is other] for other in others) for one in ones)

def run(function, *made, calls=80):
    \"\"\"Calls it with arguments that are made anew each time, and says which of the results are which of them.\"\"\"
    seen, last = [], None
    for _ in range(calls):
        arguments = [make() for make in made]
        result = function(x, *arguments)[1:]
        known = [*arguments, held.rate, held.name, Held.scale, *Held.names, *Held.names[2], WORD, BIG, LARGE, *TABLE, *TABLE.values()]
        seen.append((same(result, known), same(result, result)))
        if last is not None:
            # The last call's results are alive.
            seen.append("".join("01"[one is other] for one, other in zip(result, last)))
        last = result
    print(function.__name__, last, list(dict.fromkeys(seen)))
"""

#: Functions, what makes their arguments, and whether they run native.
PROGRAM = """
def given(x, s, k): return x * 2, s, k
def read(x): return x * 2, held.rate, held.name, Held.scale, WORD, BIG, LARGE
def of_tuple(x): return x + 1, Held.names[0], Held.names[1], Held.names[2], Held.names[2][0]
def keys(x): return (x + 1, *TABLE, *TABLE.values())
def computed(x, s, k): return x + 1, k * 2, k + 0.0, s + "!", k * 2
def one_twice(x, s, k):
    y, t = k * 2, (s, k)
    return x + 1, y, y, t, t
def itself(x, s, k): return x + 1, +k, float(k), str(s), s + "", "" + s, s * 1, f"{s}", s.replace("?", "!"), max(k, 0.5), s.removeprefix("?")
def changed(x, s, k): return x + 1, -k, abs(k), k * 1, s.replace("b", "b"), s.upper(), f"{s}{s}", s * 2
def large(x, n): return x + 1, n, abs(n), +n, int(n), n + 0, round(n)
def written(x): return x + 1, 0.375, "two words", "two words", 70000, 1.0 * 2
def nested(x):
    inner = lambda: 0.625
    return x + 1, inner(), inner(), 0.625
def stored(x, s, k):
    held.last = s
    held.values = [k, k]
    return x + 1, held.last, held.values[0], held.values[1]
def keyword_names(x):
    collect = lambda **options: list(options)[0]
    return x + 1, collect(option=1)

run(given, lambda: fresh("ab"), lambda: fresh(1.25))
run(read)
run(of_tuple)
run(keys)
run(computed, lambda: fresh("ab"), lambda: fresh(1.25))
run(one_twice, lambda: fresh("ab"), lambda: fresh(1.25))
run(itself, lambda: fresh("ab"), lambda: fresh(1.25))
run(changed, lambda: fresh("ab"), lambda: fresh(1.25))
run(large, lambda: fresh(5000))
run(nested)
run(stored, lambda: fresh("ab"), lambda: fresh(1.25))
run(keyword_names)
"""

VARYING = """
import itertools
numbers = itertools.count(1000)
def varies(x, k, n): return x * k, k, n, float(k), k + 0.0, n + 1
run(varies, lambda: float(next(numbers)) / 4, lambda: next(numbers))

def chosen(x, k):
    y = k if x.sum() > 3 else 0.5
    return x + y, y
def greatest(x, k, n): return x + 1, max(k, 300.0), min(n, 5)
x = torch.ones(2, 3)
for step in range(80):
    x = torch.ones(2, 3) * (step % 2)
    given = float(next(numbers)) / 4
    print(chosen(x, given)[1] is given, greatest(x, given, step)[1] is given, greatest(x, given, 1000 + step)[2])
"""

#: What is written in a function's code is one object for all calls, native or not.
WRITTEN = """
def written(x): return x + 1, 0.375, "two words", 70000, (2.5, "three")[0]
def inlined(x): return written(x)[1:]
first = inlined(x)
for _ in range(80):
    assert all(one is other for one, other in zip(inlined(x), first)), (inlined(x), first)
    assert all(one is other for one, other in zip(written(x)[1:], first))
print(first)
"""


def test_which_object_comes_back(tmp_path):
    names = "given read of_tuple keys computed one_twice itself changed large nested stored keyword_names".split()
    check(tmp_path, HEAD + PROGRAM, native=dict.fromkeys(names, 5))


def test_numbers_that_vary(tmp_path):
    check(tmp_path, HEAD + VARYING, native={"varies": 5})


def test_constants_of_code_are_its_own(tmp_path):
    check(tmp_path, HEAD + WRITTEN, native={"written": 5})
