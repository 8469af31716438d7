//===- Shapes.cpp - What the verifiers of nn share ------------------------===//

#include "Shapes.h"

using namespace mlir;

namespace janus::nn {

LogicalResult verifyDim(Operation *op, int64_t dim, RankedTensorType type) {
  if (dim < type.getRank())
    return success();
  return op->emitOpError() << "has no dimension " << dim << ": the operand's rank is "
                           << type.getRank();
}

LogicalResult verifyDims(Operation *op, ArrayRef<int64_t> dims,
                         RankedTensorType type) {
  for (size_t i = 0; i < dims.size(); ++i) {
    int64_t dim = dims[i];
    if (failed(verifyDim(op, dim, type)))
      return failure();
    if (i > 0 && dims[i - 1] >= dim)
      return op->emitOpError("expects dimensions in ascending order");
  }
  return success();
}

LogicalResult verifySizes(Operation *op, ValueRange sizes,
                          RankedTensorType type) {
  if (static_cast<int64_t>(sizes.size()) == type.getNumDynamicDims())
    return success();
  return op->emitOpError() << "expects " << type.getNumDynamicDims()
                           << " sizes, one for each dynamic dimension of "
                           << type << ", got " << sizes.size();
}

LogicalResult verifyShape(Operation *op, StringRef what, RankedTensorType type,
                          ArrayRef<int64_t> expected) {
  bool ok = type.getRank() == static_cast<int64_t>(expected.size()) &&
            llvm::all_of_zip(type.getShape(), expected, fits);
  if (ok)
    return success();
  InFlightDiagnostic diagnostic = op->emitOpError() << "expects " << what
                                                    << " of shape [";
  llvm::interleaveComma(expected, diagnostic,
                        [&](int64_t size) { diagnostic << show(size); });
  return diagnostic << "], got " << type;
}

} // namespace janus::nn
