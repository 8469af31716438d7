type X = int
type Y[T, *Ts, **P] = dict[T, Callable[P, tuple[*Ts]]]
type = type[0]; type (x); type.y
def f[T: (int, str), *Ts, **P](a: T, *args: *Ts) -> T: pass
async def g[T](): pass
class C[T: int](Base[T], metaclass=M): pass
@decorator
class D[T]: x: T
a = f"{'\n'.join(["x", f"{y!r:>{f"{w}"}}"])}"
b = f"{x:{y}}" f'{a["b"]}' f"""{
    c  # a comment
}"""
c = f"{d=!r:^20}" f"{ e = }" "lit" f"\N{DIGIT ONE}{{}}"
d = f"{x:%H:%M}{lambda_ if a else b}{a, *b}{yield_!s}"
e = f'{f'{f'{1}'}'}'
