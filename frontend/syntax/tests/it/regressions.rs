//! What fuzzing found, one input per file of `tests/regressions`. What was wrong is in the file's name.

use std::path::Path;

#[test]
fn inputs_that_fuzzing_found() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    let mut count = 0;
    for entry in std::fs::read_dir(directory).expect("the directory is there").flatten() {
        let bytes = std::fs::read(entry.path()).expect("the file can be read");
        super::generated::check_bytes(&bytes);
        count += 1;
    }
    assert!(count > 0);
}
