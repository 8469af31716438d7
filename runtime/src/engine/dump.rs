//! `--dump-ir`: the IR after each stage, one file each.

use std::path::{Path, PathBuf};

use crate::function::FunctionKey;

/// Where the stages of one graph go: `DIR/<function>.<graph>.<stage number>-<stage>.mlir`.
pub struct Dump {
    folder: PathBuf,
    prefix: String,
    stage: usize,
}

impl Dump {
    /// A dump of the graph of that number. Creates the folder.
    pub fn new(folder: &Path, key: &FunctionKey, graph: usize) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let name: String = key
            .qualname
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || matches!(c, '_' | '.' | '-') {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        Ok(Dump {
            folder: folder.to_owned(),
            prefix: format!("{name}.{}.{graph}", key.first_line),
            stage: 0,
        })
    }

    /// Writes the IR after a stage.
    pub fn write(&mut self, stage: &str, text: &str) -> std::io::Result<()> {
        let file = format!("{}.{:02}-{stage}", self.prefix, self.stage);
        self.stage += 1;
        std::fs::write(self.folder.join(file), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_function_graph_and_stage() {
        let folder = tempfile::tempdir().unwrap();
        let key = FunctionKey {
            file: "a.py".into(),
            qualname: "f.<locals>.g".into(),
            first_line: 7,
        };
        let mut dump = Dump::new(&folder.path().join("ir"), &key, 1).unwrap();
        dump.write("one.mlir", "1").unwrap();
        dump.write("two.mlir", "2").unwrap();
        let file = folder
            .path()
            .join("ir")
            .join("f._locals_.g.7.1.01-two.mlir");
        assert_eq!(std::fs::read_to_string(file).unwrap(), "2");
    }
}
