//===- Dataflow.h - The dataflow dialect ------------------------------------*- C++ -*-===//
//
// The C++ face of the dataflow dialect: declarations that mlir-tblgen generates from
// the .td files beside this header, in the order in which they depend on each
// other.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_DATAFLOW_DATAFLOW_H
#define JANUS_DATAFLOW_DATAFLOW_H

#include "janus/Support/OpIncludes.h"

#include "janus/Dataflow/DataflowDialect.h.inc"

#include "janus/Dataflow/DataflowEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "janus/Dataflow/DataflowAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "janus/Dataflow/DataflowTypes.h.inc"

#include "janus/Dataflow/DataflowInterfaces.h.inc"

#define GET_OP_CLASSES
#include "janus/Dataflow/DataflowOps.h.inc"

#endif // JANUS_DATAFLOW_DATAFLOW_H
