// RUN: janus-opt %s --janus-carry-buffers --split-input-file | FileCheck %s

// Two values that are exchanged: one is copied aside before the other is written.

// CHECK-LABEL: func.func @exchanged
// CHECK:         scf.for %{{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}})
// CHECK:           %[[SUM:.*]] = linalg.add
// CHECK:           %[[ASIDE:.*]] = bufferization.alloc_tensor() copy(%[[B]]) : tensor<4xf32>
// CHECK:           %[[FIRST:.*]] = bufferization.materialize_in_destination %[[ASIDE]] in %[[A]]
// CHECK:           %[[SECOND:.*]] = bufferization.materialize_in_destination %[[SUM]] in %[[B]]
// CHECK:           scf.yield %[[FIRST]], %[[SECOND]]
func.func @exchanged(%n: index, %a: tensor<4xf32>, %b: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %r:2 = scf.for %i = %zero to %n step %one iter_args(%x = %a, %y = %b) -> (tensor<4xf32>, tensor<4xf32>) {
    %empty = bufferization.alloc_tensor() : tensor<4xf32>
    %sum = linalg.add ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %y, %sum : tensor<4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<4xf32>, tensor<4xf32>
}

// -----

// A value that may be that of another place, by a branch.

// CHECK-LABEL: func.func @chosen
// CHECK:         scf.while
// CHECK:           %[[CHOSEN:.*]] = scf.if
// CHECK:           %[[ASIDE:.*]] = bufferization.alloc_tensor() copy(%[[CHOSEN]])
// CHECK:           bufferization.materialize_in_destination %[[ASIDE]] in
func.func @chosen(%c: i1, %a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %r:2 = scf.while (%x = %a, %y = %b) : (tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
    scf.condition(%c) %x, %y : tensor<4xf32>, tensor<4xf32>
  } do {
  ^bb0(%x: tensor<4xf32>, %y: tensor<4xf32>):
    %chosen = scf.if %c -> tensor<4xf32> {
      scf.yield %y : tensor<4xf32>
    } else {
      scf.yield %x : tensor<4xf32>
    }
    scf.yield %chosen, %y : tensor<4xf32>, tensor<4xf32>
  }
  return %r#0 : tensor<4xf32>
}

// -----

// What is written into its place stays as it is; so does what a loop of a schedule does.

// CHECK-LABEL: func.func @in_place
// CHECK-NOT:     materialize_in_destination
func.func @in_place(%n: index, %a: tensor<4xf32>, %v: f32) -> tensor<4xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %r = scf.for %i = %zero to %n step %one iter_args(%x = %a) -> (tensor<4xf32>) {
    %next = linalg.fill ins(%v : f32) outs(%x : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %next : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// -----

// One tensor without contents, of several blocks, is one for each.

// CHECK-LABEL: func.func @without_contents
// CHECK:         bufferization.alloc_tensor() : tensor<4xf32>
// CHECK:         scf.if
// CHECK-NEXT:      %[[OWN:.*]] = bufferization.alloc_tensor() : tensor<4xf32>
// CHECK-NEXT:      linalg.fill ins(%{{.*}}) outs(%[[OWN]]
func.func @without_contents(%c: i1, %v: f32) -> (tensor<4xf32>, tensor<4xf32>) {
  %empty = bufferization.alloc_tensor() : tensor<4xf32>
  %before = linalg.fill ins(%v : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  %r = scf.if %c -> tensor<4xf32> {
    %next = linalg.fill ins(%v : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %next : tensor<4xf32>
  } else {
    scf.yield %before : tensor<4xf32>
  }
  return %before, %r : tensor<4xf32>, tensor<4xf32>
}

// -----

// A choice of two tensors is a copy of one: what is written to it is not written to these.

// CHECK-LABEL: func.func @chosen
// CHECK:         %[[ONE:.*]] = arith.select
// CHECK-NEXT:    %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[ONE]])
// CHECK-NEXT:    linalg.fill ins(%{{.*}}) outs(%[[COPY]]
func.func @chosen(%c: i1, %a: tensor<4xf32>, %b: tensor<4xf32>, %v: f32) -> tensor<4xf32> {
  %one = arith.select %c, %a, %b : tensor<4xf32>
  %r = linalg.fill ins(%v : f32) outs(%one : tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
