// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/generator.json" | FileCheck %s

// def pair(x):
//     a, b = (x * k for k in (2, 3) if k)
//     return a + b
//
// A generator expression gives one element when it is asked for one.

// CHECK-LABEL: pydyn.func @pair()
// CHECK:         %[[X:.*]] = pydyn.read
// CHECK:         %[[A:.*]] = nn.mul %[[X]]
// CHECK:         %[[B:.*]] = nn.mul %[[X]]
// CHECK:         %[[Y:.*]] = nn.add %[[A]], %[[B]]
// CHECK:         pydyn.box %[[Y]]
// CHECK-NOT:   pydyn.unsupported
pydyn.func @pair(%arg0: !pydyn.object) -> !pydyn.object attributes {cells = ["x"], kind = "function", parameters = ["x"], qualname = "pair"} {
  %0 = pydyn.constant 2 : i64 -> !pydyn.object
  %1 = pydyn.constant 3 : i64 -> !pydyn.object
  %2 = pydyn.tuple (%0, %1 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.make_function @"pair.<locals>.<genexpr>" : !pydyn.object
  %4 = pydyn.call %3 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %5:2 = pydyn.unpack %4 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "a", %5#0 : !pydyn.object
  pydyn.store local "b", %5#1 : !pydyn.object
  %6 = pydyn.load local "a" : !pydyn.object
  %7 = pydyn.load local "b" : !pydyn.object
  %8 = pydyn.binary add %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
} loc("pair.py":1:1)
pydyn.func @"pair.<locals>.<genexpr>"(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["x"], kind = "generator", parameters = [".0"], qualname = "pair.<locals>.<genexpr>"} {
  %0 = pydyn.load local ".0" : !pydyn.object
  pydyn.for %arg1 in %0 : !pydyn.object {
    pydyn.store local "k", %arg1 : !pydyn.object
    %2 = pydyn.load local "k" : !pydyn.object
    %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
    pydyn.if %3 : !pydyn.bool {
      %4 = pydyn.load cell "x" : !pydyn.object
      %5 = pydyn.load local "k" : !pydyn.object
      %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      %7 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%6 : !pydyn.object) -> !pydyn.object
      pydyn.yield
    }
    pydyn.yield
  }
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %1 : !pydyn.object
} loc("pair.py":1:1)
