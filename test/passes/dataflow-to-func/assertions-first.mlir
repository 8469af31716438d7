// RUN: janus-opt %s --dataflow-to-func | FileCheck %s
// RUN: janus-opt %s --dataflow-to-func --nn-to-linalg --eliminate-empty-tensors --empty-tensor-to-alloc-tensor --one-shot-bufferize="bufferize-function-boundaries allow-unknown-ops" --canonicalize | FileCheck %s --check-prefix=BUFFER

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {leaf}
dataflow.object @v = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {leaf}
dataflow.object @x = argument 2 : i64 checks tensor as !pydyn.tensor<tensor<f32>> {leaf}

// The update of @w does not decide anything: it waits for the assertion, and happens in place. That of
// @v is the value that the assertion asks: it gets a buffer of its own.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:      %[[W:[^:]*]]: memref<4xf32> {janus.input = @w, janus.output = 0 : i64},
// CHECK-SAME:      %[[V:[^:]*]]: memref<4xf32> {janus.input = @v},
// CHECK-SAME:      %[[X:[^:]*]]: memref<f32> {janus.input = @x},
// CHECK-SAME:      %[[O:[^:]*]]: memref<4xf32> {janus.output = 1 : i64}) -> i32
// CHECK-NOT:     nn.neg
// CHECK:         nn.exp
// CHECK:         nn.sum
// CHECK:         %[[GOOD:.*]] = arith.cmpf
// CHECK:         scf.if %[[GOOD]]
// CHECK:           nn.neg
// CHECK:           bufferization.materialize_in_destination %{{.*}} in writable %[[W]]
// CHECK:           bufferization.materialize_in_destination %{{.*}} in writable %[[O]]

// BUFFER-LABEL: func.func @step(
// BUFFER-SAME:      %[[W:[^:]*]]: memref<4xf32> {janus.input = @w
// BUFFER:         scf.if
// BUFFER:           linalg.generic {{.*}} ins(%[[W]] : memref<4xf32>) outs(%[[W]] : memref<4xf32>)
dataflow.graph @step {
  %w = dataflow.state.read @w : tensor<4xf32>
  %v = dataflow.state.read @v : tensor<4xf32>
  %x = dataflow.state.read @x : tensor<f32>
  %n = nn.neg %w : tensor<4xf32>
  %e = nn.exp %v : tensor<4xf32>
  %s = nn.sum %e dims [0] : tensor<4xf32> -> tensor<f32>
  %d = nn.add %s, %x : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %f = tensor.extract %d[] : tensor<f32>
  %zero = arith.constant 0.0 : f32
  %good = arith.cmpf ogt, %f, %zero : f32
  dataflow.assert %good, "the sum is positive"
  dataflow.commit(%n, %e : tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>, %1: tensor<4xf32>):
    %r = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
    pydyn.write %r, %0 : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    %q = pydyn.object_ref @v : !pydyn.tensor<tensor<4xf32>>
    pydyn.write %q, %1 : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    %none = pydyn.constant #pydyn.none -> !pydyn.none
    pydyn.return %none : !pydyn.none
  }
}
