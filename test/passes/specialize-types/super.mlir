// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/super.json" -split-input-file -verify-diagnostics | FileCheck %s

// `super()`: the next class in the order of the object's own, with the same object.

// `__init__` of the base, then the rest; the class method makes one of the class that was asked.
//
// def step(x):
//     made = Middle.make(x)
//     return made.value * made.more, type(made) is Middle

// CHECK:       dataflow.object @Middle = global "Middle" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Middle.make.__func__ = member "make.__func__" of @Middle
// CHECK:       dataflow.object @super = global "super" of @Middle.make.__func__ checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"Middle.super(2).make" = member "super(2).make" of @Middle
// CHECK:       dataflow.object @"type(Middle)" = type of @Middle checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Middle.__new__ = member "__new__" of @Middle
// CHECK:       dataflow.object @Middle.__init__ = member "__init__" of @Middle
// CHECK:       dataflow.object @"super#2" = global "super" of @Middle.__init__ checks same @super as !pydyn.class
// CHECK:       dataflow.object @"Middle.super(2).__init__" = member "super(2).__init__" of @Middle
// CHECK:       dataflow.object @Middle.__setattr__ = member "__setattr__" of @Middle
// CHECK:       dataflow.object @object = global "object" of @Middle.__setattr__ checks unchanged as !pydyn.class
// CHECK:       dataflow.object @object.__setattr__ = member "__setattr__" of @object
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Middle" : !pydyn.object
  %1 = pydyn.get_attr %0 "make" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "made", %3 : !pydyn.object
  %4 = pydyn.load local "made" : !pydyn.object
  %5 = pydyn.get_attr %4 "value" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "made" : !pydyn.object
  %7 = pydyn.get_attr %6 "more" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.binary mul %5, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.load global "type" : !pydyn.object
  %10 = pydyn.load local "made" : !pydyn.object
  %11 = pydyn.call %9 (%10 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %12 = pydyn.load global "Middle" : !pydyn.object
  %13 = pydyn.compare is %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.tuple (%8, %13 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %14 : !pydyn.object
}
pydyn.func @Middle.make(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["cls", "value"], qualname = "Middle.make"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.get_attr %1 "make" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "value" : !pydyn.object
  %4 = pydyn.call %2 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Base.make(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["cls", "value"], qualname = "Base.make"} {
  %0 = pydyn.load local "cls" : !pydyn.object
  %1 = pydyn.load local "value" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Middle.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self", "value"], qualname = "Middle.__init__"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.get_attr %1 "__init__" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "value" : !pydyn.object
  %4 = pydyn.call %2 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %6 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %6 "more" = %5 : !pydyn.object, !pydyn.object
  %7 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}
pydyn.func @Base.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value"], qualname = "Base.__init__"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Base.__setattr__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "name", "value"], qualname = "Base.__setattr__"} {
  %0 = pydyn.load global "object" : !pydyn.object
  %1 = pydyn.get_attr %0 "__setattr__" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.load local "self" : !pydyn.object
  %3 = pydyn.load local "name" : !pydyn.object
  %4 = pydyn.load local "value" : !pydyn.object
  %5 = pydyn.call %1 (%2, %3, %4 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %6 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// A property of the base: 5.0 * 2 + 1.
//
// def step(x):
//     return x * middle.twice

// CHECK:       dataflow.object @middle = global "middle" of @step.function checks identity as !pydyn.instance<"__main__.Middle">
// CHECK:       dataflow.object @"type(middle)" = type of @middle checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(middle).twice.fget" = member "twice.fget" of @"type(middle)"
// CHECK:       dataflow.object @super = global "super" of @"type(middle).twice.fget" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(middle).super(2).twice" = member "super(2).twice" of @"type(middle)"
// CHECK:       dataflow.object @middle.value = dict "value" of @middle checks value 5.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @middle.more = dict "more" of @middle checks value 1.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.100000e+01> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "middle" : !pydyn.object
  %2 = pydyn.get_attr %1 "twice" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @Middle.twice(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self"], qualname = "Middle.twice"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.get_attr %1 "twice" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  %4 = pydyn.get_attr %3 "more" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.binary add %2, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Base.twice(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Base.twice"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "value" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.binary mul %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// An attribute of the base's class goes before the object's own class.
//
// def step(x):
//     return x, middle.own(), middle.outer(), middle.rate

// CHECK:       dataflow.object @middle = global "middle" of @step.function checks identity as !pydyn.instance<"__main__.Middle">
// CHECK:       dataflow.object @"type(middle)" = type of @middle checks unchanged as !pydyn.class
// CHECK:       dataflow.object @middle.own.absent = dict "own" of @middle checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(middle).own" = member "own" of @"type(middle)"
// CHECK:       dataflow.object @super = global "super" of @"type(middle).own" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(middle).super(2).rate" = member "super(2).rate" of @"type(middle)" checks nothing as !pydyn.float
// CHECK:       dataflow.object @middle.outer.absent = dict "outer" of @middle checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(middle).outer" = member "outer" of @"type(middle)"
// CHECK:       dataflow.object @"super#2" = global "super" of @"type(middle).outer" checks same @super as !pydyn.class
// CHECK:       dataflow.object @Middle = global "Middle" of @"type(middle).outer" checks same @"type(middle)" as !pydyn.class
// CHECK:       dataflow.object @middle.rate.absent = dict "rate" of @middle checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(middle).rate" = member "rate" of @"type(middle)" checks nothing as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[TYPE_MIDDLE_SUPER_2_RATE:.*]] = pydyn.object_ref @"type(middle).super(2).rate" : !pydyn.float
// CHECK-NEXT:    %[[TYPE_MIDDLE_RATE:.*]] = pydyn.object_ref @"type(middle).rate" : !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[TYPE_MIDDLE_SUPER_2_RATE]], %[[TYPE_MIDDLE_SUPER_2_RATE]], %[[TYPE_MIDDLE_RATE]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.float, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "middle" : !pydyn.object
  %2 = pydyn.get_attr %1 "own" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.load global "middle" : !pydyn.object
  %5 = pydyn.get_attr %4 "outer" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.call %5 () from !pydyn.object -> !pydyn.object
  %7 = pydyn.load global "middle" : !pydyn.object
  %8 = pydyn.get_attr %7 "rate" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.tuple (%0, %3, %6, %8 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}
pydyn.func @Middle.own(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self"], qualname = "Middle.own"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.get_attr %1 "rate" : (!pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Middle.outer(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self"], qualname = "Middle.outer"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.load global "Middle" : !pydyn.object
  %2 = pydyn.load local "self" : !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.get_attr %3 "rate" : (!pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Nothing there.
//
// def step(x):
//     return x, middle.lost()
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "middle" : !pydyn.object
  %2 = pydyn.get_attr %1 "lost" : (!pydyn.object) -> !pydyn.object
  // expected-note @+1 {{called from here}}
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Middle.lost(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self"], qualname = "Middle.lost"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  // expected-error @+1 {{'super()' has no attribute 'lost' [JS0007]}}
  %2 = pydyn.get_attr %1 "lost" : (!pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// An object of another class.
//
// def step(x):
//     return x, plain.method(plain)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  %2 = pydyn.get_attr %1 "method" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load global "plain" : !pydyn.object
  // expected-note @+1 {{called from here}}
  %4 = pydyn.call %2 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.tuple (%0, %4 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Plain.method(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self", "other"], qualname = "Plain.method"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.load global "Middle" : !pydyn.object
  %2 = pydyn.load local "other" : !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  // expected-error @+1 {{'super()' of an object of another class [JS0007]}}
  %4 = pydyn.get_attr %3 "rate" : (!pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
