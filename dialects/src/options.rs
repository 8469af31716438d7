//! Options of passes and pipelines, in MLIR's `key=value` syntax.

use crate::ffi::{self, JanusOptionSpec, JanusOptions};

/// What an option holds, with its default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionKind {
    /// `name=text`.
    String(&'static str),
    /// `name=text`, where the text is one of a few.
    Choice(&'static str, &'static [&'static str]),
    /// `name` or `name=true`, `name=false`.
    Bool(bool),
    /// `name=12`.
    Int(i64),
    /// `name=0.5`.
    Float(f64),
    /// `name=a,b,c`.
    StringList,
    /// `name=1,2,3`.
    IntList,
}

/// The declaration of one option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionSpec {
    /// The key.
    pub name: &'static str,
    /// A sentence for `--help`.
    pub description: &'static str,
    /// What it holds.
    pub kind: OptionKind,
}

impl OptionSpec {
    /// Declares a text.
    pub const fn string(
        name: &'static str,
        description: &'static str,
        default: &'static str,
    ) -> Self {
        Self {
            name,
            description,
            kind: OptionKind::String(default),
        }
    }

    /// Declares a text that is one of `choices`. Any other is an error when the
    /// pass is initialized.
    pub const fn choice(
        name: &'static str,
        description: &'static str,
        default: &'static str,
        choices: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            description,
            kind: OptionKind::Choice(default, choices),
        }
    }

    /// Declares a truth value.
    pub const fn bool(name: &'static str, description: &'static str, default: bool) -> Self {
        Self {
            name,
            description,
            kind: OptionKind::Bool(default),
        }
    }

    /// Declares an integer.
    pub const fn int(name: &'static str, description: &'static str, default: i64) -> Self {
        Self {
            name,
            description,
            kind: OptionKind::Int(default),
        }
    }

    /// Declares a floating-point number.
    pub const fn float(name: &'static str, description: &'static str, default: f64) -> Self {
        Self {
            name,
            description,
            kind: OptionKind::Float(default),
        }
    }

    /// Declares a list of texts, empty by default.
    pub const fn strings(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            kind: OptionKind::StringList,
        }
    }

    /// Declares a list of integers, empty by default.
    pub const fn ints(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            kind: OptionKind::IntList,
        }
    }

    /// The declaration for the shim. Its strings are leaked: MLIR refers to
    /// them for the life of the program.
    pub(crate) fn to_raw(self) -> JanusOptionSpec {
        let (kind, initial) = match self.kind {
            OptionKind::String(default) | OptionKind::Choice(default, _) => {
                (ffi::OPTION_STRING, default)
            }
            OptionKind::Bool(default) => (ffi::OPTION_BOOL, if default { "true" } else { "false" }),
            OptionKind::Int(default) => (ffi::OPTION_INT, leak(default.to_string())),
            OptionKind::Float(default) => (ffi::OPTION_FLOAT, leak(default.to_string())),
            OptionKind::StringList => (ffi::OPTION_STRING_LIST, ""),
            OptionKind::IntList => (ffi::OPTION_INT_LIST, ""),
        };
        let description = match self.kind {
            OptionKind::Choice(_, choices) => leak(format!(
                "{} (one of: {})",
                self.description,
                choices.join(", ")
            )),
            _ => self.description,
        };
        JanusOptionSpec {
            name: ffi::string_ref(self.name),
            description: ffi::string_ref(description),
            kind,
            initial: ffi::string_ref(initial),
        }
    }
}

fn leak(string: String) -> &'static str {
    Box::leak(string.into_boxed_str())
}

/// The value of one option.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// Of a [`OptionKind::String`] or [`OptionKind::Choice`].
    String(String),
    /// Of a [`OptionKind::Bool`].
    Bool(bool),
    /// Of a [`OptionKind::Int`].
    Int(i64),
    /// Of a [`OptionKind::Float`].
    Float(f64),
    /// Of a [`OptionKind::StringList`].
    StringList(Vec<String>),
    /// Of a [`OptionKind::IntList`].
    IntList(Vec<i64>),
}

/// The values of the options of a pass or pipeline.
///
/// The accessors take the name under which the option was declared. Asking for
/// an option that was not declared, or not with that kind, is a mistake in the
/// pass, not of its user, and panics; the pass adapter reports it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    values: Vec<(&'static str, OptionValue)>,
}

macro_rules! accessor {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty, $value:ident => $result:expr) => {
        $(#[$doc])*
        pub fn $name(&self, name: &str) -> $type {
            match self.value(name) {
                OptionValue::$variant($value) => $result,
                other => panic!("option `{name}` is declared otherwise: {other:?}"),
            }
        }
    };
}

impl Options {
    accessor!(
        /// The text of an option.
        string, String, &str, value => value
    );
    accessor!(
        /// The truth value of an option.
        bool, Bool, bool, value => *value
    );
    accessor!(
        /// The integer of an option.
        int, Int, i64, value => *value
    );
    accessor!(
        /// The number of an option.
        float, Float, f64, value => *value
    );
    accessor!(
        /// The texts of an option.
        strings, StringList, &[String], value => value
    );
    accessor!(
        /// The integers of an option.
        ints, IntList, &[i64], value => value
    );

    /// The text of an option, unless it is empty.
    pub fn non_empty_string(&self, name: &str) -> Option<&str> {
        Some(self.string(name)).filter(|value| !value.is_empty())
    }

    /// Every option and its value, in the order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &OptionValue)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }

    fn value(&self, name: &str) -> &OptionValue {
        self.iter()
            .find_map(|(key, value)| (key == name).then_some(value))
            .unwrap_or_else(|| panic!("option `{name}` is not declared"))
    }

    /// Copies the values out of the shim, and checks the choices.
    ///
    /// # Safety
    ///
    /// `raw` must hold the options that `specs` declared.
    pub(crate) unsafe fn from_raw(
        specs: &[OptionSpec],
        raw: *const JanusOptions,
    ) -> Result<Self, String> {
        let mut values = Vec::with_capacity(specs.len());
        for (index, spec) in specs.iter().enumerate() {
            let index = index as isize;
            // SAFETY: the index and the kind are the declared ones, as the
            // caller says, and the strings are copied at once.
            let value = unsafe {
                match spec.kind {
                    OptionKind::String(_) | OptionKind::Choice(..) => {
                        OptionValue::String(text(ffi::janusOptionString(raw, index)))
                    }
                    OptionKind::Bool(_) => OptionValue::Bool(ffi::janusOptionBool(raw, index)),
                    OptionKind::Int(_) => OptionValue::Int(ffi::janusOptionInt(raw, index)),
                    OptionKind::Float(_) => OptionValue::Float(ffi::janusOptionFloat(raw, index)),
                    OptionKind::StringList => OptionValue::StringList(
                        (0..ffi::janusOptionListSize(raw, index))
                            .map(|element| text(ffi::janusOptionListString(raw, index, element)))
                            .collect(),
                    ),
                    OptionKind::IntList => OptionValue::IntList(
                        (0..ffi::janusOptionListSize(raw, index))
                            .map(|element| ffi::janusOptionListInt(raw, index, element))
                            .collect(),
                    ),
                }
            };
            if let (OptionKind::Choice(_, choices), OptionValue::String(value)) =
                (spec.kind, &value)
                && !choices.contains(&value.as_str())
            {
                return Err(format!(
                    "invalid value '{value}' for option '{}': expected one of {}",
                    spec.name,
                    choices.join(", ")
                ));
            }
            values.push((spec.name, value));
        }
        Ok(Self { values })
    }
}

/// # Safety
///
/// The string must be valid during the call.
unsafe fn text(string: mlir_sys::MlirStringRef) -> String {
    // SAFETY: copied before the call returns.
    String::from_utf8_lossy(unsafe { ffi::bytes(string) }).into_owned()
}
