# RUN: janus-translate --python-to-pydyn %s --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

# A profile knows a decision by its place: that of the test for statements and conditional expressions, and that of the
# operator for an operand of 'and', 'or' or a comparison chain. 'truth' and 'if' agree, and no two decisions share one.

# CHECK-LABEL: pydyn.func @statements
def statements(a, b):
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+11]]:8 to :9)
    # CHECK: pydyn.if
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+11]]:11 to :16)
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+10]]:16 to :17)
    # CHECK: } loc("{{.*}}":[[#@LINE+9]]:11 to :16)
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+8]]:10 to :17)
    # CHECK: pydyn.if
    # CHECK: pydyn.yield loc
    # CHECK: } loc("{{.*}}":[[#@LINE+5]]:10 to :17)
    # CHECK: pydyn.yield loc
    # CHECK: } loc("{{.*}}":[[#@LINE+1]]:8 to :9)
    if a:
        pass
    elif a and b:
        pass
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+4]]:11 to :12)
    # CHECK: pydyn.condition {{.*}} loc("{{.*}}":[[#@LINE+3]]:11 to :12)
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+3]]:18 to :19)
    # CHECK: } loc("{{.*}}":[[#@LINE+2]]:18 to :19)
    while a:
        x = 1 if b else 2
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+3]]:17 to :20)
    # CHECK: } loc("{{.*}}":[[#@LINE+2]]:17 to :20)
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+1]]:12 to :21)
    assert a < 1 < b, b
    # CHECK: pydyn.truth {{.*}} loc("{{.*}}":[[#@LINE+1]]:29 to :30)
    return [1 for x in a if x]
