// RUN: janus-opt %s --split-input-file --verify-diagnostics

dataflow.object @m = argument 0 : i64 checks identity as !pydyn.object
// expected-error @+1 {{'dataflow.object' op is reached from the call itself and takes no parent}}
dataflow.object @x = argument 1 : i64 of @m checks identity as !pydyn.object

// -----

// expected-error @+1 {{'dataflow.object' op is reached from another object and needs a parent}}
dataflow.object @x = attribute "a" checks identity as !pydyn.object

// -----

// expected-error @+1 {{'dataflow.object' op needs a key}}
dataflow.object @x = argument checks identity as !pydyn.object

// -----

// expected-error @+1 {{'dataflow.object' op has something expected if and only if it checks 'value' or 'same'}}
dataflow.object @x = argument 0 : i64 checks value as !pydyn.object

// -----

// expected-error @+1 {{'dataflow.object' op checks 'tensor' but is of type '!pydyn.object'}}
dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.object

// -----

// expected-error @+1 {{'dataflow.object' op names 1 dimensions, which its type does not have}}
dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<?x?xf32>> {dims = ["n"]}

// -----

// expected-error @+1 {{'dataflow.object' op names the known dimension 4 'n'}}
dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>> {dims = ["n"]}

// -----

// expected-error @+1 {{'dataflow.graph' op expects its body to end in 'dataflow.commit'}}
dataflow.graph @g {
  %c = arith.constant true
  dataflow.condition %c
}

// -----

dataflow.graph @g {
  %c = arith.constant true
  // expected-error @+1 {{'dataflow.commit' op hands its effects other types than it commits}}
  dataflow.commit(%c : i1) {
    %n = pydyn.constant #pydyn.none -> !pydyn.none
    pydyn.return %n : !pydyn.none
  }
}

// -----

dataflow.graph @g {
  // expected-error @+1 {{'dataflow.commit' op expects its effects to end in 'pydyn.return'}}
  dataflow.commit {
    pydyn.yield
  }
}

// -----

func.func @f(%c: i1, %x: f64) {
  // expected-error @+1 {{'dataflow.cond' op yields other types from its}}
  %0 = dataflow.cond %c -> f64 {
    dataflow.yield %x : f64
  } else {
    dataflow.yield
  }
  return
}

// -----

func.func @f(%c: i1, %x: f64) {
  // expected-error @+1 {{'dataflow.while' op starts with other types than its first region takes}}
  %0 = dataflow.while (%x : f64) -> f64 {
    dataflow.condition %c, %x : f64
  } do {
  ^bb0(%y: f64):
    dataflow.yield %y : f64
  }
  return
}

// -----

func.func @f(%n: i64, %x: f64) {
  // expected-error @+1 {{'dataflow.for' op expects its region to take an i64 and the loop's values}}
  %0 = dataflow.for %n to %n step %n (%x : f64) -> f64 {
  ^bb0(%acc: f64):
    dataflow.yield %acc : f64
  }
  return
}

// -----

// expected-error @+1 {{'dataflow.function' op has a region that takes other types than its signature}}
dataflow.function @f (f64) -> f64 {
  %0 = arith.constant 1.0 : f64
  dataflow.yield %0 : f64
}
