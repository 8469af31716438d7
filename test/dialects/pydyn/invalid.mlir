// RUN: janus-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{'pydyn.func' op has 1 arguments but names 0 parameters}}
pydyn.func @f(%x: !pydyn.object) -> !pydyn.object attributes {qualname = "f", parameters = []} {
  pydyn.return %x : !pydyn.object
}

// -----

// expected-error @+1 {{'pydyn.func' op has fewer parameters than positional_only and keyword_only say}}
pydyn.func @f(%x: !pydyn.object) -> !pydyn.object attributes {qualname = "f", parameters = ["x"], positional_only = 2 : i64} {
  pydyn.return %x : !pydyn.object
}

// -----

// expected-error @+1 {{'pydyn.constant' op has the value 3 : i64, which is no '!pydyn.str'}}
%0 = pydyn.constant 3 : i64 -> !pydyn.str

// -----

func.func @f(%f: !pydyn.object) {
  // expected-error @+1 {{'pydyn.call' op has a positional argument after a keyword argument}}
  %0 = pydyn.call %f(dim = %f, %f : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  return
}

// -----

func.func @f(%f: !pydyn.object) {
  // expected-error @+1 {{'pydyn.call' op has 1 arguments but 0 kinds}}
  %0 = "pydyn.call"(%f, %f) <{kinds = []}> : (!pydyn.object, !pydyn.object) -> !pydyn.object
  return
}

// -----

func.func @f(%x: !pydyn.object) {
  // expected-error @+1 {{'pydyn.tuple' op takes no keyword, but has '**'}}
  %0 = pydyn.tuple(**%x : !pydyn.object) -> !pydyn.object
  return
}

// -----

func.func @f(%c: !pydyn.bool, %x: !pydyn.object) {
  // expected-error @+1 {{'pydyn.if' op yields other types from its else region than it has results}}
  %0 = pydyn.if %c : !pydyn.bool -> !pydyn.object {
    pydyn.yield %x : !pydyn.object
  } else {
    pydyn.yield
  }
  return
}

// -----

func.func @f(%c: !pydyn.bool, %x: !pydyn.object) {
  // expected-error @+1 {{'pydyn.if' op has results but no else region}}
  %0 = pydyn.if %c : !pydyn.bool -> !pydyn.object {
    pydyn.yield %x : !pydyn.object
  }
  return
}

// -----

// expected-error @+1 {{'pydyn.while' op expects its test region to end in 'pydyn.condition'}}
pydyn.while {
  pydyn.yield
} do {
  pydyn.yield
}

// -----

func.func @f(%x: !pydyn.object) {
  // expected-error @+1 {{'pydyn.for' op has 'pydyn.condition' in its body region}}
  pydyn.for %item in %x : !pydyn.object {
    pydyn.condition %x : !pydyn.object
  }
  return
}

// -----

// expected-error @+1 {{'pydyn.try' op has neither except nor finally}}
pydyn.try {
  pydyn.yield
}

// -----

func.func @f(%x: !pydyn.object) {
  // expected-error @+1 {{'pydyn.write' op operand #0 must be a mutable reference to a tensor}}
  "pydyn.write"(%x, %x) : (!pydyn.object, !pydyn.object) -> ()
  return
}

// -----

func.func @f(%x: !pydyn.object) {
  // expected-error @+1 {{expected}}
  %0 = pydyn.load nowhere "x" : !pydyn.object
  return
}
