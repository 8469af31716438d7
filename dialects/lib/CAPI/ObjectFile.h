//===- ObjectFile.h - Modules of the llvm dialect to object files -*- C++ -*-=//

#ifndef JANUS_LIB_CAPI_OBJECTFILE_H
#define JANUS_LIB_CAPI_OBJECTFILE_H

namespace janus {
/// Registers `--mlir-to-object` with `mlir-translate`'s driver.
void registerToObjectFile();
} // namespace janus

#endif // JANUS_LIB_CAPI_OBJECTFILE_H
