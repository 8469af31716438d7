// RUN: janus-opt %s --bools-to-bytes | FileCheck %s

// CHECK-LABEL: func.func @choose
// CHECK-SAME:    %[[M:[a-z0-9]*]]: memref<?xi8, strided<[?], offset: ?>> {janus.input = @m}
// CHECK:         %[[T:.*]] = bufferization.to_tensor %[[M]] restrict : memref<?xi8, strided<[?], offset: ?>> to tensor<?xi8>
// CHECK:         linalg.generic {{.*}} ins(%[[T]],
// CHECK-NEXT:    ^bb0(%[[IN:.*]]: i8, %[[X:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT:      %[[B:.*]] = arith.trunci %[[IN]] : i8 to i1
// CHECK-NEXT:      arith.select %[[B]], %[[X]]
func.func @choose(%m: memref<?xi1, strided<[?], offset: ?>> {janus.input = @m}, %x: tensor<4xf32>, %e: tensor<4xf32>) -> tensor<4xf32> {
  %t = bufferization.to_tensor %m restrict : memref<?xi1, strided<[?], offset: ?>> to tensor<?xi1>
  %zero = arith.constant 0.0 : f32
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%t, %x : tensor<?xi1>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: i1, %v: f32, %out: f32):
    %s = arith.select %in, %v, %zero : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// A result is widened; an element that is read is narrowed.

// CHECK-LABEL: func.func @results
// CHECK:         %[[F:.*]] = linalg.fill ins(%{{.*}} : i8) outs(%{{.*}} : tensor<i8>)
// CHECK:           arith.cmpf
// CHECK-NEXT:      arith.extui %{{.*}} : i1 to i8
// CHECK-NEXT:      linalg.yield %{{.*}} : i8
// CHECK:         %[[E:.*]] = tensor.extract %{{.*}}[] : tensor<i8>
// CHECK-NEXT:    arith.trunci %[[E]] : i8 to i1
// CHECK-NEXT:    cf.assert
// CHECK:         arith.constant dense<[1, 0]> : tensor<2xi8>
func.func @results(%x: tensor<f32>) -> tensor<2xi1> {
  %true = arith.constant true
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<i1>
  %f = linalg.fill ins(%true : i1) outs(%e : tensor<i1>) -> tensor<i1>
  %r = linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []} ins(%x : tensor<f32>) outs(%f : tensor<i1>) {
  ^bb0(%in: f32, %out: i1):
    %c = arith.cmpf olt, %in, %zero : f32
    linalg.yield %c : i1
  } -> tensor<i1>
  %b = tensor.extract %r[] : tensor<i1>
  cf.assert %b, "it is"
  %c = arith.constant dense<[true, false]> : tensor<2xi1>
  return %c : tensor<2xi1>
}
