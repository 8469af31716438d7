// RUN: janus-opt %s --dataflow-to-func | FileCheck %s
// RUN: janus-opt %s --dataflow-to-func --nn-to-linalg --eliminate-empty-tensors --empty-tensor-to-alloc-tensor --one-shot-bufferize="bufferize-function-boundaries allow-unknown-ops" --canonicalize | FileCheck %s --check-prefix=BUFFER

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<?xf32>> {dims = ["n"]}
dataflow.object @rate = argument 2 : i64 checks type as !pydyn.float

// What is written back shares the argument that it is read from; a number is a buffer of rank 0; a
// result whose sizes are not known asks for its buffer.

// CHECK:       dataflow.graph @step.surface {
// CHECK-NEXT:    dataflow.state.read @w : tensor<4xf32>
// CHECK-NEXT:    %[[X:.*]] = dataflow.state.read @x : tensor<?xf32>
// CHECK-NEXT:    dataflow.state.read @rate : f64
// CHECK-NEXT:    %[[ZERO:.*]] = arith.constant 0 : index
// CHECK-NEXT:    %[[SIZE:.*]] = tensor.dim %[[X]], %[[ZERO]]
// CHECK-NEXT:    dataflow.draw "bernoulli_" [5.000000e-01] sizes(%[[SIZE]]) : tensor<?xf32>
// CHECK-NEXT:    %[[P0:.*]] = ub.poison : tensor<4xf32>
// CHECK-NEXT:    %[[P1:.*]] = ub.poison : tensor<f32>
// CHECK-NEXT:    %[[P2:.*]] = ub.poison : tensor<?xf32>
// CHECK-NEXT:    %[[P3:.*]] = ub.poison : f64
// CHECK-NEXT:    dataflow.commit(%[[P0]], %[[P1]], %[[P2]], %[[P3]] :

// CHECK:       func.func @step(
// CHECK-SAME:      %[[W:[^:]*]]: memref<4xf32> {janus.input = @w, janus.output = 0 : i64},
// CHECK-SAME:      %[[XM:[^:]*]]: memref<?xf32> {janus.input = @x},
// CHECK-SAME:      %[[RM:[^:]*]]: memref<f64> {janus.input = @rate},
// CHECK-SAME:      %[[DM:[^:]*]]: memref<?xf32> {janus.draw = 0 : i64},
// CHECK-SAME:      %[[O1:[^:]*]]: memref<f32> {janus.output = 1 : i64},
// CHECK-SAME:      %[[O3:[^:]*]]: memref<f64> {janus.output = 3 : i64}) -> i32
// CHECK-SAME:      attributes {llvm.emit_c_interface} {
// CHECK:         %[[WT:.*]] = bufferization.to_tensor %[[W]] restrict writable
// CHECK:         %[[XT:.*]] = bufferization.to_tensor %[[XM]] restrict :
// CHECK:         %[[R:.*]] = memref.load %[[RM]][]
// CHECK:         %[[L:.*]] = bufferization.to_tensor %[[O1]] restrict writable
// CHECK:         %[[N:.*]] = nn.neg %[[WT]]
// CHECK:         %[[M0:.*]] = bufferization.materialize_in_destination %[[N]] in %[[WT]]
// CHECK:         llvm.call @janus_allocate
// CHECK:         scf.if
// CHECK:         memref.store %{{.*}}, %[[O3]][]
// CHECK:         bufferization.materialize_in_destination %[[M0]] in writable %[[W]]
// CHECK:         return %{{.*}} : i32
// CHECK:       llvm.func @janus_allocate(i64, i64, !llvm.ptr) -> !llvm.ptr

// No copy, no buffer of its own.
// BUFFER:      func.func @step(%[[W:.*]]: memref<4xf32> {
// BUFFER-NOT:    memref.alloc() {{.*}} memref<4xf32>
// BUFFER:        linalg.generic {{.*}} ins(%[[W]] : memref<4xf32>) outs(%[[W]] : memref<4xf32>)
// BUFFER:        return
dataflow.graph @step {
  %w = dataflow.state.read @w : tensor<4xf32>
  %x = dataflow.state.read @x : tensor<?xf32>
  %rate = dataflow.state.read @rate : f64
  %zero = arith.constant 0 : index
  %size = tensor.dim %x, %zero : tensor<?xf32>
  %mask = dataflow.draw "bernoulli_"[0.5 : f64] sizes(%size) : tensor<?xf32>
  %l = nn.constant dense<1.0> : tensor<f32>
  %y = nn.mul %x, %mask : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %twice = arith.addf %rate, %rate : f64
  %n = nn.neg %w : tensor<4xf32>
  dataflow.commit(%n, %l, %y, %twice : tensor<4xf32>, tensor<f32>, tensor<?xf32>, f64) {
  ^bb0(%0: tensor<4xf32>, %1: tensor<f32>, %2: tensor<?xf32>, %3: f64):
    %r = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
    pydyn.write %r, %0 : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    %t1 = pydyn.box %1 : tensor<f32> -> !pydyn.tensor<tensor<f32>>
    %t2 = pydyn.box %2 : tensor<?xf32> -> !pydyn.tensor<tensor<?xf32>>
    %t3 = pydyn.box %3 : f64 -> !pydyn.float
    %t = pydyn.tuple(%t1, %t2, %t3 : !pydyn.tensor<tensor<f32>>, !pydyn.tensor<tensor<?xf32>>, !pydyn.float) -> !pydyn.object
    pydyn.return %t : !pydyn.object
  }
}
