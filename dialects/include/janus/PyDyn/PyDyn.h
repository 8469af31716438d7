//===- PyDyn.h - The pydyn dialect ------------------------------------*- C++ -*-===//
//
// The C++ face of the pydyn dialect: declarations that mlir-tblgen generates from
// the .td files beside this header, in the order in which they depend on each
// other.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_PYDYN_PYDYN_H
#define JANUS_PYDYN_PYDYN_H

#include "janus/Support/OpIncludes.h"

#include "janus/PyDyn/PyDynDialect.h.inc"

#include "janus/PyDyn/PyDynEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "janus/PyDyn/PyDynAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "janus/PyDyn/PyDynTypes.h.inc"

#include "janus/PyDyn/PyDynInterfaces.h.inc"

#define GET_OP_CLASSES
#include "janus/PyDyn/PyDynOps.h.inc"

#endif // JANUS_PYDYN_PYDYN_H
