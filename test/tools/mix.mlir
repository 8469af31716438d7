// Upstream's passes and driver, beside ours.

// RUN: janus-opt %s --pass-pipeline="builtin.module(func.func(canonicalize),cse,autodiff)" | FileCheck %s
// RUN: janus-opt %s --canonicalize --mlir-print-ir-after-all 2>&1 | FileCheck %s --check-prefix=DUMP
// RUN: janus-opt %s --emit-bytecode | janus-opt | FileCheck %s --check-prefix=BYTECODE
// RUN: janus-opt %s --verify-roundtrip -o /dev/null

// CHECK-LABEL: func.func @f
// CHECK: arith.constant 3 : i32
// CHECK-NEXT: return
// DUMP: IR Dump After {{.*}}canonicalize
// BYTECODE-LABEL: func.func @f
func.func @f() -> i32 {
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %three = arith.addi %one, %two : i32
  return %three : i32
}
