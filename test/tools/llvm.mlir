// RUN: janus-translate --mlir-to-llvmir %s | FileCheck %s
// RUN: janus-translate --mlir-to-object %s -o %t
// RUN: llvm-objdump -d %t | FileCheck %s --check-prefix=OBJECT
// RUN: janus-translate --mlir-to-object --object-cpu=generic --object-opt-level=0 %s | llvm-readobj -h - | FileCheck %s --check-prefix=HEADER
// RUN: not janus-translate --mlir-to-object --object-opt-level=9 %s 2>&1 | FileCheck %s --check-prefix=LEVEL

// CHECK: define i64 @twice(i64 %0)
// CHECK: add i64 %0, %0
// OBJECT: <twice>:
// HEADER: Type: Relocatable
// LEVEL: there is no optimization level 9
llvm.func @twice(%x: i64) -> i64 {
  %0 = llvm.add %x, %x : i64
  llvm.return %0 : i64
}
