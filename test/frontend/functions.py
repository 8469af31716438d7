# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# Code objects become functions of the module, in the order in which they are defined; the module's own comes first.

# CHECK-LABEL: pydyn.func @"<module>"() -> !pydyn.object
# CHECK-SAME: kind = "module"
# CHECK: %[[ONE:.*]] = pydyn.constant 1 : i64 -> !pydyn.object
# CHECK: %[[TWO:.*]] = pydyn.constant 2 : i64 -> !pydyn.object
# CHECK: %[[F:.*]] = pydyn.make_function @everything defaults(%[[ONE]] : !pydyn.object) keyword_defaults(%[[TWO]] : !pydyn.object) ["e"] : !pydyn.object
# CHECK: pydyn.store name "everything", %[[F]]
# CHECK: %[[OUTER:.*]] = pydyn.load name "outer"
# CHECK: %[[INNER:.*]] = pydyn.load name "inner"
# CHECK: %[[D:.*]] = pydyn.make_function @decorated :
# CHECK: %[[D1:.*]] = pydyn.call %[[INNER]] (%[[D]] : !pydyn.object)
# CHECK: %[[D2:.*]] = pydyn.call %[[OUTER]] (%[[D1]] : !pydyn.object)
# CHECK: pydyn.store name "decorated", %[[D2]]
# CHECK: pydyn.make_function @"<lambda>"
# CHECK: pydyn.make_function @"decorated#2"
# CHECK: %[[NONE:.*]] = pydyn.constant #pydyn.none
# CHECK: pydyn.return %[[NONE]]


# Parameters in CPython's order: *args and **kwargs last.
# CHECK-LABEL: pydyn.func @everything(%{{.*}}: !pydyn.object, %{{.*}}: !pydyn.object, %{{.*}}: !pydyn.object, %{{.*}}: !pydyn.object, %{{.*}}: !pydyn.object, %{{.*}}: !pydyn.object)
# CHECK-SAME: keyword_only = 2 : i64
# CHECK-SAME: parameters = ["a", "b", "d", "e", "*c", "**f"]
# CHECK-SAME: positional_only = 1 : i64
# CHECK-SAME: qualname = "everything"
# CHECK: %[[A:.*]] = pydyn.load local "a"
# CHECK: pydyn.return %[[A]]
def everything(a, /, b=1, *c, d, e=2, **f):
    return a


# CHECK-LABEL: pydyn.func @decorated()
# CHECK-NEXT: pydyn.constant #pydyn.none
# CHECK-NEXT: pydyn.return
@outer
@inner
def decorated():
    """Docstrings are not evaluated."""


# CHECK-LABEL: pydyn.func @"<lambda>"(%{{.*}}: !pydyn.object)
# CHECK-SAME: kind = "lambda"
# CHECK: %[[X:.*]] = pydyn.load local "x"
# CHECK: pydyn.return %[[X]]
identity = lambda x: x


# CHECK-LABEL: pydyn.func @"decorated#2"()
# CHECK-SAME: qualname = "decorated"
def decorated():
    return
    never_reached()
# CHECK-NOT: never_reached
