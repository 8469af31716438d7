// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/iteration.json" -split-input-file -verify-diagnostics | FileCheck %s

// Loops over what is known are unrolled, element by element as CPython asks for them.

// A list of the heap: its length and its elements are guarded.
//
// def step(x, m):
//     for scale in scales:
//         x = x * scale
//     return x

// CHECK:       dataflow.object @scales = global "scales" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(scales)" = length of @scales checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @"scales[0]" = item 0 : i64 of @scales checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"scales[1]" = item 1 : i64 of @scales checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load global "scales" : !pydyn.object
  pydyn.for %arg2 in %0 : !pydyn.object {
    pydyn.store local "scale", %arg2 : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    %3 = pydyn.load local "scale" : !pydyn.object
    %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %4 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// A dict gives its keys in their order, `items` pairs.
//
// def step(x, m):
//     for name in table:
//         x = x * table[name]
//     for name, scale in table.items():
//         x = x + scale
//     return x

// CHECK:       dataflow.object @table = global "table" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @"keys(table)" = keys of @table checks identity as !pydyn.tuple
// CHECK:       dataflow.object @"table['a']" = item "a" of @table checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"table['b']" = item "b" of @table checks value 5.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"type(table)" = type of @table checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL_2]], %[[C_3]]
// CHECK-NEXT:    %[[C_4:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[ADD]], %[[C_4]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load global "table" : !pydyn.object
  pydyn.for %arg2 in %0 : !pydyn.object {
    pydyn.store local "name", %arg2 : !pydyn.object
    %5 = pydyn.load local "x" : !pydyn.object
    %6 = pydyn.load global "table" : !pydyn.object
    %7 = pydyn.load local "name" : !pydyn.object
    %8 = pydyn.get_item %6[%7] : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %9 = pydyn.binary mul %5, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %9 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load global "table" : !pydyn.object
  %2 = pydyn.get_attr %1 "items" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  pydyn.for %arg2 in %3 : !pydyn.object {
    %5:2 = pydyn.unpack %arg2 : !pydyn.object -> !pydyn.object, !pydyn.object
    pydyn.store local "name", %5#0 : !pydyn.object
    pydyn.store local "scale", %5#1 : !pydyn.object
    %6 = pydyn.load local "x" : !pydyn.object
    %7 = pydyn.load local "scale" : !pydyn.object
    %8 = pydyn.binary add %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %8 : !pydyn.object
    pydyn.yield
  }
  %4 = pydyn.load local "x" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// The class's `__iter__` and `__next__`, until StopIteration.
//
// def step(x, m):
//     for value in counted:
//         x = x * value
//     return x

// CHECK:       dataflow.object @counted = global "counted" of @step.function checks identity as !pydyn.instance<"__main__.Counted">
// CHECK:       dataflow.object @"type(counted)" = type of @counted checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(counted).__iter__" = member "__iter__" of @"type(counted)"
// CHECK:       dataflow.object @Counted = global "Counted" of @"type(counted).__iter__" checks same @"type(counted)" as !pydyn.class
// CHECK:       dataflow.object @counted.last = dict "last" of @counted checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @"type(type(counted))" = type of @"type(counted)" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(counted).__new__" = member "__new__" of @"type(counted)"
// CHECK:       dataflow.object @"type(counted).__init__" = member "__init__" of @"type(counted)"
// CHECK:       dataflow.object @"type(counted).__next__" = member "__next__" of @"type(counted)"
// CHECK:       dataflow.object @StopIteration = global "StopIteration" of @"type(counted).__next__" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(StopIteration)" = type of @StopIteration checks same @"type(type(counted))" as !pydyn.class
// CHECK:       dataflow.object @StopIteration.__new__ = member "__new__" of @StopIteration
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load global "counted" : !pydyn.object
  pydyn.for %arg2 in %0 : !pydyn.object {
    pydyn.store local "value", %arg2 : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    %3 = pydyn.load local "value" : !pydyn.object
    %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %4 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}
pydyn.func @Counted.__iter__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Counted.__iter__"} {
  %0 = pydyn.load global "Counted" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  %2 = pydyn.get_attr %1 "last" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.call %0 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @Counted.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "last"], qualname = "Counted.__init__"} {
  %0 = pydyn.load local "last" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "last" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %3 "at" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Counted.__next__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Counted.__next__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "at" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.load local "self" : !pydyn.object
  %3 = pydyn.get_attr %2 "last" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.compare eq %1, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.truth %4 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %5 : !pydyn.bool {
    %12 = pydyn.load global "StopIteration" : !pydyn.object
    pydyn.raise %12 : !pydyn.object
  }
  %6 = pydyn.load local "self" : !pydyn.object
  %7 = pydyn.get_attr %6 "at" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  %9 = pydyn.inplace add %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.set_attr %6 "at" = %9 : !pydyn.object, !pydyn.object
  %10 = pydyn.load local "self" : !pydyn.object
  %11 = pydyn.get_attr %10 "at" : (!pydyn.object) -> !pydyn.object
  pydyn.return %11 : !pydyn.object
}

// -----

// Iteration by `__getitem__` is left to CPython.
//
// def step(x, m):
//     for value in indexed:
//         x = x * value
//     return x
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load global "indexed" : !pydyn.object
  // expected-error @+1 {{iteration over an object of the class '__main__.Indexed' [JS0009]}}
  pydyn.for %arg2 in %0 : !pydyn.object {
    pydyn.store local "value", %arg2 : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    %3 = pydyn.load local "value" : !pydyn.object
    %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %4 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// A tensor gives its rows.
//
// def step(x, m):
//     for row in m:
//         x = x + row
//     return x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[M:.*]] = pydyn.object_ref @m
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[M]] : !pydyn.tensor<tensor<2x4xf32>> -> tensor<2x4xf32>
// CHECK-NEXT:    %[[SLICE:.*]] = nn.slice %[[READ]] dim 0 start 0 step 1
// CHECK-NEXT:    %[[RESHAPE:.*]] = nn.reshape %[[SLICE]]
// CHECK-NEXT:    %[[SLICE_2:.*]] = nn.slice %[[READ]] dim 0 start 1 step 1
// CHECK-NEXT:    %[[RESHAPE_2:.*]] = nn.reshape %[[SLICE_2]]
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ_2]], %[[RESHAPE]]
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[ADD]], %[[RESHAPE_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load local "m" : !pydyn.object
  pydyn.for %arg2 in %0 : !pydyn.object {
    pydyn.store local "row", %arg2 : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    %3 = pydyn.load local "row" : !pydyn.object
    %4 = pydyn.binary add %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %4 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// A dict whose size changes raises, as in CPython.
//
// def step(x, m):
//     values = {1: 2.0}
//     for key in values:
//         values[key + 1] = 3.0
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.dict keys(%0 : !pydyn.object) values(%1 : !pydyn.object) -> !pydyn.object
  pydyn.store local "values", %2 : !pydyn.object
  %3 = pydyn.load local "values" : !pydyn.object
  // expected-error @+1 {{a dict changes while it is iterated over [JS0007]}}
  pydyn.for %arg2 in %3 : !pydyn.object {
    pydyn.store local "key", %arg2 : !pydyn.object
    %7 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
    %8 = pydyn.load local "values" : !pydyn.object
    %9 = pydyn.load local "key" : !pydyn.object
    %10 = pydyn.constant 1 : i64 -> !pydyn.object
    %11 = pydyn.binary add %9, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.set_item %8[%11] = %7 : !pydyn.object, !pydyn.object, !pydyn.object
    pydyn.yield
  }
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// What `__iter__` returns must be an iterator.
//
// def step(x, m):
//     for value in unending:
//         x = x * value
//     return x
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load global "unending" : !pydyn.object
  // expected-error @+1 {{'__iter__' returns what is no iterator [JS0007]}}
  pydyn.for %arg2 in %0 : !pydyn.object {
    pydyn.store local "value", %arg2 : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    %3 = pydyn.load local "value" : !pydyn.object
    %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %4 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}
pydyn.func @Unending.__iter__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Unending.__iter__"} {
  %0 = pydyn.constant 3 : i64 -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// What is not iterable.
//
// def step(x, m):
//     for value in plain:
//         x = x * value
//     return x
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load global "plain" : !pydyn.object
  // expected-error @+1 {{iteration over an object of the class '__main__.Plain' [JS0009]}}
  pydyn.for %arg2 in %0 : !pydyn.object {
    pydyn.store local "value", %arg2 : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    %3 = pydyn.load local "value" : !pydyn.object
    %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %4 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// The order of a set of strings is another one in each process.
//
// def step(x, m):
//     for name in names:
//         x = x * table[name]
//     return x
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "m"], qualname = "step"} {
  %0 = pydyn.load global "names" : !pydyn.object
  // expected-error @+1 {{iteration over 'names' [JS0009]}}
  pydyn.for %arg2 in %0 : !pydyn.object {
    pydyn.store local "name", %arg2 : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    %3 = pydyn.load global "table" : !pydyn.object
    %4 = pydyn.load local "name" : !pydyn.object
    %5 = pydyn.get_item %3[%4] : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %6 = pydyn.binary mul %2, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "x", %6 : !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  pydyn.return %1 : !pydyn.object
}
