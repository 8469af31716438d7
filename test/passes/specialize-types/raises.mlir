// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/raises.json" -split-input-file -verify-diagnostics | FileCheck %s

// `with`, and exceptions that leave the function: those are CPython's to raise.

// A `with` block without an exception.
//
// def step(x):
//     with Manager(False) as manager:
//         y = x * 2
//     return y

// CHECK:       dataflow.object @Manager = global "Manager" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Manager)" = type of @Manager checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Manager.__new__ = member "__new__" of @Manager
// CHECK:       dataflow.object @Manager.__init__ = member "__init__" of @Manager
// CHECK:       dataflow.object @Manager.__enter__ = member "__enter__" of @Manager
// CHECK:       dataflow.object @Manager.__exit__ = member "__exit__" of @Manager
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Manager" : !pydyn.object
  %1 = pydyn.constant false -> !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.with %2 : !pydyn.object as %arg1 {
    pydyn.store local "manager", %arg1 : !pydyn.object
    %4 = pydyn.load local "x" : !pydyn.object
    %5 = pydyn.constant 2 : i64 -> !pydyn.object
    %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "y", %6 : !pydyn.object
    pydyn.yield
  }
  %3 = pydyn.load local "y" : !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @Manager.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "swallow"], qualname = "Manager.__init__"} {
  %0 = pydyn.load local "swallow" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "swallow" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %3 "seen" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Manager.__enter__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Manager.__enter__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}
pydyn.func @Manager.__exit__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "kind", "error", "trace"], qualname = "Manager.__exit__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "swallow" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// One that leaves the block: `__exit__` returns True, which ends it.
//
// def step(x):
//     with Manager(True):
//         fails(3.0)
//     return x * 2

// CHECK:       dataflow.object @Manager = global "Manager" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Manager)" = type of @Manager checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Manager.__new__ = member "__new__" of @Manager
// CHECK:       dataflow.object @Manager.__init__ = member "__init__" of @Manager
// CHECK:       dataflow.object @Manager.__enter__ = member "__enter__" of @Manager
// CHECK:       dataflow.object @fails = global "fails" of @step.function
// CHECK:       dataflow.object @Mine = global "Mine" of @fails checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Mine)" = type of @Mine checks same @"type(Manager)" as !pydyn.class
// CHECK:       dataflow.object @Mine.__new__ = member "__new__" of @Mine
// CHECK:       dataflow.object @types = import "types" checks identity as !pydyn.module
// CHECK:       dataflow.object @types.TracebackType = dict "TracebackType" of @types checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Manager.__exit__ = member "__exit__" of @Manager
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Manager" : !pydyn.object
  %1 = pydyn.constant true -> !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.with %2 : !pydyn.object as %arg1 {
    %6 = pydyn.load global "fails" : !pydyn.object
    %7 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
    %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  }
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Manager.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "swallow"], qualname = "Manager.__init__"} {
  %0 = pydyn.load local "swallow" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "swallow" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %3 "seen" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Manager.__enter__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Manager.__enter__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}
pydyn.func @fails(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "fails"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load global "Mine" : !pydyn.object
    %6 = pydyn.constant "too much" -> !pydyn.object
    %7 = pydyn.load local "value" : !pydyn.object
    %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %8 : !pydyn.object
  }
  %4 = pydyn.load local "value" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Manager.__exit__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "kind", "error", "trace"], qualname = "Manager.__exit__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "swallow" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----
// expected-error @-1 {{the function raises __main__.Mine [JS0007]}}
// No handler fits: the exception leaves the function.
//
// def step(x):
//     try:
//         fails(3.0)
//     except KeyError:
//         return x
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  pydyn.try {
    %3 = pydyn.load global "fails" : !pydyn.object
    %4 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
    %5 = pydyn.call %3 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  } except %arg1 {
    %3 = pydyn.load global "KeyError" : !pydyn.object
    %4 = pydyn.exception_match %arg1, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %4 : !pydyn.bool {
      %5 = pydyn.load local "x" : !pydyn.object
      pydyn.return %5 : !pydyn.object
    } else {
      pydyn.reraise
    }
    pydyn.yield
  }
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @fails(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "fails"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load global "Mine" : !pydyn.object
    %6 = pydyn.constant "too much" -> !pydyn.object
    %7 = pydyn.load local "value" : !pydyn.object
    %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %8 : !pydyn.object
  }
  %4 = pydyn.load local "value" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// What is raised must be an exception.
//
// def step(x):
//     raise 3
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3 : i64 -> !pydyn.object
  // expected-error @+1 {{what is raised is no exception [JS0007]}}
  pydyn.raise %0 : !pydyn.object
}

// -----
// expected-error @-1 {{the function raises AssertionError [JS0007]}}
// `assert` of what does not hold.
//
// def step(x):
//     assert x is None, "no"
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  %2 = pydyn.compare is %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    pydyn.yield
  } else {
    %7 = pydyn.load global "AssertionError" : !pydyn.object
    %8 = pydyn.constant "no" -> !pydyn.object
    %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %9 : !pydyn.object
  }
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// There is nothing to raise again.
//
// def step(x):
//     raise
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  // expected-error @+1 {{there is no exception to raise again [JS0007]}}
  pydyn.reraise
}

// -----

// Where `__exit__` says nothing, it goes on.
//
// def step(x):
//     try:
//         with Manager(None):
//             fails(3.0)
//     except Mine:
//         return x * 5
//     return x * 2

// CHECK:       dataflow.object @Manager = global "Manager" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Manager)" = type of @Manager checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Manager.__new__ = member "__new__" of @Manager
// CHECK:       dataflow.object @Manager.__init__ = member "__init__" of @Manager
// CHECK:       dataflow.object @Manager.__enter__ = member "__enter__" of @Manager
// CHECK:       dataflow.object @fails = global "fails" of @step.function
// CHECK:       dataflow.object @Mine = global "Mine" of @fails checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Mine)" = type of @Mine checks same @"type(Manager)" as !pydyn.class
// CHECK:       dataflow.object @Mine.__new__ = member "__new__" of @Mine
// CHECK:       dataflow.object @types = import "types" checks identity as !pydyn.module
// CHECK:       dataflow.object @types.TracebackType = dict "TracebackType" of @types checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Manager.__exit__ = member "__exit__" of @Manager
// CHECK:       dataflow.object @"Mine#2" = global "Mine" of @step.function checks same @Mine as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  pydyn.try {
    %3 = pydyn.load global "Manager" : !pydyn.object
    %4 = pydyn.constant #pydyn.none -> !pydyn.object
    %5 = pydyn.call %3 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.with %5 : !pydyn.object as %arg1 {
      %6 = pydyn.load global "fails" : !pydyn.object
      %7 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
      %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
      pydyn.yield
    }
    pydyn.yield
  } except %arg1 {
    %3 = pydyn.load global "Mine" : !pydyn.object
    %4 = pydyn.exception_match %arg1, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %4 : !pydyn.bool {
      %5 = pydyn.load local "x" : !pydyn.object
      %6 = pydyn.constant 5 : i64 -> !pydyn.object
      %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      pydyn.return %7 : !pydyn.object
    } else {
      pydyn.reraise
    }
    pydyn.yield
  }
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Manager.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "swallow"], qualname = "Manager.__init__"} {
  %0 = pydyn.load local "swallow" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "swallow" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %3 "seen" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Manager.__enter__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Manager.__enter__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}
pydyn.func @fails(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "fails"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load global "Mine" : !pydyn.object
    %6 = pydyn.constant "too much" -> !pydyn.object
    %7 = pydyn.load local "value" : !pydyn.object
    %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %8 : !pydyn.object
  }
  %4 = pydyn.load local "value" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Manager.__exit__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "kind", "error", "trace"], qualname = "Manager.__exit__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "swallow" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}
