// RUN: janus-opt %s --autodiff --verify-no-gradient | FileCheck %s

// Both uses of a value add up.

// CHECK-LABEL: func.func @square
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>, %[[S:.*]]: tensor<4xf32>
// CHECK:         %[[A:.*]] = nn.mul %[[S]], %[[X]]
// CHECK:         %[[B:.*]] = nn.mul %[[S]], %[[X]]
// CHECK:         %[[G:.*]] = nn.add %[[A]], %[[B]]
// CHECK:         return %[[G]]
func.func @square(%x: tensor<4xf32>, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %y = nn.mul %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// A linear layer: transposes become flags, and the derivative by the input is not computed.

// CHECK-LABEL: func.func @linear
// CHECK-SAME:    %[[X:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2xf32>, %[[S:.*]]: tensor<?x2xf32>
// CHECK:         %[[DB:.*]] = nn.sum %[[S]] dims [0]
// CHECK:         %[[DW:.*]] = nn.matmul %[[S]], %[[X]] transpose_lhs
// CHECK-NOT:     nn.matmul
// CHECK:         return %[[DW]], %[[DB]]
func.func @linear(%x: tensor<?x3xf32>, %w: tensor<2x3xf32>, %b: tensor<2xf32>, %seed: tensor<?x2xf32>) -> (tensor<2x3xf32>, tensor<2xf32>) {
  %m = nn.matmul %x, %w transpose_rhs : (tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<?x2xf32>
  %y = nn.add %m, %b : (tensor<?x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %dw, %db = nn.gradient %y, %seed wrt %w, %b : tensor<?x2xf32> wrt tensor<2x3xf32>, tensor<2xf32>
  return %dw, %db : tensor<2x3xf32>, tensor<2xf32>
}

// Where nothing leads to the output the derivative is zero; nn.detach cuts.

// CHECK-LABEL: func.func @unreachable
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<4xf32>
// CHECK:         %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
// CHECK:         %[[Z:.*]] = nn.expand %[[ZERO]] : tensor<f32> -> tensor<4xf32>
// CHECK:         return %[[Z]]
func.func @unreachable(%x: tensor<4xf32>, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %d = nn.detach %x : tensor<4xf32>
  %y = nn.exp %d : tensor<4xf32>
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// A value between: its derivative is what its users hand on.

// CHECK-LABEL: func.func @intermediate
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>, %[[S:.*]]: tensor<4xf32>
// CHECK:         %[[Y:.*]] = nn.exp %[[X]]
// CHECK:         %[[DY:.*]] = nn.neg %[[S]]
// CHECK:         %[[DX:.*]] = nn.mul %[[DY]], %[[Y]]
// CHECK:         return %[[DY]], %[[DX]]
func.func @intermediate(%x: tensor<4xf32>, %seed: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %y = nn.exp %x : tensor<4xf32>
  %z = nn.neg %y : tensor<4xf32>
  %dy, %dx = nn.gradient %z, %seed wrt %y, %x : tensor<4xf32> wrt tensor<4xf32>, tensor<4xf32>
  return %dy, %dx : tensor<4xf32>, tensor<4xf32>
}

// A gradient of a gradient: they are replaced in program order.

// CHECK-LABEL: func.func @second
// CHECK-NOT:     nn.gradient
// CHECK:         return
func.func @second(%x: tensor<4xf32>, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %y = nn.sin %x : tensor<4xf32>
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  %h = nn.gradient %g, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %h : tensor<4xf32>
}

// Integers have no derivative, and stop none.

// CHECK-LABEL: func.func @integers
// CHECK:         %[[M:.*]] = nn.compare
// CHECK:         nn.where %[[M]]
// CHECK-NOT:     nn.compare
func.func @integers(%x: tensor<4xf32>, %i: tensor<4xi64>, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %zero = nn.constant dense<0> : tensor<i64>
  %m = nn.compare gt, %i, %zero : (tensor<4xi64>, tensor<i64>) -> tensor<4xi1>
  %c = nn.constant dense<0.0> : tensor<f32>
  %y = nn.where %m, %x, %c : (tensor<4xi1>, tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// A number that was taken out of a tensor is a constant, as item() gives it.

// CHECK-LABEL: func.func @item
// CHECK-SAME:    %[[X:.*]]: tensor<f32>, %[[S:.*]]: tensor<f32>
// CHECK:         %[[N:.*]] = tensor.from_elements
// CHECK:         %[[G:.*]] = nn.mul %[[S]], %[[N]]
// CHECK-NEXT:    return %[[G]]
func.func @item(%x: tensor<f32>, %seed: tensor<f32>) -> tensor<f32> {
  %e = tensor.extract %x[] : tensor<f32>
  %n = tensor.from_elements %e : tensor<f32>
  %y = nn.mul %x, %n : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %g = nn.gradient %y, %seed wrt %x : tensor<f32> wrt tensor<f32>
  return %g : tensor<f32>
}

// A value with slopes has these derivatives, and none of its own.

// CHECK-LABEL: func.func @slopes
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<4xf32>, %[[A:[a-z0-9]*]]: tensor<4xf32>, %[[S:[a-z0-9]*]]: tensor<4xf32>
// CHECK:         %[[G:.*]] = nn.mul %[[S]], %[[A]]
// CHECK-NOT:     nn.mul
// CHECK:         return %[[G]]
func.func @slopes(%x: tensor<4xf32>, %a: tensor<4xf32>, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %e = nn.exp %x : tensor<4xf32>
  %y = nn.with_slopes %e wrt(%x) slopes(%a) : tensor<4xf32>
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// The derivative of a batch normalization adds up in float64.

// CHECK-LABEL: func.func @batch_norm
// CHECK:         %{{.*}}, %[[MEAN:.*]], %{{.*}} = nn.batch_norm
// CHECK:         nn.sqrt %{{.*}} : tensor<3xf64>
// CHECK:         nn.reshape %[[MEAN]] {{.*}} -> tensor<1x3xf32>
// CHECK:         %[[WIDE:.*]] = nn.cast %{{.*}} : tensor<?x3xf32> to tensor<?x3xf64>
// CHECK:         nn.sum %[[WIDE]] dims [0] : tensor<?x3xf64> -> tensor<3xf64>
func.func @batch_norm(%x: tensor<?x3xf32>, %w: tensor<3xf32>, %b: tensor<3xf32>, %seed: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>) {
  %y, %mean, %squares = nn.batch_norm %x, %w, %b eps 1.0e-5 : tensor<?x3xf32>, tensor<3xf32>
  %dx, %dw = nn.gradient %y, %seed wrt %x, %w : tensor<?x3xf32> wrt tensor<?x3xf32>, tensor<3xf32>
  return %dx, %dw : tensor<?x3xf32>, tensor<3xf32>
}

// Derivatives by the parts that a value is taken apart into are put beside each other; those by other slices add up.

// CHECK-LABEL: func.func @parts
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<4xf32>, %[[A:[a-z0-9]*]]: tensor<2xf32>, %[[B:[a-z0-9]*]]: tensor<2xf32>
// CHECK:         %[[FIRST:.*]] = nn.slice_scatter {{.*}} start 2
// CHECK:         nn.slice_scatter %{{.*}} into %[[FIRST]] {{.*}} start 0
// CHECK-NOT:     nn.add
// CHECK:         return
func.func @parts(%x: tensor<4xf32>, %a: tensor<2xf32>, %b: tensor<2xf32>, %seed: tensor<2xf32>) -> tensor<4xf32> {
  %l = nn.slice %x dim 0 start 0 step 1 {nn.part} : tensor<4xf32> -> tensor<2xf32>
  %h = nn.slice %x dim 0 start 2 step 1 {nn.part} : tensor<4xf32> -> tensor<2xf32>
  %y = nn.mul %l, %h : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %g = nn.gradient %y, %seed wrt %x : tensor<2xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// CHECK-LABEL: func.func @slices
// CHECK:         nn.slice_scatter
// CHECK:         nn.slice_scatter
// CHECK:         nn.add
func.func @slices(%x: tensor<4xf32>, %seed: tensor<2xf32>) -> tensor<4xf32> {
  %l = nn.slice %x dim 0 start 0 step 1 : tensor<4xf32> -> tensor<2xf32>
  %h = nn.slice %x dim 0 start 2 step 1 : tensor<4xf32> -> tensor<2xf32>
  %y = nn.mul %l, %h : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %g = nn.gradient %y, %seed wrt %x : tensor<2xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}
