# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @for_loop
def for_loop(xs):
    # CHECK: %[[XS:.*]] = pydyn.load local "xs"
    # CHECK: pydyn.for %[[ITEM:.*]] in %[[XS]] : !pydyn.object {
    # CHECK:   %[[PARTS:.*]]:2 = pydyn.unpack %[[ITEM]] : !pydyn.object -> !pydyn.object, !pydyn.object
    # CHECK:   pydyn.store local "i", %[[PARTS]]#0
    # CHECK:   pydyn.store local "x", %[[PARTS]]#1
    # CHECK:   pydyn.if
    # CHECK:     pydyn.break
    # CHECK:   pydyn.if
    # CHECK:     pydyn.continue
    # CHECK:   pydyn.yield
    # CHECK: } else {
    # CHECK:   pydyn.load global "done"
    # CHECK:   pydyn.yield
    # CHECK: }
    for i, x in xs:
        if x:
            break
        if i:
            continue
    else:
        done()


# CHECK-LABEL: pydyn.func @while_loop
def while_loop(n):
    # CHECK: pydyn.while {
    # CHECK:   %[[N:.*]] = pydyn.load local "n"
    # CHECK:   %[[T:.*]] = pydyn.truth %[[N]]
    # CHECK:   pydyn.condition %[[T]] : !pydyn.bool
    # CHECK: } do {
    # CHECK:   pydyn.inplace sub
    # CHECK:   pydyn.store local "n"
    # CHECK:   pydyn.yield
    # CHECK: } else {
    # CHECK:   pydyn.return
    # CHECK: }
    while n:
        n -= 1
    else:
        return n
