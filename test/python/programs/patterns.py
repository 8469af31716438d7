"""Patterns that look into their subject, what they ask it for, and in which order."""

import collections
import collections.abc
import types

log = []


class Watched(collections.abc.Sequence):
    """A sequence that writes down what it is asked for."""

    def __init__(self, *items):
        self.items = items

    def __len__(self):
        log.append("len")
        return len(self.items)

    def __getitem__(self, index):
        log.append(("item", index))
        return self.items[index]


class Mapped(collections.abc.Mapping):
    def __init__(self, **items):
        self.items_ = items

    def __len__(self):
        log.append("len")
        return len(self.items_)

    def __iter__(self):
        log.append("iter")
        return iter(self.items_)

    def __getitem__(self, key):
        log.append(("item", key))
        return self.items_[key]

    def get(self, key, default=None):
        log.append(("get", key))
        return self.items_.get(key, default)


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    @property
    def broken(self):
        log.append("broken")
        raise AttributeError("broken")

    @property
    def failing(self):
        raise ValueError("failing")


class Colour:
    RED = "r"


def sequences(subject):
    match subject:
        case []:
            return "empty"
        case [1]:
            return "one"
        case [1, x]:
            return "1 and", x
        case (2, [x, *_], y):
            return "nested", x, y
        case [3, *rest]:
            return "three and", rest
        case [first, *_, 4]:
            return "to four", first
        case [*_, "z" | "y" as last]:
            return "ends", last
        case [5 | 6, (7 | 8) as n] if n == 8:
            return "guarded", n
        case [_, _, _]:
            return "three"
        case [*_]:
            return "any"
        case _:
            return "no sequence"


def two(subject):
    match subject:
        case [a, b] | [a, _, b]:
            return a, b
        case *a, b:
            return a, b
    return None


def mappings(subject):
    match subject:
        case {"a": 1, "b": x}:
            return "a and b", x
        case {"c": {"d": [x, y]}, **rest}:
            return "c", x, y, rest
        case {Colour.RED: x}:
            return "red", x
        case {-1: x, 2.5: None}:
            return "numbers", x
        case {"only": _}:
            return "only"
        case {**rest} if rest:
            return "rest", sorted(rest)
        case {}:
            return "mapping"
        case _:
            return "no mapping"


def classes(subject):
    match subject:
        case int() | float() as number:
            return "number", number
        case Point(x=0, y=y):
            return "on the axis", y
        case Point(broken=_):
            return "not reached"
        case Point(z=_) | Point(x=1):
            return "at one"
        case Point(x=Point(x=inner), y=[*ys]):
            return "point in point", inner, ys
        case str() | bytes():
            return "text"
        case types.SimpleNamespace(a=a, b=[b]):
            return a, b
    return "other"


def names(len, isinstance, subject):
    match subject:
        case [x, y]:
            return len, isinstance, x, y


def run(function, *arguments):
    log.clear()
    try:
        result = function(*arguments)
    except Exception as error:
        result = type(error).__name__, str(error)
    print(function.__name__, result, log)


for subject in (
    [], (), [1], (1, "q"), [2, (8, 9), "y"], [2, 3], [3], [3, 4, 5], (0, 1, 2, 4), [9, "z"], ["y"], [6, 8], [6, 7],
    [7, 7, 7], [7] * 9, "abc", b"ab", bytearray(b"ab"), range(2), range(3, 6), {1: 2}, {1, 2}, None, 5,
    collections.deque([1]), memoryview(b"\1"), Watched(), Watched(1, 2), Watched(2, Watched(8, 9), 3),
    Watched(9, 9, 4), Watched(8, "z"), Watched(3, 1),
):
    run(sequences, subject)
    run(two, subject)
for subject in (
    {}, {"a": 1}, {"a": 1, "b": 2}, {"a": 2, "b": 2}, {"c": {"d": (1, 2)}, "e": 3}, {"c": {}}, {"r": 1},
    {-1: 2, 2.5: None}, {-1: 2, 2.5: 1}, {"only": 1}, {"z": 1, "y": 2}, [], None, types.MappingProxyType({"only": 3}),
    Mapped(), Mapped(a=1, b=4), Mapped(c={"d": "xy"}, z=1), Mapped(c={"d": [5, 6]}, z=1),
    collections.defaultdict(int), collections.Counter("aab"),
):
    run(mappings, subject)
for subject in (
    1, 2.5, True, "s", b"", None, Point(0, 5), Point(1, 2), Point(2, 2), Point(Point(7, 8), [1, 2]), Point([], 1),
    types.SimpleNamespace(a=1, b=(2,)), types.SimpleNamespace(a=1), [Point],
):
    run(classes, subject)
run(names, 1, 2, [3, 4])


def no_class(subject):
    match subject:
        case print():
            return 1


def failing(subject):
    match subject:
        case Point(failing=1):
            return 1


run(no_class, 1)
run(failing, Point(1, 2))

# In a module's own code, names are bound when the whole pattern matches.
match {"k": [1, (2, 3)]}:
    case {"k": [first, [second, 4]]}:
        print("wrong")
    case {"k": [first, (second, third)], **others}:
        print(first, second, third, others)
