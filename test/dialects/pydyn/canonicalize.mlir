// RUN: janus-opt %s --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @truth
func.func @truth(%b: !pydyn.bool) -> (!pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) {
  // CHECK-DAG: %[[TRUE:.*]] = pydyn.constant true -> !pydyn.bool
  // CHECK-DAG: %[[FALSE:.*]] = pydyn.constant false -> !pydyn.bool
  // CHECK-NOT: pydyn.truth
  // CHECK: return %{{.*}}, %[[TRUE]], %[[FALSE]], %[[FALSE]]
  %0 = pydyn.truth %b : (!pydyn.bool) -> !pydyn.bool
  %three = pydyn.constant 3 : i64 -> !pydyn.int
  %1 = pydyn.truth %three : (!pydyn.int) -> !pydyn.bool
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  %2 = pydyn.truth %none : (!pydyn.none) -> !pydyn.bool
  %empty = pydyn.constant "" -> !pydyn.str
  %3 = pydyn.truth %empty : (!pydyn.str) -> !pydyn.bool
  return %0, %1, %2, %3 : !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool
}

// -----

// What may run Python code stays, though nothing uses its result; what is pure goes.

// CHECK-LABEL: func.func @effects
func.func @effects(%x: !pydyn.object) {
  // CHECK-NOT: pydyn.constant
  // CHECK: pydyn.binary
  // CHECK: pydyn.get_attr
  // CHECK: pydyn.truth
  %0 = pydyn.constant 1 : i64 -> !pydyn.int
  %1 = pydyn.binary add %x, %x : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %2 = pydyn.get_attr %x "a" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %x : (!pydyn.object) -> !pydyn.bool
  return
}

// -----

// A tensor is read again after it was written; a number is not read at all where nothing uses it.

// CHECK-LABEL: func.func @reads
func.func @reads(%t: !pydyn.tensor<tensor<4xf32>>, %n: !pydyn.int, %v: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: pydyn.read %{{.*}} : !pydyn.tensor
  // CHECK: pydyn.write
  // CHECK: pydyn.read %{{.*}} : !pydyn.tensor
  // CHECK-NOT: !pydyn.int ->
  %0 = pydyn.read %t : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  pydyn.write %t, %v : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  %1 = pydyn.read %t : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %2 = pydyn.read %n : !pydyn.int -> i64
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
