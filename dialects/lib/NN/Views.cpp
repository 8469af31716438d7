//===- Views.cpp - Constants, shapes and views ----------------------------===//

#include "Shapes.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace janus::nn;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Operation *NNDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                          Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type || !isa<RankedTensorType>(type))
    return nullptr;
  return ConstantOp::create(builder, loc, type, elements);
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult IotaOp::verify() {
  return verifySizes(*this, getSizes(), getType());
}

LogicalResult NumelOp::verify() {
  return verifyDims(*this, getDims(), tensorType(getInput()));
}

OpFoldResult NumelOp::fold(FoldAdaptor) {
  RankedTensorType input = tensorType(getInput());
  int64_t count = 1;
  for (int64_t dim : getDims()) {
    if (input.isDynamicDim(dim))
      return {};
    count *= input.getDimSize(dim);
  }
  RankedTensorType type = getType();
  if (auto element = dyn_cast<FloatType>(type.getElementType())) {
    APFloat value(element.getFloatSemantics());
    value.convertFromAPInt(APInt(64, count), /*IsSigned=*/true,
                           APFloat::rmNearestTiesToEven);
    return DenseElementsAttr::get(type, value);
  }
  unsigned width = type.getElementTypeBitWidth();
  return DenseElementsAttr::get(
      type, APInt(64, static_cast<uint64_t>(count)).sextOrTrunc(width));
}

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

/// A splat constant in another shape.
static Attribute foldSplat(Attribute input, RankedTensorType type) {
  auto splat = dyn_cast_or_null<SplatElementsAttr>(input);
  if (!splat || !type.hasStaticShape())
    return {};
  return splat.resizeSplat(type);
}

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = tensorType(getInput()), to = getType();
  if (from.hasStaticShape() && to.hasStaticShape() &&
      from.getNumElements() != to.getNumElements())
    return emitOpError() << "cannot give the " << from.getNumElements()
                         << " elements of " << from << " the shape of " << to;
  return verifySizes(*this, getSizes(), to);
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  // With two dynamic dimensions equal types may be different shapes.
  if (getInput().getType() == getType() && getType().getNumDynamicDims() <= 1)
    return getInput();
  if (auto inner = getInput().getDefiningOp<ReshapeOp>()) {
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  return foldSplat(adaptor.getInput(), getType());
}

//===----------------------------------------------------------------------===//
// Expand
//===----------------------------------------------------------------------===//

LogicalResult ExpandOp::verify() {
  RankedTensorType from = tensorType(getInput()), to = getType();
  bool ok = from.getRank() <= to.getRank() &&
            llvm::all_of_zip(from.getShape(),
                             to.getShape().take_back(from.getRank()),
                             [](int64_t a, int64_t b) {
                               return a == 1 || fits(a, b);
                             });
  if (!ok)
    return emitOpError() << "cannot broadcast " << from << " to " << to;
  return verifySizes(*this, getSizes(), to);
}

OpFoldResult ExpandOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto inner = getInput().getDefiningOp<ExpandOp>()) {
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Permute
//===----------------------------------------------------------------------===//

LogicalResult PermuteOp::verify() {
  RankedTensorType from = tensorType(getInput());
  ArrayRef<int64_t> permutation = getPermutation();
  if (static_cast<int64_t>(permutation.size()) != from.getRank() ||
      !isPermutationVector(permutation))
    return emitOpError() << "expects a permutation of the dimensions of "
                         << from;
  SmallVector<int64_t> shape;
  for (int64_t dim : permutation)
    shape.push_back(from.getDimSize(dim));
  return verifyShape(*this, "a result", getType(), shape);
}

OpFoldResult PermuteOp::fold(FoldAdaptor adaptor) {
  bool identity = true;
  for (auto [i, dim] : llvm::enumerate(getPermutation()))
    identity &= static_cast<int64_t>(i) == dim;
  if (identity)
    return getInput();
  if (auto inner = getInput().getDefiningOp<PermuteOp>()) {
    SmallVector<int64_t> permutation;
    for (int64_t dim : getPermutation())
      permutation.push_back(inner.getPermutation()[dim]);
    setPermutation(permutation);
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  return foldSplat(adaptor.getInput(), getType());
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

/// Checks that `slice` is `whole` with fewer elements along `dim`.
static LogicalResult verifySlice(Operation *op, RankedTensorType whole,
                                 RankedTensorType slice, int64_t dim,
                                 int64_t start, int64_t step, bool hasOffset) {
  if (failed(verifyDim(op, dim, whole)))
    return failure();
  SmallVector<int64_t> shape(whole.getShape());
  shape[dim] = ShapedType::kDynamic;
  if (failed(verifyShape(op, "a slice", slice, shape)))
    return failure();
  int64_t size = whole.getDimSize(dim), count = slice.getDimSize(dim);
  if (ShapedType::isDynamic(size) || ShapedType::isDynamic(count) || count == 0)
    return success();
  int64_t last = (hasOffset ? 0 : start) + (count - 1) * step;
  if (last >= size)
    return op->emitOpError() << "reaches element " << last << " of dimension "
                             << dim << ", whose size is " << size;
  return success();
}

LogicalResult SliceOp::verify() {
  if (failed(verifySlice(*this, tensorType(getInput()), getType(), getDim(),
                         getStart(), getStep(), bool(getOffset()))))
    return failure();
  bool dynamic = getType().isDynamicDim(getDim());
  if (dynamic != bool(getSize()))
    return emitOpError("expects a size exactly where the result's is dynamic");
  return success();
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType() && getType().hasStaticShape())
    return getInput();
  return foldSplat(adaptor.getInput(), getType());
}

LogicalResult SliceScatterOp::verify() {
  return verifySlice(*this, tensorType(getBase()), tensorType(getSource()),
                     getDim(), getStart(), getStep(), bool(getOffset()));
}

//===----------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------===//

LogicalResult ConcatOp::verify() {
  if (getInputs().empty())
    return emitOpError("expects at least one operand");
  RankedTensorType type = getType();
  if (failed(verifyDim(*this, getDim(), type)))
    return failure();
  SmallVector<int64_t> shape(type.getShape());
  shape[getDim()] = ShapedType::kDynamic;
  int64_t total = 0;
  for (Value input : getInputs()) {
    if (failed(verifyShape(*this, "operands", tensorType(input), shape)))
      return failure();
    int64_t size = tensorType(input).getDimSize(getDim());
    if (ShapedType::isDynamic(size) || ShapedType::isDynamic(total))
      total = ShapedType::kDynamic;
    else
      total += size;
  }
  shape[getDim()] = total;
  return verifyShape(*this, "a result", type, shape);
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  if (getInputs().size() == 1 && getInputs().front().getType() == getType())
    return getInputs().front();
  return {};
}
