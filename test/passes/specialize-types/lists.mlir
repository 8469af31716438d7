// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/lists.json" -split-input-file -verify-diagnostics | FileCheck %s

// Lists: those that the function makes, and those of the heap.

// A list of the function's own, changed in all ways.
//
// def step(x):
//     items = [1, 2]
//     items.append(3)
//     items.extend((4, 5))
//     items.insert(0, 9)
//     last = items.pop()
//     items.remove(2)
//     items.reverse()
//     items += [7]
//     return x, items, last, items.index(3), items.count(9), len(items)

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 9 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 7 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]] : !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 5 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant 5 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[LIST]], %[[C_6]], %[[C_7]], %[[C_8]], %[[C_9]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.list (%0, %1 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "items", %2 : !pydyn.object
  %3 = pydyn.load local "items" : !pydyn.object
  %4 = pydyn.get_attr %3 "append" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 3 : i64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load local "items" : !pydyn.object
  %8 = pydyn.get_attr %7 "extend" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.constant 4 : i64 -> !pydyn.object
  %10 = pydyn.constant 5 : i64 -> !pydyn.object
  %11 = pydyn.tuple (%9, %10 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %12 = pydyn.call %8 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load local "items" : !pydyn.object
  %14 = pydyn.get_attr %13 "insert" : (!pydyn.object) -> !pydyn.object
  %15 = pydyn.constant 0 : i64 -> !pydyn.object
  %16 = pydyn.constant 9 : i64 -> !pydyn.object
  %17 = pydyn.call %14 (%15, %16 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %18 = pydyn.load local "items" : !pydyn.object
  %19 = pydyn.get_attr %18 "pop" : (!pydyn.object) -> !pydyn.object
  %20 = pydyn.call %19 () from !pydyn.object -> !pydyn.object
  pydyn.store local "last", %20 : !pydyn.object
  %21 = pydyn.load local "items" : !pydyn.object
  %22 = pydyn.get_attr %21 "remove" : (!pydyn.object) -> !pydyn.object
  %23 = pydyn.constant 2 : i64 -> !pydyn.object
  %24 = pydyn.call %22 (%23 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %25 = pydyn.load local "items" : !pydyn.object
  %26 = pydyn.get_attr %25 "reverse" : (!pydyn.object) -> !pydyn.object
  %27 = pydyn.call %26 () from !pydyn.object -> !pydyn.object
  %28 = pydyn.load local "items" : !pydyn.object
  %29 = pydyn.constant 7 : i64 -> !pydyn.object
  %30 = pydyn.list (%29 : !pydyn.object) -> !pydyn.object
  %31 = pydyn.inplace add %28, %30 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "items", %31 : !pydyn.object
  %32 = pydyn.load local "x" : !pydyn.object
  %33 = pydyn.load local "items" : !pydyn.object
  %34 = pydyn.load local "last" : !pydyn.object
  %35 = pydyn.load local "items" : !pydyn.object
  %36 = pydyn.get_attr %35 "index" : (!pydyn.object) -> !pydyn.object
  %37 = pydyn.constant 3 : i64 -> !pydyn.object
  %38 = pydyn.call %36 (%37 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %39 = pydyn.load local "items" : !pydyn.object
  %40 = pydyn.get_attr %39 "count" : (!pydyn.object) -> !pydyn.object
  %41 = pydyn.constant 9 : i64 -> !pydyn.object
  %42 = pydyn.call %40 (%41 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %43 = pydyn.load global "len" : !pydyn.object
  %44 = pydyn.load local "items" : !pydyn.object
  %45 = pydyn.call %43 (%44 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %46 = pydyn.tuple (%32, %33, %34, %38, %42, %45 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %46 : !pydyn.object
}

// -----

// `sort` changes the list, `sorted` makes another.
//
// def step(x):
//     items = list(known)
//     items.sort(reverse=True)
//     return x, items, sorted(known)

// CHECK:       dataflow.object @known = global "known" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(known)" = length of @known checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"known[0]" = item 0 : i64 of @known checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"known[1]" = item 1 : i64 of @known checks value 1 : i64 as !pydyn.int
// CHECK:       dataflow.object @"known[2]" = item 2 : i64 of @known checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @sorted = global "sorted" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C]], %[[C_2]], %[[C_3]] : !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST_2:.*]] = pydyn.list (%[[C_4]], %[[C_5]], %[[C_6]] : !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[LIST]], %[[LIST_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "list" : !pydyn.object
  %1 = pydyn.load global "known" : !pydyn.object
  %2 = pydyn.call %0 (%1 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.store local "items", %2 : !pydyn.object
  %3 = pydyn.load local "items" : !pydyn.object
  %4 = pydyn.get_attr %3 "sort" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.constant true -> !pydyn.object
  %6 = pydyn.call %4 (reverse = %5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  %8 = pydyn.load local "items" : !pydyn.object
  %9 = pydyn.load global "sorted" : !pydyn.object
  %10 = pydyn.load global "known" : !pydyn.object
  %11 = pydyn.call %9 (%10 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %12 = pydyn.tuple (%7, %8, %11 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %12 : !pydyn.object
}

// -----

// Slices: a copy when read, replaced when written.
//
// def step(x):
//     items = [0, 1, 2, 3, 4]
//     part = items[1:3]
//     part[0] = 9
//     return x, items[::-2], items[-2:], items[10:], part, items

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 0 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C]], %[[C_2]], %[[C_3]] : !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST_2:.*]] = pydyn.list (%[[C_4]], %[[C_5]] : !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[LIST_3:.*]] = pydyn.list () -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 9 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST_4:.*]] = pydyn.list (%[[C_6]], %[[C_7]] : !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant 0 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_10:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_11:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_12:.*]] = pydyn.constant 4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST_5:.*]] = pydyn.list (%[[C_8]], %[[C_9]], %[[C_10]], %[[C_11]], %[[C_12]] : !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[LIST]], %[[LIST_2]], %[[LIST_3]], %[[LIST_4]], %[[LIST_5]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 0 : i64 -> !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.constant 3 : i64 -> !pydyn.object
  %4 = pydyn.constant 4 : i64 -> !pydyn.object
  %5 = pydyn.list (%0, %1, %2, %3, %4 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "items", %5 : !pydyn.object
  %6 = pydyn.load local "items" : !pydyn.object
  %7 = pydyn.constant 1 : i64 -> !pydyn.object
  %8 = pydyn.constant 3 : i64 -> !pydyn.object
  %9 = pydyn.constant #pydyn.none -> !pydyn.object
  %10 = pydyn.slice %7, %8, %9 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.get_item %6[%10] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "part", %11 : !pydyn.object
  %12 = pydyn.constant 9 : i64 -> !pydyn.object
  %13 = pydyn.load local "part" : !pydyn.object
  %14 = pydyn.constant 0 : i64 -> !pydyn.object
  pydyn.set_item %13[%14] = %12 : !pydyn.object, !pydyn.object, !pydyn.object
  %15 = pydyn.load local "x" : !pydyn.object
  %16 = pydyn.load local "items" : !pydyn.object
  %17 = pydyn.constant #pydyn.none -> !pydyn.object
  %18 = pydyn.constant #pydyn.none -> !pydyn.object
  %19 = pydyn.constant -2 : i64 -> !pydyn.object
  %20 = pydyn.slice %17, %18, %19 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %21 = pydyn.get_item %16[%20] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %22 = pydyn.load local "items" : !pydyn.object
  %23 = pydyn.constant -2 : i64 -> !pydyn.object
  %24 = pydyn.constant #pydyn.none -> !pydyn.object
  %25 = pydyn.constant #pydyn.none -> !pydyn.object
  %26 = pydyn.slice %23, %24, %25 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %27 = pydyn.get_item %22[%26] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %28 = pydyn.load local "items" : !pydyn.object
  %29 = pydyn.constant 10 : i64 -> !pydyn.object
  %30 = pydyn.constant #pydyn.none -> !pydyn.object
  %31 = pydyn.constant #pydyn.none -> !pydyn.object
  %32 = pydyn.slice %29, %30, %31 : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  %33 = pydyn.get_item %28[%32] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %34 = pydyn.load local "part" : !pydyn.object
  %35 = pydyn.load local "items" : !pydyn.object
  %36 = pydyn.tuple (%15, %21, %27, %33, %34, %35 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %36 : !pydyn.object
}

// -----

// What an alias changes, the other name shows.
//
// def step(x):
//     items = [1]
//     nested = (items, items)
//     items.append(2)
//     return x, nested[0] is nested[1], nested[1]

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_2]], %[[C_3]] : !pydyn.int, !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[LIST]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.list (%0 : !pydyn.object) -> !pydyn.object
  pydyn.store local "items", %1 : !pydyn.object
  %2 = pydyn.load local "items" : !pydyn.object
  %3 = pydyn.load local "items" : !pydyn.object
  %4 = pydyn.tuple (%2, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "nested", %4 : !pydyn.object
  %5 = pydyn.load local "items" : !pydyn.object
  %6 = pydyn.get_attr %5 "append" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 2 : i64 -> !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load local "x" : !pydyn.object
  %10 = pydyn.load local "nested" : !pydyn.object
  %11 = pydyn.constant 0 : i64 -> !pydyn.object
  %12 = pydyn.get_item %10[%11] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.load local "nested" : !pydyn.object
  %14 = pydyn.constant 1 : i64 -> !pydyn.object
  %15 = pydyn.get_item %13[%14] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.compare is %12, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.load local "nested" : !pydyn.object
  %18 = pydyn.constant 1 : i64 -> !pydyn.object
  %19 = pydyn.get_item %17[%18] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %20 = pydyn.tuple (%9, %16, %19 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %20 : !pydyn.object
}

// -----

// Unpacking with a rest.
//
// def step(x):
//     first, *rest, last = known
//     (a, b), c = (1, 2), 3
//     return x, first, rest, last, a, b, c

// CHECK:       dataflow.object @known = global "known" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(known)" = length of @known checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"known[0]" = item 0 : i64 of @known checks value 3 : i64 as !pydyn.int
// CHECK:       dataflow.object @"known[1]" = item 1 : i64 of @known checks value 1 : i64 as !pydyn.int
// CHECK:       dataflow.object @"known[2]" = item 2 : i64 of @known checks value 2 : i64 as !pydyn.int
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_2]] : !pydyn.int) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[LIST]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.list<!pydyn.object>, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "known" : !pydyn.object
  %1:3 = pydyn.unpack %0 {star = 1 : i64} : !pydyn.object -> !pydyn.object, !pydyn.object, !pydyn.object
  pydyn.store local "first", %1#0 : !pydyn.object
  pydyn.store local "rest", %1#1 : !pydyn.object
  pydyn.store local "last", %1#2 : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.tuple (%2, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 3 : i64 -> !pydyn.object
  %6 = pydyn.tuple (%4, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %7:2 = pydyn.unpack %6 : !pydyn.object -> !pydyn.object, !pydyn.object
  %8:2 = pydyn.unpack %7#0 : !pydyn.object -> !pydyn.object, !pydyn.object
  pydyn.store local "a", %8#0 : !pydyn.object
  pydyn.store local "b", %8#1 : !pydyn.object
  pydyn.store local "c", %7#1 : !pydyn.object
  %9 = pydyn.load local "x" : !pydyn.object
  %10 = pydyn.load local "first" : !pydyn.object
  %11 = pydyn.load local "rest" : !pydyn.object
  %12 = pydyn.load local "last" : !pydyn.object
  %13 = pydyn.load local "a" : !pydyn.object
  %14 = pydyn.load local "b" : !pydyn.object
  %15 = pydyn.load local "c" : !pydyn.object
  %16 = pydyn.tuple (%9, %10, %11, %12, %13, %14, %15 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %16 : !pydyn.object
}

// -----

// An index that is not there.
//
// def step(x):
//     return x, known[3]
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "known" : !pydyn.object
  %2 = pydyn.constant 3 : i64 -> !pydyn.object
  // expected-error @+1 {{list index out of range [JS0007]}}
  %3 = pydyn.get_item %1[%2] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// What is not in the list.
//
// def step(x):
//     items = [1]
//     items.remove(2)
//     return x
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  %1 = pydyn.list (%0 : !pydyn.object) -> !pydyn.object
  pydyn.store local "items", %1 : !pydyn.object
  %2 = pydyn.load local "items" : !pydyn.object
  %3 = pydyn.get_attr %2 "remove" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  // expected-error @+1 {{'remove' finds nothing [JS0007]}}
  %5 = pydyn.call %3 (%4 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// `pop` of an empty list.
//
// def step(x):
//     items = []
//     items.pop()
//     return x
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.list () -> !pydyn.object
  pydyn.store local "items", %0 : !pydyn.object
  %1 = pydyn.load local "items" : !pydyn.object
  %2 = pydyn.get_attr %1 "pop" : (!pydyn.object) -> !pydyn.object
  // expected-error @+1 {{pop from empty list [JS0007]}}
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.load local "x" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A list of the heap is only appended to or assigned to.
//
// def step(x):
//     known.sort()
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "known" : !pydyn.object
  %1 = pydyn.get_attr %0 "sort" : (!pydyn.object) -> !pydyn.object
  // expected-error @+1 {{the method 'sort' of 'known' [JS0002]}}
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
