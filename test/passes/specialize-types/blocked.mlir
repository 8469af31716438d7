// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/blocked.json" -split-input-file -verify-diagnostics | FileCheck %s

// A special method that is None: the class says that it has none, whatever else would do.

// An operator's method that stands on the class.
//
// def step(x):
//     return x, 1.0 + adds

// CHECK:       dataflow.object @adds = global "adds" of @step.function checks identity as !pydyn.instance<"__main__.Adds">
// CHECK:       dataflow.object @"type(adds)" = type of @adds checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(adds).__radd__" = member "__radd__" of @"type(adds)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 3.000000e+00 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.load global "adds" : !pydyn.object
  %3 = pydyn.binary add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Adds.__radd__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Adds.__radd__"} {
  %0 = pydyn.load local "other" : !pydyn.object
  %1 = pydyn.constant 3 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// None hides the one of a base.
//
// def step(x):
//     return x, 1.0 + none
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.load global "none" : !pydyn.object
  // expected-error @+1 {{'__radd__' of the class of an object of the class '__main__.Not' is None [JS0007]}}
  %3 = pydyn.binary add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// `in` does not fall back on iteration.
//
// def step(x):
//     return x, 1 in iterates
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.load global "iterates" : !pydyn.object
  // expected-error @+1 {{'__contains__' of the class of an object of the class '__main__.Iterates' is None [JS0007]}}
  %3 = pydyn.compare in %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Iterates.__iter__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Iterates.__iter__"} {
  %0 = pydyn.load global "iter" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.call %0 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Nor `iter` on `__getitem__`.
//
// def step(x):
//     for value in blocked:
//         x = x * value
//     return x
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "blocked" : !pydyn.object
  // expected-error @+1 {{'__iter__' of the class of an object of the class '__main__.Blocked' is None [JS0007]}}
  pydyn.for %arg1 in %0 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    %3 = pydyn.load local "value" : !pydyn.object
    %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %4 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// Nor truth on the length.
//
// def step(x):
//     return x, not untrue
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "untrue" : !pydyn.object
  // expected-error @+1 {{'__bool__' of the class of an object of the class '__main__.Untrue' is None [JS0007]}}
  %2 = pydyn.unary not %1 : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.tuple (%0, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @Untrue.__len__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Untrue.__len__"} {
  %0 = pydyn.constant 0 : i64 -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// An order.
//
// def step(x):
//     return x, blocked < blocked
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "blocked" : !pydyn.object
  %2 = pydyn.load global "blocked" : !pydyn.object
  // expected-error @+1 {{'__lt__' of the class of an object of the class '__main__.Blocked' is None [JS0007]}}
  %3 = pydyn.compare lt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// The reflected one.
//
// def step(x):
//     return x, 1 < less
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.load global "less" : !pydyn.object
  // expected-error @+1 {{'__gt__' of the class of an object of the class '__main__.Less' is None [JS0007]}}
  %3 = pydyn.compare lt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Equality does not fall back on identity.
//
// def step(x):
//     return x, blocked == blocked
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "blocked" : !pydyn.object
  %2 = pydyn.load global "blocked" : !pydyn.object
  // expected-error @+1 {{'__eq__' of the class of an object of the class '__main__.Blocked' is None [JS0007]}}
  %3 = pydyn.compare eq %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Nor inequality on the inverse of it.
//
// def step(x):
//     return x, blocked != 1
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "blocked" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  // expected-error @+1 {{'__eq__' of the class of an object of the class '__main__.Blocked' is None [JS0007]}}
  %3 = pydyn.compare ne %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A call.
//
// def step(x):
//     return x, uncalled()
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "uncalled" : !pydyn.object
  // expected-error @+1 {{'__call__' of the class of an object of the class '__main__.Uncalled' is None [JS0007]}}
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  %3 = pydyn.tuple (%0, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
