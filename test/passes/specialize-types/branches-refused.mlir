// RUN: not janus-opt %s --specialize-types="profile=%S/Inputs/branches.json" -split-input-file 2>&1 | FileCheck %s

// Branches that are refused. They have a place of their own, by which the profile knows them.

// Tuples of unlike lengths. What is different is refused where it is used.
//
// def step(x, i):
//     if i > 0:
//         pair = (x, 1)
//     else:
//         pair = (x + 1, 1, 1)
//     return pair[0] * pair[1]

// CHECK: error: 'pair' is a tuple on one side of a branch and a tuple on the other, by the branch at line 2 [JS0013]
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %11 = pydyn.load local "x" : !pydyn.object
    %12 = pydyn.constant 1 : i64 -> !pydyn.object
    %13 = pydyn.tuple (%11, %12 : !pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "pair", %13 : !pydyn.object
    pydyn.yield
  } else {
    %11 = pydyn.load local "x" : !pydyn.object
    %12 = pydyn.constant 1 : i64 -> !pydyn.object
    %13 = pydyn.binary add %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %14 = pydyn.constant 1 : i64 -> !pydyn.object
    %15 = pydyn.tuple (%13, %14, %14 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "pair", %15 : !pydyn.object
    pydyn.yield
  } loc("branches.mlir":2:8)
  %4 = pydyn.load local "pair" : !pydyn.object
  %5 = pydyn.constant 0 : i64 -> !pydyn.object
  %6 = pydyn.get_item %4[%5] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load local "pair" : !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  %9 = pydyn.get_item %7[%8] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.binary mul %6, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
} loc("branches.mlir":1:1)

// -----

// Values of two kinds have nothing in common.
//
// def step(x, i):
//     if i > 0:
//         value = 2
//     else:
//         value = "a"
//     return x, value

// CHECK: error: 'value' is a int on one side of a branch and a str on the other, by the branch at line 2 [JS0013]
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %7 = pydyn.constant 2 : i64 -> !pydyn.object
    pydyn.store local "value", %7 : !pydyn.object
    pydyn.yield
  } else {
    %7 = pydyn.constant "a" -> !pydyn.object
    pydyn.store local "value", %7 : !pydyn.object
    pydyn.yield
  } loc("branches.mlir":2:8)
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.load local "value" : !pydyn.object
  %6 = pydyn.tuple (%4, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
} loc("branches.mlir":1:1)

// -----

// The gradient mode is state.
//
// def step(x, i):
//     if i > 0:
//         torch.set_grad_enabled(False)
//     return x * 2

// CHECK: branches.mlir:2:8: error: the sides of a branch leave different gradient modes [JS0013]
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %7 = pydyn.load global "torch" : !pydyn.object
    %8 = pydyn.get_attr %7 "set_grad_enabled" : (!pydyn.object) -> !pydyn.object
    %9 = pydyn.constant false -> !pydyn.object
    %10 = pydyn.call %8 (%9 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  } loc("branches.mlir":2:8)
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
} loc("branches.mlir":1:1)

// -----

// A store outside, on one side alone.
//
// def step(x, i):
//     outside = holder
//     if i > 0:
//         outside.value = 4.0
//     return x * 2

// CHECK: branches.mlir:3:8: error: the two sides of a branch store different objects [JS0013]
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load global "holder" : !pydyn.object
  pydyn.store local "outside", %0 : !pydyn.object
  %1 = pydyn.load local "i" : !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  %3 = pydyn.compare gt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %4 : !pydyn.bool {
    %8 = pydyn.constant 4.000000e+00 : f64 -> !pydyn.object
    %9 = pydyn.load local "outside" : !pydyn.object
    pydyn.set_attr %9 "value" = %8 : !pydyn.object, !pydyn.object
    pydyn.yield
  } loc("branches.mlir":3:8)
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.constant 2 : i64 -> !pydyn.object
  %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
} loc("branches.mlir":1:1)

