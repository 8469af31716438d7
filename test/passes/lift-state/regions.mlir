// RUN: janus-opt %s --lift-state --split-input-file | FileCheck %s

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// A tensor that one path writes is one more result.

// CHECK-LABEL: dataflow.graph @write_in_branch
// CHECK-NEXT:    %[[C:.*]] = dataflow.state.read @c : i1
// CHECK-NEXT:    %[[X:.*]] = dataflow.state.read @x : tensor<4xf32>
// CHECK-NEXT:    %[[R:.*]] = dataflow.cond %[[C]] -> tensor<4xf32> {
// CHECK-NEXT:      %[[N:.*]] = nn.neg %[[X]]
// CHECK-NEXT:      dataflow.yield %[[N]]
// CHECK-NEXT:    } else {
// CHECK-NEXT:      dataflow.yield %[[X]]
// CHECK-NEXT:    }
// CHECK-NEXT:    dataflow.commit(%[[R]] : tensor<4xf32>) {
// CHECK-NEXT:    ^bb0(%[[A:.*]]: tensor<4xf32>):
// CHECK-NEXT:      %[[REF:.*]] = pydyn.object_ref @x
// CHECK-NEXT:      pydyn.write %[[REF]], %[[A]]
// CHECK-NEXT:      pydyn.return %[[REF]]
dataflow.graph @write_in_branch {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  dataflow.cond %c {
    %v = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
    %n = nn.neg %v : tensor<4xf32>
    pydyn.write %x, %n : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    dataflow.yield
  } else {
    dataflow.yield
  }
  dataflow.commit {
    pydyn.return %x : !pydyn.tensor<tensor<4xf32>>
  }
}

// -----

dataflow.object @self = argument 0 : i64 checks identity as !pydyn.instance<"m.M">
dataflow.object @self.count = dict "count" of @self checks type as !pydyn.int
dataflow.object @c = argument 1 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 2 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// An attribute that both paths store holds what the right one stores; one that holds a number
// and is stored on one path keeps it on the other.

// CHECK-LABEL: dataflow.graph @store_in_branch
// CHECK:         %[[N:.*]] = dataflow.state.read @self.count : i64
// CHECK:         %[[R:.*]]:2 = dataflow.cond %{{.*}} -> i64, tensor<4xf32> {
// CHECK:           %[[M:.*]] = arith.addi %[[N]]
// CHECK:           dataflow.yield %[[M]], %{{.*}} : i64, tensor<4xf32>
// CHECK:         } else {
// CHECK:           dataflow.yield %[[N]], %{{.*}} : i64, tensor<4xf32>
// CHECK:         }
// CHECK:         dataflow.commit(%[[R]]#0, %[[R]]#1 : i64, tensor<4xf32>) {
// CHECK-NEXT:    ^bb0(%[[A:.*]]: i64, %[[B:.*]]: tensor<4xf32>):
// CHECK-NEXT:      %[[SELF:.*]] = pydyn.object_ref @self
// CHECK-NEXT:      %[[COUNT:.*]] = pydyn.box %[[A]] : i64 -> !pydyn.int
// CHECK-NEXT:      pydyn.set_attr %[[SELF]] "count" = %[[COUNT]]
// CHECK-NEXT:      %[[LAST:.*]] = pydyn.box %[[B]]
// CHECK-NEXT:      pydyn.set_attr %[[SELF]] "last" = %[[LAST]]
dataflow.graph @store_in_branch {
  %self = pydyn.object_ref @self : !pydyn.instance<"m.M">
  %nr = pydyn.object_ref @self.count : !pydyn.int
  %n = pydyn.read %nr : !pydyn.int -> i64
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %v = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  dataflow.cond %c {
    %one = arith.constant 1 : i64
    %m = arith.addi %n, %one : i64
    %b = pydyn.box %m : i64 -> !pydyn.int
    pydyn.set_attr %self "count" = %b : !pydyn.instance<"m.M">, !pydyn.int
    %e = nn.exp %v : tensor<4xf32>
    %t = pydyn.box %e : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.set_attr %self "last" = %t : !pydyn.instance<"m.M">, !pydyn.tensor<tensor<4xf32>>
    dataflow.yield
  } else {
    %e = nn.neg %v : tensor<4xf32>
    %t = pydyn.box %e : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.set_attr %self "last" = %t : !pydyn.instance<"m.M">, !pydyn.tensor<tensor<4xf32>>
    dataflow.yield
  }
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  dataflow.commit {
    pydyn.return %none : !pydyn.none
  }
}

// -----

dataflow.object @self = argument 0 : i64 checks identity as !pydyn.instance<"m.M">
dataflow.object @self.count = dict "count" of @self checks type as !pydyn.int
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// What a loop changes goes from iteration to iteration: a tensor, and a counter in an attribute.

// CHECK-LABEL: dataflow.graph @loop
// CHECK-DAG:     %[[X:.*]] = dataflow.state.read @x : tensor<4xf32>
// CHECK-DAG:     %[[N:.*]] = dataflow.state.read @self.count : i64
// CHECK:         %[[R:.*]]:2 = dataflow.for %{{.*}} to %{{.*}} step %{{[^ ]*}}(%[[X]], %[[N]] : tensor<4xf32>, i64) -> tensor<4xf32>, i64 {
// CHECK-NEXT:    ^bb0(%[[I:.*]]: i64, %[[V:.*]]: tensor<4xf32>, %[[M:.*]]: i64):
// CHECK:           %[[E:.*]] = nn.exp %[[V]]
// CHECK:           dataflow.yield %[[E]], %[[I]] : tensor<4xf32>, i64
// CHECK:         dataflow.commit(%[[R]]#0, %[[R]]#1
// CHECK:           pydyn.write
// CHECK:           pydyn.set_attr
dataflow.graph @loop {
  %self = pydyn.object_ref @self : !pydyn.instance<"m.M">
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %ten = arith.constant 10 : i64
  dataflow.for %zero to %ten step %one {
  ^bb0(%i: i64):
    %v = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
    %e = nn.exp %v : tensor<4xf32>
    pydyn.write %x, %e : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    %b = pydyn.box %i : i64 -> !pydyn.int
    pydyn.set_attr %self "count" = %b : !pydyn.instance<"m.M">, !pydyn.int
    dataflow.yield
  }
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  dataflow.commit {
    pydyn.return %none : !pydyn.none
  }
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @w = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}

// A training step in a loop: what an iteration reads is a leaf.

// CHECK-LABEL: dataflow.graph @training_loop
// CHECK:         dataflow.for
// CHECK-NEXT:    ^bb0(%{{.*}}: i64, %[[W:.*]]: tensor<4xf32>):
// CHECK:           %[[D:.*]] = nn.detach %[[W]]
// CHECK:           %[[G:.*]] = nn.gradient %{{.*}}, %{{.*}} wrt %[[D]]
// CHECK:           %[[N:.*]] = nn.sub %[[D]], %[[G]]
// CHECK:           dataflow.yield %[[N]]
dataflow.graph @training_loop {
  %w = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %ten = arith.constant 10 : i64
  %seed = nn.constant dense<1.0> : tensor<f32>
  dataflow.for %zero to %ten step %one {
  ^bb0(%i: i64):
    %v = pydyn.read %w : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
    %e = nn.exp %v : tensor<4xf32>
    %l = nn.sum %e dims [0] : tensor<4xf32> -> tensor<f32>
    %g = pydyn.backward %l, %seed wrt (%w) : tensor<f32>, tensor<f32> wrt (!pydyn.tensor<tensor<4xf32>>) -> tensor<4xf32>
    %n = nn.sub %v, %g : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    pydyn.write %w, %n : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    dataflow.yield
  }
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  dataflow.commit {
    pydyn.return %none : !pydyn.none
  }
}
