// RUN: janus-opt %s --build-backward --split-input-file | FileCheck %s
// RUN: janus-opt %s --build-backward --autodiff --dataflow-to-func --split-input-file | FileCheck %s --check-prefix=FUNC

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
dataflow.object @v = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
dataflow.object @x = argument 2 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// Of two results the gradients are added up. What no result depends on has none; what is not
// needed is not computed again; assertions have held.

// CHECK:       dataflow.function @f.backward (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-SAME:      janus.arguments = [{janus.input = @w}, {janus.input = @x}, {janus.draw = 1 : i64}, {janus.seed = 0 : i64}, {janus.seed = 2 : i64}]
// CHECK-SAME:      janus.results = [{janus.gradient = @w}]
// CHECK-NEXT:  ^bb0(%[[W:.*]]: tensor<4xf32>, %[[X:.*]]: tensor<4xf32>, %[[M:.*]]: tensor<4xf32>, %[[S0:.*]]: tensor<4xf32>, %[[S1:.*]]: tensor<4xf32>):
// CHECK-NEXT:    %[[Y:.*]] = nn.mul %[[W]], %[[X]]
// CHECK-NEXT:    %[[Z:.*]] = nn.mul %[[Y]], %[[M]]
// CHECK-NEXT:    %[[G0:.*]] = nn.gradient %[[Y]], %[[S0]] wrt %[[W]]
// CHECK-NEXT:    %[[G1:.*]] = nn.gradient %[[Z]], %[[S1]] wrt %[[W]]
// CHECK-NEXT:    %[[G:.*]] = nn.add %[[G0]], %[[G1]]
// CHECK-NEXT:    dataflow.yield %[[G]]

// FUNC:        dataflow.graph @f.surface
// FUNC:        func.func @f(
// FUNC:        func.func @f.backward(
// FUNC-SAME:       memref<4xf32> {janus.input = @w}
// FUNC-SAME:       memref<4xf32> {janus.input = @x}
// FUNC-SAME:       memref<4xf32> {janus.draw = 1 : i64}
// FUNC-SAME:       memref<4xf32> {janus.seed = 0 : i64}
// FUNC-SAME:       memref<4xf32> {janus.seed = 2 : i64}
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
