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
type Nested[T] = list[T] | None; type type = type
type match[case] = case
type (X) [0]
type = 1; print(type)
if x: type Z = int
class Pair[A, B: object,](Base): pass
def g[*Ts, **P,](*args: *Ts, **kwargs: P.kwargs): pass
async def h[T: (A, B)](): yield T
f'''{
    x
    :>{
        width
    }
}'''
f"{x!r:{'>'}{10:{'d'}}}" f'{"a" "b"}'
f"{{}}{{{x}}}" rf"\{x}\N{y}" f"\N{LATIN SMALL LETTER A}\x41{x}\u00e9"
f"{lambda_:=10}" f"{(lambda x: 1)}" f"{x:=^10}" f"{x == y}" f"{x != y!s}"
f"{x,}" f"{*a, b}" f"{yield_}" f"{ {1: 2}[1] }" f"{ {x for x in y} }"
f"{x = }" f"{x=!r}" f"{x =:>5}" f"{f(a)['b'] = !s:^{n}}"
f"{'a' if x else f'{y}'}" f'{x:%Y-%m-%d}' f"{x:{{}}}" if 0 else f"{x:}"
f"""{"""a"""}{'\n'}{"\t"}"""
f"{x}" "a" u"b" f"" "c"
f"{a["b"]}{a['b']}{f"{a["c"]}"}"
