//! Runs the lit tests: every `.mlir` and `.py` file below `test/` is a test,
//! and says in `RUN:` lines what to run (see `script`). And feeds the tools
//! what remains of those files after some damage (see `mutate`).
//!
//! It is a test target of the package that has the tools, so that cargo builds
//! those first and says where they are.

mod mutate;
mod script;
mod shell;

/// What went wrong. The harness shows errors as for debugging; this one stays
/// readable.
struct Report(String);

impl std::fmt::Debug for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "\n{}", self.0)
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Report {}

/// What is a test: not what other tests read, nor pytest's files, nor other programs.
const TESTS: &str = r"^(?!(python|lit|fuzz_programs|mutation)/)(?!(.*/)?Inputs/).*\.(mlir|py)$";

datatest_stable::harness! {
    { test = shell::run_test, root = "../test", pattern = TESTS },
    { test = mutate::run_test, root = "../test", pattern = TESTS },
}
