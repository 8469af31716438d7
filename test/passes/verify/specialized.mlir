// RUN: janus-opt %s --verify-specialized --split-input-file --verify-diagnostics

dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

pydyn.func @good() -> !pydyn.object attributes {qualname = "good", parameters = []} {
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  pydyn.store local "x", %x : !pydyn.tensor<tensor<4xf32>>
  pydyn.return %x : !pydyn.tensor<tensor<4xf32>>
}

// -----

// expected-error @+1 {{'pydyn.func' op has parameters}}
pydyn.func @parameters(%x: !pydyn.object) -> !pydyn.object attributes {qualname = "parameters", parameters = ["x"]} {
  pydyn.return %x : !pydyn.object
}

// -----

pydyn.func @dynamic() -> !pydyn.object attributes {qualname = "dynamic", parameters = []} {
  // expected-error @+1 {{'pydyn.load' op is about a name that is not a local (line 22); 'specialize-types' should have removed it}}
  %f = pydyn.load global "f" : !pydyn.object
  // expected-error @+1 {{'pydyn.binary' op may not occur any more}}
  %y = pydyn.binary add %f, %f : (!pydyn.object, !pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'pydyn.get_attr' op depends on a value of type '!pydyn.object'}}
  %z = pydyn.get_attr %y "z" : (!pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'pydyn.if' op has a condition of type !pydyn.object}}
  pydyn.if %z : !pydyn.object {
    pydyn.yield
  }
  pydyn.return %y : !pydyn.object
}
