//===- DataflowOps.cpp - Hooks of the dataflow operations -----------------------===//

#include "janus/Dataflow/Dataflow.h"

#include "janus/PyDyn/PyDyn.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace janus::dataflow;

#define GET_OP_CLASSES
#include "janus/Dataflow/DataflowOps.cpp.inc"

//===----------------------------------------------------------------------===//
// ObjectOp, GraphOp, CommitOp
//===----------------------------------------------------------------------===//

LogicalResult ObjectOp::verify() {
  bool hasParent = getParent().has_value();
  switch (getAccess()) {
  case Access::Argument:
  case Access::Function:
  case Access::Constant:
  case Access::Import:
  case Access::Query:
    if (hasParent)
      return emitOpError("is reached from the call itself and takes no parent");
    break;
  default:
    if (!hasParent)
      return emitOpError("is reached from another object and needs a parent");
  }
  bool needsKey = true;
  switch (getAccess()) {
  case Access::Function:
  case Access::Type:
  case Access::Length:
  case Access::Keys:
  case Access::Referent:
    needsKey = false;
    break;
  default:
    break;
  }
  if (needsKey != getKey().has_value())
    return emitOpError(needsKey ? "needs a key" : "takes no key");
  bool compares = getCheck() == Check::Value || getCheck() == Check::Same;
  if (compares != getExpected().has_value())
    return emitOpError("has something expected if and only if it checks 'value' or 'same'");
  if (getCheck() == Check::Same && !isa<FlatSymbolRefAttr>(*getExpected()))
    return emitOpError("checks 'same' and needs the symbol of another object");
  auto tensor = dyn_cast<janus::pydyn::TensorType>(getType());
  if (getCheck() == Check::Tensor && !tensor)
    return emitOpError("checks 'tensor' but is of type ") << getType();
  if (auto dims = getDims()) {
    auto ranked = tensor ? dyn_cast<RankedTensorType>(tensor.getValue()) : nullptr;
    if (!ranked || static_cast<size_t>(ranked.getRank()) != dims->size())
      return emitOpError("names ") << dims->size() << " dimensions, which its type does not have";
    for (auto [size, name] : llvm::zip(ranked.getShape(), dims->getAsValueRange<StringAttr>()))
      if (!ShapedType::isDynamic(size) && !name.empty())
        return emitOpError("names the known dimension ") << size << " '" << name << "'";
  }
  return success();
}

LogicalResult GraphOp::verify() {
  Block &block = getBody().front();
  if (block.empty() || !isa<CommitOp>(block.back()))
    return emitOpError("expects its body to end in 'dataflow.commit'");
  return success();
}

LogicalResult CommitOp::verify() {
  Block &block = getEffects().front();
  if (TypeRange(block.getArgumentTypes()) != TypeRange(getValues()))
    return emitOpError("hands its effects other types than it commits");
  if (block.empty() || !isa<janus::pydyn::ReturnOp>(block.back()))
    return emitOpError("expects its effects to end in 'pydyn.return'");
  return success();
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

static LogicalResult verifyYield(Operation *op, Region &region, TypeRange results,
                                 StringRef what) {
  Block &block = region.front();
  auto yield = block.empty() ? nullptr : dyn_cast<YieldOp>(block.back());
  if (!yield)
    return op->emitOpError("expects its ") << what << " region to end in 'dataflow.yield'";
  if (TypeRange(yield.getValues()) != results)
    return op->emitOpError("yields other types from its ") << what
                                                           << " region than are expected";
  return success();
}

LogicalResult CondOp::verify() {
  if (failed(verifyYield(*this, getThenRegion(), getResultTypes(), "then")))
    return failure();
  return verifyYield(*this, getElseRegion(), getResultTypes(), "else");
}

LogicalResult WhileOp::verify() {
  Block &before = getBefore().front(), &after = getAfter().front();
  if (TypeRange(before.getArgumentTypes()) != TypeRange(getInits()))
    return emitOpError("starts with other types than its first region takes");
  auto condition = before.empty() ? nullptr : dyn_cast<ConditionOp>(before.back());
  if (!condition)
    return emitOpError("expects its first region to end in 'dataflow.condition'");
  if (TypeRange(condition.getValues()) != TypeRange(getResultTypes()) ||
      TypeRange(after.getArgumentTypes()) != TypeRange(getResultTypes()))
    return emitOpError("passes other types than its second region takes");
  return verifyYield(*this, getAfter(), TypeRange(getInits()), "second");
}

LogicalResult ForOp::verify() {
  Block &block = getBody().front();
  SmallVector<Type> expected{getLower().getType()};
  llvm::append_range(expected, TypeRange(getInits()));
  if (TypeRange(block.getArgumentTypes()) != TypeRange(expected))
    return emitOpError("expects its region to take an i64 and the loop's values");
  if (getResultTypes() != TypeRange(getInits()))
    return emitOpError("has other results than the loop's values");
  return verifyYield(*this, getBody(), getResultTypes(), "body");
}

LogicalResult FunctionOp::verify() {
  Block &block = getBody().front();
  auto type = getFunctionType();
  if (TypeRange(block.getArgumentTypes()) != TypeRange(type.getInputs()))
    return emitOpError("has a region that takes other types than its signature");
  return verifyYield(*this, getBody(), type.getResults(), "body");
}
