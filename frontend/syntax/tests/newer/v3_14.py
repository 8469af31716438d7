try: pass
except A, B: pass
try: pass
except* A, B.c, d(): pass
a = t"x{y!r:>{w}}z" rt'\{v}'
b = t'{1 + 1}{ z = }'
try: pass
except A.b, C[0], d():
    pass
except (D, E) as e: pass
else: pass
finally: pass
try: pass
except* (A, B) as e: pass
try: pass
except* A, (B, C): pass
c = t""
d = t'{x}' t"{y!s}" rt"\n{z}" Tr'{w:{v!r}>{u}}'
e = t"""{
    a + b
    !a:{c}d
}"""
f = t'{x = }' t'{x=!r}' t'{ x =:>{y}}' t"{x = !s:^5}"
g = t"{t'{f"{x}"}'}"; g = f"{t'{x}'}" 'a'
h = t"{{}}{{{x}}}\N{LATIN SMALL LETTER A}\x41"
i = t"{  (a, b)  }{*a, b}{'q'}{lambda_}{ {1: 2} }"
j = t"{x !r}" t"{x:{y}{z}}" t'{"a" "b"}'
k = tR'{x}' T"{x}" TR'\{y}'
def n():
    try: pass
    finally:
        for x in y: continue
with (t"{x}" as a, b): pass
t"{1+2 = # a comment
  }" t"{x  # one
 =  # two
 !r:>5}" t"{'#' =}" t"{a['#'] + # b
 c =}" t"{  x # y
}"
