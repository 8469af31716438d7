// RUN: janus-opt %s --verify-lifted --split-input-file --verify-diagnostics

dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

dataflow.graph @good {
  %x = dataflow.state.read @x : tensor<4xf32>
  dataflow.commit(%x : tensor<4xf32>) {
  ^bb0(%0: tensor<4xf32>):
    %t = pydyn.box %0 : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
}

// -----

dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

dataflow.graph @effects {
  // expected-error @+1 {{'pydyn.object_ref' op is outside of the commit (line 20); 'lift-state' should have removed it}}
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %c = arith.constant true
  dataflow.cond %c {
    // expected-error @+1 {{'dataflow.state.read' op reads the heap in a region}}
    %v = dataflow.state.read @x : tensor<4xf32>
    dataflow.yield
  } else {
    dataflow.yield
  }
  dataflow.commit {
    // expected-error @+1 {{'pydyn.read' op is in the commit}}
    %v = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
    pydyn.return %x : !pydyn.tensor<tensor<4xf32>>
  }
}
