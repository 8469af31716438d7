// RUN: janus-opt %s --allow-unregistered-dialect --test-emit-torch --split-input-file --verify-diagnostics | FileCheck %s

// What PyTorch's calls become; -test-emit-torch stands for specialize-types.

// CHECK-LABEL: func.func @sum
// CHECK:         nn.sum %{{.*}} dims [1] keepdim
func.func @sum(%x: tensor<?x3xf32>) -> tensor<?x1xf32> {
  %y = "test.torch"(%x) {name = "torch.sum", args = ["%0", [-1 : i64]], kwargs = {keepdim = true}, symbols = array<i64: 0>} : (tensor<?x3xf32>) -> tensor<?x1xf32>
  return %y : tensor<?x1xf32>
}

// CHECK-LABEL: func.func @promotion
// CHECK-SAME:    %[[X:.*]]: tensor<4xi64>
// CHECK:         %[[F:.*]] = nn.cast %[[X]] : tensor<4xi64> to tensor<4xf32>
// CHECK:         %[[C:.*]] = nn.constant dense<5.000000e-01> : tensor<f32>
// CHECK:         nn.mul %[[F]], %[[C]]
func.func @promotion(%x: tensor<4xi64>) -> tensor<4xf32> {
  %y = "test.torch"(%x) {name = "torch._C.TensorBase.__rmul__", args = ["%0", 0.5 : f64]} : (tensor<4xi64>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @in_place
// CHECK:         nn.add
func.func @in_place(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = "test.torch"(%x) {name = "torch.Tensor.__iadd__", args = ["%0", 1 : i64]} : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @unknown_sizes(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  // expected-error @below {{is refused: sizes s0 and s1 are not known to be equal [dynamic-shape]}}
  %z = "test.torch"(%x, %y) {name = "torch.add", args = ["%0", "%1"], symbols = array<i64: 0, 1>} : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %z : tensor<?xf32>
}

// -----

func.func @raises(%x: tensor<3xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{is refused: sizes 3 and 4 do not broadcast [call-raises]}}
  %z = "test.torch"(%x, %y) {name = "torch.add", args = ["%0", "%1"]} : (tensor<3xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// -----

func.func @keyword(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{is refused: the argument `out` of `torch.exp` is not supported [unsupported-argument]}}
  %z = "test.torch"(%x) {name = "torch.exp", args = ["%0"], kwargs = {out = "%0"}} : (tensor<3xf32>) -> tensor<3xf32>
  return %z : tensor<3xf32>
}
