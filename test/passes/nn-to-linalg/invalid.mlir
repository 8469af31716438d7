// RUN: janus-opt %s --nn-to-linalg --split-input-file --verify-diagnostics

func.func @gradient(%x: tensor<f32>, %seed: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'nn.gradient' op is left over: -autodiff should have replaced it}}
  %g = nn.gradient %x, %seed wrt %x : tensor<f32> wrt tensor<f32>
  return %g : tensor<f32>
}

// -----

func.func @dynamic_padding(%g: tensor<2x4x?x4xf32>, %w: tensor<4x3x3x3xf32>, %n: index) -> tensor<2x3x?x4xf32> {
  // expected-error @below {{JC0012: 'nn.convolution_input_grad' cannot be lowered to linalg: a padded dimension has a dynamic size}}
  %y = nn.convolution_input_grad %g, %w sizes [%n] stride [1, 1] padding [1, 1] dilation [1, 1] groups 1 : (tensor<2x4x?x4xf32>, tensor<4x3x3x3xf32>) -> tensor<2x3x?x4xf32>
  return %y : tensor<2x3x?x4xf32>
}
