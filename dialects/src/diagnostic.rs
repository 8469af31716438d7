//! Diagnostics: what a pass has to say about a place in the program.

use crate::ffi::{self, JanusNote};
use melior::{
    Context,
    diagnostic::{Diagnostic as MlirDiagnostic, DiagnosticSeverity},
    ir::{Location, OperationRef, operation::OperationLike},
};
use std::{
    fmt::{self, Display, Formatter},
    sync::{Arc, Mutex, PoisonError},
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
    /// The message.
    pub message: String,
    /// The notes.
    pub notes: Vec<RenderedDiagnostic>,
}

impl RenderedDiagnostic {
    fn new(diagnostic: &MlirDiagnostic) -> Self {
        let location = diagnostic.location();
        Self {
            severity: match diagnostic.severity() {
                DiagnosticSeverity::Error => Severity::Error,
                DiagnosticSeverity::Warning => Severity::Warning,
                DiagnosticSeverity::Remark => Severity::Remark,
                DiagnosticSeverity::Note => Severity::Note,
            },
            location: location_text(&location.to_string()),
            place: crate::ir::place(location),
            message: diagnostic.to_string(),
            notes: (0..diagnostic.note_count())
                .filter_map(|index| diagnostic.note(index).ok())
                .map(|note| Self::new(&note))
                .collect(),
        }
    }

    /// An error that MLIR's engine did not see.
    pub(crate) fn plain_error(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            location: "unknown".into(),
            place: None,
            message: message.into(),
            notes: vec![],
        }
    }
}

fn location_text(text: &str) -> String {
    text.strip_prefix("loc(")
        .and_then(|text| text.strip_suffix(')'))
        .unwrap_or(text)
        .to_owned()
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
    /// Detaches the handler, on unwinding too.
    struct Guard<'c>(&'c Context, Option<melior::diagnostic::DiagnosticHandlerId>);

    impl Drop for Guard<'_> {
        fn drop(&mut self) {
            if let Some(id) = self.1.take() {
                self.0.detach_diagnostic_handler(id);
            }
        }
    }

    let collected = Arc::new(Mutex::new(vec![]));
    let sink = collected.clone();
    let guard = Guard(
        context,
        Some(context.attach_diagnostic_handler(move |diagnostic| {
            sink.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(RenderedDiagnostic::new(&diagnostic));
            true
        })),
    );
    let result = body();
    drop(guard);
    let diagnostics =
        std::mem::take(&mut *collected.lock().unwrap_or_else(PoisonError::into_inner));
    (result, diagnostics)
}
