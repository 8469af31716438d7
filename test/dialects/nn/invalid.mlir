// RUN: janus-opt %s --split-input-file --verify-diagnostics

func.func @types(%a: tensor<4xf32>, %b: tensor<4xi64>) {
  // expected-error @below {{requires the same element type for all operands and results}}
  %0 = nn.add %a, %b : (tensor<4xf32>, tensor<4xi64>) -> tensor<4xf32>
  return
}

// -----

func.func @broadcast(%a: tensor<4xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{operands don't have broadcast-compatible shapes}}
  %0 = nn.add %a, %b : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @mask(%m: tensor<4xf32>, %a: tensor<4xf32>) {
  // expected-error @below {{operand #0 must be ranked tensor of 1-bit signless integer values}}
  %0 = nn.where %m, %a, %a : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @elements(%x: tensor<4x5xf32>) {
  // expected-error @below {{cannot give the 20 elements of 'tensor<4x5xf32>' the shape of 'tensor<21xf32>'}}
  %0 = nn.reshape %x : tensor<4x5xf32> -> tensor<21xf32>
  return
}

// -----

func.func @sizes(%x: tensor<?x5xf32>) {
  // expected-error @below {{expects 1 sizes, one for each dynamic dimension of 'tensor<?xf32>', got 0}}
  %0 = nn.reshape %x : tensor<?x5xf32> -> tensor<?xf32>
  return
}

// -----

func.func @expand(%x: tensor<3xf32>) {
  // expected-error @below {{cannot broadcast 'tensor<3xf32>' to 'tensor<4xf32>'}}
  %0 = nn.expand %x : tensor<3xf32> -> tensor<4xf32>
  return
}

// -----

func.func @permutation(%x: tensor<3x4xf32>) {
  // expected-error @below {{expects a permutation of the dimensions of 'tensor<3x4xf32>'}}
  %0 = nn.permute %x [1, 1] : tensor<3x4xf32> -> tensor<4x4xf32>
  return
}

// -----

func.func @slice(%x: tensor<8xf32>) {
  // expected-error @below {{reaches element 9 of dimension 0, whose size is 8}}
  %0 = nn.slice %x dim 0 start 3 step 3 : tensor<8xf32> -> tensor<3xf32>
  return
}

// -----

func.func @concat(%x: tensor<2x4xf32>) {
  // expected-error @below {{expects a result of shape [4, 4], got 'tensor<5x4xf32>'}}
  %0 = nn.concat %x, %x dim 0 : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<5x4xf32>
  return
}

// -----

func.func @order(%x: tensor<2x4xf32>) {
  // expected-error @below {{expects dimensions in ascending order}}
  %0 = nn.sum %x dims [1, 0] : tensor<2x4xf32> -> tensor<f32>
  return
}

// -----

func.func @reduced(%x: tensor<2x4xf32>) {
  // expected-error @below {{expects a result of shape [2], got 'tensor<4xf32>'}}
  %0 = nn.sum %x dims [1] : tensor<2x4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @channels(%x: tensor<2x4xf32>, %w: tensor<2xf32>) {
  // expected-error @below {{expects a weight of shape [4], got 'tensor<2xf32>'}}
  %0:3 = nn.batch_norm %x, %w, %w eps 1.0e-5 : tensor<2x4xf32>, tensor<2xf32>
  return
}

// -----

func.func @threads(%x: tensor<2x4xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{expects at least one thread, got 0}}
  %0:3 = nn.batch_norm %x, %w, %w eps 1.0e-5 threads 0 : tensor<2x4xf32>, tensor<4xf32>
  return
}

// -----

func.func @rows(%x: tensor<2x4x3xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{sums by threads only rows of channels, got 'tensor<2x4x3xf32>'}}
  %0:3 = nn.batch_norm %x, %w, %w eps 1.0e-5 threads 2 : tensor<2x4x3xf32>, tensor<4xf32>
  return
}

// -----

func.func @slopes(%x: tensor<4xf32>, %a: tensor<2xf32>) {
  // expected-error @below {{requires the same type for all operands and results}}
  %0 = "nn.with_slopes"(%x, %x, %a) : (tensor<4xf32>, tensor<4xf32>, tensor<2xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @dimension(%x: tensor<2x4xf32>) {
  // expected-error @below {{has no dimension 2: the operand's rank is 2}}
  %0 = nn.softmax %x dim 2 : tensor<2x4xf32>
  return
}

// -----

func.func @product(%a: tensor<2x4xf32>, %b: tensor<5x3xf32>) {
  // expected-error @below {{sums over 4 columns of the left and 5 rows of the right operand}}
  %0 = nn.matmul %a, %b : (tensor<2x4xf32>, tensor<5x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @channels(%x: tensor<1x3x8x8xf32>, %w: tensor<4x2x3x3xf32>) {
  // expected-error @below {{expects 1 groups of 2 channels, got 3 channels}}
  %0 = nn.convolution %x, %w stride [1, 1] padding [0, 0] dilation [1, 1] groups 1 : (tensor<1x3x8x8xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @kernel(%x: tensor<1x1x2x2xf32>, %w: tensor<1x1x3x3xf32>) {
  // expected-error @below {{has a kernel larger than its padded input}}
  %0 = nn.convolution %x, %w stride [1, 1] padding [0, 0] dilation [1, 1] groups 1 : (tensor<1x1x2x2xf32>, tensor<1x1x3x3xf32>) -> tensor<1x1x0x0xf32>
  return
}

// -----

func.func @pool(%x: tensor<1x3x8x8xf32>) {
  // expected-error @below {{expects a pooled tensor of shape [1, 3, 4, 4], got 'tensor<1x3x5x4xf32>'}}
  %0 = nn.avg_pool %x kernel [2, 2] stride [2, 2] padding [0, 0] : tensor<1x3x8x8xf32> -> tensor<1x3x5x4xf32>
  return
}

// -----

func.func @lookup(%t: tensor<9x4xf32>, %i: tensor<3xi64>) {
  // expected-error @below {{expects a result of shape [3, 4], got 'tensor<3x5xf32>'}}
  %0 = nn.embedding %t, %i : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x5xf32>
  return
}
