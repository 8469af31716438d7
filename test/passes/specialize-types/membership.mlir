// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/membership.json" -split-input-file -verify-diagnostics | FileCheck %s

// `in`: `__contains__`, then iteration, and identity before equality.

// Lists, tuples, dicts (their keys), sets, strings (their parts), ranges.
//
// def step(x):
//     return x, "a" in known, 2.0 in known, 3 not in known, "a" in table, 1 in table, 2 in group, "bc" in "abcd", "ac" in "abcd", 4 in range(0, 10, 2), 5 in range(0, 10, 2)

// CHECK:       dataflow.object @known = global "known" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(known)" = length of @known checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"known[0]" = item 0 : i64 of @known checks value "a" as !pydyn.str
// CHECK:       dataflow.object @"known[1]" = item 1 : i64 of @known checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @"known[2]" = item 2 : i64 of @known checks value #pydyn.none as !pydyn.none
// CHECK:       dataflow.object @table = global "table" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @"table['a']" = item "a" of @table checks value 1 : i64 as !pydyn.int
// CHECK:       dataflow.object @"table.Int(1).absent" = item 1 : i64 of @table checks absent as !pydyn.none
// CHECK:       dataflow.object @group = global "group" of @step.function checks identity as !pydyn.set<!pydyn.object>
// CHECK:       dataflow.object @"keys(group)" = keys of @group checks identity as !pydyn.tuple
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_10:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]], %[[C_7]], %[[C_8]], %[[C_9]], %[[C_10]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant "a" -> !pydyn.object
  %2 = pydyn.load global "known" : !pydyn.object
  %3 = pydyn.compare in %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %5 = pydyn.load global "known" : !pydyn.object
  %6 = pydyn.compare in %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 3 : i64 -> !pydyn.object
  %8 = pydyn.load global "known" : !pydyn.object
  %9 = pydyn.compare not_in %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.constant "a" -> !pydyn.object
  %11 = pydyn.load global "table" : !pydyn.object
  %12 = pydyn.compare in %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.constant 1 : i64 -> !pydyn.object
  %14 = pydyn.load global "table" : !pydyn.object
  %15 = pydyn.compare in %13, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.constant 2 : i64 -> !pydyn.object
  %17 = pydyn.load global "group" : !pydyn.object
  %18 = pydyn.compare in %16, %17 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %19 = pydyn.constant "bc" -> !pydyn.object
  %20 = pydyn.constant "abcd" -> !pydyn.object
  %21 = pydyn.compare in %19, %20 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %22 = pydyn.constant "ac" -> !pydyn.object
  %23 = pydyn.constant "abcd" -> !pydyn.object
  %24 = pydyn.compare in %22, %23 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %25 = pydyn.constant 4 : i64 -> !pydyn.object
  %26 = pydyn.load global "range" : !pydyn.object
  %27 = pydyn.constant 0 : i64 -> !pydyn.object
  %28 = pydyn.constant 10 : i64 -> !pydyn.object
  %29 = pydyn.constant 2 : i64 -> !pydyn.object
  %30 = pydyn.call %26 (%27, %28, %29 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %31 = pydyn.compare in %25, %30 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %32 = pydyn.constant 5 : i64 -> !pydyn.object
  %33 = pydyn.load global "range" : !pydyn.object
  %34 = pydyn.constant 0 : i64 -> !pydyn.object
  %35 = pydyn.constant 10 : i64 -> !pydyn.object
  %36 = pydyn.constant 2 : i64 -> !pydyn.object
  %37 = pydyn.call %33 (%34, %35, %36 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %38 = pydyn.compare in %32, %37 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %39 = pydyn.tuple (%0, %3, %6, %9, %12, %15, %18, %21, %24, %31, %38 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %39 : !pydyn.object
}

// -----

// What `__contains__` returns becomes a bool.
//
// def step(x):
//     return x, 3 in holds, 0 in holds, "" not in holds

// CHECK:       dataflow.object @holds = global "holds" of @step.function checks identity as !pydyn.instance<"__main__.Holds">
// CHECK:       dataflow.object @"type(holds)" = type of @holds checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(holds).__contains__" = member "__contains__" of @"type(holds)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 3 : i64 -> !pydyn.object
  %2 = pydyn.load global "holds" : !pydyn.object
  %3 = pydyn.compare in %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 0 : i64 -> !pydyn.object
  %5 = pydyn.load global "holds" : !pydyn.object
  %6 = pydyn.compare in %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.constant "" -> !pydyn.object
  %8 = pydyn.load global "holds" : !pydyn.object
  %9 = pydyn.compare not_in %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.tuple (%0, %3, %6, %9 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %10 : !pydyn.object
}
pydyn.func @Holds.__contains__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value"], qualname = "Holds.__contains__"} {
  %0 = pydyn.load local "value" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// Without it, what the iteration gives.
//
// def step(x):
//     return x, 2 in iterates, 3 in iterates

// CHECK:       dataflow.object @iterates = global "iterates" of @step.function checks identity as !pydyn.instance<"__main__.Iterates">
// CHECK:       dataflow.object @"type(iterates)" = type of @iterates checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(iterates).__iter__" = member "__iter__" of @"type(iterates)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.load global "iterates" : !pydyn.object
  %3 = pydyn.compare in %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 3 : i64 -> !pydyn.object
  %5 = pydyn.load global "iterates" : !pydyn.object
  %6 = pydyn.compare in %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.tuple (%0, %3, %6 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}
pydyn.func @Iterates.__iter__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Iterates.__iter__"} {
  %0 = pydyn.load global "iter" : !pydyn.object
  %1 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.call %0 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Identity comes before equality.
//
// def step(x):
//     return x, never in [never], never == never, never in [plain]

// CHECK:       dataflow.object @never = global "never" of @step.function checks identity as !pydyn.instance<"__main__.Never">
// CHECK:       dataflow.object @"type(never)" = type of @never checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(never).__eq__" = member "__eq__" of @"type(never)"
// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "never" : !pydyn.object
  %2 = pydyn.load global "never" : !pydyn.object
  %3 = pydyn.list (%2 : !pydyn.object) -> !pydyn.object
  %4 = pydyn.compare in %1, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.load global "never" : !pydyn.object
  %6 = pydyn.load global "never" : !pydyn.object
  %7 = pydyn.compare eq %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.load global "never" : !pydyn.object
  %9 = pydyn.load global "plain" : !pydyn.object
  %10 = pydyn.list (%9 : !pydyn.object) -> !pydyn.object
  %11 = pydyn.compare in %8, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.tuple (%0, %4, %7, %11 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %12 : !pydyn.object
}
pydyn.func @Never.__eq__(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "other"], qualname = "Never.__eq__"} {
  %0 = pydyn.constant false -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// A look for None in what holds tensors asks no tensor for its elements.
//
// def step(x):
//     return x, None in [None, x], None in (1, 2)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant #pydyn.none -> !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.list (%2, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.compare in %1, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.constant #pydyn.none -> !pydyn.object
  %7 = pydyn.constant 1 : i64 -> !pydyn.object
  %8 = pydyn.constant 2 : i64 -> !pydyn.object
  %9 = pydyn.tuple (%7, %8 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.compare in %6, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.tuple (%0, %5, %10 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %11 : !pydyn.object
}

// -----

// `__contains__ = None` is no container, whatever else it is.
//
// def step(x):
//     return x, 1 in refuses
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.load global "refuses" : !pydyn.object
  // expected-error @+1 {{'__contains__' of the class of an object of the class '__main__.Refuses' is None [JS0007]}}
  %3 = pydyn.compare in %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @Refuses.__iter__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Refuses.__iter__"} {
  %0 = pydyn.load global "iter" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.call %0 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Nor is a number.
//
// def step(x):
//     return x, 1 in 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  // expected-error @+1 {{'in' of a int and a int [JS0003]}}
  %3 = pydyn.compare in %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A number in a string raises TypeError.
//
// def step(x):
//     return x, 1 in "abc"
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant "abc" -> !pydyn.object
  // expected-error @+1 {{'in' of a int and a str [JS0003]}}
  %3 = pydyn.compare in %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A tensor among tensors is looked for by equality of elements, which a graph leaves to PyTorch.
//
// def step(x):
//     return x, x in [x * 2]
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.list (%4 : !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'torch.Tensor.item': only one element can be a number [JS0002]}}
  %6 = pydyn.compare in %1, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.tuple (%0, %6 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// An object that is neither.
//
// def step(x):
//     return x, 1 in plain
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.load global "plain" : !pydyn.object
  // expected-error @+1 {{iteration over an object of the class '__main__.Plain' [JS0009]}}
  %3 = pydyn.compare in %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
