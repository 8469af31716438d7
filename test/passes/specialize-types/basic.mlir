// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/basic.json" | FileCheck %s

// def scale(x):
//     return x * FACTOR

// CHECK-DAG: dataflow.object @scale.function = function checks identity as !pydyn.function
// CHECK-DAG: dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>
// CHECK-DAG: dataflow.object @FACTOR = global "FACTOR" of @scale.function checks value 2.{{0+}}e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @scale()
// CHECK:         %[[REF:.*]] = pydyn.object_ref @x
// CHECK:         %[[X:.*]] = pydyn.read %[[REF]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK:         %[[Y:.*]] = nn.mul %[[X]], %{{.*}}
// CHECK:         %[[BOX:.*]] = pydyn.box %[[Y]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK:         pydyn.return %[[BOX]]
pydyn.func @scale(%arg0: !pydyn.object) -> !pydyn.object attributes {qualname = "scale", parameters = ["x"]} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "FACTOR" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
} loc("scale.py":1:1)
