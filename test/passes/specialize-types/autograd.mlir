// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/autograd.json" -split-input-file -verify-diagnostics | FileCheck %s

// What the tape knows: leaves, what requires grad, `backward`, and what is written in place.

// What is computed from what requires grad does, too; `detach` does not.
//
// def step(x, w):
//     y = w * 2
//     return y, y.requires_grad, (x * 2).requires_grad, y.detach().requires_grad, y.is_leaf, w.is_leaf

// CHECK:       dataflow.object @"type(w)" = type of @w checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[W:.*]] = pydyn.object_ref @w
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[W]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C_2:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL_2:.*]] = nn.mul %[[READ_2]], %[[C_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] requires_grad : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]], %[[C_7]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "w"], qualname = "step"} {
  %0 = pydyn.load local "w" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "y", %2 : !pydyn.object
  %3 = pydyn.load local "y" : !pydyn.object
  %4 = pydyn.load local "y" : !pydyn.object
  %5 = pydyn.get_attr %4 "requires_grad" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "x" : !pydyn.object
  %7 = pydyn.constant 2 : i64 -> !pydyn.object
  %8 = pydyn.binary mul %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.get_attr %8 "requires_grad" : (!pydyn.object) -> !pydyn.object
  %10 = pydyn.load local "y" : !pydyn.object
  %11 = pydyn.get_attr %10 "detach" : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.call %11 () from !pydyn.object -> !pydyn.object
  %13 = pydyn.get_attr %12 "requires_grad" : (!pydyn.object) -> !pydyn.object
  %14 = pydyn.load local "y" : !pydyn.object
  %15 = pydyn.get_attr %14 "is_leaf" : (!pydyn.object) -> !pydyn.object
  %16 = pydyn.load local "w" : !pydyn.object
  %17 = pydyn.get_attr %16 "is_leaf" : (!pydyn.object) -> !pydyn.object
  %18 = pydyn.tuple (%3, %5, %9, %13, %15, %17 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %18 : !pydyn.object
}

// -----

// Under `no_grad` nothing is recorded.
//
// def step(x, w):
//     with torch.no_grad():
//         y = w * 2
//     return y, y.requires_grad

// CHECK:       dataflow.object @torch.no_grad = dict "no_grad" of @torch checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(torch.no_grad)" = type of @torch.no_grad checks unchanged as !pydyn.class
// CHECK:       dataflow.object @torch.no_grad.__new__.__func__ = member "__new__.__func__" of @torch.no_grad
// CHECK:       dataflow.object @"torch.no_grad.__new__.__func__(orig_func)" = default "orig_func" of @torch.no_grad.__new__.__func__ checks value #pydyn.none as !pydyn.none
// CHECK:       dataflow.object @super = global "super" of @torch.no_grad.__new__.__func__ checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"torch.no_grad.super(13).__new__" = member "super(13).__new__" of @torch.no_grad
// CHECK:       dataflow.object @torch.no_grad.__init__ = member "__init__" of @torch.no_grad
// CHECK:       dataflow.object @"torch#2" = global "torch" of @torch.no_grad.__init__ checks same @torch as !pydyn.module
// CHECK:       dataflow.object @torch._jit_internal = dict "_jit_internal" of @torch checks identity as !pydyn.module
// CHECK:       dataflow.object @torch._jit_internal.is_scripting = dict "is_scripting" of @torch._jit_internal
// CHECK:       dataflow.object @"super#2" = global "super" of @torch.no_grad.__init__ checks same @super as !pydyn.class
// CHECK:       dataflow.object @"torch.no_grad.super(7).__init__" = member "super(7).__init__" of @torch.no_grad
// CHECK:       dataflow.object @torch.no_grad.__enter__ = member "__enter__" of @torch.no_grad
// CHECK:       dataflow.object @"torch#3" = global "torch" of @torch.no_grad.__enter__ checks same @torch as !pydyn.module
// CHECK:       dataflow.object @torch.is_grad_enabled = dict "is_grad_enabled" of @torch
// CHECK:       dataflow.object @torch.set_grad_enabled = dict "set_grad_enabled" of @torch checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(torch.set_grad_enabled)" = type of @torch.set_grad_enabled checks same @"type(torch.no_grad)" as !pydyn.class
// CHECK:       dataflow.object @torch.set_grad_enabled.__new__ = member "__new__" of @torch.set_grad_enabled
// CHECK:       dataflow.object @torch.set_grad_enabled.__init__ = member "__init__" of @torch.set_grad_enabled
// CHECK:       dataflow.object @"torch#4" = global "torch" of @torch.set_grad_enabled.__init__ checks same @torch as !pydyn.module
// CHECK:       dataflow.object @torch._C = dict "_C" of @torch checks identity as !pydyn.module
// CHECK:       dataflow.object @torch._C._set_grad_enabled = dict "_set_grad_enabled" of @torch._C
// CHECK:       dataflow.object @"type(w)" = type of @w checks unchanged as !pydyn.class
// CHECK:       dataflow.object @torch.no_grad.__exit__ = member "__exit__" of @torch.no_grad
// CHECK:       dataflow.object @"torch#5" = global "torch" of @torch.no_grad.__exit__ checks same @torch as !pydyn.module
// CHECK:       dataflow.object @"torch#6" = import "torch" checks same @torch as !pydyn.module
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[W:.*]] = pydyn.object_ref @w
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[W]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[DETACH:.*]] = nn.detach %[[READ]]
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[DETACH]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant false -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "w"], qualname = "step"} {
  %0 = pydyn.load global "torch" : !pydyn.object
  %1 = pydyn.get_attr %0 "no_grad" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.call %1 () from !pydyn.object -> !pydyn.object
  pydyn.with %2 : !pydyn.object as %arg2 {
    %7 = pydyn.load local "w" : !pydyn.object
    %8 = pydyn.constant 2 : i64 -> !pydyn.object
    %9 = pydyn.binary mul %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
    pydyn.store local "y", %9 : !pydyn.object
    pydyn.yield
  }
  %3 = pydyn.load local "y" : !pydyn.object
  %4 = pydyn.load local "y" : !pydyn.object
  %5 = pydyn.get_attr %4 "requires_grad" : (!pydyn.object) -> !pydyn.object
  %6 = pydyn.tuple (%3, %5 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// `backward` of a number: the gradient of the leaf is stored.
//
// def step(x, w):
//     loss = (w * x).sum()
//     loss.backward()
//     return loss

// CHECK:       dataflow.object @"type(w)" = type of @w checks unchanged as !pydyn.class
// CHECK:       dataflow.object @w.grad = attribute "grad" of @w checks value #pydyn.none as !pydyn.none
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[W:.*]] = pydyn.object_ref @w
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[W]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[READ_2]]
// CHECK-NEXT:    %[[SUM:.*]] = nn.sum %[[MUL]] dims [0]
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[BACKWARD:.*]] = pydyn.backward %[[SUM]], %[[C]] wrt(%[[W]]) {nn.new_gradients = array<i64: 1>} : tensor<f32>, tensor<f32> wrt(!pydyn.tensor<tensor<4xf32>>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[BACKWARD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.set_attr %[[W]] "grad" = %[[BOX]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[SUM]] {graph_freed} : tensor<f32> -> !pydyn.tensor<tensor<f32>>
// CHECK-NEXT:    pydyn.return %[[BOX_2]] : !pydyn.tensor<tensor<f32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "w"], qualname = "step"} {
  %0 = pydyn.load local "w" : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.get_attr %2 "sum" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.call %3 () from !pydyn.object -> !pydyn.object
  pydyn.store local "loss", %4 : !pydyn.object
  %5 = pydyn.load local "loss" : !pydyn.object
  %6 = pydyn.get_attr %5 "backward" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.call %6 () from !pydyn.object -> !pydyn.object
  %8 = pydyn.load local "loss" : !pydyn.object
  pydyn.return %8 : !pydyn.object
}

// -----

// What was changed in place after the multiplication kept it.
//
// def step(x, w):
//     y = w * 1
//     z = y * y
//     y.add_(1)
//     z.sum().backward()
//     return z
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "w"], qualname = "step"} {
  %0 = pydyn.load local "w" : !pydyn.object
  %1 = pydyn.constant 1 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "y", %2 : !pydyn.object
  %3 = pydyn.load local "y" : !pydyn.object
  %4 = pydyn.load local "y" : !pydyn.object
  %5 = pydyn.binary mul %3, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "z", %5 : !pydyn.object
  %6 = pydyn.load local "y" : !pydyn.object
  %7 = pydyn.get_attr %6 "add_" : (!pydyn.object) -> !pydyn.object
  %8 = pydyn.constant 1 : i64 -> !pydyn.object
  // expected-error @+1 {{a tensor is changed in place that an operation has kept for its derivative [JS0012]}}
  %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.load local "z" : !pydyn.object
  %11 = pydyn.get_attr %10 "sum" : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.call %11 () from !pydyn.object -> !pydyn.object
  %13 = pydyn.get_attr %12 "backward" : (!pydyn.object) -> !pydyn.object
  %14 = pydyn.call %13 () from !pydyn.object -> !pydyn.object
  %15 = pydyn.load local "z" : !pydyn.object
  pydyn.return %15 : !pydyn.object
}

// -----

// A leaf that requires grad is not changed in place.
//
// def step(x, w):
//     w.add_(1)
//     return w
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "w"], qualname = "step"} {
  %0 = pydyn.load local "w" : !pydyn.object
  %1 = pydyn.get_attr %0 "add_" : (!pydyn.object) -> !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  // expected-error @+1 {{a leaf that requires grad is changed in place [JS0007]}}
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.load local "w" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// `backward` of several elements needs a seed.
//
// def step(x, w):
//     y = w * 2
//     y.backward()
//     return y
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "w"], qualname = "step"} {
  %0 = pydyn.load local "w" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.store local "y", %2 : !pydyn.object
  %3 = pydyn.load local "y" : !pydyn.object
  %4 = pydyn.get_attr %3 "backward" : (!pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'backward' of more than one number, without a seed [JS0007]}}
  %5 = pydyn.call %4 () from !pydyn.object -> !pydyn.object
  %6 = pydyn.load local "y" : !pydyn.object
  pydyn.return %6 : !pydyn.object
}

// -----

// Nor of what has no derivative.
//
// def step(x, w):
//     (x * 2).sum().backward()
//     return x
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "w"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.get_attr %2 "sum" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.call %3 () from !pydyn.object -> !pydyn.object
  %5 = pydyn.get_attr %4 "backward" : (!pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'backward' of a tensor that does not require grad [JS0007]}}
  %6 = pydyn.call %5 () from !pydyn.object -> !pydyn.object
  %7 = pydyn.load local "x" : !pydyn.object
  pydyn.return %7 : !pydyn.object
}

// -----

// The second time the tape has been freed.
//
// def step(x, w):
//     loss = (w * w).sum()
//     loss.backward()
//     loss.backward()
//     return loss
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "w"], qualname = "step"} {
  %0 = pydyn.load local "w" : !pydyn.object
  %1 = pydyn.load local "w" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.get_attr %2 "sum" : (!pydyn.object) -> !pydyn.object
  %4 = pydyn.call %3 () from !pydyn.object -> !pydyn.object
  pydyn.store local "loss", %4 : !pydyn.object
  %5 = pydyn.load local "loss" : !pydyn.object
  %6 = pydyn.get_attr %5 "backward" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.call %6 () from !pydyn.object -> !pydyn.object
  %8 = pydyn.load local "loss" : !pydyn.object
  %9 = pydyn.get_attr %8 "backward" : (!pydyn.object) -> !pydyn.object
  // expected-error @+1 {{'backward' through a tape that has been freed [JS0007]}}
  %10 = pydyn.call %9 () from !pydyn.object -> !pydyn.object
  %11 = pydyn.load local "loss" : !pydyn.object
  pydyn.return %11 : !pydyn.object
}
