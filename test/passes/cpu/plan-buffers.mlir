// RUN: janus-opt %s --janus-plan-buffers | FileCheck %s

// The second buffer takes the place of the first, which is dead by then; the third lives beside it.

// CHECK-LABEL: func.func @f(
// CHECK:         %[[ARENA:.*]] = memref.alloc() {{.*}} : memref<8192xi8>
// CHECK:         %[[O0:.*]] = arith.constant 0 : index
// CHECK:         memref.view %[[ARENA]][%[[O0]]][] : memref<8192xi8> to memref<1024xf32>
// CHECK:         %[[O1:.*]] = arith.constant 4096 : index
// CHECK:         memref.view %[[ARENA]][%[[O1]]][] : memref<8192xi8> to memref<1024xf32>
// CHECK:         %[[O2:.*]] = arith.constant 0 : index
// CHECK:         memref.view %[[ARENA]][%[[O2]]][] : memref<8192xi8> to memref<1024xf32>
// CHECK:         memref.dealloc %[[ARENA]]
func.func @f(%x: memref<1024xf32>) {
  %a = memref.alloc() : memref<1024xf32>
  memref.copy %x, %a : memref<1024xf32> to memref<1024xf32>
  %b = memref.alloc() : memref<1024xf32>
  memref.copy %a, %b : memref<1024xf32> to memref<1024xf32>
  %c = memref.alloc() : memref<1024xf32>
  memref.copy %b, %c : memref<1024xf32> to memref<1024xf32>
  memref.copy %c, %x : memref<1024xf32> to memref<1024xf32>
  return
}

// A size that is not known keeps its own buffer, which is freed.
// CHECK-LABEL: func.func @dynamic(
// CHECK:         %[[A:.*]] = memref.alloc(%{{.*}}) : memref<?xf32>
// CHECK:         memref.dealloc %[[A]]
func.func @dynamic(%n: index, %x: memref<?xf32>) {
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %x, %a : memref<?xf32> to memref<?xf32>
  memref.copy %a, %x : memref<?xf32> to memref<?xf32>
  return
}

// One that leaves a branch is freed behind it, if that side was taken.
// CHECK-LABEL: func.func @chosen(
// CHECK:         %[[KEPT:.*]] = memref.alloca() : memref<memref<?xf32>>
// CHECK:         %[[MADE:.*]] = memref.alloca() : memref<i1>
// CHECK:         %[[NO:.*]] = arith.constant false
// CHECK:         memref.store %[[NO]], %[[MADE]][] : memref<i1>
// CHECK:         scf.if
// CHECK:           %[[A:.*]] = memref.alloc(%{{.*}}) : memref<?xf32>
// CHECK:           memref.store %[[A]], %[[KEPT]][] : memref<memref<?xf32>>
// CHECK:           memref.store %{{.*}}, %[[MADE]][] : memref<i1>
// CHECK-NOT:       memref.dealloc
// CHECK:           scf.yield %[[A]]
// CHECK:         memref.copy
// CHECK:         %[[IS:.*]] = memref.load %[[MADE]][] : memref<i1>
// CHECK:         scf.if %[[IS]] {
// CHECK:           %[[B:.*]] = memref.load %[[KEPT]][] : memref<memref<?xf32>>
// CHECK:           memref.dealloc %[[B]]
func.func @chosen(%c: i1, %n: index, %x: memref<?xf32>, %y: memref<?xf32>) {
  %r = scf.if %c -> memref<?xf32> {
    %a = memref.alloc(%n) : memref<?xf32>
    memref.copy %x, %a : memref<?xf32> to memref<?xf32>
    scf.yield %a : memref<?xf32>
  } else {
    scf.yield %x : memref<?xf32>
  }
  memref.copy %r, %y : memref<?xf32> to memref<?xf32>
  return
}
