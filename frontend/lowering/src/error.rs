//! Why nothing was lowered at all. A construct without a lowering is no error: it becomes `pydyn.unsupported`.

use std::fmt::{self, Display, Formatter};

use janus_dialects::melior;

/// Why a function or file could not be lowered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoweringError {
    /// No function of this name begins at this line: the file is not the one that the function was compiled from.
    NoSuchFunction {
        /// The line asked for.
        line: u32,
        /// The name asked for.
        name: String,
    },
    /// Several functions fit, as two lambdas on one line do.
    Ambiguous {
        /// The line asked for.
        line: u32,
        /// The name asked for.
        name: String,
    },
    /// MLIR refused what was built, which is a mistake of this crate.
    Internal(String),
}

impl Display for LoweringError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            LoweringError::NoSuchFunction { line, name } => {
                write!(formatter, "no function '{name}' begins at line {line}")
            }
            LoweringError::Ambiguous { line, name } => {
                write!(
                    formatter,
                    "more than one function '{name}' begins at line {line}"
                )
            }
            LoweringError::Internal(what) => {
                write!(formatter, "internal error in lowering: {what}")
            }
        }
    }
}

impl std::error::Error for LoweringError {}

impl From<melior::Error> for LoweringError {
    fn from(error: melior::Error) -> Self {
        LoweringError::Internal(error.to_string())
    }
}

/// What lowering functions return.
pub type Result<T, E = LoweringError> = std::result::Result<T, E>;
