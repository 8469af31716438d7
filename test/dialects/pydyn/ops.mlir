// RUN: janus-opt %s | janus-opt | FileCheck %s
// RUN: janus-opt %s --mlir-print-op-generic | janus-opt | FileCheck %s
// RUN: janus-opt %s --emit-bytecode | janus-opt | FileCheck %s

// CHECK-LABEL: pydyn.func @scale(%{{.*}}: !pydyn.object, %{{.*}}: !pydyn.int) -> !pydyn.object
// CHECK-SAME: parameters = ["x", "factor"]
pydyn.func @scale(%x: !pydyn.object, %factor: !pydyn.int) -> !pydyn.object
    attributes {qualname = "scale", parameters = ["x", "factor"]} {
  // CHECK: %[[X:.*]] = pydyn.load local "x" : !pydyn.object
  %0 = pydyn.load local "x" : !pydyn.object
  // CHECK: %[[F:.*]] = pydyn.load global "F" : !pydyn.module
  %1 = pydyn.load global "F" : !pydyn.module
  // CHECK: pydyn.store cell "y", %[[X]] : !pydyn.object
  pydyn.store cell "y", %0 : !pydyn.object
  // CHECK: pydyn.unbind name "z"
  pydyn.unbind name "z"
  // CHECK: pydyn.binary matmul %[[X]], %[[F]] : (!pydyn.object, !pydyn.module) -> !pydyn.object
  %2 = pydyn.binary matmul %0, %1 : (!pydyn.object, !pydyn.module) -> !pydyn.object
  // CHECK: pydyn.inplace add
  %3 = pydyn.inplace add %2, %factor : (!pydyn.object, !pydyn.int) -> !pydyn.object
  // CHECK: pydyn.unary invert
  %4 = pydyn.unary invert %factor : (!pydyn.int) -> !pydyn.int
  // CHECK: pydyn.compare not_in
  %5 = pydyn.compare not_in %4, %3 : (!pydyn.int, !pydyn.object) -> !pydyn.bool
  // CHECK: pydyn.return %{{.*}} : !pydyn.object
  pydyn.return %3 : !pydyn.object
}

// CHECK-LABEL: pydyn.func @constants
pydyn.func @constants() -> !pydyn.object attributes {qualname = "constants", parameters = []} {
  // CHECK: pydyn.constant 3 : i64 -> !pydyn.int
  %0 = pydyn.constant 3 : i64 -> !pydyn.int
  // CHECK: pydyn.constant true -> !pydyn.bool
  %1 = pydyn.constant true -> !pydyn.bool
  // CHECK: pydyn.constant "mean\0A\22" -> !pydyn.str
  %2 = pydyn.constant "mean\0A\22" -> !pydyn.str
  // CHECK: pydyn.constant 5.000000e-01 : f64 -> !pydyn.float
  %3 = pydyn.constant 0.5 : f64 -> !pydyn.float
  // CHECK: pydyn.constant #pydyn.none -> !pydyn.none
  %4 = pydyn.constant #pydyn.none -> !pydyn.none
  // CHECK: pydyn.constant #pydyn.ellipsis -> !pydyn.ellipsis
  %5 = pydyn.constant #pydyn.ellipsis -> !pydyn.ellipsis
  // CHECK: pydyn.constant #pydyn.bigint<"18446744073709551616"> -> !pydyn.int
  %6 = pydyn.constant #pydyn.bigint<"18446744073709551616"> -> !pydyn.int
  // CHECK: pydyn.constant #pydyn.bytes<"a\00\FF"> -> !pydyn.bytes
  %7 = pydyn.constant #pydyn.bytes<"a\00\FF"> -> !pydyn.bytes
  // CHECK: pydyn.constant #pydyn.imaginary<2.000000e+00 : f64> -> !pydyn.complex
  %8 = pydyn.constant #pydyn.imaginary<2.0 : f64> -> !pydyn.complex
  // CHECK: pydyn.constant 3 : i64 -> !pydyn.object
  %9 = pydyn.constant 3 : i64 -> !pydyn.object
  pydyn.return %9 : !pydyn.object
}

// CHECK-LABEL: pydyn.func @types
// CHECK-SAME: !pydyn.tuple<!pydyn.int, !pydyn.object>, %{{.*}}: !pydyn.tuple,
// CHECK-SAME: !pydyn.list<!pydyn.tensor<tensor<?x10xf32>>>, %{{.*}}: !pydyn.dict<!pydyn.str, !pydyn.set<!pydyn.float>>
// CHECK-SAME: !pydyn.instance<"torch.nn.modules.conv.Conv2d">
pydyn.func @types(%a: !pydyn.tuple<!pydyn.int, !pydyn.object>, %b: !pydyn.tuple,
                  %c: !pydyn.list<!pydyn.tensor<tensor<?x10xf32>>>, %d: !pydyn.dict<!pydyn.str, !pydyn.set<!pydyn.float>>,
                  %e: !pydyn.instance<"torch.nn.modules.conv.Conv2d">, %f: !pydyn.slice, %g: !pydyn.class)
    -> !pydyn.tuple attributes {qualname = "types", parameters = ["a", "b", "c", "d", "e", "*f", "**g"]} {
  pydyn.return %b : !pydyn.tuple
}

// CHECK-LABEL: pydyn.func @objects
pydyn.func @objects(%f: !pydyn.object, %x: !pydyn.object) -> !pydyn.object
    attributes {qualname = "objects", parameters = ["f", "x"]} {
  // CHECK: pydyn.get_attr %{{.*}} "weight" : (!pydyn.object) -> !pydyn.object
  %0 = pydyn.get_attr %x "weight" : (!pydyn.object) -> !pydyn.object
  // CHECK: pydyn.set_attr %{{.*}} "weight" = %{{.*}} : !pydyn.object, !pydyn.object
  pydyn.set_attr %x "weight" = %0 : !pydyn.object, !pydyn.object
  // CHECK: pydyn.del_attr %{{.*}} "weight" : !pydyn.object
  pydyn.del_attr %x "weight" : !pydyn.object
  // CHECK: pydyn.get_item %{{.*}}[%{{.*}}] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %1 = pydyn.get_item %x[%0] : (!pydyn.object, !pydyn.object) -> !pydyn.object
  // CHECK: pydyn.set_item %{{.*}}[%{{.*}}] = %{{.*}} : !pydyn.object, !pydyn.object, !pydyn.object
  pydyn.set_item %x[%0] = %1 : !pydyn.object, !pydyn.object, !pydyn.object
  // CHECK: pydyn.del_item %{{.*}}[%{{.*}}] : !pydyn.object, !pydyn.object
  pydyn.del_item %x[%0] : !pydyn.object, !pydyn.object
  // CHECK: pydyn.call %{{.*}}(%{{.*}}, *%{{.*}}, dim = %{{.*}}, **%{{.*}} : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %2 = pydyn.call %f(%x, *%0, dim = %1, **%x : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  // CHECK: pydyn.call %{{.*}}() from !pydyn.object -> !pydyn.none
  %3 = pydyn.call %f() from !pydyn.object -> !pydyn.none
  // CHECK: pydyn.import "torch.nn" name "functional" : !pydyn.object
  %4 = pydyn.import "torch.nn" name "functional" : !pydyn.object
  // CHECK: pydyn.make_function @scale defaults(%{{.*}} : !pydyn.object) : !pydyn.function
  %5 = pydyn.make_function @scale defaults(%x : !pydyn.object) : !pydyn.function
  // CHECK: pydyn.class "C" qualname "objects.<locals>.C" (%{{.*}}, metaclass = %{{.*}} : !pydyn.object, !pydyn.object) {
  %6 = pydyn.class "C" qualname "objects.<locals>.C"(%x, metaclass = %f : !pydyn.object, !pydyn.object) {
    pydyn.yield
  } : !pydyn.class
  pydyn.return %2 : !pydyn.object
}

// CHECK-LABEL: pydyn.func @containers
pydyn.func @containers(%x: !pydyn.object) -> !pydyn.object attributes {qualname = "containers", parameters = ["x"]} {
  // CHECK: pydyn.tuple (%{{.*}}, *%{{.*}} : !pydyn.object, !pydyn.object) -> !pydyn.object
  %0 = pydyn.tuple(%x, *%x : !pydyn.object, !pydyn.object) -> !pydyn.object
  // CHECK: pydyn.list () -> !pydyn.object
  %1 = pydyn.list() -> !pydyn.object
  // CHECK: pydyn.set (%{{.*}} : !pydyn.object) -> !pydyn.object
  %2 = pydyn.set(%x : !pydyn.object) -> !pydyn.object
  // CHECK: pydyn.dict keys(%{{.*}} : !pydyn.object) values(%{{.*}} : !pydyn.object) -> !pydyn.object
  %3 = pydyn.dict keys(%x : !pydyn.object) values(%0 : !pydyn.object) -> !pydyn.object
  // CHECK: pydyn.append %{{.*}}, %{{.*}} key %{{.*}} : !pydyn.object : !pydyn.object, !pydyn.object
  pydyn.append %3, %x key %0 : !pydyn.object : !pydyn.object, !pydyn.object
  // CHECK: pydyn.slice
  %4 = pydyn.slice %x, %x, %x : (!pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.slice
  // CHECK: pydyn.unpack %{{.*}} {star = 1 : i64} : !pydyn.object -> !pydyn.object, !pydyn.object
  %5:2 = pydyn.unpack %0 {star = 1} : !pydyn.object -> !pydyn.object, !pydyn.object
  // CHECK: pydyn.format
  %6 = pydyn.format %x, %x {conversion = "r"} : (!pydyn.object, !pydyn.object) -> !pydyn.str
  // CHECK: pydyn.join(%{{.*}} : !pydyn.str) -> !pydyn.str
  %7 = pydyn.join(%6 : !pydyn.str) -> !pydyn.str
  pydyn.return %1 : !pydyn.object
}

// CHECK-LABEL: pydyn.func @control_flow
pydyn.func @control_flow(%x: !pydyn.object) -> !pydyn.object attributes {qualname = "control_flow", parameters = ["x"]} {
  // CHECK: pydyn.while {
  pydyn.while {
    %c = pydyn.truth %x : (!pydyn.object) -> !pydyn.bool
    // CHECK: pydyn.condition %{{.*}} : !pydyn.bool
    pydyn.condition %c : !pydyn.bool
  // CHECK: } do {
  } do {
    // CHECK: pydyn.break
    pydyn.break
  // CHECK: } else {
  } else {
    pydyn.yield
  }
  // CHECK: pydyn.for %[[ITEM:.*]] in %{{.*}} : !pydyn.object {
  pydyn.for %item in %x : !pydyn.object {
    // CHECK: pydyn.store local "item", %[[ITEM]] : !pydyn.object
    pydyn.store local "item", %item : !pydyn.object
    // CHECK: pydyn.continue
    pydyn.continue
  }
  // CHECK: pydyn.for %{{.*}} : !pydyn.int in
  pydyn.for %i : !pydyn.int in %x : !pydyn.object {
    pydyn.yield
  }
  %c = pydyn.truth %x : (!pydyn.object) -> !pydyn.bool
  // CHECK: %{{.*}} = pydyn.if %{{.*}} : !pydyn.bool -> !pydyn.object {
  %0 = pydyn.if %c : !pydyn.bool -> !pydyn.object {
    pydyn.yield %x : !pydyn.object
  } else {
    // CHECK: pydyn.raise %[[E:.*]] from %[[E]] : !pydyn.object : !pydyn.object
    pydyn.raise %x from %x : !pydyn.object : !pydyn.object
  }
  // CHECK: pydyn.with %{{.*}} : !pydyn.object as %{{.*}} {
  pydyn.with %x : !pydyn.object as %target {
    pydyn.yield
  }
  // CHECK: pydyn.try {
  pydyn.try {
    pydyn.yield
  // CHECK: } except %{{.*}} {
  } except %e {
    %m = pydyn.exception_match %e, %x : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    // CHECK: pydyn.reraise
    pydyn.reraise
  // CHECK: } else {
  } else {
    pydyn.yield
  // CHECK: } finally {
  } finally {
    pydyn.yield
  }
  // CHECK: pydyn.unsupported "JL0001" "no lowering"(%{{.*}} : !pydyn.object) -> !pydyn.object
  %1 = pydyn.unsupported "JL0001" "no lowering"(%x : !pydyn.object) -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// CHECK-LABEL: pydyn.func @specialized
pydyn.func @specialized() -> !pydyn.object attributes {qualname = "specialized", parameters = []} {
  // CHECK: pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
  %w = pydyn.object_ref @w : !pydyn.tensor<tensor<4xf32>>
  // CHECK: pydyn.read %{{.*}} : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %v = pydyn.read %w : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  // CHECK: pydyn.backward %{{.*}}, %{{.*}} wrt(%{{.*}}) : tensor<4xf32>, tensor<4xf32> wrt(!pydyn.tensor<tensor<4xf32>>) -> tensor<4xf32>
  %g = pydyn.backward %v, %v wrt (%w) : tensor<4xf32>, tensor<4xf32> wrt (!pydyn.tensor<tensor<4xf32>>) -> tensor<4xf32>
  // CHECK: pydyn.write %{{.*}}, %{{.*}} : <tensor<4xf32>>, tensor<4xf32>
  pydyn.write %w, %g : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
  // CHECK: pydyn.box %{{.*}} requires_grad : tensor<4xf32> -> !pydyn.object
  %b = pydyn.box %v requires_grad : tensor<4xf32> -> !pydyn.object
  pydyn.return %b : !pydyn.object
}

dataflow.object @w = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>
