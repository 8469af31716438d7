// RUN: janus-opt %s --janus-outline-parallel | FileCheck %s

// Python's name of a function inside another is no bare identifier of MLIR's.

// CHECK-LABEL: func.func @"main.<locals>.step"(
// CHECK:         constant @"main.<locals>.step_parallel_0"
// CHECK:       func.func private @"main.<locals>.step_parallel_0"(
func.func @"main.<locals>.step"(%x: memref<8xf32>) {
  %zero = arith.constant 0.0 : f32
  scf.forall (%i) in (8) {
    memref.store %zero, %x[%i] : memref<8xf32>
  }
  return
}
