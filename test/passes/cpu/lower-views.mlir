// RUN: janus-opt %s --janus-lower-views -split-input-file -verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @two_sizes(
// CHECK-SAME:    %[[A:.*]]: memref<?xf32>, %[[M:.*]]: index, %[[N:.*]]: index
// CHECK:         %[[VIEW:.*]] = memref.reinterpret_cast %[[A]] to offset: [0], sizes: [%[[M]], %[[N]]], strides: [%[[N]], 1] : memref<?xf32> to memref<?x?xf32>
// CHECK:         return %[[VIEW]]
func.func @two_sizes(%a: memref<?xf32>, %m: index, %n: index) -> memref<?x?xf32> {
  %view = memref.expand_shape %a [[0, 1]] output_shape [%m, %n] : memref<?xf32> into memref<?x?xf32>
  return %view : memref<?x?xf32>
}

// CHECK-LABEL: func.func @three_sizes(
// CHECK-SAME:    %[[A:.*]]: memref<?xf32>, %[[M:.*]]: index, %[[N:.*]]: index, %[[K:.*]]: index
// CHECK:         %[[FOUR:.*]] = arith.constant 4 : index
// CHECK:         %[[INNER:.*]] = arith.muli %[[FOUR]], %[[K]] : index
// CHECK:         %[[OUTER:.*]] = arith.muli %[[INNER]], %[[N]] : index
// CHECK:         memref.reinterpret_cast %[[A]] to offset: [0], sizes: [%[[M]], %[[N]], %[[K]], 4], strides: [%[[OUTER]], %[[INNER]], 4, 1]
func.func @three_sizes(%a: memref<?xf32>, %m: index, %n: index, %k: index) -> memref<?x?x?x4xf32> {
  %view = memref.expand_shape %a [[0, 1, 2, 3]] output_shape [%m, %n, %k, 4] : memref<?xf32> into memref<?x?x?x4xf32>
  return %view : memref<?x?x?x4xf32>
}

// One size of the run is upstream's business.
// CHECK-LABEL: func.func @one_size(
// CHECK:         memref.expand_shape
func.func @one_size(%a: memref<?xf32>, %m: index) -> memref<?x4xf32> {
  %view = memref.expand_shape %a [[0, 1]] output_shape [%m, 4] : memref<?xf32> into memref<?x4xf32>
  return %view : memref<?x4xf32>
}

// -----

func.func @gaps(%a: memref<?xf32, strided<[2]>>, %m: index, %n: index) -> memref<?x?xf32, strided<[?, 2]>> {
  // expected-error @+1 {{a view by several sizes of the run of a buffer with gaps}}
  %view = memref.expand_shape %a [[0, 1]] output_shape [%m, %n] : memref<?xf32, strided<[2]>> into memref<?x?xf32, strided<[?, 2]>>
  return %view : memref<?x?xf32, strided<[?, 2]>>
}
