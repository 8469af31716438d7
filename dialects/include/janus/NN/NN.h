//===- NN.h - The nn dialect ------------------------------------*- C++ -*-===//
//
// The C++ face of the nn dialect: declarations that mlir-tblgen generates from
// the .td files beside this header, in the order in which they depend on each
// other.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_NN_NN_H
#define JANUS_NN_NN_H

#include "janus/Support/OpIncludes.h"

#include "janus/NN/NNDialect.h.inc"

#include "janus/NN/NNEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "janus/NN/NNAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "janus/NN/NNTypes.h.inc"

#include "janus/NN/NNInterfaces.h.inc"

#define GET_OP_CLASSES
#include "janus/NN/NNOps.h.inc"

#endif // JANUS_NN_NN_H
