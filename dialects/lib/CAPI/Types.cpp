//===- Types.cpp - Types and attributes of pydyn, from Rust ---------------===//

#include "janus/CAPI/Janus.h"

#include "janus/PyDyn/PyDyn.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"

using namespace mlir;
namespace py = janus::pydyn;

/// The position among `Kinds` of what `value` is, or -1.
template <typename... Kinds, typename Value>
static int32_t kindOf(Value value) {
  int32_t kind = 0;
  bool found = false;
  ((found = found || isa<Kinds>(value), kind += !found), ...);
  return found ? kind : -1;
}

int32_t janusPyDynTypeKind(MlirType type) {
  return kindOf<py::ObjectType, py::NoneType, py::BoolType, py::IntType,
                py::FloatType, py::ComplexType, py::StrType, py::BytesType,
                py::EllipsisType, py::SliceType, py::FunctionType,
                py::ModuleType, py::ClassType, py::TupleType, py::ListType,
                py::SetType, py::DictType, py::InstanceType, py::TensorType>(
      unwrap(type));
}

MlirType janusPyDynTypeGet(MlirContext rawContext, int32_t kind,
                           intptr_t numTypes, const MlirType *rawTypes,
                           MlirStringRef name) {
  MLIRContext *context = unwrap(rawContext);
  SmallVector<Type> types;
  for (intptr_t i = 0; i < numTypes; ++i)
    types.push_back(unwrap(rawTypes[i]));
  auto get = [&]() -> Type {
    switch (kind) {
    case 0:
      return py::ObjectType::get(context);
    case 1:
      return py::NoneType::get(context);
    case 2:
      return py::BoolType::get(context);
    case 3:
      return py::IntType::get(context);
    case 4:
      return py::FloatType::get(context);
    case 5:
      return py::ComplexType::get(context);
    case 6:
      return py::StrType::get(context);
    case 7:
      return py::BytesType::get(context);
    case 8:
      return py::EllipsisType::get(context);
    case 9:
      return py::SliceType::get(context);
    case 10:
      return py::FunctionType::get(context);
    case 11:
      return py::ModuleType::get(context);
    case 12:
      return py::ClassType::get(context);
    case 13:
      return py::TupleType::get(context, types);
    case 14:
      return types.size() == 1 ? py::ListType::get(context, types[0]) : Type();
    case 15:
      return types.size() == 1 ? py::SetType::get(context, types[0]) : Type();
    case 16:
      return types.size() == 2 ? py::DictType::get(context, types[0], types[1])
                               : Type();
    case 17:
      return py::InstanceType::get(context, unwrap(name));
    case 18: {
      auto value = types.size() == 1 ? dyn_cast<mlir::TensorType>(types[0])
                                     : mlir::TensorType();
      return value ? py::TensorType::get(context, value) : Type();
    }
    default:
      return Type();
    }
  };
  return wrap(get());
}

/// The types that a type has for parameters.
static SmallVector<Type> parameters(Type type) {
  if (auto tuple = dyn_cast<py::TupleType>(type))
    return SmallVector<Type>(tuple.getElements());
  if (auto list = dyn_cast<py::ListType>(type))
    return {list.getElement()};
  if (auto set = dyn_cast<py::SetType>(type))
    return {set.getElement()};
  if (auto dict = dyn_cast<py::DictType>(type))
    return {dict.getKey(), dict.getValue()};
  if (auto tensor = dyn_cast<py::TensorType>(type))
    return {tensor.getValue()};
  return {};
}

intptr_t janusPyDynTypeNumTypes(MlirType type) {
  return parameters(unwrap(type)).size();
}

MlirType janusPyDynTypeType(MlirType type, intptr_t index) {
  return wrap(parameters(unwrap(type))[index]);
}

MlirStringRef janusPyDynTypeName(MlirType type) {
  auto instance = dyn_cast<py::InstanceType>(unwrap(type));
  return wrap(instance ? instance.getClassName() : StringRef());
}

int32_t janusPyDynAttributeKind(MlirAttribute attribute) {
  return kindOf<py::NoneAttr, py::EllipsisAttr, py::BigIntAttr, py::BytesAttr,
                py::ImaginaryAttr>(unwrap(attribute));
}

MlirAttribute janusPyDynAttributeGet(MlirContext rawContext, int32_t kind,
                                     MlirStringRef bytes,
                                     MlirAttribute number) {
  MLIRContext *context = unwrap(rawContext);
  switch (kind) {
  case 0:
    return wrap(Attribute(py::NoneAttr::get(context)));
  case 1:
    return wrap(Attribute(py::EllipsisAttr::get(context)));
  case 2:
    return wrap(Attribute(py::BigIntAttr::get(context, unwrap(bytes))));
  case 3:
    return wrap(Attribute(py::BytesAttr::get(context, unwrap(bytes))));
  case 4:
    if (auto value = dyn_cast_or_null<FloatAttr>(unwrap(number)))
      return wrap(Attribute(py::ImaginaryAttr::get(context, value)));
    break;
  default:
    break;
  }
  return wrap(Attribute());
}

MlirStringRef janusPyDynAttributeBytes(MlirAttribute attribute) {
  if (auto integer = dyn_cast<py::BigIntAttr>(unwrap(attribute)))
    return wrap(integer.getDigits());
  if (auto bytes = dyn_cast<py::BytesAttr>(unwrap(attribute)))
    return wrap(bytes.getValue());
  return wrap(StringRef());
}

MlirAttribute janusPyDynAttributeNumber(MlirAttribute attribute) {
  auto imaginary = dyn_cast<py::ImaginaryAttr>(unwrap(attribute));
  return wrap(imaginary ? Attribute(imaginary.getValue()) : Attribute());
}
