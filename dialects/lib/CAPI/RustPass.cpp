//===- RustPass.cpp - Passes and pipelines written in Rust ----------------===//
//
// Puts a pass or a pipeline that Rust describes into MLIR's registry, so that
// it can be named in any pipeline next to upstream's.
//
//===----------------------------------------------------------------------===//

#include "DialectTable.h"
#include "DynamicOptions.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/CAPI/Utils.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

namespace {
/// The one pass class behind all Rust passes.
class RustPass : public Pass {
public:
  RustPass(const JanusPassDescriptor &descriptor, TypeID id, void *state)
      : Pass(id, anchor(descriptor)), descriptor(descriptor), state(state) {
    options.declare<Pass>(*this, descriptor.options, descriptor.numOptions);
    for (intptr_t i = 0; i < descriptor.numStatistics; ++i)
      statistics.push_back(std::make_unique<Statistic>(
          this, descriptor.statistics[i].name,
          descriptor.statistics[i].description));
  }

  ~RustPass() override { descriptor.destroy(state); }

  StringRef getName() const override { return getArgument(); }
  StringRef getArgument() const override { return unwrap(descriptor.argument); }
  StringRef getDescription() const override {
    return unwrap(descriptor.description);
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    for (intptr_t i = 0; i < descriptor.numDialects; ++i)
      janus::insertDialect(unwrap(descriptor.dialects[i]), registry);
  }

  void addStatistic(intptr_t index, uint64_t amount) {
    *statistics[index] += amount;
  }

  void preserveAnalyses() { markAllAnalysesPreserved(); }

  LogicalResult runNested(StringRef pipeline, Operation *operation,
                          raw_ostream &error) {
    OpPassManager manager(operation->getName().getStringRef());
    if (failed(parsePassPipeline(pipeline, manager, error)))
      return failure();
    return runPipeline(manager, operation);
  }

protected:
  LogicalResult initialize(MLIRContext *context) override {
    return success(descriptor.initialize(state, wrap(context), &options));
  }

  void runOnOperation() override {
    if (!descriptor.run(state, wrap(getOperation()),
                        reinterpret_cast<JanusPass *>(this), &options))
      signalPassFailure();
  }

  bool canScheduleOn(RegisteredOperationName name) const override {
    return !getOpName() || name.getStringRef() == *getOpName();
  }

  std::unique_ptr<Pass> clonePass() const override {
    return std::make_unique<RustPass>(descriptor, getTypeID(),
                                      descriptor.clone(state));
  }

private:
  static std::optional<StringRef>
  anchor(const JanusPassDescriptor &descriptor) {
    if (descriptor.anchor.length == 0)
      return std::nullopt;
    return unwrap(descriptor.anchor);
  }

  /// Lives as long as the program.
  const JanusPassDescriptor &descriptor;
  /// The Rust value, owned.
  void *state;
  JanusOptions options;
  std::vector<std::unique_ptr<Statistic>> statistics;
};

/// The options of a pipeline, declared at run time.
struct PipelineOptions : public detail::PassOptions {
  explicit PipelineOptions(const JanusPipelineDescriptor &descriptor) {
    values.declare<detail::PassOptions>(
        static_cast<detail::PassOptions &>(*this), descriptor.options,
        descriptor.numOptions);
  }
  JanusOptions values;
};
} // namespace

static RustPass &unwrapPass(JanusPass *pass) {
  return *reinterpret_cast<RustPass *>(pass);
}

bool janusRegisterPass(const JanusPassDescriptor *descriptor) {
  for (intptr_t i = 0; i < descriptor->numDialects; ++i)
    if (!janus::isKnownDialect(unwrap(descriptor->dialects[i])))
      return false;
  // A registered pass is identified by its type; ours share one class, so
  // each gets an identity of its own.
  static TypeIDAllocator identities;
  TypeID id = identities.allocate();
  registerPass([descriptor, id] {
    return std::make_unique<RustPass>(*descriptor, id, descriptor->create());
  });
  return true;
}

void janusPassAddStatistic(JanusPass *pass, intptr_t index, uint64_t amount) {
  unwrapPass(pass).addStatistic(index, amount);
}

void janusPassPreserveAnalyses(JanusPass *pass) {
  unwrapPass(pass).preserveAnalyses();
}

bool janusPassRunPipeline(JanusPass *pass, MlirOperation operation,
                          MlirStringRef pipeline, MlirStringCallback error,
                          void *userData) {
  detail::CallbackOstream stream(error, userData);
  return succeeded(unwrapPass(pass).runNested(unwrap(pipeline),
                                              unwrap(operation), stream));
}

void janusRegisterPipeline(const JanusPipelineDescriptor *descriptor) {
  registerPassPipeline(
      unwrap(descriptor->argument), unwrap(descriptor->description),
      [descriptor](
          OpPassManager &manager, StringRef text,
          function_ref<LogicalResult(const Twine &)> errorHandler)
          -> LogicalResult {
        std::string message;
        llvm::raw_string_ostream stream(message);
        PipelineOptions options(*descriptor);
        if (failed(options.parseFromString(text, stream)))
          return errorHandler(message);

        std::string result;
        bool built = descriptor->build(
            descriptor->self, &options.values,
            [](MlirStringRef part, void *userData) {
              *static_cast<std::string *>(userData) += unwrap(part);
            },
            &result);
        if (!built)
          return errorHandler(result);
        if (failed(parsePassPipeline(result, manager, stream)))
          return errorHandler(message);
        return success();
      },
      [descriptor](function_ref<void(const detail::PassOptions &)> handler) {
        handler(PipelineOptions(*descriptor));
      });
}
