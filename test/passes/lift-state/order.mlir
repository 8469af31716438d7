// RUN: janus-opt %s --lift-state --split-input-file | FileCheck %s

dataflow.object @self = argument 0 : i64 checks identity as !pydyn.instance<"m.M">
dataflow.object @log = dict "log" of @self checks type as !pydyn.list<!pydyn.object>
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// Effects keep their order. One tensor object stays one, stored in two places and written in
// between; a call may look at attributes, so that the store before it stays.

// CHECK-LABEL: dataflow.graph @order
// CHECK:         %[[X:.*]] = dataflow.state.read @x
// CHECK:         %[[N:.*]] = nn.neg %[[X]]
// CHECK:         %[[E:.*]] = nn.exp %[[N]]
// CHECK:         dataflow.commit(%[[E]] : tensor<4xf32>) {
// CHECK-NEXT:    ^bb0(%[[A:.*]]: tensor<4xf32>):
// CHECK-NEXT:      %[[SELF:.*]] = pydyn.object_ref @self
// CHECK-NEXT:      %[[T:.*]] = pydyn.box %[[A]]
// CHECK-NEXT:      pydyn.set_attr %[[SELF]] "h" = %[[T]]
// CHECK-NEXT:      %[[LOG:.*]] = pydyn.object_ref @log
// CHECK-NEXT:      %[[APPEND:.*]] = pydyn.get_attr %[[LOG]] "append"
// CHECK-NEXT:      pydyn.call %[[APPEND]] (%[[T]]
// CHECK-NEXT:      %[[NONE:.*]] = pydyn.constant #pydyn.none
// CHECK-NEXT:      pydyn.set_attr %[[SELF]] "h" = %[[NONE]]
// CHECK-NEXT:      pydyn.return %[[T]]
dataflow.graph @order {
  %self = pydyn.object_ref @self : !pydyn.instance<"m.M">
  %log = pydyn.object_ref @log : !pydyn.list<!pydyn.object>
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %v = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %n = nn.neg %v : tensor<4xf32>
  %t = pydyn.box %n : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.set_attr %self "h" = %t : !pydyn.instance<"m.M">, !pydyn.tensor<tensor<4xf32>>
  %append = pydyn.get_attr %log "append" : (!pydyn.list<!pydyn.object>) -> !pydyn.function
  %none = pydyn.call %append(%t : !pydyn.tensor<tensor<4xf32>>) from !pydyn.function -> !pydyn.none
  %tv = pydyn.read %t : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %e = nn.exp %tv : tensor<4xf32>
  pydyn.write %t, %e : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  %none1 = pydyn.constant #pydyn.none -> !pydyn.none
  pydyn.set_attr %self "h" = %none1 : !pydyn.instance<"m.M">, !pydyn.none
  dataflow.commit {
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
}

// -----

dataflow.object @a = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>
dataflow.object @b = argument 1 : i64 checks same @a as !pydyn.tensor<tensor<4xf32>>

// Two names of one object are one object.

// CHECK-LABEL: dataflow.graph @same
// CHECK:         %[[A:.*]] = dataflow.state.read @a
// CHECK-NEXT:    %[[N:.*]] = nn.neg %[[A]]
// CHECK-NEXT:    %[[E:.*]] = nn.exp %[[N]]
// CHECK-NEXT:    dataflow.commit(%[[E]] : tensor<4xf32>) {
// CHECK:           %[[REF:.*]] = pydyn.object_ref @a
// CHECK-NEXT:      pydyn.write %[[REF]]
// CHECK-NEXT:      pydyn.return %[[REF]]
dataflow.graph @same {
  %a = pydyn.object_ref @a : !pydyn.tensor<tensor<4xf32>>
  %b = pydyn.object_ref @b : !pydyn.tensor<tensor<4xf32>>
  %v = pydyn.read %a : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %n = nn.neg %v : tensor<4xf32>
  pydyn.write %a, %n : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  %w = pydyn.read %b : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %e = nn.exp %w : tensor<4xf32>
  pydyn.write %b, %e : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  dataflow.commit {
    pydyn.return %b : !pydyn.tensor<tensor<4xf32>>
  }
}
