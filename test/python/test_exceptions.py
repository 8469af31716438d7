"""Exceptions: what is raised, by statements and by operations, is caught by the handler that Python gives it to."""

from exactly import check_exactly
from test_iterators import calls, names

NATIVE = '''
x = torch.ones(2)

class Own(Exception):
    pass

class Coded(Own):
    def __init__(self, code):
        super().__init__("coded", code)
        self.code = code

def throw():
    raise Own

def a_class(x):
    try:
        throw()
    except Own as error:
        return x * 2, error.args, type(error) is Own
    except Exception:
        return x * 3

def attributes(x):
    try:
        raise Coded(7)
    except Own as error:
        return x * error.code, error.args, isinstance(error, Coded)

def by_base_or_tuple(x):
    out = []
    for cls in (ValueError, KeyError, Own):
        try:
            raise cls("a", 1)
        except (LookupError, Own) as error:
            out.append((error.args, "second"))
        except ValueError as error:
            out.append((error.args, "first"))
    return x * 2, out

def cause_and_context(x):
    try:
        try:
            raise Own("first")
        except Own as first:
            raise ValueError("second") from first
    except ValueError as second:
        linked = (second.__cause__.args, second.__context__ is second.__cause__, second.__suppress_context__)
    try:
        try:
            raise Own("third")
        except Own:
            raise ValueError("fourth")
    except ValueError as fourth:
        implied = (fourth.__cause__, fourth.__context__.args, fourth.__suppress_context__)
    try:
        raise ValueError from None
    except ValueError as fifth:
        return x * 2, linked, implied, (fifth.__cause__, fifth.__context__, fifth.__suppress_context__)

def bare_raise(x):
    def again():
        raise
    try:
        try:
            raise Own(1)
        except Own:
            again()
    except Own as error:
        return x * 2, error.args, error.__context__

def order(x):
    log = []
    def f(how):
        try:
            log.append("try")
            if how == 1:
                raise Own
            if how == 2:
                return "early"
        except Own:
            log.append("except")
            return "handled"
        else:
            log.append("else")
        finally:
            log.append("finally")
        return "end"
    return x * 2, [f(how) for how in range(3)], log

def finally_wins(x):
    def f():
        try:
            raise Own
        finally:
            return 5
    def g():
        for i in range(3):
            try:
                continue
            finally:
                if i == 1:
                    break
        return i
    return x * f(), g()

def operations(x):
    out = []
    try:
        {"a": 1}["b"]
    except KeyError as error:
        out.append(error.args)
    try:
        [1, 2][5]
    except LookupError as error:
        out.append(error.args)
    try:
        next(iter([]))
    except StopIteration as error:
        out.append((error.args, error.value))
    try:
        1 // 0
    except ArithmeticError as error:
        out.append(len(error.args))
    try:
        [].pop()
    except IndexError as error:
        out.append(error.args)
    try:
        {}.pop(3)
    except KeyError as error:
        out.append(error.args)
    return x * 2, out

class Table:
    def __getitem__(self, key):
        raise KeyError(key)

table = Table()
def in_an_inlined_method(x):
    try:
        return x * table[3]
    except KeyError as error:
        return x * 2, error.args

def through_a_generator(x):
    def numbers():
        yield 1
        raise Own("inside")
    seen = []
    try:
        for a in numbers():
            seen.append(a)
    except Own as error:
        return x * 2, seen, error.args

class Suppress:
    def __init__(self, cls):
        self.cls = cls
        self.log = []
    def __enter__(self):
        self.log.append("enter")
        return self
    def __exit__(self, cls, error, traceback):
        self.log.append((cls, traceback is None))
        return cls is not None and issubclass(cls, self.cls)

def managers(x):
    with Suppress(Own) as outer:
        raise Own
    try:
        with Suppress(KeyError) as inner:
            raise Own(1)
    except Own as error:
        caught = error.args
    with Suppress(KeyError) as quiet:
        pass
    return x * 2, len(outer.log), inner.log[1][1], caught, quiet.log

def unbound_after(x):
    try:
        raise Own
    except Own as error:
        pass
    try:
        return x * error
    except NameError:
        return x * 2

def deep(x):
    def level(n):
        if n == 0:
            raise Own(n)
        try:
            level(n - 1)
        except Own as error:
            raise Own(n) from error
    try:
        level(3)
    except Own as error:
        chain = []
        while error is not None:
            chain.append(error.args[0])
            error = error.__cause__
        return x * 2, chain
'''
CONTAINERS = '''
def lists(x):
    xs = [3, 1, 2]
    xs.insert(0, 9); xs.insert(-1, 8); xs.extend([4, 4]); xs.remove(9)
    last, first = xs.pop(), xs.pop(0)
    ys = xs.copy(); ys.sort(reverse=True); zs = ys[::-1]; zs.reverse()
    xs.extend(xs)
    return x * 2, xs, last, first, ys, zs, ys.index(8), xs.count(4), (1, 2, 1).count(1)

def dicts(x):
    d = dict(a=1, b=2)
    d.update({"c": 3}, e=5); d.update([("f", 6)])
    got = d.pop("a"), d.pop("z", None), d.setdefault("b", 9), d.setdefault("g", 7), d.get("q", 4), d.popitem()
    c = d.copy(); c["h"] = 1
    d["b"] = 10
    return x * 2, d, got, c, list(d), len(d), "b" in d, dict(zip("ab", [1, 2]))

def texts(x):
    return (
        x * 2, "a,b".split(","), "-".join(["x", "y"]), "ABC".lower(), "abc".upper(), "aXbX".replace("X", "."),
        "layer1.weight".endswith("weight"), "layer1".startswith("lay"), "12".isdigit(), "ab" * 2,
    )

def no_such_method(x):
    s = {1}
    try:
        s.append(2)
    except AttributeError:
        return x * 3
    return x * 2
'''


def test_exceptions(tmp_path):
    check_exactly(tmp_path, NATIVE + calls(NATIVE), [name for name in names(NATIVE) if name != "unbound_after"])


def test_containers(tmp_path):
    program = "x = torch.ones(2)\n" + CONTAINERS
    check_exactly(tmp_path, program + calls(program), [name for name in names(CONTAINERS) if name != "no_such_method"])
