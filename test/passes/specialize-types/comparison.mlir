// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/comparison.json" -split-input-file -verify-diagnostics | FileCheck %s

// Order and equality: the class of each operand is asked, the reflected method of a subclass first.

// The class's own methods; `>` is the other one's `<`, `!=` the inverse of `==`.
//
// def step(x):
//     return x, short < long, short > long, short == Length(2), short != long

// CHECK:       dataflow.object @short = global "short" of @step.function checks identity as !pydyn.instance<"__main__.Length">
// CHECK:       dataflow.object @long = global "long" of @step.function checks identity as !pydyn.instance<"__main__.Length">
// CHECK:       dataflow.object @"type(long)" = type of @long checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(short)" = type of @short checks same @"type(long)" as !pydyn.class
// CHECK:       dataflow.object @"type(long).__lt__" = member "__lt__" of @"type(long)"
// CHECK:       dataflow.object @Length = global "Length" of @"type(long).__lt__" checks same @"type(long)" as !pydyn.class
// CHECK:       dataflow.object @short.size = dict "size" of @short checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @long.size = dict "size" of @long checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"Length#2" = global "Length" of @step.function checks same @"type(long)" as !pydyn.class
// CHECK:       dataflow.object @"type(type(long))" = type of @"type(long)" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(long).__new__" = member "__new__" of @"type(long)"
// CHECK:       dataflow.object @"type(long).__init__" = member "__init__" of @"type(long)"
// CHECK:       dataflow.object @"type(long).__eq__" = member "__eq__" of @"type(long)"
// CHECK:       dataflow.object @"isinstance#2" = global "isinstance" of @"type(long).__eq__"
// CHECK:       dataflow.object @"Length#3" = global "Length" of @"type(long).__eq__" checks same @"type(long)" as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "short" : !pydyn.object
  %2 = pydyn.load global "long" : !pydyn.object
  %3 = pydyn.compare lt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "short" : !pydyn.object
  %5 = pydyn.load global "long" : !pydyn.object
  %6 = pydyn.compare gt %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load global "short" : !pydyn.object
  %8 = pydyn.load global "Length" : !pydyn.object
  %9 = pydyn.constant 2 : i64 -> !pydyn.object
  %10 = pydyn.call %8 (%9 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.compare eq %7, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.load global "short" : !pydyn.object
  %13 = pydyn.load global "long" : !pydyn.object
  %14 = pydyn.compare ne %12, %13 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %15 = pydyn.tuple (%0, %3, %6, %11, %14 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %15 : !pydyn.object
}
pydyn.func @Length.__lt__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Length.__lt__"} {
  %0 = pydyn.load global "isinstance" : !pydyn.object
  %1 = pydyn.load local "other" : !pydyn.object
  %2 = pydyn.load global "Length" : !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.unary not %3 : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.truth %4 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %5 : !pydyn.bool {
    %11 = pydyn.load global "NotImplemented" : !pydyn.object
    pydyn.return %11 : !pydyn.object
  }
  %6 = pydyn.load local "self" : !pydyn.object
  %7 = pydyn.get_attr %6 "size" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.load local "other" : !pydyn.object
  %9 = pydyn.get_attr %8 "size" : (!pydyn.object) -> !pydyn.object
  %10 = pydyn.compare lt %7, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
}
pydyn.func @Length.__init__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "size"], qualname = "Length.__init__"} {
  %0 = pydyn.load local "size" : !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "size" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %2 : !pydyn.object
}
pydyn.func @Length.__eq__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Length.__eq__"} {
  %0 = pydyn.load global "isinstance" : !pydyn.object
  %1 = pydyn.load local "other" : !pydyn.object
  %2 = pydyn.load global "Length" : !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  %5 = pydyn.if %4 : !pydyn.bool -> !pydyn.object {
    %6 = pydyn.load local "self" : !pydyn.object
    %7 = pydyn.get_attr %6 "size" : (!pydyn.object) -> !pydyn.object
    %8 = pydyn.load local "other" : !pydyn.object
    %9 = pydyn.get_attr %8 "size" : (!pydyn.object) -> !pydyn.object
    %10 = pydyn.compare eq %7, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.yield %10 : !pydyn.object
  } else {
    pydyn.yield %3 : !pydyn.object
  }
  pydyn.return %5 : !pydyn.object
}

// -----

// A subclass's reflected method goes before.
//
// def step(x):
//     return x, short < longer

// CHECK:       dataflow.object @short = global "short" of @step.function checks identity as !pydyn.instance<"__main__.Length">
// CHECK:       dataflow.object @longer = global "longer" of @step.function checks identity as !pydyn.instance<"__main__.Longer">
// CHECK:       dataflow.object @"type(longer)" = type of @longer checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(short)" = type of @short checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(longer).__gt__" = member "__gt__" of @"type(longer)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant "the reflected one" {code = @"type(longer).__gt__"} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "short" : !pydyn.object
  %2 = pydyn.load global "longer" : !pydyn.object
  %3 = pydyn.compare lt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Longer.__gt__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Longer.__gt__"} {
  %0 = pydyn.constant "the reflected one" -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// Without a method objects are equal when they are one.
//
// def step(x):
//     return x, plain == plain, plain == other, plain != other

// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK:       dataflow.object @other = global "other" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(other)" = type of @other checks same @"type(plain)" as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  %2 = pydyn.load global "plain" : !pydyn.object
  %3 = pydyn.compare eq %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "plain" : !pydyn.object
  %5 = pydyn.load global "other" : !pydyn.object
  %6 = pydyn.compare eq %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load global "plain" : !pydyn.object
  %8 = pydyn.load global "other" : !pydyn.object
  %9 = pydyn.compare ne %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.tuple (%0, %3, %6, %9 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
}

// -----

// The result of `__eq__` is what it is, no bool; `!=` is its inverse, which is one.
//
// def step(x):
//     return x, odd == 1, odd != 1

// CHECK:       dataflow.object @odd = global "odd" of @step.function checks identity as !pydyn.instance<"__main__.Odd">
// CHECK:       dataflow.object @"type(odd)" = type of @odd checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(odd).__eq__" = member "__eq__" of @"type(odd)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 5.000000e+00 : f64 {code = @"type(odd).__eq__"} -> !pydyn.float
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "odd" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.compare eq %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "odd" : !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.compare ne %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.tuple (%0, %3, %6 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}
pydyn.func @Odd.__eq__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Odd.__eq__"} {
  %0 = pydyn.constant 5.000000e+00 : f64 -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// NaN is not equal to itself.
//
// def step(x):
//     return x, nan == nan, nan != nan, nan < nan, nan >= nan

// CHECK:       dataflow.object @nan = global "nan" of @step.function checks value 0x7FF8000000000000 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "nan" : !pydyn.object
  %2 = pydyn.load global "nan" : !pydyn.object
  %3 = pydyn.compare eq %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "nan" : !pydyn.object
  %5 = pydyn.load global "nan" : !pydyn.object
  %6 = pydyn.compare ne %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load global "nan" : !pydyn.object
  %8 = pydyn.load global "nan" : !pydyn.object
  %9 = pydyn.compare lt %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load global "nan" : !pydyn.object
  %11 = pydyn.load global "nan" : !pydyn.object
  %12 = pydyn.compare ge %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.tuple (%0, %3, %6, %9, %12 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}

// -----

// A list that holds it is equal to another one that does, when it is the very object.
//
// def step(x):
//     return x, [nan] == [nan]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "nan" : !pydyn.object
  %2 = pydyn.list (%1 : !pydyn.object) -> !pydyn.object
  %3 = pydyn.load global "nan" : !pydyn.object
  %4 = pydyn.list (%3 : !pydyn.object) -> !pydyn.object
  %5 = pydyn.compare eq %2, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.tuple (%0, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// Numbers are compared as the numbers that they are: an int beyond 2**53 is no float.
//
// def step(x):
//     return x, 1 == 1.0, True == 1, big == 9007199254740992.0, big > 9007199254740992.0, -0.0 == 0.0

// CHECK:       dataflow.object @big = global "big" of @step.function checks value 9007199254740993 : i64 as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.compare eq %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant true -> !pydyn.object
  %5 = pydyn.constant 1 : i64 -> !pydyn.object
  %6 = pydyn.compare eq %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load global "big" : !pydyn.object
  %8 = pydyn.constant 0x4340000000000000 : f64 -> !pydyn.object
  %9 = pydyn.compare eq %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load global "big" : !pydyn.object
  %11 = pydyn.constant 0x4340000000000000 : f64 -> !pydyn.object
  %12 = pydyn.compare gt %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.constant -0.000000e+00 : f64 -> !pydyn.object
  %14 = pydyn.constant 0.000000e+00 : f64 -> !pydyn.object
  %15 = pydyn.compare eq %13, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.tuple (%0, %3, %6, %9, %12, %15 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %16 : !pydyn.object
}

// -----

// Sequences one by one, then by length; strings by code points; different kinds are not equal.
//
// def step(x):
//     return x, (1, 2) < (1, 2, 0), [1, 3] > [1, 2, 9], "Z" < "a", "ab" < "abc", (1,) == [1], {"a": 1, "b": 2} == {"b": 2, "a": 1}

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 1 : i64 -> !pydyn.object
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  %6 = pydyn.constant 0 : i64 -> !pydyn.object
  %7 = pydyn.tuple (%4, %5, %6 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.compare lt %3, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.constant 1 : i64 -> !pydyn.object
  %10 = pydyn.constant 3 : i64 -> !pydyn.object
  %11 = pydyn.list (%9, %10 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.constant 1 : i64 -> !pydyn.object
  %13 = pydyn.constant 2 : i64 -> !pydyn.object
  %14 = pydyn.constant 9 : i64 -> !pydyn.object
  %15 = pydyn.list (%12, %13, %14 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.compare gt %11, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.constant "Z" -> !pydyn.object
  %18 = pydyn.constant "a" -> !pydyn.object
  %19 = pydyn.compare lt %17, %18 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %20 = pydyn.constant "ab" -> !pydyn.object
  %21 = pydyn.constant "abc" -> !pydyn.object
  %22 = pydyn.compare lt %20, %21 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.constant 1 : i64 -> !pydyn.object
  %24 = pydyn.tuple (%23 : !pydyn.object) -> !pydyn.object
  %25 = pydyn.constant 1 : i64 -> !pydyn.object
  %26 = pydyn.list (%25 : !pydyn.object) -> !pydyn.object
  %27 = pydyn.compare eq %24, %26 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %28 = pydyn.constant "a" -> !pydyn.object
  %29 = pydyn.constant 1 : i64 -> !pydyn.object
  %30 = pydyn.constant "b" -> !pydyn.object
  %31 = pydyn.constant 2 : i64 -> !pydyn.object
  %32 = pydyn.dict keys(%28, %30 : !pydyn.object, !pydyn.object) values(%29, %31 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %33 = pydyn.constant "b" -> !pydyn.object
  %34 = pydyn.constant 2 : i64 -> !pydyn.object
  %35 = pydyn.constant "a" -> !pydyn.object
  %36 = pydyn.constant 1 : i64 -> !pydyn.object
  %37 = pydyn.dict keys(%33, %35 : !pydyn.object, !pydyn.object) values(%34, %36 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %38 = pydyn.compare eq %32, %37 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %39 = pydyn.tuple (%0, %8, %16, %19, %22, %27, %38 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %39 : !pydyn.object
}

// -----

// Comparisons in a row ask the middle once, and stop where one does not hold.
//
// def step(x):
//     return x, 1 < 2 < 3, 3 < 2 < missing

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.compare lt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.truth %3 : (!pydyn.object) -> !pydyn.bool
  %5 = pydyn.if %4 : !pydyn.bool -> !pydyn.object {
    %12 = pydyn.constant 3 : i64 -> !pydyn.object
    %13 = pydyn.compare lt %2, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.yield %13 : !pydyn.object
  } else {
    pydyn.yield %3 : !pydyn.object
  }
  %6 = pydyn.constant 3 : i64 -> !pydyn.object
  %7 = pydyn.constant 2 : i64 -> !pydyn.object
  %8 = pydyn.compare lt %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.truth %8 : (!pydyn.object) -> !pydyn.bool
  %10 = pydyn.if %9 : !pydyn.bool -> !pydyn.object {
    %12 = pydyn.load global "missing" : !pydyn.object
    %13 = pydyn.compare lt %7, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.yield %13 : !pydyn.object
  } else {
    pydyn.yield %8 : !pydyn.object
  }
  %11 = pydyn.tuple (%0, %5, %10 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %11 : !pydyn.object
}

// -----

// A tensor is compared by its elements.
//
// def step(x):
//     return x < 2, 3 == x

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[COMPARE:.*]] = nn.compare lt, %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[COMPARE_2:.*]] = nn.compare eq, %[[READ]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[COMPARE]] : tensor<4xi1> -> !pydyn.tensor<tensor<4xi1>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[COMPARE_2]] : tensor<4xi1> -> !pydyn.tensor<tensor<4xi1>>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[BOX_2]] : !pydyn.tensor<tensor<4xi1>>, !pydyn.tensor<tensor<4xi1>>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.compare lt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.constant 3 : i64 -> !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.compare eq %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.tuple (%2, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// What has no order raises CPython's error.
//
// def step(x):
//     return x, plain < other
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  %2 = pydyn.load global "other" : !pydyn.object
  // expected-error @+1 {{an object of the class '__main__.Plain' and an object of the class '__main__.Plain' are not ordered [JS0007]}}
  %3 = pydyn.compare lt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// The same for a number and a string.
//
// def step(x):
//     return x, 1 < "a"
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant "a" -> !pydyn.object
  // expected-error @+1 {{a int and a str are not ordered [JS0007]}}
  %3 = pydyn.compare lt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// The program's handler would catch it; a graph leaves the whole call to CPython.
//
// def step(x):
//     try:
//         return x, short < 3
//     except TypeError:
//         return x * 2, False
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  pydyn.try {
    %1 = pydyn.load local "x" : !pydyn.object
    %2 = pydyn.load global "short" : !pydyn.object
    %3 = pydyn.constant 3 : i64 -> !pydyn.object
    // expected-error @+1 {{an object of the class '__main__.Length' and a int are not ordered [JS0007]}}
    %4 = pydyn.compare lt %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    %5 = pydyn.tuple (%1, %4 : !pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.return %5 : !pydyn.object
  } except %arg1 {
    %1 = pydyn.load global "TypeError" : !pydyn.object
    %2 = pydyn.exception_match %arg1, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %2 : !pydyn.bool {
      %3 = pydyn.load local "x" : !pydyn.object
      %4 = pydyn.constant 2 : i64 -> !pydyn.object
      %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      %6 = pydyn.constant false -> !pydyn.object
      %7 = pydyn.tuple (%5, %6 : !pydyn.object, !pydyn.object) -> !pydyn.object
      pydyn.return %7 : !pydyn.object
    } else {
      pydyn.reraise
    }
    pydyn.yield
  }
  %0 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}
pydyn.func @Length.__lt__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Length.__lt__"} {
  %0 = pydyn.load global "isinstance" : !pydyn.object
  %1 = pydyn.load local "other" : !pydyn.object
  %2 = pydyn.load global "Length" : !pydyn.object
  %3 = pydyn.call %0 (%1, %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.unary not %3 : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.truth %4 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %5 : !pydyn.bool {
    %11 = pydyn.load global "NotImplemented" : !pydyn.object
    pydyn.return %11 : !pydyn.object
  }
  %6 = pydyn.load local "self" : !pydyn.object
  %7 = pydyn.get_attr %6 "size" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.load local "other" : !pydyn.object
  %9 = pydyn.get_attr %8 "size" : (!pydyn.object) -> !pydyn.object
  %10 = pydyn.compare lt %7, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
}
