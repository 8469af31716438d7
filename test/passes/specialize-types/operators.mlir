// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/operators.json" -split-input-file -verify-diagnostics | FileCheck %s

// Operators: the method of the left operand, of the right one, `NotImplemented` in between; numbers as CPython has them.

// Both sides: `__add__`, and `__radd__` where the left knows nothing of it.
//
// def step(x):
//     return x, (three + four).amount, (1.0 + four).amount, (-three).amount

// CHECK:       dataflow.object @three = global "three" of @step.function checks identity as !pydyn.instance<"__main__.Money">
// CHECK:       dataflow.object @four = global "four" of @step.function checks identity as !pydyn.instance<"__main__.Money">
// CHECK:       dataflow.object @"type(four)" = type of @four checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(three)" = type of @three checks same @"type(four)" as !pydyn.class
// CHECK:       dataflow.object @"type(four).__add__" = member "__add__" of @"type(four)"
// CHECK:       dataflow.object @Money = global "Money" of @"type(four).__add__" checks same @"type(four)" as !pydyn.class
// CHECK:       dataflow.object @three.amount = dict "amount" of @three checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @four.amount = dict "amount" of @four checks value 4.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"type(type(four))" = type of @"type(four)" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(four).__new__" = member "__new__" of @"type(four)"
// CHECK:       dataflow.object @"type(four).__init__" = member "__init__" of @"type(four)"
// CHECK:       dataflow.object @"type(four).__radd__" = member "__radd__" of @"type(four)"
// CHECK:       dataflow.object @"Money#2" = global "Money" of @"type(four).__radd__" checks same @"type(four)" as !pydyn.class
// CHECK:       dataflow.object @"type(four).__neg__" = member "__neg__" of @"type(four)"
// CHECK:       dataflow.object @"Money#3" = global "Money" of @"type(four).__neg__" checks same @"type(four)" as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 7.000000e+00 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 5.000000e+00 : f64 {made = 1 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant -3.000000e+00 : f64 {made = 2 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.float, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "three" : !pydyn.object
  %2 = pydyn.load global "four" : !pydyn.object
  %3 = pydyn.binary add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.get_attr %3 "amount" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %6 = pydyn.load global "four" : !pydyn.object
  %7 = pydyn.binary add %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.get_attr %7 "amount" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.load global "three" : !pydyn.object
  %10 = pydyn.unary neg %9 : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.get_attr %10 "amount" : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.tuple (%0, %4, %8, %11 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %12 : !pydyn.object
}
pydyn.func @Money.__add__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Money.__add__"} {
  %0 = pydyn.load global "isinstance" : !pydyn.object
  %1 = pydyn.load local "other" : !pydyn.object
  %2 = pydyn.load global "Money" : !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %4 : !pydyn.bool {
    %6 = pydyn.load global "Money" : !pydyn.object
    %7 = pydyn.load local "self" : !pydyn.object
    %8 = pydyn.get_attr %7 "amount" : (!pydyn.object) -> !pydyn.object
    %9 = pydyn.load local "other" : !pydyn.object
    %10 = pydyn.get_attr %9 "amount" : (!pydyn.object) -> !pydyn.object
    %11 = pydyn.binary add %8, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %12 = pydyn.call %6 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.return %12 : !pydyn.object
  }
  %5 = pydyn.load global "NotImplemented" : !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Money.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "amount"], qualname = "Money.__init__"} {
  %0 = pydyn.load local "amount" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "amount" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Money.__radd__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Money.__radd__"} {
  %0 = pydyn.load global "Money" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  %2 = pydyn.get_attr %1 "amount" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "other" : !pydyn.object
  %4 = pydyn.binary add %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.call %0 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Money.__neg__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Money.__neg__"} {
  %0 = pydyn.load global "Money" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  %2 = pydyn.get_attr %1 "amount" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.unary neg %2 : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.call %0 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A subclass's reflected method goes before.
//
// def step(x):
//     return x, three * four, three * sub, sub * three

// CHECK:       dataflow.object @three = global "three" of @step.function checks identity as !pydyn.instance<"__main__.Money">
// CHECK:       dataflow.object @four = global "four" of @step.function checks identity as !pydyn.instance<"__main__.Money">
// CHECK:       dataflow.object @"type(four)" = type of @four checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(three)" = type of @three checks same @"type(four)" as !pydyn.class
// CHECK:       dataflow.object @"type(four).__mul__" = member "__mul__" of @"type(four)"
// CHECK:       dataflow.object @sub = global "sub" of @step.function checks identity as !pydyn.instance<"__main__.Sub">
// CHECK:       dataflow.object @"type(sub)" = type of @sub checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(sub).__rmul__" = member "__rmul__" of @"type(sub)"
// CHECK:       dataflow.object @"type(sub).__mul__" = member "__mul__" of @"type(sub)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant "left" {code = @"type(four).__mul__"} -> !pydyn.str
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant "right" {code = @"type(sub).__rmul__"} -> !pydyn.str
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant "left" {code = @"type(four).__mul__"} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.str, !pydyn.str, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "three" : !pydyn.object
  %2 = pydyn.load global "four" : !pydyn.object
  %3 = pydyn.binary mul %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "three" : !pydyn.object
  %5 = pydyn.load global "sub" : !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load global "sub" : !pydyn.object
  %8 = pydyn.load global "three" : !pydyn.object
  %9 = pydyn.binary mul %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.tuple (%0, %3, %6, %9 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
}
pydyn.func @Money.__mul__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Money.__mul__"} {
  %0 = pydyn.constant "left" -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}
pydyn.func @Sub.__rmul__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Sub.__rmul__"} {
  %0 = pydyn.constant "right" -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// An in-place form that returns something else rebinds the name; without one, the ordinary form.
//
// def step(x):
//     value = grows
//     value += x
//     total = three
//     total += four
//     return value, total.amount, three.amount

// CHECK:       dataflow.object @grows = global "grows" of @step.function checks identity as !pydyn.instance<"__main__.Grows">
// CHECK:       dataflow.object @"type(grows)" = type of @grows checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(grows).__iadd__" = member "__iadd__" of @"type(grows)"
// CHECK:       dataflow.object @three = global "three" of @step.function checks identity as !pydyn.instance<"__main__.Money">
// CHECK:       dataflow.object @four = global "four" of @step.function checks identity as !pydyn.instance<"__main__.Money">
// CHECK:       dataflow.object @"type(three)" = type of @three checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(four)" = type of @four checks same @"type(three)" as !pydyn.class
// CHECK:       dataflow.object @"type(three).__add__" = member "__add__" of @"type(three)"
// CHECK:       dataflow.object @Money = global "Money" of @"type(three).__add__" checks same @"type(three)" as !pydyn.class
// CHECK:       dataflow.object @three.amount = dict "amount" of @three checks value 3.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @four.amount = dict "amount" of @four checks value 4.000000e+00 : f64 as !pydyn.float
// CHECK:       dataflow.object @"type(type(three))" = type of @"type(three)" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(three).__new__" = member "__new__" of @"type(three)"
// CHECK:       dataflow.object @"type(three).__init__" = member "__init__" of @"type(three)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[THREE_AMOUNT:.*]] = pydyn.object_ref @three.amount : !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 7.000000e+00 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_2]], %[[THREE_AMOUNT]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "grows" : !pydyn.object
  pydyn.store local "value", %0 : !pydyn.object
  %1 = pydyn.load local "value" : !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.inplace add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "value", %3 : !pydyn.object
  %4 = pydyn.load global "three" : !pydyn.object
  pydyn.store local "total", %4 : !pydyn.object
  %5 = pydyn.load local "total" : !pydyn.object
  %6 = pydyn.load global "four" : !pydyn.object
  %7 = pydyn.inplace add %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "total", %7 : !pydyn.object
  %8 = pydyn.load local "value" : !pydyn.object
  %9 = pydyn.load local "total" : !pydyn.object
  %10 = pydyn.get_attr %9 "amount" : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.load global "three" : !pydyn.object
  %12 = pydyn.get_attr %11 "amount" : (!pydyn.object) -> !pydyn.object
  %13 = pydyn.tuple (%8, %10, %12 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}
pydyn.func @Grows.__iadd__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Grows.__iadd__"} {
  %0 = pydyn.load local "other" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Money.__add__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Money.__add__"} {
  %0 = pydyn.load global "isinstance" : !pydyn.object
  %1 = pydyn.load local "other" : !pydyn.object
  %2 = pydyn.load global "Money" : !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %4 : !pydyn.bool {
    %6 = pydyn.load global "Money" : !pydyn.object
    %7 = pydyn.load local "self" : !pydyn.object
    %8 = pydyn.get_attr %7 "amount" : (!pydyn.object) -> !pydyn.object
    %9 = pydyn.load local "other" : !pydyn.object
    %10 = pydyn.get_attr %9 "amount" : (!pydyn.object) -> !pydyn.object
    %11 = pydyn.binary add %8, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %12 = pydyn.call %6 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.return %12 : !pydyn.object
  }
  %5 = pydyn.load global "NotImplemented" : !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Money.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "amount"], qualname = "Money.__init__"} {
  %0 = pydyn.load local "amount" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "amount" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}

// -----

// `@` and `[]` of a class.
//
// def step(x):
//     return matrix @ x, three["key"], three[1:2].stop

// CHECK:       dataflow.object @matrix = global "matrix" of @step.function checks identity as !pydyn.instance<"__main__.Matrix">
// CHECK:       dataflow.object @"type(matrix)" = type of @matrix checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(matrix).__matmul__" = member "__matmul__" of @"type(matrix)"
// CHECK:       dataflow.object @three = global "three" of @step.function checks identity as !pydyn.instance<"__main__.Money">
// CHECK:       dataflow.object @"type(three)" = type of @three checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(three).__getitem__" = member "__getitem__" of @"type(three)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant "key" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.str, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "matrix" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.binary matmul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load global "three" : !pydyn.object
  %4 = pydyn.constant "key" -> !pydyn.object
  %5 = pydyn.get_item %3[%4] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load global "three" : !pydyn.object
  %7 = pydyn.constant 1 : i64 -> !pydyn.object
  %8 = pydyn.constant 2 : i64 -> !pydyn.object
  %9 = pydyn.constant #pydyn.none -> !pydyn.object
  %10 = pydyn.slice %7, %8, %9 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.get_item %6[%10] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.get_attr %11 "stop" : (!pydyn.object) -> !pydyn.object
  %13 = pydyn.tuple (%2, %5, %12 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}
pydyn.func @Matrix.__matmul__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Matrix.__matmul__"} {
  %0 = pydyn.load local "other" : !pydyn.object
  %1 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.binary add %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Money.__getitem__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "key"], qualname = "Money.__getitem__"} {
  %0 = pydyn.load local "key" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// Integers do not overflow; `//` and `%` go down, to the sign of the divisor.
//
// def step(x):
//     return x, 2**70 - 2**70 + 1, -7 // 2, -7 % 3, 7 % -3, divmod(-7, 2)

// CHECK:       dataflow.object @divmod = global "divmod" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant -4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant -2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant -4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_5]], %[[C_6]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[TUPLE]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.tuple) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_2]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.constant 70 : i64 -> !pydyn.object
  %3 = pydyn.binary pow %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.constant 70 : i64 -> !pydyn.object
  %6 = pydyn.binary pow %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.binary sub %3, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  %9 = pydyn.binary add %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.constant -7 : i64 -> !pydyn.object
  %11 = pydyn.constant 2 : i64 -> !pydyn.object
  %12 = pydyn.binary floordiv %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.constant -7 : i64 -> !pydyn.object
  %14 = pydyn.constant 3 : i64 -> !pydyn.object
  %15 = pydyn.binary mod %13, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.constant 7 : i64 -> !pydyn.object
  %17 = pydyn.constant -3 : i64 -> !pydyn.object
  %18 = pydyn.binary mod %16, %17 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %19 = pydyn.load global "divmod" : !pydyn.object
  %20 = pydyn.constant -7 : i64 -> !pydyn.object
  %21 = pydyn.constant 2 : i64 -> !pydyn.object
  %22 = pydyn.call %19 (%20, %21 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %23 = pydyn.tuple (%0, %9, %12, %15, %18, %22 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %23 : !pydyn.object
}

// -----

// `/` of integers is exact where floats are not; `**` with a negative exponent is a float.
//
// def step(x):
//     return x, (2**53 + 1) / 1, 1 / 3, 2**-1, 0.0 * -1, -7.5 // 2, 7.5 % -2

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 0x4340000000000000 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 0.33333333333333331 : f64 {made = 1 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 5.000000e-01 : f64 {made = 2 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant -0.000000e+00 : f64 {made = 3 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant -4.000000e+00 : f64 {made = 4 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant -5.000000e-01 : f64 {made = 5 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.float, !pydyn.float, !pydyn.float, !pydyn.float, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.constant 53 : i64 -> !pydyn.object
  %3 = pydyn.binary pow %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 1 : i64 -> !pydyn.object
  %5 = pydyn.binary add %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.constant 1 : i64 -> !pydyn.object
  %7 = pydyn.binary truediv %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  %9 = pydyn.constant 3 : i64 -> !pydyn.object
  %10 = pydyn.binary truediv %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.constant 2 : i64 -> !pydyn.object
  %12 = pydyn.constant -1 : i64 -> !pydyn.object
  %13 = pydyn.binary pow %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.constant 0.000000e+00 : f64 -> !pydyn.object
  %15 = pydyn.constant -1 : i64 -> !pydyn.object
  %16 = pydyn.binary mul %14, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.constant -7.500000e+00 : f64 -> !pydyn.object
  %18 = pydyn.constant 2 : i64 -> !pydyn.object
  %19 = pydyn.binary floordiv %17, %18 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %20 = pydyn.constant 7.500000e+00 : f64 -> !pydyn.object
  %21 = pydyn.constant -2 : i64 -> !pydyn.object
  %22 = pydyn.binary mod %20, %21 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.tuple (%0, %7, %10, %13, %16, %19, %22 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %23 : !pydyn.object
}

// -----

// Bits and shifts; booleans stay booleans under `&`, `|` and `^`, and are integers elsewhere.
//
// def step(x):
//     return x, 6 & 3, 6 | 1, 6 ^ 3, ~6, 1 << 4, -8 >> 1, True & False, True + True, -True

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 7 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 5 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant -7 : i64 {made = 0 : i64} -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 16 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant -4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant -1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]], %[[C_7]], %[[C_8]], %[[C_9]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.bool, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 6 : i64 -> !pydyn.object
  %2 = pydyn.constant 3 : i64 -> !pydyn.object
  %3 = pydyn.binary and %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 6 : i64 -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.binary or %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 6 : i64 -> !pydyn.object
  %8 = pydyn.constant 3 : i64 -> !pydyn.object
  %9 = pydyn.binary xor %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.constant 6 : i64 -> !pydyn.object
  %11 = pydyn.unary invert %10 : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.constant 1 : i64 -> !pydyn.object
  %13 = pydyn.constant 4 : i64 -> !pydyn.object
  %14 = pydyn.binary lshift %12, %13 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %15 = pydyn.constant -8 : i64 -> !pydyn.object
  %16 = pydyn.constant 1 : i64 -> !pydyn.object
  %17 = pydyn.binary rshift %15, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.constant true -> !pydyn.object
  %19 = pydyn.constant false -> !pydyn.object
  %20 = pydyn.binary and %18, %19 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %21 = pydyn.constant true -> !pydyn.object
  %22 = pydyn.constant true -> !pydyn.object
  %23 = pydyn.binary add %21, %22 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %24 = pydyn.constant true -> !pydyn.object
  %25 = pydyn.unary neg %24 : (!pydyn.object) -> !pydyn.object
  %26 = pydyn.tuple (%0, %3, %6, %9, %11, %14, %17, %20, %23, %25 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %26 : !pydyn.object
}

// -----

// Sequences are joined and repeated.
//
// def step(x):
//     return x, (1,) + (2,), [1] * 3, "ab" * 2, "a" + "b", [1, 2][::-1]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C]], %[[C_2]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_3]], %[[C_4]], %[[C_5]] : !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant "abab" {made = 0 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant "ab" {made = 1 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST_2:.*]] = pydyn.list (%[[C_8]], %[[C_9]] : !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[X]], %[[TUPLE]], %[[LIST]], %[[C_6]], %[[C_7]], %[[LIST_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.tuple, !pydyn.list<!pydyn.object>, !pydyn.str, !pydyn.str, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_2]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.tuple (%1 : !pydyn.object) -> !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.tuple (%3 : !pydyn.object) -> !pydyn.object
  %5 = pydyn.binary add %2, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.constant 1 : i64 -> !pydyn.object
  %7 = pydyn.list (%6 : !pydyn.object) -> !pydyn.object
  %8 = pydyn.constant 3 : i64 -> !pydyn.object
  %9 = pydyn.binary mul %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.constant "ab" -> !pydyn.object
  %11 = pydyn.constant 2 : i64 -> !pydyn.object
  %12 = pydyn.binary mul %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.constant "a" -> !pydyn.object
  %14 = pydyn.constant "b" -> !pydyn.object
  %15 = pydyn.binary add %13, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.constant 1 : i64 -> !pydyn.object
  %17 = pydyn.constant 2 : i64 -> !pydyn.object
  %18 = pydyn.list (%16, %17 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %19 = pydyn.constant #pydyn.none -> !pydyn.object
  %20 = pydyn.constant #pydyn.none -> !pydyn.object
  %21 = pydyn.constant -1 : i64 -> !pydyn.object
  %22 = pydyn.slice %19, %20, %21 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.get_item %18[%22] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %24 = pydyn.tuple (%0, %5, %9, %12, %15, %23 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %24 : !pydyn.object
}

// -----

// A tensor with a number on either side.
//
// def step(x):
//     return 2 - x, x / 4, 2**x, -x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[SUB:.*]] = nn.sub %[[C]], %[[READ]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[DIV:.*]] = nn.div %[[READ]], %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[POW:.*]] = nn.pow %[[C_3]], %[[READ]]
// CHECK-NEXT:    %[[NEG:.*]] = nn.neg %[[READ]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[SUB]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[DIV]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[POW]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[BOX_4:.*]] = pydyn.box %[[NEG]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[BOX_2]], %[[BOX_3]], %[[BOX_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2 : i64 -> !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.binary sub %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 4 : i64 -> !pydyn.object
  %5 = pydyn.binary truediv %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.constant 2 : i64 -> !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  %8 = pydyn.binary pow %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.load local "x" : !pydyn.object
  %10 = pydyn.unary neg %9 : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.tuple (%2, %5, %8, %10 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %11 : !pydyn.object
}

// -----

// What neither side knows raises.
//
// def step(x):
//     return x, plain + 1
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  // expected-error @+1 {{'add' of an object of the class '__main__.Plain' and a int is not supported [JS0007]}}
  %3 = pydyn.binary add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// And where both say `NotImplemented`.
//
// def step(x):
//     return x, three + plain
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "three" : !pydyn.object
  %2 = pydyn.load global "plain" : !pydyn.object
  // expected-error @+1 {{'add' of an object of the class '__main__.Money' and an object of the class '__main__.Plain' is not supported [JS0007]}}
  %3 = pydyn.binary add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Money.__add__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Money.__add__"} {
  %0 = pydyn.load global "isinstance" : !pydyn.object
  %1 = pydyn.load local "other" : !pydyn.object
  %2 = pydyn.load global "Money" : !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %4 : !pydyn.bool {
    %6 = pydyn.load global "Money" : !pydyn.object
    %7 = pydyn.load local "self" : !pydyn.object
    %8 = pydyn.get_attr %7 "amount" : (!pydyn.object) -> !pydyn.object
    %9 = pydyn.load local "other" : !pydyn.object
    %10 = pydyn.get_attr %9 "amount" : (!pydyn.object) -> !pydyn.object
    %11 = pydyn.binary add %8, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %12 = pydyn.call %6 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.return %12 : !pydyn.object
  }
  %5 = pydyn.load global "NotImplemented" : !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// Division by zero is CPython's to raise.
//
// def step(x):
//     return x, 1 // 0
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  // expected-error @+1 {{integer division or modulo by zero [JS0007]}}
  %3 = pydyn.binary floordiv %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A str and a number do not add.
//
// def step(x):
//     return x, "a" + 1
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant "a" -> !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  // expected-error @+1 {{'add' of a str and a int [JS0003]}}
  %3 = pydyn.binary add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
