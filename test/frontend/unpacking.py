# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# An operation unpacks its operands when all are there. CPython unpacks each where it stands, so what could see the
# difference comes after the unpacking.

# CHECK-LABEL: pydyn.func @calls
def calls(f, a, b):
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK-NEXT: %[[B:.*]] = pydyn.load local "b"
    # CHECK: pydyn.call %{{.*}} (*%[[A]], %[[B]], **%{{.*}} :
    f(*a, b, **a)
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK-NEXT: %[[T:.*]] = pydyn.tuple (*%[[A]] : !pydyn.object) -> !pydyn.object
    # CHECK: %[[G:.*]] = pydyn.call
    # CHECK: pydyn.call %{{.*}} (*%[[T]], %[[G]] :
    f(*a, f())
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK-NEXT: %[[D:.*]] = pydyn.dict keys(%[[A]] : !pydyn.object) values(%[[A]] : !pydyn.object) {unpacked = array<i64: 0>}
    # CHECK: pydyn.call %{{.*}} (**%[[D]], k = %{{.*}} :
    f(**a, k=f())


# In a value, too, an operand that has decided is not asked again.
# CHECK-LABEL: pydyn.func @decided
def decided(a, b, c):
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: %[[TA:.*]] = pydyn.truth %[[A]]
    # CHECK: %[[AB:.*]]:2 = pydyn.if %[[TA]] : !pydyn.bool -> !pydyn.object, !pydyn.bool {
    # CHECK:   %[[B:.*]] = pydyn.load local "b"
    # CHECK:   %[[TB:.*]] = pydyn.truth %[[B]]
    # CHECK:   pydyn.yield %[[B]], %[[TB]]
    # CHECK: } else {
    # CHECK:   %[[FALSE:.*]] = pydyn.constant false -> !pydyn.bool
    # CHECK:   pydyn.yield %[[A]], %[[FALSE]]
    # CHECK: }
    # CHECK: pydyn.if %[[AB]]#1 : !pydyn.bool -> !pydyn.object {
    # CHECK:   pydyn.yield %[[AB]]#0
    # CHECK: } else {
    # CHECK:   pydyn.load local "c"
    # CHECK: }
    return a and b or c
