// RUN: janus-opt %s --autodiff --verify-no-gradient | FileCheck %s

// Each side computes again what its derivative needs. A side that hands a value on gives it the seed.

// CHECK-LABEL: func.func @one_side
// CHECK-SAME:    %[[C:[a-z0-9]*]]: i1, %[[X:[a-z0-9]*]]: tensor<4xf32>, %[[S:[a-z0-9]*]]: tensor<4xf32>
// CHECK:         dataflow.cond %[[C]]
// CHECK:         %[[D:.*]] = dataflow.cond %[[C]] -> tensor<4xf32> {
// CHECK-NEXT:      %[[E:.*]] = nn.exp %[[X]]
// CHECK-NEXT:      %[[DX:.*]] = nn.mul %[[S]], %[[E]]
// CHECK-NEXT:      dataflow.yield %[[DX]]
// CHECK-NEXT:    } else {
// CHECK-NEXT:      dataflow.yield %[[S]]
// CHECK-NEXT:    }
// CHECK:         return %[[D]]
func.func @one_side(%c: i1, %x: tensor<4xf32>, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %y = dataflow.cond %c -> tensor<4xf32> {
    %e = nn.exp %x : tensor<4xf32>
    dataflow.yield %e : tensor<4xf32>
  } else {
    dataflow.yield %x : tensor<4xf32>
  }
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}

// Where only one side depends on a value, it gets zeros from the other; of a result without a derivative there is nothing.

// CHECK-LABEL: func.func @other_values
// CHECK-SAME:    %[[C:[a-z0-9]*]]: i1, %[[X:[a-z0-9]*]]: tensor<4xf32>, %[[W:[a-z0-9]*]]: tensor<4xf32>, %[[S:[a-z0-9]*]]: tensor<4xf32>
// CHECK:         dataflow.cond %[[C]]
// CHECK:         %[[D:.*]]:2 = dataflow.cond %[[C]] -> tensor<4xf32>, tensor<4xf32> {
// CHECK:           %[[ZERO:.*]] = nn.expand
// CHECK:           dataflow.yield %[[S]], %[[ZERO]]
// CHECK:         } else {
// CHECK:           %[[ZERO:.*]] = nn.expand
// CHECK:           dataflow.yield %[[ZERO]], %[[S]]
// CHECK:         }
// CHECK:         return %[[D]]#0, %[[D]]#1
func.func @other_values(%c: i1, %x: tensor<4xf32>, %w: tensor<4xf32>, %seed: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %y:2 = dataflow.cond %c -> tensor<4xf32>, tensor<4xf32> {
    dataflow.yield %x, %w : tensor<4xf32>, tensor<4xf32>
  } else {
    %d = nn.detach %x : tensor<4xf32>
    dataflow.yield %w, %d : tensor<4xf32>, tensor<4xf32>
  }
  %dx, %dw = nn.gradient %y#0, %seed wrt %x, %w : tensor<4xf32> wrt tensor<4xf32>, tensor<4xf32>
  return %dx, %dw : tensor<4xf32>, tensor<4xf32>
}

// The derivative of a branch in a branch is in the derivative of the outer one, and what was asserted is not asked again.

// CHECK-LABEL: func.func @nested
// CHECK-SAME:    %[[C:[a-z0-9]*]]: i1, %[[E:[a-z0-9]*]]: i1, %[[X:[a-z0-9]*]]: tensor<4xf32>, %[[S:[a-z0-9]*]]: tensor<4xf32>
// CHECK:         dataflow.assert
// CHECK:         %[[D:.*]] = dataflow.cond %[[C]] -> tensor<4xf32> {
// CHECK-NOT:       dataflow.assert
// CHECK:           dataflow.cond %[[E]] -> tensor<4xf32> {
// CHECK:             nn.neg %[[S]]
// CHECK:           } else {
// CHECK:             dataflow.yield %[[S]]
// CHECK:         return %[[D]]
func.func @nested(%c: i1, %e: i1, %x: tensor<4xf32>, %seed: tensor<4xf32>) -> tensor<4xf32> {
  %y = dataflow.cond %c -> tensor<4xf32> {
    dataflow.assert %e, "it holds"
    %z = dataflow.cond %e -> tensor<4xf32> {
      %n = nn.neg %x : tensor<4xf32>
      dataflow.yield %n : tensor<4xf32>
    } else {
      dataflow.yield %x : tensor<4xf32>
    }
    dataflow.yield %z : tensor<4xf32>
  } else {
    dataflow.yield %x : tensor<4xf32>
  }
  %g = nn.gradient %y, %seed wrt %x : tensor<4xf32> wrt tensor<4xf32>
  return %g : tensor<4xf32>
}
