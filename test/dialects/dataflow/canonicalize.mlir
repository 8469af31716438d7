// RUN: janus-opt %s --canonicalize | FileCheck %s

dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// Draws and assertions stay though nothing uses them; reads do not.

// CHECK-LABEL: dataflow.graph @g
dataflow.graph @g {
  // CHECK-NOT: dataflow.state.read
  %x = dataflow.state.read @x : tensor<4xf32>
  // CHECK: dataflow.draw
  %d = dataflow.draw "normal_" [0.0, 1.0] : tensor<4xf32>
  %c = arith.constant true
  // CHECK: dataflow.assert
  dataflow.assert %c, "always"
  // CHECK-NOT: dataflow.cond
  %r = dataflow.cond %c -> tensor<4xf32> {
    dataflow.yield %x : tensor<4xf32>
  } else {
    dataflow.yield %x : tensor<4xf32>
  }
  // CHECK: dataflow.commit
  dataflow.commit {
    %n = pydyn.constant #pydyn.none -> !pydyn.none
    pydyn.return %n : !pydyn.none
  }
}
