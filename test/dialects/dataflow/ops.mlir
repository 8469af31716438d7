// RUN: janus-opt %s | janus-opt | FileCheck %s
// RUN: janus-opt %s --mlir-print-op-generic | janus-opt | FileCheck %s
// RUN: janus-opt %s --emit-bytecode | janus-opt | FileCheck %s

// CHECK: dataflow.object @model = argument 0 : i64 checks identity as !pydyn.instance<"lenet.LeNet">
dataflow.object @model = argument 0 : i64 checks identity as !pydyn.instance<"lenet.LeNet">
// CHECK: dataflow.object @training = dict "training" of @model checks value true as !pydyn.bool
dataflow.object @training = dict "training" of @model checks value true as !pydyn.bool
// CHECK: dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<?x4xf32>> {dims = ["batch", ""]}
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<?x4xf32>> {dims = ["batch", ""]}
// CHECK: dataflow.object @function = function checks identity as !pydyn.function
dataflow.object @function = function checks identity as !pydyn.function
// CHECK: dataflow.object @size = length of @model checks type as !pydyn.int
dataflow.object @size = length of @model checks type as !pydyn.int

// CHECK-LABEL: dataflow.graph @scale {
dataflow.graph @scale {
  // CHECK: %[[X:.*]] = dataflow.state.read @x : tensor<?x4xf32>
  %x = dataflow.state.read @x : tensor<?x4xf32>
  // CHECK: %[[N:.*]] = dataflow.state.read @size : i64
  %n = dataflow.state.read @size : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %c = arith.cmpi sgt, %n, %zero : i64
  // CHECK: dataflow.assert %{{.*}}, "the branch at line 12 is taken"
  dataflow.assert %c, "the branch at line 12 is taken"
  // CHECK: dataflow.draw "bernoulli_" [5.000000e-01] : tensor<8xf32>
  %mask = dataflow.draw "bernoulli_" [0.5] : tensor<8xf32>
  // CHECK: dataflow.cond %{{.*}} -> tensor<?x4xf32> {
  %a = dataflow.cond %c -> tensor<?x4xf32> {
    // CHECK: dataflow.yield %[[X]] : tensor<?x4xf32>
    dataflow.yield %x : tensor<?x4xf32>
  // CHECK: } else {
  } else {
    dataflow.yield %x : tensor<?x4xf32>
  }
  // CHECK: dataflow.while(%{{.*}} : i64) -> i64 {
  %w = dataflow.while (%n : i64) -> i64 {
  ^bb0(%i: i64):
    // CHECK: dataflow.condition %{{.*}}, %{{.*}} : i64
    dataflow.condition %c, %i : i64
  // CHECK: } do {
  } do {
  ^bb0(%i: i64):
    dataflow.yield %i : i64
  }
  // CHECK: dataflow.for %{{.*}} to %{{.*}} step %{{.*}}(%{{.*}} : tensor<?x4xf32>) -> tensor<?x4xf32> {
  %f = dataflow.for %zero to %n step %one (%a : tensor<?x4xf32>) -> tensor<?x4xf32> {
  ^bb0(%i: i64, %acc: tensor<?x4xf32>):
    dataflow.yield %acc : tensor<?x4xf32>
  }
  // CHECK: dataflow.invoke @same(%{{.*}}) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %s = dataflow.invoke @same(%f) : (tensor<?x4xf32>) -> tensor<?x4xf32>
  // CHECK: dataflow.commit(%{{.*}} : tensor<?x4xf32>) {
  dataflow.commit(%s : tensor<?x4xf32>) {
  // CHECK-NEXT: ^bb0(%[[V:.*]]: tensor<?x4xf32>):
  ^bb0(%v: tensor<?x4xf32>):
    // CHECK-NEXT: pydyn.box %[[V]]
    %t = pydyn.box %v : tensor<?x4xf32> -> !pydyn.tensor<tensor<?x4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<?x4xf32>>
  }
}

// CHECK-LABEL: dataflow.function @same (tensor<?x4xf32>) -> tensor<?x4xf32> {
dataflow.function @same (tensor<?x4xf32>) -> tensor<?x4xf32> {
^bb0(%x: tensor<?x4xf32>):
  dataflow.yield %x : tensor<?x4xf32>
}
