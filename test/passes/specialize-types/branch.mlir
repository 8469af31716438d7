// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/branch.json" | FileCheck %s

// def step(i, x):
//     y = x
//     if i > 0:
//         y = x * 2
//     else:
//         y = x + 1
//     return y
//
// `i` has had several values, and the branch has gone both ways: it stays.

// CHECK:       dataflow.object @i = argument 0 : i64 checks type as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK:         %[[REF:.*]] = pydyn.object_ref @i
// CHECK:         %[[I:.*]] = pydyn.read %[[REF]] : !pydyn.int -> i64
// CHECK:         %[[C:.*]] = arith.cmpi sgt, %[[I]]
// CHECK:         pydyn.if %[[C]] : i1 {
// CHECK:           %[[DOUBLE:.*]] = nn.mul
// CHECK:           pydyn.store local "[[NAME:.*]]", %[[DOUBLE]] : tensor<4xf32>
// CHECK:           pydyn.yield
// CHECK:         } else {
// CHECK:           %[[SUM:.*]] = nn.add
// CHECK:           pydyn.store local "[[NAME]]", %[[SUM]] : tensor<4xf32>
// CHECK:           pydyn.yield
// CHECK:         }
// CHECK:         %[[Y:.*]] = pydyn.load local "[[NAME]]" : tensor<4xf32>
// CHECK:         pydyn.box %[[Y]]
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {qualname = "step", parameters = ["i", "x"]} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.int
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.int) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  %x = pydyn.load local "x" : !pydyn.object
  pydyn.store local "y", %x : !pydyn.object
  pydyn.if %3 : !pydyn.bool {
    %4 = pydyn.load local "x" : !pydyn.object
    %5 = pydyn.constant 2 : i64 -> !pydyn.int
    %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.int) -> !pydyn.object
    pydyn.store local "y", %6 : !pydyn.object
    pydyn.yield
  } else {
    %4 = pydyn.load local "x" : !pydyn.object
    %5 = pydyn.constant 1 : i64 -> !pydyn.int
    %6 = pydyn.binary add %4, %5 : (!pydyn.object, !pydyn.int) -> !pydyn.object
    pydyn.store local "y", %6 : !pydyn.object
    pydyn.yield
  } loc("step.py":3:8)
  %7 = pydyn.load local "y" : !pydyn.object
  pydyn.return %7 : !pydyn.object
} loc("step.py":1:1)
