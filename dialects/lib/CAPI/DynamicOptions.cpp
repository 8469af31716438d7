//===- DynamicOptions.cpp - Reading options from Rust ---------------------===//

#include "DynamicOptions.h"

using namespace mlir;

/// Rust asks by the kind that it declared, so the pointer is set.
static const JanusOptions::Slot &slot(const JanusOptions *options,
                                      intptr_t index) {
  return options->slots[index];
}

MlirStringRef janusOptionString(const JanusOptions *options, intptr_t index) {
  return wrap(StringRef(slot(options, index).string->getValue()));
}

bool janusOptionBool(const JanusOptions *options, intptr_t index) {
  return slot(options, index).boolean->getValue();
}

int64_t janusOptionInt(const JanusOptions *options, intptr_t index) {
  return slot(options, index).integer->getValue();
}

double janusOptionFloat(const JanusOptions *options, intptr_t index) {
  return slot(options, index).real->getValue();
}

intptr_t janusOptionListSize(const JanusOptions *options, intptr_t index) {
  const JanusOptions::Slot &option = slot(options, index);
  if (option.strings)
    return option.strings->size();
  return option.integers->size();
}

MlirStringRef janusOptionListString(const JanusOptions *options,
                                    intptr_t index, intptr_t element) {
  return wrap(StringRef((*slot(options, index).strings)[element]));
}

int64_t janusOptionListInt(const JanusOptions *options, intptr_t index,
                           intptr_t element) {
  return (*slot(options, index).integers)[element];
}
