"""The order in which things are evaluated."""


class Trace:
    def __init__(self, name):
        object.__setattr__(self, "name", name)

    def __getattr__(self, name):
        print("get", self.name, name)
        return Trace(f"{self.name}.{name}")

    def __setattr__(self, name, value):
        print("set", self.name, name, value)

    def __delattr__(self, name):
        print("del", self.name, name)

    def __getitem__(self, key):
        print("item", self.name, key)
        return Trace(f"{self.name}[{key}]")

    def __setitem__(self, key, value):
        print("store", self.name, key, value)

    def __delitem__(self, key):
        print("remove", self.name, key)

    def __call__(self, *args, **kwargs):
        print("call", self.name, [getattr(type(a), "__name__") for a in args], kwargs)
        return Trace(f"{self.name}()")

    def __iadd__(self, other):
        print("iadd", self.name, other)
        return Trace(f"{self.name}+={other}")

    def __lt__(self, other):
        print("lt", self.name, other)
        return Trace(f"{self.name}<{other}")

    def __bool__(self):
        print("bool", self.name)
        return "f" not in self.name

    def __iter__(self):
        print("iter", self.name)
        return iter((1, 2))

    def __repr__(self):
        return self.name

    def __hash__(self):
        return hash(self.name)

    def __format__(self, spec):
        print("format", self.name, spec)
        return self.name


def t(name):
    print("name", name)
    return Trace(name)


def assignments():
    t("a").x = t("b")[t("c")] = t("value")
    x, t("d").y = t("pair")
    t("e").n += t("one")
    t("g")[t("key")] += t("two")
    t("h")[t("lo") : t("hi"), t("more")] = t("v")
    del t("i").z, t("j")[t("k")]
    a: t("annotation") = t("annotated")
    t("target").attribute: t("annotation")
    x = y = t("chain")
    return x is y


def calls():
    t("f")(t("a"), *t("b"), k=t("c"), **{"m": t("d")})
    t("f")(t("a"), k=t("b"), *t("c"))
    t("g").method(t("x")).other(y=t("z"))
    [t("a"), *t("b")], {t("k"): t("v"), **{"w": t("u")}}, {t("s")}, (t("t1"), t("t2"))


def conditions():
    for a in ("t", "f"):
        for b in ("u", "fu"):
            print("--", a, b)
            print(t(a) and t(b) or t("c"))
            print(t(a) or t(b) and t("c"))
            if t(a) and t(b):
                print("both")
            elif not (t(a) or t(b)):
                print("neither")
            if not t(a) or (t(b) if t(a) else t("z")):
                print("some")
            print(t(a) < t(b) < t("c"))
            if t(a) < t(b) < t("c") < t("d"):
                print("sorted")
            print(t("x") if t(a) else t("y"), not t(b))
            assert t(a) or t("t2"), t("never")


def definitions():
    @t("outer")
    @t("inner")
    def decorated(a=t("default1"), *, b=t("default2"), c, d=t("default3")):
        pass

    print(decorated)
    f = lambda x=t("default"): x
    print(f())

    class Meta(type):
        def __new__(cls, name, bases, namespace, **kwargs):
            print("meta", name, bases, kwargs)
            return super().__new__(cls, name, bases, namespace)

        def __init__(cls, name, bases, namespace, **kwargs):
            super().__init__(name, bases, namespace)

    def decorator(c):
        print("decorating", c.__qualname__)
        return c

    @decorator
    class C(*[object], metaclass=Meta, option=t("option")):
        """Doc."""

        a: t("class annotation") = t("class value")
        b: int

    print(C.__doc__, C.__annotations__, C.a)


def formats():
    print(f"{t('a'):{t('width')}}{t('r')!r:>5} and {t('b'):x}{t('c')}{{}}", f"{1.5:.3f}{'x'!r}", f"", f"{t('d')=}")


def comprehensions():
    print([t(f"x{x}") for x in t("outer") if t(f"if{x}" if x == 1 else "g") for y in t("inner")])
    print({x: t(y) for x, y in [(1, "one"), (2, "two")]}, {x for x in (3, 3)})
    x = "untouched"
    print([x for x in (1, 2)], x)
    print([[x * y for x in range(y)] for y in range(4)], [last := z for z in range(3)], last)
    functions = [lambda: n for n in range(3)]
    print([f() for f in functions], sum(n for n in range(5) if n % 2))


for test in (assignments, calls, conditions, definitions, formats, comprehensions):
    print("==", test.__name__)
    test()
