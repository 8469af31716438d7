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


# A sequence is asked for its length before its elements; strings are none.
# CHECK-LABEL: pydyn.func @sequences
def sequences(x):
    # CHECK: %[[X:.*]] = pydyn.load local "x"
    # CHECK: %[[SEQUENCE:.*]] = pydyn.import "collections.abc" name "Sequence"
    # CHECK: %[[ISINSTANCE:.*]] = pydyn.import "builtins" name "isinstance"
    # CHECK: pydyn.call %[[ISINSTANCE]] (%[[X]], %[[SEQUENCE]] :
    # CHECK: pydyn.if {{.*}} -> !pydyn.bool {
    # CHECK:   "bytearray"
    # CHECK:   pydyn.if {{.*}} -> !pydyn.bool {
    # CHECK:     "len"
    # CHECK:     pydyn.compare ge
    # CHECK:     pydyn.if {{.*}} -> !pydyn.bool {
    # CHECK:       %[[PARTS:.*]]:2 = pydyn.unpack %[[X]]
    # CHECK:       pydyn.compare eq %[[PARTS]]#0
    # CHECK:         pydyn.store local "rest.0", %[[PARTS]]#1
    match x:
        case [1, *rest]:
            return rest


# CHECK-LABEL: pydyn.func @mappings
def mappings(x):
    # CHECK: pydyn.import "collections.abc" name "Mapping"
    # CHECK: %[[GET:.*]] = pydyn.get_attr {{.*}} "get"
    # CHECK: %[[VALUE:.*]] = pydyn.call %[[GET]]
    # CHECK: pydyn.compare is %[[VALUE]]
    # CHECK: pydyn.store local "y.0", %[[VALUE]]
    # CHECK: pydyn.del_item
    # CHECK: pydyn.store local "rest.1"
    match x:
        case {"key": y, **rest}:
            return y, rest


# CHECK-LABEL: pydyn.func @classes
def classes(x):
    # CHECK: %[[INT:.*]] = pydyn.load global "int"
    # CHECK: "type"
    # CHECK: pydyn.raise
    # CHECK: "isinstance"
    # CHECK: pydyn.call {{.*}}, %[[INT]] :
    # CHECK: "getattr"
    # CHECK: pydyn.constant "real"
    match x:
        case int(real=1):
            return 1
