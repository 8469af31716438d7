# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @statements
def statements(a, b):
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: %[[C:.*]] = pydyn.truth %[[A]] : (!pydyn.object) -> !pydyn.bool
    # CHECK: pydyn.if %[[C]] : !pydyn.bool {
    # CHECK:   pydyn.constant 1 : i64
    # CHECK:   pydyn.return
    # CHECK: } else {
    # CHECK:   pydyn.load local "b"
    # CHECK:   pydyn.if
    # CHECK:     pydyn.constant 2 : i64
    # CHECK:   } else {
    # CHECK:     pydyn.constant 3 : i64
    # CHECK:   }
    # CHECK: }
    if a:
        return 1
    elif b:
        x = 2
    else:
        x = 3


# As values, 'and' and 'or' give the operand that decides.
# CHECK-LABEL: pydyn.func @values
def values(a, b, c):
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: %[[T:.*]] = pydyn.truth %[[A]]
    # CHECK: %[[R:.*]] = pydyn.if %[[T]] : !pydyn.bool -> !pydyn.object {
    # CHECK:   pydyn.yield %[[A]]
    # CHECK: } else {
    # CHECK:   %[[B:.*]] = pydyn.load local "b"
    # CHECK:   pydyn.truth %[[B]]
    # CHECK:   pydyn.if {{.*}} {
    # CHECK:     pydyn.yield %[[B]]
    # CHECK:   } else {
    # CHECK:     %[[C:.*]] = pydyn.load local "c"
    # CHECK:     pydyn.yield %[[C]]
    # CHECK:   }
    # CHECK: }
    # CHECK: pydyn.store local "r", %[[R]]
    r = a or b or c
    # CHECK: %[[A2:.*]] = pydyn.load local "a"
    # CHECK: pydyn.truth %[[A2]]
    # CHECK: pydyn.if {{.*}} -> !pydyn.object {
    # CHECK:   pydyn.load local "b"
    # CHECK: } else {
    # CHECK:   pydyn.yield %[[A2]]
    # CHECK: }
    r = a and b
    # CHECK: pydyn.load local "c"
    # CHECK: pydyn.truth
    # CHECK: pydyn.if {{.*}} -> !pydyn.object {
    # CHECK:   pydyn.load local "a"
    # CHECK: } else {
    # CHECK:   pydyn.load local "b"
    # CHECK: }
    r = a if c else b
    # CHECK: pydyn.unary not
    r = not a


# In a test each operand is asked once.
# CHECK-LABEL: pydyn.func @tests
def tests(a, b, c):
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: %[[TA:.*]] = pydyn.truth %[[A]] : (!pydyn.object) -> !pydyn.bool
    # CHECK: %[[BOTH:.*]] = pydyn.if %[[TA]] : !pydyn.bool -> !pydyn.bool {
    # CHECK:   %[[B:.*]] = pydyn.load local "b"
    # CHECK:   %[[TB:.*]] = pydyn.truth %[[B]]
    # CHECK:   %[[NB:.*]] = pydyn.unary not
    # CHECK:   pydyn.yield
    # CHECK: } else {
    # CHECK:   %[[FALSE:.*]] = pydyn.constant false -> !pydyn.bool
    # CHECK:   pydyn.yield %[[FALSE]] : !pydyn.bool
    # CHECK: }
    # CHECK: %[[TEST:.*]] = pydyn.truth %[[BOTH]] : (!pydyn.bool) -> !pydyn.bool
    # CHECK: pydyn.if %[[TEST]] : !pydyn.bool {
    if a and not (b and c):
        pass


# The middle of a chain is evaluated once.
# CHECK-LABEL: pydyn.func @chain
def chain(a, b, c):
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: %[[B:.*]] = pydyn.load local "b"
    # CHECK: %[[FIRST:.*]] = pydyn.compare lt %[[A]], %[[B]]
    # CHECK: %[[T:.*]] = pydyn.truth %[[FIRST]]
    # CHECK: %[[R:.*]] = pydyn.if %[[T]] : !pydyn.bool -> !pydyn.object {
    # CHECK:   %[[C:.*]] = pydyn.load local "c"
    # CHECK:   %[[SECOND:.*]] = pydyn.compare ge %[[B]], %[[C]]
    # CHECK:   pydyn.yield %[[SECOND]]
    # CHECK: } else {
    # CHECK:   pydyn.yield %[[FIRST]]
    # CHECK: }
    # CHECK: pydyn.return %[[R]]
    return a < b >= c


# CHECK-LABEL: pydyn.func @asserts
def asserts(a):
    # CHECK: %[[T:.*]] = pydyn.truth
    # CHECK: pydyn.if %[[T]] : !pydyn.bool {
    # CHECK-NEXT: pydyn.yield
    # CHECK: } else {
    # CHECK:   %[[E:.*]] = pydyn.load global "AssertionError"
    # CHECK:   %[[M:.*]] = pydyn.constant "message"
    # CHECK:   %[[X:.*]] = pydyn.call %[[E]] (%[[M]] : !pydyn.object)
    # CHECK:   pydyn.raise %[[X]]
    # CHECK: }
    assert a, "message"
