// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/construction.json" -split-input-file -verify-diagnostics | FileCheck %s

// Making objects: `__new__`, then `__init__`, by the class.

// `__init__` with its defaults; methods and attributes of what was made.
//
// def step(x):
//     return Point(x).result(), Point(x, times=5).result()

// CHECK:       dataflow.object @Point = global "Point" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Point)" = type of @Point checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Point.__new__ = member "__new__" of @Point
// CHECK:       dataflow.object @Point.__init__ = member "__init__" of @Point
// CHECK:       dataflow.object @"Point.__init__(times)" = default "times" of @Point.__init__ checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @Point.result = member "result" of @Point
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[READ]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[MUL_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[BOX_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Point" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %3 = pydyn.get_attr %2 "result" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.call %3 () from !pydyn.object -> !pydyn.object
  %5 = pydyn.load global "Point" : !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.constant 5 : i64 -> !pydyn.object
  %8 = pydyn.call %5 (%6, times = %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.get_attr %8 "result" : (!pydyn.object) -> !pydyn.object
  %10 = pydyn.call %9 () from !pydyn.object -> !pydyn.object
  %11 = pydyn.tuple (%4, %10 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %11 : !pydyn.object
}
pydyn.func @Point.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value", "times"], qualname = "Point.__init__"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "times" : !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %3 "times" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Point.result(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Point.result"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "value" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.load local "self" : !pydyn.object
  %3 = pydyn.get_attr %2 "times" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.binary mul %1, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A `__new__` that returns something else: `__init__` is not run.
//
// def step(x):
//     return Other(x) * 3

// CHECK:       dataflow.object @Other = global "Other" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Other)" = type of @Other checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Other.__new__.__func__ = member "__new__.__func__" of @Other
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Other" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %3 = pydyn.constant 3 : i64 -> !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Other.__new__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["cls", "value"], qualname = "Other.__new__"} {
  %0 = pydyn.load local "value" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// A slot is stored like an attribute.
//
// def step(x):
//     return Slots(x).value * 4

// CHECK:       dataflow.object @Slots = global "Slots" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Slots)" = type of @Slots checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Slots.__new__ = member "__new__" of @Slots
// CHECK:       dataflow.object @Slots.__init__ = member "__init__" of @Slots
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Slots" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %3 = pydyn.get_attr %2 "value" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 4 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Slots.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value"], qualname = "Slots.__init__"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// Two that were made are two.
//
// def step(x):
//     first, second = Bare(), Bare()
//     alias = first
//     return x, first is second, alias is first, first == second

// CHECK:       dataflow.object @Bare = global "Bare" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Bare)" = type of @Bare checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Bare.__new__ = member "__new__" of @Bare
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Bare" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.load global "Bare" : !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.tuple (%1, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %5:2 = pydyn.unpack %4 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "first", %5#0 : !pydyn.object
  pydyn.store local "second", %5#1 : !pydyn.object
  %6 = pydyn.load local "first" : !pydyn.object
  pydyn.store local "alias", %6 : !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  %8 = pydyn.load local "first" : !pydyn.object
  %9 = pydyn.load local "second" : !pydyn.object
  %10 = pydyn.compare is %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.load local "alias" : !pydyn.object
  %12 = pydyn.load local "first" : !pydyn.object
  %13 = pydyn.compare is %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.load local "first" : !pydyn.object
  %15 = pydyn.load local "second" : !pydyn.object
  %16 = pydyn.compare eq %14, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.tuple (%7, %10, %13, %16 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %17 : !pydyn.object
}

// -----

// An attribute of the object hides the class's, for this object alone.
//
// def step(x):
//     first, second = Point(x), Point(x)
//     first.count = 7
//     return x, first.count, second.count

// CHECK:       dataflow.object @Point = global "Point" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Point)" = type of @Point checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Point.__new__ = member "__new__" of @Point
// CHECK:       dataflow.object @Point.__init__ = member "__init__" of @Point
// CHECK:       dataflow.object @"Point.__init__(times)" = default "times" of @Point.__init__ checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @Point.count = member "count" of @Point checks nothing as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 7 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 0 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Point" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %3 = pydyn.load global "Point" : !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.call %3 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %6 = pydyn.tuple (%2, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %7:2 = pydyn.unpack %6 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "first", %7#0 : !pydyn.object
  pydyn.store local "second", %7#1 : !pydyn.object
  %8 = pydyn.constant 7 : i64 -> !pydyn.object
  %9 = pydyn.load local "first" : !pydyn.object
  pydyn.set_attr %9 "count" = %8 : !pydyn.object, !pydyn.object
  %10 = pydyn.load local "x" : !pydyn.object
  %11 = pydyn.load local "first" : !pydyn.object
  %12 = pydyn.get_attr %11 "count" : (!pydyn.object) -> !pydyn.object
  %13 = pydyn.load local "second" : !pydyn.object
  %14 = pydyn.get_attr %13 "count" : (!pydyn.object) -> !pydyn.object
  %15 = pydyn.tuple (%10, %12, %14 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %15 : !pydyn.object
}
pydyn.func @Point.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value", "times"], qualname = "Point.__init__"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "times" : !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %3 "times" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// `__init__` must return None.
//
// def step(x):
//     Wrong()
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Wrong" : !pydyn.object
  // expected-error @+1 {{'__init__' returns something [JS0007]}}
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Wrong.__init__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Wrong.__init__"} {
  %0 = pydyn.constant 3 : i64 -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// A class with abstract methods makes nothing.
//
// def step(x):
//     Abstract()
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Abstract" : !pydyn.object
  // expected-error @+1 {{the class '__main__.Abstract' is abstract [JS0007]}}
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// `object` takes no arguments.
//
// def step(x):
//     Bare(3)
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Bare" : !pydyn.object
  %1 = pydyn.constant 3 : i64 -> !pydyn.object
  // expected-error @+1 {{'__main__.Bare' takes no arguments [JS0007]}}
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// A finalizer runs at a time that a graph does not know.
//
// def step(x):
//     return Final(x).value * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Final" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  // expected-error @+1 {{the class '__main__.Final' has a finalizer [JS0002]}}
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %3 = pydyn.get_attr %2 "value" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// A subclass of a builtin is laid out in another way.
//
// def step(x):
//     return Pair((x, 1))[0] * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Pair" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{the class '__main__.Pair' makes its instances in C [JS0002]}}
  %4 = pydyn.call %0 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.constant 0 : i64 -> !pydyn.object
  %6 = pydyn.get_item %4[%5] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 2 : i64 -> !pydyn.object
  %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// Slots leave no place for other names.
//
// def step(x):
//     made = Slots(x)
//     made.other = 3
//     return made.value * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Slots" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "made", %2 : !pydyn.object
  %3 = pydyn.constant 3 : i64 -> !pydyn.object
  %4 = pydyn.load local "made" : !pydyn.object
  // expected-error @+1 {{an object made by the function has no attribute 'other' [JS0007]}}
  pydyn.set_attr %4 "other" = %3 : !pydyn.object, !pydyn.object
  %5 = pydyn.load local "made" : !pydyn.object
  %6 = pydyn.get_attr %5 "value" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 2 : i64 -> !pydyn.object
  %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}
pydyn.func @Slots.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value"], qualname = "Slots.__init__"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
