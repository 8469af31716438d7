// RUN: janus-opt %s --janus-lower-halves | FileCheck %s

// CHECK-LABEL: llvm.func @masked(
// CHECK-SAME:      %[[X:.*]]: vector<48xbf16>, %[[P:.*]]: !llvm.ptr, %[[M:.*]]: vector<48xi1>
// CHECK:         %[[B:.*]] = llvm.bitcast %[[X]] : vector<48xbf16> to vector<48xi16>
// CHECK:         llvm.intr.masked.store %[[B]], %[[P]], %[[M]] {alignment = 2 : i32} : vector<48xi16>, vector<48xi1> into !llvm.ptr
llvm.func @masked(%x: vector<48xbf16>, %p: !llvm.ptr, %mask: vector<48xi1>) {
  llvm.intr.masked.store %x, %p, %mask {alignment = 2 : i32} : vector<48xbf16>, vector<48xi1> into !llvm.ptr
  llvm.return
}

// CHECK-LABEL: llvm.func @whole(
// CHECK:         %[[B:.*]] = llvm.bitcast %{{.*}} : vector<33xbf16> to vector<33xi16>
// CHECK:         llvm.store %[[B]], %{{.*}} {alignment = 2 : i64} : vector<33xi16>, !llvm.ptr
llvm.func @whole(%x: vector<33xbf16>, %p: !llvm.ptr) {
  llvm.store %x, %p {alignment = 2 : i64} : vector<33xbf16>, !llvm.ptr
  llvm.return
}

// Numbers by themselves, and vectors of other types, stay.
// CHECK-LABEL: llvm.func @others(
// CHECK-NOT:     llvm.bitcast
// CHECK:         llvm.store %{{.*}} : bf16, !llvm.ptr
// CHECK:         llvm.store %{{.*}} : vector<33xf16>, !llvm.ptr
llvm.func @others(%x: bf16, %y: vector<33xf16>, %p: !llvm.ptr) {
  llvm.store %x, %p : bf16, !llvm.ptr
  llvm.store %y, %p : vector<33xf16>, !llvm.ptr
  llvm.return
}
