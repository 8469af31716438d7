type X[T = int, *Ts = *tuple[int], **P = [int]] = T
def f[T: int = bool](x: T) -> T: return x
class C[T = list[int]]: pass
