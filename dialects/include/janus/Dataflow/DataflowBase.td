//===- DataflowBase.td - The dataflow dialect --------------*- tablegen -*-===//
//
// The speculative symbolic dataflow graph.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_DATAFLOW_BASE
#define JANUS_DATAFLOW_BASE

include "mlir/IR/OpBase.td"

def Dataflow_Dialect : Dialect {
  let name = "dataflow";
  let cppNamespace = "::janus::dataflow";
  let summary = "speculative symbolic dataflow graphs";
  let description = [{
    A `dataflow.graph` is what one converted call computes. What it assumes of
    the Python heap at entry is a list of `dataflow.object`s, each with a check;
    what it reads is a `dataflow.state.read`; what it assumes on the way is a
    `dataflow.assert`; and all that it changes is one `dataflow.commit` at its
    end. In between there are only values, so order is by data alone.

    Control flow is `dataflow.cond`, `dataflow.while`, `dataflow.for` and
    `dataflow.invoke`, where the paper's graphs have Switch and Merge, Enter,
    Exit and NextIteration.
  }];
  let useDefaultTypePrinterParser = 1;
  let dependentDialects = ["::janus::pydyn::PyDynDialect"];
}

class Dataflow_Op<string mnemonic, list<Trait> traits = []>
    : Op<Dataflow_Dialect, mnemonic, traits>;

#endif // JANUS_DATAFLOW_BASE
