// RUN: janus-opt %s | janus-opt | FileCheck %s
// RUN: janus-opt %s --mlir-print-op-generic | janus-opt | FileCheck %s

// CHECK-LABEL: func.func @elementwise
func.func @elementwise(%x: tensor<?x10xf32>, %b: tensor<10xf32>, %m: tensor<?x10xi1>) {
  // CHECK: nn.exp %{{.*}} : tensor<?x10xf32>
  %0 = nn.exp %x : tensor<?x10xf32>
  // CHECK: nn.relu %{{.*}} : tensor<?x10xf32>
  %1 = nn.relu %0 : tensor<?x10xf32>
  // CHECK: nn.add %{{.*}}, %{{.*}} : (tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %2 = nn.add %1, %b : (tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  // CHECK: nn.compare le, %{{.*}}, %{{.*}} : (tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xi1>
  %3 = nn.compare le, %2, %b : (tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xi1>
  // CHECK: nn.and %{{.*}}, %{{.*}} : (tensor<?x10xi1>, tensor<?x10xi1>) -> tensor<?x10xi1>
  %4 = nn.and %3, %m : (tensor<?x10xi1>, tensor<?x10xi1>) -> tensor<?x10xi1>
  // CHECK: nn.where %{{.*}}, %{{.*}}, %{{.*}} : (tensor<?x10xi1>, tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %5 = nn.where %4, %2, %b : (tensor<?x10xi1>, tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  // CHECK: nn.cast %{{.*}} : tensor<?x10xf32> to tensor<?x10xi64>
  %6 = nn.cast %5 : tensor<?x10xf32> to tensor<?x10xi64>
  return
}

// CHECK-LABEL: func.func @views
func.func @views(%x: tensor<?x16x5x5xf32>, %n: index, %i: index) {
  // CHECK: nn.constant dense<5.000000e-01> : tensor<f32>
  %c = nn.constant dense<0.5> : tensor<f32>
  // CHECK: nn.iota : tensor<10xi64>
  %0 = nn.iota : tensor<10xi64>
  // CHECK: nn.iota sizes[%{{.*}}] : tensor<?xi64>
  %1 = nn.iota sizes [%n] : tensor<?xi64>
  // CHECK: nn.numel %{{.*}} dims [0, 2] : tensor<?x16x5x5xf32> -> tensor<f32>
  %2 = nn.numel %x dims [0, 2] : tensor<?x16x5x5xf32> -> tensor<f32>
  // CHECK: nn.copy %{{.*}} : tensor<?x16x5x5xf32>
  %copied = nn.copy %x : tensor<?x16x5x5xf32>
  // CHECK: nn.detach %{{.*}} : tensor<?x16x5x5xf32>
  %3 = nn.detach %x : tensor<?x16x5x5xf32>
  // CHECK: nn.reshape %{{.*}} sizes[%{{.*}}] : tensor<?x16x5x5xf32> -> tensor<?x400xf32>
  %4 = nn.reshape %x sizes [%n] : tensor<?x16x5x5xf32> -> tensor<?x400xf32>
  // CHECK: nn.expand %{{.*}} : tensor<f32> -> tensor<3x4xf32>
  %5 = nn.expand %c : tensor<f32> -> tensor<3x4xf32>
  // CHECK: nn.permute %{{.*}} [1, 0] : tensor<?x400xf32> -> tensor<400x?xf32>
  %6 = nn.permute %4 [1, 0] : tensor<?x400xf32> -> tensor<400x?xf32>
  // CHECK: nn.slice %{{.*}} dim 1 start 2 step 3 : tensor<?x400xf32> -> tensor<?x7xf32>
  %7 = nn.slice %4 dim 1 start 2 step 3 : tensor<?x400xf32> -> tensor<?x7xf32>
  // CHECK: nn.slice %{{.*}} dim 0 start 0 step 1 from %{{.*}} size %{{.*}} : tensor<?x400xf32> -> tensor<?x400xf32>
  %8 = nn.slice %4 dim 0 start 0 step 1 from %i size %n : tensor<?x400xf32> -> tensor<?x400xf32>
  // CHECK: nn.slice_scatter %{{.*}} into %{{.*}} dim 1 start 2 step 3 : tensor<?x7xf32> into tensor<?x400xf32>
  %9 = nn.slice_scatter %7 into %4 dim 1 start 2 step 3 : tensor<?x7xf32> into tensor<?x400xf32>
  // CHECK: nn.concat %{{.*}}, %{{.*}} dim 1 : (tensor<?x7xf32>, tensor<?x400xf32>) -> tensor<?x407xf32>
  %10 = nn.concat %7, %4 dim 1 : (tensor<?x7xf32>, tensor<?x400xf32>) -> tensor<?x407xf32>
  return
}

// CHECK-LABEL: func.func @reductions
func.func @reductions(%x: tensor<?x3x8xf32>) {
  // CHECK: nn.sum %{{.*}} dims [0, 2] : tensor<?x3x8xf32> -> tensor<3xf32>
  %0 = nn.sum %x dims [0, 2] : tensor<?x3x8xf32> -> tensor<3xf32>
  // CHECK: nn.amax %{{.*}} dims [1] keepdim : tensor<?x3x8xf32> -> tensor<?x1x8xf32>
  %1 = nn.amax %x dims [1] keepdim : tensor<?x3x8xf32> -> tensor<?x1x8xf32>
  // CHECK: nn.argmax %{{.*}} dim 2 : tensor<?x3x8xf32> -> tensor<?x3xi64>
  %2 = nn.argmax %x dim 2 : tensor<?x3x8xf32> -> tensor<?x3xi64>
  // CHECK: nn.cumsum %{{.*}} dim 1 reverse : tensor<?x3x8xf32>
  %3 = nn.cumsum %x dim 1 reverse : tensor<?x3x8xf32>
  // CHECK: nn.log_softmax %{{.*}} dim 1 : tensor<?x3x8xf32>
  %4 = nn.log_softmax %x dim 1 : tensor<?x3x8xf32>
  // CHECK: nn.normalize %{{.*}} dims [0, 2] eps 1.000000e-05 : tensor<?x3x8xf32> -> tensor<1x3x1xf32>
  %5, %mean, %variance = nn.normalize %x dims [0, 2] eps 1.0e-5 : tensor<?x3x8xf32> -> tensor<1x3x1xf32>
  return
}

// CHECK-LABEL: func.func @batch_norm
func.func @batch_norm(%x: tensor<?x3x8xf32>, %f: tensor<50x3xf32>, %w: tensor<3xf32>, %b: tensor<3xf32>) {
  // CHECK: nn.batch_norm %{{.*}}, %{{.*}}, %{{.*}} eps 1.000000e-05 : tensor<?x3x8xf32>, tensor<3xf32>
  %y, %mean, %squares = nn.batch_norm %x, %w, %b eps 1.0e-5 : tensor<?x3x8xf32>, tensor<3xf32>
  // CHECK: nn.batch_norm %{{.*}}, %{{.*}}, %{{.*}} eps 1.000000e-05 threads 2 : tensor<50x3xf32>, tensor<3xf32>
  %z:3 = nn.batch_norm %f, %w, %b eps 1.0e-5 threads 2 : tensor<50x3xf32>, tensor<3xf32>
  // CHECK: nn.batch_norm %{{.*}}, %{{.*}}, %{{.*}} eps 1.000000e-05 centered : tensor<50x3xf32>, tensor<3xf32>
  %c:3 = nn.batch_norm %f, %w, %b eps 1.0e-5 centered : tensor<50x3xf32>, tensor<3xf32>
  return
}

// CHECK-LABEL: func.func @layers
func.func @layers(%x: tensor<?x1x28x28xf32>, %w: tensor<6x1x5x5xf32>, %n: index) {
  // CHECK: nn.convolution %{{.*}}, %{{.*}} stride [1, 1] padding [2, 2] dilation [1, 1] groups 1 :
  %0 = nn.convolution %x, %w stride [1, 1] padding [2, 2] dilation [1, 1] groups 1 : (tensor<?x1x28x28xf32>, tensor<6x1x5x5xf32>) -> tensor<?x6x28x28xf32>
  // CHECK: nn.convolution_input_grad %{{.*}}, %{{.*}} sizes[%{{.*}}] stride
  %1 = nn.convolution_input_grad %0, %w sizes [%n] stride [1, 1] padding [2, 2] dilation [1, 1] groups 1 : (tensor<?x6x28x28xf32>, tensor<6x1x5x5xf32>) -> tensor<?x1x28x28xf32>
  // CHECK: nn.convolution_weight_grad %{{.*}}, %{{.*}} stride
  %2 = nn.convolution_weight_grad %0, %x stride [1, 1] padding [2, 2] dilation [1, 1] groups 1 : (tensor<?x6x28x28xf32>, tensor<?x1x28x28xf32>) -> tensor<6x1x5x5xf32>
  // CHECK: nn.max_pool %{{.*}} kernel [2, 2] stride [2, 2] padding [0, 0] dilation [1, 1] : tensor<?x6x28x28xf32> -> tensor<?x6x14x14xf32>, tensor<?x6x14x14xi32>
  %3, %p = nn.max_pool %0 kernel [2, 2] stride [2, 2] padding [0, 0] dilation [1, 1] : tensor<?x6x28x28xf32> -> tensor<?x6x14x14xf32>, tensor<?x6x14x14xi32>
  // CHECK: nn.max_pool_grad %{{.*}}, %{{.*}} sizes[%{{.*}}] kernel
  %4 = nn.max_pool_grad %3, %p sizes [%n] kernel [2, 2] stride [2, 2] padding [0, 0] dilation [1, 1] : (tensor<?x6x14x14xf32>, tensor<?x6x14x14xi32>) -> tensor<?x6x28x28xf32>
  // CHECK: nn.avg_pool %{{.*}} kernel [3, 3] stride [2, 2] padding [1, 1] exclude_padding : tensor<?x6x28x28xf32> -> tensor<?x6x14x14xf32>
  %5 = nn.avg_pool %0 kernel [3, 3] stride [2, 2] padding [1, 1] exclude_padding : tensor<?x6x28x28xf32> -> tensor<?x6x14x14xf32>
  // CHECK: nn.adaptive_avg_pool %{{.*}} : tensor<?x6x28x28xf32> -> tensor<?x6x5x5xf32>
  %6 = nn.adaptive_avg_pool %0 : tensor<?x6x28x28xf32> -> tensor<?x6x5x5xf32>
  return
}

// CHECK-LABEL: func.func @products
func.func @products(%x: tensor<?x84xf32>, %w: tensor<10x84xf32>, %q: tensor<8x?x64xf32>, %k: tensor<8x64x5xf32>) {
  // CHECK: nn.matmul %{{.*}}, %{{.*}} transpose_rhs : (tensor<?x84xf32>, tensor<10x84xf32>) -> tensor<?x10xf32>
  %0 = nn.matmul %x, %w transpose_rhs : (tensor<?x84xf32>, tensor<10x84xf32>) -> tensor<?x10xf32>
  // CHECK: nn.matmul %{{.*}}, %{{.*}} : (tensor<8x?x64xf32>, tensor<8x64x5xf32>) -> tensor<8x?x5xf32>
  %1 = nn.matmul %q, %k : (tensor<8x?x64xf32>, tensor<8x64x5xf32>) -> tensor<8x?x5xf32>
  return
}

// CHECK-LABEL: func.func @lookups
func.func @lookups(%t: tensor<1000x64xf32>, %i: tensor<?x7xi64>, %x: tensor<?x10xf32>, %j: tensor<?x1xi64>) {
  // CHECK: nn.embedding %{{.*}}, %{{.*}} padding_index 0 : (tensor<1000x64xf32>, tensor<?x7xi64>) -> tensor<?x7x64xf32>
  %0 = nn.embedding %t, %i padding_index 0 : (tensor<1000x64xf32>, tensor<?x7xi64>) -> tensor<?x7x64xf32>
  // CHECK: nn.embedding_grad %{{.*}}, %{{.*}} : (tensor<?x7x64xf32>, tensor<?x7xi64>) -> tensor<1000x64xf32>
  %1 = nn.embedding_grad %0, %i : (tensor<?x7x64xf32>, tensor<?x7xi64>) -> tensor<1000x64xf32>
  // CHECK: nn.gather %{{.*}}, %{{.*}} dim 1 : (tensor<?x10xf32>, tensor<?x1xi64>) -> tensor<?x1xf32>
  %2 = nn.gather %x, %j dim 1 : (tensor<?x10xf32>, tensor<?x1xi64>) -> tensor<?x1xf32>
  // CHECK: nn.scatter_add %{{.*}}, %{{.*}} into %{{.*}} dim 1 : (tensor<?x1xf32>, tensor<?x1xi64>) into tensor<?x10xf32>
  %3 = nn.scatter_add %2, %j into %x dim 1 : (tensor<?x1xf32>, tensor<?x1xi64>) into tensor<?x10xf32>
  return
}

// CHECK-LABEL: func.func @with_slopes
func.func @with_slopes(%value: tensor<4xf32>, %x: tensor<4xf32>, %w: tensor<4xf32>, %a: tensor<4xf32>) {
  // CHECK: nn.with_slopes %{{.*}} wrt(%{{.*}}, %{{.*}}) slopes(%{{.*}}, %{{.*}}) : tensor<4xf32>
  %0 = nn.with_slopes %value wrt(%x, %w) slopes(%a, %x) : tensor<4xf32>
  return
}

// CHECK-LABEL: func.func @gradient
func.func @gradient(%w: tensor<4xf32>, %b: tensor<f32>, %one: tensor<f32>) {
  %loss = nn.sum %w dims [0] : tensor<4xf32> -> tensor<f32>
  // CHECK: nn.gradient %{{.*}}, %{{.*}} wrt %{{.*}}, %{{.*}} : tensor<f32> wrt tensor<4xf32>, tensor<f32>
  %dw, %db = nn.gradient %loss, %one wrt %w, %b : tensor<f32> wrt tensor<4xf32>, tensor<f32>
  return
}
