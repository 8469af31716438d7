// RUN: janus-opt %s --nn-to-linalg --canonicalize --cse | FileCheck %s

// CHECK-DAG: #[[XP:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d4, d2 * 2 + d5, d3 * 2 + d6)>
// CHECK-DAG: #[[SCATTER:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1, d4 * 2 + d2, d5 * 2 + d3)>
// CHECK-DAG: #[[WINDOW:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d4, d5)>

// CHECK-LABEL: func.func @convolution
// CHECK:         %[[P:.*]] = tensor.pad %{{.*}} low[0, 0, 1, 1] high[0, 0, 1, 1]
// CHECK:         linalg.generic {indexing_maps = [#[[XP]],
// CHECK-SAME:        iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]
// CHECK-SAME:        ins(%[[P]]
func.func @convolution(%x: tensor<2x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<2x4x4x4xf32> {
  %y = nn.convolution %x, %w stride [2, 2] padding [1, 1] dilation [1, 1] groups 1 : (tensor<2x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<2x4x4x4xf32>
  return %y : tensor<2x4x4x4xf32>
}

// The derivative by the input is added to the padded input's places, whose middle is taken.

// CHECK-LABEL: func.func @input_grad
// CHECK:         %[[Z:.*]] = linalg.fill {{.*}} -> tensor<2x3x10x10xf32>
// CHECK:         %[[G:.*]] = linalg.generic {indexing_maps = [{{.*}}, #[[SCATTER]]]
// CHECK-SAME:        iterator_types = ["parallel", "parallel", "reduction", "reduction", "reduction", "reduction", "reduction"]
// CHECK-SAME:        outs(%[[Z]]
// CHECK:         tensor.extract_slice %[[G]][0, 0, 1, 1] [2, 3, 8, 8] [1, 1, 1, 1]
func.func @input_grad(%g: tensor<2x4x4x4xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<2x3x8x8xf32> {
  %y = nn.convolution_input_grad %g, %w stride [2, 2] padding [1, 1] dilation [1, 1] groups 1 : (tensor<2x4x4x4xf32>, tensor<4x3x3x3xf32>) -> tensor<2x3x8x8xf32>
  return %y : tensor<2x3x8x8xf32>
}

// CHECK-LABEL: func.func @groups
// CHECK:         tensor.expand_shape %{{.*}} {{\[}}[0], [1, 2], [3], [4]] output_shape [2, 2, 2, 5, 5]
// CHECK:         linalg.generic
// CHECK:         tensor.collapse_shape
func.func @groups(%x: tensor<2x4x5x5xf32>, %w: tensor<6x2x3x3xf32>) -> tensor<2x6x3x3xf32> {
  %y = nn.convolution %x, %w stride [1, 1] padding [0, 0] dilation [1, 1] groups 2 : (tensor<2x4x5x5xf32>, tensor<6x2x3x3xf32>) -> tensor<2x6x3x3xf32>
  return %y : tensor<2x6x3x3xf32>
}

// CHECK-LABEL: func.func @max_pool
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%arg0, %arg0, %arg0, %arg0 :
// CHECK:           arith.cmpf ogt
// CHECK:           arith.cmpf une
func.func @max_pool(%x: tensor<?x3x8x8xf32>) -> (tensor<?x3x4x4xf32>, tensor<?x3x4x4xi32>) {
  %y, %p = nn.max_pool %x kernel [2, 2] stride [2, 2] padding [0, 0] dilation [1, 1] : tensor<?x3x8x8xf32> -> tensor<?x3x4x4xf32>, tensor<?x3x4x4xi32>
  return %y, %p : tensor<?x3x4x4xf32>, tensor<?x3x4x4xi32>
}

// Windows that move by one are slices: each operand of the loops has the size of the result.
// CHECK-LABEL: func.func @max_pool_stride_one
// CHECK-COUNT-4: tensor.extract_slice {{.*}} to tensor<2x3x7x7xf32>
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
func.func @max_pool_stride_one(%x: tensor<2x3x8x8xf32>) -> (tensor<2x3x7x7xf32>, tensor<2x3x7x7xi32>) {
  %y, %i = nn.max_pool %x kernel [2, 2] stride [1, 1] padding [0, 0] dilation [1, 1] : tensor<2x3x8x8xf32> -> tensor<2x3x7x7xf32>, tensor<2x3x7x7xi32>
  return %y, %i : tensor<2x3x7x7xf32>, tensor<2x3x7x7xi32>
}

// Windows that tile the input give each place its gradient once; nothing is zeroed or added up.
// CHECK-LABEL: func.func @max_pool_grad_tiles
// CHECK:         tensor.empty(%{{.*}}) : tensor<?x3x4x2x4x2xf32>
// CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]}
// CHECK:         tensor.collapse_shape {{.*}} into tensor<?x3x8x8xf32>
func.func @max_pool_grad_tiles(%n: index, %g: tensor<?x3x4x4xf32>, %p: tensor<?x3x4x4xi32>) -> tensor<?x3x8x8xf32> {
  %d = nn.max_pool_grad %g, %p sizes [%n] kernel [2, 2] stride [2, 2] padding [0, 0] dilation [1, 1] : (tensor<?x3x4x4xf32>, tensor<?x3x4x4xi32>) -> tensor<?x3x8x8xf32>
  return %d : tensor<?x3x8x8xf32>
}

// Windows that overlap are added up.
// CHECK-LABEL: func.func @max_pool_grad_overlap
// CHECK:         linalg.fill
// CHECK:         linalg.generic {{.*}} "reduction"
// CHECK:           arith.addf
func.func @max_pool_grad_overlap(%g: tensor<2x3x3x3xf32>, %p: tensor<2x3x3x3xi32>) -> tensor<2x3x7x7xf32> {
  %d = nn.max_pool_grad %g, %p kernel [3, 3] stride [2, 2] padding [0, 0] dilation [1, 1] : (tensor<2x3x3x3xf32>, tensor<2x3x3x3xi32>) -> tensor<2x3x7x7xf32>
  return %d : tensor<2x3x7x7xf32>
}

// Positions that nobody asks for are not computed.
// CHECK-LABEL: func.func @max_pool_values
// CHECK:         arith.maximumf
// CHECK-NOT:     linalg.index
func.func @max_pool_values(%x: tensor<?x3x8x8xf32>) -> tensor<?x3x4x4xf32> {
  %y, %p = nn.max_pool %x kernel [2, 2] stride [2, 2] padding [0, 0] dilation [1, 1] : tensor<?x3x8x8xf32> -> tensor<?x3x4x4xf32>, tensor<?x3x4x4xi32>
  return %y : tensor<?x3x4x4xf32>
}
