//===- Janus.h - C interface of the shim ------------------------*- C++ -*-===//
//
// What Rust calls, and the callbacks through which it is called. The Rust
// declarations in `src/ffi.rs` mirror this file.
//
// Strings and arrays in descriptors live as long as the program: they are
// registered once, and MLIR keeps references to them.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_CAPI_JANUS_H
#define JANUS_CAPI_JANUS_H

#include "mlir-c/IR.h"
#include "mlir-c/Support.h"

#include <stdbool.h>
#include <stdint.h>

extern "C" {

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

enum JanusOptionKind : int32_t {
  JanusOptionString = 0,
  JanusOptionBool = 1,
  JanusOptionInt = 2,
  JanusOptionFloat = 3,
  JanusOptionStringList = 4,
  JanusOptionIntList = 5,
};

/// One `key=value` option of a pass or pipeline. `initial` is the default
/// value in the syntax of the option itself; lists start out empty.
struct JanusOptionSpec {
  MlirStringRef name;
  MlirStringRef description;
  int32_t kind;
  MlirStringRef initial;
};

/// The values of a pass's or pipeline's options, in the order of its specs.
struct JanusOptions;

MlirStringRef janusOptionString(const JanusOptions *options, intptr_t index);
bool janusOptionBool(const JanusOptions *options, intptr_t index);
int64_t janusOptionInt(const JanusOptions *options, intptr_t index);
double janusOptionFloat(const JanusOptions *options, intptr_t index);
intptr_t janusOptionListSize(const JanusOptions *options, intptr_t index);
MlirStringRef janusOptionListString(const JanusOptions *options,
                                    intptr_t index, intptr_t element);
int64_t janusOptionListInt(const JanusOptions *options, intptr_t index,
                           intptr_t element);

//===----------------------------------------------------------------------===//
// Passes
//===----------------------------------------------------------------------===//

struct JanusStatisticSpec {
  const char *name;
  const char *description;
};

/// A running pass.
struct JanusPass;

struct JanusPassDescriptor {
  MlirStringRef argument;
  MlirStringRef description;
  /// Name of the op that the pass runs on, empty for any.
  MlirStringRef anchor;
  intptr_t numOptions;
  const JanusOptionSpec *options;
  intptr_t numStatistics;
  const JanusStatisticSpec *statistics;
  intptr_t numDialects;
  const MlirStringRef *dialects;
  void *(*create)(void);
  void *(*clone)(const void *state);
  void (*destroy)(void *state);
  /// Both return false on failure, and never unwind.
  bool (*initialize)(void *state, MlirContext context,
                     const JanusOptions *options);
  bool (*run)(void *state, MlirOperation operation, JanusPass *pass,
              const JanusOptions *options);
};

/// Registers a pass. Returns false, and registers nothing, where a dependent
/// dialect is unknown.
bool janusRegisterPass(const JanusPassDescriptor *descriptor);

/// Adds to a statistic of a running pass.
void janusPassAddStatistic(JanusPass *pass, intptr_t index, uint64_t amount);

/// Says that the pass changed nothing that an analysis depends on.
void janusPassPreserveAnalyses(JanusPass *pass);

/// Runs a textual pipeline on the pass's operation or one nested in it. What
/// is wrong with the text is handed to `error`.
bool janusPassRunPipeline(JanusPass *pass, MlirOperation operation,
                          MlirStringRef pipeline, MlirStringCallback error,
                          void *userData);

//===----------------------------------------------------------------------===//
// Pipelines
//===----------------------------------------------------------------------===//

struct JanusPipelineDescriptor {
  MlirStringRef argument;
  MlirStringRef description;
  intptr_t numOptions;
  const JanusOptionSpec *options;
  /// Hands the text of the pipeline to `result` and returns true, or hands
  /// an error message to it and returns false.
  bool (*build)(const void *self, const JanusOptions *options,
                MlirStringCallback result, void *userData);
  const void *self;
};

void janusRegisterPipeline(const JanusPipelineDescriptor *descriptor);

//===----------------------------------------------------------------------===//
// Registration
//===----------------------------------------------------------------------===//

/// Inserts our dialects, every upstream dialect with its extensions, and the
/// translations to LLVM IR.
void janusRegisterAllDialects(MlirDialectRegistry registry);

/// Registers upstream's passes and pipelines.
void janusRegisterAllPasses(void);

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

struct JanusNote {
  MlirLocation location;
  MlirStringRef message;
};

/// Emits a diagnostic with notes. Severities are MlirDiagnosticSeverity.
void janusEmitDiagnostic(MlirLocation location, int32_t severity,
                         MlirStringRef message, intptr_t numNotes,
                         const JanusNote *notes);

//===----------------------------------------------------------------------===//
// IR that MLIR's C interface does not reach
//===----------------------------------------------------------------------===//

/// Moves `operation` and what follows it to a new block after its own.
MlirBlock janusBlockSplitBefore(MlirOperation operation);

/// Moves `block` before `other`, or to the end of `region` where `other` is
/// null.
void janusBlockMove(MlirBlock block, MlirBlock other, MlirRegion region);

/// Moves the operations of `source` before `operation`, or to the end of
/// `destination` where it is null, with `arguments` for its arguments, and
/// erases it.
void janusBlockInline(MlirBlock source, MlirOperation operation,
                      MlirBlock destination, intptr_t numArguments,
                      const MlirValue *arguments);

/// Whether nothing can be observed of the operation but its results.
bool janusOperationIsPure(MlirOperation operation);

/// Whether the operation may be erased once its results are unused.
bool janusOperationIsRemovable(MlirOperation operation);

bool janusOperationIsTerminator(MlirOperation operation);

struct JanusDominance;
JanusDominance *janusDominanceCreate(MlirOperation root);
void janusDominanceDestroy(JanusDominance *dominance);
bool janusValueDominates(JanusDominance *dominance, MlirValue value,
                         MlirOperation operation);
bool janusOperationDominates(JanusDominance *dominance, MlirOperation a,
                             MlirOperation b);

struct JanusMapping;
JanusMapping *janusMappingCreate(void);
void janusMappingDestroy(JanusMapping *mapping);
void janusMappingMap(JanusMapping *mapping, MlirValue from, MlirValue to);
/// The value that `from` is mapped to, or null.
MlirValue janusMappingLookup(const JanusMapping *mapping, MlirValue from);
/// A copy of the operation, in no block, with the mapped operands. Maps its
/// results.
MlirOperation janusMappingClone(JanusMapping *mapping,
                                MlirOperation operation, bool regions);
/// Copies the blocks of `source` to the end of `destination`.
void janusMappingCloneRegion(JanusMapping *mapping, MlirRegion source,
                             MlirRegion destination);

//===----------------------------------------------------------------------===//
// Types and attributes of pydyn
//===----------------------------------------------------------------------===//

/// Which type of pydyn it is, counted as in Rust's `pydyn::PyType`; -1 where it
/// is of another dialect.
int32_t janusPyDynTypeKind(MlirType type);
/// Makes one. Null where the parameters do not suit the kind.
MlirType janusPyDynTypeGet(MlirContext context, int32_t kind,
                           intptr_t numTypes, const MlirType *types,
                           MlirStringRef name);
intptr_t janusPyDynTypeNumTypes(MlirType type);
MlirType janusPyDynTypeType(MlirType type, intptr_t index);
MlirStringRef janusPyDynTypeName(MlirType type);

/// Which attribute of pydyn it is, counted as in Rust's `pydyn::PyConstant`; -1
/// where it is of another dialect.
int32_t janusPyDynAttributeKind(MlirAttribute attribute);
MlirAttribute janusPyDynAttributeGet(MlirContext context, int32_t kind,
                                     MlirStringRef bytes,
                                     MlirAttribute number);
MlirStringRef janusPyDynAttributeBytes(MlirAttribute attribute);
MlirAttribute janusPyDynAttributeNumber(MlirAttribute attribute);

//===----------------------------------------------------------------------===//
// Tools
//===----------------------------------------------------------------------===//

/// `mlir-opt` with all that is registered above. Returns the exit code.
int janusOptMain(int argc, char **argv);

/// Source text to a top-level operation. Returns null after having emitted
/// diagnostics.
typedef MlirOperation (*JanusTranslateToMLIR)(const void *self,
                                              MlirStringRef source,
                                              MlirStringRef filename,
                                              MlirContext context);

/// Registers a translation to MLIR as a flag of `janusTranslateMain`.
void janusRegisterToMLIR(MlirStringRef name, MlirStringRef description,
                         JanusTranslateToMLIR function, const void *self);

/// `mlir-translate` with upstream's translations and the registered ones.
int janusTranslateMain(int argc, char **argv);
}

#endif // JANUS_CAPI_JANUS_H
