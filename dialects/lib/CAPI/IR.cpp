//===- IR.cpp - IR that MLIR's C interface does not reach -----------------===//

#include "janus/CAPI/Janus.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/Block.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

MlirBlock janusBlockSplitBefore(MlirOperation operation) {
  Operation *first = unwrap(operation);
  return wrap(first->getBlock()->splitBlock(first));
}

void janusBlockMove(MlirBlock block, MlirBlock other, MlirRegion region) {
  Block *moved = unwrap(block);
  Region *target = unwrap(region);
  Region::iterator position =
      mlirBlockIsNull(other) ? target->end() : unwrap(other)->getIterator();
  moved->moveBefore(target, position);
}

void janusBlockInline(MlirBlock source, MlirOperation operation,
                      MlirBlock destination, intptr_t numArguments,
                      const MlirValue *arguments) {
  Block *from = unwrap(source);
  Block *to = unwrap(destination);
  SmallVector<Value> storage;
  IRRewriter rewriter(from->getParentOp()->getContext());
  rewriter.inlineBlockBefore(
      from, to,
      mlirOperationIsNull(operation) ? to->end()
                                     : unwrap(operation)->getIterator(),
      unwrapList(numArguments, arguments, storage));
}

bool janusOperationIsPure(MlirOperation operation) {
  return isPure(unwrap(operation));
}

bool janusOperationIsRemovable(MlirOperation operation) {
  return wouldOpBeTriviallyDead(unwrap(operation));
}

bool janusOperationIsTerminator(MlirOperation operation) {
  return unwrap(operation)->hasTrait<OpTrait::IsTerminator>();
}

static DominanceInfo *unwrapDominance(JanusDominance *dominance) {
  return reinterpret_cast<DominanceInfo *>(dominance);
}

JanusDominance *janusDominanceCreate(MlirOperation root) {
  return reinterpret_cast<JanusDominance *>(new DominanceInfo(unwrap(root)));
}

void janusDominanceDestroy(JanusDominance *dominance) {
  delete unwrapDominance(dominance);
}

bool janusValueDominates(JanusDominance *dominance, MlirValue value,
                         MlirOperation operation) {
  return unwrapDominance(dominance)->properlyDominates(unwrap(value),
                                                       unwrap(operation));
}

bool janusOperationDominates(JanusDominance *dominance, MlirOperation a,
                             MlirOperation b) {
  return unwrapDominance(dominance)->dominates(unwrap(a), unwrap(b));
}

static IRMapping *unwrapMapping(JanusMapping *mapping) {
  return reinterpret_cast<IRMapping *>(mapping);
}

JanusMapping *janusMappingCreate(void) {
  return reinterpret_cast<JanusMapping *>(new IRMapping());
}

void janusMappingDestroy(JanusMapping *mapping) {
  delete unwrapMapping(mapping);
}

void janusMappingMap(JanusMapping *mapping, MlirValue from, MlirValue to) {
  unwrapMapping(mapping)->map(unwrap(from), unwrap(to));
}

MlirValue janusMappingLookup(const JanusMapping *mapping, MlirValue from) {
  return wrap(reinterpret_cast<const IRMapping *>(mapping)->lookupOrNull(
      unwrap(from)));
}

MlirOperation janusMappingClone(JanusMapping *mapping,
                                MlirOperation operation, bool regions) {
  IRMapping &map = *unwrapMapping(mapping);
  if (regions)
    return wrap(unwrap(operation)->clone(map));
  return wrap(unwrap(operation)->cloneWithoutRegions(map));
}

void janusMappingCloneRegion(JanusMapping *mapping, MlirRegion source,
                             MlirRegion destination) {
  unwrap(source)->cloneInto(unwrap(destination), *unwrapMapping(mapping));
}
