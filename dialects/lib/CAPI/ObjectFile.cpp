//===- ObjectFile.cpp - Modules of the llvm dialect to object files -------===//

#include "ObjectFile.h"

#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

using namespace mlir;

static std::string hostFeatures() {
  llvm::SubtargetFeatures features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    features.AddFeature(feature.first(), feature.second);
  return features.getString();
}

static LogicalResult translate(Operation *operation, raw_ostream &output,
                               StringRef cpu, unsigned optLevel) {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module =
      translateModuleToLLVMIR(operation, context);
  if (!module)
    return failure();

  llvm::Triple triple(llvm::sys::getProcessTriple());
  std::string message;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return emitError(operation->getLoc()) << message;
  bool native = cpu == "native";
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, native ? llvm::sys::getHostCPUName() : cpu,
      native ? hostFeatures() : std::string(), {}, llvm::Reloc::PIC_));
  if (!machine)
    return emitError(operation->getLoc())
           << "there is no code generator for " << triple.str();
  module->setTargetTriple(triple);
  module->setDataLayout(machine->createDataLayout());

  if (llvm::Error error = makeOptimizingTransformer(
          optLevel, /*sizeLevel=*/0, machine.get())(module.get()))
    return emitError(operation->getLoc()) << llvm::toString(std::move(error));

  // The output of the driver may be a pipe, which code generation cannot
  // write to.
  llvm::SmallVector<char> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr,
                                   llvm::CodeGenFileType::ObjectFile))
    return emitError(operation->getLoc())
           << "there are no object files for " << triple.str();
  passes.run(*module);
  output << stream.str();
  return success();
}

void janus::registerToObjectFile() {
  static llvm::cl::opt<std::string> cpu(
      "object-cpu",
      llvm::cl::desc("CPU that --mlir-to-object generates code for; 'native' "
                     "is the one it runs on"),
      llvm::cl::init("native"));
  static llvm::cl::opt<unsigned> optLevel(
      "object-opt-level",
      llvm::cl::desc("Optimization level of --mlir-to-object, from 0 to 3"),
      llvm::cl::init(3));
  static TranslateFromMLIRRegistration registration(
      "mlir-to-object", "translate the llvm dialect to an object file",
      [](Operation *operation, raw_ostream &output) -> LogicalResult {
        if (optLevel > 3)
          return emitError(operation->getLoc())
                 << "there is no optimization level " << optLevel.getValue();
        llvm::InitializeNativeTarget();
        llvm::InitializeNativeTargetAsmPrinter();
        return translate(operation, output, cpu, optLevel);
      },
      [](DialectRegistry &registry) {
        registry.insert<DLTIDialect, LLVM::LLVMDialect>();
        registerAllToLLVMIRTranslations(registry);
      });
}
