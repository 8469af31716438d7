# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @outer(
# CHECK-SAME: cells = ["counter", "x"]
# CHECK-SAME: free = []
def outer(x, y):
    # CHECK: pydyn.load local "y"
    # CHECK: pydyn.store cell "counter"
    counter = y

    # CHECK: pydyn.make_function @"outer.<locals>.middle"
    def middle():
        # A variable passes through the functions in between.
        def inner():
            nonlocal counter
            global total
            counter += x
            total = counter
            return len(unknown)

        return inner

    return middle


# CHECK-LABEL: pydyn.func @"outer.<locals>.middle"
# CHECK-SAME: cells = []
# CHECK-SAME: free = ["counter", "x"]

# CHECK-LABEL: pydyn.func @"outer.<locals>.middle.<locals>.inner"
# CHECK-SAME: free = ["counter", "x"]
# CHECK: %[[OLD:.*]] = pydyn.load cell "counter"
# CHECK: %[[X:.*]] = pydyn.load cell "x"
# CHECK: %[[NEW:.*]] = pydyn.inplace add %[[OLD]], %[[X]]
# CHECK: pydyn.store cell "counter", %[[NEW]]
# CHECK: pydyn.store global "total"
# CHECK: pydyn.load global "len"
# CHECK: pydyn.load global "unknown"


# CHECK-LABEL: pydyn.func @defines_global
# CHECK: pydyn.make_function @surprise
# CHECK: pydyn.store global "surprise"
# CHECK-LABEL: pydyn.func @surprise
# CHECK-SAME: qualname = "surprise"
def defines_global():
    global surprise

    def surprise():
        pass


# A parameter that nested code uses is a cell from the start.
# CHECK-LABEL: pydyn.func @captured_parameter
# CHECK-SAME: cells = ["p"]
# CHECK: pydyn.load cell "p"
def captured_parameter(p):
    return p, lambda: p
