// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/arithmetic.json" -split-input-file -verify-diagnostics | FileCheck %s

// Numbers that are known, and numbers of the run: `int` has no limit, `float` is an IEEE double.

// Arithmetic of the run: machine integers, which are asserted not to overflow; `//` and `%` go down.
//
// def step(x, n, f):
//     return x, n + 1, n * n, n - 7, n // 2, n % 3, -n

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[C:.*]] = arith.constant 1 : i64
// CHECK-NEXT:    %[[EXTSI:.*]] = arith.extsi %[[READ]]
// CHECK-NEXT:    %[[EXTSI_2:.*]] = arith.extsi %[[C]]
// CHECK-NEXT:    %[[ADDI:.*]] = arith.addi %[[EXTSI]], %[[EXTSI_2]]
// CHECK-NEXT:    %[[TRUNCI:.*]] = arith.trunci %[[ADDI]]
// CHECK-NEXT:    %[[EXTSI_3:.*]] = arith.extsi %[[TRUNCI]]
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi eq, %[[ADDI]], %[[EXTSI_3]]
// CHECK-NEXT:    dataflow.assert %[[CMPI]], "an integer fits 64 bits"
// CHECK-NEXT:    %[[EXTSI_4:.*]] = arith.extsi %[[READ]]
// CHECK-NEXT:    %[[EXTSI_5:.*]] = arith.extsi %[[READ]]
// CHECK-NEXT:    %[[MULI:.*]] = arith.muli %[[EXTSI_4]], %[[EXTSI_5]]
// CHECK-NEXT:    %[[TRUNCI_2:.*]] = arith.trunci %[[MULI]]
// CHECK-NEXT:    %[[EXTSI_6:.*]] = arith.extsi %[[TRUNCI_2]]
// CHECK-NEXT:    %[[CMPI_2:.*]] = arith.cmpi eq, %[[MULI]], %[[EXTSI_6]]
// CHECK-NEXT:    dataflow.assert %[[CMPI_2]], "an integer fits 64 bits"
// CHECK-NEXT:    %[[C_2:.*]] = arith.constant 7 : i64
// CHECK-NEXT:    %[[EXTSI_7:.*]] = arith.extsi %[[READ]]
// CHECK-NEXT:    %[[EXTSI_8:.*]] = arith.extsi %[[C_2]]
// CHECK-NEXT:    %[[SUBI:.*]] = arith.subi %[[EXTSI_7]], %[[EXTSI_8]]
// CHECK-NEXT:    %[[TRUNCI_3:.*]] = arith.trunci %[[SUBI]]
// CHECK-NEXT:    %[[EXTSI_9:.*]] = arith.extsi %[[TRUNCI_3]]
// CHECK-NEXT:    %[[CMPI_3:.*]] = arith.cmpi eq, %[[SUBI]], %[[EXTSI_9]]
// CHECK-NEXT:    dataflow.assert %[[CMPI_3]], "an integer fits 64 bits"
// CHECK-NEXT:    %[[C_3:.*]] = arith.constant 2 : i64
// CHECK-NEXT:    %[[FLOORDIVSI:.*]] = arith.floordivsi %[[READ]], %[[C_3]]
// CHECK-NEXT:    %[[C_4:.*]] = arith.constant 3 : i64
// CHECK-NEXT:    %[[FLOORDIVSI_2:.*]] = arith.floordivsi %[[READ]], %[[C_4]]
// CHECK-NEXT:    %[[MULI_2:.*]] = arith.muli %[[FLOORDIVSI_2]], %[[C_4]]
// CHECK-NEXT:    %[[SUBI_2:.*]] = arith.subi %[[READ]], %[[MULI_2]]
// CHECK-NEXT:    %[[C_5:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[EXTSI_10:.*]] = arith.extsi %[[C_5]]
// CHECK-NEXT:    %[[EXTSI_11:.*]] = arith.extsi %[[READ]]
// CHECK-NEXT:    %[[SUBI_3:.*]] = arith.subi %[[EXTSI_10]], %[[EXTSI_11]]
// CHECK-NEXT:    %[[TRUNCI_4:.*]] = arith.trunci %[[SUBI_3]]
// CHECK-NEXT:    %[[EXTSI_12:.*]] = arith.extsi %[[TRUNCI_4]]
// CHECK-NEXT:    %[[CMPI_4:.*]] = arith.cmpi eq, %[[SUBI_3]], %[[EXTSI_12]]
// CHECK-NEXT:    dataflow.assert %[[CMPI_4]], "an integer fits 64 bits"
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[TRUNCI]] : i64 -> !pydyn.int
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[TRUNCI_2]] : i64 -> !pydyn.int
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[TRUNCI_3]] : i64 -> !pydyn.int
// CHECK-NEXT:    %[[BOX_4:.*]] = pydyn.box %[[FLOORDIVSI]] : i64 -> !pydyn.int
// CHECK-NEXT:    %[[BOX_5:.*]] = pydyn.box %[[SUBI_2]] : i64 -> !pydyn.int
// CHECK-NEXT:    %[[BOX_6:.*]] = pydyn.box %[[TRUNCI_4]] : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[BOX]], %[[BOX_2]], %[[BOX_3]], %[[BOX_4]], %[[BOX_5]], %[[BOX_6]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "n" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.binary add %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load local "n" : !pydyn.object
  %5 = pydyn.load local "n" : !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load local "n" : !pydyn.object
  %8 = pydyn.constant 7 : i64 -> !pydyn.object
  %9 = pydyn.binary sub %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load local "n" : !pydyn.object
  %11 = pydyn.constant 2 : i64 -> !pydyn.object
  %12 = pydyn.binary floordiv %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.load local "n" : !pydyn.object
  %14 = pydyn.constant 3 : i64 -> !pydyn.object
  %15 = pydyn.binary mod %13, %14 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %16 = pydyn.load local "n" : !pydyn.object
  %17 = pydyn.unary neg %16 : (!pydyn.object) -> !pydyn.object
  %18 = pydyn.tuple (%0, %3, %6, %9, %12, %15, %17 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %18 : !pydyn.object
}

// -----

// `/` is a float's.
//
// def step(x, n, f):
//     return x, n / 2, f * 2, f + n, f - 0.5

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[C:.*]] = arith.constant 9007199254740992 : i64
// CHECK-NEXT:    %[[ADDI:.*]] = arith.addi %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = arith.constant 18014398509481984 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi ule, %[[ADDI]], %[[C_2]]
// CHECK-NEXT:    dataflow.assert %[[CMPI]], "a float has an integer exactly"
// CHECK-NEXT:    %[[SITOFP:.*]] = arith.sitofp %[[READ]]
// CHECK-NEXT:    %[[C_3:.*]] = arith.constant 2.000000e+00 : f64
// CHECK-NEXT:    %[[DIVF:.*]] = arith.divf %[[SITOFP]], %[[C_3]]
// CHECK-NEXT:    %[[C_4:.*]] = arith.constant 2.000000e+00 : f64
// CHECK-NEXT:    %[[MULF:.*]] = arith.mulf %[[READ_2]], %[[C_4]]
// CHECK-NEXT:    %[[SITOFP_2:.*]] = arith.sitofp %[[READ]]
// CHECK-NEXT:    %[[ADDF:.*]] = arith.addf %[[READ_2]], %[[SITOFP_2]]
// CHECK-NEXT:    %[[C_5:.*]] = arith.constant 5.000000e-01 : f64
// CHECK-NEXT:    %[[SUBF:.*]] = arith.subf %[[READ_2]], %[[C_5]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[DIVF]] : f64 -> !pydyn.float
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[MULF]] : f64 -> !pydyn.float
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[ADDF]] : f64 -> !pydyn.float
// CHECK-NEXT:    %[[BOX_4:.*]] = pydyn.box %[[SUBF]] : f64 -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[BOX]], %[[BOX_2]], %[[BOX_3]], %[[BOX_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.float, !pydyn.float, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "n" : !pydyn.object
  %2 = pydyn.constant 2 : i64 -> !pydyn.object
  %3 = pydyn.binary truediv %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load local "f" : !pydyn.object
  %5 = pydyn.constant 2 : i64 -> !pydyn.object
  %6 = pydyn.binary mul %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load local "f" : !pydyn.object
  %8 = pydyn.load local "n" : !pydyn.object
  %9 = pydyn.binary add %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load local "f" : !pydyn.object
  %11 = pydyn.constant 5.000000e-01 : f64 -> !pydyn.object
  %12 = pydyn.binary sub %10, %11 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %13 = pydyn.tuple (%0, %3, %6, %9, %12 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %13 : !pydyn.object
}

// -----

// Comparisons and truth of the run.
//
// def step(x, n, f):
//     return x, n > 1, n == 3, f < n, not n

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[C:.*]] = arith.constant 1 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi sgt, %[[READ]], %[[C]]
// CHECK-NEXT:    %[[C_2:.*]] = arith.constant 3 : i64
// CHECK-NEXT:    %[[CMPI_2:.*]] = arith.cmpi eq, %[[READ]], %[[C_2]]
// CHECK-NEXT:    %[[C_3:.*]] = arith.constant 9007199254740992 : i64
// CHECK-NEXT:    %[[ADDI:.*]] = arith.addi %[[READ]], %[[C_3]]
// CHECK-NEXT:    %[[C_4:.*]] = arith.constant 18014398509481984 : i64
// CHECK-NEXT:    %[[CMPI_3:.*]] = arith.cmpi ule, %[[ADDI]], %[[C_4]]
// CHECK-NEXT:    dataflow.assert %[[CMPI_3]], "a float has an integer exactly"
// CHECK-NEXT:    %[[SITOFP:.*]] = arith.sitofp %[[READ]]
// CHECK-NEXT:    %[[CMPF:.*]] = arith.cmpf olt, %[[READ_2]], %[[SITOFP]]
// CHECK-NEXT:    %[[C_5:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[CMPI_4:.*]] = arith.cmpi ne, %[[READ]], %[[C_5]]
// CHECK-NEXT:    %[[C_6:.*]] = arith.constant true
// CHECK-NEXT:    %[[XORI:.*]] = arith.xori %[[CMPI_4]], %[[C_6]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[CMPI]] : i1 -> !pydyn.bool
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[CMPI_2]] : i1 -> !pydyn.bool
// CHECK-NEXT:    %[[BOX_3:.*]] = pydyn.box %[[CMPF]] : i1 -> !pydyn.bool
// CHECK-NEXT:    %[[BOX_4:.*]] = pydyn.box %[[XORI]] : i1 -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[BOX]], %[[BOX_2]], %[[BOX_3]], %[[BOX_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.bool, !pydyn.bool, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "n" : !pydyn.object
  %2 = pydyn.constant 1 : i64 -> !pydyn.object
  %3 = pydyn.compare gt %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load local "n" : !pydyn.object
  %5 = pydyn.constant 3 : i64 -> !pydyn.object
  %6 = pydyn.compare eq %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.load local "f" : !pydyn.object
  %8 = pydyn.load local "n" : !pydyn.object
  %9 = pydyn.compare lt %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %10 = pydyn.load local "n" : !pydyn.object
  %11 = pydyn.unary not %10 : (!pydyn.object) -> !pydyn.object
  %12 = pydyn.tuple (%0, %3, %6, %9, %11 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %12 : !pydyn.object
}

// -----

// Conversions.
//
// def step(x, n, f):
//     return x, float(n), bool(n), int(True), int(2.9), int(-2.9)

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[SITOFP:.*]] = arith.sitofp %[[READ]]
// CHECK-NEXT:    %[[C:.*]] = arith.constant 0 : i64
// CHECK-NEXT:    %[[CMPI:.*]] = arith.cmpi ne, %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[SITOFP]] : f64 -> !pydyn.float
// CHECK-NEXT:    %[[BOX_2:.*]] = pydyn.box %[[CMPI]] : i1 -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant -2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[BOX]], %[[BOX_2]], %[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.bool, !pydyn.int, !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "float" : !pydyn.object
  %2 = pydyn.load local "n" : !pydyn.object
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.load global "bool" : !pydyn.object
  %5 = pydyn.load local "n" : !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load global "int" : !pydyn.object
  %8 = pydyn.constant true -> !pydyn.object
  %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.load global "int" : !pydyn.object
  %11 = pydyn.constant 2.900000e+00 : f64 -> !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load global "int" : !pydyn.object
  %14 = pydyn.constant -2.900000e+00 : f64 -> !pydyn.object
  %15 = pydyn.call %13 (%14 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %16 = pydyn.tuple (%0, %3, %6, %9, %12, %15 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %16 : !pydyn.object
}

// -----

// A number with a tensor.
//
// def step(x, n, f):
//     return x * n + f

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[READ_3:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[FROM_ELEMENTS:.*]] = tensor.from_elements %[[READ]] : tensor<i64>
// CHECK-NEXT:    %[[CAST:.*]] = nn.cast %[[FROM_ELEMENTS]]
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ_3]], %[[CAST]]
// CHECK-NEXT:    %[[FROM_ELEMENTS_2:.*]] = tensor.from_elements %[[READ_2]] : tensor<f64>
// CHECK-NEXT:    %[[CAST_2:.*]] = nn.cast %[[FROM_ELEMENTS_2]]
// CHECK-NEXT:    %[[ADD:.*]] = nn.add %[[MUL]], %[[CAST_2]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[ADD]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load local "n" : !pydyn.object
  %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.load local "f" : !pydyn.object
  %4 = pydyn.binary add %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Of known numbers, everything is computed.
//
// def step(x, n, f):
//     return x, 2**10, abs(-3), round(2.5), round(-0.5), max(1, 2.0), min(2, 1), divmod(7, -2), sum([0.1, 0.2])

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK:       dataflow.object @round = global "round" of @step.function
// CHECK:       dataflow.object @divmod = global "divmod" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n : !pydyn.int
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f : !pydyn.float
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1024 : i64 {made = 0 : i64} -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 3 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 2 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 0 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 2.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant -4 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_8:.*]] = pydyn.constant -1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[C_7]], %[[C_8]] : !pydyn.int, !pydyn.int) -> !pydyn.tuple
// CHECK-NEXT:    %[[C_9:.*]] = pydyn.constant 0.30000000000000004 : f64 {made = 1 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE_2:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]], %[[TUPLE]], %[[C_9]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.float, !pydyn.int, !pydyn.tuple, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE_2]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.constant 10 : i64 -> !pydyn.object
  %3 = pydyn.binary pow %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.load global "abs" : !pydyn.object
  %5 = pydyn.constant -3 : i64 -> !pydyn.object
  %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %7 = pydyn.load global "round" : !pydyn.object
  %8 = pydyn.constant 2.500000e+00 : f64 -> !pydyn.object
  %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %10 = pydyn.load global "round" : !pydyn.object
  %11 = pydyn.constant -5.000000e-01 : f64 -> !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load global "max" : !pydyn.object
  %14 = pydyn.constant 1 : i64 -> !pydyn.object
  %15 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %16 = pydyn.call %13 (%14, %15 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %17 = pydyn.load global "min" : !pydyn.object
  %18 = pydyn.constant 2 : i64 -> !pydyn.object
  %19 = pydyn.constant 1 : i64 -> !pydyn.object
  %20 = pydyn.call %17 (%18, %19 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %21 = pydyn.load global "divmod" : !pydyn.object
  %22 = pydyn.constant 7 : i64 -> !pydyn.object
  %23 = pydyn.constant -2 : i64 -> !pydyn.object
  %24 = pydyn.call %21 (%22, %23 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %25 = pydyn.load global "sum" : !pydyn.object
  %26 = pydyn.constant 1.000000e-01 : f64 -> !pydyn.object
  %27 = pydyn.constant 2.000000e-01 : f64 -> !pydyn.object
  %28 = pydyn.list (%26, %27 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %29 = pydyn.call %25 (%28 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %30 = pydyn.tuple (%0, %3, %6, %9, %12, %16, %20, %24, %29 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %30 : !pydyn.object
}

// -----

// So with `math`.
//
// def step(x, n, f):
//     return x, math.sqrt(2.0), math.floor(-0.5), math.ceil(0.5), math.gcd(12, 18), math.prod([2, 3]), math.isnan(math.nan), math.copysign(1.0, -0.0), math.pi

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK:       dataflow.object @math = global "math" of @step.function checks identity as !pydyn.module
// CHECK:       dataflow.object @math.sqrt = dict "sqrt" of @math
// CHECK:       dataflow.object @math.floor = dict "floor" of @math
// CHECK:       dataflow.object @math.ceil = dict "ceil" of @math
// CHECK:       dataflow.object @math.gcd = dict "gcd" of @math
// CHECK:       dataflow.object @math.prod = dict "prod" of @math
// CHECK:       dataflow.object @math.isnan = dict "isnan" of @math
// CHECK:       dataflow.object @math.nan = dict "nan" of @math checks value 0x7FF8000000000000 : f64 as !pydyn.float
// CHECK:       dataflow.object @math.copysign = dict "copysign" of @math
// CHECK:       dataflow.object @math.pi = dict "pi" of @math checks value 3.1415926535897931 : f64 as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n : !pydyn.int
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f : !pydyn.float
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[MATH_PI:.*]] = pydyn.object_ref @math.pi : !pydyn.float
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant 1.4142135623730951 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant -1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 1 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 6 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_5:.*]] = pydyn.constant 6 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_6:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_7:.*]] = pydyn.constant -1.000000e+00 : f64 {made = 1 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]], %[[C_5]], %[[C_6]], %[[C_7]], %[[MATH_PI]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.bool, !pydyn.float, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "math" : !pydyn.object
  %2 = pydyn.get_attr %1 "sqrt" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %4 = pydyn.call %2 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.load global "math" : !pydyn.object
  %6 = pydyn.get_attr %5 "floor" : (!pydyn.object) -> !pydyn.object
  %7 = pydyn.constant -5.000000e-01 : f64 -> !pydyn.object
  %8 = pydyn.call %6 (%7 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %9 = pydyn.load global "math" : !pydyn.object
  %10 = pydyn.get_attr %9 "ceil" : (!pydyn.object) -> !pydyn.object
  %11 = pydyn.constant 5.000000e-01 : f64 -> !pydyn.object
  %12 = pydyn.call %10 (%11 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %13 = pydyn.load global "math" : !pydyn.object
  %14 = pydyn.get_attr %13 "gcd" : (!pydyn.object) -> !pydyn.object
  %15 = pydyn.constant 12 : i64 -> !pydyn.object
  %16 = pydyn.constant 18 : i64 -> !pydyn.object
  %17 = pydyn.call %14 (%15, %16 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %18 = pydyn.load global "math" : !pydyn.object
  %19 = pydyn.get_attr %18 "prod" : (!pydyn.object) -> !pydyn.object
  %20 = pydyn.constant 2 : i64 -> !pydyn.object
  %21 = pydyn.constant 3 : i64 -> !pydyn.object
  %22 = pydyn.list (%20, %21 : !pydyn.object, !pydyn.object) -> !pydyn.object
  %23 = pydyn.call %19 (%22 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %24 = pydyn.load global "math" : !pydyn.object
  %25 = pydyn.get_attr %24 "isnan" : (!pydyn.object) -> !pydyn.object
  %26 = pydyn.load global "math" : !pydyn.object
  %27 = pydyn.get_attr %26 "nan" : (!pydyn.object) -> !pydyn.object
  %28 = pydyn.call %25 (%27 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %29 = pydyn.load global "math" : !pydyn.object
  %30 = pydyn.get_attr %29 "copysign" : (!pydyn.object) -> !pydyn.object
  %31 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %32 = pydyn.constant -0.000000e+00 : f64 -> !pydyn.object
  %33 = pydyn.call %30 (%31, %32 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
  %34 = pydyn.load global "math" : !pydyn.object
  %35 = pydyn.get_attr %34 "pi" : (!pydyn.object) -> !pydyn.object
  %36 = pydyn.tuple (%0, %4, %8, %12, %17, %23, %28, %33, %35 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %36 : !pydyn.object
}

// -----

// Negative zero is a zero with a sign.
//
// def step(x, n, f):
//     return x, -0.0, 0.0 + -0.0, 0.0 * -1.0, -0.0 == 0

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n : !pydyn.int
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f : !pydyn.float
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant -0.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 0.000000e+00 : f64 {made = 0 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant -0.000000e+00 : f64 {made = 1 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.float, !pydyn.float, !pydyn.float, !pydyn.bool) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant -0.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 0.000000e+00 : f64 -> !pydyn.object
  %3 = pydyn.constant -0.000000e+00 : f64 -> !pydyn.object
  %4 = pydyn.binary add %2, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %5 = pydyn.constant 0.000000e+00 : f64 -> !pydyn.object
  %6 = pydyn.constant -1.000000e+00 : f64 -> !pydyn.object
  %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %8 = pydyn.constant -0.000000e+00 : f64 -> !pydyn.object
  %9 = pydyn.constant 0 : i64 -> !pydyn.object
  %10 = pydyn.compare eq %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.tuple (%0, %1, %4, %7, %10 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %11 : !pydyn.object
}

// -----

// An int beyond 64 bits stays one.
//
// def step(x, n, f):
//     return x, 2**64, (2**64 + 1) % 10, 10**20 // 10**18, float(2**64)

// CHECK:       dataflow.object @n = argument 1 : i64 checks type as !pydyn.int
// CHECK:       dataflow.object @f = argument 2 : i64 checks type as !pydyn.float
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[N:.*]] = pydyn.object_ref @n : !pydyn.int
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[N]] : !pydyn.int -> i64
// CHECK-NEXT:    %[[F:.*]] = pydyn.object_ref @f : !pydyn.float
// CHECK-NEXT:    %[[READ_2:.*]] = pydyn.read %[[F]] : !pydyn.float -> f64
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant #pydyn.bigint<"18446744073709551616"> {made = 0 : i64} -> !pydyn.int
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant 7 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 100 : i64 -> !pydyn.int
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant 1.8446744073709552E+19 : f64 {made = 1 : i64} -> !pydyn.float
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.int, !pydyn.int, !pydyn.int, !pydyn.float) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2 : i64 -> !pydyn.object
  %2 = pydyn.constant 64 : i64 -> !pydyn.object
  %3 = pydyn.binary pow %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.constant 2 : i64 -> !pydyn.object
  %5 = pydyn.constant 64 : i64 -> !pydyn.object
  %6 = pydyn.binary pow %4, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %7 = pydyn.constant 1 : i64 -> !pydyn.object
  %8 = pydyn.binary add %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %9 = pydyn.constant 10 : i64 -> !pydyn.object
  %10 = pydyn.binary mod %8, %9 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %11 = pydyn.constant 10 : i64 -> !pydyn.object
  %12 = pydyn.constant 20 : i64 -> !pydyn.object
  %13 = pydyn.binary pow %11, %12 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %14 = pydyn.constant 10 : i64 -> !pydyn.object
  %15 = pydyn.constant 18 : i64 -> !pydyn.object
  %16 = pydyn.binary pow %14, %15 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %17 = pydyn.binary floordiv %13, %16 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %18 = pydyn.load global "float" : !pydyn.object
  %19 = pydyn.constant 2 : i64 -> !pydyn.object
  %20 = pydyn.constant 64 : i64 -> !pydyn.object
  %21 = pydyn.binary pow %19, %20 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %22 = pydyn.call %18 (%21 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %23 = pydyn.tuple (%0, %3, %10, %17, %22 : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %23 : !pydyn.object
}

// -----

// A float that is too large for its exponent: OverflowError in CPython.
//
// def step(x, n, f):
//     return x, 2.0**10000
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 10000 : i64 -> !pydyn.object
  // expected-error @+1 {{'pow' of a float and a int [JS0003]}}
  %3 = pydyn.binary pow %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A square root that is none.
//
// def step(x, n, f):
//     return x, math.sqrt(-1.0)
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "math" : !pydyn.object
  %2 = pydyn.get_attr %1 "sqrt" : (!pydyn.object) -> !pydyn.object
  %3 = pydyn.constant -1.000000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{'math.sqrt' has no lowering [JS0002]}}
  %4 = pydyn.call %2 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.tuple (%0, %4 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %5 : !pydyn.object
}

// -----

// A division by a number of the run.
//
// def step(x, n, f):
//     return x, 1.0 % 0.0
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.constant 0.000000e+00 : f64 -> !pydyn.object
  // expected-error @+1 {{float modulo [JS0007]}}
  %3 = pydyn.binary mod %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// A string that is no number: the error is CPython's.
//
// def step(x, n, f):
//     return x, int("1x")
pydyn.func @step(%arg0: !pydyn.object, %arg1: !pydyn.object, %arg2: !pydyn.object) -> !pydyn.object attributes {parameters = ["x", "n", "f"], qualname = "step"} {
  %0 = pydyn.load local "x" : !pydyn.object
  %1 = pydyn.load global "int" : !pydyn.object
  %2 = pydyn.constant "1x" -> !pydyn.object
  // expected-error @+1 {{invalid literal for int() with base 10: '1x' [JS0007]}}
  %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %4 = pydyn.tuple (%0, %3 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
