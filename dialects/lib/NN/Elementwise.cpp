//===- Elementwise.cpp - Folders of elementwise operations ----------------===//
//
// Only rewrites that hold for every value, NaN and the sign of zero included.
//
//===----------------------------------------------------------------------===//

#include "Shapes.h"

#include "mlir/Dialect/CommonFolders.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace janus::nn;

/// Whether `attr` is one number everywhere, and that is `number`.
static bool isSplat(Attribute attr, int64_t number) {
  auto elements = dyn_cast_or_null<SplatElementsAttr>(attr);
  if (!elements)
    return false;
  Type type = elements.getElementType();
  if (isa<FloatType>(type))
    return elements.getSplatValue<APFloat>().isExactlyValue(
        static_cast<double>(number));
  return !type.isInteger(1) &&
         elements.getSplatValue<APInt>().getSExtValue() == number;
}

/// Folds to the left operand where the right one is `neutral` and does not
/// change the shape.
template <typename Op>
static OpFoldResult foldNeutral(Op op, Attribute rhs, int64_t neutral) {
  if (isSplat(rhs, neutral) && op.getLhs().getType() == op.getType())
    return op.getLhs();
  return {};
}

/// Computes on constants of one type.
template <typename FloatOp>
static Attribute foldFloats(ArrayRef<Attribute> operands, FloatOp compute) {
  auto type = [](Attribute attr) -> Type {
    auto elements = dyn_cast_or_null<SplatElementsAttr>(attr);
    return elements ? elements.getType() : Type();
  };
  if (!type(operands[0]) || type(operands[0]) != type(operands[1]))
    return {};
  return constFoldBinaryOp<FloatAttr, APFloat, void>(operands, compute);
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  // x + 0.0 is not x for x = -0.0.
  if (isa<IntegerType>(getType().getElementType()))
    return foldNeutral(*this, adaptor.getRhs(), 0);
  return foldFloats(adaptor.getOperands(),
                    [](APFloat a, const APFloat &b) { return a + b; });
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  // x - (-0.0) is not x for x = -0.0, but -0.0 is no 0 that a program writes.
  if (auto splat = dyn_cast_or_null<SplatElementsAttr>(adaptor.getRhs()))
    if (isa<FloatType>(splat.getElementType()) &&
        splat.getSplatValue<APFloat>().isNegative())
      return {};
  if (OpFoldResult result = foldNeutral(*this, adaptor.getRhs(), 0))
    return result;
  if (isa<IntegerType>(getType().getElementType()))
    return {};
  return foldFloats(adaptor.getOperands(),
                    [](APFloat a, const APFloat &b) { return a - b; });
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult result = foldNeutral(*this, adaptor.getRhs(), 1))
    return result;
  if (isSplat(adaptor.getLhs(), 1) && getRhs().getType() == getType())
    return getRhs();
  if (isa<IntegerType>(getType().getElementType()))
    return {};
  return foldFloats(adaptor.getOperands(),
                    [](APFloat a, const APFloat &b) { return a * b; });
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  if (OpFoldResult result = foldNeutral(*this, adaptor.getRhs(), 1))
    return result;
  return foldFloats(adaptor.getOperands(),
                    [](APFloat a, const APFloat &b) { return a / b; });
}

OpFoldResult PowOp::fold(FoldAdaptor adaptor) {
  return foldNeutral(*this, adaptor.getRhs(), 1);
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  // bool -> number -> bool is the identity.
  if (auto inner = getInput().getDefiningOp<CastOp>())
    if (getType().getElementType().isInteger(1) &&
        inner.getInput().getType() == getType())
      return inner.getInput();
  auto splat = dyn_cast_or_null<SplatElementsAttr>(adaptor.getInput());
  auto to = getType();
  if (!splat || !to.hasStaticShape())
    return {};
  Type from = splat.getElementType();
  if (auto type = dyn_cast<FloatType>(to.getElementType())) {
    APFloat value(type.getFloatSemantics());
    bool exact;
    if (isa<FloatType>(from)) {
      value = splat.getSplatValue<APFloat>();
      value.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                    &exact);
    } else {
      value.convertFromAPInt(splat.getSplatValue<APInt>(),
                             /*IsSigned=*/!from.isInteger(1),
                             APFloat::rmNearestTiesToEven);
    }
    return DenseElementsAttr::get(to, value);
  }
  return {};
}
