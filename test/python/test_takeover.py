"""Taking functions over cannot be seen from inside the program, at any stage of a function's life."""

import pytest
from differential import check

#: Functions are called often enough to be profiled, become hot, and be converted or left alone.
PROGRAMS = {
    "identity, name and signature": """
        import inspect

        def f(a, b=2, /, c=3, *args, d, e: int = 5, **kwargs) -> "str":
            "A docstring."
            return a, b, c, args, d, e, sorted(kwargs.items())

        g, identity = f, id(f)
        for i in range(8):
            print(f(i, d=4), f(i, 1, 2, 3, 4, d=5, z=1, y=2))
            print(f is g, id(f) == identity, f.__name__, f.__qualname__, f.__doc__, f.__module__)
            print(inspect.signature(f), f.__defaults__, f.__kwdefaults__, f.__annotations__)
            print(f.__code__.co_firstlineno, f.__code__.co_argcount, f.__code__.co_varnames[:4], f.__code__.co_freevars)
    """,
    "source and decorators": """
        import functools, inspect

        def trace(fn):
            @functools.wraps(fn)
            def wrapper(*args):
                print("enter", fn.__name__)
                return fn(*args)
            return wrapper

        @trace
        @functools.lru_cache(maxsize=None)
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)

        @trace
        def other(x): return x + 1

        for _ in range(5):
            print(fib(6), other(1))
            print(inspect.getsource(fib.__wrapped__), inspect.getsource(other))
            print(inspect.getsourcelines(other.__wrapped__)[1], inspect.getsourcelines(trace)[1])
    """,
    "functions that only dead code defines": """
        import torch

        def f(x):
            if True:
                y = x + 1
            else:
                def g(z):
                    return y * z if z > 0 else y
            while False:
                def h(z):
                    for _ in range(3):
                        z += 1
                    return z
            if __debug__:
                return y
            def k():
                return x

        if 0:
            def never(x):
                return x

        for i in range(8):
            print(f(torch.ones(2) * i), f.__code__.co_varnames, f.__code__.co_cellvars)
    """,
    "closures and nonlocal": """
        def counter():
            n = 0
            def bump(by=1):
                nonlocal n
                n += by
                return n
            def look():
                return n
            return bump, look

        pairs = [counter() for _ in range(3)]
        for i in range(6):
            for bump, look in pairs:
                bump(i)
            print([look() for _, look in pairs], pairs[0][0].__closure__[0].cell_contents)
    """,
    "many closures of one def": """
        def make(k):
            def add(x):
                return x + k
            return add

        adders = [make(k) for k in range(10)]
        for x in range(6):
            print([add(x) for add in adders])
        print([make(k)(1) for k in range(10)])
    """,
    "recursion": """
        def depth(n):
            if n == 0:
                return 0
            return 1 + depth(n - 1)

        def even(n): return True if n == 0 else odd(n - 1)
        def odd(n): return False if n == 0 else even(n - 1)

        print([depth(n) for n in range(8)], [even(n) for n in range(8)], depth(300))
        def forever(): return forever()
        for _ in range(5):
            try:
                forever()
            except RecursionError as error:
                print(type(error).__name__)
    """,
    "methods": """
        class Base:
            made = 0
            def __init__(self, x):
                self.x = x
                type(self).made += 1
            def double(self): return 2 * self.x
            @classmethod
            def make(cls, x): return cls(x)
            @staticmethod
            def plus(a, b): return a + b
            @property
            def half(self): return self.x / 2
            @half.setter
            def half(self, value): self.x = 2 * value
            def __call__(self, y): return self.x * y
            def __eq__(self, other): return self.x == other.x
            def __hash__(self): return hash(self.x)
            def __getattr__(self, name): return f"no {name}"
            def __enter__(self): return self
            def __exit__(self, *exc): return True
            def __private(self): return "private"
            def reveal(self): return self.__private()

        class Derived(Base):
            def __init__(self, x):
                super().__init__(x)
            def double(self): return super().double() + 1

        for i in range(6):
            d = Derived.make(i)
            d.half = i
            with d:
                raise ValueError
            print(d.double(), d.half, d(3), d.plus(1, 2), d == Derived(2 * i), len({d, d}), d.missing, d.reveal())
        print(Derived.made, Base.double.__qualname__, Derived.double.__qualname__, Base._Base__private.__name__)
    """,
    "generators, async and lambdas": """
        import asyncio, inspect

        def numbers(n):
            for i in range(n):
                received = yield i
                if received:
                    yield received

        async def later(x):
            await asyncio.sleep(0)
            return x + 1

        async def many(n):
            for i in range(n):
                yield await later(i)

        async def collect(): return [x async for x in many(3)]
        twice = lambda x: x * 2 if x > 1 else x
        for _ in range(5):
            g = numbers(3)
            print(next(g), g.send(10), list(g), inspect.isgeneratorfunction(numbers))
            print(asyncio.run(collect()), inspect.iscoroutinefunction(later), twice(1), twice(2))
            print([twice(i) for i in range(3) if i], {i: twice(i) for i in range(2)})
    """,
    "control flow under probes": """
        def walk(items, limit):
            found = []
            for i, item in enumerate(items):
                if item is None:
                    continue
                elif item == limit:
                    break
                while item > 2:
                    item -= 1
                    if item == 3:
                        found.append("three")
                        break
                else:
                    found.append(i if item else "zero")
            else:
                return found, "whole"
            try:
                return found, "broken"
            finally:
                found.append("finally")

        for limit in (9, 9, 5, 9, 5, 1):
            print(walk([0, None, 1, 5, 3, 2], limit), walk([], limit))
    """,
    "conditions are taken once": """
        class Loud:
            def __init__(self, truth): self.truth = truth
            def __bool__(self):
                print("asked", self.truth)
                return self.truth

        def choose(a, b):
            if a and b:
                r = "both"
            elif not a or b:
                r = "some"
            else:
                r = "none"
            while b:
                b = None
            return r, (1 if a else 2)

        for _ in range(4):
            for a in (True, False):
                for b in (True, False):
                    print(choose(Loud(a), Loud(b)))
    """,
    "locals and unbound names": """
        def f(x, flag):
            before = sorted(locals())
            if flag:
                y = x
            try:
                print(y)
            except UnboundLocalError as error:
                print(error)
            del x
            return before, sorted(locals())

        def g(a, *b, **c):
            def inner(): return a
            return locals().keys() - {"inner"}, vars().keys() == locals().keys(), eval("a"), dir()

        for i in range(6):
            print(f(i, i % 2), sorted(g(1, 2, z=3)[0]), g(1)[1:])
    """,
    "pickling, copying and reflection": """
        import copy, dis, pickle, types, weakref

        def f(x):
            if x:
                return x + 1
            return 0

        class C:
            def method(self): return 1

        for i in range(6):
            f(i)
            print(pickle.loads(pickle.dumps(f)) is f, copy.deepcopy(f) is f, pickle.loads(pickle.dumps(C().method))())
            print(weakref.ref(f)() is f, types.FunctionType(f.__code__, {})(i), len(list(dis.get_instructions(f))) > 0)
            print(eval(f.__code__.replace(co_name="g"), {"x": 1}) if False else f.__code__.co_name)
    """,
    "code shared with other globals": """
        import types

        def f(): return value

        value = "mine"
        other = types.FunctionType(f.__code__, {"value": "other"})
        for i in range(6):
            print(f(), other(), types.FunctionType(f.__code__, {"value": i})())
    """,
    "functions that die": """
        import gc, weakref

        def make():
            def f(x): return x
            return f

        alive = []
        for i in range(10):
            f = make()
            f(i)
            alive.append(weakref.ref(f))
        del f
        gc.collect()
        print([ref() is None for ref in alive])
    """,
    "code replaced by the program": """
        def f(): return "f"
        def g(): return "g"

        for i in range(8):
            if i == 5:
                f.__code__ = g.__code__
            print(f(), g())
    """,
    "globals stay clean": """
        import builtins
        def f(x): return x
        for i in range(6): f(i)
        print(sorted(k for k in globals()), [k for k in dir(builtins) if "janus" in k.lower()])
        print(f.__dict__, sorted(f.__code__.co_names), [n for n in f.__code__.co_varnames if n.isidentifier()])
    """,
    "threads": """
        import threading
        total = []
        def work(n):
            s = 0
            for i in range(n):
                if i % 2: s += i
            total.append(s)
            return s
        threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
        for t in threads: t.start()
        for t in threads: t.join()
        print(sorted(total))
    """,
    "copies with cells of their own": """
        import types, torch

        def make(k):
            s = torch.full((3,), float(k))
            def f(x, y=1):
                return x * s + k * y
            return f

        x, f, g = torch.ones(3), make(2), make(5)
        for _ in range(6): print(f(x))
        h = types.FunctionType(f.__code__, f.__globals__, "h", f.__defaults__, g.__closure__)
        print(h(x), h(x, 2), g(x), f(x))

        class A:
            def m(self, x): return x * 2
        class B(A):
            def m(self, x):
                __n = 1
                def inner(): return super(B, self).m(x) + __n
                return super().m(x) + len(__class__.__name__) + inner()
        for _ in range(6): print(B().m(x))
    """,
    "what a hot function's code shows": """
        import torch
        k = 2
        def f(x, *rest, y=1, **more):
            z = x * k
            return z + y
        def g():
            s = torch.ones(3)
            def h(x): return x + s
            return h
        h = g()
        for _ in range(6):
            for function in f, h:
                function(torch.ones(3))
                code = function.__code__
                print(code.co_varnames, code.co_nlocals, code.co_names, code.co_freevars, code.co_cellvars, code.co_flags)
    """,
    "fork and spawn": """
        import multiprocessing, os
        def square(x): return x * x
        if __name__ == "__main__":
            for i in range(4): square(i)
            for method in ("fork", "spawn"):
                with multiprocessing.get_context(method).Pool(2) as pool:
                    print(pool.map(square, range(10)))
            pid = os.fork()
            if pid == 0:
                print("child", square(7), flush=True)
                os._exit(0)
            os.waitpid(pid, 0)
    """,
    "the script's surroundings": """
        import sys, os
        print(__name__, __file__ == os.path.abspath(sys.argv[0]), sys.argv[1:], __spec__, __package__, __doc__)
        print(sys.path[0] == os.path.dirname(os.path.abspath(__file__)), type(__loader__).__name__, sorted(globals()))
        print(sys.modules["__main__"].__dict__ is globals(), __builtins__.__name__)
    """,
    "a future import": """
        from __future__ import annotations
        def f(x: Missing = 1) -> AlsoMissing:
            return x
        for i in range(5): print(f(i), f.__annotations__)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_same_as_plain(name, tmp_path):
    check(tmp_path, PROGRAMS[name], arguments=("one", "two"))


def test_tracebacks_have_the_authors_lines_at_every_stage(tmp_path):
    program = """
        import traceback

        def fail(x, when):
            total = 0
            for i in range(3):
                if i == when:
                    total += (x
                              / 0)
            return total

        def outer(x, when):
            return fail(x,
                        when)

        for call in range(8):
            try:
                outer(call, 1)
            except ZeroDivisionError:
                print(traceback.format_exc())
        outer(1, 2)
    """
    plain, _ = check(tmp_path, program, status=1)
    assert "in outer" in plain.stderr


def test_exception_chains_and_notes(tmp_path):
    program = """
        def inner():
            raise KeyError("inner")

        def middle():
            try:
                inner()
            except KeyError as error:
                error.add_note("seen")
                raise ValueError("middle") from error

        def outer():
            try:
                middle()
            finally:
                raise RuntimeError("outer")

        for _ in range(6):
            try:
                outer()
            except RuntimeError as error:
                print(repr(error.__context__), repr(error.__context__.__cause__), error.__traceback__.tb_lineno)
        outer()
    """
    check(tmp_path, program, status=1)


def test_modules_beside_the_script_are_watched_and_libraries_are_not(tmp_path):
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "library.py").write_text("def far(x):\n    return x\n")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("from .part import near\n")
    (tmp_path / "package" / "part.py").write_text("def near(x):\n    return x + 1\n")
    program = """
        import sys, importlib
        sys.path.append(sys.path[0] + "/site-packages")
        import library, package, helper
        for i in range(4):
            print(library.far(i), package.near(i), helper.here(i))
        importlib.reload(helper)
        print(helper.here(1), helper.__name__, helper.__spec__.name, helper.__file__ == helper.__spec__.origin)
        print(helper.__loader__.get_source("helper"))
    """
    _, janus = check(tmp_path, program, {"helper": "def here(x):\n    return x\n"})
    assert sorted(f["name"] for f in janus.stats["functions"]) == ["here", "near"]


def test_a_module_that_changes_is_loaded_anew(tmp_path):
    program = """
        import importlib, pathlib, time
        import helper
        for i in range(5): print(helper.f(i))
        path = pathlib.Path(helper.__file__)
        path.write_text("def f(x):\\n    return -x\\n")
        importlib.reload(helper)
        for i in range(5): print(helper.f(i))
        path.write_text("def f(x):\\n    return x\\n")
    """
    check(tmp_path, program, {"helper": "def f(x):\n    return x\n"})


def test_a_broken_module_fails_as_in_plain_python(tmp_path):
    modules = {"bad_syntax": "def f(:\n    pass\n", "bad_name": "import math\nmath.nothing\n", "warns": "x = 1 is 2\n"}
    program = """
        import traceback
        for name in ("bad_syntax", "bad_name", "nowhere", "warns"):
            try:
                __import__(name)
            except Exception:
                traceback.print_exc()
    """
    plain, _ = check(tmp_path, program, modules)
    assert "SyntaxWarning" in plain.stderr and "bad_syntax.py" in plain.stderr


def test_cloudpickle_takes_functions_of_main(tmp_path):
    pytest.importorskip("cloudpickle")
    program = """
        import cloudpickle, pickle
        def f(x):
            def inner(y):
                return y + x
            if x > 2:
                return inner(x)
            return [inner(i) for i in range(x)]
        for i in range(6):
            copy = pickle.loads(cloudpickle.dumps(f))
            print(f(i), copy(i))
    """
    check(tmp_path, program)




def test_marshal_writes_the_authors_code(tmp_path):
    program = """
        import io, marshal, types

        def outer(x):
            def inner(y):
                return [y + z for z in (1, 2)]
            return inner(x)

        class C:
            def method(self, x): return x * 2

        functions = outer, C.method, (lambda x: x + 1), (lambda x: x * 2)
        for call in range(8):
            for function in functions:
                text = marshal.dumps(function.__code__)
                print(len(text), types.FunctionType(marshal.loads(text), {})(*[call] * function.__code__.co_argcount))
                function(*[call] * function.__code__.co_argcount)
        file = io.BytesIO()
        nested = ([outer.__code__], {"code": C.method.__code__}, frozenset({outer.__code__}), 1.5, "text")
        print(marshal.dumps(nested) == marshal.dumps(nested), len(marshal.dumps(nested)))
        own = []
        own.append(own)
        try:
            marshal.dumps(own)
        except ValueError as error:
            print(error)
    """
    check(tmp_path, program)
