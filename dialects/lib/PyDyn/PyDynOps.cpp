//===- PyDynOps.cpp - Hooks of the pydyn operations -----------------------------===//

#include "janus/PyDyn/PyDyn.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/FunctionImplementation.h"

using namespace mlir;
using namespace janus::pydyn;

//===----------------------------------------------------------------------===//
// Arguments: `(%x, *%xs, name = %y, **%ys : types)`
//===----------------------------------------------------------------------===//

static ParseResult
parseArguments(OpAsmParser &parser,
               SmallVectorImpl<OpAsmParser::UnresolvedOperand> &operands,
               SmallVectorImpl<Type> &types, ArrayAttr &kinds) {
  SmallVector<Attribute> kindAttrs;
  Builder &builder = parser.getBuilder();
  auto parseOne = [&]() -> ParseResult {
    std::string keyword;
    StringRef kind = "";
    if (succeeded(parser.parseOptionalStar())) {
      kind = succeeded(parser.parseOptionalStar()) ? "**" : "*";
    } else if (succeeded(parser.parseOptionalKeywordOrString(&keyword))) {
      kind = keyword;
      if (parser.parseEqual())
        return failure();
    }
    kindAttrs.push_back(builder.getStringAttr(kind));
    return parser.parseOperand(operands.emplace_back());
  };
  if (parser.parseLParen())
    return failure();
  if (failed(parser.parseOptionalRParen())) {
    if (parser.parseCommaSeparatedList(parseOne) || parser.parseColon() ||
        parser.parseTypeList(types) || parser.parseRParen())
      return failure();
  }
  kinds = builder.getArrayAttr(kindAttrs);
  return success();
}

static void printArguments(OpAsmPrinter &printer, Operation *,
                           OperandRange operands, TypeRange types,
                           ArrayAttr kinds) {
  printer << '(';
  llvm::interleaveComma(llvm::zip_first(operands, kinds), printer, [&](auto pair) {
    StringRef kind = cast<StringAttr>(std::get<1>(pair)).getValue();
    if (kind == "*" || kind == "**") {
      printer << kind;
    } else if (!kind.empty()) {
      printer.printKeywordOrString(kind);
      printer << " = ";
    }
    printer.printOperand(std::get<0>(pair));
  });
  if (!operands.empty()) {
    printer << " : ";
    llvm::interleaveComma(types, printer);
  }
  printer << ')';
}

/// Each argument has a kind; `**` and keywords only where calls allow them.
static LogicalResult verifyKinds(Operation *op, size_t arguments,
                                 ArrayAttr kinds, bool allowsKeywords) {
  if (kinds.size() != arguments)
    return op->emitOpError("has ")
           << arguments << " arguments but " << kinds.size() << " kinds";
  bool sawKeyword = false;
  for (Attribute attribute : kinds) {
    StringRef kind = cast<StringAttr>(attribute).getValue();
    if (kind.empty()) {
      if (sawKeyword)
        return op->emitOpError("has a positional argument after a keyword argument");
      continue;
    }
    if (kind == "*")
      continue;
    if (!allowsKeywords)
      return op->emitOpError("takes no keyword, but has '") << kind << "'";
    sawKeyword = true;
  }
  return success();
}

#include "janus/PyDyn/PyDynInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "janus/PyDyn/PyDynOps.cpp.inc"

LogicalResult CallOp::verify() {
  return verifyKinds(*this, getArguments().size(), getKinds(), true);
}
LogicalResult ClassOp::verify() {
  return verifyKinds(*this, getArguments().size(), getKinds(), true);
}
LogicalResult MakeTupleOp::verify() {
  return verifyKinds(*this, getElements().size(), getKinds(), false);
}
LogicalResult MakeListOp::verify() {
  return verifyKinds(*this, getElements().size(), getKinds(), false);
}
LogicalResult MakeSetOp::verify() {
  return verifyKinds(*this, getElements().size(), getKinds(), false);
}

//===----------------------------------------------------------------------===//
// FuncOp
//===----------------------------------------------------------------------===//

ParseResult FuncOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildFunctionType = [](Builder &builder, ArrayRef<Type> arguments,
                              ArrayRef<Type> results,
                              function_interface_impl::VariadicFlag,
                              std::string &) {
    return builder.getFunctionType(arguments, results);
  };
  return function_interface_impl::parseFunctionOp(
      parser, result, /*allowVariadic=*/false,
      getFunctionTypeAttrName(result.name), buildFunctionType,
      getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void FuncOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(
      printer, *this, /*isVariadic=*/false, getFunctionTypeAttrName(),
      getArgAttrsAttrName(), getResAttrsAttrName());
}

LogicalResult FuncOp::verify() {
  if (getBody().empty())
    return emitOpError("has no body");
  if (getParameters().size() != getFunctionType().getNumInputs())
    return emitOpError("has ")
           << getFunctionType().getNumInputs() << " arguments but names "
           << getParameters().size() << " parameters";
  int64_t plain = 0;
  for (Attribute attribute : getParameters())
    plain += !cast<StringAttr>(attribute).getValue().starts_with("*");
  if (static_cast<int64_t>(getPositionalOnly()) < 0 ||
      static_cast<int64_t>(getKeywordOnly()) < 0 ||
      static_cast<int64_t>(getPositionalOnly() + getKeywordOnly()) > plain)
    return emitOpError("has fewer parameters than positional_only and keyword_only say");
  return success();
}

//===----------------------------------------------------------------------===//
// ConstantOp, TruthOp
//===----------------------------------------------------------------------===//

LogicalResult ConstantOp::verify() {
  Attribute value = getValue();
  Type type = getResult().getType();
  if (isa<ObjectType>(type))
    return success();
  bool fits = false;
  if (auto integer = dyn_cast<IntegerAttr>(value))
    fits = integer.getType().isInteger(1) ? isa<BoolType>(type) : isa<IntType>(type);
  else if (isa<BigIntAttr>(value))
    fits = isa<IntType>(type);
  else if (isa<FloatAttr>(value))
    fits = isa<FloatType>(type);
  else if (isa<ImaginaryAttr>(value))
    fits = isa<ComplexType>(type);
  else if (isa<StringAttr>(value))
    fits = isa<StrType>(type);
  else if (isa<BytesAttr>(value))
    fits = isa<BytesType>(type);
  else if (isa<NoneAttr>(value))
    fits = isa<NoneType>(type);
  else if (isa<EllipsisAttr>(value))
    fits = isa<EllipsisType>(type);
  if (!fits)
    return emitOpError("has the value ") << value << ", which is no " << type;
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult TruthOp::fold(FoldAdaptor adaptor) {
  if (!isa<BoolType>(getResult().getType()))
    return {};
  // bool(b) is b.
  if (isa<BoolType>(getOperand().getType()))
    return getOperand();
  Builder builder(getContext());
  Attribute value = adaptor.getOperand();
  if (!value)
    return {};
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return builder.getBoolAttr(!integer.getValue().isZero());
  if (auto real = dyn_cast<FloatAttr>(value))
    return builder.getBoolAttr(!real.getValue().isZero());
  if (auto string = dyn_cast<StringAttr>(value))
    return builder.getBoolAttr(!string.getValue().empty());
  if (isa<NoneAttr>(value))
    return builder.getBoolAttr(false);
  return {};
}

Operation *PyDynDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                             Type type, Location location) {
  if (type.getDialect().getNamespace() != getDialectNamespace())
    return nullptr;
  return ConstantOp::create(builder, location, type, value);
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

/// A region that falls through must end in a `pydyn.yield` of these types;
/// leaving it by `return`, `break`, `continue` or `raise` is always allowed.
static LogicalResult verifyRegionEnd(Operation *op, Region &region,
                                     TypeRange results, StringRef what) {
  if (region.empty())
    return success();
  if (!region.hasOneBlock())
    return op->emitOpError("expects one block in its ") << what << " region";
  Block &block = region.front();
  if (block.empty() || !block.back().hasTrait<OpTrait::IsTerminator>())
    return op->emitOpError("expects a terminator in its ") << what << " region";
  Operation &end = block.back();
  if (isa<ConditionOp>(end) && what != "test")
    return op->emitOpError("has 'pydyn.condition' in its ") << what << " region";
  if (auto yield = dyn_cast<YieldOp>(end)) {
    if (TypeRange(yield.getValues()) != results)
      return op->emitOpError("yields other types from its ")
             << what << " region than it has results";
  }
  return success();
}

LogicalResult IfOp::verify() {
  if (!getResults().empty() && getElseRegion().empty())
    return emitOpError("has results but no else region");
  if (failed(verifyRegionEnd(*this, getThenRegion(), getResultTypes(), "then")))
    return failure();
  return verifyRegionEnd(*this, getElseRegion(), getResultTypes(), "else");
}

LogicalResult WhileOp::verify() {
  if (!getTest().hasOneBlock() || getTest().front().empty() ||
      !isa<ConditionOp>(getTest().front().back()))
    return emitOpError("expects its test region to end in 'pydyn.condition'");
  if (failed(verifyRegionEnd(*this, getBody(), {}, "body")))
    return failure();
  return verifyRegionEnd(*this, getElseRegion(), {}, "else");
}

/// `keyword-less %argument` and a region that has it as its block argument.
static ParseResult parseBoundRegion(OpAsmParser &parser, Region &region,
                                    OpAsmParser::Argument &argument) {
  return parser.parseRegion(region, argument);
}

static void printBody(OpAsmPrinter &printer, Region &region) {
  printer << ' ';
  printer.printRegion(region, /*printEntryBlockArgs=*/false);
}

static Type objectType(OpAsmParser &parser) {
  return ObjectType::get(parser.getContext());
}

/// ` : type` of a bound name, left out where it is `!pydyn.object`.
static ParseResult parseBoundName(OpAsmParser &parser, OpAsmParser::Argument &argument) {
  if (parser.parseArgument(argument))
    return failure();
  argument.type = objectType(parser);
  if (succeeded(parser.parseOptionalColon()))
    return parser.parseType(argument.type);
  return success();
}

static void printBoundName(OpAsmPrinter &printer, BlockArgument argument) {
  printer.printOperand(argument);
  if (!isa<ObjectType>(argument.getType()))
    printer << " : " << argument.getType();
}

ParseResult ForOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::Argument item;
  OpAsmParser::UnresolvedOperand iterable;
  Type type;
  if (parseBoundName(parser, item) || parser.parseKeyword("in") ||
      parser.parseOperand(iterable) || parser.parseColonType(type) ||
      parser.resolveOperand(iterable, type, result.operands))
    return failure();
  Region *body = result.addRegion(), *orElse = result.addRegion();
  if (parseBoundRegion(parser, *body, item))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("else")) && parser.parseRegion(*orElse))
    return failure();
  return parser.parseOptionalAttrDict(result.attributes);
}

void ForOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printBoundName(printer, getBody().getArgument(0));
  printer << " in " << getIterable() << " : " << getIterable().getType();
  printBody(printer, getBody());
  if (!getElseRegion().empty()) {
    printer << " else";
    printBody(printer, getElseRegion());
  }
  printer.printOptionalAttrDict((*this)->getAttrs());
}

LogicalResult ForOp::verify() {
  if (getBody().getNumArguments() != 1)
    return emitOpError("expects one argument of its body, the element");
  if (failed(verifyRegionEnd(*this, getBody(), {}, "body")))
    return failure();
  return verifyRegionEnd(*this, getElseRegion(), {}, "else");
}

ParseResult WithOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::Argument value;
  OpAsmParser::UnresolvedOperand manager;
  Type type;
  if (parser.parseOperand(manager) || parser.parseColonType(type) ||
      parser.resolveOperand(manager, type, result.operands) ||
      parser.parseKeyword("as") || parseBoundName(parser, value) ||
      parseBoundRegion(parser, *result.addRegion(), value))
    return failure();
  return parser.parseOptionalAttrDict(result.attributes);
}

void WithOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getManager() << " : " << getManager().getType() << " as ";
  printBoundName(printer, getBody().getArgument(0));
  printBody(printer, getBody());
  printer.printOptionalAttrDict((*this)->getAttrs());
}

LogicalResult WithOp::verify() {
  if (getBody().getNumArguments() != 1)
    return emitOpError("expects one argument of its body, the result of __enter__");
  return verifyRegionEnd(*this, getBody(), {}, "body");
}

ParseResult TryOp::parse(OpAsmParser &parser, OperationState &result) {
  Region *body = result.addRegion(), *handlers = result.addRegion(),
         *orElse = result.addRegion(), *finally = result.addRegion();
  if (parser.parseRegion(*body))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("except"))) {
    OpAsmParser::Argument exception;
    if (parseBoundName(parser, exception) ||
        parseBoundRegion(parser, *handlers, exception))
      return failure();
  }
  if (succeeded(parser.parseOptionalKeyword("else")) && parser.parseRegion(*orElse))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("finally")) && parser.parseRegion(*finally))
    return failure();
  return parser.parseOptionalAttrDict(result.attributes);
}

void TryOp::print(OpAsmPrinter &printer) {
  printBody(printer, getBody());
  if (!getHandlers().empty()) {
    printer << " except ";
    printBoundName(printer, getHandlers().getArgument(0));
    printBody(printer, getHandlers());
  }
  if (!getElseRegion().empty()) {
    printer << " else";
    printBody(printer, getElseRegion());
  }
  if (!getFinally().empty()) {
    printer << " finally";
    printBody(printer, getFinally());
  }
  printer.printOptionalAttrDict((*this)->getAttrs());
}

LogicalResult TryOp::verify() {
  if (getHandlers().empty() && getFinally().empty())
    return emitOpError("has neither except nor finally");
  if (!getHandlers().empty() && getHandlers().getNumArguments() != 1)
    return emitOpError("expects one argument of its handlers, the exception");
  for (auto [region, what] :
       {std::pair<Region *, StringRef>{&getBody(), "body"},
        {&getHandlers(), "except"},
        {&getElseRegion(), "else"},
        {&getFinally(), "finally"}})
    if (failed(verifyRegionEnd(*this, *region, {}, what)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Effects of what specialize-types adds
//===----------------------------------------------------------------------===//

using Effects = SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>;

void ReadOp::getEffects(Effects &effects) {
  // A number cannot change; a tensor's contents can.
  if (isa<TensorType>(getReference().getType()))
    effects.emplace_back(MemoryEffects::Read::get(), &getReferenceMutable());
}

void BoxOp::getEffects(Effects &effects) {
  if (isa<TensorType>(getReference().getType()))
    effects.emplace_back(MemoryEffects::Allocate::get(), getOperation()->getOpResult(0));
}

void ViewOp::getEffects(Effects &effects) {
  effects.emplace_back(MemoryEffects::Allocate::get());
}

void WriteOp::getEffects(Effects &effects) {
  effects.emplace_back(MemoryEffects::Write::get(), &getReferenceMutable());
}

void BackwardOp::getEffects(Effects &effects) {
  for (OpOperand &leaf : getLeavesMutable())
    effects.emplace_back(MemoryEffects::Read::get(), &leaf);
}
