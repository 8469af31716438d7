// RUN: janus-opt %s --janus-select-schedule | FileCheck %s

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Both inputs are contiguous along the reduction.
// CHECK-LABEL: func.func @nt(
// CHECK:         janus.schedule = "dot_ppr"
func.func @nt(%a: tensor<50x256xf32>, %b: tensor<120x256xf32>, %c: tensor<50x120xf32>) -> tensor<50x120xf32> {
  %r = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%a, %b : tensor<50x256xf32>, tensor<120x256xf32>) outs(%c : tensor<50x120xf32>) {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %z, %m : f32
    linalg.yield %s : f32
  } -> tensor<50x120xf32>
  return %r : tensor<50x120xf32>
}

// The second input is contiguous along the result.
// CHECK-LABEL: func.func @nn(
// CHECK:         janus.schedule = "outer_ppr"
func.func @nn(%a: tensor<50x120xf32>, %b: tensor<120x256xf32>, %c: tensor<50x256xf32>) -> tensor<50x256xf32> {
  %r = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%a, %b : tensor<50x120xf32>, tensor<120x256xf32>) outs(%c : tensor<50x256xf32>) {
  ^bb0(%x: f32, %y: f32, %z: f32):
    %m = arith.mulf %x, %y : f32
    %s = arith.addf %z, %m : f32
    linalg.yield %s : f32
  } -> tensor<50x256xf32>
  return %r : tensor<50x256xf32>
}

// What was chosen by hand stays.
// CHECK-LABEL: func.func @chosen(
// CHECK:         janus.schedule = "mine"
// CHECK-NOT:     janus.tiles
func.func @chosen(%a: tensor<100xf32>, %e: tensor<100xf32>) -> tensor<100xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
    ins(%a : tensor<100xf32>) outs(%e : tensor<100xf32>) attrs = {janus.schedule = "mine"} {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %x : f32
    linalg.yield %s : f32
  } -> tensor<100xf32>
  return %r : tensor<100xf32>
}

// A nest of more loops than any elementwise schedule has is scalar, in tasks: not serial.
// CHECK-LABEL: func.func @deep(
// CHECK:         janus.schedule = "tasks"
func.func @deep(%x: tensor<50x6x14x14xf32>, %e: tensor<50x6x14x2x14x2xf32>) -> tensor<50x6x14x2x14x2xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(n, c, h, i, w, j) -> (n, c, h, w)>, affine_map<(n, c, h, i, w, j) -> (n, c, h, i, w, j)>],
    iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%x : tensor<50x6x14x14xf32>) outs(%e : tensor<50x6x14x2x14x2xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<50x6x14x2x14x2xf32>
  return %r : tensor<50x6x14x2x14x2xf32>
}

// Picking rows by index is scalar, and the sum that reads them must not make vectors of it.
// CHECK-LABEL: func.func @picked(
// CHECK:         janus.schedule = "scalar"
// CHECK:         janus.schedule = "outer_pr"
func.func @picked(%x: tensor<4x5xf32>, %rows: tensor<2xindex>, %e: tensor<2x5xf32>, %zero: tensor<5xf32>) -> tensor<5xf32> {
  %p = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
    ins(%rows : tensor<2xindex>) outs(%e : tensor<2x5xf32>) {
  ^bb0(%row: index, %out: f32):
    %column = linalg.index 1 : index
    %element = tensor.extract %x[%row, %column] : tensor<4x5xf32>
    linalg.yield %element : f32
  } -> tensor<2x5xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(j, i) -> (i, j)>, affine_map<(j, i) -> (j)>], iterator_types = ["parallel", "reduction"]}
    ins(%p : tensor<2x5xf32>) outs(%zero : tensor<5xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %b, %a : f32
    linalg.yield %s : f32
  } -> tensor<5xf32>
  return %r : tensor<5xf32>
}
