// RUN: janus-opt %s --dataflow-to-func --split-input-file | FileCheck %s

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// CHECK-LABEL: func.func @cond
// CHECK:         %[[C:.*]] = memref.load %arg0[]
// CHECK:         scf.if %[[C]] -> (tensor<4xf32>) {
// CHECK:           scf.yield
// CHECK:         } else {
// CHECK:           scf.yield
// CHECK:         }
dataflow.graph @cond {
  %c = dataflow.state.read @c : i1
  %x = dataflow.state.read @x : tensor<4xf32>
  %r = dataflow.cond %c -> tensor<4xf32> {
    %n = nn.neg %x : tensor<4xf32>
    dataflow.yield %n : tensor<4xf32>
  } else {
    dataflow.yield %x : tensor<4xf32>
  }
  dataflow.commit(%r : tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>):
    %t = pydyn.box %0 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
}

// -----

dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>
dataflow.object @n = argument 1 : i64 checks type as !pydyn.int

// CHECK-LABEL: func.func @loops
// CHECK:         scf.for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%{{.*}} = %{{.*}}) -> (tensor<4xf32>)  : i64 {
// CHECK:         scf.while (%{{.*}} = %{{.*}}) : (i64) -> i64 {
// CHECK:           scf.condition
// CHECK:         } do {
// CHECK:           scf.yield
// CHECK:         }
// Counting down: by trips.
// CHECK:         %[[D:.*]] = arith.subi
// CHECK:         %[[T:.*]] = arith.ceildivsi %[[D]], %[[STEP:.*]] : i64
// CHECK:         scf.for %[[I:.*]] = %{{.*}} to %[[T]] step
// CHECK:           arith.muli %[[I]], %[[STEP]]
dataflow.graph @loops {
  %x = dataflow.state.read @x : tensor<4xf32>
  %n = dataflow.state.read @n : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %minus = arith.constant -1 : i64
  %a = dataflow.for %zero to %n step %one (%x : tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%i: i64, %v: tensor<4xf32>):
    %e = nn.exp %v : tensor<4xf32>
    dataflow.yield %e : tensor<4xf32>
  }
  %b = dataflow.while (%n : i64) -> i64 {
  ^bb0(%i: i64):
    %c = arith.cmpi slt, %i, %n : i64
    dataflow.condition %c, %i : i64
  } do {
  ^bb0(%i: i64):
    %m = arith.addi %i, %i : i64
    dataflow.yield %m : i64
  }
  %d = dataflow.for %b to %zero step %minus (%a : tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%i: i64, %v: tensor<4xf32>):
    %e = nn.exp %v : tensor<4xf32>
    dataflow.yield %e : tensor<4xf32>
  }
  dataflow.commit(%d : tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>):
    %t = pydyn.box %0 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// What follows an assertion is where it holds; nothing is updated in place; the number of an
// assertion in a region goes out as the region's status.

// CHECK-LABEL: func.func @assertions(
// CHECK-SAME:      memref<4xf32> {janus.input = @x},
// CHECK-SAME:      memref<4xf32> {janus.output = 0 : i64}) -> i32
// CHECK:         %[[S:.*]] = scf.if %[[C:.*]] -> (i32) {
// CHECK:           %[[R:.*]]:2 = scf.if %[[C]] -> (i32, tensor<4xf32>) {
// CHECK:             %[[I:.*]]:2 = scf.if %{{.*}} -> (i32, tensor<4xf32>) {
// CHECK:               %[[OK:.*]] = arith.constant 0 : i32
// CHECK:               scf.yield %[[OK]], %{{.*}} : i32, tensor<4xf32>
// CHECK:             } else {
// CHECK:               %[[TWO:.*]] = arith.constant 2 : i32
// CHECK:               %[[E:.*]] = tensor.empty
// CHECK:               scf.yield %[[TWO]], %[[E]]
// CHECK:             }
// CHECK:             scf.yield %[[I]]#0, %[[I]]#1
// CHECK:           } else {
// CHECK:             %[[OK:.*]] = arith.constant 0 : i32
// CHECK:             scf.yield %[[OK]]
// CHECK:           }
// CHECK:           %[[GOOD:.*]] = arith.cmpi eq, %[[R]]#0
// CHECK:           %[[T:.*]] = scf.if %[[GOOD]] -> (i32) {
// CHECK:             bufferization.materialize_in_destination
// CHECK:             %[[OK:.*]] = arith.constant 0 : i32
// CHECK:             scf.yield %[[OK]]
// CHECK:           } else {
// CHECK:             scf.yield %[[R]]#0 : i32
// CHECK:           }
// CHECK:           scf.yield %[[T]]
// CHECK:         } else {
// CHECK:           %[[ONE:.*]] = arith.constant 1 : i32
// CHECK:           scf.yield %[[ONE]]
// CHECK:         }
// CHECK:         return %[[S]]
dataflow.graph @assertions {
  %c = dataflow.state.read @c : i1
  %x = dataflow.state.read @x : tensor<4xf32>
  dataflow.assert %c, "the first holds"
  %r = dataflow.cond %c -> tensor<4xf32> {
    %n = nn.neg %x : tensor<4xf32>
    dataflow.assert %c, "the second holds"
    dataflow.yield %n : tensor<4xf32>
  } else {
    dataflow.yield %x : tensor<4xf32>
  }
  dataflow.commit(%r : tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>):
    %w = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
    pydyn.write %w, %0 : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    pydyn.return %w : !pydyn.tensor<tensor<4xf32>>
  }
}

// -----

dataflow.object @n = argument 1 : i64 checks type as !pydyn.int

// A loop with an assertion stops at the iteration in which it fails.

// CHECK-LABEL: func.func @assertion_in_loop
// CHECK:         %[[W:.*]]:2 = scf.while (%[[S:.*]] = %{{.*}}, %{{.*}} = %{{.*}}) : (i32, i64) -> (i32, i64) {
// CHECK:           %[[GOOD:.*]] = arith.cmpi eq, %[[S]]
// CHECK:           %[[T:.*]]:3 = scf.if %[[GOOD]] -> (i32, i1, i64) {
// CHECK:           } else {
// CHECK:             %[[FALSE:.*]] = arith.constant false
// CHECK:             scf.yield %[[S]], %[[FALSE]]
// CHECK:           }
// CHECK:           scf.condition(%[[T]]#1) %[[T]]#0, %{{.*}} : i32, i64
// CHECK:         } do {
// CHECK:           scf.if {{.*}} -> (i32, i64)
// CHECK:         }
dataflow.graph @assertion_in_loop {
  %n = dataflow.state.read @n : i64
  %zero = arith.constant 0 : i64
  %b = dataflow.while (%zero : i64) -> i64 {
  ^bb0(%i: i64):
    %c = arith.cmpi slt, %i, %n : i64
    dataflow.condition %c, %i : i64
  } do {
  ^bb0(%i: i64):
    %m = arith.addi %i, %i : i64
    %c = arith.cmpi sgt, %m, %i : i64
    dataflow.assert %c, "it grows"
    dataflow.yield %m : i64
  }
  dataflow.commit(%b : i64) {
  ^bb0(%0: i64):
    %t = pydyn.box %0 : i64 -> !pydyn.int
    pydyn.return %t : !pydyn.int
  }
}

// -----

dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>
dataflow.object @n = argument 1 : i64 checks type as !pydyn.int

// Both regions of a loop take and give the same values: what the test computes has a place of its own.

// CHECK-LABEL: func.func @buffers
// CHECK:         %[[F:.*]] = scf.for %{{.*}} iter_args(%[[V:.*]] = %{{.*}}) -> (tensor<4xf32>)
// CHECK:           %[[E:.*]] = nn.exp %[[V]]
// CHECK:           scf.yield %[[E]]
// CHECK:         %[[EMPTY:.*]] = tensor.empty() : tensor<4xf32>
// CHECK:         %[[W:.*]]:3 = scf.while (%[[I:.*]] = %{{.*}}, %[[H:.*]] = %[[F]], %[[T:.*]] = %[[EMPTY]])
// CHECK:           %[[N:.*]] = nn.neg %[[H]]
// CHECK:           scf.condition(%{{.*}}) %[[I]], %[[H]], %[[N]]
// CHECK:         } do {
// CHECK-NEXT:    ^bb0(%[[I2:.*]]: i64, %[[H2:.*]]: tensor<4xf32>, %[[T2:.*]]: tensor<4xf32>):
// CHECK:           scf.yield %{{.*}}, %[[T2]], %[[T2]]
dataflow.graph @buffers {
  %x = dataflow.state.read @x : tensor<4xf32>
  %n = dataflow.state.read @n : i64
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %a = dataflow.for %zero to %n step %one (%x : tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%i: i64, %v: tensor<4xf32>):
    %e = nn.exp %v : tensor<4xf32>
    dataflow.yield %e : tensor<4xf32>
  }
  %b:2 = dataflow.while (%zero, %a : i64, tensor<4xf32>) -> i64, tensor<4xf32> {
  ^bb0(%i: i64, %h: tensor<4xf32>):
    %m = nn.neg %h : tensor<4xf32>
    %c = arith.cmpi slt, %i, %n : i64
    dataflow.condition %c, %i, %m : i64, tensor<4xf32>
  } do {
  ^bb0(%i: i64, %m: tensor<4xf32>):
    %k = arith.addi %i, %one : i64
    dataflow.yield %k, %m : i64, tensor<4xf32>
  }
  dataflow.commit(%b#1 : tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>):
    %t = pydyn.box %0 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
}
