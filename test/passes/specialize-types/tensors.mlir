// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/tensors.json" -split-input-file -verify-diagnostics | FileCheck %s

// Attributes, methods and functions of tensors.

// What is known of a tensor is a constant.
//
// def step(x, y, n):
//     return x, x.shape, x.dim(), x.size(1), x.size(-1), x.numel(), len(x), x.ndim, x.is_floating_point(), x.requires_grad, x.is_leaf, x.dtype is torch.float32

// CHECK:       dataflow.object @torch.float32 = dict "float32" of @torch
// CHECK:       dataflow.object @"torch#2" = global "torch" of @step.function checks same @torch as !pydyn.module
// CHECK:       dataflow.object @torch.Size = dict "Size" of @torch checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[TORCH_SIZE:.*]] = pydyn.object_ref @torch.Size
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C]], %[[C_2]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[CALL:.*]] = pydyn.call %[[TORCH_SIZE]] (%[[TUPLE]] : !pydyn.tuple) from !pydyn.class -> !pydyn.object
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 6 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_10:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_11:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_12:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[X]], %[[CALL]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]], %[[C_7]], %[[C_8]], %[[C_9]], %[[C_10]], %[[C_11]], %[[C_12]] : !pydyn.tensor<tensor<2x3xf32>>, !pydyn.object, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_2]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.get_attr %1 "shape" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.get_attr %3 "dim" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.call %4 () from !pydyn.object -> !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.get_attr %6 "size" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.load local "x" : !pydyn.object
  %11 = pydyn.get_attr %10 "size" : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.constant -1 : i64 -> !pydyn.object
  %13 = pydyn.call %11 (%12 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %14 = pydyn.load local "x" : !pydyn.object
  %15 = pydyn.get_attr %14 "numel" : (!pydyn.object) -> !pydyn.object
  %16 = pydyn.call %15 () from !pydyn.object -> !pydyn.object
  %17 = pydyn.load global "len" : !pydyn.object
  %18 = pydyn.load local "x" : !pydyn.object
  %19 = pydyn.call %17 (%18 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %20 = pydyn.load local "x" : !pydyn.object
  %21 = pydyn.get_attr %20 "ndim" : (!pydyn.object) -> !pydyn.object
  %22 = pydyn.load local "x" : !pydyn.object
  %23 = pydyn.get_attr %22 "is_floating_point" : (!pydyn.object) -> !pydyn.object
  %24 = pydyn.call %23 () from !pydyn.object -> !pydyn.object
  %25 = pydyn.load local "x" : !pydyn.object
  %26 = pydyn.get_attr %25 "requires_grad" : (!pydyn.object) -> !pydyn.object
  %27 = pydyn.load local "x" : !pydyn.object
  %28 = pydyn.get_attr %27 "is_leaf" : (!pydyn.object) -> !pydyn.object
  %29 = pydyn.load local "x" : !pydyn.object
  %30 = pydyn.get_attr %29 "dtype" : (!pydyn.object) -> !pydyn.object
  %31 = pydyn.load global "torch" : !pydyn.object
  %32 = pydyn.get_attr %31 "float32" : (!pydyn.object) -> !pydyn.object
  %33 = pydyn.compare is %30, %32 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %34 = pydyn.tuple (%0, %2, %5, %9, %13, %16, %19, %21, %24, %26, %28, %33 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %34 : !pydyn.object
}

// -----

// A function, a method and an operator of one name are one operation.
//
// def step(x, y, n):
//     return torch.add(x, y), x.add(y), x + y, F.relu(x), torch.relu(x), x.relu()

// CHECK:       dataflow.object @torch.add = dict "add" of @torch
// CHECK:       dataflow.object @F = global "F" of @step.function checks identity as !pydyn.module
// CHECK:       dataflow.object @F.relu = dict "relu" of @F
// CHECK:       dataflow.object @"F.relu(inplace)" = default "inplace" of @F.relu checks value false as !pydyn.bool
// CHECK:       dataflow.object @has_torch_function_unary = global "has_torch_function_unary" of @F.relu
// CHECK:       dataflow.object @"torch#2" = global "torch" of @F.relu checks same @torch as !pydyn.module
// CHECK:       dataflow.object @torch.relu = dict "relu" of @torch
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[Y]] : !pydyn.tensor<tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[READ_2]]
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[READ]], %[[READ_2]]
// CHECK-NEXT:    %[[ADD_3:.*]] = nn.add %[[READ]], %[[READ_2]]
// CHECK-NEXT:    %[[RELU:.*]] = nn.relu %[[READ]]
// CHECK-NEXT:    %[[RELU_2:.*]] = nn.relu %[[READ]]
// CHECK-NEXT:    %[[RELU_3:.*]] = nn.relu %[[READ]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[ADD_2]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[ADD_3]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[BOX_4:.*]] = pydyn.box %[[RELU]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[BOX_5:.*]] = pydyn.box %[[RELU_2]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[BOX_6:.*]] = pydyn.box %[[RELU_3]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[BOX_2]], %[[BOX_3]], %[[BOX_4]], %[[BOX_5]], %[[BOX_6]] : !pydyn.tensor<tensor<2x3xf32>>, !pydyn.tensor<tensor<2x3xf32>>, !pydyn.tensor<tensor<2x3xf32>>, !pydyn.tensor<tensor<2x3xf32>>, !pydyn.tensor<tensor<2x3xf32>>, !pydyn.tensor<tensor<2x3xf32>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load global "torch" : !pydyn.object
  %1 = pydyn.get_attr %0 "add" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.load local "y" : !pydyn.object
  %4 = pydyn.call %1 (%2, %3 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.get_attr %5 "add" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.load local "y" : !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load local "x" : !pydyn.object
  %10 = pydyn.load local "y" : !pydyn.object
  %11 = pydyn.binary add %9, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.load global "F" : !pydyn.object
  %13 = pydyn.get_attr %12 "relu" : (!pydyn.object) -> !pydyn.object
  %14 = pydyn.load local "x" : !pydyn.object
  %15 = pydyn.call %13 (%14 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %16 = pydyn.load global "torch" : !pydyn.object
  %17 = pydyn.get_attr %16 "relu" : (!pydyn.object) -> !pydyn.object
  %18 = pydyn.load local "x" : !pydyn.object
  %19 = pydyn.call %17 (%18 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %20 = pydyn.load local "x" : !pydyn.object
  %21 = pydyn.get_attr %20 "relu" : (!pydyn.object) -> !pydyn.object
  %22 = pydyn.call %21 () from !pydyn.object -> !pydyn.object
  %23 = pydyn.tuple (%4, %8, %11, %15, %19, %22 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %23 : !pydyn.object
}

// -----

// Keywords and defaults.
//
// def step(x, y, n):
//     return x.sum(dim=1, keepdim=True), torch.sum(x, 0), x.mean(), x.sum((0, 1))

// CHECK:       dataflow.object @torch.sum = dict "sum" of @torch
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[SUM:.*]] = nn.sum %[[READ]] dims [1] keepdim
// CHECK-NEXT:    %[[SUM_2:.*]] = nn.sum %[[READ]] dims [0]
// CHECK-NEXT:    %[[SUM_3:.*]] = nn.sum %[[READ]] dims [0, 1]
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[DIV:.*]] = nn.div %[[SUM_3]], %[[C]]
// CHECK-NEXT:    %[[SUM_4:.*]] = nn.sum %[[READ]] dims [0, 1]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[SUM]] : tensor<2x1xf32> -> !pydyn.tensor<tensor<2x1xf32>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[SUM_2]] : tensor<3xf32> -> !pydyn.tensor<tensor<3xf32>>
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[DIV]] : tensor<f32> -> !pydyn.tensor<tensor<f32>>
// CHECK-NEXT:    %[[BOX_4:.*]] = pydyn.box %[[SUM_4]] : tensor<f32> -> !pydyn.tensor<tensor<f32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[BOX_2]], %[[BOX_3]], %[[BOX_4]] : !pydyn.tensor<tensor<2x1xf32>>, !pydyn.tensor<tensor<3xf32>>, !pydyn.tensor<tensor<f32>>, !pydyn.tensor<tensor<f32>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.get_attr %0 "sum" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.constant true -> !pydyn.object
  %4 = pydyn.call %1 (dim = %2, keepdim = %3 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.load global "torch" : !pydyn.object
  %6 = pydyn.get_attr %5 "sum" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  %8 = pydyn.constant 0 : i64 -> !pydyn.object
  %9 = pydyn.call %6 (%7, %8 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.load local "x" : !pydyn.object
  %11 = pydyn.get_attr %10 "mean" : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.call %11 () from !pydyn.object -> !pydyn.object
  %13 = pydyn.load local "x" : !pydyn.object
  %14 = pydyn.get_attr %13 "sum" : (!pydyn.object) -> !pydyn.object
  %15 = pydyn.constant 0 : i64 -> !pydyn.object
  %16 = pydyn.constant 1 : i64 -> !pydyn.object
  %17 = pydyn.tuple (%15, %16 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.call %14 (%17 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %19 = pydyn.tuple (%4, %9, %12, %18 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %19 : !pydyn.object
}

// -----

// Types are promoted: an integer tensor with a float, an integer with a float tensor of rank 1.
//
// def step(x, y, n):
//     return n + 1, n + 1.5, n * y[:2], n / 2, n == 0, (n > 0).sum()

// CHECK:       dataflow.object @"type(n)" = type of @n checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.tensor<tensor<2xi64>> -> tensor<2xi64>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1> : tensor<i64>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C]]
// CHECK-NEXT:    %[[CAST:.*]] = nn.cast %[[READ]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<1.500000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[CAST]], %[[C_2]]
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[Y]] : !pydyn.tensor<tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT:    %[[SLICE:.*]] = nn.slice %[[READ_2]] dim 0 start 0 step 1
// CHECK-NEXT:    %[[CAST_2:.*]] = nn.cast %[[READ]]
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[CAST_2]], %[[SLICE]]
// CHECK-NEXT:    %[[CAST_3:.*]] = nn.cast %[[READ]]
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[DIV:.*]] = nn.div %[[CAST_3]], %[[C_3]]
// CHECK-NEXT:    %[[C_4:.*]] = nn.constant dense<0> : tensor<i64>
// CHECK-NEXT:    %[[COMPARE:.*]] = nn.compare eq, %[[READ]], %[[C_4]]
// CHECK-NEXT:    %[[C_5:.*]] = nn.constant dense<0> : tensor<i64>
// CHECK-NEXT:    %[[COMPARE_2:.*]] = nn.compare gt, %[[READ]], %[[C_5]]
// CHECK-NEXT:    %[[CAST_4:.*]] = nn.cast %[[COMPARE_2]]
// CHECK-NEXT:    %[[SUM:.*]] = nn.sum %[[CAST_4]] dims [0]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<2xi64> -> !pydyn.tensor<tensor<2xi64>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[ADD_2]] : tensor<2xf32> -> !pydyn.tensor<tensor<2xf32>>
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[MUL]] : tensor<2xf32> -> !pydyn.tensor<tensor<2xf32>>
// CHECK-NEXT:    %[[BOX_4:.*]] = pydyn.box %[[DIV]] : tensor<2xf32> -> !pydyn.tensor<tensor<2xf32>>
// CHECK-NEXT:    %[[BOX_5:.*]] = pydyn.box %[[COMPARE]] : tensor<2xi1> -> !pydyn.tensor<tensor<2xi1>>
// CHECK-NEXT:    %[[BOX_6:.*]] = pydyn.box %[[SUM]] : tensor<i64> -> !pydyn.tensor<tensor<i64>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[BOX_2]], %[[BOX_3]], %[[BOX_4]], %[[BOX_5]], %[[BOX_6]] : !pydyn.tensor<tensor<2xi64>>, !pydyn.tensor<tensor<2xf32>>, !pydyn.tensor<tensor<2xf32>>, !pydyn.tensor<tensor<2xf32>>, !pydyn.tensor<tensor<2xi1>>, !pydyn.tensor<tensor<i64>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "n" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.binary add %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "n" : !pydyn.object
  %4 = pydyn.constant 1.500000e+00 : f64 -> !pydyn.object
  %5 = pydyn.binary add %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "n" : !pydyn.object
  %7 = pydyn.load local "y" : !pydyn.object
  %8 = pydyn.constant #pydyn.none -> !pydyn.object
  %9 = pydyn.constant 2 : i64 -> !pydyn.object
  %10 = pydyn.constant #pydyn.none -> !pydyn.object
  %11 = pydyn.slice %8, %9, %10 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.get_item %7[%11] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.binary mul %6, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.load local "n" : !pydyn.object
  %15 = pydyn.constant 2 : i64 -> !pydyn.object
  %16 = pydyn.binary truediv %14, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.load local "n" : !pydyn.object
  %18 = pydyn.constant 0 : i64 -> !pydyn.object
  %19 = pydyn.compare eq %17, %18 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %20 = pydyn.load local "n" : !pydyn.object
  %21 = pydyn.constant 0 : i64 -> !pydyn.object
  %22 = pydyn.compare gt %20, %21 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.get_attr %22 "sum" : (!pydyn.object) -> !pydyn.object
  %24 = pydyn.call %23 () from !pydyn.object -> !pydyn.object
  %25 = pydyn.tuple (%2, %5, %13, %16, %19, %24 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %25 : !pydyn.object
}

// -----

// Indexing: integers drop a dimension, slices keep it, None adds one, `...` is what is left.
//
// def step(x, y, n):
//     return x[0], x[:, 1], x[..., None], x[-1, ::2], x[None]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[SLICE:.*]] = nn.slice %[[READ]] dim 0 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE:.*]] = nn.reshape %[[SLICE]]
// CHECK-NEXT:    %[[SLICE_2:.*]] = nn.slice %[[READ]] dim 1 start 1 step 1
// CHECK-NEXT:    %[[RESHAPE_2:.*]] = nn.reshape %[[SLICE_2]]
// CHECK-NEXT:    %[[RESHAPE_3:.*]] = nn.reshape %[[READ]]
// CHECK-NEXT:    %[[SLICE_3:.*]] = nn.slice %[[READ]] dim 0 start 1 step 1
// CHECK-NEXT:    %[[SLICE_4:.*]] = nn.slice %[[SLICE_3]] dim 1 start 0 step 2
// CHECK-NEXT:    %[[RESHAPE_4:.*]] = nn.reshape %[[SLICE_4]]
// CHECK-NEXT:    %[[RESHAPE_5:.*]] = nn.reshape %[[READ]]
// CHECK-NEXT:    %[[VIEW:.*]] = pydyn.view %[[X]] {offset = 0 : i64, sizes = [array<i64: 3>], strides = [array<i64: 1>]} : <tensor<2x3xf32>> -> <tensor<3xf32>>
// CHECK-NEXT:    %[[VIEW_2:.*]] = pydyn.view %[[X]] {offset = 1 : i64, sizes = [array<i64: 2>], strides = [array<i64: 3>]} : <tensor<2x3xf32>> -> <tensor<2xf32>>
// CHECK-NEXT:    %[[VIEW_3:.*]] = pydyn.view %[[X]] {offset = 0 : i64, sizes = [array<i64: 2>, array<i64: 3>, array<i64: 1>], strides = [array<i64: 3>, array<i64: 1>, array<i64: 1>]} : <tensor<2x3xf32>> -> <tensor<2x3x1xf32>>
// CHECK-NEXT:    %[[VIEW_4:.*]] = pydyn.view %[[X]] {offset = 3 : i64, sizes = [array<i64: 2>], strides = [array<i64: 2>]} : <tensor<2x3xf32>> -> <tensor<2xf32>>
// CHECK-NEXT:    %[[VIEW_5:.*]] = pydyn.view %[[X]] {offset = 0 : i64, sizes = [array<i64: 1>, array<i64: 2>, array<i64: 3>], strides = [array<i64: 6>, array<i64: 3>, array<i64: 1>]} : <tensor<2x3xf32>> -> <tensor<1x2x3xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[VIEW]], %[[VIEW_2]], %[[VIEW_3]], %[[VIEW_4]], %[[VIEW_5]] : !pydyn.tensor<tensor<3xf32>>, !pydyn.tensor<tensor<2xf32>>, !pydyn.tensor<tensor<2x3x1xf32>>, !pydyn.tensor<tensor<2xf32>>, !pydyn.tensor<tensor<1x2x3xf32>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.get_item %0[%1] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  %5 = pydyn.constant #pydyn.none -> !pydyn.object
  %6 = pydyn.constant #pydyn.none -> !pydyn.object
  %7 = pydyn.slice %4, %5, %6 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  %9 = pydyn.tuple (%7, %8 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.get_item %3[%9] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.load local "x" : !pydyn.object
  %12 = pydyn.constant #pydyn.ellipsis -> !pydyn.object
  %13 = pydyn.constant #pydyn.none -> !pydyn.object
  %14 = pydyn.tuple (%12, %13 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %15 = pydyn.get_item %11[%14] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.load local "x" : !pydyn.object
  %17 = pydyn.constant -1 : i64 -> !pydyn.object
  %18 = pydyn.constant #pydyn.none -> !pydyn.object
  %19 = pydyn.constant #pydyn.none -> !pydyn.object
  %20 = pydyn.constant 2 : i64 -> !pydyn.object
  %21 = pydyn.slice %18, %19, %20 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %22 = pydyn.tuple (%17, %21 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.get_item %16[%22] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %24 = pydyn.load local "x" : !pydyn.object
  %25 = pydyn.constant #pydyn.none -> !pydyn.object
  %26 = pydyn.get_item %24[%25] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %27 = pydyn.tuple (%2, %10, %15, %23, %26 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %27 : !pydyn.object
}

// -----

// Views of a tensor that the function made.
//
// def step(x, y, n):
//     z = x * 2
//     return z.t(), z.view(-1), z.reshape(3, 2), z.unsqueeze(0), z.permute(1, 0), z.expand(4, 2, 3)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[PERMUTE:.*]] = nn.permute %[[MUL]] [1, 0]
// CHECK-NEXT:    %[[RESHAPE:.*]] = nn.reshape %[[MUL]]
// CHECK-NEXT:    %[[RESHAPE_2:.*]] = nn.reshape %[[MUL]]
// CHECK-NEXT:    %[[RESHAPE_3:.*]] = nn.reshape %[[MUL]]
// CHECK-NEXT:    %[[PERMUTE_2:.*]] = nn.permute %[[MUL]] [1, 0]
// CHECK-NEXT:    %[[EXPAND:.*]] = nn.expand %[[MUL]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[VIEW:.*]] = pydyn.view %[[BOX]] {offset = 0 : i64, sizes = [array<i64: 3>, array<i64: 2>], strides = [array<i64: 1>, array<i64: 3>]} : <tensor<2x3xf32>> -> <tensor<3x2xf32>>
// CHECK-NEXT:    %[[VIEW_2:.*]] = pydyn.view %[[BOX]] {offset = 0 : i64, sizes = [array<i64: 6>], strides = [array<i64: 1>]} : <tensor<2x3xf32>> -> <tensor<6xf32>>
// CHECK-NEXT:    %[[VIEW_3:.*]] = pydyn.view %[[BOX]] {offset = 0 : i64, sizes = [array<i64: 3>, array<i64: 2>], strides = [array<i64: 2>, array<i64: 1>]} : <tensor<2x3xf32>> -> <tensor<3x2xf32>>
// CHECK-NEXT:    %[[VIEW_4:.*]] = pydyn.view %[[BOX]] {offset = 0 : i64, sizes = [array<i64: 1>, array<i64: 2>, array<i64: 3>], strides = [array<i64: 6>, array<i64: 3>, array<i64: 1>]} : <tensor<2x3xf32>> -> <tensor<1x2x3xf32>>
// CHECK-NEXT:    %[[VIEW_5:.*]] = pydyn.view %[[BOX]] {offset = 0 : i64, sizes = [array<i64: 3>, array<i64: 2>], strides = [array<i64: 1>, array<i64: 3>]} : <tensor<2x3xf32>> -> <tensor<3x2xf32>>
// CHECK-NEXT:    %[[VIEW_6:.*]] = pydyn.view %[[BOX]] {offset = 0 : i64, sizes = [array<i64: 4>, array<i64: 2>, array<i64: 3>], strides = [array<i64: 0>, array<i64: 3>, array<i64: 1>]} : <tensor<2x3xf32>> -> <tensor<4x2x3xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[VIEW]], %[[VIEW_2]], %[[VIEW_3]], %[[VIEW_4]], %[[VIEW_5]], %[[VIEW_6]] : !pydyn.tensor<tensor<3x2xf32>>, !pydyn.tensor<tensor<6xf32>>, !pydyn.tensor<tensor<3x2xf32>>, !pydyn.tensor<tensor<1x2x3xf32>>, !pydyn.tensor<tensor<3x2xf32>>, !pydyn.tensor<tensor<4x2x3xf32>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "z", %2 : !pydyn.object
  %3 = pydyn.load local "z" : !pydyn.object
  %4 = pydyn.get_attr %3 "t" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.call %4 () from !pydyn.object -> !pydyn.object
  %6 = pydyn.load local "z" : !pydyn.object
  %7 = pydyn.get_attr %6 "view" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.constant -1 : i64 -> !pydyn.object
  %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.load local "z" : !pydyn.object
  %11 = pydyn.get_attr %10 "reshape" : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.constant 3 : i64 -> !pydyn.object
  %13 = pydyn.constant 2 : i64 -> !pydyn.object
  %14 = pydyn.call %11 (%12, %13 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %15 = pydyn.load local "z" : !pydyn.object
  %16 = pydyn.get_attr %15 "unsqueeze" : (!pydyn.object) -> !pydyn.object
  %17 = pydyn.constant 0 : i64 -> !pydyn.object
  %18 = pydyn.call %16 (%17 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %19 = pydyn.load local "z" : !pydyn.object
  %20 = pydyn.get_attr %19 "permute" : (!pydyn.object) -> !pydyn.object
  %21 = pydyn.constant 1 : i64 -> !pydyn.object
  %22 = pydyn.constant 0 : i64 -> !pydyn.object
  %23 = pydyn.call %20 (%21, %22 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %24 = pydyn.load local "z" : !pydyn.object
  %25 = pydyn.get_attr %24 "expand" : (!pydyn.object) -> !pydyn.object
  %26 = pydyn.constant 4 : i64 -> !pydyn.object
  %27 = pydyn.constant 2 : i64 -> !pydyn.object
  %28 = pydyn.constant 3 : i64 -> !pydyn.object
  %29 = pydyn.call %25 (%26, %27, %28 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %30 = pydyn.tuple (%5, %9, %14, %18, %23, %29 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %30 : !pydyn.object
}

// -----

// `item` of one element is a number of the run.
//
// def step(x, y, n):
//     return x, y.sum().item()

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[Y]] : !pydyn.tensor<tensor<3xf32>> -> tensor<3xf32>
// CHECK-NEXT:    %[[SUM:.*]] = nn.sum %[[READ]] dims [0]
// CHECK-NEXT:    %[[CAST:.*]] = nn.cast %[[SUM]]
// CHECK-NEXT:    %[[EXTRACT:.*]] = tensor.extract %[[CAST]][] : tensor<f64>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[EXTRACT]] : f64 -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[BOX]] : !pydyn.tensor<tensor<2x3xf32>>, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "y" : !pydyn.object
  %2 = pydyn.get_attr %1 "sum" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.get_attr %3 "item" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.call %4 () from !pydyn.object -> !pydyn.object
  %6 = pydyn.tuple (%0, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// An `int` of one: CPython's to convert.
//
// def step(x, y, n):
//     return x, int(n.sum())
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "int" : !pydyn.object
  %2 = pydyn.load local "n" : !pydyn.object
  %3 = pydyn.get_attr %2 "sum" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.call %3 () from !pydyn.object -> !pydyn.object
  // expected-error @+1 {{'int' of a value that only the run knows [JS0002]}}
  %5 = pydyn.call %1 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %6 = pydyn.tuple (%0, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// New tensors.
//
// def step(x, y, n):
//     return torch.zeros(2), torch.ones_like(x), torch.full((2,), 3.0), torch.arange(3), x.new_zeros(2)

// CHECK:       dataflow.object @torch.zeros = dict "zeros" of @torch
// CHECK:       dataflow.object @torch.ones_like = dict "ones_like" of @torch
// CHECK:       dataflow.object @torch.full = dict "full" of @torch
// CHECK:       dataflow.object @torch.arange = dict "arange" of @torch
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[EXPAND:.*]] = nn.expand %[[C]]
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[EXPAND_2:.*]] = nn.expand %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[EXPAND_3:.*]] = nn.expand %[[C_3]]
// CHECK-NEXT:    %[[IOTA:.*]] = nn.iota
// CHECK-NEXT:    %[[C_4:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[EXPAND_4:.*]] = nn.expand %[[C_4]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[EXPAND]] : tensor<2xf32> -> !pydyn.tensor<tensor<2xf32>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[EXPAND_2]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[EXPAND_3]] : tensor<2xf32> -> !pydyn.tensor<tensor<2xf32>>
// CHECK-NEXT:    %[[BOX_4:.*]] = pydyn.box %[[IOTA]] : tensor<3xi64> -> !pydyn.tensor<tensor<3xi64>>
// CHECK-NEXT:    %[[BOX_5:.*]] = pydyn.box %[[EXPAND_4]] : tensor<2xf32> -> !pydyn.tensor<tensor<2xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[BOX_2]], %[[BOX_3]], %[[BOX_4]], %[[BOX_5]] : !pydyn.tensor<tensor<2xf32>>, !pydyn.tensor<tensor<2x3xf32>>, !pydyn.tensor<tensor<2xf32>>, !pydyn.tensor<tensor<3xi64>>, !pydyn.tensor<tensor<2xf32>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load global "torch" : !pydyn.object
  %1 = pydyn.get_attr %0 "zeros" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.load global "torch" : !pydyn.object
  %5 = pydyn.get_attr %4 "ones_like" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.call %5 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %8 = pydyn.load global "torch" : !pydyn.object
  %9 = pydyn.get_attr %8 "full" : (!pydyn.object) -> !pydyn.object
  %10 = pydyn.constant 2 : i64 -> !pydyn.object
  %11 = pydyn.tuple (%10 : !pydyn.object) -> !pydyn.object
  %12 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %13 = pydyn.call %9 (%11, %12 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %14 = pydyn.load global "torch" : !pydyn.object
  %15 = pydyn.get_attr %14 "arange" : (!pydyn.object) -> !pydyn.object
  %16 = pydyn.constant 3 : i64 -> !pydyn.object
  %17 = pydyn.call %15 (%16 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %18 = pydyn.load local "x" : !pydyn.object
  %19 = pydyn.get_attr %18 "new_zeros" : (!pydyn.object) -> !pydyn.object
  %20 = pydyn.constant 2 : i64 -> !pydyn.object
  %21 = pydyn.call %19 (%20 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %22 = pydyn.tuple (%3, %7, %13, %17, %21 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %22 : !pydyn.object
}

// -----

// An operation that has no family.
//
// def step(x, y, n):
//     return torch.fft.fft(x)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load global "torch" : !pydyn.object
  %1 = pydyn.get_attr %0 "fft" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.get_attr %1 "fft" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  // expected-error @+1 {{'torch.fft.fft_fft' has no lowering [JS0002]}}
  %4 = pydyn.call %2 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A type that PyTorch refuses.
//
// def step(x, y, n):
//     return x - (x > 0)[0:1].any() - True
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  %3 = pydyn.compare gt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 0 : i64 -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.constant #pydyn.none -> !pydyn.object
  %7 = pydyn.slice %4, %5, %6 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.get_item %3[%7] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.get_attr %8 "any" : (!pydyn.object) -> !pydyn.object
  %10 = pydyn.call %9 () from !pydyn.object -> !pydyn.object
  // expected-error @+1 {{'torch.sub': bools are not subtracted [JS0002]}}
  %11 = pydyn.binary sub %0, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.constant true -> !pydyn.object
  %13 = pydyn.binary sub %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}

// -----

// Shapes that do not go together.
//
// def step(x, y, n):
//     return x + y[:2]
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "y" : !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  %5 = pydyn.slice %2, %3, %4 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.get_item %1[%5] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'torch.add': sizes 3 and 2 do not broadcast [JS0002]}}
  %7 = pydyn.binary add %0, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// An index beyond the end.
//
// def step(x, y, n):
//     return x[2]
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  // expected-error @+1 {{'torch.Tensor.__getitem__': the index 2 is out of range for size 2 [JS0002]}}
  %2 = pydyn.get_item %0[%1] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A dimension that there is not.
//
// def step(x, y, n):
//     return x.sum(2)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.get_attr %0 "sum" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  // expected-error @+1 {{'torch.sum': dimension 2 is out of range for rank 2 [JS0002]}}
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// Of several elements there is no number.
//
// def step(x, y, n):
//     return x, float(x)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "n"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "float" : !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  // expected-error @+1 {{'torch.Tensor.item': only one element can be a number [JS0002]}}
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
