// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/names.json" -split-input-file -verify-diagnostics | FileCheck %s

// Names: locals, cells, globals and builtins.

// A global is guarded by value, in the globals of the function that reads it.
//
// def step(x):
//     return outer(x) + SCALE

// CHECK:       dataflow.object @outer = global "outer" of @step.function
// CHECK:       dataflow.object @SCALE = global "SCALE" of @outer checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"SCALE#2" = global "SCALE" of @step.function checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "outer" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %3 = pydyn.load global "SCALE" : !pydyn.object
  %4 = pydyn.binary add %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @outer(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "outer"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load global "SCALE" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A local hides the global of its name, and a builtin is found behind the globals.
//
// def step(x):
//     SCALE = 5.0
//     return x * SCALE, len_of((1, 2)), abs(-1)

// CHECK:       dataflow.object @len_of = global "len_of" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 5.000000e+00 : f64 -> !pydyn.object
  pydyn.store local "SCALE", %0 : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load local "SCALE" : !pydyn.object
  %3 = pydyn.binary mul %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "len_of" : !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.constant 2 : i64 -> !pydyn.object
  %7 = pydyn.tuple (%5, %6 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.call %4 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load global "abs" : !pydyn.object
  %10 = pydyn.constant -1 : i64 -> !pydyn.object
  %11 = pydyn.call %9 (%10 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %12 = pydyn.tuple (%3, %8, %11 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %12 : !pydyn.object
}

// -----

// Assignment expressions, and chained targets.
//
// def step(x):
//     a = b = 3.0
//     return x * (c := a + b), c

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 6.000000e+00 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  pydyn.store local "a", %0 : !pydyn.object
  pydyn.store local "b", %0 : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load local "a" : !pydyn.object
  %3 = pydyn.load local "b" : !pydyn.object
  %4 = pydyn.binary add %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "c", %4 : !pydyn.object
  %5 = pydyn.binary mul %1, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "c" : !pydyn.object
  %7 = pydyn.tuple (%5, %6 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// `nonlocal` binds the variable of the function around it.
//
// def step(x):
//     count = 0
//
//     def grow():
//         nonlocal count
//         count += 1
//         return count
//
//     return x * grow() * grow(), count

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {cells = ["count"], parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 0 : i64 -> !pydyn.object
  pydyn.store cell "count", %0 : !pydyn.object
  %1 = pydyn.make_function @"step.<locals>.grow" : !pydyn.object
  pydyn.store local "grow", %1 : !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.load local "grow" : !pydyn.object
  %4 = pydyn.call %3 () from !pydyn.object -> !pydyn.object
  %5 = pydyn.binary mul %2, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "grow" : !pydyn.object
  %7 = pydyn.call %6 () from !pydyn.object -> !pydyn.object
  %8 = pydyn.binary mul %5, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.load cell "count" : !pydyn.object
  %10 = pydyn.tuple (%8, %9 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
}
pydyn.func @"step.<locals>.grow"() -> !pydyn.object attributes {free = ["count"], parameters = [], qualname = "step.<locals>.grow"} {
  %0 = pydyn.load cell "count" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.inplace add %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store cell "count", %2 : !pydyn.object
  %3 = pydyn.load cell "count" : !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// Two closures share what they close over; each call has variables of its own.
//
// def step(x):
//     def make():
//         count = [0]
//
//         def grow():
//             count[0] += 1
//             return count[0]
//
//         return grow
//
//     first, second = make(), make()
//     return x, first(), first(), second()

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.make_function @"step.<locals>.make" : !pydyn.object
  pydyn.store local "make", %0 : !pydyn.object
  %1 = pydyn.load local "make" : !pydyn.object
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  %3 = pydyn.load local "make" : !pydyn.object
  %4 = pydyn.call %3 () from !pydyn.object -> !pydyn.object
  %5 = pydyn.tuple (%2, %4 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %6:2 = pydyn.unpack %5 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "first", %6#0 : !pydyn.object
  pydyn.store local "second", %6#1 : !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  %8 = pydyn.load local "first" : !pydyn.object
  %9 = pydyn.call %8 () from !pydyn.object -> !pydyn.object
  %10 = pydyn.load local "first" : !pydyn.object
  %11 = pydyn.call %10 () from !pydyn.object -> !pydyn.object
  %12 = pydyn.load local "second" : !pydyn.object
  %13 = pydyn.call %12 () from !pydyn.object -> !pydyn.object
  %14 = pydyn.tuple (%7, %9, %11, %13 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %14 : !pydyn.object
}
pydyn.func @"step.<locals>.make"() -> !pydyn.object attributes {cells = ["count"], parameters = [], qualname = "step.<locals>.make"} {
  %0 = pydyn.constant 0 : i64 -> !pydyn.object
  %1 = pydyn.list (%0 : !pydyn.object) -> !pydyn.object
  pydyn.store cell "count", %1 : !pydyn.object
  %2 = pydyn.make_function @"step.<locals>.make.<locals>.grow" : !pydyn.object
  pydyn.store local "grow", %2 : !pydyn.object
  %3 = pydyn.load local "grow" : !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @"step.<locals>.make.<locals>.grow"() -> !pydyn.object attributes {free = ["count"], parameters = [], qualname = "step.<locals>.make.<locals>.grow"} {
  %0 = pydyn.load cell "count" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.get_item %0[%1] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.constant 1 : i64 -> !pydyn.object
  %4 = pydyn.inplace add %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.set_item %0[%1] = %4 : !pydyn.object, !pydyn.object, !pydyn.object
  %5 = pydyn.load cell "count" : !pydyn.object
  %6 = pydyn.constant 0 : i64 -> !pydyn.object
  %7 = pydyn.get_item %5[%6] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// Functions in a loop see the variable as it was last.
//
// def step(x):
//     functions = [lambda: n for n in (1, 2, 3)]
//     return x, functions[0](), functions[2]()

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.constant 3 : i64 -> !pydyn.object
  %3 = pydyn.tuple (%0, %1, %2 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.make_function @"step.<locals>.<listcomp>" : !pydyn.object
  %5 = pydyn.call %4 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "functions", %5 : !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.load local "functions" : !pydyn.object
  %8 = pydyn.constant 0 : i64 -> !pydyn.object
  %9 = pydyn.get_item %7[%8] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.call %9 () from !pydyn.object -> !pydyn.object
  %11 = pydyn.load local "functions" : !pydyn.object
  %12 = pydyn.constant 2 : i64 -> !pydyn.object
  %13 = pydyn.get_item %11[%12] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.call %13 () from !pydyn.object -> !pydyn.object
  %15 = pydyn.tuple (%6, %10, %14 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %15 : !pydyn.object
}
pydyn.func @"step.<locals>.<listcomp>"(%arg0: !pydyn.object) -> !pydyn.object attributes {cells = ["n"], parameters = [".0"], qualname = "step.<locals>.<listcomp>"} {
  %0 = pydyn.load local ".0" : !pydyn.object
  %1 = pydyn.list () -> !pydyn.object
  pydyn.for %arg1 in %0 : !pydyn.object {
    pydyn.store cell "n", %arg1 : !pydyn.object
    %2 = pydyn.make_function @"step.<locals>.<listcomp>.<locals>.<lambda>" : !pydyn.object
    pydyn.append %1, %2 : !pydyn.object, !pydyn.object
    pydyn.yield
  }
  pydyn.return %1 : !pydyn.object
}
pydyn.func @"step.<locals>.<listcomp>.<locals>.<lambda>"() -> !pydyn.object attributes {free = ["n"], kind = "lambda", parameters = [], qualname = "step.<locals>.<listcomp>.<locals>.<lambda>"} {
  %0 = pydyn.load cell "n" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// Names swapped at once.
//
// def step(x):
//     a, b = 1, 2
//     a, b = b, a
//     return x * a - b

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[SUB:.*]] = nn.sub %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[SUB]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.tuple (%0, %1 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %3:2 = pydyn.unpack %2 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "a", %3#0 : !pydyn.object
  pydyn.store local "b", %3#1 : !pydyn.object
  %4 = pydyn.load local "b" : !pydyn.object
  %5 = pydyn.load local "a" : !pydyn.object
  %6 = pydyn.tuple (%4, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %7:2 = pydyn.unpack %6 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "a", %7#0 : !pydyn.object
  pydyn.store local "b", %7#1 : !pydyn.object
  %8 = pydyn.load local "x" : !pydyn.object
  %9 = pydyn.load local "a" : !pydyn.object
  %10 = pydyn.binary mul %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.load local "b" : !pydyn.object
  %12 = pydyn.binary sub %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %12 : !pydyn.object
}

// -----

// `import` inside of a function finds the module.
//
// def step(x):
//     import torch.nn.functional as F
//     return F.relu(x)

// CHECK:       dataflow.object @torch.nn.functional = import "torch.nn.functional" checks identity as !pydyn.module
// CHECK:       dataflow.object @torch.nn.functional.relu = dict "relu" of @torch.nn.functional
// CHECK:       dataflow.object @"torch.nn.functional.relu(inplace)" = default "inplace" of @torch.nn.functional.relu checks value false as !pydyn.bool
// CHECK:       dataflow.object @has_torch_function_unary = global "has_torch_function_unary" of @torch.nn.functional.relu
// CHECK:       dataflow.object @torch.relu = dict "relu" of @torch
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[RELU:.*]] = nn.relu %[[READ]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[RELU]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.import "torch.nn.functional" as_leaf : !pydyn.object
  pydyn.store local "F", %0 : !pydyn.object
  %1 = pydyn.load local "F" : !pydyn.object
  %2 = pydyn.get_attr %1 "relu" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.call %2 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// `del` unbinds.
//
// def step(x):
//     y = x
//     del y
//     return y
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  pydyn.store local "y", %0 : !pydyn.object
  pydyn.unbind local "y"
  // expected-error @+1 {{the name 'y' is not bound here [JS0015]}}
  %1 = pydyn.load local "y" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// A cell that is still empty.
//
// def step(x):
//     def inner():
//         return later
//
//     y = inner()
//     later = 1
//     return x * y
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {cells = ["later"], parameters = ["x"], qualname = "step"} {
  %0 = pydyn.make_function @"step.<locals>.inner" : !pydyn.object
  pydyn.store local "inner", %0 : !pydyn.object
  %1 = pydyn.load local "inner" : !pydyn.object
  // expected-note @+1 {{called from here}}
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  pydyn.store local "y", %2 : !pydyn.object
  %3 = pydyn.constant 1 : i64 -> !pydyn.object
  pydyn.store cell "later", %3 : !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.load local "y" : !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}
pydyn.func @"step.<locals>.inner"() -> !pydyn.object attributes {free = ["later"], parameters = [], qualname = "step.<locals>.inner"} {
  // expected-error @+1 {{the name 'later' is not bound here [JS0015]}}
  %0 = pydyn.load cell "later" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// A name that is nowhere.
//
// def step(x):
//     return x * nowhere
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  // expected-error @+1 {{the name 'nowhere' is not bound here [JS0015]}}
  %1 = pydyn.load global "nowhere" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A global that is assigned.
//
// def step(x):
//     global SCALE
//     SCALE = 2.0
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{assignment to the global 'SCALE' [JS0006]}}
  pydyn.store global "SCALE", %0 : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.binary mul %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// A module that is not loaded yet.
//
// def step(x):
//     import this_is_no_module
//     return x
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  // expected-error @+1 {{the module 'this_is_no_module' is not loaded yet [JS0006]}}
  %0 = pydyn.import "this_is_no_module" : !pydyn.object
  pydyn.store local "this_is_no_module", %0 : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}
