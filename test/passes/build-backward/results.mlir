// RUN: janus-opt %s --build-backward --split-input-file | FileCheck %s
// RUN: janus-opt %s --build-backward --dataflow-to-func --split-input-file | FileCheck %s --check-prefix=FUNC

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
dataflow.object @v = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
dataflow.object @x = argument 2 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// Two results whose derivatives go through a common operation are one node: a function of both seeds, and one of each. They
// read what is saved: inputs, random numbers, and values that the commit gets for them. What no result depends on has no
// gradient.

// CHECK:       dataflow.commit({{.*}}, {{.*}}, {{.*}} : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
// CHECK:       dataflow.function @f.backward.0 (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-SAME:      janus.arguments = [{janus.seed = 0 : i64}, {janus.seed = 2 : i64}, {janus.input = @x}, {janus.draw = 1 : i64}]
// CHECK-SAME:      janus.results = [{janus.gradient = @w}]
// CHECK-SAME:      janus.tape = [{keeps = array<i64: 2>, reads = array<i64: 2>, seeds = array<i64: 0, 2>}, {keeps = array<i64: 3>, reads = array<i64: 3>, seeds = array<i64: 2>}]
// CHECK-NEXT:  ^bb0(%[[S0:.*]]: tensor<4xf32>, %[[S1:.*]]: tensor<4xf32>, %[[X:.*]]: tensor<4xf32>, %[[M:.*]]: tensor<4xf32>):
// CHECK-NEXT:    %[[G0:.*]] = nn.mul %[[S0]], %[[X]]
// CHECK-NEXT:    %[[H:.*]] = nn.mul %[[S1]], %[[M]]
// CHECK-NEXT:    %[[G1:.*]] = nn.mul %[[H]], %[[X]]
// CHECK-NEXT:    %[[G:.*]] = nn.add %[[G0]], %[[G1]]
// CHECK-NEXT:    dataflow.yield %[[G]]
// CHECK:       dataflow.function @f.backward.0.0 (
// CHECK-SAME:      janus.arguments = [{janus.seed = 0 : i64}, {janus.input = @x}]
// CHECK:       dataflow.function @f.backward.0.2 (
// CHECK-SAME:      janus.arguments = [{janus.seed = 2 : i64}, {janus.draw = 1 : i64}, {janus.input = @x}]

// FUNC:        dataflow.graph @f.surface
// FUNC:        func.func @f(
// FUNC:        func.func @f.backward.0(
// FUNC-SAME:       memref<4xf32> {janus.seed = 0 : i64}
// FUNC-SAME:       memref<4xf32> {janus.seed = 2 : i64}
// FUNC-SAME:       memref<4xf32> {janus.input = @x}
// FUNC-SAME:       memref<4xf32> {janus.draw = 1 : i64}
// FUNC-SAME:       memref<4xf32> {janus.gradient = @w}) -> i32
// FUNC-NOT:      dataflow.
// FUNC:          bufferization.materialize_in_destination
dataflow.graph @f {
  %w = dataflow.state.read @w : tensor<4xf32>
  %v = dataflow.state.read @v : tensor<4xf32>
  %x = dataflow.state.read @x : tensor<4xf32>
  %unused = dataflow.draw "uniform_"[] : tensor<4xf32>
  %m = dataflow.draw "bernoulli_"[0.5 : f64] : tensor<4xf32>
  %holds = arith.constant true
  dataflow.assert %holds, "it holds"
  %y = nn.mul %w, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %d = nn.detach %v : tensor<4xf32>
  %e = nn.exp %d : tensor<4xf32>
  %z = nn.mul %y, %m : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  dataflow.commit(%y, %e, %z : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>, %1: tensor<4xf32>, %2: tensor<4xf32>):
    %t0 = pydyn.box %0 requires_grad : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    %t1 = pydyn.box %1 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    %t2 = pydyn.box %2 requires_grad : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    %t = pydyn.tuple(%t0, %t1, %t2 : !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>) -> !pydyn.object
    pydyn.return %t : !pydyn.object
  }
}

// -----

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}

// Nothing is differentiated outside: nothing is made.

// CHECK-LABEL: dataflow.graph @none
// CHECK-NOT:   dataflow.function
dataflow.graph @none {
  %w = dataflow.state.read @w : tensor<4xf32>
  dataflow.commit(%w : tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>):
    %t = pydyn.box %0 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
}

// -----

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<?xf32>> {requires_grad, leaf, dims = ["n"]}
dataflow.object @v = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}

// Results that have nothing in common are nodes of their own. A computed value that a derivative reads becomes a value of
// the commit; of one whose size alone is asked for, the size.

// CHECK-LABEL: dataflow.graph @apart
// CHECK:         %[[E:.*]] = nn.exp
// CHECK:         %[[SIZE:.*]] = arith.index_cast %{{.*}} : index to i64
// CHECK:         dataflow.commit(%{{.*}}, %[[E]], %[[SIZE]] : tensor<f32>, tensor<4xf32>, i64) {
// CHECK:       dataflow.function @apart.backward.0 (
// CHECK-SAME:      janus.arguments = [{janus.seed = 0 : i64}, {janus.saved = 2 : i64}]
// CHECK-SAME:      janus.results = [{janus.gradient = @w}]
// CHECK-SAME:      janus.tape = []
// CHECK:       dataflow.function @apart.backward.1 (
// CHECK-SAME:      janus.arguments = [{janus.seed = 1 : i64}, {janus.saved = 1 : i64}]
// CHECK-SAME:      janus.results = [{janus.gradient = @v}]
// CHECK-SAME:      janus.tape = [{keeps = array<i64: 1>, reads = array<i64: 1>, seeds = array<i64: 1>}]
dataflow.graph @apart {
  %w = dataflow.state.read @w : tensor<?xf32>
  %v = dataflow.state.read @v : tensor<4xf32>
  %s = nn.sum %w dims [0] : tensor<?xf32> -> tensor<f32>
  %e = nn.exp %v : tensor<4xf32>
  dataflow.commit(%s, %e : tensor<f32>, tensor<4xf32>) {
  ^bb0(%0: tensor<f32>, %1: tensor<4xf32>):
    %t0 = pydyn.box %0 requires_grad : tensor<f32> -> !pydyn.tensor<tensor<f32>>
    %t1 = pydyn.box %1 requires_grad : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    %t = pydyn.tuple(%t0, %t1 : !pydyn.tensor<tensor<f32>>, !pydyn.tensor<tensor<4xf32>>) -> !pydyn.object
    pydyn.return %t : !pydyn.object
  }
}
