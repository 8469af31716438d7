//===- DynamicOptions.h - Options known only at run time --------*- C++ -*-===//
//
// MLIR declares the options of a pass as members of its class. Those of a Rust
// pass come from a table, so they are held in a vector instead; the rest (the
// parser, `--help`, printing, copying to clones) stays MLIR's.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_LIB_CAPI_DYNAMICOPTIONS_H
#define JANUS_LIB_CAPI_DYNAMICOPTIONS_H

#include "janus/CAPI/Janus.h"

#include "mlir/CAPI/Support.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassOptions.h"

#include <memory>
#include <vector>

struct JanusOptions {
  using Options = mlir::detail::PassOptions;

  /// One option; exactly one pointer is set, by its kind.
  struct Slot {
    std::unique_ptr<Options::Option<std::string>> string;
    std::unique_ptr<Options::Option<bool>> boolean;
    std::unique_ptr<Options::Option<int64_t>> integer;
    std::unique_ptr<Options::Option<double>> real;
    std::unique_ptr<Options::ListOption<std::string>> strings;
    std::unique_ptr<Options::ListOption<int64_t>> integers;
  };

  std::vector<Slot> slots;

  /// Declares the options of `specs` in `parent`: a pass or a `PassOptions`.
  /// `Scope` is the class whose `Option` and `ListOption` the parent takes.
  template <typename Scope, typename Parent>
  void declare(Parent &parent, const JanusOptionSpec *specs, intptr_t count) {
    slots.reserve(count);
    for (intptr_t i = 0; i < count; ++i) {
      const JanusOptionSpec &spec = specs[i];
      llvm::StringRef name = unwrap(spec.name);
      llvm::cl::desc description(unwrap(spec.description));
      llvm::StringRef initial = unwrap(spec.initial);
      Slot slot;
      switch (spec.kind) {
      case JanusOptionString: {
        std::string value = initial.str();
        slot.string = std::make_unique<
            typename Scope::template Option<std::string>>(
            parent, name, description, llvm::cl::init(value));
        break;
      }
      case JanusOptionBool: {
        bool value = initial == "true";
        slot.boolean = std::make_unique<typename Scope::template Option<bool>>(
            parent, name, description, llvm::cl::init(value));
        break;
      }
      case JanusOptionInt: {
        int64_t value = 0;
        initial.getAsInteger(10, value);
        slot.integer =
            std::make_unique<typename Scope::template Option<int64_t>>(
                parent, name, description, llvm::cl::init(value));
        break;
      }
      case JanusOptionFloat: {
        double value = 0;
        initial.getAsDouble(value);
        slot.real = std::make_unique<typename Scope::template Option<double>>(
            parent, name, description, llvm::cl::init(value));
        break;
      }
      case JanusOptionStringList:
        slot.strings = std::make_unique<
            typename Scope::template ListOption<std::string>>(parent, name,
                                                              description);
        break;
      case JanusOptionIntList:
        slot.integers =
            std::make_unique<typename Scope::template ListOption<int64_t>>(
                parent, name, description);
        break;
      }
      slots.push_back(std::move(slot));
    }
  }
};

#endif // JANUS_LIB_CAPI_DYNAMICOPTIONS_H
