// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/keys.json" -split-input-file -verify-diagnostics | FileCheck %s

// Keys of dicts and elements of sets: by hash and equality, as the key's own class says.

// A look-up is guarded by the value that it found.
//
// def step(x):
//     return x * known["a"] + known[1]

// CHECK:       dataflow.object @known = global "known" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @"known['a']" = item "a" of @known checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"known[1]" = item 1 : i64 of @known checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "known" : !pydyn.object
  %2 = pydyn.constant "a" -> !pydyn.object
  %3 = pydyn.get_item %1[%2] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.binary mul %0, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.load global "known" : !pydyn.object
  %6 = pydyn.constant 1 : i64 -> !pydyn.object
  %7 = pydyn.get_item %5[%6] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.binary add %4, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// True and 1.0 are the key 1; on the heap, that is left to CPython.
//
// def step(x):
//     return x * known[True] + known[1.0]
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "known" : !pydyn.object
  %2 = pydyn.constant true -> !pydyn.object
  // expected-error @+1 {{a bool as a key [JS0005]}}
  %3 = pydyn.get_item %1[%2] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.binary mul %0, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.load global "known" : !pydyn.object
  %6 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %7 = pydyn.get_item %5[%6] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.binary add %4, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// A tuple of keys is left to CPython.
//
// def step(x):
//     return x * known[(1, "b")]
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "known" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.constant "b" -> !pydyn.object
  %4 = pydyn.tuple (%2, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{a tuple as a key [JS0005]}}
  %5 = pydyn.get_item %1[%4] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.binary mul %0, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// One that is a string, too, is the key that its string is.
//
// def step(x):
//     return x * known[Text.A]

// CHECK:       dataflow.object @known = global "known" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @Text = global "Text" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Text)" = type of @Text checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Text.A = member "A" of @Text checks nothing as !pydyn.instance<"__main__.Text">
// CHECK:       dataflow.object @"type(Text.A)" = type of @Text.A checks same @Text as !pydyn.class
// CHECK:       dataflow.object @"known['a']" = item "a" of @known checks value 2.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "known" : !pydyn.object
  %2 = pydyn.load global "Text" : !pydyn.object
  %3 = pydyn.get_attr %2 "A" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.get_item %1[%3] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.binary mul %0, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// An object without methods of its own is a key by identity.
//
// def step(x):
//     return x * objects[plain], other in objects, objects.get(other, 9.0)

// CHECK:       dataflow.object @objects = global "objects" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"objects[plain]" = lookup @plain of @objects checks value 6.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @other = global "other" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(other)" = type of @other checks same @"type(plain)" as !pydyn.class
// CHECK:       dataflow.object @"objects.@other.absent" = lookup @other of @objects checks absent as !pydyn.none
// CHECK:       dataflow.object @"type(objects)" = type of @objects checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 9.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "objects" : !pydyn.object
  %2 = pydyn.load global "plain" : !pydyn.object
  %3 = pydyn.get_item %1[%2] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.binary mul %0, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.load global "other" : !pydyn.object
  %6 = pydyn.load global "objects" : !pydyn.object
  %7 = pydyn.compare in %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.load global "objects" : !pydyn.object
  %9 = pydyn.get_attr %8 "get" : (!pydyn.object) -> !pydyn.object
  %10 = pydyn.load global "other" : !pydyn.object
  %11 = pydyn.constant 9.000000e+00 : f64 -> !pydyn.object
  %12 = pydyn.call %9 (%10, %11 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.tuple (%4, %7, %12 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}

// -----

// Keys of a dict that the function makes; the first of equal keys stays, the last value.
//
// def step(x):
//     made = {1: "a", True: "b", "k": x}
//     made["z"] = 2.0
//     return made["k"] * made["z"], list(made), made[1]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant "k" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant "z" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.int, !pydyn.str, !pydyn.str) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant "b" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[LIST]], %[[C_5]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.constant "a" -> !pydyn.object
  %2 = pydyn.constant true -> !pydyn.object
  %3 = pydyn.constant "b" -> !pydyn.object
  %4 = pydyn.constant "k" -> !pydyn.object
  %5 = pydyn.load local "x" : !pydyn.object
  %6 = pydyn.dict keys(%0, %2, %4 : !pydyn.object, !pydyn.object, !pydyn.object) values(%1, %3, %5 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "made", %6 : !pydyn.object
  %7 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %8 = pydyn.load local "made" : !pydyn.object
  %9 = pydyn.constant "z" -> !pydyn.object
  pydyn.set_item %8[%9] = %7 : !pydyn.object, !pydyn.object, !pydyn.object
  %10 = pydyn.load local "made" : !pydyn.object
  %11 = pydyn.constant "k" -> !pydyn.object
  %12 = pydyn.get_item %10[%11] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.load local "made" : !pydyn.object
  %14 = pydyn.constant "z" -> !pydyn.object
  %15 = pydyn.get_item %13[%14] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.binary mul %12, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.load global "list" : !pydyn.object
  %18 = pydyn.load local "made" : !pydyn.object
  %19 = pydyn.call %17 (%18 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %20 = pydyn.load local "made" : !pydyn.object
  %21 = pydyn.constant 1 : i64 -> !pydyn.object
  %22 = pydyn.get_item %20[%21] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.tuple (%16, %19, %22 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %23 : !pydyn.object
}

// -----

// Whether an object with `__eq__` and `__hash__` of its own is found is left to CPython.
//
// def step(x):
//     made = {first: 2.0}
//     return x * made[equal]
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "first" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{an object of the class '__main__.Key' as a key [JS0005]}}
  %2 = pydyn.dict keys(%0 : !pydyn.object) values(%1 : !pydyn.object) -> !pydyn.object
  pydyn.store local "made", %2 : !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.load local "made" : !pydyn.object
  %5 = pydyn.load global "equal" : !pydyn.object
  %6 = pydyn.get_item %4[%5] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.binary mul %3, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// NaN is found by identity alone, and it is the same object.
//
// def step(x):
//     return x, {nan: 1}[nan]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "nan" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.dict keys(%1 : !pydyn.object) values(%2 : !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "nan" : !pydyn.object
  %5 = pydyn.get_item %3[%4] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.tuple (%0, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// What is missing raises KeyError: the handler would catch it, a graph leaves the call to CPython.
//
// def step(x):
//     try:
//         return x * known["missing"]
//     except KeyError:
//         return x * 100.0
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  pydyn.try {
    %1 = pydyn.load local "x" : !pydyn.object
    %2 = pydyn.load global "known" : !pydyn.object
    %3 = pydyn.constant "missing" -> !pydyn.object
    // expected-error @+1 {{there is no item 'missing' [JS0007]}}
    %4 = pydyn.get_item %2[%3] : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %5 = pydyn.binary mul %1, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.return %5 : !pydyn.object
  } except %arg1 {
    %1 = pydyn.load global "KeyError" : !pydyn.object
    %2 = pydyn.exception_match %arg1, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %2 : !pydyn.bool {
      %3 = pydyn.load local "x" : !pydyn.object
      %4 = pydyn.constant 1.000000e+02 : f64 -> !pydyn.object
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

// -----

// The same where nothing catches it.
//
// def step(x):
//     return x * known["missing"]
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "known" : !pydyn.object
  %2 = pydyn.constant "missing" -> !pydyn.object
  // expected-error @+1 {{there is no item 'missing' [JS0007]}}
  %3 = pydyn.get_item %1[%2] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.binary mul %0, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A list is no key.
//
// def step(x):
//     return x * known[[1]]
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "known" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.list (%2 : !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{a list as a key [JS0005]}}
  %4 = pydyn.get_item %1[%3] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.binary mul %0, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// Nor is an object whose class says so.
//
// def step(x):
//     return x, {unhashable: 1}
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "unhashable" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  // expected-error @+1 {{an object of the class '__main__.Unhashable' is unhashable [JS0007]}}
  %3 = pydyn.dict keys(%1 : !pydyn.object) values(%2 : !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
