# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @targets
def targets(a, b):
    # The value comes first, then the targets from left to right.
    # CHECK: %[[ONE:.*]] = pydyn.constant 1 : i64
    # CHECK: pydyn.store local "x", %[[ONE]]
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: pydyn.set_attr %[[A]] "field" = %[[ONE]]
    # CHECK: %[[B:.*]] = pydyn.load local "b"
    # CHECK: %[[K:.*]] = pydyn.constant "key"
    # CHECK: pydyn.set_item %[[B]][%[[K]]] = %[[ONE]]
    x = a.field = b["key"] = 1
    # CHECK: %[[U:.*]]:3 = pydyn.unpack %{{.*}} {star = 1 : i64} : !pydyn.object -> !pydyn.object, !pydyn.object, !pydyn.object
    # CHECK: pydyn.store local "first", %[[U]]#0
    # CHECK: pydyn.store local "rest", %[[U]]#1
    # CHECK: %[[V:.*]]:2 = pydyn.unpack %[[U]]#2
    # CHECK: pydyn.store local "p", %[[V]]#0
    # CHECK: pydyn.store local "q", %[[V]]#1
    first, *rest, [p, q] = a
    # Annotations are not evaluated in functions.
    # CHECK-NOT: annotation
    # CHECK: pydyn.constant 2.500000e+00 : f64
    # CHECK: pydyn.store local "y"
    y: annotation = 2.5
    z: annotation
    # CHECK: %[[W:.*]] = pydyn.constant 7 : i64
    # CHECK: pydyn.store local "w", %[[W]]
    # CHECK: pydyn.call %{{.*}} (%[[W]] : !pydyn.object)
    print(w := 7)


# The object and the key of an augmented assignment are evaluated once, before its value.
# CHECK-LABEL: pydyn.func @augmented
def augmented(a, b):
    # CHECK: %[[X:.*]] = pydyn.load local "a"
    # CHECK: %[[V:.*]] = pydyn.load local "b"
    # CHECK: %[[N:.*]] = pydyn.inplace matmul %[[X]], %[[V]]
    # CHECK: pydyn.store local "a", %[[N]]
    a @= b
    # CHECK: %[[O:.*]] = pydyn.load local "a"
    # CHECK: %[[OLD:.*]] = pydyn.get_attr %[[O]] "n"
    # CHECK: %[[ONE:.*]] = pydyn.constant 1 : i64
    # CHECK: %[[NEW:.*]] = pydyn.inplace add %[[OLD]], %[[ONE]]
    # CHECK: pydyn.set_attr %[[O]] "n" = %[[NEW]]
    a.n += 1
    # CHECK: %[[O:.*]] = pydyn.load local "a"
    # CHECK: %[[K:.*]] = pydyn.load local "b"
    # CHECK: %[[OLD:.*]] = pydyn.get_item %[[O]][%[[K]]]
    # CHECK: %[[TWO:.*]] = pydyn.constant 2 : i64
    # CHECK: %[[NEW:.*]] = pydyn.inplace pow %[[OLD]], %[[TWO]]
    # CHECK: pydyn.set_item %[[O]][%[[K]]] = %[[NEW]]
    a[b] **= 2


# CHECK-LABEL: pydyn.func @deletes
def deletes(a, b):
    # CHECK: pydyn.del_attr %{{.*}} "x"
    # CHECK: pydyn.del_item
    # CHECK: pydyn.unbind local "a"
    # CHECK: pydyn.unbind local "b"
    del a.x, a[0], (a, [b])
