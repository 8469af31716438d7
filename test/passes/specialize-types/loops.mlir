// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/loops.json" -split-input-file -verify-diagnostics | FileCheck %s

// Control flow of loops that are unrolled.

// `else` runs when nothing left the loop; the target keeps its last value.
//
// def step(x):
//     for scale in (2.0, 3.0, 4.0):
//         if scale == 3.0:
//             break
//     else:
//         x = x + 100.0
//     for _ in ():
//         x = x + 200.0
//     else:
//         x = x + 5.0
//     return x * scale

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[ADD]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 4.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.tuple (%0, %1, %2 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.for %arg1 in %3 : !pydyn.object {
    pydyn.store local "scale", %arg1 : !pydyn.object
    %8 = pydyn.load local "scale" : !pydyn.object
    %9 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
    %10 = pydyn.compare eq %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %11 = pydyn.truth %10 : (!pydyn.object) -> !pydyn.bool
    pydyn.if %11 : !pydyn.bool {
      pydyn.break
    }
    pydyn.yield
  } else {
    %8 = pydyn.load local "x" : !pydyn.object
    %9 = pydyn.constant 1.000000e+02 : f64 -> !pydyn.object
    %10 = pydyn.binary add %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %10 : !pydyn.object
    pydyn.yield
  }
  %4 = pydyn.tuple () -> !pydyn.object
  pydyn.for %arg1 in %4 : !pydyn.object {
    pydyn.store local "_", %arg1 : !pydyn.object
    %8 = pydyn.load local "x" : !pydyn.object
    %9 = pydyn.constant 2.000000e+02 : f64 -> !pydyn.object
    %10 = pydyn.binary add %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %10 : !pydyn.object
    pydyn.yield
  } else {
    %8 = pydyn.load local "x" : !pydyn.object
    %9 = pydyn.constant 5.000000e+00 : f64 -> !pydyn.object
    %10 = pydyn.binary add %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %10 : !pydyn.object
    pydyn.yield
  }
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.load local "scale" : !pydyn.object
  %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// `continue` goes on with the next element.
//
// def step(x):
//     for scale in (2.0, 3.0, 4.0):
//         if scale == 3.0:
//             continue
//         x = x * scale
//     return x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 4.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.tuple (%0, %1, %2 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.for %arg1 in %3 : !pydyn.object {
    pydyn.store local "scale", %arg1 : !pydyn.object
    %5 = pydyn.load local "scale" : !pydyn.object
    %6 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
    %7 = pydyn.compare eq %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %8 = pydyn.truth %7 : (!pydyn.object) -> !pydyn.bool
    pydyn.if %8 : !pydyn.bool {
      pydyn.continue
    }
    %9 = pydyn.load local "x" : !pydyn.object
    %10 = pydyn.load local "scale" : !pydyn.object
    %11 = pydyn.binary mul %9, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %11 : !pydyn.object
    pydyn.yield
  }
  %4 = pydyn.load local "x" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A list that grows while it is iterated over gives what was added, too.
//
// def step(x):
//     items = [2.0]
//     for value in items:
//         if len(items) < 3:
//             items.append(value + 1.0)
//         x = x * value
//     return x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_3:.*]] = nn.mul %[[MUL_2]], %[[C_3]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_3]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.list (%0 : !pydyn.object) -> !pydyn.object
  pydyn.store local "items", %1 : !pydyn.object
  %2 = pydyn.load local "items" : !pydyn.object
  pydyn.for %arg1 in %2 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %4 = pydyn.load global "len" : !pydyn.object
    %5 = pydyn.load local "items" : !pydyn.object
    %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
    %7 = pydyn.constant 3 : i64 -> !pydyn.object
    %8 = pydyn.compare lt %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %9 = pydyn.truth %8 : (!pydyn.object) -> !pydyn.bool
    pydyn.if %9 : !pydyn.bool {
      %13 = pydyn.load local "items" : !pydyn.object
      %14 = pydyn.get_attr %13 "append" : (!pydyn.object) -> !pydyn.object
      %15 = pydyn.load local "value" : !pydyn.object
      %16 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
      %17 = pydyn.binary add %15, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      %18 = pydyn.call %14 (%17 : !pydyn.object) from !pydyn.object -> !pydyn.object
      pydyn.yield
    }
    %10 = pydyn.load local "x" : !pydyn.object
    %11 = pydyn.load local "value" : !pydyn.object
    %12 = pydyn.binary mul %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %12 : !pydyn.object
    pydyn.yield
  }
  %3 = pydyn.load local "x" : !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// Iterators are one-shot: the second loop finds nothing.
//
// def step(x):
//     values = iter(scales)
//     for value in values:
//         x = x * value
//     for value in values:
//         x = x + 100.0
//     return x

// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "iter" : !pydyn.object
  %1 = pydyn.load global "scales" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "values", %2 : !pydyn.object
  %3 = pydyn.load local "values" : !pydyn.object
  pydyn.for %arg1 in %3 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %6 = pydyn.load local "x" : !pydyn.object
    %7 = pydyn.load local "value" : !pydyn.object
    %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %8 : !pydyn.object
    pydyn.yield
  }
  %4 = pydyn.load local "values" : !pydyn.object
  pydyn.for %arg1 in %4 : !pydyn.object {
    pydyn.store local "value", %arg1 : !pydyn.object
    %6 = pydyn.load local "x" : !pydyn.object
    %7 = pydyn.constant 1.000000e+02 : f64 -> !pydyn.object
    %8 = pydyn.binary add %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %8 : !pydyn.object
    pydyn.yield
  }
  %5 = pydyn.load local "x" : !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// A range with a step; a `while` that is known.
//
// def step(x):
//     for i in range(5, 0, -2):
//         x = x * i
//     count = 2
//     while count:
//         x = x + count
//         count -= 1
//     return x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_3:.*]] = nn.mul %[[MUL_2]], %[[C_3]]
// CHECK-NEXT:    %[[C_4:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL_3]], %[[C_4]]
// CHECK-NEXT:    %[[C_5:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[ADD]], %[[C_5]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "range" : !pydyn.object
  %1 = pydyn.constant 5 : i64 -> !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  %3 = pydyn.constant -2 : i64 -> !pydyn.object
  %4 = pydyn.call %0 (%1, %2, %3 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.for %arg1 in %4 : !pydyn.object {
    pydyn.store local "i", %arg1 : !pydyn.object
    %7 = pydyn.load local "x" : !pydyn.object
    %8 = pydyn.load local "i" : !pydyn.object
    %9 = pydyn.binary mul %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %9 : !pydyn.object
    pydyn.yield
  }
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  pydyn.store local "count", %5 : !pydyn.object
  pydyn.while {
    %7 = pydyn.load local "count" : !pydyn.object
    %8 = pydyn.truth %7 : (!pydyn.object) -> !pydyn.bool
    pydyn.condition %8 : !pydyn.bool
  } do {
    %7 = pydyn.load local "x" : !pydyn.object
    %8 = pydyn.load local "count" : !pydyn.object
    %9 = pydyn.binary add %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %9 : !pydyn.object
    %10 = pydyn.load local "count" : !pydyn.object
    %11 = pydyn.constant 1 : i64 -> !pydyn.object
    %12 = pydyn.inplace sub %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "count", %12 : !pydyn.object
    pydyn.yield
  }
  %6 = pydyn.load local "x" : !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// One value too many for the names.
//
// def step(x):
//     a, b = (1.0, 2.0, 3.0)
//     return x * a * b
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.tuple (%0, %1, %2 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{there are too many or too few values to unpack [JS0007]}}
  %4:2 = pydyn.unpack %3 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "a", %4#0 : !pydyn.object
  pydyn.store local "b", %4#1 : !pydyn.object
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.load local "a" : !pydyn.object
  %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.load local "b" : !pydyn.object
  %9 = pydyn.binary mul %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}

// -----

// A loop that would be too long.
//
// def step(x):
//     count = 0
//     while count < 200000:
//         count += 1
//     return x * count
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 0 : i64 -> !pydyn.object
  pydyn.store local "count", %0 : !pydyn.object
  // expected-error @+1 {{this loop runs more than 4096 times [JS0008]}}
  pydyn.while {
    %4 = pydyn.load local "count" : !pydyn.object
    %5 = pydyn.constant 200000 : i64 -> !pydyn.object
    %6 = pydyn.compare lt %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %7 = pydyn.truth %6 : (!pydyn.object) -> !pydyn.bool
    pydyn.condition %7 : !pydyn.bool
  } do {
    %4 = pydyn.load local "count" : !pydyn.object
    %5 = pydyn.constant 1 : i64 -> !pydyn.object
    %6 = pydyn.inplace add %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "count", %6 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load local "count" : !pydyn.object
  %3 = pydyn.binary mul %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
