//===- DialectTable.cpp - Dialects by name --------------------------------===//
//
// MLIR registers a pass's dependent dialects by their C++ type; Rust names
// them. The table is that step, for the dialects that our passes produce.
//
//===----------------------------------------------------------------------===//

#include "DialectTable.h"

#include "janus/Dataflow/Dataflow.h"
#include "janus/NN/NN.h"
#include "janus/PyDyn/PyDyn.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Async/IR/Async.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Index/IR/IndexDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Shape/IR/Shape.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Transform/IR/TransformDialect.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

using Insert = void (*)(DialectRegistry &);

template <typename... Dialects>
static llvm::StringMap<Insert> makeTable() {
  llvm::StringMap<Insert> table;
  ((table[Dialects::getDialectNamespace()] =
        +[](DialectRegistry &registry) { registry.insert<Dialects>(); }),
   ...);
  return table;
}

static const llvm::StringMap<Insert> &table() {
  static const llvm::StringMap<Insert> table = makeTable<
      janus::pydyn::PyDynDialect, janus::dataflow::DataflowDialect,
      janus::nn::NNDialect, affine::AffineDialect, arith::ArithDialect,
      async::AsyncDialect, bufferization::BufferizationDialect,
      complex::ComplexDialect, cf::ControlFlowDialect, func::FuncDialect,
      gpu::GPUDialect, index::IndexDialect, LLVM::LLVMDialect,
      NVVM::NVVMDialect, linalg::LinalgDialect, math::MathDialect,
      memref::MemRefDialect, scf::SCFDialect, shape::ShapeDialect,
      tensor::TensorDialect, transform::TransformDialect, ub::UBDialect,
      vector::VectorDialect>();
  return table;
}

bool janus::isKnownDialect(StringRef name) { return table().contains(name); }

void janus::insertDialect(StringRef name, DialectRegistry &registry) {
  if (Insert insert = table().lookup(name))
    insert(registry);
}
