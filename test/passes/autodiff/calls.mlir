// RUN: janus-opt %s --autodiff --verify-no-gradient --split-input-file | FileCheck %s

// A call keeps what its derivative needs, and the derivative of a function that calls itself is one, too.

// CHECK-LABEL: dataflow.graph @step
// CHECK:         %[[Y:.*]]:2 = dataflow.invoke @g.forward(%[[X:.*]], %[[N:.*]]) : (tensor<4xf32>, i64) -> (tensor<4xf32>, i64)
// CHECK:         dataflow.invoke @g.reverse.0.0(%[[X]], %[[N]], %[[Y]]#1, %{{.*}}) : (tensor<4xf32>, i64, i64, tensor<4xf32>) -> tensor<4xf32>
// The plain form is not used any more.
// CHECK-NOT:   dataflow.function @g (
// CHECK-LABEL: dataflow.function @g.forward
// CHECK:         %[[R:.*]]:2 = dataflow.cond %{{.*}} -> tensor<4xf32>, i64 {
// CHECK:           dataflow.yield %{{.*}}, %{{.*}} : tensor<4xf32>, i64
// CHECK:         } else {
// CHECK:           %[[CALL:.*]]:2 = dataflow.invoke @g.forward
// CHECK:           %[[RECORD:.*]] = dataflow.record %[[CALL]]#0, %[[CALL]]#1 : tensor<4xf32>, i64
// CHECK:           dataflow.yield %{{.*}}, %[[RECORD]] : tensor<4xf32>, i64
// CHECK:         }
// CHECK:         %[[OWN:.*]] = dataflow.record %[[R]]#1 : i64
// CHECK:         dataflow.yield %[[R]]#0, %[[OWN]] : tensor<4xf32>, i64
// CHECK-LABEL: dataflow.function @g.reverse.0.0
// CHECK:         ^bb0(%[[X:.*]]: tensor<4xf32>, %[[N:.*]]: i64, %[[OWN:.*]]: i64, %[[SEED:.*]]: tensor<4xf32>):
// CHECK:           %[[INNER:.*]] = dataflow.recall %[[OWN]][0]() {layout = [i64]} : () -> i64
// CHECK:           %[[D:.*]] = dataflow.cond
// CHECK:             %[[H:.*]]:2 = dataflow.recall %[[INNER]][0] invoke @g.forward(%{{.*}}, %{{.*}}) {layout = [tensor<4xf32>, i64]}
// CHECK:             dataflow.invoke @g.reverse.0.0(%{{.*}}, %{{.*}}, %[[H]]#1, %{{.*}})
// CHECK:           dataflow.yield %[[D]] : tensor<4xf32>
dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>
dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
dataflow.graph @step {
  %x = dataflow.state.read @x : tensor<4xf32>
  %n = dataflow.state.read @n : i64
  %y = dataflow.invoke @g(%x, %n) : (tensor<4xf32>, i64) -> tensor<4xf32>
  %seed = dataflow.state.read @x : tensor<4xf32>
  %d = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  dataflow.commit(%d : tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>):
    %t = pydyn.box %0 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
}

dataflow.function @g (tensor<4xf32>, i64) -> tensor<4xf32> {
^bb0(%x: tensor<4xf32>, %n: i64):
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %c = arith.cmpi sle, %n, %zero : i64
  %r = dataflow.cond %c -> tensor<4xf32> {
    %e = nn.exp %x : tensor<4xf32>
    dataflow.yield %e : tensor<4xf32>
  } else {
    %h = nn.tanh %x : tensor<4xf32>
    %m = arith.subi %n, %one : i64
    %a = dataflow.invoke @g(%h, %m) : (tensor<4xf32>, i64) -> tensor<4xf32>
    %s = nn.mul %a, %h : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    dataflow.yield %s : tensor<4xf32>
  }
  dataflow.yield %r : tensor<4xf32>
}
