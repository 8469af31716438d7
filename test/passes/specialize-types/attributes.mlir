// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/attributes.json" -split-input-file -verify-diagnostics | FileCheck %s

// Reading attributes: by the rule of the class, in the order in which CPython looks.

// The instance's own, then the class's: both are guarded by value.
//
// def step(x):
//     return x * plain.bias + plain.scale

// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK:       dataflow.object @plain.bias = dict "bias" of @plain checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @plain.scale.absent = dict "scale" of @plain checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(plain).scale" = member "scale" of @"type(plain)" checks nothing as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  %2 = pydyn.get_attr %1 "bias" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "plain" : !pydyn.object
  %5 = pydyn.get_attr %4 "scale" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.binary add %3, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// A property is run: 3.0 * 2.
//
// def step(x):
//     return x * plain.double

// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(plain).double.fget" = member "double.fget" of @"type(plain)"
// CHECK:       dataflow.object @plain.bias = dict "bias" of @plain checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  %2 = pydyn.get_attr %1 "double" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @Plain.double(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Plain.double"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "bias" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.binary mul %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// A property goes before the instance's own (8.0), what the class only holds behind it (5.0).
//
// def step(x):
//     return x * hidden.double + hidden.scale

// CHECK:       dataflow.object @hidden = global "hidden" of @step.function checks identity as !pydyn.instance<"__main__.Hidden">
// CHECK:       dataflow.object @"type(hidden)" = type of @hidden checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(hidden).double.fget" = member "double.fget" of @"type(hidden)"
// CHECK:       dataflow.object @hidden.bias = dict "bias" of @hidden checks value 4.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @hidden.scale = dict "scale" of @hidden checks value 5.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<8.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "hidden" : !pydyn.object
  %2 = pydyn.get_attr %1 "double" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "hidden" : !pydyn.object
  %5 = pydyn.get_attr %4 "scale" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.binary add %3, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}
pydyn.func @Plain.double(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Plain.double"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "bias" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.binary mul %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// A static method gets no receiver, a class method its class, a method its object.
//
// def step(x):
//     return plain.shift(plain.scaled(plain.twice(x)))

// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK:       dataflow.object @plain.shift.absent = dict "shift" of @plain checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(plain).shift" = member "shift" of @"type(plain)"
// CHECK:       dataflow.object @plain.scaled.absent = dict "scaled" of @plain checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(plain).scaled.__func__" = member "scaled.__func__" of @"type(plain)"
// CHECK:       dataflow.object @plain.twice.absent = dict "twice" of @plain checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(plain).twice.__func__" = member "twice.__func__" of @"type(plain)"
// CHECK:       dataflow.object @"type(plain).scale" = member "scale" of @"type(plain)" checks nothing as !pydyn.float
// CHECK:       dataflow.object @plain.bias = dict "bias" of @plain checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL_2]], %[[C_3]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "plain" : !pydyn.object
  %1 = pydyn.get_attr %0 "shift" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.load global "plain" : !pydyn.object
  %3 = pydyn.get_attr %2 "scaled" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "plain" : !pydyn.object
  %5 = pydyn.get_attr %4 "twice" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.call %5 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %8 = pydyn.call %3 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.call %1 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}
pydyn.func @Plain.twice(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "Plain.twice"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Plain.scaled(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["cls", "value"], qualname = "Plain.scaled"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "cls" : !pydyn.object
  %2 = pydyn.get_attr %1 "scale" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @Plain.shift(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value"], qualname = "Plain.shift"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  %2 = pydyn.get_attr %1 "bias" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary add %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// `__getattr__` only where nothing else is found.
//
// def step(x):
//     return x * hidden.bias + hidden.four

// CHECK:       dataflow.object @hidden = global "hidden" of @step.function checks identity as !pydyn.instance<"__main__.Hidden">
// CHECK:       dataflow.object @"type(hidden)" = type of @hidden checks unchanged as !pydyn.class
// CHECK:       dataflow.object @hidden.bias = dict "bias" of @hidden checks value 4.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @hidden.four.absent = dict "four" of @hidden checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(hidden).__getattr__" = member "__getattr__" of @"type(hidden)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "hidden" : !pydyn.object
  %2 = pydyn.get_attr %1 "bias" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "hidden" : !pydyn.object
  %5 = pydyn.get_attr %4 "four" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.binary add %3, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}
pydyn.func @Hidden.__getattr__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "name"], qualname = "Hidden.__getattr__"} {
  %0 = pydyn.load local "name" : !pydyn.object
  %1 = pydyn.constant "absent" -> !pydyn.object
  %2 = pydyn.compare eq %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %7 = pydyn.load global "AttributeError" : !pydyn.object
    %8 = pydyn.load local "name" : !pydyn.object
    %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %9 : !pydyn.object
  }
  %4 = pydyn.load global "len" : !pydyn.object
  %5 = pydyn.load local "name" : !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// The `AttributeError` of a hook is what `getattr` with a default and `hasattr` look for.
//
// def step(x):
//     if hasattr(hidden, "absent"):
//         return x
//     return x * getattr(hidden, "absent", 9.0) + getattr(plain, "missing", 10.0)

// CHECK:       dataflow.object @hidden = global "hidden" of @step.function checks identity as !pydyn.instance<"__main__.Hidden">
// CHECK:       dataflow.object @"type(hidden)" = type of @hidden checks unchanged as !pydyn.class
// CHECK:       dataflow.object @hidden.absent.absent = dict "absent" of @hidden checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(hidden).__getattr__" = member "__getattr__" of @"type(hidden)"
// CHECK:       dataflow.object @AttributeError = global "AttributeError" of @"type(hidden).__getattr__" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(AttributeError)" = type of @AttributeError checks unchanged as !pydyn.class
// CHECK:       dataflow.object @AttributeError.__new__ = member "__new__" of @AttributeError
// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK:       dataflow.object @plain.missing.absent = dict "missing" of @plain checks absent as !pydyn.none
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<9.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<1.000000e+01> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "hasattr" : !pydyn.object
  %1 = pydyn.load global "hidden" : !pydyn.object
  %2 = pydyn.constant "absent" -> !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %4 : !pydyn.bool {
    %18 = pydyn.load local "x" : !pydyn.object
    pydyn.return %18 : !pydyn.object
  }
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.load global "getattr" : !pydyn.object
  %7 = pydyn.load global "hidden" : !pydyn.object
  %8 = pydyn.constant "absent" -> !pydyn.object
  %9 = pydyn.constant 9.000000e+00 : f64 -> !pydyn.object
  %10 = pydyn.call %6 (%7, %8, %9 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.binary mul %5, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.load global "getattr" : !pydyn.object
  %13 = pydyn.load global "plain" : !pydyn.object
  %14 = pydyn.constant "missing" -> !pydyn.object
  %15 = pydyn.constant 1.000000e+01 : f64 -> !pydyn.object
  %16 = pydyn.call %12 (%13, %14, %15 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %17 = pydyn.binary add %11, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %17 : !pydyn.object
}
pydyn.func @Hidden.__getattr__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "name"], qualname = "Hidden.__getattr__"} {
  %0 = pydyn.load local "name" : !pydyn.object
  %1 = pydyn.constant "absent" -> !pydyn.object
  %2 = pydyn.compare eq %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %7 = pydyn.load global "AttributeError" : !pydyn.object
    %8 = pydyn.load local "name" : !pydyn.object
    %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %9 : !pydyn.object
  }
  %4 = pydyn.load global "len" : !pydyn.object
  %5 = pydyn.load local "name" : !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// `__getattribute__` answers for everything, also for what the object has.
//
// def step(x):
//     return x * every.anything

// CHECK:       dataflow.object @every = global "every" of @step.function checks identity as !pydyn.instance<"__main__.Every">
// CHECK:       dataflow.object @"type(every)" = type of @every checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(every).__getattribute__" = member "__getattribute__" of @"type(every)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<7.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "every" : !pydyn.object
  %2 = pydyn.get_attr %1 "anything" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @Every.__getattribute__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "name"], qualname = "Every.__getattribute__"} {
  %0 = pydyn.constant 7.000000e+00 : f64 -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// A slot is storage of the instance's own.
//
// def step(x):
//     return x * slots.held

// CHECK:       dataflow.object @slots = global "slots" of @step.function checks identity as !pydyn.instance<"__main__.Slots">
// CHECK:       dataflow.object @"type(slots)" = type of @slots checks unchanged as !pydyn.class
// CHECK:       dataflow.object @slots.held = attribute "held" of @slots checks value 6.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "slots" : !pydyn.object
  %2 = pydyn.get_attr %1 "held" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// One that is empty has no attribute.
//
// def step(x):
//     return x * slots.empty
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "slots" : !pydyn.object
  // expected-error @+1 {{'empty' of an object of the class '__main__.Slots' [JS0004]}}
  %2 = pydyn.get_attr %1 "empty" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// A descriptor that is written in Python.
//
// def step(x):
//     return x * described.value

// CHECK:       dataflow.object @described = global "described" of @step.function checks identity as !pydyn.instance<"__main__.Described">
// CHECK:       dataflow.object @"type(described)" = type of @described checks unchanged as !pydyn.class
// CHECK:       dataflow.object @described.value.absent = dict "value" of @described checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(described).value" = member "value" of @"type(described)" checks nothing as !pydyn.instance<"__main__.Descriptor">
// CHECK:       dataflow.object @"type(type(described).value)" = type of @"type(described).value" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(type(described).value).__get__" = member "__get__" of @"type(type(described).value)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<8.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "described" : !pydyn.object
  %2 = pydyn.get_attr %1 "value" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @Descriptor.__get__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "instance", "owner"], qualname = "Descriptor.__get__"} {
  %0 = pydyn.constant 8.000000e+00 : f64 -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// What is missing raises.
//
// def step(x):
//     return x * plain.missing
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  // expected-error @+1 {{an object of the class '__main__.Plain' has no attribute 'missing' [JS0007]}}
  %2 = pydyn.get_attr %1 "missing" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.binary mul %0, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// -----

// A tensor has no attribute of this name.
//
// def step(x):
//     if hasattr(x, "weights"):
//         return x
//     return x * x.ndim

// CHECK:       dataflow.object @x.weights.absent = dict "weights" of @x checks absent as !pydyn.none
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "hasattr" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant "weights" -> !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %4 : !pydyn.bool {
    %9 = pydyn.load local "x" : !pydyn.object
    pydyn.return %9 : !pydyn.object
  }
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.get_attr %6 "ndim" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.binary mul %5, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}
