//! The profile: what the first, imperative calls of each function showed.
//!
//! `janus run --save-profile p.json` writes it and both `janus run --profile p.json` and the passes read it, so this
//! file is a format: fields may be added, not renamed.

use std::collections::BTreeMap;
use std::path::Path;

use janus_passes::world::{Answers, ProfiledFunction};
use serde::{Deserialize, Serialize};

use crate::function::{FunctionInfo, FunctionKey};

/// Version of the file format.
pub const VERSION: u32 = 1;

/// Distinct values kept per parameter, and distinct trip counts per loop; more than this many says "it varies", which
/// is all that specialization needs to know.
const MAX_DISTINCT: usize = 8;

/// A value that a parameter had, in as much detail as specialization can use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Value {
    None,
    Bool {
        value: bool,
    },
    /// `value` is missing for an integer beyond 64 bits.
    Int {
        value: Option<i64>,
    },
    /// `value` is missing where JSON has no number for it: infinities and NaN.
    Float {
        value: Option<f64>,
    },
    Str {
        value: String,
    },
    Tensor {
        dtype: String,
        shape: Vec<i64>,
        device: String,
        requires_grad: bool,
    },
    Tuple {
        items: Vec<Value>,
        length: usize,
    },
    List {
        items: Vec<Value>,
        length: usize,
    },
    /// Anything else, subclasses of `torch.Tensor` among it: reading their attributes may run user code.
    Object {
        #[serde(rename = "type")]
        class: String,
    },
}

/// A value with the number of calls that showed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    #[serde(flatten)]
    pub value: Value,
    pub count: u64,
}

/// What one parameter was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParameterProfile {
    pub name: String,
    pub observed: Vec<Observation>,
    /// Calls whose value found no room among `observed`.
    #[serde(default)]
    pub others: u64,
}

/// Which way an `if`, or a conditional expression, went. It is known by the place of its test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BranchProfile {
    pub line: u32,
    pub column: u32,
    pub taken: u64,
    pub not_taken: u64,
}

/// How often a loop's body ran, as `trips` → number of times the loop was entered and ran so long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoopProfile {
    pub line: u32,
    pub column: u32,
    pub trips: BTreeMap<u64, u64>,
}

/// Everything seen of one function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunctionProfile {
    pub name: String,
    pub qualname: String,
    pub file: String,
    pub line: u32,
    pub first_line: u32,
    pub calls: u64,
    /// Whether a tensor, a module or an optimizer was among its arguments or the names it uses.
    pub tensors: bool,
    pub parameters: Vec<ParameterProfile>,
    pub branches: Vec<BranchProfile>,
    pub loops: Vec<LoopProfile>,
    /// For each generated graph, what specialization asked of the Python heap and was answered: enough to generate it
    /// again without Python. In the file they are entries of their own, see [`ProfileFile`].
    #[serde(skip)]
    pub recordings: Vec<Answers>,
}

impl FunctionProfile {
    /// An empty profile of `info`.
    pub fn new(info: &FunctionInfo) -> Self {
        FunctionProfile {
            name: info.name.to_string(),
            qualname: info.key.qualname.to_string(),
            file: info.key.file.to_string(),
            line: info.line,
            first_line: info.key.first_line,
            calls: 0,
            tensors: false,
            parameters: info
                .parameters
                .iter()
                .map(|name| ParameterProfile {
                    name: name.clone(),
                    observed: Vec::new(),
                    others: 0,
                })
                .collect(),
            branches: Vec::new(),
            loops: Vec::new(),
            recordings: Vec::new(),
        }
    }

    /// Notes one call with the values of its parameters, in declaration order.
    pub fn observe_call(&mut self, values: Vec<Value>) {
        self.calls += 1;
        for (parameter, value) in self.parameters.iter_mut().zip(values) {
            if let Some(seen) = parameter.observed.iter_mut().find(|o| o.value == value) {
                seen.count += 1;
            } else if parameter.observed.len() < MAX_DISTINCT {
                parameter.observed.push(Observation { value, count: 1 });
            } else {
                parameter.others += 1;
            }
        }
    }

    /// Notes which way the branch at `line:column` went.
    pub fn observe_branch(&mut self, line: u32, column: u32, taken: bool) {
        let branch = match self
            .branches
            .iter_mut()
            .position(|b| b.line == line && b.column == column)
        {
            Some(index) => &mut self.branches[index],
            None => {
                self.branches.push(BranchProfile {
                    line,
                    column,
                    taken: 0,
                    not_taken: 0,
                });
                self.branches.last_mut().expect("just pushed")
            }
        };
        if taken {
            branch.taken += 1;
        } else {
            branch.not_taken += 1;
        }
    }

    /// Notes that the loop at `line:column` ran its body `trips` times.
    pub fn observe_trip(&mut self, line: u32, column: u32, trips: u64) {
        let index = self
            .loops
            .iter()
            .position(|l| l.line == line && l.column == column)
            .unwrap_or_else(|| {
                self.loops.push(LoopProfile {
                    line,
                    column,
                    trips: BTreeMap::new(),
                });
                self.loops.len() - 1
            });
        let seen = &mut self.loops[index].trips;
        if seen.len() < MAX_DISTINCT || seen.contains_key(&trips) {
            *seen.entry(trips).or_default() += 1;
        }
    }
}

/// The file of `--save-profile` and `--profile`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileFile {
    pub version: u32,
    /// One for each generated graph: what `specialize-types` replays.
    #[serde(rename = "functions", default)]
    pub graphs: Vec<ProfiledFunction>,
    /// What the probes saw, function by function.
    #[serde(rename = "observed", default)]
    pub functions: Vec<FunctionProfile>,
}

impl ProfileFile {
    /// The file for what was seen of these functions.
    pub fn new(functions: Vec<FunctionProfile>) -> Self {
        let graphs = functions
            .iter()
            .flat_map(|function| {
                function.recordings.iter().map(|answers| ProfiledFunction {
                    name: function.qualname.clone(),
                    file: function.file.clone(),
                    line: function.line,
                    answers: answers.clone(),
                })
            })
            .collect();
        ProfileFile {
            version: VERSION,
            graphs,
            functions,
        }
    }

    /// Reads a profile; the error is one line that names the file and, for bad JSON, the place in it.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read profile '{}': {error}", path.display()))?;
        let file: ProfileFile = serde_json::from_str(&text)
            .map_err(|error| format!("cannot read profile '{}': {error}", path.display()))?;
        if file.version != VERSION {
            return Err(format!(
                "cannot read profile '{}': its version is {}, this build reads version {VERSION}",
                path.display(),
                file.version
            ));
        }
        Ok(file)
    }

    /// Writes the profile, readable and with a final newline.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| format!("cannot write profile '{}': {error}", path.display()))?;
        std::fs::write(path, text + "\n")
            .map_err(|error| format!("cannot write profile '{}': {error}", path.display()))
    }

    /// The recorded profile of `key`. Files are compared by name, not by folder, so that a profile can be replayed on
    /// another machine.
    pub fn find(&self, key: &FunctionKey) -> Option<&FunctionProfile> {
        self.functions.iter().find(|f| {
            f.first_line == key.first_line
                && f.qualname == *key.qualname
                && Path::new(&f.file).file_name() == Path::new(&*key.file).file_name()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> FunctionProfile {
        FunctionProfile::new(&FunctionInfo {
            key: FunctionKey {
                file: "/a/train.py".into(),
                qualname: "Net.forward".into(),
                first_line: 7,
            },
            name: "forward".into(),
            module: "__main__".into(),
            line: 8,
            column: 4,
            end_line: 12,
            parameters: vec!["x".to_owned()].into(),
            source: "".into(),
        })
    }

    #[test]
    fn equal_values_are_counted_and_many_values_are_bounded() {
        let mut profile = profile();
        for value in [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] {
            profile.observe_call(vec![Value::Int { value: Some(value) }]);
        }
        assert_eq!(profile.calls, 11);
        assert_eq!(profile.parameters[0].observed.len(), MAX_DISTINCT);
        assert_eq!(profile.parameters[0].observed[0].count, 2);
        assert_eq!(profile.parameters[0].others, 2);
    }

    #[test]
    fn branches_and_loops_are_keyed_by_position() {
        let mut profile = profile();
        profile.observe_branch(9, 4, true);
        profile.observe_branch(9, 4, false);
        profile.observe_branch(9, 20, true);
        profile.observe_trip(10, 4, 3);
        profile.observe_trip(10, 4, 3);
        assert_eq!(profile.branches.len(), 2);
        assert_eq!(
            (profile.branches[0].taken, profile.branches[0].not_taken),
            (1, 1)
        );
        assert_eq!(profile.loops[0].trips[&3], 2);
    }

    #[test]
    fn a_file_reads_back_as_written() {
        let mut function = profile();
        function.observe_call(vec![Value::Tensor {
            dtype: "float32".into(),
            shape: vec![50, 1, 28, 28],
            device: "cpu".into(),
            requires_grad: false,
        }]);
        function.observe_call(vec![Value::Tuple {
            items: vec![Value::Float { value: None }, Value::None],
            length: 2,
        }]);
        function.observe_trip(10, 4, 3);
        let file = ProfileFile::new(vec![function]);
        let text = serde_json::to_string(&file).unwrap();
        assert_eq!(serde_json::from_str::<ProfileFile>(&text).unwrap(), file);
    }

    #[test]
    fn functions_are_found_by_file_name_on_another_machine() {
        let file = ProfileFile::new(vec![profile()]);
        let mut key = FunctionKey {
            file: "/elsewhere/train.py".into(),
            qualname: "Net.forward".into(),
            first_line: 7,
        };
        assert!(file.find(&key).is_some());
        key.first_line = 8;
        assert!(file.find(&key).is_none());
    }

    #[test]
    fn a_bad_file_gives_one_line_that_names_the_place() {
        let path = std::env::temp_dir().join(format!("janus-profile-{}.json", std::process::id()));
        std::fs::write(&path, "{\n  \"version\": 1,\n  oops\n}").unwrap();
        let error = ProfileFile::read(&path).unwrap_err();
        std::fs::remove_file(&path).unwrap();
        assert!(error.contains("line 3 column 3"), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}
