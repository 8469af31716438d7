// RUN: janus-opt %s --autodiff --canonicalize --split-input-file | FileCheck %s

// A counted loop: the states of its iterations are computed again, and gone through from the last one.

// CHECK-LABEL: func.func @counted
// CHECK-SAME:    (%[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf32>, %[[N:.*]]: i64, %[[SEED:.*]]: tensor<4xf32>)
// CHECK:         %[[KEPT:.*]] = tensor.empty(%{{.*}}) : tensor<?x4xf32>
// CHECK:         %[[STATES:.*]]:2 = dataflow.for %{{.*}}(%[[X]], %[[KEPT]] : tensor<4xf32>, tensor<?x4xf32>)
// CHECK:           tensor.insert_slice %[[H:[^ ]*]] into
// CHECK:           nn.mul %[[H]], %[[W]]
// CHECK:         %[[D:.*]]:2 = dataflow.for %{{.*}}(%[[SEED]], %{{.*}} : tensor<4xf32>, tensor<4xf32>)
// CHECK-NEXT:    ^bb0(%{{.*}}: i64, %[[DH:.*]]: tensor<4xf32>, %[[DW:.*]]: tensor<4xf32>):
// CHECK:           %[[STATE:.*]] = tensor.extract_slice %[[STATES]]#1
// CHECK-DAG:       %[[BY_STATE:.*]] = nn.mul %[[DH]], %[[W]]
// CHECK-DAG:       %[[BY_W:.*]] = nn.mul %[[DH]], %[[STATE]]
// CHECK:           %[[SUM:.*]] = nn.add %[[DW]], %[[BY_W]]
// CHECK:           dataflow.yield %[[BY_STATE]], %[[SUM]]
// CHECK:         return %[[D]]#0, %[[D]]#1
func.func @counted(%x: tensor<4xf32>, %w: tensor<4xf32>, %n: i64, %seed: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %y = dataflow.for %zero to %n step %one (%x : tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%i: i64, %h: tensor<4xf32>):
    %next = nn.mul %h, %w : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    dataflow.yield %next : tensor<4xf32>
  }
  %dx, %dw = nn.gradient %y, %seed wrt %x, %w : tensor<4xf32> wrt tensor<4xf32>, tensor<4xf32>
  return %dx, %dw : tensor<4xf32>, tensor<4xf32>
}

// -----

// What a loop captures counts as much as what it carries. The sum of it needs no state.

// CHECK-LABEL: func.func @captured
// CHECK-NOT:     tensor.insert_slice
// CHECK:         dataflow.for
// CHECK:           nn.add
// CHECK:         return
func.func @captured(%x: tensor<4xf32>, %n: i64, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %scalar = nn.constant dense<0.0> : tensor<f32>
  %init = nn.expand %scalar : tensor<f32> -> tensor<4xf32>
  %y = dataflow.for %zero to %n step %one (%init : tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%i: i64, %sum: tensor<4xf32>):
    %next = nn.add %sum, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    dataflow.yield %next : tensor<4xf32>
  }
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// A loop with a test counts its iterations.

// CHECK-LABEL: func.func @tested
// CHECK:         %[[LOOP:.*]]:2 = dataflow.while(%{{.*}}, %{{.*}} : tensor<f32>, i64)
// CHECK:           dataflow.condition %{{.*}}, %{{.*}}, %{{.*}} : tensor<f32>, i64
// CHECK:           arith.addi %{{.*}}, %{{.*}} : i64
// CHECK:         dataflow.for %{{.*}} to %[[LOOP]]#1
// CHECK:         dataflow.for %{{.*}} to %[[LOOP]]#1
func.func @tested(%x: tensor<f32>, %seed: tensor<f32>) -> tensor<f32> {
  %y = dataflow.while (%x : tensor<f32>) -> tensor<f32> {
  ^bb0(%h: tensor<f32>):
    %v = tensor.extract %h[] : tensor<f32>
    %ten = arith.constant 10.0 : f32
    %more = arith.cmpf olt, %v, %ten : f32
    dataflow.condition %more, %h : tensor<f32>
  } do {
  ^bb0(%h: tensor<f32>):
    %next = nn.mul %h, %h : (tensor<f32>, tensor<f32>) -> tensor<f32>
    dataflow.yield %next : tensor<f32>
  }
  %g = nn.gradient %y, %seed wrt %x : tensor<f32> wrt tensor<f32>
  return %g : tensor<f32>
}
