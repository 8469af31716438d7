try: pass
except A, B: pass
try: pass
except* A, B.c, d(): pass
a = t"x{y!r:>{w}}z" rt'\{v}'
b = t'{1 + 1}{ z = }'
