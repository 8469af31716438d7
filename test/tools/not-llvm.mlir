// RUN: not janus-translate --mlir-to-object %s -o %t 2>&1 | FileCheck %s

// CHECK: not-llvm.mlir:[[#@LINE+1]]:1: error:
func.func @f() {
  return
}
