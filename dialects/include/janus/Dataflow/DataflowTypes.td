//===- DataflowTypes.td - Types of the dataflow dialect ----*- tablegen -*-===//
//
// Values are builtin tensors and numbers, and references to objects that only
// the run knows; references to Python objects in a commit are pydyn's.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_DATAFLOW_TYPES
#define JANUS_DATAFLOW_TYPES

include "janus/Dataflow/DataflowBase.td"
include "mlir/IR/AttrTypeBase.td"

def Dataflow_Reference : TypeDef<Dataflow_Dialect, "Reference"> {
  let mnemonic = "reference";
  let summary = "a Python object that only the run knows";
  let description = [{
    While a graph runs, no Python code does, so the heap stands still: what is loaded from an object is what
    it held at entry, and a reference needs no count. It is none where there was nothing to be loaded.
  }];
}

#endif // JANUS_DATAFLOW_TYPES
