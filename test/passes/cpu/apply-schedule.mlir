// RUN: janus-opt %s --janus-apply-schedule | FileCheck %s
// RUN: not janus-opt %s --janus-apply-schedule=schedule=%t.missing 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not janus-opt %s --janus-apply-schedule=sequence=nothing 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// MISSING: cannot read schedule
// UNKNOWN: the schedule has no sequence 'nothing'

// CHECK-LABEL: func.func @elementwise(
// CHECK:         scf.forall {{.*}} in (4)
// CHECK:           scf.for
// CHECK:             vector.transfer_read {{.*}} vector<64xf32>
// CHECK:             arith.addf {{.*}} vector<64xf32>
func.func @elementwise(%a: tensor<4096xf32>, %e: tensor<4096xf32>) -> tensor<4096xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
    ins(%a : tensor<4096xf32>) outs(%e : tensor<4096xf32>) attrs = {janus.schedule = "elementwise_p", janus.tiles = array<i64: 1024, 64>} {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %x : f32
    linalg.yield %s : f32
  } -> tensor<4096xf32>
  return %r : tensor<4096xf32>
}

// What picks elements by index stays out of the tile of the sum that reads it.
// CHECK-LABEL: func.func @picked(
// CHECK:         scf.for
// CHECK:           tensor.extract
// CHECK:         scf.for
// CHECK:           vector.transfer_read {{.*}} tensor<1x5xf32>, vector<16xf32>
func.func @picked(%x: tensor<4x5xf32>, %rows: tensor<2xindex>, %e: tensor<2x5xf32>, %zero: tensor<5xf32>) -> tensor<5xf32> {
  %p = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
    ins(%rows : tensor<2xindex>) outs(%e : tensor<2x5xf32>) attrs = {janus.schedule = "scalar", janus.tiles = array<i64: 1>} {
  ^bb0(%row: index, %out: f32):
    %column = linalg.index 1 : index
    %element = tensor.extract %x[%row, %column] : tensor<4x5xf32>
    linalg.yield %element : f32
  } -> tensor<2x5xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(j, i) -> (i, j)>, affine_map<(j, i) -> (j)>], iterator_types = ["parallel", "reduction"]}
    ins(%p : tensor<2x5xf32>) outs(%zero : tensor<5xf32>) attrs = {janus.schedule = "outer_pr", janus.tiles = array<i64: 5, 16, 1>} {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %b, %a : f32
    linalg.yield %s : f32
  } -> tensor<5xf32>
  return %r : tensor<5xf32>
}
