//===- Registration.cpp - Everything that the tools know ------------------===//

#include "janus/CAPI/Janus.h"

#include "janus/Dataflow/Dataflow.h"
#include "janus/NN/NN.h"
#include "janus/PyDyn/PyDyn.h"

#include "mlir/CAPI/IR.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"

using namespace mlir;

void janusRegisterAllDialects(MlirDialectRegistry registry) {
  DialectRegistry &dialects = *unwrap(registry);
  dialects.insert<janus::pydyn::PyDynDialect,
                  janus::dataflow::DataflowDialect, janus::nn::NNDialect>();
  registerAllDialects(dialects);
  // Among them bufferization's interface models and the transform dialect's
  // ops.
  registerAllExtensions(dialects);
  registerAllToLLVMIRTranslations(dialects);
}

void janusRegisterAllPasses() { registerAllPasses(); }
