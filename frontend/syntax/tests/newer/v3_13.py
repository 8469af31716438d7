type X[T = int, *Ts = *tuple[int], **P = [int]] = T
def f[T: int = bool](x: T) -> T: return x
class C[T = list[int]]: pass
type Y[T: int = bool, *Ts = *Us, **P = ...] = T
def g[*Ts = *tuple[int, ...]](*args: *Ts): pass
class D[T = (yield_), U: (int, str) = int](Base[T]): pass
async def h[**P = [int, str]](*args: P.args): await x
f"{1+2 = # a comment
  }" f"{x  # one
 =  # two
 !r:>5}"
