// RUN: janus-opt %s --janus-outline-parallel | FileCheck %s
// RUN: janus-opt %s --janus-outline-parallel=threads=1 | FileCheck %s --check-prefix=SERIAL

// SERIAL: scf.forall

// CHECK-LABEL: func.func @f(
// CHECK-NOT:     scf.forall
// CHECK:         llvm.store
// CHECK:         constant @f_parallel_0
// CHECK:         call @janus_parallel_for(
// CHECK:       func.func private @f_parallel_0(%{{.*}}: !llvm.ptr, %[[FIRST:.*]]: i64, %[[LAST:.*]]: i64) {
// CHECK:         scf.for
// CHECK:           memref.load
// CHECK:           memref.store
// CHECK:       func.func private @janus_parallel_for(
func.func @f(%x: memref<50x20xf32>, %y: memref<50x20xf32>) {
  %zero = arith.constant 0.0 : f32
  scf.forall (%i, %j) in (50, 20) {
    %v = memref.load %x[%i, %j] : memref<50x20xf32>
    %w = arith.maximumf %v, %zero : f32
    memref.store %w, %y[%i, %j] : memref<50x20xf32>
  }
  return
}
