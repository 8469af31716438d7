// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/branches.json" -split-input-file -verify-diagnostics | FileCheck %s

// Branches on what only the run knows: both sides run from one state, and what they agree on is joined.

// What both sides bind is handed on; what one side binds to the same value as before stays.
//
// def step(x, i):
//     y = x
//     same = 3.0
//     if i > 0:
//         y = x * 2
//         same = 3.0
//     return y * same

// CHECK:       dataflow.object @i = argument 1 : i64 checks type as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[I:.*]] = pydyn.object_ref @i
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[I]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[C:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi sgt, %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.if %[[CMPI]] : i1 {
// CHECK-NEXT:      %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:      %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:      %[[MUL:.*]] = nn.mul %[[READ_2]], %[[C_2]]
// CHECK-NEXT:      pydyn.store local "merged.1", %[[MUL]] : tensor<4xf32>
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[READ_3:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:      pydyn.store local "merged.1", %[[READ_3]] : tensor<4xf32>
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[LOAD:.*]] = pydyn.load local "merged.1" : tensor<4xf32>
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[LOAD]], %[[C_3]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  pydyn.store local "y", %0 : !pydyn.object
  %1 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  pydyn.store local "same", %1 : !pydyn.object
  %2 = pydyn.load local "i" : !pydyn.object
  %3 = pydyn.constant 0 : i64 -> !pydyn.object
  %4 = pydyn.compare gt %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.truth %4 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %5 : !pydyn.bool {
    %9 = pydyn.load local "x" : !pydyn.object
    %10 = pydyn.constant 2 : i64 -> !pydyn.object
    %11 = pydyn.binary mul %9, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "y", %11 : !pydyn.object
    %12 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
    pydyn.store local "same", %12 : !pydyn.object
    pydyn.yield
  } loc("branches.mlir":4:8)
  %6 = pydyn.load local "y" : !pydyn.object
  %7 = pydyn.load local "same" : !pydyn.object
  %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// Numbers become numbers of the run.
//
// def step(x, i):
//     if i > 0:
//         scale = 2
//     else:
//         scale = 5
//     return x * scale

// CHECK:       dataflow.object @i = argument 1 : i64 checks type as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[I:.*]] = pydyn.object_ref @i
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[I]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[C:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi sgt, %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.if %[[CMPI]] : i1 {
// CHECK-NEXT:      %[[C_2:.*]] = arith.constant 2 : i64
// CHECK-NEXT:      pydyn.store local "merged.1", %[[C_2]] : i64
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[C_3:.*]] = arith.constant 5 : i64
// CHECK-NEXT:      pydyn.store local "merged.1", %[[C_3]] : i64
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[LOAD:.*]] = pydyn.load local "merged.1" : i64
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[FROM_ELEMENTS:.*]] = tensor.from_elements %[[LOAD]] : tensor<i64>
// CHECK-NEXT:    %[[CAST:.*]] = nn.cast %[[FROM_ELEMENTS]]
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_2]], %[[CAST]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %7 = pydyn.constant 2 : i64 -> !pydyn.object
    pydyn.store local "scale", %7 : !pydyn.object
    pydyn.yield
  } else {
    %7 = pydyn.constant 5 : i64 -> !pydyn.object
    pydyn.store local "scale", %7 : !pydyn.object
    pydyn.yield
  } loc("branches.mlir":2:8)
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.load local "scale" : !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// Containers that were made before: their items, too.
//
// def step(x, i):
//     items = [x, 2.0]
//     if i > 0:
//         items[0] = x * 3
//     return items[0] * items[1]

// CHECK:       dataflow.object @i = argument 1 : i64 checks type as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[I:.*]] = pydyn.object_ref @i
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[I]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[C:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi sgt, %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.if %[[CMPI]] : i1 {
// CHECK-NEXT:      %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:      %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:      %[[MUL:.*]] = nn.mul %[[READ_2]], %[[C_2]]
// CHECK-NEXT:      pydyn.store local "merged.1", %[[MUL]] : tensor<4xf32>
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[READ_3:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:      pydyn.store local "merged.1", %[[READ_3]] : tensor<4xf32>
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[LOAD:.*]] = pydyn.load local "merged.1" : tensor<4xf32>
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[LOAD]], %[[C_3]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.list (%0, %1 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "items", %2 : !pydyn.object
  %3 = pydyn.load local "i" : !pydyn.object
  %4 = pydyn.constant 0 : i64 -> !pydyn.object
  %5 = pydyn.compare gt %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.truth %5 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %6 : !pydyn.bool {
    %14 = pydyn.load local "x" : !pydyn.object
    %15 = pydyn.constant 3 : i64 -> !pydyn.object
    %16 = pydyn.binary mul %14, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %17 = pydyn.load local "items" : !pydyn.object
    %18 = pydyn.constant 0 : i64 -> !pydyn.object
    pydyn.set_item %17[%18] = %16 : !pydyn.object, !pydyn.object, !pydyn.object
    pydyn.yield
  } loc("branches.mlir":3:8)
  %7 = pydyn.load local "items" : !pydyn.object
  %8 = pydyn.constant 0 : i64 -> !pydyn.object
  %9 = pydyn.get_item %7[%8] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load local "items" : !pydyn.object
  %11 = pydyn.constant 1 : i64 -> !pydyn.object
  %12 = pydyn.get_item %10[%11] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.binary mul %9, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}

// -----

// A conditional expression, and `and`.
//
// def step(x, i):
//     scale = 2 if i > 0 else 3
//     return x * scale

// CHECK:       dataflow.object @i = argument 1 : i64 checks type as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[I:.*]] = pydyn.object_ref @i
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[I]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[C:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi sgt, %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.if %[[CMPI]] : i1 {
// CHECK-NEXT:      %[[C_2:.*]] = arith.constant 2 : i64
// CHECK-NEXT:      pydyn.store local "merged.1", %[[C_2]] : i64
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[C_3:.*]] = arith.constant 3 : i64
// CHECK-NEXT:      pydyn.store local "merged.1", %[[C_3]] : i64
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[LOAD:.*]] = pydyn.load local "merged.1" : i64
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[FROM_ELEMENTS:.*]] = tensor.from_elements %[[LOAD]] : tensor<i64>
// CHECK-NEXT:    %[[CAST:.*]] = nn.cast %[[FROM_ELEMENTS]]
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_2]], %[[CAST]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  %4 = pydyn.if %3 : !pydyn.bool -> !pydyn.object {
    %8 = pydyn.constant 2 : i64 -> !pydyn.object
    pydyn.yield %8 : !pydyn.object
  } else {
    %8 = pydyn.constant 3 : i64 -> !pydyn.object
    pydyn.yield %8 : !pydyn.object
  } loc("branches.mlir":2:18)
  pydyn.store local "scale", %4 : !pydyn.object
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.load local "scale" : !pydyn.object
  %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// A closure's variable is state like another.
//
// def step(x, i):
//     scale = 2
//
//     def grow():
//         nonlocal scale
//         scale = 7
//
//     if i > 0:
//         grow()
//     return x * scale

// CHECK:       dataflow.object @i = argument 1 : i64 checks type as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[I:.*]] = pydyn.object_ref @i
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[I]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[C:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi sgt, %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.if %[[CMPI]] : i1 {
// CHECK-NEXT:      %[[C_2:.*]] = arith.constant 7 : i64
// CHECK-NEXT:      pydyn.store local "merged.1", %[[C_2]] : i64
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[C_3:.*]] = arith.constant 2 : i64
// CHECK-NEXT:      pydyn.store local "merged.1", %[[C_3]] : i64
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[LOAD:.*]] = pydyn.load local "merged.1" : i64
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[FROM_ELEMENTS:.*]] = tensor.from_elements %[[LOAD]] : tensor<i64>
// CHECK-NEXT:    %[[CAST:.*]] = nn.cast %[[FROM_ELEMENTS]]
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_2]], %[[CAST]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {cells = ["scale"], parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.constant 2 : i64 -> !pydyn.object
  pydyn.store cell "scale", %0 : !pydyn.object
  %1 = pydyn.make_function @"step.<locals>.grow" : !pydyn.object
  pydyn.store local "grow", %1 : !pydyn.object
  %2 = pydyn.load local "i" : !pydyn.object
  %3 = pydyn.constant 0 : i64 -> !pydyn.object
  %4 = pydyn.compare gt %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.truth %4 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %5 : !pydyn.bool {
    %9 = pydyn.load local "grow" : !pydyn.object
    %10 = pydyn.call %9 () from !pydyn.object -> !pydyn.object
    pydyn.yield
  } loc("branches.mlir":8:8)
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.load cell "scale" : !pydyn.object
  %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}
pydyn.func @"step.<locals>.grow"() -> !pydyn.object attributes {free = ["scale"], parameters = [], qualname = "step.<locals>.grow"} {
  %0 = pydyn.constant 7 : i64 -> !pydyn.object
  pydyn.store cell "scale", %0 : !pydyn.object
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// A tensor that is one of two is not written in place.
//
// def step(x, i):
//     y = x + 1
//     z = x + 2
//     if i > 0:
//         w = y
//     else:
//         w = z
//     w.add_(1)
//     return y
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.binary add %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "y", %2 : !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.binary add %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "z", %5 : !pydyn.object
  %6 = pydyn.load local "i" : !pydyn.object
  %7 = pydyn.constant 0 : i64 -> !pydyn.object
  %8 = pydyn.compare gt %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.truth %8 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %9 : !pydyn.bool {
    %15 = pydyn.load local "y" : !pydyn.object
    pydyn.store local "w", %15 : !pydyn.object
    pydyn.yield
  } else {
    %15 = pydyn.load local "z" : !pydyn.object
    pydyn.store local "w", %15 : !pydyn.object
    pydyn.yield
  } loc("branches.mlir":4:8)
  %10 = pydyn.load local "w" : !pydyn.object
  %11 = pydyn.get_attr %10 "add_" : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.constant 1 : i64 -> !pydyn.object
  // expected-error @+1 {{there is a write to a tensor that is one of two, by a branch of the run [JS0011]}}
  %13 = pydyn.call %11 (%12 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %14 = pydyn.load local "y" : !pydyn.object
  pydyn.return %14 : !pydyn.object
}

// -----

// What is bound on one side alone.
//
// def step(x, i):
//     if i > 0:
//         y = x * 2
//     return y
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load local "x" : !pydyn.object
    %6 = pydyn.constant 2 : i64 -> !pydyn.object
    %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "y", %7 : !pydyn.object
    pydyn.yield
  } loc("branches.mlir":2:8)
  // expected-error @+1 {{the name 'y' is not bound here [JS0015]}}
  %4 = pydyn.load local "y" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A store where the run decides nothing.
//
// def step(x, i):
//     holder.value = 4.0
//     return x * 2

// CHECK:       dataflow.object @i = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @holder = global "holder" of @step.function checks identity as !pydyn.instance<"__main__.Holder">
// CHECK:       dataflow.object @"type(holder)" = type of @holder checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[I:.*]] = pydyn.object_ref @i : !pydyn.int
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[I]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[HOLDER:.*]] = pydyn.object_ref @holder : !pydyn.instance<"__main__.Holder">
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 4.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_attr %[[HOLDER]] "value" = %[[C]] : !pydyn.instance<"__main__.Holder">, !pydyn.float
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_2]], %[[C_2]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.constant 4.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load global "holder" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// What raises and catches where the run decides nothing.
//
// def step(x, i):
//     try:
//         raise ValueError("here")
//     except ValueError:
//         return x * 3

// CHECK:       dataflow.object @i = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @ValueError = global "ValueError" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(ValueError)" = type of @ValueError checks unchanged as !pydyn.class
// CHECK:       dataflow.object @ValueError.__new__ = member "__new__" of @ValueError
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[I:.*]] = pydyn.object_ref @i
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[I]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_2]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  pydyn.try {
    %1 = pydyn.load global "ValueError" : !pydyn.object
    %2 = pydyn.constant "here" -> !pydyn.object
    %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %3 : !pydyn.object
  } except %arg2 {
    %1 = pydyn.load global "ValueError" : !pydyn.object
    %2 = pydyn.exception_match %arg2, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %2 : !pydyn.bool {
      %3 = pydyn.load local "x" : !pydyn.object
      %4 = pydyn.constant 3 : i64 -> !pydyn.object
      %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      pydyn.return %5 : !pydyn.object
    } else {
      pydyn.reraise
    } loc("branches.mlir":4:5)
    pydyn.yield
  } loc("branches.mlir":2:5)
  %0 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// A side that returns where the other goes on: all that follows is in the other side.
//
// def step(x, i):
//     if i > 0:
//         return x * 2
//     return x + 1

// CHECK-LABEL: pydyn.func @step()
// CHECK:         pydyn.if %{{.*}} : i1 {
// CHECK:           %[[MUL:.*]] = nn.mul
// CHECK-NEXT:      pydyn.store local "merged.1", %[[MUL]]
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    } else {
// CHECK:           %[[ADD:.*]] = nn.add
// CHECK-NEXT:      pydyn.store local "merged.1", %[[ADD]]
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[LOAD:.*]] = pydyn.load local "merged.1" : tensor<4xf32>
// CHECK-NEXT:    pydyn.box %[[LOAD]]
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %7 = pydyn.load local "x" : !pydyn.object
    %8 = pydyn.constant 2 : i64 -> !pydyn.object
    %9 = pydyn.binary mul %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.return %9 : !pydyn.object
  } loc("branches.mlir":2:8)
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.binary add %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
} loc("branches.mlir":1:1)

// -----

// A side that raises, where nobody in the graph sees it, is assumed not to be taken.
//
// def step(x, i):
//     if i > 0:
//         raise ValueError("too many")
//     return x * i

// CHECK-LABEL: pydyn.func @step()
// CHECK-NOT:     pydyn.if
// CHECK:         %[[NOT:.*]] = arith.xori
// CHECK-NEXT:    dataflow.assert %[[NOT]], "the branch at line 2 is not taken"
// CHECK:         nn.mul
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load local "i" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %7 = pydyn.load global "ValueError" : !pydyn.object
    %8 = pydyn.constant "too many" -> !pydyn.object
    %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %9 : !pydyn.object
  } loc("branches.mlir":2:8)
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.load local "i" : !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
} loc("branches.mlir":1:1)

// -----

// A loop of as many iterations as only the run knows: what an iteration changes is a local of the loop.
//
// def step(x, i):
//     for k in range(i):
//         x = x * 2
//     return x + 1

// CHECK-LABEL: pydyn.func @step()
// CHECK:         %[[X:.*]] = pydyn.read %{{.*}} -> tensor<4xf32>
// CHECK-NEXT:    pydyn.store local "loop.1.0", %[[X]] : tensor<4xf32>
// CHECK:         pydyn.store local "loop.1.counter", %{{.*}} : i64
// CHECK-NEXT:    pydyn.while {
// CHECK-NEXT:      %{{.*}} = pydyn.load local "loop.1.0" : tensor<4xf32>
// CHECK-NEXT:      %[[K:.*]] = pydyn.load local "loop.1.counter" : i64
// CHECK-NEXT:      %[[MORE:.*]] = arith.cmpi slt, %[[K]], %{{.*}} : i64
// CHECK-NEXT:      pydyn.condition %[[MORE]] : i1
// CHECK-NEXT:    } do {
// CHECK-NEXT:      %[[H:.*]] = pydyn.load local "loop.1.0" : tensor<4xf32>
// CHECK:           %[[NEXT:.*]] = nn.mul %[[H]],
// CHECK:           pydyn.store local "loop.1.0", %[[NEXT]] : tensor<4xf32>
// CHECK:           arith.addi
// CHECK-NEXT:      pydyn.store local "loop.1.counter"
// CHECK-NEXT:      pydyn.yield
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[LEFT:.*]] = pydyn.load local "loop.1.0" : tensor<4xf32>
// CHECK:         nn.add %[[LEFT]],
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "i"], qualname = "step"} {
  %0 = pydyn.load global "range" : !pydyn.object
  %1 = pydyn.load local "i" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.for %arg2 in %2 : !pydyn.object {
    pydyn.store local "k", %arg2 : !pydyn.object
    %6 = pydyn.load local "x" : !pydyn.object
    %7 = pydyn.constant 2 : i64 -> !pydyn.object
    %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %8 : !pydyn.object
    pydyn.yield
  }
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 1 : i64 -> !pydyn.object
  %5 = pydyn.binary add %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
} loc("branches.mlir":1:1)
