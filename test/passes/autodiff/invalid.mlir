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

// What the test of a loop hands on must be what it took: it would have a derivative of its own.

func.func @computed_by_a_test(%x: tensor<4xf32>, %n: i64, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0 : i64
  // expected-error @below {{JC0011: 'dataflow.while' has a test that hands on what it computes, which has no derivative yet}}
  %y:2 = dataflow.while (%zero, %x : i64, tensor<4xf32>) -> i64, tensor<4xf32> {
  ^bb0(%i: i64, %h: tensor<4xf32>):
    %more = arith.cmpi slt, %i, %n : i64
    %e = nn.exp %h : tensor<4xf32>
    dataflow.condition %more, %i, %e : i64, tensor<4xf32>
  } do {
  ^bb0(%i: i64, %h: tensor<4xf32>):
    %one = arith.constant 1 : i64
    %next = arith.addi %i, %one : i64
    dataflow.yield %next, %h : i64, tensor<4xf32>
  }
  // expected-note @below {{the derivative is asked for here}}
  %g = nn.gradient %y#1, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// PyTorch would keep a part of the gradient of %y, which `.grad` shows.

func.func @rows(%x: tensor<2x4xf32>, %z: tensor<3x4xf32>, %seed: tensor<5x4xf32>) -> tensor<2x4xf32> {
  %y = nn.concat %x, %z dim 0 {nn.view} : (tensor<2x4xf32>, tensor<3x4xf32>) -> tensor<5x4xf32>
  // expected-error @below {{JC0011: PyTorch keeps a part of the gradient of joined tensors as the gradient of one of them}}
  %g = nn.gradient %y, %seed wrt %x {nn.new_gradients = array<i64: 1>} : tensor<5x4xf32> wrt tensor<2x4xf32>
  return %g : tensor<2x4xf32>
}

// -----

// Columns have gaps, so that PyTorch copies them; and what is added to a gradient is not kept.

func.func @columns(%x: tensor<2x4xf32>, %z: tensor<2x3xf32>, %seed: tensor<2x7xf32>) -> tensor<2x4xf32> {
  %y = nn.concat %x, %z dim 1 {nn.view} : (tensor<2x4xf32>, tensor<2x3xf32>) -> tensor<2x7xf32>
  %g = nn.gradient %y, %seed wrt %x {nn.new_gradients = array<i64: 1>} : tensor<2x7xf32> wrt tensor<2x4xf32>
  return %g : tensor<2x4xf32>
}

// -----

func.func @added(%x: tensor<2x4xf32>, %z: tensor<3x4xf32>, %seed: tensor<5x4xf32>) -> tensor<2x4xf32> {
  %y = nn.concat %x, %z dim 0 {nn.view} : (tensor<2x4xf32>, tensor<3x4xf32>) -> tensor<5x4xf32>
  %g = nn.gradient %y, %seed wrt %x {nn.new_gradients = array<i64: 0>} : tensor<5x4xf32> wrt tensor<2x4xf32>
  return %g : tensor<2x4xf32>
}
