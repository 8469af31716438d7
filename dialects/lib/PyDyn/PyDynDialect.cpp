//===- PyDynDialect.cpp - Registration of the pydyn dialect --------------------===//

#include "janus/PyDyn/PyDyn.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace janus::pydyn;

#include "janus/PyDyn/PyDynDialect.cpp.inc"

#include "janus/PyDyn/PyDynEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "janus/PyDyn/PyDynAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "janus/PyDyn/PyDynTypes.cpp.inc"

void PyDynDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "janus/PyDyn/PyDynAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "janus/PyDyn/PyDynTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "janus/PyDyn/PyDynOps.cpp.inc"
      >();
}
