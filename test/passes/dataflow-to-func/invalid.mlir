// RUN: janus-opt %s --dataflow-to-func --split-input-file --verify-diagnostics

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool

dataflow.graph @draw {
  %c = dataflow.state.read @c : i1
  dataflow.cond %c {
    // expected-error @+1 {{JC0010: random numbers are drawn only on some paths, or a varying number of times}}
    %m = dataflow.draw "bernoulli_"[0.5 : f64] : tensor<4xf32>
    dataflow.yield
  } else {
    dataflow.yield
  }
  dataflow.commit {
    %t = pydyn.object_ref @c : !pydyn.bool
    pydyn.return %t : !pydyn.bool
  }
}

// -----

dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

dataflow.graph @not_lifted {
  // expected-error @+1 {{'pydyn.object_ref' op is outside of the commit; 'lift-state' should have moved it}}
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  dataflow.commit {
    pydyn.return %x : !pydyn.tensor<tensor<4xf32>>
  }
}
