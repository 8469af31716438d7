"""Control flow and exceptions."""


class Manager:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__)
        return self.suppress


def loops():
    for i in range(10):
        if i == 2:
            continue
        if i == 4:
            break
        print(i)
    else:
        print("not reached")
    for i in []:
        pass
    else:
        print("empty", "i" in locals())
    n = 0
    while n < 3:
        n += 1
        for k in range(3):
            if k == n:
                break
        else:
            continue
        if n == 2:
            break
    else:
        print("no break")
    print(n)
    while True:
        while True:
            break
        else:
            print("never")
        break


def finals(how):
    for i in range(3):
        try:
            print("body", i)
            if how == "return":
                return "returned"
            if how == "break":
                break
            if how == "continue":
                continue
            if how == "raise":
                raise ValueError(i)
        except ValueError as error:
            print("caught", error)
            if how == "raise" and i == 1:
                return "from handler"
        else:
            print("else", i)
        finally:
            print("finally", i)
            if how == "override":
                return "overridden"
    return "end"


def handlers(exception):
    try:
        try:
            if exception:
                raise exception
        except (KeyError, IndexError) as error:
            print("lookup", repr(error))
        except TypeError:
            print("type")
            raise
        except ValueError as error:
            raise RuntimeError("wrapped") from error
        else:
            print("nothing")
        finally:
            print("inner finally")
    except Exception as error:
        print("outer", repr(error), repr(error.__cause__), repr(error.__context__), error.__suppress_context__)
    try:
        try:
            raise KeyError("first")
        except KeyError:
            raise LookupError("second") from None
    except LookupError as error:
        print(repr(error.__cause__), repr(error.__context__), error.__suppress_context__)


def contexts():
    with Manager("a") as a, Manager("b", suppress=True) as b:
        print(a, b)
        raise ValueError
    print("suppressed")
    for i in range(3):
        with Manager(i):
            if i == 1:
                break
            continue

    def inner():
        with Manager("return", suppress=True):
            return 1

    print(inner())

    def falls():
        with Manager("falls", suppress=True):
            raise ValueError
            return 1

    print(falls())
    with (Manager("p") as p,):
        pass


def unpacking():
    a, (b, *c), d = 1, "xyz", [2]
    print(a, b, c, d)
    [e, *f] = range(1)
    *g, = "ab"
    print(e, f, g)
    for wrong in ((1,), (1, 2, 3), ()):
        try:
            h, i = wrong
        except ValueError as error:
            print(error)
    try:
        j, *k, l = [1]
    except ValueError as error:
        print(error)
    (m), n = [], {}
    m += [1]
    n["x"] = n["y"] = m
    print(m, n, m is n["x"])


def asserts():
    try:
        assert 1 + 1 == 2
        assert [], "empty " + "list"
    except AssertionError as error:
        print(repr(error))
    try:
        assert 0
    except AssertionError as error:
        print(repr(error))


def numbers():
    print(7 // 2, -7 // 2, 7 % -3, 2**10, 2**-1, 1 / 3, 5 & 3 | 8 ^ 2, ~5, -(-5), +3, 1 << 70, -1 >> 1)
    print(-9223372036854775808, 9223372036854775808, -170141183460469231731687303715884105728, 0xFF, 1_000)
    print(-1.5, 1e300 * 10, 5e-324, -0.0, 2j, -2j, 1 + 2j, 0.1 + 0.2)
    print(b"\x00\xff'\"\\", "caf\u00e9 \U0001f600 \0 \"", 'a' "b" 'c', ..., None, True, not True)
    print((1).__class__, "abc"[1:], "abcdef"[::-2], [1, 2, 3][-1], "abc"[:], [0, 1, 2, 3][1:3])


def matching(subject):
    match subject:
        case 1 | 2 as small:
            return "small", small
        case "a" | "b":
            return "letter"
        case None:
            return "none"
        case True:
            return "true"
        case -1 | 1.5 | 2j:
            return "number"
        case int.__add__:
            return "attribute"
        case other if other == "guarded":
            return "guard", other
        case rest:
            return "rest", rest


loops()
for how in ("return", "break", "continue", "raise", "override", "none"):
    print("--", how)
    print(finals(how))
for exception in (None, KeyError("k"), TypeError("t"), ValueError("v"), OSError("o")):
    handlers(exception)
contexts()
unpacking()
asserts()
numbers()
for subject in (1, 2, "a", None, True, False, -1, 1.5, 2j, int.__add__, "guarded", []):
    print(matching(subject))
