//===- NNDialect.cpp - Registration of the nn dialect --------------------===//

#include "janus/NN/NN.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace janus::nn;

#include "janus/NN/NNDialect.cpp.inc"

#include "janus/NN/NNEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "janus/NN/NNAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "janus/NN/NNTypes.cpp.inc"

void NNDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "janus/NN/NNAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "janus/NN/NNTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "janus/NN/NNOps.cpp.inc"
      >();
}
