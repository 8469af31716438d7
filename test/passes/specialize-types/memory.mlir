// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/memory.json" -split-input-file -verify-diagnostics | FileCheck %s

// Tensors' memory: what is a view of what, and who sees a write.

// A write is seen by the operand, once, at the end.
//
// def step(x, m):
//     x.add_(1)
//     x.mul_(2)
//     return x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.write %[[X]], %[[ADD]] : <tensor<4xf32>>, tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[ADD]], %[[C_2]]
// CHECK-NEXT:    pydyn.write %[[X]], %[[MUL]] : <tensor<4xf32>>, tensor<4xf32>
// CHECK-NEXT:    pydyn.return %[[X]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.get_attr %0 "add_" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.get_attr %4 "mul_" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.constant 2 : i64 -> !pydyn.object
  %7 = pydyn.call %5 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %8 = pydyn.load local "x" : !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// A write through a view reaches its base, and a view made before.
//
// def step(x, m):
//     row = m[0]
//     flat = m.view(6)
//     row.add_(1)
//     return flat * 2

// CHECK:       dataflow.object @"type(m)" = type of @m checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[M]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[SLICE:.*]] = nn.slice %[[READ]] dim 0 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE:.*]] = nn.reshape %[[SLICE]]
// CHECK-NEXT:    %[[RESHAPE_2:.*]] = nn.reshape %[[READ]]
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[RESHAPE]], %[[C]]
// CHECK-NEXT:    %[[SLICE_2:.*]] = nn.slice %[[READ]] dim 0 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE_3:.*]] = nn.reshape %[[ADD]]
// CHECK-NEXT:    %[[SLICE_SCATTER:.*]] = nn.slice_scatter %[[RESHAPE_3]] into %[[READ]] dim 0 start 0 step 1
// CHECK-NEXT:    pydyn.write %[[M]], %[[SLICE_SCATTER]] : <tensor<2x3xf32>>, tensor<2x3xf32>
// CHECK-NEXT:    %[[RESHAPE_4:.*]] = nn.reshape %[[SLICE_SCATTER]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[RESHAPE_4]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<6xf32> -> !pydyn.tensor<tensor<6xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<6xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "m" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.get_item %0[%1] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "row", %2 : !pydyn.object
  %3 = pydyn.load local "m" : !pydyn.object
  %4 = pydyn.get_attr %3 "view" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 6 : i64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "flat", %6 : !pydyn.object
  %7 = pydyn.load local "row" : !pydyn.object
  %8 = pydyn.get_attr %7 "add_" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.constant 1 : i64 -> !pydyn.object
  %10 = pydyn.call %8 (%9 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.load local "flat" : !pydyn.object
  %12 = pydyn.constant 2 : i64 -> !pydyn.object
  %13 = pydyn.binary mul %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}

// -----

// A read before the write keeps what it read.
//
// def step(x, m):
//     y = x * 2
//     x.add_(1)
//     return y + x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C_2]]
// CHECK-NEXT:    pydyn.write %[[X]], %[[ADD]] : <tensor<4xf32>>, tensor<4xf32>
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[MUL]], %[[ADD]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "y", %2 : !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.get_attr %3 "add_" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load local "y" : !pydyn.object
  %8 = pydyn.load local "x" : !pydyn.object
  %9 = pydyn.binary add %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}

// -----

// A copy has memory of its own.
//
// def step(x, m):
//     y = x.clone()
//     y.add_(1)
//     return y + x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C]]
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[ADD]], %[[READ]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.get_attr %0 "clone" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  pydyn.store local "y", %2 : !pydyn.object
  %3 = pydyn.load local "y" : !pydyn.object
  %4 = pydyn.get_attr %3 "add_" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load local "y" : !pydyn.object
  %8 = pydyn.load local "x" : !pydyn.object
  %9 = pydyn.binary add %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}

// -----

// `reshape` of what is contiguous is a view, of a transposed matrix a copy.
//
// def step(x, m):
//     m.reshape(6).add_(1)
//     return m.t().reshape(6).add_(5) + m.sum()

// CHECK:       dataflow.object @"type(m)" = type of @m checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[M]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[RESHAPE:.*]] = nn.reshape %[[READ]]
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[RESHAPE]], %[[C]]
// CHECK-NEXT:    %[[RESHAPE_2:.*]] = nn.reshape %[[ADD]]
// CHECK-NEXT:    pydyn.write %[[M]], %[[RESHAPE_2]] : <tensor<2x3xf32>>, tensor<2x3xf32>
// CHECK-NEXT:    %[[PERMUTE:.*]] = nn.permute %[[RESHAPE_2]] [1, 0] {nn.view}
// CHECK-NEXT:    %[[RESHAPE_3:.*]] = nn.reshape %[[PERMUTE]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[RESHAPE_3]], %[[C_2]]
// CHECK-NEXT:    %[[SUM:.*]] = nn.sum %[[RESHAPE_2]] dims [0, 1] {nn.view}
// CHECK-NEXT:    %[[ADD_3:.*]] = nn.add %[[ADD_2]], %[[SUM]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_3]] : tensor<6xf32> -> !pydyn.tensor<tensor<6xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<6xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "m" : !pydyn.object
  %1 = pydyn.get_attr %0 "reshape" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 6 : i64 -> !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.get_attr %3 "add_" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load local "m" : !pydyn.object
  %8 = pydyn.get_attr %7 "t" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.call %8 () from !pydyn.object -> !pydyn.object
  %10 = pydyn.get_attr %9 "reshape" : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.constant 6 : i64 -> !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.get_attr %12 "add_" : (!pydyn.object) -> !pydyn.object
  %14 = pydyn.constant 5 : i64 -> !pydyn.object
  %15 = pydyn.call %13 (%14 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %16 = pydyn.load local "m" : !pydyn.object
  %17 = pydyn.get_attr %16 "sum" : (!pydyn.object) -> !pydyn.object
  %18 = pydyn.call %17 () from !pydyn.object -> !pydyn.object
  %19 = pydyn.binary add %15, %18 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %19 : !pydyn.object
}

// -----

// Assignment to an item; `+=` writes to the view, which then is assigned to its own elements.
//
// def step(x, m):
//     m[1] = x[:3]
//     m[:, 0] += 1
//     return m * 2

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[SLICE:.*]] = nn.slice %[[READ]] dim 0 start 0 step 1
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[M]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[SLICE_2:.*]] = nn.slice %[[READ_2]] dim 0 start 1 step 1
// CHECK-NEXT:    %[[RESHAPE:.*]] = nn.reshape %[[SLICE]]
// CHECK-NEXT:    %[[SLICE_SCATTER:.*]] = nn.slice_scatter %[[RESHAPE]] into %[[READ_2]] dim 0 start 1 step 1
// CHECK-NEXT:    pydyn.write %[[M]], %[[SLICE_SCATTER]] : <tensor<2x3xf32>>, tensor<2x3xf32>
// CHECK-NEXT:    %[[SLICE_3:.*]] = nn.slice %[[SLICE_SCATTER]] dim 1 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE_2:.*]] = nn.reshape %[[SLICE_3]]
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[RESHAPE_2]], %[[C]]
// CHECK-NEXT:    %[[SLICE_4:.*]] = nn.slice %[[SLICE_SCATTER]] dim 1 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE_3:.*]] = nn.reshape %[[ADD]]
// CHECK-NEXT:    %[[SLICE_SCATTER_2:.*]] = nn.slice_scatter %[[RESHAPE_3]] into %[[SLICE_SCATTER]] dim 1 start 0 step 1
// CHECK-NEXT:    pydyn.write %[[M]], %[[SLICE_SCATTER_2]] : <tensor<2x3xf32>>, tensor<2x3xf32>
// CHECK-NEXT:    %[[SLICE_5:.*]] = nn.slice %[[SLICE_SCATTER_2]] dim 1 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE_4:.*]] = nn.reshape %[[ADD]]
// CHECK-NEXT:    %[[SLICE_SCATTER_3:.*]] = nn.slice_scatter %[[RESHAPE_4]] into %[[SLICE_SCATTER_2]] dim 1 start 0 step 1
// CHECK-NEXT:    %[[SLICE_SCATTER_4:.*]] = nn.slice_scatter %[[SLICE_SCATTER_3]] into %[[SLICE_SCATTER_2]] dim 0 start 0 step 1
// CHECK-NEXT:    %[[SLICE_6:.*]] = nn.slice %[[SLICE_SCATTER_2]] dim 1 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE_5:.*]] = nn.reshape %[[SLICE_6]]
// CHECK-NEXT:    pydyn.write %[[M]], %[[SLICE_SCATTER_4]] : <tensor<2x3xf32>>, tensor<2x3xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[SLICE_SCATTER_4]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<2x3xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  %2 = pydyn.constant 3 : i64 -> !pydyn.object
  %3 = pydyn.constant #pydyn.none -> !pydyn.object
  %4 = pydyn.slice %1, %2, %3 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.get_item %0[%4] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "m" : !pydyn.object
  %7 = pydyn.constant 1 : i64 -> !pydyn.object
  pydyn.set_item %6[%7] = %5 : !pydyn.object, !pydyn.object, !pydyn.object
  %8 = pydyn.load local "m" : !pydyn.object
  %9 = pydyn.constant #pydyn.none -> !pydyn.object
  %10 = pydyn.constant #pydyn.none -> !pydyn.object
  %11 = pydyn.constant #pydyn.none -> !pydyn.object
  %12 = pydyn.slice %9, %10, %11 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.constant 0 : i64 -> !pydyn.object
  %14 = pydyn.tuple (%12, %13 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %15 = pydyn.get_item %8[%14] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.constant 1 : i64 -> !pydyn.object
  %17 = pydyn.inplace add %15, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.set_item %8[%14] = %17 : !pydyn.object, !pydyn.object, !pydyn.object
  %18 = pydyn.load local "m" : !pydyn.object
  %19 = pydyn.constant 2 : i64 -> !pydyn.object
  %20 = pydyn.binary mul %18, %19 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %20 : !pydyn.object
}

// -----

// Elements that are shared with others of the same tensor: the order of writing would count.
//
// def step(x, m):
//     x[1:] = x[:-1]
//     return x
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  %2 = pydyn.constant -1 : i64 -> !pydyn.object
  %3 = pydyn.constant #pydyn.none -> !pydyn.object
  %4 = pydyn.slice %1, %2, %3 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.get_item %0[%4] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.constant 1 : i64 -> !pydyn.object
  %8 = pydyn.constant #pydyn.none -> !pydyn.object
  %9 = pydyn.constant #pydyn.none -> !pydyn.object
  %10 = pydyn.slice %7, %8, %9 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{a tensor is written from one that may share elements with it [JS0007]}}
  pydyn.set_item %6[%10] = %5 : !pydyn.object, !pydyn.object, !pydyn.object
  %11 = pydyn.load local "x" : !pydyn.object
  pydyn.return %11 : !pydyn.object
}

// -----

// `out=`, where it exists, and augmented assignment.
//
// def step(x, m):
//     y = x
//     y += 1
//     y = y + 1
//     return x, y

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.write %[[X]], %[[ADD]] : <tensor<4xf32>>, tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[ADD]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[BOX]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  pydyn.store local "y", %0 : !pydyn.object
  %1 = pydyn.load local "y" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.inplace add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "y", %3 : !pydyn.object
  %4 = pydyn.load local "y" : !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.binary add %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "y", %6 : !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  %8 = pydyn.load local "y" : !pydyn.object
  %9 = pydyn.tuple (%7, %8 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}

// -----

// Strides and shapes of views are asked.
//
// def step(x, m):
//     t = m.t()
//     return t * 1, t.shape, t.stride(), t.is_contiguous(), m.is_contiguous()

// CHECK:       dataflow.object @"type(m)" = type of @m checks unchanged as !pydyn.class
// CHECK:       dataflow.object @torch.Size = dict "Size" of @torch checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[TORCH_SIZE:.*]] = pydyn.object_ref @torch.Size
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[M]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[PERMUTE:.*]] = nn.permute %[[READ]] [1, 0] {nn.view}
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[PERMUTE]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] {strides = [array<i64: 1>, array<i64: 3>]} : tensor<3x2xf32> -> !pydyn.tensor<tensor<3x2xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_2]], %[[C_3]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[CALL:.*]] = pydyn.call %[[TORCH_SIZE]] (%[[TUPLE]] : !pydyn.tuple) from !pydyn.class -> !pydyn.object
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[C_4]], %[[C_5]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE_3:.*]] = pydyn.tuple (%[[BOX]], %[[CALL]], %[[TUPLE_2]], %[[C_6]], %[[C_7]] : !pydyn.tensor<tensor<3x2xf32>>, !pydyn.object, !pydyn.tuple, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_3]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "m" : !pydyn.object
  %1 = pydyn.get_attr %0 "t" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  pydyn.store local "t", %2 : !pydyn.object
  %3 = pydyn.load local "t" : !pydyn.object
  %4 = pydyn.constant 1 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "t" : !pydyn.object
  %7 = pydyn.get_attr %6 "shape" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.load local "t" : !pydyn.object
  %9 = pydyn.get_attr %8 "stride" : (!pydyn.object) -> !pydyn.object
  %10 = pydyn.call %9 () from !pydyn.object -> !pydyn.object
  %11 = pydyn.load local "t" : !pydyn.object
  %12 = pydyn.get_attr %11 "is_contiguous" : (!pydyn.object) -> !pydyn.object
  %13 = pydyn.call %12 () from !pydyn.object -> !pydyn.object
  %14 = pydyn.load local "m" : !pydyn.object
  %15 = pydyn.get_attr %14 "is_contiguous" : (!pydyn.object) -> !pydyn.object
  %16 = pydyn.call %15 () from !pydyn.object -> !pydyn.object
  %17 = pydyn.tuple (%5, %7, %10, %13, %16 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %17 : !pydyn.object
}

// -----

// A view that is returned keeps its base.
//
// def step(x, m):
//     return m[0]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[M]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[SLICE:.*]] = nn.slice %[[READ]] dim 0 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE:.*]] = nn.reshape %[[SLICE]]
// CHECK-NEXT:    %[[VIEW:.*]] = pydyn.view %[[M]] {offset = 0 : i64, sizes = [array<i64: 3>], strides = [array<i64: 1>]} : <tensor<2x3xf32>> -> <tensor<3xf32>>
// CHECK-NEXT:    pydyn.return %[[VIEW]] : !pydyn.tensor<tensor<3xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "m" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.get_item %0[%1] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// The version of what the function makes is left to CPython.
//
// def step(x, m):
//     y = x * 1
//     before = y._version
//     y.add_(1)
//     y.mul_(2)
//     return y, before, y._version
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "y", %2 : !pydyn.object
  %3 = pydyn.load local "y" : !pydyn.object
  // expected-error @+1 {{'_version' of a tensor made by the function [JS0004]}}
  %4 = pydyn.get_attr %3 "_version" : (!pydyn.object) -> !pydyn.object
  pydyn.store local "before", %4 : !pydyn.object
  %5 = pydyn.load local "y" : !pydyn.object
  %6 = pydyn.get_attr %5 "add_" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 1 : i64 -> !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load local "y" : !pydyn.object
  %10 = pydyn.get_attr %9 "mul_" : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.constant 2 : i64 -> !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load local "y" : !pydyn.object
  %14 = pydyn.load local "before" : !pydyn.object
  %15 = pydyn.load local "y" : !pydyn.object
  %16 = pydyn.get_attr %15 "_version" : (!pydyn.object) -> !pydyn.object
  %17 = pydyn.tuple (%13, %14, %16 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %17 : !pydyn.object
}

// -----

// Several elements that are one.
//
// def step(x, m):
//     x[:3].expand(2, 3).add_(1)
//     return x
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  %2 = pydyn.constant 3 : i64 -> !pydyn.object
  %3 = pydyn.constant #pydyn.none -> !pydyn.object
  %4 = pydyn.slice %1, %2, %3 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.get_item %0[%4] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.get_attr %5 "expand" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 2 : i64 -> !pydyn.object
  %8 = pydyn.constant 3 : i64 -> !pydyn.object
  %9 = pydyn.call %6 (%7, %8 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.get_attr %9 "add_" : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.constant 1 : i64 -> !pydyn.object
  // expected-error @+1 {{a tensor is written of which several elements are one [JS0007]}}
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load local "x" : !pydyn.object
  pydyn.return %13 : !pydyn.object
}

// -----

// A shape that does not fit: PyTorch's error.
//
// def step(x, m):
//     return m.view(5)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "m" : !pydyn.object
  %1 = pydyn.get_attr %0 "view" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 5 : i64 -> !pydyn.object
  // expected-error @+1 {{'torch.Tensor.view': 6 elements in parts of 5 [JS0002]}}
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// `view` where the strides allow none.
//
// def step(x, m):
//     return m.t().view(6)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "m" : !pydyn.object
  %1 = pydyn.get_attr %0 "t" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  %3 = pydyn.get_attr %2 "view" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 6 : i64 -> !pydyn.object
  // expected-error @+1 {{'torch.Tensor.view': the tensor's strides cannot express the view [JS0002]}}
  %5 = pydyn.call %3 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
