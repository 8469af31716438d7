# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @handlers
def handlers():
    # CHECK: pydyn.try {
    # CHECK:   pydyn.load global "work"
    # CHECK:   pydyn.yield
    # CHECK: } except %[[E:.*]] {
    # CHECK:   %[[T:.*]] = pydyn.load global "ValueError"
    # CHECK:   %[[M:.*]] = pydyn.exception_match %[[E]], %[[T]]
    # CHECK:   pydyn.if %[[M]] : !pydyn.bool {
    # CHECK:     pydyn.store local "error", %[[E]]
    # CHECK:     pydyn.try {
    # CHECK:       pydyn.return
    # CHECK:     } finally {
    # CHECK:       %[[NONE:.*]] = pydyn.constant #pydyn.none
    # CHECK:       pydyn.store local "error", %[[NONE]]
    # CHECK:       pydyn.unbind local "error"
    # CHECK:       pydyn.yield
    # CHECK:     }
    # CHECK:     pydyn.yield
    # CHECK:   } else {
    # CHECK:     pydyn.load global "KeyError"
    # CHECK:     pydyn.exception_match
    # CHECK:     pydyn.if {{.*}} {
    # CHECK:       pydyn.reraise
    # CHECK:     } else {
    # CHECK-NEXT:  pydyn.reraise
    # CHECK:     }
    # CHECK:   }
    # CHECK: } else {
    # CHECK:   pydyn.load global "fine"
    # CHECK: } finally {
    # CHECK:   pydyn.load global "always"
    # CHECK:   pydyn.yield
    # CHECK: }
    try:
        work()
    except ValueError as error:
        return error
    except KeyError:
        raise
    else:
        fine()
    finally:
        always()


# CHECK-LABEL: pydyn.func @bare
def bare():
    # CHECK: } except %{{.*}} {
    # CHECK-NEXT: pydyn.yield
    try:
        work()
    except:
        pass


# CHECK-LABEL: pydyn.func @raises
def raises(e, c):
    # CHECK: %[[E:.*]] = pydyn.load local "e"
    # CHECK: %[[C:.*]] = pydyn.load local "c"
    # CHECK: pydyn.raise %[[E]] from %[[C]]
    raise e from c


# CHECK-LABEL: pydyn.func @contexts
def contexts(a, b):
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: pydyn.with %[[A]] : !pydyn.object as %[[X:.*]] {
    # CHECK:   pydyn.store local "x", %[[X]]
    # CHECK:   %[[B:.*]] = pydyn.load local "b"
    # CHECK:   pydyn.with %[[B]] : !pydyn.object as %{{.*}} {
    # CHECK:     pydyn.return
    # CHECK:   }
    # CHECK:   pydyn.yield
    # CHECK: }
    # The managers may have suppressed an exception.
    # CHECK: pydyn.constant #pydyn.none
    # CHECK: pydyn.return
    with a as x, b:
        return x
