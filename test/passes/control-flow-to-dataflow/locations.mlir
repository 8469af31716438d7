// RUN: janus-opt %s --control-flow-to-dataflow --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// CHECK: dataflow.graph @f
// CHECK: dataflow.cond
// CHECK:   nn.neg {{.*}} loc("m.py":3:5)
// CHECK: } loc("m.py":2:3)
// CHECK: pydyn.return {{.*}} loc("m.py":4:3)
// CHECK: } loc("m.py":1:1)
pydyn.func @f() -> !pydyn.object attributes {qualname = "f", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %xr = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %x = pydyn.read %xr : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  pydyn.store local "y", %x : tensor<4xf32>
  pydyn.if %c : i1 {
    %n = nn.neg %x : tensor<4xf32> loc("m.py":3:5)
    pydyn.store local "y", %n : tensor<4xf32> loc("m.py":3:1)
    pydyn.yield
  } loc("m.py":2:3)
  %y = pydyn.load local "y" : tensor<4xf32>
  %t = pydyn.box %y : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.return %t : !pydyn.tensor<tensor<4xf32>> loc("m.py":4:3)
} loc("m.py":1:1)
