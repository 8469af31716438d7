//===- NNOps.cpp - The generated half of the nn operations ----------------===//
//
// Verifiers and folders are beside this file, by op family.
//
//===----------------------------------------------------------------------===//

#include "janus/NN/NN.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace janus::nn;

#define GET_OP_CLASSES
#include "janus/NN/NNOps.cpp.inc"
