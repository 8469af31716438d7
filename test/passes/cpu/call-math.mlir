// RUN: janus-opt %s --janus-call-math | FileCheck %s

// CHECK-LABEL: func.func @row(
// CHECK-SAME:      %[[X:.*]]: vector<16xf32>
// CHECK:         %[[Y:.*]] = call @janus.erf.v16f32(%[[X]]) : (vector<16xf32>) -> vector<16xf32>
// CHECK:         return %[[Y]]
func.func @row(%x: vector<16xf32>) -> vector<16xf32> {
  %y = math.erf %x : vector<16xf32>
  return %y : vector<16xf32>
}

// Row by row.
// CHECK-LABEL: func.func @rows(
// CHECK-SAME:      %[[X:.*]]: vector<2x8xf32>, %[[Z:.*]]: vector<2x8xf32>
// CHECK:         %[[X0:.*]] = vector.extract %[[X]][0] : vector<8xf32> from vector<2x8xf32>
// CHECK:         %[[Z0:.*]] = vector.extract %[[Z]][0] : vector<8xf32> from vector<2x8xf32>
// CHECK:         %[[R0:.*]] = call @janus.atan2.v8f32(%[[X0]], %[[Z0]])
// CHECK:         %[[Y0:.*]] = vector.insert %[[R0]], %{{.*}} [0] : vector<8xf32> into vector<2x8xf32>
// CHECK:         %[[R1:.*]] = call @janus.atan2.v8f32(
// CHECK:         %[[Y1:.*]] = vector.insert %[[R1]], %[[Y0]] [1] : vector<8xf32> into vector<2x8xf32>
// CHECK:         return %[[Y1]]
func.func @rows(%x: vector<2x8xf32>, %z: vector<2x8xf32>) -> vector<2x8xf32> {
  %y = math.atan2 %x, %z : vector<2x8xf32>
  return %y : vector<2x8xf32>
}

// `log1p` keeps small numbers in any type.
// CHECK-LABEL: func.func @small(
// CHECK:         call @log1pf(%{{.*}}) : (f32) -> f32
// CHECK:         %[[D0:.*]] = vector.extract %{{.*}}[0] : f64 from vector<2xf64>
// CHECK:         call @log1p(%[[D0]]) : (f64) -> f64
// CHECK:         call @log1p(
// CHECK:         call @expm1f(
func.func @small(%x: f32, %d: vector<2xf64>) -> (f32, vector<2xf64>, f32) {
  %y = math.log1p %x : f32
  %z = math.log1p %d : vector<2xf64>
  %w = math.expm1 %x : f32
  return %y, %z, %w : f32, vector<2xf64>, f32
}

// CHECK-LABEL: func.func @power(
// CHECK:         call @janus_pow(%{{.*}}, %{{.*}}) : (f64, f64) -> f64
// CHECK:         math.powf %{{.*}} : f32
// CHECK:         math.powf %{{.*}} : vector<2xf64>
func.func @power(%x: f64, %f: f32, %d: vector<2xf64>) -> (f64, f32, vector<2xf64>) {
  %y = math.powf %x, %x : f64
  %z = math.powf %f, %f : f32
  %w = math.powf %d, %d : vector<2xf64>
  return %y, %z, %w : f64, f32, vector<2xf64>
}

// These are libm's by upstream's conversion.
// CHECK-LABEL: func.func @stays(
// CHECK:         math.erf %{{.*}} : f32
// CHECK:         math.erf %{{.*}} : vector<2xf64>
func.func @stays(%x: f32, %d: vector<2xf64>) -> (f32, vector<2xf64>) {
  %y = math.erf %x : f32
  %z = math.erf %d : vector<2xf64>
  return %y, %z : f32, vector<2xf64>
}

// CHECK-DAG: func.func private @janus.erf.v16f32(vector<16xf32>) -> vector<16xf32>
// CHECK-DAG: func.func private @janus.atan2.v8f32(vector<8xf32>, vector<8xf32>) -> vector<8xf32>
// CHECK-DAG: func.func private @log1pf(f32) -> f32
// CHECK-DAG: func.func private @log1p(f64) -> f64
