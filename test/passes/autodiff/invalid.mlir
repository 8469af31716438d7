// RUN: janus-opt %s --autodiff --split-input-file --verify-diagnostics

func.func @foreign(%x: tensor<4xf32>, %seed: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{JC0011: 'math.exp' has no derivative}}
  %y = math.exp %x : tensor<4xf32>
  // expected-note @below {{the derivative is asked for here}}
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

func.func @product(%x: tensor<4xf32>, %seed: tensor<f32>) -> tensor<4xf32> {
  // expected-error @below {{JC0011: 'nn.prod' has no derivative yet}}
  %y = nn.prod %x dims [0] : tensor<4xf32> -> tensor<f32>
  %g = nn.gradient %y, %seed wrt %x : tensor<f32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// What a loop captures counts as much as what it carries: never a derivative of zero.

func.func @captured_by_a_loop(%x: tensor<4xf32>, %n: i64, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %scalar = nn.constant dense<0.0> : tensor<f32>
  %init = nn.expand %scalar : tensor<f32> -> tensor<4xf32>
  // expected-error @below {{JC0011: 'dataflow.for' has no derivative}}
  %y = dataflow.for %zero to %n step %one (%init : tensor<4xf32>) -> tensor<4xf32> {
  ^bb0(%i: i64, %sum: tensor<4xf32>):
    %next = nn.add %sum, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    dataflow.yield %next : tensor<4xf32>
  }
  // expected-note @below {{the derivative is asked for here}}
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}
