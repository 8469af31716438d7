// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/itertools.json" -split-input-file -verify-diagnostics | FileCheck %s

// Iterators of the builtins and of `itertools`: lazy, one element at a time.

// `zip` ends with the shortest, and has by then taken from those before it.
//
// def step(x):
//     first = iter([1, 2, 3])
//     pairs = list(zip(first, [10, 20]))
//     return x, pairs, next(first, None)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 10 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C]], %[[C_2]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 20 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[C_3]], %[[C_4]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[TUPLE]], %[[TUPLE_2]] : !pydyn.tuple, !pydyn.tuple) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant #pydyn.none -> !pydyn.none
// CHECK-NEXT:    %[[TUPLE_3:.*]] = pydyn.tuple (%[[X]], %[[LIST]], %[[C_5]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.none) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_3]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "iter" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.constant 3 : i64 -> !pydyn.object
  %4 = pydyn.list (%1, %2, %3 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.call %0 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "first", %5 : !pydyn.object
  %6 = pydyn.load global "list" : !pydyn.object
  %7 = pydyn.load global "zip" : !pydyn.object
  %8 = pydyn.load local "first" : !pydyn.object
  %9 = pydyn.constant 10 : i64 -> !pydyn.object
  %10 = pydyn.constant 20 : i64 -> !pydyn.object
  %11 = pydyn.list (%9, %10 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.call %7 (%8, %11 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.call %6 (%12 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "pairs", %13 : !pydyn.object
  %14 = pydyn.load local "x" : !pydyn.object
  %15 = pydyn.load local "pairs" : !pydyn.object
  %16 = pydyn.load global "next" : !pydyn.object
  %17 = pydyn.load local "first" : !pydyn.object
  %18 = pydyn.constant #pydyn.none -> !pydyn.object
  %19 = pydyn.call %16 (%17, %18 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %20 = pydyn.tuple (%14, %15, %19 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %20 : !pydyn.object
}

// -----

// `zip(strict=True)` of different lengths raises ValueError.
//
// def step(x):
//     for a, b in zip([1.0, 2.0], [3.0], strict=True):
//         x = x * a + b
//     return x
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "zip" : !pydyn.object
  %1 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.list (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %5 = pydyn.list (%4 : !pydyn.object) -> !pydyn.object
  %6 = pydyn.constant true -> !pydyn.object
  %7 = pydyn.call %0 (%3, %5, strict = %6 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  // expected-error @+1 {{'zip' of different lengths [JS0007]}}
  pydyn.for %arg1 in %7 : !pydyn.object {
    %9:2 = pydyn.unpack %arg1 : !pydyn.object -> !pydyn.object, !pydyn.object
    pydyn.store local "a", %9#0 : !pydyn.object
    pydyn.store local "b", %9#1 : !pydyn.object
    %10 = pydyn.load local "x" : !pydyn.object
    %11 = pydyn.load local "a" : !pydyn.object
    %12 = pydyn.binary mul %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %13 = pydyn.load local "b" : !pydyn.object
    %14 = pydyn.binary add %12, %13 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %14 : !pydyn.object
    pydyn.yield
  }
  %8 = pydyn.load local "x" : !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// `enumerate` counts from where it is told.
//
// def step(x):
//     for index, scale in enumerate(scales, 1):
//         x = x * scale + index
//     return x

// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[2]" = item 2 : i64 of @scales checks value 5.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[ADD]], %[[C_3]]
// CHECK-NEXT:    %[[C_4:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[MUL_2]], %[[C_4]]
// CHECK-NEXT:    %[[C_5:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_3:.*]] = nn.mul %[[ADD_2]], %[[C_5]]
// CHECK-NEXT:    %[[C_6:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD_3:.*]] = nn.add %[[MUL_3]], %[[C_6]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_3]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "enumerate" : !pydyn.object
  %1 = pydyn.load global "scales" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.for %arg1 in %3 : !pydyn.object {
    %5:2 = pydyn.unpack %arg1 : !pydyn.object -> !pydyn.object, !pydyn.object
    pydyn.store local "index", %5#0 : !pydyn.object
    pydyn.store local "scale", %5#1 : !pydyn.object
    %6 = pydyn.load local "x" : !pydyn.object
    %7 = pydyn.load local "scale" : !pydyn.object
    %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %9 = pydyn.load local "index" : !pydyn.object
    %10 = pydyn.binary add %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %10 : !pydyn.object
    pydyn.yield
  }
  %4 = pydyn.load local "x" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// `map` calls when it is asked: the third element is never computed.
//
// def step(x):
//     seen = []
//
//     def record(value):
//         seen.append(value)
//         return value * 2
//
//     doubled = map(record, scales)
//     a, b = next(doubled), next(doubled)
//     return x * a * b, seen

// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[SCALES_0:.*]] = pydyn.object_ref @"scales[0]" : !pydyn.float
// CHECK-NEXT:    %[[SCALES_1:.*]] = pydyn.object_ref @"scales[1]" : !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[SCALES_0]], %[[SCALES_1]] : !pydyn.float, !pydyn.float) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[LIST]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {cells = ["seen"], parameters = ["x"], qualname = "step"} {
  %0 = pydyn.list () -> !pydyn.object
  pydyn.store cell "seen", %0 : !pydyn.object
  %1 = pydyn.make_function @"step.<locals>.record" : !pydyn.object
  pydyn.store local "record", %1 : !pydyn.object
  %2 = pydyn.load global "map" : !pydyn.object
  %3 = pydyn.load local "record" : !pydyn.object
  %4 = pydyn.load global "scales" : !pydyn.object
  %5 = pydyn.call %2 (%3, %4 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "doubled", %5 : !pydyn.object
  %6 = pydyn.load global "next" : !pydyn.object
  %7 = pydyn.load local "doubled" : !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load global "next" : !pydyn.object
  %10 = pydyn.load local "doubled" : !pydyn.object
  %11 = pydyn.call %9 (%10 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %12 = pydyn.tuple (%8, %11 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %13:2 = pydyn.unpack %12 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "a", %13#0 : !pydyn.object
  pydyn.store local "b", %13#1 : !pydyn.object
  %14 = pydyn.load local "x" : !pydyn.object
  %15 = pydyn.load local "a" : !pydyn.object
  %16 = pydyn.binary mul %14, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.load local "b" : !pydyn.object
  %18 = pydyn.binary mul %16, %17 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %19 = pydyn.load cell "seen" : !pydyn.object
  %20 = pydyn.tuple (%18, %19 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %20 : !pydyn.object
}
pydyn.func @"step.<locals>.record"(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["seen"], parameters = ["value"], qualname = "step.<locals>.record"} {
  %0 = pydyn.load cell "seen" : !pydyn.object
  %1 = pydyn.get_attr %0 "append" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.load local "value" : !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.load local "value" : !pydyn.object
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// `filter` keeps what is true.
//
// def step(x):
//     return x, list(filter(None, [0, 1, "", "a"])), list(filter(lambda value: value > 2.0, scales))

// CHECK:       dataflow.object @filter = global "filter" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[2]" = item 2 : i64 of @scales checks value 5.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[SCALES_1:.*]] = pydyn.object_ref @"scales[1]" : !pydyn.float
// CHECK-NEXT:    %[[SCALES_2:.*]] = pydyn.object_ref @"scales[2]" : !pydyn.float
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant "a" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C]], %[[C_2]] : !pydyn.int, !pydyn.str) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[LIST_2:.*]] = pydyn.list (%[[SCALES_1]], %[[SCALES_2]] : !pydyn.float, !pydyn.float) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[LIST]], %[[LIST_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "list" : !pydyn.object
  %2 = pydyn.load global "filter" : !pydyn.object
  %3 = pydyn.constant #pydyn.none -> !pydyn.object
  %4 = pydyn.constant 0 : i64 -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.constant "" -> !pydyn.object
  %7 = pydyn.constant "a" -> !pydyn.object
  %8 = pydyn.list (%4, %5, %6, %7 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.call %2 (%3, %8 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.call %1 (%9 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.load global "list" : !pydyn.object
  %12 = pydyn.load global "filter" : !pydyn.object
  %13 = pydyn.make_function @"step.<locals>.<lambda>" : !pydyn.object
  %14 = pydyn.load global "scales" : !pydyn.object
  %15 = pydyn.call %12 (%13, %14 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %16 = pydyn.call %11 (%15 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %17 = pydyn.tuple (%0, %10, %16 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %17 : !pydyn.object
}
pydyn.func @"step.<locals>.<lambda>"(%arg0: !pydyn.object) -> !pydyn.object attributes {kind = "lambda", parameters = ["value"], qualname = "step.<locals>.<lambda>"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// `chain`, `islice` and `product` in order.
//
// def step(x):
//     return x, list(itertools.chain([1], (2, 3))), list(itertools.islice(scales, 1, 3)), list(itertools.product((1, 2), "ab"))

// CHECK:       dataflow.object @itertools = global "itertools" of @step.function checks identity as !pydyn.module
// CHECK:       dataflow.object @itertools.chain = dict "chain" of @itertools checks unchanged as !pydyn.class
// CHECK:       dataflow.object @itertools.islice = dict "islice" of @itertools checks unchanged as !pydyn.class
// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[2]" = item 2 : i64 of @scales checks value 5.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @itertools.product = dict "product" of @itertools checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[SCALES_1:.*]] = pydyn.object_ref @"scales[1]" : !pydyn.float
// CHECK-NEXT:    %[[SCALES_2:.*]] = pydyn.object_ref @"scales[2]" : !pydyn.float
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C]], %[[C_2]], %[[C_3]] : !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[LIST_2:.*]] = pydyn.list (%[[SCALES_1]], %[[SCALES_2]] : !pydyn.float, !pydyn.float) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant "a" {made = 0 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_4]], %[[C_5]] : !pydyn.int, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant "b" {made = 1 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[C_6]], %[[C_7]] : !pydyn.int, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_3:.*]] = pydyn.tuple (%[[C_8]], %[[C_5]] : !pydyn.int, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_4:.*]] = pydyn.tuple (%[[C_9]], %[[C_7]] : !pydyn.int, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    %[[LIST_3:.*]] = pydyn.list (%[[TUPLE]], %[[TUPLE_2]], %[[TUPLE_3]], %[[TUPLE_4]] : !pydyn.tuple, !pydyn.tuple, !pydyn.tuple, !pydyn.tuple) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE_5:.*]] = pydyn.tuple (%[[X]], %[[LIST]], %[[LIST_2]], %[[LIST_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_5]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "list" : !pydyn.object
  %2 = pydyn.load global "itertools" : !pydyn.object
  %3 = pydyn.get_attr %2 "chain" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 1 : i64 -> !pydyn.object
  %5 = pydyn.list (%4 : !pydyn.object) -> !pydyn.object
  %6 = pydyn.constant 2 : i64 -> !pydyn.object
  %7 = pydyn.constant 3 : i64 -> !pydyn.object
  %8 = pydyn.tuple (%6, %7 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.call %3 (%5, %8 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.call %1 (%9 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.load global "list" : !pydyn.object
  %12 = pydyn.load global "itertools" : !pydyn.object
  %13 = pydyn.get_attr %12 "islice" : (!pydyn.object) -> !pydyn.object
  %14 = pydyn.load global "scales" : !pydyn.object
  %15 = pydyn.constant 1 : i64 -> !pydyn.object
  %16 = pydyn.constant 3 : i64 -> !pydyn.object
  %17 = pydyn.call %13 (%14, %15, %16 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %18 = pydyn.call %11 (%17 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %19 = pydyn.load global "list" : !pydyn.object
  %20 = pydyn.load global "itertools" : !pydyn.object
  %21 = pydyn.get_attr %20 "product" : (!pydyn.object) -> !pydyn.object
  %22 = pydyn.constant 1 : i64 -> !pydyn.object
  %23 = pydyn.constant 2 : i64 -> !pydyn.object
  %24 = pydyn.tuple (%22, %23 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %25 = pydyn.constant "ab" -> !pydyn.object
  %26 = pydyn.call %21 (%24, %25 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %27 = pydyn.call %19 (%26 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %28 = pydyn.tuple (%0, %10, %18, %27 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %28 : !pydyn.object
}

// -----

// `reversed` from the end; `sum` from its start, `any` and `all` stop where it is decided.
//
// def step(x):
//     return x, list(reversed([1, 2, 3])), sum([1, 2], 10), any([0, 3]), all([1, 0, missing] if x is None else [1, 0])

// CHECK:       dataflow.object @reversed = global "reversed" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @any = global "any" of @step.function
// CHECK:       dataflow.object @all = global "all" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C]], %[[C_2]], %[[C_3]] : !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 13 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[LIST]], %[[C_4]], %[[C_5]], %[[C_6]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.int, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "list" : !pydyn.object
  %2 = pydyn.load global "reversed" : !pydyn.object
  %3 = pydyn.constant 1 : i64 -> !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.constant 3 : i64 -> !pydyn.object
  %6 = pydyn.list (%3, %4, %5 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.call %2 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %8 = pydyn.call %1 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load global "sum" : !pydyn.object
  %10 = pydyn.constant 1 : i64 -> !pydyn.object
  %11 = pydyn.constant 2 : i64 -> !pydyn.object
  %12 = pydyn.list (%10, %11 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.constant 10 : i64 -> !pydyn.object
  %14 = pydyn.call %9 (%12, %13 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %15 = pydyn.load global "any" : !pydyn.object
  %16 = pydyn.constant 0 : i64 -> !pydyn.object
  %17 = pydyn.constant 3 : i64 -> !pydyn.object
  %18 = pydyn.list (%16, %17 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %19 = pydyn.call %15 (%18 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %20 = pydyn.load global "all" : !pydyn.object
  %21 = pydyn.load local "x" : !pydyn.object
  %22 = pydyn.constant #pydyn.none -> !pydyn.object
  %23 = pydyn.compare is %21, %22 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %24 = pydyn.truth %23 : (!pydyn.object) -> !pydyn.bool
  %25 = pydyn.if %24 : !pydyn.bool -> !pydyn.object {
    %28 = pydyn.constant 1 : i64 -> !pydyn.object
    %29 = pydyn.constant 0 : i64 -> !pydyn.object
    %30 = pydyn.load global "missing" : !pydyn.object
    %31 = pydyn.list (%28, %29, %30 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.yield %31 : !pydyn.object
  } else {
    %28 = pydyn.constant 1 : i64 -> !pydyn.object
    %29 = pydyn.constant 0 : i64 -> !pydyn.object
    %30 = pydyn.list (%28, %29 : !pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.yield %30 : !pydyn.object
  }
  %26 = pydyn.call %20 (%25 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %27 = pydyn.tuple (%0, %8, %14, %19, %26 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %27 : !pydyn.object
}

// -----

// `next` with a default, of one that is exhausted.
//
// def step(x):
//     values = iter([2.0])
//     return x * next(values, 7.0) + next(values, 7.0)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<7.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "iter" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.list (%1 : !pydyn.object) -> !pydyn.object
  %3 = pydyn.call %0 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "values", %3 : !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.load global "next" : !pydyn.object
  %6 = pydyn.load local "values" : !pydyn.object
  %7 = pydyn.constant 7.000000e+00 : f64 -> !pydyn.object
  %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.binary mul %4, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load global "next" : !pydyn.object
  %11 = pydyn.load local "values" : !pydyn.object
  %12 = pydyn.constant 7.000000e+00 : f64 -> !pydyn.object
  %13 = pydyn.call %10 (%11, %12 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %14 = pydyn.binary add %9, %13 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %14 : !pydyn.object
}

// -----

// `min` and `max` keep the first of equals; `sorted` is stable.
//
// def step(x):
//     return x, max([1, True, 1.0]), min(3, 2), sorted([(2, "a"), (1, "b"), (2, "b")], key=lambda pair: pair[0])

// CHECK:       dataflow.object @sorted = global "sorted" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant "b" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_3]], %[[C_4]] : !pydyn.int, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant "a" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[C_5]], %[[C_6]] : !pydyn.int, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant "b" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE_3:.*]] = pydyn.tuple (%[[C_7]], %[[C_8]] : !pydyn.int, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[TUPLE]], %[[TUPLE_2]], %[[TUPLE_3]] : !pydyn.tuple, !pydyn.tuple, !pydyn.tuple) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE_4:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[LIST]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_4]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "max" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.constant true -> !pydyn.object
  %4 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %5 = pydyn.list (%2, %3, %4 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.call %1 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load global "min" : !pydyn.object
  %8 = pydyn.constant 3 : i64 -> !pydyn.object
  %9 = pydyn.constant 2 : i64 -> !pydyn.object
  %10 = pydyn.call %7 (%8, %9 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.load global "sorted" : !pydyn.object
  %12 = pydyn.constant 2 : i64 -> !pydyn.object
  %13 = pydyn.constant "a" -> !pydyn.object
  %14 = pydyn.tuple (%12, %13 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %15 = pydyn.constant 1 : i64 -> !pydyn.object
  %16 = pydyn.constant "b" -> !pydyn.object
  %17 = pydyn.tuple (%15, %16 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.constant 2 : i64 -> !pydyn.object
  %19 = pydyn.constant "b" -> !pydyn.object
  %20 = pydyn.tuple (%18, %19 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %21 = pydyn.list (%14, %17, %20 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %22 = pydyn.make_function @"step.<locals>.<lambda>" : !pydyn.object
  %23 = pydyn.call %11 (%21, key = %22 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %24 = pydyn.tuple (%0, %6, %10, %23 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %24 : !pydyn.object
}
pydyn.func @"step.<locals>.<lambda>"(%arg0: !pydyn.object) -> !pydyn.object attributes {kind = "lambda", parameters = ["pair"], qualname = "step.<locals>.<lambda>"} {
  %0 = pydyn.load local "pair" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.get_item %0[%1] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// Without one, StopIteration.
//
// def step(x):
//     values = iter(())
//     return x * next(values)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "iter" : !pydyn.object
  %1 = pydyn.tuple () -> !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "values", %2 : !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.load global "next" : !pydyn.object
  %5 = pydyn.load local "values" : !pydyn.object
  // expected-error @+1 {{an iterator is at its end [JS0007]}}
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.binary mul %3, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// A negative step has no place in `islice`.
//
// def step(x):
//     return x, list(itertools.islice(scales, -1))
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "list" : !pydyn.object
  %2 = pydyn.load global "itertools" : !pydyn.object
  %3 = pydyn.get_attr %2 "islice" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "scales" : !pydyn.object
  %5 = pydyn.constant -1 : i64 -> !pydyn.object
  // expected-error @+1 {{'islice' with such bounds [JS0002]}}
  %6 = pydyn.call %3 (%4, %5 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.call %1 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %8 = pydyn.tuple (%0, %7 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// `count` goes on until the loop is left.
//
// def step(x):
//     for value in itertools.count(2, 3):
//         if value > 6:
//             break
//         x = x * value
//     return x

// CHECK:       dataflow.object @itertools = global "itertools" of @step.function checks identity as !pydyn.module
// CHECK:       dataflow.object @itertools.count = dict "count" of @itertools checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "itertools" : !pydyn.object
  %1 = pydyn.get_attr %0 "count" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.constant 3 : i64 -> !pydyn.object
  %4 = pydyn.call %1 (%2, %3 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.for %arg1 in %4 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %6 = pydyn.load local "value" : !pydyn.object
    %7 = pydyn.constant 6 : i64 -> !pydyn.object
    %8 = pydyn.compare gt %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %9 = pydyn.truth %8 : (!pydyn.object) -> !pydyn.bool
    pydyn.if %9 : !pydyn.bool {
      pydyn.break
    }
    %10 = pydyn.load local "x" : !pydyn.object
    %11 = pydyn.load local "value" : !pydyn.object
    %12 = pydyn.binary mul %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %12 : !pydyn.object
    pydyn.yield
  }
  %5 = pydyn.load local "x" : !pydyn.object
  pydyn.return %5 : !pydyn.object
}
