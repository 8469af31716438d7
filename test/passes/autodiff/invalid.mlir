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
