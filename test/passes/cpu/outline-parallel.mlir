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

// A loop that is no function of its own takes its scratch from the heap: on the stack it would grow with each iteration.

// SERIAL-LABEL: func.func @scratch(
// SERIAL:         scf.for
// SERIAL-NEXT:      %[[SCRATCH:.*]] = memref.alloc() {alignment = 64 : i64} : memref<256xi8>
// SERIAL-NEXT:      scf.forall
// SERIAL-NOT:         memref.alloca
// SERIAL:             memref.view %[[SCRATCH]]
// SERIAL:           memref.dealloc %[[SCRATCH]]
func.func @scratch(%x: memref<50x64xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %many = arith.constant 1000 : index
  scf.for %k = %zero to %many step %one {
    scf.forall (%i) in (50) {
      %arena = memref.alloca() {alignment = 64 : i64} : memref<256xi8>
      %row = memref.view %arena[%zero][] : memref<256xi8> to memref<64xf32>
      %from = memref.subview %x[%i, 0] [1, 64] [1, 1] : memref<50x64xf32> to memref<64xf32, strided<[1], offset: ?>>
      memref.copy %from, %row : memref<64xf32, strided<[1], offset: ?>> to memref<64xf32>
      memref.copy %row, %from : memref<64xf32> to memref<64xf32, strided<[1], offset: ?>>
    }
  }
  return
}
