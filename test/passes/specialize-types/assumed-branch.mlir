// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/assumed.json" | FileCheck %s

// The branch has always been taken: that is assumed, and asserted.

// CHECK-LABEL: pydyn.func @step()
// CHECK:         %[[C:.*]] = arith.cmpi sgt
// CHECK:         dataflow.assert %[[C]], "the branch at line 3 is taken"
// CHECK:         nn.mul
// CHECK-NOT:     nn.add
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
