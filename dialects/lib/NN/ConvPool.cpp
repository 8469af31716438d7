//===- ConvPool.cpp - Verifiers of convolutions and poolings --------------===//

#include "Shapes.h"

using namespace mlir;
using namespace janus::nn;

namespace {
/// Windows that slide over one spatial dimension.
struct Window {
  int64_t kernel, stride, padding, dilation;

  /// How many windows fit into `size`; with `partial`, also one that starts
  /// inside but reaches out at the end.
  int64_t count(int64_t size, bool partial) const {
    if (ShapedType::isDynamic(size) || ShapedType::isDynamic(kernel))
      return ShapedType::kDynamic;
    int64_t room = size + 2 * padding - dilation * (kernel - 1) - 1;
    if (room < 0)
      return 0;
    int64_t more = room / stride + (partial && room % stride != 0);
    return more + 1;
  }
};
} // namespace

/// Checks that attributes have one value for each spatial dimension.
static LogicalResult verifySpatial(Operation *op, int64_t spatial,
                                   ArrayRef<ArrayRef<int64_t>> attributes) {
  if (spatial < 1 || spatial > 3)
    return op->emitOpError("expects 1, 2 or 3 spatial dimensions");
  for (ArrayRef<int64_t> attribute : attributes)
    if (static_cast<int64_t>(attribute.size()) != spatial)
      return op->emitOpError() << "expects attributes with " << spatial
                               << " values, one for each spatial dimension";
  return success();
}

/// Checks the three tensors of a convolution against each other.
template <typename Op>
static LogicalResult verifyConvolution(Op op, RankedTensorType input,
                                       RankedTensorType weight,
                                       RankedTensorType output) {
  int64_t rank = input.getRank();
  if (weight.getRank() != rank || output.getRank() != rank)
    return op.emitOpError("expects operands and result of one rank");
  if (failed(verifySpatial(op, rank - 2, {op.getStride(), op.getPadding(),
                                          op.getDilation()})))
    return failure();
  int64_t groups = op.getGroups();
  int64_t channels = input.getDimSize(1), filters = weight.getDimSize(0);
  if (!ShapedType::isDynamic(channels) &&
      (channels % groups != 0 ||
       !fits(channels / groups, weight.getDimSize(1))))
    return op.emitOpError() << "expects " << groups << " groups of "
                            << show(weight.getDimSize(1))
                            << " channels, got " << channels << " channels";
  if (!ShapedType::isDynamic(filters) && filters % groups != 0)
    return op.emitOpError() << "cannot split " << filters << " filters into "
                            << groups << " groups";
  SmallVector<int64_t> shape{input.getDimSize(0), filters};
  for (int64_t i = 0; i < rank - 2; ++i) {
    Window window{weight.getDimSize(i + 2), op.getStride()[i],
                  op.getPadding()[i], op.getDilation()[i]};
    int64_t count = window.count(input.getDimSize(i + 2), /*partial=*/false);
    if (count == 0)
      return op.emitOpError("has a kernel larger than its padded input");
    shape.push_back(count);
  }
  return verifyShape(op, "a convolved tensor", output, shape);
}

LogicalResult ConvolutionOp::verify() {
  return verifyConvolution(*this, tensorType(getInput()),
                           tensorType(getWeight()), getType());
}

LogicalResult ConvolutionInputGradOp::verify() {
  if (failed(verifySizes(*this, getSizes(), getType())))
    return failure();
  return verifyConvolution(*this, getType(), tensorType(getWeight()),
                           tensorType(getGrad()));
}

LogicalResult ConvolutionWeightGradOp::verify() {
  return verifyConvolution(*this, tensorType(getInput()), getType(),
                           tensorType(getGrad()));
}

/// Checks the two tensors of a pooling against each other.
template <typename Op>
static LogicalResult verifyPool(Op op, ArrayRef<int64_t> dilation,
                                RankedTensorType input,
                                RankedTensorType output) {
  int64_t rank = input.getRank();
  if (output.getRank() != rank)
    return op.emitOpError("expects operand and result of one rank");
  if (failed(verifySpatial(
          op, rank - 2,
          {op.getKernel(), op.getStride(), op.getPadding(), dilation})))
    return failure();
  SmallVector<int64_t> shape(input.getShape().take_front(2));
  for (int64_t i = 0; i < rank - 2; ++i) {
    Window window{op.getKernel()[i], op.getStride()[i], op.getPadding()[i],
                  dilation[i]};
    int64_t size = input.getDimSize(i + 2), got = output.getDimSize(i + 2);
    bool partial = got == window.count(size, /*partial=*/true);
    shape.push_back(window.count(size, partial));
  }
  return verifyShape(op, "a pooled tensor", output, shape);
}

LogicalResult MaxPoolOp::verify() {
  RankedTensorType result = tensorType(getResult());
  if (failed(verifyShape(*this, "positions", tensorType(getPositions()),
                         result.getShape())))
    return failure();
  return verifyPool(*this, getDilation(), tensorType(getInput()), result);
}

LogicalResult MaxPoolGradOp::verify() {
  RankedTensorType grad = tensorType(getGrad());
  if (failed(verifySizes(*this, getSizes(), getType())) ||
      failed(verifyShape(*this, "positions", tensorType(getPositions()),
                         grad.getShape())))
    return failure();
  return verifyPool(*this, getDilation(), getType(), grad);
}

LogicalResult AvgPoolOp::verify() {
  SmallVector<int64_t> dilation(getKernel().size(), 1);
  return verifyPool(*this, dilation, tensorType(getInput()), getType());
}

LogicalResult AvgPoolGradOp::verify() {
  if (failed(verifySizes(*this, getSizes(), getType())))
    return failure();
  SmallVector<int64_t> dilation(getKernel().size(), 1);
  return verifyPool(*this, dilation, getType(), tensorType(getGrad()));
}

/// Checks the two tensors of an adaptive pooling against each other.
static LogicalResult verifyAdaptive(Operation *op, RankedTensorType input,
                                    RankedTensorType output) {
  int64_t rank = input.getRank();
  if (failed(verifySpatial(op, rank - 2, {})))
    return failure();
  SmallVector<int64_t> shape(rank, ShapedType::kDynamic);
  shape[0] = input.getDimSize(0);
  shape[1] = input.getDimSize(1);
  if (failed(verifyShape(op, "a pooled tensor", output, shape)))
    return failure();
  for (int64_t size : output.getShape().drop_front(2))
    if (ShapedType::isDynamic(size))
      return op->emitOpError("expects a static number of windows");
  return success();
}

LogicalResult AdaptiveAvgPoolOp::verify() {
  return verifyAdaptive(*this, tensorType(getInput()), getType());
}

LogicalResult AdaptiveAvgPoolGradOp::verify() {
  if (failed(verifySizes(*this, getSizes(), getType())))
    return failure();
  return verifyAdaptive(*this, getType(), tensorType(getGrad()));
}
