//===- Reductions.cpp - Verifiers of reductions and products --------------===//

#include "Shapes.h"

using namespace mlir;
using namespace janus::nn;

/// The shape that is left of `type` without `dims`.
static SmallVector<int64_t> reduced(RankedTensorType type,
                                    ArrayRef<int64_t> dims, bool keepdim) {
  SmallVector<int64_t> shape;
  for (auto [i, size] : llvm::enumerate(type.getShape())) {
    if (!llvm::is_contained(dims, static_cast<int64_t>(i)))
      shape.push_back(size);
    else if (keepdim)
      shape.push_back(1);
  }
  return shape;
}

template <typename Op> static LogicalResult verifyReduction(Op op) {
  RankedTensorType input = tensorType(op.getInput());
  if (failed(verifyDims(op, op.getDims(), input)))
    return failure();
  return verifyShape(op, "a result", op.getType(),
                     reduced(input, op.getDims(), op.getKeepdim()));
}

LogicalResult SumOp::verify() { return verifyReduction(*this); }
LogicalResult ProdOp::verify() { return verifyReduction(*this); }
LogicalResult AmaxOp::verify() { return verifyReduction(*this); }
LogicalResult AminOp::verify() { return verifyReduction(*this); }

OpFoldResult SumOp::fold(FoldAdaptor) {
  if (getDims().empty())
    return getInput();
  return {};
}

template <typename Op> static LogicalResult verifyArgReduction(Op op) {
  RankedTensorType input = tensorType(op.getInput());
  int64_t dim = op.getDim();
  if (failed(verifyDim(op, dim, input)))
    return failure();
  return verifyShape(op, "a result", op.getType(),
                     reduced(input, dim, op.getKeepdim()));
}

LogicalResult ArgmaxOp::verify() { return verifyArgReduction(*this); }
LogicalResult ArgminOp::verify() { return verifyArgReduction(*this); }

LogicalResult CumsumOp::verify() {
  return verifyDim(*this, getDim(), getType());
}
LogicalResult SoftmaxOp::verify() {
  return verifyDim(*this, getDim(), getType());
}
LogicalResult LogSoftmaxOp::verify() {
  return verifyDim(*this, getDim(), getType());
}

LogicalResult NormalizeOp::verify() {
  RankedTensorType input = tensorType(getInput());
  if (failed(verifyDims(*this, getDims(), input)))
    return failure();
  return verifyShape(*this, "a mean", tensorType(getMean()),
                     reduced(input, getDims(), /*keepdim=*/true));
}

LogicalResult BatchNormOp::verify() {
  RankedTensorType input = tensorType(getInput());
  if (failed(verifyDim(*this, 1, input)))
    return failure();
  if (std::optional<int64_t> threads = getThreads()) {
    if (*threads < 1)
      return emitOpError() << "expects at least one thread, got " << *threads;
    if (llvm::any_of(input.getShape().drop_front(2),
                     [](int64_t size) { return size != 1; }))
      return emitOpError() << "sums by threads only rows of channels, got "
                           << input;
  }
  return verifyShape(*this, "a weight", tensorType(getWeight()),
                     {input.getDimSize(1)});
}

LogicalResult MatmulOp::verify() {
  RankedTensorType lhs = tensorType(getLhs()), rhs = tensorType(getRhs());
  int64_t rank = lhs.getRank();
  if ((rank != 2 && rank != 3) || rhs.getRank() != rank)
    return emitOpError() << "expects two operands of rank 2 or two of rank 3";
  int64_t m = lhs.getDimSize(rank - 2), k = lhs.getDimSize(rank - 1);
  int64_t l = rhs.getDimSize(rank - 2), n = rhs.getDimSize(rank - 1);
  if (getTransposeLhs())
    std::swap(m, k);
  if (getTransposeRhs())
    std::swap(l, n);
  if (!fits(k, l))
    return emitOpError() << "sums over " << show(k) << " columns of the left "
                         << "and " << show(l) << " rows of the right operand";
  SmallVector<int64_t> shape{m, n};
  if (rank == 3) {
    if (!fits(lhs.getDimSize(0), rhs.getDimSize(0)))
      return emitOpError() << "expects batches of one size, got "
                           << show(lhs.getDimSize(0)) << " and "
                           << show(rhs.getDimSize(0));
    shape.insert(shape.begin(), lhs.isDynamicDim(0) ? rhs.getDimSize(0)
                                                    : lhs.getDimSize(0));
  }
  return verifyShape(*this, "a result", getType(), shape);
}

//===----------------------------------------------------------------------===//
// Lookups
//===----------------------------------------------------------------------===//

/// The shape of rows of `table` at each index.
static SmallVector<int64_t> rows(RankedTensorType indices,
                                 RankedTensorType table) {
  SmallVector<int64_t> shape(indices.getShape());
  llvm::append_range(shape, table.getShape().drop_front());
  return shape;
}

LogicalResult EmbeddingOp::verify() {
  RankedTensorType table = tensorType(getTable());
  if (table.getRank() < 1)
    return emitOpError("expects a table of rank 1 or more");
  return verifyShape(*this, "a result", getType(),
                     rows(tensorType(getIndices()), table));
}

LogicalResult EmbeddingGradOp::verify() {
  if (getType().getRank() < 1)
    return emitOpError("expects a table of rank 1 or more");
  if (failed(verifyShape(*this, "a derivative", tensorType(getGrad()),
                         rows(tensorType(getIndices()), getType()))))
    return failure();
  return verifySizes(*this, getSizes(), getType());
}

/// Checks that `indices` fits into `whole` in all dimensions but `dim`.
static LogicalResult verifyIndices(Operation *op, RankedTensorType indices,
                                   RankedTensorType whole, int64_t dim) {
  if (failed(verifyDim(op, dim, whole)))
    return failure();
  if (indices.getRank() != whole.getRank())
    return op->emitOpError("expects indices of the operand's rank");
  for (int64_t i = 0; i < whole.getRank(); ++i) {
    int64_t size = whole.getDimSize(i), count = indices.getDimSize(i);
    if (i != dim && !fits(size, count) && count > size)
      return op->emitOpError() << "has " << count << " indices in dimension "
                               << i << ", whose size is " << size;
  }
  return success();
}

LogicalResult GatherOp::verify() {
  RankedTensorType indices = tensorType(getIndices());
  if (failed(verifyIndices(*this, indices, tensorType(getInput()), getDim())))
    return failure();
  return verifyShape(*this, "a result", getType(), indices.getShape());
}

LogicalResult ScatterAddOp::verify() {
  RankedTensorType indices = tensorType(getIndices());
  if (failed(verifyIndices(*this, indices, tensorType(getBase()), getDim())))
    return failure();
  return verifyShape(*this, "a source", tensorType(getSource()),
                     indices.getShape());
}

LogicalResult GradientOp::verify() {
  if (getInputs().empty())
    return emitOpError("expects at least one value to differentiate by");
  return success();
}
