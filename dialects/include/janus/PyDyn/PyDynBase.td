//===- PyDynBase.td - The pydyn dialect --------------------*- tablegen -*-===//
//
// Python as it is: the dialect that the frontend produces.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_PYDYN_BASE
#define JANUS_PYDYN_BASE

include "mlir/IR/OpBase.td"

def PyDyn_Dialect : Dialect {
  let name = "pydyn";
  let cppNamespace = "::janus::pydyn";
  let summary = "Python programs with Python's own semantics";
  let description = [{
    `pydyn` holds a Python program as its author wrote it: names, attributes,
    items, calls and operators keep the meaning that the language reference
    gives them, and every value starts out as a `!pydyn.object`.

    The frontend emits structured control flow (`pydyn.if`, `pydyn.for`,
    `pydyn.while`, `pydyn.try`) with `break`, `continue` and `return` as
    terminators, and locals as names (`pydyn.load local "x"`). The pass
    `specialize-types` replaces what it can prove or may assume by narrower
    types down to `!pydyn.tensor`, `control-flow-to-dataflow` turns names and
    regions into values, and `lift-state` removes the last effects.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

class PyDyn_Op<string mnemonic, list<Trait> traits = []>
    : Op<PyDyn_Dialect, mnemonic, traits>;

#endif // JANUS_PYDYN_BASE
