// RUN: janus-opt %s --control-flow-to-dataflow --split-input-file | FileCheck %s

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// A local that both paths bind is a result.

// CHECK-LABEL: dataflow.graph @both
// CHECK:         %[[C:.*]] = pydyn.read {{.*}} -> i1
// CHECK:         %[[X:.*]] = pydyn.read {{.*}} -> tensor<4xf32>
// CHECK-NEXT:    %[[Y:.*]] = dataflow.cond %[[C]] -> tensor<4xf32> {
// CHECK-NEXT:      %[[N:.*]] = nn.neg %[[X]]
// CHECK-NEXT:      dataflow.yield %[[N]]
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[E:.*]] = nn.exp %[[X]]
// CHECK-NEXT:      dataflow.yield %[[E]]
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[T:.*]] = pydyn.box %[[Y]]
// CHECK-NEXT:    dataflow.commit {
// CHECK-NEXT:      pydyn.return %[[T]]
pydyn.func @both() -> !pydyn.object attributes {qualname = "both", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %xr = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %x = pydyn.read %xr : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  pydyn.if %c : i1 {
    %n = nn.neg %x : tensor<4xf32>
    pydyn.store local "y", %n : tensor<4xf32>
    pydyn.yield
  } else {
    %e = nn.exp %x : tensor<4xf32>
    pydyn.store local "y", %e : tensor<4xf32>
    pydyn.yield
  }
  %y = pydyn.load local "y" : tensor<4xf32>
  %t = pydyn.box %y : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// A conditional expression's value is a result; what nobody reads behind the `if` is not.

// CHECK-LABEL: dataflow.graph @expression
// CHECK:         dataflow.cond %{{.*}} -> tensor<4xf32> {
// CHECK-NOT:     : i64, tensor
// CHECK:         dataflow.commit
pydyn.func @expression() -> !pydyn.object attributes {qualname = "expression", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %xr = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %x = pydyn.read %xr : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %y = pydyn.if %c : i1 -> tensor<4xf32> {
    %two = arith.constant 2 : i64
    pydyn.store local "unused", %two : i64
    %n = nn.neg %x : tensor<4xf32>
    pydyn.yield %n : tensor<4xf32>
  } else {
    pydyn.yield %x : tensor<4xf32>
  }
  %t = pydyn.box %y : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// Where one path returns, what is behind the `if` moves into the other.

// CHECK-LABEL: dataflow.graph @early_return
// CHECK:         %[[R:.*]] = dataflow.cond %{{.*}} -> tensor<4xf32> {
// CHECK-NEXT:      %[[N:.*]] = nn.neg
// CHECK-NEXT:      pydyn.box %[[N]]
// CHECK-NEXT:      dataflow.yield %[[N]]
// CHECK-NEXT:    } else {
// CHECK-NEXT:      %[[E:.*]] = nn.exp
// CHECK-NEXT:      pydyn.box %[[E]]
// CHECK-NEXT:      dataflow.yield %[[E]]
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[T:.*]] = pydyn.box %[[R]]
// CHECK-NEXT:    dataflow.commit {
// CHECK-NEXT:      pydyn.return %[[T]]
pydyn.func @early_return() -> !pydyn.object attributes {qualname = "early_return", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %xr = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %x = pydyn.read %xr : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  pydyn.if %c : i1 {
    %n = nn.neg %x : tensor<4xf32>
    %t = pydyn.box %n : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
  }
  %e = nn.exp %x : tensor<4xf32>
  %t = pydyn.box %e : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @d = argument 1 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 2 : i64 checks tensor as !pydyn.tensor<tensor<?xf32>> {dims = ["n"]}

// Where a path may return, a flag guards what is behind it. A value that a path does not have is
// zeros of any size.

// CHECK-LABEL: dataflow.graph @may_return
// CHECK:         %[[O:.*]]:2 = dataflow.cond %[[C:.*]] -> i1, tensor<?xf32> {
// CHECK:           %[[I:.*]] = dataflow.cond %[[D:.*]] -> tensor<?xf32> {
// CHECK:           %[[FALLS:.*]] = arith.xori %[[D]]
// CHECK:           dataflow.yield %[[FALLS]], %{{.*}} : i1, tensor<?xf32>
// CHECK:         } else {
// CHECK:           %[[TRUE:.*]] = arith.constant true
// CHECK:           nn.expand
// CHECK:           dataflow.yield %[[TRUE]], %{{.*}} : i1, tensor<?xf32>
// CHECK:         }
// CHECK:         dataflow.cond %[[O]]#0 -> tensor<?xf32> {
// CHECK:           nn.exp
// CHECK:         } else {
// CHECK:         }
// CHECK:         dataflow.commit
pydyn.func @may_return() -> !pydyn.object attributes {qualname = "may_return", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %dr = pydyn.object_ref @d : !pydyn.bool
  %d = pydyn.read %dr : !pydyn.bool -> i1
  %xr = pydyn.object_ref @x : !pydyn.tensor<tensor<?xf32>>
  %x = pydyn.read %xr : !pydyn.tensor<tensor<?xf32>> -> tensor<?xf32>
  pydyn.if %c : i1 {
    pydyn.if %d : i1 {
      %n = nn.neg %x : tensor<?xf32>
      %t = pydyn.box %n : tensor<?xf32> -> !pydyn.tensor<tensor<?xf32>>
      pydyn.return %t : !pydyn.tensor<tensor<?xf32>>
    }
    pydyn.yield
  }
  %e = nn.exp %x : tensor<?xf32>
  %t = pydyn.box %e : tensor<?xf32> -> !pydyn.tensor<tensor<?xf32>>
  pydyn.return %t : !pydyn.tensor<tensor<?xf32>>
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool

// A local that is bound on one path only is asserted where it is read.

// CHECK-LABEL: dataflow.graph @maybe_unbound
// CHECK:         %[[C:.*]] = pydyn.read
// CHECK:         %[[X:.*]] = dataflow.cond %[[C]] -> i64 {
// CHECK:         dataflow.assert %[[C]], "the local 'x' is bound at line {{[0-9]+}}"
// CHECK:         pydyn.box %[[X]] : i64 -> !pydyn.int
pydyn.func @maybe_unbound() -> !pydyn.object attributes {qualname = "maybe_unbound", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  pydyn.if %c : i1 {
    %two = arith.constant 2 : i64
    pydyn.store local "x", %two : i64
    pydyn.yield
  }
  %x = pydyn.load local "x" : i64
  %r = pydyn.box %x : i64 -> !pydyn.int
  pydyn.return %r : !pydyn.int
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool

// A path that raises is assumed not to be taken.

// CHECK-LABEL: dataflow.graph @raises
// CHECK:         %[[C:.*]] = pydyn.read
// CHECK:         %[[NOT:.*]] = arith.xori %[[C]]
// CHECK-NEXT:    dataflow.assert %[[NOT]], "no exception is raised at line {{[0-9]+}}"
// CHECK-NOT:     dataflow.cond
pydyn.func @raises() -> !pydyn.object attributes {qualname = "raises", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %none = pydyn.constant #pydyn.none -> !pydyn.none
  pydyn.if %c : i1 {
    pydyn.raise %none : !pydyn.none
  }
  pydyn.return %none : !pydyn.none
}

// -----

dataflow.object @c = argument 0 : i64 checks type as !pydyn.bool
dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>
dataflow.object @y = argument 2 : i64 checks tensor as !pydyn.tensor<tensor<4xf32>>

// References to two tensors that were there before merge as long as only their contents are read.
// Tuples merge element by element; two Python numbers are one machine number.

// CHECK-LABEL: dataflow.graph @references
// CHECK:         %[[R:.*]]:2 = dataflow.cond %{{.*}} -> i64, tensor<4xf32> {
// CHECK-NEXT:      %[[TUPLE:.*]] = pydyn.tuple
// CHECK-DAG:       %[[ONE:.*]] = arith.constant 1 : i64
// CHECK-DAG:       %[[X:.*]] = pydyn.read
// CHECK:           dataflow.yield %[[ONE]], %[[X]]
// CHECK:         } else {
// CHECK:         }
// CHECK:         pydyn.box %[[R]]#0 : i64 -> !pydyn.int
pydyn.func @references() -> !pydyn.object attributes {qualname = "references", parameters = []} {
  %cr = pydyn.object_ref @c : !pydyn.bool
  %c = pydyn.read %cr : !pydyn.bool -> i1
  %x = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
  %y = pydyn.object_ref @y : !pydyn.tensor<tensor<4xf32>>
  %one = pydyn.constant 1 : i64 -> !pydyn.int
  %two = pydyn.constant 2 : i64 -> !pydyn.int
  pydyn.if %c : i1 {
    pydyn.store local "z", %x : !pydyn.tensor<tensor<4xf32>>
    %p = pydyn.tuple(%one, %one : !pydyn.int, !pydyn.int) -> !pydyn.tuple<!pydyn.int, !pydyn.int>
    pydyn.store local "p", %p : !pydyn.tuple<!pydyn.int, !pydyn.int>
    pydyn.yield
  } else {
    pydyn.store local "z", %y : !pydyn.tensor<tensor<4xf32>>
    %p = pydyn.tuple(%one, %two : !pydyn.int, !pydyn.int) -> !pydyn.tuple<!pydyn.int, !pydyn.int>
    pydyn.store local "p", %p : !pydyn.tuple<!pydyn.int, !pydyn.int>
    pydyn.yield
  }
  %z = pydyn.load local "z" : !pydyn.tensor<tensor<4xf32>>
  %v = pydyn.read %z : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
  %n = nn.neg %v : tensor<4xf32>
  %t = pydyn.box %n : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
  %p = pydyn.load local "p" : !pydyn.tuple<!pydyn.int, !pydyn.int>
  %r = pydyn.tuple(%t, %p : !pydyn.tensor<tensor<4xf32>>, !pydyn.tuple<!pydyn.int, !pydyn.int>) -> !pydyn.object
  pydyn.return %r : !pydyn.object
}
