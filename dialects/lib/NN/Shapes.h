//===- Shapes.h - What the verifiers of nn share ----------------*- C++ -*-===//
//
// Checks on shapes that are partly dynamic: what is not known is taken to fit.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_NN_SHAPES_H
#define JANUS_NN_SHAPES_H

#include "janus/NN/NN.h"

namespace janus::nn {

inline mlir::RankedTensorType tensorType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}

/// Whether two sizes may be equal.
inline bool fits(int64_t a, int64_t b) {
  return mlir::ShapedType::isDynamic(a) || mlir::ShapedType::isDynamic(b) ||
         a == b;
}

/// `size` as it is printed in types.
inline std::string show(int64_t size) {
  return mlir::ShapedType::isDynamic(size) ? "?" : std::to_string(size);
}

/// Fails unless `dim` is a dimension of `type`.
mlir::LogicalResult verifyDim(mlir::Operation *op, int64_t dim,
                              mlir::RankedTensorType type);

/// Fails unless `dims` are ascending dimensions of `type`.
mlir::LogicalResult verifyDims(mlir::Operation *op,
                               llvm::ArrayRef<int64_t> dims,
                               mlir::RankedTensorType type);

/// Fails unless there is one size for each dynamic dimension of `type`.
mlir::LogicalResult verifySizes(mlir::Operation *op, mlir::ValueRange sizes,
                                mlir::RankedTensorType type);

/// Fails unless the shape of `type`, called `what`, may be `expected`.
mlir::LogicalResult verifyShape(mlir::Operation *op, llvm::StringRef what,
                                mlir::RankedTensorType type,
                                llvm::ArrayRef<int64_t> expected);

} // namespace janus::nn

#endif // JANUS_NN_SHAPES_H
