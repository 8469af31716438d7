//! Diagnostics: what a pass has to say about a place in the program.

use crate::ffi::{self, JanusNote};
use melior::{
    Context,
    ir::{Location, OperationRef, operation::OperationLike},
};
use mlir_sys::{
    MlirDiagnostic, MlirDiagnosticHandlerID, MlirLogicalResult, mlirContextAttachDiagnosticHandler,
    mlirContextDetachDiagnosticHandler, mlirDiagnosticGetLocation, mlirDiagnosticGetNote,
    mlirDiagnosticGetNumNotes, mlirDiagnosticGetSeverity, mlirDiagnosticPrint,
};
use std::{
    ffi::c_void,
    fmt::{self, Display, Formatter},
    sync::{Mutex, PoisonError},
};

/// How bad it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Severity {
    /// The operation cannot go on.
    Error,
    /// The user should look at it.
    Warning,
    /// The user may want to know.
    Remark,
    /// More about another diagnostic.
    Note,
}

impl Severity {
    fn to_raw(self) -> i32 {
        match self {
            Self::Error => 0,
            Self::Warning => 1,
            Self::Note => 2,
            Self::Remark => 3,
        }
    }
}

impl Display for Severity {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Remark => "remark",
            Self::Note => "note",
        })
    }
}

/// A message about a place, with notes. It does nothing until it is emitted,
/// by [`Diagnostic::emit`] or by returning it from a pass.
#[derive(Clone, Debug)]
#[must_use = "a diagnostic does nothing until it is emitted or returned"]
pub struct Diagnostic<'c> {
    severity: Severity,
    location: Option<Location<'c>>,
    message: String,
    notes: Vec<(Location<'c>, String)>,
}

impl<'c> Diagnostic<'c> {
    /// An error at a location.
    pub fn error(location: Location<'c>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, location, message)
    }

    /// A warning at a location.
    pub fn warning(location: Location<'c>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, location, message)
    }

    /// A remark at a location.
    pub fn remark(location: Location<'c>, message: impl Into<String>) -> Self {
        Self::new(Severity::Remark, location, message)
    }

    /// A diagnostic of any severity.
    pub fn new(severity: Severity, location: Location<'c>, message: impl Into<String>) -> Self {
        Self {
            severity,
            location: Some(location),
            message: message.into(),
            notes: vec![],
        }
    }

    /// An error about an operation, worded as upstream's `emitOpError`:
    /// `'dialect.op' op message`.
    pub fn op_error<'a>(operation: &impl OperationLike<'c, 'a>, message: impl Display) -> Self
    where
        'c: 'a,
    {
        let name = operation.name();
        let name = name.as_string_ref();
        Self::error(
            operation.location(),
            format!("'{}' op {message}", name.as_str().unwrap_or("<non-utf8>")),
        )
    }

    /// An error whose place is that of the operation the pass runs on.
    pub fn unlocated(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            location: None,
            message: message.into(),
            notes: vec![],
        }
    }

    /// Adds a note.
    pub fn note(mut self, location: Location<'c>, message: impl Into<String>) -> Self {
        self.notes.push((location, message.into()));
        self
    }

    /// The severity.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The location, unless it is left to the pass.
    pub fn location(&self) -> Option<Location<'c>> {
        self.location
    }

    /// The message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The notes.
    pub fn notes(&self) -> &[(Location<'c>, String)] {
        &self.notes
    }

    /// Hands the diagnostic to MLIR's engine: the tools print it,
    /// `-verify-diagnostics` checks it, [`capture`] collects it.
    pub fn emit(self, context: &'c Context) {
        let location = self.location.unwrap_or_else(|| Location::unknown(context));
        self.emit_at(location);
    }

    pub(crate) fn emit_at(self, fallback: Location<'c>) {
        let notes: Vec<_> = self
            .notes
            .iter()
            .map(|(location, message)| JanusNote {
                location: location.to_raw(),
                message: ffi::string_ref(message),
            })
            .collect();
        // SAFETY: the location is of a live context, and the strings and the
        // notes outlive the call, which copies them.
        unsafe {
            ffi::janusEmitDiagnostic(
                self.location.unwrap_or(fallback).to_raw(),
                self.severity.to_raw(),
                ffi::string_ref(&self.message),
                notes.len() as isize,
                notes.as_ptr(),
            );
        }
    }
}

impl From<melior::Error> for Diagnostic<'_> {
    fn from(error: melior::Error) -> Self {
        Self::unlocated(error.to_string())
    }
}

/// Why a pass failed: its diagnostics, or nothing more to say because they
/// were emitted already.
#[derive(Clone, Debug, Default)]
pub struct Failure<'c> {
    diagnostics: Vec<Diagnostic<'c>>,
}

/// What a pass returns.
pub type PassResult<'c, T = ()> = Result<T, Failure<'c>>;

impl<'c> Failure<'c> {
    /// A failure whose diagnostics were emitted already.
    pub fn emitted() -> Self {
        Self::default()
    }

    /// What went wrong.
    pub fn diagnostics(&self) -> &[Diagnostic<'c>] {
        &self.diagnostics
    }

    pub(crate) fn emit_at(self, fallback: Location<'c>) {
        for diagnostic in self.diagnostics {
            diagnostic.emit_at(fallback);
        }
    }

    /// Emits the diagnostics, those without a place at `operation`.
    pub fn emit(self, operation: OperationRef<'c, '_>) {
        self.emit_at(operation.location());
    }
}

impl<'c> From<Diagnostic<'c>> for Failure<'c> {
    fn from(diagnostic: Diagnostic<'c>) -> Self {
        Self {
            diagnostics: vec![diagnostic],
        }
    }
}

impl<'c> From<Vec<Diagnostic<'c>>> for Failure<'c> {
    fn from(diagnostics: Vec<Diagnostic<'c>>) -> Self {
        Self { diagnostics }
    }
}

impl From<melior::Error> for Failure<'_> {
    fn from(error: melior::Error) -> Self {
        Diagnostic::from(error).into()
    }
}

/// A diagnostic as text, which outlives its context.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RenderedDiagnostic {
    /// The severity.
    pub severity: Severity,
    /// The location as MLIR prints it, without `loc(…)`.
    pub location: String,
    /// File, line and column, where the location has them.
    pub place: Option<crate::ir::Place>,
    /// That place, and those of the calls that the code was inlined through, innermost first.
    pub call_chain: Vec<crate::ir::Place>,
    /// The message.
    pub message: String,
    /// The notes.
    pub notes: Vec<RenderedDiagnostic>,
}

impl RenderedDiagnostic {
    /// # Safety
    ///
    /// `raw` must be a live diagnostic.
    unsafe fn new(raw: MlirDiagnostic) -> Self {
        // SAFETY: as the caller says; notes live as long as what they are of.
        unsafe {
            let location = Location::from_raw(mlirDiagnosticGetLocation(raw));
            Self {
                severity: match mlirDiagnosticGetSeverity(raw) {
                    1 => Severity::Warning,
                    2 => Severity::Note,
                    3 => Severity::Remark,
                    _ => Severity::Error,
                },
                location: crate::ir::location_text(location),
                place: crate::ir::place(location),
                call_chain: crate::ir::call_chain(location),
                message: ffi::print_to_string(|callback, data| {
                    mlirDiagnosticPrint(raw, callback, data);
                }),
                notes: (0..mlirDiagnosticGetNumNotes(raw))
                    .map(|index| Self::new(mlirDiagnosticGetNote(raw, index)))
                    .collect(),
            }
        }
    }

    /// An error that MLIR's engine did not see.
    pub(crate) fn plain_error(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            location: "unknown".into(),
            place: None,
            call_chain: vec![],
            message: message.into(),
            notes: vec![],
        }
    }
}

impl Display for RenderedDiagnostic {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(formatter, "{place}: ")?,
            None if self.location != "unknown" => write!(formatter, "{}: ", self.location)?,
            None => {}
        }
        write!(formatter, "{}: {}", self.severity, self.message)?;
        for note in &self.notes {
            write!(formatter, "\n{note}")?;
        }
        Ok(())
    }
}

/// Runs `body` and returns what it returned and the diagnostics that were
/// emitted in the meantime, which are not shown anywhere else.
pub fn capture<T>(context: &Context, body: impl FnOnce() -> T) -> (T, Vec<RenderedDiagnostic>) {
    type Collected = Mutex<Vec<RenderedDiagnostic>>;

    /// Detaches the handler, on unwinding too.
    struct Guard<'c>(&'c Context, MlirDiagnosticHandlerID);

    impl Drop for Guard<'_> {
        fn drop(&mut self) {
            // SAFETY: attached to this context, and detached once.
            unsafe { mlirContextDetachDiagnosticHandler(self.0.to_raw(), self.1) }
        }
    }

    unsafe extern "C" fn handle(
        diagnostic: MlirDiagnostic,
        collected: *mut c_void,
    ) -> MlirLogicalResult {
        // SAFETY: the handler is attached with a `Collected` that outlives it,
        // and the diagnostic lives for the call.
        unsafe {
            (*collected.cast::<Collected>())
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(RenderedDiagnostic::new(diagnostic));
            MlirLogicalResult { value: 1 }
        }
    }

    let collected = Collected::default();
    // SAFETY: `collected` is borrowed by the handler until the guard drops,
    // which it does first.
    let guard = Guard(context, unsafe {
        mlirContextAttachDiagnosticHandler(
            context.to_raw(),
            Some(handle),
            std::ptr::from_ref(&collected).cast_mut().cast(),
            None,
        )
    });
    let result = body();
    drop(guard);
    (
        result,
        collected
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
    )
}
