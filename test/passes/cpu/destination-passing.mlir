// RUN: janus-opt %s --janus-destination-passing --split-input-file --verify-diagnostics | FileCheck %s

#id = affine_map<(i) -> (i)>

// The new result is computed in a new argument; the update in its own, from its own old contents.

// CHECK-LABEL: func.func @f(
// CHECK-SAME:    %[[X:[^:]*]]: tensor<4xf32> {bufferization.writable = false}
// CHECK-SAME:    %[[P:[^:]*]]: tensor<4xf32> {bufferization.writable = true}
// CHECK-SAME:    %[[R:[^:]*]]: tensor<4xf32> {bufferization.writable = true}
// CHECK-SAME:    llvm.emit_c_interface
// CHECK:         linalg.generic {{.*}} outs(%[[R]] :
// CHECK:         linalg.generic {{.*}} outs(%[[P]] :
// CHECK-NEXT:    ^bb0(%[[OLD:.*]]: f32, %[[STEP:.*]]: f32, %[[OUT:.*]]: f32):
// CHECK-NEXT:      arith.subf %[[OUT]], %[[STEP]]
func.func @f(%x: tensor<4xf32>, %p: tensor<4xf32> {janus.inout = 1 : i64}) -> (tensor<4xf32>, tensor<4xf32>) {
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %q = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%p, %y : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.subf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %y, %q : tensor<4xf32>, tensor<4xf32>
}

// -----

// expected-error @below {{argument 0 of type tensor<4xf32> cannot take result 0 of type tensor<5xf32>}}
func.func @mismatch(%p: tensor<4xf32> {janus.inout = 0 : i64}, %x: tensor<5xf32>) -> tensor<5xf32> {
  %e = tensor.empty() : tensor<5xf32>
  return %e : tensor<5xf32>
}

// -----

#id = affine_map<(i) -> (i)>

// What is written into an argument and handed out by itself is copied before the argument is written again: bufferization
// may let `%written` lie in `%x`, which gets `%doubled` in the end.

// CHECK-LABEL: func.func @between_two_writes(
// CHECK-SAME:    %[[X:[^:]*]]: memref<4xf32>, %[[V:[^:]*]]: memref<4xf32>
// CHECK-DAG:     %[[OLD:.*]] = bufferization.to_tensor %[[X]]
// CHECK-DAG:     %[[NEW:.*]] = bufferization.to_tensor %[[V]]
// CHECK:         %[[WRITTEN:.*]] = tensor.insert_slice %{{.*}} into %[[OLD]]
// CHECK:         %[[DOUBLED:.*]] = linalg.generic {{.*}} outs(%[[OLD]] :
// CHECK:         %[[COPY:.*]] = bufferization.materialize_in_destination %[[WRITTEN]] in %[[NEW]]
// CHECK:         bufferization.materialize_in_destination %[[DOUBLED]] in writable %[[X]]
// CHECK:         bufferization.materialize_in_destination %[[COPY]] in writable %[[V]]
func.func @between_two_writes(%x: memref<4xf32>, %v: memref<4xf32>, %one: tensor<1xf32>) {
  %old = bufferization.to_tensor %x restrict writable : memref<4xf32> to tensor<4xf32>
  %new = bufferization.to_tensor %v restrict writable : memref<4xf32> to tensor<4xf32>
  %written = tensor.insert_slice %one into %old[0] [1] [1] : tensor<1xf32> into tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %doubled = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%written : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %0 = bufferization.materialize_in_destination %doubled in %old : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = bufferization.materialize_in_destination %written in %new : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  bufferization.materialize_in_destination %0 in writable %x : (tensor<4xf32>, memref<4xf32>) -> ()
  bufferization.materialize_in_destination %1 in writable %v : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// Two arguments that may take each other's memory are copied aside.

// CHECK-LABEL: func.func @exchanged(
// CHECK-SAME:    %[[X:[^:]*]]: memref<2x2xf32>, %[[Y:[^:]*]]: memref<2x2xf32>
// CHECK:         %[[A:.*]] = bufferization.alloc_tensor() copy(%{{.*}})
// CHECK:         %[[B:.*]] = bufferization.alloc_tensor() copy(%{{.*}})
// CHECK:         bufferization.materialize_in_destination %[[A]] in writable %[[X]]
// CHECK:         bufferization.materialize_in_destination %[[B]] in writable %[[Y]]
func.func @exchanged(%x: memref<2x2xf32>, %y: memref<2x2xf32>) {
  %a = bufferization.to_tensor %x restrict writable : memref<2x2xf32> to tensor<2x2xf32>
  %b = bufferization.to_tensor %y restrict writable : memref<2x2xf32> to tensor<2x2xf32>
  %0 = bufferization.materialize_in_destination %b in %a : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = bufferization.materialize_in_destination %a in %b : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  bufferization.materialize_in_destination %0 in writable %x : (tensor<2x2xf32>, memref<2x2xf32>) -> ()
  bufferization.materialize_in_destination %1 in writable %y : (tensor<2x2xf32>, memref<2x2xf32>) -> ()
  return
}
