// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/identity.json" -split-input-file -verify-diagnostics | FileCheck %s

// `is`: on every kind of value, whether it is known or is made by the function.

// Objects of the heap are one when they are one there.
//
// def step(x, y):
//     return x, thing is other, items is same, items is [1], thing is not None

// CHECK:       dataflow.object @thing = global "thing" of @step.function checks identity as !pydyn.instance<"__main__.Thing">
// CHECK:       dataflow.object @other = global "other" of @step.function checks identity as !pydyn.instance<"__main__.Thing">
// CHECK:       dataflow.object @items = global "items" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @same = global "same" of @step.function checks same @items as !pydyn.list<!pydyn.object>
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "thing" : !pydyn.object
  %2 = pydyn.load global "other" : !pydyn.object
  %3 = pydyn.compare is %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "items" : !pydyn.object
  %5 = pydyn.load global "same" : !pydyn.object
  %6 = pydyn.compare is %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load global "items" : !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  %9 = pydyn.list (%8 : !pydyn.object) -> !pydyn.object
  %10 = pydyn.compare is %7, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.load global "thing" : !pydyn.object
  %12 = pydyn.constant #pydyn.none -> !pydyn.object
  %13 = pydyn.compare is_not %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.tuple (%0, %3, %6, %10, %13 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %14 : !pydyn.object
}

// -----

// Singletons; a bool is one of two, and no int.
//
// def step(x, y):
//     return x, flag is True, flag is False, None is None, 1 is True, ... is ...

// CHECK:       dataflow.object @flag = global "flag" of @step.function checks value true as !pydyn.bool
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "flag" : !pydyn.object
  %2 = pydyn.constant true -> !pydyn.object
  %3 = pydyn.compare is %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "flag" : !pydyn.object
  %5 = pydyn.constant false -> !pydyn.object
  %6 = pydyn.compare is %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.constant #pydyn.none -> !pydyn.object
  %8 = pydyn.constant #pydyn.none -> !pydyn.object
  %9 = pydyn.compare is %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.constant 1 : i64 -> !pydyn.object
  %11 = pydyn.constant true -> !pydyn.object
  %12 = pydyn.compare is %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.constant #pydyn.ellipsis -> !pydyn.object
  %14 = pydyn.constant #pydyn.ellipsis -> !pydyn.object
  %15 = pydyn.compare is %13, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.tuple (%0, %3, %6, %9, %12, %15 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %16 : !pydyn.object
}

// -----

// Tensors: the arguments are two; a view is another object, what returns its operand is not.
//
// def step(x, y):
//     z = x
//     return x is y, z is x, x.view(4) is x, x.contiguous() is x, (x * 1) is x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]] : !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  pydyn.store local "z", %0 : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load local "y" : !pydyn.object
  %3 = pydyn.compare is %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load local "z" : !pydyn.object
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.compare is %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  %8 = pydyn.get_attr %7 "view" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.constant 4 : i64 -> !pydyn.object
  %10 = pydyn.call %8 (%9 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.load local "x" : !pydyn.object
  %12 = pydyn.compare is %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.load local "x" : !pydyn.object
  %14 = pydyn.get_attr %13 "contiguous" : (!pydyn.object) -> !pydyn.object
  %15 = pydyn.call %14 () from !pydyn.object -> !pydyn.object
  %16 = pydyn.load local "x" : !pydyn.object
  %17 = pydyn.compare is %15, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.load local "x" : !pydyn.object
  %19 = pydyn.constant 1 : i64 -> !pydyn.object
  %20 = pydyn.binary mul %18, %19 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %21 = pydyn.load local "x" : !pydyn.object
  %22 = pydyn.compare is %20, %21 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.tuple (%3, %6, %12, %17, %22 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %23 : !pydyn.object
}

// -----

// What `contiguous` returns may be written, and is the operand.
//
// def step(x, y):
//     z = x.contiguous()
//     z.add_(1)
//     return x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.write %[[X]], %[[ADD]] : <tensor<4xf32>>, tensor<4xf32>
// CHECK-NEXT:    pydyn.return %[[X]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.get_attr %0 "contiguous" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  pydyn.store local "z", %2 : !pydyn.object
  %3 = pydyn.load local "z" : !pydyn.object
  %4 = pydyn.get_attr %3 "add_" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// A method is made anew each time that it is read.
//
// def step(x, y):
//     method = thing.method
//     return x, thing.method is thing.method, method is method

// CHECK:       dataflow.object @thing = global "thing" of @step.function checks identity as !pydyn.instance<"__main__.Thing">
// CHECK:       dataflow.object @"type(thing)" = type of @thing checks unchanged as !pydyn.class
// CHECK:       dataflow.object @thing.method.absent = dict "method" of @thing checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(thing).method" = member "method" of @"type(thing)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load global "thing" : !pydyn.object
  %1 = pydyn.get_attr %0 "method" : (!pydyn.object) -> !pydyn.object
  pydyn.store local "method", %1 : !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.load global "thing" : !pydyn.object
  %4 = pydyn.get_attr %3 "method" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.load global "thing" : !pydyn.object
  %6 = pydyn.get_attr %5 "method" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.compare is %4, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.load local "method" : !pydyn.object
  %9 = pydyn.load local "method" : !pydyn.object
  %10 = pydyn.compare is %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.tuple (%2, %7, %10 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %11 : !pydyn.object
}

// -----

// Whether two are equal is not known.
//
// def step(x, y):
//     return x, thing.method == thing.method
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "thing" : !pydyn.object
  %2 = pydyn.get_attr %1 "method" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load global "thing" : !pydyn.object
  %4 = pydyn.get_attr %3 "method" : (!pydyn.object) -> !pydyn.object
  // expected-error @+1 {{a comparison of a method and a method [JS0003]}}
  %5 = pydyn.compare eq %2, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.tuple (%0, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// Containers that the function makes are new ones.
//
// def step(x, y):
//     first = [x]
//     second = [x]
//     return x, first is second, first is first, first[0] is second[0]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[Y:.*]] = pydyn.object_ref @y
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.list (%0 : !pydyn.object) -> !pydyn.object
  pydyn.store local "first", %1 : !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.list (%2 : !pydyn.object) -> !pydyn.object
  pydyn.store local "second", %3 : !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.load local "first" : !pydyn.object
  %6 = pydyn.load local "second" : !pydyn.object
  %7 = pydyn.compare is %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.load local "first" : !pydyn.object
  %9 = pydyn.load local "first" : !pydyn.object
  %10 = pydyn.compare is %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.load local "first" : !pydyn.object
  %12 = pydyn.constant 0 : i64 -> !pydyn.object
  %13 = pydyn.get_item %11[%12] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.load local "second" : !pydyn.object
  %15 = pydyn.constant 0 : i64 -> !pydyn.object
  %16 = pydyn.get_item %14[%15] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.compare is %13, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.tuple (%4, %7, %10, %17 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %18 : !pydyn.object
}

// -----

// Not tuples: CPython keeps some.
//
// def step(x, y):
//     return x, (1, 2) is (1, 2)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 1 : i64 -> !pydyn.object
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  %6 = pydyn.tuple (%4, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{whether a tuple is a tuple [JS0003]}}
  %7 = pydyn.compare is %3, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.tuple (%0, %7 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// Whether two equal numbers are one object is CPython's affair.
//
// def step(x, y):
//     return x, number is 3.5
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "number" : !pydyn.object
  %2 = pydyn.constant 3.500000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{whether a float is a float [JS0003]}}
  %3 = pydyn.compare is %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// And so for one that was computed.
//
// def step(x, y):
//     return x, (number + 1) is (number + 1)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "y"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "number" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.binary add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "number" : !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.binary add %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{whether a float is a float [JS0003]}}
  %7 = pydyn.compare is %3, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.tuple (%0, %7 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}
