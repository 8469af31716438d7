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
