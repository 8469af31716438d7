//===- DialectTable.h - Dialects by name ------------------------*- C++ -*-===//

#ifndef JANUS_LIB_CAPI_DIALECTTABLE_H
#define JANUS_LIB_CAPI_DIALECTTABLE_H

#include "mlir/IR/DialectRegistry.h"
#include "llvm/ADT/StringRef.h"

namespace janus {
/// Whether a pass may depend on the dialect of that name.
bool isKnownDialect(llvm::StringRef name);

/// Inserts the dialect of that name. Does nothing where it is unknown.
void insertDialect(llvm::StringRef name, mlir::DialectRegistry &registry);
} // namespace janus

#endif // JANUS_LIB_CAPI_DIALECTTABLE_H
