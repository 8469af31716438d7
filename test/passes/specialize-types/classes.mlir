// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/classes.json" -split-input-file -verify-diagnostics | FileCheck %s

// Classes: what belongs to them, and what `super` finds.

// `super()` follows the order of the object's class: Bottom, Left, Right, Base: ((2.0 * 5) + 10) + 1.
//
// def step(x):
//     return x * bottom.scale()

// CHECK:       dataflow.object @bottom = global "bottom" of @step.function checks identity as !pydyn.instance<"__main__.Bottom">
// CHECK:       dataflow.object @"type(bottom)" = type of @bottom checks unchanged as !pydyn.class
// CHECK:       dataflow.object @bottom.scale.absent = dict "scale" of @bottom checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(bottom).scale" = member "scale" of @"type(bottom)"
// CHECK:       dataflow.object @super = global "super" of @"type(bottom).scale" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(bottom).super(3).scale" = member "super(3).scale" of @"type(bottom)"
// CHECK:       dataflow.object @"super#2" = global "super" of @"type(bottom).super(3).scale" checks same @super as !pydyn.class
// CHECK:       dataflow.object @"type(bottom).super(9).scale" = member "super(9).scale" of @"type(bottom)"
// CHECK:       dataflow.object @"super#3" = global "super" of @"type(bottom).super(9).scale" checks same @super as !pydyn.class
// CHECK:       dataflow.object @"type(bottom).super(11).scale" = member "super(11).scale" of @"type(bottom)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.100000e+01> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "bottom" : !pydyn.object
  %2 = pydyn.get_attr %1 "scale" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.binary mul %0, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Bottom.scale(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self"], qualname = "Bottom.scale"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.get_attr %1 "scale" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %5 = pydyn.binary add %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Left.scale(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self"], qualname = "Left.scale"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.get_attr %1 "scale" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.constant 1.000000e+01 : f64 -> !pydyn.object
  %5 = pydyn.binary add %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Right.scale(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["__class__"], parameters = ["self"], qualname = "Right.scale"} {
  %0 = pydyn.load global "super" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  %2 = pydyn.get_attr %1 "scale" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.constant 5.000000e+00 : f64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Base.scale(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Base.scale"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// `isinstance` by the bases, of one class and of several.
//
// def step(x):
//     return x, isinstance(bottom, Base), isinstance(bottom, (int, Right)), isinstance(holder, Base), isinstance(named, str), isinstance(True, int), isinstance(x, torch.Tensor)

// CHECK:       dataflow.object @bottom = global "bottom" of @step.function checks identity as !pydyn.instance<"__main__.Bottom">
// CHECK:       dataflow.object @Base = global "Base" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(bottom)" = type of @bottom checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Right = global "Right" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @holder = global "holder" of @step.function checks identity as !pydyn.instance<"__main__.Holder">
// CHECK:       dataflow.object @"type(holder)" = type of @holder checks unchanged as !pydyn.class
// CHECK:       dataflow.object @named = global "named" of @step.function checks identity as !pydyn.instance<"__main__.Named">
// CHECK:       dataflow.object @"type(named)" = type of @named checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "isinstance" : !pydyn.object
  %2 = pydyn.load global "bottom" : !pydyn.object
  %3 = pydyn.load global "Base" : !pydyn.object
  %4 = pydyn.call %1 (%2, %3 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.load global "isinstance" : !pydyn.object
  %6 = pydyn.load global "bottom" : !pydyn.object
  %7 = pydyn.load global "int" : !pydyn.object
  %8 = pydyn.load global "Right" : !pydyn.object
  %9 = pydyn.tuple (%7, %8 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.call %5 (%6, %9 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.load global "isinstance" : !pydyn.object
  %12 = pydyn.load global "holder" : !pydyn.object
  %13 = pydyn.load global "Base" : !pydyn.object
  %14 = pydyn.call %11 (%12, %13 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %15 = pydyn.load global "isinstance" : !pydyn.object
  %16 = pydyn.load global "named" : !pydyn.object
  %17 = pydyn.load global "str" : !pydyn.object
  %18 = pydyn.call %15 (%16, %17 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %19 = pydyn.load global "isinstance" : !pydyn.object
  %20 = pydyn.constant true -> !pydyn.object
  %21 = pydyn.load global "int" : !pydyn.object
  %22 = pydyn.call %19 (%20, %21 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %23 = pydyn.load global "isinstance" : !pydyn.object
  %24 = pydyn.load local "x" : !pydyn.object
  %25 = pydyn.load global "torch" : !pydyn.object
  %26 = pydyn.get_attr %25 "Tensor" : (!pydyn.object) -> !pydyn.object
  %27 = pydyn.call %23 (%24, %26 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %28 = pydyn.tuple (%0, %4, %10, %14, %18, %22, %27 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %28 : !pydyn.object
}

// -----

// What looks like it or was registered belongs to an abstract class.
//
// def step(x):
//     return x, isinstance(holder, Sized), isinstance(bottom, Sized), isinstance(holder, Registered), isinstance(bottom, Registered)

// CHECK:       dataflow.object @holder = global "holder" of @step.function checks identity as !pydyn.instance<"__main__.Holder">
// CHECK:       dataflow.object @Sized = global "Sized" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(holder)" = type of @holder checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Sized)" = type of @Sized checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"abc.get_cache_token()" = query "abc.get_cache_token" checks value 49 : i64 as !pydyn.int
// CHECK:       dataflow.object @bottom = global "bottom" of @step.function checks identity as !pydyn.instance<"__main__.Bottom">
// CHECK:       dataflow.object @"type(bottom)" = type of @bottom checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Registered = global "Registered" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Registered)" = type of @Registered checks same @"type(Sized)" as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "isinstance" : !pydyn.object
  %2 = pydyn.load global "holder" : !pydyn.object
  %3 = pydyn.load global "Sized" : !pydyn.object
  %4 = pydyn.call %1 (%2, %3 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.load global "isinstance" : !pydyn.object
  %6 = pydyn.load global "bottom" : !pydyn.object
  %7 = pydyn.load global "Sized" : !pydyn.object
  %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load global "isinstance" : !pydyn.object
  %10 = pydyn.load global "holder" : !pydyn.object
  %11 = pydyn.load global "Registered" : !pydyn.object
  %12 = pydyn.call %9 (%10, %11 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load global "isinstance" : !pydyn.object
  %14 = pydyn.load global "bottom" : !pydyn.object
  %15 = pydyn.load global "Registered" : !pydyn.object
  %16 = pydyn.call %13 (%14, %15 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %17 = pydyn.tuple (%0, %4, %8, %12, %16 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %17 : !pydyn.object
}

// -----

// A metaclass that answers itself is asked.
//
// def step(x):
//     return x, isinstance(4, Number), isinstance(5, Number)

// CHECK:       dataflow.object @Number = global "Number" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Number)" = type of @Number checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Number).__instancecheck__" = member "__instancecheck__" of @"type(Number)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "isinstance" : !pydyn.object
  %2 = pydyn.constant 4 : i64 -> !pydyn.object
  %3 = pydyn.load global "Number" : !pydyn.object
  %4 = pydyn.call %1 (%2, %3 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.load global "isinstance" : !pydyn.object
  %6 = pydyn.constant 5 : i64 -> !pydyn.object
  %7 = pydyn.load global "Number" : !pydyn.object
  %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.tuple (%0, %4, %8 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}
pydyn.func @Even.__instancecheck__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["cls", "other"], qualname = "Even.__instancecheck__"} {
  %0 = pydyn.load local "other" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mod %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.constant 0 : i64 -> !pydyn.object
  %4 = pydyn.compare eq %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// The class itself asks nobody: the very class comes first.
//
// def step(x):
//     return x, issubclass(Bottom, Right), issubclass(Right, Left), issubclass(bool, int)

// CHECK:       dataflow.object @issubclass = global "issubclass" of @step.function
// CHECK:       dataflow.object @Bottom = global "Bottom" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Right = global "Right" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Left = global "Left" of @step.function checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "issubclass" : !pydyn.object
  %2 = pydyn.load global "Bottom" : !pydyn.object
  %3 = pydyn.load global "Right" : !pydyn.object
  %4 = pydyn.call %1 (%2, %3 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.load global "issubclass" : !pydyn.object
  %6 = pydyn.load global "Right" : !pydyn.object
  %7 = pydyn.load global "Left" : !pydyn.object
  %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load global "issubclass" : !pydyn.object
  %10 = pydyn.load global "bool" : !pydyn.object
  %11 = pydyn.load global "int" : !pydyn.object
  %12 = pydyn.call %9 (%10, %11 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.tuple (%0, %4, %8, %12 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}

// -----

// `type(object)` is the class; an instance of a subclass has another.
//
// def step(x):
//     return x, type(bottom) is Bottom, type(bottom) is Base, type(named) is str, type(x) is torch.Tensor, type(1.5).__name__

// CHECK:       dataflow.object @bottom = global "bottom" of @step.function checks identity as !pydyn.instance<"__main__.Bottom">
// CHECK:       dataflow.object @"type(bottom)" = type of @bottom checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Bottom = global "Bottom" of @step.function checks same @"type(bottom)" as !pydyn.class
// CHECK:       dataflow.object @Base = global "Base" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @named = global "named" of @step.function checks identity as !pydyn.instance<"__main__.Named">
// CHECK:       dataflow.object @"type(named)" = type of @named checks unchanged as !pydyn.class
// CHECK:       dataflow.object @builtins = import "builtins" checks identity as !pydyn.module
// CHECK:       dataflow.object @builtins.float = dict "float" of @builtins checks unchanged as !pydyn.class
// CHECK:       dataflow.object @builtins.float.__name__ = attribute "__name__" of @builtins.float checks value "float" as !pydyn.str
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[BUILTINS_FLOAT___NAME:.*]] = pydyn.object_ref @builtins.float.__name__ : !pydyn.str
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[BUILTINS_FLOAT___NAME]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "type" : !pydyn.object
  %2 = pydyn.load global "bottom" : !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.load global "Bottom" : !pydyn.object
  %5 = pydyn.compare is %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load global "type" : !pydyn.object
  %7 = pydyn.load global "bottom" : !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load global "Base" : !pydyn.object
  %10 = pydyn.compare is %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.load global "type" : !pydyn.object
  %12 = pydyn.load global "named" : !pydyn.object
  %13 = pydyn.call %11 (%12 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %14 = pydyn.load global "str" : !pydyn.object
  %15 = pydyn.compare is %13, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.load global "type" : !pydyn.object
  %17 = pydyn.load local "x" : !pydyn.object
  %18 = pydyn.call %16 (%17 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %19 = pydyn.load global "torch" : !pydyn.object
  %20 = pydyn.get_attr %19 "Tensor" : (!pydyn.object) -> !pydyn.object
  %21 = pydyn.compare is %18, %20 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %22 = pydyn.load global "type" : !pydyn.object
  %23 = pydyn.constant 1.500000e+00 : f64 -> !pydyn.object
  %24 = pydyn.call %22 (%23 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %25 = pydyn.get_attr %24 "__name__" : (!pydyn.object) -> !pydyn.object
  %26 = pydyn.tuple (%0, %5, %10, %15, %21, %25 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %26 : !pydyn.object
}

// -----

// What is no class raises.
//
// def step(x):
//     if isinstance(x, 3):
//         return x
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "isinstance" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 3 : i64 -> !pydyn.object
  // expected-error @+1 {{'isinstance' with something that is no class [JS0002]}}
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %4 : !pydyn.bool {
    %8 = pydyn.load local "x" : !pydyn.object
    pydyn.return %8 : !pydyn.object
  }
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.constant 2 : i64 -> !pydyn.object
  %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}
