// RUN: janus-opt %s --verify-no-gradient --verify-diagnostics

func.func @left(%x: tensor<f32>, %seed: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'nn.gradient' op is left over: -autodiff should have replaced it}}
  %g = nn.gradient %x, %seed wrt %x : tensor<f32> wrt tensor<f32>
  return %g : tensor<f32>
}
