"""Annotations that are kept as strings."""

from __future__ import annotations
class C:
    a: int
    b: Dict[str,list [ int]] = {}
    c: Callable[[int,str],None]|None
    d: a|(b|c)
    e: Literal["x", 1, True]
    f: tuple[int, ...]
    g: "quoted"
print(C.__annotations__)
