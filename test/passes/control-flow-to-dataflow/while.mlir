// RUN: janus-opt %s --control-flow-to-dataflow --split-input-file | FileCheck %s

dataflow.object @n = argument 0 : i64 checks type as !pydyn.int
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// A loop that only counts. The counter is not among its values; a local that is bound in the body
// before it is read, and not read behind the loop, stays inside.

// CHECK-LABEL: dataflow.graph @counted
// CHECK:         %[[N:.*]] = pydyn.read {{.*}} -> i64
// CHECK:         %[[X:.*]] = pydyn.read {{.*}} -> tensor<4xf32>
// CHECK:         %[[ZERO:.*]] = arith.constant 0 : i64
// CHECK:         %[[ONE:.*]] = arith.constant 1 : i64
// CHECK:         %[[R:.*]] = dataflow.for %[[ZERO]] to %[[N]] step %[[ONE]](%[[X]] : tensor<4xf32>) -> tensor<4xf32> {
// CHECK-NEXT:    ^bb0(%[[I:.*]]: i64, %[[Y:.*]]: tensor<4xf32>):
// CHECK:           %[[NEG:.*]] = nn.neg %[[Y]]
// CHECK:           dataflow.yield %[[NEG]]
// CHECK:         pydyn.box %[[R]]
pydyn.func @counted() -> !pydyn.object attributes {qualname = "counted", parameters = []} {
  %nr = pydyn.object_ref @n : !pydyn.int
  %n = pydyn.read %nr : !pydyn.int -> i64
  %xr = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %x = pydyn.read %xr : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  pydyn.store local "y", %x : tensor<4xf32>
  %zero = arith.constant 0 : i64
  pydyn.store local ".i", %zero : i64
  pydyn.while {
    %i = pydyn.load local ".i" : i64
    %c = arith.cmpi slt, %i, %n : i64
    pydyn.condition %c : i1
  } do {
    %i = pydyn.load local ".i" : i64
    pydyn.store local "i", %i : i64
    %one = arith.constant 1 : i64
    %next = arith.addi %i, %one : i64
    pydyn.store local ".i", %next : i64
    %y = pydyn.load local "y" : tensor<4xf32>
    %m = nn.neg %y : tensor<4xf32>
    pydyn.store local "t", %m : tensor<4xf32>
    %t = pydyn.load local "t" : tensor<4xf32>
    pydyn.store local "y", %t : tensor<4xf32>
    pydyn.yield
  }
  %y = pydyn.load local "y" : tensor<4xf32>
  %t = pydyn.box %y : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
}

// -----

dataflow.object @n = argument 0 : i64 checks type as !pydyn.int
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// The counter behind the loop, counting down.

// CHECK-LABEL: dataflow.graph @counter_behind
// CHECK:         dataflow.for %[[LOWER:.*]] to %[[UPPER:.*]] step %[[STEP:[^ ]*]] {
// CHECK:         }
// CHECK-NEXT:    %[[ZERO:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[D:.*]] = arith.subi %[[UPPER]], %[[LOWER]]
// CHECK-NEXT:    %[[M:.*]] = arith.minsi %[[D]], %[[ZERO]]
// CHECK-NEXT:    %[[T:.*]] = arith.ceildivsi %[[M]], %[[STEP]]
// CHECK-NEXT:    %[[W:.*]] = arith.muli %[[T]], %[[STEP]]
// CHECK-NEXT:    %[[L:.*]] = arith.addi %[[LOWER]], %[[W]]
// CHECK-NEXT:    pydyn.box %[[L]] : i64 -> !pydyn.int
pydyn.func @counter_behind() -> !pydyn.object attributes {qualname = "counter_behind", parameters = []} {
  %nr = pydyn.object_ref @n : !pydyn.int
  %n = pydyn.read %nr : !pydyn.int -> i64
  pydyn.store local "i", %n : i64
  pydyn.while {
    %i = pydyn.load local "i" : i64
    %zero = arith.constant 0 : i64
    %c = arith.cmpi sgt, %i, %zero : i64
    pydyn.condition %c : i1
  } do {
    %i = pydyn.load local "i" : i64
    %minus = arith.constant -2 : i64
    %next = arith.addi %i, %minus : i64
    pydyn.store local "i", %next : i64
    pydyn.yield
  }
  %i = pydyn.load local "i" : i64
  %r = pydyn.box %i : i64 -> !pydyn.int
  pydyn.return %r : !pydyn.int
}

// -----

dataflow.object @x = argument 1 : i64 checks type as !pydyn.float

// A condition that is computed is a `dataflow.while`.

// CHECK-LABEL: dataflow.graph @computed
// CHECK:         %[[R:.*]] = dataflow.while(%{{.*}} : f64) -> f64 {
// CHECK-NEXT:    ^bb0(%[[A:.*]]: f64):
// CHECK:           %[[C:.*]] = arith.cmpf olt, %[[A]]
// CHECK:           dataflow.condition %[[C]], %[[A]] : f64
// CHECK-NEXT:    } do {
// CHECK-NEXT:    ^bb0(%[[B:.*]]: f64):
// CHECK-NEXT:      %[[D:.*]] = arith.addf %[[B]], %[[B]]
// CHECK-NEXT:      dataflow.yield %[[D]] : f64
// CHECK:         pydyn.box %[[R]] : f64 -> !pydyn.float
pydyn.func @computed() -> !pydyn.object attributes {qualname = "computed", parameters = []} {
  %xr = pydyn.object_ref @x : !pydyn.float
  %x = pydyn.read %xr : !pydyn.float -> f64
  pydyn.store local "x", %x : f64
  pydyn.while {
    %a = pydyn.load local "x" : f64
    %limit = arith.constant 1.000000e+02 : f64
    %c = arith.cmpf olt, %a, %limit : f64
    pydyn.condition %c : i1
  } do {
    %a = pydyn.load local "x" : f64
    %b = arith.addf %a, %a : f64
    pydyn.store local "x", %b : f64
    pydyn.yield
  }
  %a = pydyn.load local "x" : f64
  %r = pydyn.box %a : f64 -> !pydyn.float
  pydyn.return %r : !pydyn.float
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @n = argument 1 : i64 checks type as !pydyn.int

// `break`: the test asks a flag first; `else` runs where the flag is still set.

// CHECK-LABEL: dataflow.graph @breaks
// CHECK:         %[[TRUE:.*]] = arith.constant true
// CHECK:         %[[L:.*]]:2 = dataflow.while(%{{.*}}, %[[TRUE]] : i64, i1) -> i64, i1 {
// CHECK-NEXT:    ^bb0(%[[X:.*]]: i64, %[[GOES:.*]]: i1):
// CHECK:           %[[MORE:.*]] = dataflow.cond %[[GOES]] -> i1 {
// CHECK:             arith.cmpi
// CHECK:           } else {
// CHECK:             %[[FALSE:.*]] = arith.constant false
// CHECK:             dataflow.yield %[[FALSE]]
// CHECK:           }
// CHECK:           dataflow.condition %[[MORE]], %[[X]], %[[GOES]] : i64, i1
// CHECK:         } do {
// CHECK:           arith.xori
// CHECK:           dataflow.yield
// CHECK:         }
// CHECK:         dataflow.cond %[[L]]#1 -> i64 {
// CHECK-NEXT:      %[[SEVEN:.*]] = arith.constant 7 : i64
// CHECK-NEXT:      dataflow.yield %[[SEVEN]]
// CHECK-NEXT:    } else {
// CHECK-NEXT:      dataflow.yield %[[L]]#0
// CHECK-NEXT:    }
pydyn.func @breaks() -> !pydyn.object attributes {qualname = "breaks", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %nr = pydyn.object_ref @n : !pydyn.int
  %n = pydyn.read %nr : !pydyn.int -> i64
  %zero = arith.constant 0 : i64
  pydyn.store local "x", %zero : i64
  pydyn.while {
    %x = pydyn.load local "x" : i64
    %t = arith.cmpi slt, %x, %n : i64
    pydyn.condition %t : i1
  } do {
    %x = pydyn.load local "x" : i64
    pydyn.if %c : i1 {
      pydyn.break
    }
    %y = arith.addi %x, %x : i64
    pydyn.store local "x", %y : i64
    pydyn.yield
  } else {
    %seven = arith.constant 7 : i64
    pydyn.store local "x", %seven : i64
    pydyn.yield
  }
  %x = pydyn.load local "x" : i64
  %r = pydyn.box %x : i64 -> !pydyn.int
  pydyn.return %r : !pydyn.int
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @n = argument 1 : i64 checks type as !pydyn.int

// `return` in an endless loop, `continue` before it.

// CHECK-LABEL: dataflow.graph @returns
// CHECK:         %[[L:.*]]:4 = dataflow.while(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : i64, i1, i1, i64) -> i64, i1, i1, i64 {
// CHECK:         %[[R:.*]] = pydyn.box %[[L]]#3 : i64 -> !pydyn.int
// CHECK-NEXT:    dataflow.commit {
// CHECK-NEXT:      pydyn.return %[[R]]
pydyn.func @returns() -> !pydyn.object attributes {qualname = "returns", parameters = []} {
  %nr = pydyn.object_ref @n : !pydyn.int
  %n = pydyn.read %nr : !pydyn.int -> i64
  %zero = arith.constant 0 : i64
  pydyn.store local "x", %zero : i64
  pydyn.while {
    %true = arith.constant true
    pydyn.condition %true : i1
  } do {
    %x = pydyn.load local "x" : i64
    %one = arith.constant 1 : i64
    %y = arith.addi %x, %one : i64
    pydyn.store local "x", %y : i64
    %small = arith.cmpi slt, %y, %n : i64
    pydyn.if %small : i1 {
      pydyn.continue
    }
    %r = pydyn.box %y : i64 -> !pydyn.int
    pydyn.return %r : !pydyn.int
  }
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  pydyn.return %none : !pydyn.none
}

// -----

dataflow.object @n = argument 0 : i64 checks type as !pydyn.int

// A local that only the body binds, read behind the loop, carries a flag. A Python number that
// changes is a machine number.

// CHECK-LABEL: dataflow.graph @bound_in_body
// CHECK:         %[[L:.*]]:3 = dataflow.for {{.*}} -> i64, i1, i64 {
// CHECK:         dataflow.assert %[[L]]#1, "the local 'last' is bound
pydyn.func @bound_in_body() -> !pydyn.object attributes {qualname = "bound_in_body", parameters = []} {
  %nr = pydyn.object_ref @n : !pydyn.int
  %n = pydyn.read %nr : !pydyn.int -> i64
  %zero = arith.constant 0 : i64
  pydyn.store local ".i", %zero : i64
  %k = pydyn.constant 3 : i64 -> !pydyn.int
  pydyn.store local "k", %k : !pydyn.int
  pydyn.while {
    %i = pydyn.load local ".i" : i64
    %c = arith.cmpi slt, %i, %n : i64
    pydyn.condition %c : i1
  } do {
    %i = pydyn.load local ".i" : i64
    pydyn.store local "last", %i : i64
    %one = arith.constant 1 : i64
    %next = arith.addi %i, %one : i64
    pydyn.store local ".i", %next : i64
    %k0 = pydyn.load local "k" : !pydyn.int
    %k1 = pydyn.read %k0 : !pydyn.int -> i64
    %k2 = arith.muli %k1, %next : i64
    %k3 = pydyn.box %k2 : i64 -> !pydyn.int
    pydyn.store local "k", %k3 : !pydyn.int
    pydyn.yield
  }
  %last = pydyn.load local "last" : i64
  %k0 = pydyn.load local "k" : !pydyn.int
  %r = pydyn.box %last : i64 -> !pydyn.int
  %t = pydyn.tuple(%r, %k0 : !pydyn.int, !pydyn.int) -> !pydyn.object
  pydyn.return %t : !pydyn.object
}

// -----

dataflow.object @n = argument 0 : i64 checks type as !pydyn.int

// A tensor object that the loop writes in place is handed on by its contents.

// CHECK-LABEL: dataflow.graph @in_place
// CHECK:         dataflow.for {{.*}} -> tensor<4xf32> {
// CHECK-NEXT:    ^bb0(%{{.*}}: i64, %[[V:.*]]: tensor<4xf32>):
// CHECK:           %[[B:.*]] = pydyn.box %[[V]]
// CHECK:           pydyn.write %[[B]]
// CHECK:           %[[W:.*]] = pydyn.read %[[B]]
// CHECK:           dataflow.yield %[[W]]
pydyn.func @in_place() -> !pydyn.object attributes {qualname = "in_place", parameters = []} {
  %nr = pydyn.object_ref @n : !pydyn.int
  %n = pydyn.read %nr : !pydyn.int -> i64
  %zero = arith.constant 0 : i64
  pydyn.store local ".i", %zero : i64
  %zeros = nn.constant dense<0.0> : tensor<4xf32>
  %s = pydyn.box %zeros : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.store local "s", %s : !pydyn.tensor<tensor<4xf32>>
  pydyn.while {
    %i = pydyn.load local ".i" : i64
    %c = arith.cmpi slt, %i, %n : i64
    pydyn.condition %c : i1
  } do {
    %i = pydyn.load local ".i" : i64
    %one = arith.constant 1 : i64
    %next = arith.addi %i, %one : i64
    pydyn.store local ".i", %next : i64
    %s0 = pydyn.load local "s" : !pydyn.tensor<tensor<4xf32>>
    %v = pydyn.read %s0 : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
    %e = nn.exp %v : tensor<4xf32>
    pydyn.write %s0, %e : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    pydyn.store local "s", %s0 : !pydyn.tensor<tensor<4xf32>>
    pydyn.yield
  }
  %s0 = pydyn.load local "s" : !pydyn.tensor<tensor<4xf32>>
  pydyn.return %s0 : !pydyn.tensor<tensor<4xf32>>
}

// -----

dataflow.object @n = argument 0 : i64 checks type as !pydyn.int

// A local of the iteration before: not bound in the first one, which does not read it.

// CHECK-LABEL: dataflow.graph @iteration_before
// CHECK:         dataflow.for {{.*}} -> i1, i64, i64 {
// CHECK-NEXT:    ^bb0(%{{.*}}: i64, %[[BOUND:.*]]: i1, %[[PREV:.*]]: i64, %{{.*}}: i64):
// CHECK:           dataflow.cond
// CHECK:             dataflow.assert %[[BOUND]], "the local 'prev' is bound
// CHECK:             arith.addi %{{.*}}, %[[PREV]]
pydyn.func @iteration_before() -> !pydyn.object attributes {qualname = "iteration_before", parameters = []} {
  %nr = pydyn.object_ref @n : !pydyn.int
  %n = pydyn.read %nr : !pydyn.int -> i64
  %zero = arith.constant 0 : i64
  pydyn.store local ".i", %zero : i64
  pydyn.store local "total", %zero : i64
  pydyn.while {
    %i = pydyn.load local ".i" : i64
    %c = arith.cmpi slt, %i, %n : i64
    pydyn.condition %c : i1
  } do {
    %i = pydyn.load local ".i" : i64
    %one = arith.constant 1 : i64
    %next = arith.addi %i, %one : i64
    pydyn.store local ".i", %next : i64
    %later = arith.cmpi sgt, %i, %zero : i64
    pydyn.if %later : i1 {
      %t = pydyn.load local "total" : i64
      %p = pydyn.load local "prev" : i64
      %u = arith.addi %t, %p : i64
      pydyn.store local "total", %u : i64
      pydyn.yield
    }
    pydyn.store local "prev", %i : i64
    pydyn.yield
  }
  %t = pydyn.load local "total" : i64
  %r = pydyn.box %t : i64 -> !pydyn.int
  pydyn.return %r : !pydyn.int
}
