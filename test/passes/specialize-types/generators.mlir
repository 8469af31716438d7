// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/generators.json" -split-input-file -verify-diagnostics | FileCheck %s

// Generators: their bodies run when an element is asked for.

// A generator expression, element by element.
//
// def step(x):
//     return x * sum(scale * 2 for scale in scales)

// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+01> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "sum" : !pydyn.object
  %2 = pydyn.load global "scales" : !pydyn.object
  %3 = pydyn.make_function @"step.<locals>.<genexpr>" : !pydyn.object
  %4 = pydyn.call %3 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.call %1 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %6 = pydyn.binary mul %0, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}
pydyn.func @"step.<locals>.<genexpr>"(%arg0: !pydyn.object) -> !pydyn.object attributes {kind = "generator", parameters = [".0"], qualname = "step.<locals>.<genexpr>"} {
  %0 = pydyn.load local ".0" : !pydyn.object
  pydyn.for %arg1 in %0 : !pydyn.object {
    pydyn.store local "scale", %arg1 : !pydyn.object
    %2 = pydyn.load local "scale" : !pydyn.object
    %3 = pydyn.constant 2 : i64 -> !pydyn.object
    %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %5 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%4 : !pydyn.object) -> !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// A list comprehension with a condition; its names are its own.
//
// def step(x):
//     scale = 10.0
//     doubled = [scale * 2 for scale in scales if scale > 2.0]
//     return x * scale, doubled

// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+01> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 6.000000e+00 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_2]] : !pydyn.float) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[LIST]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1.000000e+01 : f64 -> !pydyn.object
  pydyn.store local "scale", %0 : !pydyn.object
  %1 = pydyn.load global "scales" : !pydyn.object
  %2 = pydyn.list () -> !pydyn.object
  pydyn.for %arg1 in %1 : !pydyn.object {
    pydyn.store local "scale.0", %arg1 : !pydyn.object
    %8 = pydyn.load local "scale.0" : !pydyn.object
    %9 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
    %10 = pydyn.compare gt %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %11 = pydyn.truth %10 : (!pydyn.object) -> !pydyn.bool
    pydyn.if %11 : !pydyn.bool {
      %12 = pydyn.load local "scale.0" : !pydyn.object
      %13 = pydyn.constant 2 : i64 -> !pydyn.object
      %14 = pydyn.binary mul %12, %13 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      pydyn.append %2, %14 : !pydyn.object, !pydyn.object
      pydyn.yield
    }
    pydyn.yield
  }
  pydyn.store local "doubled", %2 : !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.load local "scale" : !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "doubled" : !pydyn.object
  %7 = pydyn.tuple (%5, %6 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// A dict and a set comprehension.
//
// def step(x):
//     return x, {scale: scale * 2 for scale in scales}, len({scale > 2.0 for scale in scales})

// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[SCALES_0:.*]] = pydyn.object_ref @"scales[0]" : !pydyn.float
// CHECK-NEXT:    %[[SCALES_1:.*]] = pydyn.object_ref @"scales[1]" : !pydyn.float
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 4.000000e+00 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 6.000000e+00 : f64 {made = 1 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[DICT:.*]] = pydyn.dict keys(%[[SCALES_0]], %[[SCALES_1]] : !pydyn.float, !pydyn.float) values(%[[C]], %[[C_2]] : !pydyn.float, !pydyn.float) -> !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[DICT]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.dict<!pydyn.object, !pydyn.object>, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "scales" : !pydyn.object
  %2 = pydyn.dict -> !pydyn.object
  pydyn.for %arg1 in %1 : !pydyn.object {
    pydyn.store local "scale.0", %arg1 : !pydyn.object
    %8 = pydyn.load local "scale.0" : !pydyn.object
    %9 = pydyn.load local "scale.0" : !pydyn.object
    %10 = pydyn.constant 2 : i64 -> !pydyn.object
    %11 = pydyn.binary mul %9, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.append %2, %11 key %8 : !pydyn.object : !pydyn.object, !pydyn.object
    pydyn.yield
  }
  %3 = pydyn.load global "len" : !pydyn.object
  %4 = pydyn.load global "scales" : !pydyn.object
  %5 = pydyn.set () -> !pydyn.object
  pydyn.for %arg1 in %4 : !pydyn.object {
    pydyn.store local "scale.1", %arg1 : !pydyn.object
    %8 = pydyn.load local "scale.1" : !pydyn.object
    %9 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
    %10 = pydyn.compare gt %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.append %5, %10 : !pydyn.object, !pydyn.object
    pydyn.yield
  }
  %6 = pydyn.call %3 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.tuple (%0, %2, %6 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// Nested loops in one comprehension.
//
// def step(x):
//     return x, [(a, b) for a in (1, 2) for b in (3, 4) if a + b != 5]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C]], %[[C_2]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[C_3]], %[[C_4]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[TUPLE]], %[[TUPLE_2]] : !pydyn.tuple, !pydyn.tuple) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE_3:.*]] = pydyn.tuple (%[[X]], %[[LIST]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_3]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.list () -> !pydyn.object
  pydyn.for %arg1 in %3 : !pydyn.object {
    pydyn.store local "a.0", %arg1 : !pydyn.object
    %6 = pydyn.constant 3 : i64 -> !pydyn.object
    %7 = pydyn.constant 4 : i64 -> !pydyn.object
    %8 = pydyn.tuple (%6, %7 : !pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.for %arg2 in %8 : !pydyn.object {
      pydyn.store local "b.0", %arg2 : !pydyn.object
      %9 = pydyn.load local "a.0" : !pydyn.object
      %10 = pydyn.load local "b.0" : !pydyn.object
      %11 = pydyn.binary add %9, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      %12 = pydyn.constant 5 : i64 -> !pydyn.object
      %13 = pydyn.compare ne %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      %14 = pydyn.truth %13 : (!pydyn.object) -> !pydyn.bool
      pydyn.if %14 : !pydyn.bool {
        %15 = pydyn.load local "a.0" : !pydyn.object
        %16 = pydyn.load local "b.0" : !pydyn.object
        %17 = pydyn.tuple (%15, %16 : !pydyn.object, !pydyn.object) -> !pydyn.object
        pydyn.append %4, %17 : !pydyn.object, !pydyn.object
        pydyn.yield
      }
      pydyn.yield
    }
    pydyn.yield
  }
  %5 = pydyn.tuple (%0, %4 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// What is read at the time when the element is asked for.
//
// def step(x):
//     scale = 2.0
//     values = (value * scale for value in (1.0, 2.0))
//     scale = 5.0
//     return x * next(values), next(values)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 1.000000e+01 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {cells = ["scale"], parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  pydyn.store cell "scale", %0 : !pydyn.object
  %1 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.make_function @"step.<locals>.<genexpr>" : !pydyn.object
  %5 = pydyn.call %4 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "values", %5 : !pydyn.object
  %6 = pydyn.constant 5.000000e+00 : f64 -> !pydyn.object
  pydyn.store cell "scale", %6 : !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  %8 = pydyn.load global "next" : !pydyn.object
  %9 = pydyn.load local "values" : !pydyn.object
  %10 = pydyn.call %8 (%9 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.binary mul %7, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.load global "next" : !pydyn.object
  %13 = pydyn.load local "values" : !pydyn.object
  %14 = pydyn.call %12 (%13 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %15 = pydyn.tuple (%11, %14 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %15 : !pydyn.object
}
pydyn.func @"step.<locals>.<genexpr>"(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["scale"], kind = "generator", parameters = [".0"], qualname = "step.<locals>.<genexpr>"} {
  %0 = pydyn.load local ".0" : !pydyn.object
  pydyn.for %arg1 in %0 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %2 = pydyn.load local "value" : !pydyn.object
    %3 = pydyn.load cell "scale" : !pydyn.object
    %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %5 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%4 : !pydyn.object) -> !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// The first iterable is asked at once, and is consumed once.
//
// def step(x):
//     values = (value for value in scales)
//     return x, list(values), list(values)

// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[SCALES_0:.*]] = pydyn.object_ref @"scales[0]" : !pydyn.float
// CHECK-NEXT:    %[[SCALES_1:.*]] = pydyn.object_ref @"scales[1]" : !pydyn.float
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[SCALES_0]], %[[SCALES_1]] : !pydyn.float, !pydyn.float) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[LIST_2:.*]] = pydyn.list () -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[LIST]], %[[LIST_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "scales" : !pydyn.object
  %1 = pydyn.make_function @"step.<locals>.<genexpr>" : !pydyn.object
  %2 = pydyn.call %1 (%0 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "values", %2 : !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.load global "list" : !pydyn.object
  %5 = pydyn.load local "values" : !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load global "list" : !pydyn.object
  %8 = pydyn.load local "values" : !pydyn.object
  %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.tuple (%3, %6, %9 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
}
pydyn.func @"step.<locals>.<genexpr>"(%arg0: !pydyn.object) -> !pydyn.object attributes {kind = "generator", parameters = [".0"], qualname = "step.<locals>.<genexpr>"} {
  %0 = pydyn.load local ".0" : !pydyn.object
  pydyn.for %arg1 in %0 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %2 = pydyn.load local "value" : !pydyn.object
    %3 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%2 : !pydyn.object) -> !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// A function with `yield`.
//
// def step(x):
//     a, b = pairs(2.0, 3.0)
//     return x * a + b, list(counts(3))

// CHECK:       dataflow.object @pairs = global "pairs" of @step.function
// CHECK:       dataflow.object @counts = global "counts" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 0 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_3]], %[[C_4]], %[[C_5]] : !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[LIST]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "pairs" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4:2 = pydyn.unpack %3 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "a", %4#0 : !pydyn.object
  pydyn.store local "b", %4#1 : !pydyn.object
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.load local "a" : !pydyn.object
  %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.load local "b" : !pydyn.object
  %9 = pydyn.binary add %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load global "list" : !pydyn.object
  %11 = pydyn.load global "counts" : !pydyn.object
  %12 = pydyn.constant 3 : i64 -> !pydyn.object
  %13 = pydyn.call %11 (%12 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %14 = pydyn.call %10 (%13 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %15 = pydyn.tuple (%9, %14 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %15 : !pydyn.object
}
pydyn.func @pairs(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {kind = "generator", parameters = ["first", "second"], qualname = "pairs"} {
  %0 = pydyn.load local "first" : !pydyn.object
  %1 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%0 : !pydyn.object) -> !pydyn.object
  %2 = pydyn.load local "second" : !pydyn.object
  %3 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%2 : !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @counts(%arg0: !pydyn.object) -> !pydyn.object attributes {kind = "generator", parameters = ["last"], qualname = "counts"} {
  %0 = pydyn.constant 0 : i64 -> !pydyn.object
  pydyn.store local "at", %0 : !pydyn.object
  pydyn.while {
    %2 = pydyn.load local "at" : !pydyn.object
    %3 = pydyn.load local "last" : !pydyn.object
    %4 = pydyn.compare lt %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %5 = pydyn.truth %4 : (!pydyn.object) -> !pydyn.bool
    pydyn.condition %5 : !pydyn.bool
  } do {
    %2 = pydyn.load local "at" : !pydyn.object
    %3 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%2 : !pydyn.object) -> !pydyn.object
    %4 = pydyn.load local "at" : !pydyn.object
    %5 = pydyn.constant 1 : i64 -> !pydyn.object
    %6 = pydyn.inplace add %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "at", %6 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.constant "end" -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// The error of an element is raised when it is asked for.
//
// def step(x):
//     values = (1 // value for value in (1, 0))
//     return x * next(values)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.tuple (%0, %1 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.make_function @"step.<locals>.<genexpr>" : !pydyn.object
  %4 = pydyn.call %3 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "values", %4 : !pydyn.object
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.load global "next" : !pydyn.object
  %7 = pydyn.load local "values" : !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.binary mul %5, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}
pydyn.func @"step.<locals>.<genexpr>"(%arg0: !pydyn.object) -> !pydyn.object attributes {kind = "generator", parameters = [".0"], qualname = "step.<locals>.<genexpr>"} {
  %0 = pydyn.load local ".0" : !pydyn.object
  pydyn.for %arg1 in %0 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %2 = pydyn.constant 1 : i64 -> !pydyn.object
    %3 = pydyn.load local "value" : !pydyn.object
    %4 = pydyn.binary floordiv %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %5 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%4 : !pydyn.object) -> !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// And here.
//
// def step(x):
//     values = (1 // value for value in (0,))
//     return x * next(values)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 0 : i64 -> !pydyn.object
  %1 = pydyn.tuple (%0 : !pydyn.object) -> !pydyn.object
  %2 = pydyn.make_function @"step.<locals>.<genexpr>" : !pydyn.object
  %3 = pydyn.call %2 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "values", %3 : !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.load global "next" : !pydyn.object
  %6 = pydyn.load local "values" : !pydyn.object
  // expected-error @+1 {{integer division or modulo by zero [JS0007]}}
  %7 = pydyn.call %5 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %8 = pydyn.binary mul %4, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}
pydyn.func @"step.<locals>.<genexpr>"(%arg0: !pydyn.object) -> !pydyn.object attributes {kind = "generator", parameters = [".0"], qualname = "step.<locals>.<genexpr>"} {
  %0 = pydyn.load local ".0" : !pydyn.object
  pydyn.for %arg1 in %0 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %2 = pydyn.constant 1 : i64 -> !pydyn.object
    %3 = pydyn.load local "value" : !pydyn.object
    %4 = pydyn.binary floordiv %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %5 = pydyn.unsupported "JL0301" "'yield' is not lowered"(%4 : !pydyn.object) -> !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}
