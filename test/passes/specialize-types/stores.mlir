// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/stores.json" -split-input-file -verify-diagnostics | FileCheck %s

// Storing: by the class's setter, its `__setattr__`, its slots, or into the object's dict, after the graph has run.

// A plain attribute; a read after it sees what was stored.
//
// def step(x):
//     plain.tensor = x * 2
//     return plain.tensor + 1

// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[PLAIN:.*]] = pydyn.object_ref @plain : !pydyn.instance<"__main__.Plain">
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.set_attr %[[PLAIN]] "tensor" = %[[BOX]] : !pydyn.instance<"__main__.Plain">, !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_2]]
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX_2]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load global "plain" : !pydyn.object
  pydyn.set_attr %3 "tensor" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.load global "plain" : !pydyn.object
  %5 = pydyn.get_attr %4 "tensor" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.constant 1 : i64 -> !pydyn.object
  %7 = pydyn.binary add %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// The setter of a property runs: 3.0 * 2.
//
// def step(x):
//     plain.half = 3.0
//     return x * plain.value

// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(plain).half.fset" = member "half.fset" of @"type(plain)"
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[PLAIN:.*]] = pydyn.object_ref @plain : !pydyn.instance<"__main__.Plain">
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 6.000000e+00 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_attr %[[PLAIN]] "value" = %[[C]] : !pydyn.instance<"__main__.Plain">, !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C_2]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  pydyn.set_attr %1 "half" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.load global "plain" : !pydyn.object
  %4 = pydyn.get_attr %3 "value" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.binary mul %2, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @"Plain.half#2"(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "value"], qualname = "Plain.half"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %3 "value" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A slot is stored like an attribute.
//
// def step(x):
//     slots.value = 4.0
//     return x * slots.value

// CHECK:       dataflow.object @slots = global "slots" of @step.function checks identity as !pydyn.instance<"__main__.Slots">
// CHECK:       dataflow.object @"type(slots)" = type of @slots checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[SLOTS:.*]] = pydyn.object_ref @slots : !pydyn.instance<"__main__.Slots">
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 4.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_attr %[[SLOTS]] "value" = %[[C]] : !pydyn.instance<"__main__.Slots">, !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C_2]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 4.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load global "slots" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.load global "slots" : !pydyn.object
  %4 = pydyn.get_attr %3 "value" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.binary mul %2, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// Items of a list and of a dict.
//
// def step(x):
//     items[0] = 3.0
//     items[-1] = 4.0
//     table["a"] = 7.0
//     return x * items[0] + items[1] + table["a"]

// CHECK:       dataflow.object @items = global "items" of @step.function checks identity as !pydyn.list<!pydyn.object>
// CHECK:       dataflow.object @"len(items)" = length of @items checks value 2 : i64 as !pydyn.int
// CHECK:       dataflow.object @table = global "table" of @step.function checks identity as !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK:       dataflow.object @"table['a']" = item "a" of @table checks value 7.000000e+00 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[ITEMS:.*]] = pydyn.object_ref @items : !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TABLE:.*]] = pydyn.object_ref @table : !pydyn.dict<!pydyn.object, !pydyn.object>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 0 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_item %[[ITEMS]][%[[C]]] = %[[C_2]] : !pydyn.list<!pydyn.object>, !pydyn.int, !pydyn.float
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 4.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_item %[[ITEMS]][%[[C_3]]] = %[[C_4]] : !pydyn.list<!pydyn.object>, !pydyn.int, !pydyn.float
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant "a" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 7.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_item %[[TABLE]][%[[C_5]]] = %[[C_6]] : !pydyn.dict<!pydyn.object, !pydyn.object>, !pydyn.str, !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C_7:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C_7]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[C_8:.*]] = nn.constant dense<4.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[C_8]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[C_9:.*]] = nn.constant dense<7.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[ADD_2:.*]] = nn.add %[[ADD]], %[[C_9]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD_2]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load global "items" : !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  pydyn.set_item %1[%2] = %0 : !pydyn.object, !pydyn.object, !pydyn.object
  %3 = pydyn.constant 4.000000e+00 : f64 -> !pydyn.object
  %4 = pydyn.load global "items" : !pydyn.object
  %5 = pydyn.constant -1 : i64 -> !pydyn.object
  pydyn.set_item %4[%5] = %3 : !pydyn.object, !pydyn.object, !pydyn.object
  %6 = pydyn.constant 7.000000e+00 : f64 -> !pydyn.object
  %7 = pydyn.load global "table" : !pydyn.object
  %8 = pydyn.constant "a" -> !pydyn.object
  pydyn.set_item %7[%8] = %6 : !pydyn.object, !pydyn.object, !pydyn.object
  %9 = pydyn.load local "x" : !pydyn.object
  %10 = pydyn.load global "items" : !pydyn.object
  %11 = pydyn.constant 0 : i64 -> !pydyn.object
  %12 = pydyn.get_item %10[%11] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.binary mul %9, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.load global "items" : !pydyn.object
  %15 = pydyn.constant 1 : i64 -> !pydyn.object
  %16 = pydyn.get_item %14[%15] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.binary add %13, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.load global "table" : !pydyn.object
  %19 = pydyn.constant "a" -> !pydyn.object
  %20 = pydyn.get_item %18[%19] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %21 = pydyn.binary add %17, %20 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %21 : !pydyn.object
}

// -----

// `+=` on an attribute reads and stores.
//
// def step(x):
//     plain.tensor = x
//     plain.tensor *= 3
//     return plain.tensor

// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[PLAIN:.*]] = pydyn.object_ref @plain : !pydyn.instance<"__main__.Plain">
// CHECK-NEXT:    pydyn.set_attr %[[PLAIN]] "tensor" = %[[X]] : !pydyn.instance<"__main__.Plain">, !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    pydyn.write %[[X]], %[[MUL]] : <tensor<4xf32>>, tensor<4xf32>
// CHECK-NEXT:    pydyn.set_attr %[[PLAIN]] "tensor" = %[[X]] : !pydyn.instance<"__main__.Plain">, !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[X]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  pydyn.set_attr %1 "tensor" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load global "plain" : !pydyn.object
  %3 = pydyn.get_attr %2 "tensor" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 3 : i64 -> !pydyn.object
  %5 = pydyn.inplace mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.set_attr %2 "tensor" = %5 : !pydyn.object, !pydyn.object
  %6 = pydyn.load global "plain" : !pydyn.object
  %7 = pydyn.get_attr %6 "tensor" : (!pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// Stores come in the order of the program; the last one of a place stays.
//
// def step(x):
//     plain.value = 2.0
//     plain.count = 1
//     plain.value = 3.0
//     return x * plain.value

// CHECK:       dataflow.object @plain = global "plain" of @step.function checks identity as !pydyn.instance<"__main__.Plain">
// CHECK:       dataflow.object @"type(plain)" = type of @plain checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[PLAIN:.*]] = pydyn.object_ref @plain : !pydyn.instance<"__main__.Plain">
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 2.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_attr %[[PLAIN]] "value" = %[[C]] : !pydyn.instance<"__main__.Plain">, !pydyn.float
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    pydyn.set_attr %[[PLAIN]] "count" = %[[C_2]] : !pydyn.instance<"__main__.Plain">, !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 3.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_attr %[[PLAIN]] "value" = %[[C_3]] : !pydyn.instance<"__main__.Plain">, !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C_4:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C_4]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.load global "plain" : !pydyn.object
  pydyn.set_attr %3 "count" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %5 = pydyn.load global "plain" : !pydyn.object
  pydyn.set_attr %5 "value" = %4 : !pydyn.object, !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.load global "plain" : !pydyn.object
  %8 = pydyn.get_attr %7 "value" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.binary mul %6, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}

// -----

// What the function made itself is no store outside.
//
// def step(x):
//     made = Plain()
//     made.value = 9.0
//     values = [0.0, 0.0]
//     values[1] = made.value
//     return x * values[1]

// CHECK:       dataflow.object @Plain = global "Plain" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Plain)" = type of @Plain checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Plain.__new__ = member "__new__" of @Plain
// CHECK:       dataflow.object @Plain.__init__ = member "__init__" of @Plain
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<9.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "Plain" : !pydyn.object
  %1 = pydyn.call %0 () from !pydyn.object -> !pydyn.object
  pydyn.store local "made", %1 : !pydyn.object
  %2 = pydyn.constant 9.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.load local "made" : !pydyn.object
  pydyn.set_attr %3 "value" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant 0.000000e+00 : f64 -> !pydyn.object
  %5 = pydyn.constant 0.000000e+00 : f64 -> !pydyn.object
  %6 = pydyn.list (%4, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "values", %6 : !pydyn.object
  %7 = pydyn.load local "made" : !pydyn.object
  %8 = pydyn.get_attr %7 "value" : (!pydyn.object) -> !pydyn.object
  %9 = pydyn.load local "values" : !pydyn.object
  %10 = pydyn.constant 1 : i64 -> !pydyn.object
  pydyn.set_item %9[%10] = %8 : !pydyn.object, !pydyn.object, !pydyn.object
  %11 = pydyn.load local "x" : !pydyn.object
  %12 = pydyn.load local "values" : !pydyn.object
  %13 = pydyn.constant 1 : i64 -> !pydyn.object
  %14 = pydyn.get_item %12[%13] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %15 = pydyn.binary mul %11, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %15 : !pydyn.object
}
pydyn.func @Plain.__init__(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["self"], qualname = "Plain.__init__"} {
  %0 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.constant #pydyn.none -> !pydyn.object
  %3 = pydyn.load local "self" : !pydyn.object
  pydyn.set_attr %3 "tensor" = %2 : !pydyn.object, !pydyn.object
  %4 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// `__setattr__` runs for every store: 2.0 * 10.
//
// def step(x):
//     watched.value = 2.0
//     return x * watched.value

// CHECK:       dataflow.object @watched = global "watched" of @step.function checks identity as !pydyn.instance<"__main__.Watched">
// CHECK:       dataflow.object @"type(watched)" = type of @watched checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(watched).__setattr__" = member "__setattr__" of @"type(watched)"
// CHECK:       dataflow.object @object = global "object" of @"type(watched).__setattr__" checks unchanged as !pydyn.class
// CHECK:       dataflow.object @object.__setattr__ = member "__setattr__" of @object
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[WATCHED:.*]] = pydyn.object_ref @watched : !pydyn.instance<"__main__.Watched">
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 2.000000e+01 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    pydyn.set_attr %[[WATCHED]] "value" = %[[C]] : !pydyn.instance<"__main__.Watched">, !pydyn.float
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+01> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C_2]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load global "watched" : !pydyn.object
  pydyn.set_attr %1 "value" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.load global "watched" : !pydyn.object
  %4 = pydyn.get_attr %3 "value" : (!pydyn.object) -> !pydyn.object
  %5 = pydyn.binary mul %2, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
pydyn.func @Watched.__setattr__(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["self", "name", "value"], qualname = "Watched.__setattr__"} {
  %0 = pydyn.load global "object" : !pydyn.object
  %1 = pydyn.get_attr %0 "__setattr__" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.load local "self" : !pydyn.object
  %3 = pydyn.load local "name" : !pydyn.object
  %4 = pydyn.load local "value" : !pydyn.object
  %5 = pydyn.constant 1.000000e+01 : f64 -> !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.call %1 (%2, %3, %6 : !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %8 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// A property without a setter.
//
// def step(x):
//     plain.fixed = 3.0
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load global "plain" : !pydyn.object
  // expected-error @+1 {{'fixed' of an object of the class '__main__.Plain' cannot be set [JS0007]}}
  pydyn.set_attr %1 "fixed" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A tuple takes no items.
//
// def step(x):
//     pair[0] = 3
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3 : i64 -> !pydyn.object
  %1 = pydyn.load global "pair" : !pydyn.object
  %2 = pydyn.constant 0 : i64 -> !pydyn.object
  // expected-error @+1 {{assignment to an item of a tuple [JS0005]}}
  pydyn.set_item %1[%2] = %0 : !pydyn.object, !pydyn.object, !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// An index beyond the end.
//
// def step(x):
//     items[2] = 3.0
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
  %1 = pydyn.load global "items" : !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  // expected-error @+1 {{an index is out of range [JS0007]}}
  pydyn.set_item %1[%2] = %0 : !pydyn.object, !pydyn.object, !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// A class's own attribute is everyone's.
//
// def step(x):
//     Plain.count = 3
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3 : i64 -> !pydyn.object
  %1 = pydyn.load global "Plain" : !pydyn.object
  // expected-error @+1 {{'count' of the class '__main__.Plain' is assigned [JS0004]}}
  pydyn.set_attr %1 "count" = %0 : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Deleting outside.
//
// def step(x):
//     del table["a"]
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.load global "table" : !pydyn.object
  %1 = pydyn.constant "a" -> !pydyn.object
  // expected-error @+1 {{'del' of an attribute or item [JS0006]}}
  pydyn.del_item %0[%1] : !pydyn.object, !pydyn.object
  %2 = pydyn.load local "x" : !pydyn.object
  %3 = pydyn.constant 2 : i64 -> !pydyn.object
  %4 = pydyn.binary mul %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A number has no attributes to set.
//
// def step(x):
//     number = 3
//     number.name = 4
//     return x * 2
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 3 : i64 -> !pydyn.object
  pydyn.store local "number", %0 : !pydyn.object
  %1 = pydyn.constant 4 : i64 -> !pydyn.object
  %2 = pydyn.load local "number" : !pydyn.object
  // expected-error @+1 {{'name' of a int is assigned [JS0004]}}
  pydyn.set_attr %2 "name" = %1 : !pydyn.object, !pydyn.object
  %3 = pydyn.load local "x" : !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}
