# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @values
def values(x):
    # CHECK: %[[X:.*]] = pydyn.load local "x"
    # CHECK: %[[ONE:.*]] = pydyn.constant 1 : i64
    # CHECK: %[[EQ:.*]] = pydyn.compare eq %[[X]], %[[ONE]]
    # CHECK: %[[T:.*]] = pydyn.truth %[[EQ]]
    # CHECK: pydyn.if %[[T]] : !pydyn.bool {
    # CHECK:   pydyn.return
    # CHECK: } else {
    # CHECK:   pydyn.compare is %[[X]]
    # CHECK:   pydyn.if {{.*}} -> !pydyn.bool {
    # CHECK:     pydyn.constant true -> !pydyn.bool
    # CHECK:   } else {
    # CHECK:     pydyn.compare eq %[[X]]
    # CHECK:   }
    # CHECK:   pydyn.if
    # CHECK:   } else {
    # CHECK:     pydyn.store local "other.0", %[[X]]
    # CHECK:     %[[O:.*]] = pydyn.load local "other.0"
    # CHECK:     pydyn.store local "other", %[[O]]
    # CHECK:     pydyn.return
    match x:
        case 1:
            return 1
        case None | "a":
            pass
        case other:
            return other


# Names are bound before the guard, and a guard that fails goes on with the next case.
# CHECK-LABEL: pydyn.func @guards
def guards(x):
    # CHECK: %[[M:.*]] = pydyn.truth
    # CHECK: pydyn.if %[[M]]
    # CHECK:   pydyn.store local "n.0"
    # CHECK: %[[G:.*]] = pydyn.if %[[M]] : !pydyn.bool -> !pydyn.bool {
    # CHECK:   pydyn.load local "n.0"
    # CHECK:   pydyn.store local "n"
    # CHECK:   pydyn.compare gt
    # CHECK: } else {
    # CHECK:   pydyn.constant false -> !pydyn.bool
    # CHECK: }
    # CHECK: pydyn.if %[[G]] : !pydyn.bool {
    # CHECK:   pydyn.constant 2 : i64
    # CHECK: } else {
    # CHECK:   pydyn.constant 3 : i64
    match x:
        case 1 as n if n > 0:
            return 2
        case _:
            return 3
