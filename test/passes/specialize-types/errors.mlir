// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/errors.json" -split-input-file -verify-diagnostics

pydyn.func @scale(%arg0: !pydyn.object) -> !pydyn.object attributes {qualname = "scale", parameters = ["x"]} {
  // expected-error @+1 {{assignment to the global 'x' [JS0006]}}
  pydyn.store global "x", %arg0 : !pydyn.object
  pydyn.return %arg0 : !pydyn.object
}

// -----

pydyn.func @scale(%arg0: !pydyn.object) -> !pydyn.object attributes {qualname = "scale", parameters = ["x"]} {
  %0 = pydyn.load global "open" : !pydyn.object
  // expected-error @+1 {{'builtins.open' has no lowering [JS0002]}}
  %1 = pydyn.call %0(%arg0 : !pydyn.object) from !pydyn.object -> !pydyn.object
  pydyn.return %1 : !pydyn.object
}

// -----

// What the profile does not hold cannot be made up.
pydyn.func @scale(%arg0: !pydyn.object) -> !pydyn.object attributes {qualname = "scale", parameters = ["x"]} {
  // expected-error @+1 {{the profile does not say global 0 UNSEEN [JS0001]}}
  %0 = pydyn.load global "UNSEEN" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

pydyn.func @scale(%arg0: !pydyn.object) -> !pydyn.object attributes {qualname = "scale", parameters = ["x"]} {
  // expected-error @+1 {{the name 'y' is not bound here [JS0015]}}
  %0 = pydyn.load local "y" : !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

pydyn.func @scale(%arg0: !pydyn.object) -> !pydyn.object attributes {qualname = "scale", parameters = ["x"]} {
  // expected-error @+1 {{'await' has no lowering (JL0001) [JS0014]}}
  %0 = pydyn.unsupported "JL0001" "'await' has no lowering" -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}
