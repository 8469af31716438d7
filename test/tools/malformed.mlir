// RUN: not janus-opt %s 2>&1 | FileCheck %s

func.func @f(%x: i32) -> i32 {
  // CHECK: malformed.mlir:[[#@LINE+1]]:10: error: use of undeclared SSA value name
  return %y : i32
}
