// RUN: janus-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @neutral
// CHECK-SAME:    %[[X:.*]]: tensor<?x3xf32>
func.func @neutral(%x: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %one = nn.constant dense<1.0> : tensor<f32>
  %zero = nn.constant dense<0.0> : tensor<f32>
  %0 = nn.mul %x, %one : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %1 = nn.div %0, %one : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %2 = nn.sub %1, %zero : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %3 = nn.cast %x : tensor<?x3xf32> to tensor<?x3xf32>
  // x + 0.0 is not x where x is -0.0.
  // CHECK: %[[SUM:.*]] = nn.add
  %4 = nn.add %x, %zero : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  // CHECK: return %[[X]], %[[X]], %[[X]], %[[SUM]]
  return %1, %2, %3, %4 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: func.func @broadcasting_one_is_kept
func.func @broadcasting_one_is_kept(%x: tensor<f32>) -> tensor<3xf32> {
  %one = nn.constant dense<1.0> : tensor<3xf32>
  // CHECK: nn.mul
  %0 = nn.mul %x, %one : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @numbers
func.func @numbers(%x: tensor<4x8xf32>) -> tensor<f32> {
  %n = nn.numel %x dims [0, 1] : tensor<4x8xf32> -> tensor<f32>
  %one = nn.constant dense<1> : tensor<i64>
  %float = nn.cast %one : tensor<i64> to tensor<f32>
  // CHECK: %[[R:.*]] = nn.constant dense<3.125000e-02> : tensor<f32>
  %0 = nn.div %float, %n : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: return %[[R]]
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @views
// CHECK-SAME:    %[[X:.*]]: tensor<2x3x4xf32>, %[[D:.*]]: tensor<?x?xf32>, %[[N:.*]]: index
func.func @views(%x: tensor<2x3x4xf32>, %d: tensor<?x?xf32>, %n: index) -> (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<?x?xf32>) {
  %0 = nn.permute %x [2, 0, 1] : tensor<2x3x4xf32> -> tensor<4x2x3xf32>
  %1 = nn.permute %0 [1, 2, 0] : tensor<4x2x3xf32> -> tensor<2x3x4xf32>
  %2 = nn.reshape %x : tensor<2x3x4xf32> -> tensor<24xf32>
  %3 = nn.reshape %2 : tensor<24xf32> -> tensor<2x3x4xf32>
  // Two dynamic dimensions may have changed places.
  // CHECK: %[[V:.*]] = nn.reshape %[[D]] sizes[%[[N]], %[[N]]]
  %4 = nn.reshape %d sizes [%n, %n] : tensor<?x?xf32> -> tensor<?x?xf32>
  // CHECK: return %[[X]], %[[X]], %[[V]]
  return %1, %3, %4 : tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<?x?xf32>
}

// CHECK-LABEL: func.func @idempotent
// CHECK-COUNT-1: nn.relu
// CHECK-NOT:     nn.relu
// CHECK-NOT:     nn.not
func.func @idempotent(%x: tensor<4xf32>, %m: tensor<4xi1>) -> (tensor<4xf32>, tensor<4xi1>) {
  %0 = nn.relu %x : tensor<4xf32>
  %1 = nn.relu %0 : tensor<4xf32>
  %2 = nn.not %m : tensor<4xi1>
  %3 = nn.not %2 : tensor<4xi1>
  return %1, %3 : tensor<4xf32>, tensor<4xi1>
}

// CHECK-LABEL: func.func @unused
// CHECK-NEXT:    return
func.func @unused(%x: tensor<4xf32>) {
  %0 = nn.exp %x : tensor<4xf32>
  return
}
