// RUN: janus-opt %s --control-flow-to-dataflow | FileCheck %s

// A graph takes the function's place; effects stay, `return` goes into the commit.

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}

// CHECK-LABEL: dataflow.graph @step
// CHECK-NEXT:    %[[W:.*]] = pydyn.object_ref @w
// CHECK-NEXT:    %[[V:.*]] = pydyn.read %[[W]]
// CHECK-NEXT:    %[[N:.*]] = nn.neg %[[V]]
// CHECK-NEXT:    pydyn.write %[[W]], %[[N]]
// CHECK-NEXT:    %[[NONE:.*]] = pydyn.constant #pydyn.none
// CHECK-NEXT:    dataflow.commit {
// CHECK-NEXT:      pydyn.return %[[NONE]] : !pydyn.none
// CHECK-NEXT:    }
// CHECK-NOT:   pydyn.func
pydyn.func @step() -> !pydyn.object attributes {qualname = "step", parameters = []} {
  %w = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
  %v = pydyn.read %w : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  pydyn.store local "v", %v : tensor<4xf32>
  %v1 = pydyn.load local "v" : tensor<4xf32>
  %n = nn.neg %v1 : tensor<4xf32>
  pydyn.write %w, %n : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  pydyn.return %none : !pydyn.none
}
