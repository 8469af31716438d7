//===- DataflowDialect.cpp - Registration of the dataflow dialect --------------------===//

#include "janus/Dataflow/Dataflow.h"

#include "janus/PyDyn/PyDyn.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace janus::dataflow;

#include "janus/Dataflow/DataflowDialect.cpp.inc"

#include "janus/Dataflow/DataflowEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "janus/Dataflow/DataflowAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "janus/Dataflow/DataflowTypes.cpp.inc"

void DataflowDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "janus/Dataflow/DataflowAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "janus/Dataflow/DataflowTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "janus/Dataflow/DataflowOps.cpp.inc"
      >();
}
