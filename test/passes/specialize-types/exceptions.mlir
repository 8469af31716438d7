// RUN: janus-opt %s --specialize-types="profile=%S/Inputs/exceptions.json" -split-input-file -verify-diagnostics | FileCheck %s

// Exceptions that the program raises and catches itself.

// The handler of a base class; `else` is left out, `finally` is not.
//
// def step(x):
//     order = []
//     try:
//         order.append("try")
//         fails(3.0)
//     except ValueError as error:
//         order.append(error.args[1])
//     else:
//         order.append("else")
//     finally:
//         order.append("finally")
//     return x * len(order), order

// CHECK:       dataflow.object @fails = global "fails" of @step.function
// CHECK:       dataflow.object @Mine = global "Mine" of @fails checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Mine)" = type of @Mine checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Mine.__new__ = member "__new__" of @Mine
// CHECK:       dataflow.object @ValueError = global "ValueError" of @step.function checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant "try" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_3:.*]] = pydyn.constant 3.000000e+00 : f64 {code = @step.function} -> !pydyn.float
// CHECK-NEXT:    %[[C_4:.*]] = pydyn.constant "finally" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C_2]], %[[C_3]], %[[C_4]] : !pydyn.str, !pydyn.float, !pydyn.str) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[BOX]], %[[LIST]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.list () -> !pydyn.object
  pydyn.store local "order", %0 : !pydyn.object
  pydyn.try {
    %8 = pydyn.load local "order" : !pydyn.object
    %9 = pydyn.get_attr %8 "append" : (!pydyn.object) -> !pydyn.object
    %10 = pydyn.constant "try" -> !pydyn.object
    %11 = pydyn.call %9 (%10 : !pydyn.object) from !pydyn.object -> !pydyn.object
    %12 = pydyn.load global "fails" : !pydyn.object
    %13 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
    %14 = pydyn.call %12 (%13 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  } except %arg1 {
    %8 = pydyn.load global "ValueError" : !pydyn.object
    %9 = pydyn.exception_match %arg1, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %9 : !pydyn.bool {
      pydyn.store local "error", %arg1 : !pydyn.object
      pydyn.try {
        %10 = pydyn.load local "order" : !pydyn.object
        %11 = pydyn.get_attr %10 "append" : (!pydyn.object) -> !pydyn.object
        %12 = pydyn.load local "error" : !pydyn.object
        %13 = pydyn.get_attr %12 "args" : (!pydyn.object) -> !pydyn.object
        %14 = pydyn.constant 1 : i64 -> !pydyn.object
        %15 = pydyn.get_item %13[%14] : (!pydyn.object, !pydyn.object) -> !pydyn.object
        %16 = pydyn.call %11 (%15 : !pydyn.object) from !pydyn.object -> !pydyn.object
        pydyn.yield
      } finally {
        %10 = pydyn.constant #pydyn.none -> !pydyn.object
        pydyn.store local "error", %10 : !pydyn.object
        pydyn.unbind local "error"
        pydyn.yield
      }
      pydyn.yield
    } else {
      pydyn.reraise
    }
    pydyn.yield
  } else {
    %8 = pydyn.load local "order" : !pydyn.object
    %9 = pydyn.get_attr %8 "append" : (!pydyn.object) -> !pydyn.object
    %10 = pydyn.constant "else" -> !pydyn.object
    %11 = pydyn.call %9 (%10 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  } finally {
    %8 = pydyn.load local "order" : !pydyn.object
    %9 = pydyn.get_attr %8 "append" : (!pydyn.object) -> !pydyn.object
    %10 = pydyn.constant "finally" -> !pydyn.object
    %11 = pydyn.call %9 (%10 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load global "len" : !pydyn.object
  %3 = pydyn.load local "order" : !pydyn.object
  %4 = pydyn.call %2 (%3 : !pydyn.object) from !pydyn.object -> !pydyn.object
  %5 = pydyn.binary mul %1, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %6 = pydyn.load local "order" : !pydyn.object
  %7 = pydyn.tuple (%5, %6 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %7 : !pydyn.object
}
pydyn.func @fails(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "fails"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load global "Mine" : !pydyn.object
    %6 = pydyn.constant "too much" -> !pydyn.object
    %7 = pydyn.load local "value" : !pydyn.object
    %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %8 : !pydyn.object
  }
  %4 = pydyn.load local "value" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// Without an exception.
//
// def step(x):
//     order = []
//     try:
//         fails(1.0)
//     except Mine:
//         order.append("except")
//     else:
//         order.append("else")
//     finally:
//         order.append("finally")
//     return x, order

// CHECK:       dataflow.object @fails = global "fails" of @step.function
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant "else" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant "finally" {code = @step.function} -> !pydyn.str
// CHECK-NEXT:    %[[LIST:.*]] = pydyn.list (%[[C]], %[[C_2]] : !pydyn.str, !pydyn.str) -> !pydyn.list<!pydyn.object>
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[LIST]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.list<!pydyn.object>) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.list () -> !pydyn.object
  pydyn.store local "order", %0 : !pydyn.object
  pydyn.try {
    %4 = pydyn.load global "fails" : !pydyn.object
    %5 = pydyn.constant 1.000000e+00 : f64 -> !pydyn.object
    %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  } except %arg1 {
    %4 = pydyn.load global "Mine" : !pydyn.object
    %5 = pydyn.exception_match %arg1, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %5 : !pydyn.bool {
      %6 = pydyn.load local "order" : !pydyn.object
      %7 = pydyn.get_attr %6 "append" : (!pydyn.object) -> !pydyn.object
      %8 = pydyn.constant "except" -> !pydyn.object
      %9 = pydyn.call %7 (%8 : !pydyn.object) from !pydyn.object -> !pydyn.object
      pydyn.yield
    } else {
      pydyn.reraise
    }
    pydyn.yield
  } else {
    %4 = pydyn.load local "order" : !pydyn.object
    %5 = pydyn.get_attr %4 "append" : (!pydyn.object) -> !pydyn.object
    %6 = pydyn.constant "else" -> !pydyn.object
    %7 = pydyn.call %5 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  } finally {
    %4 = pydyn.load local "order" : !pydyn.object
    %5 = pydyn.get_attr %4 "append" : (!pydyn.object) -> !pydyn.object
    %6 = pydyn.constant "finally" -> !pydyn.object
    %7 = pydyn.call %5 (%6 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load local "order" : !pydyn.object
  %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @fails(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "fails"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load global "Mine" : !pydyn.object
    %6 = pydyn.constant "too much" -> !pydyn.object
    %7 = pydyn.load local "value" : !pydyn.object
    %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %8 : !pydyn.object
  }
  %4 = pydyn.load local "value" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// The first handler that fits, of several classes.
//
// def step(x):
//     try:
//         raise KeyError("k")
//     except (TypeError, LookupError):
//         return x * 2
//     except KeyError:
//         return x * 3

// CHECK:       dataflow.object @KeyError = global "KeyError" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(KeyError)" = type of @KeyError checks unchanged as !pydyn.class
// CHECK:       dataflow.object @KeyError.__new__ = member "__new__" of @KeyError
// CHECK:       dataflow.object @TypeError = global "TypeError" of @step.function checks unchanged as !pydyn.class
// CHECK:       dataflow.object @LookupError = global "LookupError" of @step.function checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  pydyn.try {
    %1 = pydyn.load global "KeyError" : !pydyn.object
    %2 = pydyn.constant "k" -> !pydyn.object
    %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %3 : !pydyn.object
  } except %arg1 {
    %1 = pydyn.load global "TypeError" : !pydyn.object
    %2 = pydyn.load global "LookupError" : !pydyn.object
    %3 = pydyn.tuple (%1, %2 : !pydyn.object, !pydyn.object) -> !pydyn.object
    %4 = pydyn.exception_match %arg1, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %4 : !pydyn.bool {
      %5 = pydyn.load local "x" : !pydyn.object
      %6 = pydyn.constant 2 : i64 -> !pydyn.object
      %7 = pydyn.binary mul %5, %6 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      pydyn.return %7 : !pydyn.object
    } else {
      %5 = pydyn.load global "KeyError" : !pydyn.object
      %6 = pydyn.exception_match %arg1, %5 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
      pydyn.if %6 : !pydyn.bool {
        %7 = pydyn.load local "x" : !pydyn.object
        %8 = pydyn.constant 3 : i64 -> !pydyn.object
        %9 = pydyn.binary mul %7, %8 : (!pydyn.object, !pydyn.object) -> !pydyn.object
        pydyn.return %9 : !pydyn.object
      } else {
        pydyn.reraise
      }
      pydyn.yield
    }
    pydyn.yield
  }
  %0 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// `finally` runs before the return goes on, and its own return wins.
//
// def step(x):
//     def inner():
//         try:
//             return 2.0
//         finally:
//             return 5.0
//     return x * inner()

// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x
// CHECK-NEXT:    %[[READ:.*]] = pydyn.read %[[X]] : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
// CHECK-NEXT:    %[[C:.*]] = nn.constant dense<5.000000e+00> : tensor<f32>
// CHECK-NEXT:    %[[MUL:.*]] = nn.mul %[[READ]], %[[C]]
// CHECK-NEXT:    %[[BOX:.*]] = pydyn.box %[[MUL]] : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    pydyn.return %[[BOX]] : !pydyn.tensor<tensor<4xf32>>
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.make_function @"step.<locals>.inner" : !pydyn.object
  pydyn.store local "inner", %0 : !pydyn.object
  %1 = pydyn.load local "x" : !pydyn.object
  %2 = pydyn.load local "inner" : !pydyn.object
  %3 = pydyn.call %2 () from !pydyn.object -> !pydyn.object
  %4 = pydyn.binary mul %1, %3 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %4 : !pydyn.object
}
pydyn.func @"step.<locals>.inner"() -> !pydyn.object attributes {parameters = [], qualname = "step.<locals>.inner"} {
  pydyn.try {
    %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
    pydyn.return %1 : !pydyn.object
  } finally {
    %1 = pydyn.constant 5.000000e+00 : f64 -> !pydyn.object
    pydyn.return %1 : !pydyn.object
  }
  %0 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}

// -----

// Raised again, and caught outside.
//
// def step(x):
//     try:
//         try:
//             fails(3.0)
//         except Mine:
//             raise
//     except ValueError as error:
//         return x, type(error) is Mine, str(error.args[0])

// CHECK:       dataflow.object @fails = global "fails" of @step.function
// CHECK:       dataflow.object @Mine = global "Mine" of @fails checks unchanged as !pydyn.class
// CHECK:       dataflow.object @"type(Mine)" = type of @Mine checks unchanged as !pydyn.class
// CHECK:       dataflow.object @Mine.__new__ = member "__new__" of @Mine
// CHECK:       dataflow.object @"Mine#2" = global "Mine" of @step.function checks same @Mine as !pydyn.class
// CHECK:       dataflow.object @ValueError = global "ValueError" of @step.function checks unchanged as !pydyn.class
// CHECK-LABEL: pydyn.func @step()
// CHECK-NEXT:    %[[X:.*]] = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
// CHECK-NEXT:    %[[C:.*]] = pydyn.constant true -> !pydyn.bool
// CHECK-NEXT:    %[[C_2:.*]] = pydyn.constant "too much" {code = @fails} -> !pydyn.str
// CHECK-NEXT:    %[[TUPLE:.*]] = pydyn.tuple (%[[X]], %[[C]], %[[C_2]] : !pydyn.tensor<tensor<4xf32>>, !pydyn.bool, !pydyn.str) -> !pydyn.tuple
// CHECK-NEXT:    pydyn.return %[[TUPLE]] : !pydyn.tuple
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  pydyn.try {
    pydyn.try {
      %1 = pydyn.load global "fails" : !pydyn.object
      %2 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
      %3 = pydyn.call %1 (%2 : !pydyn.object) from !pydyn.object -> !pydyn.object
      pydyn.yield
    } except %arg1 {
      %1 = pydyn.load global "Mine" : !pydyn.object
      %2 = pydyn.exception_match %arg1, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
      pydyn.if %2 : !pydyn.bool {
        pydyn.reraise
      } else {
        pydyn.reraise
      }
      pydyn.yield
    }
    pydyn.yield
  } except %arg1 {
    %1 = pydyn.load global "ValueError" : !pydyn.object
    %2 = pydyn.exception_match %arg1, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %2 : !pydyn.bool {
      pydyn.store local "error", %arg1 : !pydyn.object
      pydyn.try {
        %3 = pydyn.load local "x" : !pydyn.object
        %4 = pydyn.load global "type" : !pydyn.object
        %5 = pydyn.load local "error" : !pydyn.object
        %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
        %7 = pydyn.load global "Mine" : !pydyn.object
        %8 = pydyn.compare is %6, %7 : (!pydyn.object, !pydyn.object) -> !pydyn.object
        %9 = pydyn.load global "str" : !pydyn.object
        %10 = pydyn.load local "error" : !pydyn.object
        %11 = pydyn.get_attr %10 "args" : (!pydyn.object) -> !pydyn.object
        %12 = pydyn.constant 0 : i64 -> !pydyn.object
        %13 = pydyn.get_item %11[%12] : (!pydyn.object, !pydyn.object) -> !pydyn.object
        %14 = pydyn.call %9 (%13 : !pydyn.object) from !pydyn.object -> !pydyn.object
        %15 = pydyn.tuple (%3, %8, %14 : !pydyn.object, !pydyn.object, !pydyn.object) -> !pydyn.object
        pydyn.return %15 : !pydyn.object
      } finally {
        %3 = pydyn.constant #pydyn.none -> !pydyn.object
        pydyn.store local "error", %3 : !pydyn.object
        pydyn.unbind local "error"
        pydyn.yield
      }
      pydyn.yield
    } else {
      pydyn.reraise
    }
    pydyn.yield
  }
  %0 = pydyn.constant #pydyn.none -> !pydyn.object
  pydyn.return %0 : !pydyn.object
}
pydyn.func @fails(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "fails"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load global "Mine" : !pydyn.object
    %6 = pydyn.constant "too much" -> !pydyn.object
    %7 = pydyn.load local "value" : !pydyn.object
    %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %8 : !pydyn.object
  }
  %4 = pydyn.load local "value" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}

// -----

// The name of the handler is gone after it.
//
// def step(x):
//     error = 1
//     try:
//         fails(3.0)
//     except Mine as error:
//         pass
//     return x * error
pydyn.func @step(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["x"], qualname = "step"} {
  %0 = pydyn.constant 1 : i64 -> !pydyn.object
  pydyn.store local "error", %0 : !pydyn.object
  pydyn.try {
    %4 = pydyn.load global "fails" : !pydyn.object
    %5 = pydyn.constant 3.000000e+00 : f64 -> !pydyn.object
    %6 = pydyn.call %4 (%5 : !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.yield
  } except %arg1 {
    %4 = pydyn.load global "Mine" : !pydyn.object
    %5 = pydyn.exception_match %arg1, %4 : (!pydyn.object, !pydyn.object) -> !pydyn.bool
    pydyn.if %5 : !pydyn.bool {
      pydyn.store local "error", %arg1 : !pydyn.object
      pydyn.try {
        pydyn.yield
      } finally {
        %6 = pydyn.constant #pydyn.none -> !pydyn.object
        pydyn.store local "error", %6 : !pydyn.object
        pydyn.unbind local "error"
        pydyn.yield
      }
      pydyn.yield
    } else {
      pydyn.reraise
    }
    pydyn.yield
  }
  %1 = pydyn.load local "x" : !pydyn.object
  // expected-error @+1 {{the name 'error' is not bound here [JS0015]}}
  %2 = pydyn.load local "error" : !pydyn.object
  %3 = pydyn.binary mul %1, %2 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  pydyn.return %3 : !pydyn.object
}
pydyn.func @fails(%arg0: !pydyn.object) -> !pydyn.object attributes {parameters = ["value"], qualname = "fails"} {
  %0 = pydyn.load local "value" : !pydyn.object
  %1 = pydyn.constant 2.000000e+00 : f64 -> !pydyn.object
  %2 = pydyn.compare gt %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
  %3 = pydyn.truth %2 : (!pydyn.object) -> !pydyn.bool
  pydyn.if %3 : !pydyn.bool {
    %5 = pydyn.load global "Mine" : !pydyn.object
    %6 = pydyn.constant "too much" -> !pydyn.object
    %7 = pydyn.load local "value" : !pydyn.object
    %8 = pydyn.call %5 (%6, %7 : !pydyn.object, !pydyn.object) from !pydyn.object -> !pydyn.object
    pydyn.raise %8 : !pydyn.object
  }
  %4 = pydyn.load local "value" : !pydyn.object
  pydyn.return %4 : !pydyn.object
}
