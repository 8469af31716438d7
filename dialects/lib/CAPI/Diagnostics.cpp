//===- Diagnostics.cpp - Diagnostics with notes, from Rust ----------------===//

#include "janus/CAPI/Janus.h"

#include "mlir-c/Diagnostics.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;

void janusEmitDiagnostic(MlirLocation location, int32_t severity,
                         MlirStringRef message, intptr_t numNotes,
                         const JanusNote *notes) {
  Location place = unwrap(location);
  DiagnosticSeverity kind = DiagnosticSeverity::Error;
  switch (severity) {
  case MlirDiagnosticWarning:
    kind = DiagnosticSeverity::Warning;
    break;
  case MlirDiagnosticRemark:
    kind = DiagnosticSeverity::Remark;
    break;
  case MlirDiagnosticNote:
    kind = DiagnosticSeverity::Note;
    break;
  default:
    break;
  }
  InFlightDiagnostic diagnostic =
      place->getContext()->getDiagEngine().emit(place, kind);
  diagnostic << unwrap(message);
  for (intptr_t i = 0; i < numNotes; ++i)
    diagnostic.attachNote(unwrap(notes[i].location))
        << unwrap(notes[i].message);
}
