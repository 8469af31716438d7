# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @simple
def simple(xs, ys):
    # The variables get names that cannot clash; the first iterable is evaluated outside.
    # CHECK: %[[XS:.*]] = pydyn.load local "xs"
    # CHECK: %[[LIST:.*]] = pydyn.list () -> !pydyn.object
    # CHECK: pydyn.for %[[ITEM:.*]] in %[[XS]] : !pydyn.object {
    # CHECK:   pydyn.store local "x.0", %[[ITEM]]
    # CHECK:   %[[X:.*]] = pydyn.load local "x.0"
    # CHECK:   %[[COND:.*]] = pydyn.truth %[[X]]
    # CHECK:   pydyn.if %[[COND]] : !pydyn.bool {
    # CHECK:     %[[INNER:.*]] = pydyn.load local "ys"
    # CHECK:     pydyn.for %{{.*}} in %[[INNER]]
    # CHECK:       pydyn.store local "y.0"
    # CHECK:       pydyn.append %[[LIST]], %{{.*}} : !pydyn.object, !pydyn.object
    # CHECK:     }
    # CHECK:   }
    # CHECK: }
    # CHECK: pydyn.store local "result", %[[LIST]]
    result = [x + y for x in xs if x for y in ys]
    # The function's own x is another variable.
    # CHECK: pydyn.load local "x"
    x = 1
    return x


# CHECK-LABEL: pydyn.func @other_kinds
def other_kinds(xs):
    # CHECK: pydyn.set ()
    # CHECK: pydyn.store local "x.0"
    # CHECK: pydyn.append
    {x for x in xs}
    # CHECK: %[[DICT:.*]] = pydyn.dict ->
    # CHECK: pydyn.store local "k.1"
    # CHECK: pydyn.store local "v.1"
    # CHECK: %[[K:.*]] = pydyn.load local "k.1"
    # CHECK: %[[V:.*]] = pydyn.load local "v.1"
    # CHECK: pydyn.append %[[DICT]], %[[V]] key %[[K]] : !pydyn.object
    {k: v for k, v in xs}


# CHECK-LABEL: pydyn.func @nested
def nested(rows):
    # CHECK: pydyn.for
    # CHECK: pydyn.store local "row.0"
    # CHECK: %[[INNER:.*]] = pydyn.list ()
    # CHECK: pydyn.for
    # CHECK: pydyn.store local "x.1"
    # CHECK: pydyn.load local "row.0"
    # CHECK: pydyn.append %[[INNER]]
    return [[x in row for x in row] for row in rows]


# CHECK-LABEL: pydyn.func @walrus
def walrus(xs):
    # A walrus binds in the function.
    # CHECK: pydyn.store local "last"
    return [last := x for x in xs], last


# A variable that nested code captures needs a cell per evaluation: the comprehension is a function then.
# CHECK-LABEL: pydyn.func @captured
# CHECK-SAME: cells = []
def captured(xs):
    # CHECK: %[[XS:.*]] = pydyn.load local "xs"
    # CHECK: %[[F:.*]] = pydyn.make_function @"captured.<locals>.<listcomp>"
    # CHECK: pydyn.call %[[F]] (%[[XS]] : !pydyn.object)
    return [lambda: x for x in xs]


# CHECK-LABEL: pydyn.func @"captured.<locals>.<listcomp>"
# CHECK-SAME: cells = ["x"]
# CHECK-SAME: parameters = [".0"]
# CHECK: %[[IT:.*]] = pydyn.load local ".0"
# CHECK: pydyn.for %{{.*}} in %[[IT]]
# CHECK: pydyn.store cell "x"
# CHECK: pydyn.make_function @"captured.<locals>.<listcomp>.<locals>.<lambda>"
# CHECK: pydyn.append

# CHECK-LABEL: pydyn.func @"captured.<locals>.<listcomp>.<locals>.<lambda>"
# CHECK-SAME: free = ["x"]


# CHECK-LABEL: pydyn.func @generator
# CHECK-SAME: cells = ["limit"]
def generator(xs, limit):
    # CHECK: %[[G:.*]] = pydyn.make_function @"generator.<locals>.<genexpr>"
    # CHECK: pydyn.call %[[G]] (%{{.*}} : !pydyn.object)
    return sum(x for x in xs if x < limit)


# CHECK-LABEL: pydyn.func @"generator.<locals>.<genexpr>"
# CHECK-SAME: free = ["limit"]
# CHECK-SAME: kind = "generator"
# CHECK: pydyn.load cell "limit"
# CHECK: %[[X:.*]] = pydyn.load local "x"
# CHECK: pydyn.unsupported "JL0301" "{{.*}}"(%[[X]] : !pydyn.object)


# In a class body only the first iterable sees the class's names.
# CHECK-LABEL: pydyn.func @in_class
def in_class():
    class C:
        n = 3
        # CHECK: pydyn.load name "n"
        # CHECK: pydyn.store local "x.0"
        # CHECK: pydyn.load global "n"
        a = [n for x in n]
