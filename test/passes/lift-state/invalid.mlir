// RUN: janus-opt %s --lift-state --split-input-file --verify-diagnostics

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @log = argument 1 : i64 checks type as !pydyn.list<!pydyn.object>

dataflow.graph @call_in_branch {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %log = pydyn.object_ref @log : !pydyn.list<!pydyn.object>
  dataflow.cond %c {
    // expected-error @+1 {{JC0005: 'pydyn.get_attr' is an effect that happens only on some paths}}
    %append = pydyn.get_attr %log "append" : (!pydyn.list<!pydyn.object>) -> !pydyn.function
    %none = pydyn.call %append(%cr : !pydyn.bool) from !pydyn.function -> !pydyn.none
    dataflow.yield
  } else {
    dataflow.yield
  }
  dataflow.commit {
    pydyn.return %cr : !pydyn.bool
  }
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @self = argument 1 : i64 checks identity as !pydyn.instance<"m.M">
dataflow.object @x = argument 2 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

dataflow.graph @store_on_one_path {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %self = pydyn.object_ref @self : !pydyn.instance<"m.M">
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  // expected-error @+1 {{JC0006: the attribute 'h' is stored on one path only, and what it holds on the other is not known}}
  dataflow.cond %c {
    pydyn.set_attr %self "h" = %x : !pydyn.instance<"m.M">, !pydyn.tensor<tensor<4xf32>>
    dataflow.yield
  } else {
    dataflow.yield
  }
  dataflow.commit {
    pydyn.return %cr : !pydyn.bool
  }
}

// -----

dataflow.object @self = argument 1 : i64 checks identity as !pydyn.instance<"m.M">

dataflow.graph @store_in_loop {
  %self = pydyn.object_ref @self : !pydyn.instance<"m.M">
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  // expected-error @+1 {{JC0006: the attribute 'count' is stored in a loop, and what it holds if the loop does not run is not known}}
  dataflow.for %zero to %one step %one {
  ^bb0(%i: i64):
    %b = pydyn.box %i : i64 -> !pydyn.int
    pydyn.set_attr %self "count" = %b : !pydyn.instance<"m.M">, !pydyn.int
    dataflow.yield
  }
  dataflow.commit {
    pydyn.return %self : !pydyn.instance<"m.M">
  }
}

// -----

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<f32>> {requires_grad, leaf}

dataflow.graph @leaf_written {
  %w = pydyn.object_ref @w : !pydyn.tensor<tensor<f32>>
  %v = pydyn.read %w : !pydyn.tensor<tensor<f32>> -> tensor<f32>
  %e = nn.exp %v : tensor<f32>
  pydyn.write %w, %e : !pydyn.tensor<tensor<f32>>, tensor<f32>
  // expected-error @+1 {{JC0007: a leaf has other contents now than when it was used}}
  %g = pydyn.backward %e, %e wrt (%w) : tensor<f32>, tensor<f32> wrt (!pydyn.tensor<tensor<f32>>) -> tensor<f32>
  %t = pydyn.box %g : tensor<f32> -> !pydyn.tensor<tensor<f32>>
  dataflow.commit {
    pydyn.return %t : !pydyn.tensor<tensor<f32>>
  }
}

// -----

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<f32>> {requires_grad, leaf}

dataflow.graph @through_iterations {
  %w = pydyn.object_ref @w : !pydyn.tensor<tensor<f32>>
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %init = nn.constant dense<0.0> : tensor<f32>
  %h = dataflow.for %zero to %one step %one (%init : tensor<f32>) -> tensor<f32> {
  ^bb0(%i: i64, %h: tensor<f32>):
    %v = pydyn.read %w : !pydyn.tensor<tensor<f32>> -> tensor<f32>
    %n = nn.mul %h, %v : (tensor<f32>, tensor<f32>) -> tensor<f32>
    // expected-error @+1 {{JC0008: what is differentiated was computed in an earlier iteration}}
    %g = pydyn.backward %n, %init wrt (%w) : tensor<f32>, tensor<f32> wrt (!pydyn.tensor<tensor<f32>>) -> tensor<f32>
    dataflow.yield %n : tensor<f32>
  }
  dataflow.commit {
    pydyn.return %w : !pydyn.tensor<tensor<f32>>
  }
}

// -----

dataflow.object @log = argument 0 : i64 checks type as !pydyn.list<!pydyn.object>

dataflow.graph @unknown_contents {
  %log = pydyn.object_ref @log : !pydyn.list<!pydyn.object>
  %pop = pydyn.get_attr %log "pop" : (!pydyn.list<!pydyn.object>) -> !pydyn.function
  %t = pydyn.call %pop() from !pydyn.function -> !pydyn.tensor<tensor<f32>>
  // expected-error @+1 {{JC0009: the contents of an object are read that is only made when the graph commits}}
  %v = pydyn.read %t : !pydyn.tensor<tensor<f32>> -> tensor<f32>
  %b = pydyn.box %v : tensor<f32> -> !pydyn.tensor<tensor<f32>>
  dataflow.commit {
    pydyn.return %b : !pydyn.tensor<tensor<f32>>
  }
}
