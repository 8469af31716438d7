// RUN: janus-opt %s --lift-state --split-input-file | FileCheck %s

// One step of SGD: what `backward()` and `step()` do to objects is in the commit.

dataflow.object @model = argument 0 : i64 checks identity as !pydyn.instance<"m.Linear">
dataflow.object @w = attribute "weight" of @model checks tensor as !pydyn.tensor<tensor<4xf32>> {requires_grad, leaf}
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// CHECK-LABEL: dataflow.graph @step
// CHECK-NEXT:    %[[W:.*]] = dataflow.state.read @w : tensor<4xf32>
// CHECK-NEXT:    %[[X:.*]] = dataflow.state.read @x : tensor<4xf32>
// CHECK-NEXT:    %[[Y:.*]] = nn.mul %[[W]], %[[X]]
// CHECK-NEXT:    %[[L:.*]] = nn.sum %[[Y]]
// CHECK-NEXT:    %[[ONE:.*]] = nn.constant
// CHECK-NEXT:    %[[G:.*]] = nn.gradient %[[L]], %[[ONE]] wrt %[[W]] : tensor<f32> wrt tensor<4xf32>
// CHECK-NEXT:    %[[N:.*]] = nn.sub %[[W]], %[[G]]
// CHECK-NEXT:    dataflow.commit(%[[G]], %[[N]], %[[L]] : tensor<4xf32>, tensor<4xf32>, tensor<f32>) {
// CHECK-NEXT:    ^bb0(%[[A:.*]]: tensor<4xf32>, %[[B:.*]]: tensor<4xf32>, %[[C:.*]]: tensor<f32>):
// CHECK-NEXT:      %[[REF:.*]] = pydyn.object_ref @w
// CHECK-NEXT:      %[[GRAD:.*]] = pydyn.box %[[A]]
// CHECK-NEXT:      pydyn.set_attr %[[REF]] "grad" = %[[GRAD]]
// CHECK-NEXT:      pydyn.write %[[REF]], %[[B]]
// CHECK-NEXT:      %[[R:.*]] = pydyn.box %[[C]]
// CHECK-NEXT:      pydyn.return %[[R]]
dataflow.graph @step {
  %w = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  pydyn.set_attr %w "grad" = %none : !pydyn.tensor<tensor<4xf32>>, !pydyn.none
  %wv = pydyn.read %w : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %xv = pydyn.read %x : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %y = nn.mul %wv, %xv : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %loss = nn.sum %y dims [0] : tensor<4xf32> -> tensor<f32>
  %one = nn.constant dense<1.0> : tensor<f32>
  %g = pydyn.backward %loss, %one wrt (%w) : tensor<f32>, tensor<f32> wrt (!pydyn.tensor<tensor<4xf32>>) -> tensor<4xf32>
  %gt = pydyn.box %g : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.set_attr %w "grad" = %gt : !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>
  %w1 = pydyn.read %w : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %g1 = pydyn.read %gt : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %n = nn.sub %w1, %g1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  pydyn.write %w, %n : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  %r = pydyn.box %loss : tensor<f32> -> !pydyn.tensor<tensor<f32>>
  dataflow.commit {
    pydyn.return %r : !pydyn.tensor<tensor<f32>>
  }
}

// -----

// Two steps: the second derivative is with respect to what the first one has written, behind a
// `nn.detach`. One write and one store are left.

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<f32>> {requires_grad, leaf}

// CHECK-LABEL: dataflow.graph @two_steps
// CHECK:         %[[W:.*]] = dataflow.state.read @w
// CHECK:         %[[E0:.*]] = nn.exp %[[W]]
// CHECK:         %[[G0:.*]] = nn.gradient %[[E0]], %{{.*}} wrt %[[W]]
// CHECK:         %[[W1:.*]] = nn.sub %[[W]], %[[G0]]
// CHECK:         %[[D1:.*]] = nn.detach %[[W1]]
// CHECK:         %[[E1:.*]] = nn.exp %[[D1]]
// CHECK:         %[[G1:.*]] = nn.gradient %[[E1]], %{{.*}} wrt %[[D1]]
// CHECK:         %[[W2:.*]] = nn.sub %[[D1]], %[[G1]]
// CHECK:         dataflow.commit(%[[G1]], %[[W2]] : tensor<f32>, tensor<f32>) {
// CHECK-COUNT-1:   pydyn.set_attr
// CHECK-COUNT-1:   pydyn.write
// CHECK-NEXT:      pydyn.constant #pydyn.none
// CHECK-NEXT:      pydyn.return
dataflow.graph @two_steps {
  %w = pydyn.object_ref @w : !pydyn.tensor<tensor<f32>>
  %one = nn.constant dense<1.0> : tensor<f32>
  %v0 = pydyn.read %w : !pydyn.tensor<tensor<f32>> -> tensor<f32>
  %e0 = nn.exp %v0 : tensor<f32>
  %g0 = pydyn.backward %e0, %one wrt (%w) : tensor<f32>, tensor<f32> wrt (!pydyn.tensor<tensor<f32>>) -> tensor<f32>
  %t0 = pydyn.box %g0 : tensor<f32> -> !pydyn.tensor<tensor<f32>>
  pydyn.set_attr %w "grad" = %t0 : !pydyn.tensor<tensor<f32>>, !pydyn.tensor<tensor<f32>>
  %s0 = nn.sub %v0, %g0 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  pydyn.write %w, %s0 : !pydyn.tensor<tensor<f32>>, tensor<f32>
  %v1 = pydyn.read %w : !pydyn.tensor<tensor<f32>> -> tensor<f32>
  %e1 = nn.exp %v1 : tensor<f32>
  %g1 = pydyn.backward %e1, %one wrt (%w) : tensor<f32>, tensor<f32> wrt (!pydyn.tensor<tensor<f32>>) -> tensor<f32>
  %t1 = pydyn.box %g1 : tensor<f32> -> !pydyn.tensor<tensor<f32>>
  pydyn.set_attr %w "grad" = %t1 : !pydyn.tensor<tensor<f32>>, !pydyn.tensor<tensor<f32>>
  %s1 = nn.sub %v1, %g1 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  pydyn.write %w, %s1 : !pydyn.tensor<tensor<f32>>, tensor<f32>
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  dataflow.commit {
    pydyn.return %none : !pydyn.none
  }
}
