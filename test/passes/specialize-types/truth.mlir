// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/truth.json" -split-input-file -verify-diagnostics | FileCheck %s

// Truth: `__bool__`, then `__len__`, then true.

// The builtin kinds: zeros, empties and None are false, everything else is true.
//
// def step(x, one):
//     return x, bool(0), bool(-0.0), bool(""), bool(()), bool([]), bool({}), bool(None), bool(0.1), bool("0"), bool([None]), bool(nan)

// CHECK:       dataflow.object @nan = global "nan" of @step.function checks value 0x7FF8000000000000 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[ONE:.*]] = pydyn.object_ref @one
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_10:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_11:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]], %[[C_7]], %[[C_8]], %[[C_9]], %[[C_10]], %[[C_11]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "one"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "bool" : !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.load global "bool" : !pydyn.object
  %5 = pydyn.constant -0.000000e+00 : f64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load global "bool" : !pydyn.object
  %8 = pydyn.constant "" -> !pydyn.object
  %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.load global "bool" : !pydyn.object
  %11 = pydyn.tuple () -> !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load global "bool" : !pydyn.object
  %14 = pydyn.list () -> !pydyn.object
  %15 = pydyn.call %13 (%14 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %16 = pydyn.load global "bool" : !pydyn.object
  %17 = pydyn.dict -> !pydyn.object
  %18 = pydyn.call %16 (%17 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %19 = pydyn.load global "bool" : !pydyn.object
  %20 = pydyn.constant #pydyn.none -> !pydyn.object
  %21 = pydyn.call %19 (%20 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %22 = pydyn.load global "bool" : !pydyn.object
  %23 = pydyn.constant 1.000000e-01 : f64 -> !pydyn.object
  %24 = pydyn.call %22 (%23 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %25 = pydyn.load global "bool" : !pydyn.object
  %26 = pydyn.constant "0" -> !pydyn.object
  %27 = pydyn.call %25 (%26 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %28 = pydyn.load global "bool" : !pydyn.object
  %29 = pydyn.constant #pydyn.none -> !pydyn.object
  %30 = pydyn.list (%29 : !pydyn.object) -> !pydyn.object
  %31 = pydyn.call %28 (%30 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %32 = pydyn.load global "bool" : !pydyn.object
  %33 = pydyn.load global "nan" : !pydyn.object
  %34 = pydyn.call %32 (%33 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %35 = pydyn.tuple (%0, %3, %6, %9, %12, %15, %18, %21, %24, %27, %31, %34 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %35 : !pydyn.object
}

// -----

// The class's methods, in their order.
//
// def step(x, one):
//     return x, bool(yes), bool(no), bool(empty), bool(full), bool(both), bool(plain)

// CHECK:       dataflow.object @yes = global "yes" of @step.function checks identity as !pydyn.instance<"__main__.Says">
// CHECK:       dataflow.object @"type(yes)" = type of @yes checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(yes).__bool__" = member "__bool__" of @"type(yes)"
// CHECK:       dataflow.object @yes.answer = dict "answer" of @yes checks value true as !pydyn.bool
// CHECK:       dataflow.object @no = global "no" of @step.function checks identity as !pydyn.instance<"__main__.Says">
// CHECK:       dataflow.object @"type(no)" = type of @no checks same @"type(yes)" as !pydyn.class
// CHECK:       dataflow.object @no.answer = dict "answer" of @no checks value false as !pydyn.bool
// CHECK:       dataflow.object @empty = global "empty" of @step.function checks identity as !pydyn.instance<"__main__.Long">
// CHECK:       dataflow.object @"type(empty)" = type of @empty checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(empty).__len__" = member "__len__" of @"type(empty)"
// CHECK:       dataflow.object @empty.length = dict "length" of @empty checks value 0 : i64 as !pydyn.int
// CHECK:       dataflow.object @full = global "full" of @step.function checks identity as !pydyn.instance<"__main__.Long">
// CHECK:       dataflow.object @"type(full)" = type of @full checks same @"type(empty)" as !pydyn.class
// CHECK:       dataflow.object @full.length = dict "length" of @full checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @both = global "both" of @step.function checks identity as !pydyn.instance<"__main__.Both">
// CHECK:       dataflow.object @"type(both)" = type of @both checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(both).__bool__" = member "__bool__" of @"type(both)"
// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[ONE:.*]] = pydyn.object_ref @one
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "one"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "bool" : !pydyn.object
  %2 = pydyn.load global "yes" : !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.load global "bool" : !pydyn.object
  %5 = pydyn.load global "no" : !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load global "bool" : !pydyn.object
  %8 = pydyn.load global "empty" : !pydyn.object
  %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.load global "bool" : !pydyn.object
  %11 = pydyn.load global "full" : !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load global "bool" : !pydyn.object
  %14 = pydyn.load global "both" : !pydyn.object
  %15 = pydyn.call %13 (%14 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %16 = pydyn.load global "bool" : !pydyn.object
  %17 = pydyn.load global "plain" : !pydyn.object
  %18 = pydyn.call %16 (%17 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %19 = pydyn.tuple (%0, %3, %6, %9, %12, %15, %18 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %19 : !pydyn.object
}
pydyn.func @Says.__bool__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Says.__bool__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "answer" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}
pydyn.func @Long.__len__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Long.__len__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "length" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}
pydyn.func @Both.__bool__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Both.__bool__"} {
  %0 = pydyn.constant true -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// `and` and `or` give an operand, and leave out what they need not ask.
//
// def step(x, one):
//     return x, empty and missing, yes or missing, 0 or "b", 2 and 3, not no, not plain

// CHECK:       dataflow.object @empty = global "empty" of @step.function checks identity as !pydyn.instance<"__main__.Long">
// CHECK:       dataflow.object @"type(empty)" = type of @empty checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(empty).__len__" = member "__len__" of @"type(empty)"
// CHECK:       dataflow.object @empty.length = dict "length" of @empty checks value 0 : i64 as !pydyn.int
// CHECK:       dataflow.object @yes = global "yes" of @step.function checks identity as !pydyn.instance<"__main__.Says">
// CHECK:       dataflow.object @"type(yes)" = type of @yes checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(yes).__bool__" = member "__bool__" of @"type(yes)"
// CHECK:       dataflow.object @yes.answer = dict "answer" of @yes checks value true as !pydyn.bool
// CHECK:       dataflow.object @no = global "no" of @step.function checks identity as !pydyn.instance<"__main__.Says">
// CHECK:       dataflow.object @"type(no)" = type of @no checks same @"type(yes)" as !pydyn.class
// CHECK:       dataflow.object @no.answer = dict "answer" of @no checks value false as !pydyn.bool
// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[ONE:.*]] = pydyn.object_ref @one : !pydyn.tensor<tensor<1xf32>>
// CHECK-NEXT:    %[[EMPTY:.*]] = pydyn.object_ref @empty : !pydyn.instance<"__main__.Long">
// CHECK-NEXT:    %[[YES:.*]] = pydyn.object_ref @yes : !pydyn.instance<"__main__.Says">
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant "b" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[EMPTY]], %[[YES]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.instance<"__main__.Long">, !pydyn.instance<"__main__.Says">, !pydyn.str, !pydyn.int, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "one"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "empty" : !pydyn.object
  %2 = pydyn.truth %1 : (!pydyn.object) -> !pydyn.bool
  %3 = pydyn.if %2 : !pydyn.bool -> !pydyn.object {
    %18 = pydyn.load global "missing" : !pydyn.object
    pydyn.yield %18 : !pydyn.object
  } else {
    pydyn.yield %1 : !pydyn.object
  }
  %4 = pydyn.load global "yes" : !pydyn.object
  %5 = pydyn.truth %4 : (!pydyn.object) -> !pydyn.bool
  %6 = pydyn.if %5 : !pydyn.bool -> !pydyn.object {
    pydyn.yield %4 : !pydyn.object
  } else {
    %18 = pydyn.load global "missing" : !pydyn.object
    pydyn.yield %18 : !pydyn.object
  }
  %7 = pydyn.constant 0 : i64 -> !pydyn.object
  %8 = pydyn.truth %7 : (!pydyn.object) -> !pydyn.bool
  %9 = pydyn.if %8 : !pydyn.bool -> !pydyn.object {
    pydyn.yield %7 : !pydyn.object
  } else {
    %18 = pydyn.constant "b" -> !pydyn.object
    pydyn.yield %18 : !pydyn.object
  }
  %10 = pydyn.constant 2 : i64 -> !pydyn.object
  %11 = pydyn.truth %10 : (!pydyn.object) -> !pydyn.bool
  %12 = pydyn.if %11 : !pydyn.bool -> !pydyn.object {
    %18 = pydyn.constant 3 : i64 -> !pydyn.object
    pydyn.yield %18 : !pydyn.object
  } else {
    pydyn.yield %10 : !pydyn.object
  }
  %13 = pydyn.load global "no" : !pydyn.object
  %14 = pydyn.unary not %13 : (!pydyn.object) -> !pydyn.object
  %15 = pydyn.load global "plain" : !pydyn.object
  %16 = pydyn.unary not %15 : (!pydyn.object) -> !pydyn.object
  %17 = pydyn.tuple (%0, %3, %6, %9, %12, %14, %16 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %17 : !pydyn.object
}
pydyn.func @Long.__len__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Long.__len__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "length" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}
pydyn.func @Says.__bool__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Says.__bool__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "answer" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// A condition is asked for its truth; the other side is not even looked at.
//
// def step(x, one):
//     if empty:
//         return missing
//     return x * 2 if full else missing

// CHECK:       dataflow.object @empty = global "empty" of @step.function checks identity as !pydyn.instance<"__main__.Long">
// CHECK:       dataflow.object @"type(empty)" = type of @empty checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(empty).__len__" = member "__len__" of @"type(empty)"
// CHECK:       dataflow.object @empty.length = dict "length" of @empty checks value 0 : i64 as !pydyn.int
// CHECK:       dataflow.object @full = global "full" of @step.function checks identity as !pydyn.instance<"__main__.Long">
// CHECK:       dataflow.object @"type(full)" = type of @full checks same @"type(empty)" as !pydyn.class
// CHECK:       dataflow.object @full.length = dict "length" of @full checks value 2 : i64 as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[ONE:.*]] = pydyn.object_ref @one
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "one"], qualname = "step"} {
  %0 = pydyn.load global "empty" : !pydyn.object
  %1 = pydyn.truth %0 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %1 : !pydyn.bool {
    %5 = pydyn.load global "missing" : !pydyn.object
    pydyn.return %5 : !pydyn.object
  }
  %2 = pydyn.load global "full" : !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  %4 = pydyn.if %3 : !pydyn.bool -> !pydyn.object {
    %5 = pydyn.load local "x" : !pydyn.object
    %6 = pydyn.constant 2 : i64 -> !pydyn.object
    %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.yield %7 : !pydyn.object
  } else {
    %5 = pydyn.load global "missing" : !pydyn.object
    pydyn.yield %5 : !pydyn.object
  }
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Long.__len__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Long.__len__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "length" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// `__bool__` must give a bool.
//
// def step(x, one):
//     return x, bool(number)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "one"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "bool" : !pydyn.object
  %2 = pydyn.load global "number" : !pydyn.object
  // expected-error @+1 {{'__bool__' does not return a bool [JS0007]}}
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Says.__bool__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Says.__bool__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "answer" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// And `__len__` nothing below 0.
//
// def step(x, one):
//     return x, bool(negative)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "one"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "bool" : !pydyn.object
  %2 = pydyn.load global "negative" : !pydyn.object
  // expected-error @+1 {{'__len__' returns less than 0 [JS0007]}}
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Long.__len__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Long.__len__"} {
  %0 = pydyn.load local "self" : !pydyn.object
  %1 = pydyn.get_attr %0 "length" : (!pydyn.object) -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// The truth of a tensor of one element is a value of the run: what it has always been is assumed.
//
// def step(x, one):
//     if one > 0:
//         return x * 2
//     return x

// CHECK:       dataflow.object @"type(one)" = type of @one checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[ONE:.*]] = pydyn.object_ref @one
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[ONE]] : !pydyn.tensor<tensor<1xf32>> -> tensor<1xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[COMPARE:.*]] = nn.compare gt, %[[READ]], %[[C]]
// CHECK-NEXT:    %[[RESHAPE:.*]] = nn.reshape %[[COMPARE]]
// CHECK-NEXT:    %[[EXTRACT:.*]] = tensor.extract %[[RESHAPE]][] : tensor<i1>
// CHECK-NEXT:    dataflow.assert %[[EXTRACT]], "the branch at line 2 is taken"
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_2]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "one"], qualname = "step"} {
  %0 = pydyn.load local "one" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load local "x" : !pydyn.object
    %6 = pydyn.constant 2 : i64 -> !pydyn.object
    %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.return %7 : !pydyn.object
  } loc("truth.mlir":2:8)
  %4 = pydyn.load local "x" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Several elements have none.
//
// def step(x, one):
//     if x > 0:
//         return x * 2
//     return x
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "one"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 0 : i64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'torch.Tensor.item': only one element can be a number [JS0002]}}
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load local "x" : !pydyn.object
    %6 = pydyn.constant 2 : i64 -> !pydyn.object
    %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.return %7 : !pydyn.object
  }
  %4 = pydyn.load local "x" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}
