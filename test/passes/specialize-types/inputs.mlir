// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/inputs.json" -split-input-file -verify-diagnostics | FileCheck %s

// How much is assumed of the inputs: what each was in the calls of the profile.

// A dimension that varied is one of the run; the others and the rank are asserted.
//
// def step(x, y, same, n, f):
//     return x * 2, x.shape[1], y.shape[0]

// CHECK:       dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<?x3xf32>>
// CHECK:       dataflow.object @y = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<2x3xf32>>
// CHECK:       dataflow.object @same = argument 2 : i64 checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @n = argument 3 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 4 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[READ_3:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<?x3xf32>> -> tensor<?x3xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_3]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = arith.constant 0 : index
// CHECK-NEXT:    %[[DIM:.*]] = tensor.dim %[[READ_3]], %[[C_2]] : tensor<?x3xf32>
// CHECK-NEXT:    %[[INDEX_CAST:.*]] = arith.index_cast %[[DIM]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<?x3xf32> -> !pydyn.tensor<tensor<?x3xf32>>
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<?x3xf32>>, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "same", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.get_attr %3 "shape" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.get_item %4[%5] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load local "y" : !pydyn.object
  %8 = pydyn.get_attr %7 "shape" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.constant 0 : i64 -> !pydyn.object
  %10 = pydyn.get_item %8[%9] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.tuple (%2, %6, %10 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %11 : !pydyn.object
}

// -----

// Its size is a number of the run.
//
// def step(x, y, same, n, f):
//     rows = x.shape[0]
//     return x.sum(0) / rows, rows > 1, rows == 1

// CHECK:       dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<?x3xf32>>
// CHECK:       dataflow.object @y = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<2x3xf32>>
// CHECK:       dataflow.object @same = argument 2 : i64 checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @n = argument 3 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 4 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[READ_3:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<?x3xf32>> -> tensor<?x3xf32>
// CHECK-NEXT:    %[[C:.*]] = arith.constant 0 : index
// CHECK-NEXT:    %[[DIM:.*]] = tensor.dim %[[READ_3]], %[[C]] : tensor<?x3xf32>
// CHECK-NEXT:    %[[INDEX_CAST:.*]] = arith.index_cast %[[DIM]]
// CHECK-NEXT:    %[[SUM:.*]] = nn.sum %[[READ_3]] dims [0]
// CHECK-NEXT:    %[[FROM_ELEMENTS:.*]] = tensor.from_elements %[[INDEX_CAST]] : tensor<i64>
// CHECK-NEXT:    %[[CAST:.*]] = nn.cast %[[FROM_ELEMENTS]]
// CHECK-NEXT:    %[[DIV:.*]] = nn.div %[[SUM]], %[[CAST]]
// CHECK-NEXT:    %[[C_2:.*]] = arith.constant 1 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi sgt, %[[INDEX_CAST]], %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = arith.constant 1 : i64
// CHECK-NEXT:    %[[CMPI_2:.*]] = arith.cmpi eq, %[[INDEX_CAST]], %[[C_3]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[DIV]] : tensor<3xf32> -> !pydyn.tensor<tensor<3xf32>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[CMPI]] : i1 -> !pydyn.bool
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[CMPI_2]] : i1 -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[BOX_2]], %[[BOX_3]] : !pydyn.tensor<tensor<3xf32>>, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "same", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.get_attr %0 "shape" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  %3 = pydyn.get_item %1[%2] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "rows", %3 : !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.get_attr %4 "sum" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.constant 0 : i64 -> !pydyn.object
  %7 = pydyn.call %5 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %8 = pydyn.load local "rows" : !pydyn.object
  %9 = pydyn.binary truediv %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load local "rows" : !pydyn.object
  %11 = pydyn.constant 1 : i64 -> !pydyn.object
  %12 = pydyn.compare gt %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.load local "rows" : !pydyn.object
  %14 = pydyn.constant 1 : i64 -> !pydyn.object
  %15 = pydyn.compare eq %13, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.tuple (%9, %12, %15 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %16 : !pydyn.object
}

// -----

// A number that never changed is a constant, one that did is its type.
//
// def step(x, y, same, n, f):
//     return y * same, n, f

// CHECK:       dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<?x3xf32>>
// CHECK:       dataflow.object @y = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<2x3xf32>>
// CHECK:       dataflow.object @same = argument 2 : i64 checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @n = argument 3 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 4 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<?x3xf32>>
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y : !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n : !pydyn.int
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f : !pydyn.float
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[N_2:.*]] = pydyn.object_ref @n : !pydyn.int
// CHECK-NEXT:    %[[F_2:.*]] = pydyn.object_ref @f : !pydyn.float
// CHECK-NEXT:    %[[READ_3:.*]] = pydyn.read %[[Y]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_3]], %[[C]] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[N_2]], %[[F_2]] : !pydyn.tensor<tensor<2x3xf32>>, !pydyn.int, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "same", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "y" : !pydyn.object
  %1 = pydyn.load local "same" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "n" : !pydyn.object
  %4 = pydyn.load local "f" : !pydyn.object
  %5 = pydyn.tuple (%2, %3, %4 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// What is not asked is not checked: an object by what was read of it.
//
// def step(x, y, same, n, f):
//     return y * config.rate, config.name, config.sizes[1]

// CHECK:       dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<?x3xf32>>
// CHECK:       dataflow.object @y = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<2x3xf32>>
// CHECK:       dataflow.object @same = argument 2 : i64 checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @n = argument 3 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 4 : i64 checks type as !pydyn.float
// CHECK:       dataflow.object @config = global "config" of @step.function checks identity as !pydyn.instance<"__main__.Config">
// CHECK:       dataflow.object @"type(config)" = type of @config checks unchanged as !pydyn.class
// CHECK:       dataflow.object @config.rate = dict "rate" of @config checks value 5.000000e-01 : f64 as !pydyn.float
// CHECK:       dataflow.object @config.name = dict "name" of @config checks value "adam" as !pydyn.str
// CHECK:       dataflow.object @config.sizes = dict "sizes" of @config checks identity as !pydyn.tuple
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<?x3xf32>>
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y : !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n : !pydyn.int
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f : !pydyn.float
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[CONFIG_NAME:.*]] = pydyn.object_ref @config.name : !pydyn.str
// CHECK-NEXT:    %[[READ_3:.*]] = pydyn.read %[[Y]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_3]], %[[C]] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[CONFIG_NAME]], %[[C_2]] : !pydyn.tensor<tensor<2x3xf32>>, !pydyn.str, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "same", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "y" : !pydyn.object
  %1 = pydyn.load global "config" : !pydyn.object
  %2 = pydyn.get_attr %1 "rate" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "config" : !pydyn.object
  %5 = pydyn.get_attr %4 "name" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.load global "config" : !pydyn.object
  %7 = pydyn.get_attr %6 "sizes" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  %9 = pydyn.get_item %7[%8] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.tuple (%3, %5, %9 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
}

// -----

// A loop over a dimension that varied is not unrolled.
//
// def step(x, y, same, n, f):
//     total = y
//     for i in range(x.shape[0]):
//         total = total + i
//     return total
// CHECK-LABEL: pydyn.func @step()
// CHECK:         %[[DIM:.*]] = tensor.dim
// CHECK:         dataflow.assert %{{.*}}, "the loop at line {{[0-9]+}} has an iteration"
// CHECK:         pydyn.while {
// CHECK:           arith.cmpi slt
// CHECK:         } do {
// CHECK:           nn.add
// CHECK:         }
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "same", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "y" : !pydyn.object
  pydyn.store local "total", %0 : !pydyn.object
  %1 = pydyn.load global "range" : !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.get_attr %2 "shape" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 0 : i64 -> !pydyn.object
  %5 = pydyn.get_item %3[%4] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.call %1 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.for %arg5 in %6 : !pydyn.object {
    pydyn.store local "i", %arg5 : !pydyn.object
    %8 = pydyn.load local "total" : !pydyn.object
    %9 = pydyn.load local "i" : !pydyn.object
    %10 = pydyn.binary add %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "total", %10 : !pydyn.object
    pydyn.yield
  }
  %7 = pydyn.load local "total" : !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// A list whose length only the run knows.
//
// def step(x, y, same, n, f):
//     return y, [0] * n
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "same", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "y" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.list (%1 : !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "n" : !pydyn.object
  // expected-error @+1 {{'mul' of a list and a int [JS0003]}}
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.tuple (%0, %4 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// Two sizes that need not be equal.
//
// def step(x, y, same, n, f):
//     return x + y
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "same", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "y" : !pydyn.object
  // expected-error @+1 {{'torch.add': sizes s0 and 2 are not known to be equal [JS0002]}}
  %2 = pydyn.binary add %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A string is what it is: another one is another graph.
//
// def step(x, y, same, n, f):
//     if config.name == "adam":
//         return y * 2
//     return y

// CHECK:       dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<?x3xf32>>
// CHECK:       dataflow.object @y = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<2x3xf32>>
// CHECK:       dataflow.object @same = argument 2 : i64 checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @n = argument 3 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 4 : i64 checks type as !pydyn.float
// CHECK:       dataflow.object @config = global "config" of @step.function checks identity as !pydyn.instance<"__main__.Config">
// CHECK:       dataflow.object @"type(config)" = type of @config checks unchanged as !pydyn.class
// CHECK:       dataflow.object @config.name = dict "name" of @config checks value "adam" as !pydyn.str
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[READ_3:.*]] = pydyn.read %[[Y]] : !pydyn.tensor<tensor<2x3xf32>> -> tensor<2x3xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_3]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<2x3xf32> -> !pydyn.tensor<tensor<2x3xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<2x3xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y", "same", "n", "f"], qualname = "step"} {
  %0 = pydyn.load global "config" : !pydyn.object
  %1 = pydyn.get_attr %0 "name" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant "adam" -> !pydyn.object
  %3 = pydyn.compare eq %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %4 : !pydyn.bool {
    %6 = pydyn.load local "y" : !pydyn.object
    %7 = pydyn.constant 2 : i64 -> !pydyn.object
    %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.return %8 : !pydyn.object
  }
  %5 = pydyn.load local "y" : !pydyn.object
  pydyn.return %5 : !pydyn.object
}
