// RUN: janus-opt %s --pass-pipeline="builtin.module(janus-graph-pipeline)" | FileCheck %s

// From a specialized function to a differentiated graph.

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
dataflow.object @c = argument 1 : i64 checks type as !pydyn.bool

// CHECK-LABEL: dataflow.graph @step
// CHECK-DAG:     %[[W:.*]] = dataflow.state.read @w : tensor<4xf32>
// CHECK-DAG:     %[[C:.*]] = dataflow.state.read @c : i1
// CHECK:         dataflow.cond %[[C]] -> tensor<4xf32> {
// CHECK-NOT:     nn.gradient
// CHECK:         dataflow.commit(
// CHECK:           pydyn.write
// CHECK:           pydyn.return
pydyn.func @step() -> !pydyn.object attributes {qualname = "step", parameters = []} {
  %w = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
  %wv = pydyn.read %w : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %e = nn.exp %wv : tensor<4xf32>
  %l = nn.sum %e dims [0] : tensor<4xf32> -> tensor<f32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %g = pydyn.backward %l, %one wrt (%w) : tensor<f32>, tensor<f32> wrt (!pydyn.tensor<tensor<4xf32>>) -> tensor<4xf32>
  pydyn.store local "g", %g : tensor<4xf32>
  pydyn.if %c : i1 {
    %n = nn.neg %g : tensor<4xf32>
    pydyn.store local "g", %n : tensor<4xf32>
    pydyn.yield
  }
  %h = pydyn.load local "g" : tensor<4xf32>
  %u = nn.sub %wv, %h : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  pydyn.write %w, %u : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  %r = pydyn.box %l : tensor<f32> -> !pydyn.tensor<tensor<f32>>
  pydyn.return %r : !pydyn.tensor<tensor<f32>>
}
