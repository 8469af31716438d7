"""Scopes."""

x = "global"


def closures():
    counter = 0
    x = "closed over"

    def step(by=1):
        nonlocal counter
        counter += by

        def deeper():
            return counter, x

        return deeper()

    print(step(), step(5), counter)

    def adder(n):
        return lambda m: n + m

    adders = [adder(i) for i in range(3)]
    print([a(10) for a in adders])


def unbound():
    for action in (lambda: undefined, ):
        try:
            action()
        except NameError as error:
            print(type(error).__name__, error)
    try:
        print(later)
        later = 1
    except UnboundLocalError as error:
        print("unbound")
    try:
        print(error)
    except UnboundLocalError:
        print("the handler's name is unbound")
    value = 1
    del value
    try:
        value
    except UnboundLocalError:
        print("deleted")


def declares():
    global created, x
    created = 1
    x = "changed"

    def inner():
        global fresh

        def fresh():
            return "fresh"

        return x

    print(inner(), fresh(), fresh.__qualname__, created)


class Scopes:
    x = "class"
    y = x
    z = [x for _ in range(1)]
    w = [c for c in x]
    v = (lambda: x)()

    def method(self):
        return x, self.x, __class__.__name__

    class Inner:
        x = x

        def get(self):
            return x

    __private = "private"

    def private(self, __parameter=1):
        __local = self.__private
        return __local, __parameter, [__element for __element in (1,)]

    if True:
        conditional = "yes"
    for loop in range(2):
        pass


class Base:
    def __init__(self, *args, **kwargs):
        self.seen = (args, kwargs)

    def f(self):
        return "base"

    @classmethod
    def make(cls):
        return cls.__name__

    @property
    def p(self):
        return "base p"


class Derived(Base):
    def __init__(self, a, /, b, *rest, c, d=4, **more):
        super().__init__(a, b, *rest, c=c, d=d, **more)

    def f(self):
        return "derived " + super().f() + " " + super(Derived, self).f()

    @classmethod
    def make(cls):
        return "derived " + super().make()

    @property
    def p(self):
        return super().p + "!"


def local_class(limit):
    class Local:
        bound = limit
        own = "own"

        def get(self):
            return limit

    return Local.bound, Local.own, Local().get(), Local.__qualname__


closures()
unbound()
declares()
s = Scopes()
print(s.method(), s.y, s.z, s.w, s.v, Scopes.Inner.x, Scopes.Inner().get(), s.private(), s.conditional, s.loop)
print(sorted(name for name in vars(Scopes) if "private" in name))
d = Derived(1, 2, 3, c=5, e=6)
print(d.seen, d.f(), d.make(), Derived.make(), d.p)
for arguments in ((), (1,), (1, 2)):
    try:
        Derived(*arguments)
    except TypeError as error:
        print("TypeError")
print(local_class("outer"))
print(local_class.__name__, (lambda: 0).__qualname__, closures.__defaults__)

if (n := 10) > 5:
    print(n, [m := k for k in range(3)], m)
