//===- NNAttrs.td - Attributes of the nn dialect --------------*- tablegen -*-===//

#ifndef JANUS_NN_ATTRS
#define JANUS_NN_ATTRS

include "janus/NN/NNBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/EnumAttr.td"

/// What `nn.compare` asks. Floating-point comparisons are ordered, except `ne`:
/// with a NaN all are false and `ne` is true, as in PyTorch.
def NN_ComparePredicate : I64EnumAttr<"ComparePredicate", "comparison", [
    I64EnumAttrCase<"eq", 0>, I64EnumAttrCase<"ne", 1>,
    I64EnumAttrCase<"lt", 2>, I64EnumAttrCase<"le", 3>,
    I64EnumAttrCase<"gt", 4>, I64EnumAttrCase<"ge", 5>]> {
  let cppNamespace = "::janus::nn";
}

/// A dimension, counted from 0.
def NN_DimAttr : ConfinedAttr<I64Attr, [IntNonNegative]>;

/// One value per spatial dimension.
def NN_SpatialAttr : ConfinedAttr<
    DenseI64ArrayAttr, [DenseArrayNonNegative<DenseI64ArrayAttr>]>;
def NN_PositiveSpatialAttr : ConfinedAttr<
    DenseI64ArrayAttr, [DenseArrayStrictlyPositive<DenseI64ArrayAttr>]>;

/// Dimensions, counted from 0.
def NN_DimsAttr : ConfinedAttr<
    DenseI64ArrayAttr, [DenseArrayNonNegative<DenseI64ArrayAttr>]>;

#endif // JANUS_NN_ATTRS
