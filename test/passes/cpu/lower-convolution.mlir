// RUN: janus-opt %s --janus-lower-convolution --split-input-file | FileCheck %s

// Forward: the windows become the columns of a matrix; the bias stays the initial value of the accumulators.

// CHECK-LABEL: func.func @forward(
// CHECK-SAME:    %[[X:.*]]: tensor<4x3x13x13xf32>, %[[W:.*]]: tensor<8x3x3x3xf32>, %[[B:.*]]: tensor<8xf32>
// CHECK:         %[[COLUMNS:.*]] = linalg.generic {{.*}} ins(%[[X]] : {{.*}} attrs = {janus.columns}
// CHECK:         } -> tensor<4x3x3x3x6x6xf32>
// CHECK:         tensor.collapse_shape %[[COLUMNS]] {{\[\[}}0], [1, 2, 3], [4, 5]] : tensor<4x3x3x3x6x6xf32> into tensor<4x27x36xf32>
// CHECK:         tensor.collapse_shape %[[W]] {{\[\[}}0], [1, 2, 3]] : tensor<8x3x3x3xf32> into tensor<8x27xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[B]] : tensor<8xf32>) outs(%{{.*}} : tensor<4x8x36xf32>)
// CHECK:         linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "parallel", "reduction"]
// CHECK:         tensor.expand_shape {{.*}} into tensor<4x8x6x6xf32>
func.func @forward(%x: tensor<4x3x13x13xf32>, %w: tensor<8x3x3x3xf32>, %b: tensor<8xf32>) -> tensor<4x8x6x6xf32> {
  %e = tensor.empty() : tensor<4x8x6x6xf32>
  %init = linalg.generic {indexing_maps = [affine_map<(n, f, h, w) -> (f)>, affine_map<(n, f, h, w) -> (n, f, h, w)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%b : tensor<8xf32>) outs(%e : tensor<4x8x6x6xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<4x8x6x6xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(n, f, oh, ow, c, kh, kw) -> (n, c, oh * 2 + kh, ow * 2 + kw)>,
                                        affine_map<(n, f, oh, ow, c, kh, kw) -> (f, c, kh, kw)>,
                                        affine_map<(n, f, oh, ow, c, kh, kw) -> (n, f, oh, ow)>],
                       iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]}
    ins(%x, %w : tensor<4x3x13x13xf32>, tensor<8x3x3x3xf32>) outs(%init : tensor<4x8x6x6xf32>) {
  ^bb0(%a: f32, %k: f32, %out: f32):
    %m = arith.mulf %a, %k : f32
    %s = arith.addf %out, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x8x6x6xf32>
  return %y : tensor<4x8x6x6xf32>
}

// -----

// The gradient of the input: first the contraction, then the columns are added up where they came from.

// CHECK-LABEL: func.func @grad_input(
// CHECK:         %[[R:.*]] = linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "parallel", "reduction"]
// CHECK:         %[[C:.*]] = tensor.expand_shape %[[R]]
// CHECK:         linalg.generic {{.*}} ins(%[[C]] : tensor<?x3x3x3x6x6xf32>) outs(%{{.*}} : tensor<?x3x8x8xf32>)
// CHECK:           arith.addf
func.func @grad_input(%g: tensor<?x8x6x6xf32>, %w: tensor<8x3x3x3xf32>, %init: tensor<?x3x8x8xf32>) -> tensor<?x3x8x8xf32> {
  %y = linalg.generic {indexing_maps = [affine_map<(n, c, kh, kw, oh, ow, f) -> (f, c, kh, kw)>,
                                        affine_map<(n, c, kh, kw, oh, ow, f) -> (n, f, oh, ow)>,
                                        affine_map<(n, c, kh, kw, oh, ow, f) -> (n, c, oh + kh, ow + kw)>],
                       iterator_types = ["parallel", "parallel", "reduction", "reduction", "reduction", "reduction", "reduction"]}
    ins(%w, %g : tensor<8x3x3x3xf32>, tensor<?x8x6x6xf32>) outs(%init : tensor<?x3x8x8xf32>) {
  ^bb0(%k: f32, %a: f32, %out: f32):
    %m = arith.mulf %k, %a : f32
    %s = arith.addf %out, %m : f32
    linalg.yield %s : f32
  } -> tensor<?x3x8x8xf32>
  return %y : tensor<?x3x8x8xf32>
}

// -----

// Left as it is: the channels of the image stand last, so that its columns would not be contiguous.

// CHECK-LABEL: func.func @nhwc(
// CHECK-NOT:     janus.columns
// CHECK:         linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<4x8x8x3xf32>, tensor<8x3x3x3xf32>)
func.func @nhwc(%x: tensor<4x8x8x3xf32>, %w: tensor<8x3x3x3xf32>, %init: tensor<4x8x6x6xf32>) -> tensor<4x8x6x6xf32> {
  %y = linalg.generic {indexing_maps = [affine_map<(n, f, oh, ow, c, kh, kw) -> (n, oh + kh, ow + kw, c)>,
                                        affine_map<(n, f, oh, ow, c, kh, kw) -> (f, c, kh, kw)>,
                                        affine_map<(n, f, oh, ow, c, kh, kw) -> (n, f, oh, ow)>],
                       iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]}
    ins(%x, %w : tensor<4x8x8x3xf32>, tensor<8x3x3x3xf32>) outs(%init : tensor<4x8x6x6xf32>) {
  ^bb0(%a: f32, %k: f32, %out: f32):
    %m = arith.mulf %a, %k : f32
    %s = arith.addf %out, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x8x6x6xf32>
  return %y : tensor<4x8x6x6xf32>
}
