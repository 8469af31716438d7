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
