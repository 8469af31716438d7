//===- Tools.cpp - The drivers behind janus-opt and janus-translate -------===//

#include "ObjectFile.h"

#include "janus/CAPI/Janus.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/InitAllTranslations.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

#include <cstdlib>

using namespace mlir;

/// LLVM aborts on what it calls a fatal error, which input can cause: say
/// what it was and exit as for any other error.
static void exitOnFatalErrors() {
  llvm::install_fatal_error_handler(
      [](void *, const char *reason, bool) {
        llvm::errs() << "error: " << reason << "\n";
        llvm::errs().flush();
        // Nothing can be relied on any more, static destructors included.
        std::_Exit(1);
      });
}

int janusOptMain(int argc, char **argv) {
  exitOnFatalErrors();
  DialectRegistry registry;
  janusRegisterAllDialects(wrap(&registry));
  return asMainReturnCode(
      MlirOptMain(argc, argv, "Janus optimizer driver\n", registry));
}

void janusRegisterToMLIR(MlirStringRef name, MlirStringRef description,
                         JanusTranslateToMLIR function, const void *self) {
  TranslateToMLIRRegistration registration(
      unwrap(name), unwrap(description),
      [function, self](llvm::SourceMgr &sources,
                 MLIRContext *context) -> OwningOpRef<Operation *> {
        const llvm::MemoryBuffer *buffer =
            sources.getMemoryBuffer(sources.getMainFileID());
        return OwningOpRef<Operation *>(
            unwrap(function(self, wrap(buffer->getBuffer()),
                            wrap(buffer->getBufferIdentifier()),
                            wrap(context))));
      },
      [](DialectRegistry &registry) {
        janusRegisterAllDialects(wrap(&registry));
      });
}

int janusTranslateMain(int argc, char **argv) {
  exitOnFatalErrors();
  registerAllTranslations();
  janus::registerToObjectFile();
  return failed(mlirTranslateMain(argc, argv, "Janus translation driver\n"));
}
