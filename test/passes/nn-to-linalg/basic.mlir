// RUN: janus-opt %s --nn-to-linalg --canonicalize --cse | FileCheck %s

// CHECK-DAG: #[[ID2:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[COL:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>

// A bias broadcasts by its map; a constant is a number in the body.

// CHECK-LABEL: func.func @broadcast
// CHECK-SAME:    %[[X:.*]]: tensor<?x10xf32>, %[[B:.*]]: tensor<10xf32>
// CHECK-DAG:     %[[HALF:.*]] = arith.constant 5.000000e-01 : f32
// CHECK:         linalg.generic {indexing_maps = [#[[ID2]], #[[COL]], #[[ID2]]]
// CHECK-SAME:        ins(%[[X]], %[[B]] : tensor<?x10xf32>, tensor<10xf32>)
// CHECK:           arith.addf
// CHECK:         arith.mulf %{{.*}}, %[[HALF]]
func.func @broadcast(%x: tensor<?x10xf32>, %b: tensor<10xf32>) -> tensor<?x10xf32> {
  %c = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.add %x, %b : (tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %1 = nn.mul %0, %c : (tensor<?x10xf32>, tensor<f32>) -> tensor<?x10xf32>
  return %1 : tensor<?x10xf32>
}

// A dimension of size 1 is collapsed, a permutation and a broadcast are read through.

// CHECK-LABEL: func.func @through_views
// CHECK-SAME:    %[[X:.*]]: tensor<?x3xf32>, %[[Y:.*]]: tensor<3x1xf32>
// CHECK:         %[[V:.*]] = tensor.collapse_shape %[[Y]] {{\[}}[0, 1]] : tensor<3x1xf32> into tensor<3xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[X]], %[[V]]
// CHECK-NOT:     linalg.generic
func.func @through_views(%x: tensor<?x3xf32>, %y: tensor<3x1xf32>, %n: index) -> tensor<3x?xf32> {
  %t = nn.permute %x [1, 0] : tensor<?x3xf32> -> tensor<3x?xf32>
  %e = nn.expand %y sizes [%n] : tensor<3x1xf32> -> tensor<3x?xf32>
  %0 = nn.sub %t, %e : (tensor<3x?xf32>, tensor<3x?xf32>) -> tensor<3x?xf32>
  return %0 : tensor<3x?xf32>
}

// A bias that is added to a product is what the sum starts with.

// CHECK-LABEL: func.func @linear
// CHECK-SAME:    %[[X:.*]]: tensor<?x84xf32>, %[[W:.*]]: tensor<10x84xf32>, %[[B:.*]]: tensor<10xf32>
// CHECK:         %[[START:.*]] = linalg.generic {{.*}} ins(%[[B]]
// CHECK:         linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "reduction"]} ins(%[[X]], %[[W]] : {{.*}}) outs(%[[START]]
// CHECK:           arith.mulf
// CHECK-NEXT:      arith.addf
// CHECK-NOT:     linalg.generic
func.func @linear(%x: tensor<?x84xf32>, %w: tensor<10x84xf32>, %b: tensor<10xf32>) -> tensor<?x10xf32> {
  %m = nn.matmul %x, %w transpose_rhs : (tensor<?x84xf32>, tensor<10x84xf32>) -> tensor<?x10xf32>
  %y = nn.add %m, %b : (tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  return %y : tensor<?x10xf32>
}

// Not so where something else uses the product.

// CHECK-LABEL: func.func @shared
// CHECK:         linalg.fill
// CHECK:         arith.mulf
func.func @shared(%x: tensor<2x84xf32>, %w: tensor<10x84xf32>, %b: tensor<10xf32>) -> (tensor<2x10xf32>, tensor<2x10xf32>) {
  %m = nn.matmul %x, %w transpose_rhs : (tensor<2x84xf32>, tensor<10x84xf32>) -> tensor<2x10xf32>
  %y = nn.add %m, %b : (tensor<2x10xf32>, tensor<10xf32>) -> tensor<2x10xf32>
  return %m, %y : tensor<2x10xf32>, tensor<2x10xf32>
}

// Reduced dimensions that are adjacent become one.

// CHECK-LABEL: func.func @sum
// CHECK-SAME:    %[[X:.*]]: tensor<?x3x4x5xf32>
// CHECK:         tensor.collapse_shape %[[X]] {{\[}}[0], [1], [2, 3]]
// CHECK:         linalg.generic {{.*}}iterator_types = ["parallel", "reduction", "reduction"]
// CHECK:           arith.addf
func.func @sum(%x: tensor<?x3x4x5xf32>) -> tensor<3xf32> {
  %0 = nn.sum %x dims [0, 2, 3] : tensor<?x3x4x5xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// What is not used is gone.

// CHECK-LABEL: func.func @unused
// CHECK-NEXT:    return
func.func @unused(%x: tensor<4xf32>) {
  %0 = nn.exp %x : tensor<4xf32>
  %1 = nn.relu %0 : tensor<4xf32>
  return
}

// CHECK-NOT: nn.

// Slopes that no derivative asks for are dead.

// CHECK-LABEL: func.func @slopes
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<4xf32>
// CHECK-NEXT:    return %[[X]]
func.func @slopes(%x: tensor<4xf32>, %a: tensor<4xf32>) -> tensor<4xf32> {
  %e = nn.exp %a : tensor<4xf32>
  %y = nn.with_slopes %x wrt(%a) slopes(%e) : tensor<4xf32>
  return %y : tensor<4xf32>
}

// Floats that do not fit are the least integer.

// CHECK-LABEL: func.func @to_integers
// CHECK-DAG:     %[[LEAST:.*]] = arith.constant -9223372036854775808 : i64
// CHECK-DAG:     %[[LOW:.*]] = arith.constant -9.22337203E+18 : f32
// CHECK-DAG:     %[[HIGH:.*]] = arith.constant 9.22337203E+18 : f32
// CHECK:         ^bb0(%[[X:.*]]: f32, %{{.*}}: i64):
// CHECK-DAG:     %[[INT:.*]] = arith.fptosi %[[X]] : f32 to i64
// CHECK-DAG:     arith.cmpf oge, %[[X]], %[[LOW]]
// CHECK-DAG:     arith.cmpf olt, %[[X]], %[[HIGH]]
// CHECK:         arith.select %{{.*}}, %[[INT]], %[[LEAST]]
func.func @to_integers(%x: tensor<4xf32>) -> tensor<4xi64> {
  %y = nn.cast %x : tensor<4xf32> to tensor<4xi64>
  return %y : tensor<4xi64>
}

// A batch normalization multiplies and adds once.

// CHECK-LABEL: func.func @batch_norm
// CHECK:         arith.extf %{{.*}} : f32 to f64
// CHECK:         math.sqrt %{{.*}} : f64
// CHECK:         math.fma %{{.*}} : f32
// CHECK:         math.fma %{{.*}} : f32
func.func @batch_norm(%x: tensor<8x3xf32>, %w: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<8x3xf32> {
  %y, %mean, %squares = nn.batch_norm %x, %w, %b eps 1.0e-5 : tensor<8x3xf32>, tensor<3xf32>
  return %y : tensor<8x3xf32>
}

// The threads add up their parts of rows in order, in the type of the elements: two parts of three rows, and a rest of two.

// CHECK-LABEL: func.func @rows
// CHECK:         scf.for %{{.*}} to %{{.*}}3 step
// CHECK:           arith.addf %{{.*}} : f32
// CHECK:         scf.for %{{.*}} to %{{.*}}2 step
// CHECK:         scf.for
// CHECK:           math.fma %{{.*}} : f32
// CHECK:         scf.for
// CHECK:           math.fma %{{.*}} : f32
func.func @rows(%x: tensor<8x3xf32>, %w: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<3xf32> {
  %y, %mean, %squares = nn.batch_norm %x, %w, %b eps 1.0e-5 threads 3 : tensor<8x3xf32>, tensor<3xf32>
  return %squares : tensor<3xf32>
}

// CHECK-LABEL: func.func @in_order
// CHECK:         %[[SUMS:.*]] = scf.for
// CHECK:           tensor.extract_slice %{{.*}}[0, %{{.*}}] [3, 1] [1, 1]
// CHECK:           arith.addf
// CHECK:         return %[[SUMS]]
func.func @in_order(%x: tensor<3x8xf32>) -> tensor<3xf32> {
  %y = nn.sum %x dims [1] {nn.in_order} : tensor<3x8xf32> -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// A product and a sum that are one kernel are rounded once.

// CHECK-LABEL: func.func @fused
// CHECK:         arith.negf
// CHECK-NEXT:    math.fma
// CHECK-NOT:     arith.mulf
// CHECK:         return
func.func @fused(%x: tensor<4xf32>, %y: tensor<4xf32>, %z: tensor<4xf32>) -> tensor<4xf32> {
  %p = nn.mul %x, %y {nn.fused} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %s = nn.sub %z, %p {nn.fused} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %s : tensor<4xf32>
}

// CHECK-LABEL: func.func @copied
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<4xf32>
// CHECK:         return %[[X]], %[[X]]
func.func @copied(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %y = nn.copy %x : tensor<4xf32>
  %z = nn.copy %x : tensor<4xf32>
  return %y, %z : tensor<4xf32>, tensor<4xf32>
}
