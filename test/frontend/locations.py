# RUN: janus-translate --python-to-pydyn %s --mlir-print-debuginfo | FileCheck %s

# Columns count UTF-8 bytes, from 1; a test's truth has the place of the test.

# CHECK-LABEL: pydyn.func @decorated
# CHECK: pydyn.truth %{{.*}} loc(#[[TEST:.*]])
# CHECK: pydyn.load local "\C3\A4" {{.*}} loc(#[[NAME:.*]])
# CHECK: pydyn.return
# CHECK: pydyn.return
# CHECK-NEXT: } loc(#[[FUNC:.*]])
# CHECK-DAG: #[[FUNC]] = loc("{{.*}}locations.py":15:2 to 18:18)
# CHECK-DAG: #[[TEST]] = loc("{{.*}}locations.py":17:8 to :9)
# CHECK-DAG: #[[NAME]] = loc("{{.*}}locations.py":18:16 to :18)

@decorator
def decorated(x, ä):
    if x:
        return ä
