//! The profile: what `janus run --save-profile` writes and `specialize-types` reads.

use super::Answers;
use serde::{Deserialize, Serialize};
use std::{fmt, fs, path::Path};

/// What was asked and answered when functions were converted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub version: u32,
    /// One for each graph, in the order in which they were generated.
    pub functions: Vec<ProfiledFunction>,
}

/// One specialization of one function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfiledFunction {
    /// `__qualname__`.
    pub name: String,
    pub file: String,
    /// Of the `def`, from 1.
    pub line: u32,
    pub answers: Answers,
}

/// The format that this version reads and writes.
pub const VERSION: u32 = 1;

impl Default for Profile {
    fn default() -> Self {
        Profile {
            version: VERSION,
            functions: Vec::new(),
        }
    }
}

/// Why a profile cannot be used; names the file and, where there is one, the place in it.
#[derive(Debug)]
pub struct ProfileError(String);

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ProfileError {}

impl Profile {
    /// # Errors
    /// Where the file cannot be read, is not JSON of this form, or has another version.
    pub fn read(path: &Path) -> Result<Self, ProfileError> {
        let error = |what: String| ProfileError(format!("{}: {what}", path.display()));
        let text = fs::read_to_string(path).map_err(|e| error(e.to_string()))?;
        let profile: Profile =
            serde_json::from_str(&text).map_err(|e| error(format!("no profile: {e}")))?;
        if profile.version != VERSION {
            return Err(error(format!(
                "a profile of version {}, not {VERSION}",
                profile.version
            )));
        }
        Ok(profile)
    }

    /// # Errors
    /// Where the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ProfileError> {
        let error = |what: String| ProfileError(format!("{}: {what}", path.display()));
        let text = serde_json::to_string_pretty(self).map_err(|e| error(e.to_string()))?;
        fs::write(path, text).map_err(|e| error(e.to_string()))
    }
}
