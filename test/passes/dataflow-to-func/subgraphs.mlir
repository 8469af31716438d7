// RUN: janus-opt %s --dataflow-to-func --split-input-file | FileCheck %s

// A function that is invoked takes tensors in buffers and numbers as they are, and gives its status; so what follows an
// invocation in which an assertion may fail is for those that have not. Assertions are numbered behind those of the graph.

dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>
dataflow.object @n = argument 1 : i64 checks type as !pydyn.int

// CHECK-LABEL: func.func @f
// CHECK:         %[[IN:.*]] = bufferization.to_buffer %{{.*}} read_only : tensor<4xf32> to memref<4xf32>
// CHECK:         %[[OUT:.*]] = memref.alloc() : memref<4xf32>
// CHECK:         %[[K:.*]] = memref.alloc() : memref<i64>
// CHECK:         %[[STATUS:.*]] = func.call @f.g(%[[IN]], %{{.*}}, %[[OUT]], %[[K]]) : (memref<4xf32>, i64, memref<4xf32>, memref<i64>) -> i32
// CHECK:         bufferization.to_tensor %[[OUT]] restrict writable
// CHECK:         memref.load %[[K]][]
// CHECK:         %[[GOOD:.*]] = arith.cmpi eq, %[[STATUS]], %{{.*}} : i32
// CHECK:         scf.if %[[GOOD]] -> (i32) {
// CHECK:         } else {
// CHECK:           scf.yield %[[STATUS]] : i32
// CHECK:         }
dataflow.graph @f {
  %x = dataflow.state.read @x : tensor<4xf32>
  %n = dataflow.state.read @n : i64
  %zero = arith.constant 0 : i64
  %c = arith.cmpi sge, %n, %zero : i64
  dataflow.assert %c, "the first"
  %r, %k = dataflow.invoke @f.g(%x, %n) : (tensor<4xf32>, i64) -> (tensor<4xf32>, i64)
  dataflow.commit(%r, %k : tensor<4xf32>, i64) {
  ^bb0(%0: tensor<4xf32>, %1: i64):
    %t = pydyn.box %0 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
}

// CHECK-LABEL: func.func private @f.g(
// CHECK-SAME:      %arg0: memref<4xf32>, %arg1: i64, %arg2: memref<4xf32>, %arg3: memref<i64>) -> i32
// CHECK:         scf.if %{{.*}} -> (i32) {
// CHECK:           func.call @f.g
// CHECK:           memref.store %{{.*}}, %arg3[] : memref<i64>
// CHECK:         } else {
// CHECK:           arith.constant 2 : i32
dataflow.function @f.g (tensor<4xf32>, i64) -> (tensor<4xf32>, i64) {
^bb0(%x: tensor<4xf32>, %n: i64):
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %ok = arith.cmpi slt, %n, %one : i64
  dataflow.assert %ok, "the second"
  %c = arith.cmpi sle, %n, %zero : i64
  %r, %k = dataflow.cond %c -> tensor<4xf32>, i64 {
    dataflow.yield %x, %zero : tensor<4xf32>, i64
  } else {
    %m = arith.subi %n, %one : i64
    %a, %b = dataflow.invoke @f.g(%x, %m) : (tensor<4xf32>, i64) -> (tensor<4xf32>, i64)
    dataflow.yield %a, %b : tensor<4xf32>, i64
  }
  dataflow.yield %r, %k : tensor<4xf32>, i64
}

// -----

// What is kept for a derivative is in the runtime's memory until the call ends.

// CHECK-LABEL: func.func private @keeps
// CHECK:         %[[SIZE:.*]] = arith.constant 128 : i64
// CHECK:         %[[AT:.*]] = llvm.call @janus_record(%[[SIZE]]) : (i64) -> !llvm.ptr
// CHECK:         bufferization.materialize_in_destination %{{.*}} in writable %{{.*}} : (tensor<4xf32>, memref<4xf32>) -> ()
// CHECK:         llvm.getelementptr %[[AT]][64]
// CHECK:         %[[RECORD:.*]] = llvm.ptrtoint %[[AT]] : !llvm.ptr to i64
// CHECK:         llvm.inttoptr %[[RECORD]] : i64 to !llvm.ptr
dataflow.function @keeps (tensor<4xf32>, i64) -> i64 {
^bb0(%x: tensor<4xf32>, %n: i64):
  %record = dataflow.record %x, %n : tensor<4xf32>, i64
  %m = dataflow.recall %record[1]() {layout = [tensor<4xf32>, i64]} : () -> i64
  dataflow.yield %m : i64
}
