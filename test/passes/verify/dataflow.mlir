// RUN: janus-opt %s --verify-dataflow --split-input-file --verify-diagnostics

dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// Effects may still be in regions.

dataflow.graph @good {
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %c = arith.constant true
  dataflow.cond %c {
    %v = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
    pydyn.write %x, %v : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    dataflow.yield
  } else {
    dataflow.yield
  }
  dataflow.commit {
    pydyn.return %x : !pydyn.tensor<tensor<4xf32>>
  }
}

// -----

// expected-error @+1 {{'pydyn.func' op may not occur any more (line 25); 'control-flow-to-dataflow' should have removed it}}
pydyn.func @function() -> !pydyn.object attributes {qualname = "function", parameters = []} {
  %x = pydyn.constant #pydyn.none -> !pydyn.none
  pydyn.return %x : !pydyn.none
}

// -----

dataflow.graph @locals {
  // expected-error @+1 {{'pydyn.load' op may not occur any more}}
  %x = pydyn.load local "x" : !pydyn.none
  dataflow.commit {
    pydyn.return %x : !pydyn.none
  }
}
