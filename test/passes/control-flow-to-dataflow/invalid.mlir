// RUN: janus-opt %s --control-flow-to-dataflow --split-input-file --verify-diagnostics

pydyn.func @unbound() -> !pydyn.object attributes {qualname = "unbound", parameters = []} {
  // expected-error @+1 {{JC0001: the local 'x' is not bound}}
  %x = pydyn.load local "x" : i64
  %r = pydyn.box %x : i64 -> !pydyn.int
  pydyn.return %r : !pydyn.int
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @a = argument 1 : i64 checks identity as !pydyn.instance<"m.A">
dataflow.object @b = argument 2 : i64 checks identity as !pydyn.instance<"m.A">

pydyn.func @objects() -> !pydyn.object attributes {qualname = "objects", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  // expected-error @+1 {{JC0002: the local 'x' is !pydyn.instance<"m.A"> on one path and another !pydyn.instance<"m.A"> on the other}}
  pydyn.if %c : i1 {
    %a = pydyn.object_ref @a : !pydyn.instance<"m.A">
    pydyn.store local "x", %a : !pydyn.instance<"m.A">
    pydyn.yield
  } else {
    %b = pydyn.object_ref @b : !pydyn.instance<"m.A">
    pydyn.store local "x", %b : !pydyn.instance<"m.A">
    pydyn.yield
  }
  %x = pydyn.load local "x" : !pydyn.instance<"m.A">
  pydyn.return %x : !pydyn.instance<"m.A">
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// The caller would see whether it gets the tensor that it has given.

pydyn.func @identity() -> !pydyn.object attributes {qualname = "identity", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  // expected-note @+1 {{this is one of them}}
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  pydyn.store local "y", %x : !pydyn.tensor<tensor<4xf32>>
  // expected-error @+1 {{JC0003: the local 'y' is one of several objects, and which one it is can be seen}}
  pydyn.if %c : i1 {
    %v = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
    %n = nn.neg %v : tensor<4xf32>
    %t = pydyn.box %n : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.store local "y", %t : !pydyn.tensor<tensor<4xf32>>
    pydyn.yield
  }
  %y = pydyn.load local "y" : !pydyn.tensor<tensor<4xf32>>
  pydyn.return %y : !pydyn.tensor<tensor<4xf32>>
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// A write to the original is to be seen through the local.

pydyn.func @written() -> !pydyn.object attributes {qualname = "written", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  // expected-note @+1 {{this is one of them}}
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %v = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %n = nn.neg %v : tensor<4xf32>
  pydyn.store local "y", %x : !pydyn.tensor<tensor<4xf32>>
  // expected-error @+1 {{JC0003}}
  pydyn.if %c : i1 {
    %t = pydyn.box %n : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.store local "y", %t : !pydyn.tensor<tensor<4xf32>>
    pydyn.yield
  }
  pydyn.write %x, %n : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  %y = pydyn.load local "y" : !pydyn.tensor<tensor<4xf32>>
  %w = pydyn.read %y : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %r = pydyn.box %w : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.return %r : !pydyn.tensor<tensor<4xf32>>
}

// -----

pydyn.func @iteration() -> !pydyn.object attributes {qualname = "iteration", parameters = []} {
  %xs = pydyn.constant "abc" -> !pydyn.str
  // expected-error @+1 {{JC0004: 'pydyn.for' has no form in a graph; 'specialize-types' should have resolved or refused it}}
  pydyn.for %x in %xs : !pydyn.str {
    pydyn.yield
  }
  pydyn.return %xs : !pydyn.str
}

// -----

// expected-error @+1 {{'pydyn.func' op has parameters; 'specialize-types' should have resolved them}}
pydyn.func @parameters(%x: !pydyn.object) -> !pydyn.object attributes {qualname = "parameters", parameters = ["x"]} {
  pydyn.return %x : !pydyn.object
}

// -----

pydyn.func @condition() -> !pydyn.object attributes {qualname = "condition", parameters = []} {
  %t = pydyn.constant true -> !pydyn.bool
  // expected-error @+1 {{'pydyn.if' op has a condition that is no i1}}
  pydyn.if %t : !pydyn.bool {
    pydyn.yield
  }
  pydyn.return %t : !pydyn.bool
}

// -----

pydyn.func @global() -> !pydyn.object attributes {qualname = "global", parameters = []} {
  // expected-error @+1 {{JC0004: the name 'torch' is not a local}}
  %t = pydyn.load global "torch" : !pydyn.object
  pydyn.return %t : !pydyn.object
}

// -----

// expected-error @+1 {{JC0004: the function always raises}}
pydyn.func @raises() -> !pydyn.object attributes {qualname = "raises", parameters = []} {
  %e = pydyn.constant "e" -> !pydyn.str
  pydyn.raise %e : !pydyn.str
}
