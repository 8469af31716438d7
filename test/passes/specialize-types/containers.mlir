// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/containers.json" -split-input-file -verify-diagnostics | FileCheck %s

// Dicts, sets, tuples and strings.

// Dicts keep the order of insertion; a changed value keeps its place.
//
// def step(x):
//     made = dict(table, c=3)
//     made["a"] = 10
//     made.update({"d": 4})
//     gone = made.pop("b")
//     return x, made, gone, made.get("z", 5), made.setdefault("e", 6), list(made.values()), list(made.items())

// CHECK:       dataflow.object @dict = global "dict" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @table = global "table" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @"keys(table)" = keys of @table checks identity as !pydyn.tuple
// CHECK:       dataflow.object @"table['a']" = item "a" of @table checks value 1 : i64 as !pydyn.int
// CHECK:       dataflow.object @"table['b']" = item "b" of @table checks value 2 : i64 as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[KEYS_TABLE_0:.*]] = pydyn.object_ref @"keys(table)[0]" : !pydyn.str
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant "c" -> !pydyn.str
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant "d" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant "e" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 10 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant 6 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[DICT:.*]] = pydyn.dict keys(%[[KEYS_TABLE_0]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.str, !pydyn.str, !pydyn.str, !pydyn.str) values(%[[C_4]], %[[C_5]], %[[C_6]], %[[C_7]] : !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant 5 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_10:.*]] = pydyn.constant 6 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_11:.*]] = pydyn.constant 10 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_12:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_13:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_14:.*]] = pydyn.constant 6 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_11]], %[[C_12]], %[[C_13]], %[[C_14]] : !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_15:.*]] = pydyn.constant 10 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[KEYS_TABLE_0]], %[[C_15]] : !pydyn.str, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_16:.*]] = pydyn.constant "c" -> !pydyn.str
// CHECK-NEXT:    %[[C_17:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[C_16]], %[[C_17]] : !pydyn.str, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_18:.*]] = pydyn.constant "d" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_19:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_3:.*]] = pydyn.tuple (%[[C_18]], %[[C_19]] : !pydyn.str, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_20:.*]] = pydyn.constant "e" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_21:.*]] = pydyn.constant 6 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_4:.*]] = pydyn.tuple (%[[C_20]], %[[C_21]] : !pydyn.str, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[LIST_2:.*]] = pydyn.list (%[[TUPLE]], %[[TUPLE_2]], %[[TUPLE_3]], %[[TUPLE_4]] : !pydyn.tuple, !pydyn.tuple, !pydyn.tuple, !pydyn.tuple) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE_5:.*]] = pydyn.tuple (%[[X]], %[[DICT]], %[[C_8]], %[[C_9]], %[[C_10]], %[[LIST]], %[[LIST_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.dict<!pydyn.object, !pydyn.object>, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_5]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "dict" : !pydyn.object
  %1 = pydyn.load global "table" : !pydyn.object
  %2 = pydyn.constant 3 : i64 -> !pydyn.object
  %3 = pydyn.call %0 (%1, c = %2 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "made", %3 : !pydyn.object
  %4 = pydyn.constant 10 : i64 -> !pydyn.object
  %5 = pydyn.load local "made" : !pydyn.object
  %6 = pydyn.constant "a" -> !pydyn.object
  pydyn.set_item %5[%6] = %4 : !pydyn.object, !pydyn.object, !pydyn.object
  %7 = pydyn.load local "made" : !pydyn.object
  %8 = pydyn.get_attr %7 "update" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.constant "d" -> !pydyn.object
  %10 = pydyn.constant 4 : i64 -> !pydyn.object
  %11 = pydyn.dict keys(%9 : !pydyn.object) values(%10 : !pydyn.object) -> !pydyn.object
  %12 = pydyn.call %8 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load local "made" : !pydyn.object
  %14 = pydyn.get_attr %13 "pop" : (!pydyn.object) -> !pydyn.object
  %15 = pydyn.constant "b" -> !pydyn.object
  %16 = pydyn.call %14 (%15 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "gone", %16 : !pydyn.object
  %17 = pydyn.load local "x" : !pydyn.object
  %18 = pydyn.load local "made" : !pydyn.object
  %19 = pydyn.load local "gone" : !pydyn.object
  %20 = pydyn.load local "made" : !pydyn.object
  %21 = pydyn.get_attr %20 "get" : (!pydyn.object) -> !pydyn.object
  %22 = pydyn.constant "z" -> !pydyn.object
  %23 = pydyn.constant 5 : i64 -> !pydyn.object
  %24 = pydyn.call %21 (%22, %23 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %25 = pydyn.load local "made" : !pydyn.object
  %26 = pydyn.get_attr %25 "setdefault" : (!pydyn.object) -> !pydyn.object
  %27 = pydyn.constant "e" -> !pydyn.object
  %28 = pydyn.constant 6 : i64 -> !pydyn.object
  %29 = pydyn.call %26 (%27, %28 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %30 = pydyn.load global "list" : !pydyn.object
  %31 = pydyn.load local "made" : !pydyn.object
  %32 = pydyn.get_attr %31 "values" : (!pydyn.object) -> !pydyn.object
  %33 = pydyn.call %32 () from !pydyn.object -> !pydyn.object
  %34 = pydyn.call %30 (%33 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %35 = pydyn.load global "list" : !pydyn.object
  %36 = pydyn.load local "made" : !pydyn.object
  %37 = pydyn.get_attr %36 "items" : (!pydyn.object) -> !pydyn.object
  %38 = pydyn.call %37 () from !pydyn.object -> !pydyn.object
  %39 = pydyn.call %35 (%38 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %40 = pydyn.tuple (%17, %18, %19, %24, %29, %34, %39 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %40 : !pydyn.object
}

// -----

// Spread into a new one: the later value wins, the place is the first one's.
//
// def step(x):
//     return x, {**table, "a": 0, "c": 5}

// CHECK:       dataflow.object @table = global "table" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @"keys(table)" = keys of @table checks identity as !pydyn.tuple
// CHECK:       dataflow.object @"table['a']" = item "a" of @table checks value 1 : i64 as !pydyn.int
// CHECK:       dataflow.object @"table['b']" = item "b" of @table checks value 2 : i64 as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[KEYS_TABLE_0:.*]] = pydyn.object_ref @"keys(table)[0]" : !pydyn.str
// CHECK-NEXT:    %[[KEYS_TABLE_1:.*]] = pydyn.object_ref @"keys(table)[1]" : !pydyn.str
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant "c" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 0 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 5 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[DICT:.*]] = pydyn.dict keys(%[[KEYS_TABLE_0]], %[[KEYS_TABLE_1]], %[[C]] : !pydyn.str, !pydyn.str, !pydyn.str) values(%[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[DICT]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.dict<!pydyn.object, !pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "table" : !pydyn.object
  %2 = pydyn.constant "a" -> !pydyn.object
  %3 = pydyn.constant 0 : i64 -> !pydyn.object
  %4 = pydyn.constant "c" -> !pydyn.object
  %5 = pydyn.constant 5 : i64 -> !pydyn.object
  %6 = pydyn.dict keys(%1, %2, %4 : !pydyn.object, !pydyn.object, !pydyn.object) values(%1, %3, %5 : !pydyn.object, !pydyn.object, !pydyn.object) {unpacked = array<i64: 0>} -> !pydyn.object
  %7 = pydyn.tuple (%0, %6 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// `|` of dicts is left to CPython.
//
// def step(x):
//     return x, {"a": 1, "b": 2} | {"b": 3, "c": 4}
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant "a" -> !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.constant "b" -> !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.dict keys(%1, %3 : !pydyn.object, !pydyn.object) values(%2, %4 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.constant "b" -> !pydyn.object
  %7 = pydyn.constant 3 : i64 -> !pydyn.object
  %8 = pydyn.constant "c" -> !pydyn.object
  %9 = pydyn.constant 4 : i64 -> !pydyn.object
  %10 = pydyn.dict keys(%6, %8 : !pydyn.object, !pydyn.object) values(%7, %9 : !pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'or' of a dict and a dict [JS0003]}}
  %11 = pydyn.binary or %5, %10 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.tuple (%0, %11 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %12 : !pydyn.object
}

// -----

// Sets where only what they hold counts.
//
// def step(x):
//     group = {1, 2}
//     group.add(2)
//     group.add(3)
//     return x, len(group), 3 in group, group == {3, 2, 1}

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.set (%0, %1 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "group", %2 : !pydyn.object
  %3 = pydyn.load local "group" : !pydyn.object
  %4 = pydyn.get_attr %3 "add" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load local "group" : !pydyn.object
  %8 = pydyn.get_attr %7 "add" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.constant 3 : i64 -> !pydyn.object
  %10 = pydyn.call %8 (%9 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %11 = pydyn.load local "x" : !pydyn.object
  %12 = pydyn.load global "len" : !pydyn.object
  %13 = pydyn.load local "group" : !pydyn.object
  %14 = pydyn.call %12 (%13 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %15 = pydyn.constant 3 : i64 -> !pydyn.object
  %16 = pydyn.load local "group" : !pydyn.object
  %17 = pydyn.compare in %15, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.load local "group" : !pydyn.object
  %19 = pydyn.constant 3 : i64 -> !pydyn.object
  %20 = pydyn.constant 2 : i64 -> !pydyn.object
  %21 = pydyn.constant 1 : i64 -> !pydyn.object
  %22 = pydyn.set (%19, %20, %21 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.compare eq %18, %22 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %24 = pydyn.tuple (%11, %14, %17, %23 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %24 : !pydyn.object
}

// -----

// Tuples.
//
// def step(x):
//     pair = (1, 2, 1)
//     return x, pair.count(1), pair.index(2), pair[1:], len(pair), tuple([1, 2])

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_3]], %[[C_4]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[C_6]], %[[C_7]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[TUPLE_3:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[TUPLE]], %[[C_5]], %[[TUPLE_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int, !pydyn.tuple, !pydyn.int, !pydyn.tuple) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_3]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.tuple (%0, %1, %2 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "pair", %3 : !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  %5 = pydyn.load local "pair" : !pydyn.object
  %6 = pydyn.get_attr %5 "count" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 1 : i64 -> !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load local "pair" : !pydyn.object
  %10 = pydyn.get_attr %9 "index" : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.constant 2 : i64 -> !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load local "pair" : !pydyn.object
  %14 = pydyn.constant 1 : i64 -> !pydyn.object
  %15 = pydyn.constant #pydyn.none -> !pydyn.object
  %16 = pydyn.constant #pydyn.none -> !pydyn.object
  %17 = pydyn.slice %14, %15, %16 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.get_item %13[%17] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %19 = pydyn.load global "len" : !pydyn.object
  %20 = pydyn.load local "pair" : !pydyn.object
  %21 = pydyn.call %19 (%20 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %22 = pydyn.load global "tuple" : !pydyn.object
  %23 = pydyn.constant 1 : i64 -> !pydyn.object
  %24 = pydyn.constant 2 : i64 -> !pydyn.object
  %25 = pydyn.list (%23, %24 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %26 = pydyn.call %22 (%25 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %27 = pydyn.tuple (%4, %8, %12, %18, %21, %26 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %27 : !pydyn.object
}

// -----

// Strings.
//
// def step(x):
//     name = "Layer.0.weight"
//     return x, name.lower(), name.split("."), name.startswith("Layer"), name.replace(".", "_"), ".".join(["a", "b"]), f"{name}:{3}"

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant "layer.0.weight" {made = 0 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant "Layer" {made = 1 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant "0" {made = 2 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant "weight" {made = 3 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.str, !pydyn.str, !pydyn.str) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant "Layer_0_weight" {made = 4 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant "a.b" {made = 5 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant "Layer.0.weight:3" {made = 6 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[LIST]], %[[C_5]], %[[C_6]], %[[C_7]], %[[C_8]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.str, !pydyn.list<!pydyn.object>, !pydyn.bool, !pydyn.str, !pydyn.str, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant "Layer.0.weight" -> !pydyn.object
  pydyn.store local "name", %0 : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load local "name" : !pydyn.object
  %3 = pydyn.get_attr %2 "lower" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.call %3 () from !pydyn.object -> !pydyn.object
  %5 = pydyn.load local "name" : !pydyn.object
  %6 = pydyn.get_attr %5 "split" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.constant "." -> !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load local "name" : !pydyn.object
  %10 = pydyn.get_attr %9 "startswith" : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.constant "Layer" -> !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load local "name" : !pydyn.object
  %14 = pydyn.get_attr %13 "replace" : (!pydyn.object) -> !pydyn.object
  %15 = pydyn.constant "." -> !pydyn.object
  %16 = pydyn.constant "_" -> !pydyn.object
  %17 = pydyn.call %14 (%15, %16 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %18 = pydyn.constant "." -> !pydyn.object
  %19 = pydyn.get_attr %18 "join" : (!pydyn.object) -> !pydyn.object
  %20 = pydyn.constant "a" -> !pydyn.object
  %21 = pydyn.constant "b" -> !pydyn.object
  %22 = pydyn.list (%20, %21 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.call %19 (%22 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %24 = pydyn.load local "name" : !pydyn.object
  %25 = pydyn.constant "" -> !pydyn.object
  %26 = pydyn.format %24, %25 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %27 = pydyn.constant ":" -> !pydyn.object
  %28 = pydyn.constant 3 : i64 -> !pydyn.object
  %29 = pydyn.constant "" -> !pydyn.object
  %30 = pydyn.format %28, %29 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %31 = pydyn.join(%26, %27, %30 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %32 = pydyn.tuple (%1, %4, %8, %12, %17, %23, %31 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %32 : !pydyn.object
}

// -----

// A format specification is CPython's business: its answer is on record.
//
// def step(x):
//     return x, f"{1.5:10.3f}"

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[TEXT:.*]] = pydyn.constant "     1.500" {made = 0 : i64} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[TEXT]] :
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1.500000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant "10.3f" -> !pydyn.object
  %3 = pydyn.join(%2 : !pydyn.object) -> !pydyn.object
  %4 = pydyn.format %1, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.join(%4 : !pydyn.object) -> !pydyn.object
  %6 = pydyn.tuple (%0, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}
