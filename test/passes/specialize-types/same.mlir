// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/same.json function=same" | FileCheck %s --check-prefix=SAME
// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/same.json function=target" | FileCheck %s --check-prefix=TARGET
// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/same.json function=target graph=1" | FileCheck %s --check-prefix=GONE

// def same(x): return x

// What is returned is the very object: nothing is read.

// SAME:       dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {leaf, object_id = 1 : i64}
// SAME-LABEL: pydyn.func @same()
// SAME-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// SAME-NEXT:    pydyn.return %[[X]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @same(%arg0: !pydyn.object) -> !pydyn.object attributes {qualname = "same", parameters = ["x"]} {
  %0 = pydyn.load local "x" : !pydyn.object
  pydyn.return %0 : !pydyn.object
} loc("same.py":1:1)

// def target(reference): return reference()

// A weak reference is called: which object it leads to is checked at entry.

// TARGET:       dataflow.object @reference = argument 0 : i64 checks identity as !pydyn.instance<"weakref.ReferenceType">
// TARGET:       dataflow.object @"reference()" = referent of @reference checks identity as !pydyn.instance<"same.Thing">
// TARGET-LABEL: pydyn.func @target()
// TARGET-NEXT:    %[[X:.*]] = pydyn.object_ref @"reference()"
// TARGET-NEXT:    pydyn.return %[[X]]

// GONE:       dataflow.object @"reference()" = referent of @reference checks value #pydyn.none as !pydyn.none
// GONE-LABEL: pydyn.func @target()
// GONE-NEXT:    %[[NONE:.*]] = pydyn.constant #pydyn.none
// GONE-NEXT:    pydyn.return %[[NONE]]
pydyn.func @target(%arg0: !pydyn.object) -> !pydyn.object attributes {qualname = "target", parameters = ["reference"]} {
  %0 = pydyn.load local "reference" : !pydyn.object
  %1 = pydyn.call %0() from !pydyn.object -> !pydyn.object
  pydyn.return %1 : !pydyn.object
} loc("same.py":4:1)
