// RUN: janus-opt %s --janus-lower-copies | FileCheck %s

// CHECK-LABEL: func.func @rows(
// CHECK:         scf.for
// CHECK:           %[[ROW:.*]] = vector.transfer_read {{.*}} vector<28xf32>
// CHECK:           vector.transfer_write %[[ROW]]
// CHECK-NOT:     memref.copy
func.func @rows(%a: memref<5x28xf32, strided<[32, 1]>>, %b: memref<5x28xf32>) {
  memref.copy %a, %b : memref<5x28xf32, strided<[32, 1]>> to memref<5x28xf32>
  return
}

// A long row is a copy of its own, which is LLVM's memcpy.
// CHECK-LABEL: func.func @long_rows(
// CHECK:         scf.for
// CHECK:           memref.copy {{.*}} : memref<1000xf32, strided<[1], offset: ?>> to memref<1000xf32, strided<[1], offset: ?>>
func.func @long_rows(%a: memref<5x1000xf32, strided<[1024, 1]>>, %b: memref<5x1000xf32>) {
  memref.copy %a, %b : memref<5x1000xf32, strided<[1024, 1]>> to memref<5x1000xf32>
  return
}

// CHECK-LABEL: func.func @parallel(
// CHECK:         scf.forall {{.*}} in (64)
// CHECK:           scf.for
// CHECK:             vector.transfer_write
func.func @parallel(%a: memref<64x32x32xi64, strided<[2048, 40, 1]>>, %b: memref<64x32x32xi64>) {
  memref.copy %a, %b : memref<64x32x32xi64, strided<[2048, 40, 1]>> to memref<64x32x32xi64>
  return
}

// Inside a parallel loop there is no other.
// CHECK-LABEL: func.func @nested(
// CHECK:         scf.forall
// CHECK-NOT:     scf.forall
// CHECK:           vector.transfer_write
func.func @nested(%a: memref<64x32x32xf32, strided<[2048, 40, 1]>>, %b: memref<64x32x32xf32>) {
  scf.forall (%i) in (2) {
    memref.copy %a, %b : memref<64x32x32xf32, strided<[2048, 40, 1]>> to memref<64x32x32xf32>
  }
  return
}

// What is contiguous, dynamic, or has no contiguous rows stays.
// CHECK-LABEL: func.func @left(
// CHECK-COUNT-3: memref.copy
func.func @left(%a: memref<64x64xf32>, %b: memref<64x64xf32>, %c: memref<?x8xf32, strided<[16, 1]>>, %d: memref<?x8xf32>,
                %e: memref<4x8xf32, strided<[1, 4]>>, %f: memref<4x8xf32>) {
  memref.copy %a, %b : memref<64x64xf32> to memref<64x64xf32>
  memref.copy %c, %d : memref<?x8xf32, strided<[16, 1]>> to memref<?x8xf32>
  memref.copy %e, %f : memref<4x8xf32, strided<[1, 4]>> to memref<4x8xf32>
  return
}

// A buffer is not copied into itself.
// CHECK-LABEL: func.func @itself(
// CHECK-NOT:     memref.copy
// CHECK:         return
func.func @itself(%a: memref<?x?xf32>, %m: index, %n: index) {
  %flat = memref.collapse_shape %a [[0, 1]] : memref<?x?xf32> into memref<?xf32>
  %view = memref.expand_shape %flat [[0, 1]] output_shape [%m, %n] : memref<?xf32> into memref<?x?xf32>
  memref.copy %view, %a : memref<?x?xf32> to memref<?x?xf32>
  return
}

// CHECK-LABEL: func.func @another(
// CHECK:         memref.copy
func.func @another(%a: memref<?x?xf32>, %b: memref<?x?xf32>, %m: index, %n: index) {
  %flat = memref.collapse_shape %a [[0, 1]] : memref<?x?xf32> into memref<?xf32>
  %view = memref.expand_shape %flat [[0, 1]] output_shape [%m, %n] : memref<?xf32> into memref<?x?xf32>
  memref.copy %view, %b : memref<?x?xf32> to memref<?x?xf32>
  return
}
