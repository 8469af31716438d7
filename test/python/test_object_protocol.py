"""Python's object protocol: what each operation means is said by the class of the object, for known and fresh objects alike.

All functions run in one program, each often enough to be converted. Where native is intended, the count is asserted too.
"""

import functools

from differential import check as check_both

check = functools.partial(check_both, preloaded=True)

HEAD = """
import abc, collections, collections.abc, enum
import torch

x = torch.ones(2, 3)

def run(function, calls=60):
    for _ in range(calls):
        try:
            result = function(x)
        except Exception as error:
            result = type(error).__name__, str(error)
    print(function.__name__, result)
"""

NATIVE = """
class Colour(str, enum.Enum):
    RED = "red"

class Level(enum.IntEnum):
    LOW = 1

class Mine:
    def __init__(self, value): self.value = value
    def __eq__(self, other): return self.value == other
    def __hash__(self): return 1
    def __lt__(self, other): return "lt"
    def __radd__(self, other): return 40
    def __bool__(self): return False

class Sized:
    def __init__(self, count): self.count = count
    def __len__(self): return self.count

class Guarded:
    def __init__(self): self.kept = 2
    def __getattr__(self, name):
        if name == "odd":
            return 7
        raise AttributeError(name)

class Doubled:
    def __init__(self): self.inner = 1
    @property
    def twice(self): return self.inner * 2
    @twice.setter
    def twice(self, value): self.inner = value

class Minus:
    def __get__(self, object, owner): return -object.raw
    def __set__(self, object, value): object.raw = value

class Described:
    field = Minus()

class Slots:
    __slots__ = ("a",)

class Base:
    step = 5
    @classmethod
    def make(cls): return cls.__name__
class Derived(Base):
    step = 50
    def up(self): return super().step
    @classmethod
    def make(cls): return super().make() + "!"

class Meta(type):
    def __call__(cls, *arguments):
        made = super().__call__(*arguments)
        made.stamp = 9
        return made
class Stamped(metaclass=Meta):
    pass

class Refuses:
    def __sub__(self, other): return NotImplemented
class Accepts:
    def __rsub__(self, other): return "rsub"

Pair = collections.namedtuple("Pair", "first second")
pair, level, colour, derived, mine = Pair(1, 2), Level.LOW, Colour.RED, Derived(), Mine("a")

def enums(x): return x * 2, colour == "red", "red" == colour, level == 1, 1 == level, colour in ("red",), {"red": 1}[colour], level + 1
def equality(x): return x + 1, mine == "a", "a" == mine, mine != "b", mine in ["a"], mine < 3, [1, 2] == (1, 2), {"a": 1, "b": 2} == {"b": 2, "a": 1}
def truth(x): return x + 1, bool(mine), bool(Sized(0)), not Sized(3), bool(Guarded())
def hooks(x):
    made = Guarded()
    return x + made.odd, hasattr(made, "none"), getattr(made, "none", 3), made.kept
def setters(x):
    made, other = Doubled(), Described()
    made.twice = 4
    other.field = 3
    return x * made.twice, made.inner, other.field
def slots(x):
    made = Slots()
    before = hasattr(made, "a")
    made.a = 3
    return x * made.a, before, made.a
def bases(x): return x * derived.up(), Derived.make()
def metaclasses(x): return x + Stamped().stamp
def reflected(x): return x + 1, 1 + mine, x.sum() + mine, Refuses() - Accepts()
def missing(x): return x + 1, hasattr(x, "no_decay"), getattr(x, "no_decay", 5), hasattr(1, "foo"), hasattr([], "append"), hasattr((), "foo")
def sizes(x): return x.shape, x.shape[1:], x.shape + (1,), (1,) + x.shape, tuple(x.shape), isinstance(x.shape, tuple), isinstance(x.shape, torch.Size)
def named(x): return x + pair.first, pair, pair is pair, pair[:1], isinstance(pair, Pair), isinstance((1, 2), Pair), pair == (1, 2)
def results(x): return x.max(1), x.max(1).values, type(x.max(1)).__name__
def abstract(x): return x + 1, isinstance([1], collections.abc.Sized), isinstance({}, collections.abc.Mapping), isinstance(3, collections.abc.Hashable), isinstance(x, collections.abc.Iterable)
def same(x):
    flag = x.shape[0] == 2
    kept = [1]
    return x + 1, flag is True, kept is kept, [] is [], None is None, Colour.RED is colour
for function in (enums, equality, truth, hooks, setters, slots, bases, metaclasses, reflected, missing, sizes, named, results, abstract, same):
    run(function)
"""

REFUSED = """
class Returns:
    def __init__(self): return 3
class Abstract(abc.ABC):
    @abc.abstractmethod
    def f(self): pass
class Unhashable:
    __hash__ = None
gone = []
class Finalized:
    def __del__(self): gone.append(1)
class Raises:
    def __getattr__(self, name): raise KeyError(name)
class Negative:
    def __len__(self): return -1
raises = Raises()

def keyword(a=1, **others): return a

def returns(x): return x + 1, Returns()
def is_abstract(x): return x + 1, Abstract()
def unhashable(x): return x + 1, {Unhashable(): 1}
def finalized(x):
    Finalized()
    return x + 1
def other_error(x): return x + getattr(raises, "a", 1)
def negative(x): return x + 1, bool(Negative())
def twice(x): return x + keyword(a=1, **{"a": 2})
def mixed(x): return x + 1, [1] + (2,)
def list_key(x): return x + 1, {}.get([1])
for function in (returns, is_abstract, unhashable, finalized, other_error, negative, twice, mixed, list_key):
    run(function)
print(len(gone))
"""

CHANGES = """
class Later:
    pass
later = Later()

class Meta(type):
    flag = 1
class Ruled(metaclass=Meta):
    pass

class Plain:
    def __init__(self): self.value = 1
plain = Plain()

def registered(x): return x * (2 if isinstance(later, collections.abc.Sized) else 3)
def by_metaclass(x): return x * Ruled.flag
def hidden(x): return x * plain.value
def patched(x): return x.add(1)
def operator(x): return x + 1
for function in (registered, by_metaclass, hidden, patched, operator):
    run(function)
collections.abc.Sized.register(Later)
Meta.flag = 5
Plain.value = property(lambda self: 7)
torch.Tensor.add = lambda self, other: torch.sub(self, other)
for function in (registered, by_metaclass, hidden, patched):
    run(function)
torch.Tensor.__add__ = lambda self, other: torch.mul(self, 10)
run(operator)
"""


def names(program: str) -> list[str]:
    """The functions that the last loop of a program runs."""
    last = program[program.rindex("for function in (") :]
    return last[len("for function in (") : last.index(")")].split(", ")


def test_what_is_native(tmp_path):
    check(tmp_path, HEAD + NATIVE, native={name: 5 for name in names(NATIVE)})


def test_what_raises_or_cannot_be_known(tmp_path):
    check(tmp_path, HEAD + REFUSED)


def test_changes_of_classes_are_seen(tmp_path):
    check(tmp_path, HEAD + CHANGES, native={"registered": 5, "by_metaclass": 5, "hidden": 5, "patched": 5, "operator": 5})


LENGTHS = """
class Sized:
    def __init__(self, length): self.length = length
    def __len__(self): return self.length

class Index:
    def __index__(self): return 3

class Number(int): pass
"""


def test_what_dunder_len_returns(tmp_path):
    """An `int` that is not negative and fits, as `len` and `bool` take it; anything else raises."""
    lengths = ["3", "0", "True", "Number(4)", "Index()", "None", "-1", "2.5", "'x'", "[1]", "2**62", "2**63", "-(2**70)"]
    program = HEAD + LENGTHS
    for place, length in enumerate(lengths):
        program += f"""
def length_{place}(x, sized=Sized({length})): return len(sized), x + 1
def truth_{place}(x, sized=Sized({length})): return bool(sized), not sized, x + 1
run(length_{place})
run(truth_{place})
"""
    check(tmp_path, program, native={f"{kind}_{place}": 1 for kind in ("length", "truth") for place in range(3)})


ODDITIES = """
import typing

def alias(x): return typing.cast(list[int], [1, 2]), x + 1
def alias_itself(x): return repr(list[int]), list[int] == list, x + 1
def alias_in_a_list(x): return [dict[str, int]], x + 1
def reversed_by_an_int(x): return sorted([1, 3, 2], key=lambda v: -v, reverse=1), x + 1
def reversed_by_text(x): return sorted([1, 3, 2], reverse="yes"), x + 1
def nested(x, depth=3): return nested(x, depth - 1) + 1 if depth else x * 2

for function in alias, alias_itself, alias_in_a_list, reversed_by_an_int, reversed_by_text, nested:
    run(function)
"""


def test_values_that_are_rarely_asked(tmp_path):
    check(tmp_path, HEAD + ODDITIES, native=dict.fromkeys(["alias", "reversed_by_an_int", "nested"], 1))


SPECIAL = """
import torch

def item(x): return x[0] + 1
def length(x): return x * len(x)
def iterated(x): return [element * 2 for element in x]
def unpacked(x):
    a, b, c = x
    return a * b + c
def stored(x):
    x[0] = 5
    return x * 2
def absolute(x): return abs(x) * 2
def number(x): return x * float(x[0])
def key(x): return x * {x: 3}[x]

called = []
def log(name):
    own = getattr(torch.Tensor, name)
    def special(*arguments):
        called.append(name)
        return own(*arguments)
    setattr(torch.Tensor, name, special)
def run(function):
    for _ in range(60):
        called.clear()
        print(function.__name__, function(torch.tensor([1.0, -2.0, 3.0])), called)
FUNCTIONS = (item, length, iterated, unpacked, stored, absolute, number, key)
for function in FUNCTIONS:
    run(function)
for name in ("__getitem__", "__len__", "__iter__", "__setitem__", "__abs__", "__float__", "__hash__"):
    log(name)
for function in FUNCTIONS:
    run(function)
# The engine looks at tensors without the program's own members.
def later(x): return torch.relu(x).shape, x.detach(), x[0]
for name in ("dim", "stride", "is_conj", "size"):
    log(name)
run(later)
"""


def test_special_methods_put_on_tensors_are_seen(tmp_path):
    every = ("item", "length", "iterated", "unpacked", "stored", "absolute", "number", "key")
    check(tmp_path, SPECIAL, native=dict.fromkeys(every, 2))


IMPORTS = """
import builtins
import torch
def imported(x):
    import math
    return x * math.floor(2.5)

class Other: floor = lambda self, value: 100
own = builtins.__import__
for call in range(80):
    if call == 70:
        builtins.__import__ = lambda name, *rest, **named: Other() if name == "math" else own(name, *rest, **named)
    result = imported(torch.ones(2))
    if call == 75:
        builtins.__import__ = own
    print(call, result)
"""


def test_another_import_function_is_asked(tmp_path):
    check(tmp_path, IMPORTS, native={"imported": 5})


CONTAINERS = """
import torch
kept = []

def itself(x):
    elements = [1, 2]
    elements.append(elements)
    return x * 2, elements
def each_other(x):
    one = []; other = {0: one}
    one.append(other)
    kept[:] = [one]
    return x * 2
def compared(x):
    one = []; other = []
    one.append(one); other.append(other)
    try: return x * 2, one == other
    except RecursionError as error: return type(error).__name__
def inside(x):
    one = []
    one.append(one)
    return x * 2, len(one), one[0] is one
def deep(x):
    nest = ()
    for _ in range(150):
        nest = (nest,)
    return x * 2, nest
def sorting(x):
    elements, seen = [3, 1, 2], []
    def key(element):
        seen.append(len(elements))
        return element
    elements.sort(key=key)
    return x * 2, elements, seen
def growing(x):
    elements = [3, 1, 2]
    def key(element):
        elements.append(element)
        return element
    try: elements.sort(key=key)
    except ValueError as error: return x * 2, str(error)
def popped(x):
    try: [].pop(3)
    except IndexError as error: return x * 2, str(error)
def divided(x):
    try: divmod(2.5, 0)
    except ZeroDivisionError as error: return x * 2, str(error)
FUNCTIONS = (itself, each_other, compared, inside, deep, sorting, growing, popped, divided)
for function in FUNCTIONS:
    for _ in range(40):
        print(function.__name__, function(torch.ones(2)))
"""


def test_containers_that_hold_themselves_and_lists_that_are_sorted(tmp_path):
    check(tmp_path, CONTAINERS, native=dict.fromkeys(("inside", "deep", "sorting", "popped"), 5))
