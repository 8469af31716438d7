// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/binding.json" -split-input-file -verify-diagnostics | FileCheck %s

// Binding of arguments, as CPython binds them.

// Defaults; what is left over is an empty tuple and an empty dict.
//
// def step(x):
//     return both(x)

// CHECK:       dataflow.object @both = global "both" of @step.function
// CHECK:       dataflow.object @"both(b)" = default "b" of @both checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"both(key)" = default "key" of @both checks value 5.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[BOTH_KEY:.*]] = pydyn.object_ref @"both(key)" : !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple () -> !pydyn.tuple
// CHECK-NEXT:    %[[DICT:.*]] = pydyn.dict -> !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[BOX]], %[[TUPLE]], %[[BOTH_KEY]], %[[DICT]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.tuple, !pydyn.float, !pydyn.dict<!pydyn.object, !pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_2]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "both" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @both(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {keyword_only = 1 : i64, parameters = ["a", "b", "key", "*rest", "**named"], qualname = "both"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "b" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "rest" : !pydyn.object
  %4 = pydyn.load local "key" : !pydyn.object
  %5 = pydyn.load local "named" : !pydyn.object
  %6 = pydyn.tuple (%2, %3, %4, %5 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// Positional arguments fill the parameters, then `*rest`; keywords their own, then `**named`.
//
// def step(x):
//     return both(x, 3.0, 4, 5, key=6.0, other=7)

// CHECK:       dataflow.object @both = global "both" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 5 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_2]], %[[C_3]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 6.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant "other" -> !pydyn.str
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 7 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[DICT:.*]] = pydyn.dict keys(%[[C_5]] : !pydyn.str) values(%[[C_6]] : !pydyn.int) -> !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[BOX]], %[[TUPLE]], %[[C_4]], %[[DICT]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.tuple, !pydyn.float, !pydyn.dict<!pydyn.object, !pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_2]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "both" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.constant 4 : i64 -> !pydyn.object
  %4 = pydyn.constant 5 : i64 -> !pydyn.object
  %5 = pydyn.constant 6.000000e+00 : f64 -> !pydyn.object
  %6 = pydyn.constant 7 : i64 -> !pydyn.object
  %7 = pydyn.call %0 (%1, %2, %3, %4, key = %5, other = %6 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}
pydyn.func @both(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {keyword_only = 1 : i64, parameters = ["a", "b", "key", "*rest", "**named"], qualname = "both"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "b" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "rest" : !pydyn.object
  %4 = pydyn.load local "key" : !pydyn.object
  %5 = pydyn.load local "named" : !pydyn.object
  %6 = pydyn.tuple (%2, %3, %4, %5 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// `*` and `**` at the call; the order of a dict is kept.
//
// def step(x):
//     return both(*(x, 3.0, 4), **options)

// CHECK:       dataflow.object @both = global "both" of @step.function
// CHECK:       dataflow.object @options = global "options" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @"keys(options)" = keys of @options checks identity as !pydyn.tuple
// CHECK:       dataflow.object @"options['key']" = item "key" of @options checks value 7.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"options['other']" = item "other" of @options checks value 8.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[OPTIONS_KEY:.*]] = pydyn.object_ref @"options['key']" : !pydyn.float
// CHECK-NEXT:    %[[OPTIONS_OTHER:.*]] = pydyn.object_ref @"options['other']" : !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_2]] : !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant "other" -> !pydyn.str
// CHECK-NEXT:    %[[DICT:.*]] = pydyn.dict keys(%[[C_3]] : !pydyn.str) values(%[[OPTIONS_OTHER]] : !pydyn.float) -> !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[BOX]], %[[TUPLE]], %[[OPTIONS_KEY]], %[[DICT]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.tuple, !pydyn.float, !pydyn.dict<!pydyn.object, !pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_2]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "both" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.constant 4 : i64 -> !pydyn.object
  %4 = pydyn.tuple (%1, %2, %3 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.tuple (*%4 : !pydyn.object) -> !pydyn.object
  %6 = pydyn.load global "options" : !pydyn.object
  %7 = pydyn.call %0 (*%5, **%6 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}
pydyn.func @both(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object, %arg3: !pydyn.object, %arg4: !pydyn.object) -> !pydyn.object attributes {keyword_only = 1 : i64, parameters = ["a", "b", "key", "*rest", "**named"], qualname = "both"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "b" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "rest" : !pydyn.object
  %4 = pydyn.load local "key" : !pydyn.object
  %5 = pydyn.load local "named" : !pydyn.object
  %6 = pydyn.tuple (%2, %3, %4, %5 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// An object is called by its class's `__call__`, and a bound method brings its receiver.
//
// def step(x):
//     return triple(bound(x), times=2)

// CHECK:       dataflow.object @triple = global "triple" of @step.function checks identity as !pydyn.instance<"__main__.Callable">
// CHECK:       dataflow.object @bound = global "bound" of @step.function
// CHECK:       dataflow.object @__func__ = attribute "__func__" of @bound
// CHECK:       dataflow.object @__self__ = attribute "__self__" of @bound checks identity as !pydyn.instance<"__main__.Adder">
// CHECK:       dataflow.object @"type(triple)" = type of @triple checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(triple).__call__" = member "__call__" of @"type(triple)"
// CHECK:       dataflow.object @triple.factor = dict "factor" of @triple checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[ADD]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "triple" : !pydyn.object
  %1 = pydyn.load global "bound" : !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.call %0 (%3, times = %4 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Adder.add(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value"], qualname = "Adder.add"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 4.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.binary add %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Callable.__call__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {keyword_only = 1 : i64, parameters = ["self", "value", "times"], qualname = "Callable.__call__"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  %2 = pydyn.get_attr %1 "factor" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "times" : !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.binary mul %0, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// A lambda takes what its defaults were when it was made.
//
// def step(x):
//     scale = 2.0
//     function = lambda value, by=scale: value * by
//     scale = 100.0
//     return function(x)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  pydyn.store local "scale", %0 : !pydyn.object
  %1 = pydyn.load local "scale" : !pydyn.object
  %2 = pydyn.make_function @"step.<locals>.<lambda>" defaults(%1 : !pydyn.object) : !pydyn.object
  pydyn.store local "function", %2 : !pydyn.object
  %3 = pydyn.constant 1.000000e+02 : f64 -> !pydyn.object
  pydyn.store local "scale", %3 : !pydyn.object
  %4 = pydyn.load local "function" : !pydyn.object
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}
pydyn.func @"step.<locals>.<lambda>"(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {kind = "lambda", parameters = ["value", "by"], qualname = "step.<locals>.<lambda>"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load local "by" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A closure sees the variable, not the value that it had.
//
// def step(x):
//     scale = 2.0
//
//     def function(value):
//         return value * scale
//
//     scale = 10.0
//     return function(x)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+01> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {cells = ["scale"], parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  pydyn.store cell "scale", %0 : !pydyn.object
  %1 = pydyn.make_function @"step.<locals>.function" : !pydyn.object
  pydyn.store local "function", %1 : !pydyn.object
  %2 = pydyn.constant 1.000000e+01 : f64 -> !pydyn.object
  pydyn.store cell "scale", %2 : !pydyn.object
  %3 = pydyn.load local "function" : !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.call %3 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @"step.<locals>.function"(%arg0: !pydyn.object) -> !pydyn.object attributes {free = ["scale"], parameters = ["value"], qualname = "step.<locals>.function"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.load cell "scale" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// One argument too many, by CPython's words.
//
// def step(x):
//     return positional(x, 2.0, 3.0)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "positional" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{positional() got too many arguments [JS0007]}}
  %4 = pydyn.call %0 (%1, %2, %3 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @positional(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["a", "b"], positional_only = 1 : i64, qualname = "positional"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "b" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// One too few.
//
// def step(x):
//     return positional(x)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "positional" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  // expected-error @+1 {{positional() lacks its argument 'b' [JS0007]}}
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @positional(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["a", "b"], positional_only = 1 : i64, qualname = "positional"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "b" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A positional-only parameter has no name for callers.
//
// def step(x):
//     return positional(a=x, b=2.0)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "positional" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{positional() lacks its argument 'a' [JS0007]}}
  %3 = pydyn.call %0 (a = %1, b = %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @positional(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["a", "b"], positional_only = 1 : i64, qualname = "positional"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "b" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A keyword-only one no place.
//
// def step(x):
//     return only(x, 2.0)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "only" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{only() lacks its argument 'key' [JS0007]}}
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @only(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {keyword_only = 1 : i64, parameters = ["a", "key"], qualname = "only"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "key" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A parameter with two values.
//
// def step(x):
//     return positional(x, 2.0, b=3.0)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "positional" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{positional() got multiple values for 'b' [JS0007]}}
  %4 = pydyn.call %0 (%1, %2, b = %3 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @positional(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["a", "b"], positional_only = 1 : i64, qualname = "positional"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "b" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// The error is an exception of the program's own, which it may catch.
//
// def step(x):
//     try:
//         return positional(x)
//     except TypeError:
//         return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  pydyn.try {
    %1 = pydyn.load global "positional" : !pydyn.object
    %2 = pydyn.load local "x" : !pydyn.object
    // expected-error @+1 {{positional() lacks its argument 'b' [JS0007]}}
    %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.return %3 : !pydyn.object
  } except %arg1 {
    %1 = pydyn.load global "TypeError" : !pydyn.object
    %2 = pydyn.exception_match %arg1, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %2 : !pydyn.bool {
      %3 = pydyn.load local "x" : !pydyn.object
      %4 = pydyn.constant 2 : i64 -> !pydyn.object
      %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      pydyn.return %5 : !pydyn.object
    } else {
      pydyn.reraise
    }
    pydyn.yield
  }
  %0 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}
pydyn.func @positional(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["a", "b"], positional_only = 1 : i64, qualname = "positional"} {
  %0 = pydyn.load local "a" : !pydyn.object
  %1 = pydyn.load local "b" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// A number is not called.
//
// def step(x):
//     return SCALE(x)
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "SCALE" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  // expected-error @+1 {{a float is not callable here [JS0002]}}
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
